package occupancy

import (
	"math"
	"math/rand/v2"
	"testing"

	"headroom/internal/civil"
)

// someForecast is a made-up forecast with odds that rise.
func someForecast(r *rand.Rand, days int) Forecast {
	f := Forecast{Org: "Z-1", Origin: civil.MustDate("2023-12-20"), Model: "test", Notes: []Note{{"wide", "Few days are known."}}}
	for h := 1; h <= days; h++ {
		d := Day{Date: f.Origin.Add(h), Over92: r.Float64(), Over95: r.Float64(), Over100: r.Float64()}
		for _, o := range []*Odds{&d.Occupied, &d.Open} {
			x := 20 + 95_000*r.Float64()*r.Float64()
			for i := range o.Q {
				x += 40 * r.Float64() * r.Float64()
				o.Q[i] = x
			}
			o.Mean = o.Q.Mean()
		}
		f.Days = append(f.Days, d)
	}
	return f
}

func TestPackedForecastsComeBack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		f := someForecast(r, r.IntN(60))
		b, err := Pack(f)
		if err != nil {
			t.Fatal(err)
		}
		g, err := Unpack(b, Forecast{Org: f.Org, Origin: f.Origin, Model: f.Model})
		if err != nil || len(g.Days) != len(f.Days) || g.Notes[0] != f.Notes[0] {
			t.Fatal(err, g)
		}
		for i, d := range f.Days {
			e := g.Days[i]
			if d.Date != e.Date || math.Abs(d.Over92-e.Over92) > 1e-4 {
				t.Fatalf("%+v became %+v", d, e)
			}
			for k := range d.Occupied.Q {
				if math.Abs(d.Occupied.Q[k]-e.Occupied.Q[k]) > .0501 || math.Abs(d.Open.Q[k]-e.Open.Q[k]) > .0501 || k > 0 && e.Open.Q[k] < e.Open.Q[k-1] {
					t.Fatalf("day %d level %d: %v became %v", i, k, d.Open.Q, e.Open.Q)
				}
			}
		}
		again, err := Rounded(g)
		if err != nil || len(g.Days) > 0 && again.Days[0] != g.Days[0] {
			t.Fatal("rounding twice is not rounding once", err)
		}
	}
}

func TestWhatIsNotKnownStaysSo(t *testing.T) {
	f := someForecast(rand.New(rand.NewPCG(8, 9)), 2)
	for i := range f.Days[1].Open.Q {
		f.Days[1].Open.Q[i] = math.NaN()
	}
	f.Days[1].Open.Mean, f.Days[1].Over92 = math.NaN(), math.NaN()
	g, err := Rounded(f)
	if err != nil || g.Days[1].Open.Known() || Known(g.Days[1].Over92) || !Known(g.Days[1].Over95) || !g.Days[1].Occupied.Known() || !g.Days[0].Open.Known() {
		t.Errorf("%+v %v", g.Days[1], err)
	}
}

func TestPackedForecastsAreSmall(t *testing.T) {
	b, err := Pack(someForecast(rand.New(rand.NewPCG(3, 4)), Horizon))
	if err != nil || len(b) > 5000 {
		t.Errorf("%d bytes, %v", len(b), err)
	}
}

func FuzzUnpack(f *testing.F) {
	b, err := Pack(someForecast(rand.New(rand.NewPCG(5, 6)), 3))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte{packedForm})
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := Unpack(b, Forecast{Origin: civil.MustDate("2023-12-20")})
		if err == nil {
			if _, err := Pack(got); err != nil {
				t.Error(err)
			}
		}
	})
}
