package access

import (
	"encoding/json"
	"slices"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// Scope is the set of organisations on which a principal may do a verb, for lists: a page of two hundred trusts asks
// once, not two hundred times. It is made from the same rules as May and always agrees with it.
type Scope struct {
	Everything bool       // every organisation, known or not; Orgs is then nil
	Orgs       []org.Code // sorted
}

// Scope is where p may do v on day today.
func (p Principal) Scope(v Verb, pic *org.Picture, today civil.Date) Scope {
	rule, ok := p.rule(v)
	if !ok || p.Limit != nil && !p.Limit.allows(v) {
		return Scope{}
	}
	live := p.live(pic, today)
	narrow := p.Limit != nil && p.Limit.At != "" && p.Limit.At != org.England
	if !narrow && (rule.Everyone || slices.ContainsFunc(live, func(g Grant) bool { return rule.reach(g.Role).all(g.At) })) {
		return Scope{Everything: true}
	}
	var s Scope
	for _, c := range candidates(live, pic) {
		if p.May(v, c, pic, today) {
			s.Orgs = append(s.Orgs, c)
		}
	}
	slices.Sort(s.Orgs)
	s.Orgs = slices.Compact(s.Orgs)
	return s
}

// candidates is every organisation that may be in a scope: all that are known, closed ones too, and those where a role is held.
func candidates(live []Grant, pic *org.Picture) []org.Code {
	var out []org.Code
	if pic != nil {
		out = append(out, pic.Book().Codes()...)
	}
	for _, g := range live {
		out = append(out, g.At)
	}
	return out
}

// Holds reports whether organisation c is in the scope.
func (s Scope) Holds(c org.Code) bool {
	if s.Everything {
		return true
	}
	_, ok := slices.BinarySearch(s.Orgs, c)
	return ok
}

// Empty reports whether the scope holds nothing: the list need not be read at all.
func (s Scope) Empty() bool { return !s.Everything && len(s.Orgs) == 0 }

// SQL is the scope as the two arguments a scoped query takes: "all" or "some", and the codes as a JSON list. The query
// tests them so ($1, $2), with the second line as its engine asks for it:
//
//	($1 = 'all' OR t.org IN (SELECT value FROM json_each($2)))                          -- SQLite
//	($1 = 'all' OR t.org IN (SELECT jsonb_array_elements_text(CAST($2 AS jsonb))))      -- PostgreSQL
func (s Scope) SQL() (which, codes string) {
	if s.Everything {
		return "all", "[]"
	}
	list := s.Orgs
	if list == nil {
		list = []org.Code{}
	}
	b, err := json.Marshal(list)
	if err != nil {
		return "some", "[]" // a list of strings always marshals; if it ever did not, deny
	}
	return "some", string(b)
}
