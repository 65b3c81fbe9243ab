package recoveryweb

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"

	"github.com/a-h/templ"
	"headroom/internal/access"
	"headroom/internal/recovery"
	"headroom/internal/sheet"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// patientsPerPage is how many pathways one page lists.
const patientsPerPage = 25

// patientRow is one pathway with what the list shows of it.
type patientRow struct {
	p      recovery.Patient
	safe   recovery.Clock
	binds  bool
	last   map[recovery.Line]bool // past these
	senior []recovery.Escalation
	plan   recovery.Placement // in the plan in use
}

// patientsView is the list, narrowed and in order.
type patientsView struct {
	here
	rows     []patientRow
	all      int // before it was narrowed
	page     int
	only     string
	over     map[recovery.SessionID]bool // the sessions that are over
	spec     string
	specs    []string
	planned  bool
	sessions map[recovery.SessionID]recovery.Session
	found    []recovery.Pathway // of a search by number; nil when there was none
	searched bool
}

// rowsOf are a trust's pathways with their clocks, those whose safe-by date comes first first.
func rowsOf(g recovery.Ground, plan *recovery.Plan, h here) []patientRow {
	at := map[recovery.Pathway]recovery.Placement{}
	if plan != nil {
		for _, x := range plan.Placements {
			at[x.Pathway] = x
		}
	}
	var out []patientRow
	for _, p := range g.Patients {
		if over, _ := p.Over(h.today); over {
			continue
		}
		x := patientRow{p: p, plan: at[p.Pathway], last: map[recovery.Line]bool{}, senior: recovery.Escalations(p, h.today)}
		x.safe, x.binds = recovery.NextSafeBy(recovery.ClocksOf(p, h.today))
		for l, last := range recovery.LastDays(p, h.today) {
			x.last[l] = h.today.After(last)
		}
		out = append(out, x)
	}
	slices.SortStableFunc(out, func(a, b patientRow) int {
		switch {
		case a.binds != b.binds && a.binds:
			return -1
		case a.binds != b.binds:
			return 1
		}
		return cmp.Or(a.safe.Last.Compare(b.safe.Last), a.p.Clock.Compare(b.p.Clock), cmp.Compare(a.p.Pathway, b.p.Pathway))
	})
	return out
}

func (m room) inUse(r *web.Request, h here) (*recovery.PlanKept, error) {
	uses, err := m.Lists.Uses(r.Context(), h.on, h.asOf, 1)
	if err != nil || len(uses) == 0 {
		return nil, err
	}
	k, err := m.Lists.Plan(r.Context(), uses[0].Plan, h.asOf)
	return &k, err
}

func (m room) patientsView(r *web.Request) (patientsView, error) {
	v := patientsView{here: at(r), page: r.PageNumber(), only: r.Param("only"), spec: r.Param("specialty")}
	g, err := m.Lists.Kept(r.Context(), v.on, v.asOf)
	if err != nil {
		return v, err
	}
	k, err := m.inUse(r, v.here)
	if err != nil {
		return v, err
	}
	var plan *recovery.Plan
	if k != nil {
		plan, v.planned = k.Plan, true
	}
	v.sessions, v.over = bySession(g.Sessions), recovery.DatesOver(g.Sessions, v.today)
	all := rowsOf(g, plan, v.here)
	v.all = len(all)
	for _, x := range all {
		if !slices.Contains(v.specs, x.p.Specialty) {
			v.specs = append(v.specs, x.p.Specialty)
		}
	}
	slices.Sort(v.specs)
	v.rows = slices.DeleteFunc(all, func(x patientRow) bool { return !v.keeps(x) })
	return v, nil
}

// keeps reports whether a pathway stays in the narrowed list.
func (v patientsView) keeps(x patientRow) bool {
	if v.spec != "" && x.p.Specialty != v.spec {
		return false
	}
	switch v.only {
	case "":
		return true
	case "postponed":
		return x.p.TimesPostponed() > 0
	case "senior":
		return len(x.senior) > 0
	case "unheld":
		return x.p.Booked == ""
	case "over":
		return v.over[x.p.Booked]
	case "decided":
		return x.p.Pinned != "" || len(x.p.Forbidden) > 0 || x.p.OnHold
	}
	return x.last[recovery.Line(v.only)]
}

func (m room) patients(w http.ResponseWriter, r *web.Request) error {
	v, err := m.patientsView(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.pageOf(), v.parts().body())
}

func (v patientsView) pageOf() web.Page {
	p := v.here.page("Patients")
	p.Lead = "Everybody on the list, by the day that keeps each of them safe. Pathways stand here, not names."
	return p
}

func (v patientsView) parts() parts {
	out := parts{v.tabs(PatientsOf(v.on))}
	if v.does(access.RecoveryKeep) {
		out.add(ui.Links([]ui.Action{{Text: "Enter a patient", Href: EnterOf(v.on, recovery.PatientFile, "")}}))
	}
	if v.searched {
		if len(v.found) == 0 {
			out.add(ui.Inset{Text: "No pathway of this trust has that number."})
		}
		for _, p := range v.found {
			out.add(ui.Inset{Body: ui.Links([]ui.Action{{Text: "Pathway " + string(p), Href: PatientOf(v.on, p)}})})
		}
	}
	only := []string{"", "Everybody", "postponed", "Postponed by the provider", "senior", "Somebody senior must know", "unheld", "Hold no session", "over", "Hold a date that is over, outcome not recorded", "decided", "Pinned, kept out or held"}
	for _, l := range recovery.Lines() {
		only = append(only, string(l), l.Words())
	}
	spec := []string{"", "All specialties"}
	for _, s := range v.specs {
		spec = append(spec, s, specialty(s))
	}
	out.add(ui.Form{Action: PatientsOf(v.on), Get: true, Row: true, Submit: "Show", Hidden: v.hidden(), Body: templ.Join(ui.Select{Field: ui.Field{Name: "only", Label: "Who"}, Options: ui.Options(v.only, only...)},
		ui.Select{Field: ui.Field{Name: "specialty", Label: "Specialty"}, Options: ui.Options(v.spec, spec...)})})
	if v.does(access.RecoveryIdentify) {
		out.add(ui.Details{Summary: "Find somebody by NHS number or hospital number", ID: "find", Body: ui.Form{Action: BoardOf(v.on) + "/find", Submit: "Find", Body: ui.Input{Field: ui.Field{Name: "number", Label: "Number", Hint: "That somebody looked is written down; the number is not."}, Width: 20, Autocomplete: "off"}}})
	}
	out.add(v.table())
	if pages := (len(v.rows) + patientsPerPage - 1) / patientsPerPage; pages > 1 {
		out.add(ui.Pagination{Page: v.page, Pages: pages, Address: func(n int) string {
			return v.link(fmt.Sprintf("%s?only=%s&specialty=%s&page=%d", PatientsOf(v.on), v.only, v.spec, n))
		}})
	}
	out.add(ui.Links([]ui.Action{{Text: "Download as CSV", Href: v.link(fmt.Sprintf("%s/patients.csv?only=%s&specialty=%s", BoardOf(v.on), v.only, v.spec))}}))
	return out
}

func (v patientsView) table() ui.Table {
	t := ui.Table{ID: "patients", Stack: true, Caption: fmt.Sprintf("%s of %s", ui.Count(len(v.rows)), ui.Plural(v.all, "pathway", "pathways")), Empty: "Nobody on the list is like that.",
		Columns: []ui.Column{{Head: "Pathway"}, {Head: "Waits for", Words: true}, {Head: "Safe by", Words: true}, {Head: "Waited"}, {Head: "Postponed", Numeric: true}, {Head: "Session held"}}}
	if v.planned {
		t.Columns = append(t.Columns, ui.Column{Head: "In the plan"})
	}
	from := min((v.page-1)*patientsPerPage, len(v.rows))
	for _, x := range v.rows[from:min(from+patientsPerPage, len(v.rows))] {
		row := ui.Row{Cells: []ui.Cell{{Text: string(x.p.Pathway), Link: v.link(PatientOf(v.on, x.p.Pathway)), Tags: decidedTags(x.p)},
			{Text: x.p.Procedure, Note: specialty(x.p.Specialty) + ", " + priorityWords(x.p.Priority)}, v.safeCell(x), ui.Text(v.waited(x.p)), ui.Text(ui.Count(x.p.TimesPostponed())), v.held(x.p.Booked)}}
		if v.planned {
			row.Cells = append(row.Cells, v.placed(x.plan))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func priorityWords(p recovery.Priority) string {
	if p == recovery.Unprioritised {
		return "no priority recorded"
	}
	return string(p)
}

func decidedTags(p recovery.Patient) []ui.Tag {
	var out []ui.Tag
	if p.OnHold {
		out = append(out, ui.Tag{Text: "On hold", Colour: ui.Grey})
	}
	if p.Pinned != "" {
		out = append(out, ui.Tag{Text: "Pinned", Colour: ui.Purple})
	}
	if p.Cancer != nil && p.Cancer.Fast == recovery.Yes {
		out = append(out, ui.Tag{Text: "Fast cancer", Colour: ui.Red})
	}
	return out
}

func (v patientsView) safeCell(x patientRow) ui.Cell {
	if !x.binds {
		return ui.Text("no date binds")
	}
	c := ui.Cell{Text: day(x.safe.Last), Note: x.safe.Name}
	if x.safe.State == recovery.ClockPast {
		c.Tags = []ui.Tag{{Text: ui.Plural(-x.safe.Left, "day", "days") + " past", Colour: ui.Red}}
	} else if x.safe.Left <= 7 {
		c.Tags = []ui.Tag{{Text: ui.Plural(x.safe.Left, "day", "days") + " left", Colour: ui.Orange}}
	}
	return c
}

func (h here) waited(p recovery.Patient) string {
	switch {
	case !p.Clock.IsZero():
		return weeks(h.today.Sub(p.Clock))
	case p.Cancer != nil && !p.Cancer.Referred.IsZero():
		return weeks(h.today.Sub(p.Cancer.Referred))
	}
	return "no clock"
}

func (v patientsView) held(id recovery.SessionID) ui.Cell {
	if id == "" {
		return ui.Text("none")
	}
	s, ok := v.sessions[id]
	switch {
	case !ok:
		return ui.Cell{Text: string(id), Note: "not among the sessions"}
	case s.Closed != "":
		return ui.Cell{Text: day(s.Date), Note: string(id), Tags: []ui.Tag{{Text: "Closed", Colour: ui.Red, Title: s.Closed}}}
	}
	return ui.Cell{Text: day(s.Date), Note: string(id)}
}

func (v patientsView) placed(x recovery.Placement) ui.Cell {
	if x.Pathway == "" {
		return ui.Text("not in it")
	}
	c := ui.Cell{Text: "no date", Tags: []ui.Tag{changeTag(x.Change)}}
	if x.Session != "" {
		c.Text, c.Note = day(x.Date), string(x.Session)
	}
	return c
}

// changeTag is what a plan does to a date, as a tag.
func changeTag(c recovery.Change) ui.Tag {
	words := map[recovery.Change]ui.Tag{recovery.Kept: {Text: "Kept", Colour: ui.Grey}, recovery.Decided: {Text: "Decided", Colour: ui.Purple}, recovery.New: {Text: "New", Colour: ui.Green},
		recovery.Moved: {Text: "Moved", Colour: ui.Orange}, recovery.Dropped: {Text: "Taken away", Colour: ui.Red}, recovery.NoDate: {Text: "No date", Colour: ui.Red},
		recovery.Later: {Text: "Later", Colour: ui.Grey}, recovery.OffList: {Text: "Off the list", Colour: ui.Grey}, recovery.HeldBack: {Text: "On hold", Colour: ui.Grey}, recovery.DateOver: {Text: "Date is over", Colour: ui.Orange}}
	if t, ok := words[c]; ok {
		return t
	}
	return ui.Tag{Text: capital(string(c))}
}

func (m room) patientsCSV(w http.ResponseWriter, r *web.Request) error {
	v, err := m.patientsView(r)
	if err != nil {
		return err
	}
	g := web.Sheet{Name: "patients-" + string(v.on), Head: []string{"pathway", "specialty", "procedure", "priority", "clock_start", "safe_by", "safe_by_rule", "postponed_by_provider", "session_held", "session_in_plan", "date_in_plan"}}
	for _, x := range v.rows {
		safe, rule := sheet.Cell{}, ""
		if x.binds {
			safe, rule = dateCell(x.safe.Last), string(x.safe.Rule)
		}
		g.Rows = append(g.Rows, []sheet.Cell{sheet.TextCell(string(x.p.Pathway)), sheet.TextCell(x.p.Specialty), sheet.TextCell(x.p.Procedure), sheet.TextCell(string(x.p.Priority)), dateCell(x.p.Clock), safe,
			sheet.TextCell(rule), sheet.NumberCell(float64(x.p.TimesPostponed())), sheet.TextCell(string(x.p.Booked)), sheet.TextCell(string(x.plan.Session)), dateCell(x.plan.Date)})
	}
	return r.SheetCSV(w, g)
}

// findPerson looks a number up; where one pathway has it, its page follows.
func (m room) findPerson(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.RecoveryIdentify)
	if err != nil {
		return err
	}
	found, err := m.Desk.FindPerson(r.Context(), by, r.PostFormValue("number"))
	if err != nil {
		return err
	}
	if len(found) == 1 {
		return r.Redirect(w, PatientOf(r.On, found[0]), "")
	}
	v, err := m.patientsView(r)
	if err != nil {
		return err
	}
	v.found, v.searched = found, true
	return r.Render(w, http.StatusOK, v.pageOf(), v.parts().body())
}
