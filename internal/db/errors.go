package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// What a caller may need to tell apart; everything else is the engine's own error.
var (
	ErrNoRows    = errors.New("no such row")
	ErrDuplicate = errors.New("such a row is already there")
	ErrReference = errors.New("the row it refers to is not there")
	ErrBusy      = errors.New("the database asks for another try")
	ErrReadOnly  = errors.New("this transaction may only read")
)

func translate(err error) error {
	switch {
	case err == nil, errors.Is(err, ErrNoRows), errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, sql.ErrNoRows):
		return ErrNoRows
	}
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		return translatePostgres(pe)
	}
	var se *sqlite.Error
	if errors.As(err, &se) {
		return translateSQLite(se)
	}
	return err
}

func translatePostgres(e *pgconn.PgError) error {
	switch e.Code {
	case "23505":
		return fmt.Errorf("%w: %w", ErrDuplicate, e)
	case "23503":
		return fmt.Errorf("%w: %w", ErrReference, e)
	case "40001", "40P01", "55P03":
		return fmt.Errorf("%w: %w", ErrBusy, e)
	case "25006":
		return fmt.Errorf("%w: %w", ErrReadOnly, e)
	}
	return e
}

func translateSQLite(e *sqlite.Error) error {
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return fmt.Errorf("%w: %w", ErrDuplicate, e)
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return fmt.Errorf("%w: %w", ErrReference, e)
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fmt.Errorf("%w: %w", ErrBusy, e)
	case sqlite3.SQLITE_READONLY:
		return fmt.Errorf("%w: %w", ErrReadOnly, e)
	}
	return e
}

func retryable(err error) bool { return errors.Is(err, ErrBusy) }
