package main

import (
	"context"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"time"

	"headroom/internal/access"
	"headroom/internal/access/accessdb"
	"headroom/internal/app"
	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// monday is the first of the days that are measured: a week before Christmas. What is held ends before them.
var monday = civil.MustDate("2025-12-15")

// gapDays is how many days before monday are left for the API's senders; the amendment window is longer.
const gapDays = 12

// since is when the invented trusts came to be, for long enough before every return.
var since = civil.Range{From: civil.MustDate("2015-04-01")}

// world is the England that is measured: the real regions and boards with invented trusts, people and returns.
type world struct {
	settings
	engine *engine
	where  string
	app    *app.App
	codes  []org.Code // of the trusts
	boards []org.Code
	above  map[org.Code]org.Code // each board's region
	first  civil.Date            // of the returns held
	last   civil.Date
	now    atomic.Pointer[time.Time]
	people map[string]int64 // accounts by role and organisation
}

// at sets the clock of this process; the site's process has its own.
func (w *world) at(t time.Time) { w.now.Store(&t) }

// found makes the England and fills it.
func found(ctx context.Context, s settings, e *engine, r *report) (*world, error) {
	began := time.Now()
	w := &world{settings: s, engine: e, above: map[org.Code]org.Code{}, people: map[string]int64{}}
	var err error
	if w.where, err = e.fresh(ctx, "england"); err != nil {
		return nil, err
	}
	if w.app, err = app.Open(ctx, w.where); err != nil {
		return nil, err
	}
	w.at(monday.At(8 * 60))
	w.app.DB.Clock = func() time.Time { return *w.now.Load() }
	if err := w.place(ctx); err != nil {
		return nil, err
	}
	if err := w.invite(ctx); err != nil {
		return nil, err
	}
	w.last = monday.Add(-gapDays - 1)
	w.first = civil.On(w.last.Year()-s.years, w.last.Month(), w.last.Day())
	n, err := w.fill(ctx)
	if err != nil {
		return nil, err
	}
	form, _ := sitrep.FindForm(sitrep.UECDaily, monday)
	r.note("%s: %d invented trusts, %d returns held from %s to %s, %d lines each from which %d measures are read; made in %.0f s",
		e.name, len(w.codes), n, w.first, w.last, len(form.Items), measuresOf(form), time.Since(began).Seconds())
	return w, nil
}

// place spreads the trusts over the boards as one accepted change set.
func (w *world) place(ctx context.Context) error {
	pic, err := w.app.Orgs.Picture(ctx, monday, time.Time{})
	if err != nil {
		return err
	}
	for _, u := range pic.Units(org.KindICB) {
		w.boards = append(w.boards, u.Code)
		if up := pic.Ancestors(org.NHS, u.Code); len(up) > 0 {
			w.above[u.Code] = up[0]
		}
	}
	book, err := w.app.Orgs.Book(ctx, time.Time{})
	if err != nil {
		return err
	}
	set := org.ChangeSet{Title: "invented trusts of a benchmark"}
	for i := range w.trusts {
		c := org.Code(fmt.Sprintf("SYN-B%03d", i))
		w.codes = append(w.codes, c)
		facts := []org.Fact{{What: org.FactUnit, Org: c, Kind: org.KindTrust, Valid: since},
			{What: org.FactName, Org: c, Text: fmt.Sprintf("Synthetic Hospital Trust %d", i+1), Valid: since},
			{What: org.FactLink, Org: c, Tree: org.NHS, Other: w.boards[i%len(w.boards)], Valid: since}}
		for _, m := range []string{org.MarkAcuteBeds, org.MarkType1, org.MarkCriteria} {
			facts = append(facts, org.Fact{What: org.FactMark, Org: c, Text: m, Valid: since})
		}
		set.Lines = append(set.Lines, org.Change{Line: i + 1, Org: c, Verb: "new", Words: "invented", Before: book.Held(facts), Facts: facts})
	}
	id, err := w.app.Orgs.Propose(ctx, "command", set)
	if err != nil {
		return err
	}
	return w.app.Orgs.Accept(ctx, id, "command", "a benchmark begins")
}

// invite adds a submitter and a director of every trust, and a reader of everything else.
func (w *world) invite(ctx context.Context) error {
	seats := []access.Grant{{Role: access.NationalViewer, At: org.England}}
	regions := map[org.Code]bool{}
	for i, c := range w.codes {
		seats = append(seats, access.Grant{Role: access.TrustSubmitter, At: c}, access.Grant{Role: access.TrustDirector, At: c})
		if i < len(w.boards) {
			seats = append(seats, access.Grant{Role: access.ICBViewer, At: w.boards[i]})
			regions[w.above[w.boards[i]]] = true
		}
	}
	for c := range regions {
		seats = append(seats, access.Grant{Role: access.RegionViewer, At: c})
	}
	var people []accessdb.DemoPerson
	for _, g := range seats {
		g.From = monday.Add(-30)
		people = append(people, accessdb.DemoPerson{Email: emailOf(g.Role, g.At), Name: "Synthetic person", Grants: []access.Grant{g}})
	}
	if err := w.app.Accounts.Demo(ctx, people); err != nil {
		return err
	}
	for _, p := range people {
		a, err := w.app.Accounts.AccountByEmail(ctx, p.Email)
		if err != nil {
			return err
		}
		w.people[p.Email] = a.ID
	}
	return nil
}

func emailOf(r access.Role, at org.Code) string { return fmt.Sprintf("%s.%s@example.org", r, at) }

// session signs the person with a role in and gives the key of the session.
func (w *world) session(ctx context.Context, r access.Role, at org.Code) (string, error) {
	return w.app.Accounts.SignInDemo(ctx, w.people[emailOf(r, at)], "")
}

// token is a key with which a program of the trust sends returns in the name of its director.
func (w *world) token(ctx context.Context, c org.Code) (string, error) {
	_, key, err := w.app.Accounts.MakeToken(ctx, "command", access.Token{Account: w.people[emailOf(access.TrustSubmitter, c)], Name: "benchmark",
		Verbs: []access.Verb{access.ReturnSubmit, access.ReturnRead}, At: c, Director: w.people[emailOf(access.TrustDirector, c)], Until: monday.Add(90)})
	return key, err
}

// file is a path in the folder of the run.
func (w *world) file(name string) string { return filepath.Join(w.dir, string(w.engine.name)+"-"+name) }
