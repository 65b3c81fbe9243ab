-- +goose Up
CREATE TABLE discharge_version (
    plan        TEXT NOT NULL,
    number      INTEGER NOT NULL,
    area        TEXT NOT NULL,
    board       TEXT NOT NULL,
    first_day   TEXT NOT NULL,
    last_day    TEXT NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (plan, number)
) STRICT;

CREATE TABLE discharge_party (
    plan   TEXT NOT NULL,
    number INTEGER NOT NULL,
    org    TEXT NOT NULL,
    PRIMARY KEY (plan, number, org),
    FOREIGN KEY (plan, number) REFERENCES discharge_version (plan, number)
) STRICT;

CREATE TABLE discharge_event (
    plan        TEXT NOT NULL,
    place       INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    line        TEXT NOT NULL,
    state       TEXT NOT NULL,
    n           INTEGER NOT NULL,
    reason      TEXT NOT NULL,
    actor       TEXT NOT NULL,
    role        TEXT NOT NULL,
    org         TEXT NOT NULL,
    deputy      TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (plan, place),
    FOREIGN KEY (plan, version) REFERENCES discharge_version (plan, number)
) STRICT;

CREATE TABLE discharge_signature (
    plan        TEXT NOT NULL,
    version     INTEGER NOT NULL,
    org         TEXT NOT NULL,
    actor       TEXT NOT NULL,
    role        TEXT NOT NULL,
    deputy      TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (plan, version, org),
    FOREIGN KEY (plan, version) REFERENCES discharge_version (plan, number)
) STRICT;

CREATE TABLE discharge_claim (
    plan     TEXT NOT NULL,
    line     TEXT NOT NULL,
    version  INTEGER NOT NULL,
    trust    TEXT NOT NULL,
    council  TEXT NOT NULL,
    service  TEXT NOT NULL,
    day      TEXT NOT NULL,
    agreed   INTEGER NOT NULL,
    proposed INTEGER NOT NULL,
    PRIMARY KEY (plan, line),
    FOREIGN KEY (plan, version) REFERENCES discharge_version (plan, number)
) STRICT;
CREATE INDEX discharge_claim_place ON discharge_claim (council, service, day);

CREATE TABLE discharge_notice (
    org         TEXT NOT NULL,
    about       TEXT NOT NULL,
    step        TEXT NOT NULL,
    sent_by     TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    words       TEXT NOT NULL,
    PRIMARY KEY (org, about, step)
) STRICT;
CREATE INDEX discharge_notice_time ON discharge_notice (org, recorded_at);

CREATE TABLE discharge_answer (
    org         TEXT NOT NULL,
    day         TEXT NOT NULL,
    item        TEXT NOT NULL,
    place       INTEGER NOT NULL,
    answer      TEXT NOT NULL,
    note        TEXT NOT NULL,
    actor       TEXT NOT NULL,
    role        TEXT NOT NULL,
    deputy      TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (org, day, item, place)
) STRICT;

CREATE TABLE discharge_import (
    id          INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    org         TEXT NOT NULL,
    form        TEXT NOT NULL,
    file        TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    rows_read   INTEGER NOT NULL,
    rows_kept   INTEGER NOT NULL,
    notes       TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (id)
) STRICT;
CREATE UNIQUE INDEX discharge_import_bytes ON discharge_import (kind, org, sha256);

CREATE TABLE discharge_capacity (
    import_id   INTEGER NOT NULL,
    place       INTEGER NOT NULL,
    holder      TEXT NOT NULL,
    council     TEXT NOT NULL,
    service     TEXT NOT NULL,
    category    TEXT NOT NULL,
    day         TEXT NOT NULL,
    total       INTEGER NOT NULL,
    accepting   INTEGER NOT NULL,
    weekend     TEXT NOT NULL,
    holiday     TEXT NOT NULL,
    source      TEXT NOT NULL,
    as_at       TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (import_id, place),
    FOREIGN KEY (import_id) REFERENCES discharge_import (id)
) STRICT;
CREATE INDEX discharge_capacity_place ON discharge_capacity (council, day, as_at);

CREATE TABLE discharge_reason (
    import_id   INTEGER NOT NULL,
    place       INTEGER NOT NULL,
    trust       TEXT NOT NULL,
    council     TEXT NOT NULL,
    day         TEXT NOT NULL,
    cohort      TEXT NOT NULL,
    weight      TEXT NOT NULL,
    code        TEXT NOT NULL,
    raw         TEXT NOT NULL,
    n           INTEGER NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (import_id, place),
    FOREIGN KEY (import_id) REFERENCES discharge_import (id)
) STRICT;
CREATE INDEX discharge_reason_day ON discharge_reason (day, trust);

CREATE TABLE discharge_left (
    import_id   INTEGER NOT NULL,
    place       INTEGER NOT NULL,
    trust       TEXT NOT NULL,
    council     TEXT NOT NULL,
    month       TEXT NOT NULL,
    pathway     TEXT NOT NULL,
    label       TEXT NOT NULL,
    n           INTEGER NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (import_id, place),
    FOREIGN KEY (import_id) REFERENCES discharge_import (id)
) STRICT;
CREATE INDEX discharge_left_month ON discharge_left (month, trust);

CREATE TABLE discharge_stay (
    import_id INTEGER NOT NULL,
    place     INTEGER NOT NULL,
    trust     TEXT NOT NULL,
    admitted  TEXT NOT NULL,
    ready     TEXT NOT NULL,
    left_on   TEXT NOT NULL,
    arranged  TEXT NOT NULL,
    pathway   TEXT NOT NULL,
    council   TEXT NOT NULL,
    PRIMARY KEY (import_id, place),
    FOREIGN KEY (import_id) REFERENCES discharge_import (id)
) STRICT;

CREATE TABLE discharge_delay (
    import_id   INTEGER NOT NULL,
    place       INTEGER NOT NULL,
    trust       TEXT NOT NULL,
    council     TEXT NOT NULL,
    pathway     TEXT NOT NULL,
    month       TEXT NOT NULL,
    people      TEXT NOT NULL,
    bed_days    TEXT NOT NULL,
    undated     INTEGER NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (import_id, place),
    FOREIGN KEY (import_id) REFERENCES discharge_import (id)
) STRICT;
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
