package sitrep

import (
	"strings"
	"testing"
	"unicode"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
)

// problemsOf checks a draft an hour after it opened and gives what is left of the problems.
func problemsOf(t *testing.T, d Draft, c Circumstances) fault.List {
	t.Helper()
	f, ok := FindForm(UECDaily, d.Day)
	if !ok {
		t.Fatal("no form")
	}
	c.Definition, c.OrgOpen, c.Now = f, true, d.Day.At(9*60)
	_, list := Check(d, c)
	return list
}

func only(list fault.List, rule string) (out fault.List) {
	for _, p := range list {
		if p.Rule == rule {
			out = append(out, p)
		}
	}
	return out
}

// A comment of one or two characters is told to be too short, and how long it must be; three characters answer.
func TestShortCommentIsTold(t *testing.T) {
	day := civil.MustDate("2023-12-20")
	d := Draft{Form: UECDaily, Org: "Z-001", Day: day, Items: items("ga_occ", 1100, "ga_open", 1000)}
	for words, want := range map[string]string{"": "patients in corridors", "x": "“x” is too short: write at least 3 characters", " no ": "“no” is too short", "éà": "“éà” is too short"} {
		for _, code := range []measure.Code{"ga_occ", ""} {
			d.Comments = map[measure.Code]string{code: words}
			list := only(problemsOf(t, d, Circumstances{}), "V05")
			if len(list) != 1 || !strings.Contains(list[0].Message, want) || words == "" && strings.Contains(list[0].Message, "short") {
				t.Errorf("%q on %q: %v", words, code, list)
			}
		}
	}
	d.Comments = map[measure.Code]string{"ga_occ": "A&E"}
	if list := only(problemsOf(t, d, Circumstances{}), "V05"); len(list) != 0 {
		t.Errorf("three characters do not answer: %v", list)
	}
}

// A return without figures says why, on the whole return or as the reason for sending it again.
func TestEmptyReturnSaysWhy(t *testing.T) {
	day := civil.MustDate("2023-12-20")
	for _, state := range []State{Nil, NotApplicable} {
		d := Draft{Form: UECDaily, Org: "Z-001", Day: day, State: state}
		list := only(problemsOf(t, d, Circumstances{}), "H06")
		if len(list) != 1 || !list[0].Warning || !strings.Contains(list[0].Message, "say why") {
			t.Errorf("%s without a word: %v", state, list)
		}
		d.Comments = map[measure.Code]string{"": "no"}
		if list := only(problemsOf(t, d, Circumstances{}), "H06"); len(list) != 1 || !strings.Contains(list[0].Message, "too short") {
			t.Errorf("%s with two letters: %v", state, list)
		}
		d.Comments[""] = "Unit closed over Christmas"
		if list := problemsOf(t, d, Circumstances{}); len(list) != 0 {
			t.Errorf("%s with its reason: %v", state, list)
		}
		d.Comments = nil
		if list := only(problemsOf(t, d, Circumstances{Reason: "Unit closed"}), "H06"); len(list) != 0 {
			t.Errorf("%s sent again with a reason: %v", state, list)
		}
	}
	d := Draft{Form: UECDaily, Org: "Z-001", Day: day, Items: items("ga_occ", 400)}
	if list := only(problemsOf(t, d, Circumstances{}), "H06"); len(list) != 0 {
		t.Errorf("figures are asked why they are none: %v", list)
	}
}

// What people read is a sentence: a capital to begin with, commas between thousands, and each total's clash once.
func TestProblemsAreSentences(t *testing.T) {
	day := civil.MustDate("2023-12-20")
	d := Draft{Form: UECDaily, Org: "Z-001", Day: day, Covers: civil.Range{From: day, To: day.Add(-3)},
		Items: items("ga_open", 1014, "ga_core_open", 900, "ga_esc_open", 20, "adult_open", 1000, "paed_open", 50, "ga_occ", 1500, "adult_occ", 1499, "los21", 3000)}
	c := Circumstances{Own: []*Version{{N: 1}}, Automated: true}
	c.Past = []*Version{{Day: day.Add(-1), State: Returned, Items: items("ga_core_open", measure.Of(1017.5)), Covers: civil.Range{From: day.Add(-2), To: day.Add(-1)}}}
	list := problemsOf(t, d, c)
	for _, p := range list {
		if first := []rune(p.Message)[0]; !unicode.IsUpper(first) {
			t.Errorf("%s begins without a capital: %s", p.Rule, p.Message)
		}
		for _, bad := range []string{"1014", "1500", "1499", "3000", "1017.5"} {
			if strings.Contains(p.Message, bad) {
				t.Errorf("%s has no comma between thousands: %s", p.Rule, p.Message)
			}
		}
	}
	if got := only(list, "V13"); len(got) != 1 || !strings.Contains(got[0].Message, "from 1,017.5 to 900") {
		t.Errorf("core beds: %v", got)
	}
	n := 0
	for _, p := range only(list, "V04") {
		if p.Name != "ga_open" {
			continue
		}
		n++
		if !strings.Contains(p.Message, "is 1,014, but ") || !strings.Contains(p.Message, "add up to 920, and ") || !strings.Contains(p.Message, "add up to 1,050; correct one of them") {
			t.Errorf("the total that clashes twice: %s", p.Message)
		}
	}
	if n != 1 {
		t.Errorf("the total that clashes with two sums is told %d times", n)
	}
}
