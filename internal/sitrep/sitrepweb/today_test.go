package sitrepweb

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
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

// todayWorld is the sample behind a shell, with a person chosen by a header, a stamp that can move, and counts of what
// was read.
type todayWorld struct {
	*todaySample
	*testing.T
	server *httptest.Server
	stamp  atomic.Int64
	many   atomic.Int64
	wait   chan struct{} // when set, reading waits for it
	broken atomic.Bool
}

func (w *todayWorld) Stamp(context.Context) (int64, error) { return w.stamp.Load(), nil }

func (w *todayWorld) Many(ctx context.Context, q sitrep.Asked, codes []measure.Code) ([]*sitrep.Series, error) {
	w.many.Add(1)
	if w.wait != nil {
		<-w.wait
	}
	if w.broken.Load() {
		return nil, fault.New(fault.Unavailable, "The figures cannot be read at the moment")
	}
	return w.todaySample.Many(ctx, q, codes)
}

func (w *todayWorld) Picture(_ context.Context, at civil.Date, _ time.Time) (*org.Picture, error) {
	return w.pic, nil
}

// Principal reads "role@organisation" from a header; none is the national lead.
func (w *todayWorld) Principal(r *http.Request) (access.Principal, error) {
	role, at, ok := strings.Cut(r.Header.Get("X-Who"), "@")
	if !ok {
		role, at = string(access.NationalLead), "ENG"
	}
	return access.Principal{ID: 7, Name: "Ada Reader", Grants: []access.Grant{{Role: access.Role(role), At: org.Code(at), From: civil.MustDate("2020-01-01")}}}, nil
}

func newTodayWorld(t *testing.T, store Store) *todayWorld {
	t.Helper()
	w := &todayWorld{todaySample: newTodaySample(), T: t}
	if store == nil {
		store = w
	}
	m := room{Deps{Store: store, Strikes: w.todaySample, Holidays: civil.England(), Ahead: func(c org.Code) string { return "/ahead/" + string(c) }, Brief: func(c org.Code) string { return "/brief/" + string(c) }}}
	shell := web.New(web.Config{Test: true, Clock: todaySampleNow, Sessions: w, Policy: web.GrantsPolicy{}, Pictures: w})
	w.server = httptest.NewServer(shell.Mux(append(m.todayRoutes(), m.seriesRoutes()...)))
	w.server.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	t.Cleanup(w.server.Close)
	return w
}

// get asks as who ("role@organisation", empty for the national lead) and gives status, body and where it leads.
func (w *todayWorld) get(who, path string) (code int, body, to string) {
	w.Helper()
	req, err := http.NewRequest(http.MethodGet, w.server.URL+path, nil)
	if err != nil {
		w.Fatal(err)
	}
	req.Header.Set("X-Who", who)
	res, err := w.server.Client().Do(req)
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

// says asks and holds the answer against what it must and must not say (a leading "!" is must not).
func (w *todayWorld) says(who, path string, code int, words ...string) {
	w.Helper()
	got, body, _ := w.get(who, path)
	if got != code {
		w.Errorf("%s as %q answered %d", path, who, got)
	}
	for _, s := range words {
		if not, found := strings.CutPrefix(s, "!"); found && strings.Contains(body, not) {
			w.Errorf("%s as %q says %q", path, who, not)
		} else if !found && !strings.Contains(body, s) {
			w.Errorf("%s as %q does not say %q", path, who, s)
		}
	}
	for _, p := range browser.Sound(body) {
		w.Errorf("%s as %q: %s", path, who, p)
	}
}

func TestTodayHomeLeadsToThePlaceOfTheRole(t *testing.T) {
	w := newTodayWorld(t, nil)
	for who, want := range map[string]string{
		"national-lead@ENG": "/today/ENG", "national-viewer@X24": "/today/ENG", "auditor@ENG": "/today/ENG", "region-viewer@Y61": "/today/Y61", "icb-lead@QHG": "/today/QHG",
		"trust-submitter@Z-ALD": "/today/Z-ALD", "council-viewer@Z-COU": "/today/Z-COU", "administrator@ENG": web.AccountPath,
	} {
		if u, ok := w.pic.Unit("X24"); who == "national-viewer@X24" && (!ok || u.Kind != org.KindNational) {
			continue
		}
		if code, _, to := w.get(who, "/"); code != http.StatusSeeOther || to != want {
			t.Errorf("%s is sent to %q (%d), not %q", who, to, code, want)
		}
	}
	if _, _, to := w.get("icb-lead@QHG", "/?as-of=2023-12-19T12:00"); to != "/today/QHG?as-of=2023-12-19T12%3A00" {
		t.Errorf("looking back is lost: %q", to)
	}
}

func TestTodayEngland(t *testing.T) {
	w := newTodayWorld(t, nil)
	w.says("", "/today/ENG", 200, "of general and acute beds occupied", "8 of 10 returns", "Incomplete", "of core beds", "Adult G&amp;A occupancy", "Children", "As at 08:00 today",
		"Yesterday, 00:00 to 23:59", "As at 23:59 yesterday", "in 41 minutes", "Situation report: see the 2 missing", "Situation report, today: 8 of 10 in.", "!missing: Dunmere", "newest part received 10:03 today, ", "2 h old", "Yesterday 94.9%, 10 of 10 returns.", "Two days are compared only when the same organisations gave", "10 h old", "Too few in to compare; yesterday",
		"Fenlake NHS Trust (synthetic)", "a ward was counted twice", "versions side by side", "/returns/uec-daily/Z-COP/2023-12-19", "Industrial action: Sample doctors (synthetic), 07:00 on Wed 20 Dec",
		"G&amp;A occupancy, by integrated care board", "Boards without a tile", "Newly Made Integrated Care Board", "/series/ENG/ga_occ_rate/2023-12-20", "East of England", "Show Tue 19 Dec")
	// Looking back to noon of the day before: the deadline has passed, the correction of the next morning is not known.
	w.says("", "/today/ENG?as-of=2023-12-19T12:00", 200, "As known at 12:00 on Tuesday 19 December 2023", "!a ward was counted twice", "as-of=2023-12-19T12%3A00", "9 of 10 returns", "the deadline was 1 hour ago")
	w.says("", "/today/ENG?measure=nctr_remaining&day=2023-12-12", 200, "Remaining in hospital, by integrated care board", "08:00 on Tue 12 Dec")
	w.says("", "/today/ENG?measure=rtt_median", 422, "Choose a measure from the list")
	w.says("", "/today/ENG?day=yesterday", 422)
	w.says("", "/today/NONE1", 404)
	w.says("", "/today/ENG?day=2022-01-01", 200, "Nothing is held for 1 January 2022", "Show the newest day")
}

// A trust sees its own figures and the sums above it, and nothing of a neighbour: not a value, not a name, not a count.
func TestTodayIsNarrowedToTheRole(t *testing.T) {
	w := newTodayWorld(t, nil)
	const who = "trust-submitter@Z-COP"
	w.says(who, "/today/Z-COP", 200, "Version 1", "Change it", "/returns/uec-daily/Z-COP/2023-12-20/enter", "Coppergate", "!Dunmere", "!Alderbrook", "Cambridgeshire")
	w.says(who, "/today/QUE", 200, "1 of 2 returns", ": see the 1 missing", "!Dunmere", "Only the organisations in your roles are counted")
	w.says(who, "/today/ENG", 200, "8 of 10 returns", "Situation report: see the 2 missing", "!Dunmere", "!Hollin", "lie outside your roles and", "!/today/QHG\"")
	w.says(who, "/today/Z-DUN", 403, "!94.")
	w.says(who, "/today/QHG", 403)
	w.says("trust-viewer@Z-COP", "/today/Z-COP", 200, "!Change it", "!/enter")
	w.says("icb-lead@QUE", "/today/QUE", 200, "Dunmere", "Coppergate", "!Alderbrook")
	w.says("council-viewer@Z-COU", "/today/Z-COU", 200, "No daily figures of its own", "/today/QHG", "/today/ENG", "The pictures it is part of", "G&amp;A occupancy", "Patients remaining: As at 23:59 yesterday.", "G&amp;A occupancy: As at 08:00 today.", "/series/QHG/ga_occ_rate", "8 of 10 returns; the day before 94.9%, 10 of 10 returns", "Industrial action: Sample doctors", "/periods", "/organisations/Z-COU", "!/today/QUE")
}

func TestTodayOfATrustThatHasNotSent(t *testing.T) {
	w := newTodayWorld(t, nil)
	w.says("trust-submitter@Z-HOL", "/today/Z-HOL", 200, "As at 08:00 yesterday", "26 h old", "received 09:49 yesterday, ", "!newest part", "Enter it", "Situation report: not in, due at 11:00, in 41 minutes.", "Discharge return: in, version 1.", "Reminders received today", "The daily situation report is due at 11:00.")
	w.says("trust-submitter@Z-DUN", "/today/Z-DUN", 200, "Go on with the draft", "A draft was saved 10:10 today")
}

func TestTodayWithNothingSaysWhatToDo(t *testing.T) {
	s := newTodaySample()
	w := newTodayWorld(t, &todaySample{pic: s.pic, now: s.now})
	w.says("", "/today/ENG", 200, "Nothing has been returned yet", "Import a published workbook", "not the same as nought", "!>0%<")
	w.says("trust-submitter@Z-COP", "/today/Z-COP", 200, "Enter today’s situation report", "/returns/uec-daily/Z-COP/2023-12-20/enter")
	w.says("icb-viewer@QHG", "/today/QHG", 200, "See which returns are due")
}

func TestTodayCountdown(t *testing.T) {
	due := civil.MustDate("2023-12-20").At(11 * 60)
	for off, want := range map[time.Duration]string{
		41 * time.Minute: "in 41 minutes", time.Minute: "in 1 minute", 30 * time.Second: "in under a minute", 0: "in under a minute", -time.Second: "just now", -time.Minute: "1 minute ago",
		65 * time.Minute: "in 1 hour 5 minutes", 2 * time.Hour: "in 2 hours", -72 * time.Hour: "3 days ago",
	} {
		if got := todayCountdown(due.Add(-off), due); got != want {
			t.Errorf("%v before: %q, not %q", off, got, want)
		}
	}
}

// The page is made once for all who may see the same, again when anything was stored, and never for another scope.
func TestTodayCache(t *testing.T) {
	w := newTodayWorld(t, nil)
	read := func(who, path string, want int64) {
		t.Helper()
		if code, _, _ := w.get(who, path); code != 200 {
			t.Fatalf("%s answered %d", path, code)
		}
		if n := w.many.Load(); n != want {
			t.Errorf("after %s as %q the figures were read %d times, not %d", path, who, n, want)
		}
	}
	read("", "/today/ENG", 1)
	read("", "/today/ENG", 1)
	read("trust-viewer@Z-COP", "/today/ENG", 2) // another scope
	read("trust-viewer@Z-ALD", "/today/ENG", 3) // and another
	read("trust-viewer@Z-COP", "/today/ENG", 3)
	read("", "/today/ENG?measure=ga_occ", 4)
	read("", "/today/ENG?day=2023-12-19", 5)
	read("", "/today/ENG?as-of=2023-12-20T09:30:01Z", 6)
	read("", "/today/ENG?as-of=2023-12-20T09:30:02Z", 7) // the same minute, another instant
	read("", "/today/QHG", 8)
	w.stamp.Add(1)
	read("", "/today/ENG", 9)
}

// A figure that is stored between two readings shows in the second, though the clock has not moved.
func TestTodayShowsAChangeAtOnce(t *testing.T) {
	w := newTodayWorld(t, nil)
	w.says("", "/today/ENG", 200, "8 of 10 returns", "Situation report: see the 2 missing")
	form, _ := sitrep.FindForm(sitrep.UECDaily, todaySampleDay())
	w.keep(sitrep.UECDaily, todaySampleDay(), "Z-DUN", []*sitrep.Version{{Form: sitrep.UECDaily, Org: "Z-DUN", Day: todaySampleDay(), N: 1, State: sitrep.Returned, Timing: sitrep.OnTime,
		Recorded: todaySampleNow(), Items: sampleItems(form, todaySampleDay(), 3, 480, 0)}})
	w.stamp.Add(1)
	w.says("", "/today/ENG", 200, "9 of 10 returns", ": see the 1 missing", "!8 of 10 returns")
}

// Two people with other roles never share bytes, even when they ask for the same page in the same moment.
func TestTodayScopesDoNotShare(t *testing.T) {
	w := newTodayWorld(t, nil)
	var group sync.WaitGroup
	for range 8 {
		for who, c := range map[string]struct{ see, not string }{
			"icb-lead@QUE": {"Dunmere", "Hollin"}, "trust-viewer@Z-COP": {"Coppergate", "Dunmere"}, "icb-director@QUE": {"Dunmere", "Hollin"},
		} {
			group.Go(func() { w.says(who, "/today/QUE", 200, c.see, "!"+c.not) })
		}
	}
	group.Wait()
}

// Many at once wait for one making.
func TestTodaySingleFlight(t *testing.T) {
	w := newTodayWorld(t, nil)
	w.wait = make(chan struct{})
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			if code, _, _ := w.get("", "/today/ENG"); code != 200 {
				t.Errorf("answered %d", code)
			}
		})
	}
	for w.many.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	close(w.wait)
	group.Wait()
	if n := w.many.Load(); n != 1 {
		t.Errorf("the figures were read %d times", n)
	}
}

func TestTodayKeepsNoFailure(t *testing.T) {
	w := newTodayWorld(t, nil)
	w.broken.Store(true)
	w.says("", "/today/ENG", 503, "cannot be read at the moment")
	w.broken.Store(false)
	w.says("", "/today/ENG", 200)
}

func TestTodayCacheIsBoundedAndSurvivesThePersonWhoLeaves(t *testing.T) {
	c := newTodayCache(3)
	page := func(body string) func(context.Context) (todayMade, error) {
		return func(ctx context.Context) (todayMade, error) { return todayMade{body: body}, ctx.Err() }
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if got, err := c.get(gone, todayKey{stamp: 1}, page("a")); err != nil || got.body != "a" {
		t.Errorf("the making stopped with its first reader: %q %v", got.body, err)
	}
	for i := range 10 {
		_, _ = c.get(t.Context(), todayKey{stamp: int64(i + 2)}, page("b"))
	}
	if len(c.pages) != 3 || len(c.order) != 3 {
		t.Errorf("%d pages are kept", len(c.pages))
	}
	func() {
		defer func() { _ = recover() }()
		_, _ = c.get(t.Context(), todayKey{stamp: 99}, func(context.Context) (todayMade, error) { panic("broken") })
	}()
	if got, err := c.get(t.Context(), todayKey{stamp: 99}, page("c")); err != nil || got.body != "c" {
		t.Errorf("after a panic: %q %v", got.body, err)
	}
}

func TestTodayGalleryIsSound(t *testing.T) {
	s := todayGalleryServer(t)
	for _, sp := range todaySpecimens() {
		res, err := s.Client().Get(s.URL + web.SpecimenPath(sp.Name))
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err != nil || res.StatusCode != 200 {
			t.Errorf("%s answered %d, %v", sp.Name, res.StatusCode, err)
		}
		for _, p := range browser.Sound(string(b)) {
			t.Errorf("%s: %s", sp.Name, p)
		}
	}
}

func BenchmarkTodayEngland(b *testing.B) {
	s := newTodaySample()
	t := todayRoom{room{Deps{Store: s, Strikes: s, Holidays: civil.England()}}, newTodayCache(1), todayChoices(), newTodayCommon()}
	a := sampleReader(s, org.England)
	v, err := t.todayRead(b.Context(), a)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() { // the writing alone: what the store costs is measured with the store
		if err := todayShow(v).Render(b.Context(), io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTodayKept is a whole request for a page that is made already: what each of two hundred readers costs.
func BenchmarkTodayKept(b *testing.B) {
	w := &todayWorld{todaySample: newTodaySample()}
	m := room{Deps{Store: w, Strikes: w.todaySample, Holidays: civil.England()}}
	shell := web.New(web.Config{Test: true, Clock: todaySampleNow, Sessions: w, Policy: web.GrantsPolicy{}, Pictures: w})
	mux := shell.Mux(m.todayRoutes())
	for _, who := range []string{"", "trust-viewer@Z-COP"} {
		b.Run("as "+who, func(b *testing.B) {
			for b.Loop() {
				req := httptest.NewRequest(http.MethodGet, "/today/ENG", nil)
				req.Header.Set("X-Who", who)
				req.Header.Set("Accept-Encoding", "gzip")
				res := httptest.NewRecorder()
				mux.ServeHTTP(res, req)
				if res.Code != http.StatusOK {
					b.Fatal(res.Code)
				}
			}
		})
	}
}

// Totals are compared when they are of the same organisations or nearly all are in, and a count of others is never
// called better or worse.
func TestTodayComparesLikeWithLike(t *testing.T) {
	day := todaySampleDay()
	total := func(d civil.Date, v float64, given, due int, missing ...org.Code) sitrep.Point {
		return sitrep.Point{Day: d, Value: measure.Of(v), Given: given, Received: given, Due: due, Missing: missing}
	}
	for name, c := range map[string]struct {
		code        measure.Code
		now, before sitrep.Point
		words       string
		turn        string
	}{
		"the same few":       {"nctr_remaining", total(day, 30, 3, 4, "Z-A"), total(day.Add(-1), 20, 3, 4, "Z-A"), "10 more than yesterday", "worse"},
		"other few":          {"nctr_remaining", total(day, 30, 3, 4, "Z-A"), total(day.Add(-1), 20, 3, 4, "Z-B"), "Too few in to compare; yesterday 20 (3 of 4)", ""},
		"nearly all, others": {"nctr_remaining", total(day, 30, 19, 20, "Z-A"), total(day.Add(-1), 20, 20, 20), "10 more than yesterday (20 returns then, 19 now)", ""},
		"a rate of others":   {"ga_occ_rate", total(day, 0.91, 19, 20, "Z-A"), total(day.Add(-1), 0.93, 20, 20), "2.0 points less than yesterday (20 returns then, 19 now)", "better"},
		"more is better":     {"ga_free", total(day, 30, 4, 4), total(day.Add(-1), 20, 4, 4), "10 more than yesterday", "better"},
		"neither":            {"ga_open", total(day, 30, 4, 4), total(day.Add(-1), 20, 4, 4), "10 more than yesterday", ""},
		"too small to show":  {"ga_occ_rate", total(day, 0.91001, 4, 4), total(day.Add(-1), 0.91, 4, 4), "The same as yesterday", "same"},
		"nothing to compare": {"ga_open", total(day, 30, 4, 4), sitrep.Point{Day: day.Add(-1), Value: measure.Gap(), Due: 4}, "", ""},
	} {
		m, _ := measure.Find(c.code)
		l := newTodayLook(todayAsked{today: day}, []*sitrep.Series{{Measure: m, Form: sitrep.UECDaily, Points: []sitrep.Point{c.before, c.now}}})
		if got := l.change(m, c.now, day.Add(-1)); got.Words != c.words || string(got.Turn) != c.turn {
			t.Errorf("%s: %q %q", name, got.Words, got.Turn)
		}
	}
}

// A figure's age is that of the figure, not of its receipt: beds from the hour they were counted, flows from the end of
// the days they cover.
func TestTodayMoment(t *testing.T) {
	day := civil.MustDate("2023-12-20")
	form, _ := sitrep.FindForm(sitrep.UECDaily, day)
	published, _ := sitrep.FindForm(sitrep.UECPublished, day)
	for name, c := range map[string]struct {
		form *sitrep.Form
		code measure.Code
		p    sitrep.Point
		want time.Time
	}{
		"beds":                {form, "ga_occ", sitrep.Point{Day: day}, day.At(8 * 60)},
		"a rate of beds":      {form, "ga_occ_rate", sitrep.Point{Day: day}, day.At(8 * 60)},
		"a flow":              {form, "amb_over30", sitrep.Point{Day: day}, day.At(0)},
		"four days together":  {form, "amb_over30", sitrep.Point{Day: day, Covers: civil.Range{From: day.Add(-5), To: day.Add(-1)}}, day.Add(-1).At(0)},
		"beds as published":   {published, "ga_occ", sitrep.Point{Day: day}, day.At(8 * 60)},
		"a flow as published": {published, "amb_over30", sitrep.Point{Day: day}, day.Add(1).At(0)},
		"absence":             {form, "absence_total", sitrep.Point{Day: day}, time.Time{}},
	} {
		m, _ := measure.Find(c.code)
		if got := todayMoment(c.form, m, c.p); !got.Equal(c.want) {
			t.Errorf("%s is of %v, not %v", name, got, c.want)
		}
	}
}

// The head of the page counts what is late and names nobody, however many they are.
func TestTodayLateLineCounts(t *testing.T) {
	gone, late := sitrep.Slip{Standing: sitrep.Overdue}, sitrep.Slip{Standing: sitrep.IsIn, Timing: sitrep.Late}
	for want, list := range map[string][]sitrep.Slip{
		"": nil, "1 return is not in after the deadline.": {gone}, "2 returns came late.": {late, late}, "2 returns are not in after the deadline, 1 came late.": {gone, late, gone},
	} {
		if got := (todaySlips{late: list}).lateLine(); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}

func TestTodayLeadsToWhatIsForecast(t *testing.T) {
	w := newTodayWorld(t, nil)
	w.says("", "/today/ENG", 200, "Beds occupied and open on the next mornings, as odds.", `href="/ahead/ENG"`)
	w.says("", "/today/ENG?as-of="+todaySampleNow().UTC().Add(-time.Minute).Format("2006-01-02T15:04:05Z"), 200, `/ahead/ENG?as-of=`)
}

// TestTodayLeadsToTheBrief: a board's, a region's and England's lead find the brief on Today; a trust has none.
func TestTodayLeadsToTheBrief(t *testing.T) {
	w := newTodayWorld(t, nil)
	w.says("icb-lead@QHG", "/today/QHG", 200, "/brief/QHG", "Open the brief")
	w.says("region-lead@Y61", "/today/Y61", 200, "/brief/Y61", "Open the brief")
	w.says("national-lead@ENG", "/today/ENG", 200, "/brief/ENG", "Open the brief")
	if _, body, _ := w.get("national-lead@ENG", "/today/ST001"); strings.Contains(body, "Open the brief") {
		t.Error("a trust has a brief")
	}
}
