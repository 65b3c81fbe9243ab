package occupancy

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
)

func TestReadScenarioRefusesByName(t *testing.T) {
	for text, want := range map[string][]string{
		`{"name":"x","flue":{"shape":"early"}}`:                {`"flue"`},
		`{"name":"x","flu":{"shape":"early","hight":0.1}}`:     {`"hight"`},
		`{"name":"x","flu":{"shape":"early","height":"much"}}`: {"flu.height"},
		`{"name":"x","flu":{"shape":"sharp"}}`:                 {"early, late, low, none or own"},
		`{"name":"x","flu":{"shape":"own","height":0.04}}`:     {"needs peak"},
		`{"name":"x"} {}`: {"goes on after its end"},
		`{"name":"x"`:     {"cannot be read", "ends before it is complete"},
		``:                {"is empty or ends"},
		`{"name":["x"]}`:  {"This field holds a list, which does not belong there"},
		`{"name":3.5}`:    {"This field holds a number, which"},
		`{"name":"x",}`:   {"byte"},
		`{"name":"a+b"}`:  {"without a plus sign"},
		`{"name":"x","cold":[{"from":"2026-13-01","to":"2026-12-02","level":"red"}]}`: {"cannot be read"},
		`{"name":"","norovirus":[{"from":"2026-12-10","to":"2026-12-01"}],"wind_down":[{"from":"2026-12-10","to":"2026-12-20","beds":5,"closed":9}]}`: {
			"needs a name", "is before the first", "either beds or a share", "between none and all", "which organisations"},
		`{"name":"x","strikes":[{"change":"more","group":" ","from":"2026-12-10","to":"2027-12-20"}]}`: {"add or to remove", "which staff group", "more than 200 days"},
		`{"name":"x","assume":{"flu-nett":1}}`:                                                         {`no assumption "flu-nett"`},
		`{"name":"x","assume":{"cold-red":-1}}`:                                                        {"below zero"},
		`{"name":"x","norovirus":[{"from":"2026-12-10","to":"2026-12-12","beds":20}]}`:                 {"in which organisations"},
	} {
		_, err := ReadScenario([]byte(text))
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", text, err)
			continue
		}
		for _, w := range want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %v does not say %q", text, err, w)
			}
		}
	}
}

// TestReadScenarioSaysEverythingWithItsLine: what cannot be read hides neither the rest nor what Check finds in the rest, and
// nothing is said twice.
func TestReadScenarioSaysEverythingWithItsLine(t *testing.T) {
	_, err := ReadScenario([]byte(`{
  "name": "x", "name": "y",
  "flue": {"shape": "early"},
  "flu": {"shape": "own", "peak": "Christmas", "height": 0.9},
  "norovirus": [
    {"from": "2026-12-10", "to": "2026-12-01", "share": "half", "orgs": ["RXX"]},
    {"from": "2026-12-10", "to": "2026-12-12", "beds": 12}
  ],
  "cold": [{"from": "2026-12-20",
            "to": "2026-12-23", "level": "blue", "lag_days": 5.5}],
  "assume": {
    "flu-nett": 1, "flu-net": "all"}
}`))
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid {
		t.Fatal(err)
	}
	var got []string
	for _, x := range f.Fields {
		got = append(got, x.Cell)
	}
	want := []string{"line 2, name", "line 3, flue", "line 4, flu.peak", "line 4, flu.height", "line 6, norovirus[0].share", "line 6, norovirus[0].to",
		"line 7, norovirus[1].orgs", "line 10, cold[0].lag_days", "line 10, cold[0].level", "line 12, assume.flu-net", "line 12, assume.flu-nett"}
	if !slices.Equal(got, want) {
		t.Errorf("said of\n%q\nand it should be of\n%q\n%v", got, want, err)
	}
	if _, err := ReadScenario([]byte("{\"name\": \"x\",\n \"flu\" 3}")); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("no JSON: %v", err)
	}
	if _, err := ReadScenario([]byte("[1]")); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a list: %v", err)
	}
}

func TestScenarioRoundTrip(t *testing.T) {
	text := `{"name":"hard winter","flu":{"shape":"early","height":0.06},"norovirus":[{"from":"2026-12-16","to":"2026-12-30","beds":24,"orgs":["T1"]},{"from":"2026-12-16","to":"2026-12-30","share":0.01}],` +
		`"cold":[{"from":"2026-12-20","to":"2026-12-23","level":"amber","lag_days":5}],"wind_down":[{"from":"2026-12-22","to":"2027-01-02","beds":40,"closed":20,"orgs":["T3"]}],` +
		`"strikes":[{"change":"add","group":"resident doctors","from":"2026-12-17","to":"2026-12-19"}],"assume":{"flu-net":0.6}}`
	s, err := ReadScenario([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(s)
	if err != nil || string(b) != text {
		t.Errorf("written back as\n%s, %v", b, err)
	}
	f, tree := someForecasts(42)
	out, err := s.Apply(f, tree, Calendar{})
	if err != nil {
		t.Fatal(err)
	}
	agrees(t, out, tree)
	soundForecasts(t, out)
	if out[0].Model != "test-1+hard winter" || len(out[0].Notes) != 7 || f[0].Model != "test-1" {
		t.Errorf("model %q, %d notes", out[0].Model, len(out[0].Notes))
		for _, n := range out[0].Notes {
			t.Log(n.Words)
		}
	}
}

// gain is how many beds more a scenario has than the forecast, for one organisation on one day.
func gain(t *testing.T, s Scenario, cal Calendar, o org.Code, day string, k Kind) float64 {
	t.Helper()
	f, tree := someForecasts(Horizon)
	out, err := s.Apply(f, tree, cal)
	if err != nil {
		t.Fatal(err)
	}
	agrees(t, out, tree)
	for i := range f {
		if f[i].Org == o {
			d := civil.MustDate(day).Sub(f[i].Origin) - 1
			return out[i].Days[d].odds(k).Mean - f[i].Days[d].odds(k).Mean
		}
	}
	t.Fatalf("no forecast of %s", o)
	return 0
}

func TestFluWaves(t *testing.T) {
	presets := map[string]Scenario{}
	for _, n := range []string{"early", "late", "low"} {
		s, err := Preset(n)
		if err != nil {
			t.Fatal(err)
		}
		presets[n] = s
	}
	if _, err := Preset("middling"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an unknown preset: %v", err)
	}
	presets["none"] = Scenario{Name: "none", Flu: &FluWave{Shape: "none"}}
	at := func(n, day string) float64 { return gain(t, presets[n], Calendar{}, "ENG", day, Occupied) }
	if e, l, w, n := at("early", "2027-01-03"), at("late", "2027-01-03"), at("low", "2027-01-03"), at("none", "2027-01-03"); !(e > 0 && l < 0 && w < 0 && n < l && n < w) {
		t.Errorf("on 3 January: early %+.0f, late %+.0f, low %+.0f, none %+.0f beds", e, l, w, n)
	}
	for n := range presets {
		if k := gain(t, presets[n], Calendar{}, "ENG", "2027-01-03", Open); k != 0 {
			t.Errorf("%s: flu opens %.1f beds", n, k)
		}
	}
	// A wave of its own that is the usual one changes nothing.
	peak, height, width := civil.MustDate("2027-01-06"), .037, 14.
	usual := Scenario{Name: "usual", Flu: &FluWave{Shape: "own", Peak: &peak, Height: &height, WidthDays: &width}}
	if g := gain(t, usual, Calendar{}, "T2", "2027-01-06", Occupied); math.Abs(g) > 1e-9 {
		t.Errorf("the usual wave changes %.3f beds", g)
	}
	// Higher is more, and the figures can be set.
	height = .074
	more := gain(t, usual, Calendar{}, "T2", "2027-01-06", Occupied)
	usual.Assume = map[string]float64{"flu-net": 1}
	if all := gain(t, usual, Calendar{}, "T2", "2027-01-06", Occupied); !(more > 0 && all > 1.7*more && all < 2.2*more) {
		t.Errorf("twice the usual wave: %.1f beds, and %.1f with a bed more for every bed with flu", more, all)
	}
}

func TestNorovirusTakesEmptyBedsFromOpen(t *testing.T) {
	s := Scenario{Name: "noro", Norovirus: []Closure{{From: civil.MustDate("2026-12-20"), To: civil.MustDate("2026-12-24"), Beds: 50, Orgs: []org.Code{"T5"}}}}
	for day, want := range map[string]float64{"2026-12-19": 0, "2026-12-20": -10, "2026-12-24": -10, "2026-12-25": 0} {
		for _, o := range []org.Code{"T5", "QC", "ENG"} {
			if g := gain(t, s, Calendar{}, o, day, Open); math.Abs(g-want) > 1e-9 {
				t.Errorf("%s on %s: %.2f beds open, want %.0f", o, day, g, want)
			}
		}
		if g := gain(t, s, Calendar{}, "T5", day, Occupied); g != 0 {
			t.Errorf("closed beds change the occupied by %.2f", g)
		}
	}
	f, tree := someForecasts(20)
	out, err := s.Apply(f, tree, Calendar{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range f {
		d := civil.MustDate("2026-12-22").Sub(f[i].Origin) - 1
		if f[i].Org == "T5" && out[i].Days[d].Over92 <= f[i].Days[d].Over92 {
			t.Errorf("fewer beds, yet the chance of over 92%% goes from %.4f to %.4f", f[i].Days[d].Over92, out[i].Days[d].Over92)
		}
	}
}

func TestColdComesLateAndFades(t *testing.T) {
	s := Scenario{Name: "cold", Cold: []ColdSpell{{From: civil.MustDate("2026-12-20"), To: civil.MustDate("2026-12-23"), Level: "red"}}}
	at := func(day string) float64 { return gain(t, s, Calendar{}, "ENG", day, Occupied) }
	if !(at("2026-12-23") == 0 && at("2026-12-24") > 0 && at("2026-12-27") > at("2026-12-24") && at("2026-12-30") < at("2026-12-27") && at("2027-01-20") < .1*at("2026-12-27")) {
		t.Errorf("beds more: %.1f on the 23rd, %.1f on the 24th, %.1f on the 27th, %.1f on the 30th, %.1f on 20 January", at("2026-12-23"), at("2026-12-24"), at("2026-12-27"), at("2026-12-30"), at("2027-01-20"))
	}
	amber := s
	amber.Cold = []ColdSpell{s.Cold[0]}
	amber.Cold[0].Level = "amber"
	if r, a := at("2026-12-27"), gain(t, amber, Calendar{}, "ENG", "2026-12-27", Occupied); a >= r || a <= 0 {
		t.Errorf("amber %.1f, red %.1f", a, r)
	}
}

func TestWindDownFreesAndRefills(t *testing.T) {
	s := Scenario{Name: "less", WindDown: []WindDown{{From: civil.MustDate("2026-12-21"), To: civil.MustDate("2026-12-27"), Beds: 42, Closed: 14, Orgs: []org.Code{"Y1"}}}}
	for day, want := range map[string]float64{"2026-12-20": 0, "2026-12-21": -42, "2026-12-27": -42, "2026-12-28": -36, "2027-01-02": -6, "2027-01-03": 0} {
		if g := gain(t, s, Calendar{}, "Y1", day, Occupied); math.Abs(g-want) > 1e-9 {
			t.Errorf("on %s %.2f beds, want %.0f", day, g, want)
		}
	}
	if g := gain(t, s, Calendar{}, "ENG", "2026-12-24", Open); math.Abs(g+14) > 1e-9 {
		t.Errorf("%.2f beds open, want -14", g)
	}
}

func TestStrikesAddedAndTakenOut(t *testing.T) {
	add := Scenario{Name: "strike", Strikes: []StrikeChange{{Change: "add", Group: "resident doctors", From: civil.MustDate("2026-12-20"), To: civil.MustDate("2026-12-22")}}}
	at := func(day string) float64 { return gain(t, add, Calendar{}, "T1", day, Occupied) }
	if !(at("2026-12-20") == 0 && at("2026-12-21") < 0 && at("2026-12-23") < at("2026-12-22") && at("2026-12-25") > at("2026-12-23") && at("2026-12-28") == 0) {
		t.Errorf("beds: %.2f %.2f %.2f %.2f", at("2026-12-20"), at("2026-12-21"), at("2026-12-23"), at("2026-12-28"))
	}
	remove := add
	remove.Strikes = []StrikeChange{add.Strikes[0]}
	remove.Strikes[0].Change = "remove"
	f, tree := someForecasts(20)
	if _, err := remove.Apply(f, tree, Calendar{}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a strike that is not there is taken out: %v", err)
	}
	cal := Calendar{}
	for n := range 3 {
		cal.Strikes = append(cal.Strikes, Strike{civil.MustDate("2026-12-20").Add(n), "Resident Doctors", n + 1, 3})
	}
	up, down := gain(t, remove, cal, "T1", "2026-12-23", Occupied), at("2026-12-23")
	if math.Abs(up/down+1) > .02 {
		t.Errorf("taken out %+.3f, added %+.3f", up, down)
	}
	set := add
	set.Assume = map[string]float64{"strike-after": .05}
	if g := gain(t, set, cal, "T1", "2026-12-23", Occupied); g > 4*down {
		t.Errorf("with 5%% set: %.2f, by default %.2f", g, down)
	}
	other := add
	other.Strikes = []StrikeChange{add.Strikes[0]}
	other.Strikes[0].Group = "ambulance crews"
	a, err := add.Apply(f, tree, cal)
	if err != nil {
		t.Fatal(err)
	}
	b, err := other.Apply(f, tree, cal)
	if err != nil {
		t.Fatal(err)
	}
	width := func(d *Day) float64 { return d.Occupied.Q[LevelCount-3] - d.Occupied.Q[2] }
	if width(&b[0].Days[8]) < 1.1*width(&a[0].Days[8]) || b[0].Notes[len(b[0].Notes)-1].Code != "strike-unlike" {
		t.Errorf("a walk-out of another kind: width %.0f against %.0f, notes %v", width(&b[0].Days[8]), width(&a[0].Days[8]), b[0].Notes)
	}
}

func TestScenarioSkipsWhoIsNotThere(t *testing.T) {
	f, tree := someForecasts(20)
	s := Scenario{Name: "noro", Norovirus: []Closure{{From: civil.MustDate("2026-12-20"), To: civil.MustDate("2026-12-24"), Beds: 50, Orgs: []org.Code{"T5"}}}}
	one := []Forecast{f[6]}
	out, err := s.Apply(one, tree, Calendar{})
	if err != nil {
		t.Fatal(err)
	}
	if n := out[0].Notes; len(n) != 2 || n[1].Code != "skipped" || !strings.Contains(n[1].Words, "T5") {
		t.Errorf("notes %v", n)
	}
	if out[0].Days[7] != one[0].Days[7] {
		t.Error("another trust's closure changes this one")
	}
}

func TestAssumptionsAreDatedAndNamedOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, a := range Assumptions() {
		if seen[a.Code] || a.Words == "" || a.Source == "" || a.Since == "" || a.Confirmed {
			t.Errorf("%+v", a)
		}
		seen[a.Code] = true
	}
}

func BenchmarkScenarioOfEngland(b *testing.B) {
	origin := civil.MustDate("2026-12-14")
	tree := Tree{Units: []Unit{{Org: "ENG"}}}
	f := []Forecast{{Org: "ENG", Origin: origin, Days: make([]Day, Horizon)}}
	for i := range 200 {
		o := org.Code([]byte{'T', byte('A' + i/26), byte('A' + i%26)})
		tree.Units = append(tree.Units, Unit{o, "ENG"})
		f = append(f, Forecast{Org: o, Origin: origin, Days: make([]Day, Horizon)})
	}
	for i := range f {
		for d := range f[i].Days {
			n := 600.
			if i == 0 {
				n *= 200
			}
			f[i].Days[d] = *normalDay(n, .02*n, 1.06*n, .012*n, .5)
			f[i].Days[d].Date = origin.Add(d + 1)
		}
	}
	s, err := Preset("early")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.Apply(f, tree, Calendar{}); err != nil {
			b.Fatal(err)
		}
	}
}
