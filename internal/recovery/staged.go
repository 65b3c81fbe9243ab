package recovery

import (
	"bytes"
	"context"
	"fmt"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sheet"
)

// Reading is how a file that waits is to be read.
type Reading struct {
	Columns Mapping
	Who     Mapping    // of the identities; without columns none is read
	Whole   bool       // whatever is not in it is no longer on the list
	On      civil.Date // the day on which it is told: nothing can have happened after it; not judged when zero
}

// ReadFile is what a file that waits holds.
type ReadFile struct {
	List     Listed
	Sessions []Session
	Limits   []Limit
	Bookings []Booking
}

// Rows is how many rows were read.
func (r ReadFile) Rows() int {
	return len(r.List.Patients) + len(r.Sessions) + len(r.Limits) + len(r.Bookings)
}

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
	case BookedFile:
		out.Bookings, err = ReadBooked(ctx, book, as.Columns)
		return out, err
	case LimitFile:
		out.Limits, err = ReadLimits(ctx, book, as.Columns)
		return out, err
	}
	list, err := ReadPatients(ctx, book, as.Columns)
	if err != nil {
		return out, err
	}
	if err := judgeList(list, trust, as.On); err != nil {
		return out, err
	}
	out.List = Listed{File: f.File, Read: len(list), Patients: list, Whole: as.Whole}
	if len(as.Who.Columns) > 0 {
		out.List.Identities, err = ReadIdentities(ctx, book, as.Who)
	}
	return out, err
}

// judgeList finds what is wrong with a list as a whole: that it is another trust's or no list of patients, or that its days are to come.
func judgeList(list []Patient, trust org.Code, on civil.Date) error {
	const most = 20
	var bad fault.List
	others, empty, more := map[org.Code]int{}, 0, 0
	for i := range list {
		p := &list[i]
		at := func(name, words string) {
			if len(bad) >= most {
				more++
				return
			}
			bad = append(bad, fault.Field{Name: name, File: p.Row.File, Sheet: p.Row.Sheet, Cell: fmt.Sprintf("row %d", p.Row.Line), Message: words})
		}
		if p.Specialty == "" && p.Procedure == "" && p.Priority == Unprioritised && p.Clock.IsZero() && p.Cancer == nil && p.Minutes == 0 {
			empty++
		}
		if p.Trust != "" && p.Trust != trust {
			others[p.Trust]++
			at("trust", fmt.Sprintf("the row is of %s and this is the list of %s; take it out", p.Trust, trust))
		}
		if !on.IsZero() {
			for _, w := range futures(p, on) {
				at(string(w.field), w.words)
			}
		}
	}
	for other, n := range others {
		if n == len(list) {
			return fault.New(fault.Invalid, "All %d rows are of %s and this is the list of %s. Bring the file in there; or, where they are this trust's after all, choose no column for the trust", n, other, trust)
		}
	}
	if len(list) > 0 && empty == len(list) {
		return fault.New(fault.Invalid, "No row says what anybody waits for: no specialty, procedure, priority, clock or minutes. A file of the sessions that people hold is sent as one of bookings")
	}
	if more > 0 {
		return bad.Err("The file has %d rows of other trusts or days to come; the first %d are listed", len(bad)+more, len(bad))
	}
	return bad.Err("The file has rows of other trusts, or days to come")
}

// Leaving is who and what would no longer be there if a file were kept as the whole list.
type Leaving struct {
	Patients int // that would leave the list
	Booked   int // of them hold a session; of sessions, people who hold one that would go; of bookings, who would hold none
	Sessions int // that would be no more
}

// Any reports whether anything would go.
func (l Leaving) Any() bool { return l.Patients > 0 || l.Sessions > 0 || l.Booked > 0 }

// LeavingBy is what would go of a trust's ground if a file were kept as the whole list.
func LeavingBy(g Ground, kind FileKind, r ReadFile) Leaving {
	var out Leaving
	patients, sessions := map[Pathway]bool{}, map[SessionID]bool{}
	for _, p := range r.List.Patients {
		patients[p.Pathway] = true
	}
	for _, b := range r.Bookings {
		patients[b.Pathway] = true
	}
	for _, s := range r.Sessions {
		sessions[s.ID] = true
	}
	if kind == SessionFile {
		for _, s := range g.Sessions {
			if !sessions[s.ID] {
				out.Sessions++
			}
		}
	}
	for _, p := range g.Patients {
		switch {
		case kind == PatientFile && !patients[p.Pathway]:
			out.Patients++
			if p.Booked != "" {
				out.Booked++
			}
		case kind == BookedFile && p.Booked != "" && !patients[p.Pathway], kind == SessionFile && p.Booked != "" && !sessions[p.Booked]:
			out.Booked++
		}
	}
	return out
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
