-- name: source-held
SELECT id FROM sitrep_source WHERE sha256 = $1 AND known_at = $2;

-- name: last-source
SELECT COALESCE(MAX(id), 0) FROM sitrep_source;

-- name: insert-source
INSERT INTO sitrep_source (id, sha256, file, format, edition, known_at, stored_at, stored_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: insert-version
INSERT INTO sitrep_version (form, org, day, n, covers_from, covers_to, recorded_at, stored_at, state, timing, channel,
  source, submitted_by, signed_by, signed_role, reason, comments, body, digest)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19);

-- name: insert-published
INSERT INTO sitrep_published (source, form, org, day, body, digest) VALUES ($1, $2, $3, $4, $5, $6);

-- name: insert-duty
INSERT INTO sitrep_duty (form, org, first_day, last_day, source) VALUES ($1, $2, $3, $4, $5);

-- name: duty-on
SELECT d.org, MIN(COALESCE(s.known_at, '')) FROM sitrep_duty d LEFT JOIN sitrep_source s ON s.id = d.source
WHERE d.form = $1 AND d.first_day <= $2 AND d.last_day >= $2 GROUP BY d.org ORDER BY d.org;

-- name: duty-of
SELECT d.first_day, d.last_day, COALESCE(s.known_at, '') FROM sitrep_duty d LEFT JOIN sitrep_source s ON s.id = d.source
WHERE d.form = $1 AND d.org = $2 ORDER BY d.first_day;

-- name: insert-cover
INSERT INTO sitrep_cover (source, form, day) VALUES ($1, $2, $3);

-- name: next-edition
SELECT s.id, s.file, s.known_at FROM sitrep_cover c JOIN sitrep_source s ON s.id = c.source
WHERE c.form = $1 AND c.day = $2 AND s.edition = $3 AND s.known_at > $4 ORDER BY s.known_at LIMIT 1;

-- name: versions-on
SELECT v.form, v.org, v.day, v.n, v.covers_from, v.covers_to, v.recorded_at, v.stored_at, v.state, v.timing, v.channel,
  v.source, COALESCE(s.file, ''), v.submitted_by, v.signed_by, v.signed_role, v.reason, v.comments, v.body, v.digest
FROM sitrep_version v LEFT JOIN sitrep_source s ON s.id = v.source
WHERE v.form = $1 AND v.day = $2
ORDER BY v.org, v.recorded_at, v.n;

-- name: versions-of
SELECT v.form, v.org, v.day, v.n, v.covers_from, v.covers_to, v.recorded_at, v.stored_at, v.state, v.timing, v.channel,
  v.source, COALESCE(s.file, ''), v.submitted_by, v.signed_by, v.signed_role, v.reason, v.comments, v.body, v.digest
FROM sitrep_version v LEFT JOIN sitrep_source s ON s.id = v.source
WHERE v.form = $1 AND v.org = $2 AND v.day >= $3 AND v.day <= $4
ORDER BY v.day, v.recorded_at, v.n;

-- name: save-rollup
INSERT INTO sitrep_rollup (form, org, day, view, due, received, missing, first_at, last_at, body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (form, org, day, view) DO UPDATE SET due = excluded.due, received = excluded.received,
  missing = excluded.missing, first_at = excluded.first_at, last_at = excluded.last_at, body = excluded.body;

-- name: rollups
SELECT day, due, received, missing, first_at, last_at, body FROM sitrep_rollup
WHERE form = $1 AND org = $2 AND day >= $3 AND day <= $4 AND view = $5 ORDER BY day;

-- name: rollup-one
SELECT due, received, missing, body FROM sitrep_rollup WHERE form = $1 AND org = $2 AND day = $3 AND view = $4;

-- name: days-held
SELECT DISTINCT form, day FROM sitrep_version ORDER BY form, day;

-- name: published
SELECT p.day, p.body FROM sitrep_published p JOIN sitrep_source s ON s.id = p.source
WHERE p.form = $1 AND p.org = $2 ORDER BY p.day, s.known_at;

-- name: published-digests
SELECT source, form, org, day, body, digest FROM sitrep_published;
