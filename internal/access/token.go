package access

import (
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// TokenDays is the longest a token may live.
const TokenDays = 366

// Token is a key for a program, as its owner sees it: the key itself is shown once and never stored.
type Token struct {
	ID       int64
	Account  int64 // the owner
	Name     string
	Verbs    []Verb
	At       org.Code   // "" is wherever the owner may
	Director int64      // the accountable director's account; 0 for none
	Until    civil.Date // the first day it no longer works
	Created  time.Time
	LastUsed time.Time // to the hour; zero: never
	Revoked  time.Time // zero: not revoked
}

// Works reports whether the token opens anything on day d.
func (t Token) Works(d civil.Date) bool { return t.Revoked.IsZero() && d.Before(t.Until) }

// Limit is how the token narrows its owner.
func (t Token) Limit() *Limit {
	return &Limit{Token: t.ID, Verbs: t.Verbs, At: t.At, Director: t.Director}
}

// TokenVerbs lists the verbs a token can be for.
func TokenVerbs() []Verb {
	return slices.DeleteFunc(Verbs(), func(v Verb) bool { return !ruleByVerb[v].Token })
}

// CheckToken cleans a wish for a token by owner and tells every problem at once. A token that sends returns names one
// organisation and an accountable director, who must be entitled to sign returns off there: figures that arrive by
// themselves still have a person who answers for them (flow.md a.1 and T26).
func CheckToken(owner Principal, wish Token, director Principal, pic *org.Picture, today civil.Date) (Token, error) {
	var l fault.List
	wish.Account, wish.Name = owner.ID, strings.Join(strings.Fields(wish.Name), " ")
	if wish.Name == "" || len([]rune(wish.Name)) > 60 {
		l.Add("name", "", "Say what the token is for, in at most 60 characters")
	}
	wish.Verbs = slices.Compact(slices.Sorted(slices.Values(wish.Verbs)))
	checkTokenVerbs(&l, owner, wish, pic, today)
	switch {
	case wish.Until.IsZero() || !today.Before(wish.Until):
		l.Add("until", "", "Enter a last day in the future")
	case wish.Until.Sub(today) > TokenDays:
		l.Add("until", "", "A token lives for at most %d days", TokenDays)
	}
	if !slices.Contains(wish.Verbs, ReturnSubmit) {
		wish.Director = 0
		return wish, l.Err("The token was not made")
	}
	wish.Director = director.ID
	switch {
	case wish.At == "" || wish.At == org.England:
		l.Add("at", "", "A token that sends returns is for one organisation: choose it")
	case director.Nobody() || !director.May(ReturnSign, wish.At, pic, today):
		l.Add("director", "", "Name the accountable director: a person who may sign returns off at this organisation")
	}
	return wish, l.Err("The token was not made")
}

func checkTokenVerbs(l *fault.List, owner Principal, wish Token, pic *org.Picture, today civil.Date) {
	if len(wish.Verbs) == 0 {
		l.Add("verbs", "", "Choose at least one thing the token may do")
	}
	for _, v := range wish.Verbs {
		r, ok := RuleFor(v)
		switch {
		case !ok || !r.Token:
			l.Add("verbs", "", "A token cannot be for %q", v)
		case wish.At == "" && !owner.MayAnywhere(v, pic, today),
			wish.At != "" && !owner.May(v, wish.At, pic, today):
			l.Add("verbs", "", "You may not do this there yourself: %s", strings.ToLower(r.Words))
		}
	}
}
