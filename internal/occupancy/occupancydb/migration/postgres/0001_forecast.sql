-- +goose Up
CREATE TABLE occupancy_run (
  id          BIGINT PRIMARY KEY,
  origin      TEXT NOT NULL,
  known_at    TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  kind        TEXT NOT NULL CHECK (kind IN ('fit', 'refresh')),
  model       TEXT NOT NULL,
  inputs      TEXT NOT NULL,
  learnt      BIGINT NOT NULL,
  series      INTEGER NOT NULL,
  reported    INTEGER NOT NULL,
  seconds     DOUBLE PRECISION NOT NULL,
  notes       TEXT NOT NULL,
  made_by     TEXT NOT NULL
);
CREATE INDEX occupancy_run_origin ON occupancy_run (origin, id);
-- The odds of one organisation's next days; without a row the run left them as the run before it had them.
CREATE TABLE occupancy_forecast (
  run    BIGINT NOT NULL,
  org    TEXT NOT NULL,
  origin TEXT NOT NULL,
  body   BYTEA NOT NULL,
  PRIMARY KEY (run, org)
);
CREATE INDEX occupancy_forecast_org ON occupancy_forecast (org, origin, run);
CREATE INDEX occupancy_forecast_origin ON occupancy_forecast (origin, org, run);
-- One morning that has come, against the forecasts made of it.
CREATE TABLE occupancy_outcome (
  org         TEXT NOT NULL,
  day         TEXT NOT NULL,
  n           INTEGER NOT NULL,
  occupied    DOUBLE PRECISION NOT NULL,
  open_beds   DOUBLE PRECISION NOT NULL,
  replayed    TEXT NOT NULL CHECK (replayed IN ('yes', 'no')),
  body        TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  PRIMARY KEY (org, day, n)
);
CREATE TABLE occupancy_override (
  org         TEXT NOT NULL,
  effect      TEXT NOT NULL,
  of_beds     TEXT NOT NULL CHECK (of_beds IN ('occupied', 'open')),
  n           INTEGER NOT NULL,
  value       DOUBLE PRECISION NOT NULL,
  se          DOUBLE PRECISION NOT NULL,
  gone        TEXT NOT NULL CHECK (gone IN ('yes', 'no')),
  reason      TEXT NOT NULL,
  made_by     TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  PRIMARY KEY (org, effect, of_beds, n)
);
CREATE TABLE occupancy_scenario (
  org         TEXT NOT NULL,
  name        TEXT NOT NULL,
  n           INTEGER NOT NULL,
  body        TEXT NOT NULL,
  gone        TEXT NOT NULL CHECK (gone IN ('yes', 'no')),
  made_by     TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  PRIMARY KEY (org, name, n)
);
-- How good the model was on whole winters that it had not seen.
CREATE TABLE occupancy_backtest (
  id          BIGINT PRIMARY KEY,
  level       TEXT NOT NULL,
  model       TEXT NOT NULL,
  winters     TEXT NOT NULL,
  seconds     DOUBLE PRECISION NOT NULL,
  body        TEXT NOT NULL,
  made_by     TEXT NOT NULL,
  recorded_at TEXT NOT NULL
);
-- +goose Down
DROP TABLE occupancy_backtest;
DROP TABLE occupancy_scenario;
DROP TABLE occupancy_override;
DROP TABLE occupancy_outcome;
DROP TABLE occupancy_forecast;
DROP TABLE occupancy_run;
