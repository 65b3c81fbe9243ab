package recovery

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"headroom/internal/civil"
)

// linesOf are a plan's lines as its file would hold them.
func linesOf(p *Plan) []PlanLine {
	out := make([]PlanLine, len(p.Placements))
	for i, x := range p.Placements {
		out[i] = PlanLine{Pathway: x.Pathway, Session: x.Session, Date: x.Date, Was: x.Was, Change: x.Change, Cost: x.Cost}
	}
	return out
}

// randomAsk is a small synthetic world to which people have done what people do: pinned, forbidden, held back, blocked a
// team, left limits out, booked where nothing fits.
func randomAsk(seed uint64) Ask {
	r := rand.New(rand.NewPCG(seed, 11))
	a := Generate(Made{Patients: 20 + r.IntN(40), Sessions: 6 + r.IntN(10), Seed: seed, From: civil.MustDate("2024-01-10").Add(r.IntN(300))})
	a.Seconds, a.Workers = 0.0005, 1+r.IntN(2)
	session := func() *Session { return &a.Sessions[r.IntN(len(a.Sessions))] }
	for i := range a.Patients {
		p := &a.Patients[i]
		switch r.IntN(14) {
		case 0:
			p.Pinned = session().ID
		case 1:
			p.Forbidden = []SessionID{session().ID}
			if p.Booked != "" && r.IntN(2) == 0 {
				p.Forbidden = append(p.Forbidden, p.Booked)
			}
		case 2:
			p.OnHold = r.IntN(3) == 0
		case 3:
			p.Booked, p.Firm = session().ID, r.IntN(3) == 0
		case 4:
			p.Validated = []Validation{StillWaiting, Died, Declined}[r.IntN(3)]
		case 5:
			p.Minutes = []float64{0, p.Minutes, 400}[r.IntN(3)]
		case 6:
			p.Spread = 0
		case 7:
			p.Site = ""
			p.Scope = OwnTrust
		}
	}
	if r.IntN(3) == 0 {
		s := session()
		a.Blocks = append(a.Blocks, Block{Team: s.Team, From: s.Date, To: s.Date.Add(r.IntN(20)), Rule: "WTR-10@1998"})
		half := session()
		a.Blocks = append(a.Blocks, Block{Team: half.Team, From: half.Date, To: half.Date, Session: half.ID, Rule: "WTR-24@1998"})
	}
	if r.IntN(4) == 0 {
		session().Team = ""
	}
	if r.IntN(4) == 0 {
		a.Limits = slices.DeleteFunc(a.Limits, func(l Limit) bool { return l.Kind == Beds })
	}
	if r.IntN(5) == 0 {
		a.Days = 20 + r.IntN(60)
	}
	if r.IntN(3) == 0 {
		a.Policy.Equality = true
	}
	return a
}

func TestTheCheckerFindsNothingInAThousandRandomPlans(t *testing.T) {
	kinds := map[Change]int{}
	for seed := range uint64(1000) {
		a := randomAsk(seed)
		p, err := Reschedule(context.Background(), a, nil)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for _, x := range p.Placements {
			kinds[x.Change]++
		}
		sound, _ := Sound(a)
		r := CheckPlan(&sound, linesOf(&p))
		if len(r.Violations) > 0 {
			t.Fatalf("seed %d: %d violations, first %+v", seed, len(r.Violations), r.Violations[0])
		}
		if d := r.Objective - p.Objective; d > 1e-6*p.Objective+1e-3 || d < -1e-6*p.Objective-1e-3 {
			t.Fatalf("seed %d: the plan says %v, the checker %v", seed, p.Objective, r.Objective)
		}
		if r.Scheduled != p.Scheduled || r.Unscheduled != p.Unscheduled {
			t.Fatalf("seed %d: %d and %d, the checker %d and %d", seed, p.Scheduled, p.Unscheduled, r.Scheduled, r.Unscheduled)
		}
		if p.Bound > p.Objective+1e-6 {
			t.Fatalf("seed %d: the bound %v is over the plan's %v", seed, p.Bound, p.Objective)
		}
	}
	for _, c := range []Change{Kept, Decided, New, Moved, Dropped, NoDate, Later, OffList, HeldBack, Unmeasured} {
		if kinds[c] == 0 {
			t.Errorf("no plan had a line of the kind %q: the worlds are too tame", c)
		}
	}
	t.Log(kinds)
}

// plants break a plan in one way each: they give the rule that must be found, "" where the plan offers no occasion.
var plants = map[string]func(a *Ask, lines []PlanLine, r *rand.Rand) ([]PlanLine, string){
	"missing": func(_ *Ask, l []PlanLine, r *rand.Rand) ([]PlanLine, string) {
		k := r.IntN(len(l))
		return slices.Delete(l, k, k+1), "missing"
	},
	"twice": func(_ *Ask, l []PlanLine, r *rand.Rand) ([]PlanLine, string) {
		return append(l, l[r.IntN(len(l))]), "twice"
	},
	"unknown": func(_ *Ask, l []PlanLine, r *rand.Rand) ([]PlanLine, string) {
		return append(l, PlanLine{Pathway: "nobody", Change: NoDate}), "unknown"
	},
	"session": func(_ *Ask, l []PlanLine, r *rand.Rand) ([]PlanLine, string) {
		return plantAt(l, r, func(x *PlanLine) bool { return x.Session != "" }, func(x *PlanLine) { x.Session = "no such list" }, "session")
	},
	"date": func(_ *Ask, l []PlanLine, r *rand.Rand) ([]PlanLine, string) {
		return plantAt(l, r, func(x *PlanLine) bool { return x.Session != "" }, func(x *PlanLine) { x.Date = x.Date.Add(1) }, "date")
	},
	"cost": func(_ *Ask, l []PlanLine, r *rand.Rand) ([]PlanLine, string) {
		return plantAt(l, r, func(x *PlanLine) bool { return x.Cost > 10 }, func(x *PlanLine) { x.Cost *= 0.999 }, "cost")
	},
	"change": func(_ *Ask, l []PlanLine, r *rand.Rand) ([]PlanLine, string) {
		return plantAt(l, r, func(x *PlanLine) bool { return x.Change == New }, func(x *PlanLine) { x.Change = Kept }, "change")
	},
	"out": func(a *Ask, l []PlanLine, r *rand.Rand) ([]PlanLine, string) {
		s := a.Sessions[r.IntN(len(a.Sessions))]
		return plantAt(l, r, func(x *PlanLine) bool { return x.Change == OffList || x.Change == HeldBack || x.Change == Unmeasured },
			func(x *PlanLine) { x.Session, x.Date = s.ID, s.Date }, "out")
	},
	"decided": func(a *Ask, l []PlanLine, r *rand.Rand) ([]PlanLine, string) {
		for _, k := range r.Perm(len(l)) {
			if p := patientOf(a, l[k].Pathway); l[k].Change == Decided && p != nil {
				l[k].Session, l[k].Date = "", civil.Date{}
				if p.Pinned != "" {
					return l, "pinned"
				}
				return l, "decided"
			}
		}
		return l, ""
	},
}

// plantSession puts somebody in a session that one rule alone forbids.
func plantSession(rule string, wrong func(a *Ask, p *Patient, s *Session) bool) func(*Ask, []PlanLine, *rand.Rand) ([]PlanLine, string) {
	return func(a *Ask, l []PlanLine, r *rand.Rand) ([]PlanLine, string) {
		for _, k := range r.Perm(len(l)) {
			p := patientOf(a, l[k].Pathway)
			if c := l[k].Change; p == nil || c != New && c != NoDate && c != Moved && c != Kept {
				continue
			}
			for _, n := range r.Perm(len(a.Sessions)) {
				s := &a.Sessions[n]
				if in := s.Date.Sub(a.From); s.ID != p.Booked && in >= 0 && in < a.Days && wrong(a, p, s) {
					l[k].Session, l[k].Date = s.ID, s.Date
					return l, rule
				}
			}
		}
		return l, ""
	}
}

// plantTogether moves people into one session until a shared limit must break.
func plantTogether(rule string, joins func(p *Patient, s *Session) bool, enough func(a *Ask, in []*Patient, s *Session) bool) func(*Ask, []PlanLine, *rand.Rand) ([]PlanLine, string) {
	return func(a *Ask, l []PlanLine, r *rand.Rand) ([]PlanLine, string) {
		for _, n := range r.Perm(len(a.Sessions)) {
			s := &a.Sessions[n]
			if d := s.Date.Sub(a.From); d < 0 || d >= a.Days {
				continue
			}
			var in []*Patient
			out := slices.Clone(l)
			for _, k := range r.Perm(len(l)) {
				p := patientOf(a, l[k].Pathway)
				if c := l[k].Change; p == nil || c != New && c != NoDate && c != Moved || !joins(p, s) {
					continue
				}
				out[k].Session, out[k].Date = s.ID, s.Date
				if in = append(in, p); enough(a, in, s) {
					return out, rule
				}
			}
		}
		return l, ""
	}
}

func plantAt(l []PlanLine, r *rand.Rand, fits func(*PlanLine) bool, do func(*PlanLine), rule string) ([]PlanLine, string) {
	for _, k := range r.Perm(len(l)) {
		if fits(&l[k]) {
			do(&l[k])
			return l, rule
		}
	}
	return l, ""
}

func patientOf(a *Ask, id Pathway) *Patient {
	if i := slices.IndexFunc(a.Patients, func(p Patient) bool { return p.Pathway == id }); i >= 0 {
		return &a.Patients[i]
	}
	return nil
}

// morePlants are those that need a helper.
func morePlants() map[string]func(*Ask, []PlanLine, *rand.Rand) ([]PlanLine, string) {
	return map[string]func(*Ask, []PlanLine, *rand.Rand) ([]PlanLine, string){
		"suits": plantSession("suits", func(a *Ask, p *Patient, s *Session) bool { return p.Pinned == "" && s.Specialty != p.Specialty }),
		"anaesthetist": plantSession("suits", func(a *Ask, p *Patient, s *Session) bool {
			return p.Pinned == "" && p.Anaesthetic && !s.Anaesthetist
		}),
		"closed": plantSession("closed", func(a *Ask, p *Patient, s *Session) bool { return s.Closed != "" || s.Team == "" }),
		"blocked": plantSession("closed", func(a *Ask, p *Patient, s *Session) bool {
			return slices.ContainsFunc(a.Blocks, func(b Block) bool {
				return b.Session == "" && b.Team == s.Team && !s.Date.Before(b.From) && !s.Date.After(b.To)
			})
		}),
		"blocked session": plantSession("closed", func(a *Ask, p *Patient, s *Session) bool {
			return slices.ContainsFunc(a.Blocks, func(b Block) bool { return b.Session == s.ID && b.Team == s.Team })
		}),
		"notice": plantSession("notice", func(a *Ask, p *Patient, s *Session) bool { return p.Pinned == "" && s.Date.Sub(a.From) < p.Notice }),
		"ready":  plantSession("ready", func(a *Ask, p *Patient, s *Session) bool { return p.Pinned == "" && s.Date.Before(p.Ready) }),
		"away": plantSession("away", func(a *Ask, p *Patient, s *Session) bool {
			return p.Pinned == "" && slices.ContainsFunc(p.Away, func(r civil.Range) bool { return r.Contains(s.Date) })
		}),
		"forbidden": plantSession("forbidden", func(a *Ask, p *Patient, s *Session) bool { return p.Pinned == "" && slices.Contains(p.Forbidden, s.ID) }),
		"overrun": plantTogether("overrun", func(p *Patient, s *Session) bool { return true }, func(a *Ask, in []*Patient, s *Session) bool {
			sum := 0.0
			for _, p := range in {
				sum += p.Minutes
			}
			return sum > s.Minutes+a.Policy.Overrun.Grace
		}),
		"beds": plantTogether("beds", func(p *Patient, s *Session) bool { return len(p.Nights) > 0 && p.Nights[0] == 1 }, func(a *Ask, in []*Patient, s *Session) bool {
			return slices.ContainsFunc(a.Limits, func(l Limit) bool {
				return l.Kind == Beds && l.Site == s.Site && l.Date == s.Date && float64(len(in)) > l.Most
			})
		}),
		"high-beds": plantTogether("high-beds", func(p *Patient, s *Session) bool { return len(p.HighNights) > 0 }, func(a *Ask, in []*Patient, s *Session) bool {
			return slices.ContainsFunc(a.Limits, func(l Limit) bool {
				return l.Kind == HighBeds && l.Site == s.Site && l.Date == s.Date && float64(len(in)) > l.Most
			})
		}),
		"equipment": plantTogether("equipment", func(p *Patient, s *Session) bool { return len(p.Equipment) > 0 }, func(a *Ask, in []*Patient, s *Session) bool {
			return slices.ContainsFunc(a.Limits, func(l Limit) bool {
				return l.Kind == Equipment && l.Site == s.Site && l.Date == s.Date && float64(len(in)) > l.Most
			})
		}),
	}
}

func TestTheCheckerFindsEveryPlantedViolation(t *testing.T) {
	all := morePlants()
	for name, f := range plants {
		all[name] = f
	}
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	found := map[string]int{}
	total := 0
	for seed := uint64(0); total < 1000; seed++ {
		if seed > 4000 {
			t.Fatalf("only %d plants found a place", total)
		}
		a := randomAsk(seed + 50_000)
		if seed%3 == 0 { // a world in which sets of equipment and beds are few
			for i := range a.Limits {
				a.Limits[i].Most = min(a.Limits[i].Most, 1)
			}
		}
		p, err := Reschedule(context.Background(), a, nil)
		if err != nil {
			t.Fatal(err)
		}
		sound, _ := Sound(a)
		for n := range 4 {
			name := names[(int(seed)*4+n)%len(names)]
			r := rand.New(rand.NewPCG(seed, uint64(n)))
			lines, rule := all[name](&sound, linesOf(&p), r)
			if rule == "" {
				continue
			}
			total++
			found[name]++
			got := CheckPlan(&sound, lines)
			if !slices.ContainsFunc(got.Violations, func(v Violation) bool { return v.Rule == rule }) {
				t.Fatalf("seed %d: %s was planted and %v found", seed, name, rules(got.Violations))
			}
		}
	}
	for _, name := range names {
		if found[name] == 0 {
			t.Errorf("nothing could be planted of %s: the worlds are too tame", name)
		}
	}
	t.Log(found)
}

func rules(v []Violation) string {
	out := map[string]int{}
	for _, x := range v {
		out[x.Rule]++
	}
	return fmt.Sprint(out)
}

// world is a trust of one site to place limits by hand: two lists of one team on two days.
func world(patients ...Patient) Ask {
	a := Ask{From: civil.MustDate("2024-01-10"), Days: 28, Policy: DefaultPolicy(), Seed: 1, Seconds: 0.001, Workers: 1}
	for i, day := range []int{5, 12} {
		a.Sessions = append(a.Sessions, Session{ID: SessionID(fmt.Sprintf("L%d", i+1)), Trust: "SYN-1", Site: "S1", Date: a.From.Add(day), Half: AllDay, Specialty: "110",
			Minutes: 480, Team: fmt.Sprintf("T%d", i+1), Skills: []string{"hip"}, Anaesthetist: true})
	}
	for i, p := range patients {
		if p.Pathway == "" {
			p.Pathway = Pathway(fmt.Sprintf("A%d", i+1))
		}
		if p.Trust == "" {
			p.Trust, p.Site, p.Specialty, p.Scope = "SYN-1", "S1", "110", cmpOr(p.Scope, OwnSite)
		}
		if p.Minutes == 0 {
			p.Minutes, p.Spread = 100, 20
		}
		if p.Clock.IsZero() {
			p.Clock = a.From.Add(-100)
		}
		a.Patients = append(a.Patients, p)
	}
	return a
}

func cmpOr(a, b Scope) Scope {
	if a != "" {
		return a
	}
	return b
}

func TestTwoListsOfATeamAtOneTime(t *testing.T) {
	a := world(Patient{}, Patient{})
	a.Sessions[1].Date, a.Sessions[1].Team, a.Sessions[1].Half = a.Sessions[0].Date, "T1", Morning
	p, err := Reschedule(context.Background(), a, nil)
	if err != nil {
		t.Fatal(err)
	}
	lines := linesOf(&p)
	if r := CheckPlan(&a, lines); len(r.Violations) > 0 {
		t.Fatal(r.Violations)
	}
	if lines[0].Session != lines[1].Session {
		t.Fatalf("one team was given two lists at a time: %v", lines)
	}
	lines[1].Session = "L1"
	if lines[0].Session == "L1" {
		lines[1].Session = "L2"
	}
	if r := CheckPlan(&a, lines); !slices.ContainsFunc(r.Violations, func(v Violation) bool { return v.Rule == "team" }) {
		t.Fatalf("two lists of a team at one time were not found: %v", r.Violations)
	}
}

func TestAnaesthetistsAreCountedByOpenLists(t *testing.T) {
	a := world(Patient{}, Patient{Ready: civil.MustDate("2024-01-11")})
	a.Sessions[1].Date = a.Sessions[0].Date
	a.Limits = []Limit{{Kind: Anaesthetists, Site: "S1", Date: a.Sessions[0].Date, Most: 1.9}}
	p, err := Reschedule(context.Background(), a, nil)
	if err != nil {
		t.Fatal(err)
	}
	lines := linesOf(&p)
	if lines[0].Session != lines[1].Session {
		t.Fatalf("two lists were opened with one anaesthetist: %v", lines)
	}
	lines[0].Session, lines[1].Session = "L1", "L2"
	if r := CheckPlan(&a, lines); !slices.ContainsFunc(r.Violations, func(v Violation) bool { return v.Rule == "anaesthetist" }) {
		t.Fatalf("a second list with an anaesthetist was not found: %v", r.Violations)
	}
}
