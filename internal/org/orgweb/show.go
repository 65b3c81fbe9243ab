package orgweb

import (
	"fmt"
	"strings"

	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// mostShares is how many parts of a set of shares are shown.
const mostShares = 12

type showPageView struct {
	unit     org.Unit
	open     bool
	p        *org.Picture
	code     org.Code
	summary  ui.SummaryList
	children ui.Table
	shares   []ui.Table
	follow   ui.Table
	posts    ui.Table
	history  ui.Table
	links    []ui.Action
	heir     string
	propose  string // where a change is proposed; empty for those who may not
}

// about is what a page about one organisation is made from.
type about struct {
	history    []org.Fact
	roles      *org.Dictionary
	roster     *org.Roster
	mayEdit    bool // may say who fills a post
	mayPropose bool
	link       func(string) string
	links      Links
}

// linksOf are other rooms' pages about c, with the as-of kept.
func (a about) linksOf(c org.Code, k org.Kind) []ui.Action {
	if a.links == nil {
		return nil
	}
	out := a.links(c, k)
	for i, l := range out {
		out[i].Href = a.link(l.Href)
	}
	return out
}

func newShow(p *org.Picture, c org.Code, a about) showPageView {
	link, history := a.link, a.history
	u, open := p.Unit(c)
	v := showPageView{unit: u, open: open, p: p, code: c}
	if !open {
		v.unit.Name = p.Name(c)
		v.heir = p.Heir(c).Words
	}
	v.summary = summary(p, c, u, open, history, link)
	v.children = childrenTable(p, c, link)
	for _, b := range org.Bases() {
		if t, ok := sharesTable(p, b, c, link); ok {
			v.shares = append(v.shares, t)
		}
	}
	for _, s := range []struct {
		basis org.Basis
		head  string
	}{{org.AreasByICB, "Councils with areas in this board"}, {org.PatientsByICB, "Trusts with patients from this board"}} {
		if l := p.Sharing(s.basis, c); len(l) > 0 {
			v.shares = append(v.shares, partTable(p, "sharing-"+string(s.basis), s.head, "Share of theirs", l, link))
		}
	}
	v.follow = followTable(p, c, a)
	v.links = a.linksOf(c, u.Kind)
	if open {
		v.posts = postsTable(p, u, a.roles, a.roster, a.mayEdit, link)
	}
	if a.mayPropose {
		v.propose = proposePath(c, "")
	}
	v.history = historyTable(p.Book(), history)
	return v
}

func (v showPageView) page() web.Page {
	caption := string(v.code)
	if v.unit.Kind != "" {
		caption = first(v.unit.Kind.Words()) + ", " + caption
	}
	page := web.Page{Title: v.unit.Name, Caption: caption, Current: "organisations", Crumbs: []web.Crumb{{Text: "Organisations", Href: listPath}}}
	if !v.open {
		page.Lead = "Not open on " + ui.DayWords(v.p.On) + "."
	}
	return page
}

func summary(p *org.Picture, c org.Code, u org.Unit, open bool, history []org.Fact, link func(string) string) ui.SummaryList {
	var l ui.SummaryList
	add := func(key, value string, tags ...ui.Tag) {
		if value != "" || len(tags) > 0 {
			l.Rows = append(l.Rows, ui.SummaryRow{Key: key, Value: value, Tags: tags})
		}
	}
	add("Shown on", ui.DayWords(p.On))
	if open {
		add("Open", days(u.Open), unitTags(u)...)
		if u.Provisional {
			add("Seen in data files", days(u.Seen))
		}
		add("Source", u.Source)
	} else {
		for _, f := range history {
			if f.What == org.FactUnit && f.Org == c {
				add("Held as", p.Book().Says(f))
			}
		}
	}
	for _, t := range org.Trees() {
		if place, ok := p.Place(t, c); ok {
			cell := parentCell(p, t, c, link)
			var names []string
			for _, a := range p.Ancestors(t, c)[1:] {
				names = append(names, p.Name(a))
			}
			row := ui.SummaryRow{Key: map[org.Tree]string{org.NHS: "In the NHS tree", org.ADASS: "In the social care tree"}[t],
				Value: p.Name(place.Parent), Link: cell.Link, Tags: cell.Tags}
			l.Rows = append(l.Rows, row)
			add("and above it", strings.Join(names, ", "))
		}
	}
	if u.Kind == org.KindCouncil {
		l.Rows = append(l.Rows, boards(p, c)...)
		var names []string
		for _, s := range p.Cross(c).NHSRegions {
			names = append(names, fmt.Sprintf("%s (%s)", p.Name(s.Other), percent(s.Of)))
		}
		add("NHS regions over its areas", strings.Join(names, ", "))
	}
	var codes []string
	for _, f := range p.CodesOf(c) {
		codes = append(codes, fmt.Sprintf("%s %s", f.Scheme, f.Text))
	}
	add("Other codes", strings.Join(codes, ", "))
	var marks []string
	for _, m := range append(org.Marks(), org.MarkMergedSince) {
		if p.Marked(c, m) {
			marks = append(marks, org.MarkWords(m))
		}
	}
	add("Marks", strings.Join(marks, ", "))
	return l
}

// boards says which boards a council's areas lie in. Areas whose board has closed, with no sure successor, stay under its
// name and say so.
func boards(p *org.Picture, c org.Code) []ui.SummaryRow {
	var names, unsure []string
	for _, s := range p.Cross(c).ICBs {
		names = append(names, fmt.Sprintf("%s (%s)", p.Name(s.Other), percent(s.Of)))
		if _, open := p.Unit(s.Other); !open {
			unsure = append(unsure, string(s.Other))
		}
	}
	if len(names) == 0 {
		return nil
	}
	row := ui.SummaryRow{Key: "Boards over its areas", Value: strings.Join(names, ", ")}
	if len(unsure) > 0 {
		row.Tags = []ui.Tag{unsurePlace(fmt.Sprintf("Not open on this day, and what followed is unconfirmed: %s", strings.Join(unsure, ", ")))}
	}
	return []ui.SummaryRow{row}
}

func percent(of float64) string { return ui.Number(of*100, 1) + "%" }

func childrenTable(p *org.Picture, c org.Code, link func(string) string) ui.Table {
	t := ui.Table{ID: "below", Stack: true, Columns: []ui.Column{{Head: "Name"}, {Head: "Kind"}, {Head: "Under"}, {Head: "Open"}}}
	for _, tree := range org.Trees() {
		for _, k := range p.Children(tree, c) {
			if u, ok := p.Unit(k); ok && u.Kind.Home() == tree {
				t.Rows = append(t.Rows, unitRow(p, u, link))
			}
		}
	}
	t.Caption = ui.Plural(len(t.Rows), "organisation hangs", "organisations hang") + " directly below"
	return t
}

func sharesTable(p *org.Picture, b org.Basis, c org.Code, link func(string) string) (ui.Table, bool) {
	shares, from, ok := p.Shares(b, c)
	if !ok {
		return ui.Table{}, false
	}
	t := partTable(p, string(b), first(b.Words()), "Share", shares, link)
	t.Hint = "Source: " + from.Source + ". Shares are not parents: nothing is added up along them."
	return t, true
}

func partTable(p *org.Picture, id, caption, head string, l []org.Share, link func(string) string) ui.Table {
	t := ui.Table{ID: id, Caption: caption, FewColumns: true, Columns: []ui.Column{{Head: "Organisation"}, {Head: head, Numeric: true}}}
	for i, s := range l {
		if i == mostShares {
			rest := 0.0
			for _, x := range l[i:] {
				rest += x.Of
			}
			words := "small parts together"
			if strings.HasPrefix(id, "sharing-") {
				words = "more with smaller shares"
			}
			cell := ui.Text(percent(rest))
			if strings.HasPrefix(id, "sharing-") {
				cell = ui.Text("")
			}
			t.Rows = append(t.Rows, ui.Row{Quiet: true, Cells: []ui.Cell{ui.Text(fmt.Sprintf("%d %s", len(l)-i, words)), cell}})
			break
		}
		cell := ui.Cell{Text: p.Name(s.Other), Link: link(Path(s.Other)), Note: string(s.Other)}
		if !p.Book().Holds(s.Other) {
			cell.Link, cell.Note = "", "not held"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{cell, ui.Text(percent(s.Of))}})
	}
	return t
}

func followTable(p *org.Picture, c org.Code, a about) ui.Table {
	t := ui.Table{ID: "succession", Caption: "Who came before and after", Stack: true,
		Columns: []ui.Column{{Head: "Organisation"}, {Head: "How"}, {Head: "On"}}}
	link := a.link
	if a.links != nil {
		t.Columns = append(t.Columns, ui.Column{Head: "Its figures"})
		t.Hint = "Figures stay under the code that sent them."
	}
	row := func(other org.Code, how string, f org.Fact) {
		cell := ui.Cell{Text: p.Name(other), Link: link(Path(other)), Note: string(other)}
		if f.Unconfirmed {
			cell.Tags = []ui.Tag{ui.Unconfirmed.Tag()}
		}
		cells := []ui.Cell{cell, ui.Text(how), ui.Text(ui.DayWords(f.Valid.From))}
		if a.links != nil {
			u, _ := p.Unit(other)
			cells = append(cells, ui.Cell{Body: linkRow(a.linksOf(other, u.Kind), p.Name(other))})
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	for _, f := range p.Predecessors(c) {
		row(f.Org, map[org.Manner]string{org.Merged: "merged into this", org.Demerged: "split, in part to this"}[f.Manner]+fallback(f.Manner, "came before"), f)
	}
	for _, f := range p.Successors(c) {
		row(f.Other, map[org.Manner]string{org.Merged: "this merged into it", org.Demerged: "this was split, in part to it"}[f.Manner]+fallback(f.Manner, "came after"), f)
	}
	return t
}

// fallback is the words for a manner that has none of its own.
func fallback(m org.Manner, words string) string {
	if m == org.Merged || m == org.Demerged {
		return ""
	}
	return words
}

// postsTable lists the posts that exist at a kind of organisation, and who fills each; the posts lead to their form for
// those who may say who fills them.
func postsTable(p *org.Picture, u org.Unit, roles *org.Dictionary, roster *org.Roster, mayEdit bool, link func(string) string) ui.Table {
	t := ui.Table{ID: "posts", Caption: "Posts on " + ui.DayWords(p.On), Stack: true,
		Columns: []ui.Column{{Head: "Post"}, {Head: "Who"}, {Head: "Contact"}, {Head: "In the post"}}}
	for _, role := range roles.Roles() {
		if !role.At(u.Kind) {
			continue
		}
		post := roster.Resolve(role, u.Code, p.On)
		name := ui.Text(role.Name)
		if mayEdit {
			name.Link = link(Path(u.Code) + "/post?" + query("role", string(role.Code)))
		}
		if role.Unconfirmed {
			name.Tags = []ui.Tag{ui.Unconfirmed.Tag()}
		}
		row := ui.Row{Cells: []ui.Cell{name, {Tags: []ui.Tag{{Text: "Vacant", Colour: ui.Grey, Title: first(post.Words)}}}, ui.Text(""), ui.Text("")}}
		if post.State != org.PostVacant {
			who := ui.Cell{Text: post.Who.Name}
			if post.State == org.PostDeputy {
				who.Tags = []ui.Tag{{Text: "Deputy", Colour: ui.Yellow, Title: first(post.Words)}}
			}
			for _, o := range post.Others {
				who.Note += string(o.Capacity) + ": " + o.Name + ". "
			}
			row.Cells[1], row.Cells[2], row.Cells[3] = who, ui.Text(strings.Join(strings.Fields(post.Who.Email+" "+post.Who.Phone), " ")), ui.Text(days(post.Who.Valid))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func historyTable(b *org.Book, history []org.Fact) ui.Table {
	t := ui.Table{ID: "history", Caption: ui.Plural(len(history), "statement", "statements") + ", oldest first", HideTitle: true,
		Columns: []ui.Column{{Head: "Known since"}, {Head: "What"}, {Head: "Source"}, {Head: "Recorded by"}}}
	for _, f := range history {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(ui.DayWords(dayOf(f))), ui.Text(first(b.Says(f))), ui.Text(f.Source), ui.Text(f.By)}})
	}
	return t
}
