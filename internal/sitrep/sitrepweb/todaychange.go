package sitrepweb

import (
	"context"
	"time"

	"headroom/internal/sitrep"
	"headroom/internal/web/ui"
)

// todayChanges is what arrived in the last day and night among the returns that the reader may open.
type todayChanges struct {
	onTime, late, corrected int
	list                    []sitrep.Event // late arrivals, corrections and withdrawals, newest first
	read                    bool
	cut                     bool // more events came than were read
}

// todayEvents bounds how many arrivals are read: two returns each from all that send, and as many corrections.
const todayEvents = 1000

// todayNight is how far back changes are listed: a day and a night.
const todayNight = 24 * time.Hour

// todayMostChanges is how many changes the page lists.
const todayMostChanges = 12

func (t todayRoom) changes(ctx context.Context, a todayAsked) (todayChanges, error) {
	orgs, _ := todayBelow(a, a.returns)
	out := todayChanges{read: orgs == nil || len(orgs) > 0}
	if !out.read {
		return out, nil
	}
	list, err := t.Store.Events(ctx, sitrep.EventsAsked{Orgs: orgs, Since: a.now.Add(-todayNight), Until: a.now.Add(time.Microsecond), Limit: todayEvents})
	if err != nil {
		return out, err
	}
	out.cut = len(list) == todayEvents
	for _, e := range list {
		switch {
		case e.State == sitrep.Withdrawn:
		case e.Timing == sitrep.Late:
			out.late++
		case e.Timing == sitrep.Amended || e.Timing == sitrep.Reopened:
			out.corrected++
		default:
			out.onTime++
			continue
		}
		out.list = append(out.list, e)
	}
	return out, nil
}

// line is the changes in a sentence.
func (c todayChanges) line() string {
	s := ui.Plural(c.onTime, "return", "returns") + " on time, " + ui.Count(c.late) + " late, " + ui.Plural(c.corrected, "correction", "corrections")
	if c.cut {
		s = "At least " + s
	}
	return s + " in the last 24 hours."
}

func (c todayChanges) table(a todayAsked) ui.Table {
	t := ui.Table{ID: "changed", Stack: true, Caption: "Changed since yesterday", Hint: c.line(), Empty: "Nothing came late and nothing was corrected in the last 24 hours.",
		Columns: []ui.Column{{Head: "When", Tight: true}, {Head: "Organisation"}, {Head: "Return"}, {Head: "What"}}}
	for i, e := range c.list {
		if i == todayMostChanges {
			t.Hint += " The newest " + ui.Count(todayMostChanges) + " of " + ui.Count(len(c.list)) + " changes are shown."
			break
		}
		name := string(e.Form)
		if f, ok := sitrep.FindForm(e.Form, e.Day); ok {
			name = todayShort(f)
		}
		what := ui.Cell{Tags: []ui.Tag{todayTag(sitrep.Slip{Standing: sitrep.IsIn, Timing: e.Timing})}, Note: e.Reason}
		if e.State == sitrep.Withdrawn {
			what.Tags = []ui.Tag{todayTag(sitrep.Slip{Standing: sitrep.IsWithdrawn})}
		}
		href := a.link(ReturnPath(e.Form, e.Org, e.Day))
		words := "version " + ui.Count(e.Version)
		if e.Version > 1 {
			words = "versions side by side"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(todayCapital(ui.When(a.now, e.At))), {Text: a.pic.Name(e.Org), Note: string(e.Org)},
			{Text: name + ", " + todayDay(e.Day, a.today) + ": " + words, Link: href}, what}})
	}
	return t
}
