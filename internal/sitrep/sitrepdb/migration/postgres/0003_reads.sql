-- +goose Up
-- One row, raised by every transaction that changes what a page of returns shows: what was made under the same number
-- still holds.
CREATE TABLE sitrep_tick (
  id BIGINT PRIMARY KEY,
  n  BIGINT NOT NULL
);
INSERT INTO sitrep_tick (id, n) VALUES (1, 1);
-- Days whose stored sums stand on another tree of organisations than is known now, until they are worked out anew.
CREATE TABLE sitrep_stale (
  form TEXT COLLATE "C" NOT NULL,
  day  TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (form, day)
);
-- +goose Down
DROP TABLE sitrep_stale;
DROP TABLE sitrep_tick;
