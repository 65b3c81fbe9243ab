-- +goose Up
-- A workbook is packed already: to try packing it again took ten times as long as writing it. Bytes are kept as they came, as
-- on SQLite.
ALTER TABLE sitrep_piece ALTER COLUMN body SET STORAGE EXTERNAL;
-- +goose Down
ALTER TABLE sitrep_piece ALTER COLUMN body SET STORAGE EXTENDED;
