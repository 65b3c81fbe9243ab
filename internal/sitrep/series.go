package sitrep

import (
	"time"

	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/org"
)

// Completeness says whether a point can be trusted as the whole of what it stands for.
type Completeness string

// The states of a point. The first four are an organisation's own; Complete and Partial are roll-ups.
const (
	Reported     Completeness = "reported"       // the organisation gave a number
	ReportedNil  Completeness = "nil"            // it said there is nothing to report
	DoesNotApply Completeness = "not-applicable" // it does not have such a thing
	NotReported  Completeness = "missing"        // nothing was given
	Complete     Completeness = "complete"       // every return that is due is in
	Partial      Completeness = "partial"        // some are missing: the figure is a lower bound for counts
)

// Point is one day of a series.
type Point struct {
	Day      civil.Date
	Value    measure.Value
	State    Completeness
	Version  int       // the return's version; 0 for a roll-up
	Recorded time.Time // when the newest part of it became known
	Source   SourceRef // the file it came from, for a published figure
	Cell     Cell
	Timing   Timing
	Covers   civil.Range // more than one day for a combined return

	Num, Den float64 // the parts of a ratio or mean
	Due      int     // returns expected
	Received int     // returns in
	Given    int     // organisations that gave this measure
	NA       int     // organisations to which it does not apply
	Missing  []org.Code
	Without  []org.Code // in, and without a value for this measure; only when Asked.Names
	// Published is the total that the source itself gives, where it is not ours; only when Asked.Names.
	Published *Item
}

// Series is a measure of one organisation over days, with every day on which a return is due.
type Series struct {
	Org     org.Code
	Measure measure.Measure
	Form    FormCode
	View    View
	AsOf    time.Time
	Points  []Point
	// Others lists the other forms that hold this measure for this organisation: a different collection of the same
	// thing, never mixed into this series (T2).
	Others []FormCode
}

// Due and Received count returns over the whole series.
func (s *Series) Due() (due, received int) {
	for _, p := range s.Points {
		due += p.Due
		received += p.Received
	}
	return due, received
}

// PointOf makes the point of one organisation's own return; v is nil when nothing was returned.
func PointOf(m measure.Measure, day civil.Date, v *Version, due bool) Point {
	p := Point{Day: day, State: NotReported, Value: measure.Value{State: measure.Missing}, Den: 1}
	if due {
		p.Due = 1
	}
	if v == nil || v.State.Gone() {
		return p
	}
	p.Due, p.Received = 1, 1
	p.Version, p.Recorded, p.Source, p.Timing, p.Covers = v.N, v.Recorded, v.Source, v.Timing, v.Covers
	switch v.State {
	case Nil:
		p.Value = measure.Value{State: measure.Nil}
	case NotApplicable:
		p.Value = measure.Value{State: measure.NotApplicable}
	default:
		p.fill(m, v)
	}
	p.State = completenessOf(p.Value)
	if p.Value.Given() {
		p.Given = 1
	}
	return p
}

func (p *Point) fill(m measure.Measure, v *Version) {
	if it, ok := v.Item(m.Code); ok {
		p.Value, p.Cell = it.Value, it.At
		p.Num = it.Value.Amount()
		return
	}
	p.Value = Derived(m, v)
	if m.Num != "" {
		n, _ := v.Item(m.Num)
		p.Num, p.Den, p.Cell = n.Value.Amount(), own(m.Den, v).Amount(), n.At
	}
}

func completenessOf(v measure.Value) Completeness {
	switch v.State {
	case measure.Number:
		return Reported
	case measure.Nil:
		return ReportedNil
	case measure.NotApplicable:
		return DoesNotApply
	}
	return NotReported
}

// PointFrom makes the point of a roll-up.
func PointFrom(day civil.Date, l Line, due, received int, missing []org.Code, recorded time.Time) Point {
	p := Point{Day: day, Value: l.Value(), Recorded: recorded, Num: l.Num, Den: l.Den,
		Due: due, Received: received, Given: l.N, NA: l.NA, Missing: missing}
	switch {
	case l.N == 0 && l.NA > 0 && l.NA == due:
		p.State, p.Value = DoesNotApply, measure.Value{State: measure.NotApplicable}
	case l.N == 0:
		p.State = NotReported
	case l.N+l.NA >= due:
		p.State = Complete
	default:
		p.State = Partial
	}
	return p
}
