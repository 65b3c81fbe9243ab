-- +goose Up
CREATE TABLE rest_notice (
    org         TEXT NOT NULL,
    person      TEXT NOT NULL,
    ledger      TEXT NOT NULL,
    rule        TEXT NOT NULL,
    arose_at    TEXT NOT NULL,
    place       INTEGER NOT NULL,
    rule_set    TEXT NOT NULL,
    due_at      TEXT NOT NULL,
    step        TEXT NOT NULL,
    told        TEXT NOT NULL,
    hours       REAL NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (org, person, ledger, rule, arose_at, place)
) STRICT;

CREATE TABLE rest_source (
    import_id   INTEGER PRIMARY KEY REFERENCES rest_import (id),
    words       TEXT NOT NULL,
    recorded_at TEXT NOT NULL
) STRICT;

-- +goose Down
DROP TABLE rest_source;
DROP TABLE rest_notice;
