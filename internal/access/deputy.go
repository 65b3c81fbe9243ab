package access

import (
	"headroom/internal/civil"
	"headroom/internal/fault"
)

// DeputyDays is the longest a person may be deputised at a time: a fortnight's leave and its weekends, twice.
const DeputyDays = 28

func deputyPolicy() Policy {
	return Policy{Noun: "deputy", Words: "standing in for another's role for some days", Rules: []Rule{
		{Verb: DeputyName, Words: "Name a deputy for a role one holds", Changes: true,
			Why: "Easier than sharing a password, and the log shows who really acted.",
			Reach: func() map[Role]Reach {
				m := everyRole(Own)
				delete(m, Auditor)
				delete(m, Administrator)
				return m
			}()},
	}}
}

// Deputise is the grant by which account `to` stands in for p's grant g on the days [from, until). All problems are
// told at once. A deputy cannot name a deputy; an auditor's or administrator's role is not lent; the days lie within
// g's own, begin no earlier than today and are at most DeputyDays.
func Deputise(p Principal, g Grant, to int64, from, until, today civil.Date) (Grant, error) {
	var l fault.List
	rule, _ := RuleFor(DeputyName)
	switch {
	case rule.reach(g.Role) == None:
		l.Add("grant", "", "The role %s cannot be passed to a deputy: ask for a grant of its own", g.Role.Name())
	case g.StandsFor != 0:
		l.Add("grant", "", "A deputy cannot name a deputy: ask the person whose role it is")
	case !holds(p, g):
		l.Add("grant", "", "Only the person who holds a role can name a deputy for it")
	}
	if to == 0 || to == p.ID {
		l.Add("to", "", "Choose another person as deputy")
	}
	switch {
	case from.IsZero() || until.IsZero() || !from.Before(until):
		l.Add("from", "", "Give a first and a last day, the first not after the last")
	case from.Before(today):
		l.Add("from", "", "The first day cannot be in the past")
	case until.Sub(from) > DeputyDays:
		l.Add("until", "", "A deputy is named for at most %d days at a time", DeputyDays)
	case from.Before(g.From) || !g.To.IsZero() && until.After(g.To):
		l.Add("until", "", "The days must lie within those of the role itself")
	}
	if err := l.Err("The deputy was not named"); err != nil {
		return Grant{}, err
	}
	return Grant{Role: g.Role, At: g.At, From: from, To: until, StandsFor: p.ID}, nil
}

func holds(p Principal, g Grant) bool {
	for _, h := range p.Grants {
		if h == g {
			return true
		}
	}
	return false
}
