package actionweb

import (
	"time"

	"headroom/internal/action"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/web"
)

// Gallery shows the periods' pages with the built-in history as it stood in February 2024, with one action under way.
func Gallery() []web.Specimen {
	now := civil.MustDate("2024-02-26").At(8 * 60)
	plain := func(s string) string { return s }
	rules := DefaultRules()
	all, revisions := sampleHistory(now)
	show := func(c action.Code) web.Specimen {
		h := revisions[c]
		v := newShow(h, all, now, rules, plain)
		v.mayEdit = true
		return web.Specimen{Name: "action/show-" + lower(string(c)), Page: showPage(h[len(h)-1]), Body: showView(v)}
	}
	problems := fault.List{{Name: "windows.1.planned_to", Message: "The planned end is not after the planned start"}, {Name: "reason", Message: "Say in a sentence why the period is entered or changed"}}
	list := newList(all, now, rules.Policy, plain)
	list.mayEdit = true
	jd9 := revisions["JD-09"][0]
	page := changePage(jd9)
	page.Problems = problems
	return []web.Specimen{
		{Name: "action/list", Page: listPage, Body: listView(list)},
		{Name: "action/list-empty", Page: listPage, Body: listView(newList(nil, now, rules.Policy, plain))},
		show("JD-09"), show("JD-10"), show("RCN-2023-05"), show("RCN-2023-03"), show("AMB-2023-01-11"),
		{Name: "action/new", Page: newPage, Body: editView(newForm(action.Period{Standing: action.Announced}, nil))},
		{Name: "action/change-problems", Page: page, Body: editView(newForm(jd9, problems))},
	}
}

// sampleHistory numbers the revisions of the built-in history as a store would, as known at an instant.
func sampleHistory(at time.Time) ([]action.Period, map[action.Code][]action.Period) {
	revisions := map[action.Code][]action.Period{}
	for _, p := range action.Seed() {
		if p.KnownAt.After(at) {
			continue
		}
		p.Revision = len(revisions[p.Code]) + 1
		p.RecordedAt, p.RecordedBy = p.KnownAt, "command"
		revisions[p.Code] = append(revisions[p.Code], p)
	}
	var all []action.Period
	for _, r := range revisions {
		all = append(all, r[len(r)-1].AsOf(at))
	}
	action.Sort(all)
	return all, revisions
}
