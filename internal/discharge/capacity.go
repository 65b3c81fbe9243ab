package discharge

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// How old a capacity may be, in London days from the day it was so to the day it is asked about (R20). The national return
// is owed once a month: a vacancy in it can be thirty days old (T30).
const (
	OldAfter    = 7  // days; older is marked
	StaleBeyond = 31 // days; older is no capacity
)

// Age says how far a capacity can be relied on.
type Age string

// The ages.
const (
	Fresh Age = "fresh"
	Old   Age = "old"   // more than seven days: shown with a mark
	Stale Age = "stale" // more than thirty-one days: left out of plans
)

// AgeOf is the age, at an instant, of what was so at asAt, and the days between.
func AgeOf(asAt, at time.Time) (Age, int) {
	days := civil.Today(at).Sub(civil.Today(asAt))
	switch {
	case days > StaleBeyond:
		return Stale, days
	case days > OldAfter:
		return Old, days
	}
	return Fresh, days
}

// Serves is the council that the capacity is for.
func (c Capacity) Serves() org.Code {
	if c.Council != "" {
		return c.Council
	}
	return c.Holder
}

// Stock reports whether the capacity is places that were vacant at one time, each to be filled once, and not a number
// for one day.
func (c Capacity) Stock() bool { return c.Date.IsZero() }

// MayState says why a signer may not state a capacity; nil when he may. A council speaks for itself and for the providers
// it buys from, anybody for himself; a board's lead passes on what providers said (never a council's word about itself)
// in the councils that lie in the board, joined says which, and a national lead everywhere.
func MayState(by Signer, c Capacity, joined func(council org.Code) bool) error {
	speaks := by.holds(access.CouncilLead, access.CouncilDirector, access.ProviderLead, access.ProviderDirector, access.ICBLead, access.ICBDirector)
	passes := by.holds(access.NationalLead) || by.holds(access.ICBLead, access.ICBDirector) && joined(c.Serves())
	switch {
	case by.Org == "" || c.Holder == "":
	case speaks && (c.Holder == by.Org || c.Serves() == by.Org):
		return nil
	case passes && c.Holder != c.Serves():
		return nil
	}
	return fault.New(fault.Forbidden, "%s does not speak for the capacity of %s; it is stated by that organisation or by the council it serves, %s", by.Org, c.Holder, c.Serves())
}

// Usable is what can be spent of one council's service on one day.
type Usable struct {
	Council org.Code
	Service Service
	Date    civil.Date
	N       int  // what plans may take in all that day: what accepts people, and Agreed; for a stock, all of it
	Known   bool // false: nobody said; N is then missing and not nought
	Stock   bool // the lines of every day since From share N
	From    civil.Date
	Age     Age
	Days    int // the age of its oldest part
	AsAt    time.Time
	Sources []string
	Agreed  int // of N: what plans had agreed when it was said, and what accepts people then leaves out
	// Closed counts what accepts people on other days and said that it takes none on this one; Unsaid what did not say
	// whether it does. Neither is in N: a vacancy is no acceptance at a weekend (T29).
	Closed, Unsaid int
	// Promised is what begins that day anyway or is taken already: all there is, less what accepts people and Agreed.
	Promised int
	Stale    int        // what was left out as older than thirty-one days
	Said     []Capacity // the statements that it is added up from
	SetAside []Capacity // later statements that do not count on this day, by the rule of On
}

// Free is what accepted people when it was said: N without what plans had agreed by then.
func (u Usable) Free() int { return u.N - u.Agreed }

// Words says it in a sentence.
func (u Usable) Words() string {
	if !u.Known {
		if u.Stale > 0 {
			return fmt.Sprintf("what %s said of %s is more than %d days old and is left out", u.Council, u.Service.Words(), StaleBeyond)
		}
		return fmt.Sprintf("%s has not said how much %s it has", u.Council, u.Service.Words())
	}
	w := fmt.Sprintf("%s can take %d by %s on %s", u.Council, u.N, u.Service.Words(), u.Date.Format("2 January 2006"))
	if u.Stock {
		w = fmt.Sprintf("%s has %d vacant %s that accept people, to be filled once each", u.Council, u.N, u.Service.Words())
	}
	if u.Agreed > 0 {
		w += fmt.Sprintf("; %d of them were agreed in plans when it was said", u.Agreed)
	}
	if u.Closed > 0 {
		w += fmt.Sprintf("; %d more take nobody on that day", u.Closed)
	}
	if u.Unsaid > 0 {
		w += fmt.Sprintf("; of %d more it is not said whether they take people on that day", u.Unsaid)
	}
	if u.Age == Old {
		w += fmt.Sprintf("; the figure is %d days old", u.Days)
	}
	return w
}

// capPlace is one council's service.
type capPlace struct {
	council org.Code
	service Service
}

// capPart tells apart what adds up to a council's capacity: a holder's category.
type capPart struct {
	holder   org.Code
	category string
}

// Supply answers what capacity there is at an instant. It is immutable; make one with NewSupply.
type Supply struct {
	at       time.Time
	holidays civil.Holidays
	dated    map[capPlace]map[civil.Date]map[capPart]Capacity
	stock    map[capPlace]map[capPart]Capacity
	hand     map[handKey]Capacity // the newest of what was entered by hand
}

// handKey is what one statement is about.
type handKey struct {
	capPlace
	capPart
	day civil.Date
}

// NewSupply arranges the capacities known at an instant; of several about the same holder, service, category and day the
// one that was so last counts, of those that which was recorded last.
func NewSupply(rows []Capacity, at time.Time, holidays civil.Holidays) *Supply {
	s := &Supply{at: at, holidays: holidays, dated: map[capPlace]map[civil.Date]map[capPart]Capacity{}, stock: map[capPlace]map[capPart]Capacity{},
		hand: map[handKey]Capacity{}}
	for _, c := range rows {
		if c.AsAt.After(at) || c.Recorded.After(at) {
			continue
		}
		at := capPlace{c.Serves(), c.Service}
		into := s.stock[at]
		if !c.Stock() {
			if s.dated[at] == nil {
				s.dated[at] = map[civil.Date]map[capPart]Capacity{}
			}
			into = s.dated[at][c.Date]
		}
		if into == nil {
			into = map[capPart]Capacity{}
			if c.Stock() {
				s.stock[at] = into
			} else {
				s.dated[at][c.Date] = into
			}
		}
		p := capPart{c.Holder, c.Category}
		if c.Source == string(HandForm) {
			if had, ok := s.hand[handKey{at, p, c.Date}]; !ok || newerCapacity(c, had) {
				s.hand[handKey{at, p, c.Date}] = c
			}
		}
		if had, ok := into[p]; !ok || newerCapacity(c, had) {
			into[p] = c
		}
	}
	return s
}

// newerCapacity reports whether a takes the place of b.
func newerCapacity(a, b Capacity) bool {
	if !a.AsAt.Equal(b.AsAt) {
		return a.AsAt.After(b.AsAt)
	}
	return !a.Recorded.Before(b.Recorded)
}

// On is what can be spent of a council's service on a day. What was entered for the day itself counts before vacancies
// that were true at one time; the council's own word about itself before its providers', whom it would count twice. A later
// statement that is passed over so is set aside, and said to be.
func (s *Supply) On(council org.Code, service Service, day civil.Date) Usable {
	u := Usable{Council: council, Service: service, Date: day, Age: Fresh}
	at := capPlace{council, service}
	if !s.gather(&u, ownWord(council, s.dated[at][day])) {
		u.Stock = true
		if !s.gather(&u, ownWord(council, s.stock[at])) {
			u.Stock = false
		}
	}
	u.SetAside = append(s.passedOver(&u, s.dated[at][day]), s.passedOver(&u, s.stock[at])...)
	return u
}

// passedOver are the parts that are later than what counts, are not in it and are not stale.
func (s *Supply) passedOver(u *Usable, parts map[capPart]Capacity) []Capacity {
	var out []Capacity
	for p, c := range parts {
		if !u.Known || !c.AsAt.After(u.AsAt) {
			continue
		}
		if age, _ := AgeOf(c.AsAt, s.at); age == Stale {
			continue
		}
		if !slices.ContainsFunc(u.Said, func(x Capacity) bool { return capPart{x.Holder, x.Category} == p && x.Date == c.Date }) {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, compareParts)
	return out
}

// compareParts orders the parts of one council's service.
func compareParts(a, b Capacity) int {
	return cmp.Or(cmp.Compare(a.Holder, b.Holder), cmp.Compare(a.Category, b.Category))
}

// asideDays is over how many days from today places that are vacant at one time are looked at for what passes them over.
const asideDays = 14

// SetAside counts those of new statements that do not count on their day, or on some day of the next fortnight, because
// what was said for the day itself, or by the council of itself, counts before them although it is older.
func (s *Supply) SetAside(rows []Capacity) int {
	n, today := 0, civil.Today(s.at)
	for _, c := range rows {
		first, days := c.Date, 1
		if c.Stock() {
			first, days = today, asideDays
		}
		for i := range days {
			u := s.On(c.Serves(), c.Service, first.Add(i))
			if slices.ContainsFunc(u.SetAside, func(x Capacity) bool {
				return compareParts(x, c) == 0 && x.Date == c.Date && x.AsAt.Equal(c.AsAt)
			}) {
				n++
				break
			}
		}
	}
	return n
}

// ownWord is the parts that the council said of itself, or all of them when it said none.
func ownWord(council org.Code, parts map[capPart]Capacity) []Capacity {
	var own, all []Capacity
	for p, c := range parts {
		if p.holder == council {
			own = append(own, c)
		}
		all = append(all, c)
	}
	if len(own) > 0 {
		all = own
	}
	slices.SortFunc(all, compareParts)
	return all
}

// gather adds parts up and reports whether any of them is young enough to be used.
func (s *Supply) gather(u *Usable, parts []Capacity) bool {
	for _, c := range parts {
		age, days := AgeOf(c.AsAt, s.at)
		if age == Stale {
			u.Stale += c.Accepting
			continue
		}
		if !u.Known || c.AsAt.Before(u.AsAt) {
			u.AsAt, u.Age, u.Days = c.AsAt, age, days
		}
		if from := civil.Today(c.AsAt); !u.Known || from.Before(u.From) {
			u.From = from
		}
		u.Known = true
		u.Said = append(u.Said, c)
		u.N, u.Agreed = u.N+c.Agreed, u.Agreed+c.Agreed
		u.Promised += max(0, c.Total-c.Accepting-c.Agreed)
		if !slices.Contains(u.Sources, c.Source) {
			u.Sources = append(u.Sources, c.Source)
		}
		switch s.takes(c, u.Date) {
		case Yes:
			u.N += c.Accepting
		case No:
			u.Closed += c.Accepting
		case Unanswered:
			u.Unsaid += c.Accepting
		}
	}
	return u.Known
}

// takes says whether a capacity accepts people on a day. A bank holiday at a weekend needs both.
func (s *Supply) takes(c Capacity, day civil.Date) Answer {
	out := Yes
	worst := func(says, unsaid bool) {
		switch {
		case unsaid && out == Yes:
			out = Unanswered
		case !unsaid && !says:
			out = No
		}
	}
	if w := day.Weekday(); w == time.Saturday || w == time.Sunday {
		worst(c.Weekend, c.WeekendUnsaid)
	}
	if s.holidays.IsHoliday(day) {
		worst(c.Holiday, c.HolidayUnsaid)
	}
	return out
}

// Places lists the councils and services that anything is known of, in order.
func (s *Supply) Places() []Usable {
	seen := map[capPlace]bool{}
	var out []Usable
	add := func(p capPlace) {
		if !seen[p] {
			seen[p] = true
			out = append(out, Usable{Council: p.council, Service: p.service})
		}
	}
	for p := range s.dated {
		add(p)
	}
	for p := range s.stock {
		add(p)
	}
	slices.SortFunc(out, func(a, b Usable) int {
		if n := strings.Compare(string(a.Council), string(b.Council)); n != 0 {
			return n
		}
		return strings.Compare(string(a.Service), string(b.Service))
	})
	return out
}

// Replaced is a statement that a person entered by hand, and the later one from elsewhere that stands in its place.
type Replaced struct{ Was, Now Capacity }

// ReplacedBy counts those of new statements from elsewhere that take the place of what a person entered by hand and stands.
func (s *Supply) ReplacedBy(rows []Capacity) int {
	n := 0
	for _, c := range rows {
		at, p := capPlace{c.Serves(), c.Service}, capPart{c.Holder, c.Category}
		stands, ok := s.stock[at][p]
		if !c.Stock() {
			stands, ok = s.dated[at][c.Date][p]
		}
		if ok && stands.Source == string(HandForm) && c.Source != string(HandForm) && c.AsAt.After(stands.AsAt) {
			n++
		}
	}
	return n
}

// Replaced lists what was entered by hand and does not stand any more because a later statement from elsewhere took its
// place, in the order of councils, services and days.
func (s *Supply) Replaced() []Replaced {
	var out []Replaced
	for k, was := range s.hand {
		now := s.stock[k.capPlace][k.capPart]
		if !k.day.IsZero() {
			now = s.dated[k.capPlace][k.day][k.capPart]
		}
		if now.Source != string(HandForm) {
			out = append(out, Replaced{was, now})
		}
	}
	slices.SortFunc(out, func(a, b Replaced) int {
		return cmp.Or(cmp.Compare(a.Was.Serves(), b.Was.Serves()), cmp.Compare(a.Was.Service, b.Was.Service), a.Was.Date.Compare(b.Was.Date),
			cmp.Compare(a.Was.Holder, b.Was.Holder), cmp.Compare(a.Was.Category, b.Was.Category))
	})
	return out
}
