package dischargedb

import (
	"encoding/json"
	"fmt"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// held is a version as it is stored: with why it was made and since when its parts have been as they are.
type held struct {
	discharge.Version
	reason string
	roots  discharge.Roots
}

// packed is the text of a version. Lines are arrays, for a plan of a large board has thousands.
type packed struct {
	Plan       string
	Number     int
	Area       org.Code
	Board      org.Code
	Target     float64
	Confidence float64
	From, To   civil.Date
	Forecast   string
	Seed       uint64
	Replicates int
	Reached    []discharge.Reached
	By         discharge.Signer
	Reason     string
	Lines      []packedLine
	Sketch     int64            `json:",omitempty"`
	Parties    map[org.Code]int // since which version what the party signs has been the same
}

// packedLine is a line and the version since which it has been the same.
type packedLine struct {
	discharge.Line
	Since int
}

// MarshalJSON writes the line as an array.
func (l packedLine) MarshalJSON() ([]byte, error) {
	return json.Marshal([]any{l.ID, l.Date, l.Trust, l.Council, l.Pathway, l.Service, l.Effect, l.Number, l.Owner, l.Since})
}

// UnmarshalJSON reads the array.
func (l *packedLine) UnmarshalJSON(b []byte) error {
	fields := []any{&l.ID, &l.Date, &l.Trust, &l.Council, &l.Pathway, &l.Service, &l.Effect, &l.Number, &l.Owner, &l.Since}
	n := len(fields)
	if err := json.Unmarshal(b, &fields); err != nil {
		return err
	}
	if len(fields) != n {
		return fmt.Errorf("a line has %d parts, not %d", len(fields), n)
	}
	return nil
}

// pack writes a version; the digest is of the text.
func pack(h held) (body, digest string, err error) {
	v := h.Version
	p := packed{Plan: v.Plan, Number: v.Number, Area: v.Area, Board: v.Board, Target: v.Target, Confidence: v.Confidence, From: v.From, To: v.To,
		Forecast: v.Forecast, Seed: v.Seed, Replicates: v.Replicates, Reached: v.Reached, By: v.By, Reason: h.reason, Sketch: v.Sketch,
		Parties: h.roots.Parties}
	for _, l := range v.Lines {
		p.Lines = append(p.Lines, packedLine{l, h.roots.Lines[l.ID]})
	}
	text, err := json.Marshal(p)
	return string(text), audit.Digest(string(text)), err
}

// unpack reads a version. A text that is not what its digest says is damaged.
func unpack(body, digest string, recorded time.Time) (held, error) {
	var p packed
	if audit.Digest(body) != digest {
		return held{}, fault.New(fault.Internal, "a version of a plan is damaged; run headroom check")
	}
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		return held{}, fault.Wrap(err, fault.Internal, "a version of a plan is damaged; run headroom check")
	}
	h := held{reason: p.Reason, roots: discharge.Roots{Lines: make(map[string]int, len(p.Lines)), Parties: p.Parties}}
	h.Version = discharge.Version{Plan: p.Plan, Number: p.Number, Area: p.Area, Board: p.Board, Target: p.Target, Confidence: p.Confidence,
		From: p.From, To: p.To, Forecast: p.Forecast, Seed: p.Seed, Replicates: p.Replicates, Reached: p.Reached, By: p.By, Proposed: recorded,
		Sketch: p.Sketch,
		Lines:  make([]discharge.Line, 0, len(p.Lines))}
	for _, l := range p.Lines {
		h.Lines = append(h.Lines, l.Line)
		h.roots.Lines[l.ID] = l.Since
	}
	return h, nil
}

func scanHeld(r db.Row) (held, error) {
	var body, digest string
	var recorded db.Instant
	if err := r.Scan(&body, &digest, &recorded); err != nil {
		return held{}, err
	}
	return unpack(body, digest, recorded.Time)
}

const (
	yes = "yes"
	no  = "no"
)

func word(b bool) string {
	if b {
		return yes
	}
	return no
}
