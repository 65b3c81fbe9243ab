package sitrepweb

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web/ui"
)

// todayDuty is how the returns of one form stand today among those that the reader may be told of.
type todayDuty struct {
	form                                     *sitrep.Form
	owed, in, late, open, begun, ready, gone int // gone: past the deadline and not in
	waiting                                  []org.Code
	own                                      *sitrep.Slip // of the page's own organisation
}

// todaySlips is what is due today and what is outstanding since yesterday.
type todaySlips struct {
	duties []todayDuty
	late   []sitrep.Slip // missing after the deadline, or in late; today's first
	read   bool          // anything could be asked for at all
	all    bool          // every sender of the picture is in the reader's scope
}

// todayBelow is the organisations whose lateness the reader may be told of: nil for every one, and empty for none. The
// second answer tells whether those are all that the picture is made of.
func todayBelow(a todayAsked, s access.Scope) (orgs []org.Code, all bool) {
	if a.kind == todayEngland && s.Everything {
		return nil, true
	}
	orgs, all = []org.Code{}, true
	senders := []org.Code{a.on}
	if a.kind != todayOne {
		senders = a.pic.Under(org.NHS, a.on, todaySenders()...)
	}
	for _, c := range senders {
		if s.Holds(c) {
			orgs = append(orgs, c)
		} else {
			all = false
		}
	}
	return orgs, all
}

func (t todayRoom) slips(ctx context.Context, a todayAsked) (todaySlips, error) {
	orgs, all := todayBelow(a, a.chase)
	out := todaySlips{all: all, read: orgs == nil || len(orgs) > 0}
	if !out.read {
		return out, nil
	}
	for _, code := range todayOwn() {
		form, ok := sitrep.FindForm(code, a.today)
		if !ok {
			continue
		}
		list, err := t.Store.Slips(ctx, sitrep.SlipsAsked{Form: code, From: a.today.Add(-1), To: a.today, Orgs: orgs, AsOf: a.now})
		if err != nil {
			return out, err
		}
		d := todayDuty{form: form}
		for i, s := range list {
			if s.Day == a.today {
				d.count(s)
			}
			if s.Day == a.today && s.Org == a.on {
				d.own = &list[i]
			}
			if s.Standing == sitrep.Overdue || s.Standing.In() && s.Timing == sitrep.Late && s.Day == a.today {
				out.late = append(out.late, s)
			}
		}
		out.duties = append(out.duties, d)
	}
	slices.SortStableFunc(out.late, func(x, y sitrep.Slip) int {
		return cmp.Or(y.Day.Compare(x.Day), -todayBool(x.Standing == sitrep.Overdue)+todayBool(y.Standing == sitrep.Overdue),
			cmp.Compare(a.pic.Name(x.Org), a.pic.Name(y.Org)))
	})
	return out, nil
}

func todayBool(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (d *todayDuty) count(s sitrep.Slip) {
	if s.Standing == sitrep.NotDue {
		return
	}
	d.owed++
	switch {
	case s.Standing.In():
		d.in++
		if s.Timing == sitrep.Late {
			d.late++
		}
		return
	case s.Standing == sitrep.Overdue:
		d.gone++
		d.waiting = append(d.waiting, s.Org)
	case s.Standing == sitrep.Due || s.Standing == sitrep.NotOpen:
		d.open++
		d.waiting = append(d.waiting, s.Org)
	}
	if s.Ready {
		d.ready++
	} else if !s.Begun.IsZero() {
		d.begun++
	}
}

// todayShort is a form's name where the page names it often.
func todayShort(f *sitrep.Form) string {
	switch f.Code {
	case sitrep.UECDaily:
		return "Situation report"
	case sitrep.DischargeDaily:
		return "Discharge return"
	}
	return f.Name
}

// when is the deadline in words: "11:00 today, in 41 minutes".
func (d todayDuty) when(a todayAsked) string {
	due := d.form.DueAt(a.today)
	return ui.When(a.now, due) + ", " + todayCountdown(a.now, due)
}

// line is one form in a sentence for the head of the page.
func (d todayDuty) line(a todayAsked) string {
	if !d.form.AskedOn(a.today) {
		return todayShort(d.form) + ": not asked for today."
	}
	if d.owed == 0 {
		return todayShort(d.form) + ": nobody here owes it today."
	}
	if a.kind == todayOne && d.own != nil {
		switch {
		case d.own.Standing.In():
			return todayShort(d.form) + ": in, version " + ui.Count(d.own.Version) + "."
		case d.open > 0:
			return todayShort(d.form) + ": not in, due at " + todayCountdownTail(a, d) + "."
		}
		return todayShort(d.form) + ": not in, the deadline was " + todayCountdown(a.now, d.form.DueAt(a.today)) + "."
	}
	s := todayShort(d.form) + ": " + ui.Count(d.in) + " of " + ui.Count(d.owed) + " in"
	switch {
	case d.open > 0:
		s += "; " + ui.Count(d.open) + " due at " + todayCountdownTail(a, d)
	case d.gone > 0:
		s += "; " + ui.Count(d.gone) + " not in, the deadline was " + todayCountdown(a.now, d.form.DueAt(a.today))
	}
	return s + "."
}

func todayCountdownTail(a todayAsked, d todayDuty) string {
	due := d.form.DueAt(a.today)
	return ui.Clock(due) + ", " + todayCountdown(a.now, due)
}

// dutyTable is what is due today: for one organisation its own returns, otherwise counts.
func (s todaySlips) dutyTable(a todayAsked) ui.Table {
	t := ui.Table{ID: "due", Stack: true, Caption: "Due today", Empty: "Nothing is due today from the organisations in your roles.",
		Columns: []ui.Column{{Head: "Return"}, {Head: "Due"}, {Head: "In", Numeric: true, Tight: true}, {Head: "Of these late", Numeric: true},
			{Head: "Not in", Numeric: true}, {Head: "Draft begun", Numeric: true}, {Head: "Waiting for sign-off", Numeric: true}}}
	if !s.all && s.read {
		t.Hint = "Counts only the organisations in your roles."
	}
	for _, d := range s.duties {
		if d.owed == 0 {
			continue
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.LinkTo(d.form.Name, a.link(todayListPath(d.form.Code, a))), ui.Text(d.when(a)),
			ui.Text(ui.Count(d.in) + " of " + ui.Count(d.owed)), ui.Text(ui.Count(d.late)), ui.Text(ui.Count(d.open + d.gone)), ui.Text(ui.Count(d.begun)), ui.Text(ui.Count(d.ready))}})
	}
	return t
}

// todayListPath is the list of the returns of one form today, narrowed to the page's organisation.
func todayListPath(f sitrep.FormCode, a todayAsked) string {
	return ListPath + "?" + seriesQuery("form", string(f), "day", a.today.String(), "org", string(a.on))
}

// ownTable is an organisation's own returns of today, with the way to enter them.
func (s todaySlips) ownTable(a todayAsked) ui.Table {
	t := ui.Table{ID: "due", Stack: true, Caption: "Your returns today", Empty: "This organisation owes no return today.",
		Columns: []ui.Column{{Head: "Return"}, {Head: "Due"}, {Head: "Standing"}, {Head: "Next"}}}
	if !a.enters {
		t.Caption = "Its returns today"
	}
	for _, d := range s.duties {
		if d.own == nil || d.own.Standing == sitrep.NotDue {
			continue
		}
		standing := ui.Cell{Tags: []ui.Tag{todayTag(*d.own)}, Note: todayStandingNote(a, *d.own)}
		next := ui.LinkTo("See the return", a.link(ReturnPath(d.form.Code, a.on, a.today)))
		if a.enters {
			next = ui.Cell{Body: ui.Button{Text: todayEnterWords(*d.own), Href: EntryPath(d.form.Code, a.on, a.today), Small: true, Secondary: d.own.Standing.In()}}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.LinkTo(d.form.Name, a.link(ReturnPath(d.form.Code, a.on, a.today))), ui.Text(d.when(a)), standing, next}})
	}
	return t
}

func todayEnterWords(s sitrep.Slip) string {
	switch {
	case s.Standing.In():
		return "Change it"
	case s.Ready:
		return "Sign it off"
	case !s.Begun.IsZero():
		return "Go on with the draft"
	}
	return "Enter it"
}

// todayTag is how a return stands, as a tag.
func todayTag(s sitrep.Slip) ui.Tag {
	switch s.Standing {
	case sitrep.Overdue:
		return ui.Missing.Tag()
	case sitrep.Due:
		return ui.Due.Tag()
	case sitrep.NotOpen:
		return ui.Tag{Text: "Not open yet", Colour: ui.Grey}
	case sitrep.IsNil:
		return ui.Nil.Tag()
	case sitrep.IsNotRelevant:
		return ui.NotApplicable.Tag()
	case sitrep.IsWithdrawn:
		return ui.Tag{Text: "Withdrawn", Colour: ui.Grey}
	}
	switch s.Timing {
	case sitrep.Late:
		return ui.Late.Tag()
	case sitrep.Amended:
		return ui.Corrected.Tag()
	case sitrep.Reopened:
		return ui.Reopened.Tag()
	}
	return ui.OnTime.Tag()
}

func todayStandingNote(a todayAsked, s sitrep.Slip) string {
	var out []string
	if s.Version > 0 {
		out = append(out, "version "+ui.Count(s.Version)+", received "+ui.When(a.now, s.Recorded))
	}
	switch {
	case s.Ready:
		out = append(out, "a draft waits for sign-off")
	case !s.Begun.IsZero():
		out = append(out, "a draft was saved "+ui.When(a.now, s.Begun))
	}
	if s.Reopened {
		out = append(out, "opened again")
	}
	return todayCapital(strings.Join(out, "; "))
}

// todayMostLate is how many late returns the page names; the list of returns has the rest.
const todayMostLate = 12

func (s todaySlips) lateTable(a todayAsked) ui.Table {
	t := ui.Table{ID: "late", Stack: true, Caption: "Late or not in", Empty: "Nothing is late or missing.",
		Columns: []ui.Column{{Head: "Organisation"}, {Head: "Return"}, {Head: "Standing"}, {Head: "Since", Tight: true}}}
	for i, x := range s.late {
		if i == todayMostLate {
			t.Hint = "The first " + ui.Count(todayMostLate) + " of " + ui.Count(len(s.late)) + "; the list of returns has all."
			break
		}
		form, ok := sitrep.FindForm(x.Form, x.Day)
		if !ok {
			continue
		}
		name := ui.Cell{Text: a.pic.Name(x.Org), Note: string(x.Org)}
		if a.opens(x.Org) {
			name.Link = a.link(TodayPath(x.Org))
		}
		since := "Due " + ui.When(a.now, form.DueAt(x.Day))
		if x.Standing.In() {
			since = "Received " + ui.When(a.now, x.Recorded) + ", " + todaySpan(int(x.Recorded.Sub(form.DueAt(x.Day))/time.Minute)) + " after the deadline"
		}
		if x.Reminder > 0 {
			since += "; reminded " + ui.When(a.now, x.Reminded)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{name, ui.LinkTo(todayShort(form)+", "+todayDay(x.Day, a.today), a.link(ReturnPath(x.Form, x.Org, x.Day))),
			{Tags: []ui.Tag{todayTag(x)}}, ui.Text(since)}})
	}
	return t
}

// reminders are those that an organisation was sent about today's returns, newest first. History is read only for a
// return that was reminded of.
func (t todayRoom) reminders(ctx context.Context, a todayAsked, s todaySlips) ([]string, error) {
	var list []sitrep.Reminder
	for _, d := range s.duties {
		if d.own == nil || d.own.Reminder == 0 || d.own.Standing.In() {
			continue
		}
		h, err := t.Store.History(ctx, d.form.Code, a.on, a.today, a.now)
		if err != nil {
			return nil, err
		}
		list = append(list, h.Reminders...)
	}
	slices.SortStableFunc(list, func(x, y sitrep.Reminder) int { return y.At.Compare(x.At) })
	var out []string
	for _, x := range list {
		out = append(out, todayCapital(ui.When(a.now, x.At))+": "+x.Words)
	}
	return out, nil
}

// lateLine is how many returns are late or not in, as counts; empty when none is.
func (s todaySlips) lateLine() string {
	gone, late := 0, 0
	for _, x := range s.late {
		if x.Standing.In() {
			late++
		} else {
			gone++
		}
	}
	switch {
	case gone == 0 && late == 0:
		return ""
	case late == 0:
		return ui.Plural(gone, "return is", "returns are") + " not in after the deadline."
	case gone == 0:
		return ui.Plural(late, "return", "returns") + " came late."
	}
	return ui.Plural(gone, "return is", "returns are") + " not in after the deadline, " + ui.Count(late) + " came late."
}
