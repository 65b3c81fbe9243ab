package accessweb

import (
	"net/http"
	"net/url"
	"strconv"

	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// signInView is the sign-in page.
type signInView struct {
	Email    string
	Next     string // where to go afterwards
	None     bool   // nobody could sign in yet
	Demo     []demoChoice
	Problems []fault.Field
}

// demoChoice is one person of the demonstration.
type demoChoice struct {
	ID          int64
	Role, Place string
}

func signInPage(problems []fault.Field) web.Page {
	return web.Page{Title: "Sign in", Narrow: true, Problems: problems}
}

func (v signInView) field(name, label string) ui.Field {
	return ui.Field{Name: name, Label: label}.WithErrors(v.Problems)
}

func (m room) askSignIn(w http.ResponseWriter, r *web.Request) error {
	if !r.Who.Nobody() {
		return r.Redirect(w, r.Next(), "")
	}
	return m.showSignIn(w, r, http.StatusOK, nil)
}

// showSignIn shows the page, after a failure with what was wrong.
func (m room) showSignIn(w http.ResponseWriter, r *web.Request, status int, problems []fault.Field) error {
	v := signInView{Email: r.PostFormValue("email"), Next: r.Next(), Problems: problems}
	anyone, err := m.store.Any(r.Context())
	if err != nil {
		return err
	}
	v.None = !anyone && !m.cfg.Demo
	if m.cfg.Demo {
		list, err := m.store.DemoAccounts(r.Context())
		if err != nil {
			return err
		}
		v.Demo = demoChoices(list, nameIn(r))
	}
	return r.Render(w, status, signInPage(problems), signInForm(v))
}

func demoChoices(list []access.Account, name func(org.Code) string) []demoChoice {
	var out []demoChoice
	for _, a := range list {
		c := demoChoice{ID: a.ID, Role: a.Name}
		if len(a.Grants) > 0 {
			c.Role, c.Place = a.Grants[0].Role.Name(), name(a.Grants[0].At)
		}
		out = append(out, c)
	}
	return out
}

func (m room) signIn(w http.ResponseWriter, r *web.Request) error {
	email, password := r.PostFormValue("email"), r.PostFormValue("password")
	var l fault.List
	if access.CleanEmail(email) == "" {
		l.Add("email", "", "Enter your email address")
	}
	if password == "" {
		l.Add("password", "", "Enter your password")
	}
	if len(l) > 0 {
		return m.showSignIn(w, r, http.StatusUnprocessableEntity, l)
	}
	key, err := m.store.SignIn(r.Context(), email, password, m.address(r.Request), m.key(r.Request))
	switch fault.KindOf(err) {
	case "":
	case fault.Invalid:
		return m.showSignIn(w, r, http.StatusUnprocessableEntity, []fault.Field{{Name: "email", Message: fault.As(err).Message}})
	case fault.TooMany:
		return m.showSignIn(w, r, http.StatusTooManyRequests, []fault.Field{{Name: "email", Message: fault.As(err).Message}})
	default:
		return err
	}
	return m.enter(w, r, key)
}

func (m room) signInDemo(w http.ResponseWriter, r *web.Request) error {
	id, err := r.Int("account")
	if err != nil {
		return err
	}
	key, err := m.store.SignInDemo(r.Context(), id, m.key(r.Request))
	if err != nil {
		return err
	}
	return m.enter(w, r, key)
}

// enter gives the browser its new key and sends it on: to the password first, when that must be changed.
func (m room) enter(w http.ResponseWriter, r *web.Request, key string) error {
	m.setKey(w, key)
	a, err := m.store.Session(r.Context(), key)
	if err != nil {
		return err
	}
	if a.MustChange {
		return r.Redirect(w, web.ChangePasswordPath+"?next="+url.QueryEscape(r.Next()), "")
	}
	return r.Redirect(w, r.Next(), "")
}

func (m room) signOut(w http.ResponseWriter, r *web.Request) error {
	if err := m.store.SignOut(r.Context(), m.key(r.Request)); err != nil {
		return err
	}
	m.setKey(w, "")
	return r.Redirect(w, web.SignInPath, "You have signed out.")
}

func number(n int64) string { return strconv.FormatInt(n, 10) }
