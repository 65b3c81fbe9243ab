-- The state of an account is its newest standing. A grant ends on the earliest of its own last day and every end
-- recorded for it, or for the grant it was lent from: a deputy goes when the role goes.

-- name: insert-account
INSERT INTO access_account (email, name, demo, created_at, created_by) VALUES ($1, $2, $3, $4, $5) RETURNING id;

-- name: insert-standing
INSERT INTO access_standing (account, state, reason, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5);

-- name: set-secret
INSERT INTO access_secret (account, hash, must_change, valid_until, set_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (account) DO UPDATE SET hash = excluded.hash, must_change = excluded.must_change,
  valid_until = excluded.valid_until, set_at = excluded.set_at;

-- name: account
SELECT a.id, a.email, a.name, a.demo, a.created_at,
  (SELECT s.state FROM access_standing AS s WHERE s.account = a.id ORDER BY s.id DESC LIMIT 1) AS state,
  COALESCE((SELECT c.must_change FROM access_secret AS c WHERE c.account = a.id), 'no') AS must_change,
  COALESCE((SELECT MAX(n.begun_at) FROM access_session AS n WHERE n.account = a.id), '') AS last_sign_in
FROM access_account AS a WHERE a.id = $1;

-- name: account-id
SELECT id FROM access_account WHERE email = $1;

-- name: account-count
SELECT COUNT(id) FROM access_account WHERE demo = 'no';

-- name: accounts
SELECT a.id
FROM access_account AS a
WHERE (a.email LIKE $1 ESCAPE '!' OR LOWER(a.name) LIKE $1 ESCAPE '!')
  AND ($2 = 'all'
    OR NOT EXISTS (SELECT g.id FROM access_grant AS g WHERE g.account = a.id)
    OR EXISTS (SELECT g.id FROM access_grant AS g WHERE g.account = a.id
      AND g.org IN (SELECT value FROM json_each($3))))
ORDER BY LOWER(a.name), a.id LIMIT $4 OFFSET $5;

-- name: accounts engine: postgres
SELECT a.id
FROM access_account AS a
WHERE (a.email LIKE $1 ESCAPE '!' OR LOWER(a.name) LIKE $1 ESCAPE '!')
  AND ($2 = 'all'
    OR NOT EXISTS (SELECT g.id FROM access_grant AS g WHERE g.account = a.id)
    OR EXISTS (SELECT g.id FROM access_grant AS g WHERE g.account = a.id
      AND g.org IN (SELECT jsonb_array_elements_text(CAST($3 AS jsonb)))))
ORDER BY LOWER(a.name) COLLATE "C", a.id LIMIT $4 OFFSET $5;

-- name: granted-orgs
SELECT DISTINCT g.org FROM access_grant AS g
WHERE ($1 = 'all' OR g.org IN (SELECT value FROM json_each($2))) ORDER BY g.org;

-- name: granted-orgs engine: postgres
SELECT DISTINCT g.org FROM access_grant AS g
WHERE ($1 = 'all' OR g.org IN (SELECT jsonb_array_elements_text(CAST($2 AS jsonb)))) ORDER BY g.org;

-- name: demo-accounts
SELECT id FROM access_account WHERE demo = 'yes' ORDER BY id;

-- name: secret
SELECT hash, must_change, valid_until FROM access_secret WHERE account = $1;

-- name: insert-grant
INSERT INTO access_grant (account, role, org, from_day, to_day, stands_for, lent_from, reason, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id;

-- name: insert-grant-end
INSERT INTO access_grant_end (grant_id, to_day, reason, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5);

-- name: grants
SELECT g.id, g.account, g.role, g.org, g.from_day, g.to_day, g.stands_for,
  (SELECT MIN(e.to_day) FROM access_grant_end AS e WHERE e.grant_id = g.id OR e.grant_id = g.lent_from) AS ended
FROM access_grant AS g WHERE g.account = $1 ORDER BY g.id;

-- name: lent
SELECT g.id, g.account, g.role, g.org, g.from_day, g.to_day, g.stands_for,
  (SELECT MIN(e.to_day) FROM access_grant_end AS e WHERE e.grant_id = g.id OR e.grant_id = g.lent_from) AS ended
FROM access_grant AS g WHERE g.stands_for = $1 ORDER BY g.id;

-- name: insert-session
INSERT INTO access_session (token_hash, account, begun_at, seen_at, ended_at, ended_why)
VALUES ($1, $2, $3, $4, '', '') RETURNING id;

-- name: session
SELECT id, account, begun_at, seen_at FROM access_session WHERE token_hash = $1 AND ended_at = '';

-- name: seen-session
UPDATE access_session SET seen_at = $1 WHERE id = $2 AND ended_at = '' AND seen_at < $3;

-- name: end-session
UPDATE access_session SET ended_at = $1, ended_why = $2 WHERE id = $3 AND ended_at = '';

-- name: end-other-sessions
UPDATE access_session SET ended_at = $1, ended_why = $2 WHERE account = $3 AND token_hash <> $4 AND ended_at = '';

-- name: open-sessions
SELECT id, begun_at, seen_at FROM access_session WHERE account = $1 AND ended_at = '' ORDER BY id DESC;

-- name: insert-attempt
INSERT INTO access_attempt (name_hash, address, at, outcome) VALUES ($1, $2, $3, $4) RETURNING id;

-- name: attempt-passed
UPDATE access_attempt SET outcome = 'passed' WHERE id = $1;

-- name: name-failures
SELECT at FROM access_attempt
WHERE name_hash = $1 AND at > $2 AND outcome = 'failed'
  AND id > COALESCE((SELECT MAX(p.id) FROM access_attempt AS p WHERE p.name_hash = $1 AND p.outcome <> 'failed'), 0);

-- name: address-failures
SELECT at FROM access_attempt WHERE address = $1 AND at > $2 AND outcome = 'failed' AND address <> '' ORDER BY at DESC LIMIT 1000;

-- name: forget-attempts
DELETE FROM access_attempt WHERE at < $1;

-- name: forget-sessions
DELETE FROM access_session WHERE begun_at < $1
  AND id <> (SELECT MAX(n.id) FROM access_session AS n WHERE n.account = access_session.account);

-- name: insert-token
INSERT INTO access_token (token_hash, account, name, verbs, org, director, until_day, created_at, used_at, revoked_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', '') RETURNING id;

-- name: token
SELECT id, account, name, verbs, org, director, until_day, created_at, used_at, revoked_at
FROM access_token WHERE token_hash = $1;

-- name: tokens
SELECT id, account, name, verbs, org, director, until_day, created_at, used_at, revoked_at
FROM access_token WHERE account = $1 ORDER BY id DESC;

-- name: used-token
UPDATE access_token SET used_at = $1 WHERE id = $2;

-- name: revoke-token
UPDATE access_token SET revoked_at = $1 WHERE id = $2 AND account = $3 AND revoked_at = '';

-- name: revoke-tokens
UPDATE access_token SET revoked_at = $1 WHERE account = $2 AND revoked_at = '';

-- name: renew-demo-sessions
UPDATE access_session SET begun_at = $1, seen_at = $2
WHERE ended_at = '' AND account IN (SELECT a.id FROM access_account AS a WHERE a.demo = 'yes');
