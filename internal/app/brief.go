package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/discharge/dischargedb"
	"headroom/internal/discharge/dischargeweb"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/occupancy"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// briefTarget is the share of the beds that the brief holds the morning against: the standard of the national guidance.
const briefTarget = .92

// briefs gathers what a board's one-page brief is made of, from every room that knows a part.
type briefs struct{ a *App }

// brief is one being gathered.
type brief struct {
	discharge.BriefInputs
	a        *App
	asOf     time.Time // zero: now
	pic      *org.Picture
	trusts   []org.Code
	councils []org.Code
}

// Brief gathers the parts; one that nobody knows is missing and not nought. See dischargeweb.Briefs.
func (b briefs) Brief(ctx context.Context, board org.Code, on civil.Date, asOf time.Time) (discharge.BriefInputs, error) {
	x := brief{a: b.a, asOf: asOf, BriefInputs: discharge.BriefInputs{Board: board, On: on, At: asOf, Target: briefTarget}}
	if x.At.IsZero() {
		x.At = b.a.DB.Now()
	}
	var err error
	if x.pic, err = b.a.Orgs.Picture(ctx, on, asOf); err != nil {
		return x.BriefInputs, err
	}
	u, ok := x.pic.Unit(board)
	if !ok || u.Kind != org.KindICB {
		return x.BriefInputs, fault.New(fault.NotFound, "The brief is of an integrated care board; %s was none on %s", board, on)
	}
	for _, t := range x.pic.Under(org.NHS, board, org.KindTrust) {
		if x.pic.Marked(t, org.MarkAcuteBeds) {
			x.trusts = append(x.trusts, t)
		}
	}
	for _, s := range x.pic.Sharing(org.AreasByICB, board) {
		if u, ok := x.pic.Unit(s.Other); ok && u.Kind == org.KindCouncil {
			x.councils = append(x.councils, s.Other)
		}
	}
	for _, part := range []func(context.Context) error{x.beds, x.sums, x.odds, x.remaining, x.plan, x.check, x.returns} {
		if err := part(ctx); err != nil {
			return x.BriefInputs, err
		}
	}
	return x.BriefInputs, nil
}

// briefBeds are what a trust's beds are made of; those after the third are lost to everybody.
var briefBeds = [...]measure.Code{"ga_occ", "ga_open", "ga_core_open", "ga_void", "dv_adult_closed_unocc", "dv_paed_closed_unocc", "dv_closed_unocc", "opel_declared"}

// beds reads each trust's newest morning of the day and the day before, by the form that was read first for it (T2).
func (x *brief) beds(ctx context.Context) error {
	newest, levels := map[org.Code]discharge.BedState{}, map[org.Code]measure.Value{}
	form := map[org.Code]sitrep.FormCode{}
	q := sitrep.MorningsAsked{Measures: briefBeds[:], From: x.On.Add(-1), To: x.On, AsOf: x.asOf}
	err := x.a.Returns.Mornings(ctx, q, func(m sitrep.Morning) error {
		if f, taken := form[m.Org]; !slices.Contains(x.trusts, m.Org) || taken && f != m.Form || !m.Values[0].Given() {
			return nil
		}
		if had, ok := newest[m.Org]; ok && had.Day.After(m.Day) {
			return nil
		}
		form[m.Org], levels[m.Org] = m.Form, m.Values[7]
		lost := 0.0
		for _, v := range m.Values[3:7] {
			lost += v.Amount()
		}
		less := func(v measure.Value) measure.Value {
			if !v.Given() {
				return measure.Gap()
			}
			return measure.Of(v.Amount() - lost)
		}
		newest[m.Org] = discharge.BedState{Trust: m.Org, Day: m.Day, Usable: less(m.Values[1]), Core: less(m.Values[2]), Occupied: m.Values[0], AsAt: m.Day.At(8 * 60)}
		return nil
	})
	if err != nil {
		return err
	}
	for _, t := range x.trusts {
		s, ok := newest[t]
		if !ok {
			s = discharge.BedState{Trust: t, Day: x.On, Usable: measure.Gap(), Core: measure.Gap(), Occupied: measure.Gap()}
		}
		x.Beds = append(x.Beds, s)
	}
	x.level(levels)
	return nil
}

// level says which levels of pressure the trusts declared.
func (x *brief) level(levels map[org.Code]measure.Value) {
	by := map[int]int{}
	for _, v := range levels {
		if v.State == measure.Number {
			by[int(v.N)]++
		}
	}
	var words []string
	for level := 4; level >= 1; level-- {
		if n := by[level]; n > 0 {
			words = append(words, fmt.Sprintf("OPEL %d by %d", level, n))
		}
	}
	if len(words) > 0 {
		x.LevelShown = fmt.Sprintf("Declared by its %d trusts: %s.", len(x.trusts), strings.Join(words, ", "))
	}
}

// sums reads the board's sums: of the day, or of the day before where more returns are in.
func (x *brief) sums(ctx context.Context) error {
	codes := []measure.Code{"nctr_discharged", "amb_hours_lost", "flu_ga", "covid_occ", "absence_total", "dv_adult_closed", "dv_paed_closed", "nctr_remaining"}
	series, err := x.a.Returns.Many(ctx, sitrep.Asked{Org: x.Board, From: x.On.Add(-1), To: x.On, AsOf: x.asOf, View: sitrep.Latest}, codes)
	if err != nil {
		return err
	}
	got := make([]discharge.Figure, len(codes))
	for i, s := range series {
		got[i] = newestFigure(s)
	}
	x.Discharged, x.HoursLost, x.Flu, x.Covid, x.Absences, x.Norovirus = got[0], got[1], got[2], got[3], got[4], got[5]
	if more := got[6].Value; more.Given() {
		if x.Norovirus.Value.Given() {
			x.Norovirus.Value = measure.Of(x.Norovirus.Value.Amount() + more.Amount())
		} else {
			x.Norovirus = got[6]
		}
	}
	x.Remaining = []discharge.BriefCount{{Of: "pathway not stated", Count: got[7]}}
	return nil
}

// aboutDay says what time a return's figure is about: a morning, or the whole day before it.
func aboutDay(s *sitrep.Series, day civil.Date) string {
	if f, ok := sitrep.FindForm(s.Form, day); ok {
		if item, ok := f.Item(s.Measure.Code); ok && item.Basis == sitrep.PreviousDay {
			return "00:00 to 23:59 on " + day.Add(-1).Format("Monday 2 January")
		}
	}
	return "morning of " + day.Format("Monday 2 January")
}

// newestFigure is the point of a series that most have given, the later of two; missing where there is none.
func newestFigure(s *sitrep.Series) discharge.Figure {
	f := discharge.Figure{Value: measure.Gap(), Source: s.Measure.Name}
	for _, p := range s.Points {
		in := p.Given + p.NA
		if f.Due == 0 {
			f.Due = p.Due
		}
		if p.Value.Given() && in >= f.In {
			f = discharge.Figure{Value: p.Value, In: in, Due: p.Due, AsAt: p.Recorded, Source: s.Measure.Name + ", " + aboutDay(s, p.Day)}
		}
	}
	return f
}

// odds are the chances of keeping to the target on Christmas Eve or 3 January while one is ahead, else in a week.
func (x *brief) odds(ctx context.Context) error {
	run, err := x.a.Forecasts.Run(ctx, civil.Date{}, x.asOf)
	if fault.KindOf(err) == fault.NotFound {
		x.Notes = append(x.Notes, "No forecast is held, so no chances are shown.")
		return nil
	}
	if err != nil {
		return err
	}
	all, err := x.a.Forecasts.From(ctx, run.Origin, x.asOf)
	if err != nil {
		return err
	}
	morning := x.On.Add(7)
	for _, d := range []civil.Date{civil.On(x.On.Year(), 12, 24), civil.On(x.On.Year(), 1, 3), civil.On(x.On.Year()+1, 1, 3)} {
		if n := d.Sub(x.On); n >= 0 && n < occupancy.Horizon {
			morning = d
			break
		}
	}
	for _, c := range append([]org.Code{x.Board}, x.trusts...) {
		f, ok := all[c]
		if !ok {
			continue
		}
		if d, _, ok := f.On(morning); ok && occupancy.Known(d.Over(x.Target)) {
			x.Odds = append(x.Odds, discharge.BriefOdds{Org: c, Morning: morning, Within: 1 - d.Over(x.Target), Forecast: "from " + run.Origin.Format("2 January")})
		}
	}
	return nil
}

// remaining divides those who remain by pathway and council as far as the counts by reason say. What they do not say stays
// with "pathway not stated", so that the sum is the return's.
func (x *brief) remaining(ctx context.Context) error {
	all, err := x.a.Plans.Reasons(ctx, x.trusts, x.On.Add(-30), x.On, x.asOf)
	if err != nil || len(all) == 0 {
		return err
	}
	counts := discharge.NewestReasons(all)
	pathways, councils, sent, oldest, sum := map[string]int{}, map[string]int{}, map[org.Code]bool{}, x.On, 0
	for _, c := range counts {
		r, known := discharge.FindReason(c.Code)
		if c.Weight == discharge.Contributing || !known {
			continue
		}
		sent[c.Trust] = true
		if c.Day.Before(oldest) {
			oldest = c.Day
		}
		if len(r.Pathways) == 1 {
			pathways[string(r.Pathways[0])] += c.N
			sum += c.N
		}
		if c.Council != "" {
			councils[string(c.Council)] += c.N
		}
	}
	figure := func(n int) discharge.Figure {
		return discharge.Figure{Value: measure.Of(float64(n)), In: len(sent), Due: len(x.trusts), Source: "reasons for delay, the oldest of " + oldest.Format("2 January")}
	}
	rest := &x.Remaining[0].Count
	switch {
	case rest.Value.Given() && int(rest.Value.Amount()) >= sum:
		rest.Value = measure.Of(rest.Value.Amount() - float64(sum))
	case rest.Value.Given():
		x.Notes = append(x.Notes, fmt.Sprintf("The counts by reason have %d people on one pathway, and the return has %s who remained; they are of different days or lengths of stay.", sum, measure.Grouped(rest.Value.Amount())))
		return nil
	}
	for _, p := range inOrder(pathways) {
		x.Remaining = append(x.Remaining, discharge.BriefCount{Of: p, Count: figure(pathways[p])})
	}
	for _, c := range inOrder(councils) {
		x.ByCouncil = append(x.ByCouncil, discharge.BriefCount{Of: c, Count: figure(councils[c])})
	}
	return nil
}

// plan reads what was agreed for yesterday, what is spent twice, and whose signature plans wait for.
func (x *brief) plan(ctx context.Context) error {
	var err error
	if x.Yesterday, err = x.a.Plans.Variance(ctx, discharge.VarianceAsked{Day: x.On.Add(-1), Orgs: []org.Code{x.Board}, AsOf: x.asOf}); err != nil {
		return err
	}
	if len(x.councils) > 0 {
		if x.Conflicts, _, err = x.a.Plans.Conflicts(ctx, x.On, x.On.Add(occupancy.Horizon), x.councils, x.asOf); err != nil {
			return err
		}
	}
	rows, _, err := x.a.Plans.Plans(ctx, discharge.PlansAsked{Within: access.Scope{Orgs: []org.Code{x.Board}}, From: x.On, AsOf: x.asOf})
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.State != discharge.VersionProposed {
			continue
		}
		p, err := x.a.Plans.Plan(ctx, r.Plan, 0, x.asOf)
		if err != nil {
			return err
		}
		x.Signatures = append(x.Signatures, discharge.SignaturesWanted(r.Plan, p.Agreement)...)
	}
	return nil
}

// check reads the check before the coming days of rest, of those in the board whom live plans are about.
func (x *brief) check(ctx context.Context) error {
	c := discharge.CheckFor(x.On, civil.England())
	if len(c.Days) == 0 || c.Days[len(c.Days)-1].Before(x.On) {
		return nil
	}
	all, err := x.a.Plans.Respondents(ctx, c.Days, x.asOf)
	if err != nil {
		return err
	}
	asked := slices.DeleteFunc(all, func(r discharge.Respondent) bool {
		return !slices.Contains(x.trusts, r.Org) && !slices.Contains(x.councils, r.Org)
	})
	if len(asked) == 0 {
		return nil
	}
	r, err := x.a.Plans.Readiness(ctx, x.On, asked, x.asOf)
	x.Readiness = &r
	return err
}

// returns reads what of the daily returns is due today and what is missing since yesterday.
func (x *brief) returns(ctx context.Context) error {
	for _, code := range []sitrep.FormCode{sitrep.UECDaily, sitrep.DischargeDaily} {
		form, ok := sitrep.FindForm(code, x.On)
		if !ok || len(x.trusts) == 0 {
			continue
		}
		slips, err := x.a.Returns.Slips(ctx, sitrep.SlipsAsked{Form: code, From: x.On.Add(-1), To: x.On, Orgs: x.trusts, AsOf: x.asOf})
		if err != nil {
			return err
		}
		due := discharge.BriefDue{At: form.DueAt(x.On), What: form.Name}
		for _, s := range slips {
			switch {
			case s.Standing == sitrep.Overdue:
				x.Gaps = append(x.Gaps, discharge.BriefGap{Org: s.Org, What: form.Name + " of " + s.Day.Format("2 January"), Since: form.DueAt(s.Day)})
			case s.Day == x.On && (s.Standing == sitrep.Due || s.Standing == sitrep.NotOpen):
				due.Who = append(due.Who, s.Org)
			}
		}
		if len(due.Who) > 0 {
			x.ReturnsDue = append(x.ReturnsDue, due)
		}
	}
	slices.SortStableFunc(x.Gaps, func(p, q discharge.BriefGap) int { return cmp.Compare(x.pic.Name(p.Org), x.pic.Name(q.Org)) })
	return nil
}

// stayed tells of those who remained with no criteria to reside.
type stayed struct{ a *App }

// stayedLook is how many days before the newest are looked at for an organisation that has not sent.
const stayedLook = 7

// Remaining gives the newest day's figure of each organisation. See dischargeweb.Stayed.
func (s stayed) Remaining(ctx context.Context, orgs []org.Code, asOf time.Time) (map[org.Code]dischargeweb.Remained, error) {
	out := map[org.Code]dischargeweb.Remained{}
	for _, form := range sitrep.Holding("nctr_remaining") {
		last, err := s.a.Returns.LastDay(ctx, form, asOf)
		if err != nil {
			return nil, err
		}
		if last.IsZero() {
			continue
		}
		for d := last; len(out) < len(orgs) && !d.Before(last.Add(-stayedLook)); d = d.Add(-1) {
			left := slices.DeleteFunc(slices.Clone(orgs), func(c org.Code) bool { _, have := out[c]; return have })
			got, err := s.a.Returns.Across(ctx, sitrep.Across{Measure: "nctr_remaining", Form: form, Day: d, Orgs: left, AsOf: asOf, View: sitrep.Latest})
			if err != nil {
				return nil, err
			}
			for c, p := range got {
				if p.Value.Given() {
					out[c] = dischargeweb.Remained{Day: d, N: p.Value}
				}
			}
		}
		if len(out) > 0 {
			return out, nil // collections are not mixed
		}
	}
	return out, nil
}

// carePages is what the pages of plans, levers, capacity and the brief stand on.
func (a *App) carePages() dischargeweb.Deps {
	return dischargeweb.Deps{Plans: a.Plans, Care: a.Plans, Stayed: stayed{a}, Work: a.Queue(), Grounds: a, Briefs: briefs{a}, People: people{a.Accounts, a.Orgs, a.DB.Now},
		Forecast: a.forecastOf, Holidays: civil.England()}
}

var (
	_ dischargeweb.Care   = (*dischargedb.Store)(nil)
	_ dischargeweb.Briefs = briefs{}
	_ dischargeweb.Stayed = stayed{}
)
