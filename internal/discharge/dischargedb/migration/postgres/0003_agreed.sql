-- +goose Up
-- Whether a statement had taken out of what accepts people the starts that plans had agreed by then, and how many those were.
ALTER TABLE discharge_capacity ADD COLUMN agreed_out TEXT NOT NULL DEFAULT 'no';
ALTER TABLE discharge_capacity ADD COLUMN agreed BIGINT NOT NULL DEFAULT 0;
CREATE INDEX discharge_capacity_holder ON discharge_capacity (holder, as_at);
-- +goose Down
DROP INDEX discharge_capacity_holder;
ALTER TABLE discharge_capacity DROP COLUMN agreed;
ALTER TABLE discharge_capacity DROP COLUMN agreed_out;
