package rest

import (
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// CheckContract gives a contract entered by hand with who the person is, or everything that is wrong with them at once.
// source is where it was read; a contract needs one, since rules are held against people by it.
func CheckContract(c Contract, k Known, source string) (Contract, Known, error) {
	var bad fault.List
	if p, err := ParsePerson(string(c.Person)); err != nil {
		bad.Add("person", "", "%s", capitalOf(err.Error()))
	} else {
		c.Person = p
	}
	switch c.Terms {
	case Resident2016, Consultant, Specialist, Agenda:
	default:
		bad.Add("terms", "", "Choose the terms: they say which tables of rules apply")
	}
	switch c.Other {
	case OtherUnknown, OtherNone, OtherKnown:
	default:
		bad.Add("other", "", "Say what is known of work elsewhere")
	}
	if c.From.IsZero() {
		bad.Add("from", "", "Enter the first day, as 2024-01-15")
	} else if !c.To.IsZero() && !c.To.After(c.From) {
		bad.Add("to", "", "It ends on %s, not after %s; correct one of the two", c.To, c.From)
	}
	if !(c.Hours >= 0) || c.Hours > 80 {
		bad.Add("hours", "", "Enter hours a week from 0 to 80, or nothing")
	}
	if !(c.Day >= 0) || c.Day > 24 {
		bad.Add("day", "", "Enter hours a day from 0 to 24, or nothing")
	} else if c.Day == 0 {
		c.Day = usualDay(c.Terms)
	}
	if n := len(strings.TrimSpace(source)); n == 0 || n > 200 {
		bad.Add("source", "", "Say where this was read, in at most 200 characters, as contract of 3 August 2022")
	}
	if len(k.Team) > 60 || len(k.Name) > 120 {
		bad.Add("team", "", "Write at most 60 characters for the team and 120 for the name")
	}
	CheckWords(&bad, "source", source)
	CheckWords(&bad, "team", k.Team)
	k.Person = c.Person
	return c, k, bad.Err("The contract was not kept")
}

// SetDays is a set of rules with the days in which any of it is in force; To is the zero date while it is.
type SetDays struct {
	Set      string
	From, To civil.Date
}

// SetsOf is the sets of rules that apply to terms, each with the days in which it does.
func (t Table) SetsOf(terms Terms) []SetDays {
	var out []SetDays
	for _, r := range t.ForTerms(terms).rules {
		found := false
		for i := range out {
			if x := &out[i]; x.Set == r.Set {
				found = true
				if r.From.Before(x.From) {
					x.From = r.From
				}
				if r.To.IsZero() || !x.To.IsZero() && r.To.After(x.To) {
					x.To = r.To
				}
			}
		}
		if !found {
			out = append(out, SetDays{r.Set, r.From, r.To})
		}
	}
	return out
}
