package actionweb

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"headroom/internal/action"
	"headroom/internal/civil"
)

// picture is a timeline: one lane per label with bars from instant to instant. A table beside it always says the same.
type picture struct {
	id, title, words string
	height           int
	lanes            []lane
	ticks            []tick
	bars             []bar
	now              float64 // where "now" stands, below 0 when it is outside
}

type lane struct {
	label string
	y     int
}

type tick struct {
	x     float64
	label string
	heavy bool
}

type bar struct {
	x, width           float64
	y                  int
	fill, stroke, dash string
	words, href        string
}

// The picture's measures in its own units; it is drawn as wide as the page.
const (
	picWidth   = 960
	picLeft    = 190
	picTop     = 26
	laneHeight = 30
	barHeight  = 18
	leastBar   = 3 // a day in five years is still seen
)

// The colours hold 3:1 against the page and differ in lightness; outline and dashes carry the standing without colour.
const (
	ink   = "#005eb8"
	amber = "#7c2855"
	grey  = "#4c6272"
	paper = "#ffffff"
)

// scale places instants.
type scale struct{ from, to time.Time }

func (s scale) x(t time.Time) float64 {
	share := t.Sub(s.from).Seconds() / s.to.Sub(s.from).Seconds()
	return picLeft + share*(picWidth-picLeft-10)
}

// laneOf finds or adds the lane with that label and gives its y.
func (p *picture) laneOf(label string) int {
	i := slices.IndexFunc(p.lanes, func(l lane) bool { return l.label == label })
	if i < 0 {
		i = len(p.lanes)
		p.lanes = append(p.lanes, lane{label: label, y: picTop + i*laneHeight})
		p.height = picTop + (i+1)*laneHeight + 8
	}
	return p.lanes[i].y
}

func (p *picture) add(label string, s scale, from, to time.Time, b bar) {
	b.y = p.laneOf(label) + (laneHeight-barHeight)/2
	b.x = s.x(from)
	b.width = max(leastBar, s.x(to)-b.x)
	p.bars = append(p.bars, b)
}

// look is how a standing and a form are drawn.
func look(s action.Standing, f action.Form) bar {
	b := bar{fill: ink, stroke: ink}
	if f == action.ChristmasDay {
		b.fill, b.stroke = amber, amber
	}
	switch s {
	case action.CalledOff:
		b.fill, b.stroke = paper, grey
	case action.Doubtful, action.Contingent:
		b.fill, b.dash = paper, "3 2"
	}
	return b
}

// yearsPicture draws every period in a lane for its staff group, whole years wide.
func yearsPicture(all []action.Period, now time.Time, link func(string) string) picture {
	p := picture{id: "timeline", title: "Industrial action by staff group", now: -1}
	if len(all) == 0 {
		return p
	}
	first, _ := all[0].Bounds()
	last := first
	for _, x := range all {
		if _, to := x.Bounds(); to.After(last) {
			last = to
		}
	}
	fromYear, toYear := civil.Today(first).Year(), civil.Today(last).Year()+1
	s := scale{civil.On(fromYear, 1, 1).At(0), civil.On(toYear, 1, 1).At(0)}
	for y := fromYear; y < toYear; y++ {
		p.ticks = append(p.ticks, tick{s.x(civil.On(y, 1, 1).At(0)), strconv.Itoa(y), true}, tick{s.x(civil.On(y, 7, 1).At(0)), "July", false})
	}
	for _, x := range all {
		for _, w := range x.Windows {
			from, to := w.Bounds()
			b := look(x.Standing, w.Form)
			b.words, b.href = x.Name+": "+action.MomentOf(from).Words()+" to "+action.MomentOf(to).Words(), link(Path(x.Code))
			p.add(w.Staff.Words(), s, from, to, b)
		}
	}
	p.words = fmt.Sprintf("%d periods from %d to %d; the table of periods says the same.", len(all), fromYear, toYear-1)
	p.mark(s, now)
	return p
}

// windowsPicture draws one period with a lane for each union and staff group, a day before to a day after.
func windowsPicture(x action.Period, now time.Time) picture {
	p := picture{id: "windows-picture", title: "Hours by union", now: -1}
	from, to := x.Bounds()
	for _, w := range x.Windows { // the announced hours are drawn too
		if t := w.PlannedTo.At(); t.After(to) {
			to = t
		}
	}
	first, last := civil.Today(from), civil.Today(to).Add(1)
	s := scale{first.At(0), last.At(0)}
	step := max(1, last.Sub(first)/10)
	for d, i := first, 0; d.Before(last); d, i = d.Add(1), i+1 {
		t := tick{x: s.x(d.At(0)), heavy: i%step == 0}
		if t.heavy {
			t.label = d.Format("Mon 2 Jan")
		}
		p.ticks = append(p.ticks, t)
	}
	for _, w := range x.Windows {
		label := string(w.Union) + ", " + short(w.Staff)
		if w.Changed() {
			p.add(label, s, w.PlannedFrom.At(), w.PlannedTo.At(), bar{fill: paper, stroke: grey, dash: "3 2", words: "Announced: " + w.PlannedFrom.Words() + " to " + w.PlannedTo.Words()})
		}
		f, t := w.Bounds()
		b := look(x.Standing, w.Form)
		b.words = string(w.Union) + ", " + w.Form.Words() + ": " + action.MomentOf(f).Words() + " to " + action.MomentOf(t).Words()
		p.add(label, s, f, t, b)
	}
	p.words = "One line for each union and staff group; the table of windows says the same."
	p.mark(s, now)
	return p
}

func (p *picture) mark(s scale, now time.Time) {
	if now.After(s.from) && now.Before(s.to) {
		p.now = s.x(now)
	}
}

// short is the staff group in the space of a lane's label.
func short(s action.Staff) string {
	if s == action.Residents {
		return "resident doctors"
	}
	return lower(s.Words())
}

// roleOf is an image, or a group where its bars lead somewhere. The bars are left out of the order of the tab key: the table
// below has the same links.
func roleOf(p picture) string {
	if slices.ContainsFunc(p.bars, func(b bar) bool { return b.href != "" }) {
		return "group"
	}
	return "img"
}

func num(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }

func whole(n int) string { return strconv.Itoa(n) }
