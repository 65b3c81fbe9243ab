package occupancyweb

import (
	"slices"
	"strings"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/occupancy"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// chooseView is the page on which an organisation is chosen.
type chooseView struct {
	page   web.Page
	making *ui.Progress
	empty  *ui.Empty
	find   ui.Input
	form   ui.Form
	table  ui.Table
	groups []ui.Details // the rest of a long list, folded by region
	again  *ui.Form     // has forecasts made now
}

// mostPlain is how many organisations stand in one list; more are folded by region, so that a telephone shows them all in
// a screen or two.
const mostPlain = 12

// find are the open organisations of the NHS tree that a search means, of those in scope: the one whose code it is, or
// all whose name or code holds it, or one that is closed whose code it is. Without words it is all that is in scope.
func find(pic *org.Picture, words string, s access.Scope) []org.Unit {
	if pic == nil {
		return nil
	}
	if u, ok := pic.Lookup(words); ok && s.Holds(u.Code) {
		return []org.Unit{u}
	}
	kinds := []org.Kind{org.KindEngland, org.KindRegion, org.KindICB, org.KindTrust, org.KindIndependent}
	var out []org.Unit
	for _, k := range kinds {
		for _, u := range pic.Units(k) {
			fits := strings.Contains(strings.ToLower(u.Name), strings.ToLower(words)) || strings.Contains(string(u.Code), strings.ToUpper(words))
			if !fits || !s.Holds(u.Code) {
				continue
			}
			if words != "" && strings.EqualFold(u.Name, words) {
				return []org.Unit{u}
			}
			out = append(out, u)
		}
	}
	if c, _, err := org.ParseCode(words); len(out) == 0 && err == nil && s.Holds(c) {
		if u, ok := pic.Book().Unit(c); ok { // its page says who took its place
			out = append(out, org.Unit{Code: c, Kind: u.Kind, Name: pic.Name(c)})
		}
	}
	return out
}

func (m room) chooseOf(r *web.Request, found []org.Unit) (chooseView, error) {
	a := asked{pic: r.Picture, now: r.AsOf, past: r.Past, link: r.Link, target: targets()[0], confidence: .9}
	v := chooseView{page: web.Page{Title: "Bed forecast", Current: "forecast", Lead: "Beds occupied and open on the next mornings, as odds, for England, a region, a board or a trust."},
		form: ui.Form{Action: ChoosePath, Submit: "Find", Get: true, Row: true, Hidden: map[string]string{}}}
	if r.Past {
		v.form.Hidden["as-of"] = r.AsOf.UTC().Format("2006-01-02T15:04:05.999999Z07:00")
	}
	v.find = ui.Input{Field: ui.Field{Name: "org", Label: "Organisation, name or code"}, Value: r.Param("org"), Width: 20}
	shown := showView{}
	if err := m.underWay(r.Context(), &a, &shown); err != nil {
		return v, err
	}
	v.making, v.page.Refresh = shown.making, shown.page.Refresh
	if v.making != nil {
		v.making.Poll = r.Link(ChoosePath)
	}
	if r.May(access.ForecastMake, org.England) && !r.Past && v.making == nil {
		v.again = &ui.Form{Action: ChoosePath, Submit: "Make forecasts now"}
	}
	origins, err := m.Store.Origins(r.Context(), r.AsOf, 1)
	if err != nil {
		return v, err
	}
	var all map[org.Code]occupancy.Forecast
	if len(origins) > 0 {
		if all, err = m.Store.From(r.Context(), origins[0], r.AsOf); err != nil && fault.KindOf(err) != fault.NotFound {
			return v, err
		}
		v.page.Computed = "Forecasts from 08:00 on " + ui.DayWords(origins[0]) + "."
	}
	if r.Param("org") == "" && len(all) > 0 { // without a search, those of whom something is forecast
		found = slices.DeleteFunc(found, func(u org.Unit) bool { _, ok := all[u.Code]; return !ok })
	}
	v.table, v.groups = chooseTables(&a, found, all, origins)
	if len(all) == 0 && v.making == nil {
		v.empty = &ui.Empty{Title: "No forecast has been made yet", Text: "One is made each night at 05:30, and when returns with bed figures come in."}
	}
	return v, nil
}

// chooseTables lists the organisations that fit: in one table, or, when they are many, England and its regions in one and
// the others folded by region.
func chooseTables(a *asked, found []org.Unit, all map[org.Code]occupancy.Forecast, origins []civil.Date) (ui.Table, []ui.Details) {
	if len(found) <= mostPlain {
		return chooseTable(a, "found", ui.Plural(len(found), "organisation", "organisations"), found, all, origins), nil
	}
	var top []org.Unit
	regions := []org.Code{""}
	within := map[org.Code][]org.Unit{}
	for _, u := range found {
		if u.Kind == org.KindEngland || u.Kind == org.KindRegion {
			top = append(top, u)
			continue
		}
		r, _ := a.pic.Above(org.NHS, u.Code, org.KindRegion)
		within[r] = append(within[r], u)
	}
	for _, u := range a.pic.Units(org.KindRegion) {
		regions = append(regions[:len(regions)-1], u.Code, "")
	}
	var groups []ui.Details
	for _, r := range regions {
		if len(within[r]) == 0 {
			continue
		}
		name := "Without a region"
		if r != "" {
			name = a.pic.Name(r)
		}
		groups = append(groups, ui.Details{ID: "in-" + string(r), Summary: name + ": " + kindsOf(within[r]),
			Body: chooseTable(a, "found-"+string(r), name, within[r], all, origins)})
	}
	caption := "England and its regions"
	if len(top) == 0 {
		caption = ui.Plural(len(found), "organisation", "organisations") + " by region"
	}
	t := chooseTable(a, "found", caption, top, all, origins)
	t.Hint = "Boards and trusts stand below by region."
	return t, groups
}

// kindsOf counts boards and trusts.
func kindsOf(list []org.Unit) string {
	boards, others := 0, 0
	for _, u := range list {
		if u.Kind == org.KindICB {
			boards++
		} else {
			others++
		}
	}
	switch {
	case boards == 0:
		return ui.Plural(others, "trust", "trusts")
	case others == 0:
		return ui.Plural(boards, "board", "boards")
	}
	return ui.Plural(boards, "board", "boards") + ", " + ui.Plural(others, "trust", "trusts")
}

// chooseTable lists organisations with what is forecast of them, what matters most first: a telephone shows the columns on
// the left without scrolling.
func chooseTable(a *asked, id, caption string, list []org.Unit, all map[org.Code]occupancy.Forecast, origins []civil.Date) ui.Table {
	t := ui.Table{ID: id, Caption: caption, Empty: "No organisation in your roles fits. Look for part of a name or a code.", Columns: []ui.Column{{Head: "Organisation", Words: true}}}
	var date civil.Date
	if len(origins) > 0 {
		date = usualDate(origins[0].Add(1), origins[0].Add(occupancy.Horizon))
		t.Columns = append(t.Columns, ui.Column{Head: "Chance over 92%", Numeric: true, Spoken: "Chance over 92% of open beds on " + ui.DayWords(date)}, ui.Column{Head: "Occupied of open", Numeric: true},
			ui.Column{Head: "Occupied, " + ui.DayShort(date), Numeric: true}, ui.Column{Head: "Open", Numeric: true}, ui.Column{Head: "Beds to free", Numeric: true})
	}
	for _, u := range list {
		row := ui.Row{Total: u.Kind == org.KindEngland, Cells: []ui.Cell{{Text: u.Name, Note: string(u.Code) + ", " + u.Kind.Words(), Link: a.link(Path(u.Code))}}}
		if len(origins) > 0 {
			f := all[u.Code]
			if d, _, ok := f.On(date); ok {
				c := dayCells(figures(d, origins[0], a.target, a.confidence))
				row.Cells = append(row.Cells, c[3], c[2], c[0], c[1], c[4])
			} else {
				row.Cells = append(row.Cells, slices.Repeat([]ui.Cell{ui.Text("–")}, 5)...)
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
