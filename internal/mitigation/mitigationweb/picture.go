package mitigationweb

import (
	"fmt"
	"html"
	"strings"
	"time"

	"github.com/a-h/templ"

	"headroom/internal/civil"
	"headroom/internal/mitigation"
	"headroom/internal/web/ui"
)

// frame is the size of one drawing.
type frame struct {
	name               string
	width, left, right float64
	font, ticks        int
	short              bool
}

func wideFrame() frame {
	return frame{name: "wide", width: 920, left: 190, right: 24, font: 14, ticks: 3}
}

func narrowFrame() frame {
	return frame{name: "narrow", width: 360, left: 84, right: 12, font: 12, ticks: 2, short: true}
}

// The looks of both sides, told apart by pattern as well as by colour, and of the times that belong to neither.
const (
	nhsLook    = `fill="#005eb8" stroke="#005eb8"`
	unionLook  = `fill="#ffffff" stroke="#330072" stroke-width="2" stroke-dasharray="6 2"`
	windowLook = `fill="#e8edee" stroke="#4c6272"`
	gridInk    = "#d8dde0"
	textInk    = "#212b32"
	neededInk  = "#212b32"
)

// span is one stretch of a side's time. An open one runs to now.
type span struct {
	lane, short string
	from, to    time.Time
	look        string
	open        bool
}

// twoSided draws whose time ran when: the NHS's stages and the union body's, on one scale.
type twoSided struct {
	spans    []span
	needed   time.Time
	from, to time.Time
}

// drawn gathers the stretches of a request's time as far as they have come by now.
func drawn(s mitigation.Standing, now time.Time) twoSided {
	c := s.Clocks
	t := twoSided{needed: c.NeededBy}
	add := func(lane, short string, from, to time.Time, look string, running bool) {
		if from.IsZero() || from.After(now) {
			return
		}
		open := to.IsZero()
		if open && !running {
			return
		}
		if open {
			to = now
		}
		t.spans = append(t.spans, span{lane, short, from, to, look, open})
	}
	is := func(states ...mitigation.State) bool {
		for _, x := range states {
			if s.State == x {
				return true
			}
		}
		return false
	}
	add("NHS: known to signed", "NHS: signed", c.Known, c.Signed, nhsLook, is(mitigation.Draft, mitigation.TrustReview, mitigation.Returned))
	add("NHS: care board", "NHS: board", c.SystemIn, c.SystemOut, nhsLook, is(mitigation.WithSystem))
	add("NHS: region", "NHS: region", c.RegionIn, c.RegionOut, nhsLook, is(mitigation.WithRegion))
	add("NHS: national team", "NHS: national", c.NationIn, c.Sent, nhsLook, is(mitigation.WithNational))
	add("Union body: to decided", "Union body", c.Sent, c.Decided, unionLook, is(mitigation.WithUnion, mitigation.UnionQuery, mitigation.NoTimelyDecision))
	add("NHS: to trust told", "NHS: told", c.Decided, c.Told, nhsLook, s.Decision != nil)
	if !c.WindowFrom.IsZero() {
		t.spans = append(t.spans, span{"Doctors asked for", "Window", c.WindowFrom, c.WindowTo, windowLook, false})
	}
	t.bounds()
	return t
}

func (t *twoSided) bounds() {
	for _, s := range t.spans {
		if t.from.IsZero() || s.from.Before(t.from) {
			t.from = s.from
		}
		if s.to.After(t.to) {
			t.to = s.to
		}
	}
	if !t.needed.IsZero() && t.needed.After(t.to) {
		t.to = t.needed
	}
	if !t.needed.IsZero() && t.needed.Before(t.from) {
		t.from = t.needed
	}
}

func (t twoSided) component() templ.Component {
	if len(t.spans) == 0 || !t.to.After(t.from) {
		return nil
	}
	box := func(look string) string {
		return `<svg xmlns="http://www.w3.org/2000/svg" width="26" height="14" viewBox="0 0 26 14" aria-hidden="true"><rect x="1" y="1" width="24" height="12" ` + look + `/></svg>`
	}
	key := []ui.KeyItem{{Sample: box(nhsLook), Words: "NHS"}, {Sample: box(unionLook), Words: "union body"}, {Sample: box(windowLook), Words: "the time for which doctors are asked"}}
	if !t.needed.IsZero() {
		key = append(key, ui.KeyItem{Sample: `<svg xmlns="http://www.w3.org/2000/svg" width="26" height="14" viewBox="0 0 26 14" aria-hidden="true"><path d="M13 0V14" stroke="` + neededInk + `" stroke-width="2" stroke-dasharray="3 2"/></svg>`, Words: "decision needed by"})
	}
	return ui.Drawing("sides", "Both sides' time", "Each row is one stage, from when it began to when it ended or to now. The table below says the same in minutes.", t.svg(wideFrame()), t.svg(narrowFrame()), key)
}

const (
	laneHigh = 26.0
	laneTop  = 28.0
)

func (t twoSided) svg(f frame) string {
	var b strings.Builder
	p := func(format string, args ...any) { _, _ = fmt.Fprintf(&b, format, args...) }
	high := laneTop + float64(len(t.spans))*laneHigh + 8
	x := func(at time.Time) float64 {
		return f.left + at.Sub(t.from).Seconds()/t.to.Sub(t.from).Seconds()*(f.width-f.left-f.right)
	}
	p(`<svg xmlns="http://www.w3.org/2000/svg" class="hr-chart__svg hr-chart__svg--%s" viewBox="0 0 %.0f %.0f" role="img" aria-label="%s" font-size="%d" fill="%s">`,
		f.name, f.width, high, html.EscapeString(t.spoken()), f.font, textInk)
	for i := range f.ticks + 1 {
		at := t.from.Add(t.to.Sub(t.from) * time.Duration(i) / time.Duration(f.ticks))
		anchor := "middle"
		switch i {
		case 0:
			anchor = "start"
		case f.ticks:
			anchor = "end"
		}
		p(`<line x1="%.1f" x2="%.1f" y1="20" y2="%.1f" stroke="%s"/>`, x(at), x(at), high-6, gridInk)
		p(`<text x="%.1f" y="14" text-anchor="%s">%s</text>`, x(at), anchor, tickWords(at, f.short))
	}
	for i, s := range t.spans {
		y := laneTop + float64(i)*laneHigh
		label := s.lane
		if f.short {
			label = s.short
		}
		p(`<text x="0" y="%.1f">%s</text>`, y+laneHigh/2+5, html.EscapeString(label))
		p(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" %s/>`, x(s.from), y+5, max(2, x(s.to)-x(s.from)), laneHigh-10, s.look)
	}
	if !t.needed.IsZero() {
		p(`<line x1="%.1f" x2="%.1f" y1="20" y2="%.1f" stroke="%s" stroke-width="2" stroke-dasharray="3 2"/>`, x(t.needed), x(t.needed), high-6, neededInk)
	}
	p(`</svg>`)
	return b.String()
}

func tickWords(t time.Time, short bool) string {
	if short {
		return t.In(civil.London).Format("2 Jan 15:04")
	}
	return t.In(civil.London).Format("Mon 2 Jan 15:04")
}

// spoken is what a screen reader is told.
func (t twoSided) spoken() string {
	var say []string
	for _, s := range t.spans {
		w := s.lane + " from " + tickWords(s.from, false) + " to " + tickWords(s.to, false)
		if s.open {
			w = s.lane + " since " + tickWords(s.from, false)
		}
		say = append(say, w)
	}
	if !t.needed.IsZero() {
		say = append(say, "decision needed by "+tickWords(t.needed, false))
	}
	return strings.Join(say, "; ") + ". The table below says the same."
}
