-- Plans: a version is never changed, what happens to a line is a row of its own; discharge_claim alone is rewritten.

-- name: newest
SELECT COALESCE(MAX(number), 0) FROM discharge_version WHERE plan = $1 AND recorded_at <= $2;

-- name: version
SELECT body, digest, recorded_at FROM discharge_version WHERE plan = $1 AND number = $2 AND recorded_at <= $3;

-- name: versions-of
SELECT body, digest, recorded_at FROM discharge_version WHERE plan = $1 AND recorded_at <= $2 ORDER BY number;

-- name: newest-versions
SELECT v.plan, v.number, v.recorded_at
FROM discharge_version v
WHERE v.number = (SELECT MAX(n.number) FROM discharge_version n WHERE n.plan = v.plan AND n.recorded_at <= $1)
  AND v.last_day >= $2 AND v.first_day <= $3
ORDER BY v.recorded_at DESC, v.plan;

-- name: newest-parties
SELECT p.plan, p.org
FROM discharge_party p
WHERE p.number = (SELECT MAX(n.number) FROM discharge_version n WHERE n.plan = p.plan AND n.recorded_at <= $1)
ORDER BY p.plan, p.org;

-- name: events-of
SELECT line, version, state, n, reason, actor, role, org, deputy, recorded_at
FROM discharge_event WHERE plan = $1 AND recorded_at <= $2 ORDER BY place;

-- name: count-events
SELECT COUNT(*) FROM discharge_event WHERE plan = $1;

-- name: signatures-of
SELECT version, org, actor, role, deputy, recorded_at
FROM discharge_signature WHERE plan = $1 AND recorded_at <= $2 ORDER BY recorded_at, org;

-- name: claims-on
SELECT plan, line, version, trust, council, service, day, agreed, proposed
FROM discharge_claim WHERE council = $1 AND service = $2 ORDER BY day, plan, line;

-- name: claims
SELECT plan, line, version, trust, council, service, day, agreed, proposed
FROM discharge_claim WHERE day >= $1 AND day <= $2 ORDER BY council, service, day, plan, line;

-- name: claims-of
SELECT plan, line, version, trust, council, service, day, agreed, proposed
FROM discharge_claim WHERE council = $1 AND day >= $2 AND day <= $3 ORDER BY service, day, plan, line;

-- name: drop-claims
DELETE FROM discharge_claim WHERE plan = $1;

-- name: drop-claim
DELETE FROM discharge_claim WHERE plan = $1 AND line = $2;

-- name: notice-sent
SELECT COUNT(*) FROM discharge_notice WHERE org = $1 AND about = $2 AND step = $3;

-- name: notices
SELECT org, about, step, sent_by, recorded_at, words
FROM discharge_notice WHERE org = $1 AND recorded_at <= $2 ORDER BY recorded_at DESC, about, step LIMIT $3;

-- name: answers-on
SELECT org, day, item, answer, note, actor, role, deputy, recorded_at
FROM discharge_answer WHERE day >= $1 AND day <= $2 AND recorded_at <= $3 ORDER BY org, day, item, place;

-- name: newest-answer
SELECT answer, note, place FROM discharge_answer
WHERE org = $1 AND day = $2 AND item = $3 ORDER BY place DESC LIMIT 1;

-- name: last-import
SELECT COALESCE(MAX(id), 0) FROM discharge_import;

-- name: import-held
SELECT id, kind, org, form, file, sha256, rows_read, rows_kept, notes, recorded_at, recorded_by
FROM discharge_import WHERE kind = $1 AND org = $2 AND sha256 = $3;

-- name: imports
SELECT id, kind, org, form, file, sha256, rows_read, rows_kept, notes, recorded_at, recorded_by
FROM discharge_import
WHERE recorded_at <= $1 AND ($2 = '' OR kind = $3) AND ($4 = '' OR org = $5)
ORDER BY id DESC LIMIT $6;

-- name: capacities
SELECT holder, council, service, category, day, total, accepting, weekend, holiday, agreed_out, agreed, source, as_at, recorded_at
FROM discharge_capacity
WHERE as_at >= $1 AND recorded_at <= $2 AND (day = '' OR day >= $3 AND day <= $4)
ORDER BY council, service, day, holder, category, as_at, recorded_at;

-- name: capacities-of
SELECT holder, council, service, category, day, total, accepting, weekend, holiday, agreed_out, agreed, source, as_at, recorded_at
FROM discharge_capacity
WHERE council = $1 AND as_at >= $2 AND recorded_at <= $3 AND (day = '' OR day >= $4 AND day <= $5)
ORDER BY council, service, day, holder, category, as_at, recorded_at;

-- name: capacities-by
SELECT holder, council, service, category, day, total, accepting, weekend, holiday, agreed_out, agreed, source, as_at, recorded_at
FROM discharge_capacity
WHERE holder = $1 AND as_at >= $2 AND recorded_at <= $3 AND (day = '' OR day >= $4 AND day <= $5)
ORDER BY council, service, day, holder, category, as_at, recorded_at;

-- name: reasons
SELECT trust, council, day, cohort, weight, code, raw, n
FROM discharge_reason WHERE day >= $1 AND day <= $2 AND recorded_at <= $3
ORDER BY trust, day, cohort, weight, code, council, import_id, place;

-- name: lefts
SELECT trust, council, month, pathway, label, n, import_id
FROM discharge_left WHERE month >= $1 AND month <= $2 AND recorded_at <= $3
ORDER BY trust, month, council, pathway, import_id, place;

-- name: newest-stays
SELECT COALESCE(MAX(id), 0) FROM discharge_import WHERE kind = $1 AND org = $2 AND recorded_at <= $3;

-- name: stays
SELECT place, admitted, ready, left_on, arranged, pathway, council FROM discharge_stay WHERE import_id = $1 ORDER BY place;

-- name: delays
SELECT trust, council, pathway, month, people, bed_days, undated, import_id
FROM discharge_delay WHERE month >= $1 AND month <= $2 AND recorded_at <= $3
ORDER BY trust, month, import_id, place;

-- name: insert-version
INSERT INTO discharge_version (plan, number, area, board, first_day, last_day, body, digest, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: insert-party
INSERT INTO discharge_party (plan, number, org)
VALUES ($1, $2, $3);

-- name: insert-event
INSERT INTO discharge_event (plan, place, version, line, state, n, reason, actor, role, org, deputy, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: insert-signature
INSERT INTO discharge_signature (plan, version, org, actor, role, deputy, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: insert-claim
INSERT INTO discharge_claim (plan, line, version, trust, council, service, day, agreed, proposed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: insert-notice
INSERT INTO discharge_notice (org, about, step, sent_by, recorded_at, words)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: insert-answer
INSERT INTO discharge_answer (org, day, item, place, answer, note, actor, role, deputy, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: insert-import
INSERT INTO discharge_import (id, kind, org, form, file, sha256, rows_read, rows_kept, notes, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: insert-capacity
INSERT INTO discharge_capacity (import_id, place, holder, council, service, category, day, total, accepting, weekend, holiday, agreed_out, agreed, source, as_at, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);

-- name: insert-reason
INSERT INTO discharge_reason (import_id, place, trust, council, day, cohort, weight, code, raw, n, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: insert-left
INSERT INTO discharge_left (import_id, place, trust, council, month, pathway, label, n, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: insert-stay
INSERT INTO discharge_stay (import_id, place, trust, admitted, ready, left_on, arranged, pathway, council)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: insert-delay
INSERT INTO discharge_delay (import_id, place, trust, council, pathway, month, people, bed_days, undated, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: last-sketch
SELECT COALESCE(MAX(id), 0) FROM discharge_sketch;

-- name: insert-sketch
INSERT INTO discharge_sketch (id, area, plan, version, body, digest, job, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: sketch
SELECT s.id, s.body, s.digest, s.job, s.recorded_at, COALESCE(w.body, ''), COALESCE(w.digest, ''), COALESCE(w.recorded_at, '')
FROM discharge_sketch s LEFT JOIN discharge_worked w ON w.sketch_id = s.id AND w.recorded_at <= $1
WHERE s.id = $2 AND s.recorded_at <= $3;

-- name: sketches
SELECT s.id, s.body, s.digest, s.job, s.recorded_at, COALESCE(w.body, ''), COALESCE(w.digest, ''), COALESCE(w.recorded_at, '')
FROM discharge_sketch s LEFT JOIN discharge_worked w ON w.sketch_id = s.id AND w.recorded_at <= $1
WHERE s.recorded_at <= $2 AND ($3 = '' OR s.plan = $4)
ORDER BY s.id DESC LIMIT $5;

-- name: worked-held
SELECT COUNT(*) FROM discharge_worked WHERE sketch_id = $1;

-- name: insert-worked
INSERT INTO discharge_worked (sketch_id, body, digest, recorded_at)
VALUES ($1, $2, $3, $4);
