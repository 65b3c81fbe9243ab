package demoweb

import (
	"fmt"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// barView is the clock in the banner.
type barView struct {
	Words  string
	Signed bool // somebody is signed in and looks at the present: the clock can be moved
	Next   string
	Steps  []step
}

// clockView is the page of the clock.
type clockView struct {
	Now, From, To, End time.Time
	Typed              string
	Failed             string
	Problems           []fault.Field
	Again              bool
	Next               string
}

func clockPage(v clockView) web.Page {
	p := web.Page{Title: "Demonstration clock", Narrow: true, Problems: v.Problems}
	if !v.To.IsZero() {
		p.Refresh = 2
	}
	return p
}

// progress is how far a move has come, in hours.
func (v clockView) progress() ui.Progress {
	hours := func(d time.Duration) int { return int(d / time.Hour) }
	return ui.Progress{ID: "moving", Title: "The clock is being moved to " + clockWords(v.To), Total: hours(v.To.Sub(v.From)),
		Done: hours(v.Now.Sub(v.From)), Words: "It shows " + clockWords(v.Now) + ". The returns that come on the way are being stored.", Poll: Path}
}

func (v clockView) at() ui.Input {
	value := v.Typed
	if value == "" {
		value = next(v.Now, 8*60+30).In(civil.London).Format("2006-01-02T15:04")
	}
	return ui.Input{Field: ui.Field{Name: "at", Label: "Date and time", Hint: fmt.Sprintf("Later than %s and not after %s.", clockWords(v.Now),
		clockWords(v.End.Add(-time.Minute)))}.WithErrors(v.Problems), Value: value, Type: "datetime-local"}
}

// Waiting is the page that is shown while the demonstration is being made.
func Waiting(done, total int, words string) (web.Page, ui.Progress) {
	return web.Page{Title: "The synthetic England is being made", Narrow: true, Refresh: 2},
		ui.Progress{ID: "making", Title: "Three winters of returns", Done: done, Total: total, Words: words, Poll: MakingPath}
}

// Gallery is the room's pages with sample data.
func Gallery() []web.Specimen {
	now := civil.MustDate("2025-12-21").At(8*60 + 30)
	plain := clockView{Now: now, End: civil.MustDate("2026-04-01").At(0), Again: true, Next: "/"}
	moving, failed := plain, plain
	moving.From, moving.To = now.Add(-40*time.Hour), now.Add(80*time.Hour)
	failed.Problems = at("the clock only moves forward")
	failed.Failed = "the database is busy; try again"
	return []web.Specimen{
		{Name: "demo/clock", Page: clockPage(plain), Body: clockBody(plain)},
		{Name: "demo/clock-moving", Page: clockPage(moving), Body: clockBody(moving)},
		{Name: "demo/clock-refused", Page: clockPage(failed), Body: clockBody(failed)},
	}
}
