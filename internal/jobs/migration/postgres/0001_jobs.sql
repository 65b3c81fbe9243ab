-- +goose Up
CREATE TABLE jobs_progress (
    job_id     BIGINT PRIMARY KEY,
    kind       TEXT    NOT NULL,
    unique_key TEXT COLLATE "C" NOT NULL,
    claim      BIGINT NOT NULL, -- rises with every try, finish and rescue: only its holder may write
    rescued    INTEGER NOT NULL, -- the attempt that was last given up as dead
    worker     TEXT    NOT NULL,
    started_at TEXT COLLATE "C" NOT NULL,
    beat_at    TEXT COLLATE "C" NOT NULL,
    done       BIGINT NOT NULL,
    total      BIGINT NOT NULL,
    words      TEXT    NOT NULL,
    checkpoint TEXT    NOT NULL,
    again      TEXT    NOT NULL, -- arguments of the run that is to follow, or empty
    cancel_at  TEXT COLLATE "C" NOT NULL,
    cancel_by  TEXT    NOT NULL
);
CREATE INDEX jobs_progress_beat ON jobs_progress (beat_at);
CREATE TABLE jobs_due (
    name    TEXT COLLATE "C" PRIMARY KEY,
    last_at TEXT COLLATE "C" NOT NULL
);

-- +goose Down
DROP TABLE jobs_due;
DROP TABLE jobs_progress;
