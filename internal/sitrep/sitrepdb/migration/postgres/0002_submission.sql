-- +goose Up
-- What somebody is typing: kept as typed, replaced at each save, gone when it is sent.
CREATE TABLE sitrep_draft (
  form     TEXT COLLATE "C" NOT NULL,
  org      TEXT COLLATE "C" NOT NULL,
  day      TEXT COLLATE "C" NOT NULL,
  rev      INTEGER NOT NULL,
  typed    TEXT COLLATE "C" NOT NULL,
  ready    TEXT COLLATE "C" NOT NULL CHECK (ready IN ('yes', 'no')),
  saved_by TEXT COLLATE "C" NOT NULL,
  saved_at TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (form, org, day)
);
-- The region's leave to change a return after its window. used_version is 0 until a version has used it.
CREATE TABLE sitrep_reopening (
  form         TEXT COLLATE "C" NOT NULL,
  org          TEXT COLLATE "C" NOT NULL,
  day          TEXT COLLATE "C" NOT NULL,
  n            INTEGER NOT NULL,
  granted_by   TEXT COLLATE "C" NOT NULL,
  granted_at   TEXT COLLATE "C" NOT NULL,
  until_at     TEXT COLLATE "C" NOT NULL,
  reason       TEXT COLLATE "C" NOT NULL,
  used_version INTEGER NOT NULL,
  PRIMARY KEY (form, org, day, n)
);
CREATE TABLE sitrep_reminder (
  form    TEXT COLLATE "C" NOT NULL,
  org     TEXT COLLATE "C" NOT NULL,
  day     TEXT COLLATE "C" NOT NULL,
  step    TEXT COLLATE "C" NOT NULL,
  sent_by TEXT COLLATE "C" NOT NULL,
  sent_at TEXT COLLATE "C" NOT NULL,
  words   TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (form, org, day, step)
);
-- The answer that a sender's idempotency key got; digest is that of the request which carried the key.
CREATE TABLE sitrep_receipt (
  who         TEXT COLLATE "C" NOT NULL,
  key         TEXT COLLATE "C" NOT NULL,
  digest      TEXT COLLATE "C" NOT NULL,
  form        TEXT COLLATE "C" NOT NULL,
  org         TEXT COLLATE "C" NOT NULL,
  day         TEXT COLLATE "C" NOT NULL,
  n           INTEGER NOT NULL,
  same        TEXT COLLATE "C" NOT NULL CHECK (same IN ('yes', 'no')),
  recorded_at TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (who, key)
);
CREATE INDEX sitrep_version_recorded ON sitrep_version (recorded_at);
-- +goose Down
DROP INDEX sitrep_version_recorded;
DROP TABLE sitrep_receipt;
DROP TABLE sitrep_reminder;
DROP TABLE sitrep_reopening;
DROP TABLE sitrep_draft;
