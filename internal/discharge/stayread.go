package discharge

import (
	"context"
	"fmt"
	"slices"
	"time"

	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sheet"
)

// StayColumns says which heading of a trust's own extract stands for what: every record system names them otherwise. An
// empty name is Headroom's own: admitted, ready, pathway, council, left and, where there is one, arranged.
type StayColumns struct {
	Admitted, Ready, Pathway, Council, Left, Arranged string
}

// columns are the wanted ones, by the trust's names. No other column of the file is looked at.
func (c StayColumns) columns() []column {
	of := func(name, own string, need bool) column {
		if own != "" {
			return column{name, []string{sheet.Label(own)}, true}
		}
		return column{name, []string{name}, need}
	}
	return []column{of("admitted", c.Admitted, true), of("ready", c.Ready, true), of("pathway", c.Pathway, false),
		of("council", c.Council, false), of("left", c.Left, true), of("arranged", c.Arranged, false)}
}

// StayFile is what an extract of stays says. The rows are for the trust that sent it alone; anybody above sees Delays.
type StayFile struct {
	Trust  org.Code
	Stays  []Stay
	Delays []Delays // by month, council and pathway
	Read   int
	Notes  []string
}

// ReadStays reads a trust's extract of stays: when each person came in, no longer met the criteria to reside, and left,
// with pathway, council and when care was arranged. Only those six columns are read, and of a person nothing is kept but a
// row number. When anything is wrong nothing is given.
func ReadStays(ctx context.Context, book *sheet.Book, trust org.Code, columns StayColumns, councils Finder, at time.Time) (StayFile, error) {
	if trust == "" {
		return StayFile{}, fault.New(fault.Invalid, "Say whose stays these are")
	}
	if names := []string{columns.Admitted, columns.Ready, columns.Pathway, columns.Council, columns.Left, columns.Arranged}; repeated(names) {
		return StayFile{}, fault.New(fault.Invalid, "One heading cannot stand for two things; choose another for one of them")
	}
	out := StayFile{Trust: trust}
	unready, unplaced := 0, 0
	g, err := eachRow(ctx, book, columns.columns(), at, func(g *grid, r sheet.Row) {
		before := len(g.bad) + g.more
		s := Stay{Row: len(out.Stays) + 1, Admitted: g.day(r, "admitted"), Ready: g.day(r, "ready"), Left: g.day(r, "left"),
			Arranged: g.day(r, "arranged")}
		if !g.blank(r, "council") {
			s.Council = g.org(r, "council", councils, "council")
		}
		if !g.blank(r, "pathway") {
			p, _, ok := PathwayOf(g.text(r, "pathway"))
			if !ok {
				g.fault(r, "pathway", "%q is no pathway; write P0, P1, P2 or P3, or leave it empty where it is not known", g.text(r, "pathway"))
			}
			s.Pathway = p
		}
		if len(g.bad)+g.more > before {
			return
		}
		if why := checkStay(s, g.today); why != "" {
			g.fault(r, "admitted", "%s", why)
			return
		}
		if s.Ready.IsZero() {
			unready++
		}
		if s.Pathway == "" || s.Council == "" {
			unplaced++
		}
		out.Stays = append(out.Stays, s)
	})
	if err != nil {
		return StayFile{}, err
	}
	out.Read, out.Delays = g.rows, DelaysOf(trust, out.Stays)
	if len(out.Stays) > 0 && !slices.ContainsFunc(out.Stays, func(s Stay) bool { return s.Left.IsZero() }) {
		out.Notes = append(out.Notes, "nobody in the file is still in hospital: it counts delays, and the flow model behind the forecast's plans does not use it. For it to be used, send those still in too, with no day of leaving")
	}
	if unready > 0 {
		out.Notes = append(out.Notes, fmt.Sprintf("%d of %d stays do not say when the person was ready: they are in no band of delay", unready, g.rows))
	}
	if unplaced > 0 {
		out.Notes = append(out.Notes, fmt.Sprintf("%d of %d stays lack a pathway or a council", unplaced, g.rows))
	}
	return out, nil
}

// repeated reports whether a name that is given stands twice.
func repeated(names []string) bool {
	var given []string
	for _, n := range names {
		if n = sheet.Label(n); n != "" {
			if slices.Contains(given, n) {
				return true
			}
			given = append(given, n)
		}
	}
	return false
}
