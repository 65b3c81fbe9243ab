package actionweb

import (
	"fmt"
	"strings"
	"time"

	"headroom/internal/action"
	"headroom/internal/web/ui"
)

func lower(s string) string { return strings.ToLower(s) }

func tickInk(t tick) string {
	if t.heavy {
		return "#768692"
	}
	return "#d8dde0"
}

// statusTag shows the status in words on a quiet colour.
func statusTag(s action.Status) ui.Tag {
	colour := map[action.Status]ui.Colour{action.UnderWay: ui.Orange, action.Ended: ui.Grey, action.Status(action.CalledOff): ui.White, action.Status(action.Doubtful): ui.Yellow}[s]
	return ui.Tag{Text: s.Words(), Colour: colour}
}

// phaseTag shows the phase.
func phaseTag(p action.Phase) ui.Tag {
	colour := map[action.Phase]ui.Colour{action.Respond: ui.Orange, action.Recover: ui.Purple, action.Learn: ui.Aqua, action.Closed: ui.Grey, action.NotYet: ui.White}[p]
	return ui.Tag{Text: p.Words(), Colour: colour}
}

// span is "Wed 20 Dec 2023, 07:00 to Sat 23 Dec 2023, 07:00".
func span(from, to time.Time) string {
	return action.MomentOf(from).Words() + " to " + action.MomentOf(to).Words()
}

// left is a duration in days and hours, or hours and minutes.
func left(d time.Duration) string {
	if d >= 48*time.Hour {
		return fmt.Sprintf("%d days %d hours", int(d.Hours())/24, int(d.Hours())%24)
	}
	return fmt.Sprintf("%d hours %d minutes", int(d.Hours()), int(d.Minutes())%60)
}

// unions joins short names.
func unions(us []action.Union) string {
	var out []string
	for _, u := range us {
		out = append(out, string(u))
	}
	return strings.Join(out, ", ")
}

// staff joins the groups' words.
func staff(ss []action.Staff) string {
	var out []string
	for _, s := range ss {
		out = append(out, s.Words())
	}
	return strings.Join(out, ", ")
}

// amount writes a figure as its kind asks.
func amount(f action.Figure) string {
	if f.Kind == action.Maintained {
		return strings.TrimSuffix(ui.Number(f.N*100, 1), ".0") + "%"
	}
	return ui.Number(f.N, 0)
}

// figureCell is a figure with how it was come by, or the mark of none.
func figureCell(n float64, has bool, e action.Exactness) ui.Cell {
	if !has {
		return ui.Text("not published")
	}
	c := ui.Text(ui.Number(n, 0))
	if e != "" && e != action.Exact {
		c.Note = e.Words()
	}
	return c
}

// signed is a gap with its sign: nought is told as such.
func signed(n float64) string {
	switch {
	case n > 0:
		return "+" + ui.Number(n, 0)
	case n < 0:
		return ui.Number(n, 0)
	}
	return "0"
}
