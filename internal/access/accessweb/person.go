package accessweb

import (
	"net/http"
	"strings"

	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// personView is one account as an administrator sees it.
type personView struct {
	ID      int64
	Who     ui.SummaryList
	Roles   ui.Table
	Acts    []personAct // what the administrator may do to it
	Refused string      // why none of that, in words
}

// personAct is one thing that can be done to an account, asked for with a reason first.
type personAct struct {
	Word  string // in the address
	Title string
	Lead  string
	Done  string
	Warn  bool
	from  []access.State // the states it can be done in
	to    access.State   // "" for the password
}

// acts is every act, in the order shown.
func acts() []personAct {
	return []personAct{
		{Word: "password", Title: "Give a one-time password", from: []access.State{access.Active, access.Locked},
			Lead: "The present password stops working and every session ends. Make sure that it is the person who asks."},
		{Word: "lock", Title: "Lock the account", Done: "The account is locked and signed out.", from: []access.State{access.Active}, to: access.Locked,
			Lead: "Every session ends at once. The account can be unlocked again."},
		{Word: "unlock", Title: "Unlock the account", Done: "The account is unlocked.", from: []access.State{access.Locked}, to: access.Active,
			Lead: "The person can sign in again with the same password."},
		{Word: "tries", Title: "Forget failed sign-ins", Done: "Failed sign-ins are forgotten: the person can try again now.", from: []access.State{access.Active},
			Lead: "After five failed sign-ins an account waits fifteen minutes. This ends the wait."},
		{Word: "close", Title: "Close the account", Done: "The account is closed.", Warn: true, from: []access.State{access.Active, access.Locked}, to: access.Closed,
			Lead: "Every session and token ends, and the account is never opened again. Its number stays in the audit log."},
	}
}

func (a personAct) fits(s access.State) bool {
	for _, f := range a.from {
		if f == s {
			return true
		}
	}
	return false
}

func (m room) person(w http.ResponseWriter, r *web.Request) error {
	a, err := m.asked(r)
	if err != nil {
		return err
	}
	if err := m.store.Read(r.Context(), r.Who, "account", number(a.ID), ""); err != nil {
		return err
	}
	refused := ""
	if err := access.MayManage(r.Who, a, r.Present, r.Today); err != nil {
		refused = err.Error()
	}
	v := newPerson(a, frameOf(r), refused, func(at org.Code) bool { return r.May(access.AccountManage, at) && a.ID != r.Who.ID })
	return r.Render(w, http.StatusOK, personPage(a), personBody(v))
}

func personPage(a access.Account) web.Page {
	return web.Page{Title: a.Name, Caption: "Account " + number(a.ID), Current: "accounts", Crumbs: peopleCrumb()}
}

func newPerson(a access.Account, f frame, refused string, may func(org.Code) bool) personView {
	v := personView{ID: a.ID, Refused: refused}
	password := "Chosen by the person"
	if a.MustChange {
		password = "One-time, not changed yet"
	}
	if a.Demo {
		password = "None: a person of the demonstration"
	}
	v.Who = ui.SummaryList{Rows: []ui.SummaryRow{
		{Key: "Email address", Value: a.Email},
		{Key: "State", Tags: []ui.Tag{stateTag(a.State)}},
		{Key: "Password", Value: password},
		{Key: "Added", Value: ui.When(f.now, a.Created)},
		{Key: "Last sign-in", Value: whenWords(f.now, a.LastSignIn)},
	}}
	v.Roles = ui.Table{
		ID: "roles", Caption: "Roles", Columns: []ui.Column{{Head: "Role"}, {Head: "Held at"}, {Head: "Days"}, {Head: "End"}}, Empty: "No role yet.",
	}
	for _, g := range a.Grants {
		end := ui.Text("")
		if (g.To.IsZero() || g.To.After(f.today)) && may(g.At) {
			end = ui.LinkTo("End or shorten "+g.Role.Name(), personPath(a.ID)+"/roles/"+number(g.ID)+"/end")
		}
		v.Roles.Rows = append(v.Roles.Rows, ui.Row{Quiet: !g.Live(f.today), Cells: []ui.Cell{
			{Text: g.Role.Name(), Tags: []ui.Tag{grantTag(g, f.today)}, Note: deputyNote(g)}, ui.Text(f.name(g.At)), ui.Text(daysWords(g)), end,
		}})
	}
	for _, act := range acts() {
		if refused == "" && act.fits(a.State) && !(a.Demo && act.Word == "password") {
			v.Acts = append(v.Acts, act)
		}
	}
	return v
}

// actView is the page that asks for the reason of an act.
type actView struct {
	ID       int64
	Act      personAct
	Reason   string
	Problems []fault.Field
}

func (v actView) field() ui.Field {
	return ui.Field{Name: "reason", Label: "Reason", Hint: "Kept in the audit log. Do not write about a person"}.WithErrors(v.Problems)
}

func actPage(a access.Account, v actView) web.Page {
	p := oncePage(v.Act.Title, a)
	p.Lead, p.Problems = v.Act.Lead, v.Problems
	return p
}

// actAsked is the account and the act in the address, when the asker may do it.
func (m room) actAsked(r *web.Request) (a access.Account, act personAct, err error) {
	if a, err = m.asked(r); err != nil {
		return a, act, err
	}
	for _, act := range acts() {
		if act.Word != r.PathValue("act") {
			continue
		}
		if !act.fits(a.State) {
			return a, act, fault.New(fault.Conflict, "The account is %s: this cannot be done to it", a.State)
		}
		return a, act, access.MayManage(r.Who, a, r.Present, r.Today)
	}
	return a, act, fault.New(fault.NotFound, "There is no such page")
}

func (m room) askAct(w http.ResponseWriter, r *web.Request) error {
	a, act, err := m.actAsked(r)
	if err != nil {
		return err
	}
	v := actView{ID: a.ID, Act: act}
	return r.Render(w, http.StatusOK, actPage(a, v), actForm(v))
}

func (m room) doAct(w http.ResponseWriter, r *web.Request) error {
	a, act, err := m.actAsked(r)
	if err != nil {
		return err
	}
	v := actView{ID: a.ID, Act: act, Reason: r.Param("reason")}
	if strings.TrimSpace(v.Reason) == "" {
		v.Problems = []fault.Field{{Name: "reason", Message: "Say in a few words why"}}
		return r.Render(w, http.StatusUnprocessableEntity, actPage(a, v), actForm(v))
	}
	switch act.Word {
	case "password":
		once, err := m.store.ResetPassword(r.Context(), r.Who.Actor(), a.ID, v.Reason)
		if err != nil {
			return err
		}
		return r.Render(w, http.StatusOK, oncePage("One-time password", a), onceBody(a, once))
	case "tries":
		err = m.store.ForgetTries(r.Context(), r.Who.Actor(), a.ID, v.Reason)
	default:
		err = m.store.SetState(r.Context(), r.Who.Actor(), a.ID, act.to, v.Reason)
	}
	if err != nil {
		return err
	}
	return r.Redirect(w, personPath(a.ID), act.Done)
}
