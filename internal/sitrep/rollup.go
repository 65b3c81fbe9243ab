package sitrep

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"headroom/internal/measure"
	"headroom/internal/org"
)

// Plan is how a form's values roll up, worked out once per form: which measures are added, and which ratios and means
// are Σnumerator/Σdenominator of the organisations that gave both (flow.md d.7, R9, T7). Centiles and levels have no
// line: the store refuses in words to give one for more than a single organisation.
type Plan struct {
	form  *Form
	codes []measure.Code // given in the form first, then those worked out by subtraction
	given int            // how many of codes are lines of the form
	terms [][]term       // codes[given+i] is the signed sum of these
	at    map[measure.Code]int
	pairs []pair
}

type pair struct {
	code     measure.Code
	num, den int
}

type term struct {
	at   int
	sign float64
}

// PlanFor works out the plan of form f from the register.
func PlanFor(f *Form) *Plan {
	p := &Plan{form: f, at: map[measure.Code]int{}}
	for _, it := range f.Items {
		m, ok := measure.Find(it.Measure)
		if ok && (m.Kind == measure.Stock || m.Kind == measure.Flow) {
			p.at[it.Measure] = len(p.codes)
			p.codes = append(p.codes, it.Measure)
		}
	}
	p.given = len(p.codes)
	all := measure.All()
	for found := true; found; { // a sum may have sums among its parts
		found = false
		for _, m := range all {
			if ts, ok := p.termsOf(m); ok {
				p.at[m.Code] = len(p.codes)
				p.codes, p.terms, found = append(p.codes, m.Code), append(p.terms, ts), true
			}
		}
	}
	for _, m := range all {
		if q, ok := p.pairOf(m); ok && (m.Kind == measure.Ratio || m.Kind == measure.Mean) {
			p.pairs = append(p.pairs, q)
		}
	}
	return p
}

// termsOf finds the parts of a sum that is not yet in the plan, when the plan has them all.
func (p *Plan) termsOf(m measure.Measure) ([]term, bool) {
	if _, in := p.at[m.Code]; in || len(m.Terms) == 0 {
		return nil, false
	}
	var out []term
	for _, t := range m.Terms {
		i, ok := p.at[t.Code]
		if !ok {
			return nil, false
		}
		out = append(out, term{i, t.Sign})
	}
	return out, true
}

// pairOf finds the two measures that m is worked out from, when the plan has both.
func (p *Plan) pairOf(m measure.Measure) (pair, bool) {
	n, okN := p.at[m.Num]
	d, okD := p.at[m.Den]
	return pair{m.Code, n, d}, okN && okD
}

// Holds reports whether the form gives measure c, by itself or worked out from its lines.
func (p *Plan) Holds(c measure.Code) bool {
	if _, ok := p.at[c]; ok {
		return true
	}
	for _, q := range p.pairs {
		if q.code == c {
			return true
		}
	}
	_, typed := p.form.Item(c)
	return typed
}

// Row is one return laid out in a plan's order; NaN marks what was not given.
type Row struct {
	vals []float64
	na   []bool
}

// Row lays v out. A nil return counts as nought for every measure, one that does not apply as not applicable.
func (p *Plan) Row(v *Version) Row {
	r := p.blank(v.State)
	for _, it := range v.Items {
		p.put(r, it.Measure, it.Value)
	}
	return p.finish(r)
}

// RowOf is Row for a version in the given state, straight from its stored text.
func (p *Plan) RowOf(state State, body string) (Row, error) {
	r := p.blank(state)
	for line := range strings.Lines(body) {
		if line[0] == '#' {
			continue
		}
		code, rest, ok := strings.Cut(line, "\t")
		if !ok || code == "" {
			return r, fmt.Errorf("damaged line %q", line)
		}
		if i := strings.IndexAny(rest, "\t\n"); i >= 0 {
			rest = rest[:i]
		}
		v, err := decodeValue(rest)
		if err != nil {
			return r, err
		}
		p.put(r, measure.Code(code), v)
	}
	return p.finish(r), nil
}

// blank is the row of a return in the given state without any line.
func (p *Plan) blank(state State) Row {
	r := Row{vals: make([]float64, len(p.codes)), na: make([]bool, len(p.codes))}
	fill := math.NaN()
	if state == Nil {
		fill = 0
	}
	for i := range r.vals {
		r.vals[i] = fill
		r.na[i] = state == NotApplicable
	}
	return r
}

func (p *Plan) put(r Row, c measure.Code, v measure.Value) {
	i, ok := p.at[c]
	if !ok {
		return
	}
	switch {
	case v.Given():
		r.vals[i] = v.Amount()
	case v.State == measure.NotApplicable:
		r.na[i] = true
	}
}

// finish works out the sums of a row whose lines are in place.
func (p *Plan) finish(r Row) Row {
	for i, ts := range p.terms {
		x := 0.0
		for _, t := range ts {
			x += t.sign * r.vals[t.at] // NaN when a part was not given
			r.na[p.given+i] = r.na[p.given+i] || r.na[t.at]
		}
		r.vals[p.given+i] = x
	}
	return r
}

// Line is the roll-up of one measure for one organisation and day.
type Line struct {
	Measure measure.Code
	// Value is the sum; for a ratio or mean Num/Den.
	Num, Den float64 // Den is 1 for a sum
	N        int     // organisations that gave it
	NA       int     // organisations to which it does not apply
}

// Value is the rolled-up figure; missing when nobody gave it or the denominator is nought.
func (l Line) Value() measure.Value {
	if l.N == 0 || l.Den == 0 {
		return measure.Value{State: measure.Missing}
	}
	return measure.Value{State: measure.Number, N: l.Num / l.Den}
}

// Total is the roll-up of a form for one organisation and day.
type Total struct {
	Due, Received int
	Missing       []org.Code // due and not received, sorted
	Lines         []Line
}

// Total adds rows. due counts the returns expected and missing lists those not there.
func (p *Plan) Total(rows []Row, due int, missing []org.Code) Total {
	t := Total{Due: due, Received: due - len(missing), Missing: missing}
	t.Lines = make([]Line, 0, len(p.codes)+len(p.pairs))
	for i, c := range p.codes {
		l := Line{Measure: c, Den: 1}
		for _, r := range rows {
			switch v := r.vals[i]; {
			case r.na[i]:
				l.NA++
			case v == v: // given
				l.Num += v
				l.N++
			}
		}
		t.Lines = append(t.Lines, l)
	}
	for _, q := range p.pairs {
		l := Line{Measure: q.code}
		for _, r := range rows {
			n, d := r.vals[q.num], r.vals[q.den]
			switch {
			case r.na[q.num] || r.na[q.den]:
				l.NA++
			case n == n && d == d:
				l.Num += n
				l.Den += d
				l.N++
			}
		}
		t.Lines = append(t.Lines, l)
	}
	return t
}

// Encode is the stored text of the lines: "code<TAB>num<TAB>den<TAB>n<TAB>na", lines that nobody gave left out.
func (t Total) Encode() string {
	b := make([]byte, 0, 24*len(t.Lines))
	for _, l := range t.Lines {
		if l.N == 0 && l.NA == 0 {
			continue
		}
		b = append(b, l.Measure...)
		b = append(b, '\t')
		b = appendValue(b, measure.Value{State: measure.Number, N: l.Num})
		b = append(b, '\t')
		b = appendValue(b, measure.Value{State: measure.Number, N: l.Den})
		b = append(b, '\t')
		b = strconv.AppendInt(b, int64(l.N), 10)
		b = append(b, '\t')
		b = strconv.AppendInt(b, int64(l.NA), 10)
		b = append(b, '\n')
	}
	return string(b)
}

// DecodeLine reads one measure's line from a stored text; a text without it gives a Line with N 0.
func DecodeLine(body string, c measure.Code) (Line, error) {
	line, found := lineOf(body, c)
	if !found {
		return Line{Measure: c, Den: 1}, nil
	}
	return parseLine(c, line[len(c)+1:])
}

func parseLine(c measure.Code, text string) (Line, error) {
	l := Line{Measure: c}
	num, rest, _ := strings.Cut(text, "\t")
	den, rest, _ := strings.Cut(rest, "\t")
	n, na, _ := strings.Cut(rest, "\t")
	var errs [4]error
	l.Num, errs[0] = strconv.ParseFloat(num, 64)
	l.Den, errs[1] = strconv.ParseFloat(den, 64)
	l.N, errs[2] = strconv.Atoi(n)
	l.NA, errs[3] = strconv.Atoi(na)
	for _, err := range errs {
		if err != nil {
			return l, fmt.Errorf("damaged roll-up line %q of %s", text, c)
		}
	}
	return l, nil
}

// DecodeTotal reads a whole stored text back.
func DecodeTotal(body string) ([]Line, error) {
	var out []Line
	for line := range strings.Lines(body) {
		code, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		l, err := parseLine(measure.Code(code), text)
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

// Derived works out, from one organisation's own version, a measure that is a ratio, a mean or a signed sum of others;
// missing unless every part was given.
func Derived(m measure.Measure, v *Version) measure.Value {
	if len(m.Terms) > 0 {
		total := 0.0
		for _, t := range m.Terms {
			x := own(t.Code, v)
			if !x.Given() {
				return x
			}
			total += t.Sign * x.Amount()
		}
		return measure.Of(total)
	}
	n, d := own(m.Num, v), own(m.Den, v)
	switch {
	case n.State == measure.NotApplicable || d.State == measure.NotApplicable:
		return measure.NA()
	case !n.Given() || !d.Given() || d.Amount() == 0:
		return measure.Gap()
	}
	return measure.Of(n.Amount() / d.Amount())
}

// own is a value as given or, when it is not a line of the return, as worked out from its terms.
func own(c measure.Code, v *Version) measure.Value {
	if it, ok := v.Item(c); ok {
		return it.Value
	}
	if m, ok := measure.Find(c); ok && len(m.Terms) > 0 {
		return Derived(m, v)
	}
	return measure.Gap()
}
