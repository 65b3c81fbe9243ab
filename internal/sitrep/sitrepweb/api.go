package sitrepweb

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web"
)

// apiMax is the largest body of a submission: a return with every line and comment has under 100 KB.
const apiMax = 256 << 10

// apiSlipDays is how many days the list of returns covers at most.
const apiSlipDays = 62

// apiKeyMax is the longest idempotency key.
const apiKeyMax = 200

func (m room) apiRoutes() []web.Route {
	const at = "/api/returns/{form}/{org}/{day}"
	one := func(verb access.Verb, pattern string, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Verb: verb, On: web.OrgIn("org"), API: true, MaxBody: apiMax, Handle: h}
	}
	wide := func(verb access.Verb, pattern string, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Verb: verb, Anywhere: true, API: true, Handle: h}
	}
	series := web.Route{Pattern: "GET /api/series", Verb: access.SeriesRead, API: true, Handle: m.apiSeries, On: func(r *http.Request) (org.Code, error) {
		c, _, err := org.ParseCode(r.URL.Query().Get("org"))
		if err != nil {
			return "", apiBroken("org", "give the code of an organisation; England is ENG")
		}
		return c, nil
	}}
	return []web.Route{
		wide(access.RegisterRead, "GET /api/forms", m.apiForms),
		wide(access.RegisterRead, "GET /api/forms/{form}", m.apiForm),
		one(access.ReturnRead, "GET "+at, m.apiReturn),
		one(access.ReturnSubmit, "PUT "+at, m.apiSend),
		one(access.ReturnSubmit, "POST "+at, m.apiSend),
		one(access.ReturnDraft, "POST "+at+"/check", m.apiCheck),
		series,
		wide(access.ReturnRead, "GET /api/slips", m.apiSlips),
		{Pattern: "GET /api/openapi.json", Public: true, API: true, Handle: m.apiDocument},
	}
}

func (m room) apiForms(w http.ResponseWriter, r *web.Request) error {
	out := apiForms{Forms: []apiForm{}}
	for _, f := range sitrep.Forms() {
		if !f.Publication && f.Valid.Contains(r.Today) {
			out.Forms = append(out.Forms, apiFormOf(f, false))
		}
	}
	return r.JSON(w, http.StatusOK, out)
}

func (m room) apiForm(w http.ResponseWriter, r *web.Request) error {
	day, err := apiDay(r, "day", r.Today)
	if err != nil {
		return err
	}
	f, ok := sitrep.FindForm(sitrep.FormCode(r.PathValue("form")), day)
	if !ok || f.Publication {
		return fault.New(fault.NotFound, "There is no such form on %s; GET /api/forms lists them", day)
	}
	return r.JSON(w, http.StatusOK, apiFormOf(f, true))
}

// apiDay is a date of the query, or else when.
func apiDay(r *web.Request, name string, when civil.Date) (civil.Date, error) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return when, nil
	}
	d, err := civil.ParseDate(text)
	if err != nil {
		return d, apiBroken(name, "write a date as 2023-12-24")
	}
	return d, nil
}

// apiHistory is the return that the address names.
func (m room) apiHistory(r *web.Request) (sitrep.History, error) {
	day, err := r.Day("day")
	if err != nil {
		return sitrep.History{}, err
	}
	return m.Store.History(r.Context(), sitrep.FormCode(r.PathValue("form")), r.On, day, entryAsOf(r))
}

func (m room) apiReturn(w http.ResponseWriter, r *web.Request) error {
	h, err := m.apiHistory(r)
	if err != nil {
		return err
	}
	if err := m.entryNote(r, h); err != nil {
		return err
	}
	out := apiReturn{Form: string(h.Form.Code), Org: string(h.Org), Day: h.Day.String(), Owed: h.Owed, Standing: string(h.Standing), Versions: []apiVersion{}}
	for _, v := range h.Versions {
		out.Versions = append(out.Versions, apiVersionOf(v))
	}
	return r.JSON(w, http.StatusOK, out)
}

// apiSubmission reads what was sent into a submission and says who signs it.
func (m room) apiSubmission(r *web.Request) (sitrep.Submission, error) {
	h, err := m.apiHistory(r)
	if err != nil {
		return sitrep.Submission{}, err
	}
	if h.Form.Publication {
		return sitrep.Submission{}, fault.New(fault.NotFound, "%s is filled from publications; nothing is sent to it", h.Form.Name)
	}
	body, err := io.ReadAll(r.Body)
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &big):
		return sitrep.Submission{}, fault.Wrap(err, fault.TooLarge, "The body is larger than %d KB, the limit here", big.Limit>>10)
	case err != nil:
		return sitrep.Submission{}, apiBroken("", "the body did not arrive whole; send it again")
	}
	a, err := apiRead(h.Form, h.Day, body)
	if err != nil {
		return sitrep.Submission{}, err
	}
	a.draft.Org = h.Org
	s := sitrep.Submission{Draft: a.draft, By: r.Who.Actor(), Reason: strings.TrimSpace(a.reason), Channel: "api", Base: a.base}
	s.Digest = apiDigest(a)
	return s, m.apiSigner(r, &s)
}

// apiDigest is of what the request says, whatever its spacing and the order of its keys.
func apiDigest(a *apiReader) string {
	b, _ := json.Marshal(struct { // texts, numbers and maps of texts: cannot fail
		Form, Org, Day, From, State, Reason, Body, Comments string
		Base                                                int
	}{string(a.draft.Form), string(a.draft.Org), a.draft.Day.String(), a.draft.Covers.From.String(), string(a.draft.State), a.reason,
		sitrep.Encode(a.draft.Items), sitrep.EncodeComments(a.draft.Comments), a.base})
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// apiSigner names the accountable person: the director of a token, who must still hold the role, or the person who is
// signed in. A token without one is automated, which the checks refuse (T26).
func (m room) apiSigner(r *web.Request, s *sitrep.Submission) error {
	l := r.Who.Limit
	switch {
	case l == nil:
		if r.May(access.ReturnSign, r.On) {
			s.SignedBy, s.Role = r.Who.Actor(), string(entrySigningRole(r))
		}
		return nil
	case l.Director == 0:
		s.Automated = true
		return nil
	}
	s.SignedBy = fmt.Sprintf("account:%d", l.Director)
	p, ok, err := m.People.Signer(r.Context(), s.SignedBy, r.On)
	if err != nil {
		return err
	}
	if ok {
		s.Role = entryRoleWord(p.Role)
		return nil
	}
	return fault.New(fault.Forbidden, "The director that this token names does not sign returns off for %s now; make a token that names one who does", r.On)
}

func (m room) apiSend(w http.ResponseWriter, r *web.Request) error {
	key := r.Header.Get("Idempotency-Key")
	if len(key) == 0 || len(key) > apiKeyMax || strings.TrimFunc(key, func(c rune) bool { return c > ' ' && c < 127 }) != "" {
		return apiBroken("Idempotency-Key", "send this header with 1 to 200 plain characters without spaces, a new one for each return and the same one when you try again")
	}
	s, err := m.apiSubmission(r)
	if err != nil {
		return err
	}
	if r.Who.Limit == nil && s.SignedBy == "" {
		return fault.New(fault.Forbidden, "Your account does not sign returns off; send it for sign-off on its form at %s", EntryPath(s.Draft.Form, s.Draft.Org, s.Draft.Day))
	}
	s.Key = key
	c, err := m.Store.Submit(r.Context(), s)
	if err != nil {
		return err
	}
	status := http.StatusCreated
	if c.Again || c.Same {
		status = http.StatusOK
	}
	return r.JSON(w, status, apiReceipt{Form: string(c.Form), Org: string(c.Org), Day: c.Day.String(), Version: c.Version, State: string(c.State), Timing: string(c.Timing),
		Recorded: c.Recorded, Digest: c.Digest, Again: c.Again, Same: c.Same, Link: ReturnPath(c.Form, c.Org, c.Day)})
}

func (m room) apiCheck(w http.ResponseWriter, r *web.Request) error {
	s, err := m.apiSubmission(r)
	if err != nil {
		return err
	}
	if s.SignedBy == "" && !s.Automated {
		signers, err := m.People.Signers(r.Context(), r.On)
		if err != nil {
			return err
		}
		if len(signers) > 0 {
			s.SignedBy, s.Role = signers[0].Actor, entryRoleWord(signers[0].Role)
		}
	}
	list, err := m.Store.Try(r.Context(), s)
	if err != nil {
		return err
	}
	return r.JSON(w, http.StatusOK, apiChecked{OK: len(list) == 0, Problems: append([]fault.Field{}, list...)})
}

func (m room) apiSeries(w http.ResponseWriter, r *web.Request) error {
	q := r.URL.Query()
	ask := sitrep.Asked{Org: r.On, Measure: measure.Code(q.Get("measure")), Form: sitrep.FormCode(q.Get("form")), AsOf: r.AsOf, Names: true}
	var list fault.List
	if _, ok := measure.Find(ask.Measure); !ok {
		list.Add("measure", "", "there is no such measure; the register at /measures lists them")
	}
	var err error
	if ask.From, err = apiDay(r, "from", ask.From); err != nil {
		list.Add("from", "", "write a date as 2023-12-24")
	}
	if ask.To, err = apiDay(r, "to", ask.To); err != nil {
		list.Add("to", "", "write a date as 2023-12-24")
	}
	if ask.View, err = sitrep.ParseView(q.Get("view")); err != nil {
		list.Add("view", "", "%v", err)
	}
	if ask.Only = q.Get("only"); ask.Only != "" && ask.Only != org.MarkType1 {
		list.Add("only", "", "leave it out, or write %s", org.MarkType1)
	}
	if err := list.Err("The series cannot be asked for like this"); err != nil {
		return err
	}
	s, err := m.Store.Series(r.Context(), ask)
	if err != nil {
		return err
	}
	return r.JSON(w, http.StatusOK, apiWithin(SeriesOf(s), r.Scope(access.ChaseRead)))
}

// apiWithin leaves out the names of organisations whose returns the asker may not see, and counts them.
func apiWithin(s SeriesJSON, scope access.Scope) SeriesJSON {
	for i := range s.Points {
		p := &s.Points[i]
		for _, list := range []*[]org.Code{&p.Missing, &p.Without} {
			var named []org.Code
			for _, c := range *list {
				if scope.Holds(c) {
					named = append(named, c)
				} else {
					p.Elsewhere++
				}
			}
			*list = named
		}
	}
	return s
}

func (m room) apiSlips(w http.ResponseWriter, r *web.Request) error {
	q := sitrep.SlipsAsked{Form: sitrep.FormCode(r.URL.Query().Get("form")), AsOf: r.AsOf}
	var err error
	if q.From, err = apiDay(r, "from", civil.Today(r.AsOf)); err != nil {
		return err
	}
	if q.To, err = apiDay(r, "to", q.From); err != nil {
		return err
	}
	if n := q.To.Sub(q.From); n < 0 || n >= apiSlipDays {
		return apiBroken("to", fmt.Sprintf("give a day from the first day on; at most %d days are listed at a time", apiSlipDays))
	}
	scope := r.Scope(access.ReturnRead)
	if !scope.Everything {
		q.Orgs = append([]org.Code{}, scope.Orgs...)
	}
	if text := r.URL.Query().Get("org"); text != "" {
		c, err := r.Org("org")
		if err != nil {
			return err
		}
		if !scope.Holds(c) {
			return fault.New(fault.Forbidden, "Your account does not cover the returns of %s", c)
		}
		q.Orgs = slices.DeleteFunc(append([]org.Code{c}, r.Picture.Under(org.NHS, c)...), func(c org.Code) bool { return !scope.Holds(c) })
	}
	out := apiSlips{Slips: []apiSlip{}}
	for _, form := range apiOwnForms(q.Form, q.To) {
		q.Form = form
		slips, err := m.Store.Slips(r.Context(), q)
		if err != nil {
			return err
		}
		for _, s := range slips {
			out.Slips = append(out.Slips, apiSlipOf(s))
		}
	}
	return r.JSON(w, http.StatusOK, out)
}

// apiOwnForms is the form that is asked for, or else every form that organisations send on the day.
func apiOwnForms(asked sitrep.FormCode, day civil.Date) []sitrep.FormCode {
	if asked != "" {
		return []sitrep.FormCode{asked}
	}
	var out []sitrep.FormCode
	for _, f := range sitrep.Forms() {
		if !f.Publication && f.Valid.Contains(day) {
			out = append(out, f.Code)
		}
	}
	return out
}

func apiSlipOf(s sitrep.Slip) apiSlip {
	out := apiSlip{Form: string(s.Form), Org: string(s.Org), Day: s.Day.String(), Standing: string(s.Standing), Timing: string(s.Timing), Version: s.Version, Comments: s.Comments}
	if !s.Recorded.IsZero() {
		out.Recorded = &s.Recorded
	}
	if f, ok := sitrep.FindForm(s.Form, s.Day); ok && !f.Publication {
		due := f.DueAt(s.Day)
		out.Due = &due
	}
	return out
}
