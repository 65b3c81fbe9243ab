-- A request is its events, in the order in which they were written down. Nothing in it is changed.

-- name: last-number
SELECT COALESCE(MAX(number), 0) FROM mitigation_request WHERE period = $1 AND trust = $2;

-- name: insert-request
INSERT INTO mitigation_request (ref, period, trust, number, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: request
SELECT ref, trust FROM mitigation_request WHERE ref = $1 AND recorded_at <= $2;

-- name: requests
SELECT ref, trust FROM mitigation_request WHERE ($1 = '' OR period = $2) AND recorded_at <= $3
ORDER BY recorded_at DESC, ref DESC;

-- name: insert-event
INSERT INTO mitigation_event (ref, place, step, happened_at, recorded_at, by_account, actor, org, on_behalf, words, body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: events
SELECT ref, step, happened_at, recorded_at, by_account, actor, org, words, body
FROM mitigation_event WHERE ref = $1 AND recorded_at <= $2 ORDER BY ref, place;

-- name: events-all
SELECT ref, step, happened_at, recorded_at, by_account, actor, org, words, body
FROM mitigation_event WHERE recorded_at <= $1 ORDER BY ref, place;

-- name: last-impact
SELECT COALESCE(MAX(place), 0) FROM mitigation_impact WHERE ref = $1 AND stage = $2;

-- name: insert-impact
INSERT INTO mitigation_impact (ref, stage, place, version, body, by_account, actor, signed_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: impacts
SELECT ref, stage, version, body, by_account, actor, signed_by, recorded_at
FROM mitigation_impact WHERE ref = $1 AND recorded_at <= $2 ORDER BY ref, stage, place;

-- name: impacts-all
SELECT ref, stage, version, body, by_account, actor, signed_by, recorded_at
FROM mitigation_impact WHERE recorded_at <= $1 ORDER BY ref, stage, place;

-- name: count-files
SELECT COUNT(*), COALESCE(SUM(size), 0) FROM mitigation_file WHERE ref = $1;

-- name: insert-file
INSERT INTO mitigation_file (ref, id, name, media, size, sha256, body, by_account, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: files
SELECT ref, id, name, media, size, sha256, by_account, recorded_at
FROM mitigation_file WHERE ref = $1 AND recorded_at <= $2 ORDER BY ref, recorded_at, id;

-- name: files-all
SELECT ref, id, name, media, size, sha256, by_account, recorded_at
FROM mitigation_file WHERE recorded_at <= $1 ORDER BY ref, recorded_at, id;

-- name: file
SELECT ref, id, name, media, size, sha256, by_account, recorded_at, body
FROM mitigation_file WHERE ref = $1 AND id = $2;

-- name: insert-link
INSERT INTO mitigation_link (hash, ref, made_at, made_by, expires_at)
VALUES ($1, $2, $3, $4, $5);

-- name: link
SELECT l.hash, l.ref, l.made_at, l.made_by, l.expires_at,
    COALESCE((SELECT o.recorded_at FROM mitigation_link_step o WHERE o.hash = l.hash AND o.what = 'opened'), ''),
    COALESCE((SELECT e.recorded_at FROM mitigation_link_step e WHERE e.hash = l.hash AND e.what = 'ended'), '')
FROM mitigation_link l WHERE l.hash = $1;

-- name: links
SELECT l.hash, l.ref, l.made_at, l.made_by, l.expires_at,
    COALESCE((SELECT o.recorded_at FROM mitigation_link_step o WHERE o.hash = l.hash AND o.what = 'opened'), ''),
    COALESCE((SELECT e.recorded_at FROM mitigation_link_step e WHERE e.hash = l.hash AND e.what = 'ended'), '')
FROM mitigation_link l WHERE l.ref = $1 ORDER BY l.made_at;

-- name: insert-link-step
INSERT INTO mitigation_link_step (hash, what, recorded_at, by_account)
VALUES ($1, $2, $3, $4);

-- name: last-published
SELECT COALESCE(MAX(id), 0) FROM mitigation_published;

-- name: insert-published
INSERT INTO mitigation_published (id, body, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4);

-- name: published
SELECT body FROM mitigation_published WHERE recorded_at <= $1 ORDER BY id;

-- name: last-scheme
SELECT COALESCE(MAX(version), 0) FROM mitigation_scheme WHERE scheme = $1;

-- name: insert-scheme
INSERT INTO mitigation_scheme (scheme, version, body, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5);

-- name: schemes
SELECT body FROM mitigation_scheme WHERE recorded_at <= $1 ORDER BY scheme, version;

-- name: insert-notice
INSERT INTO mitigation_notice (ref, step, org, due_at, words, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: notices-of
SELECT step, org FROM mitigation_notice WHERE ref = $1;

-- name: notices
SELECT ref, step, org, due_at, words, recorded_at
FROM mitigation_notice WHERE recorded_at <= $1 ORDER BY recorded_at DESC, ref, step, org;

-- name: notices-to
SELECT ref, step, org, due_at, words, recorded_at
FROM mitigation_notice WHERE org = $1 AND recorded_at > $2 AND recorded_at <= $3 ORDER BY recorded_at DESC, ref, step;

-- name: due
SELECT w.ref, r.trust FROM mitigation_wake w JOIN mitigation_request r ON r.ref = w.ref
WHERE w.wake_at <= $1 ORDER BY w.wake_at, w.ref;

-- name: set-wake
INSERT INTO mitigation_wake (ref, wake_at) VALUES ($1, $2)
ON CONFLICT (ref) DO UPDATE SET wake_at = excluded.wake_at;

-- name: end-wake
DELETE FROM mitigation_wake WHERE ref = $1;
