package recovery

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/sheet"
)

func TestTheSameAskGivesTheSamePlanForAnyNumberOfWorkers(t *testing.T) {
	a := Generate(Made{Patients: 900, Sessions: 100, Seed: 4, From: civil.MustDate("2024-01-10")})
	a.Seconds = 0.02
	var first Plan
	for i, workers := range []int{1, 2, 8, 1} {
		a.Workers = workers
		p, err := Reschedule(context.Background(), a, nil)
		if err != nil {
			t.Fatal(err)
		}
		p.Ask.Workers = 0
		if i == 0 {
			first = p
		} else if !reflect.DeepEqual(first, p) {
			t.Fatalf("the plan on %d workers differs", workers)
		}
	}
}

func TestAPlanThatIsEndedEarlyIsStillAPlan(t *testing.T) {
	a := Generate(Made{Patients: 400, Sessions: 50, Seed: 5, From: civil.MustDate("2024-01-10")})
	ctx, stop := context.WithCancel(context.Background())
	stop()
	p, err := Reschedule(ctx, a, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r := CheckPlan(&a, linesOf(&p)); len(r.Violations) > 0 || p.Bound <= 0 || p.Bound > p.Objective {
		t.Errorf("bound %v, cost %v, violations %v", p.Bound, p.Objective, r.Violations)
	}
}

func TestAPlanOfNobodyOrWithoutListsIsAPlan(t *testing.T) {
	for name, change := range map[string]func(*Ask){
		"nobody": func(a *Ask) { a.Patients = nil }, "no lists": func(a *Ask) { a.Sessions = nil }, "neither": func(a *Ask) { a.Patients, a.Sessions = nil, nil },
		"lists after the last day": func(a *Ask) { a.Days = 3 }, "all closed": func(a *Ask) { a.Sessions[0].Closed, a.Sessions[1].Closed = "sick", "sick" },
		"all off the list": func(a *Ask) { a.Patients[0].Validated = Died },
	} {
		a := world(Patient{})
		change(&a)
		p, err := Reschedule(context.Background(), a, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		sound, _ := Sound(a)
		if r := CheckPlan(&sound, linesOf(&p)); len(r.Violations) > 0 || p.Scheduled > 0 {
			t.Errorf("%s: %+v %v", name, p.Placements, r.Violations)
		}
	}
}

func TestADateAfterTheLastDayIsKeptUnlessItsListIsClosed(t *testing.T) {
	a := world(Patient{Booked: "L2"}, Patient{Booked: "L3", Notice: 20})
	l := a.Sessions[1]
	l.ID, l.Team, l.Closed = "L3", "T9", "sick"
	a.Sessions, a.Days = append(a.Sessions, l), 4
	p, err := Reschedule(context.Background(), a, nil)
	if err != nil {
		t.Fatal(err)
	}
	if p.Placements[0].Change != Later || p.Placements[0].Session != "L2" || p.Placements[1].Change != NoDate {
		t.Errorf("%+v", p.Placements)
	}
	if !slices.ContainsFunc(p.Notes, func(s string) bool { return strings.Contains(s, "on a list that is closed: it counts as none") }) {
		t.Errorf("%q", p.Notes)
	}
	if r := CheckPlan(&a, linesOf(&p)); len(r.Violations) > 0 {
		t.Error(r.Violations)
	}
}

func TestTheTiersAddUpToTheObjective(t *testing.T) {
	a := Generate(Made{Patients: 300, Sessions: 40, Seed: 6, From: civil.MustDate("2024-01-10")})
	a.Seconds = 0.01
	p, err := Reschedule(context.Background(), a, nil)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, x := range p.Tiers {
		sum += x.Cost
	}
	if d := sum - p.Objective; d > 1e-6*sum || d < -1e-6*sum {
		t.Errorf("the tiers cost %v, the plan %v", sum, p.Objective)
	}
	if len(p.Tiers) != 5 || p.Tiers[0].Parts[4].Before < p.Tiers[0].Parts[4].People {
		t.Errorf("%+v", p.Tiers)
	}
}

// A tier counts people, each once, and of the kind that its name says: who is moved for the first time was not postponed before.
func TestATierCountsPeopleOfItsKind(t *testing.T) {
	d := civil.MustDate
	moved := []Postponement{{On: d("2024-01-02"), For: d("2024-01-04"), By: ByProvider, Reason: "industrial action"}}
	a := world(Patient{Booked: "L1", Postponed: moved}, Patient{Booked: "L1", Postponed: moved, Minutes: 60, Spread: 10}, Patient{Booked: "L1"}, Patient{Booked: "L1", Site: "S9", Trust: "SYN-1", Specialty: "110", Scope: OwnTrust}, Patient{Postponed: moved, Minutes: 30, Spread: 5})
	a.Sessions[0].Closed = "no instruments" // all four lose it; the second list is after the 28 days of the last
	a.Sessions[1].Date = d("2024-02-05")
	p, err := Reschedule(context.Background(), a, nil)
	if err != nil {
		t.Fatal(err)
	}
	count := map[string][2]int{}
	for _, x := range p.Tiers {
		count[x.Name] = [2]int{x.Before, x.People}
		for _, y := range x.Parts {
			count[y.Name] = [2]int{y.Before, y.People}
		}
	}
	for name, want := range map[string][2]int{"Postponed before": {3, 3}, "No new date within 28 days": {1, 1}, "Moved to a later day or dropped again": {2, 2},
		"Moved to a later day or dropped for the first time": {2, 2}, "Changes and travel": {4, 4}, "Dropped": {4, 0}, "Moved": {0, 4}, "At another site of the trust": {0, 1}} {
		if count[name] != want {
			t.Errorf("%s: %v, want %v", name, count[name], want)
		}
	}
}

// why joins a placement's reasons.
func why(p Placement) string {
	var out []string
	for _, r := range p.Why {
		out = append(out, r.Code+": "+r.Words)
	}
	return strings.Join(out, "\n")
}

func TestEveryPlacementSaysWhyInWordsThatAreTrue(t *testing.T) {
	people := []Patient{
		{Priority: P2, Prioritised: civil.MustDate("2023-12-20"), Clock: civil.MustDate("2023-12-01"), Minutes: 300, Spread: 30},
		{Priority: P4, Minutes: 300, Spread: 30, Postponed: []Postponement{{On: civil.MustDate("2024-01-02"), For: civil.MustDate("2024-01-04"), By: ByProvider, Reason: "industrial action"}}},
		{Priority: P4, Notice: 9, Minutes: 60, Spread: 10},
		{Minutes: 60, Spread: 10, Booked: "L1", Notice: 14},
		{OnHold: true}, {Validated: Died},
	}
	p, err := Reschedule(context.Background(), world(people...), nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range [][]string{
		{"due: P2: within 4 weeks: the last day on time is 17 January 2024, kept", "earlier: No earlier list could take this patient"},
		{"Postponed by the provider once: a new date is due by 1 February 2024, kept", "earlier: Of the one earlier list that could take this patient: one is full"},
		{"No earlier list could take this patient from 19 January 2024 on", "An earlier list with room, the first on 15 January 2024, if this were otherwise: 9 days of notice are owed"},
		{"held: The date lies within the 14 days of notice", "no clinical priority is recorded"},
		{"On hold"}, {"Nobody waits on this pathway any more: validation found"},
	} {
		for _, w := range want {
			if !strings.Contains(why(p.Placements[i]), w) {
				t.Errorf("%d (%s %s): %q is not in\n%s", i, p.Placements[i].Change, p.Placements[i].Date, w, why(p.Placements[i]))
			}
		}
	}
	if !slices.ContainsFunc(p.Notes, func(s string) bool { return strings.Contains(s, "One person has no clinical priority recorded") }) {
		t.Errorf("the notes say nothing of who has no priority: %q", p.Notes)
	}
	if !slices.ContainsFunc(p.Notes, func(s string) bool {
		return strings.Contains(s, "28 of 28 site-nights have no limit of ward beds: they are taken as unlimited")
	}) {
		t.Errorf("the notes say nothing of beds: %q", p.Notes)
	}
}

func TestWhatIsDecidedMayPassALimitAndIsToldSo(t *testing.T) {
	a := world(Patient{Booked: "L1", Firm: true, Minutes: 300, Nights: []float64{1}}, Patient{Pinned: "L1", Minutes: 300, Nights: []float64{1}}, Patient{Minutes: 60, Nights: []float64{1}})
	a.Limits = []Limit{{Kind: Beds, Site: "S1", Date: a.Sessions[0].Date, Most: 1}, {Kind: Beds, Site: "S1", Date: a.Sessions[1].Date, Most: 1}}
	p, err := Reschedule(context.Background(), a, nil)
	if err != nil {
		t.Fatal(err)
	}
	if p.Placements[0].Session != "L1" || p.Placements[1].Session != "L1" || p.Placements[2].Session != "L2" {
		t.Errorf("%+v", p.Placements)
	}
	if len(p.Over) != 2 || len(p.Over[0].Pathways) != 2 || p.Over[1].Used != 2 || p.Over[1].Most != 1 {
		t.Errorf("%+v", p.Over)
	}
	if r := CheckPlan(&a, linesOf(&p)); len(r.Violations) > 0 {
		t.Error(r.Violations)
	}
}

func TestTheEqualityCheckCountsTheUnrecordedAndTheGuardIsATieBreaker(t *testing.T) {
	people := []Patient{{Minutes: 400, Spread: 20, LearningDisability: No}, {Minutes: 400, Spread: 20, LearningDisability: Yes}, {Minutes: 400, Spread: 20}}
	a := world(people...)
	p, err := Reschedule(context.Background(), a, nil)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, l := range p.Equality {
		if l.By == "learning disability" {
			n += l.People
			if l.Group == notRecorded && l.People != 1 {
				t.Errorf("%+v", l)
			}
		}
	}
	if n != 3 {
		t.Errorf("%d people in the lines: %+v", n, p.Equality)
	}
	z := newWeigher(a.Policy, a.From, a.Days)
	a.Policy.Equality = true
	g := newWeigher(a.Policy, a.From, a.Days)
	s, k := z.stakesOf(&people[1], never), g.stakesOf(&people[1], never)
	before, after := z.at(&s, 10), g.at(&k, 10)
	if after[tierWaiting] <= before[tierWaiting] || after[tierDates] != before[tierDates] || after[tierLongest] != before[tierLongest] {
		t.Errorf("%v and %v", before, after)
	}
}

func TestAnAskThatCannotBePlannedSaysWhereAndWhatToDo(t *testing.T) {
	from := civil.MustDate("2024-01-10")
	a := world(Patient{Pathway: "A", Minutes: 10_000}, Patient{Pathway: "B", Clock: from.Add(3)}, Patient{Pathway: "C"}, Patient{Pathway: "C"},
		Patient{Pathway: "D", Booked: "gone"}, Patient{Pathway: "E", Postponed: []Postponement{{For: from.Add(-300), By: ByProvider}}}, Patient{Pathway: "F", Minutes: -5})
	for i := range a.Patients {
		a.Patients[i].Row = Where{File: "patients.csv", Line: i + 2}
	}
	a.Sessions = append(a.Sessions, a.Sessions[0], Session{ID: "L9", Date: from}, Session{ID: "L8", Site: "S1", Trust: "SYN-2", Date: from, Minutes: 5})
	a.Limits = []Limit{{Kind: Beds, Site: "S1", Date: from}, {Kind: Beds, Site: "S1", Date: from}, {Kind: "chairs", Date: from}, {Kind: Beds, Site: "S1", Date: from.Add(1), Most: -1}}
	_, err := Reschedule(context.Background(), a, nil)
	if err == nil {
		t.Fatal("it was planned")
	}
	for _, want := range []string{"patients.csv, row 2: pathway A: 10000 minutes cannot be; enter the expected minutes", "row 3: pathway B: the clock starts on 13 January 2024, after the plan's first day",
		"row 5: pathway C is there twice", "row 6: pathway D: session gone is not among the sessions", "row 7: pathway E: a date that was moved", "row 8: pathway F: -5 minutes",
		"session L1 is there twice", "session L9 is 0 minutes long", "the site S1 is of the trust SYN-1 elsewhere and of SYN-2 here", "limited twice", "\"chairs\" is no kind of limit", "the limit is -1"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in\n%v", want, err)
		}
	}
	sound, _ := Sound(a)
	if len(sound.Patients) != 1 || len(sound.Sessions) != 2 || len(sound.Limits) != 1 {
		t.Errorf("%d patients, %d sessions, %d limits are left", len(sound.Patients), len(sound.Sessions), len(sound.Limits))
	}
}

// opened is a written file as a book.
func opened(t *testing.T, name string, b []byte) *sheet.Book {
	t.Helper()
	book, err := sheet.Open(context.Background(), name, bytes.NewReader(b), int64(len(b)), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func TestTheSyntheticWorldIsTheSameAndIsReadBackAsItWasWritten(t *testing.T) {
	g := Made{Patients: 3000, Sessions: 360, Seed: 9, From: civil.MustDate("2024-01-10")}
	a, b := Generate(g), Generate(g)
	if !reflect.DeepEqual(a, b) {
		t.Fatal("two worlds of one seed differ")
	}
	if len(a.Patients) != g.Patients || len(a.Sessions) != g.Sessions {
		t.Fatalf("%d patients, %d sessions", len(a.Patients), len(a.Sessions))
	}
	if _, bad := Sound(a); len(bad) > 0 {
		t.Fatal(bad)
	}
	lists := map[string]int{}
	for _, s := range a.Sessions {
		lists[s.Specialty]++
	}
	for _, p := range a.Patients {
		if lists[p.Specialty] == 0 {
			t.Fatalf("specialty %s has people and no list", p.Specialty)
		}
	}
	var p, s, l, k bytes.Buffer
	for _, err := range []error{WritePatients(&p, a.Patients), WriteSessions(&s, a.Sessions), WriteLimits(&l, a.Limits), WriteBooked(&k, a.Patients)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx := context.Background()
	patients, err := ReadPatients(ctx, opened(t, "patients.csv", p.Bytes()), Mapping{})
	if err != nil {
		t.Fatal(err)
	}
	sessions, err := ReadSessions(ctx, opened(t, "sessions.csv", s.Bytes()), Mapping{})
	if err != nil {
		t.Fatal(err)
	}
	limits, err := ReadLimits(ctx, opened(t, "limits.csv", l.Bytes()), Mapping{})
	if err != nil {
		t.Fatal(err)
	}
	booked, err := ReadBooked(ctx, opened(t, "booked.csv", k.Bytes()), Mapping{})
	if err != nil {
		t.Fatal(err)
	}
	if patients, err = Book(patients, sessions, booked); err != nil {
		t.Fatal(err)
	}
	for i := range patients {
		patients[i].Row = Where{}
		if got, want := fmt.Sprintf("%+v", patients[i]), fmt.Sprintf("%+v", a.Patients[i]); !same(patients[i], a.Patients[i]) {
			t.Fatalf("patient %d\n%s\nwas written as\n%s", i, got, want)
		}
	}
	for i := range sessions {
		sessions[i].Row = Where{}
		if !reflect.DeepEqual(sessions[i], a.Sessions[i]) {
			t.Fatalf("session %d\n%+v\nwas written as\n%+v", i, sessions[i], a.Sessions[i])
		}
	}
	for i := range limits {
		limits[i].Row = Where{}
	}
	if !reflect.DeepEqual(limits, a.Limits) {
		t.Error("the limits differ")
	}
}

// same compares two patients by value, with nothing and an empty list alike.
func same(a, b Patient) bool {
	if (a.Cancer == nil) != (b.Cancer == nil) || a.Cancer != nil && *a.Cancer != *b.Cancer {
		return false
	}
	a.Cancer, b.Cancer = nil, nil
	return reflect.DeepEqual(a, b)
}

func TestAPlansFileHoldsThePlan(t *testing.T) {
	a := Generate(Made{Patients: 200, Sessions: 30, Seed: 3, From: civil.MustDate("2024-01-10")})
	a.Seconds = 0.01
	p, err := Reschedule(context.Background(), a, nil)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := WritePlan(&b, &p); err != nil {
		t.Fatal(err)
	}
	var lines []PlanLine
	err = ReadPlan(context.Background(), opened(t, "plan.csv", b.Bytes()), func(l PlanLine) error {
		lines = append(lines, l)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if r := CheckPlan(&a, lines); len(r.Violations) > 0 {
		t.Fatal(r.Violations[0])
	}
	l, err := LineOf(context.Background(), opened(t, "plan.csv", b.Bytes()), p.Placements[7].Pathway)
	if err != nil || len(l.Sentences()) == 0 || l.Why[reasonDue] != p.Placements[7].Why[0].Words {
		t.Errorf("%v %+v", err, l)
	}
	if _, err = LineOf(context.Background(), opened(t, "plan.csv", b.Bytes()), "nobody"); err == nil || !strings.Contains(err.Error(), "has no pathway nobody") {
		t.Error(err)
	}
}

// No list of the synthetic trust lies on a Sunday or a bank holiday, though its days are full of lists.
func TestNoListIsMadeOnABankHoliday(t *testing.T) {
	for _, from := range []string{"2024-12-01", "2024-03-01"} {
		a := Generate(Made{Patients: 2000, Sessions: 900, Seed: 4, From: civil.MustDate(from)})
		on := map[civil.Date]int{}
		for _, s := range a.Sessions {
			on[s.Date]++
		}
		days := civil.England().In(civil.Range{From: a.From, To: a.From.Add(a.Days)})
		if len(days) < 2 {
			t.Fatalf("%d bank holidays in twelve weeks from %s", len(days), from)
		}
		for _, h := range days {
			if on[h.On] > 0 {
				t.Errorf("%d lists on %s, %s", on[h.On], h.On, h.Name)
			}
			if next := civil.England().AddWorkingDays(h.On, 1); on[next] == 0 {
				t.Errorf("no list on %s, the working day after %s", next, h.Name)
			}
		}
		for d, n := range on {
			if d.Weekday() == 0 {
				t.Errorf("%d lists on the Sunday %s", n, d)
			}
		}
	}
}
