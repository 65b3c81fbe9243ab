package assign

import "math"

// prices are those of the relaxed limits: of a whole slot (its minutes), of one unit of a pool's cell, of one opening in a
// row.
type prices struct {
	slot, cell, row []float64
}

func newPrices(c *compiled) *prices {
	x := make([]float64, c.m+len(c.cell)+len(c.row))
	return viewPrices(c, x)
}

func viewPrices(c *compiled, x []float64) *prices {
	n := c.m + len(c.cell)
	return &prices{x[:c.m:c.m], x[c.m:n:n], x[n:]}
}

func (p *prices) copyFrom(q *prices) {
	copy(p.slot, q.slot)
	copy(p.cell, q.cell)
	copy(p.row, q.row)
}

// rows is what opening slot s costs at the prices of its rows.
func (p *prices) rows(c *compiled, s int32) float64 {
	sum := 0.0
	if !c.open0[s] {
		for _, r := range c.rows[s] {
			sum += p.row[r]
		}
	}
	return sum
}

// dual evaluates the Lagrangian: with minutes, pools and rows priced instead of limited, every job takes its cheapest
// option by itself, every slot opens if its minutes are worth more than its rows, and the sum is a lower bound of every
// plan's cost, whatever the prices (none below 0).
type dual struct {
	c       *compiled
	workers int
	jobs    []int32 // those looked at, in compiled order: all of them, or a sample
	scale   float64 // the part of the capacities that the sample has
	chunks  []int   // bounds of runs of jobs, whole classes each
	work    int64

	stay   []float32 // price of a stay: (stay*places+place)*days+day
	choice []int32   // by place in jobs
	value  []float64
	load   []float64 // demand at the last evaluation: shares by slot,
	cell   []float64 // and uses
}

func newDual(c *compiled, workers int, jobs []int32) *dual {
	d := &dual{c: c, workers: workers, jobs: jobs, scale: float64(len(jobs)) / math.Max(1, float64(c.n))}
	d.stay = make([]float32, len(c.uses)*c.p.Places*c.p.Days)
	d.choice, d.value = make([]int32, len(jobs)), make([]float64, len(jobs))
	d.load, d.cell = make([]float64, c.m), make([]float64, len(c.cell))
	const pieces = 64
	d.chunks = append(d.chunks, 0)
	for x := 1; x < len(jobs); x++ {
		if c.class[jobs[x]] != c.class[jobs[x-1]] && x-d.chunks[len(d.chunks)-1] > len(jobs)/pieces {
			d.chunks = append(d.chunks, x)
		}
	}
	d.chunks = append(d.chunks, len(jobs))
	return d
}

func everyJob(c *compiled) []int32 {
	jobs := make([]int32, c.n)
	for i := range jobs {
		jobs[i] = int32(i)
	}
	return jobs
}

// priceStays sets the price of every stay at every place and day.
func (d *dual) priceStays(p *prices) {
	c := d.c
	for k, uses := range c.uses {
		for q := range c.p.Places {
			for day := range c.p.Days {
				sum := 0.0
				for _, u := range uses {
					at := (u.family*c.p.Places+q)*c.p.Nights + day
					for x, a := range u.amount[:min(len(u.amount), c.p.Nights-day)] {
						sum += a * p.cell[at+x]
					}
				}
				d.stay[(k*c.p.Places+q)*c.p.Days+day] = float32(sum)
			}
		}
	}
}

// stayPrice is what job i's stay from slot s costs at the last prices.
func (d *dual) stayPrice(i, s int32) float64 {
	c := d.c
	return float64(d.stay[(int(c.stay[i])*c.p.Places+int(c.place[s]))*c.p.Days+int(c.day[s])])
}

// reduced is the cost of job i in slot s with all that it uses at prices.
func (d *dual) reduced(p *prices, i, s int32, cost float64) float64 {
	if s == None {
		return cost
	}
	c := d.c
	return cost + p.slot[s]*float64(c.share[int(i)*c.lengths+int(c.length[s])]) + d.stayPrice(i, s)
}

// eval is the bound at prices. It leaves each job's choice and value, and the demand for every limit.
func (d *dual) eval(p *prices) float64 {
	d.priceStays(p)
	works := make([]int64, len(d.chunks)-1)
	spread(d.workers, len(works), func(k int) {
		var z dualScratch
		works[k] = z.scan(d, p, d.chunks[k], d.chunks[k+1])
	})
	for _, w := range works {
		d.work += w
	}
	d.demand()
	sum := 0.0
	for _, v := range d.value {
		sum += v
	}
	return sum - d.scale*d.c.priced(p) + d.c.base*d.scale
}

// priced is what all limits are worth at prices.
func (c *compiled) priced(p *prices) float64 {
	sum := 0.0
	for s := range p.slot {
		if v := p.slot[s]*c.left[s] - p.rows(c, int32(s)); v > 0 {
			sum += v
		}
	}
	for k, v := range p.cell {
		sum += v * c.cell[k]
	}
	for k, v := range p.row {
		sum += v * c.row[k]
	}
	return sum
}

// demand adds up what the choices use, in the order of the jobs.
func (d *dual) demand() {
	c := d.c
	clear(d.load)
	clear(d.cell)
	for x, s := range d.choice {
		if s == None {
			continue
		}
		i := d.jobs[x]
		d.load[s] += float64(c.share[int(i)*c.lengths+int(c.length[s])])
		if len(c.uses[c.stay[i]]) > 0 {
			c.each(c.stay[i], s, func(cell int, amount float64) { d.cell[cell] += amount })
		}
	}
}

// dualScratch holds a class's cheapest slots: of those on one day at one place with one length and one extra cost, only
// the cheapest can be chosen.
type dualScratch struct {
	day, length []int32
	slot        []int32
	price       []float32
	extra, add  []float32
}

func (z *dualScratch) scan(d *dual, p *prices, a, b int) int64 {
	c := d.c
	work := int64(0)
	for a < b {
		k := c.class[d.jobs[a]]
		z.gather(c, p, k)
		for a < b && c.class[d.jobs[a]] == k {
			stay := c.stay[d.jobs[a]]
			z.addStay(d, stay)
			for ; a < b && c.class[d.jobs[a]] == k && c.stay[d.jobs[a]] == stay; a++ {
				d.choice[a], d.value[a] = z.cheapest(d, p, d.jobs[a])
				work += int64(len(z.slot))*2/3 + 4
			}
		}
	}
	return work
}

func (z *dualScratch) gather(c *compiled, p *prices, k int32) {
	z.day, z.length, z.slot, z.price, z.extra = z.day[:0], z.length[:0], z.slot[:0], z.price[:0], z.extra[:0]
	from := 0
next:
	for x := c.first[k]; x < c.first[k+1]; x++ {
		s := c.slot[x]
		v := float32(p.slot[s])
		if n := len(z.slot); n > from && (z.day[from] != c.day[s] || c.place[z.slot[from]] != c.place[s]) {
			from = n
		}
		for y := from; y < len(z.slot); y++ {
			if z.length[y] == c.length[s] && z.extra[y] == c.extra[x] {
				if v < z.price[y] {
					z.price[y], z.slot[y] = v, s
				}
				continue next
			}
		}
		z.day, z.length, z.slot = append(z.day, c.day[s]), append(z.length, c.length[s]), append(z.slot, s)
		z.price, z.extra = append(z.price, v), append(z.extra, c.extra[x])
	}
}

func (z *dualScratch) addStay(d *dual, stay int32) {
	c := d.c
	z.add = append(z.add[:0], z.extra...)
	if len(c.uses[stay]) == 0 {
		return
	}
	for x, s := range z.slot {
		z.add[x] += d.stay[(int(stay)*c.p.Places+int(c.place[s]))*c.p.Days+int(c.day[s])]
	}
}

// cheapest is a job's cheapest option at prices and its cost with them.
func (z *dualScratch) cheapest(d *dual, p *prices, i int32) (int32, float64) {
	c := d.c
	cost := c.cost[i]
	share := c.share[int(i)*c.lengths : (int(i)+1)*c.lengths]
	best, at := float32(math.MaxFloat32), -1
	day, length, price, add := z.day, z.length[:len(z.day)], z.price[:len(z.day)], z.add[:len(z.day)]
	for x := range day { // a share of +Inf makes v +Inf or, at no price, not a number: neither is below best
		if v := cost[day[x]] + share[length[x]]*price[x] + add[x]; v < best {
			best, at = v, x
		}
	}
	value, slot := c.out[i], None
	if at >= 0 {
		// The bound must not rise by rounding: the sum of four float32 is off by less than this.
		if v := (float64(best) + float64(c.move[i])) - math.Abs(float64(best))*4e-7; v < value {
			value, slot = v, z.slot[at]
		}
	}
	if s := c.held[i]; s != None {
		if v := d.reduced(p, i, s, c.stays[i]); v <= value {
			value, slot = v, s
		}
	}
	return slot, value
}
