-- +goose Up
-- Every version asks for the sums of its form and day, which the primary key, by organisation first, does not find.
CREATE INDEX sitrep_rollup_day ON sitrep_rollup (form, day);
-- +goose Down
DROP INDEX sitrep_rollup_day;
