package accessweb

import (
	"net/http"

	"headroom/internal/access"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// accountView is one's own account.
type accountView struct {
	Who      ui.SummaryList
	Roles    ui.Table
	Deputies ui.Table
	Sessions ui.Table
	Others   bool // there are sessions besides this one
	Tokens   ui.Table
	MayToken bool
}

func accountPage() web.Page { return web.Page{Title: "Your account"} }

func (m room) account(w http.ResponseWriter, r *web.Request) error {
	ctx, id := r.Context(), r.Who.ID
	a, err := m.store.Account(ctx, id)
	if err != nil {
		return err
	}
	lent, err := m.store.Lent(ctx, id)
	if err != nil {
		return err
	}
	sessions, err := m.store.Sessions(ctx, id)
	if err != nil {
		return err
	}
	tokens, err := m.store.Tokens(ctx, id)
	if err != nil {
		return err
	}
	f := frameOf(r)
	v := accountView{
		Who: ownSummary(a), Roles: ownRoles(a, f), Deputies: deputyTable(lent, f), Sessions: sessionTable(sessions, f),
		Others: len(sessions) > 1, Tokens: tokenTable(tokens, f), MayToken: r.MayAnywhere(access.TokenOwn),
	}
	return r.Render(w, http.StatusOK, accountPage(), accountBody(v))
}

func ownSummary(a access.Account) ui.SummaryList {
	return ui.SummaryList{Rows: []ui.SummaryRow{
		{Key: "Name", Value: a.Name},
		{Key: "Email address", Value: a.Email},
		{Key: "Account number", Value: number(a.ID)},
		{Key: "Password", Value: "Known to you alone", Actions: []ui.Action{{Text: "Change", Href: web.ChangePasswordPath, Spoken: "password"}}},
	}}
}

func ownRoles(a access.Account, f frame) ui.Table {
	t := ui.Table{
		ID: "roles", Caption: "Roles", Columns: []ui.Column{{Head: "Role"}, {Head: "Held at"}, {Head: "Days"}, {Head: "Deputy"}},
		Empty: "No role has been given to this account yet. Ask the person who looks after Headroom accounts in your organisation.",
	}
	for _, g := range a.Grants {
		deputy := ui.Text("")
		if mayLend(g) && (g.To.IsZero() || g.To.After(f.today)) {
			deputy = ui.LinkTo("Name a deputy for "+g.Role.Name(), "/account/deputies/new?grant="+number(g.ID))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			{Text: g.Role.Name(), Tags: []ui.Tag{grantTag(g, f.today)}, Note: deputyNote(g)}, ui.Text(f.name(g.At)), ui.Text(daysWords(g)), deputy,
		}})
	}
	return t
}

// mayLend reports whether the role can have a deputy at all.
func mayLend(g access.Grant) bool {
	rule, _ := access.RuleFor(access.DeputyName)
	return rule.Reach[g.Role] != access.None && g.StandsFor == 0
}

func deputyTable(lent []access.Held, f frame) ui.Table {
	t := ui.Table{
		ID: "deputies", Caption: "Deputies you have named", Columns: []ui.Column{{Head: "Deputy"}, {Head: "Role"}, {Head: "Days"}, {Head: "End"}},
		Empty: "None. A deputy holds your role for some days under their own name: nobody needs your password.",
	}
	for _, h := range lent {
		end := ui.Text("")
		if h.To.IsZero() || h.To.After(f.today) {
			end = ui.Cell{Body: act("/account/deputies/"+number(h.ID)+"/end", "End now", "account "+number(h.Account)+" as deputy")}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			{Text: "Account " + number(h.Account), Tags: []ui.Tag{grantTag(h.Grant, f.today)}},
			ui.Text(h.Role.Name() + ", " + f.name(h.At)), ui.Text(daysWords(h.Grant)), end,
		}})
	}
	return t
}

func sessionTable(sessions []access.Session, f frame) ui.Table {
	t := ui.Table{
		ID: "sessions", Caption: "Where you are signed in", Columns: []ui.Column{{Head: "Signed in"}, {Head: "Last seen"}},
		Hint: "A session ends after an hour without use, and twelve hours after signing in.", FewColumns: true,
	}
	for _, s := range sessions {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(ui.When(f.now, s.Begun)), ui.Text(ui.Age(f.now, s.Seen))}})
	}
	return t
}

func (m room) endSessions(w http.ResponseWriter, r *web.Request) error {
	if err := m.store.EndOtherSessions(r.Context(), r.Who.ID, m.key(r.Request)); err != nil {
		return err
	}
	return r.Redirect(w, web.AccountPath, "You are signed out everywhere else.")
}
