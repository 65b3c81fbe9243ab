-- +goose Up
CREATE TABLE sitrep_source (
  id        BIGINT PRIMARY KEY,
  sha256    TEXT COLLATE "C" NOT NULL,
  file      TEXT COLLATE "C" NOT NULL,
  format    TEXT COLLATE "C" NOT NULL,
  edition   TEXT COLLATE "C" NOT NULL,
  known_at  TEXT COLLATE "C" NOT NULL,
  stored_at TEXT COLLATE "C" NOT NULL,
  stored_by TEXT COLLATE "C" NOT NULL,
  UNIQUE (sha256, known_at)
);
CREATE TABLE sitrep_version (
  form         TEXT COLLATE "C" NOT NULL,
  org          TEXT COLLATE "C" NOT NULL,
  day          TEXT COLLATE "C" NOT NULL,
  n            INTEGER NOT NULL,
  covers_from  TEXT COLLATE "C" NOT NULL,
  covers_to    TEXT COLLATE "C" NOT NULL,
  recorded_at  TEXT COLLATE "C" NOT NULL,
  stored_at    TEXT COLLATE "C" NOT NULL,
  state        TEXT COLLATE "C" NOT NULL,
  timing       TEXT COLLATE "C" NOT NULL,
  channel      TEXT COLLATE "C" NOT NULL,
  source       BIGINT NOT NULL,
  submitted_by TEXT COLLATE "C" NOT NULL,
  signed_by    TEXT COLLATE "C" NOT NULL,
  signed_role  TEXT COLLATE "C" NOT NULL,
  reason       TEXT COLLATE "C" NOT NULL,
  comments     TEXT COLLATE "C" NOT NULL,
  body         TEXT COLLATE "C" NOT NULL,
  digest       TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (form, org, day, n)
);
CREATE INDEX sitrep_version_day ON sitrep_version (form, day, org, recorded_at, n);
CREATE TABLE sitrep_duty (
  form     TEXT COLLATE "C" NOT NULL,
  org      TEXT COLLATE "C" NOT NULL,
  first_day TEXT COLLATE "C" NOT NULL,
  last_day TEXT COLLATE "C" NOT NULL,
  source   BIGINT NOT NULL,
  PRIMARY KEY (form, org, first_day, source)
);
CREATE TABLE sitrep_published (
  source BIGINT NOT NULL,
  form   TEXT COLLATE "C" NOT NULL,
  org    TEXT COLLATE "C" NOT NULL,
  day    TEXT COLLATE "C" NOT NULL,
  body   TEXT COLLATE "C" NOT NULL,
  digest TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (source, form, org, day)
);
CREATE TABLE sitrep_rollup (
  form     TEXT COLLATE "C" NOT NULL,
  org      TEXT COLLATE "C" NOT NULL,
  day      TEXT COLLATE "C" NOT NULL,
  view     TEXT COLLATE "C" NOT NULL,
  due      INTEGER NOT NULL,
  received INTEGER NOT NULL,
  missing  TEXT COLLATE "C" NOT NULL,
  first_at TEXT COLLATE "C" NOT NULL,
  last_at  TEXT COLLATE "C" NOT NULL,
  body     TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (form, org, day, view)
);
-- +goose Down
DROP TABLE sitrep_rollup;
DROP TABLE sitrep_published;
DROP TABLE sitrep_duty;
DROP TABLE sitrep_version;
DROP TABLE sitrep_source;
