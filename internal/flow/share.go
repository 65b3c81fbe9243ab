package flow

import (
	"slices"

	"headroom/internal/simulate"
)

// parts are the places that each site's queues can expect of their suppliers, by day.
type parts struct {
	days int
	by   map[int][]places // by site: days x queues
}

// sharer is one queue among those of one supplier's stream.
type sharer struct{ site, queue int }

// apportion gives the sites connected with one (by suppliers, directly or over others) their parts of the suppliers' places.
// The connected sites are played together at the middle of the wave; on every day a supplier's places fall to the queues in
// proportion to their means.
func apportion(m *simulate.Model, site, days int) (*parts, error) {
	sites := connected(m, site)
	a := newApportioner(m, sites, days)
	for d := range days {
		a.day(d)
	}
	return &a.out, nil
}

// apportioner plays the connected sites side by side.
type apportioner struct {
	m      *simulate.Model
	sites  []int
	nodes  map[int]*node
	wave   shape
	out    parts
	queues map[[2]int][]sharer // by supplier and stream
	order  [][2]int
	held   map[[2]int]float64 // places held, of suppliers that go by places
}

func newApportioner(m *simulate.Model, sites []int, days int) *apportioner {
	a := &apportioner{m: m, sites: sites, nodes: map[int]*node{}, queues: map[[2]int][]sharer{}, held: map[[2]int]float64{}}
	a.out = parts{days: days, by: map[int][]places{}}
	shapes := shapesOf(m.Common.Wave)
	a.wave = shapes[len(shapes)/2]
	for _, i := range sites {
		n := newNode(newCourse(&m.Sites[i], days), &m.Common)
		n.start()
		a.nodes[i] = n
		a.out.by[i] = make([]places, days*n.c.queues)
		for l, link := range m.Sites[i].Links {
			for p := range simulate.Streams {
				key := [2]int{link.Supplier, p}
				if _, ok := a.queues[key]; !ok {
					a.order = append(a.order, key)
					a.held[key] = float64(m.Suppliers[link.Supplier].Held[p])
				}
				a.queues[key] = append(a.queues[key], sharer{i, l*simulate.Streams + p})
			}
		}
	}
	return a
}

// day plays one day: everybody's queues before places, then the ring-fenced places, then the suppliers' in proportion.
func (a *apportioner) day(d int) {
	for _, i := range a.sites {
		a.nodes[i].flow(d, a.wave.at(d))
	}
	for _, key := range a.order {
		sharers := a.queues[key]
		rest := make([]float64, len(sharers)) // expected queues after the ring-fenced places
		total := 0.0
		for j, s := range sharers {
			n := a.nodes[s.site]
			own := noPlaces()
			own.one(startsOf(n.c.site, s.queue, d))
			rest[j] = serve(n.queue[s.queue], n.queue[s.queue]+n.qq[s.queue*n.c.queues+s.queue], &own).mean
			total += rest[j]
		}
		give, slots := a.supply(key, d)
		taken := 0.0
		for j, s := range sharers {
			n := a.nodes[s.site]
			law := noPlaces()
			law.one(startsOf(n.c.site, s.queue, d))
			share := 1 / float64(len(sharers))
			if total > 0 {
				share = rest[j] / total
			}
			law.one(give * share)
			a.out.by[s.site][d*n.c.queues+s.queue] = law
			taken += rest[j] - n.place(s.queue, &law).mean
		}
		if slots {
			free := a.m.Suppliers[key[0]].FreeHazard[key[1]]
			a.held[key] = (a.held[key] + max(0, taken)) * (1 - free)
		}
	}
}

// supply is how many of a stream a supplier can begin on day d, and whether it goes by places held.
func (a *apportioner) supply(key [2]int, d int) (float64, bool) {
	s := &a.m.Suppliers[key[0]]
	if n := s.Places[key[1]]; n > 0 {
		return max(0, float64(n)-a.held[key]), true
	}
	if d >= len(s.Starts) {
		return 0, false
	}
	return s.Starts[d][key[1]], false
}

// startsOf is the ring-fenced effort for one queue.
func startsOf(s *simulate.Site, queue, d int) float64 {
	l, p := queue/simulate.Streams, queue%simulate.Streams
	if l >= len(s.Effort.Starts) || d >= len(s.Effort.Starts[l]) {
		return 0
	}
	return s.Effort.Starts[l][d][p]
}

// connected are the sites that share suppliers with one, directly or through others, itself among them, in order.
func connected(m *simulate.Model, site int) []int {
	in := map[int]bool{site: true}
	seen := map[int]bool{}
	for todo := []int{site}; len(todo) > 0; {
		i := todo[0]
		todo = todo[1:]
		for _, l := range m.Sites[i].Links {
			if seen[l.Supplier] {
				continue
			}
			seen[l.Supplier] = true
			for j := range m.Sites {
				if in[j] || !slices.ContainsFunc(m.Sites[j].Links, func(x simulate.Link) bool { return x.Supplier == l.Supplier }) {
					continue
				}
				in[j] = true
				todo = append(todo, j)
			}
		}
	}
	var out []int
	for i := range m.Sites {
		if in[i] {
			out = append(out, i)
		}
	}
	return out
}
