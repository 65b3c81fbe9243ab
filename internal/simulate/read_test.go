package simulate_test

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"

	"headroom/internal/fault"
	"headroom/internal/simulate"
)

// goldenFile holds a small system with everything that a model can have.
const goldenFile = "testdata/system.json"

// golden reads it.
func golden(t testing.TB) *simulate.Model {
	t.Helper()
	f, err := os.Open(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	m, err := simulate.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// The result of the golden system is the same on every machine, with every number of workers, in every version: a plan
// that was published can be checked by its seed.
func TestGoldenDigest(t *testing.T) {
	const want = "21536a2f9d47730379f820c9dfe8f5a5ca3190ee434754d70b37eda8efcc96b3"
	m := golden(t)
	for _, workers := range []int{1, 3} {
		r := run(t, m, simulate.Options{Replicates: 2500, Seed: 20231224, Workers: workers, Keep: workers == 1})
		if got := r.Digest(); got != want {
			t.Errorf("%d workers: the digest is %s, want %s", workers, got, want)
		}
	}
	r := run(t, m, simulate.Options{Replicates: 2500, Seed: 20231225})
	if r.Digest() == want {
		t.Error("another seed gave the same")
	}
}

// What is written is what was read.
func TestReadIsExact(t *testing.T) {
	m := golden(t)
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	back, err := simulate.Read(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	again, _ := json.Marshal(back)
	if !bytes.Equal(text, again) {
		t.Error("a model that was written reads as another")
	}
}

// What a model does not have is refused with its place.
func TestReadRefuses(t *testing.T) {
	for text, want := range map[string]string{
		``:                       "ends before it is complete",
		`{"days": 3`:             "ends before it is complete",
		`[]`:                     "the model is a list; it must be an object",
		`7`:                      "the model is 7; it must be an object",
		`{"days": 3} {}`:         "after the model's end",
		"{\n\"days\": 3,\n nope": "line 3",
		`{"dayz": 3}`:            "a model has no dayz; the fields there are days, sites, suppliers, common",
		`{"Days": 3}`:            "a model has no Days",
		`{"days": 3, "days": 4}`: "days is given twice",
		`{"days": "3"}`:          "days holds string",
		`{"days": null}`:         "days is null; it must be a number",
		`{"days": 1.5}`:          "days holds number 1.5",
		`{"days": 1, "sites": [{"stages": [{"hazzard": 1}]}]}`:                                 "a model has no sites[0].stages[0].hazzard",
		`{"days": 1, "sites": [{"hub_hazard": [1, 1]}]}`:                                       "sites[0].hub_hazard has 2 entries; it must have 3",
		`{"days": 1, "sites": [{"hub_hazard": [1, 1, 1, 1]}]}`:                                 "sites[0].hub_hazard has more than 3 entries",
		`{"days": 1, "sites": [{"effort": {"starts": [[[0, 1, {}]]]}}]}`:                       "sites[0].effort.starts[0][0][2] is an object; it must be a number",
		`{"days": 1, "sites": [{"arrivals": 5}]}`:                                              "sites[0].arrivals is 5; it must be a list",
		`{"days": 1, "sites": [{"arrivals": [1e999], "stages": [{"hazard": 1, "mix": 1}]}]}`:   "holds number 1e999",
		`{"days": 1, "sites": [{"key": -1}]}`:                                                  "holds number -1",
		`{"days": 1, "sites": [{"arrivals": [5], "stages": [{"hazard": 1.2, "mix": 1}]}]}`:     "sites[0].stages[0].hazard: 1.2 is not a number from 0 to 1",
		`{"days": 2, "sites": [{"arrivals": [5], "stages": [{"hazard": 0.2, "mix": 1}]}]}`:     "sites[0].arrivals: there are 1 entries for 2 days",
		`{"days": 1, "sites": [{"ready": 1, "stages": [{"now": -2}]}]}`:                        "sites[0].stages[0].now: -2 is not a number from 0 to 1000000",
		`{"days": 1, "sites": [{"arrivals": [5], "stages": [{"hazard": 0.2, "mix": 0.9}]}]}`:   "sites[0].stages (mix): the shares sum to 0.9; they must sum to 1",
		`{"days": 1, "sites": [{"stages": [{"complex": 0.1, "split": [0.5, 0.4, 0.1]}]}]}`:     "sites[0].links: some who leave a stage need an onward place, but no supplier is linked",
		`{"days": 1, "sites": [{"stages": [{}], "links": [{"supplier": 0}]}]}`:                 "sites[0].links[0].supplier: there is no suppliers[0]",
		`{"days": 1, "sites": []}`:                                                             "sites: there is no site to play",
		`{"days": 0}`:                                                                          "days: there are 0 days",
		`{"days": 1, "sites": [{"stages": [{}]}, {"stages": [{}]}]}`:                           "sites[1].key: sites[0] has the same key, 0",
		`{"days": 1, "sites": [{"stages": [{}]}], "suppliers": [{"held": [0, 2, 0]}]}`:         "suppliers[0].held[1]: 2 places are held of none",
		`{"days": 1, "sites": [{"stages": [{}], "effort": {"starts": [[]]}}]}`:                 "sites[0].effort.starts: there are 1 entries for 0 links",
		`{"days": 1, "common": {"wave": {"height": 0.1}}, "sites": [{"stages": [{}]}]}`:        "common.wave.width_days: 0 is not a number from 0.1 to 10000",
		`{"days": 1, "sites": [{"arrivals": [200000], "stages": [{"hazard": 1, "mix": 1}]}]}`:  "sites[0]: the site is too large to play in whole units",
		`{"days": 1, "sites": [{"stages": [{}]}], "suppliers": [{"starts": [[0, -1, 0]]}]}`:    "suppliers[0].starts[0]: stream 1: -1 is not a number from 0",
		`{"days": 1, "sites": [{"stages": [{}]}], "common": {"national_persistence": 1.0001}}`: "common.national_persistence: 1.0001 is not a number from 0 to 1",
	} {
		_, err := simulate.Read(strings.NewReader(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n\tgives %v\n\twant %s", text, err, want)
		}
		if k := fault.KindOf(err); err != nil && k != fault.Invalid {
			t.Errorf("%s: the fault is %s, want %s", text, k, fault.Invalid)
		}
	}
}

// What JSON cannot hold is refused by the check, and so are options that ask for what is not there.
func TestCheckRefuses(t *testing.T) {
	for want, spoil := range map[string]func(m *simulate.Model){
		"sites[1].arrivals[2]: NaN":                  func(m *simulate.Model) { m.Sites[1].Arrivals[2] = math.NaN() },
		"sites[0].own_sd: +Inf":                      func(m *simulate.Model) { m.Sites[0].OwnSD = math.Inf(1) },
		"sites[0].room.core[0]: NaN":                 func(m *simulate.Model) { m.Sites[0].Room.Core[0] = math.NaN() },
		"sites[2].links (share[1]): the shares":      func(m *simulate.Model) { m.Sites[2].Links[0].Share[1] = 0.1 },
		"sites[2].links[1].supplier: links[0] joins": func(m *simulate.Model) { m.Sites[2].Links[1].Supplier = m.Sites[2].Links[0].Supplier },
		"sites[0].effort.hub[2]: NaN":                func(m *simulate.Model) { m.Sites[0].Effort.Hub = []float64{0, 0, math.NaN()} },
		"suppliers[1].key: suppliers[0] has":         func(m *simulate.Model) { m.Suppliers[1].Key = m.Suppliers[0].Key },
		"suppliers[0].starts: stream 0 goes by":      func(m *simulate.Model) { m.Suppliers[0].Places[0] = 5 },
	} {
		m := shared(3, 3, 1)
		spoil(m)
		if err := m.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	m := shared(3, 3, 1)
	for i := range m.Sites {
		for d := range m.Sites[i].Arrivals {
			m.Sites[i].Arrivals[d] = math.NaN()
		}
		m.Sites[i].OtherLeave = 2
	}
	if f := fault.As(m.Check()); f == nil || len(f.Fields) != 3*4 {
		t.Errorf("not every problem is told at once: %v", f)
	}
	for want, o := range map[string]simulate.Options{
		"replicates: 0":        {},
		"workers: -1":          {Replicates: 1, Workers: -1},
		"days: 4 is not":       {Replicates: 1, Days: 4},
		"shares[0]: -1":        {Replicates: 1, Shares: []float64{-1}},
		"targets[0].site: the": {Replicates: 1, Targets: []simulate.Target{{Site: 3}}},
		"targets[0].day: day":  {Replicates: 1, Days: 2, Targets: []simulate.Target{{Site: 1, Day: 2}}},
	} {
		if _, err := simulate.Run(t.Context(), shared(3, 3, 1), o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v gives %v, want %s", o, err, want)
		}
	}
}

// Whatever is read is refused or can be played.
func FuzzRead(f *testing.F) {
	text, err := os.ReadFile(goldenFile)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"days": 3, "sites": [{"key": 1, "arrivals": [4, 5, 6], "stages": [{"hazard": 0.5, "mix": 1, "now": 3}]}]}`))
	f.Add([]byte(`{"days": 1, "sites": [{"stages": [{}]}], "suppliers": [{"places": [1, 0, 0], "held": [9, 0, 0]}], "common": null}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := simulate.Read(bytes.NewReader(text))
		if err != nil {
			if m := fault.As(err); m == nil || m.Message == "" {
				t.Fatalf("%v is no fault with a message", err)
			}
			return
		}
		units := 0
		for i := range m.Sites {
			for _, x := range m.Sites[i].Arrivals {
				units += int(x)
			}
			for _, x := range m.Sites[i].Planned {
				units += x
			}
			units += start(&m.Sites[i])
		}
		if units > 20_000 || m.Days*len(m.Sites) > 400 {
			return // right, but too large for a fuzzer
		}
		r, err := simulate.Run(t.Context(), m, simulate.Options{Replicates: 3, Workers: 2, Seed: 1, Targets: []simulate.Target{{Above: -1}}})
		if err != nil {
			t.Fatal(err)
		}
		for i := range m.Sites {
			for d := range m.Days {
				if q := r.Quantile(i, d, 0.5); math.IsNaN(q) || q < -0.5 || math.IsNaN(r.Over(i, d, 1)) || math.IsNaN(r.Over(i, d, 0.5)) {
					t.Fatalf("site %d, day %d: the median is %v", i, d, q)
				}
			}
		}
	})
}
