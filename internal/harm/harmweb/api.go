package harmweb

import (
	"net/http"
	"time"

	"headroom/internal/civil"
	"headroom/internal/harm"
	"headroom/internal/mitigation"
	"headroom/internal/web"
)

// apiRevision is one revision of an event. The two grades are codes of two scales; the worst of each is the lowest.
type apiRevision struct {
	Revision      int        `json:"revision"`
	Recorded      time.Time  `json:"recorded"`
	Why           string     `json:"why,omitempty"`
	Kind          harm.Kind  `json:"kind"`
	Occurred      civil.Date `json:"occurred,omitzero"`
	Detected      civil.Date `json:"detected,omitzero"`
	What          string     `json:"what"`
	Actions       string     `json:"actions,omitempty"`
	Site          string     `json:"site,omitempty"`
	Service       string     `json:"service,omitempty"`
	Grade         harm.Grade `json:"grade"`
	Patients      int        `json:"patients"`
	Period        string     `json:"period,omitempty"`
	PSIRFResponse harm.PSIRF `json:"response,omitempty"`
}

func revisionOf(e harm.Event) apiRevision {
	return apiRevision{Revision: e.Revision, Recorded: e.Recorded, Why: e.Why, Kind: e.Kind, Occurred: e.Occurred, Detected: e.Detected, What: e.What, Actions: e.Actions, Site: e.Site, Service: e.Service,
		Grade: e.Grade, Patients: e.Patients, Period: e.Period, PSIRFResponse: e.Response}
}

// apiListed is an event in a list, as it is told now.
type apiListed struct {
	ID  harm.EventID `json:"id"`
	Ref string       `json:"reference"`
	apiRevision
}

type apiList struct {
	Order  string      `json:"order"`
	Events []apiListed `json:"events"`
}

func (m room) apiEvents(w http.ResponseWriter, r *web.Request) error {
	v, err := m.eventsOf(r)
	if err != nil {
		return err
	}
	out := apiList{Order: v.order, Events: []apiListed{}}
	if out.Order == "" {
		out.Order = "newest"
	}
	for _, k := range v.list {
		out.Events = append(out.Events, apiListed{k.ID, k.Now().Reference(), revisionOf(k.Now())})
	}
	return r.JSON(w, http.StatusOK, out)
}

// apiLink is a judgement; 2 is not known.
type apiLink struct {
	Period     string              `json:"period,omitempty"`
	Request    mitigation.Ref      `json:"request,omitempty"`
	Strength   mitigation.Strength `json:"strength"`
	Words      string              `json:"words"`
	Consultant bool                `json:"consultant"`
	Involved   bool                `json:"involved"`
	On         civil.Date          `json:"on"`
	Why        string              `json:"why,omitempty"`
}

// apiCandour is the newest answer on the duty of candour with its clock.
type apiCandour struct {
	Notifiable string     `json:"notifiable"`
	Level      string     `json:"level,omitempty"`
	Since      time.Time  `json:"clock_since,omitzero"`
	Due        civil.Date `json:"due,omitzero"`
	Stopped    bool       `json:"stopped"`
	Overdue    bool       `json:"overdue"`
	Attempts   int        `json:"attempts"`
	Told       time.Time  `json:"told,omitzero"`
	Written    time.Time  `json:"written,omitzero"`
}

// apiSent is how far a revision has come.
type apiSent struct {
	Revision int            `json:"revision"`
	State    harm.SendState `json:"state"`
	Profile  int            `json:"profile,omitempty"`
	At       time.Time      `json:"at,omitzero"`
	Next     time.Time      `json:"next,omitzero"`
	Reply    string         `json:"reply,omitempty"`
}

// apiWhole is an event with everything that was written down about it.
type apiWhole struct {
	ID        harm.EventID  `json:"id"`
	Ref       string        `json:"reference"`
	Revisions []apiRevision `json:"revisions"`
	Links     []apiLink     `json:"links"`
	Candour   *apiCandour   `json:"candour"`
	Sent      []apiSent     `json:"sent"`
}

func (m room) apiEvent(w http.ResponseWriter, r *web.Request) error {
	k, err := m.kept(r)
	if err != nil {
		return err
	}
	out := apiWhole{ID: k.ID, Ref: k.Now().Reference(), Revisions: []apiRevision{}, Links: []apiLink{}, Sent: []apiSent{}}
	for _, e := range k.Revisions {
		out.Revisions = append(out.Revisions, revisionOf(e))
	}
	for _, l := range k.Links {
		out.Links = append(out.Links, apiLink{l.Period, l.Request, l.Strength, l.Strength.Words(), l.Consultant, l.Involved, l.On, l.Why})
	}
	for _, s := range k.Sent {
		out.Sent = append(out.Sent, apiSent{s.Revision, s.State, s.Profile, s.At, s.Next, s.Reply})
	}
	if n := len(k.Candour); n > 0 {
		c := k.Candour[n-1]
		a := apiCandour{Notifiable: c.Notifiable, Level: c.Level, Overdue: c.Overdue(at(r).today, m.Holidays), Attempts: len(c.Contacts), Told: c.Told(), Written: c.Written}
		if c.Clocked() {
			a.Since, a.Stopped = c.Start(), c.Stopped()
			a.Due = c.Due(m.Holidays)
		}
		out.Candour = &a
	}
	return r.JSON(w, http.StatusOK, out)
}

// apiCount is a number as the reader may know it: exact within the trust; above it to the nearest five, and null where one to
// four are kept back.
type apiCount struct {
	Value *int `json:"value"`
	Exact bool `json:"exact"`
}

func (h here) apiCount(n int) apiCount {
	x, ok := h.shown(n)
	if !ok {
		return apiCount{}
	}
	return apiCount{&x, h.exact()}
}

// apiWindow is one column of a cohort's lags. What is not known yet is told first.
type apiWindow struct {
	Days        int      `json:"days"`
	UnderReview apiCount `json:"under_review"`
	Triggers    apiCount `json:"triggers"`
	FoundLater  apiCount `json:"found_later"`
	Closed      apiCount `json:"review_closed"`
	Watched     apiCount `json:"watched_so_long"`
}

type apiLags struct {
	Period        string      `json:"period"`
	UnknownLinks  apiCount    `json:"events_unknown_or_under_review"`
	Trusts        int         `json:"trusts"`
	TrustsMissing int         `json:"trusts_missing"`
	Windows       []apiWindow `json:"windows"`
}

func (m room) apiCohort(w http.ResponseWriter, r *web.Request) error {
	v, err := m.cohortOf(r)
	if err != nil {
		return err
	}
	out := apiLags{Period: v.period, UnknownLinks: v.apiCount(v.linked.Unknown), Trusts: len(v.with), TrustsMissing: len(v.silent), Windows: []apiWindow{}}
	l := v.lags
	for i, d := range l.Days {
		out.Windows = append(out.Windows, apiWindow{d, v.apiCount(l.Count[i] - l.Closed[i]), v.apiCount(l.Count[i]), v.apiCount(l.Late[i]), v.apiCount(l.Closed[i]), v.apiCount(l.Of[i])})
	}
	return r.JSON(w, http.StatusOK, out)
}

// apiWeek is one week of a nowcast.
type apiWeek struct {
	From     civil.Date `json:"from"`
	Reported apiCount   `json:"reported_so_far"`
	Expected apiCount   `json:"expected_to_be_reported"`
	Low      apiCount   `json:"low"`
	High     apiCount   `json:"high"`
	Complete float64    `json:"usually_reported"`
}

type apiNow struct {
	AsOf     civil.Date `json:"as_of"`
	Share    float64    `json:"share_of_interval"`
	Reported apiCount   `json:"reported_so_far"`
	Expected apiCount   `json:"expected_to_be_reported"`
	Low      apiCount   `json:"low"`
	High     apiCount   `json:"high"`
	Method   string     `json:"method"`
	Weeks    []apiWeek  `json:"weeks"`
}

func (m room) apiNowcast(w http.ResponseWriter, r *web.Request) error {
	v, err := m.nowcastOf(r)
	if err != nil {
		return err
	}
	whole := func(mean float64) apiCount { return v.apiCount(int(mean + .5)) }
	n := v.n
	out := apiNow{AsOf: n.AsOf, Share: n.Share, Reported: v.apiCount(n.Reported), Expected: whole(n.Mean), Low: v.apiCount(n.Low), High: v.apiCount(n.High), Method: MethodPath, Weeks: []apiWeek{}}
	for _, x := range n.Windows {
		out.Weeks = append(out.Weeks, apiWeek{x.From, v.apiCount(x.Reported), whole(x.Mean), v.apiCount(x.Low), v.apiCount(x.High), x.Complete})
	}
	return r.JSON(w, http.StatusOK, out)
}

// apiBeside is one row of a comparison; its rates are null where they are kept back.
type apiBeside struct {
	Beside      string   `json:"beside"`
	Group       string   `json:"group"`
	Postponed   apiCount `json:"postponed"`
	Rate        *float64 `json:"rate"`
	OtherRate   *float64 `json:"rate_same_mix"`
	Difference  *float64 `json:"difference"`
	Low         *float64 `json:"low"`
	High        *float64 `json:"high"`
	NobodyAlike apiCount `json:"nobody_alike"`
}

type apiComparison struct {
	Period  string           `json:"period"`
	Unknown apiCount         `json:"under_review"`
	Trigger harm.TriggerKind `json:"trigger"`
	Days    int              `json:"days"`
	Split   string           `json:"split,omitempty"`
	Note    string           `json:"note"`
	Rows    []apiBeside      `json:"rows"`
}

func (m room) apiCompare(w http.ResponseWriter, r *web.Request) error {
	v, err := m.compareOf(r)
	if err != nil {
		return err
	}
	out := apiComparison{Period: v.period, Unknown: v.apiCount(v.unknown), Trigger: v.kind, Days: v.window, Split: v.split, Note: "A difference says nothing of causes; days of action can look better than others.", Rows: []apiBeside{}}
	for _, x := range v.rows {
		row := apiBeside{Beside: x.with, Group: v.label(x.name), Postponed: v.apiCount(x.c.Exposed), NobodyAlike: v.apiCount(x.c.Left)}
		if !v.kept(x.c) {
			rates := [5]float64{rounded(x.c.Rate).Number, rounded(x.c.OtherRate).Number, rounded(x.c.Difference).Number, rounded(x.c.Low).Number, rounded(x.c.High).Number}
			row.Rate, row.OtherRate, row.Difference, row.Low, row.High = &rates[0], &rates[1], &rates[2], &rates[3], &rates[4]
		}
		out.Rows = append(out.Rows, row)
	}
	return r.JSON(w, http.StatusOK, out)
}
