-- +goose Up
-- The same bytes may be kept again after another file, or after they were taken back.
DROP INDEX recovery_import_bytes;
CREATE INDEX recovery_import_bytes ON recovery_import (org, kind, sha256);

-- +goose Down
DROP INDEX recovery_import_bytes;
CREATE UNIQUE INDEX recovery_import_bytes ON recovery_import (org, kind, sha256);
