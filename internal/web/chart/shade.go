package chart

import (
	"slices"

	"headroom/internal/civil"
)

// Shade marks what of a span of days is out of the ordinary: industrial action is shaded, cut to the span and with windows of one
// name that follow each other joined; bank holidays are ticked with their names. Every chart of days ahead is marked by it, so
// that all of them have the same marks and the same key.
func (d *Days) Shade(span civil.Range, holidays civil.Holidays, action []Window) {
	for _, w := range action {
		if w.From.Before(span.From) {
			w.From = span.From
		}
		if w.To.After(span.To) {
			w.To = span.To
		}
		if !w.From.Before(w.To) {
			continue
		}
		i := slices.IndexFunc(d.Windows, func(x Window) bool { return x.Name == w.Name && !w.From.After(x.To) && !w.To.Before(x.From) })
		if i < 0 {
			d.Windows = append(d.Windows, w)
			continue
		}
		x := &d.Windows[i]
		if w.From.Before(x.From) {
			x.From = w.From
		}
		if w.To.After(x.To) {
			x.To = w.To
		}
	}
	for _, x := range holidays.In(span) {
		d.Holidays = append(d.Holidays, Holiday{Day: x.On, Name: x.Name})
	}
}
