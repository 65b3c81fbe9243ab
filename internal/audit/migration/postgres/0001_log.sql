-- +goose Up
CREATE TABLE audit_entry (
  seq    BIGINT PRIMARY KEY,
  at     TEXT COLLATE "C" NOT NULL,
  actor  TEXT COLLATE "C" NOT NULL,
  verb   TEXT COLLATE "C" NOT NULL,
  noun   TEXT COLLATE "C" NOT NULL,
  key    TEXT COLLATE "C" NOT NULL,
  org    TEXT COLLATE "C" NOT NULL,
  reason TEXT COLLATE "C" NOT NULL,
  digest TEXT COLLATE "C" NOT NULL,
  detail TEXT COLLATE "C" NOT NULL,
  prev   TEXT COLLATE "C" NOT NULL,
  hash   TEXT COLLATE "C" NOT NULL
);
CREATE INDEX audit_entry_noun ON audit_entry (noun, key, seq);
CREATE INDEX audit_entry_org ON audit_entry (org, seq);
CREATE TABLE audit_head (
  id   INTEGER PRIMARY KEY,
  seq  BIGINT NOT NULL,
  hash TEXT COLLATE "C" NOT NULL
);
INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '');
-- +goose Down
DROP TABLE audit_head;
DROP TABLE audit_entry;
