package rest

import (
	"slices"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// Signer is who acted: an account, in a role at an organisation, itself or for the holder.
type Signer struct {
	Actor  string
	Role   access.Role
	Org    org.Code
	Deputy bool
}

// SignerOf is who acts when p uses the role g for the employer: a deputy is known by whom the grant stands for.
func SignerOf(p access.Principal, g access.Grant, employer org.Code) Signer {
	return Signer{Actor: p.Actor(), Role: g.Role, Org: employer, Deputy: g.StandsFor != 0}
}

// File is where something was read from.
type File struct {
	Name   string // without its folder; empty for what a person entered by hand
	SHA256 string // of its bytes; of its content for what was entered by hand
	Source string // of what was entered by hand: where the person read it
}

// ImportKind is what was brought in. Stored as its word.
type ImportKind string

// The kinds.
const (
	DutiesIn    ImportKind = "duties"
	ContractsIn ImportKind = "contracts"
)

// Imported is the record of what was brought in.
type Imported struct {
	ID   int64
	Kind ImportKind
	Org  org.Code
	File File
	Read int
	Kept int
	By   string
	At   time.Time
	Held bool // the same bytes were kept before: nothing changed
}

// Member is who a person is to the employer: it never leaves it. Account is who sees the person's own ledger; 0 is nobody.
type Member struct {
	Known
	Account int64
}

// Kept is what is known of one person.
type Kept struct {
	Duties    []Duty
	Contracts []Contract
	Records   []Entry // with those that were let go: see LiveRecords
}

// Ask makes the question of one person from what is known, by the rules of the contract.
func (k Kept) Ask(p Person, policy Policy, holidays civil.Holidays, at time.Time, recovery civil.Date) Ask {
	return Ask{Person: p, Duties: k.Duties, Contracts: k.Contracts, Records: LiveRecords(k.Records), Rules: BuiltIn(), Policy: policy, Holidays: holidays, At: at,
		Recovery: recovery}
}

// StandsAfter is how far back duties are read for a judgement: the longest reference period and the days after it.
const StandsAfter = 27 * 7

// Mine is a person that an account is named for.
type Mine struct {
	Org    org.Code
	Person Person
}

// CheckRecord says everything that is wrong with a record of rest booked, taken, paid or let go, given what is known of the
// person: nothing but rest settles L1, rest is a stretch without a duty or leave in it, and a booking that is confirmed or
// let go has to be there.
func CheckRecord(e Entry, k Kept, join time.Duration) error {
	var bad fault.List
	switch e.Ledger {
	case Statutory, Contractual, Recovery:
	default:
		bad.Add("ledger", "", "Choose which ledger it is for")
	}
	switch e.Kind {
	case Paid:
		if e.Ledger != Contractual {
			bad.Add("kind", "", "Only contractual time off in lieu can be paid. Compensatory rest is given as rest (WTR-24)")
		}
	case Booked, Taken:
		checkWindow(&bad, e, k, join)
	case Released:
	default:
		bad.Add("kind", "", "Choose what happened: booked, taken, paid or let go")
	}
	CheckWords(&bad, "words", e.Words)
	if !(e.Hours > 0) || e.Hours > 1000 {
		bad.Add("hours", "", "Enter more than 0 and at most 1,000 hours")
	}
	if e.Booking > 0 {
		checkBooking(&bad, e, k)
	} else if e.Kind == Released {
		bad.Add("booking", "", "Say which booking is let go")
	}
	return bad.Err("The rest was not noted")
}

// checkWindow asks that the rest is a stretch in which the person neither works nor is away.
func checkWindow(bad *fault.List, e Entry, k Kept, join time.Duration) {
	if !e.Until.After(e.At) {
		bad.Add("until", "", "The rest ends %s, not after it begins %s; correct one of the two", clockWords(e.Until), clockWords(e.At))
		return
	}
	if length := hoursOf(e.Until.Sub(e.At)); e.Hours > length+1e-9 {
		bad.Add("hours", "", "%s hours are more than the %s between the two times", plain(e.Hours), plain(length))
	}
	t := timelineOf(k.Duties, join, time.Time{})
	for _, s := range t.stretches {
		if s.between(e.At, e.Until) > 0 {
			bad.Add("at", "", "There is a duty from %s to %s; choose a time without one, or change the roster first", clockWords(s.from), clockWords(s.to))
			break
		}
	}
	for _, x := range LiveRecords(k.Records) {
		if (x.Kind == Booked || x.Kind == Taken) && (e.Booking == 0 || x.ID != e.Booking) && x.At.Before(e.Until) && e.At.Before(x.Until) {
			bad.Add("at", "", "From %s to %s rest is %s already (%s), and an hour of rest counts once. Choose another time, or let that go first", clockWords(x.At), clockWords(x.Until), x.Kind, x.Ledger)
			break
		}
	}
	if e.Ledger != Statutory && len(*bad) == 0 {
		checkBeside(bad, e, k, t)
	}
	for _, d := range t.absent {
		if (span{d.Start, d.End}).within(e.At, e.Until) > 0 {
			bad.Add("at", "", "The person is away from %s to %s; leave and sickness are no rest that is given back", clockWords(d.Start), clockWords(d.End))
			break
		}
	}
}

// checkBeside asks that time off and recovery rest leave the daily rest whole: somewhere between the duties around it, 11
// hours together are left that are neither.
func checkBeside(bad *fault.List, e Entry, k Kept, t timeline) {
	const daily = 11 * time.Hour
	from, to := e.At.Add(-daily), e.Until.Add(daily) // beyond these there is daily rest on that side
	for _, s := range t.stretches {
		if !s.to.After(e.At) {
			from = later(from, s.to)
		} else if !s.from.Before(e.Until) {
			to = earlier(to, s.from)
		}
	}
	taken := []span{{e.At, e.Until}}
	for _, x := range LiveRecords(k.Records) {
		if x.Ledger != Statutory && (x.Kind == Booked || x.Kind == Taken) && (e.Booking == 0 || x.ID != e.Booking) {
			taken = append(taken, span{x.At, x.Until})
		}
	}
	slices.SortFunc(taken, func(a, b span) int { return a.from.Compare(b.from) })
	left, at := time.Duration(0), from
	for _, x := range append(taken, span{to, to}) {
		left = max(left, span{at, earlier(x.from, to)}.length())
		at = later(at, x.to)
	}
	if left < daily {
		bad.Add("at", "", "From %s to %s there is no duty, and beside this rest no 11 hours together are left of it for the daily rest (WTR-10), which is given first. Choose a time after it, or fewer hours",
			clockWords(from), clockWords(to))
	}
}

func checkBooking(bad *fault.List, e Entry, k Kept) {
	for _, x := range LiveRecords(k.Records) {
		if x.ID == e.Booking && x.Kind == Booked && x.Ledger == e.Ledger {
			return
		}
	}
	bad.Add("booking", "", "That booking is not there any more: it was taken, let go or never made. Look at the ledger again")
}

// Counts is how many people of an employer stand how: all that leaves it.
type Counts struct {
	Org      org.Code
	People   int
	By       map[Standing]int
	Breaches int // certain ones and others
	Owed     map[Ledger]Sum
}

// Sum is hours of one ledger over people.
type Sum struct {
	People  int // with something left
	Left    float64
	Booked  float64
	Overdue int // people with something overdue
	Late    float64
}

// Add counts one person in.
func (c *Counts) Add(j Judgement) {
	if c.By == nil {
		c.By, c.Owed = map[Standing]int{}, map[Ledger]Sum{}
	}
	c.People++
	c.By[j.Standing]++
	c.Breaches += len(j.Breaches)
	for _, b := range j.Balances {
		s := c.Owed[b.Ledger]
		if b.Left > 0 {
			s.People++
			s.Left += b.Left
			s.Booked += min(b.Booked, b.Left)
		}
		if b.Late > 0 {
			s.Overdue++
			s.Late += b.Late
		}
		c.Owed[b.Ledger] = s
	}
}

// withheld is the fewest people of whom a count is told outside the employer.
const withheld = 5

// Hidden reports whether a count of people is withheld outside the employer: from 1 to 4.
func Hidden(n int) bool { return n > 0 && n < withheld }

// Words is the standing as people read it.
func (s Standing) Words() string {
	switch s {
	case Compliant:
		return "compliant"
	case NotKept:
		return "rules not kept"
	}
	return "not shown to be compliant"
}
