package recovery

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"headroom/internal/civil"
)

// ClockID names the rule of a clock. That of a clinical or diagnostic priority is the priority's own word.
type ClockID string

// The clocks that are not a priority's.
const (
	FasterDiagnosis ClockID = "FDS28"  // referral → told that cancer is diagnosed or ruled out
	Cancer31        ClockID = "C31"    // decision to treat → treatment
	Cancer62        ClockID = "C62"    // referral or consultant upgrade → treatment
	Cancer104       ClockID = "C104"   // the same days, up to the harm review
	RTT18           ClockID = "RTT18"  // clock start → treatment, in weeks
	RTT52           ClockID = "RTT52"  //
	RTT65           ClockID = "RTT65"  //
	RTT78           ClockID = "RTT78"  //
	RTT104          ClockID = "RTT104" //
	Guarantee28     ClockID = "CANC28" // cancelled on the day → a binding date
)

// ClockGroup is what a clock is about. Stored as its word.
type ClockGroup string

// The groups of clocks.
const (
	CancerClock       ClockGroup = "cancer"
	PriorityClock     ClockGroup = "priority"
	DiagnosticClock   ClockGroup = "diagnostic"
	RTTClock          ClockGroup = "rtt"
	CancellationClock ClockGroup = "cancellation"
)

// ClockRule is one dated rule: from a start it sets the last day that is on time.
type ClockRule struct {
	ID        ClockID
	Group     ClockGroup
	Name      string
	Within    Interval
	From, To  civil.Date // in force on From ≤ day < To; the zero date is an open end
	Confirmed bool       // false: known by memory alone, to be checked against a published text
	Source    string
}

// Interval is how long after its start a clock's last day on time lies. The zero Interval sets no last day.
type Interval struct{ Days, Months int }

// ParseInterval reads "28d", "18w", "3m", and "" for none.
func ParseInterval(s string) (Interval, error) {
	if s == "" {
		return Interval{}, nil
	}
	n, err := strconv.Atoi(s[:len(s)-1])
	if err != nil || n < 1 || n > 3660 {
		return Interval{}, fmt.Errorf("%q is no interval; write it as 28d, 18w or 3m", s)
	}
	switch s[len(s)-1] {
	case 'd':
		return Interval{Days: n}, nil
	case 'w':
		return Interval{Days: 7 * n}, nil
	case 'm':
		return Interval{Months: n}, nil
	}
	return Interval{}, fmt.Errorf("%q is no interval; write it as 28d, 18w or 3m", s)
}

// IsZero reports that the interval sets no last day.
func (i Interval) IsZero() bool { return i == Interval{} }

// After is the last day on time of a clock that starts on d: d is day 0. Months are calendar months; where the month has no
// such day, its last one.
func (i Interval) After(d civil.Date) civil.Date {
	if i.Months == 0 {
		return d.Add(i.Days)
	}
	last := civil.On(d.Year(), d.Month()+time.Month(i.Months)+1, 0)
	return civil.On(last.Year(), last.Month(), min(d.Day(), last.Day())).Add(i.Days)
}

// ClockRules are the rules of all clocks with their dates. They are a value: a local rule is added with With.
type ClockRules struct{ list []ClockRule }

//go:embed clock_rules.csv
var clockRulesCSV string

var standardClocks = sync.OnceValue(func() ClockRules {
	r, err := ReadClockRules(clockRulesCSV)
	if err != nil {
		panic(err) // our own table; a test reads it
	}
	return r
})

// StandardClocks are the built-in rules, each with its source and whether that was checked.
func StandardClocks() ClockRules { return standardClocks() }

// ReadClockRules reads a table of rules: id, group, name, interval, from, to, certainty, source under a header line. A
// malformed line, or two rules of one clock in force on the same day, is an error that names the line.
func ReadClockRules(text string) (ClockRules, error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return ClockRules{}, fmt.Errorf("the rules of clocks: %w", err)
	}
	var out ClockRules
	for i, f := range rows {
		if i == 0 {
			continue
		}
		r, err := clockRule(f)
		if err != nil {
			return ClockRules{}, fmt.Errorf("line %d of the rules of clocks: %w", i+1, err)
		}
		for _, o := range out.list {
			if o.ID == r.ID && o.overlaps(r) {
				return ClockRules{}, fmt.Errorf("line %d of the rules of clocks: %s has two rules on one day; end the earlier one first", i+1, r.ID)
			}
		}
		out.list = append(out.list, r)
	}
	return out, nil
}

func clockRule(f []string) (ClockRule, error) {
	if len(f) != 8 {
		return ClockRule{}, fmt.Errorf("%d columns, 8 are needed", len(f))
	}
	r := ClockRule{ID: ClockID(f[0]), Group: ClockGroup(f[1]), Name: f[2], Confirmed: f[6] == "confirmed", Source: f[7]}
	groups := []ClockGroup{CancerClock, PriorityClock, DiagnosticClock, RTTClock, CancellationClock}
	if r.ID == "" || r.Name == "" || r.Source == "" || !slices.Contains(groups, r.Group) {
		return r, fmt.Errorf("a rule needs an id, one of the groups %v, a name and a source", groups)
	}
	if !r.Confirmed && f[6] != "unconfirmed" {
		return r, fmt.Errorf("%q is neither confirmed nor unconfirmed", f[6])
	}
	var err error
	if r.Within, err = ParseInterval(f[3]); err != nil {
		return r, err
	}
	for s, d := range map[string]*civil.Date{f[4]: &r.From, f[5]: &r.To} {
		if s == "" {
			continue
		}
		if *d, err = civil.ParseDate(s); err != nil {
			return r, err
		}
	}
	return r, nil
}

// overlaps reports whether both rules are in force on some day.
func (r ClockRule) overlaps(o ClockRule) bool {
	return (r.To.IsZero() || o.From.Before(r.To)) && (o.To.IsZero() || r.From.Before(o.To))
}

// List are the rules in the table's order.
func (c ClockRules) List() []ClockRule { return slices.Clone(c.list) }

// At is the rule of a clock that is in force on a day; false when there is none.
func (c ClockRules) At(id ClockID, on civil.Date) (ClockRule, bool) {
	for _, r := range c.list {
		if r.ID == id && !on.Before(r.From) && (r.To.IsZero() || on.Before(r.To)) {
			return r, true
		}
	}
	return ClockRule{}, false
}

// With is the table with other rules in place of all that there are of the same clocks: a trust's own meaning of a
// diagnostic code, say. The receiver is unchanged.
func (c ClockRules) With(rules ...ClockRule) ClockRules {
	out := ClockRules{}
	for _, r := range c.list {
		if !slices.ContainsFunc(rules, func(n ClockRule) bool { return n.ID == r.ID }) {
			out.list = append(out.list, r)
		}
	}
	out.list = append(out.list, rules...)
	return out
}
