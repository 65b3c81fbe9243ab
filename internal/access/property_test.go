package access

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// drawn is a grant of any role at any organisation for any days around today.
func drawn(t *rapid.T, where []org.Code) Grant {
	roles := Roles()
	return Grant{
		Role: roles[rapid.IntRange(0, len(roles)-1).Draw(t, "role")].Role,
		At:   rapid.SampledFrom(where).Draw(t, "at"),
		From: today.Add(rapid.IntRange(-30, 30).Draw(t, "from")),
		To: func() civil.Date {
			if rapid.Bool().Draw(t, "open") {
				return civil.Date{}
			}
			return today.Add(rapid.IntRange(-30, 60).Draw(t, "to"))
		}(),
	}
}

// TestNeverSidewaysNeverUp: without a role that reads everything, an organisation is only reached from itself, from
// above it, or, when only sums are shown, from below it.
func TestNeverSidewaysNeverUp(t *testing.T) {
	pic := england(t)
	where := everywhere(pic)
	rapid.Check(t, func(t *rapid.T) {
		g := drawn(t, where)
		v := rapid.SampledFrom(Verbs()).Draw(t, "verb")
		on := rapid.SampledFrom(where).Draw(t, "on")
		rule, _ := RuleFor(v)
		if rule.Everyone || rule.reach(g.Role).all(g.At) || !person(g).May(v, on, pic, today) {
			return
		}
		if pic.Within(seen(pic, on), g.At) {
			return
		}
		if rule.Changes || !aggregate(pic, on) || !pic.Within(g.At, on) && !joined(pic, g.At, on) {
			t.Fatalf("%s at %s may %s on %s", g.Role, g.At, v, on)
		}
	})
}

// TestOnlyLiveGrantsCount: whatever is allowed on a day is allowed by a grant of that day, and taking the others away
// changes nothing.
func TestOnlyLiveGrantsCount(t *testing.T) {
	pic := england(t)
	where := everywhere(pic)
	rapid.Check(t, func(t *rapid.T) {
		var all, live []Grant
		for range rapid.IntRange(0, 4).Draw(t, "grants") {
			g := drawn(t, where)
			all = append(all, g)
			if !today.Before(g.From) && (g.To.IsZero() || today.Before(g.To)) {
				live = append(live, g)
			}
		}
		v, on := rapid.SampledFrom(Verbs()).Draw(t, "verb"), rapid.SampledFrom(where).Draw(t, "on")
		if person(all...).May(v, on, pic, today) != person(live...).May(v, on, pic, today) {
			t.Fatalf("an ended or future grant counts for %s on %s: %v", v, on, all)
		}
	})
}

// TestScopeAgreesWithMay: a list shows exactly what the policy would let through one by one, tokens included.
func TestScopeAgreesWithMay(t *testing.T) {
	pic := england(t)
	where := everywhere(pic)
	rapid.Check(t, func(t *rapid.T) {
		var p Principal
		p.ID = rapid.Int64Range(0, 1).Draw(t, "id")
		p.MustChange = rapid.IntRange(0, 9).Draw(t, "must") == 0
		for range rapid.IntRange(0, 3).Draw(t, "grants") {
			p.Grants = append(p.Grants, drawn(t, where))
		}
		if rapid.Bool().Draw(t, "token") {
			p.Limit = &Limit{Token: 1, Verbs: rapid.SliceOf(rapid.SampledFrom(Verbs())).Draw(t, "verbs"),
				At: rapid.SampledFrom(append(slices.Clone(where), "")).Draw(t, "limit")}
		}
		v := rapid.SampledFrom(Verbs()).Draw(t, "verb")
		s := p.Scope(v, pic, today)
		anyOf := false
		for _, on := range where {
			may := p.May(v, on, pic, today)
			anyOf = anyOf || may
			if s.Holds(on) != may {
				t.Fatalf("%s on %s: list %v, policy %v (%+v)", v, on, s.Holds(on), may, p)
			}
		}
		if anyOf && !p.MayAnywhere(v, pic, today) {
			t.Fatalf("%s is allowed somewhere, but MayAnywhere denies it", v)
		}
		if s.Empty() && anyOf {
			t.Fatal("an empty scope where something is allowed")
		}
	})
}

// TestATokenDoesNoMoreThanItsOwner holds for any limit.
func TestATokenDoesNoMoreThanItsOwner(t *testing.T) {
	pic := england(t)
	where := everywhere(pic)
	rapid.Check(t, func(t *rapid.T) {
		p := person(drawn(t, where), drawn(t, where))
		v, on := rapid.SampledFrom(Verbs()).Draw(t, "verb"), rapid.SampledFrom(where).Draw(t, "on")
		token := p
		token.Limit = &Limit{Token: 1, Verbs: Verbs(), At: rapid.SampledFrom(where).Draw(t, "limit")}
		rule, _ := RuleFor(v)
		switch may := token.May(v, on, pic, today); {
		case may && !p.May(v, on, pic, today):
			t.Fatalf("the token may %s on %s, its owner may not", v, on)
		case may && !rule.Token:
			t.Fatalf("a program may %s", v)
		case may && token.Limit.At != org.England && !pic.Within(seen(pic, on), token.Limit.At):
			t.Fatalf("a token for %s may %s on %s", token.Limit.At, v, on)
		}
	})
}
