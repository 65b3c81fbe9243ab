package harm

import (
	"math"
	"math/rand/v2"

	"headroom/internal/civil"
)

// Trial is how often a nowcast's interval held on simulated histories of one kind, whose truth is known.
type Trial struct {
	Kind  string
	Words string
	Of    int
	Held  int
	Width float64 // mean width of the interval, in events
	Score float64 // mean interval score, in events: the width, and 20 times how far the truth lies outside; less is better
}

// trialKinds are the kinds of simulated histories, with events a week.
var trialKinds = []struct {
	kind, words string
	rate        float64
}{
	{"none", "nothing happens", 0}, {"few", "one event in two or three weeks", .4}, {"some", "a few events a week", 3}, {"many", "many events a week", 15},
	{"slower", "recording becomes slower in late weeks", 8}, {"faster", "recording becomes faster in late weeks", 8},
}

// trialDay is the day on which simulated histories are looked at.
var trialDay = civil.MustDate("2024-06-03")

// TryNowcast scores nowcasts on so many simulated histories of every kind in turn: the same ones for the same seed. The
// intervals are those of NowcastOptions as they are when nothing is chosen.
func TryNowcast(histories int, seed uint64) ([]Trial, error) {
	r := rand.New(rand.NewPCG(seed, 1))
	out := make([]Trial, len(trialKinds))
	for i, k := range trialKinds {
		out[i].Kind, out[i].Words = k.kind, k.words
	}
	for k := range histories {
		t := &out[k%len(out)]
		events := history(r, t.Kind, trialKinds[k%len(out)].rate)
		n, err := NowcastOf(events, trialDay, NowcastOptions{})
		if err != nil {
			return nil, err
		}
		truth := 0
		for _, e := range events {
			if !e.Occurred.Before(trialDay.Add(-7*26)) && !e.Recorded.Before(trialDay) {
				truth++
			}
		}
		t.Of++
		t.Width += float64(n.High - n.Low)
		missed := max(n.Low-truth, truth-n.High, 0)
		t.Score += float64(n.High-n.Low) + 2/(1-n.Share)*float64(missed)
		if missed == 0 {
			t.Held++
		}
	}
	for i := range out {
		if out[i].Of > 0 {
			out[i].Width /= float64(out[i].Of)
			out[i].Score /= float64(out[i].Of)
		}
	}
	return out, nil
}

// history is what happened in forty weeks before trialDay and when each was written down, with delays that may change.
func history(r *rand.Rand, kind string, rate float64) []Reported {
	rate *= .6 + .8*r.Float64()
	mean := 10 + 20*r.Float64() // days
	change := trialDay.Add(-21 - r.IntN(50))
	var out []Reported
	for day := trialDay.Add(-7 * 40); day.Before(trialDay); day = day.Add(1) {
		m := mean
		if !day.Before(change) {
			switch kind {
			case "slower":
				m *= 1.6
			case "faster":
				m *= .6
			}
		}
		for range poisson(r, rate/7) {
			out = append(out, Reported{day, day.Add(int(r.ExpFloat64() * m))})
		}
	}
	return out
}

func poisson(r *rand.Rand, mean float64) int {
	n, p, limit := 0, r.Float64(), math.Exp(-mean)
	for p > limit {
		n++
		p *= r.Float64()
	}
	return n
}
