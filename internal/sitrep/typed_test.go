package sitrep

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
)

func TestWhatIsTypedIsRead(t *testing.T) {
	for _, c := range []struct {
		code  measure.Code
		text  string
		want  measure.Value
		words string // part of the problem
	}{
		{"ga_occ", "412", measure.Of(412), ""},
		{"ga_occ", " 1,412 ", measure.Of(1412), ""},
		{"ga_occ", "1 412", measure.Of(1412), ""},
		{"ga_occ", "1\u00a0412", measure.Of(1412), ""},
		{"ga_occ", "1,234,567", measure.Of(1234567), ""},
		{"ga_occ", "412.0", measure.Of(412), ""},
		{"ga_occ", "0", measure.Of(0), ""},
		{"ga_occ", "-0", measure.Of(0), ""},
		{"ga_occ", "-3", measure.Of(-3), ""}, // a rule speaks about it
		{"ga_occ", "", measure.Gap(), ""},
		{"ga_occ", " \u200b ", measure.Gap(), ""},
		{"ga_occ", "Nil", measure.None(), ""},
		{"ga_occ", "N/A", measure.NA(), ""},
		{"ga_occ", "not  applicable", measure.NA(), ""},
		{"amb_hours_lost", "12.25", measure.Of(12.25), ""},
		{"ga_occ", "12.5", measure.Gap(), "not a whole number"},
		{"ga_occ", "1,23", measure.Gap(), "not a figure"},
		{"ga_occ", "1,,234", measure.Gap(), "not a figure"},
		{"ga_occ", "4 12", measure.Gap(), "not a figure"},
		{"ga_occ", "1e3", measure.Gap(), "not a figure"},
		{"ga_occ", "12%", measure.Gap(), "not a figure"},
		{"ga_occ", "-", measure.Gap(), ""}, // a lone dash is no data, of whatever length
		{"ga_occ", " – ", measure.Gap(), ""},
		{"ga_occ", "—", measure.Gap(), ""},
		{"ga_occ", "'-", measure.Gap(), ""},
		{"ga_occ", "--", measure.Gap(), "not a figure"},
		{"ga_occ", "none", measure.Gap(), "nil for none"},
		{"ga_occ", "9999999999999999", measure.Gap(), "not a figure"},
		{"ga_occ", "412.", measure.Gap(), "not a figure"},
		{"ga_occ", "NaN", measure.Gap(), "not a figure"},
	} {
		got, words := ReadValue(c.code, c.text)
		if got != c.want || (c.words == "") != (words == "") || !strings.Contains(words, c.words) {
			t.Errorf("%q for %s is read as %+v, %q", c.text, c.code, got, words)
		}
	}
}

func TestTypedReturn(t *testing.T) {
	day := civil.MustDate("2023-12-27")
	f, _ := FindForm(UECDaily, day)
	d := ReadTyped(f, "Z-001", day, map[string]string{
		"ga_occ": "1,001", "los7": "many", "flu_ga": "nil", "at-ga_occ": "Beds!all!C7", FieldCovers: "2023-12-23", FieldComment: " a long weekend ",
		CommentField("ga_occ"): "corridor", FieldState: "returned",
	})
	if d.State != Returned || d.Covers.From.String() != "2023-12-23" || d.Covers.To != day || d.Covers.Days() != 4 {
		t.Fatalf("%+v", d)
	}
	if len(d.Items) != 2 || d.Items[0].At != (Cell{Sheet: "Beds!all", Ref: "C7"}) || d.Comments[""] != "a long weekend" || d.Comments["ga_occ"] != "corridor" {
		t.Fatalf("%+v", d)
	}
	if len(d.Problems) != 1 || d.Problems[0].Name != "los7" || !strings.Contains(d.Problems[0].Message, "“many”") {
		t.Fatalf("%+v", d.Problems)
	}
	d = ReadTyped(f, "Z-001", day, map[string]string{"los7": "many", FieldState: "nil"})
	if d.State != Nil || len(d.Items)+len(d.Problems) != 0 {
		t.Errorf("a nil return holds no figures and asks nothing of them: %+v", d)
	}
	d = ReadTyped(f, "Z-001", day, map[string]string{FieldState: "maybe", FieldCovers: "Tuesday", FieldComment: strings.Repeat("é", CommentMax+1)})
	for _, name := range []string{FieldState, FieldCovers, FieldComment} {
		if !slices.ContainsFunc(d.Problems, func(p fault.Field) bool { return p.Name == name }) {
			t.Errorf("nothing is said about %s", name)
		}
	}
}

func TestUnreadableIsNotCalledBlank(t *testing.T) {
	day := civil.MustDate("2023-12-20")
	f, _ := FindForm(UECDaily, day)
	d := ReadTyped(f, "Z-001", day, map[string]string{"ga_core_open": "4oo"})
	_, list := Check(d, Circumstances{Definition: f, Now: day.At(9 * 60), OrgOpen: true})
	said := map[string]int{}
	for _, p := range list {
		said[p.Name]++
	}
	if said["ga_core_open"] != 1 || said["ga_occ"] != 1 {
		t.Errorf("one problem for each line is expected: %v", list)
	}
}

// TestEveryLineHasAField holds the names apart: a line's code is never the name of another field.
func TestEveryLineHasAField(t *testing.T) {
	for _, f := range Forms() {
		names := f.TypedNames()
		if len(names) != 2*len(f.Items)+4 || len(slices.Compact(slices.Sorted(slices.Values(names)))) != len(names) {
			t.Errorf("%s: fields share a name", f.Code)
		}
	}
}

func TestShownAgainReadsBackTheSame(t *testing.T) {
	day := civil.MustDate("2023-12-20")
	f, _ := FindForm(UECDaily, day)
	rapid.Check(t, func(t *rapid.T) {
		d := Draft{Form: f.Code, Day: day, Comments: map[measure.Code]string{}}
		for _, it := range f.Items {
			m, _ := measure.Find(it.Measure)
			n := float64(rapid.IntRange(0, 4).Draw(t, string(it.Measure)))
			if !m.Integer {
				n += 0.25
			}
			v := rapid.SampledFrom([]measure.Value{measure.Of(n), measure.Of(1000 * n), measure.None(), measure.NA(), measure.Gap()}).Draw(t, "v")
			if !v.IsMissing() {
				d.Items = append(d.Items, Item{Measure: it.Measure, Value: v})
			}
		}
		if rapid.Bool().Draw(t, "combined") {
			d.Covers = civil.Range{From: day.Add(-3), To: day}
		}
		d = d.Completed(f)
		v := &Version{Form: f.Code, Day: day, State: d.State, Covers: d.Covers, Items: d.Items, Comments: map[measure.Code]string{"": "all", "ga_occ": "one"}}
		back := ReadTyped(f, "", day, TypedOf(f, v))
		whole := back.Completed(f)
		if len(back.Problems) > 0 || whole.Covers != d.Covers || whole.State != d.State || !maps.Equal(whole.Comments, v.Comments) {
			t.Fatalf("%+v", back)
		}
		for _, it := range f.Items {
			if whole.Value(it.Measure) != v.Value(it.Measure) {
				t.Fatalf("%s was %v and is %v", it.Measure, v.Value(it.Measure), whole.Value(it.Measure))
			}
		}
	})
}

func FuzzReadTyped(f *testing.F) {
	for _, s := range []string{"", "412", "1,234", "1 234", "nil", "n/a", "-", "−7", "1,23", "0.5", "\xff", "９", "1\u200b2", "-.5", "1 ", ",123"} {
		f.Add(s, "2023-12-24", "nil")
	}
	form, _ := FindForm(UECDaily, civil.MustDate("2023-12-20"))
	f.Fuzz(func(t *testing.T, text, covers, state string) {
		v, words := ReadValue("amb_hours_lost", text)
		switch {
		case words != "" && !v.IsMissing():
			t.Fatalf("%q is a problem and %v", text, v)
		case v.State == measure.Number:
			if v.N != v.N || v.N > 1e15 || v.N < -1e15 || fmt.Sprint(v.N) == "-0" {
				t.Fatalf("%q is read as %v", text, v.N)
			}
			if again, w := ReadValue("amb_hours_lost", v.String()); again != v || w != "" {
				t.Fatalf("%q is read as %v and that as %v %s", text, v, again, w)
			}
		}
		d := ReadTyped(form, "Z-001", civil.MustDate("2023-12-20"), map[string]string{"ga_occ": text, FieldCovers: covers, FieldState: state, FieldComment: text})
		if len(d.Items) > 1 {
			t.Fatalf("%+v", d.Items)
		}
	})
}
