package sitrepweb

import (
	"fmt"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/sitrep"
	"headroom/internal/web/ui"
)

// entryPeriods is the two reference times of the return in words (R1).
func entryPeriods(f *sitrep.Form, d sitrep.Draft) ui.SummaryList {
	var out ui.SummaryList
	seen := map[sitrep.Basis]bool{}
	for _, it := range f.Items {
		if !seen[it.Basis] {
			seen[it.Basis] = true
			key := map[sitrep.Basis]string{sitrep.Snapshot: "Beds and patients", sitrep.PreviousDay: "Flows", sitrep.WholePeriod: "All figures"}[it.Basis]
			out.Rows = append(out.Rows, ui.SummaryRow{Key: key, Value: entryWhen(f, d, it.Basis)})
		}
	}
	out.Compact = true
	return out
}

// entryWhen is what time an item of that basis is about, as "Wed 20 Dec, 08:00".
func entryWhen(f *sitrep.Form, d sitrep.Draft, b sitrep.Basis) string {
	if b == sitrep.Snapshot {
		return ui.DayShort(d.Day) + ", 08:00"
	}
	days := entryDays(d, f)
	last := days.To.Add(-1)
	if !days.From.Before(last) {
		return ui.DayShort(last) + ", 00:00–23:59"
	}
	return fmt.Sprintf("%s, 00:00, to %s, 23:59 (%d days together)", ui.DayShort(days.From), ui.DayShort(last), days.Days())
}

// entryBasis says under a heading what its lines are about.
func entryBasis(f *sitrep.Form, d sitrep.Draft, items []sitrep.FormItem) string {
	var parts []string
	for _, b := range []sitrep.Basis{sitrep.Snapshot, sitrep.PreviousDay, sitrep.WholePeriod} {
		for _, it := range items {
			if it.Basis == b {
				parts = append(parts, entryWhen(f, d, b))
				break
			}
		}
	}
	if len(parts) == 2 {
		return "Counts at " + parts[0] + "; flows over " + parts[1]
	}
	return strings.Join(parts, "")
}

// entryDeadline is where the return stands to the clock, in words (R2).
func entryDeadline(h *sitrep.History, now time.Time) string {
	f, day := h.Form, h.Day
	due, until := f.DueAt(day), f.AmendableUntil(day)
	sent := entryNewest(h.Versions)
	switch {
	case now.After(until):
		return entryAfterWindow(h, now)
	case sent != nil:
		return fmt.Sprintf("Version %d is in. What you send now becomes version %d, an amendment, until the end of %s.", sent.N, sent.N+1,
			ui.DayShort(civil.Today(until).Add(-1)))
	case now.Before(f.OpensAt(day)):
		return fmt.Sprintf("Sending opens at %s on %s, London time. A draft can be saved before.", f.Opens, ui.DayShort(day))
	case f.Late(day, now):
		return fmt.Sprintf("The deadline was %s. What you send now is accepted and marked late; it is not part of the collated picture.", entryMoment(now, due))
	}
	return fmt.Sprintf("Due by %s, London time. It is %s: %s left.", entryMoment(now, due), ui.Clock(now), entrySpan(due.Sub(now)))
}

func entryAfterWindow(h *sitrep.History, now time.Time) string {
	for _, o := range h.Reopenings {
		if o.Used == 0 && now.Before(o.Until) {
			return fmt.Sprintf("The region opened this return again until %s: %s", entryMoment(now, o.Until), o.Reason)
		}
	}
	return fmt.Sprintf("The time to send or amend this return ended with %s. Ask the region to open it again.", ui.DayShort(civil.Today(h.Form.AmendableUntil(h.Day)).Add(-1)))
}

// entryMoment is "11:00 today" or "11:00 on 20 December".
func entryMoment(now, t time.Time) string { return ui.When(now, t) }

// entrySpan is a stretch of time in words: "3 hours 12 minutes". Under a minute it says so.
func entrySpan(d time.Duration) string {
	minutes := int(d / time.Minute)
	hours := minutes / 60
	switch {
	case minutes < 1:
		return "less than a minute"
	case hours < 1:
		return ui.Plural(minutes, "minute", "minutes")
	case hours >= 48:
		return ui.Plural(hours/24, "day", "days")
	}
	return strings.TrimSuffix(ui.Plural(hours, "hour", "hours")+" "+ui.Plural(minutes%60, "minute", "minutes"), " 0 minutes")
}

// entryNotices are the facts that come before the form.
func entryNotices(s *entryState) []ui.Notice {
	var out []ui.Notice
	if s.checked && len(s.problems) == 0 && s.clash == nil {
		out = append(out, ui.Notice{Success: true, Title: "Checked", Text: "Nothing is wrong and nothing is queried. It is saved as a draft and not sent yet."})
	}
	if words := entryTotals(s); s.checked && words != "" {
		out = append(out, ui.Notice{Text: words})
	}
	if s.clash == nil && s.Draft != nil && s.base() >= 0 && s.base() < s.newest() {
		v := entryNewest(s.Versions)
		out = append(out, ui.Notice{Text: fmt.Sprintf("Version %d was sent at %s, after this draft was begun. Its figures stand beside each box; what is typed is as you left it. "+
			"If you send, yours becomes version %d.", v.N, ui.When(s.now, v.Recorded), v.N+1)})
	}
	if s.Draft != nil && s.Draft.Ready {
		out = append(out, ui.Notice{Text: "Checked at " + ui.When(s.now, s.Draft.At) + " and waiting for sign-off. Changing anything takes it back from sign-off."})
	}
	if n := entryIdle(s); n > 0 {
		out = append(out, ui.Notice{Text: ui.Plural(n, "figure that is typed is", "figures that are typed are") + " not sent with this choice: the return says that it holds none."})
	}
	return out
}

// entryIdle counts the figures that are typed in a return that says it holds none.
func entryIdle(s *entryState) (n int) {
	if state := s.typed[sitrep.FieldState]; state == "" || state == string(sitrep.Returned) {
		return 0
	}
	for _, it := range s.Form.Items {
		if strings.TrimSpace(s.typed[string(it.Measure)]) != "" {
			n++
		}
	}
	return n
}

func entrySigners(list []Signer) []string {
	var out []string
	for _, p := range list {
		out = append(out, p.Name+", "+p.Email)
	}
	return out
}

// entryStateWords is what a whole return says.
func entryStateWords(s sitrep.State) string {
	switch s {
	case sitrep.Nil:
		return "Nil return: nothing to report"
	case sitrep.NotApplicable:
		return "Does not apply on this day"
	case sitrep.Withdrawn:
		return "Withdrawn"
	}
	return "Holds figures"
}

// entryTimingWords is how a version stood to the clock.
func entryTimingWords(t sitrep.Timing) string {
	switch t {
	case sitrep.OnTime:
		return "On time"
	case sitrep.Late:
		return "Late: after the deadline, not part of the collated picture"
	case sitrep.Amended:
		return "Amendment"
	case sitrep.Reopened:
		return "Amendment after the region opened the return again"
	}
	return string(t)
}

// entrySentence is a fault's message as a sentence of its own.
func entrySentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + strings.TrimSuffix(s[1:], ".") + "."
}
