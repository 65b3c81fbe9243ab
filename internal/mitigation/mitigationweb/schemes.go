package mitigationweb

import (
	"net/http"
	"time"

	"headroom/internal/civil"
	"headroom/internal/mitigation"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

func (m room) schemes(w http.ResponseWriter, r *web.Request) error {
	a := readAt(r)
	all, err := m.Requests.Schemes(r.Context(), a.asOf)
	if err != nil {
		return err
	}
	p, body := schemesPage(a, all)
	return render(w, r, http.StatusOK, p, body)
}

// schemesPage is the dated schemes: a request keeps the one under which it was begun, whatever comes into force later.
func schemesPage(a at, all []mitigation.Scheme) (web.Page, parts) {
	p := a.page("Schemes")
	p.Lead = "The dated rules for requests. A request stays under the scheme that it was begun under, whatever comes into force later."
	t := ui.Table{ID: "schemes", Caption: "Schemes, the oldest first", Hint: "A text that nobody has confirmed is marked; it is shown for what it is and can be replaced by a newer version.", Stack: true,
		Columns: []ui.Column{{Head: "Scheme", Words: true}, {Head: "Requests signed"}, {Head: "Whose return"}, {Head: "Before the action"},
			{Head: "Deadline", Spoken: "Decision needed by"}, {Head: "Mass event", Spoken: "Recall in a declared mass event"}, {Head: "Source", Words: true}}}
	for _, s := range all {
		note := s.Name
		if s.Words != "" {
			note += ". " + s.Words
		}
		tags := mark(s.Mark)
		if s.InForce(civil.Today(a.now)) {
			tags = append([]ui.Tag{{Text: "In force", Colour: ui.Green}}, tags...)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: string(s.ID), Tags: tags, Note: note}, ui.Text(inForce(s)), ui.Text(first(s.Group)),
			ui.Text(choose(s.PreEmptive, "A request may be made", "No request yet")), ui.Text(choose(s.Deadline, "Must be given", "May be given")),
			ui.Text(choose(s.Bypass, "Allowed, and reported upwards", "Not provided for")), ui.Text(s.Source)}})
	}
	return p, parts{a.tabs(SchemesPath), t}
}

// inForce says from when to when requests are signed under a scheme.
func inForce(s mitigation.Scheme) string {
	from := s.From.Format("2 Jan 2006")
	if s.To.IsZero() {
		return "from " + from
	}
	return from + " to " + s.To.Add(-1).Format("2 Jan 2006")
}

func choose(ok bool, yes, no string) string {
	if ok {
		return yes
	}
	return no
}

// SchemeJSON is a dated scheme.
type SchemeJSON struct {
	Scheme     mitigation.SchemeID `json:"scheme"`
	Name       string              `json:"name"`
	From       civil.Date          `json:"from"`
	Until      *civil.Date         `json:"until"` // the first day on which it is no longer in force; null while it is
	Group      string              `json:"group"`
	PreEmptive bool                `json:"before_the_action_begins"`
	Deadline   bool                `json:"deadline_mandatory"`
	Bypass     bool                `json:"recall_in_a_mass_event"`
	Mark       mitigation.Mark     `json:"mark"`
	Words      string              `json:"words,omitempty"`
	Source     string              `json:"source"`
}

// SchemesJSON is the schemes as known at an instant.
type SchemesJSON struct {
	AsOf    time.Time    `json:"as_of"`
	Schemes []SchemeJSON `json:"schemes"`
}

func (m room) apiSchemes(w http.ResponseWriter, r *web.Request) error {
	a := readAt(r)
	all, err := m.Requests.Schemes(r.Context(), a.asOf)
	if err != nil {
		return err
	}
	out := SchemesJSON{AsOf: a.now.UTC(), Schemes: []SchemeJSON{}}
	for _, s := range all {
		x := SchemeJSON{Scheme: s.ID, Name: s.Name, From: s.From, Group: s.Group, PreEmptive: s.PreEmptive, Deadline: s.Deadline, Bypass: s.Bypass, Mark: s.Mark, Words: s.Words, Source: s.Source}
		if !s.To.IsZero() {
			x.Until = &s.To
		}
		out.Schemes = append(out.Schemes, x)
	}
	return r.JSON(w, http.StatusOK, out)
}
