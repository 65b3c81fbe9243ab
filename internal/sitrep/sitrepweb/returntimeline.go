package sitrepweb

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/sitrep"
	"headroom/internal/web/ui"
)

// returnMoment is one thing that happened to a return.
type returnMoment struct {
	at    time.Time
	order int // of two things in the same instant, the lower first
	what  string
	link  string
	tags  []ui.Tag
	who   string
	more  []string
}

// returnMoments is everything that is known to have happened by now, oldest first: what the clock did and what people did.
func returnMoments(h sitrep.History, help returnHelp) []returnMoment {
	var out []returnMoment
	add := func(m returnMoment) {
		if !m.at.IsZero() && !m.at.After(help.now) {
			out = append(out, m)
		}
	}
	if !h.Form.Publication && h.Owed {
		add(returnMoment{at: h.Form.OpensAt(h.Day), what: "Entry opened"})
		add(returnMoment{at: h.Form.DueAt(h.Day), order: 2, what: "Deadline"})
		add(returnMoment{at: h.Form.CollatedAt(h.Day), order: 2, what: "Returns were collated", more: []string{returnCollated(h, help)}})
		add(returnMoment{at: h.Form.AmendableUntil(h.Day), order: 2, what: "Amendment window closed"})
	}
	for _, v := range h.Versions {
		add(returnVersionMoment(v, help))
	}
	for _, x := range h.Reminders {
		what := "Reminder"
		if strings.HasPrefix(x.Step, "hand") {
			what = "Reminder sent by hand"
		}
		add(returnMoment{at: x.At, order: 1, what: what, who: returnWho(x.By, help.names), more: returnSaid(x.Words)})
	}
	for _, x := range h.Reopenings {
		m := returnMoment{at: x.At, order: 1, what: "Reopened until " + ui.When(help.now, x.Until), tags: []ui.Tag{ui.Reopened.Tag()}, who: returnWho(x.By, help.names),
			more: returnSaid(x.Reason)}
		if x.Used > 0 {
			m.more = append(m.more, fmt.Sprintf("Used for version %d.", x.Used))
		}
		add(m)
	}
	if d := h.Draft; d != nil {
		m := returnMoment{at: d.At, order: 3, what: "Draft saved", tags: []ui.Tag{ui.Draft.Tag()}, who: returnWho(d.By, help.names)}
		if d.Ready {
			m.more = []string{"It was checked and waits for the accountable person."}
		}
		add(m)
	}
	slices.SortStableFunc(out, func(a, b returnMoment) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.order, b.order)) })
	return out
}

func returnVersionMoment(v *sitrep.Version, help returnHelp) returnMoment {
	m := returnMoment{at: v.Recorded, order: 1, what: fmt.Sprintf("Version %d", v.N), link: help.link(VersionPath(v.Form, v.Org, v.Day, v.N, "")),
		tags: []ui.Tag{returnStateTag(v.State), listTimingTag(v.Timing)}, who: returnWho(v.By, help.names)}
	if v.By == "" && v.Source.File != "" {
		m.who = "the publisher"
	}
	if v.Channel != "" {
		m.more = append(m.more, "It was "+returnChannel(v.Channel)+".")
	}
	if v.SignedBy != "" {
		m.more = append(m.more, "Signed off by "+returnWho(v.SignedBy, help.names)+returnAs(v.Role)+".")
	}
	m.more = append(m.more, returnSaid(v.Reason)...)
	return m
}

// returnAs is the role in which somebody signed: ", as Trust accountable director".
func returnAs(role string) string {
	if role == "" {
		return ""
	}
	return ", as " + access.Role(role).Name()
}

// returnSaid is what somebody wrote, in quotation marks; nothing for nothing.
func returnSaid(words string) []string {
	if words == "" {
		return nil
	}
	return []string{"“" + words + "”"}
}

// returnCollated says which version went into the totals at the cut-off.
func returnCollated(h sitrep.History, help returnHelp) string {
	if v := sitrep.Pick(h.Form, h.Day, sitrep.Collated, help.now, h.Versions); v != nil {
		return fmt.Sprintf("Version %d is in the collated totals.", v.N)
	}
	return "No version of this return is in the collated totals."
}

// returnTimeline is the moments as a table.
func returnTimeline(h sitrep.History, help returnHelp) ui.Table {
	t := ui.Table{Caption: "Everything that happened", Stack: true, Empty: "Nothing has happened yet.",
		Columns: []ui.Column{{Head: "When"}, {Head: "What"}, {Head: "Who"}, {Head: "More"}}}
	for _, m := range returnMoments(h, help) {
		if len(m.more) == 0 {
			m.more = []string{"–"}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			{Text: ui.When(help.now, m.at)}, {Body: returnTagged(m.what, m.link, m.tags)}, ui.Text(cmp.Or(m.who, "the clock")), ui.Text(strings.Join(m.more, " "))}})
	}
	return t
}
