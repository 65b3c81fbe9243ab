package sitrepdb

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// compare holds one of the file's own totals against ours, whose text is body. A share or mean that differs by no more
// than half a unit of the last digit that the file shows is the same figure, rounded.
func (w *planner) compare(d *day, p *sitrep.Draft, body string) (differs []sitrep.Difference, err error) {
	for _, it := range p.Items {
		l, err := sitrep.DecodeLine(body, it.Measure)
		if err != nil {
			return nil, err
		}
		v := l.Value()
		exact := 1e-9 * math.Max(1, math.Abs(v.N))
		if it.Value.State != measure.Number || !v.Given() || math.Abs(v.N-it.Value.N) <= w.digit[it.Measure]+exact {
			continue
		}
		differs = append(differs, sitrep.Difference{Org: p.Org, Day: p.Day, Measure: it.Measure, Theirs: it.Value.N, Ours: v.N,
			Cell: it.At, Missing: w.without(d, p.Org, it.Measure)})
	}
	return differs, nil
}

// without lists the organisations below o that have no figure of the measure that day: they owe it and did not give it,
// the file lists them without it, or their return was refused.
func (w *planner) without(d *day, o org.Code, m measure.Code) []org.Code {
	out := d.without(o, m, w.p.known)
	k := slot{d.form.Code, d.on}
	for _, f := range w.byDay[k] {
		if len(f.Problems) > 0 && below(d.picture, f.Org, o) {
			out = append(out, f.Org)
		}
	}
	for c := range w.blank[k] {
		if below(d.picture, c, o) {
			out = append(out, c)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// without lists the organisations below o that owed the form that day and had not given the measure at asOf.
func (d *day) without(o org.Code, m measure.Code, asOf time.Time) []org.Code {
	reg, _ := measure.Find(m)
	var out []org.Code
	for c := range d.duty {
		if !d.picture.Within(c, o) {
			continue
		}
		v := sitrep.Pick(d.form, d.on, sitrep.Latest, asOf, d.versions[c])
		if !sitrep.PointOf(reg, d.on, v, true).Value.Given() {
			out = append(out, c)
		}
	}
	slices.Sort(out)
	return out
}

// lastDigits is half a unit of the last digit that a file shows of each share or mean among its totals: the longest of a
// measure's figures tells, for the others end in noughts. Counts are exact and have none.
func lastDigits(totals []sitrep.Draft) map[measure.Code]float64 {
	const most = 10 // decimals; a share that was divided by a hundred carries no more that mean something
	places := map[measure.Code]int{}
	for i := range totals {
		for _, it := range totals[i].Items {
			m, ok := measure.Find(it.Measure)
			if !ok || it.Value.State != measure.Number || m.Kind != measure.Ratio && m.Kind != measure.Mean {
				continue
			}
			text := strings.TrimRight(strconv.FormatFloat(it.Value.N, 'f', most, 64), "0")
			_, decimals, _ := strings.Cut(text, ".")
			n := len(decimals)
			if m.Unit == measure.Fraction {
				n = max(n, 2) // a whole number of per cent
			}
			places[it.Measure] = max(places[it.Measure], n)
		}
	}
	out := map[measure.Code]float64{}
	for c, n := range places {
		out[c] = 0.5 * math.Pow10(-n)
	}
	return out
}
