-- +goose Up
-- What somebody is typing: kept as typed, replaced at each save, gone when it is sent.
CREATE TABLE sitrep_draft (
  form     TEXT NOT NULL,
  org      TEXT NOT NULL,
  day      TEXT NOT NULL,
  rev      INTEGER NOT NULL,
  typed    TEXT NOT NULL,
  ready    TEXT NOT NULL CHECK (ready IN ('yes', 'no')),
  saved_by TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  PRIMARY KEY (form, org, day)
);
-- The region's leave to change a return after its window. used_version is 0 until a version has used it.
CREATE TABLE sitrep_reopening (
  form         TEXT NOT NULL,
  org          TEXT NOT NULL,
  day          TEXT NOT NULL,
  n            INTEGER NOT NULL,
  granted_by   TEXT NOT NULL,
  granted_at   TEXT NOT NULL,
  until_at     TEXT NOT NULL,
  reason       TEXT NOT NULL,
  used_version INTEGER NOT NULL,
  PRIMARY KEY (form, org, day, n)
);
CREATE TABLE sitrep_reminder (
  form    TEXT NOT NULL,
  org     TEXT NOT NULL,
  day     TEXT NOT NULL,
  step    TEXT NOT NULL,
  sent_by TEXT NOT NULL,
  sent_at TEXT NOT NULL,
  words   TEXT NOT NULL,
  PRIMARY KEY (form, org, day, step)
);
-- The answer that a sender's idempotency key got; digest is that of the request which carried the key.
CREATE TABLE sitrep_receipt (
  who         TEXT NOT NULL,
  key         TEXT NOT NULL,
  digest      TEXT NOT NULL,
  form        TEXT NOT NULL,
  org         TEXT NOT NULL,
  day         TEXT NOT NULL,
  n           INTEGER NOT NULL,
  same        TEXT NOT NULL CHECK (same IN ('yes', 'no')),
  recorded_at TEXT NOT NULL,
  PRIMARY KEY (who, key)
);
CREATE INDEX sitrep_version_recorded ON sitrep_version (recorded_at);
-- +goose Down
DROP INDEX sitrep_version_recorded;
DROP TABLE sitrep_receipt;
DROP TABLE sitrep_reminder;
DROP TABLE sitrep_reopening;
DROP TABLE sitrep_draft;
