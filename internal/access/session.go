package access

import "time"

// What is one's own: being signed in, one's tokens, one's deputies.
const (
	SessionOwn Verb = "session.own" // sign out, change the password, see one's own account
	TokenOwn   Verb = "token.own"   // make and revoke one's own API tokens
	DeputyName Verb = "deputy.name" // let another stand in for a role one holds, for some days
)

// How long a session lasts: at most SessionLife from sign-in, and SessionIdle from the last request.
const (
	SessionLife = 12 * time.Hour
	SessionIdle = 60 * time.Minute
)

// SessionOver reports why a session begun and last seen at these instants is over at now: "expired" by SessionLife,
// "idle" by SessionIdle, "" when it still holds. A clock that ran backwards does not lengthen it.
func SessionOver(begun, seen, now time.Time) string {
	switch {
	case !now.Before(begun.Add(SessionLife)):
		return "expired"
	case !now.Before(seen.Add(SessionIdle)):
		return "idle"
	}
	return ""
}

func sessionPolicy() Policy {
	return Policy{Noun: "session", Words: "being signed in", Rules: []Rule{
		{Verb: SessionOwn, Words: "Sign out, change one's password, see one's account", Everyone: true,
			Why: "Needed before any role is given and before the first change of password."},
	}}
}

func tokenPolicy() Policy {
	return Policy{Noun: "token", Words: "a key for a program", Rules: []Rule{
		{Verb: TokenOwn, Words: "Make and revoke one's own tokens", Changes: true, Sensitive: true,
			Why: "A token does less than its owner, so whoever holds a role may make one; an auditor changes nothing.", Reach: func() map[Role]Reach {
				m := everyRole(All)
				delete(m, Auditor)
				delete(m, Administrator)
				return m
			}()},
	}}
}

// Session is one place where an account is signed in.
type Session struct {
	ID          int64
	Begun, Seen time.Time
}
