package mitigationweb

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/mitigation"
	"headroom/internal/org"
	"headroom/internal/web"
)

// apiMost is the largest step that a program may send.
const apiMost = 1 << 20

func (m room) apiRoutes() []web.Route {
	on := func(pattern string, v access.Verb, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Verb: v, On: m.about, Hide: true, API: true, Handle: h}
	}
	any := func(pattern string, v access.Verb, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Verb: v, Anywhere: true, API: true, Handle: h}
	}
	steps := on("POST /api/mitigations/{ref}/steps", access.MitigationRead, m.apiStep)
	steps.MaxBody = apiMost
	return []web.Route{
		any("GET /api/mitigations", access.MitigationRead, m.apiList),
		any("GET /api/mitigations/counts", access.MitigationCounts, m.apiCounts),
		any("GET /api/mitigations/schemes", access.MitigationCounts, m.apiSchemes),
		any("GET /api/mitigations/impacts", access.MitigationRead, m.apiImpacts),
		on("GET /api/mitigations/{ref}", access.MitigationRead, m.apiShow),
		on("GET /api/mitigations/{ref}/timeline", access.MitigationRead, m.timelineJSON),
		steps,
	}
}

// RequestJSON is how a request stands. Instants that have not come are null.
type RequestJSON struct {
	Request    mitigation.Ref        `json:"request"`
	Trust      org.Code              `json:"trust"`
	Period     string                `json:"period"`
	Scheme     mitigation.SchemeID   `json:"scheme"`
	Service    string                `json:"service"`
	Version    int                   `json:"version"`
	State      mitigation.State      `json:"state"`
	Outcome    mitigation.Outcome    `json:"outcome"`
	Timeliness mitigation.Timeliness `json:"timeliness"`
	LateBy     *int                  `json:"late_by_minutes"` // null unless late
	NeededBy   *time.Time            `json:"needed_by"`
	Missed     *time.Time            `json:"missed_at"` // when it was needed and not decided; stays whatever follows
	Decided    *time.Time            `json:"decided_at"`
	Confirmed  bool                  `json:"decision_confirmed"`
	Asked      int                   `json:"doctors_asked"`
	Granted    *int                  `json:"doctors_granted"`  // null while nothing is decided
	Recalled   *int                  `json:"doctors_recalled"` // null but of a recall in a declared mass event, which is no grant
	Hours      *float64              `json:"doctor_hours_used"`
	Desk       string                `json:"desk"`
}

// RequestsJSON is a list of requests.
type RequestsJSON struct {
	AsOf     time.Time     `json:"as_of"`
	Requests []RequestJSON `json:"requests"`
}

// WholeJSON is one request with its form as signed, its last form, its minutes and its steps.
type WholeJSON struct {
	RequestJSON
	Form     mitigation.Form         `json:"form"`
	Signed   *mitigation.Form        `json:"signed_form"` // null before the signature
	Decision *mitigation.Decision    `json:"decision"`
	Timeline TimelineJSON            `json:"timeline"`
	Impacts  []mitigation.ImpactKept `json:"impacts"`
}

func requestJSON(trust org.Code, s mitigation.Standing) RequestJSON {
	out := RequestJSON{Request: s.Ref, Trust: trust, Period: string(s.Form.Period), Scheme: s.Form.Scheme, Service: s.Form.Service, Version: s.Version, State: s.State, Outcome: s.Outcome, Timeliness: s.Timeliness,
		NeededBy: known(s.Clocks.NeededBy), Missed: known(s.Missed), Decided: known(s.Clocks.Decided), Confirmed: s.Confirmed, Asked: s.Form.Doctors(), Desk: deskOf(s).words}
	if s.Timeliness == mitigation.Late {
		n := int(s.LateBy / time.Minute)
		out.LateBy = &n
	}
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
	return out
}

func (m room) apiList(w http.ResponseWriter, r *web.Request) error {
	v, err := m.boardOf(r)
	if err != nil {
		return err
	}
	out := RequestsJSON{AsOf: v.now.UTC(), Requests: []RequestJSON{}}
	for _, x := range v.rows {
		out.Requests = append(out.Requests, requestJSON(x.trust, x.s))
	}
	return r.JSON(w, http.StatusOK, out)
}

func (m room) apiShow(w http.ResponseWriter, r *web.Request) error {
	k, s, err := m.kept(r)
	if err != nil {
		return err
	}
	now := readAt(r).now
	out := WholeJSON{RequestJSON: requestJSON(k.Trust, s), Form: s.Form, Decision: s.Decision, Timeline: timelineOf(k, s, now), Impacts: []mitigation.ImpactKept{}}
	if !s.Clocks.Signed.IsZero() {
		out.Signed = &s.Signed
	}
	for _, i := range k.Impacts {
		if !i.Recorded.After(now) {
			i.By, i.Signed = "", signedWord(i.Signed)
			out.Impacts = append(out.Impacts, i)
		}
	}
	return r.JSON(w, http.StatusOK, out)
}

// signedWord says that a return is signed, without by which account.
func signedWord(s string) string {
	if s == "" {
		return ""
	}
	return "signed"
}

// CountsJSON is the grid of outcomes and timeliness with both sides' minutes, and what others have published.
type CountsJSON struct {
	AsAt      time.Time                                             `json:"as_at"`
	CountedBy string                                                `json:"counted_by"`
	Requests  *int                                                  `json:"requests"` // null is withheld
	Drafts    int                                                   `json:"drafts"`   // of those that the reader may see: a trust's own
	Cells     map[mitigation.Outcome]map[mitigation.Timeliness]*int `json:"cells"`    // null is withheld, which is not nought
	Minutes   []SpreadJSON                                          `json:"minutes"`
	Published []PublishedJSON                                       `json:"published"`
}

// SpreadJSON is a measure's minutes over requests; the quarters are null where none is known or too few are. Leasts names
// those that a request which has not ended may still move: they are so long or longer.
type SpreadJSON struct {
	ID       string          `json:"id"`
	Side     mitigation.Side `json:"side"`
	Lower    *float64        `json:"quarter_at_most"`
	Median   *float64        `json:"median"`
	Upper    *float64        `json:"quarter_at_least"`
	Leasts   []string        `json:"are_a_least"`
	N        *int            `json:"requests"` // that have ended
	NotEnded *int            `json:"not_ended"`
	NotBegun *int            `json:"not_begun"`
}

func (v countsView) spreadJSON(x mitigation.Spread) SpreadJSON {
	j := SpreadJSON{ID: x.Measure.ID, Side: x.Measure.Side, Leasts: []string{}}
	if v.few(x) {
		return j
	}
	j.N, j.NotEnded, j.NotBegun, j.Leasts = &x.Ended, &x.Unfinished, &x.NotBegun, leastsOf(x)
	if x.Median.Known {
		j.Lower, j.Median, j.Upper = &x.Lower.Minutes, &x.Median.Minutes, &x.Upper.Minutes
	}
	return j
}

func (m room) apiCounts(w http.ResponseWriter, r *web.Request) error {
	v, err := m.countsOf(r)
	if err != nil {
		return err
	}
	g := mitigation.GridOf(v.all)
	out := CountsJSON{AsAt: v.now.UTC(), CountedBy: "Headroom", Drafts: g.Drafts, Cells: map[mitigation.Outcome]map[mitigation.Timeliness]*int{}}
	table := withTotals(g)
	hidden := withhold(table)
	for i, o := range mitigation.Outcomes() {
		out.Cells[o] = map[mitigation.Timeliness]*int{}
		for j, t := range mitigation.Timelinesses() {
			if n := table[i][j]; !v.outside() || !hidden[i][j] {
				out.Cells[o][t] = &n
			} else {
				out.Cells[o][t] = nil
			}
		}
	}
	if !v.outside() || !hidden[len(table)-1][len(table[0])-1] {
		out.Requests = &g.Requests
	}
	for _, x := range mitigation.Spreads(v.all, v.now) {
		out.Minutes = append(out.Minutes, v.spreadJSON(x))
	}
	for _, p := range v.published {
		out.Published = append(out.Published, PublishedJSON{p.Periods, p.CountedBy, p.AsAt.UTC(), p.Asked, p.Responded, p.NoneMade, p.Trusts, p.Requests, p.Doctors, p.Approved, p.Rejected, p.Withdrawn, p.Pending, p.Rest(), p.Exactness, p.Mark, p.Note, p.Source})
	}
	return r.JSON(w, http.StatusOK, out)
}

// PublishedJSON is a count that somebody published. A count that is null was not published, which is not nought.
type PublishedJSON struct {
	Periods   string          `json:"periods"`
	CountedBy string          `json:"counted_by"`
	AsAt      time.Time       `json:"as_at"`
	Asked     *int            `json:"asked"`
	Responded *int            `json:"responded"`
	NoneMade  *int            `json:"none_made"`
	Trusts    *int            `json:"trusts"`
	Requests  *int            `json:"requests"`
	Doctors   *int            `json:"doctors"`
	Approved  *int            `json:"approved"`
	Rejected  *int            `json:"rejected"`
	Withdrawn *int            `json:"withdrawn"`
	Pending   *int            `json:"pending"`
	Rest      *int            `json:"in_none_of_these"`
	Exactness string          `json:"exactness"`
	Mark      mitigation.Mark `json:"mark"`
	Note      string          `json:"note,omitempty"`
	Source    string          `json:"source"`
}

// OwedJSON is an impact return that is owed.
type OwedJSON struct {
	Request mitigation.Ref   `json:"request"`
	Trust   org.Code         `json:"trust"`
	Stage   mitigation.Stage `json:"stage"`
	Because string           `json:"because"`
	Due     time.Time        `json:"due"`
	State   string           `json:"state"` // due, missing once that is over, draft or signed
	None    *bool            `json:"no_impact_found"`
}

func (m room) apiImpacts(w http.ResponseWriter, r *web.Request) error {
	list, err := m.scoped(r, access.MitigationRead, mitigation.Filter{})
	if err != nil {
		return err
	}
	now, out := readAt(r).now, []OwedJSON{}
	for _, k := range list {
		for _, o := range owedOf(k, k.Stand(now), now) {
			j := OwedJSON{Request: k.Ref, Trust: k.Trust, Stage: o.due.Stage, Because: o.why, Due: o.due.At.UTC(), State: "due"}
			switch {
			case o.signed != nil:
				j.State, j.None = "signed", &o.signed.None
			case o.last != nil:
				j.State = "draft"
			case now.After(o.due.At):
				j.State = "missing"
			}
			out = append(out, j)
		}
	}
	return r.JSON(w, http.StatusOK, map[string]any{"as_of": now.UTC(), "impacts": out})
}

// TakenJSON is a step that a program takes for the person who made its token.
type TakenJSON struct {
	Step     mitigation.Step      `json:"step"`
	At       *time.Time           `json:"at"` // null is now
	Words    string               `json:"words"`
	Form     *mitigation.Form     `json:"form"`
	Decision *mitigation.Decision `json:"decision"`
	Use      *mitigation.Use      `json:"use"`
	Change   *mitigation.Change   `json:"change"`
}

func (m room) apiStep(w http.ResponseWriter, r *web.Request) error {
	k, _, err := m.kept(r)
	if err != nil {
		return err
	}
	var in TakenJSON
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil && !errors.Is(err, io.EOF) {
		return fault.Wrap(err, fault.Invalid, "The step could not be read: %s", err)
	}
	if in.Step == mitigation.Sign && in.Form == nil {
		return fault.New(fault.Invalid, "Send with a signature the form as it was read, declared accurate: it is signed if it is still so")
	}
	r.SetPathValue("act", string(in.Step))
	v, err := m.actOf(r)
	if err != nil {
		return err
	}
	e := mitigation.Event{Step: in.Step, At: r.Now, Words: in.Words, Form: in.Form, Decision: in.Decision, Use: in.Use, Change: in.Change}
	if in.At != nil {
		e.At = *in.At
	}
	if err := m.step(r, k.Trust, k.Ref, v.as, e); err != nil {
		return err
	}
	if k, err = m.Requests.Request(r.Context(), k.Ref, time.Time{}); err != nil {
		return err
	}
	now := r.Now
	if n := len(k.Events); n > 0 && k.Events[n-1].Recorded.After(now) {
		now = k.Events[n-1].Recorded
	}
	return r.JSON(w, http.StatusCreated, requestJSON(k.Trust, k.Stand(now)))
}
