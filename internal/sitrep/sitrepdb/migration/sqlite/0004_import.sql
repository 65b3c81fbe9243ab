-- +goose Up
CREATE TABLE sitrep_piece (
  sha256 TEXT NOT NULL,
  n      INTEGER NOT NULL,
  body   BLOB NOT NULL,
  PRIMARY KEY (sha256, n)
);
CREATE TABLE sitrep_upload (
  id          INTEGER PRIMARY KEY,
  sha256      TEXT NOT NULL UNIQUE,
  file        TEXT NOT NULL,
  bytes       INTEGER NOT NULL,
  pieces      INTEGER NOT NULL,
  received_at TEXT NOT NULL,
  received_by TEXT NOT NULL
);
CREATE TABLE sitrep_import (
  id           INTEGER PRIMARY KEY,
  upload       INTEGER NOT NULL,
  file         TEXT NOT NULL,
  published_at TEXT NOT NULL, -- what the sender said, or empty
  received_at  TEXT NOT NULL,
  received_by  TEXT NOT NULL,
  state        TEXT NOT NULL,
  read_at      TEXT NOT NULL,
  ended_at     TEXT NOT NULL,
  job          INTEGER NOT NULL, -- 0 when the command line does the work
  source       INTEGER NOT NULL, -- 0 until it is stored
  format       TEXT NOT NULL,
  known_at     TEXT NOT NULL,
  values_read  INTEGER NOT NULL,
  stored       INTEGER NOT NULL, -- the next four count returns
  unchanged    INTEGER NOT NULL,
  withdrawn    INTEGER NOT NULL,
  refused      INTEGER NOT NULL,
  refusals     INTEGER NOT NULL, -- the next three are the lengths of the result's lists
  differs      INTEGER NOT NULL,
  new_orgs     INTEGER NOT NULL,
  result       TEXT NOT NULL     -- JSON, empty until something is known
);
CREATE INDEX sitrep_import_upload ON sitrep_import (upload);
-- +goose Down
DROP TABLE sitrep_import;
DROP TABLE sitrep_upload;
DROP TABLE sitrep_piece;
