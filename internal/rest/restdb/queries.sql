-- What is brought in is rows under a numbered import; a later row about the same thing takes the place of an earlier one.

-- name: last-import
SELECT COALESCE(MAX(id), 0) FROM rest_import;

-- name: import-held
SELECT i.id, i.kind, i.org, i.file, i.sha256, i.rows_read, i.rows_kept, i.recorded_at, i.recorded_by, COALESCE(s.words, '')
FROM rest_import i LEFT JOIN rest_source s ON s.import_id = i.id
WHERE i.kind = $1 AND i.org = $2 AND i.sha256 = $3;

-- name: imports
SELECT i.id, i.kind, i.org, i.file, i.sha256, i.rows_read, i.rows_kept, i.recorded_at, i.recorded_by, COALESCE(s.words, '')
FROM rest_import i LEFT JOIN rest_source s ON s.import_id = i.id
WHERE i.org = $1 AND i.recorded_at <= $2 ORDER BY i.id DESC LIMIT $3;

-- name: insert-import
INSERT INTO rest_import (id, kind, org, file, sha256, rows_read, rows_kept, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: insert-duty
INSERT INTO rest_duty (import_id, place, org, person, employer, starts_at, ends_at, state, kind, paid, extra, worked, episodes, breaks, withdrawn, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);

-- name: insert-contract
INSERT INTO rest_contract (import_id, place, org, person, employer, terms, hours, day, opt_out, other, from_day, to_day, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: insert-member
INSERT INTO rest_member (import_id, place, org, person, team, account, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: insert-name
INSERT INTO rest_name (import_id, place, org, person, name, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: duties
SELECT import_id, person, employer, starts_at, ends_at, state, kind, paid, extra, worked, episodes, breaks, withdrawn
FROM rest_duty WHERE org = $1 AND ends_at > $2 AND starts_at < $3 AND recorded_at <= $4
ORDER BY person, starts_at, import_id, place;

-- name: duties-of
SELECT import_id, person, employer, starts_at, ends_at, state, kind, paid, extra, worked, episodes, breaks, withdrawn
FROM rest_duty WHERE org = $1 AND person = $2 AND ends_at > $3 AND starts_at < $4 AND recorded_at <= $5
ORDER BY person, starts_at, import_id, place;

-- name: contracts
SELECT c.person, c.employer, c.terms, c.hours, c.day, c.opt_out, c.other, c.from_day, c.to_day, COALESCE(s.words, i.file)
FROM rest_contract c JOIN rest_import i ON i.id = c.import_id LEFT JOIN rest_source s ON s.import_id = c.import_id
WHERE c.org = $1 AND ($2 = '' OR c.person = $3) AND c.recorded_at <= $4
ORDER BY c.person, c.from_day, c.import_id, c.place;

-- name: members
SELECT person, team, account FROM rest_member WHERE org = $1 AND recorded_at <= $2 ORDER BY person, import_id, place;

-- name: names
SELECT person, name FROM rest_name WHERE org = $1 AND recorded_at <= $2 ORDER BY person, import_id, place;

-- name: of-account
SELECT m.org, m.person
FROM rest_member m
WHERE m.account = $1 AND m.recorded_at <= $2
  AND NOT EXISTS (SELECT 1 FROM rest_member n WHERE n.org = m.org AND n.person = m.person AND n.recorded_at <= $3
      AND (n.import_id > m.import_id OR n.import_id = m.import_id AND n.place > m.place))
ORDER BY m.org, m.person;

-- name: managers
SELECT team, account, held FROM rest_manager WHERE org = $1 AND recorded_at <= $2 ORDER BY team, account, place;

-- name: last-manager
SELECT COALESCE(MAX(place), 0) FROM rest_manager WHERE org = $1 AND team = $2 AND account = $3;

-- name: insert-manager
INSERT INTO rest_manager (org, team, account, place, held, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: entries
SELECT person, place, ledger, kind, hours, begins_at, until, against, booking, words
FROM rest_entry WHERE org = $1 AND ($2 = '' OR person = $3) AND recorded_at <= $4
ORDER BY person, place;

-- name: last-entry
SELECT COALESCE(MAX(place), 0) FROM rest_entry WHERE org = $1 AND person = $2;

-- name: insert-entry
INSERT INTO rest_entry (org, person, place, ledger, kind, hours, begins_at, until, against, booking, words, actor, role, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: policies
SELECT version, from_day, body FROM rest_policy WHERE org = $1 AND recorded_at <= $2 ORDER BY version;

-- name: last-policy
SELECT COALESCE(MAX(version), 0) FROM rest_policy WHERE org = $1;

-- name: insert-policy
INSERT INTO rest_policy (org, version, from_day, body, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: employers
SELECT org FROM rest_import WHERE kind = $1 AND recorded_at <= $2 GROUP BY org ORDER BY org;

-- name: stamp
SELECT COALESCE(MAX(id), 0), (SELECT COUNT(*) FROM rest_entry e WHERE e.org = $1), (SELECT COUNT(*) FROM rest_policy p WHERE p.org = $2)
FROM rest_import i WHERE i.org = $3;

-- name: insert-source
INSERT INTO rest_source (import_id, words, recorded_at)
VALUES ($1, $2, $3);

-- name: notices
SELECT n.person, n.ledger, n.rule, n.arose_at, n.place, n.rule_set, n.due_at, n.step, n.told, n.hours, n.recorded_at
FROM rest_notice n
WHERE n.org = $1 AND n.recorded_at <= $2
  AND NOT EXISTS (SELECT 1 FROM rest_notice m WHERE m.org = n.org AND m.person = n.person AND m.ledger = n.ledger AND m.rule = n.rule AND m.arose_at = n.arose_at
      AND m.place > n.place AND m.recorded_at <= $3)
ORDER BY n.person, n.ledger, n.arose_at, n.rule;

-- name: insert-notice
INSERT INTO rest_notice (org, person, ledger, rule, arose_at, place, rule_set, due_at, step, told, hours, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);
