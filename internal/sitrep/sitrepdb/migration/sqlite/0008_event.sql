-- +goose Up
-- Arrivals are asked for by form and time; an index by time alone was passed over for the key, which reads every version.
DROP INDEX sitrep_version_recorded;
CREATE INDEX sitrep_version_recorded ON sitrep_version (form, recorded_at);
-- +goose Down
DROP INDEX sitrep_version_recorded;
CREATE INDEX sitrep_version_recorded ON sitrep_version (recorded_at);
