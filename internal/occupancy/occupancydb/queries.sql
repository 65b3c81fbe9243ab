-- name: last-run
SELECT COALESCE(MAX(id), 0) FROM occupancy_run;

-- name: insert-run
INSERT INTO occupancy_run (id, origin, known_at, recorded_at, kind, model, inputs, learnt, series, reported, seconds, notes, made_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: runs
SELECT id, origin, known_at, recorded_at, kind, model, inputs, learnt, series, reported, seconds, notes, made_by
FROM occupancy_run WHERE recorded_at <= $1 ORDER BY id DESC LIMIT $2;

-- name: newest-run
SELECT id, origin, known_at, recorded_at, kind, model, inputs, learnt, series, reported, seconds, notes, made_by
FROM occupancy_run WHERE recorded_at <= $1 ORDER BY origin DESC, id DESC LIMIT 1;

-- name: newest-run-from
SELECT id, origin, known_at, recorded_at, kind, model, inputs, learnt, series, reported, seconds, notes, made_by
FROM occupancy_run WHERE origin = $1 AND recorded_at <= $2 ORDER BY id DESC LIMIT 1;

-- name: origins
SELECT DISTINCT origin FROM occupancy_run WHERE recorded_at <= $1 ORDER BY origin DESC LIMIT $2;

-- name: insert-forecast
INSERT INTO occupancy_forecast (run, org, origin, body) VALUES ($1, $2, $3, $4);

-- The run must have been recorded by the instant; an organisation's newest row from the origin holds.

-- name: forecast
SELECT r.id, r.origin, r.known_at, r.recorded_at, r.kind, r.model, r.inputs, r.learnt, r.series, r.reported, r.seconds, r.notes, r.made_by, f.body
FROM occupancy_forecast f JOIN occupancy_run r ON r.id = f.run
WHERE f.org = $1 AND f.origin = $2 AND r.recorded_at <= $3 ORDER BY f.run DESC LIMIT 1;

-- name: newest-forecast
SELECT r.id, r.origin, r.known_at, r.recorded_at, r.kind, r.model, r.inputs, r.learnt, r.series, r.reported, r.seconds, r.notes, r.made_by, f.body
FROM occupancy_forecast f JOIN occupancy_run r ON r.id = f.run
WHERE f.org = $1 AND r.recorded_at <= $2 ORDER BY f.origin DESC, f.run DESC LIMIT 1;

-- name: forecasts-from
SELECT f.org, f.run, f.body FROM occupancy_forecast f JOIN occupancy_run r ON r.id = f.run
WHERE f.origin = $1 AND r.recorded_at <= $2 ORDER BY f.org, f.run;

-- name: forecast-origins
SELECT DISTINCT origin FROM occupancy_forecast WHERE origin >= $1 AND origin <= $2 ORDER BY origin;

-- name: outcomes
SELECT org, day, n, occupied, open_beds, replayed, body, recorded_at FROM occupancy_outcome
WHERE org = $1 AND day >= $2 AND day <= $3 AND recorded_at <= $4 ORDER BY day, n;

-- name: outcomes-between
SELECT org, day, n, occupied, open_beds, replayed, body, recorded_at FROM occupancy_outcome
WHERE day >= $1 AND day <= $2 ORDER BY org, day, n;

-- name: insert-outcome
INSERT INTO occupancy_outcome (org, day, n, occupied, open_beds, replayed, body, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: overrides
SELECT org, effect, of_beds, n, value, se, gone, reason, made_by, recorded_at FROM occupancy_override
WHERE org = $1 AND recorded_at <= $2 ORDER BY effect, of_beds, n;

-- name: all-overrides
SELECT org, effect, of_beds, n, value, se, gone, reason, made_by, recorded_at FROM occupancy_override
WHERE recorded_at <= $1 ORDER BY org, effect, of_beds, n;

-- name: newest-override
SELECT COALESCE(MAX(n), 0) FROM occupancy_override WHERE org = $1 AND effect = $2 AND of_beds = $3;

-- name: insert-override
INSERT INTO occupancy_override (org, effect, of_beds, n, value, se, gone, reason, made_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: scenarios
SELECT org, name, n, body, gone, made_by, recorded_at FROM occupancy_scenario
WHERE org = $1 AND recorded_at <= $2 ORDER BY name, n;

-- name: newest-scenario
SELECT COALESCE(MAX(n), 0) FROM occupancy_scenario WHERE org = $1 AND name = $2;

-- name: insert-scenario
INSERT INTO occupancy_scenario (org, name, n, body, gone, made_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: last-backtest
SELECT COALESCE(MAX(id), 0) FROM occupancy_backtest;

-- name: insert-backtest
INSERT INTO occupancy_backtest (id, level, model, winters, seconds, body, made_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: newest-backtest
SELECT id, level, model, winters, seconds, body, made_by, recorded_at FROM occupancy_backtest
WHERE level = $1 AND recorded_at <= $2 ORDER BY id DESC LIMIT 1;
