-- +goose Up
-- The days that an edition of a publication speaks about.
CREATE TABLE sitrep_cover (
  source INTEGER NOT NULL,
  form   TEXT NOT NULL,
  day    TEXT NOT NULL,
  PRIMARY KEY (source, form, day)
);
CREATE INDEX sitrep_cover_day ON sitrep_cover (form, day);
-- +goose Down
DROP TABLE sitrep_cover;
