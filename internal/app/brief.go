package app

import (
	"cmp"
	"context"
	"fmt"
	"math"
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
	"headroom/internal/occupancy/occupancyweb"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web/chart"
)

// briefTarget is the share of the beds that the brief holds the morning against: the standard of the national guidance.
const briefTarget = .92

// briefs gathers what the one-page brief of a board, a region or England is made of, from every room that knows a part.
type briefs struct{ a *App }

// brief is one being gathered.
type brief struct {
	discharge.BriefInputs
	a        *App
	asOf     time.Time // zero: now
	pic      *org.Picture
	kind     org.Kind // of the area
	trusts   []org.Code
	under    map[org.Code]org.Code // by trust, whose line it is part of
	boards   []org.Code
	councils []org.Code
}

// briefLines is which kind has a line each in the brief of an organisation of a kind; false where that has no brief.
func briefLines(of org.Kind) (org.Kind, bool) {
	k, ok := map[org.Kind]org.Kind{org.KindICB: org.KindTrust, org.KindRegion: org.KindICB, org.KindEngland: org.KindRegion}[of]
	return k, ok
}

// Brief gathers the parts; one that nobody knows is missing and not nought. See dischargeweb.Briefs.
func (b briefs) Brief(ctx context.Context, area org.Code, on civil.Date, asOf time.Time) (discharge.BriefInputs, error) {
	x := brief{a: b.a, asOf: asOf, BriefInputs: discharge.BriefInputs{Area: area, On: on, At: asOf, Target: briefTarget}, under: map[org.Code]org.Code{}}
	if x.At.IsZero() {
		x.At = b.a.DB.Now()
	}
	var err error
	if x.pic, err = b.a.Orgs.Picture(ctx, on, asOf); err != nil {
		return x.BriefInputs, err
	}
	u, ok := x.pic.Unit(area)
	if _, has := briefLines(u.Kind); !ok || !has {
		return x.BriefInputs, fault.New(fault.NotFound, "The brief is of an integrated care board, a region or England; %s was none of these on %s", area, on)
	}
	x.kind = u.Kind
	x.below()
	for _, part := range []func(context.Context) error{x.beds, x.sums, x.odds, x.remaining, x.plan, x.check, x.returns} {
		if err := part(ctx); err != nil {
			return x.BriefInputs, err
		}
	}
	return x.BriefInputs, nil
}

// below finds the trusts, boards and councils of the area, and who has a line.
func (x *brief) below() {
	for _, t := range x.pic.Under(org.NHS, x.Area, org.KindTrust) {
		if !x.pic.Marked(t, org.MarkAcuteBeds) {
			continue
		}
		line := t
		if k, _ := briefLines(x.kind); k != org.KindTrust {
			line, _ = x.pic.Above(org.NHS, t, k)
		}
		x.trusts, x.under[t] = append(x.trusts, t), line
		if line != "" && !slices.Contains(x.Lines, line) {
			x.Lines = append(x.Lines, line)
		}
	}
	x.boards = []org.Code{x.Area}
	if x.kind != org.KindICB {
		x.boards = x.pic.Under(org.NHS, x.Area, org.KindICB)
		slices.Sort(x.boards)
	}
	for _, b := range x.boards {
		for _, s := range x.pic.Sharing(org.AreasByICB, b) {
			if u, ok := x.pic.Unit(s.Other); ok && u.Kind == org.KindCouncil && !slices.Contains(x.councils, s.Other) {
				x.councils = append(x.councils, s.Other)
			}
		}
	}
}

// parties are those by whom lists of plans are narrowed to the area: none for England, which narrows nothing.
func (x *brief) parties() []org.Code {
	if x.kind == org.KindEngland {
		return nil
	}
	return x.boards
}

// briefBeds are what a trust's beds are made of; those after the third are lost to everybody.
var briefBeds = [...]measure.Code{"ga_occ", "ga_open", "ga_core_open", "ga_void", "dv_adult_closed_unocc", "dv_paed_closed_unocc", "dv_closed_unocc", "opel_declared"}

// beds reads each trust's mornings of the day and the day before, by the form that was read first for it (T2).
func (x *brief) beds(ctx context.Context) error {
	levels, newest := map[org.Code]measure.Value{}, map[org.Code]civil.Date{}
	form := map[org.Code]sitrep.FormCode{}
	q := sitrep.MorningsAsked{Measures: briefBeds[:], From: x.On.Add(-1), To: x.On, AsOf: x.asOf}
	err := x.a.Returns.Mornings(ctx, q, func(m sitrep.Morning) error {
		line, ours := x.under[m.Org]
		if f, taken := form[m.Org]; !ours || taken && f != m.Form || !m.Values[0].Given() {
			return nil
		}
		form[m.Org] = m.Form
		if !m.Day.Before(newest[m.Org]) {
			newest[m.Org], levels[m.Org] = m.Day, m.Values[7]
		}
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
		x.Beds = append(x.Beds, discharge.BedState{Trust: m.Org, Under: line, Day: m.Day, Usable: less(m.Values[1]), Core: less(m.Values[2]), Occupied: m.Values[0], AsAt: m.Day.At(8 * 60)})
		return nil
	})
	if err != nil {
		return err
	}
	for _, t := range x.trusts {
		if _, ok := newest[t]; !ok {
			x.Beds = append(x.Beds, discharge.BedState{Trust: t, Under: x.under[t], Day: x.On, Usable: measure.Gap(), Core: measure.Gap(), Occupied: measure.Gap()})
		}
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
	series, err := x.a.Returns.Many(ctx, sitrep.Asked{Org: x.Area, From: x.On.Add(-1), To: x.On, AsOf: x.asOf, View: sitrep.Latest}, codes)
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
		if clock := s.Measure.Snapshot; clock != "" && clock != "08:00" {
			return clock + " on " + endOf(f, day).Format("Monday 2 January")
		}
	}
	return "morning of " + day.Format("Monday 2 January")
}

// endOf is the day at whose end people were counted for a return of a day: the last of those that its flows are about, for a
// return of the morning of the 20th speaks of the end of the 19th; a publication names the day itself.
func endOf(f *sitrep.Form, day civil.Date) civil.Date {
	if f.Publication {
		return day
	}
	return f.Flows(day).To.Add(-1)
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

// odds are the forecast's chances of keeping to the target: of all open beds, without a plan.
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
	for _, c := range append([]org.Code{x.Area}, x.Lines...) {
		f, ok := all[c]
		if !ok {
			continue
		}
		if d, _, ok := f.On(x.morning()); ok && occupancy.Known(d.Over(x.Target)) {
			x.Odds = append(x.Odds, discharge.BriefOdds{Org: c, Morning: x.morning(), Within: 1 - d.Over(x.Target), Forecast: "from " + run.Origin.Format("2 January")})
		}
	}
	return nil
}

// morning is the one whose chances are shown: Christmas Eve or 3 January while one is ahead, else in a week.
func (x *brief) morning() civil.Date {
	for _, d := range []civil.Date{civil.On(x.On.Year(), 12, 24), civil.On(x.On.Year(), 1, 3), civil.On(x.On.Year()+1, 1, 3)} {
		if n := d.Sub(x.On); n >= 0 && n < occupancy.Horizon {
			return d
		}
	}
	return x.On.Add(7)
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

// briefPlans is how many live plans a brief reads: more than there are boards.
const briefPlans = 500

// plan reads what was agreed for yesterday, what is spent twice, what the live plans were certified to reach, and whose
// signature they wait for.
func (x *brief) plan(ctx context.Context) error {
	var err error
	if x.Yesterday, err = x.a.Plans.Variance(ctx, discharge.VarianceAsked{Day: x.On.Add(-1), Orgs: x.parties(), AsOf: x.asOf}); err != nil {
		return err
	}
	if len(x.councils) > 0 {
		councils := x.councils
		if x.kind == org.KindEngland {
			councils = nil
		}
		if x.Conflicts, _, err = x.a.Plans.Conflicts(ctx, x.On, x.On.Add(occupancy.Horizon), councils, x.asOf); err != nil {
			return err
		}
	}
	within := access.Scope{Orgs: x.parties(), Everything: x.kind == org.KindEngland}
	rows, _, err := x.a.Plans.Plans(ctx, discharge.PlansAsked{Within: within, From: x.On, AsOf: x.asOf, Limit: briefPlans})
	if err != nil {
		return err
	}
	var live []discharge.LivePlan
	for _, r := range rows {
		p, err := x.a.Plans.Plan(ctx, r.Plan, 0, x.asOf)
		if err != nil {
			return err
		}
		x.Signatures = append(x.Signatures, discharge.SignaturesWanted(r.Plan, p.Agreement)...)
		if err := x.certified(ctx, p); err != nil {
			return err
		}
		live = append(live, p.Live())
	}
	x.Beside = discharge.Overlaps(live)
	return nil
}

// certified adds what a plan was certified to reach: on its hardest morning, and on the one whose chances the brief shows.
func (x *brief) certified(ctx context.Context, p discharge.PlanView) error {
	b := discharge.BriefPlan{Plan: p.Plan, Version: p.Number, Area: p.Area, State: p.Agreement.State, Share: p.Target, Confidence: p.Confidence, Reached: p.Reached, Stands: p.Forecast, Off: len(p.Withdrawn())}
	if p.Sketch != 0 {
		s, err := x.a.Plans.Sketch(ctx, p.Sketch, x.asOf)
		if err != nil {
			return err
		}
		b.Basis = s.Ask.Basis
		if s.Made != nil {
			x.planOdds(b, s.Made.Odds)
		}
	}
	x.Plans = append(x.Plans, b)
	return nil
}

// planOdds puts a plan's chances on the brief's morning beside the forecast's: of each organisation that of its trust with the
// least.
func (x *brief) planOdds(b discharge.BriefPlan, odds []discharge.Odds) {
	least := map[org.Code]discharge.Odds{}
	for _, o := range odds {
		line, ours := x.under[o.Trust]
		if !ours || o.Morning != x.morning() {
			continue
		}
		for _, c := range []org.Code{x.Area, line} {
			if had, ok := least[c]; !ok || o.With < had.With {
				least[c] = o
			}
		}
	}
	for _, c := range inOrder(least) {
		o := least[c]
		i := slices.IndexFunc(x.Odds, func(y discharge.BriefOdds) bool { return y.Org == c })
		if i < 0 {
			i = len(x.Odds)
			x.Odds = append(x.Odds, discharge.BriefOdds{Org: c, Morning: x.morning(), Within: math.NaN()})
		}
		x.Odds[i].Plans = append(x.Odds[i].Plans, discharge.PlanOdds{Plan: b.Plan, Version: b.Version, Trust: o.Trust, Share: b.Share, Basis: b.Basis, Within: o.With, Stands: b.Stands, Low: o.Low, High: o.High})
	}
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
			about := d
			if f, ok := sitrep.FindForm(form, d); ok {
				about = endOf(f, d)
			}
			for c, p := range got {
				if p.Value.Given() {
					out[c] = dischargeweb.Remained{Day: about, N: p.Value}
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
		Forecast: a.forecastOf, Strikes: a.strikeDays, Ahead: occupancyweb.Path, Holidays: civil.England()}
}

// strikeDays are the days of action as the forecast's charts shade them, as known at asOf (zero: now).
func (a *App) strikeDays(ctx context.Context, asOf time.Time) ([]chart.Window, error) {
	cal, err := pageGround{a}.Calendar(ctx, asOf)
	return occupancyweb.StrikeDays(cal), err
}

var (
	_ dischargeweb.Care   = (*dischargedb.Store)(nil)
	_ dischargeweb.Briefs = briefs{}
	_ dischargeweb.Stayed = stayed{}
)
