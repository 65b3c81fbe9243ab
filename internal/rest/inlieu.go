package rest

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"headroom/internal/civil"
)

// inLieu works out L2: time off for extra duties that were worked for time off, by the rule of the contract; what was taken,
// booked or paid of it, the oldest first; and what a rule turns into pay once its time has passed.
func (j *judging) inLieu() {
	var owed []Entry
	for _, d := range j.Duties {
		if d.Extra != ExtraInLieu || d.State != Worked || !d.End.After(d.Start) {
			continue
		}
		if d.Kind == Bank {
			j.note("A bank duty on %s is marked as for time off: bank work is a separate engagement and is paid, so none is owed for it.", dayWords(d.Start))
			continue
		}
		hours := d.Paid
		if hours <= 0 {
			hours = hoursOf(d.End.Sub(d.Start))
		}
		e := Entry{Ledger: Contractual, Person: j.Person, Kind: Owed, Hours: hours, At: d.End, Words: "extra duty of " + dayWords(d.Start)}
		switch lieu, local := j.rules(CheckLieu, d.Start), j.rules(CheckLieuLocal, d.Start); {
		case len(lieu) > 0:
			e.Rule, e.Set, e.Due = lieu[0].ID, lieu[0].Set, lieuDue(lieu[0], civil.Today(d.Start))
		case len(local) > 0:
			e.Rule, e.Set, e.Words = local[0].ID, local[0].Set, e.Words+"; no national rule says by when"
		default:
			e.Words += "; no rule of these is about time off"
		}
		owed = append(owed, e)
	}
	owed = append(owed, j.mandated()...)
	slices.SortStableFunc(owed, func(a, b Entry) int { return a.At.Compare(b.At) })
	given, over := allot(Contractual, owed, j.Records)
	j.out.Entries = append(append(j.out.Entries, owed...), given...)
	j.overNote(Contractual, over)
	j.convert(owed, given)
}

// mandated is the time off for extra duties that were paid and passed a limit of hours of the set that forbids it: as many
// hours as the limit was passed by, at most the duty's.
func (j *judging) mandated() []Entry {
	var out []Entry
	for _, d := range j.Duties {
		if d.Extra != ExtraPaid || d.State != Worked || d.Kind == Bank {
			continue
		}
		for _, r := range j.rules(CheckLieuMandated, d.Start) {
			most := 0.0
			for _, b := range j.out.Breaches {
				over := b.Set == r.Set && b.Unit == "hours" && b.Observed > b.Limit
				if over && (span{b.From, b.To}).within(d.Start, d.End) > 0 {
					most = max(most, min(b.Excess, hoursOf(d.End.Sub(d.Start))))
				}
			}
			if most > 0 {
				out = append(out, Entry{Ledger: Contractual, Person: j.Person, Kind: Owed, Hours: most, At: d.End, Due: lieuDue(r, civil.Today(d.Start)), Rule: r.ID, Set: r.Set,
					Words: "a limit of hours was passed by the extra duty of " + dayWords(d.Start) + ", which is marked as paid"})
			}
		}
	}
	return out
}

// lieuDue is the last minute of the day by which time off is to be taken.
func lieuDue(r Rule, day civil.Date) time.Time {
	switch r.Unit {
	case "months":
		n := int(r.Limit)
		due := civil.On(day.Year(), day.Month()+time.Month(n), day.Day())
		if last := civil.On(day.Year(), day.Month()+time.Month(n)+1, 0); due.After(last) {
			due = last // there is no 30 February
		}
		day = due
	case "weeks":
		day = day.Add(int(7 * r.Limit))
	default:
		day = day.Add(int(r.Limit))
	}
	return lastMinute(day)
}

func lastMinute(d civil.Date) time.Time { return d.Add(1).At(0).Add(-time.Minute) }

func dayWords(t time.Time) string { return t.In(civil.London).Format("2 January 2006") }

// convert turns what was not taken in time into pay, where the rule says so.
func (j *judging) convert(owed, given []Entry) {
	for i, e := range owed {
		left := e.Hours
		for _, g := range given {
			if g.Against == i+1 && (g.Kind == Taken || g.Kind == Paid) {
				left -= g.Hours
			}
		}
		if e.Due.IsZero() || !j.At.After(e.Due) || left < 1e-9 {
			continue
		}
		for _, r := range j.rules(CheckLieu, e.At) {
			if r.ID != e.Rule || r.When == 0 {
				continue
			}
			times := r.When
			for _, h := range j.rules(CheckLieuHoliday, e.At) {
				if j.onHoliday(e) {
					times, r = h.Limit, h
				}
			}
			j.out.Entries = append(j.out.Entries, Entry{Ledger: Contractual, Person: j.Person, Kind: Paid, Hours: left, At: e.Due, Rule: r.ID, Set: r.Set, Against: i + 1,
				Words: fmt.Sprintf("%s h not taken by %s are paid as %s h (%s times)", plain(left), dayWords(e.Due), plain(left*times), plain(times))})
		}
	}
}

// onHoliday reports whether the extra duty behind an owed entry began on a bank holiday.
func (j *judging) onHoliday(e Entry) bool {
	return slices.ContainsFunc(j.Duties, func(d Duty) bool {
		return d.Extra == ExtraInLieu && d.End.Equal(e.At) && j.Holidays.IsHoliday(civil.Today(d.Start))
	})
}

func (j *judging) note(format string, args ...any) {
	j.out.Notes = append(j.out.Notes, fmt.Sprintf(format, args...))
}

func (j *judging) overNote(l Ledger, over float64) {
	if over > 1e-9 {
		j.note("%s h more were recorded in %s than are owed there; they settle nothing else.", plain(over), l.Words())
	}
}

// allot gives a ledger's records to what is owed in the same ledger: to the entry that a record names, else to the oldest
// that has something left. Taken and paid settle; booked only says that it is planned. over is what was recorded as taken
// or paid beyond what is owed.
func allot(l Ledger, owed []Entry, records []Entry) (given []Entry, over float64) {
	settled, planned := make([]float64, len(owed)), make([]float64, len(owed))
	list := slices.DeleteFunc(slices.Clone(records), func(e Entry) bool {
		return e.Ledger != l || e.Kind == Owed || e.Kind == Released || e.Kind == Paid && l != Contractual
	})
	slices.SortStableFunc(list, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(order(a.Kind), order(b.Kind)), a.At.Compare(b.At))
	})
	for _, e := range list {
		left := e.Hours
		for i := range owed {
			if e.Against > 0 && e.Against != i+1 {
				continue
			}
			room := owed[i].Hours - settled[i] - planned[i]
			n := min(left, room)
			if n < 1e-9 {
				continue
			}
			piece := e
			piece.Hours, piece.Against = n, i+1
			given = append(given, piece)
			left -= n
			if e.Kind == Booked {
				planned[i] += n
			} else {
				settled[i] += n
			}
		}
		if left > 1e-9 && e.Kind != Booked {
			over += left
		}
	}
	return given, over
}

// order puts what happened before what is planned.
func order(k EntryKind) int {
	if k == Booked {
		return 1
	}
	return 0
}

// plain is a number without needless digits.
// hoursWords is a number of hours with its noun.
func hoursWords(f float64) string {
	if s := plain(f); s != "1" {
		return s + " hours"
	}
	return "1 hour"
}

func plain(f float64) string { return strconv.FormatFloat(float64(int64(f*100+0.5))/100, 'f', -1, 64) }

// Words is the ledger as people read it.
func (l Ledger) Words() string {
	switch l {
	case Statutory:
		return "statutory compensatory rest"
	case Contractual:
		return "contractual time off in lieu"
	case Recovery:
		return "recovery rest"
	}
	return string(l)
}
