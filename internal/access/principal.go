package access

import (
	"fmt"
	"slices"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// Grant is a role held at an organisation for the days [From, To); a zero To means until it is ended.
type Grant struct {
	Role     Role
	At       org.Code
	From, To civil.Date

	ID        int64 // the stored grant, 0 when not stored
	StandsFor int64 // the account this holder deputises for; 0 when held in one's own right
}

// Live reports whether the grant counts on day d.
func (g Grant) Live(d civil.Date) bool {
	return !g.From.IsZero() && civil.Range{From: g.From, To: g.To}.Contains(d)
}

// Limit narrows what a token may do below what its owner may do.
type Limit struct {
	Token    int64    // the token's number
	Verbs    []Verb   // the only verbs it is for
	At       org.Code // the only organisation (with those below it) it is for; "" does not narrow
	Director int64    // the account of the accountable director a machine submission names; 0 for none
}

// Principal is who asks. The zero Principal is nobody and may do nothing.
type Principal struct {
	ID          int64 // the account's number
	Name, Email string
	Grants      []Grant
	MustChange  bool   // the password must be changed before anything else
	Limit       *Limit // set when a token asks; nil for a person
}

// Nobody reports whether no one is signed in.
func (p Principal) Nobody() bool { return p.ID == 0 }

// Actor is how the audit log names the asker: "account:12", or "token:3" for a program. Nobody is "nobody".
func (p Principal) Actor() string {
	switch {
	case p.Nobody():
		return "nobody"
	case p.Limit != nil:
		return fmt.Sprintf("token:%d", p.Limit.Token)
	}
	return fmt.Sprintf("account:%d", p.ID)
}

// May reports whether p may do v on the organisation on, given the organisations as they are on day today. What no
// rule allows is denied. A closed organisation is read by those who may read its sure successor; nothing there can be
// changed, and a role held there gives nothing any more: whoever merges gives new roles.
func (p Principal) May(v Verb, on org.Code, pic *org.Picture, today civil.Date) bool {
	_, ok := p.Allowing(v, on, pic, today)
	return ok
}

// Allowing is May with the grant that allows it, so that a page can say "as deputy for …". For a verb that is
// everyone's the grant is zero.
func (p Principal) Allowing(v Verb, on org.Code, pic *org.Picture, today civil.Date) (Grant, bool) {
	rule, ok := p.rule(v)
	if ok && !rule.Changes {
		on = seen(pic, on)
	}
	if !ok || !p.limited(v, on, pic) {
		return Grant{}, false
	}
	if rule.Everyone {
		return Grant{}, true
	}
	for _, g := range p.live(pic, today) {
		if rule.reach(g.Role).covers(g.At, on, pic) {
			return g, true
		}
	}
	return Grant{}, false
}

// MayAnywhere reports whether p may do v on any organisation at all: for showing or hiding a link to a page that then
// asks about one organisation. It never opens a door by itself.
func (p Principal) MayAnywhere(v Verb, pic *org.Picture, today civil.Date) bool {
	rule, ok := p.rule(v)
	if !ok || p.Limit != nil && !p.Limit.allows(v) {
		return false
	}
	if rule.Everyone {
		return true
	}
	return slices.ContainsFunc(p.live(pic, today), func(g Grant) bool { return rule.reach(g.Role) != None })
}

// SignsSomewhere reports whether p holds, on day d, any role that signs returns off. It does not ask where: that needs
// the organisations.
func (p Principal) SignsSomewhere(d civil.Date) bool {
	rule := ruleByVerb[ReturnSign]
	return slices.ContainsFunc(p.Grants, func(g Grant) bool { return g.Live(d) && rule.reach(g.Role) != None })
}

// rule is v's rule when p is somebody who may use rules now: before the first change of password only the rules that
// are everyone's hold.
func (p Principal) rule(v Verb) (Rule, bool) {
	r, ok := RuleFor(v)
	if !ok || p.Nobody() || p.MustChange && !r.Everyone {
		return Rule{}, false
	}
	return r, true
}

// live is the grants that count on the day: not begun, ended, or held at a kind of organisation the role does not fit
// give nothing.
func (p Principal) live(pic *org.Picture, today civil.Date) []Grant {
	var out []Grant
	for _, g := range p.Grants {
		if g.Live(today) && g.Role.HeldAtKind(kindOf(pic, g.At)) {
			out = append(out, g)
		}
	}
	return out
}

// limited reports whether p's token, if a token asks, is for this verb and organisation.
func (p Principal) limited(v Verb, on org.Code, pic *org.Picture) bool {
	l := p.Limit
	switch {
	case l == nil:
		return true
	case !l.allows(v):
		return false
	case l.At == "" || l.At == org.England || l.At == on:
		return true
	}
	return pic != nil && pic.Within(on, l.At)
}

// allows reports whether a token with this limit is for v. A verb that no program may do is never allowed, whatever
// the token says.
func (l *Limit) allows(v Verb) bool {
	r, ok := RuleFor(v)
	return ok && r.Token && slices.Contains(l.Verbs, v)
}

// Held is a grant with the account that holds it.
type Held struct {
	Grant
	Account int64
}
