-- +goose Up
CREATE TABLE mitigation_request (
    ref TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    trust TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    recorded_by TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (ref),
    UNIQUE (period, trust, number)
);

CREATE TABLE mitigation_event (
    ref TEXT COLLATE "C" NOT NULL REFERENCES mitigation_request (ref),
    place BIGINT NOT NULL,
    step TEXT COLLATE "C" NOT NULL,
    happened_at TEXT COLLATE "C" NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    by_account TEXT COLLATE "C" NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    org TEXT COLLATE "C" NOT NULL,
    on_behalf TEXT COLLATE "C" NOT NULL,
    words TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (ref, place)
);

CREATE TABLE mitigation_impact (
    ref TEXT COLLATE "C" NOT NULL REFERENCES mitigation_request (ref),
    stage TEXT COLLATE "C" NOT NULL,
    place BIGINT NOT NULL,
    version BIGINT NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    by_account TEXT COLLATE "C" NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    signed_by TEXT COLLATE "C" NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (ref, stage, place)
);

CREATE TABLE mitigation_file (
    ref TEXT COLLATE "C" NOT NULL REFERENCES mitigation_request (ref),
    id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    media TEXT COLLATE "C" NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT COLLATE "C" NOT NULL,
    body BYTEA NOT NULL,
    by_account TEXT COLLATE "C" NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (ref, id)
);

CREATE TABLE mitigation_link (
    hash TEXT COLLATE "C" NOT NULL,
    ref TEXT COLLATE "C" NOT NULL REFERENCES mitigation_request (ref),
    made_at TEXT COLLATE "C" NOT NULL,
    made_by TEXT COLLATE "C" NOT NULL,
    expires_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (hash),
    UNIQUE (ref, made_at)
);

CREATE TABLE mitigation_link_step (
    hash TEXT COLLATE "C" NOT NULL REFERENCES mitigation_link (hash),
    what TEXT COLLATE "C" NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    by_account TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (hash, what)
);

CREATE TABLE mitigation_published (
    id BIGINT NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    recorded_by TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE mitigation_scheme (
    scheme TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    recorded_by TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (scheme, version)
);

CREATE TABLE mitigation_notice (
    ref TEXT COLLATE "C" NOT NULL REFERENCES mitigation_request (ref),
    step TEXT COLLATE "C" NOT NULL,
    org TEXT COLLATE "C" NOT NULL,
    due_at TEXT COLLATE "C" NOT NULL,
    words TEXT COLLATE "C" NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (ref, step, org)
);

CREATE TABLE mitigation_wake (
    ref TEXT COLLATE "C" NOT NULL REFERENCES mitigation_request (ref),
    wake_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (ref)
);

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
