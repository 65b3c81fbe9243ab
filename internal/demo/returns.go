package demo

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// Channel is how every synthetic version came; By is who sent it.
const (
	Channel = "synthetic"
	By      = "synthetic"
)

// LateDays is how many days after its reporting date a version of a return can still come.
const LateDays = 15

// Versions makes the versions for the reporting dates in days that come after from and up to to, in the order of form,
// day, organisation and number. Every one has passed the checks under the circumstances of its arrival; that one does
// not is an error, which names it.
func (w *World) Versions(days civil.Range, from, to time.Time) ([]*sitrep.Version, error) {
	parts := make([][]*sitrep.Version, len(w.trusts))
	errs := make([]error, len(w.trusts))
	var wg sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				parts[i], errs[i] = w.of(w.trusts[i], days, from, to)
			}
		})
	}
	for i := range w.trusts {
		next <- i
	}
	close(next)
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	out := slices.Concat(parts...)
	slices.SortFunc(out, func(a, b *sitrep.Version) int {
		return cmp.Or(cmp.Compare(a.Form, b.Form), a.Day.Compare(b.Day), cmp.Compare(a.Org, b.Org), cmp.Compare(a.N, b.N))
	})
	return out, nil
}

// Arriving makes the versions that come after from and up to to.
func (w *World) Arriving(from, to time.Time) ([]*sitrep.Version, error) {
	return w.Versions(civil.Range{From: civil.Today(from).Add(-LateDays), To: civil.Today(to).Add(1)}, from, to)
}

// of makes the versions of one trust.
func (w *World) of(t *trust, days civil.Range, from, to time.Time) ([]*sitrep.Version, error) {
	var out []*sitrep.Version
	for _, code := range []sitrep.FormCode{sitrep.DischargeDaily, sitrep.UECDaily} {
		if code == sitrep.DischargeDaily && !t.type1 {
			continue
		}
		desk := &desk{World: w, trust: t, form: code, made: map[civil.Date][]*sitrep.Version{}}
		for n, span := range w.winters {
			desk.winter, desk.span = n, span
			for d := later(days.From, span.From); d.Before(days.To) && d.Before(span.To); d = d.Add(1) {
				got, err := desk.sent(d, from, to)
				if err != nil {
					return nil, err
				}
				out = append(out, got...)
			}
		}
	}
	return out, nil
}

func later(a, b civil.Date) civil.Date {
	if a.Before(b) {
		return b
	}
	return a
}

// desk is where one trust writes one form through one winter.
type desk struct {
	*World
	trust  *trust
	form   sitrep.FormCode
	winter int
	span   civil.Range
	made   map[civil.Date][]*sitrep.Version // without comments: what the checks of later days look back at
}

// bare are the versions for day d with their figures and times alone.
func (k *desk) bare(d civil.Date) []*sitrep.Version {
	if got, ok := k.made[d]; ok {
		return got
	}
	delete(k.made, d.Add(-40))
	var out []*sitrep.Version
	if k.span.Contains(d) && k.trust.open.Contains(d) {
		for i, a := range k.plan(k.trust, k.form, d) {
			v := &sitrep.Version{Form: k.form, Org: k.trust.code, Day: d, N: i + 1, State: a.state, Covers: a.covers,
				Recorded: a.at.UTC(), Channel: Channel, By: By, SignedBy: By, Role: "trust-director", Reason: a.reason}
			if v.Covers == (civil.Range{}) {
				v.Covers = civil.Range{From: d.Add(-1), To: d}
			}
			if a.state == sitrep.Returned {
				f := a.error.wrong(k.past(k.trust, k.winter)[d.Sub(k.span.From)], dice(k.seed, 4, k.trust.n, uint64(d.Sub(baseDay))))
				if k.form == sitrep.UECDaily {
					v.Items = k.trust.uecItems(&f)
				} else {
					v.Items = dischargeItems(&f)
				}
			}
			out = append(out, v)
		}
	}
	k.made[d] = out
	return out
}

// lookBack lists what the checks of a return look at: yesterday, and the same weekday of the last four weeks, as they
// stood at the instant. Days between them bear on no rule but the span, which yesterday answers.
var lookBack = []int{28, 21, 14, 7, 3, 2, 1}

func (k *desk) circumstances(v *sitrep.Version) sitrep.Circumstances {
	form, _ := sitrep.FindForm(k.form, v.Day)
	c := sitrep.Circumstances{Definition: form, Now: v.Recorded, Own: k.bare(v.Day)[:v.N-1], Kind: org.KindTrust, Reason: v.Reason, OrgOpen: k.trust.open.Contains(v.Day)}
	for _, back := range lookBack {
		if p := sitrep.Pick(form, v.Day.Add(-back), sitrep.Latest, v.Recorded, k.bare(v.Day.Add(-back))); p != nil {
			c.Past = append(c.Past, p)
		}
	}
	return c
}

// sent are the versions for day d that come in the stretch, checked and with comments where the checks ask for them.
func (k *desk) sent(d civil.Date, from, to time.Time) ([]*sitrep.Version, error) {
	var out []*sitrep.Version
	for _, v := range k.bare(d) {
		if !v.Recorded.After(from) || v.Recorded.After(to) {
			continue
		}
		draft := sitrep.Draft{Form: v.Form, Org: v.Org, Day: v.Day, Covers: v.Covers, State: v.State, Items: v.Items}
		c := k.circumstances(v)
		checked, problems := sitrep.Check(draft, c)
		if len(problems) > 0 {
			draft.Comments = k.answers(d, problems)
			checked, problems = sitrep.Check(draft, c)
		}
		if len(problems) > 0 {
			return nil, fmt.Errorf("the synthetic return %s of %s for %s does not pass: %s %s", v.Form, v.Org, v.Day, problems[0].Rule, problems[0].Message)
		}
		done := *v
		done.Comments, done.Timing = draft.Comments, checked.Timing()
		out = append(out, &done)
	}
	return out, nil
}

// answers are the comments that people write to the checks' queries.
func (k *desk) answers(d civil.Date, problems fault.List) map[measure.Code]string {
	out := map[measure.Code]string{}
	for _, p := range problems {
		if p.Warning {
			out[measure.Code(p.Name)] = k.answer(d, p)
		}
	}
	return out
}

func (k *desk) answer(d civil.Date, p fault.Field) string {
	n := seasonDay(d)
	switch {
	case p.Rule == "V05":
		return "Patients were looked after in the corridor and on the assessment unit overnight"
	case p.Rule == "V11":
		return "Counted again: the figures are the same as yesterday's"
	case p.Rule == "V13" && len(k.trust.grows) > 0 && k.trust.grows[0].on == d:
		return "The beds of the trust that joined us today are included"
	case p.Rule == "V13":
		return "A ward moved between core and escalation"
	case p.Rule == "H06":
		return "Closed for the holiday: no patient was in the house"
	case p.Rule == "V14":
		return "No further ward could be staffed"
	case n >= 46 && n <= 68:
		return "Christmas and New Year: confirmed with the site team"
	case slices.Contains([]string{"flu_ga", "flu_cc", "covid_occ", "rsv_paed_closed", "dv_adult_closed", "dv_adult_closed_unocc"}, p.Name):
		return "Confirmed with infection control"
	case p.Name == "adult_esc_open" || p.Name == "ga_esc_open":
		return "Escalation beds opened or closed with demand"
	}
	return "Checked with the site team: the figure is right"
}
