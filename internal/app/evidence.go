package app

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"headroom/internal/action"
	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/flow"
	"headroom/internal/measure"
	"headroom/internal/occupancy"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// evidence is what is known of an area for the flow model, being gathered.
type evidence struct {
	flow.Evidence
	app       *App
	at, asOf  time.Time
	origin    civil.Date
	forecasts map[org.Code]occupancy.Forecast
	pic       *org.Picture
	notes     []flow.Note
	area      org.Code
	members   []org.Code
}

// place finds the area's trusts and their councils.
func (e *evidence) place(ctx context.Context, area org.Code) error {
	var err error
	e.area = area
	if e.pic, err = e.app.Orgs.Picture(ctx, e.origin, e.asOf); err != nil {
		return err
	}
	u, ok := e.pic.Unit(area)
	if !ok {
		return fault.New(fault.NotFound, "there is no organisation %s on %s", area, e.origin)
	}
	switch u.Kind {
	case org.KindTrust:
		e.members = []org.Code{area}
	case org.KindICB:
		for _, t := range e.pic.Under(org.NHS, area, org.KindTrust) {
			if _, known := e.forecasts[t]; known {
				e.members = append(e.members, t)
			}
		}
	default:
		return fault.New(fault.Invalid, "%s is neither a trust nor an integrated care board; people's way through beds and care is modelled for these alone", e.pic.Name(area))
	}
	if len(e.members) == 0 {
		return fault.New(fault.NotFound, "none of the trusts of %s has a forecast from %s, so there is nothing to model; import their returns first", e.pic.Name(area), e.origin)
	}
	slices.Sort(e.members)
	e.From, e.Days = e.origin, occupancy.Horizon
	return nil
}

// read gathers returns, councils, pathways, reasons and stays.
func (e *evidence) read(ctx context.Context) error {
	periods, err := e.app.Actions.List(ctx, e.asOf)
	if err != nil {
		return err
	}
	e.Calendar = flowCalendar(periods)
	for _, t := range e.members {
		e.Trusts = append(e.Trusts, e.trust(t))
	}
	if err := e.mornings(ctx); err != nil {
		return err
	}
	for _, f := range []func(context.Context) error{e.councils, e.pathways, e.reasons, e.stays} {
		if err := f(ctx); err != nil {
			return err
		}
	}
	return nil
}

func flowCalendar(periods []action.Period) flow.Calendar {
	cal := occupancy.CalendarOf(civil.England(), periods)
	out := flow.Calendar{Holidays: cal.Holidays}
	for _, s := range cal.Strikes {
		out.Strikes = append(out.Strikes, flow.Strike(s))
	}
	return out
}

// trust is one trust with everything unknown but where its people live.
func (e *evidence) trust(t org.Code) flow.TrustEvidence {
	blank := func() []float64 {
		out := make([]float64, systemLook+1)
		for i := range out {
			out[i] = math.NaN()
		}
		return out
	}
	region := 0
	if r, ok := e.pic.Above(org.NHS, t, org.KindRegion); ok {
		for _, c := range r {
			region = region*31 + int(c)
		}
	}
	x := flow.TrustEvidence{Org: t, Name: e.pic.Name(t), Region: region & 0xffff, First: e.origin.Add(-systemLook),
		Occupied: blank(), Open: blank(), Core: blank(), Long7: blank(), Long14: blank(), Long21: blank(), Adults: blank(),
		Critical: blank(), Shut: blank(), Discharges: blank(), Remaining: blank()}
	for _, p := range e.pic.Predecessors(t) {
		if x.First.Before(p.Valid.From) && !p.Valid.From.After(e.origin) {
			x.Breaks = append(x.Breaks, p.Valid.From)
		}
	}
	for _, s := range e.catchment(t) {
		x.Catchment = append(x.Catchment, flow.Catchment{Council: s.Other, Share: s.Of})
	}
	return x
}

// catchment is which councils a trust's people belong to. Where nobody has said, they are taken to be spread evenly over
// the councils of its board, which is said.
func (e *evidence) catchment(t org.Code) []org.Share {
	if s, _, ok := e.pic.Shares(org.PatientsByCouncil, t); ok && len(s) > 0 {
		return s
	}
	board, ok := e.pic.Above(org.NHS, t, org.KindICB)
	if !ok {
		return nil
	}
	near := slices.DeleteFunc(e.pic.Sharing(org.AreasByICB, board), func(s org.Share) bool {
		u, ok := e.pic.Unit(s.Other)
		return !ok || u.Kind != org.KindCouncil
	})
	if len(near) == 0 {
		return nil
	}
	e.notes = append(e.notes, flow.Note{Org: t, Code: "catchment-assumed",
		Words: fmt.Sprintf("Nobody has said which councils the people of %s belong to; they are taken to be spread over the %d councils of its board by how much of each lies there.", e.pic.Name(t), len(near))})
	return near
}

// flowMeasures are what a flow model reads of the returns beside the beds that are forecast, with the series of the evidence
// that each goes to. Discharges and those who remain are of a day; the form says so by its own lag.
var flowMeasures = [...]measure.Code{"ga_core_open", "los7", "los14", "los21", "adult_occ", "cc_adult_occ",
	"dv_adult_closed_unocc", "dv_paed_closed_unocc", "dv_closed_unocc", "nctr_discharged", "nctr_remaining"}

// firstFlow is the place of the first measure that is of a day and not of a morning.
const firstFlow = 9

// aboutDayBefore reports whether a form's discharges are those of the day before its reporting date; who remains is then
// who remained at that day's end.
func aboutDayBefore(form sitrep.FormCode, day civil.Date) bool {
	f, ok := sitrep.FindForm(form, day)
	if !ok {
		return false
	}
	item, ok := f.Item(flowMeasures[firstFlow])
	return ok && item.Basis == sitrep.PreviousDay
}

// into gives the series that the i-th measure goes to; the closed beds of adults and children are added up.
func into(t *flow.TrustEvidence, i int) []float64 {
	return [...][]float64{t.Core, t.Long7, t.Long14, t.Long21, t.Adults, t.Critical, t.Shut, t.Shut, t.Shut,
		t.Discharges, t.Remaining}[i]
}

// mornings reads the returns of the last weeks: beds as the forecast reads them, so that both stand on the same figures. Of
// the other measures, where two forms hold one, a trust's series is of the form that was read first for it: collections are
// not mixed (T2).
func (e *evidence) mornings(ctx context.Context) error {
	at := map[org.Code]int{}
	for i, t := range e.members {
		at[t] = i
	}
	type slot struct {
		trust, measure int
	}
	from := map[slot]sitrep.FormCode{}
	q := sitrep.MorningsAsked{Measures: flowMeasures[:], From: e.origin.Add(-systemLook), To: e.origin, AsOf: e.asOf}
	beds := occupancy.NewGathering()
	err := e.app.gatherWith(ctx, beds, q, func(m sitrep.Morning) error {
		i, ours := at[m.Org]
		if !ours {
			return nil
		}
		for k, v := range m.Values {
			d := m.Day.Sub(q.From)
			if k >= firstFlow && aboutDayBefore(m.Form, m.Day) {
				d--
			}
			if d < 0 {
				continue
			}
			if v.State != measure.Number && v.State != measure.Nil {
				continue
			}
			s := slot{i, k}
			if f, taken := from[s]; taken && f != m.Form {
				continue
			}
			from[s] = m.Form
			x := into(&e.Trusts[i], k)
			if add := k >= 6 && k <= 8; add && !math.IsNaN(x[d]) {
				x[d] += v.Amount()
			} else {
				x[d] = v.Amount()
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	e.beds(beds.Panel(e.pic, e.origin).Panel, at)
	return nil
}

// beds puts the forecast's own series in place, of the trusts that are at their places in the evidence.
func (e *evidence) beds(p occupancy.Panel, at map[org.Code]int) {
	lead := p.From.Sub(e.origin.Add(-systemLook)) // the panel begins with the first figure there is
	for _, s := range p.Series {
		if i, ours := at[s.Org]; ours {
			copy(e.Trusts[i].Occupied[lead:], s.Occupied)
			copy(e.Trusts[i].Open[lead:], s.Open)
		}
	}
}

// councils reads what every council of the catchments says of itself. What a council gives is for all the trusts that its
// people go to; the model holds those of the area, and gets their part.
func (e *evidence) councils(ctx context.Context) error {
	seen := map[org.Code]bool{}
	for i := range e.Trusts {
		for _, c := range e.Trusts[i].Catchment {
			seen[c.Council] = true
		}
	}
	codes := inOrder(seen)
	before := 3 * 7 // ordinary weeks, from which the days that nobody has spoken of are told
	from := e.origin.Add(-before)
	supply, err := e.app.Plans.Supply(ctx, discharge.CapacityAsked{Councils: codes, From: from, To: e.origin.Add(e.Days), AsOf: e.at})
	if err != nil {
		return err
	}
	for _, c := range codes {
		x := discharge.FlowCouncil(supply, c, e.pic.Name(c), from, before+e.Days)
		part := e.part(c)
		for p := range x.Weekly {
			x.Weekly[p] *= part
		}
		for d := range x.Dated {
			for p := range x.Dated[d].Starts {
				x.Dated[d].Starts[p] *= part
			}
		}
		e.Councils = append(e.Councils, x)
	}
	return nil
}

// part is how much of what a council gives is for the area's trusts: by their beds occupied and how many of their people
// are the council's.
func (e *evidence) part(council org.Code) float64 {
	ours, all := 0.0, 0.0
	for _, s := range e.pic.Sharing(org.PatientsByCouncil, council) {
		f, ok := e.forecasts[s.Other]
		if !ok || len(f.Days) == 0 {
			continue
		}
		n := s.Of * f.Days[0].Occupied.Mean
		all += n
		if slices.Contains(e.members, s.Other) {
			ours += n
		}
	}
	if all == 0 {
		return 1
	}
	return ours / all
}

// pathways reads how those who left in the last months divided over the pathways.
func (e *evidence) pathways(ctx context.Context) error {
	left, err := e.app.Plans.Left(ctx, e.members, e.origin.Add(-400), e.origin, e.asOf)
	if err != nil {
		return err
	}
	for i := range e.Trusts {
		t := &e.Trusts[i]
		var newest civil.Date
		for _, l := range left {
			if l.Trust == t.Org && l.Month.After(newest) {
				newest = l.Month
			}
		}
		recent := slices.DeleteFunc(slices.Clone(left), func(l discharge.Left) bool {
			return l.Trust != t.Org || l.Month.Before(newest.Add(-80))
		})
		t.Pathways = discharge.FlowPathways(recent)
	}
	return nil
}

// reasons reads what those who are delayed wait for.
func (e *evidence) reasons(ctx context.Context) error {
	list, err := e.app.Plans.Reasons(ctx, e.members, e.origin.Add(-systemLook), e.origin, e.asOf)
	if err != nil {
		return err
	}
	for i := range e.Trusts {
		own := slices.DeleteFunc(slices.Clone(list), func(r discharge.ReasonCount) bool { return r.Trust != e.Trusts[i].Org })
		e.Trusts[i].Reasons = discharge.FlowReasons(own)
	}
	return nil
}

// stays reads a trust's own rows where it has brought them in.
func (e *evidence) stays(ctx context.Context) error {
	for i := range e.Trusts {
		t := &e.Trusts[i]
		list, err := e.app.Plans.Stays(ctx, t.Org, e.asOf)
		if err != nil {
			return err
		}
		t.Stays = discharge.FlowStays(list)
	}
	return nil
}
