-- +goose Up
CREATE TABLE recovery_import (
    id           BIGINT NOT NULL,
    org          TEXT COLLATE "C" NOT NULL,
    kind         TEXT COLLATE "C" NOT NULL,
    file         TEXT NOT NULL,
    sha256       TEXT COLLATE "C" NOT NULL,
    rows_read    BIGINT NOT NULL,
    rows_kept    BIGINT NOT NULL,
    rows_changed BIGINT NOT NULL,
    rows_gone    BIGINT NOT NULL,
    notes        TEXT NOT NULL,
    recorded_at  TEXT COLLATE "C" NOT NULL,
    recorded_by  TEXT NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX recovery_import_bytes ON recovery_import (org, kind, sha256);

CREATE TABLE recovery_patient (
    org         TEXT COLLATE "C" NOT NULL,
    pathway     TEXT COLLATE "C" NOT NULL,
    number      BIGINT NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,
    import_id   BIGINT NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (org, pathway, number)
);

CREATE TABLE recovery_session (
    org         TEXT COLLATE "C" NOT NULL,
    session     TEXT COLLATE "C" NOT NULL,
    number      BIGINT NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,
    import_id   BIGINT NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (org, session, number)
);

CREATE TABLE recovery_ground (
    org         TEXT COLLATE "C" NOT NULL,
    kind        TEXT COLLATE "C" NOT NULL,
    number      BIGINT NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org, kind, number)
);

CREATE TABLE recovery_decision (
    org         TEXT COLLATE "C" NOT NULL,
    number      BIGINT NOT NULL,
    pathway     TEXT COLLATE "C" NOT NULL,
    kind        TEXT COLLATE "C" NOT NULL,
    value       TEXT NOT NULL,
    reason      TEXT NOT NULL,
    actor       TEXT NOT NULL,
    role        TEXT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (org, number)
);

CREATE TABLE recovery_finding (
    org         TEXT COLLATE "C" NOT NULL,
    number      BIGINT NOT NULL,
    pathway     TEXT COLLATE "C" NOT NULL,
    found       TEXT NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    actor       TEXT NOT NULL,
    role        TEXT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (org, number)
);

CREATE TABLE recovery_offer (
    org         TEXT COLLATE "C" NOT NULL,
    offer       TEXT COLLATE "C" NOT NULL,
    pathway     TEXT COLLATE "C" NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org, offer)
);

CREATE TABLE recovery_event (
    org         TEXT COLLATE "C" NOT NULL,
    number      BIGINT NOT NULL,
    offer       TEXT COLLATE "C" NOT NULL,
    state       TEXT NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    actor       TEXT NOT NULL,
    role        TEXT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (org, number),
    FOREIGN KEY (org, offer) REFERENCES recovery_offer (org, offer)
);

CREATE TABLE recovery_ask (
    id          BIGINT NOT NULL,
    org         TEXT COLLATE "C" NOT NULL,
    purpose     TEXT COLLATE "C" NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    job         BIGINT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX recovery_ask_org ON recovery_ask (org, id);

CREATE TABLE recovery_plan (
    ask_id      BIGINT NOT NULL,
    refused     TEXT NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (ask_id),
    FOREIGN KEY (ask_id) REFERENCES recovery_ask (id)
);

CREATE TABLE recovery_stop (
    ask_id      BIGINT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (ask_id),
    FOREIGN KEY (ask_id) REFERENCES recovery_ask (id)
);

CREATE TABLE recovery_use (
    org         TEXT COLLATE "C" NOT NULL,
    number      BIGINT NOT NULL,
    ask_id      BIGINT NOT NULL,
    reason      TEXT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org, number),
    FOREIGN KEY (ask_id) REFERENCES recovery_ask (id)
);

CREATE TABLE recovery_count (
    org         TEXT COLLATE "C" NOT NULL,
    number      BIGINT NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (org, number)
);

CREATE TABLE recovery_secret (
    org         TEXT COLLATE "C" NOT NULL,
    kind        TEXT COLLATE "C" NOT NULL,
    name        TEXT COLLATE "C" NOT NULL,
    number      BIGINT NOT NULL,
    sealed      TEXT NOT NULL,
    nhs_index   TEXT COLLATE "C" NOT NULL,
    local_index TEXT COLLATE "C" NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org, kind, name, number)
);
CREATE INDEX recovery_secret_nhs ON recovery_secret (org, nhs_index);
CREATE INDEX recovery_secret_local ON recovery_secret (org, local_index);

-- +goose Down
DROP TABLE recovery_secret;
DROP TABLE recovery_count;
DROP TABLE recovery_use;
DROP TABLE recovery_stop;
DROP TABLE recovery_plan;
DROP TABLE recovery_ask;
DROP TABLE recovery_event;
DROP TABLE recovery_offer;
DROP TABLE recovery_finding;
DROP TABLE recovery_decision;
DROP TABLE recovery_ground;
DROP TABLE recovery_session;
DROP TABLE recovery_patient;
DROP TABLE recovery_import;
