-- +goose Up
-- One row for each time the register changed, with its last fact. stamp is random: a cache that holds it cannot take
-- one change for another, even when a transaction is rolled back and its numbers are used again.
CREATE TABLE org_change (
    id           INTEGER PRIMARY KEY,
    recorded_at  TEXT NOT NULL,
    stamp        TEXT NOT NULL UNIQUE,
    actor        TEXT NOT NULL,
    changeset_id INTEGER NOT NULL,
    last_fact    INTEGER NOT NULL,
    words        TEXT NOT NULL
);

-- Proposed changes, by the file or the import they were read from.
CREATE TABLE org_changeset (
    id          INTEGER PRIMARY KEY,
    origin      TEXT NOT NULL CHECK (origin IN ('file', 'sightings', 'reference')),
    title       TEXT NOT NULL,
    file        TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    as_at       TEXT NOT NULL,
    notes       TEXT NOT NULL,
    proposed_by TEXT NOT NULL,
    proposed_at TEXT NOT NULL
);
CREATE INDEX org_changeset_sha ON org_changeset (sha256);

CREATE TABLE org_changeset_line (
    changeset_id INTEGER NOT NULL REFERENCES org_changeset (id),
    line         INTEGER NOT NULL,
    org          TEXT NOT NULL,
    verb         TEXT NOT NULL,
    subject      TEXT NOT NULL,
    words        TEXT NOT NULL,
    before_words TEXT NOT NULL,
    after_words  TEXT NOT NULL,
    facts        TEXT NOT NULL,
    evidence     TEXT NOT NULL,
    PRIMARY KEY (changeset_id, line)
);
CREATE INDEX org_changeset_line_org ON org_changeset_line (org, subject);

-- What was decided about a line. A line that was looked at again carries what was held then in before_words. The last
-- of accepted and rejected counts; there is at most one.
CREATE TABLE org_decision (
    id           INTEGER PRIMARY KEY,
    changeset_id INTEGER NOT NULL,
    line         INTEGER NOT NULL,
    decision     TEXT NOT NULL CHECK (decision IN ('accepted', 'rejected', 'looked-again')),
    before_words TEXT NOT NULL,
    reason       TEXT NOT NULL,
    actor        TEXT NOT NULL,
    decided_at   TEXT NOT NULL,
    FOREIGN KEY (changeset_id, line) REFERENCES org_changeset_line (changeset_id, line)
);
CREATE UNIQUE INDEX org_decision_once ON org_decision (changeset_id, line) WHERE decision <> 'looked-again';
CREATE INDEX org_decision_line ON org_decision (changeset_id, line);

-- The role dictionary. kinds lists where the post exists, separated by spaces. The newest row of a role counts.
CREATE TABLE org_role (
    id          INTEGER PRIMARY KEY,
    role        TEXT NOT NULL,
    name        TEXT NOT NULL,
    kinds       TEXT NOT NULL,
    valid_from  TEXT NOT NULL,
    valid_to    TEXT NOT NULL,
    unconfirmed TEXT NOT NULL CHECK (unconfirmed IN ('yes', 'no')),
    source      TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    actor       TEXT NOT NULL
);

CREATE TABLE org_role_alias (
    id          INTEGER PRIMARY KEY,
    role        TEXT NOT NULL,
    alias       TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    actor       TEXT NOT NULL
);

-- Who holds which post. holding is the lasting number of a holding; its newest row counts.
CREATE TABLE org_holder (
    id          INTEGER PRIMARY KEY,
    holding     INTEGER NOT NULL,
    org         TEXT NOT NULL,
    role        TEXT NOT NULL,
    capacity    TEXT NOT NULL CHECK (capacity IN ('holder', 'deputy')),
    name        TEXT NOT NULL,
    email       TEXT NOT NULL,
    phone       TEXT NOT NULL,
    valid_from  TEXT NOT NULL,
    valid_to    TEXT NOT NULL,
    synthetic   TEXT NOT NULL CHECK (synthetic IN ('yes', 'no')),
    state       TEXT NOT NULL CHECK (state IN ('current', 'withdrawn')),
    source      TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    actor       TEXT NOT NULL
);
CREATE INDEX org_holder_org ON org_holder (org);
CREATE INDEX org_holder_holding ON org_holder (holding, id);

-- +goose Down
DROP TABLE org_holder;
DROP TABLE org_role_alias;
DROP TABLE org_role;
DROP TABLE org_decision;
DROP TABLE org_changeset_line;
DROP TABLE org_changeset;
DROP TABLE org_change;
