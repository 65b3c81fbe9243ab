package app

import (
	"cmp"
	"context"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/harm"
	"headroom/internal/harm/harmdb"
	"headroom/internal/harm/harmweb"
	"headroom/internal/mitigation"
	"headroom/internal/mitigation/mitigationdb"
	"headroom/internal/org"
	"headroom/internal/recovery"
	"headroom/internal/recovery/recoveryweb"
)

// harmPages is what the pages of harm stand on.
func (a *App) harmPages() harmweb.Deps {
	known := harm.Profiles()
	return harmweb.Deps{Events: a.Harm, Watches: a.Harm, Desk: a.Harm, Requests: requestsOf{a.Mitigations}, People: people{a.Accounts, a.Orgs, a.DB.Now},
		Periods: a.harmPeriods, Holidays: civil.England(), Profile: cmp.Or(a.service.Profile, known[len(known)-1].Version)}
}

// harmPeriods lists every period of action, the oldest first.
func (a *App) harmPeriods(ctx context.Context, asOf time.Time) (harm.Periods, error) {
	return a.Actions.List(ctx, asOf)
}

// requestsOf tells the pages of harm about requests for a mitigation.
type requestsOf struct{ store *mitigationdb.Store }

// Of lists a trust's requests, the newest first.
func (q requestsOf) Of(ctx context.Context, trust org.Code, asOf time.Time) (out []mitigation.Ref, err error) {
	list, err := q.store.Requests(ctx, mitigation.Filter{Trusts: []org.Code{trust}}, asOf)
	for _, k := range list {
		out = append(out, k.Ref)
	}
	return out, err
}

// Took reports whether an account did anything of a request's own.
func (q requestsOf) Took(ctx context.Context, ref mitigation.Ref, account string) (bool, error) {
	k, err := q.store.Request(ctx, ref, time.Time{})
	return slices.ContainsFunc(k.Events, func(e mitigation.Event) bool { return e.By == account }), err
}

// reviewed tells recovery's pages what reviews of harm ask to be brought forward.
type reviewed struct{ store *harmdb.Store }

// Pressed lists the pathways of a trust whose date a clinician's review asks to be brought forward.
func (v reviewed) Pressed(ctx context.Context, o org.Code, list []recovery.Pathway, asOf time.Time) (out []recovery.Pressed, err error) {
	keys := make([]string, len(list))
	for i, p := range list {
		keys[i] = string(p)
	}
	found, err := v.store.Pressing(ctx, o, keys, asOf)
	for _, x := range found {
		out = append(out, recovery.Pressed{Pathway: recovery.Pathway(x.Pathway), At: x.At, By: x.By})
	}
	return out, err
}

var (
	_ recoveryweb.Flags = reviewed{}
	_ harmweb.Events    = (*harmdb.Store)(nil)
	_ harmweb.Watches   = (*harmdb.Store)(nil)
	_ harmweb.Desk      = (*harmdb.Store)(nil)
	_ harmweb.Requests  = requestsOf{}
)
