package app

import (
	"context"
	"time"

	"headroom/internal/access/accessdb"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/rest/restdb"
	"headroom/internal/rest/restweb"
)

// restPages is what the pages of duties and rest stand on.
func (a *App) restPages() restweb.Deps {
	return restweb.Deps{Store: a.Rest, Accounts: restAccounts{a.Accounts}, Holidays: civil.England(), Recovery: a.recoveryFrom}
}

// recoveryFrom is the day on which the last action that had begun by an instant ends; zero where none had. While it lasts,
// what is estimated holds the extra duties that are planned to its end.
func (a *App) recoveryFrom(ctx context.Context, at, asOf time.Time) (civil.Date, error) {
	list, err := a.Actions.List(ctx, asOf)
	var last time.Time
	for _, p := range list {
		if begin, end := p.Bounds(); p.Happened() && !begin.After(at) && end.After(last) {
			last = end
		}
	}
	if err != nil || last.IsZero() {
		return civil.Date{}, err
	}
	return civil.Today(last), nil
}

// restAccounts finds the accounts that see a ledger of their own, or manage a team.
type restAccounts struct{ store *accessdb.Store }

// ByEmail finds accounts by their address; one that is not there is left out.
func (r restAccounts) ByEmail(ctx context.Context, emails []string) (map[string]int64, error) {
	out := map[string]int64{}
	for _, e := range emails {
		a, err := r.store.AccountByEmail(ctx, e)
		switch {
		case fault.KindOf(err) == fault.NotFound:
		case err != nil:
			return nil, err
		default:
			out[e] = a.ID
		}
	}
	return out, nil
}

// Emails gives the addresses of accounts.
func (r restAccounts) Emails(ctx context.Context, ids []int64) (map[int64]string, error) {
	out := map[int64]string{}
	list, err := r.store.Named(ctx, ids)
	for _, a := range list {
		out[a.ID] = a.Email
	}
	return out, err
}

var (
	_ restweb.Store    = (*restdb.Store)(nil)
	_ restweb.Accounts = restAccounts{}
)
