-- +goose Up
CREATE TABLE access_account (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  email      TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  demo       TEXT NOT NULL CHECK (demo IN ('yes', 'no')),
  created_at TEXT NOT NULL,
  created_by TEXT NOT NULL
);
CREATE TABLE access_standing (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  account     INTEGER NOT NULL REFERENCES access_account (id),
  state       TEXT NOT NULL CHECK (state IN ('active', 'locked', 'closed')),
  reason      TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  recorded_by TEXT NOT NULL
);
CREATE INDEX access_standing_account ON access_standing (account, id);
-- Only the hash in force is kept: an old one is a risk and no record of anything.
CREATE TABLE access_secret (
  account     INTEGER PRIMARY KEY REFERENCES access_account (id),
  hash        TEXT NOT NULL,
  must_change TEXT NOT NULL CHECK (must_change IN ('yes', 'no')),
  valid_until TEXT NOT NULL,
  set_at      TEXT NOT NULL
);
CREATE TABLE access_grant (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  account     INTEGER NOT NULL REFERENCES access_account (id),
  role        TEXT NOT NULL,
  org         TEXT NOT NULL,
  from_day    TEXT NOT NULL,
  to_day      TEXT NOT NULL,
  stands_for  INTEGER NOT NULL,
  lent_from   INTEGER NOT NULL,
  reason      TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  recorded_by TEXT NOT NULL
);
CREATE INDEX access_grant_account ON access_grant (account, id);
CREATE INDEX access_grant_stands_for ON access_grant (stands_for, id);
CREATE TABLE access_grant_end (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  grant_id    INTEGER NOT NULL REFERENCES access_grant (id),
  to_day      TEXT NOT NULL,
  reason      TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  recorded_by TEXT NOT NULL
);
CREATE INDEX access_grant_end_grant ON access_grant_end (grant_id, id);
CREATE TABLE access_session (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  token_hash TEXT NOT NULL UNIQUE,
  account    INTEGER NOT NULL REFERENCES access_account (id),
  begun_at   TEXT NOT NULL,
  seen_at    TEXT NOT NULL,
  ended_at   TEXT NOT NULL,
  ended_why  TEXT NOT NULL
);
CREATE INDEX access_session_account ON access_session (account, id);
CREATE TABLE access_attempt (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  name_hash TEXT NOT NULL,
  address   TEXT NOT NULL,
  at        TEXT NOT NULL,
  outcome   TEXT NOT NULL CHECK (outcome IN ('failed', 'passed', 'unlocked'))
);
CREATE INDEX access_attempt_name ON access_attempt (name_hash, id);
CREATE INDEX access_attempt_address ON access_attempt (address, at);
CREATE INDEX access_attempt_at ON access_attempt (at);
CREATE TABLE access_token (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  token_hash TEXT NOT NULL UNIQUE,
  account    INTEGER NOT NULL REFERENCES access_account (id),
  name       TEXT NOT NULL,
  verbs      TEXT NOT NULL,
  org        TEXT NOT NULL,
  director   INTEGER NOT NULL,
  until_day  TEXT NOT NULL,
  created_at TEXT NOT NULL,
  used_at    TEXT NOT NULL,
  revoked_at TEXT NOT NULL
);
CREATE INDEX access_token_account ON access_token (account, id);
-- +goose Down
DROP TABLE access_token;
DROP TABLE access_attempt;
DROP TABLE access_session;
DROP TABLE access_grant_end;
DROP TABLE access_grant;
DROP TABLE access_secret;
DROP TABLE access_standing;
DROP TABLE access_account;
