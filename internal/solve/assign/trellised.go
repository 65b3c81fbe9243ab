package assign

// trellised is a family of pools at one place whose users are priced one by one, by day and kind, instead of by the nights
// they use: what the best users that fit together would pay is what it is worth.
type trellised struct {
	t     *trellis
	price []float64 // by day, then kind
	count []float64 // of the best users, by day, then kind
	worth float64
}

func (z *trellised) solve() { z.worth = z.t.solve(z.price, z.count) }

// priceStays sets what every stay costs at every place and day.
func (w *packing) priceStays() {
	c := w.c
	days, places := c.p.Days, c.p.Places
	for k, uses := range c.uses {
		for q := range places {
			for day := range days {
				sum := 0.0
				for _, u := range uses {
					at := (u.family*places+q)*c.p.Nights + day
					for x, a := range u.amount[:min(len(u.amount), c.p.Nights-day)] {
						sum += a * w.p.cell[at+x]
					}
				}
				w.stay[(k*places+q)*days+day] = sum
			}
		}
		for _, z := range w.pools {
			if kind := z.t.kindOf[k]; kind != None {
				at := (k*places + z.t.place) * days
				for day := range days {
					w.stay[at+day] += z.price[day*len(z.t.kinds)+int(kind)]
				}
			}
		}
	}
}

// stayPrice is what job i's stay from slot s costs.
func (w *packing) stayPrice(i, s int32) float64 {
	c := w.c
	return w.stay[(int(c.stay[i])*c.p.Places+int(c.place[s]))*c.p.Days+int(c.day[s])]
}

// trellis turns priced nights into users priced one by one, where that can be: the bound is never lower for it. Graphs have
// no more nodes together than what can be gone through some hundred times within the work there is.
func (w *packing) trellis(work int64) {
	c := w.c
	most := int(min(mostNodes, work/60))
	for f := range c.p.Pools {
		for q := range c.p.Places {
			t := c.newTrellis(f, q, most)
			if t == nil {
				continue
			}
			most -= t.built
			w.work += 14 * int64(t.built)
			z := trellised{t: t, price: make([]float64, c.p.Days*len(t.kinds)), count: make([]float64, c.p.Days*len(t.kinds))}
			cell := w.p.cell[(f*c.p.Places+q)*c.p.Nights:][:c.p.Nights]
			for day := range c.p.Days {
				for k, amount := range t.kinds {
					for x, a := range amount[:min(len(amount), c.p.Nights-day)] {
						z.price[day*len(t.kinds)+k] += a * cell[x+day]
					}
				}
			}
			clear(cell)
			w.pools = append(w.pools, z)
		}
	}
	w.priceStays()
}
