package sitrepdb_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/db/dbtest"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// said is one accepted version in the model: what anybody could write down who watched the submissions come in.
type said struct {
	n, value int
	at       time.Time
}

// model is the returns of one day, kept without anything of the store or the rules.
type model struct {
	day   civil.Date
	ever  bool // an earlier day has returns
	in    map[org.Code][]said
	leave map[org.Code]time.Time // until when an unused leave holds
}

// send says whether a submission is stored, is the same as the version in force, or is refused.
func (m *model) send(c org.Code, value int, at time.Time) string {
	list := m.in[c]
	if n := len(list); n > 0 && list[n-1].value == value {
		return "same"
	}
	until, given := m.leave[c]
	open := given && !at.After(until)
	if at.After(m.day.Add(15).At(0)) && !open {
		return "refused"
	}
	if open {
		delete(m.leave, c)
	}
	m.in[c] = append(list, said{len(list) + 1, value, at})
	return "stored"
}

// shown is the value that a view shows of one trust, 0 for none.
func (m *model) shown(c org.Code, view sitrep.View, asOf time.Time) int {
	got := 0
	for _, v := range m.in[c] {
		switch {
		case v.at.After(asOf):
		case view == sitrep.First && v.n > 1:
		case view == sitrep.Collated && (v.at.After(m.day.At(hm(12, 0))) || m.in[c][0].at.After(m.day.At(hm(11, 0)))):
		default:
			got = v.value
		}
	}
	return got
}

// sum is England's line.
func (m *model) sum(codes []org.Code, view sitrep.View, asOf time.Time) string {
	total, received, known := 0, 0, false
	for _, c := range codes {
		if v := m.shown(c, view, asOf); v > 0 {
			total, received = total+v, received+1
		}
		known = known || len(m.in[c]) > 0 && !m.in[c][0].at.After(asOf)
	}
	here := slices.ContainsFunc(codes, func(c org.Code) bool { return len(m.in[c]) > 0 })
	awaited := m.ever && !civil.Today(asOf).After(m.day.Add(14))
	switch {
	case !known && (asOf.Before(m.day.At(hm(6, 0))) || !here && !awaited):
		return "none" // entry had not begun, or nothing was ever added up
	case received == 0:
		return fmt.Sprintf("-, 0 of %d", len(codes))
	}
	return fmt.Sprintf("%d, %d of %d", total, received, len(codes))
}

// TestViewsAreWhatAnybodyWouldWriteDown sends random submissions, amendments, late ones and ones with leave, and asks
// for the three views at every instant.
func TestViewsAreWhatAnybodyWouldWriteDown(t *testing.T) {
	dbtest.Each(t, rooms(), func(t *testing.T, d *db.DB) {
		w := settle(t, d, 3)
		day := morning
		rapid.Check(t, func(rt *rapid.T) {
			day = day.Add(35) // five weeks on: out of sight of the last one's checks, and a Wednesday again
			w.story(t, rt, day)
		})
		w.sound(t)
	})
}

func (w *world) story(t *testing.T, rt *rapid.T, day civil.Date) {
	m := &model{day: day, ever: w.ever, in: map[org.Code][]said{}, leave: map[org.Code]time.Time{}}
	at := day.At(hm(7, 0))
	instants := []time.Time{at, day.At(hm(11, 0)), day.At(hm(12, 0))}
	for range rapid.IntRange(1, 7).Draw(rt, "steps") {
		at = at.Add(rapid.SampledFrom([]time.Duration{0, time.Minute, time.Hour, 4 * time.Hour, 30 * time.Hour, 9 * 24 * time.Hour}).Draw(rt, "later"))
		w.clock.mu.Lock()
		w.clock.now = at
		w.clock.mu.Unlock()
		instants = append(instants, at, at.Add(-time.Microsecond))
		c := rapid.SampledFrom(w.codes).Draw(rt, "trust")
		if rapid.IntRange(0, 4).Draw(rt, "what") == 0 {
			ok(t, w.s.Reopen(t.Context(), "account:9", sitrep.UECDaily, c, day, at.Add(2*time.Hour), "left out a ward"))
			m.leave[c] = at.Add(2 * time.Hour)
			continue
		}
		k := rapid.IntRange(0, 3).Draw(rt, "beds")
		want := m.send(c, 395+k, at)
		got := "stored"
		switch r, err := w.s.Submit(t.Context(), sent(c, day, k)); {
		case fault.KindOf(err) == fault.Invalid:
			got = "refused"
		case err != nil:
			rt.Fatal(err)
		case r.Same:
			got = "same"
		case r.Version != len(m.in[c]):
			rt.Fatalf("version %d, the model has %d", r.Version, len(m.in[c]))
		}
		if got != want {
			rt.Fatalf("%s at %s: %s, want %s", c, at, got, want)
		}
		w.ever = w.ever || got == "stored"
	}
	for _, asOf := range append(instants, at.Add(time.Hour)) {
		for _, view := range []sitrep.View{sitrep.First, sitrep.Collated, sitrep.Latest} {
			w.compare(t, rt, m, view, asOf)
		}
	}
}

func (w *world) compare(t *testing.T, rt *rapid.T, m *model, view sitrep.View, asOf time.Time) {
	want, got := m.sum(w.codes, view, asOf), w.sumOn(t, org.England, m.day, view, asOf)
	if got != want {
		rt.Fatalf("England, %s as of %s: %q, want %q", view, asOf, got, want)
	}
	for _, c := range w.codes {
		s, err := w.s.Series(t.Context(), sitrep.Asked{Org: c, Measure: "ga_occ", Form: sitrep.UECDaily, From: m.day, To: m.day, View: view, AsOf: asOf})
		ok(t, err)
		got := 0
		for _, p := range s.Points {
			got = int(p.Value.Amount())
		}
		if want := m.shown(c, view, asOf); got != want {
			rt.Fatalf("%s, %s as of %s: %d, want %d", c, view, asOf, got, want)
		}
	}
}
