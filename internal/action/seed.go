package action

import (
	"slices"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// Seed is the built-in history of industrial action in the NHS in England, December 2022 to 2026, in the order in which it is
// to be recorded; a code that comes twice is a later revision. KnownAt is set, Revision is not.
//
// Blank figures were not published or not found: they are not noughts. Rounds 6 and 7 of the doctors' dispute are inside
// JOINT-01 and JOINT-02.
func Seed() []Period {
	var out []Period
	for _, rows := range [][]seedRow{seedWinter2022(), seedYear2023(), seedSince2023()} {
		for _, r := range rows {
			out = append(out, r.period())
			if r.then.known != "" {
				r.caveats = append(slices.Clone(r.caveats), r.then.caveat)
				r.known, r.reason = r.then.known, "Published afterwards"
				out = append(out, r.period())
			}
		}
	}
	return out
}

// seedRow is one line of the history in short form.
type seedRow struct {
	code, name string
	standing   Standing // empty: confirmed
	known      string   // the day on which this was known; empty: the last day for 14 days' notice
	windows    []string // see window
	places     string
	holder     bool // the hours are placeholders
	unsure     bool
	caveats    []string
	source     string
	figures    []Figure
	reason     string
	then       seedThen // what was learnt afterwards: a later revision of its own
}

// seedThen is a caveat that became known only after the period's other content.
type seedThen struct{ known, caveat string }

const notChecked = "Hours not stated in the source read: taken from memory."

func (r seedRow) period() Period {
	p := Period{Code: Code(r.code), Name: r.name, Standing: r.standing, Caveats: r.caveats, Source: r.source, Unconfirmed: r.unsure, Figures: r.figures}
	p.Reason = r.reason
	if p.Reason == "" {
		p.Reason = "Built-in history"
	}
	if p.Standing == "" {
		p.Standing = Confirmed
	}
	for _, w := range r.windows {
		p.Windows = append(p.Windows, r.window(w))
	}
	from, _ := p.Bounds()
	day := civil.Today(from).Add(-14)
	if r.known != "" {
		day = civil.MustDate(r.known)
	}
	p.KnownAt = day.At(12 * 60)
	if p.Standing == CalledOff {
		p.StandingFrom = p.KnownAt
	}
	return p
}

// window reads "UNION staff form from to [actual-to=…] [at=CODE] [unsure] | places or caveat". Times are London's.
func (r seedRow) window(s string) Window {
	s, caveat, _ := strings.Cut(s, " | ")
	f := strings.Fields(s)
	w := Window{Union: Union(f[0]), Staff: Staff(f[1]), Form: Form(f[2]), PlannedFrom: MustMoment(f[3]), PlannedTo: MustMoment(f[4]),
		Places: r.places, Placeholder: r.holder, Caveat: caveat, Source: r.source}
	for _, x := range f[5:] {
		switch k, v, _ := strings.Cut(x, "="); k {
		case "actual-to":
			w.ActualFrom, w.ActualTo = w.PlannedFrom, MustMoment(v)
		case "at":
			w.Organisations = append(w.Organisations, org.Code(v))
		case "unsure":
			w.Unconfirmed = true
		}
	}
	if w.Placeholder && w.Caveat == "" {
		w.Caveat = "Times varied by trust; these hours are placeholders."
	}
	return w
}

// published is the day of a release with the source's words, from which figures are made.
type published struct {
	on      string
	source  string
	assumed bool // the day of publication is assumed, not read
}

func (p published) figure(k FigureKind, n float64, e Exactness) Figure {
	f := Figure{Kind: k, N: n, Exactness: e, AsAt: civil.MustDate(p.on), By: NHSE, Source: p.source, Unconfirmed: p.assumed}
	if p.assumed {
		f.Note = "the day of publication is assumed"
	}
	return f
}

// acute is the three figures of inpatients, outpatients and their total.
func (p published) acute(ip, op float64) []Figure {
	return []Figure{p.figure(Inpatient, ip, Exact), p.figure(Outpatient, op, Exact), p.figure(Rescheduled, ip+op, Exact)}
}

// about sets the day that a figure is about.
func about(f Figure, day string) Figure {
	f.On = civil.MustDate(day)
	return f
}

// noted adds a note.
func noted(f Figure, note string) Figure {
	if f.Note != "" {
		note = f.Note + "; " + note
	}
	f.Note = note
	return f
}
