package app

import (
	"context"
	"time"

	"headroom/internal/civil"
	"headroom/internal/mitigation"
	"headroom/internal/org"
)

// MitigationQuery narrows requests for a mitigation, as typed.
type MitigationQuery struct {
	Period string // of action; empty: all
	Trust  string // empty: all
	AsOf   string // empty: everything that is known
}

// MitigationJSON is how a request stands. State and timeliness are two facts and never one.
type MitigationJSON struct {
	Ref        string                  `json:"ref"`
	Trust      string                  `json:"trust"`
	Period     string                  `json:"period"`
	Scheme     string                  `json:"scheme"`
	Service    string                  `json:"service"`
	State      string                  `json:"state"`
	Outcome    string                  `json:"outcome"`
	Timeliness string                  `json:"timeliness"`
	LateBy     *int                    `json:"late_by_minutes"` // null unless it was decided late
	KnownLate  bool                    `json:"known_late"`      // decided in time, and written down after it
	Words      string                  `json:"words"`
	Version    int                     `json:"version"`
	NeededBy   *time.Time              `json:"needed_by"`
	Decided    *time.Time              `json:"decided"`
	Missed     *time.Time              `json:"missed"` // when it was needed and not decided; stays whatever follows
	Confirmed  bool                    `json:"confirmed"`
	Asked      int                     `json:"doctors_asked"`
	Granted    *int                    `json:"doctors_granted"`   // null while nothing is decided
	Recalled   *int                    `json:"doctors_recalled"`  // null but of a recall in a declared mass event, which is no grant
	Hours      *float64                `json:"doctor_hours_used"` // null while no use is noted; none after a revocation that came first
	Minutes    []MitigationMinutesJSON `json:"minutes"`
}

// MitigationMinutesJSON is the time between two instants of a request, and whose time it is.
type MitigationMinutesJSON struct {
	Measure string `json:"measure"`
	Side    string `json:"side"` // nhs, union or both
	Name    string `json:"name"`
	Minutes *int   `json:"minutes"`          // null while one of the instants has not come
	AtLeast *int   `json:"at_least_minutes"` // of one that has begun and not ended: how long it has taken so far
	Running bool   `json:"running"`          // and may still end
}

// MitigationEventJSON is one step of a request with its two instants.
type MitigationEventJSON struct {
	Step     string               `json:"step"`
	At       time.Time            `json:"at"`
	Recorded time.Time            `json:"recorded"`
	By       string               `json:"by,omitempty"` // the account; empty for the clock
	Actor    string               `json:"actor"`
	Org      string               `json:"org,omitempty"`
	Words    string               `json:"words,omitempty"`
	Form     *mitigation.Form     `json:"form,omitempty"`
	Decision *mitigation.Decision `json:"decision,omitempty"`
	Use      *mitigation.Use      `json:"use,omitempty"`
	Change   *mitigation.Change   `json:"change,omitempty"`
}

// MitigationImpactJSON is one version of an impact return.
type MitigationImpactJSON struct {
	mitigation.Impact
	By       string    `json:"by"`
	Signed   bool      `json:"signed"`
	Recorded time.Time `json:"recorded"`
}

// MitigationDueJSON is an impact return that a request owes.
type MitigationDueJSON struct {
	Stage  string    `json:"stage"`
	At     time.Time `json:"at"`
	Signed bool      `json:"signed"`
}

// MitigationShownJSON is a request with every step.
type MitigationShownJSON struct {
	MitigationJSON
	Events  []MitigationEventJSON  `json:"events"`
	Impacts []MitigationImpactJSON `json:"impacts"`
	Due     []MitigationDueJSON    `json:"impacts_due"`
}

// MitigationList lists requests, the newest first.
func (a *App) MitigationList(ctx context.Context, q MitigationQuery) ([]MitigationJSON, error) {
	list, now, err := a.mitigations(ctx, q)
	out := make([]MitigationJSON, 0, len(list))
	for _, k := range list {
		out = append(out, mitigationJSON(k, k.Stand(now), now))
	}
	return out, err
}

// mitigations reads requests, and the instant at which they are looked at.
func (a *App) mitigations(ctx context.Context, q MitigationQuery) ([]mitigation.Kept, time.Time, error) {
	asOf, now, err := a.lookedAt(q.AsOf)
	if err != nil {
		return nil, now, err
	}
	f := mitigation.Filter{Period: q.Period}
	if q.Trust != "" {
		code, _, err := org.ParseCode(q.Trust)
		if err != nil {
			return nil, now, err
		}
		f.Trusts = []org.Code{code}
	}
	list, err := a.Mitigations.Requests(ctx, f, asOf)
	return list, now, err
}

// lookedAt reads an instant as typed: what was known then, looked at then; now when it is empty or lies ahead.
func (a *App) lookedAt(text string) (asOf, now time.Time, err error) {
	now = a.DB.Now()
	asOf, err = ParseAsOf(text)
	if err == nil && !asOf.IsZero() && asOf.Before(now) {
		now = asOf
	}
	return asOf, now, err
}

// MitigationShow is one request with every step; NotFound when there is none of that number.
func (a *App) MitigationShow(ctx context.Context, ref, asOf string) (MitigationShownJSON, error) {
	known, now, err := a.lookedAt(asOf)
	if err != nil {
		return MitigationShownJSON{}, err
	}
	k, err := a.Mitigations.Request(ctx, mitigation.Ref(ref), known)
	if err != nil {
		return MitigationShownJSON{}, err
	}
	s := k.Stand(now)
	out := MitigationShownJSON{MitigationJSON: mitigationJSON(k, s, now), Events: []MitigationEventJSON{}, Impacts: []MitigationImpactJSON{}, Due: []MitigationDueJSON{}}
	for _, e := range k.Events {
		out.Events = append(out.Events, MitigationEventJSON{string(e.Step), e.At.UTC(), e.Recorded.UTC(), e.By, string(e.Actor), string(e.Org), e.Words,
			e.Form, e.Decision, e.Use, e.Change})
	}
	for _, i := range k.Impacts {
		out.Impacts = append(out.Impacts, MitigationImpactJSON{i.Impact, i.By, i.Signed != "", i.Recorded.UTC()})
	}
	signed := k.SignedStages()
	for _, d := range s.ImpactsDue() {
		out.Due = append(out.Due, MitigationDueJSON{string(d.Stage), d.At.UTC(), signed[d.Stage]})
	}
	return out, nil
}

func mitigationJSON(k mitigation.Kept, s mitigation.Standing, now time.Time) MitigationJSON {
	out := MitigationJSON{Ref: string(k.Ref), Trust: string(k.Trust), Period: string(s.Form.Period), Scheme: string(s.Form.Scheme), Service: s.Form.Service,
		State: string(s.State), Outcome: string(s.Outcome), Timeliness: string(s.Timeliness), KnownLate: s.KnownLate, Words: s.Words(), Version: s.Version,
		NeededBy: instantOrNil(s.Clocks.NeededBy), Decided: instantOrNil(s.Clocks.Decided), Missed: instantOrNil(s.Missed), Confirmed: s.Confirmed,
		Asked: s.Form.Doctors(), Minutes: []MitigationMinutesJSON{}}
	if s.Decision != nil {
		n := s.Granted()
		out.Granted = &n
	}
	if s.Outcome == mitigation.OutBypass {
		n := s.Recalled()
		out.Recalled = &n
	}
	if len(s.Uses) > 0 || s.State == mitigation.Revoked {
		h := s.HoursUsed()
		out.Hours = &h
	}
	if s.Timeliness == mitigation.Late {
		n := int(s.LateBy / time.Minute)
		out.LateBy = &n
	}
	for _, m := range s.Measures(now) {
		x := MitigationMinutesJSON{Measure: m.ID, Side: string(m.Side), Name: m.Name}
		if m.Known() {
			n := m.Minutes()
			x.Minutes = &n
		} else if m.Unfinished() {
			n := m.Least()
			x.AtLeast, x.Running = &n, m.Running
		}
		out.Minutes = append(out.Minutes, x)
	}
	return out
}

func instantOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// MitigationCountsJSON is how many requests came to what, and how timely, with both sides' minutes and others' own counts.
type MitigationCountsJSON struct {
	AsAt      time.Time                      `json:"as_at"`
	CountedBy string                         `json:"counted_by"`
	Requests  int                            `json:"requests"`
	Drafts    int                            `json:"drafts"` // not requests yet, and in no cell
	Doctors   int                            `json:"doctors_asked"`
	Granted   int                            `json:"doctors_granted"`
	Recalled  int                            `json:"doctors_recalled"` // in declared mass events: neither asked for nor granted
	Recall    float64                        `json:"doctor_hours_recalled"`
	Hours     float64                        `json:"doctor_hours_used"`
	Revoked   int                            `json:"revoked"`
	Grid      []MitigationRowJSON            `json:"grid"`
	Minutes   []MitigationMedianJSON         `json:"minutes"`
	Published []MitigationPublishedCountJSON `json:"published"`
}

// MitigationRowJSON is one outcome; its cells add up to its requests.
type MitigationRowJSON struct {
	Outcome  string         `json:"outcome"`
	Words    string         `json:"words"`
	Requests int            `json:"requests"`
	By       map[string]int `json:"by_timeliness"`
}

// MitigationMedianJSON is a measure over signed requests. One that has begun and not ended stands in the median with the
// minutes that it has taken so far.
type MitigationMedianJSON struct {
	Measure  string   `json:"measure"`
	Side     string   `json:"side"`
	Name     string   `json:"name"`
	Requests int      `json:"requests"` // that have ended
	NotEnded int      `json:"not_ended"`
	Median   *float64 `json:"median_minutes"` // null when it has begun for none
	AtLeast  bool     `json:"at_least"`       // the median is so long or longer: one that has not ended may still move it
}

// MitigationPublishedCountJSON is a count that somebody published. A null number was not published, which is not none.
type MitigationPublishedCountJSON struct {
	Periods   string    `json:"periods"`
	CountedBy string    `json:"counted_by"`
	AsAt      time.Time `json:"as_at"`
	Asked     *int      `json:"organisations_asked"`
	Responded *int      `json:"organisations_responded"`
	Requests  *int      `json:"requests"`
	Doctors   *int      `json:"doctors"`
	Approved  *int      `json:"approved"`
	Rejected  *int      `json:"rejected"`
	Withdrawn *int      `json:"withdrawn"`
	Pending   *int      `json:"pending"`
	Rest      *int      `json:"in_no_published_column"`
	Exactness string    `json:"exactness"`
	Mark      string    `json:"mark"`
	Note      string    `json:"note,omitempty"`
	Source    string    `json:"source"`
}

// InLondon is an instant as London's clocks show it, with the zone's letters.
func InLondon(t time.Time) string { return t.In(civil.London).Format("2006-01-02T15:04 MST") }

// countedHere is who counted what this database holds.
const countedHere = "Headroom"

// MitigationCounts counts requests by outcome and timeliness, beside what others have published.
func (a *App) MitigationCounts(ctx context.Context, q MitigationQuery) (MitigationCountsJSON, error) {
	list, now, err := a.mitigations(ctx, q)
	if err != nil {
		return MitigationCountsJSON{}, err
	}
	all := make([]mitigation.Standing, 0, len(list))
	for _, k := range list {
		all = append(all, k.Stand(now))
	}
	g := mitigation.GridOf(all)
	out := MitigationCountsJSON{AsAt: now.UTC(), CountedBy: countedHere, Requests: g.Requests, Drafts: g.Drafts, Doctors: g.Doctors, Granted: g.Granted, Recalled: g.Recalled, Recall: g.Recall,
		Hours: g.Hours, Revoked: g.Revoked, Minutes: mediansOf(all, now), Published: []MitigationPublishedCountJSON{}}
	for _, o := range mitigation.Outcomes() {
		row := MitigationRowJSON{Outcome: string(o), Words: o.Words(), Requests: g.Of(o), By: map[string]int{}}
		for _, t := range mitigation.Timelinesses() {
			row.By[string(t)] = g.Cells[o][t]
		}
		out.Grid = append(out.Grid, row)
	}
	asOf, err := ParseAsOf(q.AsOf)
	if err != nil {
		return out, err
	}
	published, err := a.Mitigations.Published(ctx, asOf)
	if err != nil {
		return out, err
	}
	for _, p := range published {
		if q.Period != "" && p.Periods != q.Period || p.AsAt.After(now) {
			continue
		}
		out.Published = append(out.Published, MitigationPublishedCountJSON{p.Periods, p.CountedBy, p.AsAt.UTC(), p.Asked, p.Responded, p.Requests, p.Doctors,
			p.Approved, p.Rejected, p.Withdrawn, p.Pending, p.Rest(), p.Exactness, string(p.Mark), p.Note, p.Source})
	}
	return out, nil
}

// mediansOf gives each measure's median over the signed requests at an instant: both sides', in one list.
func mediansOf(all []mitigation.Standing, now time.Time) []MitigationMedianJSON {
	out := []MitigationMedianJSON{}
	for _, x := range mitigation.Spreads(all, now) {
		j := MitigationMedianJSON{Measure: x.Measure.ID, Side: string(x.Measure.Side), Name: x.Measure.Name, Requests: x.Ended, NotEnded: x.Unfinished, AtLeast: x.Median.AtLeast}
		if x.Median.Known {
			j.Median = &x.Median.Minutes
		}
		out = append(out, j)
	}
	return out
}
