package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"testing"
	"time"

	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// recheck runs the checks over every version of a trust's form again, with everything that a store would look at: all
// versions of the return before it, and the newest version then known of each of the 28 days before.
func recheck(t *testing.T, open civil.Range, versions []*sitrep.Version) {
	t.Helper()
	days := map[civil.Date][]*sitrep.Version{}
	for _, v := range versions {
		days[v.Day] = append(days[v.Day], v)
	}
	for _, v := range versions {
		form, ok := sitrep.FindForm(v.Form, v.Day)
		if !ok {
			t.Fatalf("no form %s", v.Form)
		}
		c := sitrep.Circumstances{Definition: form, Now: v.Recorded, Own: days[v.Day][:v.N-1], OrgOpen: open.Contains(v.Day),
			Kind: org.KindTrust, Reason: v.Reason}
		for back := 28; back >= 1; back-- {
			if p := sitrep.Pick(form, v.Day.Add(-back), sitrep.Latest, v.Recorded, days[v.Day.Add(-back)]); p != nil {
				c.Past = append(c.Past, p)
			}
		}
		got, problems := sitrep.Check(sitrep.Draft{Form: v.Form, Org: v.Org, Day: v.Day, Covers: v.Covers, State: v.State,
			Items: v.Items, Comments: v.Comments}, c)
		if len(problems) > 0 {
			t.Fatalf("%s %s %s version %d: %s %s", v.Form, v.Org, v.Day, v.N, problems[0].Rule, problems[0].Message)
		}
		if got.Timing() != v.Timing {
			t.Errorf("%s %s %s version %d is %s, the checks say %s", v.Form, v.Org, v.Day, v.N, v.Timing, got.Timing())
		}
	}
}

// TestReturnsPassTheChecks: a sample of trusts, all days, and the trusts that merge, split and have no A&E among them.
func TestReturnsPassTheChecks(t *testing.T) {
	w := New(Seed)
	for i, x := range w.trusts {
		if i%9 > 0 && len(x.grows) == 0 && x.open == always {
			continue
		}
		got, err := w.of(x, civil.Range{From: w.winters[0].From, To: afterAll()}, time.Time{}, End())
		if err != nil {
			t.Fatal(err)
		}
		for _, form := range []sitrep.FormCode{sitrep.UECDaily, sitrep.DischargeDaily} {
			recheck(t, x.open, slices.DeleteFunc(slices.Clone(got), func(v *sitrep.Version) bool { return v.Form != form }))
		}
	}
}

// afterAll is a day after every reporting date.
func afterAll() civil.Date { return civil.MustDate("2026-04-02") }

// TestHowReturnsCome holds the arrivals of the whole world against what the demonstration promises.
func TestHowReturnsCome(t *testing.T) {
	w := New(Seed)
	got, err := w.Versions(civil.Range{From: w.winters[0].From, To: afterAll()}, time.Time{}, End().AddDate(0, 1, 0))
	if err != nil {
		t.Fatal(err)
	}
	var first, late, again, said, combined, nils, na, nilItems float64
	for _, v := range got {
		form, _ := sitrep.FindForm(v.Form, v.Day)
		if v.Recorded.Before(v.Day.At(8 * 60)) {
			t.Fatalf("%s of %s for %s came at %s, before the beds were counted", v.Form, v.Org, v.Day, v.Recorded)
		}
		if v.Recorded.After(form.AmendableUntil(v.Day)) {
			t.Fatalf("%s of %s for %s came after its window", v.Form, v.Org, v.Day)
		}
		if v.N == 1 {
			first++
		} else if again++; v.Reason == "" {
			t.Fatalf("%s of %s for %s is sent again without a reason", v.Form, v.Org, v.Day)
		}
		late += count(v.Timing == sitrep.Late)
		said += count(len(v.Comments) > 0)
		combined += count(v.Covers.Days() > 1)
		nils += count(v.State == sitrep.Nil)
		na += count(v.Value("picu_open").State == measure.NotApplicable)
		nilItems += count(v.Value("ae_diverts").State == measure.Nil)
	}
	owed := 0.0
	for _, span := range w.winters {
		for _, x := range w.trusts {
			for d := span.From; d.Before(span.To); d = d.Add(1) {
				owed += count(x.open.Contains(d)) * (1 + count(x.type1))
			}
		}
	}
	within(t, "share missing", 1-first/owed, 0.018, 0.035)
	within(t, "share late", late/first, 0.03, 0.06)
	within(t, "share corrected", again/first, 0.03, 0.05)
	within(t, "share with a comment", said/first, 0.03, 0.30)
	within(t, "combined returns", combined, 6, 60)
	within(t, "nil returns", nils, 6, 60)
	if na == 0 || nilItems == 0 {
		t.Errorf("%v returns without children's intensive care, %v with a nil", na, nilItems)
	}
	t.Logf("%d versions, %.1f%% missing, %.1f%% late, %.1f%% corrected, %.1f%% with comments, %.0f combined, %.0f nil",
		len(got), 100*(1-first/owed), 100*late/first, 100*again/first, 100*said/first, combined, nils)
}

func count(b bool) float64 { return float64(boolean(b)) }

// digestOf is of everything that versions say.
func digestOf(list []*sitrep.Version) string {
	h := sha256.New()
	for _, v := range list {
		h.Write([]byte(sitrep.DigestOf(v, sitrep.Encode(v.Items))))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// TestSameSeedSameWorld: two worlds of one seed are equal to the byte, whichever stretch is asked for; another seed's is
// another world.
func TestSameSeedSameWorld(t *testing.T) {
	a, b := New(Seed), New(Seed)
	if a.Digest() != b.Digest() || a.Digest() == New(Seed+1).Digest() {
		t.Fatal("the digest does not follow the seed")
	}
	from, to := civil.MustDate("2025-01-28").At(0), civil.MustDate("2025-02-04").At(0) // over the merger
	whole, err := a.Arriving(from, to)
	if err != nil || len(whole) < 1000 {
		t.Fatalf("%d versions, %v", len(whole), err)
	}
	var parts []*sitrep.Version
	for at := from; at.Before(to); at = at.Add(9 * time.Hour) {
		got, err := b.Arriving(at, minTime(at.Add(9*time.Hour), to))
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, got...)
	}
	order := func(x, y *sitrep.Version) int {
		return slices.Compare([]string{string(x.Form), x.Day.String(), string(x.Org), string(rune('0' + x.N))},
			[]string{string(y.Form), y.Day.String(), string(y.Org), string(rune('0' + y.N))})
	}
	slices.SortFunc(parts, order)
	slices.SortFunc(whole, order)
	if len(parts) != len(whole) || digestOf(parts) != digestOf(whole) {
		t.Errorf("%d versions in parts, %d as a whole, or others", len(parts), len(whole))
	}
}

func minTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// BenchmarkMonth makes a December of all trusts.
func BenchmarkMonth(b *testing.B) {
	w := New(Seed)
	days := civil.Range{From: civil.MustDate("2023-12-01"), To: civil.MustDate("2024-01-01")}
	for b.Loop() {
		got, err := w.Versions(days, time.Time{}, Start())
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(got))/b.Elapsed().Seconds()*float64(b.N), "versions/s")
	}
}
