package recovery

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"syscall"
	"testing"

	"headroom/internal/civil"
)

// cpu is the processor time of this process in seconds.
func cpu() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}

// mustMendGently holds a repair against what it promises whatever happened.
func mustMendGently(t *testing.T, a *Ask, was *Plan, e Event, r *Repaired) {
	t.Helper()
	if c := CheckPlan(&r.Ask, linesOf(&r.Plan)); len(c.Violations) > 0 {
		t.Errorf("%d violations, first %+v", len(c.Violations), c.Violations[0])
	}
	if n := len(r.Displaced) - len(e.Added) + len(r.Moved); n > 0 && n >= 3*len(r.Displaced) {
		t.Errorf("%d displaced, %d of them new, and %d others moved", len(r.Displaced), len(e.Added), len(r.Moved))
	}
	shut := blocksOf(r.Ask.Blocks)
	for i, x := range was.Placements {
		now, p := r.Plan.Placements[i].Session, &a.Patients[i]
		if now == x.Session {
			continue
		}
		displaced, moved := slices.Contains(r.Displaced, x.Pathway), slices.Contains(r.Moved, x.Pathway)
		if displaced == moved {
			t.Errorf("%s was on %q and is on %q: displaced %v, moved %v", x.Pathway, x.Session, now, displaced, moved)
		}
		if now == "" && !displaced && (p.Booked == x.Session || !slices.Contains(r.Waiting, x.Pathway)) {
			t.Errorf("%s lost %s, which they held and the event did not touch", x.Pathway, x.Session)
		}
		if x.Session == "" {
			t.Errorf("%s waited without a date and was given %s", x.Pathway, now)
			continue
		}
		k := slices.IndexFunc(r.Ask.Sessions, func(s Session) bool { return s.ID == x.Session })
		if s := &r.Ask.Sessions[k]; shut.shut(s) == "" && s.Date.Sub(a.From) < p.Notice {
			t.Errorf("%s was moved from %s, inside %d days of notice", x.Pathway, s.Date, p.Notice)
		}
	}
}

// anEvent is something that a day may bring.
func anEvent(r *rand.Rand, a *Ask, p *Plan) (string, Event) {
	var lists []SessionID
	for _, l := range p.Lists {
		if len(l.Pathways) > 0 && l.Closed == "" {
			lists = append(lists, l.Session)
		}
	}
	if len(lists) == 0 {
		return "nothing", Event{}
	}
	id := lists[r.IntN(len(lists))]
	s := a.Sessions[slices.IndexFunc(a.Sessions, func(s Session) bool { return s.ID == id })]
	switch r.IntN(4) {
	case 0:
		return "a list cancelled", Event{Cancelled: []SessionID{id}, Why: "no instruments"}
	case 1:
		return "a sick surgeon", Event{Blocks: []Block{{Team: s.Team, From: s.Date, To: s.Date.Add(r.IntN(21)), Rule: "sick"}}}
	case 2:
		e := Event{}
		for k := range 1 + r.IntN(3) {
			i := slices.IndexFunc(a.Patients, func(p Patient) bool { return p.Specialty == s.Specialty && p.Minutes > 0 && p.Minutes < 200 })
			if i < 0 {
				continue
			}
			x := a.Patients[i]
			x.Pathway, x.Priority, x.Prioritised, x.Clock, x.Booked, x.Firm = Pathway(fmt.Sprintf("NEW%d", k)), P2, a.From, a.From, "", false
			x.Pinned, x.Postponed, x.OnHold, x.Validated, x.Cancer, x.Forbidden = "", nil, false, "", nil, nil
			e.Added = append(e.Added, x)
		}
		return "a new P2", e
	}
	e := Event{}
	share := r.Float64()
	for _, l := range a.Limits {
		if d := l.Date.Sub(s.Date); l.Kind == Beds && l.Site == s.Site && d >= 0 && d < 10 {
			l.Most *= share
			e.Limits = append(e.Limits, l)
		}
	}
	return "beds closed", e
}

// TestRepairsKeepWhatTheyPromise plays every kind of event on trusts of some sixty people, to whom people have done what
// people do, and on some hundreds.
func TestRepairsKeepWhatTheyPromise(t *testing.T) {
	displaced, moved := map[string]int{}, 0
	for seed := range uint64(240) {
		r := rand.New(rand.NewPCG(seed, 13))
		a := randomAsk(seed + 20_000)
		if seed%12 == 0 {
			a = Generate(Made{Patients: 300 + r.IntN(900), Sessions: 60 + r.IntN(60), Seed: seed, From: civil.MustDate("2024-01-10").Add(r.IntN(300))})
			a.Seconds = 0.02
		}
		a, _ = Sound(a)
		p, err := Reschedule(context.Background(), a, nil)
		if err != nil {
			t.Fatal(err)
		}
		kind, e := anEvent(r, &a, &p)
		var first Repaired
		for _, workers := range []int{1, 3} {
			a.Workers = workers
			got, err := Repair(context.Background(), a, p.Placements, e)
			if err != nil {
				t.Fatalf("seed %d, %s: %v", seed, kind, err)
			}
			if workers > 1 && !slices.EqualFunc(got.Plan.Placements, first.Plan.Placements, func(x, y Placement) bool { return x.Session == y.Session }) {
				t.Errorf("another plan for another number of workers")
			}
			first = got
		}
		mustMendGently(t, &a, &p, e, &first)
		if t.Failed() {
			t.Fatalf("seed %d, %s", seed, kind)
		}
		displaced[kind] += len(first.Displaced)
		moved += len(first.Moved)
	}
	t.Logf("displaced or new: %v; %d others moved", displaced, moved)
	for _, kind := range []string{"a list cancelled", "a sick surgeon", "a new P2", "beds closed"} {
		if displaced[kind] < 20 {
			t.Errorf("only %d people were displaced by %s", displaced[kind], kind)
		}
	}
	if moved < 20 {
		t.Errorf("only %d others ever moved", moved)
	}
}
