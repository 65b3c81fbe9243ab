package chart

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"headroom/internal/web/ui"
)

// ground tints what lies under a line that asks for it, run by run.
func (g *drawing) ground(i int) {
	if !g.Series[i].Area {
		return
	}
	for _, run := range g.Series[i].runs() {
		if len(run) < 2 {
			continue
		}
		foot := num(g.at(max(g.y.low, min(0, g.y.high))))
		g.f(`<path fill="%s" fill-opacity="0.12" d="M%s %s`, g.pen(i).colour, num(g.centre(run[0].Day)), foot)
		for _, p := range run {
			g.f("L%s %s", num(g.centre(p.Day)), num(g.at(*p.Value)))
		}
		g.f(`L%s %sZ"/>`, num(g.centre(run[len(run)-1].Day)), foot)
	}
}

func (g *drawing) series(i int) {
	s, p := g.Series[i], g.pen(i)
	if s.Columns {
		g.bars(i)
		return
	}
	width := "2.5"
	switch apart := g.plot() / g.n * float64(s.pace()); {
	case apart < 1.5:
		width = "1" // a thick line through years of days is a blot
	case s.Quiet || apart < 3:
		width = "1.5"
	}
	g.f(`<path fill="none" stroke="%s" stroke-width="%s" stroke-linejoin="round"`, p.colour, width)
	if p.dash != "" {
		g.f(` stroke-dasharray="%s"`, p.dash)
	}
	g.WriteString(` d="`)
	for _, run := range s.runs() {
		for k, q := range run {
			g.f("%s%s %s", step(k), num(g.centre(q.Day)), num(g.at(*q.Value)))
		}
	}
	g.WriteString(`"/>`)
}

// bars draws a series of columns; several such series stand side by side. A column of incomplete returns is hollow.
func (g *drawing) bars(i int) {
	slot := g.plot() / g.n * float64(g.Series[i].pace())
	of, mine := 0, 0
	for k, s := range g.Series {
		if s.Columns {
			if k < i {
				mine++
			}
			of++
		}
	}
	width := slot * 0.8 / float64(of)
	colour := g.pen(i).colour
	for _, p := range g.Series[i].Points {
		if p.Value == nil {
			continue
		}
		x := g.centre(p.Day) - width*float64(of)/2 + width*float64(mine)
		if g.Series[i].pace() > 1 {
			x = g.edge(p.Day) + slot*0.1 + width*float64(mine)
		}
		y, foot := g.at(*p.Value), g.at(0)
		fill := colour
		if p.hollow() || p.Revised {
			fill = "#fff"
		}
		stroke := ""
		if p.hollow() {
			stroke = ` stroke-dasharray="4 3" stroke-width="2"`
		}
		g.beginLink(i, p)
		g.f(`<rect x="%s" y="%s" width="%s" height="%s" fill="%s" stroke="%s"%s><title>%s</title></rect>`, num(x), num(min(y, foot)),
			num(max(width-1, 1)), num(math.Abs(foot-y)), fill, colour, stroke, esc(g.pointWords(i, p)))
		g.endLink(p)
	}
}

// room is how many pixels lie between two points of a series.
func (g *drawing) room(i int) float64 { return g.plot() / g.n * float64(g.Series[i].pace()) }

// markerSize makes the signs smaller where a whole winter stands on the chart, so that each day still opens.
func (g *drawing) markerSize(i int) float64 {
	if g.room(i) < 9 {
		return 0.62
	}
	return 1
}

// crowded reports whether points are too near each other to be marked one by one.
func (g *drawing) crowded(i int) bool {
	return g.room(i) < 4
}

// points marks the values: all of them where there is room, and always those that are hollow, alone or the last.
func (g *drawing) points(i int) {
	s := g.Series[i]
	if len(g.Series) == 1 {
		g.gaps(i)
	}
	if s.Columns {
		return
	}
	last, _ := s.last()
	crowded := g.crowded(i)
	for _, run := range s.runs() {
		for _, p := range run {
			plain := !p.hollow() && !p.Revised && len(run) > 1 && p.Day != last.Day
			if plain && (crowded || s.Quiet) {
				continue
			}
			g.beginLink(i, p)
			g.marker(i, p)
			g.endLink(p)
		}
	}
}

// gaps puts a small cross on the axis under each day that has no value.
func (g *drawing) gaps(i int) {
	for _, p := range g.Series[i].Points {
		if p.Value != nil {
			continue
		}
		x, y := g.centre(p.Day), g.base()-7
		g.f(`<path d="M%s %sl6 6m0 -6l-6 6" stroke="%s" stroke-width="1.5" fill="none"><title>%s</title></path>`, num(x-3), num(y-3), softColour, esc(g.pointWords(i, p)))
	}
}

func (g *drawing) marker(i int, p Point) {
	x, y, colour, size := g.centre(p.Day), g.at(*p.Value), g.pen(i).colour, g.markerSize(i)
	half, line := num(5.5*size), num(1+size)
	switch {
	case p.Revised && !p.hollow():
		g.f(`<path d="M%s %sl%s %sl-%s %sl-%s -%sz" fill="#fff" stroke="%s" stroke-width="%s">`, num(x), num(y-5.5*size), half, half, half, half, half, half, colour, line)
	case p.hollow():
		g.f(`<circle cx="%s" cy="%s" r="%s" fill="#fff" stroke="%s" stroke-width="%s">`, num(x), num(y), num(4.5*size), colour, line)
	default:
		g.f(`<circle cx="%s" cy="%s" r="%s" fill="%s">`, num(x), num(y), num(3.5*size), colour)
	}
	g.f("<title>%s</title>", esc(g.pointWords(i, p)))
	if p.Revised && !p.hollow() {
		g.WriteString("</path>")
	} else {
		g.WriteString("</circle>")
	}
	if p.Link != "" {
		g.f(`<circle cx="%s" cy="%s" r="11" fill="#fff" fill-opacity="0"/>`, num(x), num(y))
	}
}

// fewLinks is how many linked points can be walked through with the keyboard; beyond it they are for the pointer, and
// the table below carries the same links.
const fewLinks = 31

func (d Days) linkCount() int {
	n := 0
	for _, s := range d.Series {
		for _, p := range s.Points {
			if p.Link != "" && p.Value != nil {
				n++
			}
		}
	}
	return n
}

func (d Days) links() bool { return d.linkCount() > 0 }

func (g *drawing) beginLink(i int, p Point) {
	if p.Link == "" {
		return
	}
	g.f(`<a href="%s" aria-label="%s"`, esc(safeHref(p.Link)), esc(g.pointWords(i, p)))
	if g.linkCount() > fewLinks {
		g.WriteString(` tabindex="-1"`)
	}
	g.WriteString(">")
}

func (g *drawing) endLink(p Point) {
	if p.Link != "" {
		g.WriteString("</a>")
	}
}

// safeHref lets through addresses on this site only.
func safeHref(s string) string {
	if strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "//") || strings.HasPrefix(s, "?") || strings.HasPrefix(s, "#") {
		return s
	}
	return "#"
}

// pointWords says a point in words, as "Sun 21 Dec 2025, England: 92.3%, incomplete, 131 of 137 returns".
func (d Days) pointWords(i int, p Point) string {
	var b strings.Builder
	b.WriteString(ui.DayShort(p.own()) + " " + strconv.Itoa(p.own().Year()))
	if len(d.Series) > 1 {
		b.WriteString(", " + d.Series[i].Name)
	}
	switch {
	case p.Value != nil:
		b.WriteString(": " + d.write(*p.Value))
	case p.Absent != "":
		b.WriteString(": " + strings.ToLower(p.Absent.Text()))
	default:
		b.WriteString(": no value")
	}
	if p.hollow() {
		b.WriteString(", incomplete")
	}
	if p.Revised {
		b.WriteString(", late or corrected")
	}
	switch {
	case p.Note != "":
		b.WriteString(", " + p.Note)
	case p.share() != "":
		b.WriteString(", " + p.share() + " returns")
	}
	return b.String()
}

// end is what stands at the right end of a line.
type end struct {
	y      float64
	words  string
	colour string
}

// ends are the newest values, with the series' names where there is room and more than one series.
func (g *drawing) ends() []end {
	var out []end
	for i, s := range g.Series {
		p, ok := s.last()
		if !ok || s.Columns {
			continue
		}
		words := g.write(*p.Value)
		if g.names && len(g.Series) > 1 {
			words += " " + shorten(s.Name, 22)
		}
		out = append(out, end{g.at(*p.Value), words, g.pen(i).colour})
	}
	if g.names {
		for _, l := range g.Lines {
			out = append(out, end{g.at(l.At), shorten(l.Name, 26), targetColour})
		}
	}
	return out
}

func shorten(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return strings.TrimSpace(string(r[:n-1])) + "…"
}

// endLabels writes the ends from top to bottom, pushed apart where they would touch.
func (g *drawing) endLabels(list []end) {
	slices.SortStableFunc(list, func(a, b end) int {
		switch {
		case a.y < b.y:
			return -1
		case a.y > b.y:
			return 1
		}
		return 0
	})
	gap := float64(g.font) + 2
	for i := 1; i < len(list); i++ {
		list[i].y = max(list[i].y, list[i-1].y+gap)
	}
	if n := len(list); n > 0 {
		list[n-1].y = min(list[n-1].y, g.base())
		for i := n - 2; i >= 0; i-- {
			list[i].y = min(list[i].y, list[i+1].y-gap)
		}
	}
	for _, e := range list {
		g.text(g.width-g.right+8, e.y+float64(g.font)*0.35, "start", e.colour, ` font-weight="bold"`, e.words)
	}
}
