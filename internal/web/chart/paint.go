package chart

import (
	"bytes"
	"fmt"
	"html"
	"strconv"
	"strings"
)

// pen is how a series is drawn.
type pen struct{ colour, dash string }

// pens are told apart by the colour-blind (blue, orange, violet, green-blue, pink, grey-black, in differing lightness),
// have a contrast of at least 4.5 on white, and differ by dash as well.
var pens = []pen{
	{"#005eb8", ""}, {"#b4510e", "7 3"}, {"#330072", "2 3"}, {"#00707a", "10 3 2 3"}, {"#ae2573", "14 4"}, {"#3b4a54", "4 2"},
}

// quietPen is for series shown only for comparison.
var quietPen = pen{"#6a7b87", ""}

func (d Days) pen(i int) pen {
	if d.Series[i].Quiet {
		return quietPen
	}
	return pens[i%len(pens)]
}

// The colours of what is not data.
const (
	inkColour    = "#212b32"
	softColour   = "#4c6272"
	gridColour   = "#d8dde0"
	weekendFill  = "#eef1f3"
	strikeFill   = "#ffb81c"
	strikeEdge   = "#a86200"
	breakColour  = "#7c2855"
	targetColour = "#212b32"
)

// canvas gathers SVG. Numbers are written with at most one decimal, so that the same chart is the same bytes.
type canvas struct{ bytes.Buffer }

func (c *canvas) f(format string, args ...any) { fmt.Fprintf(c, format, args...) }

// num writes a coordinate.
func num(v float64) string {
	s := strconv.FormatFloat(v, 'f', 1, 64)
	return strings.TrimSuffix(s, ".0")
}

func esc(s string) string { return html.EscapeString(s) }

func (c *canvas) line(x1, y1, x2, y2 float64, colour, width, dash string) {
	c.f(`<line x1="%s" y1="%s" x2="%s" y2="%s" stroke="%s" stroke-width="%s"`, num(x1), num(y1), num(x2), num(y2), colour, width)
	if dash != "" {
		c.f(` stroke-dasharray="%s"`, dash)
	}
	c.WriteString("/>")
}

// text writes words; anchor is "start", "middle" or "end".
func (c *canvas) text(x, y float64, anchor, colour, more, words string) {
	c.f(`<text x="%s" y="%s" text-anchor="%s" fill="%s"%s>%s</text>`, num(x), num(y), anchor, colour, more, esc(words))
}
