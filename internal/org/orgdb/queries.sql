-- name: last-id
SELECT COALESCE(MAX(id), 0) FROM org_fact;

-- name: insert
INSERT INTO org_fact (id, org, what, recorded_at, recorded_by, fact, digest) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: known
SELECT id, recorded_at, recorded_by, fact, digest FROM org_fact WHERE recorded_at <= $1 ORDER BY id;

-- name: newest
SELECT COUNT(id), COALESCE(MAX(id), 0) FROM org_fact WHERE recorded_at <= $1;
