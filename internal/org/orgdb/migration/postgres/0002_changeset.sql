-- +goose Up
-- One row for each time the register changed, with its last fact. stamp is random: a cache that holds it cannot take
-- one change for another, even when a transaction is rolled back and its numbers are used again.
CREATE TABLE org_change (
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    recorded_at  TEXT COLLATE "C" NOT NULL,
    stamp        TEXT COLLATE "C" NOT NULL UNIQUE,
    actor        TEXT COLLATE "C" NOT NULL,
    changeset_id BIGINT NOT NULL,
    last_fact    BIGINT NOT NULL,
    words        TEXT NOT NULL
);

-- Proposed changes, by the file or the import they were read from.
CREATE TABLE org_changeset (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    origin      TEXT COLLATE "C" NOT NULL CHECK (origin IN ('file', 'sightings', 'reference')),
    title       TEXT NOT NULL,
    file        TEXT NOT NULL,
    sha256      TEXT COLLATE "C" NOT NULL,
    as_at       TEXT COLLATE "C" NOT NULL,
    notes       TEXT NOT NULL,
    proposed_by TEXT COLLATE "C" NOT NULL,
    proposed_at TEXT COLLATE "C" NOT NULL
);
CREATE INDEX org_changeset_sha ON org_changeset (sha256);

CREATE TABLE org_changeset_line (
    changeset_id BIGINT NOT NULL REFERENCES org_changeset (id),
    line         BIGINT NOT NULL,
    org          TEXT COLLATE "C" NOT NULL,
    verb         TEXT COLLATE "C" NOT NULL,
    subject      TEXT COLLATE "C" NOT NULL,
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
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    changeset_id BIGINT NOT NULL,
    line         BIGINT NOT NULL,
    decision     TEXT COLLATE "C" NOT NULL CHECK (decision IN ('accepted', 'rejected', 'looked-again')),
    before_words TEXT NOT NULL,
    reason       TEXT NOT NULL,
    actor        TEXT COLLATE "C" NOT NULL,
    decided_at   TEXT COLLATE "C" NOT NULL,
    FOREIGN KEY (changeset_id, line) REFERENCES org_changeset_line (changeset_id, line)
);
CREATE UNIQUE INDEX org_decision_once ON org_decision (changeset_id, line) WHERE decision <> 'looked-again';
CREATE INDEX org_decision_line ON org_decision (changeset_id, line);

-- The role dictionary. kinds lists where the post exists, separated by spaces. The newest row of a role counts.
CREATE TABLE org_role (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    role        TEXT COLLATE "C" NOT NULL,
    name        TEXT NOT NULL,
    kinds       TEXT NOT NULL,
    valid_from  TEXT COLLATE "C" NOT NULL,
    valid_to    TEXT COLLATE "C" NOT NULL,
    unconfirmed TEXT NOT NULL CHECK (unconfirmed IN ('yes', 'no')),
    source      TEXT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    actor       TEXT COLLATE "C" NOT NULL
);

CREATE TABLE org_role_alias (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    role        TEXT COLLATE "C" NOT NULL,
    alias       TEXT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    actor       TEXT COLLATE "C" NOT NULL
);

-- Who holds which post. holding is the lasting number of a holding; its newest row counts.
CREATE TABLE org_holder (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    holding     BIGINT NOT NULL,
    org         TEXT COLLATE "C" NOT NULL,
    role        TEXT COLLATE "C" NOT NULL,
    capacity    TEXT COLLATE "C" NOT NULL CHECK (capacity IN ('holder', 'deputy')),
    name        TEXT NOT NULL,
    email       TEXT NOT NULL,
    phone       TEXT NOT NULL,
    valid_from  TEXT COLLATE "C" NOT NULL,
    valid_to    TEXT COLLATE "C" NOT NULL,
    synthetic   TEXT NOT NULL CHECK (synthetic IN ('yes', 'no')),
    state       TEXT NOT NULL CHECK (state IN ('current', 'withdrawn')),
    source      TEXT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    actor       TEXT COLLATE "C" NOT NULL
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
