package mitigationweb

import (
	"strings"
	"time"

	"github.com/a-h/templ"

	"headroom/internal/mitigation"
	"headroom/internal/web/ui"
)

// deadline is the time by which a decision is needed and, while it is awaited, how far off it is.
func deadline(s mitigation.Standing, now time.Time) templ.Component {
	by := s.Clocks.NeededBy
	if by.IsZero() && s.Timeliness == mitigation.Pending {
		return stacked("Not named yet", nil, nil, "")
	}
	if by.IsZero() {
		return stacked("No time was named", nil, nil, "")
	}
	if s.Timeliness == mitigation.Pending {
		return stacked("", countdown(by.UTC().Format(time.RFC3339), now.UTC().Format(time.RFC3339), until(now, by)), nil, instant(by))
	}
	return stacked(instant(by), nil, nil, "")
}

// until says how far off an instant is, as "in 2 h 05 min" or "passed 0 h 40 min ago".
func until(now, at time.Time) string {
	if at.Before(now) {
		return "passed " + spell(now.Sub(at)) + " ago"
	}
	return "in " + spell(at.Sub(now))
}

func spell(d time.Duration) string {
	h, m, _ := strings.Cut(mitigation.Length(d), ":")
	if h == "0" {
		return strings.TrimPrefix(m, "0") + " min"
	}
	return h + " h " + m + " min"
}

// ledger is the minutes of both sides, one below the other in two columns.
func ledger(s mitigation.Standing, now time.Time) ui.Table {
	t := ui.Table{ID: "minutes", Caption: "Minutes of both sides", Hint: "A measure of one side alone would not be honest. What has begun and not ended has taken at least so long; what has not begun is not known, which is not nought.", Stack: true,
		Columns: []ui.Column{{Head: "From and to", Words: true}, {Head: "NHS, minutes", Numeric: true}, {Head: "Union body, minutes", Numeric: true}, {Head: "Began"}, {Head: "Ended"}}}
	for _, m := range s.Measures(now) {
		nhs, union := ui.Text(""), ui.Text("")
		switch m.Side {
		case mitigation.NHS:
			nhs = minutes(m)
		case mitigation.Union:
			union = minutes(m)
		default:
			nhs, union = minutes(m), minutes(m)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(m.Name), nhs, union, ui.Text(instant(m.From)), ui.Text(instant(m.To))},
			Total: m.ID == "nhs-total" || m.ID == "union-total"})
	}
	return t
}

func minutes(m mitigation.Measure) ui.Cell {
	switch {
	case m.Unfinished() && m.Running:
		return ui.Cell{Text: "at least " + ui.Number(float64(m.Least()), 0), Note: "at least " + spell(m.Upto.Sub(m.From)) + ", running"}
	case m.Unfinished():
		return ui.Cell{Text: "at least " + ui.Number(float64(m.Least()), 0), Note: "at least " + spell(m.Upto.Sub(m.From)) + ", and ended without it"}
	case !m.Known():
		return ui.Text("not known")
	}
	return ui.Text(ui.Number(float64(m.Minutes()), 0))
}
