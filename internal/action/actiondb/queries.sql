-- The newest revision of each period that was known by an instant; a window and a figure belong to one revision.

-- name: list-periods
SELECT p.code, p.revision, p.name, p.standing, p.standing_from, p.caveats, p.source, p.unconfirmed,
       p.known_at, p.recorded_at, p.recorded_by, p.reason
FROM action_period p
WHERE p.revision = (SELECT MAX(q.revision) FROM action_period q WHERE q.code = p.code AND q.known_at <= $1)
ORDER BY p.code;

-- name: list-windows
SELECT w.code, w.revision, w.union_name, w.staff, w.form, w.planned_from, w.planned_to, w.actual_from, w.actual_to,
       w.places, w.organisations, w.placeholder, w.unconfirmed, w.caveat, w.source
FROM action_window w
WHERE w.revision = (SELECT MAX(q.revision) FROM action_period q WHERE q.code = w.code AND q.known_at <= $1)
ORDER BY w.code, w.place;

-- name: list-figures
SELECT f.code, f.revision, f.kind, f.n, f.exactness, f.as_at, f.about_day, f.counted_by, f.source, f.note, f.unconfirmed
FROM action_figure f
WHERE f.revision = (SELECT MAX(q.revision) FROM action_period q WHERE q.code = f.code AND q.known_at <= $1)
ORDER BY f.code, f.place;

-- name: history-periods
SELECT p.code, p.revision, p.name, p.standing, p.standing_from, p.caveats, p.source, p.unconfirmed,
       p.known_at, p.recorded_at, p.recorded_by, p.reason
FROM action_period p WHERE p.code = $1 AND p.known_at <= $2 ORDER BY p.revision;

-- name: history-windows
SELECT w.code, w.revision, w.union_name, w.staff, w.form, w.planned_from, w.planned_to, w.actual_from, w.actual_to,
       w.places, w.organisations, w.placeholder, w.unconfirmed, w.caveat, w.source
FROM action_window w WHERE w.code = $1 ORDER BY w.revision, w.place;

-- name: history-figures
SELECT f.code, f.revision, f.kind, f.n, f.exactness, f.as_at, f.about_day, f.counted_by, f.source, f.note, f.unconfirmed
FROM action_figure f WHERE f.code = $1 ORDER BY f.revision, f.place;

-- name: newest
SELECT COALESCE(MAX(revision), 0) FROM action_period WHERE code = $1;

-- name: insert-period
INSERT INTO action_period (code, revision, name, standing, standing_from, caveats, source, unconfirmed, known_at,
                           recorded_at, recorded_by, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: insert-window
INSERT INTO action_window (code, revision, place, union_name, staff, form, planned_from, planned_to, actual_from, actual_to,
                           places, organisations, placeholder, unconfirmed, caveat, source)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);

-- name: insert-figure
INSERT INTO action_figure (code, revision, place, kind, n, exactness, as_at, about_day, counted_by, source, note, unconfirmed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);
