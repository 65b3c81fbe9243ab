package app

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/access/accessdb"
	"headroom/internal/action"
	"headroom/internal/action/actiondb"
	"headroom/internal/action/actionweb"
	"headroom/internal/civil"
	"headroom/internal/discharge/dischargeweb"
	"headroom/internal/fault"
	"headroom/internal/occupancy/occupancyweb"
	"headroom/internal/org"
	"headroom/internal/org/orgdb"
	"headroom/internal/rest/restweb"
	"headroom/internal/sitrep/sitrepdb"
	"headroom/internal/sitrep/sitrepweb"
	"headroom/internal/web"
)

// people names accounts to the pages of returns.
type people struct {
	accounts *accessdb.Store
	orgs     *orgdb.Store
	now      func() time.Time
}

// actorID is the account's number of "account:12"; false for programs and jobs.
func actorID(actor string) (int64, bool) {
	n, ok := strings.CutPrefix(actor, "account:")
	if !ok {
		return 0, false
	}
	id, err := strconv.ParseInt(n, 10, 64)
	return id, err == nil
}

// Named gives the names of the actors, those it knows: a program and the machine itself are named for what they are.
func (p people) Named(ctx context.Context, actors []string) (map[string]string, error) {
	out := map[string]string{}
	var ids []int64
	for _, a := range actors {
		if id, ok := actorID(a); ok {
			ids = append(ids, id)
		} else if kind, n, ok := strings.Cut(a, ":"); ok && kind == "token" {
			out[a] = "a program with token " + n
		} else if ok && kind == "job" {
			out[a] = "Headroom itself"
		} else if a == "command" {
			out[a] = "a command on the machine"
		}
	}
	slices.Sort(ids)
	list, err := p.accounts.Named(ctx, slices.Compact(ids))
	for _, a := range list {
		out[a.Principal().Actor()] = a.Name
	}
	return out, err
}

// Signers lists who may sign returns off at the organisation today.
func (p people) Signers(ctx context.Context, at org.Code) ([]sitrepweb.Signer, error) {
	now := p.now()
	today := civil.Today(now)
	pic, err := p.orgs.Picture(ctx, today, now)
	if err != nil {
		return nil, err
	}
	scope := access.Scope{Orgs: append([]org.Code{at}, pic.Ancestors(org.NHS, at)...)}
	slices.Sort(scope.Orgs)
	list, err := p.accounts.Accounts(ctx, scope, "", 200, 0)
	if err != nil {
		return nil, err
	}
	var out []sitrepweb.Signer
	for _, a := range list {
		if s, ok := signerOf(a, at, pic, today); ok {
			out = append(out, s)
		}
	}
	return out, nil
}

// Signer looks one person up: a program that sends names its director, and need not go through everybody's accounts.
func (p people) Signer(ctx context.Context, actor string, at org.Code) (sitrepweb.Signer, bool, error) {
	id, ok := actorID(actor)
	if !ok {
		return sitrepweb.Signer{}, false, nil
	}
	a, err := p.accounts.Account(ctx, id)
	if fault.KindOf(err) == fault.NotFound {
		return sitrepweb.Signer{}, false, nil
	}
	if err != nil {
		return sitrepweb.Signer{}, false, err
	}
	now := p.now()
	pic, err := p.orgs.Picture(ctx, civil.Today(now), now)
	if err != nil {
		return sitrepweb.Signer{}, false, err
	}
	s, ok := signerOf(a, at, pic, civil.Today(now))
	return s, ok, nil
}

func signerOf(a access.Account, at org.Code, pic *org.Picture, today civil.Date) (sitrepweb.Signer, bool) {
	g, ok := a.Principal().Allowing(access.ReturnSign, at, pic, today)
	if !ok || a.State != access.Active {
		return sitrepweb.Signer{}, false
	}
	return sitrepweb.Signer{Actor: a.Principal().Actor(), Name: a.Name, Email: a.Email, Role: g.Role.Name()}, true
}

// Read writes in the audit log that a sensitive record was read.
func (p people) Read(ctx context.Context, who, noun, key string, on org.Code) error {
	return p.accounts.ReadBy(ctx, who, noun, key, on)
}

// strikes gives the hours of action to shade.
type strikes struct{ store *actiondb.Store }

// Windows lists the hours in which people withheld work that overlap [from, to], as known at asOf: of periods that
// happened, are under way or are announced and not called off.
func (s strikes) Windows(ctx context.Context, from, to civil.Date, asOf time.Time) ([]sitrepweb.Strike, error) {
	all, err := s.store.List(ctx, asOf)
	if err != nil {
		return nil, err
	}
	begin, end := from.At(0), to.Add(1).At(0)
	var out []sitrepweb.Strike
	for _, p := range all {
		if p.Standing == action.CalledOff || p.Standing == action.Doubtful {
			continue
		}
		for _, w := range p.Windows {
			a, b := w.Bounds()
			if a.Before(end) && b.After(begin) && w.Form != action.ShortOfStrike {
				out = append(out, sitrepweb.Strike{Name: fmt.Sprintf("%s (%s)", w.Staff.Words(), w.Union), Link: actionweb.Path(p.Code), From: a, To: b})
			}
		}
	}
	return out, nil
}

// contacts finds whom to ring about returns.
type contacts struct{ orgs *orgdb.Store }

// Contacts gives who answers for each organisation's returns on the day, the best first; where a deputy stands in, it is
// the deputy.
func (c contacts) Contacts(ctx context.Context, orgs []org.Code, on civil.Date, asOf time.Time) (map[org.Code][]sitrepweb.Contact, error) {
	posts, err := c.orgs.Contacts(ctx, orgs, orgdb.ReturnRoles(), on, asOf)
	if err != nil {
		return nil, err
	}
	dictionary, err := c.orgs.Roles(ctx)
	if err != nil {
		return nil, err
	}
	out := map[org.Code][]sitrepweb.Contact{}
	for code, list := range posts {
		for _, p := range list {
			name := string(p.Role)
			if role, ok := dictionary.Find(name); ok {
				name = role.Name
			}
			out[code] = append(out[code], sitrepweb.Contact{Post: name, Name: p.Who.Name, Email: p.Who.Email, Phone: p.Who.Phone, Deputy: p.State == org.PostDeputy})
		}
	}
	return out, nil
}

// restFirst is where those begin whose roles show rest and no figures.
func restFirst(r *web.Request) string {
	if r.MayAnywhere(access.RestTeam) || r.MayAnywhere(access.RestOwn) {
		return restweb.HomePath
	}
	return ""
}

// returnPages is what the pages of returns stand on.
func (a *App) returnPages() sitrepweb.Deps {
	return sitrepweb.Deps{Store: a.Returns, People: people{a.Accounts, a.Orgs, a.DB.Now}, Contacts: contacts{a.Orgs},
		Strikes: strikes{a.Actions}, Holidays: civil.England(), Ahead: occupancyweb.Path, Brief: dischargeweb.BriefOf,
		Told:    a.told,
		Waiting: func(r *web.Request, on org.Code) (templ.Component, error) { return restweb.Told(a.restPages(), r, on) }, Elsewhere: restFirst}
}

var (
	_ sitrepweb.People   = people{}
	_ sitrepweb.Strikes  = strikes{}
	_ sitrepweb.Contacts = contacts{}
	_ sitrepweb.Store    = (*sitrepdb.Store)(nil)
)
