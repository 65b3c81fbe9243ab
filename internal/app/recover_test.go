package app_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/recovery"
	"headroom/internal/world"
)

// clinic is a small trust's list, its lists and limits as files, with a column each for who the patients are.
func clinic(t *testing.T) (patients, sessions, limits string) {
	t.Helper()
	made := recovery.Generate(recovery.Made{Patients: 60, Sessions: 12, Seed: 3, From: civil.Today(world.Start())})
	for i := range made.Patients {
		made.Patients[i].Trust = ""
	}
	for i := range made.Sessions {
		made.Sessions[i].Trust = ""
	}
	var p, s, l bytes.Buffer
	for _, err := range []error{recovery.WritePatients(&p, made.Patients), recovery.WriteSessions(&s, made.Sessions), recovery.WriteLimits(&l, made.Limits)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	lines := strings.Split(strings.TrimSpace(p.String()), "\n")
	for i := range lines {
		extra := fmt.Sprintf(",Sampleton-%d,Una", i)
		if i == 0 {
			extra = ",family_name,given_name"
		}
		lines[i] = strings.TrimRight(lines[i], "\r") + extra
	}
	return strings.Join(lines, "\n"), s.String(), l.String()
}

// clinicDesk is somebody at a trust's pages of recovery.
type clinicDesk struct {
	visitor
	t *testing.T
}

func deskOf(t *testing.T, w *world.World, r access.Role) clinicDesk {
	return clinicDesk{visitor{site: w.Handler(false, nil), key: w.Key(r)}, t}
}

// get opens a page and wants it to be there.
func (d clinicDesk) get(path string) string {
	d.t.Helper()
	rec := d.ask(http.MethodGet, path, "")
	if rec.Code != http.StatusOK {
		d.t.Fatalf("%s: %d %s", path, rec.Code, rec.Body)
	}
	return rec.Body.String()
}

// send posts a form and gives where it leads; a page shown again is a failure.
func (d clinicDesk) send(path string, kv ...string) string {
	d.t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(kv); i += 2 {
		v.Add(kv[i], kv[i+1])
	}
	rec := d.ask(http.MethodPost, path, v.Encode())
	if rec.Code != http.StatusSeeOther {
		d.t.Fatalf("%s: %d %s", path, rec.Code, problems(rec.Body.String()))
	}
	return rec.Header().Get("Location")
}

var errorText = regexp.MustCompile(`(?s)error-summary.*?</ul>|<h1.*?</h1>.*?<p>.*?</p>`)

func problems(page string) string { return errorText.FindString(page) }

// upload sends a file of a kind, maps it as it was guessed, and keeps it.
func (d clinicDesk) upload(kind, name, content string) {
	d.t.Helper()
	path, form := d.stage(kind, name, content)
	checked := d.ask(http.MethodPost, path, encoded(append(slices.Clone(form), "do", "check")))
	if checked.Code != http.StatusOK || !strings.Contains(checked.Body.String(), "Every row passed") {
		d.t.Fatalf("%s: %d %s", name, checked.Code, problems(checked.Body.String()))
	}
	d.send(path, append(form, "do", "keep")...)
	if rec := d.ask(http.MethodGet, path, ""); rec.Code != http.StatusNotFound {
		d.t.Errorf("the copy of %s that waited is still there: %d", name, rec.Code)
	}
}

var chosen = regexp.MustCompile(`(?s)<select[^>]*name="((?:map|who)-[^"]*)".*?</select>`)

var optionChosen = regexp.MustCompile(`<option value="([^"]*)" selected`)

func firstChosen(sel string) string {
	if m := optionChosen.FindStringSubmatch(sel); m != nil {
		return m[1]
	}
	return ""
}

func encoded(kv []string) string {
	v := url.Values{}
	for i := 0; i+1 < len(kv); i += 2 {
		v.Add(kv[i], kv[i+1])
	}
	return v.Encode()
}

// newDates waits until the queue has worked a plan out.
func newDates(t *testing.T, w *world.World, id int64) recovery.PlanKept {
	t.Helper()
	var k recovery.PlanKept
	err := w.WithWorkers(t.Context(), 1, nil, func(ctx context.Context) error {
		for end := time.Now().Add(2 * time.Minute); k.Made.IsZero() && time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
			var err error
			if k, err = w.Recovery.Plan(ctx, id, time.Time{}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || k.Made.IsZero() {
		t.Fatalf("plan %d: %+v %v", id, k, err)
	}
	return k
}

// TestNewDatesFromFileToBooking goes the whole way: files, a plan, its use, a clinician's review, an offer, an answer, a
// booking, and a date that is postponed again.
func TestNewDatesFromFileToBooking(t *testing.T) {
	w := world.New(t)
	booking, clinician := deskOf(t, w, access.BookingManager), deskOf(t, w, access.ClinicalReviewer)
	patients, sessions, limits := clinic(t)
	booking.upload("patients", "list.csv", patients)
	booking.upload("sessions", "lists.csv", sessions)
	booking.upload("limits", "limits.csv", limits)
	today := civil.Today(world.Start())
	boxes := func(name string, d civil.Date) []string {
		return []string{name + "-day", fmt.Sprint(d.Day()), name + "-month", fmt.Sprint(int(d.Month())), name + "-year", fmt.Sprint(d.Year())}
	}
	to := booking.send("/recovery/Z-1/plans", append(append(boxes("from", today.Add(1)), boxes("to", today.Add(84))...), "seconds", "1", "seed", "7")...)
	if to != "/recovery/Z-1/plans/1" {
		t.Fatal(to)
	}
	k := newDates(t, w, 1)
	if k.Plan == nil || k.Plan.Scheduled == 0 || k.Plan.Bound <= 0 || k.Plan.Objective < k.Plan.Bound {
		t.Fatalf("%+v", k.Refuse)
	}
	booking.send(to+"/use", "reason", "agreed at the booking meeting")
	booking.send("/recovery/Z-1/offers/propose", "plan", "1")
	said, err := w.Recovery.Said(t.Context(), "Z-1", time.Time{})
	if err != nil || len(said.Offers) == 0 {
		t.Fatalf("%d offers, %v", len(said.Offers), err)
	}
	offer := said.Offers[0]
	for _, o := range said.Offers {
		if o.Date.After(offer.Date) {
			offer = o
		}
	}
	at := "/recovery/Z-1/offers/" + string(offer.ID)
	if rec := booking.ask(http.MethodPost, "/recovery/Z-1/offers/review", "offer="+string(offer.ID)+"&to=reviewed"); rec.Code != http.StatusForbidden {
		t.Errorf("a booking manager reviews: %d", rec.Code)
	}
	clinician.send("/recovery/Z-1/offers/review", "offer", string(offer.ID), "to", "reviewed")
	booking.send(at, append(boxes("answer_by", today.Add(1)), "to", "offered", "first", string(offer.Session))...)
	letters := booking.ask(http.MethodPost, "/recovery/Z-1/offers/letters", "x=1")
	if letters.Code != http.StatusOK || !strings.Contains(letters.Body.String(), "Sampleton-") {
		t.Errorf("letters: %d %s", letters.Code, letters.Body)
	}
	booking.send(at, "to", "accepted", "chosen", string(offer.Session))
	booking.send(at, "to", "booked")
	w.SetClock(offer.Date.At(9 * 60))
	booking.key = w.KeyAt(access.BookingManager, "Z-1") // sessions end after some hours
	booking.send(at, "to", "postponed", "mover", "provider", "reason-postponed", "no bed")
	page := booking.get("/recovery/Z-1/patients/" + string(offer.Pathway))
	for _, want := range []string{"28-day guarantee begins", "Postponed again", "a binding date within 28 days"} {
		if !strings.Contains(strings.ToLower(page), strings.ToLower(want)) {
			t.Errorf("the patient's page lacks %q", want)
		}
	}
	if report := checked(t, w.App); !report.OK {
		t.Errorf("%v", report.Problems)
	}
}

// furnishedClinic is a world with the small trust's list and lists kept.
func furnishedClinic(t *testing.T) *world.World {
	t.Helper()
	w := world.New(t)
	booking := deskOf(t, w, access.BookingManager)
	patients, sessions, _ := clinic(t)
	booking.upload("patients", "list.csv", patients)
	booking.upload("sessions", "lists.csv", sessions)
	return w
}

func (d clinicDesk) plan(seconds float64) int64 {
	d.t.Helper()
	today := civil.Today(world.Start())
	loc := d.send("/recovery/Z-1/plans", "from-day", "21", "from-month", "12", "from-year", "2023", "to-day", fmt.Sprint(today.Add(80).Day()), "to-month", fmt.Sprint(int(today.Add(80).Month())), "to-year", fmt.Sprint(today.Add(80).Year()), "seconds", fmt.Sprint(seconds), "seed", "1", "unlimited", "yes")
	var id int64
	if _, err := fmt.Sscanf(loc, "/recovery/Z-1/plans/%d", &id); err != nil {
		d.t.Fatal(loc)
	}
	return id
}

// TestARepairAndATrial: a list that is cancelled is repaired, a decision is tried before it is made, and the plan made from
// the same list with the same seed is the same.
func TestARepairAndATrial(t *testing.T) {
	w := furnishedClinic(t)
	booking := deskOf(t, w, access.BookingManager)
	first, again := booking.plan(1), booking.plan(1)
	a, b := newDates(t, w, first), newDates(t, w, again)
	if a.Plan == nil || b.Plan == nil || a.Plan.Objective != b.Plan.Objective || !slices.EqualFunc(a.Plan.Placements, b.Plan.Placements, func(x, y recovery.Placement) bool { return x.Pathway == y.Pathway && x.Session == y.Session }) {
		t.Fatal("the same list and seed gave another plan")
	}
	booking.send(fmt.Sprintf("/recovery/Z-1/plans/%d/use", first), "reason", "agreed")
	var full recovery.List
	for _, l := range a.Plan.Lists {
		if len(l.Pathways) > len(full.Pathways) {
			full = l
		}
	}
	page := booking.get(fmt.Sprintf("/recovery/Z-1/plans/%d/what-if?kind=hold&pathway=%s", first, full.Pathways[0]))
	if !strings.Contains(page, "loses the date") || !strings.Contains(page, "Yes, decide it") {
		t.Error("holding somebody costs nobody anything")
	}
	var id int64
	to := booking.send(fmt.Sprintf("/recovery/Z-1/plans/%d/what-if", first), "do", "repair", "happened-kind", "close-list", "happened-session", string(full.Session))
	if _, err := fmt.Sscanf(to, "/recovery/Z-1/plans/%d", &id); err != nil {
		t.Fatal(to)
	}
	r := newDates(t, w, id)
	if r.Plan == nil {
		t.Fatal(r.Refuse)
	}
	was := map[recovery.Pathway]recovery.SessionID{}
	for _, x := range a.Plan.Placements {
		was[x.Pathway] = x.Session
	}
	moved := 0
	for _, x := range r.Plan.Placements {
		if x.Session == full.Session {
			t.Errorf("%s is still on the list that was cancelled", x.Pathway)
		}
		if x.Session != was[x.Pathway] && was[x.Pathway] != full.Session {
			moved++
		}
	}
	if moved > 3*len(full.Pathways) {
		t.Errorf("%d others moved for %d", moved, len(full.Pathways))
	}
	if page := booking.get(to); !strings.Contains(page, "is cancelled") || !strings.Contains(page, "Whom it costs") {
		t.Error("the repair does not say what it changes")
	}
}

// TestAPlanIsStoppedWithTheBestSoFar: a long search ends when somebody asks, and what it has is whole.
func TestAPlanIsStoppedWithTheBestSoFar(t *testing.T) {
	w := furnishedClinic(t)
	booking := deskOf(t, w, access.BookingManager)
	id := booking.plan(600)
	booking.send(fmt.Sprintf("/recovery/Z-1/plans/%d/stop", id))
	began := time.Now()
	k := newDates(t, w, id)
	if k.Plan == nil || len(k.Plan.Placements) == 0 || time.Since(began) > time.Minute {
		t.Errorf("after %s: %+v", time.Since(began), k.Refuse)
	}
}

// TestPatientsStayAtTheirTrust: everybody above sees counts and no patient; a booking manager of another trust sees nothing.
func TestPatientsStayAtTheirTrust(t *testing.T) {
	w := furnishedClinic(t)
	for _, r := range []access.Role{access.ICBLead, access.RegionLead, access.NationalLead, access.Auditor, access.TrustDirector, access.TrustViewer} {
		d := deskOf(t, w, r)
		for _, path := range []string{"/patients", "/patients.csv", "/patients/SYN0000001", "/plans", "/offers", "/worklist", "/sessions"} {
			want := http.StatusForbidden
			if r == access.TrustDirector && (path == "/plans" || path == "/sessions") { // counts, without anybody in them
				want = http.StatusOK
			}
			if rec := d.ask(http.MethodGet, "/recovery/Z-1"+path, ""); rec.Code != want || want == http.StatusOK && strings.Contains(rec.Body.String(), "SYN00") {
				t.Errorf("%s on %s: %d", r, path, rec.Code)
			}
		}
		for _, path := range []string{"/recovery/Z-1", "/recovery/QMJ", "/recovery/QMJ/board.csv"} {
			rec := d.ask(http.MethodGet, path, "")
			if rec.Code == http.StatusOK && strings.Contains(rec.Body.String(), "SYN00") {
				t.Errorf("%s sees a pathway on %s", r, path)
			}
		}
	}
	lead := deskOf(t, w, access.ICBLead)
	if page := lead.get("/recovery/QMJ"); !strings.Contains(page, "fewer than 5") && !strings.Contains(page, ">60<") {
		t.Error("the board's counts are not there")
	}
	other := clinicDesk{visitor{site: w.Handler(false, nil), key: w.KeyAt(access.BookingManager, "Z-2")}, t}
	if rec := other.ask(http.MethodGet, "/recovery/Z-1/patients", ""); rec.Code != http.StatusForbidden {
		t.Errorf("another trust's booking manager: %d", rec.Code)
	}
}
