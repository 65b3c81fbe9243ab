package sitrep

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
)

func TestJudge(t *testing.T) {
	day := civil.MustDate("2023-12-20")
	f, _ := FindForm(UECDaily, day)
	draft := func(occ int) Draft {
		return Draft{Form: UECDaily, Org: "Z-001", Day: day, Items: items("ga_core_open", 400, "ga_esc_open", 20, "ga_occ", occ)}
	}
	before, _ := Check(draft(390), Circumstances{Definition: f, Now: day.At(9 * 60), OrgOpen: true})
	held := func(n int, at civil.Clock) *Version {
		d := before.Draft()
		return &Version{Form: UECDaily, Org: "Z-001", Day: day, N: n, State: d.State, Covers: d.Covers, Items: d.Items, Recorded: day.At(at)}
	}
	own := []*Version{held(1, 9*60), held(2, 9*60+30)}
	published, _ := FindForm(UECPublished, day)
	cases := []struct {
		name string
		sub  Submission
		c    Circumstances
		kind fault.Kind
		says string
		same int
	}{
		{"first", Submission{Draft: draft(390), SignedBy: "account:1"}, Circumstances{}, "", "", 0},
		{"not signed", Submission{Draft: draft(390)}, Circumstances{}, fault.Invalid, "accountable", 0},
		{"a feed", Submission{Draft: draft(390), SignedBy: "account:1", Automated: true}, Circumstances{}, fault.Invalid, "accountable", 0},
		{"the same again, without a reason or a signature", Submission{Draft: draft(390), Base: 1}, Circumstances{Own: own}, "", "", 2},
		{"another, without a reason", Submission{Draft: draft(391), SignedBy: "account:1", Base: 2}, Circumstances{Own: own}, fault.Invalid, "say why", 0},
		{"another, from an older page", Submission{Draft: draft(391), SignedBy: "account:1", Base: 1, Reason: "counted again"}, Circumstances{Own: own}, fault.Conflict, "09:30 on 20 December 2023", 0},
		{"another, from a page with none", Submission{Draft: draft(391), SignedBy: "account:1", Reason: "counted again"}, Circumstances{Own: own}, fault.Conflict, "Version 2", 0},
		{"from a page with one that is not there", Submission{Draft: draft(391), SignedBy: "account:1", Base: 3}, Circumstances{}, fault.Conflict, "no version 3", 0},
		{"another, not saying from what", Submission{Draft: draft(391), SignedBy: "account:1", Base: UnknownBase, Reason: "counted again"}, Circumstances{Own: own}, "", "", 0},
		{"a region", Submission{Draft: draft(390), SignedBy: "account:1"}, Circumstances{Kind: org.KindRegion}, fault.Invalid, "added up", 0},
		{"a publication", Submission{Draft: draft(390), SignedBy: "account:1"}, Circumstances{Definition: published}, fault.Invalid, "published files", 0},
	}
	for _, c := range cases {
		if c.c.Definition == nil {
			c.c.Definition = f
		}
		c.c.Now, c.c.OrgOpen = day.At(10*60), true
		_, same, err := Judge(c.sub, c.c)
		n := 0
		if same != nil {
			n = same.N
		}
		if fault.KindOf(err) != c.kind || n != c.same || (c.says != "" && !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: same %d, %v", c.name, n, err)
		}
	}
}

func TestVersionSaysWhatTheDraftSays(t *testing.T) {
	v := &Version{State: Returned, Items: items("ga_occ", 5, "los7", measure.Gap(), "los14", measure.None())}
	for name, c := range map[string]struct {
		d    Draft
		same bool
	}{
		"the same, a missing line left out": {Draft{State: Returned, Items: items("los14", measure.None(), "ga_occ", 5)}, true},
		"nought is not nil":                 {Draft{State: Returned, Items: items("los14", 0, "ga_occ", 5)}, false},
		"a line more":                       {Draft{State: Returned, Items: items("los14", measure.None(), "ga_occ", 5, "los7", 1)}, false},
		"a line fewer":                      {Draft{State: Returned, Items: items("ga_occ", 5)}, false},
		"another state":                     {Draft{State: NotApplicable, Items: items("los14", measure.None(), "ga_occ", 5)}, false},
		"a comment more": {Draft{State: Returned, Items: items("los14", measure.None(), "ga_occ", 5),
			Comments: map[measure.Code]string{"ga_occ": "corridors"}}, false},
	} {
		if v.Says(c.d) != c.same {
			t.Errorf("%s: %v", name, !c.same)
		}
	}
}

func TestTidyWordsReadBack(t *testing.T) {
	f, _ := FindForm(UECDaily, civil.MustDate("2023-12-20"))
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.MapOf(rapid.OneOf(rapid.SampledFrom([]measure.Code{"", "ga_occ", "los7"}), rapid.Map(rapid.String(), func(s string) measure.Code { return measure.Code(s) })),
			rapid.String()).Draw(t, "comments")
		s := Submission{Draft: Draft{Comments: c}, Reason: rapid.String().Draw(t, "reason") + "\x00\xff"}.Tidy(f)
		text := EncodeComments(s.Draft.Comments)
		if back := DecodeComments(text); EncodeComments(back) != text || len(back) != len(s.Draft.Comments) {
			t.Fatalf("%q is read back as %q", s.Draft.Comments, back)
		}
		if strings.ContainsAny(s.Reason+text, "\x00\r") {
			t.Fatalf("%q %q", s.Reason, text)
		}
	})
}

func TestNoticeAt(t *testing.T) {
	winter, summer := civil.MustDate("2023-12-23"), civil.MustDate("2024-07-06") // two Saturdays
	f, _ := FindForm(UECDaily, winter)
	for _, c := range []struct {
		day  civil.Date
		at   time.Time
		want string
	}{
		{winter, winter.At(10*60 - 1), ""}, {winter, winter.At(10 * 60), "due"}, {winter, winter.At(10*60 + 45), "deadline"},
		{winter, winter.At(11*60 + 4), "deadline"}, {winter, winter.At(11*60 + 5), "late"}, {winter, winter.At(13*60 + 5), "late"},
		{winter, winter.At(13*60 + 6), ""}, {summer, summer.At(10 * 60), ""},
		{civil.MustDate("2024-07-05"), civil.MustDate("2024-07-05").At(10 * 60), "due"},
	} {
		n, found := f.NoticeAt(c.day, c.at)
		if n.Step != c.want || found != (c.want != "") {
			t.Errorf("%s: %q, want %q", c.at, n.Step, c.want)
		}
	}
	n, _ := f.NoticeAt(winter, winter.At(10*60))
	if w := n.Words(f, winter); !strings.Contains(w, "23 December 2023") || !strings.Contains(w, "11:00") || strings.Contains(w, "%") {
		t.Error(w)
	}
	p, _ := FindForm(UECPublished, winter)
	if _, found := p.NoticeAt(winter, winter.At(10*60)); found {
		t.Error("nobody owes a publication")
	}
}

func TestRowStraightFromTheText(t *testing.T) {
	f, _ := FindForm(UECDaily, civil.MustDate("2023-12-20"))
	p := f.Plan()
	rapid.Check(t, func(t *rapid.T) {
		v := &Version{State: rapid.SampledFrom([]State{Returned, Nil, NotApplicable}).Draw(t, "state")}
		for _, it := range f.Items {
			if rapid.Bool().Draw(t, "given") {
				x := rapid.SampledFrom([]measure.Value{measure.Of(float64(rapid.IntRange(0, 999).Draw(t, "n"))), measure.None(), measure.NA(), measure.Gap()}).Draw(t, "v")
				v.Items = append(v.Items, Item{Measure: it.Measure, Value: x, At: Cell{Sheet: "G&A", Ref: "B2"}})
			}
		}
		r, err := p.RowOf(v.State, Encode(v.Items))
		if err != nil || p.Total([]Row{r}, 1, nil).Encode() != p.Total([]Row{p.Row(v)}, 1, nil).Encode() {
			t.Fatalf("%v\n%s", err, Encode(v.Items))
		}
	})
	for _, s := range []string{"ga_occ", "ga_occ\tx\n", "\n", "\t1\n"} {
		if _, err := p.RowOf(Returned, s); err == nil {
			t.Errorf("%q was read", s)
		}
	}
}
