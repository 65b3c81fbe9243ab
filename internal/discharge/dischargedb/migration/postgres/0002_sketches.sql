-- +goose Up
CREATE TABLE discharge_sketch (
    id          BIGINT NOT NULL,
    area        TEXT COLLATE "C" NOT NULL,
    plan        TEXT COLLATE "C" NOT NULL,
    version     BIGINT NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    job         BIGINT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX discharge_sketch_plan ON discharge_sketch (plan, id);

CREATE TABLE discharge_worked (
    sketch_id   BIGINT NOT NULL,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,
    recorded_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (sketch_id),
    FOREIGN KEY (sketch_id) REFERENCES discharge_sketch (id)
);

-- +goose Down
DROP TABLE discharge_worked;
DROP TABLE discharge_sketch;
