package discharge

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/sheet"
)

// LeftFile is what a file of discharges by pathway says.
type LeftFile struct {
	Counts []Left
	Read   int
	Blank  int // rows without a number: missing, not nought
	Notes  []string
}

// leftColumns are those of a table of discharges by pathway.
func leftColumns() []column {
	return []column{
		{"month", []string{"month", "period", "date"}, true},
		{"trust", []string{"trust", "trust code", "org code", "organisation code", "provider code"}, true},
		{"pathway", []string{"pathway", "destination", "discharge destination", "metric"}, true},
		{"n", []string{"n", "count", "discharges", "people", "patients"}, true},
		{"council", []string{"council", "local authority", "council code"}, false},
	}
}

// ReadLeft reads a file of discharges by month, trust, pathway and (where it has the column) council. A published
// destination counts to its pathway: who returned to the care home of before is on pathway 0 whatever the column was
// called (R19). Destinations of one pathway add up. When anything is wrong nothing is given.
func ReadLeft(ctx context.Context, book *sheet.Book, trusts, councils Finder, at time.Time) (LeftFile, error) {
	var out LeftFile
	seen := map[Left]int{}
	notes := map[string]int{}
	g, err := eachRow(ctx, book, leftColumns(), at, func(g *grid, r sheet.Row) {
		before := g.faults()
		c := Left{Trust: g.org(r, "trust", trusts, "trust"), Month: g.month(r), Label: g.text(r, "pathway")}
		if !g.blank(r, "council") {
			c.Council = g.org(r, "council", councils, "council")
		}
		p, why, ok := PathwayOf(c.Label)
		if !ok {
			g.fault(r, "pathway", "%q is no pathway; write P0, P1, P2 or P3, or a published destination", c.Label)
		}
		c.Pathway = p
		if g.faults() == before { // what could not be read is not the same as anything
			if first, twice := seen[c]; twice {
				g.fault(r, "pathway", "row %d is about the same; leave one of the two", first)
			}
			seen[c] = r.Index
		}
		n, given := g.whole(r, "n")
		if !given {
			out.Blank++
			return
		}
		if why != "" {
			notes[fmt.Sprintf("%q counts as %s: %s", c.Label, p, why)] += n
		}
		c.N = n
		out.Counts = append(out.Counts, c)
	})
	if g == nil && noHeadings(err) {
		return LeftFile{}, &fault.Error{Kind: fault.Invalid, Message: fmt.Sprintf("The file %s was not read; nothing of it was kept", book.File),
			Fields: []fault.Field{{Name: "file", File: book.File, Message: "no row has the headings " + headingsOf(leftColumns()) + ". A row is one trust's discharges of one month by one pathway, which may be written as a published destination; " +
				"a summary without months and trusts says nothing of any of them and is not read. Put the headings above the figures and send it again"}}}
	}
	if err != nil {
		return LeftFile{}, err
	}
	out.Read = g.rows
	out.Notes = append(out.Notes, slices.Sorted(maps.Keys(notes))...)
	if out.Blank > 0 {
		out.Notes = append(out.Notes, fmt.Sprintf("%d rows have no number: they are missing, not nought", out.Blank))
	}
	return out, nil
}

// month is the first day of the month of a cell: a date in it, 2023-12, December 2023 or Dec-23.
func (g *grid) month(r sheet.Row) civil.Date {
	if g.blank(r, "month") {
		g.fault(r, "month", "the month is missing; write it as 2023-12")
		return civil.Date{}
	}
	c := r.At(g.cols["month"])
	d := c.Date
	if c.Kind != sheet.Date {
		text := g.text(r, "month")
		var ok bool
		if d, ok = dayOf(text); !ok {
			for _, layout := range []string{"2006-01", "January 2006", "Jan 2006", "Jan-06", "Jan-2006", "01/2006"} {
				if t, err := time.Parse(layout, text); err == nil {
					d, ok = civil.DateOf(t), true
				}
			}
		}
		if !ok {
			g.fault(r, "month", "%q is no month; write it as 2023-12", text)
			return civil.Date{}
		}
	}
	d = civil.On(d.Year(), d.Month(), 1)
	if d.After(g.today) {
		g.fault(r, "month", "%s is still to come; correct it", d.Format("January 2006"))
	}
	return d
}
