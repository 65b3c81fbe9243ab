package sitrepweb

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// returnHelp is what the pages of one return need of the request besides its history.
type returnHelp struct {
	pic     *org.Picture
	now     time.Time // the instant that is looked at
	past    bool
	link    func(string) string
	names   map[string]string // actor → name
	series  bool              // figures over time may be opened
	chase   bool              // the list may be opened
	imports bool              // the imports may be opened
	enter   bool              // the person enters figures for the organisation
	reopen  bool              // the person may reopen this return
}

// returnPageView is one return as the template shows it.
type returnPageView struct {
	notKnown string // said in the past, when nothing was known
	summary  ui.SummaryList
	locked   string
	note     string // what the person may or need not do, before the buttons
	buttons  []ui.Button
	views    ui.Table
	heading  string
	words    string // what a version without lines says
	comment  string // about the whole return
	lines    []ui.Table
	derived  ui.Table
	lacking  ui.Table // what cannot be worked out
	timeline ui.Table
}

func newReturnView(h sitrep.History, help returnHelp) returnPageView {
	v := returnPageView{summary: returnSummary(h, help), buttons: returnButtons(h, help), views: returnViewsTable(h, help), timeline: returnTimeline(h, help)}
	in := sitrep.Pick(h.Form, h.Day, sitrep.Latest, help.now, h.Versions)
	switch {
	case in != nil:
		v.heading = fmt.Sprintf("Version %d, as it was entered", in.N)
		if h.Form.Publication {
			v.heading = fmt.Sprintf("Version %d, as it was published", in.N)
		}
		v.fill(h.Form, in, help)
	case help.past:
		v.notKnown = "Not known then: no version of this return had been received by " + ui.When(help.now, help.now) + ". It may have come since; return to now to see."
	}
	if !h.Form.Publication && help.now.After(h.Form.AmendableUntil(h.Day)) && returnOpenAgain(h, help.now) == nil {
		v.locked = "The amendment window closed at " + ui.When(help.now, h.Form.AmendableUntil(h.Day)) + ". A change now needs the region to reopen the return."
	}
	switch {
	case help.enter && entryNotAsked(h):
		v.note = entryUnasked(h, returnOrgName(h.Org, help))
	case help.reopen && !h.Form.Publication && !help.now.Before(h.Form.OpensAt(h.Day)) && !help.now.After(h.Form.AmendableUntil(h.Day)):
		v.note = "The organisation can send and amend this return by itself until the end of " + ui.DayShort(h.Day.Add(h.Form.AmendDays)) + ". After that it needs to be reopened, on this page."
	}
	return v
}

// fill adds the lines of a version.
func (v *returnPageView) fill(f *sitrep.Form, in *sitrep.Version, help returnHelp) {
	v.words, v.comment = returnStateWords(in.State), in.Comments[""]
	if in.State == sitrep.Returned || in.State == "" {
		v.lines = returnLines(f, in, help)
		v.derived, v.lacking = returnDerived(f, in, help)
	}
}

// returnOpenAgain is the reopening in force at an instant; nil when there is none.
func returnOpenAgain(h sitrep.History, now time.Time) *sitrep.Reopening {
	for i := len(h.Reopenings) - 1; i >= 0; i-- {
		if x := &h.Reopenings[i]; x.Used == 0 && !x.At.After(now) && now.Before(x.Until) {
			return x
		}
	}
	return nil
}

func returnPage(h sitrep.History, help returnHelp) web.Page {
	p := web.Page{Title: "Return for " + listDayWords(h.Day), Caption: returnOrgName(h.Org, help), Lead: h.Form.Name, Current: "returns"}
	if help.chase && !h.Form.Publication {
		a := listAsked{form: h.Form, day: h.Day, state: "all"}
		p.Crumbs = []web.Crumb{{Text: "Returns", Href: help.link(ListPath)}, {Text: listDayWords(h.Day), Href: help.link(a.address(ListPath))}}
	}
	return p
}

func returnOrgName(c org.Code, help returnHelp) string {
	if help.pic == nil {
		return string(c)
	}
	return help.pic.Name(c)
}

func returnSummary(h sitrep.History, help returnHelp) ui.SummaryList {
	in := sitrep.Pick(h.Form, h.Day, sitrep.Latest, help.now, h.Versions)
	covers := h.Form.Flows(h.Day)
	stand := ui.SummaryRow{Key: "Standing", Tags: []ui.Tag{listStandingTag(h.Standing)}}
	if in != nil {
		stand.Tags = append(stand.Tags, listTimingTag(in.Timing))
		if !in.Covers.From.IsZero() {
			covers = in.Covers
		}
	}
	if x := returnOpenAgain(h, help.now); x != nil {
		stand.Tags = append(stand.Tags, ui.Reopened.Tag())
		stand.Value = "Open for a change until " + ui.When(help.now, x.Until)
	}
	rows := []ui.SummaryRow{
		{Key: "Organisation", Value: returnOrgName(h.Org, help) + " (" + string(h.Org) + ")", Link: help.link(listOrgPath(h.Org))},
		stand,
		{Key: "About", Body: returnSentences(returnPeriods(h.Form, h.Day, covers))},
		{Key: "Covers", Value: returnDays(covers)},
	}
	if in != nil {
		rows = append(rows, ui.SummaryRow{Key: "Version in force", Value: "Version " + strconv.Itoa(in.N) + ", received " + ui.When(help.now, in.Recorded) + ", " + ui.Age(help.now, in.Recorded),
			Link: help.link(VersionPath(h.Form.Code, h.Org, h.Day, in.N, ""))})
		if in.Source.File != "" {
			rows = append(rows, returnFileRow(in, help))
		}
	}
	if !h.Form.Publication {
		rows = append(rows, ui.SummaryRow{Key: "Clock", Value: strings.Join(listDeadline(h.Form, h.Day, help.now), " ")})
	}
	return ui.SummaryList{Rows: rows}
}

func returnFileRow(v *sitrep.Version, help returnHelp) ui.SummaryRow {
	r := ui.SummaryRow{Key: "File", Value: v.Source.File}
	if help.imports {
		r.Link = help.link(ImportsPath)
	}
	return r
}

// returnButtons is what the person may do with the return, the likeliest first.
func returnButtons(h sitrep.History, help returnHelp) []ui.Button {
	var out []ui.Button
	open := !h.Form.Publication && !help.now.Before(h.Form.OpensAt(h.Day)) &&
		(!help.now.After(h.Form.AmendableUntil(h.Day)) || returnOpenAgain(h, help.now) != nil)
	if help.enter && open {
		text := "Enter the return"
		switch {
		case entryNotAsked(h):
			text = "Enter it all the same"
		case h.Draft != nil && h.Draft.Ready:
			text = "Check and sign off the draft"
		case h.Draft != nil:
			text = "Go on with the draft"
		case len(h.Versions) > 0:
			text = "Amend the return"
		}
		out = append(out, ui.Button{Text: text, Href: EntryPath(h.Form.Code, h.Org, h.Day), Secondary: entryNotAsked(h)})
	}
	at := ReturnPath(h.Form.Code, h.Org, h.Day)
	if n := len(h.Versions); n > 1 {
		out = append(out, ui.Button{Text: "Compare versions", Secondary: true, Href: help.link(versionsComparePath(h.Form.Code, h.Org, h.Day, h.Versions[n-2].N, h.Versions[n-1].N))})
	}
	if help.reopen && !h.Form.Publication && help.now.After(h.Form.AmendableUntil(h.Day)) {
		out = append(out, ui.Button{Text: "Reopen", Secondary: true, Href: at + "/reopen"})
	}
	if len(h.Versions) > 0 {
		out = append(out, ui.Button{Text: "All versions as CSV", Secondary: true, Href: help.link(at + ".csv")})
	}
	return out
}

// returnViewsTable says for each view which version it shows, and what that means.
func returnViewsTable(h sitrep.History, help returnHelp) ui.Table {
	t := ui.Table{Caption: "Three views of this return", Hint: "Each total of an ICB, a region and England is made in the same three views.", Stack: true,
		Columns: []ui.Column{{Head: "View"}, {Head: "Version"}, {Head: "Received"}, {Head: "What it means"}}}
	for _, view := range returnViews() {
		row := ui.Row{Cells: []ui.Cell{ui.Text(returnViewName(view)), {}, {}, ui.Text(returnViewWords(view, h.Form, h.Day, help.now))}}
		if v := sitrep.Pick(h.Form, h.Day, view, help.now, h.Versions); v != nil {
			row.Cells[1].Body = returnTagged("Version "+strconv.Itoa(v.N), help.link(VersionPath(h.Form.Code, h.Org, h.Day, v.N, "")), []ui.Tag{returnStateTag(v.State)})
			row.Cells[2].Body = returnTagged(ui.When(help.now, v.Recorded), "", []ui.Tag{listTimingTag(v.Timing)})
		} else {
			row.Cells[1] = ui.Cell{Text: "None", Note: returnNoView(view, h, help)}
			row.Cells[2] = ui.Text("–")
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// returnNoView says why a view shows nothing.
func returnNoView(view sitrep.View, h sitrep.History, help returnHelp) string {
	switch first := sitrep.Pick(h.Form, h.Day, sitrep.First, help.now, h.Versions); {
	case first == nil && help.past:
		return "not known then"
	case first == nil:
		return "nothing has been received"
	case view == sitrep.Collated && first.Timing == sitrep.Late:
		return "the first version came after the deadline"
	}
	return "nothing was in by the cut-off"
}
