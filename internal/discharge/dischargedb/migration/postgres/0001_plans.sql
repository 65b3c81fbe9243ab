-- +goose Up
CREATE TABLE discharge_version (
    plan        TEXT COLLATE "C" NOT NULL,
    number      BIGINT NOT NULL,
    area        TEXT COLLATE "C" NOT NULL,
    board       TEXT COLLATE "C" NOT NULL,
    first_day   TEXT COLLATE "C" NOT NULL,
    last_day    TEXT COLLATE "C" NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (plan, number)
);

CREATE TABLE discharge_party (
    plan   TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    org    TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (plan, number, org),
    FOREIGN KEY (plan, number) REFERENCES discharge_version (plan, number)
);

CREATE TABLE discharge_event (
    plan        TEXT COLLATE "C" NOT NULL,
    place       BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    line        TEXT COLLATE "C" NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,
    n           BIGINT NOT NULL,
    reason      TEXT NOT NULL,
    actor       TEXT NOT NULL,
    role        TEXT NOT NULL,
    org         TEXT NOT NULL,
    deputy      TEXT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (plan, place),
    FOREIGN KEY (plan, version) REFERENCES discharge_version (plan, number)
);

CREATE TABLE discharge_signature (
    plan        TEXT COLLATE "C" NOT NULL,
    version     BIGINT NOT NULL,
    org         TEXT COLLATE "C" NOT NULL,
    actor       TEXT NOT NULL,
    role        TEXT NOT NULL,
    deputy      TEXT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (plan, version, org),
    FOREIGN KEY (plan, version) REFERENCES discharge_version (plan, number)
);

CREATE TABLE discharge_claim (
    plan     TEXT COLLATE "C" NOT NULL,
    line     TEXT COLLATE "C" NOT NULL,
    version  BIGINT NOT NULL,
    trust    TEXT NOT NULL,
    council  TEXT COLLATE "C" NOT NULL,
    service  TEXT COLLATE "C" NOT NULL,
    day      TEXT COLLATE "C" NOT NULL,
    agreed   BIGINT NOT NULL,
    proposed BIGINT NOT NULL,
    PRIMARY KEY (plan, line),
    FOREIGN KEY (plan, version) REFERENCES discharge_version (plan, number)
);
CREATE INDEX discharge_claim_place ON discharge_claim (council, service, day);

CREATE TABLE discharge_notice (
    org         TEXT COLLATE "C" NOT NULL,
    about       TEXT COLLATE "C" NOT NULL,
    step        TEXT COLLATE "C" NOT NULL,
    sent_by     TEXT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    words       TEXT NOT NULL,
    PRIMARY KEY (org, about, step)
);
CREATE INDEX discharge_notice_time ON discharge_notice (org, recorded_at);

CREATE TABLE discharge_answer (
    org         TEXT COLLATE "C" NOT NULL,
    day         TEXT COLLATE "C" NOT NULL,
    item        TEXT COLLATE "C" NOT NULL,
    place       BIGINT NOT NULL,
    answer      TEXT COLLATE "C" NOT NULL,
    note        TEXT NOT NULL,
    actor       TEXT NOT NULL,
    role        TEXT NOT NULL,
    deputy      TEXT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (org, day, item, place)
);

CREATE TABLE discharge_import (
    id          BIGINT NOT NULL,
    kind        TEXT COLLATE "C" NOT NULL,
    org         TEXT COLLATE "C" NOT NULL,
    form        TEXT NOT NULL,
    file        TEXT NOT NULL,
    sha256      TEXT COLLATE "C" NOT NULL,
    rows_read   BIGINT NOT NULL,
    rows_kept   BIGINT NOT NULL,
    notes       TEXT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX discharge_import_bytes ON discharge_import (kind, org, sha256);

CREATE TABLE discharge_capacity (
    import_id   BIGINT NOT NULL,
    place       BIGINT NOT NULL,
    holder      TEXT COLLATE "C" NOT NULL,
    council     TEXT COLLATE "C" NOT NULL,
    service     TEXT COLLATE "C" NOT NULL,
    category    TEXT NOT NULL,
    day         TEXT COLLATE "C" NOT NULL,
    total       BIGINT NOT NULL,
    accepting   BIGINT NOT NULL,
    weekend     TEXT NOT NULL,
    holiday     TEXT NOT NULL,
    source      TEXT NOT NULL,
    as_at       TEXT COLLATE "C" NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (import_id, place),
    FOREIGN KEY (import_id) REFERENCES discharge_import (id)
);
CREATE INDEX discharge_capacity_place ON discharge_capacity (council, day, as_at);

CREATE TABLE discharge_reason (
    import_id   BIGINT NOT NULL,
    place       BIGINT NOT NULL,
    trust       TEXT COLLATE "C" NOT NULL,
    council     TEXT COLLATE "C" NOT NULL,
    day         TEXT COLLATE "C" NOT NULL,
    cohort      TEXT COLLATE "C" NOT NULL,
    weight      TEXT COLLATE "C" NOT NULL,
    code        TEXT COLLATE "C" NOT NULL,
    raw         TEXT NOT NULL,
    n           BIGINT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (import_id, place),
    FOREIGN KEY (import_id) REFERENCES discharge_import (id)
);
CREATE INDEX discharge_reason_day ON discharge_reason (day, trust);

CREATE TABLE discharge_left (
    import_id   BIGINT NOT NULL,
    place       BIGINT NOT NULL,
    trust       TEXT COLLATE "C" NOT NULL,
    council     TEXT COLLATE "C" NOT NULL,
    month       TEXT COLLATE "C" NOT NULL,
    pathway     TEXT COLLATE "C" NOT NULL,
    label       TEXT NOT NULL,
    n           BIGINT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (import_id, place),
    FOREIGN KEY (import_id) REFERENCES discharge_import (id)
);
CREATE INDEX discharge_left_month ON discharge_left (month, trust);

CREATE TABLE discharge_stay (
    import_id BIGINT NOT NULL,
    place     BIGINT NOT NULL,
    trust     TEXT COLLATE "C" NOT NULL,
    admitted  TEXT NOT NULL,
    ready     TEXT NOT NULL,
    left_on   TEXT NOT NULL,
    arranged  TEXT NOT NULL,
    pathway   TEXT NOT NULL,
    council   TEXT NOT NULL,
    PRIMARY KEY (import_id, place),
    FOREIGN KEY (import_id) REFERENCES discharge_import (id)
);

CREATE TABLE discharge_delay (
    import_id   BIGINT NOT NULL,
    place       BIGINT NOT NULL,
    trust       TEXT COLLATE "C" NOT NULL,
    council     TEXT COLLATE "C" NOT NULL,
    pathway     TEXT COLLATE "C" NOT NULL,
    month       TEXT COLLATE "C" NOT NULL,
    people      TEXT NOT NULL,
    bed_days    TEXT NOT NULL,
    undated     BIGINT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (import_id, place),
    FOREIGN KEY (import_id) REFERENCES discharge_import (id)
);
CREATE INDEX discharge_delay_month ON discharge_delay (month, trust);

-- +goose Down
DROP TABLE discharge_delay;
DROP TABLE discharge_stay;
DROP TABLE discharge_left;
DROP TABLE discharge_reason;
DROP TABLE discharge_capacity;
DROP TABLE discharge_import;
DROP TABLE discharge_answer;
DROP TABLE discharge_notice;
DROP TABLE discharge_claim;
DROP TABLE discharge_signature;
DROP TABLE discharge_event;
DROP TABLE discharge_party;
DROP TABLE discharge_version;
