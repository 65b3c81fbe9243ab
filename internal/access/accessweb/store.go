package accessweb

import (
	"context"
	"net/http"

	"headroom/internal/access"
	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/org"
)

// SignIns is what signing in needs. Keys are secrets of the browser or program that holds them.
type SignIns interface {
	// SignIn checks a password and begins a session; old is the key of a session to end. Faults: invalid (one sentence
	// whatever was wrong), too many.
	SignIn(ctx context.Context, email, password, address, old string) (key string, err error)
	SignOut(ctx context.Context, key string) error
	// Session is whose session has this key; the zero Account when nobody's.
	Session(ctx context.Context, key string) (access.Account, error)
	// ByToken is who asks with a token's key; the zero Principal when it opens nothing.
	ByToken(ctx context.Context, key string) (access.Principal, error)
	// Any is whether any account exists with which one could sign in.
	Any(ctx context.Context) (bool, error)
	// DemoAccounts and SignInDemo are used only in the demonstration.
	DemoAccounts(ctx context.Context) ([]access.Account, error)
	SignInDemo(ctx context.Context, id int64, old string) (key string, err error)
}

// Own is what a person does with the own account.
type Own interface {
	// ChangePassword ends every session but the one with the key keep. Invalid faults name current or password.
	ChangePassword(ctx context.Context, id int64, current, next, address, keep string) error
	Sessions(ctx context.Context, account int64) ([]access.Session, error)
	EndOtherSessions(ctx context.Context, account int64, keep string) error
	// Lent lists the deputies an account has named.
	Lent(ctx context.Context, account int64) ([]access.Held, error)
	// Lend stores what access.Deputise allowed.
	Lend(ctx context.Context, by string, to int64, g, lent access.Grant, reason string) (access.Grant, error)
	Tokens(ctx context.Context, account int64) ([]access.Token, error)
	// MakeToken stores what access.CheckToken cleaned and gives the key, once.
	MakeToken(ctx context.Context, by string, wish access.Token) (access.Token, string, error)
	RevokeToken(ctx context.Context, by string, account, token int64) error
}

// People is what an administrator does with others' accounts. The pages ask package access first.
type People interface {
	Account(ctx context.Context, id int64) (access.Account, error)
	AccountByEmail(ctx context.Context, email string) (access.Account, error)
	// Accounts lists those with a role in the scope, and those without any, by name.
	Accounts(ctx context.Context, scope access.Scope, find string, limit, offset int) ([]access.Account, error)
	// AddAccount gives the one-time password, once.
	AddAccount(ctx context.Context, by, email, name string) (access.Account, string, error)
	ResetPassword(ctx context.Context, by string, id int64, reason string) (string, error)
	SetState(ctx context.Context, by string, id int64, to access.State, reason string) error
	Give(ctx context.Context, by string, account int64, g access.Grant, reason string) (access.Grant, error)
	// ForgetTries ends the wait after failed sign-ins.
	ForgetTries(ctx context.Context, by string, id int64, reason string) error
	EndGrant(ctx context.Context, by string, account, grant int64, to civil.Date, reason string) error
	// Read writes in the audit log that a sensitive record was read.
	Read(ctx context.Context, who access.Principal, noun, key string, on org.Code) error
}

// Log is the audit log.
type Log interface {
	// Find lists entries, newest first.
	Find(ctx context.Context, f audit.Filter) ([]audit.Entry, error)
	// Entry is one entry by its number; a not-found fault when there is none.
	Entry(ctx context.Context, seq int64) (audit.Entry, error)
	// Verify walks the whole chain.
	Verify(ctx context.Context) (audit.Report, error)
}

// Store is all that the pages need of accounts.
type Store interface {
	SignIns
	Own
	People
}

// Config is how the pages are set up.
type Config struct {
	HTTPS bool // the cookie is __Host- and Secure
	Demo  bool // offer one-click sign-in
	// Address is the network address that tries are counted for; nil means the connection's. Behind a proxy it must
	// be the address that the proxy itself vouches for, or everybody shares one.
	Address func(*http.Request) string
}

// room is the handlers' common ground.
type room struct {
	store Store
	log   Log
	cfg   Config
}
