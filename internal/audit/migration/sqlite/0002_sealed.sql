-- +goose Up
-- One digest over the rows that the entry's transaction added; empty in the entries from before rows were sealed.
ALTER TABLE audit_entry ADD COLUMN sealed TEXT NOT NULL DEFAULT '';
-- +goose Down
ALTER TABLE audit_entry DROP COLUMN sealed;
