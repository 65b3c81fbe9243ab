-- +goose Up
-- One row for each row of a sealed table: the digest of its text. entry is the number of the audit line that binds it, 0
-- when none does.
CREATE TABLE db_seal (
  tbl    TEXT NOT NULL,
  key    TEXT NOT NULL,
  digest TEXT NOT NULL,
  entry  INTEGER NOT NULL,
  PRIMARY KEY (tbl, key)
) WITHOUT ROWID;
CREATE INDEX db_seal_entry ON db_seal (entry) WHERE entry <> 0;
-- The tables whose rows are sealed, with the columns that the digests cover.
CREATE TABLE db_sealed (
  tbl     TEXT PRIMARY KEY,
  columns TEXT NOT NULL,
  digest  TEXT NOT NULL
);
-- +goose Down
DROP TABLE db_sealed;
DROP TABLE db_seal;
