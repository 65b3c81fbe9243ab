package orgweb

import (
	"fmt"
	"net/url"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

var listPage = web.Page{Title: "Organisations", Current: "organisations",
	Lead: "Regions, integrated care boards, trusts and councils, in the NHS tree and the social care tree, on any day."}

// perPage is how many organisations one page of the list shows.
const perPage = 60

type listPageView struct {
	q          string
	at         string
	kinds      []ui.Option
	tabs       ui.Tabs
	tree       org.Tree
	table      ui.Table
	pages      ui.Pagination
	mayPropose bool
}

func newList(p *org.Picture, q string, kind org.Kind, tree org.Tree, page int, link func(string) string) listPageView {
	v := listPageView{q: q, at: p.On.String(), tree: tree, kinds: []ui.Option{{Value: "", Text: "Every kind", Chosen: kind == ""}}}
	for _, k := range org.Kinds() {
		v.kinds = append(v.kinds, ui.Option{Value: string(k), Text: first(k.Words()), Chosen: k == kind})
	}
	address := func(extra ...string) string {
		return link(listPath + "?" + query(append([]string{"at", p.On.String()}, extra...)...))
	}
	v.tabs = ui.Tabs{Label: "Organisations", Items: []ui.Tab{
		{Text: "All by name", Href: address(), Current: tree == ""},
		{Text: "NHS tree", Href: address("tree", string(org.NHS)), Current: tree == org.NHS},
		{Text: "Social care tree", Href: address("tree", string(org.ADASS)), Current: tree == org.ADASS},
	}}
	if tree == org.NHS || tree == org.ADASS {
		v.table = treeTable(p, tree, link)
		return v
	}
	found := find(p, q, kind)
	pages := max(1, (len(found)+perPage-1)/perPage)
	page = min(page, pages)
	shown := found[(page-1)*perPage : min(page*perPage, len(found))]
	v.table = ui.Table{ID: "organisations", Caption: ui.Plural(len(found), "organisation", "organisations") + " on " + ui.DayWords(p.On), Stack: true,
		Empty:   "No organisation fits. Look for part of a name or a code, or choose another day.",
		Columns: []ui.Column{{Head: "Name"}, {Head: "Kind"}, {Head: "Under"}, {Head: "Open"}}}
	for _, u := range shown {
		v.table.Rows = append(v.table.Rows, unitRow(p, u, link))
	}
	v.pages = ui.Pagination{Page: page, Pages: pages, Address: func(n int) string {
		return address("q", q, "kind", string(kind), "page", fmt.Sprint(n))
	}}
	return v
}

// query writes names and values in turn, leaving out empty values.
func query(pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return q.Encode()
}

// find looks for part of a name, a code of any scheme, or everything of a kind.
func find(p *org.Picture, q string, kind org.Kind) []org.Unit {
	units := p.Units()
	if kind != "" {
		units = p.Units(kind)
	}
	if q = strings.TrimSpace(q); q == "" {
		return units
	}
	var out []org.Unit
	if u, ok := p.Lookup(q); ok && (kind == "" || u.Kind == kind) {
		out = append(out, u)
	}
	for _, u := range units {
		if len(out) > 0 && out[0].Code == u.Code {
			continue
		}
		if strings.Contains(strings.ToLower(u.Name), strings.ToLower(q)) || strings.Contains(string(u.Code), strings.ToUpper(q)) {
			out = append(out, u)
		}
	}
	return out
}

func unitRow(p *org.Picture, u org.Unit, link func(string) string) ui.Row {
	under := ui.Text("")
	if t := u.Kind.Home(); t != "" {
		under = parentCell(p, t, u.Code, link)
	}
	return ui.Row{Cells: []ui.Cell{{Text: u.Name, Link: link(Path(u.Code) + "?" + query("at", p.On.String())), Note: string(u.Code), Tags: unitTags(u)},
		ui.Text(first(u.Kind.Words())), under, ui.Text(days(u.Open))}}
}

func unitTags(u org.Unit) (tags []ui.Tag) {
	if u.Provisional {
		tags = append(tags, ui.Provisional.Tag())
	}
	if u.Unconfirmed {
		tags = append(tags, ui.Unconfirmed.Tag())
	}
	return tags
}

// parentCell is where a unit hangs, and whether that is stated or assumed.
func parentCell(p *org.Picture, t org.Tree, c org.Code, link func(string) string) ui.Cell {
	l, ok := p.Place(t, c)
	if !ok {
		return ui.Text("")
	}
	cell := ui.LinkTo(p.Name(l.Parent), link(Path(l.Parent)+"?"+query("at", p.On.String())))
	cell.Tags = placeTags(l)
	return cell
}

// placeTags says when a place is not sure.
func placeTags(l org.Link) []ui.Tag {
	switch {
	case l.Assumed:
		return []ui.Tag{unsurePlace("Nothing sure is stated for this day: this is the nearest place known, what that hung from, or England")}
	case l.Unconfirmed:
		return []ui.Tag{unsurePlace("The place was stated from memory or is doubtful")}
	}
	return nil
}

func unsurePlace(why string) ui.Tag {
	return ui.Tag{Text: "Place unconfirmed", Colour: ui.Grey, Title: why}
}

// days is a span with its last day, not the day after it.
func days(r civil.Range) string {
	switch {
	case r.From.IsZero() && r.To.IsZero():
		return "not known"
	case r.To.IsZero():
		return "since " + ui.DayWords(r.From)
	case r.From.IsZero():
		return "until " + ui.DayWords(r.To.Add(-1))
	}
	return ui.DayWords(r.From) + " to " + ui.DayWords(r.To.Add(-1))
}

// treeTable is the regions of a tree with what hangs below them.
func treeTable(p *org.Picture, t org.Tree, link func(string) string) ui.Table {
	caption := "The NHS tree on " + ui.DayWords(p.On)
	columns := []ui.Column{{Head: "Region or board"}, {Head: "Boards", Numeric: true}, {Head: "Trusts", Numeric: true}}
	counted := [][]org.Kind{{org.KindICB}, {org.KindTrust, org.KindAmbulance}}
	if t == org.ADASS {
		caption = "The social care tree on " + ui.DayWords(p.On)
		columns = []ui.Column{{Head: "ADASS region"}, {Head: "Councils", Numeric: true}}
		counted = [][]org.Kind{{org.KindCouncil}}
	}
	table := ui.Table{ID: "tree", Caption: caption, Columns: columns, FewColumns: true, Empty: "Nothing hangs in this tree on that day."}
	row := func(c org.Code, total, quiet bool) {
		u, _ := p.Unit(c)
		r := ui.Row{Total: total, Quiet: quiet, Cells: []ui.Cell{{Text: u.Name, Link: link(Path(c) + "?" + query("at", p.On.String())), Note: string(c), Tags: unitTags(u)}}}
		for _, kinds := range counted {
			r.Cells = append(r.Cells, ui.Text(ui.Count(len(p.Under(t, c, kinds...)))))
		}
		table.Rows = append(table.Rows, r)
	}
	for _, c := range p.Under(t, org.England, org.KindRegion, org.KindICB, org.KindADASSRegion) {
		u, _ := p.Unit(c)
		row(c, false, u.Kind == org.KindICB)
	}
	if len(table.Rows) > 0 {
		row(org.England, true, false)
	}
	return table
}

// first makes the first letter a capital.
func first(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
