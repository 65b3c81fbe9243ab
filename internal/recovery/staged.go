package recovery

import (
	"bytes"
	"context"
	"fmt"

	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sheet"
)

// Reading is how a file that waits is to be read.
type Reading struct {
	Columns Mapping
	Who     Mapping // of the identities; without columns none is read
	Whole   bool    // whatever is not in it is no longer on the list
}

// ReadFile is what a file that waits holds.
type ReadFile struct {
	List     Listed
	Sessions []Session
	Limits   []Limit
}

// Rows is how many rows were read.
func (r ReadFile) Rows() int { return len(r.List.Patients) + len(r.Sessions) + len(r.Limits) }

// Read reads a file that waits, for a trust; Invalid, with every row's problem, when anything in it is wrong.
func (f Staged) Read(ctx context.Context, trust org.Code, as Reading) (out ReadFile, err error) {
	book, err := sheet.Open(ctx, f.File.Name, bytes.NewReader(f.Content), int64(len(f.Content)), sheet.Limits{})
	if err != nil {
		return out, err
	}
	switch f.Kind {
	case SessionFile:
		out.Sessions, err = ReadSessions(ctx, book, as.Columns)
		return out, err
	case LimitFile:
		out.Limits, err = ReadLimits(ctx, book, as.Columns)
		return out, err
	}
	list, err := ReadPatients(ctx, book, as.Columns)
	if err != nil {
		return out, err
	}
	const most = 20
	var bad fault.List
	for _, p := range list {
		if p.Trust != "" && p.Trust != trust && len(bad) < most {
			bad = append(bad, fault.Field{Name: "trust", File: p.Row.File, Sheet: p.Row.Sheet, Cell: fmt.Sprintf("row %d", p.Row.Line), Message: fmt.Sprintf("the row is of %s and this is the list of %s; take it out", p.Trust, trust)})
		}
	}
	if err := bad.Err("The file has rows of other trusts"); err != nil {
		return out, err
	}
	out.List = Listed{File: f.File, Read: len(list), Patients: list, Whole: as.Whole}
	if len(as.Who.Columns) > 0 {
		out.List.Identities, err = ReadIdentities(ctx, book, as.Who)
	}
	return out, err
}

// LargeFile is from how many rows on a file is kept by the queue: a request is not to take longer than a person waits.
const LargeFile = 5000

// Keeping is a large file that the queue keeps, with what became of it.
type Keeping struct {
	File    int64 // its number while it waits
	Name    string
	Rows    int
	Reading Reading
	By      By
	Job     int64
	Import  int64  // what it was kept as; 0 before
	Refused string // why it was not kept; "" otherwise
}

// Done reports whether it was kept or refused.
func (k Keeping) Done() bool { return k.Import > 0 || k.Refused != "" }
