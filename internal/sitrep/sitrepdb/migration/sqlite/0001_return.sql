-- +goose Up
CREATE TABLE sitrep_source (
  id        INTEGER PRIMARY KEY,
  sha256    TEXT NOT NULL,
  file      TEXT NOT NULL,
  format    TEXT NOT NULL,
  edition   TEXT NOT NULL,
  known_at  TEXT NOT NULL,
  stored_at TEXT NOT NULL,
  stored_by TEXT NOT NULL,
  UNIQUE (sha256, known_at)
);
CREATE TABLE sitrep_version (
  form         TEXT NOT NULL,
  org          TEXT NOT NULL,
  day          TEXT NOT NULL,
  n            INTEGER NOT NULL,
  covers_from  TEXT NOT NULL,
  covers_to    TEXT NOT NULL,
  recorded_at  TEXT NOT NULL,
  stored_at    TEXT NOT NULL,
  state        TEXT NOT NULL,
  timing       TEXT NOT NULL,
  channel      TEXT NOT NULL,
  source       INTEGER NOT NULL,
  submitted_by TEXT NOT NULL,
  signed_by    TEXT NOT NULL,
  signed_role  TEXT NOT NULL,
  reason       TEXT NOT NULL,
  comments     TEXT NOT NULL,
  body         TEXT NOT NULL,
  digest       TEXT NOT NULL,
  PRIMARY KEY (form, org, day, n)
);
CREATE INDEX sitrep_version_day ON sitrep_version (form, day, org, recorded_at, n);
CREATE TABLE sitrep_duty (
  form     TEXT NOT NULL,
  org      TEXT NOT NULL,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  source   INTEGER NOT NULL,
  PRIMARY KEY (form, org, first_day, source)
);
CREATE TABLE sitrep_published (
  source INTEGER NOT NULL,
  form   TEXT NOT NULL,
  org    TEXT NOT NULL,
  day    TEXT NOT NULL,
  body   TEXT NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (source, form, org, day)
);
CREATE TABLE sitrep_rollup (
  form     TEXT NOT NULL,
  org      TEXT NOT NULL,
  day      TEXT NOT NULL,
  view     TEXT NOT NULL,
  due      INTEGER NOT NULL,
  received INTEGER NOT NULL,
  missing  TEXT NOT NULL,
  first_at TEXT NOT NULL,
  last_at  TEXT NOT NULL,
  body     TEXT NOT NULL,
  PRIMARY KEY (form, org, day, view)
);
-- +goose Down
DROP TABLE sitrep_rollup;
DROP TABLE sitrep_published;
DROP TABLE sitrep_duty;
DROP TABLE sitrep_version;
DROP TABLE sitrep_source;
