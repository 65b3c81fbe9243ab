-- +goose Up
CREATE TABLE harm_event (
    org         TEXT COLLATE "C" NOT NULL,
    event       TEXT COLLATE "C" NOT NULL,
    revision    BIGINT NOT NULL,
    kind        TEXT COLLATE "C" NOT NULL,
    occurred    TEXT COLLATE "C" NOT NULL,
    period      TEXT COLLATE "C" NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT COLLATE "C" NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    recorded_by TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (org, event, revision)
);
CREATE INDEX harm_event_recorded ON harm_event (recorded_at);

CREATE TABLE harm_link (
    org         TEXT COLLATE "C" NOT NULL,
    number      BIGINT NOT NULL,
    event       TEXT COLLATE "C" NOT NULL,
    strength    BIGINT NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT COLLATE "C" NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    recorded_by TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (org, number)
);

CREATE TABLE harm_candour (
    org         TEXT COLLATE "C" NOT NULL,
    number      BIGINT NOT NULL,
    event       TEXT COLLATE "C" NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT COLLATE "C" NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    recorded_by TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (org, number)
);

CREATE TABLE harm_sent (
    org         TEXT COLLATE "C" NOT NULL,
    event       TEXT COLLATE "C" NOT NULL,
    revision    BIGINT NOT NULL,
    number      BIGINT NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,
    profile     BIGINT NOT NULL,
    key         TEXT COLLATE "C" NOT NULL,
    digest      TEXT COLLATE "C" NOT NULL,
    reply       TEXT NOT NULL,
    next_at     TEXT COLLATE "C" NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    recorded_by TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (org, event, revision, number),
    FOREIGN KEY (org, event, revision) REFERENCES harm_event (org, event, revision)
);

CREATE TABLE harm_pathway (
    org           TEXT COLLATE "C" NOT NULL,
    watch         TEXT COLLATE "C" NOT NULL,
    cohort        TEXT COLLATE "C" NOT NULL,
    postponed     TEXT COLLATE "C" NOT NULL,
    sealed        TEXT NOT NULL,
    pathway_index TEXT COLLATE "C" NOT NULL,
    recorded_at   TEXT COLLATE "C" NOT NULL,
    recorded_by   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (org, watch)
);
CREATE UNIQUE INDEX harm_pathway_once ON harm_pathway (org, cohort, pathway_index, postponed);

CREATE TABLE harm_watch (
    org         TEXT COLLATE "C" NOT NULL,
    watch       TEXT COLLATE "C" NOT NULL,
    number      BIGINT NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT COLLATE "C" NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    recorded_by TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (org, watch, number),
    FOREIGN KEY (org, watch) REFERENCES harm_pathway (org, watch)
);

CREATE TABLE harm_trigger (
    org         TEXT COLLATE "C" NOT NULL,
    watch       TEXT COLLATE "C" NOT NULL,
    kind        TEXT COLLATE "C" NOT NULL,
    occurred    TEXT COLLATE "C" NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT COLLATE "C" NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    recorded_by TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (org, watch, kind, occurred),
    FOREIGN KEY (org, watch) REFERENCES harm_pathway (org, watch)
);

CREATE TABLE harm_review (
    org         TEXT COLLATE "C" NOT NULL,
    watch       TEXT COLLATE "C" NOT NULL,
    number      BIGINT NOT NULL,
    stage       TEXT COLLATE "C" NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT COLLATE "C" NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    recorded_by TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (org, watch, number),
    FOREIGN KEY (org, watch) REFERENCES harm_pathway (org, watch)
);

-- +goose Down
DROP TABLE harm_review;
DROP TABLE harm_trigger;
DROP TABLE harm_watch;
DROP TABLE harm_pathway;
DROP TABLE harm_sent;
DROP TABLE harm_candour;
DROP TABLE harm_link;
DROP TABLE harm_event;
