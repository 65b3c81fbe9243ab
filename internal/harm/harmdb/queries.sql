-- Harm: everything is added, never changed; the newest row of each counts. Scope: 'all', or a list of codes as |RA4|RXA|.

-- name: count-events
SELECT COUNT(*) FROM harm_event WHERE org = $1 AND revision = 1;

-- name: last-revision
SELECT COALESCE(MAX(revision), 0) FROM harm_event WHERE org = $1 AND event = $2;

-- name: insert-event
INSERT INTO harm_event (org, event, revision, kind, occurred, period, body, digest, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: heads
SELECT org, event FROM harm_event
WHERE revision = 1 AND ($1 = 'all' OR CAST($2 AS TEXT) LIKE '%|' || org || '|%') AND recorded_at <= $3
ORDER BY recorded_at DESC, org, event DESC LIMIT $4;

-- name: events
SELECT org, event, body, digest FROM harm_event
WHERE ($1 = 'all' OR CAST($2 AS TEXT) LIKE '%|' || org || '|%') AND ($3 = '' OR event = $3) AND recorded_at <= $4
ORDER BY org, event, revision;

-- name: reported
SELECT e.occurred, f.recorded_at FROM harm_event e
JOIN harm_event f ON f.org = e.org AND f.event = e.event AND f.revision = 1
WHERE ($1 = 'all' OR CAST($2 AS TEXT) LIKE '%|' || e.org || '|%') AND e.occurred <> ''
  AND e.revision = (SELECT MAX(n.revision) FROM harm_event n WHERE n.org = e.org AND n.event = e.event AND n.recorded_at <= $3)
ORDER BY f.recorded_at, e.org, e.event;

-- name: last-link
SELECT COALESCE(MAX(number), 0) FROM harm_link WHERE org = $1;

-- name: links
SELECT org, event, body, digest FROM harm_link
WHERE ($1 = 'all' OR CAST($2 AS TEXT) LIKE '%|' || org || '|%') AND ($3 = '' OR event = $3) AND recorded_at <= $4
ORDER BY org, number;

-- name: insert-link
INSERT INTO harm_link (org, number, event, strength, body, digest, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: last-candour
SELECT COALESCE(MAX(number), 0) FROM harm_candour WHERE org = $1;

-- name: candour
SELECT org, event, body, digest FROM harm_candour
WHERE ($1 = 'all' OR CAST($2 AS TEXT) LIKE '%|' || org || '|%') AND ($3 = '' OR event = $3) AND recorded_at <= $4
ORDER BY org, number;

-- name: insert-candour
INSERT INTO harm_candour (org, number, event, body, digest, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: sent
SELECT org, event, revision, state, profile, key, digest, reply, next_at, recorded_at FROM harm_sent
WHERE ($1 = 'all' OR CAST($2 AS TEXT) LIKE '%|' || org || '|%') AND ($3 = '' OR event = $3) AND recorded_at <= $4
ORDER BY org, event, revision, number;

-- name: last-sent
SELECT COALESCE(MAX(number), 0) FROM harm_sent WHERE org = $1 AND event = $2 AND revision = $3;

-- name: sent-state
SELECT state FROM harm_sent WHERE org = $1 AND event = $2 AND revision = $3 AND number = $4;

-- name: standing
SELECT s.org, s.event, s.revision, s.number, s.state, s.next_at, e.body, e.digest
FROM harm_sent s JOIN harm_event e ON e.org = s.org AND e.event = s.event AND e.revision = s.revision
WHERE CAST($1 AS TEXT) LIKE '%|' || s.state || '|%' AND ($2 = 'all' OR CAST($3 AS TEXT) LIKE '%|' || s.org || '|%')
  AND s.number = (SELECT MAX(n.number) FROM harm_sent n WHERE n.org = s.org AND n.event = s.event AND n.revision = s.revision)
ORDER BY s.org, s.event, s.revision;

-- name: insert-sent
INSERT INTO harm_sent (org, event, revision, number, state, profile, key, digest, reply, next_at, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: watching
SELECT DISTINCT org FROM harm_pathway WHERE recorded_at <= $1 ORDER BY org;

-- name: count-watches
SELECT COUNT(*) FROM harm_pathway WHERE org = $1;

-- name: known-pathways
SELECT watch, postponed, pathway_index FROM harm_pathway WHERE org = $1 AND cohort = $2 ORDER BY watch;

-- name: pathway
SELECT cohort, sealed FROM harm_pathway WHERE org = $1 AND watch = $2;

-- name: insert-pathway
INSERT INTO harm_pathway (org, watch, cohort, postponed, sealed, pathway_index, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: watches
SELECT w.watch, w.number, w.body, w.digest FROM harm_watch w
JOIN harm_pathway p ON p.org = w.org AND p.watch = w.watch
WHERE w.org = $1 AND p.cohort = $2
  AND w.number = (SELECT MAX(n.number) FROM harm_watch n WHERE n.org = w.org AND n.watch = w.watch AND n.recorded_at <= $3)
ORDER BY w.watch;

-- name: watch
SELECT watch, number, body, digest FROM harm_watch WHERE org = $1 AND watch = $2 ORDER BY number DESC LIMIT 1;

-- name: insert-watch
INSERT INTO harm_watch (org, watch, number, body, digest, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: triggers
SELECT t.body, t.digest FROM harm_trigger t
JOIN harm_pathway p ON p.org = t.org AND p.watch = t.watch
WHERE t.org = $1 AND p.cohort = $2 AND t.recorded_at <= $3
ORDER BY t.recorded_at, t.watch, t.kind, t.occurred;

-- name: triggers-of
SELECT body, digest FROM harm_trigger WHERE org = $1 AND watch = $2 ORDER BY recorded_at, kind, occurred;

-- name: insert-trigger
INSERT INTO harm_trigger (org, watch, kind, occurred, body, digest, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: last-step
SELECT COALESCE(MAX(number), 0) FROM harm_review WHERE org = $1 AND watch = $2;

-- name: reviews
SELECT body, digest FROM harm_review
WHERE org = $1 AND ($2 = '' OR watch = $2) AND recorded_at <= $3
ORDER BY recorded_at, watch, number;

-- name: insert-step
INSERT INTO harm_review (org, watch, number, stage, body, digest, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
