package app

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"headroom/internal/fault"
	"headroom/internal/occupancy"
)

// BedsQuery is a request to reckon a hospital's beds: a file of JSON, or "-" and the text itself.
type BedsQuery struct {
	File  string
	Stdin io.Reader
}

// mostBedsFile is the largest file that is read, in bytes.
const mostBedsFile = 1 << 20

// BedsJSON is what came of it, as headroom beds prints it.
type BedsJSON struct {
	Open     int                  `json:"open"`
	Mornings []occupancy.Reckoned `json:"mornings"`
}

// Beds reckons the beds occupied morning by morning, and how many more must leave. It needs no database.
func Beds(q BedsQuery) (BedsJSON, error) {
	in := q.Stdin
	switch q.File {
	case "":
		return BedsJSON{}, fault.New(fault.Invalid, "no file is named; give --file FILE, or --file - for the standard input")
	case "-":
	default:
		f, err := os.Open(q.File)
		if err != nil {
			if errors.Is(err, os.ErrNotExist) {
				return BedsJSON{}, fault.Wrap(err, fault.NotFound, "there is no file %s", filepath.Base(q.File))
			}
			return BedsJSON{}, fault.Wrap(err, fault.Unavailable, "the file %s cannot be opened", filepath.Base(q.File))
		}
		defer func() { _ = f.Close() }()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, mostBedsFile))
	if err != nil {
		return BedsJSON{}, fault.Wrap(err, fault.Unavailable, "the file of beds cannot be read")
	}
	r, err := occupancy.ReadReckoning(text)
	if err != nil {
		return BedsJSON{}, err
	}
	path, err := r.Path()
	return BedsJSON{Open: r.Open, Mornings: path}, err
}
