package chart

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// keyItem is one entry of the key: a sample as SVG and its words.
type keyItem struct {
	sample string
	words  string
}

// key explains every sign that the chart uses, and no other.
func (d Days) key() []keyItem {
	var out []keyItem
	for i, s := range d.Series {
		out = append(out, keyItem{d.sample(i), s.Name})
	}
	for _, b := range d.Bands {
		if b.Of < len(d.Series) {
			out = append(out, keyItem{swatch(`<rect y="2" width="28" height="10" fill="` + d.pen(b.Of).colour + `" fill-opacity="` + b.shade() + `"/>`), b.Name})
		}
	}
	for _, l := range d.Lines {
		out = append(out, keyItem{swatch(`<path d="M0 7h28" stroke="` + targetColour + `" stroke-width="1.5" stroke-dasharray="5 4"/>`), l.Name})
	}
	partial, revised, gaps := d.signs()
	if partial && d.columns() {
		out = append(out, keyItem{swatch(`<rect x="8" y="1" width="12" height="12" fill="#fff" stroke="` + softColour + `" stroke-width="2" stroke-dasharray="4 3"/>`), d.fewWords("Broken outline")})
	} else if partial {
		out = append(out, keyItem{swatch(`<circle cx="14" cy="7" r="4.5" fill="#fff" stroke="` + softColour + `" stroke-width="2"/>`), d.fewWords("Hollow ring, not joined")})
	}
	if revised {
		out = append(out, keyItem{swatch(`<path d="M14 1.500l5.500 5.500l-5.500 5.500l-5.500 -5.500z" fill="#fff" stroke="` + softColour + `" stroke-width="2"/>`), "Late or corrected"})
	}
	if gaps && len(d.Series) == 1 {
		out = append(out, keyItem{swatch(`<path d="M11 4l6 6m0 -6l-6 6" stroke="` + softColour + `" stroke-width="1.5"/>`), "No value"})
	}
	if len(d.Windows) > 0 {
		out = append(out, keyItem{swatch(`<rect width="28" height="14" fill="` + strikeFill + `" fill-opacity="0.25"/><rect width="28" height="4" fill="` + strikeEdge + `"/>`), "Industrial action"})
	}
	if d.Weekends {
		out = append(out, keyItem{swatch(`<rect width="28" height="14" fill="` + weekendFill + `"/>`), "Weekend"})
	}
	if d.holidayShown() {
		out = append(out, keyItem{swatch(`<path d="M14 12l-4 -7h8z" fill="` + softColour + `"/>`), "Bank holiday"})
	}
	return out
}

// shade is the opacity of a band in the key, where an inner one lies on nothing.
func (b Band) shade() string {
	if b.Inner {
		return "0.5"
	}
	return "0.25"
}

// sample is a piece of the i-th series.
func (d Days) sample(i int) string {
	p := d.pen(i)
	if d.Series[i].Columns {
		return swatch(`<rect x="8" width="12" height="14" fill="` + p.colour + `"/>`)
	}
	dash := ""
	if p.dash != "" {
		dash = ` stroke-dasharray="` + p.dash + `"`
	}
	return swatch(`<path d="M0 7h28" stroke="` + p.colour + `" stroke-width="2.5"` + dash + `/>`)
}

func swatch(inner string) string {
	return `<svg class="hr-key__sample" viewBox="0 0 28 14" width="28" height="14" aria-hidden="true" focusable="false">` + inner + `</svg>`
}

// fewWords says what a sign of too few returns means.
func (d Days) fewWords(sign string) string {
	for _, s := range d.Series {
		for _, p := range s.Points {
			if p.Of > 0 {
				return sign + ": under nine in ten of the returns are in"
			}
		}
	}
	return sign + ": incomplete returns"
}

func (d Days) signs() (partial, revised, gaps bool) {
	for _, s := range d.Series {
		for _, p := range s.Points {
			partial = partial || p.Value != nil && p.hollow()
			revised = revised || p.Revised
			gaps = gaps || p.Value == nil
		}
	}
	return partial, revised, gaps
}

func (d Days) holidayShown() bool {
	span := d.span()
	for _, h := range d.Holidays {
		if span.Contains(h.Day) {
			return true
		}
	}
	return false
}

// drawn writes both drawings; the style sheet shows the one that fits.
func (d Days) drawn() templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		if _, err := w.Write(d.draw(wide())); err != nil {
			return err
		}
		_, err := w.Write(d.draw(narrow()))
		return err
	})
}
