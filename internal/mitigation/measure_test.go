package mitigation

import "testing"

// union is the union body's time in all of a request at an instant.
func union(t *testing.T, s Standing, now string) Measure {
	t.Helper()
	for _, m := range s.Measures(at(now)) {
		if m.ID == "union-total" {
			return m
		}
	}
	t.Fatal("there is no such measure")
	return Measure{}
}

// What has begun and not ended has taken at least so long; it stops with what ends it without its end.
func TestWhatRunsIsSaid(t *testing.T) {
	s := sent(t, signable()).tick("2024-01-04T15:00")
	if m := union(t, s.standing(at("2024-01-05T06:12")), "2024-01-05T06:12"); !m.Unfinished() || !m.Running || m.Least() != 18*60+12 || m.Known() {
		t.Errorf("sent at noon, at 06:12: %+v", m)
	}
	s.tick("2024-01-05T08:30")
	if m := union(t, s.standing(at("2024-01-06T12:00")), "2024-01-06T12:00"); !m.Unfinished() || m.Running || m.Least() != 20*60+30 {
		t.Errorf("lapsed at 08:30: %+v", m)
	}
	d := sent(t, signable()).step("2024-01-04T14:00", Approve, National, "a", said(Decision{}))
	if m := union(t, d.standing(at("2024-01-04T15:00")), "2024-01-04T15:00"); m.Unfinished() || m.Minutes() != 120 {
		t.Errorf("decided after two hours: %+v", m)
	}
}

// A median does not rest on the quick ones alone: what it may still become is said.
func TestAMedianWithThoseThatRun(t *testing.T) {
	quick := sent(t, signable()).step("2024-01-04T13:50", Approve, National, "a", said(Decision{}))
	slow := sent(t, signable()).tick("2024-01-04T15:00")
	of := func(now string, all ...*script) Spread {
		var list []Standing
		for _, s := range all {
			list = append(list, s.standing(at(now)))
		}
		for _, x := range Spreads(list, at(now)) {
			if x.Measure.ID == "union-total" {
				return x
			}
		}
		return Spread{}
	}
	if x := of("2024-01-04T18:00", quick, slow); x.Ended != 1 || x.Unfinished != 1 || !x.Median.AtLeast || x.Median.Minutes != 235 {
		t.Errorf("one of 110 minutes and one that runs for 360: %+v", x)
	}
	if x := of("2024-01-04T18:00", quick, quick, quick, slow); x.Median.AtLeast || x.Median.Minutes != 110 || !x.Upper.AtLeast {
		t.Errorf("one that runs longer than the middle does not move it: %+v", x)
	}
	if x := of("2024-01-04T18:00"); x.Median.Known {
		t.Errorf("of no requests: %+v", x)
	}
}
