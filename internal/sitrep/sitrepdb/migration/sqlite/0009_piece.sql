-- +goose Up
-- Bytes are kept as they came: PostgreSQL is told so in its step of this number.
SELECT 1;
-- +goose Down
SELECT 1;
