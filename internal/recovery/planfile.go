package recovery

import (
	"context"
	"io"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/sheet"
)

// PlanLine is one line of a plan's file.
type PlanLine struct {
	Pathway Pathway
	Session SessionID // "" when the plan gives none
	Date    civil.Date
	Was     SessionID // held before
	Change  Change
	Cost    float64
	Why     map[string]string // by the code of the reason
	Row     Where
}

// planReasons are the reasons that have a column of their own.
var planReasons = [...]string{reasonDue, reasonEarlier, reasonPrice, reasonChange, reasonHeld, reasonOut}

// WritePlan writes a plan's placements, one in a row, with their reasons. A pathway's number is all that identifies anybody.
func WritePlan(w io.Writer, p *Plan) error {
	out := sheet.NewWriter(w)
	heads := []string{"pathway", "session", "date", "was", "change", "cost"}
	for _, code := range planReasons {
		heads = append(heads, "why_"+code)
	}
	if err := out.Header(heads...); err != nil {
		return err
	}
	cells := make([]sheet.Cell, 0, len(heads))
	for i := range p.Placements {
		x := &p.Placements[i]
		cells = append(cells[:0], text(x.Pathway), text(x.Session), sheet.DateCell(x.Date), text(x.Was), text(x.Change), sheet.NumberCell(x.Cost))
		for _, code := range planReasons {
			var words []string
			for _, r := range x.Why {
				if r.Code == code {
					words = append(words, r.Words)
				}
			}
			cells = append(cells, sheet.TextCell(strings.Join(words, ". ")))
		}
		if err := out.Row(cells...); err != nil {
			return err
		}
	}
	return out.Flush()
}

// planColumns read a plan's file.
func planColumns() []column[PlanLine] {
	out := []column[PlanLine]{
		{"pathway", true, "the pathway's number", "", func(c *cell, l *PlanLine) { l.Pathway = Pathway(c.pathway()) }},
		{"session", false, "the session given; empty when none", "", func(c *cell, l *PlanLine) { l.Session = SessionID(c.code(80)) }},
		{"date", false, "the day of the session", "", func(c *cell, l *PlanLine) { l.Date = c.day() }},
		{"was", false, "the session held before", "", func(c *cell, l *PlanLine) { l.Was = SessionID(c.code(80)) }},
		{"change", true, "what the plan does to the date", "", func(c *cell, l *PlanLine) {
			l.Change = Change(c.oneOf(string(Kept), string(Decided), string(New), string(Moved), string(Dropped), string(NoDate), string(Later), string(OffList), string(HeldBack), string(DateOver), string(Unmeasured)))
		}},
		{"cost", false, "the cost in the plan's model", "", func(c *cell, l *PlanLine) { l.Cost, _ = c.number(0, 1e15, "the cost") }},
	}
	for _, code := range planReasons {
		out = append(out, column[PlanLine]{FileField("why_" + code), false, "why", "", func(c *cell, l *PlanLine) {
			if l.Why == nil {
				l.Why = map[string]string{}
			}
			l.Why[code] = strings.Clone(c.text)
		}})
	}
	return out
}

// ReadPlan reads a plan's file and hands its lines on one by one. Faults are as in ReadPatients.
func ReadPlan(ctx context.Context, book *sheet.Book, f func(PlanLine) error) error {
	m := Mapping{Kind: PlanFile}
	return readRows(ctx, book, m, PlanFile, planColumns(), func(t *table, r sheet.Row, l *PlanLine) error {
		l.Row = t.where(r)
		return f(*l)
	})
}

// LineOf is a plan's line of one pathway; a NotFound fault when the plan has none.
func LineOf(ctx context.Context, book *sheet.Book, p Pathway) (PlanLine, error) {
	var out PlanLine
	found := false
	err := ReadPlan(ctx, book, func(l PlanLine) error {
		if l.Pathway == p {
			out, found = l, true
		}
		return nil
	})
	if err == nil && !found {
		err = fault.New(fault.NotFound, "the plan %s has no pathway %s; give its number as it stands in the file of patients", book.File, p)
	}
	return out, err
}

// alone is a reason as a sentence that stands without a heading.
func (r Reason) alone() string {
	if r.Code != reasonChange || r.Words == "" {
		return r.Words
	}
	return "What would change it: " + strings.ToLower(r.Words[:1]) + r.Words[1:]
}

// Sentences are the reasons of a line, in the order in which a reader needs them.
func (l PlanLine) Sentences() []string {
	out := []string{}
	for _, code := range planReasons {
		if w := l.Why[code]; w != "" {
			out = append(out, Reason{Code: code, Words: w}.alone())
		}
	}
	return out
}
