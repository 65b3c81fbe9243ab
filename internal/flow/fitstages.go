package flow

import (
	"math"

	"headroom/internal/simulate"
)

// body is how stays go at a trust, before it is put into the shape of a site.
type body struct {
	stages  []simulate.Stage
	ready   float64                   // chance per full working day that a ready one leaves
	hub     [simulate.Streams]float64 // chance per full working day of passing the process
	other   float64                   // chance per day of leaving a queue otherwise
	process [simulate.Streams]float64 // in the process now
	waiting [simulate.Streams]float64 // in the queues now
	flow    [simulate.Streams]float64 // who begin the process a day
	admit   float64                   // admissions a day
	now     []float64                 // in the stages and the ready pool now, where stays say so
}

// paces are the hazards that bands of stays are put together from: from a night or two to two months.
var paces = [...]float64{.55, .30, .16, .08, .04, .018}

// usual is England's mixture of the paces as a start, which weak evidence stays near to.
var usual = [...]float64{.36, .25, .17, .11, .075, .035}

// newBody is what can be said before stages are fitted: flows, and who is in process and queue.
func (f *fitting) newBody(v *view) *body {
	b := &body{ready: f.d.Value("ready.hazard"), other: f.d.Value("wait.other"), admit: meanOf(v.mean) / v.nights}
	support := v.shares[1] + v.shares[2] + v.shares[3]
	pool := b.admit * v.shares[0] * (1 - b.ready) / b.ready
	pool = min(pool, .4*v.remaining)
	held := v.remaining - pool
	for p := range simulate.Streams {
		n := [...]string{"1", "2", "3"}[p]
		b.flow[p] = b.admit * v.shares[p+1]
		// Who waits splits by what is known of pathways nationally, bent by how the trust's own pathways differ.
		bentBy := v.shares[p+1] / support / (f.d.Value("share.p"+n) / (1 - f.d.Value("share.p0")))
		b.waiting[p] = f.d.Value("capacity.p"+n) * bentBy
		b.process[p] = f.d.Value("process.p"+n) * bentBy
	}
	scale(&b.waiting, held*v.capacity)
	scale(&b.process, held*(1-v.capacity))
	return b
}

// scale makes the parts sum to a total.
func scale(x *[simulate.Streams]float64, total float64) {
	sum := 0.0
	for _, y := range x {
		sum += y
	}
	for p := range x {
		if sum > 0 {
			x[p] *= total / sum
		}
	}
}

// fromBands fits the mixture of paces to the bands of stays, the beds and the admissions, by least squares with weights of
// zero or more. The need of support rises with the length of a stay; queue and process lengthen the stays of those who
// need it, and that is in the bands too.
func (f *fitting) fromBands(v *view, b *body) {
	slope := f.d.Value("complex.slope")
	mix := usual
	beds := meanOf(v.mean)
	for range 6 {
		complexes := needs(mix[:], paces[:], slope, 1-v.shares[0])
		var rows [5][len(paces)]float64
		for k := range paces {
			rows[0][k] = 1
			for nights, x := range b.curve(paces[k], complexes[k]) {
				rows[1][k] += x
				for i, band := range [...]int{7, 14, 21} {
					if nights+1 >= band {
						rows[2+i][k] += x
					}
				}
			}
		}
		want := [5]float64{beds / v.nights, beds, v.bands[0] * beds, v.bands[1] * beds, v.bands[2] * beds}
		hold := 5.0
		tolerance := [5]float64{.01 * b.admit, .01 * beds, .01 * beds, .01 * beds, .01 * beds}
		if v.tier == SitrepOnly { // admissions are England's mean stay: the trust's own long stays know better
			tolerance[0], hold = .08*b.admit, 1
		}
		x := nonNegative(rows, want, tolerance, b.admit, hold)
		sum := 0.0
		for _, y := range x {
			sum += y
		}
		if v.tier == SitrepOnly {
			b.admit = sum
			for p := range b.flow {
				b.flow[p] = sum * v.shares[p+1]
			}
		}
		for k := range mix {
			mix[k] = x[k] / sum
		}
	}
	complexes := needs(mix[:], paces[:], slope, 1-v.shares[0])
	split := splitOf(v.shares)
	total := 0.0
	for k, h := range paces {
		if mix[k] >= .004 {
			b.stages = append(b.stages, simulate.Stage{Hazard: h, Mix: mix[k], Complex: complexes[k], Split: split})
			total += mix[k]
		}
	}
	for k := range b.stages {
		b.stages[k].Mix /= total
	}
}

// splitOf is the streams' shares of those who need support, from the shares of the four pathways.
func splitOf(shares [4]float64) (split [simulate.Streams]float64) {
	for p := range split {
		split[p] = shares[p+1] / (shares[1] + shares[2] + shares[3])
	}
	return split
}

// needs is the share of each stage's leavers who need support: it rises with the mean stay to the power slope, and the
// mixture's whole is the given share.
func needs(mix, hazards []float64, slope, share float64) []float64 {
	out := make([]float64, len(mix))
	at := func(a float64) float64 {
		sum := 0.0
		for k, h := range hazards {
			out[k] = min(.95, a*math.Pow(h, -slope))
			sum += mix[k] * out[k]
		}
		return sum
	}
	lo, hi := 0.0, 10.0
	for range 60 {
		if mid := (lo + hi) / 2; at(mid) < share {
			lo = mid
		} else {
			hi = mid
		}
	}
	at(hi)
	return out
}

// curve is the chance that one who entered the stage is still in a bed after 1, 2, 3 … nights, by the mean week: in the
// stage, ready, in the process or waiting, whose lengths follow from who is in them (Little's law).
func (b *body) curve(hazard, complexShare float64) []float64 {
	const nights = 240
	out := make([]float64, 0, nights)
	stage, ready := 1.0, 0.0
	var process, queue, pass, start [simulate.Streams]float64
	flows := b.flow[0] + b.flow[1] + b.flow[2]
	for p := range pass {
		pass[p] = b.flow[p] / (b.flow[p] + b.process[p] + 1e-9)
		start[p] = b.flow[p] / (b.flow[p] + b.waiting[p] + 1e-9)
	}
	for len(out) < nights {
		sum := stage + ready
		for p := range pass {
			sum += process[p] + queue[p]
		}
		out = append(out, sum)
		x := stage * hazard
		stage -= x
		ready = (ready + x*(1-complexShare)) * (1 - b.ready)
		for p := range pass {
			process[p] += x * complexShare * b.flow[p] / flows
			y := process[p] * pass[p]
			process[p] -= y
			queue[p] = (queue[p] + y) * (1 - start[p])
		}
	}
	return out
}

// nonNegative is least squares with weights of zero or more, by coordinate descent. It is held to the usual mixture: a share
// may be off by hold times a quarter of itself and a bit at the price of one tolerance.
func nonNegative(rows [5][len(paces)]float64, want, tolerance [5]float64, admit, hold float64) [len(paces)]float64 {
	var x [len(paces)]float64
	for k := range x {
		x[k] = usual[k] * admit
	}
	for range 3000 {
		for k := range x {
			weak := 1 / sq(admit*(usual[k]*.25+.02)*hold)
			num, den := weak*usual[k]*admit, weak
			for i := range rows {
				rest := want[i]
				for j := range x {
					if j != k {
						rest -= rows[i][j] * x[j]
					}
				}
				w := 1 / sq(tolerance[i])
				num += w * rows[i][k] * rest
				den += w * sq(rows[i][k])
			}
			x[k] = max(0, num/den)
		}
	}
	return x
}
