-- name: enqueued
INSERT INTO jobs_progress (job_id, kind, unique_key, claim, rescued, worker, started_at, beat_at, done, total, words,
    checkpoint, again, cancel_at, cancel_by)
VALUES ($1, $2, $3, 0, 0, '', '', $4, 0, 0, '', '', '', '', '')
ON CONFLICT (job_id) DO UPDATE SET
    -- SQLite gives a deleted job's number to a new job: nothing of the old one may stay.
    kind = excluded.kind, unique_key = excluded.unique_key, claim = jobs_progress.claim + 1, rescued = 0, worker = '',
    started_at = '', beat_at = excluded.beat_at, done = 0, total = 0, words = '', checkpoint = '', again = '',
    cancel_at = '', cancel_by = '';

-- name: run-again
UPDATE jobs_progress SET again = $1 WHERE job_id = $2;

-- name: begin
UPDATE jobs_progress SET claim = claim + 1, worker = $1, started_at = $2, beat_at = $3
WHERE job_id = $4 AND rescued < $5
RETURNING claim, checkpoint, unique_key, cancel_at, done, total, words;

-- name: step
UPDATE jobs_progress SET checkpoint = $1, done = $2, total = $3, words = $4, beat_at = $5
WHERE job_id = $6 AND claim = $7;

-- name: beat
UPDATE jobs_progress SET done = $1, total = $2, words = $3, beat_at = $4
WHERE job_id = $5 AND claim = $6
RETURNING cancel_at;

-- name: finish
UPDATE jobs_progress SET claim = claim + 1, done = $1, total = $2, words = $3, beat_at = $4, again = ''
WHERE job_id = $5 AND claim = $6;

-- name: follow-on
SELECT again FROM jobs_progress WHERE job_id = $1 AND claim = $2;

-- name: claim
SELECT claim, beat_at FROM jobs_progress WHERE job_id = $1;

-- name: give-up
UPDATE jobs_progress SET claim = claim + 1, rescued = $1, worker = ''
WHERE job_id = $2 AND claim = $3 AND beat_at = $4;

-- name: ask-cancel
UPDATE jobs_progress SET cancel_at = $1, cancel_by = $2 WHERE job_id = $3 AND cancel_at = '';

-- name: forget-cancel
UPDATE jobs_progress SET cancel_at = '', cancel_by = '' WHERE job_id = $1;

-- name: cancel-asked
SELECT cancel_at FROM jobs_progress WHERE job_id = $1 AND claim = $2;

-- name: twins
SELECT job_id FROM jobs_progress WHERE kind = $1 AND unique_key = $2 AND job_id <> $3;

-- name: progress-of
SELECT job_id, unique_key, worker, started_at, beat_at, done, total, words, checkpoint, cancel_at, cancel_by
FROM jobs_progress WHERE job_id >= $1 AND job_id <= $2;

-- name: forget
DELETE FROM jobs_progress WHERE beat_at < $1;

-- name: last-due
SELECT last_at FROM jobs_due WHERE name = $1;

-- name: set-due
INSERT INTO jobs_due (name, last_at) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET last_at = excluded.last_at;
