-- +goose Up
CREATE TABLE rest_import (
    id          BIGINT PRIMARY KEY,
    kind        TEXT COLLATE "C" NOT NULL,
    org         TEXT COLLATE "C" NOT NULL,
    file        TEXT COLLATE "C" NOT NULL,
    sha256      TEXT COLLATE "C" NOT NULL,
    rows_read   BIGINT NOT NULL,
    rows_kept   BIGINT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    recorded_by TEXT COLLATE "C" NOT NULL,
    UNIQUE (kind, org, sha256)
);

CREATE TABLE rest_duty (
    import_id   BIGINT NOT NULL REFERENCES rest_import (id),
    place       BIGINT NOT NULL,
    org         TEXT COLLATE "C" NOT NULL,
    person      TEXT COLLATE "C" NOT NULL,
    employer    TEXT COLLATE "C" NOT NULL,
    starts_at   TEXT COLLATE "C" NOT NULL,
    ends_at     TEXT COLLATE "C" NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,
    kind        TEXT COLLATE "C" NOT NULL,
    paid        DOUBLE PRECISION NOT NULL,
    extra       TEXT COLLATE "C" NOT NULL,
    worked      BIGINT NOT NULL,
    episodes    BIGINT NOT NULL,
    breaks      BIGINT NOT NULL,
    withdrawn   TEXT COLLATE "C" NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (import_id, place)
);

CREATE INDEX rest_duty_of ON rest_duty (org, person, starts_at);

CREATE TABLE rest_contract (
    import_id   BIGINT NOT NULL REFERENCES rest_import (id),
    place       BIGINT NOT NULL,
    org         TEXT COLLATE "C" NOT NULL,
    person      TEXT COLLATE "C" NOT NULL,
    employer    TEXT COLLATE "C" NOT NULL,
    terms       TEXT COLLATE "C" NOT NULL,
    hours       DOUBLE PRECISION NOT NULL,
    day         DOUBLE PRECISION NOT NULL,
    opt_out     TEXT COLLATE "C" NOT NULL,
    other       TEXT COLLATE "C" NOT NULL,
    from_day    TEXT COLLATE "C" NOT NULL,
    to_day      TEXT COLLATE "C" NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (import_id, place)
);

CREATE INDEX rest_contract_of ON rest_contract (org, person, from_day);

CREATE TABLE rest_member (
    import_id   BIGINT NOT NULL REFERENCES rest_import (id),
    place       BIGINT NOT NULL,
    org         TEXT COLLATE "C" NOT NULL,
    person      TEXT COLLATE "C" NOT NULL,
    team        TEXT COLLATE "C" NOT NULL,
    account     BIGINT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (import_id, place)
);

CREATE INDEX rest_member_of ON rest_member (org, person);
CREATE INDEX rest_member_account ON rest_member (account);

CREATE TABLE rest_name (
    import_id   BIGINT NOT NULL REFERENCES rest_import (id),
    place       BIGINT NOT NULL,
    org         TEXT COLLATE "C" NOT NULL,
    person      TEXT COLLATE "C" NOT NULL,
    name        TEXT COLLATE "C" NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (import_id, place)
);

CREATE INDEX rest_name_of ON rest_name (org, person);

CREATE TABLE rest_manager (
    org         TEXT COLLATE "C" NOT NULL,
    team        TEXT COLLATE "C" NOT NULL,
    account     BIGINT NOT NULL,
    place       BIGINT NOT NULL,
    held        TEXT COLLATE "C" NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    recorded_by TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (org, team, account, place)
);

CREATE TABLE rest_entry (
    org         TEXT COLLATE "C" NOT NULL,
    person      TEXT COLLATE "C" NOT NULL,
    place       BIGINT NOT NULL,
    ledger      TEXT COLLATE "C" NOT NULL,
    kind        TEXT COLLATE "C" NOT NULL,
    hours       DOUBLE PRECISION NOT NULL,
    begins_at   TEXT COLLATE "C" NOT NULL,
    until       TEXT COLLATE "C" NOT NULL,
    against     BIGINT NOT NULL,
    booking     BIGINT NOT NULL,
    words       TEXT COLLATE "C" NOT NULL,
    actor       TEXT COLLATE "C" NOT NULL,
    role        TEXT COLLATE "C" NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (org, person, place)
);

CREATE TABLE rest_policy (
    org         TEXT COLLATE "C" NOT NULL,
    version     BIGINT NOT NULL,
    from_day    TEXT COLLATE "C" NOT NULL,
    body        TEXT COLLATE "C" NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    recorded_by TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (org, version)
);

-- +goose Down
DROP TABLE rest_policy;
DROP TABLE rest_entry;
DROP TABLE rest_manager;
DROP TABLE rest_name;
DROP TABLE rest_member;
DROP TABLE rest_contract;
DROP TABLE rest_duty;
DROP TABLE rest_import;
