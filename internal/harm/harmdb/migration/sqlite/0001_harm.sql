-- +goose Up
CREATE TABLE harm_event (
    org         TEXT NOT NULL,
    event       TEXT NOT NULL,
    revision    INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    occurred    TEXT NOT NULL,
    period      TEXT NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org, event, revision)
) STRICT;
CREATE INDEX harm_event_recorded ON harm_event (recorded_at);

CREATE TABLE harm_link (
    org         TEXT NOT NULL,
    number      INTEGER NOT NULL,
    event       TEXT NOT NULL,
    strength    INTEGER NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org, number)
) STRICT;

CREATE TABLE harm_candour (
    org         TEXT NOT NULL,
    number      INTEGER NOT NULL,
    event       TEXT NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org, number)
) STRICT;

CREATE TABLE harm_sent (
    org         TEXT NOT NULL,
    event       TEXT NOT NULL,
    revision    INTEGER NOT NULL,
    number      INTEGER NOT NULL,
    state       TEXT NOT NULL,
    profile     INTEGER NOT NULL,
    key         TEXT NOT NULL,
    digest      TEXT NOT NULL,
    reply       TEXT NOT NULL,
    next_at     TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org, event, revision, number),
    FOREIGN KEY (org, event, revision) REFERENCES harm_event (org, event, revision)
) STRICT;

CREATE TABLE harm_pathway (
    org           TEXT NOT NULL,
    watch         TEXT NOT NULL,
    cohort        TEXT NOT NULL,
    postponed     TEXT NOT NULL,
    sealed        TEXT NOT NULL,
    pathway_index TEXT NOT NULL,
    recorded_at   TEXT NOT NULL,
    recorded_by   TEXT NOT NULL,
    PRIMARY KEY (org, watch)
) STRICT;
CREATE UNIQUE INDEX harm_pathway_once ON harm_pathway (org, cohort, pathway_index, postponed);

CREATE TABLE harm_watch (
    org         TEXT NOT NULL,
    watch       TEXT NOT NULL,
    number      INTEGER NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org, watch, number),
    FOREIGN KEY (org, watch) REFERENCES harm_pathway (org, watch)
) STRICT;

CREATE TABLE harm_trigger (
    org         TEXT NOT NULL,
    watch       TEXT NOT NULL,
    kind        TEXT NOT NULL,
    occurred    TEXT NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org, watch, kind, occurred),
    FOREIGN KEY (org, watch) REFERENCES harm_pathway (org, watch)
) STRICT;

CREATE TABLE harm_review (
    org         TEXT NOT NULL,
    watch       TEXT NOT NULL,
    number      INTEGER NOT NULL,
    stage       TEXT NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org, watch, number),
    FOREIGN KEY (org, watch) REFERENCES harm_pathway (org, watch)
) STRICT;

-- +goose Down
DROP TABLE harm_review;
DROP TABLE harm_trigger;
DROP TABLE harm_watch;
DROP TABLE harm_pathway;
DROP TABLE harm_sent;
DROP TABLE harm_candour;
DROP TABLE harm_link;
DROP TABLE harm_event;
