package dischargeweb

import (
	"net/http"
	"slices"
	"strings"

	"headroom/internal/access"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// clash says why lines could not be agreed, or a plan not signed, as what has it: the plans that want the same of a council, each with its page, and where all such
// conflicts are listed.
func (m room) clash(r *web.Request, p planShow, what string, lines []discharge.Line, f *fault.Error) (planParts, error) {
	var plans []string
	for _, l := range lines {
		if l.Council == "" {
			continue
		}
		found, _, err := m.Plans.Conflicts(r.Context(), l.Date, l.Date, nil, planKnown(r))
		if err != nil {
			return nil, err
		}
		for _, c := range found {
			if c.Council != l.Council || c.Service != l.Service {
				continue
			}
			for _, t := range c.Plans {
				if !slices.Contains(plans, t.Plan) {
					plans = append(plans, t.Plan)
				}
			}
		}
	}
	slices.Sort(plans)
	w := ui.Warning{Title: "It was not " + what, Text: f.Message + "."}
	if planFormVersion(r) != p.v.Newest {
		w.Title += ": the plan has changed since you opened it"
	}
	links := []ui.Action{{Text: "Open plan " + p.v.Plan, Href: p.link(PlanPath(p.v.Plan))}}
	if len(plans) > 0 {
		w.Title = "It was not " + what + ": there is less of a council's capacity than is asked"
		links = nil
	}
	if len(plans) > 1 {
		w.Title = "It was not " + what + ": more than one plan wants the same of a council"
	}
	for _, name := range plans {
		if other, err := m.Plans.Plan(r.Context(), name, 0, planKnown(r)); err == nil && concerns(other.Version, r.Scope(access.PlanRead)) {
			links = append(links, ui.Action{Text: "Open plan " + name, Href: p.planHelp.link(PlanPath(name))})
		}
	}
	links = append(links, ui.Action{Text: "All conflicts over one capacity", Href: p.planHelp.link(ConflictsPath)})
	return planParts{w, ui.Links(links)}, nil
}

// refusedAgree shows the agreement again with what kept an organisation's lines from being agreed.
func (m room) refusedAgree(w http.ResponseWriter, r *web.Request, v agreeView, act discharge.Act, f *fault.Error) error {
	var lines []discharge.Line
	for _, x := range f.Fields {
		if l, ok := v.v.Line(strings.TrimPrefix(x.Name, "line ")); ok {
			lines = append(lines, l)
		}
	}
	what, err := "agreed", error(nil)
	if len(act.Moves) == 0 {
		what = "signed"
	}
	if v.clash, err = m.clash(r, v.planShow, what, lines, f); err != nil {
		return err
	}
	v.problems = v.typed.problems(v.planShow, act, f)
	return m.agreement(w, r, http.StatusConflict, v)
}
