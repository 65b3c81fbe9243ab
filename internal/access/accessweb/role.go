package accessweb

import (
	"net/http"

	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// roleView is the form that gives a role.
type roleView struct {
	ID       int64
	Role     access.Role
	Org      string // as typed
	From, To [3]string
	Reason   string
	Problems []fault.Field
}

func (v roleView) field(name, label, hint string) ui.Field {
	return ui.Field{Name: name, Label: label, Hint: hint}.WithErrors(v.Problems)
}

func (v roleView) roles() []ui.Option {
	out := []ui.Option{{Text: "Choose", Chosen: v.Role == ""}}
	for _, i := range access.Roles() {
		out = append(out, ui.Option{Value: string(i.Role), Text: i.Name, Chosen: i.Role == v.Role})
	}
	return out
}

func rolePage(a access.Account, problems []fault.Field) web.Page {
	p := oncePage("Give a role", a)
	p.Problems = problems
	return p
}

func (m room) askRole(w http.ResponseWriter, r *web.Request) error {
	a, err := m.asked(r)
	if err != nil {
		return err
	}
	v := roleView{ID: a.ID, From: ui.DateParts(r.Today)}
	return r.Render(w, http.StatusOK, rolePage(a, nil), roleForm(v))
}

func (m room) giveRole(w http.ResponseWriter, r *web.Request) error {
	a, err := m.asked(r)
	if err != nil {
		return err
	}
	v := roleView{ID: a.ID, Role: access.Role(r.Param("role")), Org: r.Param("at"), Reason: r.Param("reason")}
	var l fault.List
	g := access.Grant{Role: v.Role, At: orgAsked(r, &l, "at", false)}
	g.From, v.From = dayAsked(r, &l, "from")
	g.To, v.To = dayAsked(r, &l, "to")
	g.To = lastDay(g.To)
	if !g.From.IsZero() && g.From.Before(r.Today) {
		l.Add("from", "", "The first day cannot be in the past")
	}
	if v.Reason == "" {
		l.Add("reason", "", "Say in a few words why")
	}
	if v.Problems = merge(l, access.CheckGrant(g, r.Present)); len(v.Problems) == 0 {
		if err := access.MayGrant(r.Who, a.ID, g, r.Present, r.Today); err != nil {
			return err
		}
		_, err := m.store.Give(r.Context(), r.Who.Actor(), a.ID, g, v.Reason)
		if err == nil {
			return r.Redirect(w, personPath(a.ID), "The role is given.")
		}
		if fault.KindOf(err) != fault.Conflict {
			return err
		}
		v.Problems = []fault.Field{{Name: "role", Message: fault.As(err).Message}}
	}
	return r.Render(w, http.StatusUnprocessableEntity, rolePage(a, v.Problems), roleForm(v))
}

// endView is the form that ends a role.
type endView struct {
	ID       int64
	Grant    access.Grant
	Last     [3]string
	Reason   string
	Problems []fault.Field
}

func (v endView) field(name, label, hint string) ui.Field {
	return ui.Field{Name: name, Label: label, Hint: hint}.WithErrors(v.Problems)
}

func endPage(a access.Account, v endView, name func(org.Code) string) web.Page {
	p := oncePage("End a role", a)
	p.Lead, p.Problems = v.Grant.Role.Name()+", "+name(v.Grant.At)+", "+daysWords(v.Grant), v.Problems
	return p
}

// grantHeld is the grant in the address, when the asker may end it.
func (m room) grantHeld(r *web.Request) (access.Account, access.Grant, error) {
	a, err := m.asked(r)
	if err != nil {
		return a, access.Grant{}, err
	}
	id, err := r.Int("grant")
	if err != nil {
		return a, access.Grant{}, err
	}
	for _, g := range a.Grants {
		if g.ID == id {
			return a, g, access.MayGrant(r.Who, a.ID, g, r.Present, r.Today)
		}
	}
	return a, access.Grant{}, fault.New(fault.NotFound, "The account holds no such role")
}

func (m room) askEndRole(w http.ResponseWriter, r *web.Request) error {
	a, g, err := m.grantHeld(r)
	if err != nil {
		return err
	}
	v := endView{ID: a.ID, Grant: g, Last: ui.DateParts(r.Today)}
	return r.Render(w, http.StatusOK, endPage(a, v, nameIn(r)), endForm(v))
}

func (m room) endRole(w http.ResponseWriter, r *web.Request) error {
	a, g, err := m.grantHeld(r)
	if err != nil {
		return err
	}
	v := endView{ID: a.ID, Grant: g, Reason: r.Param("reason")}
	var l fault.List
	last, typed := dayAsked(r, &l, "last")
	v.Last = typed
	to := lastDay(last)
	if r.Param("when") == "now" {
		to, l = r.Today, nil
		if to.Before(g.From) {
			to = g.From // a role that has not begun ends on its first day: it never counts
		}
	} else if to.IsZero() && len(l) == 0 {
		l.Add("last", "", "Enter the last day, or choose to end the role now")
	}
	if v.Reason == "" {
		l.Add("reason", "", "Say in a few words why")
	}
	if len(l) == 0 {
		err := m.store.EndGrant(r.Context(), r.Who.Actor(), a.ID, g.ID, to, v.Reason)
		if err == nil {
			return r.Redirect(w, personPath(a.ID), "The role’s last day is recorded.")
		}
		if k := fault.KindOf(err); k != fault.Conflict && k != fault.Invalid {
			return err
		}
		l.Add("last", "", "%s", fault.As(err).Message)
	}
	v.Problems = l
	return r.Render(w, http.StatusUnprocessableEntity, endPage(a, v, nameIn(r)), endForm(v))
}
