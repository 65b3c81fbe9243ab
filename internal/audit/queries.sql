-- The one writer of the chain holds the named lock "audit", so head and entry cannot drift apart.

-- name: head
SELECT seq, hash FROM audit_head WHERE id = 1;

-- name: move-head
UPDATE audit_head SET seq = $1, hash = $2 WHERE id = 1;

-- name: insert
INSERT INTO audit_entry (seq, at, actor, verb, noun, key, org, reason, digest, detail, sealed, prev, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: from
SELECT seq, at, actor, verb, noun, key, org, reason, digest, detail, sealed, prev, hash
FROM audit_entry WHERE seq > $1 ORDER BY seq LIMIT $2;

-- name: find
SELECT seq, at, actor, verb, noun, key, org, reason, digest, detail, sealed, prev, hash
FROM audit_entry
WHERE (noun = $1 OR noun LIKE CAST($1 AS TEXT) || '-%' OR $1 = '') AND (key = $2 OR $2 = '') AND (org = $3 OR $3 = '') AND (actor = $4 OR $4 = '')
  AND at >= $5 AND at < $6 AND seq < $7
ORDER BY seq DESC LIMIT $8;

-- name: digests
SELECT key, digest FROM audit_entry WHERE noun = $1 AND digest <> '' ORDER BY seq;

-- name: digests-of
SELECT e.key, e.digest FROM json_each($1) k JOIN audit_entry e ON e.key = k.value
WHERE e.noun = $2 AND e.digest <> '' ORDER BY e.seq;

-- name: digests-of engine: postgres
SELECT e.key, e.digest FROM audit_entry e
WHERE e.key IN (SELECT jsonb_array_elements_text(CAST($1 AS jsonb))) AND e.noun = $2 AND e.digest <> '' ORDER BY e.seq;

-- name: count-keys
SELECT COUNT(DISTINCT key) FROM audit_entry WHERE noun = $1 AND digest <> '';

-- name: keys-after
SELECT DISTINCT key FROM audit_entry WHERE noun = $1 AND key > $2 AND digest <> '' ORDER BY key LIMIT 1000;
