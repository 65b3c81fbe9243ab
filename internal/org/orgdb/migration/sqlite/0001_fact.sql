-- +goose Up
CREATE TABLE org_fact (
  id          INTEGER PRIMARY KEY,
  org         TEXT NOT NULL,
  what        TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  recorded_by TEXT NOT NULL,
  fact        TEXT NOT NULL,
  digest      TEXT NOT NULL
);
CREATE INDEX org_fact_recorded ON org_fact (recorded_at, id);
-- +goose Down
DROP TABLE org_fact;
