package chart

import (
	"fmt"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/web/ui"
)

// frame is the size of one drawing in its own units, which are about pixels on the screens it is for.
type frame struct {
	name                     string // "wide" or "narrow", part of the ids
	width, height            float64
	left, right, top, bottom float64
	font                     int
	apart                    float64 // the least distance between day labels
	names                    bool    // the ends of the lines carry names
}

func wide() frame {
	return frame{name: "wide", width: 920, height: 340, left: 56, right: 24, top: 26, bottom: 44, font: 14, apart: 62, names: true}
}

func narrow() frame {
	return frame{name: "narrow", width: 360, height: 270, left: 44, right: 14, top: 24, bottom: 42, font: 12, apart: 48}
}

// drawing is one chart on one frame.
type drawing struct {
	canvas
	Days
	frame
	y    axis
	span civil.Range
	n    float64 // days in the span
}

// SVG is the drawing for wide screens as a file of its own.
func (d Days) SVG() []byte { return d.draw(wide()) }

func (d Days) draw(f frame) []byte {
	g := &drawing{Days: d, frame: f, span: d.span()}
	g.n = float64(g.span.Days())
	g.y = d.scale()
	ends := g.ends()
	g.left = max(f.left, 14+g.width1(g.label(g.y.high)), 14+g.width1(g.label(g.y.low)))
	for _, e := range ends {
		g.right = max(g.right, 14+1.15*g.width1(e.words)) // they are bold
	}
	g.open()
	g.weekends()
	g.windows()
	g.grid()
	g.calendar()
	for _, b := range d.Bands {
		g.band(b)
	}
	for i := range d.Series {
		g.ground(i)
	}
	g.targets()
	g.breaks()
	for i := range d.Series {
		g.series(i)
	}
	for i := range d.Series {
		g.points(i)
	}
	g.endLabels(ends)
	g.WriteString("</svg>")
	return g.Bytes()
}

// width1 is about how wide words are.
func (g *drawing) width1(words string) float64 {
	return float64(len([]rune(words))) * float64(g.font) * 0.54
}

func (g *drawing) label(v float64) string { return withUnit(ui.Number(v, g.y.decimals()), g.Unit) }

func (g *drawing) plot() float64 { return g.width - g.left - g.right }

// edge is where day d begins; centre is where its point stands.
func (g *drawing) edge(d civil.Date) float64 {
	return g.left + float64(d.Sub(g.span.From))/g.n*g.plot()
}

func (g *drawing) centre(d civil.Date) float64 { return g.edge(d) + g.plot()/g.n/2 }

func (g *drawing) at(v float64) float64 {
	return g.height - g.bottom - g.y.share(v)*(g.height-g.top-g.bottom)
}

func (g *drawing) base() float64 { return g.height - g.bottom }

// open writes the root. With links inside it is a group, so that they are not hidden from screen readers.
func (g *drawing) open() {
	role := "img"
	if g.links() {
		role = "group"
	}
	id := g.ID + "-" + g.name
	g.f(`<svg xmlns="http://www.w3.org/2000/svg" class="hr-chart__svg hr-chart__svg--%s" viewBox="0 0 %s %s" role="%s" aria-labelledby="%s-t" aria-describedby="%s-d" font-family="Arial, Helvetica, sans-serif" font-size="%d">`,
		g.name, num(g.width), num(g.height), role, esc(id), esc(id), g.font)
	g.f(`<title id="%s-t">%s</title><desc id="%s-d">%s</desc>`, esc(id), esc(g.Title), esc(id), esc(g.describe()))
}

// weekends tints each Saturday with the Sunday after it.
func (g *drawing) weekends() {
	if !g.Weekends {
		return
	}
	for d := g.span.From; d.Before(g.span.To); d = d.Add(1) {
		if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
			g.f(`<rect x="%s" y="%s" width="%s" height="%s" fill="%s"/>`, num(g.edge(d)), num(g.top), num(g.plot()/g.n), num(g.base()-g.top), weekendFill)
		}
	}
}

func (g *drawing) windows() {
	for _, w := range g.Windows {
		from, to := w.From, w.To
		if from.Before(g.span.From) {
			from = g.span.From
		}
		if to.After(g.span.To) {
			to = g.span.To
		}
		if !from.Before(to) {
			continue
		}
		x1, x2 := g.edge(from), g.edge(to)
		x2 = max(x2, x1+2)
		g.f(`<g><title>%s: %s</title><rect x="%s" y="%s" width="%s" height="%s" fill="%s" fill-opacity="0.25"/>`,
			esc(w.Name), esc(rangeWords(w.From, w.To)), num(x1), num(g.top), num(x2-x1), num(g.base()-g.top), strikeFill)
		g.f(`<rect x="%s" y="%s" width="%s" height="4" fill="%s"/></g>`, num(x1), num(g.top-4), num(x2-x1), strikeEdge)
	}
}

func (g *drawing) grid() {
	if g.Unit != "" && g.Unit != "%" {
		g.text(0, 12, "start", softColour, "", g.Unit)
	}
	for _, t := range g.y.ticks {
		y := g.at(t)
		colour := gridColour
		if t == 0 {
			colour = softColour
		}
		g.line(g.left, y, g.width-g.right, y, colour, "1", "")
		g.text(g.left-8, y+float64(g.font)*0.35, "end", softColour, "", g.label(t))
	}
}

func (g *drawing) calendar() {
	y := g.base()
	g.line(g.left, y, g.width-g.right, y, softColour, "1", "")
	for _, t := range dayTicks(g.span, g.plot()/g.n, g.apart) {
		x := g.edge(t.day)
		if g.n <= 62 {
			x = g.centre(t.day)
		}
		g.line(x, y, x, y+5, softColour, "1", "")
		if x > g.width-g.width1(t.text)/2 {
			continue // would be cut off by the edge
		}
		g.text(x, y+8+float64(g.font), "middle", softColour, "", t.text)
		if t.year != "" {
			g.text(x, y+10+2*float64(g.font), "middle", softColour, ` font-weight="bold"`, t.year)
		}
	}
	for _, h := range g.Holidays {
		if !g.span.Contains(h.Day) {
			continue
		}
		x := g.centre(h.Day)
		g.f(`<path d="M%s %sl-4 -7h8z" fill="%s"><title>%s, %s</title></path>`, num(x), num(y), softColour, esc(h.Name), ui.DayWords(h.Day))
	}
}

func (g *drawing) band(b Band) {
	if len(b.Days) == 0 || b.Of >= len(g.Series) {
		return
	}
	g.f(`<path fill="%s" fill-opacity="%s" d="`, g.pen(b.Of).colour, b.opacity())
	for i, p := range b.Days {
		g.f("%s%s %s", step(i), num(g.centre(p.Day)), num(g.at(p.High)))
	}
	for _, p := range slices.Backward(b.Days) {
		g.f("L%s %s", num(g.centre(p.Day)), num(g.at(p.Low)))
	}
	g.f(`Z"><title>%s</title></path>`, esc(b.Name))
}

// opacity of a band as it is drawn: an inner one lies on the outer one and so is darker still.
func (b Band) opacity() string {
	if b.Inner {
		return "0.3"
	}
	return "0.18"
}

func step(i int) string {
	if i == 0 {
		return "M"
	}
	return "L"
}

// targets draws the lines to compare with. On a narrow frame only the key names them: inside the plot their names would
// lie on the data.
func (g *drawing) targets() {
	for _, l := range g.Lines {
		y := g.at(l.At)
		g.line(g.left, y, g.width-g.right, y, targetColour, "1.5", "5 4")
	}
}

func (g *drawing) breaks() {
	for i, b := range g.Breaks {
		if b.On.Before(g.span.From) || !b.On.Before(g.span.To) {
			continue
		}
		x := g.edge(b.On)
		g.f(`<g><title>%s: %s</title>`, ui.DayWords(b.On), esc(b.Words))
		g.line(x, g.top, x, g.base(), breakColour, "1.5", "2 3")
		g.f(`<circle cx="%s" cy="%s" r="9" fill="%s"/>`, num(x), num(g.top-8), breakColour)
		g.text(x, g.top-8+float64(g.font)*0.35, "middle", "#fff", ` font-weight="bold"`, letter(i))
		g.WriteString("</g>")
	}
}

// letter names the i-th break: A to Z, then A2 and so on.
func letter(i int) string {
	s := string(rune('A' + i%26))
	if i >= 26 {
		s += fmt.Sprint(i/26 + 1)
	}
	return s
}

// rangeWords is "14 to 19 November 2025" for [from, to).
func rangeWords(from, to civil.Date) string {
	last := to.Add(-1)
	switch {
	case !from.Before(last):
		return ui.DayWords(from)
	case from.Month() == last.Month() && from.Year() == last.Year():
		return from.Format("2") + " to " + ui.DayWords(last)
	case from.Year() == last.Year():
		return from.Format("2 January") + " to " + ui.DayWords(last)
	}
	return ui.DayWords(from) + " to " + ui.DayWords(last)
}
