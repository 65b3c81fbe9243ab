package discharge

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/sheet"
)

// Cohort is the length of stay of the people a count of reasons is about, in words of the publications.
type Cohort string

// The cohorts. Labels that say ">7" mean seven days or more (T5); the eighteen reasons of 2023-24 were published for
// stays of over fourteen days.
const (
	EveryStay Cohort = "all"
	Stay7     Cohort = "7+"
	Stay14    Cohort = "14+"
	Stay21    Cohort = "21+"
)

// Weight says how a reason counts for a person: each has one primary reason and any number of contributing ones (T15).
type Weight string

// The weights.
const (
	Primary      Weight = "primary"
	Contributing Weight = "contributing" // these add up to more than the people there are, and are never added to them
)

// ReasonCount is how many people of a trust waited for a reason on a day.
type ReasonCount struct {
	Trust   org.Code
	Council org.Code // empty where the source does not say
	Day     civil.Date
	Cohort  Cohort
	Weight  Weight
	Code    ReasonCode
	Raw     string // the label as the source wrote it
	N       int
}

// ReasonFile is what a file of reasons says.
type ReasonFile struct {
	Counts []ReasonCount
	Read   int
	Blank  int // rows without a number: nothing is kept of them, and they are not nought
	Sets   []ReasonSet
	Notes  []string
}

// reasonColumns are those of a table of reasons: the tidy national one, and local ones with more columns.
func reasonColumns() []column {
	return []column{
		{"trust", []string{"nhs_trust22_code", "trust", "trust code", "org code", "organisation code", "provider code"}, true},
		{"date", []string{"date", "day"}, true},
		{"reason", []string{"delay_reason", "reason", "delay reason", "reason for delay"}, true},
		{"n", []string{"delay_count", "count", "n", "patients", "people"}, true},
		{"council", []string{"council", "local authority", "council code"}, false},
		{"cohort", []string{"cohort", "los", "length of stay"}, false},
		{"weight", []string{"weight", "primary or contributing", "primary/contributing"}, false},
	}
}

// ReadReasons reads a file of reasons for delay. Labels are matched by their letters alone and kept as they were written;
// one that no set has is refused, never dropped. When anything is wrong nothing is given.
func ReadReasons(ctx context.Context, book *sheet.Book, trusts, councils Finder, at time.Time) (ReasonFile, error) {
	var out ReasonFile
	seen := map[ReasonCount]int{}
	g, err := eachRow(ctx, book, reasonColumns(), at, func(g *grid, r sheet.Row) {
		before := g.faults()
		c := ReasonCount{Trust: g.org(r, "trust", trusts, "trust"), Day: g.day(r, "date"), Cohort: g.cohort(r), Weight: g.weight(r),
			Raw: r.At(g.cols["reason"]).String()}
		if c.Day.IsZero() && g.blank(r, "date") {
			g.fault(r, "date", "the day is missing; write it as 2023-12-24 or 24/12/2023")
		}
		if !g.blank(r, "council") {
			c.Council = g.org(r, "council", councils, "council")
		}
		reason, ok := MatchReason(c.Raw, SetOn(c.Day))
		if !ok {
			g.fault(r, "reason", "%q is in neither the list of 18 reasons nor the list of 37; write it as one of them", sheet.Clean(c.Raw))
		}
		c.Code = reason.Code
		key := c
		key.Raw = ""
		if g.faults() == before { // what could not be read is not the same as anything
			if first, twice := seen[key]; twice {
				g.fault(r, "reason", "row %d counts the same reason for the same people; leave one of the two", first)
			}
			seen[key] = r.Index
		}
		n, given := g.whole(r, "n")
		if !given {
			out.Blank++
			return
		}
		c.N = n
		if ok && !slices.Contains(out.Sets, reason.Set) {
			out.Sets = append(out.Sets, reason.Set)
		}
		out.Counts = append(out.Counts, c)
	})
	if err != nil {
		return ReasonFile{}, err
	}
	out.Read = g.rows
	slices.Sort(out.Sets)
	if out.Blank > 0 {
		out.Notes = append(out.Notes, fmt.Sprintf("%d rows have no number: they are missing, not nought", out.Blank))
	}
	return out, nil
}

// cohort reads the length of stay; a table without the column is about every stay.
func (g *grid) cohort(r sheet.Row) Cohort {
	if g.blank(r, "cohort") {
		return EveryStay
	}
	switch digits := strings.Trim(sheet.Label(g.text(r, "cohort")), "<>=+≥ days"); digits {
	case "7", "14", "21":
		return Cohort(digits + "+")
	case "all", "":
		return EveryStay
	}
	if sheet.Label(g.text(r, "cohort")) == "all" {
		return EveryStay
	}
	g.fault(r, "cohort", "%q is no length of stay; write all, 7+, 14+ or 21+", g.text(r, "cohort"))
	return EveryStay
}

// weight reads whether a reason is the primary one; a table without the column has primary reasons alone.
func (g *grid) weight(r sheet.Row) Weight {
	switch sheet.Label(g.text(r, "weight")) {
	case "", "primary":
		return Primary
	case "contributing":
		return Contributing
	}
	g.fault(r, "weight", "%q is neither primary nor contributing; write one of them", g.text(r, "weight"))
	return Primary
}

// ReasonSum is a trust's reasons of one day and cohort held against the people they are about.
type ReasonSum struct {
	Trust        org.Code
	Day          civil.Date
	Cohort       Cohort
	Primary      int // the people: each has one primary reason
	Contributing int // reasons, not people
	Groups       map[ReasonGroup]int
	Feeds        map[Feeds]int
}

// SumReasons adds the counts up over councils, by trust, day and cohort; groups and stages are of primary reasons alone.
// The order is that of the counts.
func SumReasons(counts []ReasonCount) []ReasonSum {
	type key struct {
		trust  org.Code
		day    civil.Date
		cohort Cohort
	}
	at := map[key]int{}
	var out []ReasonSum
	for _, c := range counts {
		k := key{c.Trust, c.Day, c.Cohort}
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k] = i
			out = append(out, ReasonSum{Trust: c.Trust, Day: c.Day, Cohort: c.Cohort, Groups: map[ReasonGroup]int{}, Feeds: map[Feeds]int{}})
		}
		if c.Weight == Contributing {
			out[i].Contributing += c.N
			continue
		}
		out[i].Primary += c.N
		if r, known := FindReason(c.Code); known {
			out[i].Groups[r.Group] += c.N
			out[i].Feeds[r.Feeds] += c.N
		}
	}
	return out
}

// Agrees says whether primary reasons add up to the people who remained, of whom the sitrep says how many (R17); words
// tell the difference where they do not.
func (s ReasonSum) Agrees(remaining int) (ok bool, words string) {
	if s.Primary == remaining {
		return true, ""
	}
	return false, fmt.Sprintf("%s has primary reasons of %d people on %s (length of stay %s), and %d remained", s.Trust, s.Primary,
		s.Day.Format("2 January 2006"), s.Cohort, remaining)
}
