-- +goose Up
CREATE TABLE rest_import (
    id          INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL,
    org         TEXT NOT NULL,
    file        TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    rows_read   INTEGER NOT NULL,
    rows_kept   INTEGER NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    UNIQUE (kind, org, sha256)
) STRICT;

CREATE TABLE rest_duty (
    import_id   INTEGER NOT NULL REFERENCES rest_import (id),
    place       INTEGER NOT NULL,
    org         TEXT NOT NULL,
    person      TEXT NOT NULL,
    employer    TEXT NOT NULL,
    starts_at   TEXT NOT NULL,
    ends_at     TEXT NOT NULL,
    state       TEXT NOT NULL,
    kind        TEXT NOT NULL,
    paid        REAL NOT NULL,
    extra       TEXT NOT NULL,
    worked      INTEGER NOT NULL,
    episodes    INTEGER NOT NULL,
    breaks      INTEGER NOT NULL,
    withdrawn   TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (import_id, place)
) STRICT;

CREATE INDEX rest_duty_of ON rest_duty (org, person, starts_at);

CREATE TABLE rest_contract (
    import_id   INTEGER NOT NULL REFERENCES rest_import (id),
    place       INTEGER NOT NULL,
    org         TEXT NOT NULL,
    person      TEXT NOT NULL,
    employer    TEXT NOT NULL,
    terms       TEXT NOT NULL,
    hours       REAL NOT NULL,
    day         REAL NOT NULL,
    opt_out     TEXT NOT NULL,
    other       TEXT NOT NULL,
    from_day    TEXT NOT NULL,
    to_day      TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (import_id, place)
) STRICT;

CREATE INDEX rest_contract_of ON rest_contract (org, person, from_day);

CREATE TABLE rest_member (
    import_id   INTEGER NOT NULL REFERENCES rest_import (id),
    place       INTEGER NOT NULL,
    org         TEXT NOT NULL,
    person      TEXT NOT NULL,
    team        TEXT NOT NULL,
    account     INTEGER NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (import_id, place)
) STRICT;

CREATE INDEX rest_member_of ON rest_member (org, person);
CREATE INDEX rest_member_account ON rest_member (account);

CREATE TABLE rest_name (
    import_id   INTEGER NOT NULL REFERENCES rest_import (id),
    place       INTEGER NOT NULL,
    org         TEXT NOT NULL,
    person      TEXT NOT NULL,
    name        TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (import_id, place)
) STRICT;

CREATE INDEX rest_name_of ON rest_name (org, person);

CREATE TABLE rest_manager (
    org         TEXT NOT NULL,
    team        TEXT NOT NULL,
    account     INTEGER NOT NULL,
    place       INTEGER NOT NULL,
    held        TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org, team, account, place)
) STRICT;

CREATE TABLE rest_entry (
    org         TEXT NOT NULL,
    person      TEXT NOT NULL,
    place       INTEGER NOT NULL,
    ledger      TEXT NOT NULL,
    kind        TEXT NOT NULL,
    hours       REAL NOT NULL,
    begins_at   TEXT NOT NULL,
    until       TEXT NOT NULL,
    against     INTEGER NOT NULL,
    booking     INTEGER NOT NULL,
    words       TEXT NOT NULL,
    actor       TEXT NOT NULL,
    role        TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (org, person, place)
) STRICT;

CREATE TABLE rest_policy (
    org         TEXT NOT NULL,
    version     INTEGER NOT NULL,
    from_day    TEXT NOT NULL,
    body        TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (org, version)
) STRICT;

-- +goose Down
DROP TABLE rest_policy;
DROP TABLE rest_entry;
DROP TABLE rest_manager;
DROP TABLE rest_name;
DROP TABLE rest_member;
DROP TABLE rest_contract;
DROP TABLE rest_duty;
DROP TABLE rest_import;
