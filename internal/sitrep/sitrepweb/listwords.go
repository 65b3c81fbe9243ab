package sitrepweb

import (
	"fmt"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web/ui"
)

// listStandingTag is how a return stands, as a tag.
func listStandingTag(s sitrep.Standing) ui.Tag {
	switch s {
	case sitrep.Due:
		return ui.Due.Tag()
	case sitrep.Overdue:
		return ui.Missing.Tag()
	case sitrep.IsNil:
		return ui.Nil.Tag()
	case sitrep.IsNotRelevant:
		return ui.NotApplicable.Tag()
	case sitrep.IsIn:
		return ui.Tag{Text: "Returned", Colour: ui.Green, Title: "A version with figures has been received"}
	case sitrep.IsWithdrawn:
		return ui.Tag{Text: "Withdrawn", Colour: ui.Grey, Title: "A later edition of the source no longer lists it"}
	case sitrep.NotOpen:
		return ui.Tag{Text: "Not open yet", Colour: ui.White, Title: "It will be due; entry has not begun"}
	case sitrep.NotDue:
		return ui.Tag{Text: "Not due", Colour: ui.White, Title: "The organisation does not owe this form on this day"}
	}
	return ui.Tag{Text: string(s), Colour: ui.Grey}
}

// listTimingTag is how a version stood to the clock, as a tag.
func listTimingTag(t sitrep.Timing) ui.Tag {
	switch t {
	case sitrep.OnTime:
		return ui.OnTime.Tag()
	case sitrep.Late:
		return ui.Tag{Text: ui.Late.Text(), Colour: ui.Orange, Title: "The first version came after the deadline"}
	case sitrep.Amended:
		return ui.Tag{Text: "Amended", Colour: ui.Purple, Title: "A later version, inside the amendment window"}
	case sitrep.Reopened:
		return ui.Reopened.Tag()
	case sitrep.Published:
		return ui.Tag{Text: "Published", Colour: ui.Aqua, Title: "Read from a publication, which has no deadline"}
	}
	return ui.Tag{Text: string(t), Colour: ui.Grey}
}

// listSpan is a length of time as a person says it: "under a minute", "1 hour 5 minutes", "3 days".
func listSpan(d time.Duration) string {
	if d < 0 {
		d = -d
	}
	m := int(d / time.Minute)
	switch {
	case m < 1:
		return "under a minute"
	case m < 60:
		return ui.Plural(m, "minute", "minutes")
	case m >= 48*60:
		return ui.Plural(m/(24*60), "day", "days")
	case m%60 == 0:
		return ui.Plural(m/60, "hour", "hours")
	}
	return ui.Plural(m/60, "hour", "hours") + " " + ui.Plural(m%60, "minute", "minutes")
}

// listDeadline says how the clock stands for returns of f for day at now, a sentence for each thing.
func listDeadline(f *sitrep.Form, day civil.Date, now time.Time) []string {
	open, due, cut := f.OpensAt(day), f.DueAt(day), f.CollatedAt(day)
	var out []string
	if now.Before(open) {
		out = append(out, fmt.Sprintf("Entry opens at %s, in %s.", ui.When(now, open), listSpan(open.Sub(now))))
	}
	switch {
	case now.Before(due):
		out = append(out, fmt.Sprintf("The deadline is at %s, in %s.", ui.When(now, due), listSpan(due.Sub(now))))
	case now.Equal(due):
		out = append(out, fmt.Sprintf("The deadline is now, %s: a return that comes in this second is on time.", ui.Clock(due)))
	default:
		out = append(out, fmt.Sprintf("The deadline passed at %s, %s ago.", ui.When(now, due), listSpan(now.Sub(due))))
	}
	if now.Before(cut) {
		return append(out, fmt.Sprintf("Returns are collated at %s, in %s.", ui.When(now, cut), listSpan(cut.Sub(now))))
	}
	return append(out, fmt.Sprintf("Returns were collated at %s.", ui.When(now, cut)))
}

// listDayWords is "Wednesday 20 December 2023".
func listDayWords(d civil.Date) string { return d.Format("Monday 2 January 2006") }

// listCameTag is how a return came, as a tag: what was first sent late and then amended says both.
func listCameTag(s sitrep.Slip) ui.Tag {
	tag := listTimingTag(s.Timing)
	if s.CameLate() && s.Timing != sitrep.Late {
		return ui.Tag{Text: ui.Late.Text() + ", " + listLower(tag.Text), Colour: ui.Orange, Title: "The first version came after the deadline. " + tag.Title}
	}
	return tag
}

func listLower(s string) string { return strings.ToLower(s[:1]) + s[1:] }

// listReminderWords is what a reminder says unless the sender writes something else.
func listReminderWords(f *sitrep.Form, day civil.Date, now time.Time) string {
	if f.Late(day, now) {
		return fmt.Sprintf("%s for %s: no return has been received. The deadline was %s on %s; a late return is still accepted. Please send it, or reply with what is holding it up.",
			f.Name, listDayWords(day), f.Deadline, ui.DayShort(day))
	}
	return fmt.Sprintf("%s for %s: no return has been received. The deadline is %s. Please send it, or reply with what is holding it up.",
		f.Name, listDayWords(day), f.Deadline)
}

// listPhone is a telephone number as the address of a link.
func listPhone(s string) string {
	return "tel:" + strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, s)
}

// listOrgPath is the page of an organisation, in the organisations' room.
func listOrgPath(c org.Code) string { return "/organisations/" + string(c) }

// listValueCell is a value where a number would stand. Missing, nil, not applicable and nought are four different marks.
func listValueCell(m measure.Measure, v measure.Value) ui.Cell {
	switch v.State {
	case measure.Number:
		return ui.Text(m.Show(v))
	case measure.Nil:
		return ui.Marked(ui.Nil)
	case measure.NotApplicable:
		return ui.Marked(ui.NotApplicable)
	}
	return ui.Marked(ui.Missing)
}
