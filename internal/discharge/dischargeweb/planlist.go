package dischargeweb

import (
	"fmt"
	"net/http"

	"headroom/internal/access"
	"headroom/internal/discharge"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// plansPerPage is how many plans one page lists.
const plansPerPage = 25

// planListView is the list of plans as it is shown.
type planListView struct {
	planHelp
	rows  []discharge.PlanRow
	all   int
	page  int
	mayDo bool
}

func planListPage() web.Page {
	return web.Page{Title: "Discharge plans", Current: "plans", Lead: "What was planned so that beds stay under a target, what became of it, and who has signed."}
}

func (m room) planList(w http.ResponseWriter, r *web.Request) error {
	page := r.PageNumber()
	rows, all, err := m.Plans.Plans(r.Context(), discharge.PlansAsked{Within: r.Scope(access.PlanRead), AsOf: planKnown(r), Limit: plansPerPage, Skip: (page - 1) * plansPerPage})
	if err != nil {
		return err
	}
	v := planListView{planHelp: planHelpOf(r), rows: rows, all: all, page: page, mayDo: r.MayAnywhere(access.PlanPropose) && !r.Past}
	return r.Render(w, http.StatusOK, planListPage(), v.parts().body())
}

func (v planListView) parts() planParts {
	var out planParts
	if v.mayDo {
		out.add(ui.Buttons([]ui.Button{{Text: "Work a plan out", Href: NewPath}}))
	}
	out.add(ui.Links([]ui.Action{{Text: "Conflicts over one capacity", Href: v.link(ConflictsPath)}, {Text: "What was done against what was agreed", Href: v.link(VariancePath)}}))
	if v.all == 0 {
		out.add(ui.Empty{Title: "No plan concerns your organisations", Text: "A plan appears here when a board or a trust proposes one in which your organisation has a part."})
		return out
	}
	out.add(v.table())
	pages := (v.all + plansPerPage - 1) / plansPerPage
	if pages > 1 {
		out.add(ui.Pagination{Page: v.page, Pages: pages, Address: func(n int) string { return v.link(fmt.Sprintf("%s?page=%d", PlansPath, n)) }})
	}
	return out
}

func (v planListView) table() ui.Table {
	t := ui.Table{ID: "plans", Caption: ui.Plural(v.all, "plan", "plans"), Stack: true, Columns: []ui.Column{{Head: "Plan", Words: true}, {Head: "State"},
		{Head: "Target", Words: true}, {Head: "Who has agreed", Words: true}, {Head: "Lines"}, {Head: "Proposed"}}}
	for _, x := range v.rows {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			{Text: x.Plan, Link: v.link(PlanPath(x.Plan)), Note: fmt.Sprintf("%s, version %d", v.name(x.Area), x.Number)},
			{Tags: []ui.Tag{versionTag(x.State)}},
			{Text: fmt.Sprintf("%s of beds, chance %s", share(x.Target), share(x.Confidence)), Note: planDay(x.From) + " to " + planDay(x.To)},
			ui.Text(capital(x.Words)), ui.Text(linesWords(x.Lines)), {Text: ui.When(v.now, x.Proposed)}}})
	}
	return t
}

// linesWords counts lines by state, as "12 agreed, 3 proposed".
func linesWords(n map[discharge.State]int) string {
	out := ""
	for _, s := range planStates() {
		if n[s] == 0 {
			continue
		}
		if out != "" {
			out += ", "
		}
		out += fmt.Sprintf("%d %s", n[s], s)
	}
	return out
}

// planStates are the states of a line in the order in which pages name them.
func planStates() []discharge.State {
	return []discharge.State{discharge.Proposed, discharge.Agreed, discharge.Refused, discharge.Delivered, discharge.Failed, discharge.Withdrawn}
}
