package access

import (
	"slices"
	"time"
)

// Throttle limits failed sign-ins: per account, so that a password cannot be guessed, and per network address, so that
// many accounts cannot be tried from one place. A whole hospital may stand behind one address, hence the wide second
// limit.
type Throttle struct {
	Account int           // failures of one account within Window
	Address int           // failures from one address within Window
	Window  time.Duration // how long a failure counts
}

// DefaultThrottle is five failures an account and a hundred an address in fifteen minutes.
func DefaultThrottle() Throttle {
	return Throttle{Account: 5, Address: 100, Window: 15 * time.Minute}
}

// Wait is how long the next try must wait, 0 when it may be made now. The arguments are the instants of the failures
// since the account's last success or unlocking, and of the failures from the address, in any order.
func (t Throttle) Wait(account, address []time.Time, now time.Time) time.Duration {
	return max(t.wait(account, t.Account, now), t.wait(address, t.Address, now))
}

func (t Throttle) wait(fails []time.Time, limit int, now time.Time) time.Duration {
	var in []time.Time
	for _, f := range fails {
		if f.Add(t.Window).After(now) {
			in = append(in, f)
		}
	}
	if limit <= 0 || len(in) < limit {
		return 0
	}
	slices.SortFunc(in, time.Time.Compare)
	// The try is free again when so many have grown old that fewer than the limit are left.
	return in[len(in)-limit].Add(t.Window).Sub(now)
}
