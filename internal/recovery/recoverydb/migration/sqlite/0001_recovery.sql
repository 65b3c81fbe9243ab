-- +goose Up
CREATE TABLE recovery_import (
    id           INTEGER NOT NULL,
    org          TEXT NOT NULL,
    kind         TEXT NOT NULL,
    file         TEXT NOT NULL,
    sha256       TEXT NOT NULL,
    rows_read    INTEGER NOT NULL,
    rows_kept    INTEGER NOT NULL,
    rows_changed INTEGER NOT NULL,
    rows_gone    INTEGER NOT NULL,
    notes        TEXT NOT NULL,
    recorded_at  TEXT NOT NULL,
    recorded_by  TEXT NOT NULL,
    PRIMARY KEY (id)
) STRICT;
CREATE UNIQUE INDEX recovery_import_bytes ON recovery_import (org, kind, sha256);

CREATE TABLE recovery_patient (
    org         TEXT NOT NULL,
    pathway     TEXT NOT NULL,
    number      INTEGER NOT NULL,
    state       TEXT NOT NULL,
    import_id   INTEGER NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (org, pathway, number)
) STRICT;

CREATE TABLE recovery_session (
    org         TEXT NOT NULL,
    session     TEXT NOT NULL,
    number      INTEGER NOT NULL,
    state       TEXT NOT NULL,
    import_id   INTEGER NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (org, session, number)
) STRICT;

CREATE TABLE recovery_ground (
    org         TEXT NOT NULL,
    kind        TEXT NOT NULL,
    number      INTEGER NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org, kind, number)
) STRICT;

CREATE TABLE recovery_decision (
    org         TEXT NOT NULL,
    number      INTEGER NOT NULL,
    pathway     TEXT NOT NULL,
    kind        TEXT NOT NULL,
    value       TEXT NOT NULL,
    reason      TEXT NOT NULL,
    actor       TEXT NOT NULL,
    role        TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (org, number)
) STRICT;

CREATE TABLE recovery_finding (
    org         TEXT NOT NULL,
    number      INTEGER NOT NULL,
    pathway     TEXT NOT NULL,
    found       TEXT NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    actor       TEXT NOT NULL,
    role        TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (org, number)
) STRICT;

CREATE TABLE recovery_offer (
    org         TEXT NOT NULL,
    offer       TEXT NOT NULL,
    pathway     TEXT NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org, offer)
) STRICT;

CREATE TABLE recovery_event (
    org         TEXT NOT NULL,
    number      INTEGER NOT NULL,
    offer       TEXT NOT NULL,
    state       TEXT NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    actor       TEXT NOT NULL,
    role        TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (org, number),
    FOREIGN KEY (org, offer) REFERENCES recovery_offer (org, offer)
) STRICT;

CREATE TABLE recovery_ask (
    id          INTEGER NOT NULL,
    org         TEXT NOT NULL,
    purpose     TEXT NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    job         INTEGER NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (id)
) STRICT;
CREATE INDEX recovery_ask_org ON recovery_ask (org, id);

CREATE TABLE recovery_plan (
    ask_id      INTEGER NOT NULL,
    refused     TEXT NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (ask_id),
    FOREIGN KEY (ask_id) REFERENCES recovery_ask (id)
) STRICT;

CREATE TABLE recovery_stop (
    ask_id      INTEGER NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (ask_id),
    FOREIGN KEY (ask_id) REFERENCES recovery_ask (id)
) STRICT;

CREATE TABLE recovery_use (
    org         TEXT NOT NULL,
    number      INTEGER NOT NULL,
    ask_id      INTEGER NOT NULL,
    reason      TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org, number),
    FOREIGN KEY (ask_id) REFERENCES recovery_ask (id)
) STRICT;

CREATE TABLE recovery_count (
    org         TEXT NOT NULL,
    number      INTEGER NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (org, number)
) STRICT;

CREATE TABLE recovery_secret (
    org         TEXT NOT NULL,
    kind        TEXT NOT NULL,
    name        TEXT NOT NULL,
    number      INTEGER NOT NULL,
    sealed      TEXT NOT NULL,
    nhs_index   TEXT NOT NULL,
    local_index TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org, kind, name, number)
) STRICT;
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
