-- +goose Up
CREATE TABLE sitrep_piece (
  sha256 TEXT COLLATE "C" NOT NULL,
  n      INTEGER NOT NULL,
  body   BYTEA NOT NULL,
  PRIMARY KEY (sha256, n)
);
CREATE TABLE sitrep_upload (
  id          BIGINT PRIMARY KEY,
  sha256      TEXT COLLATE "C" NOT NULL UNIQUE,
  file        TEXT COLLATE "C" NOT NULL,
  bytes       BIGINT NOT NULL,
  pieces      INTEGER NOT NULL,
  received_at TEXT COLLATE "C" NOT NULL,
  received_by TEXT COLLATE "C" NOT NULL
);
CREATE TABLE sitrep_import (
  id           BIGINT PRIMARY KEY,
  upload       BIGINT NOT NULL,
  file         TEXT COLLATE "C" NOT NULL,
  published_at TEXT COLLATE "C" NOT NULL, -- what the sender said, or empty
  received_at  TEXT COLLATE "C" NOT NULL,
  received_by  TEXT COLLATE "C" NOT NULL,
  state        TEXT COLLATE "C" NOT NULL,
  read_at      TEXT COLLATE "C" NOT NULL,
  ended_at     TEXT COLLATE "C" NOT NULL,
  job          BIGINT NOT NULL, -- 0 when the command line does the work
  source       BIGINT NOT NULL, -- 0 until it is stored
  format       TEXT COLLATE "C" NOT NULL,
  known_at     TEXT COLLATE "C" NOT NULL,
  values_read  INTEGER NOT NULL,
  stored       INTEGER NOT NULL, -- the next four count returns
  unchanged    INTEGER NOT NULL,
  withdrawn    INTEGER NOT NULL,
  refused      INTEGER NOT NULL,
  refusals     INTEGER NOT NULL, -- the next three are the lengths of the result's lists
  differs      INTEGER NOT NULL,
  new_orgs     INTEGER NOT NULL,
  result       TEXT COLLATE "C" NOT NULL     -- JSON, empty until something is known
);
CREATE INDEX sitrep_import_upload ON sitrep_import (upload);
-- +goose Down
DROP TABLE sitrep_import;
DROP TABLE sitrep_upload;
DROP TABLE sitrep_piece;
