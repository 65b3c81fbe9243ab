-- Every statement of the room org. Rows are added and read; no statement changes or deletes one.

-- name: last-id
SELECT COALESCE(MAX(id), 0) FROM org_fact;

-- name: insert
INSERT INTO org_fact (id, org, what, recorded_at, recorded_by, fact, digest) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: known
SELECT id, recorded_at, recorded_by, fact, digest FROM org_fact ORDER BY id;

-- name: newest
SELECT COALESCE((SELECT c.stamp FROM org_change c ORDER BY c.id DESC LIMIT 1), '');

-- name: add-change
INSERT INTO org_change (recorded_at, stamp, actor, changeset_id, last_fact, words) VALUES ($1, $2, $3, $4, $5, $6);

-- name: add-changeset
INSERT INTO org_changeset (origin, title, file, sha256, as_at, notes, proposed_by, proposed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id

-- name: add-line
INSERT INTO org_changeset_line (changeset_id, line, org, verb, subject, words, before_words, after_words, facts, evidence)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- name: changeset
SELECT id, title, file, sha256, as_at, notes, proposed_by, proposed_at FROM org_changeset WHERE id = $1

-- name: pending
SELECT s.id, s.title, s.file, s.sha256, s.as_at, s.notes, s.proposed_by, s.proposed_at
  FROM org_changeset s
 WHERE EXISTS (SELECT 1 FROM org_changeset_line l
                WHERE l.changeset_id = s.id
                  AND NOT EXISTS (SELECT 1 FROM org_decision d
                                   WHERE d.changeset_id = l.changeset_id AND d.line = l.line AND d.decision <> 'looked-again'))
 ORDER BY s.id DESC

-- name: all-changesets
SELECT id, title, file, sha256, as_at, notes, proposed_by, proposed_at FROM org_changeset ORDER BY id DESC LIMIT $1

-- name: lines
SELECT line, org, verb, words, before_words, after_words, facts, evidence
  FROM org_changeset_line WHERE changeset_id = $1 ORDER BY line

-- name: decisions
SELECT line, decision, before_words, reason, actor, decided_at FROM org_decision WHERE changeset_id = $1 ORDER BY id

-- name: add-decision
INSERT INTO org_decision (changeset_id, line, decision, before_words, reason, actor, decided_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: undecided-copy
SELECT s.id FROM org_changeset s
 WHERE s.sha256 = $1 AND s.as_at = $2 AND s.origin = 'file'
   AND EXISTS (SELECT 1 FROM org_changeset_line l
                WHERE l.changeset_id = s.id
                  AND NOT EXISTS (SELECT 1 FROM org_decision d
                                   WHERE d.changeset_id = l.changeset_id AND d.line = l.line AND d.decision <> 'looked-again'))
 ORDER BY s.id DESC LIMIT 1

-- name: waiting-twin
SELECT l.changeset_id FROM org_changeset_line l
 WHERE l.org = $1 AND l.verb = $2 AND l.after_words = $3
   AND NOT EXISTS (SELECT 1 FROM org_decision d
                    WHERE d.changeset_id = l.changeset_id AND d.line = l.line AND d.decision <> 'looked-again')
 ORDER BY l.changeset_id LIMIT 1

-- name: proposed-before
SELECT l.org, l.subject FROM org_changeset_line l JOIN org_changeset s ON s.id = l.changeset_id
 WHERE l.org IN (SELECT k.value FROM json_each($1) k) AND s.origin = 'sightings'

-- name: proposed-before engine: postgres
SELECT l.org, l.subject FROM org_changeset_line l JOIN org_changeset s ON s.id = l.changeset_id
 WHERE l.org IN (SELECT jsonb_array_elements_text(CAST($1 AS jsonb))) AND s.origin = 'sightings'

-- name: reference-copies
SELECT COUNT(*), COALESCE(SUM(CASE WHEN sha256 = $1 THEN 1 ELSE 0 END), 0) FROM org_changeset WHERE origin = 'reference'

-- name: add-role
INSERT INTO org_role (role, name, kinds, valid_from, valid_to, unconfirmed, source, recorded_at, actor)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- name: roles
SELECT role, name, kinds, valid_from, valid_to, unconfirmed, source FROM org_role ORDER BY id

-- name: add-alias
INSERT INTO org_role_alias (role, alias, recorded_at, actor) VALUES ($1, $2, $3, $4)

-- name: aliases
SELECT role, alias FROM org_role_alias ORDER BY id

-- name: next-holding
SELECT COALESCE(MAX(holding), 0) + 1 FROM org_holder

-- name: holding-org
SELECT org FROM org_holder WHERE holding = $1 ORDER BY id DESC LIMIT 1

-- name: add-holder
INSERT INTO org_holder (holding, org, role, capacity, name, email, phone, valid_from, valid_to, synthetic, state, source, recorded_at, actor)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)

-- name: holders
SELECT h.holding, h.org, h.role, h.capacity, h.name, h.email, h.phone, h.valid_from, h.valid_to, h.synthetic, h.state,
       h.source, h.recorded_at, h.actor
  FROM org_holder h
 WHERE h.recorded_at <= $1
   AND NOT EXISTS (SELECT 1 FROM org_holder n WHERE n.holding = h.holding AND n.recorded_at <= $1 AND n.id > h.id)
 ORDER BY h.holding

-- name: holdings-history
SELECT h.holding, h.org, h.role, h.capacity, h.name, h.email, h.phone, h.valid_from, h.valid_to, h.synthetic, h.state,
       h.source, h.recorded_at, h.actor
  FROM org_holder h WHERE h.org = $1 ORDER BY h.holding, h.id

-- name: first-reference
SELECT sha256 FROM org_changeset WHERE origin = 'reference' ORDER BY id LIMIT 1
