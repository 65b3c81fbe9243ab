-- +goose Up
CREATE TABLE action_period (
    code          TEXT NOT NULL,
    revision      INTEGER NOT NULL,
    name          TEXT NOT NULL,
    standing      TEXT NOT NULL,
    standing_from TEXT NOT NULL,
    caveats       TEXT NOT NULL,
    source        TEXT NOT NULL,
    unconfirmed   TEXT NOT NULL,
    known_at      TEXT NOT NULL,
    recorded_at   TEXT NOT NULL,
    recorded_by   TEXT NOT NULL,
    reason        TEXT NOT NULL,
    PRIMARY KEY (code, revision)
) STRICT;

CREATE TABLE action_window (
    code          TEXT NOT NULL,
    revision      INTEGER NOT NULL,
    place         INTEGER NOT NULL,
    union_name    TEXT NOT NULL,
    staff         TEXT NOT NULL,
    form          TEXT NOT NULL,
    planned_from  TEXT NOT NULL,
    planned_to    TEXT NOT NULL,
    actual_from   TEXT NOT NULL,
    actual_to     TEXT NOT NULL,
    places        TEXT NOT NULL,
    organisations TEXT NOT NULL,
    placeholder   TEXT NOT NULL,
    unconfirmed   TEXT NOT NULL,
    caveat        TEXT NOT NULL,
    source        TEXT NOT NULL,
    PRIMARY KEY (code, revision, place),
    FOREIGN KEY (code, revision) REFERENCES action_period (code, revision)
) STRICT;

CREATE TABLE action_figure (
    code        TEXT NOT NULL,
    revision    INTEGER NOT NULL,
    place       INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    n           REAL NOT NULL,
    exactness   TEXT NOT NULL,
    as_at       TEXT NOT NULL,
    about_day   TEXT NOT NULL,
    counted_by  TEXT NOT NULL,
    source      TEXT NOT NULL,
    note        TEXT NOT NULL,
    unconfirmed TEXT NOT NULL,
    PRIMARY KEY (code, revision, place),
    FOREIGN KEY (code, revision) REFERENCES action_period (code, revision)
) STRICT;

-- +goose Down
DROP TABLE action_figure;
DROP TABLE action_window;
DROP TABLE action_period;
