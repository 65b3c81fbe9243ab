package accessweb

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// start is the instant of every test: a Monday morning.
var start = time.Date(2024, 1, 15, 8, 0, 0, 0, time.UTC)

var today = civil.Today(start)

// memory keeps accounts and the log in memory, with the store's contract as far as the pages can see it. Keys are the
// account's number in words, so that tests can sign in as anybody.
type memory struct {
	accounts  map[int64]access.Account
	passwords map[int64]string
	ended     map[string]bool
	lent      []access.Held
	tokens    []access.Token
	entries   []audit.Entry
	next      int64
}

func newMemory() *memory {
	return &memory{accounts: map[int64]access.Account{}, passwords: map[int64]string{}, ended: map[string]bool{}, next: 100}
}

// add makes an account with one role, or none.
func (m *memory) add(id int64, role access.Role, at org.Code) access.Account {
	a := access.Account{ID: id, Name: fmt.Sprintf("Person %d", id), Email: fmt.Sprintf("p%d@trust.example", id), State: access.Active, Created: start}
	if role != "" {
		m.next++
		a.Grants = []access.Grant{{ID: m.next, Role: role, At: at, From: today.Add(-10)}}
	}
	m.accounts[id], m.passwords[id] = a, "three random words"
	return a
}

func (m *memory) log(by, verb, key string, at org.Code) {
	noun, _, _ := strings.Cut(verb, ".")
	m.entries = append(m.entries, audit.Entry{Seq: int64(len(m.entries) + 1), At: start, Actor: by, Verb: verb, Noun: noun, Key: key, Org: string(at)})
}

func keyOf(id int64) string { return fmt.Sprint("key-", id) }

func (m *memory) SignIn(_ context.Context, email, password, _, old string) (string, error) {
	if email == "slow@trust.example" {
		return "", fault.New(fault.TooMany, "There were too many tries. Wait 15 minutes")
	}
	for id, a := range m.accounts {
		if a.Email == access.CleanEmail(email) && m.passwords[id] == password && a.State == access.Active {
			m.ended[old] = true
			m.ended[keyOf(id)] = false
			return keyOf(id), nil
		}
	}
	return "", fault.New(fault.Invalid, "The email address or password is not right, or the account cannot be used")
}

func (m *memory) SignOut(_ context.Context, key string) error { m.ended[key] = true; return nil }

func (m *memory) Session(_ context.Context, key string) (access.Account, error) {
	for id, a := range m.accounts {
		if key == keyOf(id) && !m.ended[key] && a.State == access.Active {
			return a, nil
		}
	}
	return access.Account{}, nil
}

func (m *memory) ByToken(_ context.Context, key string) (access.Principal, error) {
	for _, t := range m.tokens {
		if key == fmt.Sprint("headroom_", t.ID) && t.Works(today) {
			p := m.accounts[t.Account].Principal()
			p.Limit = t.Limit()
			return p, nil
		}
	}
	return access.Principal{}, nil
}

func (m *memory) Any(context.Context) (bool, error) { return len(m.accounts) > 0, nil }

func (m *memory) DemoAccounts(context.Context) ([]access.Account, error) {
	return m.list(func(a access.Account) bool { return a.Demo }), nil
}

func (m *memory) list(keep func(access.Account) bool) (out []access.Account) {
	for _, a := range m.accounts {
		if keep(a) {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b access.Account) int { return int(a.ID - b.ID) })
	return out
}

func (m *memory) SignInDemo(_ context.Context, id int64, _ string) (string, error) {
	if !m.accounts[id].Demo {
		return "", fault.New(fault.Forbidden, "This is not a demonstration account")
	}
	return keyOf(id), nil
}

func (m *memory) ChangePassword(_ context.Context, id int64, current, next, _, _ string) error {
	a := m.accounts[id]
	if err := access.CheckPassword(next, a.Email, a.Name); err != nil {
		return err
	}
	if m.passwords[id] != current {
		var l fault.List
		l.Add("current", "", "This is not your password")
		return l.Err("The password was not changed")
	}
	a.MustChange = false
	m.accounts[id], m.passwords[id] = a, next
	return nil
}

func (m *memory) Sessions(context.Context, int64) ([]access.Session, error) {
	return []access.Session{{ID: 1, Begun: start, Seen: start}, {ID: 2, Begun: start, Seen: start}}, nil
}

func (m *memory) EndOtherSessions(_ context.Context, id int64, keep string) error {
	m.log(fmt.Sprint("account:", id), "session.end", keep, "")
	return nil
}

func (m *memory) Lent(_ context.Context, id int64) (out []access.Held, err error) {
	for _, h := range m.lent {
		if h.StandsFor == id {
			out = append(out, h)
		}
	}
	return out, nil
}

func (m *memory) Lend(ctx context.Context, by string, to int64, g, _ access.Grant, reason string) (access.Grant, error) {
	g, err := m.Give(ctx, by, to, g, reason)
	m.lent = append(m.lent, access.Held{Grant: g, Account: to})
	return g, err
}

func (m *memory) Tokens(_ context.Context, id int64) (out []access.Token, err error) {
	return slices.DeleteFunc(slices.Clone(m.tokens), func(t access.Token) bool { return t.Account != id }), nil
}

func (m *memory) MakeToken(_ context.Context, _ string, wish access.Token) (access.Token, string, error) {
	m.next++
	wish.ID = m.next
	m.tokens = append(m.tokens, wish)
	return wish, fmt.Sprint("headroom_", wish.ID), nil
}

func (m *memory) RevokeToken(_ context.Context, _ string, account, token int64) error {
	for i, t := range m.tokens {
		if t.ID == token && t.Account == account {
			m.tokens[i].Revoked = start
			return nil
		}
	}
	return fault.New(fault.NotFound, "You have no such token")
}

func (m *memory) Account(_ context.Context, id int64) (access.Account, error) {
	a, ok := m.accounts[id]
	if !ok {
		return a, fault.New(fault.NotFound, "There is no such account")
	}
	return a, nil
}

func (m *memory) AccountByEmail(_ context.Context, email string) (access.Account, error) {
	for _, a := range m.accounts {
		if a.Email == access.CleanEmail(email) {
			return a, nil
		}
	}
	return access.Account{}, fault.New(fault.NotFound, "There is no such account")
}

func (m *memory) Accounts(_ context.Context, s access.Scope, find string, limit, offset int) ([]access.Account, error) {
	all := m.list(func(a access.Account) bool {
		in := len(a.Grants) == 0 || slices.ContainsFunc(a.Grants, func(g access.Grant) bool { return s.Holds(g.At) })
		return in && strings.Contains(a.Email, find)
	})
	return all[min(offset, len(all)):min(offset+limit, len(all))], nil
}

func (m *memory) AddAccount(_ context.Context, by, email, name string) (access.Account, string, error) {
	email, name, err := access.CheckAccount(email, name)
	if err != nil {
		return access.Account{}, "", err
	}
	m.next++
	a := m.add(m.next, "", "")
	a.Email, a.Name, a.MustChange = email, name, true
	m.accounts[a.ID], m.passwords[a.ID] = a, "abcd-efgh"
	return a, "abcd-efgh", nil
}

func (m *memory) ResetPassword(_ context.Context, _ string, id int64, _ string) (string, error) {
	a := m.accounts[id]
	a.MustChange = true
	m.accounts[id], m.passwords[id] = a, "wxyz-wxyz"
	return "wxyz-wxyz", nil
}

func (m *memory) SetState(_ context.Context, by string, id int64, to access.State, reason string) error {
	a := m.accounts[id]
	a.State = to
	m.accounts[id] = a
	m.log(by, "account."+string(to), fmt.Sprint(id), "")
	return nil
}

func (m *memory) ForgetTries(_ context.Context, by string, id int64, _ string) error {
	m.log(by, "account.tries", fmt.Sprint(id), "")
	return nil
}

func (m *memory) Give(_ context.Context, _ string, id int64, g access.Grant, _ string) (access.Grant, error) {
	a := m.accounts[id]
	for _, h := range a.Grants {
		if h.Role == g.Role && h.At == g.At {
			return g, fault.New(fault.Conflict, "The account already holds this role there on some of these days")
		}
	}
	m.next++
	g.ID = m.next
	a.Grants = append(slices.Clone(a.Grants), g)
	m.accounts[id] = a
	return g, nil
}

func (m *memory) EndGrant(_ context.Context, _ string, id, grant int64, to civil.Date, _ string) error {
	a := m.accounts[id]
	a.Grants = slices.Clone(a.Grants)
	for i := range a.Grants {
		if a.Grants[i].ID == grant {
			a.Grants[i].To = to
		}
	}
	m.accounts[id] = a
	return nil
}

func (m *memory) Read(_ context.Context, who access.Principal, noun, key string, on org.Code) error {
	m.log(who.Actor(), noun+".read", key, on)
	return nil
}

func (m *memory) Find(_ context.Context, f audit.Filter) (out []audit.Entry, err error) {
	for _, e := range slices.Backward(m.entries) {
		if (f.Noun == "" || e.Noun == f.Noun) && (f.Key == "" || e.Key == f.Key) && (f.Org == "" || e.Org == f.Org) &&
			(f.Actor == "" || e.Actor == f.Actor) && (f.Before == 0 || e.Seq < f.Before) && len(out) < f.Limit &&
			!e.At.Before(f.From) && (f.To.IsZero() || e.At.Before(f.To)) {
			out = append(out, e)
		}
	}
	return out, nil
}

func (m *memory) Entry(_ context.Context, seq int64) (audit.Entry, error) {
	if seq < 1 || seq > int64(len(m.entries)) {
		return audit.Entry{}, fault.New(fault.NotFound, "There is no such entry")
	}
	return m.entries[seq-1], nil
}

func (m *memory) Verify(context.Context) (audit.Report, error) {
	return audit.Report{Entries: int64(len(m.entries)), Head: "abc"}, nil
}
