package harmweb

import (
	"fmt"
	"html"
	"strconv"
	"strings"

	"headroom/internal/harm"
	"headroom/internal/web/ui"
)

// The colours of the picture, each apart from the other by lightness too; what was found later is also hatched by its edge.
const (
	inkColour  = "#212b32"
	lineColour = "#d8dde0"
	soonColour = "#005eb8"
	lateColour = "#ffdc9b"
	lateEdge   = "#a86200"
)

// lagFrame is the size of a drawing, in pixels.
type lagFrame struct {
	name                     string
	width, height            float64
	left, right, top, bottom float64
	font                     int
}

func lagFrames() [2]lagFrame {
	return [2]lagFrame{{"wide", 900, 320, 48, 12, 24, 44, 16}, {"narrow", 360, 280, 34, 6, 24, 44, 13}}
}

// lagBar is one column of the picture.
type lagBar struct {
	days       int
	soon, late int
	known      bool // false when the numbers are kept back
	reached    bool // somebody was watched for so long
}

// lagBars are the columns as this reader may see them.
func (h here) lagBars(l harm.Lags) []lagBar {
	var out []lagBar
	for i, d := range l.Days {
		all, okAll := h.shown(l.Count[i])
		late, okLate := h.shown(l.Late[i])
		b := lagBar{days: d, late: late, soon: all - late, known: okAll && okLate, reached: l.Of[i] > 0}
		if b.soon < 0 {
			b.soon, b.late = 0, all
		}
		out = append(out, b)
	}
	return out
}

// lagSVG draws the columns: by so many days after the postponement, how many triggers had happened.
func lagSVG(f lagFrame, bars []lagBar, spoken string) string {
	var b strings.Builder
	p := func(format string, args ...any) { _, _ = fmt.Fprintf(&b, format, args...) }
	most := 1
	for _, x := range bars {
		if x.known {
			most = max(most, x.soon+x.late)
		}
	}
	step := niceStep(most)
	top := (most + step - 1) / step * step
	y := func(n int) float64 {
		return f.height - f.bottom - float64(n)/float64(top)*(f.height-f.top-f.bottom)
	}
	p(`<svg xmlns="http://www.w3.org/2000/svg" class="hr-chart__svg hr-chart__svg--%s" viewBox="0 0 %.0f %.0f" role="img" aria-label="%s" font-size="%d" fill="%s">`, f.name, f.width, f.height, html.EscapeString(spoken), f.font, inkColour)
	for n := 0; n <= top; n += step {
		p(`<line x1="%.1f" x2="%.1f" y1="%.1f" y2="%.1f" stroke="%s"/><text x="%.1f" y="%.1f" text-anchor="end">%s</text>`, f.left, f.width-f.right, y(n), y(n), lineColour, f.left-6, y(n)+4, ui.Count(n))
	}
	slot := (f.width - f.left - f.right) / float64(max(1, len(bars)))
	for i, x := range bars {
		left, wide := f.left+slot*(float64(i)+.18), slot*.64
		mid := left + wide/2
		p(`<text x="%.1f" y="%.1f" text-anchor="middle">%d</text>`, mid, f.height-f.bottom+18, x.days)
		switch {
		case !x.reached:
			p(`<text x="%.1f" y="%.1f" text-anchor="middle">–</text>`, mid, y(0)-6)
			continue
		case !x.known:
			p(`<text x="%.1f" y="%.1f" text-anchor="middle">few</text>`, mid, y(0)-6)
			continue
		}
		p(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s"/>`, left, y(x.soon), wide, y(0)-y(x.soon), soonColour)
		if x.late > 0 {
			p(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s" stroke="%s" stroke-dasharray="4 2"/>`, left, y(x.soon+x.late), wide, y(x.soon)-y(x.soon+x.late), lateColour, lateEdge)
		}
		p(`<text x="%.1f" y="%.1f" text-anchor="middle" font-weight="bold">%s</text>`, mid, y(x.soon+x.late)-5, ui.Count(x.soon+x.late))
	}
	p(`<text x="%.1f" y="%.1f" text-anchor="middle">days after the postponement</text></svg>`, (f.left+f.width-f.right)/2, f.height-6)
	return b.String()
}

// niceStep is a round distance between lines, so that there are at most six.
func niceStep(most int) int {
	for _, s := range []int{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000} {
		if most <= 5*s {
			return s
		}
	}
	return 10000
}

// keySample is a small square of the key.
func keySample(late bool) string {
	if late {
		return `<svg class="hr-key__sample" width="22" height="14" viewBox="0 0 22 14" aria-hidden="true" focusable="false"><rect x="1" y="1" width="20" height="12" fill="` + lateColour + `" stroke="` + lateEdge + `" stroke-dasharray="4 2"/></svg>`
	}
	return `<svg class="hr-key__sample" width="22" height="14" viewBox="0 0 22 14" aria-hidden="true" focusable="false"><rect x="1" y="1" width="20" height="12" fill="` + soonColour + `"/></svg>`
}

// lagTable says what the picture says, and how much of it is known.
func (h here) lagTable(l harm.Lags, watched int) ui.Table {
	t := ui.Table{ID: "lag-table", Stack: true, Caption: "The same in figures", Hint: h.countHint(), Empty: "Nothing is watched.",
		Columns: []ui.Column{{Head: "Within"}, {Head: "Under review", Numeric: true, Spoken: "Under review or not reviewed"}, {Head: "Triggers", Numeric: true, Spoken: "Triggers that happened within the days"}, {Head: "Found later", Numeric: true, Spoken: "Of these found later"}, {Head: "Review closed", Numeric: true}, {Head: "Watched so long", Numeric: true}}}
	for i, d := range l.Days {
		of := ui.Cell{Text: h.count(l.Of[i])}
		if watched > 0 && l.Of[i] < watched {
			of.Note = "of " + h.count(watched) + ": not complete"
		}
		row := ui.Row{Cells: []ui.Cell{ui.Text(strconv.Itoa(d) + " days"), ui.Text(h.count(l.Count[i] - l.Closed[i])), ui.Text(h.count(l.Count[i])), ui.Text(h.count(l.Late[i])), ui.Text(h.count(l.Closed[i])), of}}
		if l.Of[i] == 0 {
			for n := 1; n < 5; n++ {
				row.Cells[n] = ui.Text("not yet")
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
