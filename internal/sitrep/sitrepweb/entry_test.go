package sitrepweb

import (
	"context"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web"
	"headroom/internal/web/browser"
)

// entryMemory is the contract's store in memory, for one organisation's returns.
type entryMemory struct {
	Store // what is not written here is not called
	mu    sync.Mutex
	now   func() time.Time
	kept  map[string][]*sitrep.Version
	draft map[string]sitrep.SavedDraft
	keys  map[string]entryKeyed
	sent  []sitrep.Submission
	saves int
	fail  error // what SaveDraft answers, when not nil
	asked sitrep.SlipsAsked
	serie sitrep.Asked
}

type entryKeyed struct {
	digest  string
	receipt sitrep.Receipt
}

func entryKey(form sitrep.FormCode, o org.Code, day civil.Date) string {
	return string(form) + "/" + string(o) + "/" + day.String()
}

func (m *entryMemory) History(_ context.Context, form sitrep.FormCode, o org.Code, day civil.Date, asOf time.Time) (sitrep.History, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f, ok := sitrep.FindForm(form, day)
	if !ok {
		return sitrep.History{}, fault.New(fault.NotFound, "there is no form %s", form)
	}
	if asOf.IsZero() {
		asOf = m.now()
	}
	h := sitrep.History{Form: f, Org: o, Day: day, Owed: true}
	for _, v := range m.kept[entryKey(form, o, day)] {
		if !v.Recorded.After(asOf) {
			h.Versions = append(h.Versions, v)
		}
	}
	if d, ok := m.draft[entryKey(form, o, day)]; ok && !asOf.Before(m.now()) {
		d.Typed = maps.Clone(d.Typed)
		h.Draft = &d
	}
	h.Standing = sitrep.StandingOf(f, day, true, entryNewest(h.Versions), asOf)
	return h, nil
}

func (m *entryMemory) SaveDraft(_ context.Context, d sitrep.SavedDraft) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k := entryKey(d.Form, d.Org, d.Day)
	if m.fail != nil {
		return 0, m.fail
	}
	if was := m.draft[k]; was.Rev != d.Rev {
		return 0, fault.New(fault.Conflict, "%s saved this draft in between", was.By)
	}
	d.Rev++
	m.saves++
	d.Typed = maps.Clone(d.Typed)
	m.draft[k] = d
	return d.Rev, nil
}

func (m *entryMemory) check(s sitrep.Submission) (sitrep.Checked, fault.List) {
	f, _ := sitrep.FindForm(s.Draft.Form, s.Draft.Day)
	return sitrep.Check(s.Draft, sitrep.Circumstances{Definition: f, Now: m.now(), OrgOpen: true, Reason: s.Reason, Automated: s.Automated || s.SignedBy == "",
		Own: m.kept[entryKey(s.Draft.Form, s.Draft.Org, s.Draft.Day)], Past: m.kept[entryKey(s.Draft.Form, s.Draft.Org, s.Draft.Day.Add(-1))]})
}

func (m *entryMemory) Try(_ context.Context, s sitrep.Submission) (fault.List, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, list := m.check(s)
	return list, nil
}

func (m *entryMemory) Submit(_ context.Context, s sitrep.Submission) (sitrep.Receipt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if was, ok := m.keys[s.Key]; ok && s.Key != "" {
		if was.digest != s.Digest {
			return sitrep.Receipt{}, fault.New(fault.Conflict, "the key was used for another request")
		}
		was.receipt.Again = true
		return was.receipt, nil
	}
	k := entryKey(s.Draft.Form, s.Draft.Org, s.Draft.Day)
	own := m.kept[k]
	if s.Base >= 0 && s.Base != len(own) {
		return sitrep.Receipt{}, fault.New(fault.Conflict, "version %d came in between", len(own))
	}
	ok, list := m.check(s)
	if err := list.Err("the return was not accepted"); err != nil {
		return sitrep.Receipt{}, err
	}
	d := ok.Draft()
	v := &sitrep.Version{Form: d.Form, Org: d.Org, Day: d.Day, N: len(own) + 1, Covers: d.Covers, State: d.State, Timing: ok.Timing(), Channel: s.Channel,
		Recorded: m.now(), Stored: m.now(), By: s.By, SignedBy: s.SignedBy, Role: s.Role, Reason: s.Reason, Comments: d.Comments, Items: d.Items, Source: sitrep.SourceRef{File: s.File}}
	v.Digest = sitrep.DigestOf(v, sitrep.Encode(v.Items))
	m.kept[k] = append(own, v)
	m.sent = append(m.sent, s)
	delete(m.draft, k)
	receipt := sitrep.Receipt{Form: v.Form, Org: v.Org, Day: v.Day, Version: v.N, State: v.State, Timing: v.Timing, Recorded: v.Recorded, Digest: v.Digest}
	m.keys[s.Key] = entryKeyed{s.Digest, receipt}
	return receipt, nil
}

func (m *entryMemory) Slips(_ context.Context, q sitrep.SlipsAsked) ([]sitrep.Slip, error) {
	m.asked = q
	return []sitrep.Slip{{Form: q.Form, Org: entrySampleOrg, Day: q.From, Standing: sitrep.Due}}, nil
}

func (m *entryMemory) Series(_ context.Context, q sitrep.Asked) (*sitrep.Series, error) {
	m.serie = q
	mm, _ := measure.Find(q.Measure)
	v := entrySampleVersion(entrySampleDay(), 1, 0)
	return &sitrep.Series{Org: q.Org, Measure: mm, Form: sitrep.UECDaily, Points: []sitrep.Point{sitrep.PointOf(mm, v.Day, v, true)}}, nil
}

// entryPeople knows the director.
type entryPeople struct{ reads []string }

func (p *entryPeople) Named(context.Context, []string) (map[string]string, error) {
	return map[string]string{"account:3": "Sam Onslow"}, nil
}

func (p *entryPeople) Signer(ctx context.Context, actor string, at org.Code) (Signer, bool, error) {
	list, err := p.Signers(ctx, at)
	for _, s := range list {
		if s.Actor == actor {
			return s, true, err
		}
	}
	return Signer{}, false, err
}

func (p *entryPeople) Signers(context.Context, org.Code) ([]Signer, error) {
	return []Signer{{Actor: "account:4", Name: "Robin Hale", Email: "robin.hale@wendle.example", Role: access.TrustDirector.Name()}}, nil
}

func (p *entryPeople) Read(_ context.Context, who, _, key string, _ org.Code) error {
	p.reads = append(p.reads, who+" "+key)
	return nil
}

// entryWorld is a site with the pages of entry, one trust and whoever asks.
type entryWorld struct {
	*testing.T
	*entryMemory
	people *entryPeople
	who    access.Principal
	at     time.Time
	site   *httptest.Server
}

func entryPerson(id int64, role access.Role) access.Principal {
	return access.Principal{ID: id, Name: "Person", Grants: []access.Grant{{Role: role, At: entrySampleOrg, From: civil.MustDate("2020-01-01")}}}
}

func (w *entryWorld) Principal(*http.Request) (access.Principal, error) { return w.who, nil }

func (w *entryWorld) Picture(_ context.Context, at civil.Date, _ time.Time) (*org.Picture, error) {
	always := civil.Range{From: civil.MustDate("2020-01-01")}
	return org.NewBook([]org.Fact{{What: org.FactUnit, Org: entrySampleOrg, Kind: org.KindTrust, Valid: always},
		{What: org.FactName, Org: entrySampleOrg, Text: "Wendle Valley NHS Trust", Valid: always},
		{What: org.FactUnit, Org: "Z2B2B", Kind: org.KindTrust, Valid: always}}).At(at), nil
}

// entrySite is half past seven on the sample's day with yesterday's return in; the submitter is signed in.
func entrySite(t *testing.T) *entryWorld {
	t.Helper()
	w := &entryWorld{T: t, people: &entryPeople{}, at: entrySampleDay().At(7*60 + 41), who: entryPerson(3, access.TrustSubmitter)}
	day := entrySampleDay()
	w.entryMemory = &entryMemory{now: func() time.Time { return w.at }, draft: map[string]sitrep.SavedDraft{}, keys: map[string]entryKeyed{},
		kept: map[string][]*sitrep.Version{entryKey(sitrep.UECDaily, entrySampleOrg, day.Add(-1)): {entrySampleVersion(day.Add(-1), 1, -3)}}}
	shell := web.New(web.Config{Test: true, Clock: w.now, Sessions: w, Policy: web.GrantsPolicy{}, Pictures: w, Gallery: entryGallery()})
	m := room{Deps: Deps{Store: w.entryMemory, People: w.people}}
	w.site = httptest.NewServer(shell.Mux(append(m.entryRoutes(), m.apiRoutes()...)))
	t.Cleanup(w.site.Close)
	w.site.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return w
}

func entryAddress(part string) string {
	return ReturnPath(sitrep.UECDaily, entrySampleOrg, entrySampleDay()) + part
}

// do sends a request and gives status, body and where it leads.
func (w *entryWorld) do(method, path, contentType string, body io.Reader, header ...string) (int, string, string) {
	w.Helper()
	req, err := http.NewRequest(method, w.site.URL+path, body)
	if err != nil {
		w.Fatal(err)
	}
	req.Header.Set("Content-Type", contentType)
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := w.site.Client().Do(req)
	if err != nil {
		w.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		w.Fatal(err)
	}
	return res.StatusCode, string(b), res.Header.Get("Location")
}

func (w *entryWorld) get(path string) (int, string) {
	w.Helper()
	code, body, _ := w.do("GET", path, "", nil)
	return code, body
}

func (w *entryWorld) post(path string, f url.Values, header ...string) (int, string, string) {
	w.Helper()
	return w.do("POST", path, "application/x-www-form-urlencoded", strings.NewReader(f.Encode()), header...)
}

var entryHidden = regexp.MustCompile(`<input type="hidden" name="(rev|base|page)" value="([^"]*)"`)

// form opens the form and takes its hidden fields, with the whole sample typed in.
func (w *entryWorld) form(pairs ...string) url.Values {
	w.Helper()
	code, body := w.get(entryAddress("/enter"))
	if code != 200 {
		w.Fatalf("the form answers %d: %s", code, body)
	}
	f := url.Values{}
	for _, m := range entryHidden.FindAllStringSubmatch(body, -1) {
		f.Set(m[1], m[2])
	}
	v := entrySampleVersion(entrySampleDay(), 0, 0)
	for name, text := range sitrep.TypedOf(entrySample().Form, v) {
		f.Set(name, text)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Set(pairs[i], pairs[i+1])
	}
	return f
}

func (w *entryWorld) says(body string, words ...string) {
	w.Helper()
	for _, s := range words {
		if !strings.Contains(body, s) {
			w.Errorf("the page does not say %q", s)
		}
	}
}

func (w *entryWorld) saved() map[string]string {
	return w.draft[entryKey(sitrep.UECDaily, entrySampleOrg, entrySampleDay())].Typed
}

func TestEntryFormSaysWhatItIsAbout(t *testing.T) {
	w := entrySite(t)
	code, body := w.get(entryAddress("/enter"))
	if code != 200 {
		t.Fatal(code)
	}
	w.says(body, "Wed 20 Dec, 08:00", "Tue 19 Dec, 00:00–23:59", "Due by 11:00 today, London time. It is 07:41: 3 hours 19 minutes left.",
		"(required)", "Tue 19 Dec: 418", `inputmode="numeric"`, "Send for sign-off", "Robin Hale, robin.hale@wendle.example", "Does not apply to us")
	if strings.Contains(body, `value="418"`) || strings.Contains(body, "Sign off and send") {
		t.Error("a figure of yesterday is filled in, or a submitter is offered to sign")
	}
	if list := browser.Sound(body); len(list) > 0 {
		t.Errorf("%q", list)
	}
	if len(w.people.reads) != 0 {
		t.Error("an empty form is no reading of a return")
	}
}

func TestEntryDeadlineWords(t *testing.T) {
	day := entrySampleDay()
	f, _ := sitrep.FindForm(sitrep.UECDaily, day)
	one := []*sitrep.Version{entrySampleVersion(day, 1, 0)}
	for _, c := range []struct {
		at   time.Time
		in   []*sitrep.Version
		open []sitrep.Reopening
		want string
	}{
		{day.At(5 * 60), nil, nil, "opens at 06:00"},
		{day.At(11 * 60), nil, nil, "less than a minute left"},
		{day.At(11 * 60).Add(time.Second), nil, nil, "marked late"},
		{day.At(12 * 60), one, nil, "becomes version 2, an amendment, until the end of Wed 3 Jan"},
		{day.Add(20).At(0), one, nil, "Ask the region to open it again"},
		{day.Add(20).At(0), one, []sitrep.Reopening{{Until: day.Add(21).At(0), Reason: "recount"}}, "opened this return again until 00:00 on 10 January: recount"},
	} {
		h := sitrep.History{Form: f, Day: day, Versions: c.in, Reopenings: c.open}
		if got := entryDeadline(&h, c.at); !strings.Contains(got, c.want) {
			t.Errorf("%s: %q", c.at, got)
		}
	}
}

func TestEntryEveryProblemReachesItsField(t *testing.T) {
	w := entrySite(t)
	f := w.form("do", "check", "ga_occ", "460", "los21", "a lot", "los7", "", "flu_ga", "500", "ga_core_open", "", "covers", "Tuesday", "ga_esc_open", "-1")
	code, body, _ := w.post(entryAddress("/enter"), f)
	if code != 200 {
		t.Fatal(code)
	}
	for field, words := range map[string]string{
		"los21": "“a lot” is not a figure", "flu_ga": "cannot be more than", "ga_core_open": "is blank", "covers": "Enter the first day covered", "ga_esc_open": "cannot be below 0",
	} {
		at := strings.Index(body, `id="`+field+`-error"`)
		if at < 0 || !strings.Contains(body[at:at+400], words) || !strings.Contains(body, `href="#`+field+`"`) {
			t.Errorf("%s: %q is not told at its field and in the summary", field, words)
		}
	}
	for name, text := range f {
		if name != "rev" && name != "do" && name != "page" && !strings.Contains(body, `value="`+text[0]+`"`) && text[0] != "" {
			t.Errorf("%s: %q is gone from the form", name, text[0])
		}
	}
	if got := w.saved(); got["los21"] != "a lot" || got["covers"] != "Tuesday" {
		t.Errorf("the check did not keep what was typed: %v", got)
	}
	// A query brings its comment box, without scripts, and the comment answers it.
	code, body, _ = w.post(entryAddress("/enter"), w.form("do", "check", "adult_occ", "410", "ga_occ", "441"))
	w.says(body, "say why, for example patients in corridors", `name="comment-adult_occ"`)
	if code != 200 || strings.Contains(body, `name="comment-paed_occ"`) {
		t.Error("a comment is asked for where nothing is queried")
	}
	_, body, _ = w.post(entryAddress("/enter"), w.form("do", "check", "adult_occ", "410", "ga_occ", "441", "comment-adult_occ", "six in corridors"))
	w.says(body, "Nothing is wrong and nothing is queried", "six in corridors", "Worked out from their parts and sent with the rest", "from its parts")
}

func TestEntryReadySignAndReceipt(t *testing.T) {
	w := entrySite(t)
	f := w.form("do", "ready")
	if code, body, to := w.post(entryAddress("/enter"), f); code != 303 || to != entryAddress("/enter") {
		t.Fatalf("%d %s %s", code, to, body)
	}
	if code, _ := w.get(entryAddress("/sign")); code != 403 {
		t.Errorf("a submitter opens the sign-off page: %d", code)
	}
	if code, _, _ := w.post(entryAddress("/enter"), w.form("do", "sign")); code != 403 || len(w.sent) != 0 {
		t.Errorf("a submitter signs: %d", code)
	}
	w.who = entryPerson(4, access.TrustDirector)
	code, body := w.get(entryAddress("/sign"))
	w.says(body, "Everything that is sent", "Tue 19 Dec", "421", "418", "+3", "Sam Onslow", "Sign off and send")
	rev := entryHidden.FindStringSubmatch(body)
	if code != 200 || rev == nil {
		t.Fatal(code)
	}
	if code, body, _ := w.post(entryAddress("/sign"), url.Values{"rev": {"1"}}); code != 409 || len(w.sent) != 0 || !strings.Contains(body, "Nothing was sent") {
		t.Errorf("what was not seen is signed: %d", code)
	}
	code, _, to := w.post(entryAddress("/sign"), url.Values{"rev": {rev[2]}})
	if code != 303 || !strings.HasPrefix(to, entryAddress("/receipt")) || len(w.sent) != 1 {
		t.Fatalf("%d %s", code, to)
	}
	if s := w.sent[0]; s.By != "account:4" || s.SignedBy != "account:4" || s.Role != "trust-director" || s.Channel != "form" || s.Base != 0 {
		t.Errorf("%+v", s)
	}
	_, body = w.get(to)
	w.says(body, "Return received", "07:41:00 on Wednesday 20 December 2023", "On time", "Trust accountable director",
		w.kept[entryKey(sitrep.UECDaily, entrySampleOrg, entrySampleDay())][0].Digest[:12], ReturnPath(sitrep.UECDaily, entrySampleOrg, entrySampleDay()))
	if len(w.people.reads) == 0 {
		t.Error("nothing is noted of the reading")
	}
}

func TestEntryAmendsWithAReason(t *testing.T) {
	w := entrySite(t)
	w.who = entryPerson(4, access.TrustDirector)
	if code, _, _ := w.post(entryAddress("/enter"), w.form("do", "sign")); code != 303 {
		t.Fatal(code)
	}
	w.at = entrySampleDay().At(11*60 + 1)
	_, body := w.get(entryAddress("/enter"))
	w.says(body, `value="390"`, "421 from its parts", "Why is it sent again?", "becomes version 2", "version 1: 421")
	code, body, _ := w.post(entryAddress("/enter"), w.form("do", "sign", "ga_occ", "422", "adult_occ", "391"))
	if code != 422 || !strings.Contains(body, "say why it changes") {
		t.Fatalf("%d", code)
	}
	if code, _, _ = w.post(entryAddress("/enter"), w.form("do", "sign", "ga_occ", "422", "adult_occ", "391", "reason", "recounted ward 7")); code != 303 {
		t.Fatal(code)
	}
	if s := w.sent[1]; s.Reason != "recounted ward 7" || s.Base != 1 || s.Draft.Value("ga_occ") != measure.Of(422) {
		t.Errorf("%+v", s)
	}
}

func TestEntryNothingIsLostInAConflict(t *testing.T) {
	w := entrySite(t)
	mine, theirs := w.form("ga_occ", "421", "picu_open", "", "los7", "77x"), w.form("ga_occ", "433", "picu_open", "6")
	if code, _, _ := w.post(entryAddress("/enter"), theirs); code != 303 {
		t.Fatal(code)
	}
	code, body, _ := w.post(entryAddress("/enter"), mine)
	if code != 409 {
		t.Fatal(code)
	}
	w.says(body, "You were here in between, on another page", "You saved it at", "433", `value="421"`, `value="77x"`, `value="6"`)
	if w.saved()["ga_occ"] != "433" {
		t.Error("theirs is overwritten before anybody saw it")
	}
	if code, answer, _ := w.post(entryAddress("/enter"), mine, "Accept", "application/json"); code != 409 || !strings.Contains(answer, `"status":409`) {
		t.Errorf("%d %s", code, answer)
	}
	// The page that shows both saves over theirs on purpose.
	for _, m := range entryHidden.FindAllStringSubmatch(body, -1) {
		mine.Set(m[1], m[2])
	}
	if code, _, _ := w.post(entryAddress("/enter"), mine); code != 303 || w.saved()["ga_occ"] != "421" {
		t.Errorf("%d %v", code, w.saved()["ga_occ"])
	}
	// A save whose answer was lost on the way is no conflict.
	mine.Set("ga_occ", "425")
	if code, _, _ := w.post(entryAddress("/enter"), mine); code != 303 || w.saved()["ga_occ"] != "425" {
		t.Errorf("the same page conflicts with itself: %d", code)
	}
}

func TestEntrySeesAVersionThatCameInBetween(t *testing.T) {
	w := entrySite(t)
	w.who = entryPerson(4, access.TrustDirector)
	mine := w.form("do", "sign", "ga_occ", "430", "adult_occ", "399")
	k := entryKey(sitrep.UECDaily, entrySampleOrg, entrySampleDay())
	w.kept[k] = []*sitrep.Version{entrySampleVersion(entrySampleDay(), 1, 0)}
	w.at = entrySampleDay().At(9 * 60)
	code, body, _ := w.post(entryAddress("/enter"), mine)
	if code != 422 || len(w.sent) != 0 {
		t.Fatalf("%d: a version is overtaken unseen", code)
	}
	w.says(body, "Version 1 was sent at 08:12 today", `value="430"`, "version 1: 421", `name="base" value="1"`)
}

func TestEntryKeepsWhatTheStoreCannotTake(t *testing.T) {
	w := entrySite(t)
	f := w.form("ga_occ", "4 x 2")
	w.fail = fault.New(fault.Unavailable, "The database cannot be reached")
	code, body, _ := w.post(entryAddress("/enter"), f)
	if code != 503 {
		t.Fatal(code)
	}
	w.says(body, "The database cannot be reached", `value="4 x 2"`, "not saved yet")
}

func TestEntryNilReturnAndNotApplicableSection(t *testing.T) {
	w := entrySite(t)
	code, _, to := w.post(entryAddress("/enter"), w.form("na", "section-c", "paed_occ", "31", "paed_void", ""))
	if got := w.saved(); code != 303 || to != entryAddress("/enter")+"#section-c" || got["paed_void"] != "n/a" || got["paed_occ"] != "31" {
		t.Errorf("%d %s %v", code, to, got)
	}
	w.who = entryPerson(4, access.TrustDirector)
	_, body, _ := w.post(entryAddress("/enter"), w.form("do", "check", "state", "nil"))
	w.says(body, "not sent with this choice")
	if code, _, _ := w.post(entryAddress("/enter"), w.form("do", "sign", "state", "nil", "comment", "closed for the day")); code != 303 {
		t.Fatal(code)
	}
	if v := w.kept[entryKey(sitrep.UECDaily, entrySampleOrg, entrySampleDay())][0]; v.State != sitrep.Nil || len(v.Items) != 0 || v.Comments[""] != "closed for the day" {
		t.Errorf("%+v", v)
	}
}

func TestEntryIsReadOnlyInThePast(t *testing.T) {
	w := entrySite(t)
	w.at = entrySampleDay().At(14 * 60)
	code, body := w.get(entryAddress("/enter") + "?as-of=2023-12-20T08:00")
	if code != 200 || strings.Contains(body, "Save draft") || !strings.Contains(body, "readonly") {
		t.Errorf("%d", code)
	}
	if code, _, _ := w.post(entryAddress("/enter")+"?as-of=2023-12-20T08:00", url.Values{"ga_occ": {"1"}}); code != 409 || w.saves != 0 {
		t.Errorf("the past is written: %d", code)
	}
	w.who = entryPerson(9, access.TrustViewer)
	if code, _ := w.get(entryAddress("/enter")); code != 403 {
		t.Errorf("a viewer opens the form: %d", code)
	}
	if code, _ := w.get("/returns/uec-published/" + entrySampleOrg + "/2023-12-20/enter"); code != 403 {
		t.Errorf("%d", code)
	}
	w.who = entryPerson(3, access.TrustSubmitter)
	if code, _ := w.get("/returns/uec-published/" + entrySampleOrg + "/2023-12-20/enter"); code != 404 {
		t.Errorf("a publication is entered by hand: %d", code)
	}
}

// TestEntryAccessible opens every specimen of entry in a browser at both widths, with and without scripts.
func TestEntryAccessible(t *testing.T) {
	w := entrySite(t)
	var pages []browser.Page
	for _, sp := range entryGallery() {
		pages = append(pages, browser.Page{Name: sp.Name, URL: w.site.URL + web.SpecimenPath(sp.Name)})
	}
	browser.Accessible(t, pages)
}
