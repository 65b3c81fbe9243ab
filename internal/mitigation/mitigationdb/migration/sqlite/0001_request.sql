-- +goose Up
CREATE TABLE mitigation_request (
    ref TEXT NOT NULL,
    period TEXT NOT NULL,
    trust TEXT NOT NULL,
    number INTEGER NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (ref),
    UNIQUE (period, trust, number)
) STRICT;

CREATE TABLE mitigation_event (
    ref TEXT NOT NULL REFERENCES mitigation_request (ref),
    place INTEGER NOT NULL,
    step TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    by_account TEXT NOT NULL,
    actor TEXT NOT NULL,
    org TEXT NOT NULL,
    on_behalf TEXT NOT NULL,
    words TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (ref, place)
) STRICT;

CREATE TABLE mitigation_impact (
    ref TEXT NOT NULL REFERENCES mitigation_request (ref),
    stage TEXT NOT NULL,
    place INTEGER NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    by_account TEXT NOT NULL,
    actor TEXT NOT NULL,
    signed_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (ref, stage, place)
) STRICT;

CREATE TABLE mitigation_file (
    ref TEXT NOT NULL REFERENCES mitigation_request (ref),
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    media TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    body BLOB NOT NULL,
    by_account TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (ref, id)
);

CREATE TABLE mitigation_link (
    hash TEXT NOT NULL,
    ref TEXT NOT NULL REFERENCES mitigation_request (ref),
    made_at TEXT NOT NULL,
    made_by TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    PRIMARY KEY (hash),
    UNIQUE (ref, made_at)
) STRICT;

CREATE TABLE mitigation_link_step (
    hash TEXT NOT NULL REFERENCES mitigation_link (hash),
    what TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    by_account TEXT NOT NULL,
    PRIMARY KEY (hash, what)
) STRICT;

CREATE TABLE mitigation_published (
    id INTEGER NOT NULL,
    body TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (id)
) STRICT;

CREATE TABLE mitigation_scheme (
    scheme TEXT NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (scheme, version)
) STRICT;

CREATE TABLE mitigation_notice (
    ref TEXT NOT NULL REFERENCES mitigation_request (ref),
    step TEXT NOT NULL,
    org TEXT NOT NULL,
    due_at TEXT NOT NULL,
    words TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (ref, step, org)
) STRICT;

CREATE TABLE mitigation_wake (
    ref TEXT NOT NULL REFERENCES mitigation_request (ref),
    wake_at TEXT NOT NULL,
    PRIMARY KEY (ref)
) STRICT;

-- A deadline and a window's end are written once, whoever writes them.
CREATE UNIQUE INDEX mitigation_event_clock ON mitigation_event (ref, step) WHERE actor = 'clock';
CREATE INDEX mitigation_notice_org ON mitigation_notice (org, recorded_at);
CREATE INDEX mitigation_wake_at ON mitigation_wake (wake_at);

-- +goose Down
DROP TABLE mitigation_wake;
DROP TABLE mitigation_notice;
DROP TABLE mitigation_scheme;
DROP TABLE mitigation_published;
DROP TABLE mitigation_link_step;
DROP TABLE mitigation_link;
DROP TABLE mitigation_file;
DROP TABLE mitigation_impact;
DROP TABLE mitigation_event;
DROP TABLE mitigation_request;
