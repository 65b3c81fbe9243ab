package harmweb

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/harm"
	"headroom/internal/mitigation"
	"headroom/internal/web"
	"headroom/internal/web/browser"
)

func send(t *testing.T, h http.Handler, r *http.Request) (int, string) {
	t.Helper()
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	return rec.Code, rec.Body.String() + rec.Header().Get("Location")
}

func get(t *testing.T, h http.Handler, path string) (int, string) {
	t.Helper()
	return send(t, h, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
}

func post(t *testing.T, h http.Handler, path string, form url.Values) (int, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return send(t, h, r)
}

func upload(t *testing.T, h http.Handler, kind, name, content string) (int, string) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	_ = m.WriteField("kind", kind)
	f, err := m.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = f.Write([]byte(content))
	_ = m.Close()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, WatchPath("T1"), &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return send(t, h, r)
}

func has(t *testing.T, page string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(page, w) {
			t.Errorf("the page lacks %q", w)
		}
	}
}

func lacks(t *testing.T, page string, not ...string) {
	t.Helper()
	for _, w := range not {
		if strings.Contains(page, w) {
			t.Errorf("the page holds %q", w)
		}
	}
}

func incident() url.Values {
	return url.Values{"kind": {"incident"}, "what": {"A scope was delayed and a bleed was found late."}, "occurred-day": {"18"}, "occurred-month": {"3"}, "occurred-year": {"2024"},
		"physical": {"3"}, "psychological": {"4"}, "basis": {"likely"}, "patients": {"1"}, "actions": {"Seen at once."}}
}

// An event is recorded with what a phone's one page asks; every fault stands beside its field.
func TestRecord(t *testing.T) {
	s, h := visit(t, everyVerb()...)
	if code, page := post(t, h, RecordPath("T1"), incident()); code != http.StatusSeeOther || !strings.Contains(page, EventPath("T1", "000005")) {
		t.Fatalf("%d %s", code, page)
	}
	if e := s.at("000005").Now(); e.Grade.Physical != harm.Moderate || e.Grade.Psychological != harm.NoPsychological || e.Occurred.String() != "2024-03-18" || e.AgeDays != nil {
		t.Errorf("%+v", e)
	}
	for field, c := range map[string]struct{ value, message string }{
		"what": {"Letter to AB1 2DE", "looks like a postcode. Take it out"}, "actions": {"Rang 943 476 5919", "looks like an NHS number"}, "service": {"who@example.org", "looks like an e-mail address"},
		"physical": {"", "Grade physical harm from 1, fatal"}, "psychological": {"9", "Grade psychological harm from 1, severe"}, "basis": {"", "Say whether the grade is what happened"},
		"occurred-day": {"40", "There is no such date"}, "age": {"-1", "An age is in days"}, "patients": {"many", "Enter a whole number"}, "response": {"blame", "Choose one of the responses"}, "kind": {"near-miss", "Say whether it is an incident"},
	} {
		form := incident()
		form.Set(field, c.value)
		code, page := post(t, h, RecordPath("T1"), form)
		name := strings.TrimSuffix(field, "-day")
		if code != http.StatusUnprocessableEntity || !strings.Contains(page, c.message) || !strings.Contains(page, `href="#`+name) {
			t.Errorf("%s: %d, without %q beside it", field, code, c.message)
		}
	}
	form := incident()
	form.Set("basis", "not-yet-determinable")
	if code, page := post(t, h, RecordPath("T1"), form); code != http.StatusUnprocessableEntity || !strings.Contains(page, "Say when the harm is looked at next") {
		t.Errorf("%d", code)
	}
	if len(s.events) != 5 {
		t.Errorf("%d events: something refused was kept", len(s.events))
	}
}

// Both scales stand with the worst first, each with its own code.
func TestTheWorstGradeLeads(t *testing.T) {
	_, h := visit(t, everyVerb()...)
	_, page := get(t, h, RecordPath("T1"))
	last := -1
	for _, words := range []string{"1: fatal", "2: severe physical harm", "3: moderate physical harm", "4: low physical harm", "5: no physical harm", "1: severe psychological harm", "2: moderate psychological harm", "3: low psychological harm", "4: no psychological harm"} {
		at := strings.Index(page, words)
		if at <= last {
			t.Errorf("%q stands at %d, after %d", words, at, last)
		}
		last = at
	}
	has(t, page, "Incident: something happened", "Risk: a danger", "Outcome: a poor outcome", "Good care: an example")
}

// A list goes by one scale; the other does not even break a tie, and what is not graded stands last.
func TestListsAreNotMixed(t *testing.T) {
	kept := func(id string, p harm.Physical, y harm.Psychological, hour int) harm.Kept {
		return harm.Kept{ID: harm.EventID(id), Revisions: []harm.Event{{Kind: harm.Incident, Grade: harm.Grade{Physical: p, Psychological: y}, Recorded: sampleDay().At(0), Revision: hour}}}
	}
	list := []harm.Kept{kept("a", 3, 1, 1), kept("b", 0, 2, 1), kept("c", 1, 4, 1), kept("d", 3, 4, 1)}
	order := func(by string) string {
		l := slices.Clone(list)
		sortEvents(l, by)
		out := ""
		for _, k := range l {
			out += string(k.ID)
		}
		return out
	}
	if got := order("physical"); got != "cadb" {
		t.Errorf("by physical harm: %s", got)
	}
	if got := order("psychological"); got != "abcd" {
		t.Errorf("by psychological harm: %s", got)
	}
}

// Revisions are kept side by side; one that was overtaken is not recorded over.
func TestRevise(t *testing.T) {
	s, h := visit(t, everyVerb()...)
	_, page := get(t, h, EventPath("T1", "000001"))
	has(t, page, "Revision 2", "Revision 1", "2, severe physical harm", "4, low physical harm", "Changed", "The stay was longer than two weeks", "ten working days after", "Could not be sent; tried again", "5, ", "Earlier")
	form := url.Values{}
	for k, v := range typedOf(s.at("000001").Now()) {
		form.Set(k, v)
	}
	form.Set("revision", "2")
	if code, page := post(t, h, EventPath("T1", "000001")+"/revise", form); code != http.StatusUnprocessableEntity || !strings.Contains(page, "Say why it is told or graded anew") {
		t.Errorf("%d", code)
	}
	form.Set("why", "Function has come back in part.")
	form.Set("physical", "3")
	form.Set("response", string(harm.Investigation))
	if code, page := post(t, h, EventPath("T1", "000001")+"/revise", form); code != http.StatusSeeOther {
		t.Fatalf("%d %s", code, page)
	}
	if k := s.at("000001"); len(k.Revisions) != 3 || k.Revisions[1].Grade.Physical != harm.SeverePhysical || k.Now().Grade.Physical != harm.Moderate || k.Now().Response != harm.Investigation {
		t.Errorf("%+v", k.Revisions)
	}
	if code, page := post(t, h, EventPath("T1", "000001")+"/revise", form); code != http.StatusConflict || !strings.Contains(page, "look at it first") {
		t.Errorf("an overtaken revision: %d", code)
	}
	if code, page := get(t, h, EventPath("T1", "000001")+"?as-of=2024-02-01T12:00"); code != http.StatusOK || strings.Contains(page, "Revision 2") || strings.Contains(page, "/revise") {
		t.Errorf("looking back: %d", code)
	}
}

// A link begins as not known; 6 is for somebody of consultant level who took no part.
func TestLink(t *testing.T) {
	s, h := visit(t, everyVerb()...)
	path := EventPath("T1", "000002") + "/link"
	_, page := get(t, h, path)
	if a, b := strings.Index(page, ">2: "), strings.Index(page, ">6: "); !strings.Contains(page, `value="2" checked`) && (a < 0 || b < a) {
		t.Errorf("not known does not lead: %d, %d", a, b)
	}
	form := url.Values{"to": {"period:" + samplePeriod}, "strength": {"6"}, "why": {"The treatment would have begun on 4 January."}, "involved": {"yes"}}
	if code, page := post(t, h, path, form); code != http.StatusUnprocessableEntity || !strings.Contains(page, "Only a reviewer of consultant level") {
		t.Errorf("%d", code)
	}
	form.Set("involved", "no")
	form.Set("to", "period:none")
	if code, page := post(t, h, path, form); code != http.StatusUnprocessableEntity || !strings.Contains(page, "Say to which period") {
		t.Errorf("%d", code)
	}
	form.Set("to", "request:PSM-RD-2024-01-T1-0001")
	s.took = true
	if code, page := post(t, h, path, form); code != http.StatusUnprocessableEntity || !strings.Contains(page, "who took no part") {
		t.Errorf("who took part in the request said that they had not: %d", code)
	}
	s.took = false
	if code, page := post(t, h, path, form); code != http.StatusSeeOther || len(s.at("000002").Links) != 1 || s.at("000002").Links[0].Strength != mitigation.Caused {
		t.Errorf("%d %s", code, page)
	}
	verbs := slices.DeleteFunc(everyVerb(), func(v access.Verb) bool { return v == access.HarmCaused })
	_, h = visit(t, verbs...)
	if code, _ := post(t, h, path, form); code != http.StatusUnprocessableEntity {
		t.Errorf("somebody below consultant level said caused: %d", code)
	}
}

// The duty's clock begins at "became aware" and runs until somebody was reached; what failed is recorded too.
func TestCandour(t *testing.T) {
	s, h := visit(t, everyVerb()...)
	path := EventPath("T1", "000002")
	form := url.Values{"notifiable": {"yes"}, "level": {"moderate"}, "aware-day": {"1"}, "aware-month": {"3"}, "aware-year": {"2024"}, "aware-clock": {"10:00"}}
	if code, page := post(t, h, path+"/candour", form); code != http.StatusSeeOther {
		t.Fatalf("%d %s", code, page)
	}
	_, page := get(t, h, path)
	has(t, page, "15 March 2024", "Overdue")
	try := url.Values{"contact-day": {"2"}, "contact-month": {"3"}, "contact-year": {"2024"}, "contact-clock": {"12:00"}, "reached": {"no"}, "words": {"Nobody answered."}}
	if code, page := post(t, h, path+"/attempt", try); code != http.StatusSeeOther || !s.at("000002").Candour[1].Overdue(sampleDay(), civil.England()) {
		t.Errorf("%d %s", code, page)
	}
	try.Set("contact-day", "28")
	try.Set("contact-month", "2")
	if code, page := post(t, h, path+"/attempt", try); code != http.StatusUnprocessableEntity || !strings.Contains(page, "not before the organisation became aware") {
		t.Errorf("%d", code)
	}
	_, page = get(t, h, DuePath("T1"))
	has(t, page, "1 attempt, nobody reached yet", "5 days over", "15 March 2024")
	form.Set("notifiable", "no")
	if code, page := post(t, h, path+"/candour", form); code != http.StatusUnprocessableEntity || !strings.Contains(page, "Say why the duty does not apply") || !strings.Contains(page, "A level belongs to a duty that applies") ||
		!strings.Contains(page, "Say why the answer is another one") {
		t.Errorf("%d", code)
	}
	form.Set("level", "")
	form.Set("why", "The scan shows none.")
	form.Set("reason", "The scan came back.")
	if code, page := post(t, h, path+"/candour", form); code != http.StatusSeeOther {
		t.Fatalf("%d %s", code, page)
	}
	_, page = get(t, h, DuePath("T1"))
	has(t, page, "Clocks of the duty of candour that were stopped", "because: The scan came back.")
	_, page = get(t, h, path)
	has(t, page, "Every answer on the duty of candour", "another answer than before, because: The scan came back.", "moderate", "Stopped")
	_, h = visit(t, access.HarmCounts, access.HarmOwn, access.HarmRead, access.HarmCandour)
	if code, page := post(t, h, path+"/candour", form); code != http.StatusUnprocessableEntity || !strings.Contains(page, "clinician&#39;s to say") && !strings.Contains(page, "clinician's to say") {
		t.Errorf("no clinician: %d", code)
	}
}

// A minute that the clocks showed twice is asked about, and one that they skipped is refused (H44).
func TestTheNightsOnWhichTheClocksChange(t *testing.T) {
	s, h := visit(t, everyVerb()...)
	path := EventPath("T1", "000002") + "/candour"
	form := url.Values{"notifiable": {"yes"}, "level": {"moderate"}, "aware-day": {"29"}, "aware-month": {"10"}, "aware-year": {"2023"}, "aware-clock": {"01:30"}}
	if code, page := post(t, h, path, form); code != http.StatusUnprocessableEntity || !strings.Contains(page, "say which of the two is meant") || !strings.Contains(page, "aware-which") {
		t.Errorf("%d", code)
	}
	form.Set("aware-which", "second")
	if code, page := post(t, h, path, form); code != http.StatusSeeOther {
		t.Fatalf("%d %s", code, page)
	}
	if got := s.at("000002").Candour[0].Aware.UTC().Format("15:04"); got != "01:30" {
		t.Errorf("taken as %s", got)
	}
	if _, page := get(t, h, path); !strings.Contains(page, "aware-which") {
		t.Error("an answer that is looked at again does not say which of the two it was")
	}
	form.Set("aware-day", "26")
	form.Set("aware-month", "3")
	if code, page := post(t, h, path, form); code != http.StatusUnprocessableEntity || !strings.Contains(page, "did not show this time") {
		t.Errorf("%d", code)
	}
}

// A review goes from screen to consultant to panel; moderate harm or worse is not closed before the panel saw it.
func TestReview(t *testing.T) {
	s, h := visit(t, everyVerb()...)
	_, page := get(t, h, ReviewsPath("T1"))
	has(t, page, "Red", "Amber", "Overdue", "Open and overdue by specialty", "Ward sister (synthetic)")
	path := ReviewPath("T1", s.cohort.Watched[3].ID)
	_, page = get(t, h, path)
	has(t, page, "laid to: 41 days", "Act now", "Judged by the panel")
	lacks(t, page, "Close the review", "KEY-OF")
	form := url.Values{"to": {"closed"}, "words": {"Enough."}, "steps": {"3"}}
	if code, page := post(t, h, path, form); code != http.StatusUnprocessableEntity || !strings.Contains(page, "goes to the panel before") {
		t.Errorf("%d", code)
	}
	form = url.Values{"to": {"panel"}, "finding": {"harm"}, "physical": {"2"}, "delay": {"41 days between two dates"}, "words": {"The panel agrees."}, "steps": {"3"}, "event": {"000001"}, "panel": {"medical-director", "lead-clinician", "patient-safety"}}
	if code, page := post(t, h, path, form); code != http.StatusSeeOther {
		t.Fatalf("%d %s", code, page)
	}
	_, page = get(t, h, path)
	has(t, page, "on the panel: medical director or deputy, lead clinician of the specialty, patient safety", "Event recorded from it", EventPath("T1", "000001"))
	_, page = get(t, h, EventPath("T1", "000001"))
	has(t, page, "Recorded from the review of watch "+string(s.cohort.Watched[3].ID))
	if code, _ := post(t, h, path, form); code != http.StatusConflict {
		t.Errorf("a step was recorded over another: %d", code)
	}
	form = url.Values{"to": {"closed"}, "words": {"Done."}, "steps": {"4"}}
	if code, page := post(t, h, path, form); code != http.StatusSeeOther {
		t.Errorf("%d %s", code, page)
	}
	if code, page := post(t, h, path+"/who", url.Values{"reason": {""}}); code != http.StatusUnprocessableEntity || strings.Contains(page, "KEY-OF") {
		t.Errorf("%d", code)
	}
	if code, page := post(t, h, path+"/who", url.Values{"reason": {"to read the record"}}); code != http.StatusOK || !strings.Contains(page, "KEY-OF") || len(s.asked) != 1 {
		t.Errorf("%d %v", code, s.asked)
	}
	if code, page := post(t, h, path+"/trigger", url.Values{"kind": {"death"}, "occurred-day": {"1"}, "occurred-month": {"3"}, "occurred-year": {"2023"}, "source": {"list"}}); code != http.StatusUnprocessableEntity || !strings.Contains(page, "was watched from") {
		t.Errorf("%d", code)
	}
	_, h = visit(t, access.HarmCounts, access.HarmCohort, access.HarmWatch)
	_, page = get(t, h, path)
	has(t, page, "The next step is a clinician")
	lacks(t, page, "/who")
}

// The cohort prints what is not known first, and says what was found later.
func TestCohort(t *testing.T) {
	_, h := visit(t, everyVerb()...)
	_, page := get(t, h, CohortPath("T1")+"?period="+samplePeriod)
	unknown := strings.Index(page, "Unknown: triggers under review")
	if triggers := strings.Index(page, "Triggers within 180 days"); unknown < 0 || triggers < unknown {
		t.Errorf("what is not known stands at %d, the triggers at %d", unknown, triggers)
	}
	if a, b := strings.Index(page, "Unknown, or under review"), strings.Index(page, "Probably affected"); a < 0 || b < a {
		t.Errorf("links: %d, %d", a, b)
	}
	has(t, page, "<svg", "found later: a dated addition", "Of these found later", "not yet")
	lags := harm.LagsOf(sampleCohort(), sampleNow())
	if lags.Late[3] == 0 || lags.Of[5] != 0 {
		t.Fatalf("the sample shows nothing: %+v", lags)
	}
	_, then := get(t, h, CohortPath("T1")+"?period="+samplePeriod+"&as-of=2024-01-20T12:00")
	if then == page {
		t.Error("looking back shows what is known now")
	}
}

// An event of which nobody picked a period stands in that of its day; one that does not exist is taken from no form and no address.
func TestPeriodsAreThoseThatExist(t *testing.T) {
	s, h := visit(t, everyVerb()...)
	form := incident()
	form.Set("occurred-day", "5")
	form.Set("occurred-month", "1")
	form.Set("occurred-year", "2024")
	form.Set("period", "ZZ-99")
	before := len(s.events)
	status, page := post(t, h, RecordPath("T1"), form)
	has(t, page, "no period of action of that code")
	if status != http.StatusUnprocessableEntity || len(s.events) != before {
		t.Fatalf("%d, %d events", status, len(s.events))
	}
	form.Del("period")
	if status, _ := post(t, h, RecordPath("T1"), form); status != http.StatusSeeOther {
		t.Fatal(status)
	}
	_, page = get(t, h, EventPath("T1", s.events[len(s.events)-1].ID))
	has(t, page, "period RD-2024-01", "worked out from its day")
	_, n := linkedTo(s.events[len(s.events)-1:], sampleCalendar(), samplePeriod)
	if n != 1 {
		t.Error("an event of the period's days is not counted in it")
	}
	if status, _ := get(t, h, CohortPath("T1")+"?period=NOPE"); status != http.StatusNotFound {
		t.Error("a period that does not exist shows an empty cohort:", status)
	}
	if _, page = upload(t, h, pathwayFile, "p.csv", "pathway,postponed,for,period\nA-9,2024-01-03,2024-01-04,NO-SUCH\n"); !strings.Contains(page, "no period of action has this code") {
		t.Error("a list with a period that does not exist was kept")
	}
}

// Outside the trust no small number leaves, not by a difference either, and no event is read.
func TestOutsideTheTrust(t *testing.T) {
	s, h := visit(t, everyVerb()...)
	for _, path := range []string{Path("QX"), CohortPath("QX"), NowcastPath("QX"), ComparePath("QX")} {
		code, page := get(t, h, path)
		if code != http.StatusOK {
			t.Fatalf("%s: %d", path, code)
		}
		has(t, page, "fewer than 5")
		lacks(t, page, "000001", "W0000", "sepsis")
		if s.trusts == nil || !slices.Contains(s.trusts, "T1") {
			t.Errorf("%s asked for %v", path, s.trusts)
		}
	}
	for _, path := range []string{"/counts.csv", "/overdue.csv", "/cohort.csv"} {
		code, file := get(t, h, Path("QX")+path)
		if code != http.StatusOK || !strings.Contains(file, "fewer than 5") || strings.Contains(file, "W0000") {
			t.Errorf("%s: %d %s", path, code, file)
		}
		for _, line := range strings.Split(file, "\r\n")[1:] {
			for i, cell := range strings.Split(line, ",") {
				if path != "/cohort.csv" && i > 2 && (cell == "1" || cell == "2" || cell == "3" || cell == "4") && i != 5 {
					t.Errorf("%s tells %s in %q", path, cell, line)
				}
			}
		}
	}
	for _, path := range []string{EventsPath("QX"), ReviewsPath("QX"), RecordPath("QX"), "/api/harm/QX/events"} {
		if code, _ := get(t, h, path); code != http.StatusForbidden {
			t.Errorf("%s: %d", path, code)
		}
	}
	for n, want := range map[int]string{0: "0", 1: "fewer than 5", 4: "fewer than 5", 5: "about 5", 7: "about 5", 8: "about 10", 1203: "about 1,205"} {
		if got := outside(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

// Whoever may see counts alone sees no small number of a trust's own pages either, on a page, in a file or by a call.
func TestATrustsCountsFromAboveIt(t *testing.T) {
	_, within := visit(t, everyVerb()...)
	_, h := visit(t, access.HarmCounts)
	for _, path := range []string{Path("T1"), CohortPath("T1"), NowcastPath("T1"), Path("T1") + "/counts.csv", Path("T1") + "/overdue.csv", CohortPath("T1") + ".csv"} {
		code, page := get(t, h, path)
		if code != http.StatusOK || !strings.Contains(page, "fewer than 5") {
			t.Errorf("%s: %d, small numbers are told", path, code)
		}
		if _, page := get(t, within, path); strings.Contains(page, "fewer than 5") {
			t.Errorf("%s: kept back within the trust", path)
		}
	}
	if _, body := get(t, h, "/api/harm/T1/cohort"); strings.Contains(body, `"exact":true`) {
		t.Error("a call tells exact numbers")
	}
}

// A nowcast says reported and expected apart, never a cause, and leads to how often its interval has held.
// A file says of itself what it is, and of two instants there are two names.
func TestFilesDescribeThemselves(t *testing.T) {
	_, h := visit(t, everyVerb()...)
	for _, path := range []string{Path("T1") + "/counts.csv", CohortPath("T1") + ".csv", NowcastPath("T1") + ".csv", ComparePath("T1") + ".csv", EventsPath("T1") + ".csv", ReviewsPath("T1") + ".csv", Path("T1") + "/overdue.csv"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		if name := w.Header().Get("Content-Disposition"); w.Code != http.StatusOK || !strings.Contains(name, "-T1-20240320T090000Z.csv") {
			t.Errorf("%s: %d %s", path, w.Code, name)
		}
		has(t, w.Body.String(), "as_of,organisation,caveat", "2024-03-20T09:00:00Z,T1,")
	}
	_, page := get(t, h, Path("T1")+"/counts.csv")
	has(t, page, "kind,,incident,")
	_, page = get(t, h, Path("QX"))
	has(t, page, "Events of 1 trust of 2; of the others none is recorded here")
}

func TestTheComparisonSaysByWhatPeopleAreAlike(t *testing.T) {
	_, h := visit(t, everyVerb()...)
	_, page := get(t, h, ComparePath("T1"))
	has(t, page, "suspected cancer or none, months waited, age band and sex", "in no figure")
}

func TestTheRunningWeekIsSaid(t *testing.T) {
	_, h := visit(t, everyVerb()...)
	_, page := get(t, h, NowcastPath("T1"))
	has(t, page, "of this week, from 18 March 2024 up to now", "18 March 2024, up to now", "the week is not over", "11 March 2024")
}

func TestNowcastPage(t *testing.T) {
	_, h := visit(t, everyVerb()...)
	_, page := get(t, h, NowcastPath("T1"))
	has(t, page, "Reported so far", "Expected to be reported still", "nine in ten times", MethodPath, "It says nothing of causes")
	lacks(t, page, "caused by", "due to the strike")
	_, page = get(t, h, MethodPath)
	has(t, page, "Nothing happens", "Recording becomes slower in late weeks", "All together", "of 500")
}

// The comparison keeps small groups back and says why days of action may look better.
func TestComparisonPage(t *testing.T) {
	_, h := visit(t, everyVerb()...)
	_, page := get(t, h, ComparePath("T1"))
	has(t, page, "Days of action can look better than others", "Unknown: triggers under review", "All together", "points", "same season a year before")
	v := compareView{here: sampleHere("T1"), split: harm.ByEthnicity, rows: rowsOf(map[string][]harm.Stratum{"not-postponed/A": {{Exposed: 100, Hits: 20, Others: 200, OtherHit: 20}}, "not-postponed/H": {{Exposed: 3, Hits: 1, Others: 9, OtherHit: 2}}})}
	if len(v.rows) != 2 || v.rows[0].name != "A" || v.kept(v.rows[0].c) || !v.kept(v.rows[1].c) {
		t.Errorf("%+v", v.rows)
	}
}

// A file is kept whole or not at all, and what names a patient is refused by its cell.
func TestBringIn(t *testing.T) {
	s, h := visit(t, everyVerb()...)
	before := len(s.cohort.Watched)
	head := "pathway,cohort,postponed,for,period,specialty,priority,cancer,waiting,times,new_date,treated,ended,age_band,sex,ethnicity,deprivation\n"
	first := head + "A-1,postponed,2024-01-03,2024-01-04,RD-2024-01,110,P3,no,210,1,,,,60-69,F,A,2\nB-1,not postponed,2024-01-03,,,110,P3,no,210,,,,,60-69,F,A,2\n"
	if code, page := upload(t, h, pathwayFile, "p.csv", first); code != http.StatusSeeOther || len(s.cohort.Watched) != before+1 || len(s.others) != 1 {
		t.Fatalf("%d %s", code, page)
	}
	if w := s.cohort.Watched[before]; w.Waiting != 210 || w.For.String() != "2024-01-04" || harm.ParseGroup(w.Group).Ethnicity != "A" || s.keys[w.ID] != "A-1" {
		t.Errorf("%+v", w)
	}
	for content, want := range map[string]string{
		head + ",,2024-01-03,,,110,,no,,,,,,,,,\n":             "A2",
		head + "A-2,,2024-13-03,,,110,,no,,,,,,,,,\n":          "C2",
		head + "A-2,,2024-01-03,,,110,,maybe,,,,,,,,,\n":       "H2",
		head + "A-2,,2024-01-03,,,943 476 5919,,no,,,,,,,,,\n": "F2",
		"pathway,specialty\nA-2,110\n":                         "postponed",
		head:                                                   "nothing under the headings",
		"pathway,postponed,name\nA-2,2024-01-03,Ann Example\nA-2,2024-01-03,Ann Example\n": "A3",
	} {
		code, page := upload(t, h, pathwayFile, "p.csv", content)
		if code != http.StatusUnprocessableEntity || !strings.Contains(page, want) {
			t.Errorf("%q: %d, without %q", content, code, want)
		}
		lacks(t, page, "943 476", "943476", "Ann Example")
	}
	if len(s.cohort.Watched) != before+1 {
		t.Errorf("%d pathways: part of a refused file was kept", len(s.cohort.Watched))
	}
	tell := "pathway,postponed,trigger,occurred,source\n"
	if code, page := upload(t, h, triggerFile, "t.csv", tell+"A-1,2024-01-03,death,2024-02-01,list\n"); code != http.StatusSeeOther {
		t.Errorf("%d %s", code, page)
	}
	if code, page := upload(t, h, triggerFile, "t.csv", tell+"A-1,2024-01-03,no-new-date,2024-02-01,list\n"); code != http.StatusUnprocessableEntity || !strings.Contains(page, "C2") {
		t.Errorf("%d", code)
	}
	if code, page := upload(t, h, "", "t.csv", tell); code != http.StatusUnprocessableEntity || !strings.Contains(page, "Choose what the file holds") {
		t.Errorf("%d", code)
	}
	for _, kind := range []string{pathwayFile, triggerFile} { // what is given to be filled in is read as it is
		_, file := get(t, h, WatchPath("T1")+"/"+kind)
		s.cohort.Watched, s.keys["X"] = append(s.cohort.Watched, harm.Watched{ID: "X", Postponed: civil.MustDate("2024-01-03")}), "A-1001"
		if code, page := upload(t, h, kind, kind+".csv", file); code != http.StatusSeeOther {
			t.Errorf("%s: %d %s", kind, code, page)
		}
	}
}

// The API tells the same, and keeps back the same.
func TestAPI(t *testing.T) {
	_, h := visit(t, everyVerb()...)
	for path, want := range map[string]string{
		"/api/harm/T1/events?order=physical": `"id":"000001"`, "/api/harm/T1/events/000001": `"notifiable":"yes"`, "/api/harm/T1/cohort": `"exact":true`, "/api/harm/T1/nowcast": `"expected_to_be_reported"`,
		"/api/harm/T1/compare": `"under_review"`, "/api/harm/QX/cohort": `{"value":null,"exact":false}`} {
		if code, body := get(t, h, path); code != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%s: %d without %s", path, code, want)
		}
	}
}

// Nobody gets anywhere by forgetfulness: each route refuses somebody without verbs.
func TestEveryRouteAsks(t *testing.T) {
	_, h := visit(t)
	fill := strings.NewReplacer("{org}", "T1", "{id}", "000001", "{watch}", "W000010", "{kind}", "postponed")
	for _, x := range Routes(Deps{}) {
		method, path, _ := strings.Cut(fill.Replace(x.Pattern), " ")
		code, _ := send(t, h, httptest.NewRequestWithContext(t.Context(), method, path, nil))
		if code != http.StatusForbidden {
			t.Errorf("%s: %d", x.Pattern, code)
		}
	}
}

// Whoever works at the trust records an event and sees what they recorded, and nothing else.
func TestRecordingWithoutReading(t *testing.T) {
	s, h := visit(t, access.HarmOpen, access.HarmOwn, access.HarmRecord)
	if code, _ := get(t, h, HomePath); code != http.StatusSeeOther && code != http.StatusOK {
		t.Errorf("the room does not open: %d", code)
	}
	if code, page := post(t, h, RecordPath("T1"), incident()); code != http.StatusSeeOther {
		t.Fatalf("%d %s", code, page)
	}
	mine := s.events[len(s.events)-1]
	graver := mine.Now()
	graver.Revision, graver.By, graver.Why = 2, "account:9", "told by another"
	s.at(mine.ID).Revisions = append(s.at(mine.ID).Revisions, graver)
	_, page := get(t, h, EventsPath("T1"))
	has(t, page, string(mine.ID), "Events that you recorded", "Record an event")
	lacks(t, page, "000001", "sepsis", "as CSV", DuePath("T1"))
	code, page := get(t, h, EventPath("T1", mine.ID))
	if has(t, page, "This is what you recorded"); code != http.StatusOK || strings.Contains(page, "told by another") || strings.Contains(page, "/revise") {
		t.Errorf("%d", code)
	}
	for _, path := range []string{EventPath("T1", "000001"), EventPath("T1", "000001") + "/revise", EventPath("T1", mine.ID) + "/revise", DuePath("T1"), EventsPath("T1") + ".csv", Path("T1"), ReviewsPath("T1"), CohortPath("T1")} {
		if code, page := get(t, h, path); code != http.StatusForbidden && code != http.StatusNotFound || strings.Contains(page, "sepsis") {
			t.Errorf("%s: %d", path, code)
		}
	}
}

// TestAccessible opens every specimen in a browser at both widths.
func TestAccessible(t *testing.T) {
	_, h := visit(t, everyVerb()...)
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	var pages []browser.Page
	for _, sp := range Gallery() {
		pages = append(pages, browser.Page{Name: sp.Name, URL: s.URL + web.SpecimenPath(sp.Name)})
	}
	browser.Accessible(t, pages)
}
