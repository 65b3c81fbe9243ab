package chart

import (
	"context"
	"io"
	"math"

	"github.com/a-h/templ"

	"headroom/internal/spc"
)

// sign is how a point is drawn: a shape, and a colour with an edge dark enough to be seen on white.
type sign struct{ shape, fill, edge string }

// The signs. The fills are those of Making Data Count (flow.md e.7), whose grey and blue are too pale for a line.
func signOf(p *spc.Point) sign {
	if p.State == spc.Excluded {
		return sign{"crossed", "#fff", breakColour}
	}
	switch p.Type {
	case spc.Improvement:
		return sign{"triangle", "#00b0f0", "#005a8c"}
	case spc.Concern:
		return sign{"square", "#e46c0a", "#8a3d00"}
	case spc.NeutralHigh, spc.NeutralLow:
		return sign{"diamond", "#490092", "#490092"}
	case spc.Common, spc.Unjudged:
	}
	return sign{"circle", "#a6a6a6", softColour}
}

// The lines' colours.
const (
	meanColour  = inkColour
	limitColour = softColour
	spcTarget   = "#c4001a"
	valueColour = "#7d8a93"
)

func (s SPC) draw(f frame) []byte {
	d := s.days()
	g := &drawing{Days: d, frame: f, span: d.span()}
	g.n = float64(g.span.Days())
	g.y = d.scale()
	g.left = max(f.left, 14+g.width1(g.label(g.y.high)), 14+g.width1(g.label(g.y.low)))
	ends := s.ends(g)
	for _, e := range ends {
		g.right = max(g.right, 14+1.15*g.width1(e.words))
	}
	g.open()
	g.windows()
	g.grid()
	g.calendar()
	g.breaks()
	s.lines(g)
	s.values(g)
	for i := range s.Chart.Points {
		s.mark(g, i)
	}
	g.endLabels(s.ends(g))
	g.WriteString("</svg>")
	return g.Bytes()
}

// ends are the newest mean and limits, and the target where there is room, beside the right edge.
func (s SPC) ends(g *drawing) []end {
	if s.empty() {
		return nil
	}
	last := &s.Chart.Groups[len(s.Chart.Groups)-1]
	var out []end
	for _, x := range []struct {
		at     float64
		words  string
		colour string
	}{{last.UPL, "Upper ", limitColour}, {last.Mean, "Mean ", meanColour}, {last.LPL, "Lower ", limitColour}} {
		if math.IsNaN(x.at) {
			continue
		}
		words := s.line(x.at)
		if g.names {
			words = x.words + words
		}
		out = append(out, end{g.at(x.at), words, x.colour})
	}
	if m := s.Chart.Method(); m.Target != nil && g.names {
		out = append(out, end{g.at(*m.Target), shorten(s.target(), 26), spcTarget})
	}
	return out
}

// lines draws mean and limits of each group, from the middle before its first point to the middle after its last, and the target.
func (s SPC) lines(g *drawing) {
	half := g.room(0) / 2
	for i := range s.Chart.Groups {
		p, q := &s.Chart.Points[s.Chart.Groups[i].First], &s.Chart.Points[s.Chart.Groups[i].End-1]
		x1, x2 := max(g.left, g.centre(p.Date)-half), min(g.width-g.right, g.centre(q.Date)+half)
		if i+1 < len(s.Chart.Groups) {
			x2 = min(x2, g.edge(s.Chart.Points[s.Chart.Groups[i].End].Date))
		}
		if i > 0 {
			x1 = max(x1, g.edge(p.Date))
		}
		for _, l := range []struct {
			at                  float64
			colour, width, dash string
		}{{p.UPL, limitColour, "1.5", "6 4"}, {p.LPL, limitColour, "1.5", "6 4"}, {p.Mean, meanColour, "1.5", ""}} {
			if !math.IsNaN(l.at) {
				g.line(x1, g.at(l.at), x2, g.at(l.at), l.colour, l.width, l.dash)
			}
		}
	}
	if m := s.Chart.Method(); m.Target != nil {
		g.line(g.left, g.at(*m.Target), g.width-g.right, g.at(*m.Target), spcTarget, "2", "2 3")
	}
}

// values joins the values within each group; a missing one is a gap.
func (s SPC) values(g *drawing) {
	g.f(`<path fill="none" stroke="%s" stroke-width="1.5" stroke-linejoin="round" d="`, valueColour)
	for i := range s.Chart.Points {
		p := &s.Chart.Points[i]
		if p.State == spc.Missing {
			continue
		}
		to := "L"
		if i == 0 || s.Chart.Points[i-1].State == spc.Missing || s.Chart.Points[i-1].Group != p.Group {
			to = "M"
		}
		g.f("%s%s %s", to, num(g.centre(p.Date)), num(g.at(p.Value)))
	}
	g.WriteString(`"/>`)
}

// mark draws a point's sign. Where points are crowded, those of common cause are left to the line, save the last.
func (s SPC) mark(g *drawing, i int) {
	p := &s.Chart.Points[i]
	if p.State == spc.Missing {
		x, y := g.centre(p.Date), g.base()-7
		g.f(`<path d="M%s %sl6 6m0 -6l-6 6" stroke="%s" stroke-width="1.5" fill="none"><title>%s</title></path>`, num(x-3), num(y-3), softColour, esc(s.pointWords(p)))
		return
	}
	if g.crowded(0) && p.Type == spc.Common && i < len(s.Chart.Points)-1 {
		return
	}
	link := s.link(p)
	if link != "" {
		g.f(`<a href="%s" aria-label="%s"`, esc(safeHref(link)), esc(s.pointWords(p)))
		if g.linkCount() > fewLinks {
			g.WriteString(` tabindex="-1"`)
		}
		g.WriteString(">")
	}
	g.f(`<g><title>%s</title>`, esc(s.pointWords(p)))
	shape(&g.canvas, signOf(p), g.centre(p.Date), g.at(p.Value), g.markerSize(0))
	if link != "" {
		g.f(`<circle cx="%s" cy="%s" r="11" fill="#fff" fill-opacity="0"/></g></a>`, num(g.centre(p.Date)), num(g.at(p.Value)))
		return
	}
	g.WriteString("</g>")
}

// shape draws a sign at a place.
func shape(c *canvas, s sign, x, y, size float64) {
	paint := `fill="` + s.fill + `" stroke="` + s.edge + `" stroke-width="1.2"`
	switch s.shape {
	case "triangle":
		r := 6 * size
		c.f(`<path d="M%s %sL%s %sL%s %sZ" stroke-linejoin="round" %s/>`, num(x), num(y-r), num(x+r*0.95), num(y+r*0.7), num(x-r*0.95), num(y+r*0.7), paint)
	case "square":
		r := 4.5 * size
		c.f(`<rect x="%s" y="%s" width="%s" height="%s" %s/>`, num(x-r), num(y-r), num(2*r), num(2*r), paint)
	case "diamond":
		r := 5.5 * size
		c.f(`<path d="M%s %sl%s %sl-%s %sl-%s -%sz" %s/>`, num(x), num(y-r), num(r), num(r), num(r), num(r), num(r), num(r), paint)
	case "crossed":
		r := 4.5 * size
		c.f(`<circle cx="%s" cy="%s" r="%s" %s/><path d="M%s %sl%s %sm0 -%sl-%s %s" stroke="%s" stroke-width="1.2" fill="none"/>`, num(x), num(y), num(r), paint,
			num(x-r*0.6), num(y-r*0.6), num(r*1.2), num(r*1.2), num(r*1.2), num(r*1.2), num(r*1.2), s.edge)
	default:
		c.f(`<circle cx="%s" cy="%s" r="%s" %s/>`, num(x), num(y), num(4*size), paint)
	}
}

// key explains every sign that the chart uses, and no other.
func (s SPC) key() []keyItem {
	seen := map[string]bool{}
	missing := false
	for i := range s.Chart.Points {
		if p := &s.Chart.Points[i]; p.State == spc.Missing {
			missing = true
		} else {
			seen[signOf(p).shape] = true
		}
	}
	var out []keyItem
	for _, k := range []struct {
		p     spc.Point
		words string
	}{{spc.Point{Type: spc.Common}, "Common cause"}, {spc.Point{Type: spc.Improvement}, "Improvement"}, {spc.Point{Type: spc.Concern}, "Concern"},
		{spc.Point{Type: spc.NeutralHigh}, "Special cause"}, {spc.Point{State: spc.Excluded}, "Not in the limits"}} {
		if g := signOf(&k.p); seen[g.shape] {
			c := &canvas{}
			shape(c, g, 14, 7, 1)
			out = append(out, keyItem{swatch(c.String()), k.words})
		}
	}
	out = append(out, keyItem{swatch(`<path d="M0 7h28" stroke="` + meanColour + `" stroke-width="1.5"/>`), "Mean"},
		keyItem{swatch(`<path d="M0 7h28" stroke="` + limitColour + `" stroke-width="1.5" stroke-dasharray="6 4"/>`), "Process limits"})
	if s.Chart.Method().Target != nil {
		out = append(out, keyItem{swatch(`<path d="M0 7h28" stroke="` + spcTarget + `" stroke-width="2" stroke-dasharray="2 3"/>`), s.target()})
	}
	if missing {
		out = append(out, keyItem{swatch(`<path d="M11 4l6 6m0 -6l-6 6" stroke="` + softColour + `" stroke-width="1.5"/>`), "No value"})
	}
	return out
}

// drawn writes both drawings; the style sheet shows the one that fits.
func (s SPC) drawn() templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		if _, err := w.Write(s.draw(wide())); err != nil {
			return err
		}
		_, err := w.Write(s.draw(narrow()))
		return err
	})
}
