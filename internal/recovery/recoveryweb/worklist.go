package recoveryweb

import (
	"fmt"
	"net/http"

	"headroom/internal/recovery"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// worklistView is what must be checked of the list, of one kind or all.
type worklistView struct {
	here
	list []recovery.Check
	kind recovery.CheckKind
	page int
	flag pressedView
	of   map[recovery.Pathway]recovery.Patient
}

func (m room) worklist(w http.ResponseWriter, r *web.Request) error {
	v := worklistView{here: at(r), kind: recovery.CheckKind(r.Param("kind")), page: r.PageNumber()}
	g, err := m.Lists.Kept(r.Context(), v.on, v.asOf)
	if err != nil {
		return err
	}
	said, err := m.Lists.Said(r.Context(), v.on, v.asOf)
	if err != nil {
		return err
	}
	v.of = byPathway(g.Patients)
	if v.flag, err = m.pressed(r, v.here, g.Patients); err != nil {
		return err
	}
	v.list = recovery.Worklist(g.Patients, said.Findings, recovery.Declines(said.Offers, said.Events, said.Findings, cancerOf(g.Patients), v.today), v.today)
	return r.Render(w, http.StatusOK, v.pageOf(), v.parts().body())
}

func (v worklistView) pageOf() web.Page {
	p := v.here.page("Validation worklist")
	p.Lead = "What a person must look at before the list can be trusted. Nobody is taken off a list by a rule."
	return p
}

// checkWords is what a kind of check is called.
func checkWords(k recovery.CheckKind) string {
	words := map[recovery.CheckKind]string{recovery.CheckUnprioritised: "No clinical priority", recovery.CheckUndated: "Priority without its day", recovery.CheckReview: "Two reasonable offers declined", recovery.CheckHarm: "Harm review after 104 days", recovery.CheckStopped: "Status says the wait is over",
		recovery.CheckStatus: "Status not known", recovery.CheckClock: "No clock", recovery.CheckCancer: "Cancer pathway without its day", recovery.CheckAdjustment: "Days taken out without a permitted reason", recovery.CheckDuplicate: "May be twice on the list", recovery.CheckImplausible: "Implausible",
		recovery.CheckMinutes: "Minutes not known", recovery.CheckContact: "Ask whether they still wait"}
	if w, ok := words[k]; ok {
		return w
	}
	return capital(string(k))
}

// checksPerPage is how many checks one page lists.
const checksPerPage = 40

func (v worklistView) parts() parts {
	count := map[recovery.CheckKind]int{}
	var kinds []recovery.CheckKind
	var list []recovery.Check
	for _, c := range v.list {
		if count[c.Kind] == 0 {
			kinds = append(kinds, c.Kind)
		}
		count[c.Kind]++
		if v.kind == "" || c.Kind == v.kind {
			list = append(list, c)
		}
	}
	options := []string{"", fmt.Sprintf("Everything (%s)", ui.Count(len(v.list)))}
	for _, k := range kinds {
		options = append(options, string(k), fmt.Sprintf("%s (%s)", checkWords(k), ui.Count(count[k])))
	}
	t := ui.Table{ID: "checks", Stack: true, Caption: ui.Plural(len(list), "check", "checks"), Hint: "What changes who is treated first stands first; within a kind, who waits longest.", Empty: "Nothing must be checked.", Columns: []ui.Column{{Head: "Pathway"}, {Head: "Check", Words: true}, {Head: "Why", Words: true}, {Head: "Settled by"}, {Head: "Waits for", Words: true}}}
	from := min((v.page-1)*checksPerPage, len(list))
	for _, c := range list[from:min(from+checksPerPage, len(list))] {
		p := v.of[c.Pathway]
		why := ui.Cell{Text: capital(c.Why)}
		if c.Other != "" {
			why.Link = v.link(PatientOf(v.on, c.Other))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: string(c.Pathway), Link: v.link(withQuery(PatientOf(v.on, c.Pathway), "check", string(c.Kind)) + "#found-form")}, ui.Text(checkWords(c.Kind)), why, ui.Text(string(c.By)), {Text: p.Procedure, Note: specialty(p.Specialty)}}})
	}
	out := parts{v.tabs(WorklistOf(v.on))}
	if len(v.flag.list) > 0 && v.page == 1 {
		out.add(v.flag.table(v.here))
	}
	out.add(ui.Form{Action: WorklistOf(v.on), Get: true, Row: true, Submit: "Show", Hidden: v.hidden(), Body: ui.Select{Field: ui.Field{Name: "kind", Label: "Check"}, Options: ui.Options(string(v.kind), options...)}}, t)
	if pages := (len(list) + checksPerPage - 1) / checksPerPage; pages > 1 {
		out.add(ui.Pagination{Page: v.page, Pages: pages, Address: func(n int) string {
			return v.link(fmt.Sprintf("%s?kind=%s&page=%d", WorklistOf(v.on), v.kind, n))
		}})
	}
	return out
}
