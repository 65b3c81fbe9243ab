package rest

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sheet"
)

// DutyFile is what a file of duties says: everything of it or, when anything is wrong, nothing.
type DutyFile struct {
	Duties []Duty
	Read   int // rows under the headings
	Notes  []string
}

// ContractFile is what a file of contracts says. Names stand apart from contracts, as they are kept apart.
type ContractFile struct {
	Contracts []Contract
	People    []Known
	Read      int
	Notes     []string
}

// Known is who a person is to the employer: it never leaves it.
type Known struct {
	Person Person
	Name   string
	Team   string
	Email  string // of the account with which the person sees their own ledger; empty for none
}

func dutyColumns() []column {
	return []column{
		{"person", []string{"person", "staff", "staff code", "person code", "employee"}, true},
		{"date", []string{"date", "shift date", "day"}, false},
		{"start", []string{"start", "starts", "start time", "from"}, true},
		{"end", []string{"end", "ends", "end time", "to", "finish"}, true},
		{"employer", []string{"employer", "trust", "organisation"}, false},
		{"state", []string{"state", "status"}, false},
		{"worked", []string{"worked", "was worked", "worked yes no"}, false},
		{"kind", []string{"kind", "type", "duty", "type of duty", "duty type", "kind of duty", "shift type", "type of shift"}, false},
		{"extra", []string{"extra", "beyond contract"}, false},
		{"paid", []string{"paid hours", "paid"}, false},
		{"called", []string{"called minutes", "worked minutes", "called"}, false},
		{"episodes", []string{"calls", "episodes"}, false},
		{"breaks", []string{"break minutes", "breaks", "break"}, false},
	}
}

func contractColumns() []column {
	return []column{
		{"person", []string{"person", "staff", "staff code", "person code", "employee"}, true},
		{"terms", []string{"terms", "contract"}, true},
		{"from", []string{"from", "start", "first day"}, true},
		{"to", []string{"to", "end", "until"}, false},
		{"hours", []string{"hours", "hours a week", "weekly hours"}, false},
		{"day", []string{"day hours", "hours a day", "day"}, false},
		{"optout", []string{"opt-out", "opt out", "opted out"}, false},
		{"other", []string{"other work", "other", "second employer"}, false},
		{"employer", []string{"employer", "trust", "organisation"}, false},
		{"name", []string{"name"}, false},
		{"team", []string{"team", "rota"}, false},
		{"account", []string{"account", "email", "e-mail"}, false},
	}
}

// personCode is a local code: letters, digits and - . _, at most 40.
var personCode = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$`)

// ParsePerson reads a local code.
func ParsePerson(text string) (Person, error) {
	if !personCode.MatchString(text) {
		return "", fmt.Errorf("%q is no staff code; use letters, digits, dots and dashes, at most 40, and no name", text)
	}
	return Person(strings.ToUpper(text)), nil
}

func (g *grid) person(r sheet.Row) Person {
	p, err := ParsePerson(g.text(r, "person"))
	if err != nil {
		g.fault(r, "person", "%s", err.Error())
	}
	return p
}

func (g *grid) employer(r sheet.Row, own org.Code) org.Code {
	if g.blank(r, "employer") {
		return own
	}
	c, _, err := org.ParseCode(strings.ToUpper(g.text(r, "employer")))
	if err != nil {
		g.fault(r, "employer", "%q is no organisation code; write it as RX1, or leave the cell empty", g.text(r, "employer"))
	}
	return c
}

// ReadDuties reads a file of duties; employer is whose they are where a row does not say. Times are London's clocks: a
// duty has two cells with date and time each, or a date and two times of day. When anything is wrong the fault names
// file, sheet and cell with the remedy, and nothing is given.
func ReadDuties(ctx context.Context, book *sheet.Book, employer org.Code) (DutyFile, error) {
	var out DutyFile
	seen := map[string]int{}
	unsaid := 0
	g, err := eachRow(ctx, book, dutyColumns(), func(g *grid, r sheet.Row) {
		before := g.faults()
		d := g.duty(r, employer)
		if g.faults() > before {
			return
		}
		key := fmt.Sprintf("%s %s %s %d", d.Person, d.State, d.Kind, d.Start.Unix())
		if first, twice := seen[key]; twice {
			g.fault(r, "start", "row %d is the same duty; leave one of the two", first)
			return
		}
		seen[key] = r.Index
		if d.Breaks < 0 && d.Kind != Leave && d.Kind != Sick && d.Kind != OnCallAway {
			unsaid++
		}
		out.Duties = append(out.Duties, d)
	})
	if err != nil {
		return DutyFile{}, err
	}
	out.Read = g.rows
	if unsaid > 0 {
		out.Notes = append(out.Notes, fmt.Sprintf("%d of %d duties do not say what breaks were taken", unsaid, len(out.Duties)))
	}
	out.Notes = append(append(out.Notes, g.notes()...), overlaps(out.Duties)...)
	return out, nil
}

func (g *grid) duty(r sheet.Row, employer org.Code) Duty {
	d := Duty{Person: g.person(r), Employer: g.employer(r, employer), Breaks: -1, Row: Where{g.file, g.sheet, r.Index}}
	from, to, ok := g.times(r)
	d.Start, d.End = from.UTC(), to.UTC()
	d.State = word(g, r, "state", Planned, Worked, NotWorked)
	g.worked(r, &d)
	d.Kind = word(g, r, "kind", Shift, OnCallSite, OnCallAway, Bank, Elsewhere, Leave, Sick)
	d.Extra = word(g, r, "extra", NotExtra, ExtraPaid, ExtraInLieu)
	if n, given := g.number(r, "breaks", 1440, true); given {
		d.Breaks = time.Duration(n) * time.Minute
	}
	d.Paid, _ = g.number(r, "paid", 48, false)
	if n, given := g.number(r, "called", 2880, true); given {
		d.Worked = time.Duration(n) * time.Minute
	} else if d.Kind == OnCallAway && d.State == Worked {
		d.Worked = -1
	}
	n, _ := g.number(r, "episodes", 100, true)
	d.Episodes = int(n)
	if ok {
		for _, p := range problemsOf(d) {
			g.fault(r, p.name, "%s", p.words)
		}
	}
	return d
}

// worked reads a column that says yes or no to whether a duty was worked; one that is blank leaves the state alone.
func (g *grid) worked(r sheet.Row, d *Duty) {
	if g.blank(r, "worked") {
		return
	}
	said := NotWorked
	if g.answer(r, "worked") {
		said = Worked
	}
	if !g.blank(r, "state") && d.State != said {
		g.fault(r, "worked", "it says %q and the state says %q; correct one of the two", g.text(r, "worked"), g.text(r, "state"))
	}
	d.State = said
}

// overlapsTold is how many overlaps are named one by one.
const overlapsTold = 3

// overlaps says which duties of one person lie in one another, planned and worked apart: their hours count once.
func overlaps(list []Duty) []string {
	list = slices.DeleteFunc(slices.Clone(list), func(d Duty) bool { return d.State == NotWorked || d.Kind == Leave || d.Kind == Sick })
	slices.SortStableFunc(list, func(a, b Duty) int {
		return cmp.Or(cmp.Compare(a.Person, b.Person), cmp.Compare(a.State, b.State), a.Start.Compare(b.Start))
	})
	var rows []string
	n, last := 0, Duty{}
	for _, d := range list {
		same := d.Person == last.Person && d.State == last.State
		if same && d.Start.Before(last.End) {
			if n++; n <= overlapsTold {
				rows = append(rows, fmt.Sprintf("%d and %d", min(last.Row.Line, d.Row.Line), max(last.Row.Line, d.Row.Line)))
			}
		}
		if !same || d.End.After(last.End) {
			last = d
		}
	}
	if n == 0 {
		return nil
	}
	said := "rows " + strings.Join(rows, ", ")
	if n > overlapsTold {
		said += fmt.Sprintf(" and %d more", n-overlapsTold)
	}
	return []string{"Duties of one person overlap, and hours in both count once: " + said}
}

// problem is what is wrong with a duty, and at which field.
type problem struct{ name, words string }

// longestDuty is the longest that is taken for a duty; leave and sickness may be a year.
const longestDuty = 72 * time.Hour

func problemsOf(d Duty) []problem {
	var out []problem
	length := d.End.Sub(d.Start)
	switch {
	case length <= 0:
		out = append(out, problem{"end", fmt.Sprintf("it ends %s, not after it begins %s; correct one of the two", clockWords(d.End), clockWords(d.Start))})
	case d.Kind == Leave || d.Kind == Sick:
		if length > 366*24*time.Hour {
			out = append(out, problem{"end", "it is longer than a year; enter it year by year"})
		}
	case length > longestDuty:
		out = append(out, problem{"end", fmt.Sprintf("it is %.4g hours long, more than %.0f; split it or correct its times", hoursOf(length), longestDuty.Hours())})
	}
	if d.Worked > length && length > 0 {
		out = append(out, problem{"called", "more minutes were called than the duty is long; correct one of the two"})
	}
	if d.Breaks > length && length > 0 {
		out = append(out, problem{"breaks", "the breaks are longer than the duty; correct one of the two"})
	}
	if d.Kind == OnCallAway && d.Worked > 0 && d.Episodes == 0 {
		out = append(out, problem{"episodes", "minutes were called and no call is counted; enter how many calls there were"})
	}
	return out
}

// CheckDuty gives a duty entered by hand, or everything that is wrong with it at once.
func CheckDuty(d Duty) (Duty, error) {
	var bad fault.List
	if p, err := ParsePerson(string(d.Person)); err != nil {
		bad.Add("person", "", "%s", err.Error())
	} else {
		d.Person = p
	}
	if !d.Start.IsZero() && !d.End.IsZero() {
		for _, p := range problemsOf(d) {
			bad.Add(p.name, "", "%s", p.words)
		}
	}
	return d, bad.Err("The duty was not kept")
}

// ReadContracts reads a file of contracts, with each person's name, team and account where the file has them.
func ReadContracts(ctx context.Context, book *sheet.Book, employer org.Code) (ContractFile, error) {
	var out ContractFile
	seen := map[string]int{}
	g, err := eachRow(ctx, book, contractColumns(), func(g *grid, r sheet.Row) {
		before := g.faults()
		c, k := g.contract(r, employer)
		if g.faults() > before {
			return
		}
		key := string(c.Person) + " " + c.From.String()
		if first, twice := seen[key]; twice {
			g.fault(r, "person", "row %d is the same person from the same day; leave one of the two", first)
			return
		}
		seen[key] = r.Index
		out.Contracts = append(out.Contracts, c)
		out.People = append(out.People, k)
	})
	if err != nil {
		return ContractFile{}, err
	}
	out.Read, out.Notes = g.rows, g.notes()
	return out, nil
}

func (g *grid) contract(r sheet.Row, employer org.Code) (Contract, Known) {
	c := Contract{Person: g.person(r), Employer: g.employer(r, employer), OptOut: g.answer(r, "optout")}
	c.Terms = word(g, r, "terms", append([]Terms{""}, AllTerms()...)...)
	if g.blank(r, "terms") {
		g.fault(r, "terms", "the terms are missing; write one of resident-2016, consultant, sas, agenda-for-change")
	}
	c.Other = word(g, r, "other", OtherUnknown, OtherNone, OtherKnown)
	c.Hours, _ = g.number(r, "hours", 80, false)
	c.Day, _ = g.number(r, "day", 24, false)
	if c.Day == 0 {
		c.Day = usualDay(c.Terms)
	}
	c.From, _ = g.day(r, "from")
	if !g.blank(r, "to") {
		if c.To, _ = g.day(r, "to"); !c.To.IsZero() && !c.To.After(c.From) {
			g.fault(r, "to", "it ends on %s, not after %s; correct one of the two", c.To, c.From)
		}
	}
	var bad fault.List
	CheckWords(&bad, "team", g.text(r, "team"))
	for _, f := range bad {
		g.fault(r, "team", "%s", f.Message)
	}
	return c, Known{Person: c.Person, Name: g.text(r, "name"), Team: g.text(r, "team"), Email: strings.ToLower(g.text(r, "account"))}
}

// usualDay is a contracted day where a contract does not say: 7.5 hours under Agenda for Change, else 8.
func usualDay(t Terms) float64 {
	if t == Agenda {
		return 7.5
	}
	return 8
}

// Template is a file to fill in: its headings and a row that shows how.
type Template struct {
	Name     string // duties or contracts
	Words    string
	Headings []string
	Example  []string
}

// Templates are the files that can be sent, as on a day.
func Templates(day civil.Date) []Template {
	return []Template{
		{"duties", "Duties, planned or worked", []string{"person", "date", "start", "end", "state", "kind", "extra", "paid hours", "called minutes", "calls", "break minutes"},
			[]string{"P-0001", day.String(), "20:30", "09:00", "worked", "shift", "in-lieu", "", "", "", "60"}},
		{"contracts", "Contracts, with names that stay in the trust", []string{"person", "terms", "from", "to", "hours", "day hours", "opt-out", "other work", "name", "team", "account"},
			[]string{"P-0001", "resident-2016", day.String(), "", "47.5", "8", "no", "unknown", "A. Example", "Medicine", ""}},
	}
}
