-- Recovery: what was told of patients and sessions is added, never changed; the newest row of each counts.

-- name: last-import
SELECT COALESCE(MAX(id), 0) FROM recovery_import;

-- name: import-held
SELECT id, org, kind, file, sha256, rows_read, rows_kept, rows_changed, rows_gone, notes, recorded_at, recorded_by
FROM recovery_import
WHERE org = $1 AND kind = $2 AND sha256 = $3
  AND id = (SELECT MAX(n.id) FROM recovery_import n WHERE n.org = recovery_import.org AND n.kind = recovery_import.kind AND n.file NOT LIKE 'entered by hand: %');

-- name: import
SELECT id, org, kind, file, sha256, rows_read, rows_kept, rows_changed, rows_gone, notes, recorded_at, recorded_by
FROM recovery_import WHERE org = $1 AND id = $2;

-- name: imports
SELECT id, org, kind, file, sha256, rows_read, rows_kept, rows_changed, rows_gone, notes, recorded_at, recorded_by
FROM recovery_import WHERE org = $1 AND recorded_at <= $2 ORDER BY id DESC LIMIT $3;

-- name: insert-import
INSERT INTO recovery_import (id, org, kind, file, sha256, rows_read, rows_kept, rows_changed, rows_gone, notes, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: patients
SELECT p.pathway, p.number, p.state, p.body, p.digest, p.recorded_at
FROM recovery_patient p
WHERE p.org = $1
  AND p.number = (SELECT MAX(n.number) FROM recovery_patient n WHERE n.org = p.org AND n.pathway = p.pathway AND n.recorded_at <= $2)
ORDER BY p.pathway;

-- name: patient-rows
SELECT pathway, number, state, body, digest, recorded_at
FROM recovery_patient WHERE org = $1 AND pathway = $2 AND recorded_at <= $3 ORDER BY number;

-- name: patient-back
SELECT n.pathway, n.number, n.body, n.digest, COALESCE(o.state, ''), COALESCE(o.body, ''), COALESCE(o.digest, ''),
       (SELECT MAX(x.number) FROM recovery_patient x WHERE x.org = n.org AND x.pathway = n.pathway)
FROM recovery_patient n
LEFT JOIN recovery_patient o ON o.org = n.org AND o.pathway = n.pathway AND o.number = n.number - 1
WHERE n.org = $1 AND n.import_id = $2
ORDER BY n.pathway;

-- name: insert-patient
INSERT INTO recovery_patient (org, pathway, number, state, import_id, body, digest, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: sessions
SELECT s.session, s.number, s.state, s.body, s.digest, s.recorded_at
FROM recovery_session s
WHERE s.org = $1
  AND s.number = (SELECT MAX(n.number) FROM recovery_session n WHERE n.org = s.org AND n.session = s.session AND n.recorded_at <= $2)
ORDER BY s.session;

-- name: session-back
SELECT n.session, n.number, n.body, n.digest, COALESCE(o.state, ''), COALESCE(o.body, ''), COALESCE(o.digest, ''),
       (SELECT MAX(x.number) FROM recovery_session x WHERE x.org = n.org AND x.session = n.session)
FROM recovery_session n
LEFT JOIN recovery_session o ON o.org = n.org AND o.session = n.session AND o.number = n.number - 1
WHERE n.org = $1 AND n.import_id = $2
ORDER BY n.session;

-- name: insert-session
INSERT INTO recovery_session (org, session, number, state, import_id, body, digest, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: ground
SELECT number, body, digest, recorded_at FROM recovery_ground
WHERE org = $1 AND kind = $2 AND recorded_at <= $3 ORDER BY number DESC LIMIT 1;

-- name: insert-ground
INSERT INTO recovery_ground (org, kind, number, body, digest, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: last-decision
SELECT COALESCE(MAX(number), 0) FROM recovery_decision WHERE org = $1;

-- name: decisions
SELECT number, pathway, kind, value, reason, actor, role, recorded_at
FROM recovery_decision WHERE org = $1 AND recorded_at <= $2 ORDER BY number;

-- name: insert-decision
INSERT INTO recovery_decision (org, number, pathway, kind, value, reason, actor, role, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: last-finding
SELECT COALESCE(MAX(number), 0) FROM recovery_finding WHERE org = $1;

-- name: findings
SELECT body, digest FROM recovery_finding WHERE org = $1 AND recorded_at <= $2 ORDER BY number;

-- name: insert-finding
INSERT INTO recovery_finding (org, number, pathway, found, body, digest, actor, role, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: count-offers
SELECT COUNT(*) FROM recovery_offer WHERE org = $1;

-- name: offers
SELECT body, digest FROM recovery_offer WHERE org = $1 AND recorded_at <= $2 ORDER BY recorded_at, offer;

-- name: insert-offer
INSERT INTO recovery_offer (org, offer, pathway, body, digest, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: last-event
SELECT COALESCE(MAX(number), 0) FROM recovery_event WHERE org = $1;

-- name: events
SELECT body, digest FROM recovery_event WHERE org = $1 AND recorded_at <= $2 ORDER BY number;

-- name: insert-event
INSERT INTO recovery_event (org, number, offer, state, body, digest, actor, role, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: last-ask
SELECT COALESCE(MAX(id), 0) FROM recovery_ask;

-- name: ask
SELECT a.id, a.org, a.body, a.digest, a.job, a.recorded_at, a.recorded_by,
       CASE WHEN s.ask_id IS NULL THEN 'no' ELSE 'yes' END,
       COALESCE(p.refused, ''), COALESCE(p.body, ''), COALESCE(p.digest, ''), COALESCE(p.recorded_at, '')
FROM recovery_ask a
LEFT JOIN recovery_stop s ON s.ask_id = a.id AND s.recorded_at <= $1
LEFT JOIN recovery_plan p ON p.ask_id = a.id AND p.recorded_at <= $2
WHERE a.id = $3 AND a.recorded_at <= $4;

-- name: asks
SELECT a.id, a.org, a.body, a.digest, a.job, a.recorded_at, a.recorded_by,
       CASE WHEN s.ask_id IS NULL THEN 'no' ELSE 'yes' END,
       COALESCE(p.refused, ''), '', '', COALESCE(p.recorded_at, '')
FROM recovery_ask a
LEFT JOIN recovery_stop s ON s.ask_id = a.id AND s.recorded_at <= $1
LEFT JOIN recovery_plan p ON p.ask_id = a.id AND p.recorded_at <= $2
WHERE a.org = $3 AND a.recorded_at <= $4
ORDER BY a.id DESC LIMIT $5;

-- name: insert-ask
INSERT INTO recovery_ask (id, org, purpose, body, digest, job, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: plan-held
SELECT COUNT(*) FROM recovery_plan WHERE ask_id = $1;

-- name: insert-plan
INSERT INTO recovery_plan (ask_id, refused, body, digest, recorded_at)
VALUES ($1, $2, $3, $4, $5);

-- name: stopped
SELECT COUNT(*) FROM recovery_stop WHERE ask_id = $1;

-- name: insert-stop
INSERT INTO recovery_stop (ask_id, recorded_at, recorded_by)
VALUES ($1, $2, $3);

-- name: last-use
SELECT COALESCE(MAX(number), 0) FROM recovery_use WHERE org = $1;

-- name: uses
SELECT ask_id, reason, recorded_at, recorded_by FROM recovery_use
WHERE org = $1 AND recorded_at <= $2 ORDER BY number DESC LIMIT $3;

-- name: insert-use
INSERT INTO recovery_use (org, number, ask_id, reason, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: counts
SELECT c.org, c.number, c.body, c.digest, c.recorded_at
FROM recovery_count c
WHERE c.number = (SELECT MAX(n.number) FROM recovery_count n WHERE n.org = c.org AND n.recorded_at <= $1)
ORDER BY c.org;

-- name: last-count
SELECT COALESCE(MAX(number), 0) FROM recovery_count WHERE org = $1;

-- name: same-count
SELECT COUNT(*) FROM recovery_count WHERE org = $1 AND number = $2 AND digest = $3;

-- name: insert-count
INSERT INTO recovery_count (org, number, body, digest, recorded_at)
VALUES ($1, $2, $3, $4, $5);

-- name: last-secret
SELECT COALESCE(MAX(number), 0) FROM recovery_secret WHERE org = $1 AND kind = $2 AND name = $3;

-- name: secrets
SELECT s.name, s.number, s.sealed, s.nhs_index, s.local_index FROM recovery_secret s
WHERE s.org = $1 AND s.kind = $2
  AND s.number = (SELECT MAX(n.number) FROM recovery_secret n WHERE n.org = s.org AND n.kind = s.kind AND n.name = s.name AND n.recorded_at <= $3)
ORDER BY s.name;

-- name: who
SELECT s.name, s.nhs_index FROM recovery_secret s
WHERE s.org = $1 AND s.kind = $2
  AND s.number = (SELECT MAX(n.number) FROM recovery_secret n WHERE n.org = s.org AND n.kind = s.kind AND n.name = s.name AND n.recorded_at <= $3);

-- name: secret
SELECT name, number, sealed, nhs_index, local_index FROM recovery_secret
WHERE org = $1 AND kind = $2 AND name = $3 AND recorded_at <= $4 ORDER BY number DESC LIMIT 1;

-- name: found
SELECT DISTINCT name FROM recovery_secret
WHERE org = $1 AND kind = $2 AND (nhs_index = $3 OR local_index = $4) ORDER BY name;

-- name: insert-secret
INSERT INTO recovery_secret (org, kind, name, number, sealed, nhs_index, local_index, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: drop-secrets
DELETE FROM recovery_secret WHERE org = $1 AND kind = $2 AND recorded_at < $3;

-- name: drop-secret
DELETE FROM recovery_secret WHERE org = $1 AND kind = $2 AND name = $3;
