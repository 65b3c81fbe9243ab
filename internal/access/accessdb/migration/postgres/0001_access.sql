-- +goose Up
CREATE TABLE access_account (
  id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email      TEXT COLLATE "C" NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  demo       TEXT COLLATE "C" NOT NULL CHECK (demo IN ('yes', 'no')),
  created_at TEXT COLLATE "C" NOT NULL,
  created_by TEXT COLLATE "C" NOT NULL
);
CREATE TABLE access_standing (
  id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account     BIGINT NOT NULL REFERENCES access_account (id),
  state       TEXT COLLATE "C" NOT NULL CHECK (state IN ('active', 'locked', 'closed')),
  reason      TEXT NOT NULL,
  recorded_at TEXT COLLATE "C" NOT NULL,
  recorded_by TEXT COLLATE "C" NOT NULL
);
CREATE INDEX access_standing_account ON access_standing (account, id);
-- Only the hash in force is kept: an old one is a risk and no record of anything.
CREATE TABLE access_secret (
  account     BIGINT PRIMARY KEY REFERENCES access_account (id),
  hash        TEXT COLLATE "C" NOT NULL,
  must_change TEXT COLLATE "C" NOT NULL CHECK (must_change IN ('yes', 'no')),
  valid_until TEXT COLLATE "C" NOT NULL,
  set_at      TEXT COLLATE "C" NOT NULL
);
CREATE TABLE access_grant (
  id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account     BIGINT NOT NULL REFERENCES access_account (id),
  role        TEXT COLLATE "C" NOT NULL,
  org         TEXT COLLATE "C" NOT NULL,
  from_day    TEXT COLLATE "C" NOT NULL,
  to_day      TEXT COLLATE "C" NOT NULL,
  stands_for  BIGINT NOT NULL,
  lent_from   BIGINT NOT NULL,
  reason      TEXT NOT NULL,
  recorded_at TEXT COLLATE "C" NOT NULL,
  recorded_by TEXT COLLATE "C" NOT NULL
);
CREATE INDEX access_grant_account ON access_grant (account, id);
CREATE INDEX access_grant_stands_for ON access_grant (stands_for, id);
CREATE TABLE access_grant_end (
  id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  grant_id    BIGINT NOT NULL REFERENCES access_grant (id),
  to_day      TEXT COLLATE "C" NOT NULL,
  reason      TEXT NOT NULL,
  recorded_at TEXT COLLATE "C" NOT NULL,
  recorded_by TEXT COLLATE "C" NOT NULL
);
CREATE INDEX access_grant_end_grant ON access_grant_end (grant_id, id);
CREATE TABLE access_session (
  id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  token_hash TEXT COLLATE "C" NOT NULL UNIQUE,
  account    BIGINT NOT NULL REFERENCES access_account (id),
  begun_at   TEXT COLLATE "C" NOT NULL,
  seen_at    TEXT COLLATE "C" NOT NULL,
  ended_at   TEXT COLLATE "C" NOT NULL,
  ended_why  TEXT COLLATE "C" NOT NULL
);
CREATE INDEX access_session_account ON access_session (account, id);
CREATE TABLE access_attempt (
  id        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name_hash TEXT COLLATE "C" NOT NULL,
  address   TEXT COLLATE "C" NOT NULL,
  at        TEXT COLLATE "C" NOT NULL,
  outcome   TEXT COLLATE "C" NOT NULL CHECK (outcome IN ('failed', 'passed', 'unlocked'))
);
CREATE INDEX access_attempt_name ON access_attempt (name_hash, id);
CREATE INDEX access_attempt_address ON access_attempt (address, at);
CREATE INDEX access_attempt_at ON access_attempt (at);
CREATE TABLE access_token (
  id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  token_hash TEXT COLLATE "C" NOT NULL UNIQUE,
  account    BIGINT NOT NULL REFERENCES access_account (id),
  name       TEXT NOT NULL,
  verbs      TEXT COLLATE "C" NOT NULL,
  org        TEXT COLLATE "C" NOT NULL,
  director   BIGINT NOT NULL,
  until_day  TEXT COLLATE "C" NOT NULL,
  created_at TEXT COLLATE "C" NOT NULL,
  used_at    TEXT COLLATE "C" NOT NULL,
  revoked_at TEXT COLLATE "C" NOT NULL
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
