package rest

import (
	"embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// Mark says how sure a rule's text is. Stored as its word.
type Mark string

// The marks.
const (
	Published   Mark = "published"   // read in a published source
	Partly      Mark = "partly"      // a part of it was read, a part is not checked
	Unconfirmed Mark = "unconfirmed" // not checked against any text
	LocalPolicy Mark = "local"       // nobody's law: a local policy
)

// Words is the mark as people read it.
func (m Mark) Words() string {
	switch m {
	case Published:
		return "published"
	case Partly:
		return "partly confirmed"
	case LocalPolicy:
		return "local policy"
	}
	return "unconfirmed"
}

// Check is what a rule looks at. A row of the tables names one; the engine knows no limit of its own.
type Check string

// The checks.
const (
	CheckAverage      Check = "average" // mean hours a week over In weeks; When is the limit with an opt-out, 0 for none
	CheckNightAverage Check = "night-average"
	CheckRestBetween  Check = "rest-between"
	CheckWeeklyRest   Check = "weekly-rest" // Limit in In hours, or When in twice as many
	CheckBreak        Check = "break"       // Limit minutes in more than When hours
	CheckNightBreak   Check = "night-break" // the same in a night, from When hours on
	CheckCompensatory Check = "compensatory"
	CheckRolling      Check = "rolling" // hours in any In hours together
	CheckShiftLength  Check = "shift-length"
	CheckLongRun      Check = "long-run" // shifts over When hours on following days, then In hours of rest
	CheckLateRun      Check = "late-run"
	CheckNightRun     Check = "night-run"
	CheckNightRest    Check = "night-rest" // Limit hours after When nights or more
	CheckShiftRun     Check = "shift-run"  // When is the limit where the weekends are quiet on call
	CheckWeekends     Check = "weekends"   // at most one in Limit, from In weekends on
	CheckCallLength   Check = "on-call-length"
	CheckCallRest     Check = "on-call-rest"
	CheckCallNight    Check = "on-call-night"
	CheckLieu         Check = "lieu" // time off is due within Limit of Unit; When is the multiple at which the rest is paid
	CheckLieuHoliday  Check = "lieu-holiday"
	CheckLieuMandated Check = "lieu-mandated" // paid extra hours beyond a limit of the same set are time off, as for CheckLieu
	CheckLieuLocal    Check = "lieu-local"
	CheckWeek         Check = "week"
	CheckJoin         Check = "join"
	CheckLookBack     Check = "look-back"
	CheckWeightDay    Check = "weight-day"
	CheckWeightEve    Check = "weight-evening"
	CheckWeightNight  Check = "weight-night"
	CheckFactor       Check = "factor"
	CheckRecoveryDue  Check = "recovery-due"
)

// Rule is one dated row of the tables.
type Rule struct {
	Set      string // rule set with its version, as tcs2016@2019
	ID       RuleID
	From, To civil.Date // in force on [From, To); a zero To is still in force
	Terms    []Terms    // whom it is for among those under the set; none is everybody
	Check    Check
	Limit    float64 // in Unit
	Unit     string
	In       float64 // over how long, see Check
	When     float64 // from when on, see Check
	Words    string
	Source   string
	Mark     Mark
}

// Family is the rule set without its version, as tcs2016.
func (r Rule) Family() string {
	f, _, _ := strings.Cut(r.Set, "@")
	return f
}

// Ref is the rule with its set's version, as WTR-10@1998: how a plan names what stops a booking.
func (r Rule) Ref() string { return ref(r.ID, r.Set) }

func ref(id RuleID, set string) string {
	_, version, ok := strings.Cut(set, "@")
	if !ok {
		return string(id)
	}
	return string(id) + "@" + version
}

func (r Rule) inForce(d civil.Date) bool { return civil.Range{From: r.From, To: r.To}.Contains(d) }

func (r Rule) isFor(t Terms) bool { return len(r.Terms) == 0 || slices.Contains(r.Terms, t) }

// certain reports whether what the rule finds may be told without a reserve.
func (r Rule) certain() bool { return r.Mark == Published }

//go:embed rules.csv rates.csv
var tableFS embed.FS

var builtIn = mustTable("rules.csv")

// Table is dated rules. It is a value; the zero Table has none.
type Table struct{ rules []Rule }

// BuiltIn is the built-in tables.
func BuiltIn() Table { return builtIn }

// Rules lists the rows in the order of the table.
func (t Table) Rules() []Rule { return slices.Clone(t.rules) }

// With is the table with more rows, as those of a set that came into force later. The receiver is unchanged: a roster of
// a day is judged by the rows that were in force on it, whatever is added.
func (t Table) With(more ...Rule) Table { return Table{append(slices.Clone(t.rules), more...)} }

// Until is the table with the open rows of a set ended on a day, for when another version takes its place.
func (t Table) Until(set string, to civil.Date) Table {
	out := slices.Clone(t.rules)
	for i := range out {
		if out[i].Set == set && out[i].To.IsZero() {
			out[i].To = to
		}
	}
	return Table{out}
}

// Sets lists the sets in the order of the table.
func (t Table) Sets() []string {
	var out []string
	for _, r := range t.rules {
		if !slices.Contains(out, r.Set) {
			out = append(out, r.Set)
		}
	}
	return out
}

// ReadTable reads a table with the columns of rules.csv under a header line. A malformed line is an error that names it.
func ReadTable(text string) (Table, error) {
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return Table{}, fmt.Errorf("the rules cannot be read: %w", err)
	}
	var out Table
	for i, f := range lines {
		if i == 0 {
			continue
		}
		r, err := ruleOf(f)
		if err != nil {
			return Table{}, fmt.Errorf("line %d of the rules: %w", i+1, err)
		}
		out.rules = append(out.rules, r)
	}
	return out, nil
}

func ruleOf(f []string) (Rule, error) {
	r := Rule{Set: f[0], ID: RuleID(f[1]), Check: Check(f[5]), Unit: f[7], Words: f[10], Source: f[11], Mark: Mark(f[12])}
	if err := r.From.UnmarshalText([]byte(f[2])); err != nil {
		return r, err
	}
	if err := r.To.UnmarshalText([]byte(f[3])); err != nil {
		return r, err
	}
	if f[4] != "" {
		for t := range strings.SplitSeq(f[4], "|") {
			r.Terms = append(r.Terms, Terms(t))
		}
	}
	for _, n := range []struct {
		to   *float64
		text string
	}{{&r.Limit, f[6]}, {&r.In, f[8]}, {&r.When, f[9]}} {
		v, err := strconv.ParseFloat(n.text, 64)
		if err != nil {
			return r, err
		}
		*n.to = v
	}
	return r, nil
}

func mustTable(name string) Table {
	b, err := tableFS.ReadFile(name)
	if err != nil {
		panic(err) // cannot happen: the table is part of the program
	}
	t, err := ReadTable(string(b))
	if err != nil {
		panic(err)
	}
	return t
}

// familiesOf are the sets that terms are under.
func familiesOf(t Terms) []string {
	switch t {
	case Resident2016:
		return []string{"tcs2016", "wtr"}
	case Agenda:
		return []string{"afc", "wtr"}
	case Consultant, Specialist:
		return []string{"consultant", "wtr"}
	}
	return []string{"wtr"}
}

// Code is the rules by which duties are judged.
type Code struct {
	Name   string
	rules  []Rule
	pinned bool // one version, whatever the date
}

// ForTerms is the rules of a contract's terms, each with its dates.
func (t Table) ForTerms(terms Terms) Code {
	c := Code{Name: string(terms)}
	for _, r := range t.rules {
		if slices.Contains(familiesOf(terms), r.Family()) && r.isFor(terms) {
			c.rules = append(c.rules, r)
		}
	}
	return c
}

// Named is the rules of one name: a contract's terms (resident-2016), a set (wtr, tcs2016) whose version follows the date,
// or one version (tcs2016@2016) whatever the date. Invalid for another name; the fault lists the names.
func (t Table) Named(name string) (Code, error) {
	if slices.Contains(AllTerms(), Terms(name)) {
		return t.ForTerms(Terms(name)), nil
	}
	c := Code{Name: name, pinned: strings.Contains(name, "@")}
	var names []string
	for _, r := range t.rules {
		if r.Set == name || r.Family() == name {
			c.rules = append(c.rules, r)
		}
		if r.Family() != "local" {
			names = append(names, r.Family(), r.Set)
		}
	}
	if len(c.rules) > 0 && !strings.HasPrefix(name, "local") {
		return c, nil
	}
	slices.Sort(names)
	for _, x := range AllTerms() {
		names = append(names, string(x))
	}
	return Code{}, fault.New(fault.Invalid, "there are no rules called %q; name one of %s", name, strings.Join(slices.Compact(names), ", "))
}

// Rules lists the rows of the code.
func (c Code) Rules() []Rule { return slices.Clone(c.rules) }

// on is the rules of a check in force when t falls.
func (c Code) on(check Check, t time.Time) []Rule {
	var out []Rule
	day := civil.Today(t)
	for i := range c.rules {
		if r := &c.rules[i]; r.Check == check && (c.pinned || r.inForce(day)) {
			out = append(out, *r)
		}
	}
	return out
}

// AllTerms lists the terms.
func AllTerms() []Terms { return []Terms{Resident2016, Consultant, Specialist, Agenda} }

// Words is the terms as people read them.
func (t Terms) Words() string {
	switch t {
	case Resident2016:
		return "resident doctor, 2016 terms"
	case Consultant:
		return "consultant"
	case Specialist:
		return "specialist, associate specialist or specialty doctor"
	case Agenda:
		return "Agenda for Change"
	}
	return "terms not known"
}
