package discharge

import (
	"fmt"
	"slices"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// Stay is one person's stay, known by a row number that means nothing outside the trust that numbered it. No name, number
// of the NHS, age or address is read or kept.
type Stay struct {
	Row      int
	Admitted civil.Date
	Ready    civil.Date // no longer met the criteria to reside; zero where it is not recorded
	Arranged civil.Date // assessment, referral and arrangement were over: waited for care alone; zero where it is not recorded
	Left     civil.Date // zero while the person is in
	Pathway  Pathway    // empty where it is not recorded
	Council  org.Code   // empty where it is not recorded
}

// Delay is the days from ready to left (definition c.1); false while the person is in or ready is not recorded.
func (s Stay) Delay() (int, bool) {
	if s.Ready.IsZero() || s.Left.IsZero() {
		return 0, false
	}
	return s.Left.Sub(s.Ready), true
}

// Bands is how many bands of delay there are.
const Bands = 7

// BandNames are the published bands, in days from ready to left (R18).
func BandNames() [Bands]string {
	return [Bands]string{"0", "1", "2-3", "4-6", "7-13", "14-20", "21+"}
}

// bandFrom is the first number of days of each band.
var bandFrom = [Bands]int{0, 1, 2, 4, 7, 14, 21}

// BandOf is the band of a delay in days, from 0.
func BandOf(days int) int {
	band := 0
	for i, from := range bandFrom {
		if days >= from {
			band = i
		}
	}
	return band
}

// Delays counts those who left in a month by how long after being ready, as published: a person belongs to the month of
// leaving; bed-days are the days from ready to left.
type Delays struct {
	Trust   org.Code
	Council org.Code // empty: all of the trust's
	Pathway Pathway  // empty: all
	Month   civil.Date
	People  [Bands]int
	BedDays [Bands]int
	Undated int // left, and when they were ready is not recorded: in no band
}

// Left is how many left with a recorded date of being ready.
func (d Delays) Left() int {
	n := 0
	for _, p := range d.People {
		n += p
	}
	return n
}

// Days is the bed-days in all.
func (d Delays) Days() int {
	n := 0
	for _, b := range d.BedDays {
		n += b
	}
	return n
}

// Late is how many left a day or more after being ready.
func (d Delays) Late() int { return d.Left() - d.People[0] }

// Average is the bed-days for each who left late, and for each who left; false where nobody did.
func (d Delays) Average() (ofLate, ofAll float64, ok bool) {
	if d.Late() == 0 {
		return 0, 0, d.Left() > 0
	}
	return float64(d.Days()) / float64(d.Late()), float64(d.Days()) / float64(d.Left()), true
}

// Add is the sum of two counts; the names are d's.
func (d Delays) Add(e Delays) Delays {
	for i := range Bands {
		d.People[i] += e.People[i]
		d.BedDays[i] += e.BedDays[i]
	}
	d.Undated += e.Undated
	return d
}

// DelaysOf counts a trust's stays by month of leaving, council and pathway: the finest cells, whose sums are the coarser
// ones. The order is month, council, pathway.
func DelaysOf(trust org.Code, stays []Stay) []Delays {
	type key struct {
		month   civil.Date
		council org.Code
		pathway Pathway
	}
	at := map[key]*Delays{}
	for _, s := range stays {
		if s.Left.IsZero() {
			continue
		}
		k := key{civil.On(s.Left.Year(), s.Left.Month(), 1), s.Council, s.Pathway}
		d := at[k]
		if d == nil {
			d = &Delays{Trust: trust, Council: s.Council, Pathway: s.Pathway, Month: k.month}
			at[k] = d
		}
		days, ok := s.Delay()
		if !ok {
			d.Undated++
			continue
		}
		d.People[BandOf(days)]++
		d.BedDays[BandOf(days)] += days
	}
	out := make([]Delays, 0, len(at))
	for _, d := range at {
		out = append(out, *d)
	}
	slices.SortFunc(out, func(a, b Delays) int {
		if n := a.Month.Compare(b.Month); n != 0 {
			return n
		}
		if n := strings.Compare(string(a.Council), string(b.Council)); n != 0 {
			return n
		}
		return strings.Compare(string(a.Pathway), string(b.Pathway))
	})
	return out
}

// SumDelays adds cells up over councils and pathways, by trust and month, in the order in which they first come.
func SumDelays(cells []Delays) []Delays {
	type key struct {
		trust org.Code
		month civil.Date
	}
	at := map[key]int{}
	var out []Delays
	for _, c := range cells {
		k := key{c.Trust, c.Month}
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k] = i
			out = append(out, Delays{Trust: c.Trust, Month: c.Month})
		}
		out[i] = out[i].Add(c)
	}
	return out
}

// SmallNumber is the least count of people that may be shown above the organisation that counted (T28, definition g.11).
const SmallNumber = 5

// Hidden is a count as it may be shown above the organisation that counted: one from 1 to 4 is withheld.
func Hidden(n int) (shown int, words string) {
	if n > 0 && n < SmallNumber {
		return 0, fmt.Sprintf("fewer than %d", SmallNumber)
	}
	return n, fmt.Sprint(n)
}

// checkStay says what is wrong with a stay that was read; "" when nothing is.
func checkStay(s Stay, today civil.Date) string {
	switch {
	case s.Admitted.IsZero():
		return "the day of admission is missing; enter it as 2023-12-24 or 24/12/2023"
	case s.Admitted.After(today), s.Left.After(today):
		return "the day is still to come; correct it"
	case !s.Ready.IsZero() && s.Ready.Before(s.Admitted):
		return "the person was ready before being admitted; correct one of the two days"
	case !s.Left.IsZero() && s.Left.Before(s.Admitted):
		return "the person left before being admitted; correct one of the two days"
	case !s.Left.IsZero() && s.Ready.After(s.Left):
		return "the person was ready after leaving; correct one of the two days"
	case !s.Arranged.IsZero() && (s.Arranged.Before(s.Ready) || !s.Left.IsZero() && s.Arranged.After(s.Left)):
		return "care was arranged before the person was ready or after leaving; correct one of the days"
	}
	return ""
}
