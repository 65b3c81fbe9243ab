package sitrepweb

import (
	"fmt"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/sitrep"
	"headroom/internal/web/ui"
)

// returnWho names an actor: a person whose name is known, an account by its number, a program or Headroom itself.
func returnWho(actor string, names map[string]string) string {
	kind, n, _ := strings.Cut(actor, ":")
	switch {
	case actor == "":
		return "nobody named"
	case names[actor] != "":
		return names[actor]
	case kind == "account":
		return "account " + n
	case kind == "token":
		return "a program, token " + n
	case kind == "job":
		return "Headroom, by itself"
	}
	return actor
}

// returnPeriods says which times the return is about, a sentence for each (R1): the snapshot and the flows.
func returnPeriods(f *sitrep.Form, day civil.Date, covers civil.Range) []string {
	if covers == (civil.Range{}) {
		covers = f.Flows(day)
	}
	var out []string
	seen := map[sitrep.Basis]bool{}
	for _, it := range f.Items {
		if seen[it.Basis] {
			continue
		}
		seen[it.Basis] = true
		switch it.Basis {
		case sitrep.Snapshot:
			clock := "08:00"
			if m, ok := measure.Find(it.Measure); ok && m.Snapshot != "" {
				clock = m.Snapshot
			}
			out = append(out, "Beds and patients: a snapshot at "+clock+" on "+listDayWords(day)+".")
		case sitrep.PreviousDay:
			out = append(out, "Flows: "+returnSpan(covers)+".")
		case sitrep.WholePeriod:
			out = append(out, "The whole of "+returnSpan(covers)+".")
		}
	}
	return out
}

// returnSpan is a span of days in words: "Tuesday 19 December 2023, 00:00 to 23:59".
func returnSpan(r civil.Range) string {
	last := r.To.Add(-1)
	switch {
	case r.Days() == 1:
		return listDayWords(r.From) + ", 00:00 to 23:59"
	case r.From.Day() == 1 && r.To.Day() == 1 && r.Days() < 32:
		return r.From.Format("January 2006")
	}
	return "00:00 on " + listDayWords(r.From) + " to 23:59 on " + listDayWords(last)
}

// returnDays says how many days a return covers (R5).
func returnDays(r civil.Range) string {
	n := ui.Plural(r.Days(), "day", "days")
	if r.Days() > 1 && r.From.Day() != 1 {
		return n + ", a combined return: its flows are sums over these days"
	}
	return n
}

// returnBasis is the reference time of one line, in a few words.
func returnBasis(b sitrep.Basis, m measure.Measure) string {
	switch b {
	case sitrep.Snapshot:
		if m.Snapshot != "" {
			return m.Snapshot + " on the day"
		}
		return "on the day"
	case sitrep.PreviousDay:
		return "the day before"
	case sitrep.WholePeriod:
		return "the whole period"
	}
	return string(b)
}

// returnPlace is where a value was read: "read from BC37 on sheet G&A beds"; empty when it was typed.
func returnPlace(c sitrep.Cell) string {
	switch {
	case c.Ref == "" && c.Sheet == "":
		return ""
	case c.Sheet == "":
		return "read from " + c.Ref
	case c.Ref == "":
		return "read from sheet " + c.Sheet
	}
	return "read from " + c.Ref + " on sheet " + c.Sheet
}

// returnChannel is the way by which a version came.
func returnChannel(c string) string {
	switch c {
	case "form":
		return "typed into the form"
	case "file":
		return "sent as a file"
	case "api":
		return "sent by a program"
	case "publication":
		return "read from a publication"
	case "synthetic":
		return "invented for the demonstration"
	}
	return c
}

// returnStateTag is what a whole version says, as a tag.
func returnStateTag(s sitrep.State) ui.Tag {
	switch s {
	case sitrep.Nil:
		return ui.Nil.Tag()
	case sitrep.NotApplicable:
		return ui.NotApplicable.Tag()
	case sitrep.Withdrawn:
		return listStandingTag(sitrep.IsWithdrawn)
	}
	return listStandingTag(sitrep.IsIn)
}

// returnStateWords says in a sentence what a version without lines means.
func returnStateWords(s sitrep.State) string {
	switch s {
	case sitrep.Nil:
		return "The organisation says that there is nothing to report. Every line counts as nil, which adds nought to a total; it is not missing."
	case sitrep.NotApplicable:
		return "The organisation says that the form does not apply to it on this day. No line takes part in a total, and none is missing."
	case sitrep.Withdrawn:
		return "A later edition of the source no longer lists the organisation for this day. Its figures are in no total since then."
	}
	return ""
}

// returnViewWords says what a view is and what it feeds.
func returnViewWords(v sitrep.View, f *sitrep.Form, day civil.Date, now time.Time) string {
	switch v {
	case sitrep.First:
		return "What was sent first, whatever came later."
	case sitrep.Collated:
		switch cut := f.CollatedAt(day); {
		case f.Publication:
			return "A publication has no cut-off: what was published first."
		case now.Before(cut):
			return fmt.Sprintf("What will be in force at the cut-off, %s. Until then it moves; a return after the deadline stays out of it.", ui.When(now, cut))
		default:
			return fmt.Sprintf("What was in force at the cut-off, %s. A return after the deadline is not in it. It never changes again.", ui.When(now, cut))
		}
	case sitrep.Latest:
		return "The newest version, with every amendment. Pages show this one unless another is asked for."
	}
	return ""
}

// returnViewName is a view's name as a reader says it.
func returnViewName(v sitrep.View) string {
	switch v {
	case sitrep.First:
		return "First submitted"
	case sitrep.Collated:
		return "Collated at the cut-off"
	}
	return "Latest"
}

// returnViewShort is a view's name for the head of a narrow column.
func returnViewShort(v sitrep.View) string {
	switch v {
	case sitrep.First:
		return "First"
	case sitrep.Collated:
		return "Collated"
	}
	return "Latest"
}

// returnViews is the three views in the order in which they come about.
func returnViews() []sitrep.View {
	return []sitrep.View{sitrep.First, sitrep.Collated, sitrep.Latest}
}

// returnUnit is a measure's unit for a heading; a share is shown as a percentage and needs none.
func returnUnit(m measure.Measure) string {
	if m.Unit == measure.Fraction {
		return ""
	}
	return m.Unit
}
