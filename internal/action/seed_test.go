package action

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"headroom/internal/civil"
)

// sharedData is a published file beside the repository; the test skips where it is absent.
func sharedData(t *testing.T, parts ...string) string {
	t.Helper()
	p := filepath.Join(append([]string{"..", "..", "..", "shared", "data"}, parts...)...)
	if _, err := os.Stat(p); err != nil {
		t.Skipf("the file %s is not here", filepath.Join(parts...))
	}
	return p
}

// history is the newest seed revision of every code, in order of time.
func history() []Period {
	var out []Period
	at := map[Code]int{}
	for _, p := range Seed() {
		if i, ok := at[p.Code]; ok {
			out[i] = p
			continue
		}
		at[p.Code] = len(out)
		out = append(out, p)
	}
	Sort(out)
	return out
}

func seeded(t *testing.T, c Code) Period {
	t.Helper()
	for _, p := range history() {
		if p.Code == c {
			return p
		}
	}
	t.Fatalf("no period %s", c)
	return Period{}
}

func TestEverySeedRowPassesTheCheck(t *testing.T) {
	seen := map[Code]bool{}
	for _, p := range Seed() {
		if _, err := Check(p); err != nil {
			t.Errorf("%s: %v", p.Code, err)
		}
		if from, _ := p.Bounds(); !seen[p.Code] && !p.KnownAt.Before(from) {
			t.Errorf("%s is known only at %s", p.Code, p.KnownAt)
		}
		seen[p.Code] = true
	}
}

func TestSumsUpToRoundTwoAreExact(t *testing.T) {
	ip, op := 0.0, 0.0
	for _, r := range RunningSums(history()) {
		ip, op = ip+r.Inpatient, op+r.Outpatient
		if r.Code != "JD-02" {
			continue
		}
		if ip != 57052 || op != 426033 || r.Sum != 483085 || r.Published != 483085 || r.Gap != 0 {
			t.Errorf("inpatients %v, outpatients %v, line %+v", ip, op, r)
		}
		return
	}
	t.Error("round 2 has no line")
}

func TestGapsAreShownAndNotMended(t *testing.T) {
	step := map[Code]float64{}
	for _, r := range RunningSums(history()) {
		if r.HasStep {
			step[r.Code] = r.Step
		}
	}
	if step["JD-09"] != 20 {
		t.Errorf("1,333,221 less 1,219,422 less 113,779 is 20, got %v", step["JD-09"])
	}
	if step["JD-11"] != 0 || step["JD-04"] != 31 {
		t.Errorf("steps %v", step)
	}
	if s, ok := step["JD-05"]; ok {
		t.Errorf("the radiographers' action published no total, so no step can be said; got %v", s)
	}
}

func TestRoundElevenHasTwoReleases(t *testing.T) {
	p := seeded(t, "JD-11")
	day := func(s string) time.Time { return civil.MustDate(s).At(23 * 60) }
	for _, c := range []struct {
		asOf       time.Time
		total, cum float64
	}{{day("2024-07-04"), 61989, 1486258}, {day("2024-07-05"), 67034, 1491303}, {time.Time{}, 67034, 1491303}} {
		f, _ := p.AsOf(c.asOf).Latest(Rescheduled, NHSE)
		cum, _ := p.AsOf(c.asOf).Latest(Cumulative, NHSE)
		if f.N != c.total || cum.N != c.cum {
			t.Errorf("as of %s: %v and %v", c.asOf, f.N, cum.N)
		}
	}
	if _, ok := p.AsOf(day("2024-07-03")).Latest(Rescheduled, ""); ok {
		t.Error("nothing was published by 3 July")
	}
	if r := p.Releases(Rescheduled); len(r) != 2 || r[0].N != 61989 {
		t.Errorf("%+v", r)
	}
}

func TestTwoCountersStandSideBySide(t *testing.T) {
	p := seeded(t, "CON-01")
	a, _ := p.Latest(Rescheduled, NHSE)
	b, _ := p.Latest(Rescheduled, "NHS Confederation")
	if a.N != 65557 || b.N != 67762 {
		t.Errorf("%v and %v", a.N, b.N)
	}
}

func TestCalledOffAndDoubtfulKeepTheirStatus(t *testing.T) {
	now := civil.MustDate("2026-11-24").At(0)
	for code, want := range map[Code]Status{"RCN-2023-03": Status(CalledOff), "AMB-2022-12-28": Status(CalledOff), "RD-2026-06": Status(Doubtful), "JD-09": Ended} {
		if got := seeded(t, code).Status(now); got != want {
			t.Errorf("%s is %s, want %s", code, got, want)
		}
	}
	shade := NewShade(history())
	for _, d := range []string{"2023-03-01", "2022-12-28", "2026-06-16"} {
		if shade.IsStrike(civil.MustDate(d)) {
			t.Errorf("%s must not be shaded", d)
		}
	}
}

// TestTheListOfDatesAgrees compares with a list made by others: each of its rows that the file does not mark as doubtful must
// begin and end as a window, or the days of one, here.
func TestTheListOfDatesAgrees(t *testing.T) {
	f, err := os.Open(sharedData(t, "industrial_action", "ia_periods.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	shade := NewShade(history())
	for _, row := range rows[1:] {
		note := strings.Join(row[3:], ",")
		if strings.Contains(note, "SUSPECT") || strings.Contains(note, "verify") {
			continue
		}
		from, to := row[1], row[2]
		if len(from) == 10 {
			from, to = from+"T00:00", to+"T23:59"
		}
		a, b := MustMoment(from), MustMoment(to)
		for d := a.Day; !d.After(b.Day); d = d.Add(1) {
			if !shade.IsStrike(d) {
				t.Errorf("%s %s to %s: %s is not shaded", row[0], row[1], row[2], d)
			}
		}
	}
}
