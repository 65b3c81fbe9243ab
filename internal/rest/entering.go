package rest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// Entering is how a duty is entered by hand.
type Entering struct {
	Withdrawn bool // the duty that begins then is taken out again
	Anyway    bool // the person who enters it was told what it takes, and plans it; or that it is long, and says that it is right
	New       bool // of a file: staff codes of which nothing is known are new people
}

// CheckEntered says what is wrong with a duty entered by hand, given what is known of the person, the policy and the day: a
// staff code of which nothing is known, a planned duty in rest that is booked, and, unless it is entered anyway, one in
// rest that a rule asks for, over another duty, or longer than any that the person's rules allow. A duty that was worked is a
// fact: it is asked about where it is longer than those, and kept.
func CheckEntered(d Duty, how Entering, k Kept, policy Policy, holidays civil.Holidays, at time.Time) error {
	var bad fault.List
	if len(k.Duties)+len(k.Contracts) == 0 {
		bad.Add("person", "", "Nothing is known here of %s. Correct the staff code, or enter the contract first", d.Person)
		return bad.Err("The duty was not kept")
	}
	if !how.Withdrawn && notOver(d, at) {
		bad.Add("end", "", "%s", notOverWords(d))
		return bad.Err("The duty was not kept")
	}
	if how.Withdrawn || !d.End.After(d.Start) || d.Kind == Sick {
		return nil
	}
	long := ""
	if !how.Anyway {
		long = tooLong(d, k.Ask(d.Person, policy, holidays, at, civil.Date{}))
	}
	if d.State != Planned {
		if long != "" {
			bad.Add(PlannedAlike, "", "This duty is %s. Correct its times, or say below that they are right", long)
		}
		return bad.Err("The duty was not kept")
	}
	if d.Kind == Leave {
		if words := overBooked(d, k); words != "" {
			bad.Add("start", "", "%s", words)
		}
		return bad.Err("The leave was not kept")
	}
	k.Duties = slices.DeleteFunc(slices.Clone(k.Duties), func(x Duty) bool { return x.State == Planned && x.Start.Equal(d.Start) })
	if words := overBooked(d, k); words != "" {
		bad.Add("start", "", "%s", words)
	}
	if len(bad) > 0 || how.Anyway {
		return bad.Err("The duty was not kept")
	}
	if told := liesIn(d, k.Duties, Judge(k.Ask(d.Person, policy, holidays, at, civil.Date{})).Blocks); len(told) > 0 {
		bad.Add(PlannedAlike, "", "This duty lies in: %s. Choose another time, or say below that it is planned all the same", strings.Join(told, "; "))
	}
	if long != "" {
		bad.Add(PlannedAlike, "", "This duty is %s. Correct its times, or say below that it is planned all the same", long)
	}
	return bad.Err("The duty was not kept")
}

// tooLong says that a duty is longer than the rules of the person allow any to be, where it is: an error of typing, most
// often. Empty where it is not.
func tooLong(d Duty, a Ask) string {
	if d.Kind == Leave || d.Kind == Sick || d.State == NotWorked {
		return ""
	}
	j := judging{Ask: a}
	var by Rule
	most := time.Duration(0)
	hold := func(r Rule, limit float64) {
		if n := durationOf(limit); n > 0 && (most == 0 || n < most) {
			by, most = r, n
		}
	}
	code, shift := j.code(j.terms(d.Start)), CheckShiftLength
	if d.Kind == OnCallAway {
		shift = CheckCallLength
	} else {
		for _, r := range code.on(CheckRestBetween, d.Start) {
			hold(r, max(0, r.In-r.Limit)) // longer, it leaves no room for the rest
		}
	}
	for _, r := range code.on(shift, d.Start) {
		hold(r, r.Limit)
	}
	if n := d.End.Sub(d.Start); most > 0 && n > most {
		return fmt.Sprintf("%s hours long, and the rules allow none of more than %s (%s)", plain(hoursOf(n)), plain(hoursOf(most)), by.Ref())
	}
	return ""
}

// notOver reports whether a duty is said to have been worked, and ends after at: that is no fact yet.
func notOver(d Duty, at time.Time) bool {
	return d.State == Worked && d.Kind != Leave && d.Kind != Sick && d.End.After(at)
}

func notOverWords(d Duty) string {
	return "It ends " + clockWords(d.End) + ", and cannot have been worked yet. Enter it as planned, or correct its time"
}

// overBooked says which booked rest a duty lies in, with the remedy; empty where it lies in none.
func overBooked(d Duty, k Kept) string {
	for _, e := range LiveRecords(k.Records) {
		if e.Kind == Booked && e.At.Before(d.End) && d.Start.Before(e.Until) {
			return fmt.Sprintf("%s is booked from %s to %s (%s). Let that booking go first, or choose another time", capitalOf(e.Ledger.Words()), clockWords(e.At), clockWords(e.Until), e.Ledger)
		}
	}
	return ""
}

// liesIn says in which other duties and in which rest that a rule asks for a duty lies.
func liesIn(d Duty, others []Duty, blocks []Block) []string {
	var told []string
	for _, x := range others {
		if x.State != NotWorked && x.Start.Before(d.End) && d.Start.Before(x.End) {
			told = append(told, "a duty from "+clockWords(x.Start)+" to "+clockWords(x.End))
		}
	}
	for _, b := range blocks {
		if b.Rule != Absent && b.From.Before(d.End) && d.Start.Before(b.To) && !strings.HasPrefix(string(b.Rule), "BOOKED-") {
			told = append(told, b.Words+" ("+b.Ref()+"), "+b.Window())
		}
	}
	return told
}

func capitalOf(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// Names of the faults of a file that a person may put right by a tick.
const (
	NewPeople    = "new"    // staff codes of which nothing is known
	PlannedAlike = "anyway" // planned duties in rest that a rule asks for, and duties that are very long
)

// CheckFile says what is wrong with a file of duties, given what is known of its people, each fault with its row: staff codes
// of which nothing is known, unless they are new people; planned duties to come that lie in rest that is booked; and, unless
// they are planned all the same, those in rest that a rule asks for, over another duty that is known, or that would break a
// rule which is kept without them; and, unless their times are right, duties longer than any that the person's rules allow.
func CheckFile(list []Duty, how Entering, known map[Person]Kept, policy Policy, holidays civil.Holidays, at time.Time) error {
	var bad, told fault.List
	by := map[Person][]Duty{}
	var order []Person
	for _, d := range list {
		if by[d.Person] == nil {
			order = append(order, d.Person)
		}
		by[d.Person] = append(by[d.Person], d)
	}
	for _, p := range order {
		k := known[p]
		if len(k.Duties)+len(k.Contracts) == 0 && !how.New {
			addRow(&told, NewPeople, by[p][0], "nothing is known here of %s (rows with this code: %d). Correct the code, or say below that these are new people", p, len(by[p]))
			continue
		}
		checkPlans(&bad, &told, by[p], how, k, policy, holidays, at)
	}
	if len(bad) == 0 {
		bad = told
	}
	if n := len(bad) - maxFaults; n > 0 {
		name := bad[maxFaults].Name
		bad = bad[:maxFaults]
		bad.Add(name, "", "and %d more like these", n)
	}
	return bad.Err("Nothing of the file was kept")
}

func addRow(bad *fault.List, name string, d Duty, format string, args ...any) {
	*bad = append(*bad, fault.Field{Name: name, File: d.Row.File, Sheet: d.Row.Sheet, Cell: fmt.Sprintf("row %d", d.Row.Line), Message: fmt.Sprintf(format, args...)})
}

// checkPlans holds the planned duties to come of one person in a file against what is known of the person and against each
// other: the person is judged with them and without.
func checkPlans(bad, told *fault.List, list []Duty, how Entering, k Kept, policy Policy, holidays civil.Holidays, at time.Time) {
	for _, d := range list {
		if notOver(d, at) {
			addRow(bad, "end", d, "%s", notOverWords(d))
		}
		if words := overBooked(d, k); words != "" && d.Kind == Leave && d.State == Planned && d.End.After(at) {
			addRow(bad, "start", d, "%s", words)
		}
	}
	asked := map[int]string{}
	if !how.Anyway {
		person := k.Ask(list[0].Person, policy, holidays, at, civil.Date{})
		for i, d := range list {
			if words := tooLong(d, person); words != "" {
				asked[i] = "this duty is " + words + ". Correct its times, or say below that they are right"
			}
		}
	}
	toCome := func(d Duty) bool {
		return d.State == Planned && d.Kind != Leave && d.Kind != Sick && d.End.After(at)
	}
	if !slices.ContainsFunc(list, toCome) {
		tellLong(told, list, asked)
		return
	}
	replaced := func(x Duty) bool {
		return slices.ContainsFunc(list, func(d Duty) bool { return d.Start.Equal(x.Start) && (d.State == Planned) == (x.State == Planned) })
	}
	without := k
	without.Duties = slices.DeleteFunc(slices.Clone(k.Duties), replaced)
	others := without.Duties
	with := without
	with.Duties = slices.Concat(without.Duties, list)
	without.Duties = slices.Concat(without.Duties, slices.DeleteFunc(slices.Clone(list), toCome))
	person := list[0].Person
	before := Judge(without.Ask(person, policy, holidays, at, civil.Date{}))
	var fresh []Breach
	if !how.Anyway {
		fresh = slices.DeleteFunc(Judge(with.Ask(person, policy, holidays, at, civil.Date{})).Breaches, func(b Breach) bool {
			return b.Unit == "minutes" || slices.Contains(before.Breaches, b) // of breaks a plan says little
		})
	}
	for i, d := range list {
		if !toCome(d) {
			continue
		}
		if words := overBooked(d, k); words != "" {
			addRow(bad, "start", d, "%s", words)
			continue
		}
		if how.Anyway {
			continue
		}
		words := liesIn(d, others, before.Blocks)
		if len(words) > 0 {
			words = []string{"this duty lies in: " + strings.Join(words, "; ")}
		}
		fresh = slices.DeleteFunc(fresh, func(b Breach) bool {
			touches := !b.From.After(d.End) && !b.To.Before(d.Start)
			if touches && len(words) == 0 {
				words = append(words, fmt.Sprintf("with this duty %s is not kept: %s %s where the limit is %s, %s to %s", ref(b.Rule, b.Set), plain(b.Observed), b.Unit, plain(b.Limit), clockWords(b.From), clockWords(b.To)))
			}
			return touches
		})
		if len(words) > 0 && asked[i] == "" {
			addRow(told, PlannedAlike, d, "%s", words[0])
		}
	}
	tellLong(told, list, asked)
}

// tellLong asks about the duties that are too long, by their place in the list.
func tellLong(told *fault.List, list []Duty, asked map[int]string) {
	for i, d := range list {
		if words := asked[i]; words != "" {
			addRow(told, PlannedAlike, d, "%s", words)
		}
	}
}
