package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"headroom/internal/solve/assign"
)

// programme is an assignment problem as one of whole numbers, as other solvers take it: minimise the cost of variables that
// are 0 or 1, every row's weights adding up to at most its height. Pairs come first, then the slots that may be opened.
//
// The overrun rule is no straight line. In its place stands a line that touches it where a slot's jobs usually lie and is
// stricter everywhere else, so that whatever a solver finds keeps the rule itself.
type programme struct {
	p    *assign.Problem
	base float64 // the cost when nobody is given a slot

	job, slot []int32 // of each pair
	cost      []float64
	low       []float64 // 1 where it cannot be otherwise
	start     []float64 // a plan to begin with

	begin, index []int32 // of each row its variables: index[begin[r]:begin[r+1]]
	weight       []float64
	high         []float64

	open []int32     // of each slot its variable, or None
	pair [][]int32   // of each slot its pairs
	load [][]float64 // and how many effective minutes each takes
}

// programmeOf writes a problem out. A pair that costs more than being given no slot is left out: no best plan has one.
func programmeOf(p *assign.Problem, start []int32) *programme {
	g := &programme{p: p, open: make([]int32, len(p.Slots)), pair: make([][]int32, len(p.Slots)),
		load: make([][]float64, len(p.Slots)), begin: []int32{0}}
	of := make([][]int32, len(p.Jobs))
	for j := range p.Jobs {
		of[j] = g.pairs(int32(j))
	}
	g.openings()
	for _, vars := range of {
		g.row(vars, ones(len(vars)), 1, assign.None)
	}
	for s := range p.Slots {
		if len(g.pair[s]) > 0 {
			g.load[s] = g.effective(g.pair[s], p.Lengths[p.Slots[s].Length])
			g.row(g.pair[s], g.load[s], g.room(s), g.open[s])
		}
	}
	g.pools()
	g.begins(start)
	return g
}

// pairs makes the variables of one job, each at what it costs over being given no slot.
func (g *programme) pairs(j int32) []int32 {
	b := &g.p.Jobs[j]
	none := g.p.Cost(int(j), assign.None)
	g.base += none
	stays := b.Fixed && b.Held != assign.None && !g.p.Slots[b.Held].Closed
	var vars []int32
	add := func(s int32) {
		cost := g.p.Cost(int(j), s)
		if !stays && cost >= none || stays && s != b.Held {
			return
		}
		low := 0.0
		if stays {
			low = 1
		}
		v := int32(len(g.cost))
		g.job, g.slot, g.cost, g.low = append(g.job, j), append(g.slot, s), append(g.cost, cost-none), append(g.low, low)
		g.pair[s] = append(g.pair[s], v)
		vars = append(vars, v)
	}
	held := b.Held != assign.None
	for _, s := range g.p.Classes[b.Class].Slots {
		held = held && s != b.Held
		add(s)
	}
	if held { // what is held may be kept, though its class could not be given it now
		add(b.Held)
	}
	return vars
}

// openings makes a variable for each slot that counts in a row, and those rows.
func (g *programme) openings() {
	in := make([][]int32, len(g.p.Rows))
	for s := range g.p.Slots {
		g.open[s] = assign.None
		if len(g.p.Slots[s].Rows) == 0 || len(g.pair[s]) == 0 {
			continue
		}
		y, low := int32(len(g.cost)), 0.0
		for _, v := range g.pair[s] {
			low = max(low, g.low[v])
		}
		g.open[s], g.cost, g.low = y, append(g.cost, 0), append(g.low, low)
		for _, r := range g.p.Slots[s].Rows {
			in[r] = append(in[r], y)
		}
	}
	for r, vars := range in {
		g.row(vars, ones(len(vars)), float64(g.p.Rows[r]), assign.None)
	}
}

// row adds a row, unless nothing can pass its height. What is fixed may stay where it passes it alone. An opening takes the
// whole height away while its slot is shut.
func (g *programme) row(vars []int32, weight []float64, high float64, opening int32) {
	all, fixed := 0.0, 0.0
	for k, v := range vars {
		all, fixed = all+weight[k], fixed+weight[k]*g.low[v]
	}
	if high = max(high, fixed); all <= high && opening == assign.None {
		return
	}
	g.index, g.weight = append(g.index, vars...), append(g.weight, weight...)
	if opening != assign.None {
		g.index, g.weight, high = append(g.index, opening), append(g.weight, -min(high, all)), 0
	}
	g.begin, g.high = append(g.begin, int32(len(g.index))), append(g.high, high)
}

func ones(n int) []float64 {
	out := make([]float64, n)
	for k := range out {
		out[k] = 1
	}
	return out
}

// room is how many minutes a slot has with its grace.
func (g *programme) room(s int) float64 { return g.p.Lengths[g.p.Slots[s].Length] + g.p.Overrun.Grace }

// effective are minutes that take uncertainty into account: a straight line in mean and variance that touches the overrun
// rule at the usual ratio of the two among these pairs. Since the rule's own measure is concave in the ratio, the line lies
// above it.
func (g *programme) effective(vars []int32, length float64) []float64 {
	mean, variance := 0.0, 0.0
	for _, v := range vars {
		mean, variance = mean+g.p.Jobs[g.job[v]].Mean, variance+g.p.Jobs[g.job[v]].Variance
	}
	ratio := variance / mean
	h := ratio/100 + 1e-6
	at, before, after := 1/g.fill(length, ratio), 1/g.fill(length, ratio-h/2), 1/g.fill(length, ratio+h/2)
	slope := (after - before) / h
	room := (length + g.p.Overrun.Grace) * (1 + 1e-6)
	out := make([]float64, len(vars))
	for k, v := range vars {
		b := &g.p.Jobs[g.job[v]]
		out[k] = room * ((at-slope*ratio)*b.Mean + slope*b.Variance)
	}
	return out
}

// fill is the largest mean that fits into a length at a ratio of variance to mean.
func (g *programme) fill(length, ratio float64) float64 {
	low, high := 0.0, length+g.p.Overrun.Grace
	for range 60 {
		if m := (low + high) / 2; g.p.Overrun.Fits(length, m, max(ratio, 0)*m) {
			low = m
		} else {
			high = m
		}
	}
	return low
}

// pools makes the rows of what is used at each place on each day.
func (g *programme) pools() {
	for f, pool := range g.p.Pools {
		vars, weight := make([][]int32, len(pool.Cap)), make([][]float64, len(pool.Cap))
		for v, j := range g.job {
			s := &g.p.Slots[g.slot[v]]
			if uses := g.p.Stays[g.p.Jobs[j].Stay].Uses; f < len(uses) {
				for night, u := range uses[f] {
					if d := int(s.Day) + night; u > 0 && d < g.p.Nights {
						k := int(s.Place)*g.p.Nights + d
						vars[k], weight[k] = append(vars[k], int32(v)), append(weight[k], float64(u))
					}
				}
			}
		}
		for k := range vars {
			g.row(vars[k], weight[k], float64(pool.Cap[k])+1e-5, assign.None) // as the judge lets pass
		}
	}
}

// begins takes a plan to begin with, without whoever does not fit under the stricter rule.
func (g *programme) begins(start []int32) {
	g.start = append([]float64(nil), g.low...)
	if start == nil {
		return
	}
	for s, vars := range g.pair {
		left := g.room(s)
		for k, v := range vars {
			left -= g.load[s][k] * g.low[v]
		}
		for k, v := range vars {
			if g.low[v] == 0 && start[g.job[v]] == int32(s) && g.load[s][k] <= left {
				left -= g.load[s][k]
				g.start[v] = 1
			}
			if y := g.open[s]; y != assign.None && g.start[v] == 1 {
				g.start[y] = 1
			}
		}
	}
}

// plan reads which variables are 1 as slots.
func (g *programme) plan(taken []int32) ([]int32, error) {
	out := make([]int32, len(g.p.Jobs))
	for j := range out {
		out[j] = assign.None
	}
	for _, v := range taken {
		if v < 0 || int(v) >= len(g.cost) {
			return nil, fmt.Errorf("there is no variable %d", v)
		}
		if int(v) < len(g.job) {
			out[g.job[v]] = g.slot[v]
		}
	}
	return out, nil
}

// write leaves the arrays in a folder, each a file of little-endian numbers by its name.
func (g *programme) write(dir string) error {
	for name, data := range map[string]any{"cost": g.cost, "low": g.low, "start": g.start, "begin": g.begin, "index": g.index, "weight": g.weight, "high": g.high} {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		if err := errors.Join(binary.Write(f, binary.LittleEndian, data), f.Close()); err != nil {
			return err
		}
	}
	return nil
}

// writeMPS leaves the programme in the format that every solver reads, and the plan to begin with beside it.
func (g *programme) writeMPS(file, start string) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) }
	type term struct {
		row    int
		weight float64
	}
	columns := make([][]term, len(g.cost))
	say("NAME          plan                  FREE\nROWS\n N cost\n")
	for r := range g.high {
		say(" L r%d\n", r)
		for k := g.begin[r]; k < g.begin[r+1]; k++ {
			columns[g.index[k]] = append(columns[g.index[k]], term{r, g.weight[k]})
		}
	}
	say("COLUMNS\n    MARKER                 'MARKER'                 'INTORG'\n")
	for v, terms := range columns {
		say(" x%d cost %.10g\n", v, g.cost[v])
		for _, t := range terms {
			say(" x%d r%d %.12g\n", v, t.row, t.weight)
		}
	}
	say("    MARKER                 'MARKER'                 'INTEND'\nRHS\n")
	for r, h := range g.high {
		say(" RHS r%d %.12g\n", r, h)
	}
	say("BOUNDS\n")
	for v := range g.cost {
		if g.low[v] > 0 {
			say(" FX BND x%d 1\n", v)
		} else {
			say(" UP BND x%d 1\n", v)
		}
	}
	say("ENDATA\n")
	if err := errors.Join(w.Flush(), f.Close()); err != nil {
		return err
	}
	return g.writeStart(start)
}

// writeStart leaves the plan to begin with as CBC writes one itself.
func (g *programme) writeStart(file string) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	_, _ = fmt.Fprintf(w, "Stopped on time - objective value %.8f\n", g.worth(g.start))
	for v, x := range g.start {
		if x > 0 {
			_, _ = fmt.Fprintf(w, "%7d x%d %15.8g %15.8g\n", v, v, x, g.cost[v])
		}
	}
	return errors.Join(w.Flush(), f.Close())
}

// worth is the cost of values, without the base.
func (g *programme) worth(values []float64) float64 {
	sum := 0.0
	for v, x := range values {
		if x > 0 && !math.IsInf(g.cost[v], 0) {
			sum += g.cost[v] * x
		}
	}
	return sum
}
