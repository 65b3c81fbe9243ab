-- name: source-held
SELECT id FROM sitrep_source WHERE sha256 = $1 AND known_at = $2;

-- name: sources-held
SELECT id FROM sitrep_source WHERE sha256 = $1 ORDER BY id;

-- name: covers-of
SELECT form, day FROM sitrep_cover WHERE source = $1;

-- name: last-source
SELECT COALESCE(MAX(id), 0) FROM sitrep_source;

-- name: insert-source
INSERT INTO sitrep_source (id, sha256, file, format, edition, known_at, stored_at, stored_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: insert-version
INSERT INTO sitrep_version (form, org, day, n, covers_from, covers_to, recorded_at, stored_at, state, timing, channel,
  source, submitted_by, signed_by, signed_role, reason, comments, body, digest)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19);

-- name: insert-published
INSERT INTO sitrep_published (source, form, org, day, body, digest) VALUES ($1, $2, $3, $4, $5, $6);

-- name: insert-duty
INSERT INTO sitrep_duty (form, org, first_day, last_day, source) VALUES ($1, $2, $3, $4, $5);

-- name: duty-on
SELECT d.org, MIN(COALESCE(s.known_at, '')) FROM sitrep_duty d LEFT JOIN sitrep_source s ON s.id = d.source
WHERE d.form = $1 AND d.first_day <= $2 AND d.last_day >= $2 GROUP BY d.org ORDER BY d.org;

-- name: insert-cover
INSERT INTO sitrep_cover (source, form, day) VALUES ($1, $2, $3);

-- name: later-editions
SELECT c.day, s.id, s.file, s.known_at FROM sitrep_cover c JOIN sitrep_source s ON s.id = c.source
WHERE c.form = $1 AND c.day >= $2 AND c.day <= $3 AND s.edition = $4 AND s.known_at > $5 ORDER BY s.known_at;

-- name: versions-on
SELECT v.form, v.org, v.day, v.n, v.covers_from, v.covers_to, v.recorded_at, v.stored_at, v.state, v.timing, v.channel,
  v.source, COALESCE(s.file, ''), v.submitted_by, v.signed_by, v.signed_role, v.reason, v.comments, v.body, v.digest
FROM sitrep_version v LEFT JOIN sitrep_source s ON s.id = v.source
WHERE v.form = $1 AND v.day = $2
ORDER BY v.org, v.recorded_at, v.n;

-- name: versions-of
SELECT v.form, v.org, v.day, v.n, v.covers_from, v.covers_to, v.recorded_at, v.stored_at, v.state, v.timing, v.channel,
  v.source, COALESCE(s.file, ''), v.submitted_by, v.signed_by, v.signed_role, v.reason, v.comments, v.body, v.digest
FROM sitrep_version v LEFT JOIN sitrep_source s ON s.id = v.source
WHERE v.form = $1 AND v.org = $2 AND v.day >= $3 AND v.day <= $4
ORDER BY v.day, v.recorded_at, v.n;

-- name: save-rollup
INSERT INTO sitrep_rollup (form, org, day, view, due, received, missing, first_at, last_at, body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (form, org, day, view) DO UPDATE SET due = excluded.due, received = excluded.received,
  missing = excluded.missing, first_at = excluded.first_at, last_at = excluded.last_at, body = excluded.body;

-- name: add-rollup
INSERT INTO sitrep_rollup (form, org, day, view, due, received, missing, first_at, last_at, body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: rollups
SELECT org, day, due, received, missing, first_at, last_at, body FROM sitrep_rollup
WHERE form = $1 AND org = $2 AND day >= $3 AND day <= $4 AND view = $5 ORDER BY day;

-- name: first-sum
SELECT day FROM sitrep_rollup WHERE form = $1 AND org = $2 ORDER BY day LIMIT 1;

-- name: days-held
SELECT form, day FROM sitrep_version UNION SELECT form, day FROM sitrep_rollup ORDER BY form, day;

-- name: published-known
SELECT p.day, p.body, s.known_at, s.id, s.file FROM sitrep_published p JOIN sitrep_source s ON s.id = p.source
WHERE p.form = $1 AND p.org = $2 AND p.day >= $3 AND p.day <= $4 AND s.known_at <= $5 ORDER BY p.day, s.known_at;

-- name: published-digests
SELECT source, form, org, day, body, digest FROM sitrep_published;

-- Reads of the pages.

-- Where a query names a form and its days, the instant must not choose the index: SQLite knows nothing of how many rows
-- a bound leaves, and would read every version of the form that came before. An expression keeps it out.

-- name: slim-on
SELECT org, n, recorded_at, timing, state, body FROM sitrep_version
WHERE form = $1 AND day = $2 AND recorded_at || '' <= $3 ORDER BY org, recorded_at, n;

-- name: duty-known-on
SELECT DISTINCT d.org FROM sitrep_duty d LEFT JOIN sitrep_source s ON s.id = d.source
WHERE d.form = $1 AND d.first_day <= $2 AND d.last_day >= $2 AND COALESCE(s.known_at, '') <= $3 ORDER BY d.org;

-- name: duty-known-of
SELECT d.first_day, d.last_day FROM sitrep_duty d LEFT JOIN sitrep_source s ON s.id = d.source
WHERE d.form = $1 AND d.org = $2 AND COALESCE(s.known_at, '') <= $3 ORDER BY d.first_day;

-- name: stale-days
SELECT day FROM sitrep_stale WHERE form = $1;

-- Without an order: to have one by organisation SQLite would walk the key through every day of the form.

-- name: rollups-day
SELECT org, day, due, received, missing, first_at, last_at, body FROM sitrep_rollup
WHERE form = $1 AND day = $2 AND view = $3;

-- name: days-of
SELECT DISTINCT day FROM sitrep_version WHERE form = $1 AND day >= $2 AND day <= $3 ORDER BY day;

-- name: last-day
SELECT day FROM sitrep_version WHERE form = $1 AND recorded_at || '' <= $2 ORDER BY day DESC LIMIT 1;

-- name: slip-versions
SELECT day, org, n, recorded_at, timing, state, comments FROM sitrep_version
WHERE form = $1 AND day >= $2 AND day <= $3 AND recorded_at || '' <= $4 ORDER BY day, org, recorded_at, n;

-- name: slip-drafts
SELECT day, org, saved_at, ready, 0 FROM sitrep_draft WHERE form = $1 AND day >= $2 AND day <= $3 AND saved_at <= $4;

-- name: slip-reminders
SELECT day, org, MAX(sent_at), '', COUNT(*) FROM sitrep_reminder
WHERE form = $1 AND day >= $2 AND day <= $3 AND sent_at <= $4 GROUP BY day, org;

-- name: slip-reopenings
SELECT day, org, MAX(until_at), '', 0 FROM sitrep_reopening
WHERE form = $1 AND day >= $2 AND day <= $3 AND granted_at <= $4 AND used_version = 0 GROUP BY day, org;

-- name: events
SELECT recorded_at, form, org, day, n, state, timing, channel, reason FROM sitrep_version
WHERE form = $1 AND recorded_at >= $2 AND recorded_at < $3 ORDER BY recorded_at DESC LIMIT $4;

-- name: tick
SELECT n FROM sitrep_tick WHERE id = 1;

-- name: raise-tick
UPDATE sitrep_tick SET n = n + 1 WHERE id = 1;

-- name: add-stale
INSERT INTO sitrep_stale (form, day) VALUES ($1, $2) ON CONFLICT (form, day) DO NOTHING;

-- name: all-stale
SELECT form, day FROM sitrep_stale ORDER BY form, day;

-- name: drop-stale
DELETE FROM sitrep_stale WHERE form = $1 AND day = $2;

-- name: drop-rollups
DELETE FROM sitrep_rollup WHERE form = $1 AND day = $2;

-- name: held-on
SELECT org, COUNT(*), SUM(CASE WHEN channel = $1 THEN 1 ELSE 0 END) FROM sitrep_version
WHERE form = $2 AND day = $3 GROUP BY org ORDER BY org;

-- name: writers-on
SELECT org, saved_by FROM sitrep_draft WHERE form = $1 AND day = $2 ORDER BY org;

-- name: newest-by-channel
SELECT recorded_at FROM sitrep_version WHERE channel = $1 ORDER BY recorded_at DESC LIMIT 1;

-- name: rollups-on
SELECT org, view, due, received, missing, first_at, last_at, body FROM sitrep_rollup WHERE form = $1 AND day = $2;

-- name: rollup-heads-on
SELECT org, view, due, received, missing, first_at, last_at, '-' FROM sitrep_rollup WHERE form = $1 AND day = $2;

-- name: delete-rollup
DELETE FROM sitrep_rollup WHERE form = $1 AND org = $2 AND day = $3 AND view = $4;

-- name: bodies-on
SELECT org, n, state, timing, recorded_at, body FROM sitrep_version WHERE form = $1 AND day = $2 ORDER BY org, recorded_at, n;

-- name: states-on
SELECT org, n, state, timing, recorded_at FROM sitrep_version WHERE form = $1 AND day = $2 ORDER BY org, recorded_at, n;

-- name: receipt
SELECT r.digest, r.form, r.org, r.day, r.n, r.same, v.state, v.timing, v.recorded_at, v.digest
FROM sitrep_receipt r JOIN sitrep_version v ON v.form = r.form AND v.org = r.org AND v.day = r.day AND v.n = r.n
WHERE r.who = $1 AND r.key = $2;

-- name: insert-receipt
INSERT INTO sitrep_receipt (who, key, digest, form, org, day, n, same, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: draft
SELECT rev, typed, ready, saved_by, saved_at FROM sitrep_draft WHERE form = $1 AND org = $2 AND day = $3;

-- name: save-draft
INSERT INTO sitrep_draft (form, org, day, rev, typed, ready, saved_by, saved_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (form, org, day) DO UPDATE SET rev = excluded.rev, typed = excluded.typed, ready = excluded.ready,
  saved_by = excluded.saved_by, saved_at = excluded.saved_at;

-- name: drop-draft
DELETE FROM sitrep_draft WHERE form = $1 AND org = $2 AND day = $3;

-- name: drafts
SELECT form, org, day, typed FROM sitrep_draft ORDER BY form, day, org;

-- name: newest-number
SELECT COALESCE(MAX(n), 0) FROM sitrep_version WHERE form = $1 AND org = $2 AND day = $3;

-- name: insert-reopening
INSERT INTO sitrep_reopening (form, org, day, n, granted_by, granted_at, until_at, reason, used_version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0);

-- name: reopenings
SELECT n, granted_by, granted_at, until_at, reason, used_version FROM sitrep_reopening
WHERE form = $1 AND org = $2 AND day = $3 ORDER BY n;

-- name: use-reopenings
UPDATE sitrep_reopening SET used_version = $1
WHERE form = $2 AND org = $3 AND day = $4 AND used_version = 0 AND until_at >= $5;

-- name: insert-reminder
INSERT INTO sitrep_reminder (form, org, day, step, sent_by, sent_at, words) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: reminders-of
SELECT step, sent_by, sent_at, words FROM sitrep_reminder WHERE form = $1 AND org = $2 AND day = $3 ORDER BY sent_at, step;

-- name: reminders-on
SELECT org, step, sent_at FROM sitrep_reminder WHERE form = $1 AND day = $2 ORDER BY org, sent_at, step;

-- name: receipts-astray
SELECT r.form, r.org, r.day, r.n FROM sitrep_receipt r
  LEFT JOIN sitrep_version v ON v.form = r.form AND v.org = r.org AND v.day = r.day AND v.n = r.n
WHERE v.n IS NULL ORDER BY r.form, r.org, r.day, r.n;

-- name: digests-of-source
SELECT digest FROM sitrep_version WHERE source = $1 ORDER BY form, day, org, recorded_at, n;

-- Imports: the files that were handed in, and what became of each.

-- name: upload-of
SELECT id FROM sitrep_upload WHERE sha256 = $1;

-- name: last-upload
SELECT COALESCE(MAX(id), 0) FROM sitrep_upload;

-- name: insert-upload
INSERT INTO sitrep_upload (id, sha256, file, bytes, pieces, received_at, received_by) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: insert-piece
INSERT INTO sitrep_piece (sha256, n, body) VALUES ($1, $2, $3) ON CONFLICT (sha256, n) DO UPDATE SET body = excluded.body;

-- name: piece
SELECT body FROM sitrep_piece WHERE sha256 = $1 AND n = $2;

-- name: uploads
SELECT id, sha256, file, bytes, pieces FROM sitrep_upload ORDER BY id;

-- name: upload
SELECT id, sha256, file, bytes, pieces FROM sitrep_upload WHERE id = $1;

-- name: last-import
SELECT COALESCE(MAX(id), 0) FROM sitrep_import;

-- name: insert-import
INSERT INTO sitrep_import (id, upload, file, published_at, received_at, received_by, state, read_at, ended_at, job, source,
  format, known_at, values_read, stored, unchanged, withdrawn, refused, refusals, differs, new_orgs, result)
VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8, $9, 0, '', '', 0, 0, 0, 0, 0, 0, 0, 0, $10);

-- name: set-job
UPDATE sitrep_import SET job = $1 WHERE id = $2;

-- name: import-twins
SELECT id, state FROM sitrep_import
WHERE upload = $1 AND file = $2 AND published_at = $3 AND state IN ('received', 'read', 'stored') ORDER BY id DESC LIMIT 1;

-- name: note-read
UPDATE sitrep_import SET state = 'read', read_at = $1, format = $2, values_read = $3
WHERE id = $4 AND state IN ('received', 'read');

-- name: end-import
UPDATE sitrep_import SET state = $1, ended_at = $2, source = $3, format = $4, known_at = $5, values_read = $6, stored = $7,
  unchanged = $8, withdrawn = $9, refused = $10, refusals = $11, differs = $12, new_orgs = $13, result = $14
WHERE id = $15 AND state IN ('received', 'read');

-- name: import-of-source
SELECT id FROM sitrep_import WHERE source = $1;

-- name: imports
SELECT i.id, i.upload, i.file, u.sha256, u.bytes, i.published_at, i.received_at, i.received_by, i.state, i.read_at, i.ended_at,
  i.job, i.format, i.known_at, i.values_read, i.stored, i.unchanged, i.withdrawn, i.refused, i.refusals, i.differs, i.new_orgs
FROM sitrep_import i JOIN sitrep_upload u ON u.id = i.upload
WHERE i.received_at <= $1 AND ($2 = '' OR $2 =
  CASE WHEN i.ended_at <> '' AND i.ended_at <= $1 THEN i.state WHEN i.read_at <> '' AND i.read_at <= $1 THEN 'read' ELSE 'received' END)
ORDER BY i.id DESC LIMIT $3 OFFSET $4;

-- name: count-imports
SELECT COUNT(*) FROM sitrep_import i
WHERE i.received_at <= $1 AND ($2 = '' OR $2 =
  CASE WHEN i.ended_at <> '' AND i.ended_at <= $1 THEN i.state WHEN i.read_at <> '' AND i.read_at <= $1 THEN 'read' ELSE 'received' END);

-- name: import
SELECT i.id, i.upload, i.file, u.sha256, u.bytes, i.published_at, i.received_at, i.received_by, i.state, i.read_at, i.ended_at,
  i.job, i.format, i.known_at, i.values_read, i.stored, i.unchanged, i.withdrawn, i.refused, i.refusals, i.differs, i.new_orgs, i.result
FROM sitrep_import i JOIN sitrep_upload u ON u.id = i.upload WHERE i.id = $1;

-- name: count-versions
SELECT COUNT(*) FROM sitrep_version WHERE form = $1 AND day >= $2 AND day <= $3;

-- name: count-duties
SELECT COUNT(*) FROM sitrep_duty WHERE form = $1;

-- name: duties
SELECT d.org, d.first_day, d.last_day, COALESCE(s.known_at, '')
FROM sitrep_duty d LEFT JOIN sitrep_source s ON s.id = d.source WHERE d.form = $1;

-- name: days-between
SELECT DISTINCT day FROM sitrep_version WHERE form = $1 AND day >= $2 AND day <= $3;

-- name: sums-between
SELECT DISTINCT day FROM sitrep_rollup WHERE form = $1 AND day >= $2 AND day <= $3;

-- name: version-there
SELECT COUNT(n) FROM sitrep_version WHERE form = $1 AND org = $2 AND day = $3 AND CAST(n AS TEXT) = $4;

-- Every return of a form over days, for those who reckon with the past.

-- name: mornings
SELECT day, org, n, recorded_at, state, body FROM sitrep_version
WHERE form = $1 AND day >= $2 AND day <= $3 AND recorded_at || '' <= $4 ORDER BY day, org, recorded_at, n;
