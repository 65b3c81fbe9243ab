package recoveryweb

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/recovery"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// EnterOf is the form that enters one thing of a kind, or corrects the one that key names: a pathway, a session; "" for a new one.
func EnterOf(o org.Code, kind recovery.FileKind, key string) string {
	path := BoardOf(o) + "/enter/" + string(kind)
	if key != "" {
		path += "?key=" + url.QueryEscape(key)
	}
	return path
}

// enterLimit is the form that corrects a limit.
func enterLimit(o org.Code, l recovery.Limit) string {
	q := url.Values{"kind-of": {string(l.Kind)}, "site": {l.Site}, "date": {l.Date.String()}, "name": {l.Name}}
	return BoardOf(o) + "/enter/" + string(recovery.LimitFile) + "?" + q.Encode()
}

// enterView is the form of one patient, session or limit.
type enterView struct {
	here
	kind   recovery.FileKind
	key    string // what is corrected; "" for a new one
	base   int
	values map[recovery.FileField]string
	reason string
	bad    []fault.Field
}

// enterKind is the kind that an address names; NotFound for any other.
func enterKind(r *web.Request) (recovery.FileKind, error) {
	kind := recovery.FileKind(r.PathValue("kind"))
	if !slices.Contains([]recovery.FileKind{recovery.PatientFile, recovery.SessionFile, recovery.LimitFile}, kind) {
		return "", fault.New(fault.NotFound, "There is nothing to enter as %q", string(kind))
	}
	return kind, nil
}

func (m room) enterView(r *web.Request) (enterView, error) {
	v := enterView{here: at(r), values: map[recovery.FileField]string{}, key: r.Param("key")}
	var err error
	if v.kind, err = enterKind(r); err != nil {
		return v, err
	}
	switch {
	case v.kind == recovery.LimitFile:
		v.base = recovery.AnyVersion
		err = m.limitOf(r, &v)
	case v.key != "":
		v.values, v.base, err = m.kept(r.Context(), v.on, v.kind, v.key, v.asOf)
	}
	return v, err
}

// limitOf fills in the limit that an address names, where there is one.
func (m room) limitOf(r *web.Request, v *enterView) error {
	if r.Param("date") == "" {
		return nil
	}
	d, err := r.Day("date")
	if err != nil {
		return err
	}
	want := recovery.Limit{Kind: recovery.LimitKind(r.Param("kind-of")), Site: r.Param("site"), Date: d, Name: r.Param("name")}
	g, err := m.Lists.Ground(r.Context(), v.on, v.asOf)
	if err != nil {
		return err
	}
	for _, l := range g.Limits {
		if l.Kind == want.Kind && l.Site == want.Site && l.Date == want.Date && l.Name == want.Name {
			v.values, err = recovery.ValuesOf(l)
			v.key = v.limitKey()
			return err
		}
	}
	return fault.New(fault.NotFound, "There is no such limit")
}

func (v enterView) limitKey() string {
	return fmt.Sprintf("%s at %s, %s", v.values["kind"], v.values["site"], v.values["date"])
}

// kept is what is kept of a pathway or session as values, with the version.
func (m room) kept(ctx context.Context, o org.Code, kind recovery.FileKind, key string, asOf time.Time) (map[recovery.FileField]string, int, error) {
	e, version, err := m.Desk.Version(ctx, o, kind, key, asOf)
	if err != nil {
		return nil, 0, err
	}
	var values map[recovery.FileField]string
	if kind == recovery.SessionFile {
		values, err = recovery.ValuesOf(e.Session)
	} else {
		values, err = recovery.ValuesOf(e.Patient)
	}
	return values, int(version), err
}

func (m room) enter(w http.ResponseWriter, r *web.Request) error {
	v, err := m.enterView(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.pageOf(), v.parts().body())
}

func (v enterView) noun() string {
	return map[recovery.FileKind]string{recovery.PatientFile: "a patient", recovery.SessionFile: "a session", recovery.LimitFile: "a limit"}[v.kind]
}

func (v enterView) pageOf() web.Page {
	title := "Enter " + v.noun()
	if v.key != "" {
		title = "Correct " + v.key
	}
	p := v.here.page(title)
	p.Crumbs = append(p.Crumbs, v.back())
	p.Problems = v.bad
	p.Lead = "It is checked as a row of a file is. What was there before stays kept: this is the next version of it."
	return p
}

// back is the page that the form belongs to.
func (v enterView) back() web.Crumb {
	switch {
	case v.kind != recovery.PatientFile:
		return web.Crumb{Text: "Sessions", Href: SessionsOf(v.on)}
	case v.key != "":
		return web.Crumb{Text: "Pathway " + v.key, Href: PatientOf(v.on, recovery.Pathway(v.key))}
	}
	return web.Crumb{Text: "Patients", Href: PatientsOf(v.on)}
}

// usual are the fields of a kind that nearly everyone has, in the order of the form; the others stand behind a summary.
func usual(kind recovery.FileKind) []recovery.FileField {
	switch kind {
	case recovery.PatientFile:
		return []recovery.FileField{"pathway", "site", "specialty", "procedure", "priority", "priority_date", "clock_start", "minutes", "notice", "scope", "anaesthetic", "nights"}
	case recovery.SessionFile:
		return []recovery.FileField{"session", "site", "date", "half", "start", "specialty", "minutes", "team", "anaesthetist", "closed"}
	}
	return nil
}

func (v enterView) input(f recovery.FieldInfo) templ.Component {
	name := string(f.Field)
	label := capital(f.Words)
	width := 20
	if slices.Contains([]recovery.FileField{"procedure", "priority_history", "postponements", "away", "forbidden", "equipment", "skills", "closed", "needs", "address_1", "email"}, f.Field) {
		width = 0
	}
	return ui.Input{Width: width, Field: ui.Field{Name: name, Label: label}.WithErrors(v.bad), Value: v.values[f.Field], ReadOnly: v.key != "" && (name == "pathway" || name == "session" && v.kind == recovery.SessionFile)}
}

func (v enterView) parts() parts {
	fields := recovery.Fields(v.kind)
	byName := map[recovery.FileField]recovery.FieldInfo{}
	for _, f := range fields {
		byName[f.Field] = f
	}
	var body, more, who []templ.Component
	first := usual(v.kind)
	for _, n := range first {
		body = append(body, v.input(byName[n]))
	}
	for _, f := range fields {
		switch {
		case f.Field == "trust" || slices.Contains(first, f.Field):
		case len(first) == 0:
			body = append(body, v.input(f))
		default:
			more = append(more, v.input(f))
		}
	}
	if len(more) > 0 {
		body = append(body, ui.Details{Summary: "Everything else that a file may tell", ID: "more", Open: len(v.bad) > 0, Body: templ.Join(more...)})
	}
	if v.kind == recovery.PatientFile {
		for _, f := range identityOnly() {
			who = append(who, v.input(f))
		}
		body = append(body, ui.Details{Summary: "Who the patient is: kept encrypted, and not shown here", ID: "who", Body: templ.Join(append([]templ.Component{ui.Note("Leave all of it empty to keep what is there.")}, who...)...)})
	}
	hint := "A sentence, without naming the patient. Needed where something is corrected."
	body = append(body, ui.Input{Field: ui.Field{Name: "reason", Label: "Why", Hint: hint}.WithErrors(v.bad), Value: v.reason})
	back := v.back()
	out := parts{ui.Form{Action: EnterOf(v.on, v.kind, ""), Submit: "Check it and keep it", Hidden: map[string]string{"base": strconv.Itoa(v.base), "key": v.key}, Cancel: ui.Action{Text: "Cancel", Href: v.link(back.Href)}, Body: templ.Join(body...)}}
	return out
}

// keepEntered keeps what was typed, or shows the form again with everything that is wrong with it.
func (m room) keepEntered(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.RecoveryKeep)
	if err != nil {
		return err
	}
	v := enterView{here: at(r), values: map[recovery.FileField]string{}, key: r.PostFormValue("key"), reason: r.PostFormValue("reason")}
	if v.kind, err = enterKind(r); err != nil {
		return err
	}
	if v.base, err = strconv.Atoi(r.PostFormValue("base")); err != nil {
		v.base = recovery.AnyVersion
	}
	for _, f := range slices.Concat(recovery.Fields(v.kind), identityOnly()) {
		if x := r.PostFormValue(string(f.Field)); x != "" {
			v.values[f.Field] = x
		}
	}
	got, version, fresh, err := m.enterIn(r.Context(), by, recovery.Entry{Kind: v.kind, Values: v.values, Reason: v.reason, Base: v.base, Today: r.Today})
	if err == nil {
		words := fmt.Sprintf("Kept as version %d.", version)
		if !fresh {
			words = "Nothing was different, so nothing was changed."
		}
		to := SessionsOf(v.on)
		switch {
		case v.kind == recovery.PatientFile:
			to = PatientOf(v.on, got.Patient.Pathway)
		case v.kind == recovery.SessionFile:
			to = weekOf(to, got.Session.Date)
		case len(got.Limits) > 0:
			to = weekOf(to, got.Limits[0].Date)
		}
		return r.Redirect(w, to, words)
	}
	bad, ok := fieldsOf(err, "reason")
	if !ok {
		return err
	}
	v.bad = bad
	return r.Render(w, http.StatusUnprocessableEntity, v.pageOf(), v.parts().body())
}

// enterIn is the one way in for what is entered, by a form or by a program.
func (m room) enterIn(ctx context.Context, by recovery.By, e recovery.Entry) (recovery.Entered, int64, bool, error) {
	got, err := recovery.ReadEntry(ctx, by.Org, e)
	if err != nil {
		return got, 0, false, err
	}
	version, fresh, err := m.Desk.Enter(ctx, by, got)
	return got, version, fresh, err
}

// weekOf is a page of weeks at the week of a day.
func weekOf(path string, d civil.Date) string { return withQuery(path, "week", monday(d).String()) }
