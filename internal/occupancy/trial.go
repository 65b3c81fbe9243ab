package occupancy

import (
	"context"
	"math"
	"runtime"

	"headroom/internal/org"
)

// The scale by which errors are measured: of a single hospital, of a group of them (an ICB, a region), or of the whole.
const (
	single = iota
	group
	whole
	classes
)

// kinds are occupied, open and, for the chance of passing a limit, the logarithm of occupied over open.
const kinds = 3

const ratio Kind = 2

// trial is one look ahead that can be judged: every method's forecast of one series from one origin, and what came.
type trial struct {
	season int // index of the season it was made in
	class  int
	org    org.Code
	series int
	origin int
	tau    int // of the origin, in days from Christmas
	beds   float64
	moves  restless
	full   float64             // occupied over open
	points [2][][]float32      // by kind and method, the horizons
	actual [2][Horizon]float32 // NaN where nothing of its own is known
}

// point is a method's forecast of the kind at horizon h.
func (t *trial) point(k Kind, method, h int) float64 {
	if k == ratio {
		return float64(t.points[Occupied][method][h-1]) - float64(t.points[Open][method][h-1])
	}
	return float64(t.points[k][method][h-1])
}

// came is the logarithm of what came, NaN where that is not known.
func (t *trial) came(k Kind, h int) float64 {
	if k == ratio {
		return float64(t.actual[Occupied][h-1]) - float64(t.actual[Open][h-1])
	}
	return float64(t.actual[k][h-1])
}

// ask is a series and the origins to look ahead from.
type ask struct {
	series  int
	class   int
	origins []int
}

// look runs every method on every ask, in parallel over series, and gives the trials in the order of the asks: the same
// for any number of workers.
func look(ctx context.Context, p *Panel, season int, methods []Method, asks []ask, ahead, workers int, step func()) ([]trial, error) {
	out := make([][]trial, len(asks))
	idle := make(chan []Method, max(1, workers)) // each worker has methods of its own
	for range max(1, workers) {
		idle <- twins(methods)
	}
	jobs := make([]func() error, len(asks))
	for i := range asks {
		jobs[i] = func() error {
			own := <-idle
			for _, o := range asks[i].origins {
				t := try(p, own, asks[i], o, ahead)
				t.season = season
				out[i] = append(out[i], t)
			}
			idle <- own
			step()
			return nil
		}
	}
	if err := together(ctx, workers, jobs); err != nil {
		return nil, err
	}
	var all []trial
	for _, ts := range out {
		all = append(all, ts...)
	}
	return all, nil
}

// twins gives each method a double for another goroutine; the pooled model serves several as it is.
func twins(methods []Method) []Method {
	own := make([]Method, len(methods))
	for i, m := range methods {
		own[i] = m
		if k, ok := m.(KeepsFits); ok {
			own[i] = k.Twin()
		}
	}
	return own
}

// try asks every method for both numbers. What a method refuses to say is not known.
func try(p *Panel, methods []Method, a ask, origin, ahead int) trial {
	s := &p.Series[a.series]
	t := trial{class: a.class, org: s.Org, series: a.series, origin: origin, tau: fromChristmas(p.Date(origin)), beds: s.Occupied[origin]}
	var z [Horizon]float64
	for k := range t.points {
		t.points[k] = make([][]float32, len(methods))
		for m, method := range methods {
			t.points[k][m] = make([]float32, Horizon)
			refused := method.Ahead(p, Kind(k), a.series, origin, z[:ahead]) != nil
			for h := range Horizon {
				t.points[k][m][h] = float32(z[h])
				if refused || h >= ahead {
					t.points[k][m][h] = float32(math.NaN())
				}
			}
		}
		y := s.Of(Kind(k))
		for h := range Horizon {
			t.actual[k][h] = float32(math.NaN())
			if d := origin + h + 1; d < p.Days && known(y, s.Filled, d) {
				t.actual[k][h] = float32(math.Log(y[d]))
			}
		}
	}
	t.moves = restlessness(p, a.series, origin)
	t.full = s.Occupied[origin] / s.Open[origin]
	return t
}

// restless is how much a series' three numbers have moved of late: the mean change from day to day and from week to week in
// the last three weeks, with five days' worth of what its size leads one to expect.
type restless struct{ day, week [kinds]float64 }

func restlessness(p *Panel, series, origin int) restless {
	s := &p.Series[series]
	size := .02 * math.Sqrt(600/max(s.Occupied[origin], 60))
	return restless{changes(s, origin, 1, size), changes(s, origin, 7, 2*size)}
}

// changes is the mean change over lag days.
func changes(s *Series, origin, lag int, size float64) [kinds]float64 {
	var v, n [kinds]float64
	for d := max(lag, origin-20); d <= origin; d++ {
		if s.Filled != nil && (s.Filled[d] || s.Filled[d-lag]) {
			continue
		}
		o := math.Log(s.Occupied[d] / s.Occupied[d-lag])
		b := math.Log(s.Open[d] / s.Open[d-lag])
		for k, x := range [kinds]float64{o, b, o - b} {
			if Known(x) {
				v[k] += math.Abs(x)
				n[k]++
			}
		}
	}
	for k := range v {
		v[k] = (v[k] + 5*size) / (n[k] + 5)
	}
	return v
}

// workersOf is how many goroutines to use.
func workersOf(n int) int {
	if n > 0 {
		return n
	}
	return runtime.GOMAXPROCS(0)
}
