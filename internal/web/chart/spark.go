package chart

import (
	"context"
	"io"
)

// Spark is a small line without axes beside a figure. A nil value is a gap.
type Spark struct {
	Values []*float64
	Words  string // what a screen reader is told, as "Last 14 days: from 88.1% to 92.3%"
}

// Render writes the line; nothing for fewer than two values.
func (s Spark) Render(_ context.Context, w io.Writer) error {
	_, err := w.Write(s.SVG())
	return err
}

// SVG is the line, 120 by 36.
func (s Spark) SVG() []byte {
	var known []float64
	for _, v := range s.Values {
		if v != nil {
			known = append(known, *v)
		}
	}
	if len(known) < 2 {
		return nil
	}
	const width, height, pad = 120.0, 36.0, 5.0
	a := newAxis(known, 1, false, false)
	lo, hi := known[0], known[0]
	for _, v := range known {
		lo, hi = min(lo, v), max(hi, v)
	}
	if lo < hi {
		a.low, a.high = lo, hi // no axis: the whole height is for the values
	}
	x := func(i int) float64 { return pad + float64(i)/float64(len(s.Values)-1)*(width-2*pad) }
	y := func(v float64) float64 { return height - pad - a.share(v)*(height-2*pad) }
	c := &canvas{}
	c.f(`<svg xmlns="http://www.w3.org/2000/svg" class="hr-spark" viewBox="0 0 120 36" width="120" height="36" role="img" aria-label="%s"><path fill="none" stroke="%s" stroke-width="2" stroke-linejoin="round" d="`, esc(s.Words), pens[0].colour)
	pen := "M"
	lastX, lastY := 0.0, 0.0
	for i, v := range s.Values {
		if v == nil {
			pen = "M"
			continue
		}
		lastX, lastY = x(i), y(*v)
		c.f("%s%s %s", pen, num(lastX), num(lastY))
		pen = "L"
	}
	c.f(`"/><circle cx="%s" cy="%s" r="3.500" fill="%s"/></svg>`, num(lastX), num(lastY), pens[0].colour)
	return c.Bytes()
}
