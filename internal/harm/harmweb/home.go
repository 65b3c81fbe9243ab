package harmweb

import (
	"net/http"
	"slices"
	"strings"

	"headroom/internal/access"
	"headroom/internal/harm"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// chooseMost is how many organisations the first page lists.
const chooseMost = 80

// chooseView lists the organisations that the reader may look at.
type chooseView struct {
	here
	words string
	found []org.Unit
	entry func(org.Code) string // where somebody begins at one of them
}

func (m room) choose(w http.ResponseWriter, r *web.Request) error {
	v := chooseView{here: at(r), words: r.Param("org")}
	scopes := []access.Scope{r.Scope(access.HarmCounts), r.Scope(access.HarmOwn)}
	words := strings.ToLower(v.words)
	if r.Picture != nil {
		for _, k := range []org.Kind{org.KindEngland, org.KindRegion, org.KindICB, org.KindTrust, org.KindAmbulance, org.KindIndependent} {
			for _, u := range r.Picture.Units(k) {
				if (scopes[0].Holds(u.Code) || scopes[1].Holds(u.Code)) && (strings.Contains(strings.ToLower(u.Name), words) || strings.Contains(strings.ToLower(string(u.Code)), words)) {
					v.found = append(v.found, u)
				}
			}
		}
	}
	v.entry = func(o org.Code) string {
		if !scopes[0].Holds(o) {
			return EventsPath(o)
		}
		return Path(o)
	}
	if len(v.found) == 1 && v.words == "" {
		return r.Redirect(w, r.Link(v.entry(v.found[0].Code)), "")
	}
	return r.Render(w, http.StatusOK, v.made(), v.parts().body())
}

func (v chooseView) made() web.Page {
	return web.Page{Title: "Harm", Current: "harm", Lead: "Patient-safety events, and what happened to people in the months after their care was postponed."}
}

func (v chooseView) parts() parts {
	t := ui.Table{ID: "found", Stack: true, Caption: ui.Plural(len(v.found), "organisation", "organisations"), Columns: []ui.Column{{Head: "Organisation", Words: true}, {Head: "Kind"}}, Empty: "No organisation in your roles fits. Look for part of a name or a code."}
	list := v.found
	if len(list) > chooseMost {
		t.Hint, list = "The first 80. Look for part of a name or a code to narrow them.", list[:chooseMost]
	}
	for _, u := range list {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: u.Name, Note: string(u.Code), Link: v.link(v.entry(u.Code))}, ui.Text(u.Kind.Words())}})
	}
	return parts{ui.Form{Action: HomePath, Submit: "Find", Get: true, Row: true, Hidden: v.hidden(), Body: ui.Input{Field: ui.Field{Name: "org", Label: "Organisation, name or code"}, Value: v.words, Width: 20}}, t}
}

// homeView is an organisation's events as counts.
type homeView struct {
	here
	list []harm.Kept
}

func (m room) homeOf(r *web.Request) (homeView, error) {
	v := homeView{here: at(r)}
	var err error
	v.list, err = m.Events.Events(r.Context(), v.trusts(), v.asOf, eventsMost)
	return v, err
}

func (m room) home(w http.ResponseWriter, r *web.Request) error {
	v, err := m.homeOf(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.made(), v.parts().body())
}

func (v homeView) made() web.Page {
	p := v.page("Patient-safety events in counts")
	p.Crumbs = p.Crumbs[:1]
	p.Lead = "As graded now, each scale on its own and the worst first. Events are read at their trust alone; above it there are counts."
	if !v.trust() {
		var record []org.Code
		for _, k := range v.list {
			if !slices.Contains(record, k.Trust) {
				record = append(record, k.Trust)
			}
		}
		p.Computed = "Events of " + ui.Plural(len(record), "trust", "trusts") + " of " + ui.Count(len(v.trusts())) + "; of the others none is recorded here, which is missing and not nought."
	}
	return p
}

// gradeCount is how many events have one grade of one scale.
type gradeCount struct {
	scale, grade string
	code, n      int
}

// counts are events by each scale on its own, what is not determined first.
func (v homeView) counts() []gradeCount {
	var physical, psychological [6]int
	unknown := 0
	for _, k := range v.list {
		e := k.Now()
		if e.Kind != harm.Incident && e.Kind != harm.Outcome {
			continue
		}
		if e.Grade.Basis == harm.NotDeterminable {
			unknown++
			continue
		}
		if e.Grade.Physical.Known() {
			physical[e.Grade.Physical]++
		}
		if e.Grade.Psychological.Known() {
			psychological[e.Grade.Psychological]++
		}
	}
	out := []gradeCount{{"physical", "not determinable yet", 0, unknown}}
	for _, p := range harm.Physicals() {
		out = append(out, gradeCount{"physical", p.Words(), int(p), physical[p]})
	}
	out = append(out, gradeCount{"psychological", "not determinable yet", 0, unknown})
	for _, p := range harm.Psychologicals() {
		out = append(out, gradeCount{"psychological", p.Words(), int(p), psychological[p]})
	}
	return out
}

// ofKind counts the events of a kind.
func (v homeView) ofKind(k harm.Kind) (n int) {
	for _, e := range v.list {
		if e.Now().Kind == k {
			n++
		}
	}
	return n
}

func (v homeView) parts() parts {
	out := parts{v.tabs(Path(v.on))}
	if v.trust() && v.does(access.HarmRecord) {
		out.add(ui.Buttons([]ui.Button{{Text: "Record an event", Href: RecordPath(v.on)}}))
	}
	kinds := ui.Table{ID: "kinds", FewColumns: true, Caption: "By kind", Hint: v.countHint(), Columns: []ui.Column{{Head: "Kind", Words: true}, {Head: "Events", Numeric: true}}}
	for _, k := range harm.Kinds() {
		kinds.Rows = append(kinds.Rows, ui.Cells(kindName(k), v.count(v.ofKind(k))))
	}
	scale := func(id, caption, name string) ui.Table {
		t := ui.Table{ID: id, FewColumns: true, Caption: caption, Hint: "Of incidents and outcomes.", Columns: []ui.Column{{Head: "Grade", Words: true}, {Head: "Events", Numeric: true}}}
		for _, c := range v.counts() {
			if c.scale == name {
				t.Rows = append(t.Rows, ui.Cells(capital(codeOf(c.code, c.grade)), v.count(c.n)))
			}
		}
		return t
	}
	out.add(kinds, scale("physical", "By physical harm", "physical"), scale("psychological", "By psychological harm", "psychological"),
		ui.Note("That few are reported does not show that little happened: reporting falls when staff are short. See what is still expected to be reported."),
		ui.Links([]ui.Action{{Text: "These counts as CSV", Href: v.link(Path(v.on) + "/counts.csv")}}))
	return out
}

func (m room) countsCSV(w http.ResponseWriter, r *web.Request) error {
	v, err := m.homeOf(r)
	if err != nil {
		return err
	}
	s := web.Sheet{Name: "harm-counts-" + string(v.on), Head: []string{"scale", "code", "grade", "events"}}
	for _, k := range harm.Kinds() {
		s.Rows = append(s.Rows, []sheet.Cell{sheet.TextCell("kind"), {}, sheet.TextCell(string(k)), sheet.TextCell(v.counted(v.ofKind(k)))})
	}
	for _, c := range v.counts() {
		code := sheet.Cell{}
		if c.code > 0 {
			code = sheet.NumberCell(float64(c.code))
		}
		s.Rows = append(s.Rows, []sheet.Cell{sheet.TextCell(c.scale), code, sheet.TextCell(c.grade), sheet.TextCell(v.counted(c.n))})
	}
	return v.file(w, r, s, "Few reports do not show that little happened. The two scales are never compared.")
}
