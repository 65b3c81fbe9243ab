-- +goose Up
CREATE TABLE audit_entry (
  seq    INTEGER PRIMARY KEY,
  at     TEXT NOT NULL,
  actor  TEXT NOT NULL,
  verb   TEXT NOT NULL,
  noun   TEXT NOT NULL,
  key    TEXT NOT NULL,
  org    TEXT NOT NULL,
  reason TEXT NOT NULL,
  digest TEXT NOT NULL,
  detail TEXT NOT NULL,
  prev   TEXT NOT NULL,
  hash   TEXT NOT NULL
);
CREATE INDEX audit_entry_noun ON audit_entry (noun, key, seq);
CREATE INDEX audit_entry_org ON audit_entry (org, seq);
CREATE TABLE audit_head (
  id   INTEGER PRIMARY KEY,
  seq  INTEGER NOT NULL,
  hash TEXT NOT NULL
);
INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '');
-- +goose Down
DROP TABLE audit_head;
DROP TABLE audit_entry;
