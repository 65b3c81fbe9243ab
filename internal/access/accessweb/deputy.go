package accessweb

import (
	"errors"
	"net/http"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// deputyView is the form that names a deputy.
type deputyView struct {
	Grant    access.Grant
	Role     string // the role and where it is held
	Email    string
	From, To [3]string
	Reason   string
	Problems []fault.Field
}

func (v deputyView) field(name, label, hint string) ui.Field {
	return ui.Field{Name: name, Label: label, Hint: hint}.WithErrors(v.Problems)
}

func deputyPage(v deputyView) web.Page {
	return web.Page{
		Title: "Name a deputy", Caption: v.Role, Narrow: true, Problems: v.Problems,
		Lead:   "The deputy does what your role may do, under their own name. You keep the role, and can end this at any time.",
		Crumbs: []web.Crumb{{Text: "Your account", Href: web.AccountPath}},
	}
}

// grantAsked is the asker's own grant that the form is about.
func grantAsked(r *web.Request) (access.Grant, error) {
	id, err := r.Int("grant")
	if err != nil {
		return access.Grant{}, err
	}
	for _, g := range r.Who.Grants {
		if g.ID == id {
			return g, nil
		}
	}
	return access.Grant{}, fault.New(fault.NotFound, "You hold no such role")
}

func (m room) askDeputy(w http.ResponseWriter, r *web.Request) error {
	g, err := grantAsked(r)
	if err != nil {
		return err
	}
	v := deputyView{Grant: g, Role: g.Role.Name() + ", " + nameIn(r)(g.At), From: ui.DateParts(r.Today)}
	return r.Render(w, http.StatusOK, deputyPage(v), deputyForm(v))
}

func (m room) nameDeputy(w http.ResponseWriter, r *web.Request) error {
	g, err := grantAsked(r)
	if err != nil {
		return err
	}
	v := deputyView{Grant: g, Role: g.Role.Name() + ", " + nameIn(r)(g.At), Email: r.Param("to"), Reason: r.Param("reason")}
	var from, until civil.Date
	var l fault.List
	from, v.From = dayAsked(r, &l, "from")
	until, v.To = dayAsked(r, &l, "until")
	to, err := m.deputy(r, v.Email)
	if err != nil {
		return err
	}
	lent, err := access.Deputise(r.Who, g, to.ID, from, lastDay(until), r.Today)
	if err != nil && fault.As(err) == nil {
		return err
	}
	v.Problems = merge(l, err)
	if len(v.Problems) == 0 {
		if _, err = m.store.Lend(r.Context(), r.Who.Actor(), to.ID, lent, g, v.Reason); err == nil {
			return r.Redirect(w, web.AccountPath, to.Name+" is your deputy on the days you gave.")
		}
		if fault.KindOf(err) != fault.Conflict {
			return err
		}
		v.Problems = []fault.Field{{Name: "to", Message: fault.As(err).Message}}
	}
	return r.Render(w, http.StatusUnprocessableEntity, deputyPage(v), deputyForm(v))
}

// deputy finds the person with that sign-in name; nobody when there is none who can sign in, which the rule then
// tells.
func (m room) deputy(r *web.Request, email string) (access.Account, error) {
	a, err := m.store.AccountByEmail(r.Context(), email)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return access.Account{}, nil
	case err != nil:
		return access.Account{}, err
	case a.State != access.Active:
		return access.Account{}, nil
	}
	return a, nil
}

func (m room) endDeputy(w http.ResponseWriter, r *web.Request) error {
	id, err := r.Int("grant")
	if err != nil {
		return err
	}
	lent, err := m.store.Lent(r.Context(), r.Who.ID)
	if err != nil {
		return err
	}
	for _, h := range lent {
		if h.ID != id {
			continue
		}
		// A deputyship that has not begun ends on its first day: it never counts.
		to := r.Today
		if to.Before(h.From) {
			to = h.From
		}
		if err := m.store.EndGrant(r.Context(), r.Who.Actor(), h.Account, id, to, "ended by the person deputised for"); err != nil {
			return err
		}
		return r.Redirect(w, web.AccountPath, "The deputy has been stood down.")
	}
	return fault.New(fault.NotFound, "You have named no such deputy")
}

// dayAsked reads a form's date and notes a problem with it; no date is no problem here.
func dayAsked(r *web.Request, l *fault.List, name string) (civil.Date, [3]string) {
	d, typed, err := r.DateBoxes(name)
	if err != nil {
		l.Add(name, "", "%s", title(err.Error()))
	}
	return d, typed
}

// merge puts the problems of reading a form before those of its rules; a field with a problem already is not told of
// twice.
func merge(l fault.List, err error) []fault.Field {
	out := []fault.Field(l)
	var f *fault.Error
	if !errors.As(err, &f) {
		return out
	}
	fields := f.Fields
	if len(fields) == 0 {
		fields = []fault.Field{{Name: "reason", Message: f.Message}}
	}
	for _, x := range fields {
		if ui.ErrorOf(l, x.Name) == "" {
			out = append(out, x)
		}
	}
	return out
}
