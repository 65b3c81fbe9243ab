package harm

import (
	"testing"

	"headroom/internal/civil"
)

func TestAReviewsClockIsBroughtForwardAndNeverPutBack(t *testing.T) {
	day := civil.MustDate("2024-01-02") // a Tuesday
	w := Watched{ID: "1", Postponed: day.Add(-20), Priority: "P3"}
	at := func(d int) ReviewEvent { return ReviewEvent{Watch: "1", To: Opened, At: day.Add(d).At(9 * 60)} }
	c := Cohort{Watched: []Watched{w, {ID: "2", Postponed: day}}, Reviews: []ReviewEvent{at(0)},
		Triggers: []Trigger{{Watch: "1", Kind: "death", Occurred: day.Add(1), Detected: day.Add(6).At(9 * 60)}}}
	for _, x := range []struct {
		days int
		rag  RAG
		by   string
	}{{0, Amber, "2024-01-30"}, {5, Amber, "2024-01-30"}, {6, Red, "2024-01-15"}, {40, Red, "2024-01-15"}} {
		got := Dues(c, day.Add(x.days).At(10*60), civil.England())
		if len(got) != 1 || got[0].RAG != x.rag || got[0].By.String() != x.by {
			t.Errorf("after %d days: %+v", x.days, got)
		}
	}
	late := c
	late.Triggers = []Trigger{{Watch: "1", Kind: "death", Occurred: day.Add(26), Detected: day.Add(27).At(9 * 60)}}
	if got := Dues(late, day.Add(28).At(0), civil.England()); got[0].By.String() != "2024-01-30" {
		t.Errorf("a red trigger on the eve does not give five days more: %+v", got)
	}
	if d := Dues(c, day.Add(14).At(0), civil.England())[0]; !d.Overdue(day.Add(14)) || d.Overdue(day.Add(13)) {
		t.Errorf("%+v", d)
	}
	c.Reviews = append(c.Reviews, ReviewEvent{Watch: "1", To: Shut, At: day.Add(7).At(9 * 60)})
	if got := Dues(c, day.Add(8).At(0), civil.England()); len(got) != 0 {
		t.Errorf("closed: %+v", got)
	}
	if got := Dues(c, day.Add(7).At(0), civil.England()); len(got) != 1 {
		t.Errorf("as known before it was closed: %+v", got)
	}
}

func TestHarmThatIsNotDeterminableYetIsDueWhenItIsLookedAtNext(t *testing.T) {
	day := civil.MustDate("2024-01-02")
	at := func(d int, to ReviewStage, f Finding, again civil.Date) ReviewEvent {
		return ReviewEvent{Watch: "1", To: to, At: day.Add(d).At(9 * 60), Finding: f, Again: again}
	}
	c := Cohort{Watched: []Watched{{ID: "1", Postponed: day.Add(-20), Priority: "P2"}}, Reviews: []ReviewEvent{at(0, Opened, "", civil.Date{}),
		at(1, Screened, NeedsReview, civil.Date{}), at(2, Reviewed, NotYet, day.Add(60)), at(61, Reviewed, NoHarm, civil.Date{})}}
	for days, want := range map[int]string{1: "2024-01-09", 2: "2024-03-02", 60: "2024-03-02", 61: "2024-01-09"} {
		if got := Dues(c, day.Add(days).At(10*60), civil.England()); len(got) != 1 || got[0].By.String() != want {
			t.Errorf("after %d days: %+v, want %s", days, got, want)
		}
	}
}
