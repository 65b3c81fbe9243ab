package access

import (
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// AccountManage is adding and locking accounts and giving them roles.
const AccountManage Verb = "account.manage"

func accountPolicy() Policy {
	return Policy{Noun: "account", Words: "people who can sign in, and their roles", Rules: []Rule{
		{
			Verb: AccountManage, Words: "Add, lock and unlock accounts; give and end roles", Changes: true, Sensitive: true,
			Why:   "An administrator manages the accounts of an organisation and of those below it, and sees no figures by that role.",
			Reach: map[Role]Reach{Administrator: Below | BelowCare},
		},
	}}
}

// State is whether an account can sign in. Stored as its word.
type State string

// The states. A closed account is never opened again; its number stays in the audit log.
const (
	Active State = "active"
	Locked State = "locked"
	Closed State = "closed"
)

// Account is a person who can sign in.
type Account struct {
	ID         int64
	Email      string // the sign-in name, in lower case
	Name       string
	State      State
	MustChange bool
	Demo       bool // a demonstration account: no password, one-click sign-in only
	Created    time.Time
	LastSignIn time.Time // zero: never
	Grants     []Grant   // every grant ever given, oldest first
}

// Principal is the account as somebody who asks.
func (a Account) Principal() Principal {
	return Principal{ID: a.ID, Name: a.Name, Email: a.Email, Grants: a.Grants, MustChange: a.MustChange}
}

// CheckAccount cleans a new account's sign-in name and display name, and tells every problem at once.
func CheckAccount(email, name string) (cleanEmail, cleanName string, err error) {
	var l fault.List
	email, name = CleanEmail(email), strings.Join(strings.Fields(name), " ")
	local, domain, found := strings.Cut(email, "@")
	if !found || local == "" || !strings.Contains(domain, ".") || strings.ContainsAny(email, " \t\r\n<>\",;") ||
		strings.Contains(domain, "@") || len(email) > 254 {
		l.Add("email", "", "Enter an email address in the form name@organisation.nhs.uk")
	}
	if name == "" || len([]rune(name)) > 100 {
		l.Add("name", "", "Enter the person's name, at most 100 characters")
	}
	return email, name, l.Err("The account was not added")
}

// CleanEmail is a sign-in name as it is stored and compared: without surrounding space, in lower case.
func CleanEmail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// CheckGrant tells every problem a new grant has in itself: its role, its organisation and its days.
func CheckGrant(g Grant, pic *org.Picture) error {
	var l fault.List
	info, ok := g.Role.Info()
	if !ok {
		l.Add("role", "", "Choose one of the roles in the list")
	}
	kind := kindOf(pic, g.At)
	switch {
	case kind == "":
		l.Add("at", "", "No organisation has the code %q on that day", g.At)
	case ok && !g.Role.HeldAtKind(kind):
		l.Add("at", "", "%s cannot be held at this kind of organisation (%s)", info.Name, kind.Words())
	}
	if g.From.IsZero() {
		l.Add("from", "", "Enter the first day of the role")
	} else if !g.To.IsZero() && !g.From.Before(g.To) {
		l.Add("to", "", "The last day cannot be before the first")
	}
	return l.Err("The role was not given")
}

// MayGrant is nil when p may give account `to` the grant g: p manages accounts there, and the account is not p's own,
// so that an administrator does not hand figures to himself.
func MayGrant(p Principal, to int64, g Grant, pic *org.Picture, today civil.Date) error {
	if to == p.ID {
		return fault.New(fault.Forbidden, "You cannot give yourself a role, or end one of your own: ask another administrator")
	}
	if !p.May(AccountManage, g.At, pic, today) {
		return fault.New(fault.Forbidden, "You do not manage the accounts of this organisation")
	}
	return nil
}

// MayManage is nil when p may lock, unlock, close or reset the account a: it is not p's own, and p manages accounts at
// every organisation where a holds or will hold a role. An account without any such role is any administrator's to manage.
func MayManage(p Principal, a Account, pic *org.Picture, today civil.Date) error {
	if a.ID == p.ID {
		return fault.New(fault.Forbidden, "You cannot do this to your own account: ask another administrator")
	}
	outside := func(g Grant) bool {
		return (g.To.IsZero() || g.To.After(today)) && !p.May(AccountManage, g.At, pic, today)
	}
	if !p.MayAnywhere(AccountManage, pic, today) || slices.ContainsFunc(a.Grants, outside) {
		return fault.New(fault.Forbidden, "This account holds a role at an organisation whose accounts you do not manage")
	}
	return nil
}
