package accessweb

import (
	"fmt"
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// frame is what a page needs of its request to say when and where: the gallery makes one without a request.
type frame struct {
	now   time.Time
	today civil.Date
	name  func(org.Code) string
}

func frameOf(r *web.Request) frame { return frame{now: r.Now, today: r.Today, name: nameIn(r)} }

// nameIn gives an organisation's name with its code, as the request's picture knows it.
func nameIn(r *web.Request) func(org.Code) string {
	return func(c org.Code) string {
		if r.Present == nil || r.Present.Name(c) == "" {
			return string(c)
		}
		if c == org.England {
			return r.Present.Name(c)
		}
		return fmt.Sprintf("%s (%s)", r.Present.Name(c), c)
	}
}

func demoWords(c demoChoice) string {
	if c.Place == "" {
		return c.Role
	}
	return c.Role + ", " + c.Place
}

// daysWords is a grant's days with its last day, not the day after it.
func daysWords(g access.Grant) string {
	if g.To.IsZero() {
		return "From " + ui.DayWords(g.From)
	}
	if !g.From.Before(g.To) {
		return "Ended before it began"
	}
	return ui.DayWords(g.From) + " to " + ui.DayWords(g.To.Add(-1))
}

// grantTag says whether a grant counts today.
func grantTag(g access.Grant, today civil.Date) ui.Tag {
	switch {
	case g.Live(today):
		return ui.Tag{Text: "Held", Colour: ui.Green}
	case g.To.IsZero() || g.To.After(today):
		return ui.Tag{Text: "To come", Colour: ui.Blue}
	}
	return ui.Tag{Text: "Ended", Colour: ui.Grey}
}

func stateTag(s access.State) ui.Tag {
	switch s {
	case access.Active:
		return ui.Tag{Text: "Active", Colour: ui.Green}
	case access.Locked:
		return ui.Tag{Text: "Locked", Colour: ui.Orange}
	}
	return ui.Tag{Text: "Closed", Colour: ui.Grey}
}

func whenWords(now, t time.Time) string {
	if t.IsZero() {
		return "Never"
	}
	return ui.When(now, t)
}

// lastDay turns the last day that a form asks for into the first day that no longer counts; no day stays none.
func lastDay(d civil.Date) civil.Date {
	if d.IsZero() {
		return d
	}
	return d.Add(1)
}

// deputyNote says for whom a grant stands in; "" for one's own.
func deputyNote(g access.Grant) string {
	if g.StandsFor == 0 {
		return ""
	}
	return fmt.Sprintf("as deputy for account %d", g.StandsFor)
}

// title is a text with its first letter as a capital.
func title(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
