package sitrepdb_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/db/dbtest"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/org/orgdb"
	"headroom/internal/sitrep"
	"headroom/internal/sitrep/sitrepdb"
)

// history is a made-up past, kept beside the store in the simplest form, to work the same figures out from.
type history struct {
	t      *testing.T
	d      *db.DB
	orgs   *orgdb.Store
	s      *sitrepdb.Store
	clock  time.Time
	arrive []arrival
	moves  []move
}

type arrival struct {
	org   org.Code
	day   civil.Date
	known time.Time
	flu   float64
}

type move struct {
	org   org.Code
	to    org.Code
	from  civil.Date
	known time.Time
}

var members = []org.Code{"Z-A", "Z-B", "Z-C", "Z-D", "Z-E", "Z-F"}

// past makes a store with random editions and moves between two regions.
func past(t *testing.T, d *db.DB, seed uint64) *history {
	rng := rand.New(rand.NewPCG(seed, 1))
	h := &history{t: t, d: d, orgs: orgdb.New(d), clock: civil.MustDate("2022-12-01").At(600)}
	d.Clock = func() time.Time { return h.clock }
	h.s = sitrepdb.New(d, h.orgs)
	h.orgs.WhenResettled(h.s.Resettle)
	if err := h.orgs.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	for n := range 30 {
		h.clock = h.clock.Add(time.Duration(1+rng.IntN(20)) * time.Hour)
		if n > 3 && rng.IntN(4) == 0 {
			h.move(members[rng.IntN(len(members))], []org.Code{"Y56", "Y58"}[rng.IntN(2)], civil.MustDate("2022-11-25").Add(rng.IntN(20)))
			if rng.IntN(2) == 0 {
				if _, err := h.s.AddUp(t.Context(), nil); err != nil {
					t.Fatal(err)
				}
			}
			continue
		}
		h.publish(n, rng)
	}
	return h
}

func (h *history) publish(n int, rng *rand.Rand) {
	b := &sitrep.Batch{Source: sitrep.Source{File: fmt.Sprint(n, ".csv"), SHA256: fmt.Sprint(n), Format: "flu", Known: h.clock}}
	for day := civil.MustDate("2022-12-01"); day.Before(civil.MustDate("2022-12-06")); day = day.Add(1) {
		for _, c := range members {
			if n > 0 && rng.IntN(3) > 0 { // the first file lists everybody, in London
				continue
			}
			v := float64(rng.IntN(5))
			b.Sightings = append(b.Sightings, org.Sighting{Code: c, Name: string(c), RegionLabel: "London", Source: "test", Seen: civil.Range{From: day, To: day.Add(1)}})
			b.Drafts = append(b.Drafts, sitrep.Draft{Form: sitrep.FluPublished, Org: c, Day: day,
				Items: []sitrep.Item{{Measure: "flu_ga", Value: measure.Of(v)}, {Measure: "flu_cc", Value: measure.Of(v + 1)}}})
			h.arrive = append(h.arrive, arrival{c, day, h.clock, v})
		}
	}
	if _, err := h.s.Import(h.t.Context(), b, "test", nil); err != nil {
		h.t.Fatal(err)
	}
}

func (h *history) move(c, to org.Code, from civil.Date) {
	book, err := h.orgs.Book(h.t.Context(), time.Time{})
	if err != nil {
		h.t.Fatal(err)
	}
	if !book.Holds(c) {
		return
	}
	f := org.Fact{What: org.FactLink, Org: c, Tree: org.NHS, Other: to, Valid: civil.Range{From: from}}
	set := org.ChangeSet{Title: "test", Lines: []org.Change{{Line: 1, Org: c, Verb: "parent", Words: "moves", Before: book.Held([]org.Fact{f}), Facts: []org.Fact{f}}}}
	id, err := h.orgs.Propose(h.t.Context(), "test", set)
	if err == nil {
		err = h.orgs.Accept(h.t.Context(), id, "test", "test")
	}
	if err != nil {
		h.t.Fatal(err)
	}
	h.moves = append(h.moves, move{c, to, from, h.clock})
}

// under is where c hung on the day, as far as was known at asOf.
func (h *history) under(c org.Code, day civil.Date, asOf time.Time) org.Code {
	at := org.Code("Y56") // London, as the files say
	var from civil.Date   // the place that began last holds
	for _, m := range h.moves {
		if m.org == c && !m.known.After(asOf) && !day.Before(m.from) && !m.from.Before(from) {
			at, from = m.to, m.from
		}
	}
	return at
}

// want is the sum of the newest figure of each member below o, with how many gave one.
func (h *history) want(o org.Code, day civil.Date, asOf time.Time) (sum float64, n int) {
	newest := map[org.Code]float64{}
	for _, a := range h.arrive {
		if a.day == day && !a.known.After(asOf) {
			newest[a.org] = a.flu
		}
	}
	for c, v := range newest {
		if o == org.England || h.under(c, day, asOf) == o {
			sum, n = sum+v, n+1
		}
	}
	return sum, n
}

func TestReadsAgreeWithTheSimplestReckoning(t *testing.T) {
	rooms := []db.Migrations{audit.Migrations(), orgdb.Migrations(), sitrepdb.Migrations()}
	dbtest.Each(t, rooms, func(t *testing.T, d *db.DB) {
		h := past(t, d, 108)
		if len(h.moves) < 3 || len(h.arrive) < 100 {
			t.Fatalf("the past is too dull: %d moves, %d arrivals", len(h.moves), len(h.arrive))
		}
		instants := []time.Time{h.clock}
		for _, m := range h.moves {
			instants = append(instants, m.known.Add(-time.Second), m.known)
		}
		for i := 0; i < len(h.arrive); i += 17 {
			instants = append(instants, h.arrive[i].known)
		}
		for _, asOf := range instants {
			for _, o := range []org.Code{"ENG", "Y56", "Y58"} {
				h.compare(o, asOf)
			}
		}
	})
}

func (h *history) compare(o org.Code, asOf time.Time) {
	h.t.Helper()
	many, err := h.s.Many(h.t.Context(), sitrep.Asked{Org: o, AsOf: asOf}, []measure.Code{"flu_cc", "flu_ga"})
	if err != nil {
		h.t.Fatal(err)
	}
	got := map[civil.Date]sitrep.Point{}
	for _, p := range many[1].Points {
		got[p.Day] = p
	}
	for day := civil.MustDate("2022-12-01"); day.Before(civil.MustDate("2022-12-06")); day = day.Add(1) {
		sum, n := h.want(o, day, asOf)
		p := got[day]
		if p.Given != n || n > 0 && p.Value.Amount() != sum {
			h.t.Errorf("%s on %s as of %s: %v of %d, want %v of %d", o, day, asOf.Format(time.DateTime), p.Value, p.Given, sum, n)
		}
		across, err := h.s.Across(h.t.Context(), sitrep.Across{Measure: "flu_ga", Day: day, Orgs: []org.Code{o, "Z-A"}, AsOf: asOf})
		if err != nil {
			h.t.Fatal(err)
		}
		if x := across[o]; x.Given != p.Given || x.Value != p.Value || x.Due != p.Due {
			h.t.Errorf("%s on %s as of %s: across says %+v, the series %+v", o, day, asOf.Format(time.DateTime), x, p)
		}
	}
}

// A sum is never read on a tree that was given up, before or after the sums are made anew, and Verify finds it so.
func TestSumsFollowTheTree(t *testing.T) {
	dbtest.Each(t, []db.Migrations{audit.Migrations(), orgdb.Migrations(), sitrepdb.Migrations()}, func(t *testing.T, d *db.DB) {
		h := past(t, d, 51)
		h.compare("Y58", h.clock)
		if _, err := h.s.AddUp(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		h.compare("Y58", h.clock)
		before, err := h.s.Stamp(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		h.clock = h.clock.Add(time.Hour)
		h.move("Z-A", "Y60", civil.MustDate("2022-12-02"))
		after, err := h.s.Stamp(t.Context())
		if err != nil || after == before {
			t.Errorf("the stamp is still %d, %v", after, err)
		}
		if n, err := h.s.AddUp(t.Context(), nil); err != nil || n == 0 {
			t.Errorf("%d days added up, %v", n, err)
		}
		var v sitrepdb.Verified
		err = d.Read(t.Context(), func(tx *db.Tx) (err error) {
			v, err = h.s.Verify(t.Context(), tx, nil)
			return err
		})
		h.compare("Y60", h.clock)
		if err != nil || len(v.Problems) > 0 {
			t.Errorf("%v %v", v.Problems, err)
		}
	})
}

// The totals of those with a mark are a part of the whole, on every day and as of every instant (R9).
func TestOnlyThoseWithTheMark(t *testing.T) {
	dbtest.Each(t, []db.Migrations{audit.Migrations(), orgdb.Migrations(), sitrepdb.Migrations()}, func(t *testing.T, d *db.DB) {
		h := past(t, d, 5)
		marked := []org.Code{"Z-A", "Z-C"}
		set := org.ChangeSet{Title: "marks"}
		book, err := h.orgs.Book(t.Context(), time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range marked {
			facts := []org.Fact{{What: org.FactMark, Org: c, Text: org.MarkType1, Valid: civil.Range{From: civil.MustDate("2020-01-01")}}}
			set.Lines = append(set.Lines, org.Change{Line: i + 1, Org: c, Verb: "mark", Words: "type 1", Before: book.Held(facts), Facts: facts})
		}
		id, err := h.orgs.Propose(t.Context(), "test", set)
		if err == nil {
			err = h.orgs.Accept(t.Context(), id, "test", "test")
		}
		if err != nil {
			t.Fatal(err)
		}
		s, err := h.s.Series(t.Context(), sitrep.Asked{Org: "ENG", Measure: "flu_ga", Only: org.MarkType1})
		if err != nil || len(s.Points) == 0 {
			t.Fatal(len(s.Points), err)
		}
		for _, p := range s.Points {
			newest := map[org.Code]float64{}
			for _, a := range h.arrive {
				if a.day == p.Day && (a.org == "Z-A" || a.org == "Z-C") {
					newest[a.org] = a.flu
				}
			}
			sum := 0.0
			for _, v := range newest {
				sum += v
			}
			if p.Given != len(newest) || p.Value.Amount() != sum {
				t.Errorf("%s: %v of %d, want %v of %d", p.Day, p.Value, p.Given, sum, len(newest))
			}
		}
	})
}
