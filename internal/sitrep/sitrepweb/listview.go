package sitrepweb

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// listTab is one view of the list.
type listTab struct {
	word, text, none string
	holds            func(sitrep.Slip) bool
}

// listTabs is the views, the one that is rung round from first. Not in and in make the whole; late lies within in.
func listTabs() []listTab {
	return []listTab{
		{"not-in", "Not in", "Nothing is outstanding.", func(s sitrep.Slip) bool { return !s.Standing.In() }},
		{"late", "Late", "No return that is in came after the deadline.", func(s sitrep.Slip) bool { return s.Standing.In() && s.CameLate() }},
		{"in", "In", "No return is in yet.", func(s sitrep.Slip) bool { return s.Standing.In() }},
		{"sign-off", "Waiting for sign-off", "No draft is waiting for sign-off.", func(s sitrep.Slip) bool { return s.Ready }},
		{"all", "All", "No return of this form is asked for on this day.", func(sitrep.Slip) bool { return true }},
	}
}

// listTabFor is the tab of a word, the first when the word is not one.
func listTabFor(word string) listTab {
	tabs := listTabs()
	for _, t := range tabs {
		if t.word == word {
			return t
		}
	}
	return tabs[0]
}

// listReminder is what is being typed for a reminder.
type listReminder struct {
	words    string
	ticked   []org.Code
	problems fault.List
}

// listPageView is the list of returns as the template shows it.
type listPageView struct {
	asked    listAsked
	help     listHelp
	clock    []string
	forms    []ui.Option
	before   ui.Action // the day before; empty when there is none
	after    ui.Action
	tabs     ui.Tabs
	tab      listTab
	groups   []listGroup
	shown    int
	csv      string
	calendar string
	narrowed string // the organisation it is narrowed to
	widen    string
	partial  bool // the person may not see every organisation
	may      bool // some line here may be reminded
	tickAll  string
	rem      listReminder
}

// listGroup is a region with how many of its returns are in.
type listGroup struct {
	name   string
	in, of int
	boards []listBoard
}

// listBoard is an ICB with how many of its returns are in; its name is empty for organisations under no board.
type listBoard struct {
	name   string
	in, of int
	rows   []listRow
}

// listRow is one line: who owes or sent a return, and how it stands.
type listRow struct {
	code     org.Code
	name     string
	link     string
	tags     []ui.Tag
	received string
	age      string
	version  string
	comments string
	draft    string
	reminded string
	contacts []Contact
	enter    ui.Action
	tick     bool // may be reminded
	ticked   bool
}

func newListView(slips []sitrep.Slip, a listAsked, h listHelp, rem listReminder) listPageView {
	v := listPageView{asked: a, help: h, partial: !h.all, tab: listTabFor(a.state), rem: rem, clock: listDeadline(a.form, a.day, h.now),
		csv: h.link(a.address(listCSVPath, "state", listTabFor(a.state).word)), calendar: h.link(a.address(listCalendarPath, "state", "", "day", "", "to", a.day.String())),
		tickAll: h.link(a.address(ListPath, "tick", "all") + "#remind")}
	v.rem.ticked = rem.ticked
	for _, f := range listForms(a.day) {
		v.forms = append(v.forms, ui.Option{Value: string(f.Code), Text: f.Name, Chosen: f.Code == a.form.Code})
	}
	if d := listStep(a.form.Code, a.day, -1); !d.IsZero() {
		v.before = ui.Action{Text: "Previous day: " + ui.DayShort(d), Href: h.link(a.address(ListPath, "day", d.String()))}
	}
	if d := listStep(a.form.Code, a.day, 1); !d.IsZero() && !d.After(h.today.Add(1)) {
		v.after = ui.Action{Text: "Next day: " + ui.DayShort(d), Href: h.link(a.address(ListPath, "day", d.String()))}
	}
	if a.under != "" {
		v.narrowed, v.widen = h.pic.Name(a.under), h.link(a.address(ListPath, "org", ""))
	}
	v.tabs = ui.Tabs{Label: "Returns by how they stand"}
	for _, t := range listTabs() {
		n := 0
		for _, s := range slips {
			if t.holds(s) {
				n++
			}
		}
		v.tabs.Items = append(v.tabs.Items, ui.Tab{Text: t.text, Count: strconv.Itoa(n), Current: t.word == v.tab.word,
			Href: h.link(a.address(ListPath, "state", t.word))})
	}
	v.group(slips)
	return v
}

// group sorts the slips under regions and boards. The counts are of every slip, the rows only of those in the tab.
func (v *listPageView) group(slips []sitrep.Slip) {
	for _, p := range listPlaced(slips, v.help.pic) {
		if n := len(v.groups); n == 0 || v.groups[n-1].name != p.region {
			v.groups = append(v.groups, listGroup{name: p.region})
		}
		g := &v.groups[len(v.groups)-1]
		if n := len(g.boards); n == 0 || g.boards[n-1].name != p.board {
			g.boards = append(g.boards, listBoard{name: p.board})
		}
		b := &g.boards[len(g.boards)-1]
		g.of, b.of = g.of+1, b.of+1
		if p.slip.Standing.In() {
			g.in, b.in = g.in+1, b.in+1
		}
		if v.tab.holds(p.slip) {
			row := v.row(p)
			v.may = v.may || row.tick
			b.rows = append(b.rows, row)
			v.shown++
		}
	}
	for i := range v.groups {
		v.groups[i].boards = slices.DeleteFunc(v.groups[i].boards, func(b listBoard) bool { return len(b.rows) == 0 })
	}
	v.groups = slices.DeleteFunc(v.groups, func(g listGroup) bool { return len(g.boards) == 0 })
}

func (v *listPageView) row(p listPlace) listRow {
	s, h := p.slip, v.help
	out := listRow{code: s.Org, name: p.name, tags: []ui.Tag{listStandingTag(s.Standing)}, contacts: h.contacts[s.Org]}
	if h.read.Holds(s.Org) {
		out.link = h.link(ReturnPath(s.Form, s.Org, s.Day))
	}
	if s.Timing != "" {
		out.tags = append(out.tags, listCameTag(s))
	}
	if s.Reopened {
		out.tags = append(out.tags, ui.Reopened.Tag())
	}
	if s.Version > 0 {
		out.received, out.age, out.version = ui.When(h.now, s.Recorded), ui.Age(h.now, s.Recorded), "version "+strconv.Itoa(s.Version)
	}
	if s.Comments > 0 {
		out.comments = ui.Plural(s.Comments, "comment", "comments")
	}
	switch {
	case s.Ready:
		out.draft = "Draft waits for sign-off"
	case !s.Begun.IsZero():
		out.draft = "Draft begun"
	}
	if out.draft != "" && !s.Begun.IsZero() {
		out.draft += ", saved " + ui.When(h.now, s.Begun)
	}
	if s.Reminder > 0 {
		out.reminded = ui.Plural(s.Reminder, "reminder", "reminders") + ", the last at " + ui.When(h.now, s.Reminded)
	}
	if h.enter.Holds(s.Org) && s.Standing != sitrep.NotOpen {
		out.enter = ui.Action{Text: listEnterWords(s), Href: EntryPath(s.Form, s.Org, s.Day), Spoken: "for " + p.name}
	}
	out.tick = h.send.Holds(s.Org) && listOwed(s)
	out.ticked = out.tick && (v.asked.tick || slices.Contains(v.rem.ticked, s.Org))
	return out
}

// listOwed reports whether a return is waited for, so that a reminder makes sense.
func listOwed(s sitrep.Slip) bool {
	return s.Standing == sitrep.Due || s.Standing == sitrep.Overdue || s.Standing == sitrep.NotOpen
}

func listEnterWords(s sitrep.Slip) string {
	switch {
	case s.Ready:
		return "Check and sign off"
	case !s.Begun.IsZero():
		return "Go on with the draft"
	case s.Version > 0:
		return "Amend"
	}
	return "Enter"
}

// listPlace is a slip with where its organisation stands.
type listPlace struct {
	slip          sitrep.Slip
	name          string
	region, board string
}

// listPlaced puts slips in the order in which they are read: region, board, name, day.
func listPlaced(slips []sitrep.Slip, pic *org.Picture) []listPlace {
	places := map[org.Code]listPlace{}
	out := make([]listPlace, 0, len(slips))
	for _, s := range slips {
		p, ok := places[s.Org]
		if !ok {
			p = listPlaceOf(s.Org, pic)
			places[s.Org] = p
		}
		p.slip = s
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(a, b listPlace) int {
		return cmp.Or(strings.Compare(a.region, b.region), strings.Compare(a.board, b.board), strings.Compare(a.name, b.name),
			strings.Compare(string(a.slip.Org), string(b.slip.Org)), a.slip.Day.Compare(b.slip.Day))
	})
	return out
}

func listPlaceOf(c org.Code, pic *org.Picture) listPlace {
	p := listPlace{name: string(c), region: "No region recorded"}
	if pic == nil {
		return p
	}
	p.name = pic.Name(c)
	tree := org.NHS
	region := org.KindRegion
	if u, ok := pic.Unit(c); ok && u.Kind.Home() == org.ADASS {
		tree, region = org.ADASS, org.KindADASSRegion
	}
	if x, ok := pic.Above(tree, c, region); ok {
		p.region = pic.Name(x)
	}
	if x, ok := pic.Above(org.NHS, c, org.KindICB); ok {
		p.board = pic.Name(x)
	}
	return p
}

func listPage(a listAsked, h listHelp, problems fault.List) web.Page {
	return web.Page{Title: "Returns for " + listDayWords(a.day), Caption: a.form.Name, Current: "returns", Problems: problems,
		Computed: "Standings are worked out from what was received by " + ui.Clock(h.now) + "."}
}

// count is "3 of 4 in".
func listCount(in, of int) string { return fmt.Sprintf("%s of %s in", ui.Count(in), ui.Count(of)) }

// listDayInput is the day's picker; a browser that knows dates shows a calendar, any other a text box.
func listDayInput(name string, d civil.Date) ui.Input {
	return ui.Input{Field: ui.Field{Name: name, Label: "Day"}, Type: "date", Value: d.String(), Width: 10}
}
