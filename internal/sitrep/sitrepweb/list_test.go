package sitrepweb

import (
	"context"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
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

// listMemory keeps the samples behind the contract of the store, as far as the list and the pages of one return use it.
type listMemory struct {
	Store
	slips     []sitrep.Slip
	histories []sitrep.History
	asked     []sitrep.SlipsAsked
	reminded  []org.Code
	words     string
	reopened  []time.Time
	reads     []string
}

func (m *listMemory) Picture(_ context.Context, at civil.Date, _ time.Time) (*org.Picture, error) {
	return org.NewBook(listSampleFacts()).At(at), nil
}

func (m *listMemory) Slips(_ context.Context, q sitrep.SlipsAsked) ([]sitrep.Slip, error) {
	m.asked = append(m.asked, q)
	var out []sitrep.Slip
	for _, s := range m.slips {
		if s.Form == q.Form && !s.Day.Before(q.From) && !s.Day.After(q.To) && (q.Orgs == nil || slices.Contains(q.Orgs, s.Org)) {
			out = append(out, s)
		}
	}
	return out, nil
}

func (m *listMemory) History(_ context.Context, form sitrep.FormCode, o org.Code, day civil.Date, asOf time.Time) (sitrep.History, error) {
	for _, h := range m.histories {
		if h.Form.Code == form && h.Org == o && h.Day == day {
			h.Versions = slices.DeleteFunc(slices.Clone(h.Versions), func(v *sitrep.Version) bool { return v.Recorded.After(asOf) })
			return h, nil
		}
	}
	return sitrep.History{}, fault.New(fault.NotFound, "no such return")
}

func (m *listMemory) Across(_ context.Context, q sitrep.Across) (map[org.Code]sitrep.Point, error) {
	out := map[org.Code]sitrep.Point{}
	for c, p := range versionsSampleTotals()[q.View] {
		if slices.Contains(q.Orgs, c) {
			out[c] = p
		}
	}
	return out, nil
}

func (m *listMemory) Remind(_ context.Context, _ string, _ sitrep.FormCode, _ civil.Date, orgs []org.Code, words string) (int, error) {
	m.reminded, m.words = append(m.reminded, orgs...), words
	return len(orgs), nil
}

func (m *listMemory) Reopen(_ context.Context, _ string, _ sitrep.FormCode, _ org.Code, _ civil.Date, until time.Time, _ string) error {
	m.reopened = append(m.reopened, until)
	return nil
}

func (m *listMemory) Contacts(_ context.Context, orgs []org.Code, _ civil.Date, _ time.Time) (map[org.Code][]Contact, error) {
	all := listSampleContacts()
	out := map[org.Code][]Contact{}
	for _, c := range orgs {
		out[c] = all[c]
	}
	return out, nil
}

func (m *listMemory) Named(_ context.Context, actors []string) (map[string]string, error) {
	return returnSampleNames(), nil
}

func (m *listMemory) Signer(context.Context, string, org.Code) (Signer, bool, error) {
	return Signer{}, false, nil
}

func (m *listMemory) Signers(context.Context, org.Code) ([]Signer, error) { return nil, nil }

func (m *listMemory) Read(_ context.Context, who, noun, key string, on org.Code) error {
	m.reads = append(m.reads, who+" "+noun+" "+key+" "+string(on))
	return nil
}

// listSomeone is signed in with one grant.
type listSomeone access.Grant

func (s listSomeone) Principal(*http.Request) (access.Principal, error) {
	g := access.Grant(s)
	g.From = civil.MustDate("2020-01-01")
	return access.Principal{ID: 7, Name: "Reader (synthetic)", Grants: []access.Grant{g}}, nil
}

// listVisit is a server for one person at an instant.
func listVisit(t *testing.T, role access.Role, at org.Code, now time.Time) (*httptest.Server, *listMemory) {
	t.Helper()
	m := &listMemory{slips: listSampleSlips(), histories: []sitrep.History{returnSampleHistory(), returnSampleWaiting(), returnSampleImported(), returnSampleLate()}}
	shell := web.New(web.Config{Test: true, Clock: func() time.Time { return now }, Sessions: listSomeone{Role: role, At: at}, Policy: web.GrantsPolicy{}, Pictures: m, Gallery: listGallery()})
	routes := room{Deps{Store: m, People: m, Contacts: m, Holidays: civil.England()}}.listRoutes()
	s := httptest.NewServer(shell.Mux(routes))
	t.Cleanup(s.Close)
	s.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return s, m
}

func listGet(t *testing.T, s *httptest.Server, path string) (int, string) {
	t.Helper()
	res, err := s.Client().Get(s.URL + path)
	return listAnswer(t, res, err)
}

func listPost(t *testing.T, s *httptest.Server, path string, form url.Values) (int, string) {
	t.Helper()
	res, err := s.Client().PostForm(s.URL+path, form)
	return listAnswer(t, res, err)
}

func listAnswer(t *testing.T, res *http.Response, err error) (int, string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

// listHas checks what a page says and does not say; words that begin with "!" must not be there.
func listHas(t *testing.T, body string, words ...string) {
	t.Helper()
	for _, w := range words {
		w, not := strings.CutPrefix(w, "!")
		if strings.Contains(body, w) == not {
			t.Errorf("page says %q: %v", w, not)
		}
	}
}

func TestListTabsAndCounts(t *testing.T) {
	s, m := listVisit(t, access.NationalLead, org.England, listSampleNow())
	code, body := listGet(t, s, "/returns")
	if code != 200 {
		t.Fatalf("%d", code)
	}
	listHas(t, body, "Returns for Wednesday 20 December 2023", "The deadline passed at 11:00 today, 5 minutes ago.", "Returns are collated at 12:00 today, in 55 minutes.",
		"Brackenhurst", "Dunmoor", "!Ashbourne", "1 of 2 in", "Draft waits for sign-off", "2 reminders, the last at 10:55 today", "nobody recorded",
		`href="tel:01632960004"`, `href="mailto:holder004@example.org"`, "Chief operating officer, deputy")
	if q := m.asked[0]; q.Orgs != nil || q.Form != sitrep.UECDaily || q.From != listSampleDay() || q.To != listSampleDay() {
		t.Errorf("asked %+v", q)
	}
	for _, c := range []struct {
		state string
		words []string
	}{
		{"late", []string{"Elmscar", "!Ashbourne Vale", "!Dunmoor"}}, {"in", []string{"Ashbourne", "Calder", "Elmscar", "Fenwick", "!Dunmoor"}},
		{"sign-off", []string{"Brackenhurst", "!Dunmoor"}}, {"all", []string{"Ashbourne", "Dunmoor", "2 comments", "version 1, 1 h old"}},
	} {
		_, body := listGet(t, s, "/returns?state="+c.state)
		listHas(t, body, c.words...)
	}
	if code, _ := listGet(t, s, "/returns?form=nope"); code != 404 {
		t.Errorf("an unknown form answered %d", code)
	}
	if code, _ := listGet(t, s, "/returns?form=uec-published"); code != 404 {
		t.Errorf("a publication, which nobody owes, answered %d", code)
	}
	if code, _ := listGet(t, s, "/returns?day=20-12-2023"); code != 422 && code != 400 {
		t.Errorf("a day that cannot be read answered %d", code)
	}
}

// TestListFourStates: missing, nil, not applicable and nought are four different marks, in the list and in a return.
func TestListFourStates(t *testing.T) {
	s, _ := listVisit(t, access.NationalLead, org.England, listSampleNow())
	_, body := listGet(t, s, "/returns?state=all")
	listHas(t, body, ">Missing<", ">Nil<", ">n/a<", ">Returned<", ">Late<", ">On time<")
	_, body = listGet(t, s, ReturnPath(sitrep.UECDaily, "Z-ASH", listSampleDay()))
	listHas(t, returnRow(body, "ae_closures"), "0", "!hr-absent")
	listHas(t, returnRow(body, "rsv_paed_closed"), "hr-absent--nil")
	listHas(t, returnRow(body, "paed_occ"), "hr-absent--not-applicable")
	listHas(t, returnRow(body, "los14"), "hr-absent--missing")
	listHas(t, returnRow(body, "ga_occ_rate"), "96.5%", "G&amp;A beds occupied ÷ G&amp;A beds open")
}

// returnRow is the row with an id.
func returnRow(body, id string) string {
	_, rest, ok := strings.Cut(body, `id="`+id+`"`)
	if !ok {
		return ""
	}
	row, _, _ := strings.Cut(rest, "</tr>")
	return row
}

func TestListScope(t *testing.T) {
	s, m := listVisit(t, access.RegionLead, "Y61", listSampleNow())
	_, body := listGet(t, s, "/returns?state=all")
	east := []org.Code{}
	for _, c := range m.asked[0].Orgs {
		if strings.HasPrefix(string(c), "Z-") {
			east = append(east, c)
		}
	}
	if !slices.Equal(east, []org.Code{"Z-ASH", "Z-BRK", "Z-CAL", "Z-DUN"}) {
		t.Errorf("asked for %v", east)
	}
	listHas(t, body, "Ashbourne", "Dunmoor", "!Elmscar", "!Fenwick")

	s, m = listVisit(t, access.TrustSubmitter, "Z-BRK", listSampleNow())
	_, body = listGet(t, s, "/returns")
	listHas(t, body, "Brackenhurst", "!Dunmoor", EntryPath(sitrep.UECDaily, "Z-BRK", listSampleDay()), "!name=\"words\"")
	if m.asked[0].Orgs == nil {
		t.Error("a trust's list asked for every organisation")
	}
	_, body = listGet(t, s, "/returns.csv")
	listHas(t, body, "Brackenhurst", "!Dunmoor", "!Ashbourne")

	s, m = listVisit(t, access.Administrator, org.England, listSampleNow())
	if code, _ := listGet(t, s, "/returns"); code != 403 || len(m.asked) > 0 {
		t.Errorf("an administrator got %d after %d questions", code, len(m.asked))
	}
	s, _ = listVisit(t, access.NationalLead, org.England, listSampleNow())
	_, body = listGet(t, s, "/returns?state=all&org=QUE")
	listHas(t, body, "Calder", "Dunmoor", "!Ashbourne", "Show all that I may see")
}

func TestListReminders(t *testing.T) {
	send := url.Values{"form": {"uec-daily"}, "day": {"2023-12-20"}, "remind": {"Z-BRK", "Z-ASH", "Z-DUN"}, "words": {"Please send it"}}
	s, m := listVisit(t, access.RegionLead, "Y61", listSampleNow())
	_, body := listGet(t, s, "/returns?tick=all")
	listHas(t, body, `value="Z-BRK" checked`, `value="Z-DUN" checked`, `name="words"`)
	if code, _ := listPost(t, s, listRemindPath, send); code != 303 || !slices.Equal(m.reminded, []org.Code{"Z-BRK", "Z-DUN"}) || m.words != "Please send it" {
		t.Errorf("%d: reminded %v with %q; Z-ASH has sent its return", code, m.reminded, m.words)
	}
	for _, c := range []struct {
		change string
		to     []string
		code   int
		says   string
	}{
		{"remind", []string{"Z-FEN"}, 403, "does not cover"}, {"remind", []string{"Z-BRK", "Z-FEN"}, 403, "Nothing was sent"}, {"remind", nil, 422, "Tick at least one"},
		{"words", []string{" "}, 422, "Write what the reminder says"}, {"words", []string{strings.Repeat("x", listMaxWords+1)}, 422, "Shorten"}, {"remind", []string{"Z-ASH"}, 409, "owes this return"},
	} {
		form := url.Values{}
		for k, v := range send {
			form[k] = v
		}
		form[c.change] = c.to
		m.reminded = nil
		code, body := listPost(t, s, listRemindPath, form)
		if code != c.code || m.reminded != nil || !strings.Contains(body, c.says) {
			t.Errorf("%s=%v answered %d, reminded %v", c.change, c.to, code, m.reminded)
		}
	}
	for _, who := range []access.Grant{{Role: access.RegionViewer, At: "Y61"}, {Role: access.TrustSubmitter, At: "Z-BRK"}} {
		s, m := listVisit(t, who.Role, who.At, listSampleNow())
		_, body := listGet(t, s, "/returns")
		listHas(t, body, "!name=\"remind\"", "!"+listRemindPath)
		if code, _ := listPost(t, s, listRemindPath, send); code != 403 || m.reminded != nil {
			t.Errorf("%s got %d", who.Role, code)
		}
	}
	s, _ = listVisit(t, access.NationalLead, org.England, listSampleNow().Add(time.Hour))
	_, body = listGet(t, s, "/returns?as-of=2023-12-20T11:05")
	listHas(t, body, "!"+listRemindPath, "as-of=2023-12-20T11%3A05")
}

func TestListCSV(t *testing.T) {
	s, m := listVisit(t, access.NationalLead, org.England, listSampleNow())
	m.slips = m.slips[:2]
	m.slips[0].FirstTiming = sitrep.OnTime
	_, got := listGet(t, s, "/returns.csv")
	want := strings.Join(listCSVHead(), ",") + "\r\n" +
		"uec-daily,2023-12-20,Z-ASH,Ashbourne Vale NHS Trust,\"NHS Bedfordshire, Luton and Milton Keynes Integrated Care Board\",East of England,returned,on-time,on-time,2023-12-20T09:41:00Z,1,2,,no,0,,Role holder 001 (synthetic),Sitrep contact,01632 960001,holder001@example.org\r\n" +
		"uec-daily,2023-12-20,Z-BRK,Brackenhurst Hospitals NHS Foundation Trust,\"NHS Bedfordshire, Luton and Milton Keynes Integrated Care Board\",East of England,missing,,,,,0,2023-12-20T10:31:00Z,yes,2,2023-12-20T10:55:00Z,Role holder 004 (synthetic),Sitrep contact,01632 960004,holder004@example.org\r\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	_, got = listGet(t, s, "/returns.csv?state=not-in")
	listHas(t, got, "Z-BRK", "!Z-ASH")
}

func TestListCalendar(t *testing.T) {
	s, m := listVisit(t, access.NationalLead, org.England, listSampleNow())
	m.slips = listSampleMonth()
	_, body := listGet(t, s, "/returns/calendar")
	listHas(t, body, "Thu 23 Nov to Wednesday 20 December 2023", "Ashbourne", "28 days earlier", "to=2023-11-22", "!28 days later", `scope="row"`, "Due, not in yet")
	if q := m.asked[0]; q.From != civil.MustDate("2023-11-23") || q.To != listSampleDay() {
		t.Errorf("asked %+v", q)
	}
	signs := map[string]int{}
	for _, x := range listSampleMonth() {
		signs[listSignOf(x).letter]++
	}
	for _, letter := range []string{"T", "L", "A", "R", "N", "X", "M"} {
		if signs[letter] == 0 {
			t.Errorf("no %s in the sample: %v", letter, signs)
		}
	}
	_, body = listGet(t, s, "/returns/calendar?to=2023-12-26")
	listHas(t, body, "Tuesday 26 December 2023, Boxing Day", "not asked for")
}

func TestListDeadlineWords(t *testing.T) {
	f := listSampleAsked("").form
	for _, c := range []struct {
		at   time.Time
		says string
	}{
		{listSampleDay().At(5 * 60), "Entry opens at 06:00 today, in 1 hour."}, {listSampleDay().At(9*60 + 55), "The deadline is at 11:00 today, in 1 hour 5 minutes."},
		{listSampleDay().At(11 * 60), "The deadline is now, 11:00: a return that comes in this second is on time."},
		{listSampleDay().At(11 * 60).Add(time.Second), "The deadline passed at 11:00 today, under a minute ago."},
		{listSampleDay().Add(3).At(12 * 60), "The deadline passed at 11:00 on 20 December, 3 days ago."},
	} {
		if got := strings.Join(listDeadline(f, listSampleDay(), c.at), " "); !strings.Contains(got, c.says) {
			t.Errorf("at %s: %s", c.at, got)
		}
	}
}

// TestListNewestDay: on a summer Sunday the newest day that is asked for is the Friday before.
func TestListNewestDay(t *testing.T) {
	if d := listNewest(sitrep.UECDaily, civil.MustDate("2024-07-07")); d != civil.MustDate("2024-07-05") {
		t.Errorf("got %s", d)
	}
	if d := listStep(sitrep.UECDaily, civil.MustDate("2024-07-05"), 1); d != civil.MustDate("2024-07-08") {
		t.Errorf("after a Friday in July comes %s", d)
	}
}

// TestRulesWords holds the words about reporting days against what decides them.
func TestRulesWords(t *testing.T) {
	s, _ := listVisit(t, access.TrustViewer, "Z-ASH", listSampleNow())
	_, body := listGet(t, s, "/forms")
	for _, r := range sitrep.Rules() {
		listHas(t, body, r.ID, html.EscapeString(r.Words))
	}
	for _, f := range sitrep.Forms() {
		listHas(t, body, "/forms/"+string(f.Code))
		if f.Publication {
			continue
		}
		for d := civil.MustDate("2023-01-01"); d.Year() < 2025; d = d.Add(1) {
			winter := d.Month() >= 11 || d.Month() <= 3
			if weekday := d.Weekday() != 0 && d.Weekday() != 6; f.AskedOn(d) != (winter || weekday) {
				t.Fatalf("%s on %s is asked for: %v, against %q", f.Code, d, f.AskedOn(d), rulesAsked(f))
			}
		}
	}
	_, body = listGet(t, s, "/forms/uec-daily")
	listHas(t, body, "Unconfirmed", "08:00 on the day", "the day before", "/measures/ga_occ", "11:00", "14 days after the reporting date")
	if code, _ := listGet(t, s, "/forms/nope"); code != 404 {
		t.Errorf("an unknown form answered %d", code)
	}
	if m, ok := measure.Find("ga_occ"); !ok || m.Snapshot != "08:00" {
		t.Errorf("the sample line %v has another reference time", m)
	}
}

func TestListGallerySound(t *testing.T) {
	s, _ := listVisit(t, access.NationalLead, org.England, listSampleNow())
	for _, sp := range listGallery() {
		code, body := listGet(t, s, web.SpecimenPath(sp.Name))
		if code != 200 {
			t.Errorf("%s: %d", sp.Name, code)
		}
		for _, lack := range browser.Sound(body) {
			t.Errorf("%s: %s", sp.Name, lack)
		}
	}
}

// TestListAccessible opens every specimen in a browser at both widths: axe's rules, the width, the weight, the console.
func TestListAccessible(t *testing.T) {
	s, _ := listVisit(t, access.NationalLead, org.England, listSampleNow())
	var pages []browser.Page
	for _, sp := range listGallery() {
		pages = append(pages, browser.Page{Name: sp.Name, URL: s.URL + web.SpecimenPath(sp.Name)})
	}
	browser.Accessible(t, pages)
}

// Whoever sees no returns is not told that nothing is outstanding: of that the list knows nothing.
func TestListOfARoleThatSeesNone(t *testing.T) {
	form, _ := sitrep.FindForm(sitrep.UECDaily, listSampleDay())
	v := newListView(nil, listAsked{form: form, day: listSampleDay()}, listHelp{now: listSampleNow(), link: func(h string) string { return h }}, listReminder{})
	var b strings.Builder
	if err := listView(v).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	listHas(t, b.String(), "Your roles see no return of this form on this day", "!Nothing is outstanding")
	s, _ := listVisit(t, access.NationalLead, org.England, listSampleNow())
	_, body := listGet(t, s, "/returns?day=2023-12-01")
	listHas(t, body, "Nothing is outstanding", "!Your roles see no return")
}
