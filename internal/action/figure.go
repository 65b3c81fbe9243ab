package action

import (
	"slices"

	"headroom/internal/civil"
)

// FigureKind says what a published figure counts.
type FigureKind string

// The kinds. "Rescheduled" counts appointments and procedures that had been booked and were moved: not patients, and not
// slots that were never booked. A peak and an average are not comparable, nor either with a share of activity maintained.
const (
	Inpatient   FigureKind = "rescheduled-inpatient"
	Outpatient  FigureKind = "rescheduled-outpatient"
	Rescheduled FigureKind = "rescheduled-total"
	Cumulative  FigureKind = "cumulative"
	Community   FigureKind = "rescheduled-community"
	PeakAbsent  FigureKind = "peak-absent"
	MeanAbsent  FigureKind = "average-absent"
	Maintained  FigureKind = "activity-maintained"
)

// Exactness says how a figure was come by.
type Exactness string

// The ways: published as it stands, worked out by subtraction, or a rounded headline.
const (
	Exact   Exactness = "exact"
	Derived Exactness = "derived"
	Rounded Exactness = "rounded"
)

// Figure is one published count, with who published it and when.
type Figure struct {
	Kind FigureKind `json:"kind"`
	// N is the count; for Maintained a fraction (0.93).
	N         float64   `json:"n"`
	Exactness Exactness `json:"exactness"`
	// AsAt is the day of publication; On the day the figure is about, where it is about one.
	AsAt civil.Date `json:"as_at"`
	On   civil.Date `json:"on,omitzero"`
	// By counted it, as "NHS England" or "BMA": figures of several counters stand side by side.
	By          string `json:"by"`
	Source      string `json:"source"`
	Note        string `json:"note,omitempty"`
	Unconfirmed bool   `json:"unconfirmed,omitempty"`
}

var kindWords = []word{{string(Inpatient), "Rescheduled, inpatient and day case"}, {string(Outpatient), "Rescheduled, outpatient"}, {string(Rescheduled), "Rescheduled, acute total"},
	{string(Cumulative), "Cumulative since December 2022"}, {string(Community), "Rescheduled, mental health, learning disability and community"},
	{string(PeakAbsent), "Most staff absent on a day"}, {string(MeanAbsent), "Average staff absent per day"}, {string(Maintained), "Share of planned activity maintained"}}

var exactWords = []word{{string(Exact), "as published"}, {string(Derived), "by subtraction"}, {string(Rounded), "rounded headline"}}

// Words is what people read.
func (k FigureKind) Words() string { return shown(kindWords, string(k)) }

// Words is what people read.
func (e Exactness) Words() string { return shown(exactWords, string(e)) }

// FigureKinds lists the kinds, for forms.
func FigureKinds() []FigureKind { return keys[FigureKind](kindWords) }

// Exactnesses lists how a figure may have been come by, for forms.
func Exactnesses() []Exactness { return keys[Exactness](exactWords) }

// Latest is the newest published figure of a kind by one counter (any, when by is empty); of two of one day the later listed.
func (p Period) Latest(k FigureKind, by string) (Figure, bool) {
	var best Figure
	found := false
	for _, f := range p.Figures {
		if f.Kind == k && (by == "" || f.By == by) && (!found || !f.AsAt.Before(best.AsAt)) {
			best, found = f, true
		}
	}
	return best, found
}

// Releases lists the figures of a kind, oldest publication first: how a figure was revised.
func (p Period) Releases(k FigureKind) []Figure {
	var out []Figure
	for _, f := range p.Figures {
		if f.Kind == k {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b Figure) int { return a.AsAt.Compare(b.AsAt) })
	return out
}

// NHSE is the counter of the national collection.
const NHSE = "NHS England"

// Running is one period's line in the table of sums: its own total, the sum of the totals so far, the cumulative total
// published with it, and the two gaps. Nothing in it is mended.
type Running struct {
	Code Code
	Name string
	// Total, Inpatient and Outpatient are the newest published; Has… tells a nought from "not published".
	Total, Inpatient, Outpatient          float64
	HasTotal, HasInpatient, HasOutpatient bool
	Exactness                             Exactness
	// Sum adds the totals of this and the earlier periods that published one; N counts those.
	Sum float64
	N   int
	// Published is the cumulative total as published. Gap is Published less Sum. Step is Published less the cumulative
	// published before it less this period's own total; HasStep is false where a period between published no total.
	Published    float64
	HasPublished bool
	Gap          float64
	Step         float64
	HasStep      bool
}

// RunningSums lays the periods out in order of their first hour with the sums and gaps. Called-off and doubtful periods have
// no line.
func RunningSums(periods []Period) []Running {
	ps := slices.DeleteFunc(slices.Clone(periods), func(p Period) bool { return p.Standing == CalledOff || p.Standing == Doubtful })
	Sort(ps)
	out := make([]Running, 0, len(ps))
	sum, n, last, since := 0.0, 0, 0.0, 0.0
	known, whole := false, true
	for _, p := range ps {
		r := Running{Code: p.Code, Name: p.Name}
		r.Inpatient, r.HasInpatient, _ = p.number(Inpatient)
		r.Outpatient, r.HasOutpatient, _ = p.number(Outpatient)
		r.Total, r.HasTotal, r.Exactness = p.number(Rescheduled)
		if r.HasTotal {
			sum += r.Total
			since += r.Total
			n++
		} else {
			whole = false
		}
		r.Sum, r.N = sum, n
		if r.Published, r.HasPublished, _ = p.number(Cumulative); r.HasPublished {
			r.Gap = r.Published - sum
			if known && whole {
				r.Step, r.HasStep = r.Published-last-since, true
			}
			last, since, known, whole = r.Published, 0, true, true
		}
		out = append(out, r)
	}
	return out
}

func (p Period) number(k FigureKind) (n float64, ok bool, e Exactness) {
	f, ok := p.Latest(k, NHSE)
	return f.N, ok, f.Exactness
}

// Sort orders periods by their first hour, then by code.
func Sort(ps []Period) {
	slices.SortStableFunc(ps, func(a, b Period) int {
		fa, _ := a.Bounds()
		fb, _ := b.Bounds()
		if c := fa.Compare(fb); c != 0 {
			return c
		}
		if a.Code < b.Code {
			return -1
		}
		return 1
	})
}
