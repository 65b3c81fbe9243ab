package recovery

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// CheckKind is why somebody must look at a pathway. Stored as its word.
type CheckKind string

// The kinds of check, those that change who is treated first.
const (
	CheckUnprioritised CheckKind = "unprioritised"     // no clinical priority: never read as P4
	CheckUndated       CheckKind = "priority-undated"  // a priority without the day on which it was given
	CheckReview        CheckKind = "two-declined"      // two reasonable offers declined: a clinician decides
	CheckNext          CheckKind = "seen-not-treated"  // what is needed next is not said
	CheckHarm          CheckKind = "harm-review"       // over 104 days on a cancer pathway
	CheckStopped       CheckKind = "clock-stopped"     // a status code says that the wait is over
	CheckStatus        CheckKind = "status-unclear"    // RTT status 99
	CheckClock         CheckKind = "no-clock"          // neither an RTT clock nor a cancer pathway
	CheckCancer        CheckKind = "cancer-undated"    // a cancer pathway without referral or upgrade
	CheckAdjustment    CheckKind = "adjustment"        // days taken out of the 62 for a reason that is not permitted
	CheckDuplicate     CheckKind = "maybe-duplicate"   // as another pathway in trust, specialty, procedure and clock start
	CheckImplausible   CheckKind = "implausible"       // a day that lies ahead, a wait longer than anybody can mean
	CheckMinutes       CheckKind = "minutes-not-known" // without them nothing can be booked
	CheckContact       CheckKind = "ask-patient"       // nobody has asked the patient for twelve weeks
)

// checkOrder is the order of a worklist: as they stand above.
var checkOrder = []CheckKind{CheckUnprioritised, CheckUndated, CheckReview, CheckNext, CheckHarm, CheckStopped, CheckStatus, CheckClock, CheckCancer,
	CheckAdjustment, CheckDuplicate, CheckImplausible, CheckMinutes, CheckContact}

// Check is one line of the validation worklist: who needs checking and why.
type Check struct {
	Pathway Pathway
	Kind    CheckKind
	Why     string  // in a sentence, with what to do
	By      Checker // who can settle it
	Other   Pathway // the other pathway of a possible duplicate
}

// Checker is who can settle a check: the three levels of validation in definition d.5.
type Checker string

// The levels.
const (
	ByOffice    Checker = "administrator"
	ByClinician Checker = "clinician"
	ByBoth      Checker = "clinician and patient"
)

// Found is what somebody found of a pathway. Stored as its word.
type Found string

// What may be found. The first four end the wait; the others keep the pathway on the list.
const (
	FoundElsewhere Found = "treated-elsewhere"
	FoundDied      Found = "died"
	FoundDeclined  Found = "declined"
	FoundDuplicate Found = "duplicate"
	FoundWaiting   Found = "still-waiting" // asked or looked up, and still waiting; also takes an earlier finding back
	FoundPriority  Found = "prioritised"   // a clinician gave a priority
	FoundInOrder   Found = "in-order"      // what looked wrong is right
)

// Finding is one event: what somebody found of a pathway, and when. Findings are appended, never changed.
type Finding struct {
	Pathway  Pathway
	Found    Found
	At       time.Time
	On       civil.Date // when it happened: the death, the treatment, the day that the priority was given; the zero date when not known
	By       string     // the account
	Clinical bool       // that account acts as a clinician
	Check    CheckKind  // which check it settles; "" when none
	Same     Pathway    // of a duplicate: the pathway that stays
	Priority Priority   // of a prioritisation
	Note     string     // in words, without anything that names a person
}

// CheckFinding judges a finding and gives it tidied. Declined treatment and a priority are a clinician's to say; a
// duplicate names the pathway that stays, which must be another one. Everything wrong comes back at once.
func CheckFinding(f Finding) (Finding, error) {
	var bad fault.List
	f.Note = strings.Join(strings.Fields(f.Note), " ")
	known := []Found{FoundElsewhere, FoundDied, FoundDeclined, FoundDuplicate, FoundWaiting, FoundPriority, FoundInOrder}
	if !slices.Contains(known, f.Found) {
		bad.Add("found", "", "Choose what was found")
	}
	if (f.Found == FoundDeclined || f.Found == FoundPriority) && !f.Clinical {
		return f, fault.New(fault.Forbidden, "Only a clinician records that treatment is declined, or gives a priority")
	}
	switch {
	case f.Found == FoundDuplicate && (f.Same == "" || f.Same == f.Pathway):
		bad.Add("same", "", "Enter the number of the other pathway, the one that stays on the list")
	case f.Found != FoundDuplicate && f.Same != "":
		bad.Add("same", "", "Only a duplicate names another pathway; empty the field")
	}
	priorities := []Priority{P1a, P1b, P2, P3, P4, P5, P6}
	if f.Found == FoundPriority && !slices.Contains(priorities, f.Priority) {
		bad.Add("priority", "", "Choose the priority, P1a to P6")
	}
	if f.Found != FoundPriority && f.Priority != Unprioritised {
		bad.Add("found", "", "A priority is chosen and would not be kept: choose “Given a priority”, which only a clinician does, or empty the priority")
	}
	if f.Found == FoundPriority && f.On.IsZero() {
		bad.Add("on", "", "Enter the day on which the priority was given: its target date counts from it")
	}
	if !f.On.IsZero() && f.On.After(civil.Today(f.At)) {
		bad.Add("on", "", "%s is still to come; enter when it happened", longDay(f.On))
	}
	checkWords(&bad, "note", f.Note)
	if (f.Found == FoundInOrder || f.Found == FoundElsewhere) && f.Note == "" {
		bad.Add("note", "", "Say in a sentence how this was found out")
	}
	return f, bad.Err("What was found was not recorded")
}

// looksPersonal reports whether a text that a person wrote holds an NHS number.
func looksPersonal(text string) bool {
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return (r < '0' || r > '9') && r != ' ' && r != '-' }) {
		for _, part := range append(strings.Fields(w), w) {
			if _, ok := NHSNumber(part); ok {
				return true
			}
		}
	}
	for _, m := range laidOut.FindAllStringSubmatch(text, -1) {
		if _, ok := NHSNumber(m[1]); ok {
			return true
		}
	}
	return false
}

// Apply gives the patient as the findings about the pathway leave them, in the order in which they were made: the newest
// word on whether they wait counts, priorities reset their date and keep their history, and no clock is touched.
func (p Patient) Apply(findings []Finding) Patient {
	for _, f := range findings {
		if f.Pathway != p.Pathway {
			continue
		}
		switch f.Found {
		case FoundElsewhere, FoundDied, FoundDeclined, FoundDuplicate:
			p.Validated = Validation(f.Found)
		case FoundWaiting:
			p.Validated = StillWaiting
		case FoundPriority:
			p = p.Reprioritised(f.Priority, f.On)
		case FoundInOrder:
		}
	}
	return p
}

const (
	longestWait  = 5 * 365 // days beyond which a clock start is more likely wrong than true
	askAgainDays = 84      // contact with the patient every twelve weeks; by memory, unconfirmed
	fewMinutes   = 10
	manyMinutes  = 720
)

// Worklist lists what must be checked of the patients on a day, the kinds in their order and within a kind those who wait
// longest first. findings are all that was found before, oldest first: what they settled is not listed again, and who does
// not wait any more is not either. declined counts the reasonable offers that each pathway declined (see Declines).
func Worklist(patients []Patient, findings []Finding, declined map[Pathway]int, on civil.Date) []Check {
	w := worklist{on: on, declined: declined, settled: map[settledKey]bool{}, asked: map[Pathway]civil.Date{}}
	found := map[Pathway][]Finding{}
	for _, f := range findings {
		found[f.Pathway] = append(found[f.Pathway], f)
		if f.Found == FoundWaiting {
			w.asked[f.Pathway] = civil.Today(f.At)
		}
		if f.Check != "" && f.Check != CheckReview { // Declines knows which of them were decided on
			w.settled[settledKey{f.Pathway, f.Check}] = true
		}
	}
	alike := map[likeness]Pathway{}
	for i := range patients {
		p := patients[i].Apply(found[patients[i].Pathway])
		if p.Validated != StillWaiting || p.treatedBy(on) {
			continue
		}
		w.look(&p)
		k := likeness{string(p.Trust), p.Specialty, p.Procedure, p.Clock, p.Minutes}
		if first, twice := alike[k]; twice && !p.Clock.IsZero() && p.Procedure != "" {
			w.addDuplicate(&p, first)
		} else {
			alike[k] = p.Pathway
		}
	}
	slices.SortFunc(w.out, func(a, b ranked) int {
		return cmp.Or(a.rank-b.rank, a.since.Compare(b.since), cmp.Compare(a.Pathway, b.Pathway), cmp.Compare(a.Why, b.Why))
	})
	out := make([]Check, len(w.out))
	for i := range w.out {
		out[i] = w.out[i].Check
	}
	return out
}

// likeness is by what two pathways look the same without anybody knowing who they are about.
type likeness struct {
	trust, specialty, procedure string
	clock                       civil.Date
	minutes                     float64
}

type settledKey struct {
	pathway Pathway
	kind    CheckKind
}

// startOf is since when the patient waits, as far as is known.
func startOf(p *Patient) civil.Date {
	if p.Clock.IsZero() && p.Cancer != nil {
		return p.Cancer.Referred
	}
	return p.Clock
}

type worklist struct {
	on       civil.Date
	declined map[Pathway]int
	settled  map[settledKey]bool
	asked    map[Pathway]civil.Date
	out      []ranked
}

// ranked is a check with what it is sorted by.
type ranked struct {
	Check
	rank  int
	since civil.Date
}

// addDuplicate adds that a pathway looks like an earlier one.
func (w *worklist) addDuplicate(p *Patient, first Pathway) {
	n := len(w.out)
	w.add(p, CheckDuplicate, ByOffice, "it is as pathway %s in trust, specialty, procedure, minutes and clock start; see whether both are wanted", first)
	if len(w.out) > n {
		w.out[n].Other = first
	}
}

// add adds a check that no finding has settled.
func (w *worklist) add(p *Patient, kind CheckKind, by Checker, format string, args ...any) {
	if w.settled[settledKey{p.Pathway, kind}] {
		return
	}
	w.out = append(w.out, ranked{Check{Pathway: p.Pathway, Kind: kind, By: by, Why: fmt.Sprintf(format, args...)}, slices.Index(checkOrder, kind), startOf(p)})
}

// look adds what must be checked of one patient by themselves.
func (w *worklist) look(p *Patient) {
	switch now := p.PriorityAt(w.on); {
	case now.Priority == Unprioritised:
		w.add(p, CheckUnprioritised, ByClinician, "no clinical priority is recorded; a clinician gives one, and nobody reads this as P4")
	case now.On.IsZero():
		w.add(p, CheckUndated, ByClinician, "the day on which %s was given is not recorded, so its target date is not known", now.Priority)
	}
	if n := w.declined[p.Pathway]; n >= declinesToDecide {
		w.add(p, CheckReview, ByBoth, "%d reasonable offers were declined; a clinician decides with the patient, and nobody is removed for it", n)
	}
	if !p.Seen.IsZero() {
		w.add(p, CheckNext, ByClinician, "seen on %s without treatment; record what is needed next. The clocks run and nothing is booked until then", longDay(p.Seen))
	}
	w.lookClocks(p)
	if p.Minutes == 0 {
		w.add(p, CheckMinutes, ByOffice, "the expected minutes are not recorded; without them no session can be found")
	} else if p.Minutes < fewMinutes || p.Minutes > manyMinutes {
		w.add(p, CheckImplausible, ByOffice, "%g minutes are expected; see whether that is right", p.Minutes)
	}
	last, asked := w.asked[p.Pathway]
	if start := startOf(p); !asked {
		last = start
	}
	if n := w.on.Sub(last); !last.IsZero() && n > askAgainDays {
		w.add(p, CheckContact, ByOffice, "%d days since the patient was last known to have been asked whether they still wait, or joined; ask every twelve weeks (unconfirmed rule)", n)
	}
}

// cancerClocks are a cancer pathway's clocks; none of another.
func (w *worklist) cancerClocks(p *Patient) []Clock {
	if p.Cancer == nil {
		return nil
	}
	return ClocksOf(*p, w.on)
}

// lookClocks adds what must be checked of the dates.
func (w *worklist) lookClocks(p *Patient) {
	switch {
	case p.Status.Stops():
		w.add(p, CheckStopped, ByOffice, "RTT status %s (%s) says that the wait is over, and the pathway is on the list; correct one of the two", p.Status, p.Status.Words())
	case p.Status == "99":
		w.add(p, CheckStatus, ByOffice, "RTT status 99 is “not known”; look up whether the clock runs. Until then it counts as running")
	}
	if p.Clock.IsZero() && p.Cancer == nil && !p.Status.NoClock() {
		w.add(p, CheckClock, ByOffice, "no start of an RTT clock is recorded; find the original referral")
	}
	c := p.Cancer
	if c != nil && c.Referred.IsZero() && c.Upgraded.IsZero() && c.DecisionToTreat.IsZero() {
		w.add(p, CheckCancer, ByOffice, "neither the receipt of the referral nor an upgrade is recorded, so its 62 days are not known")
	}
	if c != nil && c.Adjustment != 0 && !Pause(c.Adjusted).Permitted() {
		w.add(p, CheckAdjustment, ByOffice, "%d days were taken out of the 62 without a permitted reason; they are not counted", c.Adjustment)
	}
	for _, k := range w.cancerClocks(p) {
		if k.Rule == Cancer104 && k.State == ClockPast {
			w.add(p, CheckHarm, ByClinician, "%d days on the cancer pathway: a harm review is due", k.Waited)
		}
	}
	switch {
	case p.Clock.After(w.on):
		w.add(p, CheckImplausible, ByOffice, "the clock start, %s, lies ahead; correct it", longDay(p.Clock))
	case !p.Clock.IsZero() && w.on.Sub(p.Clock) > longestWait:
		w.add(p, CheckImplausible, ByOffice, "the clock start, %s, is more than five years back; see whether it is right", longDay(p.Clock))
	case p.Prioritised.After(w.on):
		w.add(p, CheckImplausible, ByClinician, "the day of the priority, %s, lies ahead; correct it", longDay(p.Prioritised))
	}
}
