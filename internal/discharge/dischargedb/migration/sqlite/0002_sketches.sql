-- +goose Up
CREATE TABLE discharge_sketch (
    id          INTEGER NOT NULL,
    area        TEXT NOT NULL,
    plan        TEXT NOT NULL,
    version     INTEGER NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    job         INTEGER NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (id)
) STRICT;
CREATE INDEX discharge_sketch_plan ON discharge_sketch (plan, id);

CREATE TABLE discharge_worked (
    sketch_id   INTEGER NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (sketch_id),
    FOREIGN KEY (sketch_id) REFERENCES discharge_sketch (id)
) STRICT;

-- +goose Down
DROP TABLE discharge_worked;
DROP TABLE discharge_sketch;
