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
WHERE (noun = $1 OR $1 = '') AND (key = $2 OR $2 = '') AND (org = $3 OR $3 = '') AND (actor = $4 OR $4 = '')
  AND at >= $5 AND at < $6 AND seq < $7
ORDER BY seq DESC LIMIT $8;

-- name: digests
SELECT key, digest FROM audit_entry WHERE noun = $1 AND digest <> '' ORDER BY seq;
