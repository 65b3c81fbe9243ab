package sitrepweb

import (
	"context"
	"maps"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// todaySample is a store of invented returns: the sample data of the gallery and the ground of the tests. Ten invented
// trusts send four weeks of two daily returns; some are late, corrected, nil or missing. Nothing in it is real.
type todaySample struct {
	pic      *org.Picture
	now      time.Time
	versions map[sitrep.FormCode]map[civil.Date]map[org.Code][]*sitrep.Version
	slips    []sitrep.Slip
	events   []sitrep.Event
}

// todaySampleDay is the reporting date of the sample: the first day of an invented strike, shortly before a deadline.
func todaySampleDay() civil.Date { return civil.MustDate("2023-12-20") }

func todaySampleNow() time.Time { return todaySampleDay().At(10*60 + 19) }

// sampleTrusts are the invented trusts with their boards. The codes cannot be real ones.
var sampleTrusts = []struct {
	code, board org.Code
	name        string
	beds        int
}{
	{"Z-ALD", "QHG", "Alderbrook NHS Trust (synthetic)", 640}, {"Z-BEC", "QHG", "Beckwater NHS Trust (synthetic)", 910}, {"Z-COP", "QUE", "Coppergate NHS Trust (synthetic)", 720},
	{"Z-DUN", "QUE", "Dunmere NHS Trust (synthetic)", 480}, {"Z-ELM", "QJG", "Elmstow NHS Trust (synthetic)", 555}, {"Z-FEN", "QMM", "Fenlake NHS Trust (synthetic)", 1010},
	{"Z-GAR", "QOP", "Garthside NHS Trust (synthetic)", 870}, {"Z-HOL", "QYG", "Hollin Vale NHS Trust (synthetic)", 760}, {"Z-ISL", "QNQ", "Isling Cross NHS Trust (synthetic)", 690},
	{"Z-KEL", "QKS", "Kelmouth NHS Trust (synthetic)", 830},
}

func todaySampleFacts() []org.Fact {
	facts := org.Builtin()
	since := civil.Range{From: civil.MustDate("2012-04-01")}
	unit := func(c org.Code, kind org.Kind, name string, tree org.Tree, parent org.Code) {
		facts = append(facts, org.Fact{What: org.FactUnit, Org: c, Kind: kind, Valid: since, Source: "sample"}, org.Fact{What: org.FactName, Org: c, Text: name, Valid: since, Source: "sample"},
			org.Fact{What: org.FactLink, Org: c, Tree: tree, Other: parent, Valid: since, Source: "sample"})
	}
	for _, t := range sampleTrusts {
		unit(t.code, org.KindTrust, t.name, org.NHS, t.board)
		facts = append(facts, org.Fact{What: org.FactMark, Org: t.code, Text: org.MarkAcuteBeds}, org.Fact{What: org.FactMark, Org: t.code, Text: org.MarkCriteria})
	}
	unit("Z-ICB", org.KindICB, "Newly Made Integrated Care Board (synthetic)", org.NHS, "Y61")
	unit("Z-COU", org.KindCouncil, "Borderland (synthetic)", org.ADASS, "E12000006")
	return append(facts, org.Fact{What: org.FactShare, Org: "Z-COU", Basis: org.AreasByICB, Source: "sample", Shares: []org.Share{{Other: "QHG", Of: 1}}})
}

// newTodaySample makes the returns of 28 days.
func newTodaySample() *todaySample {
	day := todaySampleDay()
	s := &todaySample{pic: org.NewBook(todaySampleFacts()).At(day), now: todaySampleNow(), versions: map[sitrep.FormCode]map[civil.Date]map[org.Code][]*sitrep.Version{}}
	for i, t := range sampleTrusts {
		for d := day.Add(-27); !d.After(day); d = d.Add(1) {
			for _, code := range todayOwn() {
				s.send(code, d, i, t.code, t.beds)
			}
		}
	}
	return s
}

// send adds the return of one trust, its events and its line in the list.
func (s *todaySample) send(code sitrep.FormCode, d civil.Date, i int, c org.Code, beds int) {
	form, _ := sitrep.FindForm(code, d)
	today := d == todaySampleDay()
	slip := sitrep.Slip{Form: code, Org: c, Day: d, Standing: sitrep.Due}
	switch {
	case today && i == 3: // a draft is begun
		slip.Begun = s.now.Add(-9 * time.Minute)
	case today && i == 7 && code == sitrep.UECDaily: // reminded, nothing begun
		slip.Reminder, slip.Reminded = 1, s.now.Add(-40*time.Minute)
	case d == todaySampleDay().Add(-1) && i == 5 && code == sitrep.DischargeDaily, d.Day()%9 == 4 && i == 8:
		slip.Standing = sitrep.Overdue
	default:
		v := &sitrep.Version{Form: code, Org: c, Day: d, N: 1, State: sitrep.Returned, Timing: sitrep.OnTime, Channel: "synthetic", Recorded: d.At(civil.Clock(9*60 + 7*i)), By: "account:1"}
		if d == todaySampleDay().Add(-1) && i == 1 {
			v.Timing, v.Recorded = sitrep.Late, d.At(12*60+24)
		}
		v.Items = sampleItems(form, d, i, beds, 0)
		all := []*sitrep.Version{v}
		if d == todaySampleDay().Add(-1) && i == 2 {
			w := *v
			w.N, w.Timing, w.Recorded, w.Reason, w.Items = 2, sitrep.Amended, todaySampleDay().At(9*60+31), "a ward was counted twice", sampleItems(form, d, i, beds, 12)
			all = append(all, &w)
		}
		s.keep(code, d, c, all)
		v = all[len(all)-1]
		slip.Standing, slip.Timing, slip.Version, slip.Recorded = sitrep.IsIn, v.Timing, v.N, v.Recorded
	}
	s.slips = append(s.slips, slip)
}

func (s *todaySample) keep(code sitrep.FormCode, d civil.Date, c org.Code, all []*sitrep.Version) {
	if s.versions[code] == nil {
		s.versions[code] = map[civil.Date]map[org.Code][]*sitrep.Version{}
	}
	if s.versions[code][d] == nil {
		s.versions[code][d] = map[org.Code][]*sitrep.Version{}
	}
	s.versions[code][d][c] = all
	for _, v := range all {
		s.events = append(s.events, sitrep.Event{At: v.Recorded, Form: code, Org: c, Day: d, Version: v.N, State: v.State, Timing: v.Timing, Channel: v.Channel, Reason: v.Reason})
	}
}

// sampleItems are invented figures with a weekly wave; less lowers the beds occupied.
func sampleItems(form *sitrep.Form, d civil.Date, i, beds, less int) []sitrep.Item {
	wave := []int{0, 6, 9, 8, 4, -5, -9}[(int(d.Weekday())+6)%7] + d.Day()%3 + i%4
	esc := beds / 40
	occ := (beds+esc)*94/100 + wave - less
	adult, adultOcc := beds*88/100, occ*89/100
	out := map[measure.Code]int{
		"ga_core_open": beds, "ga_esc_open": esc, "ga_open": beds + esc, "ga_occ": occ, "ga_void": 0, "adult_core_open": adult, "adult_esc_open": esc, "adult_open": adult + esc, "adult_occ": adultOcc,
		"paed_core_open": beds - adult, "paed_esc_open": 0, "paed_open": beds - adult, "paed_occ": occ - adultOcc, "cc_adult_open": beds / 28, "cc_adult_occ": beds/36 + i%3,
		"dv_adult_closed": 3 + i%5, "dv_adult_closed_unocc": i % 3, "dv_paed_closed": i % 2, "dv_paed_closed_unocc": 0, "flu_ga": beds/50 + d.Day()%7, "flu_cc": i % 3, "covid_occ": beds / 30, "covid_mv": i % 2,
		"los7": beds * 46 / 100, "los14": beds * 28 / 100, "los21": beds*17/100 + i, "amb_handovers_known": beds / 6, "amb_over15": beds / 10, "amb_over30": beds/20 + wave, "amb_over60": beds/50 + wave/3,
		"absence_total": beds / 3, "absence_covid": beds / 30, "opel_declared": 2 + i%3,
		"nctr_not_meeting": beds*22/100 + wave, "nctr_discharged": beds*9/100 - wave, "nctr_remaining": beds*13/100 + 2*wave,
	}
	var items []sitrep.Item
	for _, it := range form.Items {
		if n, ok := out[it.Measure]; ok {
			items = append(items, sitrep.Item{Measure: it.Measure, Value: measure.Of(float64(n))})
		}
	}
	slices.SortFunc(items, func(a, b sitrep.Item) int { return int(measure.Index(a.Measure) - measure.Index(b.Measure)) })
	return items
}

// senders are the sample's trusts at or below an organisation.
func (s *todaySample) senders(c org.Code) []org.Code {
	var out []org.Code
	for _, t := range sampleTrusts {
		if s.pic.Within(t.code, c) {
			out = append(out, t.code)
		}
	}
	return out
}

// Series gives one measure; see Figures.
func (s *todaySample) Series(_ context.Context, q sitrep.Asked) (*sitrep.Series, error) {
	m, ok := measure.Find(q.Measure)
	if !ok {
		return nil, fault.New(fault.NotFound, "no such measure")
	}
	one := slices.Equal(s.senders(q.Org), []org.Code{q.Org})
	if !one && (m.Kind == measure.Centile || m.Kind == measure.Level) {
		return nil, fault.New(fault.Invalid, "%s cannot be added or averaged across organisations: ask for one organisation, or work it out from the records", m.Name)
	}
	out := &sitrep.Series{Org: q.Org, Measure: m, View: q.View, AsOf: q.AsOf}
	for _, code := range sitrep.Holding(q.Measure) {
		if q.Form != "" && q.Form != code || s.versions[code] == nil {
			continue
		}
		out.Form = code
		for _, d := range s.days(code) {
			if (!q.From.IsZero() && d.Before(q.From)) || (!q.To.IsZero() && d.After(q.To)) {
				continue
			}
			if p, ok := s.point(code, m, q.Org, d, q.View, q.AsOf, one); ok {
				out.Points = append(out.Points, p)
			}
		}
		break
	}
	if out.Form == sitrep.UECDaily && len(out.Points) > 0 && slices.Contains(sitrep.Holding(q.Measure), sitrep.UECPublished) {
		out.Others = []sitrep.FormCode{sitrep.UECPublished}
	}
	return out, nil
}

// days are the four weeks of the sample and every other day for which anything is kept, in order.
func (s *todaySample) days(code sitrep.FormCode) []civil.Date {
	out := slices.Collect(maps.Keys(s.versions[code]))
	for i := range 28 {
		out = append(out, todaySampleDay().Add(-i))
	}
	slices.SortFunc(out, civil.Date.Compare)
	return slices.Compact(out)
}

func (s *todaySample) point(code sitrep.FormCode, m measure.Measure, c org.Code, d civil.Date, view sitrep.View, asOf time.Time, one bool) (p sitrep.Point, ok bool) {
	form, _ := sitrep.FindForm(code, d)
	pick := func(t org.Code) *sitrep.Version { return sitrep.Pick(form, d, view, asOf, s.versions[code][d][t]) }
	if one {
		return sitrep.PointOf(m, d, pick(c), true), true
	}
	var rows []sitrep.Row
	var missing []org.Code
	var newest time.Time
	list := s.senders(c)
	for _, t := range list {
		v := pick(t)
		if v == nil {
			missing = append(missing, t)
			continue
		}
		rows = append(rows, form.Plan().Row(v))
		if v.Recorded.After(newest) {
			newest = v.Recorded
		}
	}
	for _, l := range form.Plan().Total(rows, len(list), missing).Lines {
		if l.Measure == m.Code && len(rows) > 0 {
			return sitrep.PointFrom(d, l, len(list), len(rows), missing, newest), true
		}
	}
	return p, false
}

// Many gives several measures; see Figures.
func (s *todaySample) Many(ctx context.Context, q sitrep.Asked, measures []measure.Code) ([]*sitrep.Series, error) {
	var out []*sitrep.Series
	for _, c := range measures {
		q.Measure = c
		one, err := s.Series(ctx, q)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// Across gives one day of several organisations; see Figures.
func (s *todaySample) Across(ctx context.Context, q sitrep.Across) (map[org.Code]sitrep.Point, error) {
	out := map[org.Code]sitrep.Point{}
	for _, c := range q.Orgs {
		if len(s.senders(c)) == 0 {
			continue
		}
		one, err := s.Series(ctx, sitrep.Asked{Org: c, Measure: q.Measure, Form: q.Form, From: q.Day, To: q.Day, AsOf: q.AsOf, View: q.View})
		if err != nil {
			return nil, err
		}
		if len(one.Points) > 0 && one.Points[0].Received > 0 {
			out[c] = one.Points[0]
		}
	}
	return out, nil
}

// Stamp is always the same: the sample never changes.
func (s *todaySample) Stamp(context.Context) (int64, error) { return 1, nil }

// LastDay is the newest day of a form that was known by then; see Figures.
func (s *todaySample) LastDay(_ context.Context, form sitrep.FormCode, asOf time.Time) (civil.Date, error) {
	var last civil.Date
	for d, orgs := range s.versions[form] {
		for _, list := range orgs {
			if d.After(last) && !list[0].Recorded.After(asOf) {
				last = d
			}
		}
	}
	return last, nil
}

// Slips lists the sample's returns; see Returns.
func (s *todaySample) Slips(_ context.Context, q sitrep.SlipsAsked) ([]sitrep.Slip, error) {
	var out []sitrep.Slip
	for _, x := range s.slips {
		if x.Form == q.Form && !x.Day.Before(q.From) && !x.Day.After(q.To) && (q.Orgs == nil || slices.Contains(q.Orgs, x.Org)) {
			out = append(out, x)
		}
	}
	return out, nil
}

// Events lists the sample's arrivals, newest first; see Returns.
func (s *todaySample) Events(_ context.Context, q sitrep.EventsAsked) ([]sitrep.Event, error) {
	var out []sitrep.Event
	for _, e := range s.events {
		if !e.At.Before(q.Since) && e.At.Before(q.Until) && (q.Orgs == nil || slices.Contains(q.Orgs, e.Org)) {
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b sitrep.Event) int { return b.At.Compare(a.At) })
	return out[:min(len(out), q.Limit)], nil
}

// History gives the reminders of a return; see Returns.
func (s *todaySample) History(_ context.Context, form sitrep.FormCode, o org.Code, day civil.Date, _ time.Time) (sitrep.History, error) {
	f, _ := sitrep.FindForm(form, day)
	return sitrep.History{Form: f, Org: o, Day: day, Reminders: []sitrep.Reminder{{Form: form, Org: o, Day: day, Step: "due", By: "job:reminders", At: s.now.Add(-40 * time.Minute), Words: "The daily situation report is due at 11:00."}}}, nil
}

// errSample is what the sample answers to every change.
func errSample() error { return fault.New(fault.Conflict, "The sample cannot be changed") }

// SaveDraft changes nothing.
func (s *todaySample) SaveDraft(context.Context, sitrep.SavedDraft) (int, error) {
	return 0, errSample()
}

// DropDraft changes nothing.
func (s *todaySample) DropDraft(context.Context, string, sitrep.FormCode, org.Code, civil.Date) error {
	return errSample()
}

// Try finds nothing.
func (s *todaySample) Try(context.Context, sitrep.Submission) (fault.List, error) { return nil, nil }

// Submit changes nothing.
func (s *todaySample) Submit(context.Context, sitrep.Submission) (sitrep.Receipt, error) {
	return sitrep.Receipt{}, errSample()
}

// Reopen changes nothing.
func (s *todaySample) Reopen(context.Context, string, sitrep.FormCode, org.Code, civil.Date, time.Time, string) error {
	return errSample()
}

// Remind sends nothing.
func (s *todaySample) Remind(context.Context, string, sitrep.FormCode, civil.Date, []org.Code, string) (int, error) {
	return 0, errSample()
}

// Windows is an invented strike; see Strikes.
func (s *todaySample) Windows(_ context.Context, from, to civil.Date, _ time.Time) ([]Strike, error) {
	x := Strike{Name: "Sample doctors (synthetic)", Link: "/periods", From: civil.MustDate("2023-12-20").At(7 * 60), To: civil.MustDate("2023-12-23").At(7 * 60)}
	if civil.Today(x.From).After(to) || civil.Today(x.To).Before(from) {
		return nil, nil
	}
	return []Strike{x}, nil
}
