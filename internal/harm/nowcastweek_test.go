package harm

import (
	"testing"
	"time"

	"headroom/internal/civil"
)

// What was recorded today is counted today, and the weeks and the sum of what is reported and expected are the same all week.
func TestWeeksBeginOnMondaysAndCountUpToNow(t *testing.T) {
	monday := civil.MustDate("2025-12-22")
	var events []Reported
	for i := range 120 {
		d := monday.Add(-150 + i)
		events = append(events, Reported{Occurred: d, Recorded: d.Add(i % 9)})
	}
	before, err := WeeklyNowcast(events, monday, NowcastOptions{})
	if err != nil {
		t.Fatal(err)
	}
	events = append(events, Reported{monday.Add(-5), monday.Add(2)}, Reported{monday.Add(1), monday.Add(2)}, Reported{monday.Add(2), monday.Add(3)})
	after, err := WeeklyNowcast(events, monday.Add(2), NowcastOptions{})
	if err != nil {
		t.Fatal(err)
	}
	last := len(after.Windows) - 1
	if after.Week != monday || after.Windows[last].From != monday.Add(-7) || after.Windows[last].From.Weekday() != time.Monday || before.Windows[0].From != after.Windows[0].From {
		t.Errorf("%s %s", after.Week, after.Windows[last].From)
	}
	if after.SoFar != 1 || after.Since != 1 || after.Windows[last].Reported != before.Windows[last].Reported+1 || after.Reported != before.Reported+1 {
		t.Errorf("this week %d, since %d, last week %d", after.SoFar, after.Since, after.Windows[last].Reported)
	}
	if a, b := after.Windows[last], before.Windows[last]; b.High > 0 && a.Reported+a.High != b.Reported+b.High {
		t.Errorf("what is reported and expected moved within the week: %+v, %+v", a, b)
	}
}
