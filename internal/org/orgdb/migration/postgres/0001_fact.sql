-- +goose Up
CREATE TABLE org_fact (
  id          BIGINT PRIMARY KEY,
  org         TEXT COLLATE "C" NOT NULL,
  what        TEXT COLLATE "C" NOT NULL,
  recorded_at TEXT COLLATE "C" NOT NULL,
  recorded_by TEXT COLLATE "C" NOT NULL,
  fact        TEXT COLLATE "C" NOT NULL,
  digest      TEXT COLLATE "C" NOT NULL
);
CREATE INDEX org_fact_recorded ON org_fact (recorded_at, id);
-- +goose Down
DROP TABLE org_fact;
