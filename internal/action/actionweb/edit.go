package actionweb

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"headroom/internal/action"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/web"
)

// spare is how many empty windows and figures the form offers beside those that are there.
const spare = 2

// most bounds the rows a form may send.
const most = 120

var newPage = web.Page{Title: "Enter a period", Current: "periods", Narrow: true, Crumbs: []web.Crumb{{Text: "Industrial action", Href: listPath}},
	Lead: "Times are UK local time. Leave a spare window or figure empty and it is not kept."}

func changePage(p action.Period) web.Page {
	return web.Page{Title: "Change this period", Caption: p.Name, Current: "periods", Narrow: true,
		Crumbs: []web.Crumb{{Text: "Industrial action", Href: listPath}, {Text: p.Name, Href: Path(p.Code)}},
		Lead:   "What you send becomes a new revision; the older ones stay and can be read."}
}

func (m room) enter(w http.ResponseWriter, r *web.Request) error {
	p := action.Period{Standing: action.Announced}
	return r.Render(w, http.StatusOK, newPage, editView(newForm(p, nil)))
}

func (m room) change(w http.ResponseWriter, r *web.Request) error {
	history, err := m.store.History(r.Context(), code(r), r.AsOf)
	if err != nil {
		return err
	}
	p := history[len(history)-1]
	p.Reason = ""
	return r.Render(w, http.StatusOK, changePage(p), editView(newForm(p, nil)))
}

func (m room) save(w http.ResponseWriter, r *web.Request) error {
	p, typed, problems := readForm(r)
	if c := code(r); r.PathValue("code") != "" {
		p.Code = c
	}
	if len(problems) == 0 {
		saved, err := m.store.Save(r.Context(), r.Who.Actor(), p)
		if err == nil {
			return r.Redirect(w, Path(saved.Code), fmt.Sprintf("Recorded as revision %d.", saved.Revision))
		}
		if problems = web.ProblemsOf(err); problems == nil {
			return err
		}
	} else if _, err := action.Check(p); err != nil {
		problems = append(problems, beyond(problems, web.ProblemsOf(err))...)
	}
	page := newPage
	if p.Revision > 0 {
		page = changePage(p)
	}
	page.Problems = problems
	v := newForm(p, problems)
	v.typed = typed
	return r.Render(w, http.StatusUnprocessableEntity, page, editView(v))
}

// beyond is the problems of more that are about fields which list does not speak of.
func beyond(list, more []fault.Field) []fault.Field {
	return slices.DeleteFunc(slices.Clone(more), func(f fault.Field) bool {
		return slices.ContainsFunc(list, func(g fault.Field) bool { return g.Name == f.Name })
	})
}

// readForm reads the period that was sent. Rows that were left empty or marked to be left out are gone, and names in the
// problems count the rows that remain. typed holds texts that could not be read, by name, for showing them again.
func readForm(r *web.Request) (p action.Period, typed map[string]string, problems fault.List) {
	typed = map[string]string{}
	p = action.Period{Code: action.Code(r.FormValue("code")), Name: r.FormValue("name"), Standing: action.Standing(r.FormValue("standing")), Source: r.FormValue("source"),
		Reason: strings.TrimSpace(r.FormValue("reason")), Unconfirmed: r.FormValue("unconfirmed") != "", Caveats: strings.Split(r.FormValue("caveats"), "\n")}
	if n, err := strconv.Atoi(r.FormValue("revision")); err == nil {
		p.Revision = n
	}
	f := form{r: r, typed: typed, problems: &problems}
	for i := 1; i <= most; i++ {
		if at := fmt.Sprintf("windows.%d.", i); f.kept(at, "union", "planned_from", "planned_to") {
			p.Windows = append(p.Windows, f.window(at, fmt.Sprintf("windows.%d.", len(p.Windows)+1)))
		}
		if at := fmt.Sprintf("figures.%d.", i); f.kept(at, "n", "source") {
			p.Figures = append(p.Figures, f.figure(at, fmt.Sprintf("figures.%d.", len(p.Figures)+1)))
		}
	}
	return p, typed, problems
}

// form reads the rows of one request; problems and typed texts go under the row's new name.
type form struct {
	r        *web.Request
	typed    map[string]string
	problems *fault.List
}

// kept reports whether any of the named boxes of a row holds something and the row is not marked to be left out.
func (f form) kept(at string, boxes ...string) bool {
	return f.text(at+"drop") == "" && slices.ContainsFunc(boxes, func(b string) bool { return f.text(at+b) != "" })
}

func (f form) text(name string) string { return strings.TrimSpace(f.r.FormValue(name)) }

func (f form) window(at, as string) action.Window {
	w := action.Window{Union: action.Union(f.text(at + "union")), Staff: action.Staff(f.text(at + "staff")), Form: action.Form(f.text(at + "form")),
		Places: f.text(at + "places"), Caveat: f.text(at + "caveat"), Source: f.text(at + "source"), Placeholder: f.text(at+"placeholder") != "", Unconfirmed: f.text(at+"unconfirmed") != ""}
	for _, c := range strings.FieldsFunc(f.text(at+"organisations"), func(r rune) bool { return r == ',' || r == ' ' }) {
		w.Organisations = append(w.Organisations, org.Code(c))
	}
	w.PlannedFrom, w.PlannedTo = f.moment(at+"planned_from", as+"planned_from"), f.moment(at+"planned_to", as+"planned_to")
	w.ActualFrom, w.ActualTo = f.moment(at+"actual_from", as+"actual_from"), f.moment(at+"actual_to", as+"actual_to")
	return w
}

// moment reads a local minute. One that comes twice, when the clocks go back, must be said which.
func (f form) moment(name, as string) action.Moment {
	text := f.text(name)
	if text == "" {
		return action.Moment{}
	}
	m, err := action.ParseMoment(text)
	if err != nil {
		f.problems.Add(as, "", "%s", err.Error())
		f.typed[as] = text
		return m
	}
	if !m.Ambiguous() {
		return m
	}
	switch f.text(name + "-which") {
	case "first":
	case "second":
		m.Second = true
	default:
		f.problems.Add(as, "", "The clocks go back that night and %s comes twice. Say whether the first or the second is meant", m.Clock)
	}
	return m
}

func (f form) figure(at, as string) action.Figure {
	x := action.Figure{Kind: action.FigureKind(f.text(at + "kind")), Exactness: action.Exactness(f.text(at + "exactness")), By: f.text(at + "by"), Source: f.text(at + "source"),
		Note: f.text(at + "note"), Unconfirmed: f.text(at+"unconfirmed") != ""}
	n := strings.ReplaceAll(f.text(at+"n"), ",", "")
	share, percent := strings.CutSuffix(n, "%")
	v, err := strconv.ParseFloat(strings.TrimSpace(share), 64)
	if err != nil {
		f.problems.Add(as+"n", "", "Enter a number, as 86329 or 93%%")
		f.typed[as+"n"] = f.text(at + "n")
	}
	if percent {
		v /= 100
	}
	x.N = v
	x.AsAt, x.On = f.day(at+"as_at", as+"as_at"), f.day(at+"on", as+"on")
	return x
}

func (f form) day(name, as string) civil.Date {
	text := f.text(name)
	if text == "" {
		return civil.Date{}
	}
	d, err := civil.ParseDate(text)
	if err != nil {
		f.problems.Add(as, "", "%s", err.Error())
		f.typed[as] = text
	}
	return d
}
