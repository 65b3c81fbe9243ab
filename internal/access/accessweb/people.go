package accessweb

import (
	"net/http"
	"net/url"
	"slices"

	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// perPage is how many accounts a page lists.
const perPage = 50

// peopleView is the list of accounts.
type peopleView struct {
	Find  string
	Table ui.Table
	Pages ui.Pagination
}

func peoplePage() web.Page {
	return web.Page{Title: "Accounts", Current: "accounts", Lead: "People who can sign in, where you look after the accounts."}
}

func peopleCrumb() []web.Crumb { return []web.Crumb{{Text: "Accounts", Href: "/accounts"}} }

func (m room) people(w http.ResponseWriter, r *web.Request) error {
	page, find := r.PageNumber(), r.Param("find")
	list, err := m.store.Accounts(r.Context(), r.Scope(access.AccountManage), find, perPage+1, (page-1)*perPage)
	if err != nil {
		return err
	}
	pages := page
	if len(list) > perPage {
		list, pages = list[:perPage], page+1
	}
	v := peopleView{Find: find, Table: peopleTable(list, frameOf(r)), Pages: ui.Pagination{Page: page, Pages: pages, Address: func(n int) string {
		return "/accounts?" + url.Values{"find": {find}, "page": {number(int64(n))}}.Encode()
	}}}
	return r.Render(w, http.StatusOK, peoplePage(), peopleBody(v))
}

func peopleTable(list []access.Account, f frame) ui.Table {
	t := ui.Table{
		ID: "accounts", Caption: "Accounts", HideTitle: true, Empty: "No account fits.",
		Columns: []ui.Column{{Head: "Name"}, {Head: "Email address"}, {Head: "Roles held today"}, {Head: "Last sign-in"}},
	}
	for _, a := range list {
		var roles string
		for _, g := range a.Grants {
			if g.Live(f.today) {
				if roles != "" {
					roles += "; "
				}
				roles += g.Role.Name() + ", " + f.name(g.At)
			}
		}
		name := ui.Cell{Text: a.Name, Link: personPath(a.ID)}
		if a.State != access.Active {
			name.Tags = []ui.Tag{stateTag(a.State)}
		}
		if roles == "" {
			roles = "None"
		}
		t.Rows = append(t.Rows, ui.Row{Quiet: a.State == access.Closed, Cells: []ui.Cell{
			name, ui.Text(a.Email), ui.Text(roles), ui.Text(whenWords(f.now, a.LastSignIn)),
		}})
	}
	return t
}

func personPath(id int64) string { return "/accounts/" + number(id) }

// newPersonView is the form for an account.
type newPersonView struct {
	Email, Name string
	Problems    []fault.Field
}

func (v newPersonView) field(name, label, hint string) ui.Field {
	return ui.Field{Name: name, Label: label, Hint: hint}.WithErrors(v.Problems)
}

func newPersonPage(problems []fault.Field) web.Page {
	return web.Page{Title: "Add an account", Current: "accounts", Narrow: true, Crumbs: peopleCrumb(), Problems: problems}
}

func (m room) askPerson(w http.ResponseWriter, r *web.Request) error {
	return r.Render(w, http.StatusOK, newPersonPage(nil), newPersonForm(newPersonView{}))
}

func (m room) addPerson(w http.ResponseWriter, r *web.Request) error {
	v := newPersonView{Email: r.Param("email"), Name: r.Param("name")}
	a, once, err := m.store.AddAccount(r.Context(), r.Who.Actor(), v.Email, v.Name)
	if v.Problems = web.ProblemsOf(err); v.Problems != nil {
		return r.Render(w, http.StatusUnprocessableEntity, newPersonPage(v.Problems), newPersonForm(v))
	}
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, oncePage("Account added", a), onceBody(a, once))
}

func oncePage(title string, a access.Account) web.Page {
	return web.Page{
		Title: title, Caption: a.Name, Current: "accounts", Narrow: true,
		Crumbs: append(peopleCrumb(), web.Crumb{Text: a.Name, Href: personPath(a.ID)}),
	}
}

// asked is the account in the address, if the asker may see it: one with a role, ever, where the asker manages
// accounts, or with none at all. Any other is not there.
func (m room) asked(r *web.Request) (access.Account, error) {
	id, err := r.Int("id")
	if err != nil {
		return access.Account{}, err
	}
	a, err := m.store.Account(r.Context(), id)
	if err != nil {
		return a, err
	}
	sees := func(g access.Grant) bool { return r.May(access.AccountManage, g.At) }
	if len(a.Grants) > 0 && !slices.ContainsFunc(a.Grants, sees) {
		return access.Account{}, fault.New(fault.NotFound, "There is no such account")
	}
	return a, nil
}
