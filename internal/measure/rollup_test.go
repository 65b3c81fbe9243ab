package measure

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"headroom/internal/civil"
)

// sharedData is a published file beside the repository; the test skips where it is absent.
func sharedData(t *testing.T, parts ...string) string {
	t.Helper()
	p := filepath.Join(append([]string{"..", "..", "..", "shared", "data"}, parts...)...)
	if _, err := os.Stat(p); err != nil {
		t.Skipf("the published file %s is not here", filepath.Join(parts...))
	}
	return p
}

// january is the England row of January 2025, all twelve columns.
func january(c Code) Value {
	v, ok := map[Code]float64{
		"ae_att_t1": 1326670, "ae_att_t2": 48785, "ae_att_t3": 757845, "ae_att_booked_t1": 32356, "ae_att_booked_t2": 701, "ae_att_booked_t3": 51773,
		"ae_over4_t1": 566267, "ae_over4_t2": 1901, "ae_over4_t3": 21658, "ae_over4_booked_t1": 8371, "ae_over4_booked_t2": 24, "ae_over4_booked_t3": 525,
	}[c]
	if !ok {
		return Gap()
	}
	return Of(v)
}

func TestJanuary2025IsSeventyThreePerCent(t *testing.T) {
	for code, want := range map[Code]string{"ae_att_all": "2,218,130", "ae_over4_all": "598,746", "ae_4h_rate": "73.0%", "ae_4h_t1_rate": "57.7%"} {
		m, _ := Find(code)
		if got := m.Show(Derive(m, january)); got != want {
			t.Errorf("%s is %s, want %s", code, got, want)
		}
	}
}

func TestDeriveKeepsTheStatesApart(t *testing.T) {
	get := func(vs map[Code]Value) func(Code) Value { return func(c Code) Value { return vs[c] } }
	rate, _ := Find("ga_occ_rate")
	adj, _ := Find("ga_occ_rate_adj")
	net, _ := Find("ga_net")
	for _, c := range []struct {
		m    Measure
		vs   map[Code]Value
		want Value
	}{
		{rate, map[Code]Value{"ga_occ": Of(90), "ga_open": Of(100)}, Of(0.9)},
		{rate, map[Code]Value{"ga_occ": Of(90)}, Gap()},
		{rate, map[Code]Value{"ga_occ": NA(), "ga_open": NA()}, NA()},
		{rate, map[Code]Value{"ga_occ": Of(0), "ga_open": Of(0)}, NA()},
		{rate, map[Code]Value{"ga_occ_rate": Of(0.95)}, Of(0.95)}, // published without its parts: kept as published
		{net, map[Code]Value{"ga_open": Of(100), "ga_void": None()}, Of(100)},
		{net, map[Code]Value{"ga_open": Of(100), "ga_void": NA()}, Of(100)},
		{net, map[Code]Value{"ga_open": Of(100)}, Gap()},
		{adj, map[Code]Value{"ga_occ": Of(90), "ga_open": Of(100), "ga_void": Of(10)}, Of(1)},
	} {
		got := Derive(c.m, get(c.vs))
		if got.IsMissing() && c.want.IsMissing() {
			continue
		}
		if got != c.want {
			t.Errorf("%s from %v: %v, want %v", c.m.Code, c.vs, got, c.want)
		}
	}
}

func TestMeanWithoutItsTotalIsWeightedByItsCount(t *testing.T) {
	m, _ := Find("ambsys_a31")
	got, err := RollUp(m, []Part{{Who: "RX6", Value: Of(1000), Den: Of(10)}, {Who: "RX7", Value: Of(2000), Den: Of(30)}})
	if err != nil || got.Value != Of(1750) {
		t.Fatalf("%v %v, want 1750", got.Value, err)
	}
}

func TestPublishedCentileStands(t *testing.T) {
	m, _ := Find("ambsys_a32")
	p := Published(m, Of(5247))
	if !p.Published || p.Value != Of(5247) || !p.Complete {
		t.Fatalf("%+v", p)
	}
	_, err := RollUp(m, []Part{{Who: "RX6", Value: Of(1)}})
	if err == nil || !strings.Contains(err.Error(), "cannot be averaged or added across organisations") {
		t.Fatalf("no refusal in words: %v", err)
	}
}

func TestTally(t *testing.T) {
	got := Tally([]Part{{Value: Of(4)}, {Value: Of(2)}, {Value: Of(4)}, {Value: Gap()}})
	if len(got) != 2 || got[0] != (Rung{2, 1}) || got[1] != (Rung{4, 2}) {
		t.Fatalf("%v", got)
	}
}

// anyValue draws one of the four states.
func anyValue(t *rapid.T, name string) Value {
	switch rapid.IntRange(0, 9).Draw(t, name+" state") {
	case 0:
		return None()
	case 1:
		return NA()
	case 2:
		return Gap()
	}
	return Of(float64(rapid.IntRange(0, 5000).Draw(t, name)))
}

func TestTheOrderOfOrganisationsDoesNotMatter(t *testing.T) {
	m, _ := Find("ga_occ")
	rapid.Check(t, func(t *rapid.T) {
		var parts []Part
		for i := range rapid.IntRange(0, 30).Draw(t, "n") {
			parts = append(parts, Part{Who: strconv.Itoa(i), Value: anyValue(t, "v")})
		}
		a, _ := RollUp(m, parts)
		b, _ := RollUp(m, rapid.Permutation(parts).Draw(t, "order"))
		if a.Value != b.Value || a.N != b.N || a.NA != b.NA || a.Nil != b.Nil || len(a.Missing) != len(b.Missing) {
			t.Fatalf("%+v and %+v", a, b)
		}
		if a.N+a.NA+len(a.Missing) != len(parts) {
			t.Fatalf("%d parts became %+v", len(parts), a)
		}
	})
}

func TestRegionsAddUpToEngland(t *testing.T) {
	for _, code := range []Code{"ga_occ", "ga_occ_rate", "ambsys_a31"} {
		m, _ := Find(code)
		rapid.Check(t, func(t *rapid.T) {
			var all, regions []Part
			for r := range rapid.IntRange(1, 5).Draw(t, "regions") {
				var trusts []Part
				for range rapid.IntRange(1, 6).Draw(t, "trusts") {
					trusts = append(trusts, Part{Value: anyValue(t, "v"), Num: anyValue(t, "num"), Den: anyValue(t, "den")})
					if m.Kind == Mean {
						trusts[len(trusts)-1].Value = Gap()
					}
				}
				region, _ := RollUp(m, trusts)
				regions, all = append(regions, region.Part(strconv.Itoa(r))), append(all, trusts...)
			}
			direct, _ := RollUp(m, all)
			stepped, _ := RollUp(m, regions)
			if math.Abs(direct.Value.Amount()-stepped.Value.Amount()) > 1e-9 {
				t.Fatalf("direct %+v, by region %+v", direct, stepped)
			}
		})
	}
}

func TestGridAgreesWithTheSlowWay(t *testing.T) {
	codes := []Code{"ga_core_open", "ga_esc_open", "ga_open", "ga_void", "ga_occ", "ga_net", "ga_occ_rate", "ga_occ_rate_adj", "flu_ga", "ae_diverts"}
	rapid.Check(t, func(t *rapid.T) {
		who := make([]string, rapid.IntRange(1, 12).Draw(t, "orgs"))
		for i := range who {
			who[i] = "R" + strconv.Itoa(i)
		}
		g, err := NewGrid(who, codes...)
		if err != nil {
			t.Fatal(err)
		}
		for r := range who {
			for _, c := range []Code{"ga_core_open", "ga_esc_open", "ga_open", "ga_void", "ga_occ", "flu_ga", "ae_diverts"} {
				g.Put(r, g.Col(c), anyValue(t, string(c)))
			}
		}
		fast := g.Totals()
		for i, c := range codes {
			m, _ := Find(c)
			slow := slowTotal(g, m)
			if f := fast[i]; f.Value != slow.Value || f.N != slow.N || f.NA != slow.NA || f.Nil != slow.Nil || strings.Join(f.Missing, ",") != strings.Join(slow.Missing, ",") {
				t.Fatalf("%s: fast %+v, slow %+v", c, f, slow)
			}
		}
	})
}

// slowTotal derives every organisation's value by itself and rolls those up.
func slowTotal(g *Grid, m Measure) Total {
	var parts []Part
	for r := range g.Rows() {
		own := func(c Code) Value {
			if col := g.Col(c); col >= 0 {
				return g.At(r, col)
			}
			return Gap()
		}
		p := Part{Who: g.Who(r), Value: Derive(m, own)}
		if m.Kind == Ratio {
			p.Num, p.Den = value(m.Num, own), value(m.Den, own)
		}
		parts = append(parts, p)
	}
	t, _ := RollUp(m, parts)
	return t
}

func TestGridRefusesInWords(t *testing.T) {
	if _, err := NewGrid(nil, "no_such"); err == nil {
		t.Error("an unknown code was taken")
	}
	if _, err := NewGrid(nil, "ga_occ", "ga_occ"); err == nil {
		t.Error("a repeated code was taken")
	}
	g, err := NewGrid([]string{"RA1"}, "ga_occ_rate", "ambsys_a32", "opel_declared", "rtt_median", "ga_occ")
	if err != nil {
		t.Fatal(err)
	}
	g.Put(0, 0, Of(0.9))
	g.Put(0, g.Col("ga_occ"), Of(4))
	for i, x := range g.Totals() {
		if (x.Refused == "") != (i == 4) {
			t.Errorf("column %d: %q", i, x.Refused)
		}
	}
	if days := g.OverDays(); days[4].Value != Of(4) {
		t.Errorf("%v", days[4])
	}
}

// bandsOf reads the weekly bands of one row of the published incomplete-pathways file.
func bandsOf(t *testing.T, row, head []string) []float64 {
	t.Helper()
	var out []float64
	for i, h := range head {
		if strings.HasPrefix(h, ">") || h == "104 plus" {
			n, err := strconv.ParseFloat(strings.ReplaceAll(strings.Replace(row[i], "-", "0", 1), ",", ""), 64)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, n)
		}
	}
	return out
}

func TestBandCentileReproducesThePublishedMedian(t *testing.T) {
	f, err := os.Open(sharedData(t, "rtt", "Incomplete-Provider-Dec24-XLSX-9M-69130.csv"))
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
	col := map[string]int{}
	for i, h := range rows[0] {
		col[h] = i
	}
	checked := 0
	for _, row := range rows[1:] {
		bands := bandsOf(t, row, rows[0])
		for label, p := range map[string]float64{"Average (median) waiting time (in weeks)": 0.5, "92nd percentile waiting time (in weeks)": 0.92} {
			want, err := strconv.ParseFloat(row[col[label]], 64)
			if err != nil {
				continue // a dash: too few pathways to publish one
			}
			got, ok := BandCentile(bands, p)
			if !ok || math.Abs(got-want) > 0.0501 {
				t.Errorf("%s %s: %v, published %v", row[1], row[3], got, want)
			}
			checked++
		}
	}
	if checked < 3000 {
		t.Errorf("only %d published centiles were compared", checked)
	}
}

func TestBandCentileEdges(t *testing.T) {
	for _, c := range []struct {
		counts []float64
		p      float64
		want   float64
		ok     bool
	}{
		{[]float64{10, 10, 0}, 0.5, 1, true}, {[]float64{0, 10, 0}, 0.5, 1.5, true}, {[]float64{0, 0, 10}, 0.5, 0, false},
		{nil, 0.5, 0, false}, {[]float64{1, 0}, 2, 0, false},
	} {
		got, ok := BandCentile(c.counts, c.p)
		if ok != c.ok || ok && got != c.want {
			t.Errorf("%v at %v: %v %v", c.counts, c.p, got, ok)
		}
	}
}

func TestGridComputesTheMedianFromAddedBands(t *testing.T) {
	codes := []Code{"rtt_median"}
	for n := range 105 {
		codes = append(codes, RTTBand(n))
	}
	g, err := NewGrid([]string{"RA1", "RA2"}, codes...)
	if err != nil {
		t.Fatal(err)
	}
	for c := 1; c < len(codes); c++ {
		g.Put(0, c, Of(0))
		g.Put(1, c, None())
	}
	g.Put(0, g.Col(RTTBand(10)), Of(30))
	g.Put(1, g.Col(RTTBand(20)), Of(10))
	if got := g.Totals()[0]; math.Abs(got.Value.N-10.6667) > 0.001 || got.N != 2 || got.Refused != "" {
		t.Fatalf("%+v", got)
	}
}

func TestReasonLabels(t *testing.T) {
	on := civil.MustDate("2024-06-15")
	for label, want := range map[string]Code{
		"Care transfer hub process– Awaiting necessary referrals by care transfer hub":                                          "delay_b_hub_referrals",
		"Interface\u00a0process – Homeless with no recourse to public funds?":                                                   "delay_b_int_nrpf",
		"Interface\u00a0process – End of life care inc Fast-Track CHC arrangement still underway?(Pathway 1 or 3)":              "delay_b_int_eol",
		"Wellbeing concerns – Patient\u00a0/family/carer concerns over discharge readiness":                                     "delay_b_well_concerns",
		"Hospital process - Awaiting medical review of need for supported discharge":                                            "delay_b_medical",
		"Capacity – Home-based rehabilitation, reablement or recovery services not yet available\u00a0(Pathway 1)":              "delay_b_cap_homerehab",
		"Interface process – Home based rehabilitation, reablement or recovery service arrangements still underway (Pathway 1)": "delay_b_int_homerehab",
	} {
		r, ok := FindReason(label, on)
		if !ok || r.Measure != want {
			t.Errorf("%q: %v %v", label, r.Measure, ok)
		}
	}
	if r, ok := FindReason("No plan", civil.MustDate("2023-12-20")); !ok || r.Set != "A" {
		t.Errorf("set A of winter 2023-24: %v %v", r, ok)
	}
	if _, ok := FindReason("Awaiting a new reason", on); ok {
		t.Error("an unknown reason was recognised")
	}
	var a, b int
	keys := map[string]bool{}
	for _, r := range Reasons() {
		if r.Set == "A" {
			a++
		} else {
			b++
		}
		k := r.Set + LabelKey(r.Group+r.Label)
		if keys[k] {
			t.Errorf("two reasons share the label %s", r.Label)
		}
		keys[k] = true
	}
	if a != 18 || b != 37 {
		t.Errorf("%d and %d reasons", a, b)
	}
}

func TestEveryPublishedReasonIsKnown(t *testing.T) {
	f, err := os.Open(sharedData(t, "discharge", "england_delayed_discharge_reasons_2024-06_2024-07.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[Code]bool{}
	labels := map[string]bool{}
	for _, row := range rows[1:] {
		if labels[row[3]] {
			continue
		}
		labels[row[3]] = true
		r, ok := FindReason(row[3], civil.MustDate(row[2]))
		if !ok {
			t.Errorf("%q is not known", row[3])
		}
		seen[r.Measure] = true
	}
	if len(seen) != 37 {
		t.Errorf("%d reasons seen, want 37", len(seen))
	}
}

// TestAmbulanceColumnsAreWhatTheyAreCalled checks seconds ÷ count = mean in every row of the published file.
func TestAmbulanceColumnsAreWhatTheyAreCalled(t *testing.T) {
	f, err := os.Open(sharedData(t, "ambulance", "ambsys_2024_trimmed.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	col := map[string]int{}
	for i, h := range rows[0] {
		col[strings.ToLower(h)] = i
	}
	off, compared := 0, 0
	for _, row := range rows[1:] {
		n := func(c string) float64 {
			v, err := strconv.ParseFloat(row[col[c]], 64)
			if err != nil {
				return math.NaN()
			}
			return v
		}
		for _, c := range append(append([]clockItem{}, ambClocks...), clockItem{count: "a140", secs: "a141", mean: "a142"}) {
			count, secs, mean := n(c.count), n(c.secs), n(c.mean)
			if count > 0 && secs >= 0 && mean >= 0 {
				compared++
				if math.Abs(secs/count-mean) > 1 {
					off++
				}
			}
		}
	}
	if compared < 1000 || off > compared/200 {
		t.Errorf("%d of %d rows do not fit", off, compared)
	}
}

func BenchmarkGrid200By60(b *testing.B) {
	var codes []Code
	for _, m := range All()[:60] {
		codes = append(codes, m.Code)
	}
	who := make([]string, 200)
	g, err := NewGrid(who, codes...)
	if err != nil {
		b.Fatal(err)
	}
	for r := range who {
		for c := range codes {
			g.Put(r, c, Of(float64(r+c)))
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		_ = g.Totals()
	}
}
