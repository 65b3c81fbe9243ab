package accessweb

import (
	"net/http"
	"slices"
	"strings"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// tokenView is the form that makes a token.
type tokenView struct {
	Wish     access.Token
	Org      string // as typed
	Director string // email address, as typed
	Until    [3]string
	May      []access.Verb // what may be asked for
	Problems []fault.Field
}

func (v tokenView) field(name, label, hint string) ui.Field {
	return ui.Field{Name: name, Label: label, Hint: hint}.WithErrors(v.Problems)
}

func (v tokenView) verbs() []ui.Option {
	var out []ui.Option
	for _, verb := range v.May {
		rule, _ := access.RuleFor(verb)
		out = append(out, ui.Option{Value: string(verb), Text: rule.Words, Chosen: slices.Contains(v.Wish.Verbs, verb)})
	}
	return out
}

func tokenPage(problems []fault.Field) web.Page {
	return web.Page{
		Title: "Make a token", Narrow: true, Problems: problems, Crumbs: []web.Crumb{{Text: "Your account", Href: web.AccountPath}},
		Lead: "A program that holds the token can do what you choose here, as long as you may do it yourself.",
	}
}

// tokenTable lists tokens with a button to revoke each that still works.
func tokenTable(tokens []access.Token, f frame) ui.Table {
	t := ui.Table{
		ID: "tokens", Caption: "Tokens for programs",
		Columns: []ui.Column{{Head: "For"}, {Head: "May"}, {Head: "Where"}, {Head: "Last day"}, {Head: "Last used"}, {Head: "Revoke"}},
		Empty:   "None. A token lets a program read figures or send returns in your name, within limits that you set.",
	}
	for _, k := range tokens {
		tag, end := ui.Tag{Text: "Works", Colour: ui.Green}, ui.Cell{Body: act("/account/tokens/"+number(k.ID)+"/revoke", "Revoke", k.Name)}
		switch {
		case !k.Revoked.IsZero():
			tag, end = ui.Tag{Text: "Revoked", Colour: ui.Grey}, ui.Text("")
		case !k.Works(f.today):
			tag, end = ui.Tag{Text: "Ended", Colour: ui.Grey}, ui.Text("")
		}
		where, note := "Wherever you may", ""
		if k.At != "" {
			where = f.name(k.At)
		}
		if k.Director != 0 {
			note = "Accountable director: account " + number(k.Director)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			{Text: k.Name, Tags: []ui.Tag{tag}, Note: "Token " + number(k.ID)}, ui.Text(verbWords(k.Verbs)), {Text: where, Note: note},
			ui.Text(ui.DayWords(k.Until.Add(-1))), ui.Text(whenWords(f.now, k.LastUsed)), end,
		}})
	}
	return t
}

func verbWords(verbs []access.Verb) string {
	words := make([]string, len(verbs))
	for i, v := range verbs {
		rule, _ := access.RuleFor(v)
		words[i] = rule.Words
	}
	return strings.Join(words, "; ")
}

// mayAsk is the verbs that this person could give a token.
func mayAsk(r *web.Request) []access.Verb {
	return slices.DeleteFunc(access.TokenVerbs(), func(v access.Verb) bool { return !r.MayAnywhere(v) })
}

func (m room) askToken(w http.ResponseWriter, r *web.Request) error {
	v := tokenView{May: mayAsk(r), Until: ui.DateParts(r.Today.Add(90))}
	return r.Render(w, http.StatusOK, tokenPage(nil), tokenForm(v))
}

func (m room) makeToken(w http.ResponseWriter, r *web.Request) error {
	v := tokenView{May: mayAsk(r), Org: r.Param("at"), Director: r.Param("director")}
	v.Wish.Name = r.Param("name")
	for _, s := range r.PostForm["verbs"] {
		v.Wish.Verbs = append(v.Wish.Verbs, access.Verb(s))
	}
	var l fault.List
	var last civil.Date
	last, v.Until = dayAsked(r, &l, "until")
	v.Wish.Until = lastDay(last)
	v.Wish.At = orgAsked(r, &l, "at", true)
	director, err := m.deputy(r, v.Director)
	if err != nil {
		return err
	}
	wish, err := access.CheckToken(r.Who, v.Wish, director.Principal(), r.Present, r.Today)
	if v.Problems = merge(l, err); len(v.Problems) > 0 {
		return r.Render(w, http.StatusUnprocessableEntity, tokenPage(v.Problems), tokenForm(v))
	}
	made, key, err := m.store.MakeToken(r.Context(), r.Who.Actor(), wish)
	if err != nil {
		return err
	}
	page := web.Page{Title: "Token made", Narrow: true, Crumbs: []web.Crumb{{Text: "Your account", Href: web.AccountPath}}}
	return r.Render(w, http.StatusOK, page, tokenMade(made, key))
}

func (m room) revokeToken(w http.ResponseWriter, r *web.Request) error {
	id, err := r.Int("id")
	if err != nil {
		return err
	}
	if err := m.store.RevokeToken(r.Context(), r.Who.Actor(), r.Who.ID, id); err != nil {
		return err
	}
	return r.Redirect(w, web.AccountPath, "The token is revoked: it opens nothing any more.")
}

// orgAsked reads an organisation's code from a form, and notes a problem with it. optional lets it be empty.
func orgAsked(r *web.Request, l *fault.List, name string, optional bool) org.Code {
	typed := r.Param(name)
	if typed == "" {
		if !optional {
			l.Add(name, "", "Enter the organisation’s code, as RA4 or QWO")
		}
		return ""
	}
	c, err := r.Org(name)
	if err != nil {
		l.Add(name, "", "No organisation has the code %q", typed)
		return ""
	}
	return c
}
