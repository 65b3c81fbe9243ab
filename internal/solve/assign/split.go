package assign

// split gives every part of the search a state of its own for one round. Slots and jobs belong to one part each and are
// shared with the whole; of what is left in pools and rows, each stretch of a place's days is lent to one part, another one
// in the next round, and what a part uses already stays its own. So parts need not wait for one another, and what each does
// is the same for any number of workers.
type split struct {
	whole *state
	parts []*state
	jobs  [][]int32 // by part
	slots [][]int32
}

func newSplit(st *state) *split {
	c := st.c
	w := &split{whole: st, jobs: make([][]int32, c.parts), slots: make([][]int32, c.parts)}
	for i, k := range c.part {
		w.jobs[k] = append(w.jobs[k], int32(i))
	}
	for s, k := range c.slotPart {
		if !c.closed[s] {
			w.slots[k] = append(w.slots[k], int32(s))
		}
	}
	for range c.parts {
		part := *st
		part.cell, part.row = make([]float64, len(c.cell)), make([]float64, len(c.row))
		w.parts = append(w.parts, &part)
	}
	return w
}

// round lends what is left, lets every part work, and takes it back. It returns the work done.
func (w *split) round(workers int, number uint64, f func(part int, st *state) int64) int64 {
	c := w.whole.c
	const stretch = 28 // days
	n := uint64(c.parts)
	lent := make([][]float64, c.parts)
	for k, st := range w.parts {
		clear(st.cell)
		clear(st.row)
		lent[k] = make([]float64, 0, len(c.cell)+len(c.row))
	}
	for k, left := range w.whole.cell {
		block := uint64(k/c.p.Nights)*7 + uint64(k%c.p.Nights+int(number*11))/stretch
		w.parts[(number+block*5)%n].cell[k] = left
	}
	for k, left := range w.whole.row {
		w.parts[(number+uint64(k))%n].row[k] = left
	}
	for k, st := range w.parts {
		lent[k] = append(append(lent[k], st.cell...), st.row...)
	}
	works := make([]int64, c.parts)
	spread(workers, c.parts, func(k int) { works[k] = f(k, w.parts[k]) })
	total := int64(0)
	for k, st := range w.parts {
		total += works[k]
		for x := range st.cell {
			w.whole.cell[x] += st.cell[x] - lent[k][x]
		}
		for x := range st.row {
			w.whole.row[x] += st.row[x] - lent[k][len(st.cell)+x]
		}
	}
	return total
}
