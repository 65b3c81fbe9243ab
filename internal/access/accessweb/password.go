package accessweb

import (
	"net/http"

	"headroom/internal/fault"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// passwordView is the form for a new password.
type passwordView struct {
	Email    string // for the browser's password keeper
	First    bool   // the one-time password must be replaced before anything else
	Next     string
	Problems []fault.Field
}

func (v passwordView) field(name, label, hint string) ui.Field {
	return ui.Field{Name: name, Label: label, Hint: hint}.WithErrors(v.Problems)
}

func (v passwordView) current() string {
	if v.First {
		return "One-time password"
	}
	return "Password now"
}

func passwordPage(v passwordView) web.Page {
	p := web.Page{Title: "Change your password", Narrow: true, Problems: v.Problems, Crumbs: []web.Crumb{{Text: "Your account", Href: web.AccountPath}}}
	if v.First {
		p.Title, p.Crumbs = "Choose your own password", nil
		p.Lead = "The one-time password you were given works only until you have chosen your own."
	}
	return p
}

func (m room) askPassword(w http.ResponseWriter, r *web.Request) error {
	return m.showPassword(w, r, http.StatusOK, nil)
}

func (m room) showPassword(w http.ResponseWriter, r *web.Request, status int, problems []fault.Field) error {
	v := passwordView{Email: r.Who.Email, First: r.Who.MustChange, Next: r.Next(), Problems: problems}
	return r.Render(w, status, passwordPage(v), passwordForm(v))
}

func (m room) changePassword(w http.ResponseWriter, r *web.Request) error {
	current, next := r.PostFormValue("current"), r.PostFormValue("password")
	var l fault.List
	if current == "" {
		l.Add("current", "", "Enter the password you have now")
	}
	if next != r.PostFormValue("again") {
		l.Add("again", "", "The two new passwords differ: type the same one twice")
	}
	if len(l) > 0 {
		return m.showPassword(w, r, http.StatusUnprocessableEntity, l)
	}
	err := m.store.ChangePassword(r.Context(), r.Who.ID, current, next, m.address(r.Request), m.key(r.Request))
	if p := web.ProblemsOf(err); p != nil {
		return m.showPassword(w, r, http.StatusUnprocessableEntity, p)
	}
	if fault.KindOf(err) == fault.TooMany {
		return m.showPassword(w, r, http.StatusTooManyRequests, []fault.Field{{Name: "current", Message: fault.As(err).Message}})
	}
	if err != nil {
		return err
	}
	to := r.Next()
	if to == "/" && !r.Who.MustChange {
		to = web.AccountPath
	}
	return r.Redirect(w, to, "Your password is changed. You are signed out everywhere else.")
}
