package dischargeweb

import (
	"fmt"
	"net/http"
	"slices"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// conflictDays is how many days from today the page looks at.
const conflictDays = 60

// conflictView is where live plans take more of a council's care than there is.
type conflictView struct {
	planHelp
	from, to civil.Date
	found    []discharge.Conflict
	unknown  []discharge.Usable
	mine     func(plan string) bool
}

func (m room) planConflicts(w http.ResponseWriter, r *web.Request) error {
	v := conflictView{planHelp: planHelpOf(r), from: civil.Today(r.AsOf)}
	if s := r.Param("from"); s != "" {
		d, err := civil.ParseDate(s)
		if err != nil {
			var l fault.List
			l.Add("from", "", "Enter the day as 2023-12-24")
			return l.Err("The conflicts cannot be shown as asked")
		}
		v.from = d
	}
	v.to = v.from.Add(conflictDays)
	found, unknown, err := m.Plans.Conflicts(r.Context(), v.from, v.to, nil, planKnown(r))
	if err != nil {
		return err
	}
	s := r.Scope(access.PlanRead)
	v.found = slices.DeleteFunc(slices.Clone(found), func(c discharge.Conflict) bool { return !conflictConcerns(c, s) })
	v.unknown = slices.DeleteFunc(slices.Clone(unknown), func(u discharge.Usable) bool { return !s.Holds(u.Council) })
	seen := map[string]bool{}
	v.mine = func(plan string) bool {
		may, known := seen[plan]
		if !known {
			_, err := m.planRead(r, plan, 0)
			may = err == nil
			seen[plan] = may
		}
		return may
	}
	return r.Render(w, http.StatusOK, conflictPage(v.planHelp), v.parts().body())
}

// conflictConcerns reports whether a conflict is about an organisation in scope: its council, or a trust of one of its plans.
func conflictConcerns(c discharge.Conflict, s access.Scope) bool {
	return s.Holds(c.Council) || slices.ContainsFunc(c.Plans, func(t discharge.Taker) bool {
		return slices.ContainsFunc(t.Trusts, func(o org.Code) bool { return s.Holds(o) })
	})
}

func conflictPage(h planHelp) web.Page {
	return web.Page{Title: "Conflicts over one capacity", Current: "plans", Crumbs: []web.Crumb{{Text: "Plans", Href: h.link(PlansPath)}},
		Lead: "Where plans together take more of a council's care than it has said there is. One start of care is spent once: what would be too much cannot be agreed."}
}

func (v conflictView) parts() planParts {
	var out planParts
	body := ui.Input{Field: ui.Field{Name: "from", Label: "From"}, Type: "date", Value: v.from.String()}
	hidden := map[string]string{}
	if v.past {
		hidden["as-of"] = v.now.UTC().Format("2006-01-02T15:04:05.999999Z07:00")
	}
	out.add(ui.Form{Action: ConflictsPath, Get: true, Row: true, Submit: "Show", Hidden: hidden, Body: body}, ui.Note(fmt.Sprintf("%s to %s.", ui.DayWords(v.from), ui.DayWords(v.to))))
	if len(v.found) == 0 {
		out.add(ui.Empty{Title: "No conflict", Text: "No plans that concern you take more of a council's care on these days than it has said there is."})
	}
	for _, c := range v.found {
		out.add(v.conflict(c)...)
	}
	if len(v.unknown) > 0 {
		t := ui.Table{ID: "unknown", Caption: "Where nobody has said what there is", Stack: true, Hint: "Plans take of these, and no usable figure is known. It refuses nothing: the director who agrees says by it that it can be done.",
			Columns: []ui.Column{{Head: "Council", Words: true}, {Head: "Service"}, {Head: "Day"}}}
		for _, u := range v.unknown {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{v.named(u.Council), ui.Text(capital(u.Service.Words())), ui.Text(planDay(u.Date))}})
		}
		out.add(t)
	}
	return out
}

func (v conflictView) conflict(c discharge.Conflict) planParts {
	var out planParts
	id := fmt.Sprintf("c-%s-%s-%s", c.Council, c.Service, c.Date)
	when := planDay(c.Date)
	if c.There.Stock && c.Last != c.Date {
		when += " to " + planDay(c.Last)
	}
	out.add(ui.Heading(fmt.Sprintf("%s: %s, %s", v.name(c.Council), c.Service.Words(), when), id))
	words := fmt.Sprintf("There are %d. %d are agreed, and %d more are proposed.", c.There.N, c.Agreed, c.Proposed)
	if c.Hard {
		words += " What is agreed alone is more than there is now said to be."
	} else {
		words += " If all that is proposed were agreed, it would be more than there is."
	}
	out.add(ui.Para(words), ui.Note(capital(c.There.Words())+"."))
	t := ui.Table{ID: "t-" + id, Caption: "The plans that take it", HideTitle: true, Stack: true, Columns: []ui.Column{{Head: "Plan"}, {Head: "Trusts", Words: true}, {Head: "Agreed", Numeric: true}, {Head: "Proposed", Numeric: true}, {Head: "Lines", Numeric: true}}}
	for _, p := range c.Plans {
		first := ui.Cell{Text: p.Plan, Note: fmt.Sprintf("version %d", p.Version)}
		if v.mine(p.Plan) {
			first.Link = v.link(PlanPath(p.Plan))
		}
		names := ""
		for i, o := range p.Trusts {
			if i > 0 {
				names += "; "
			}
			names += v.name(o)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{first, ui.Text(names), ui.Text(ui.Count(p.Agreed)), ui.Text(ui.Count(p.Proposed)), ui.Text(ui.Count(len(p.Lines)))}})
	}
	out.add(t)
	return out
}
