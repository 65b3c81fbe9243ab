-- +goose Up
CREATE TABLE rest_notice (
    org         TEXT COLLATE "C" NOT NULL,
    person      TEXT COLLATE "C" NOT NULL,
    ledger      TEXT COLLATE "C" NOT NULL,
    rule        TEXT COLLATE "C" NOT NULL,
    arose_at    TEXT COLLATE "C" NOT NULL,
    place       BIGINT NOT NULL,
    rule_set    TEXT COLLATE "C" NOT NULL,
    due_at      TEXT COLLATE "C" NOT NULL,
    step        TEXT COLLATE "C" NOT NULL,
    told        TEXT COLLATE "C" NOT NULL,
    hours       DOUBLE PRECISION NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (org, person, ledger, rule, arose_at, place)
);

CREATE TABLE rest_source (
    import_id   BIGINT PRIMARY KEY REFERENCES rest_import (id),
    words       TEXT COLLATE "C" NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL
);

-- +goose Down
DROP TABLE rest_source;
DROP TABLE rest_notice;
