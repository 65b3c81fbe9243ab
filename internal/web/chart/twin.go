package chart

import (
	"fmt"
	"slices"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/web/ui"
)

// tableDays is how many days the page's own table shows; a longer chart links to the whole.
const tableDays = 62

// Table says what the chart says, newest day first, or earliest first where it is of what is to come. A chart of many days shows the newest
// tableDays.
func (d Days) Table() ui.Table {
	days := d.days()
	t := ui.Table{ID: d.ID + "-table", Caption: d.Title, HideTitle: true, Columns: []ui.Column{{Head: "Day"}}, Empty: "There are no figures."}
	if len(days) > tableDays {
		t.HideTitle = false
		t.Caption = fmt.Sprintf("%s: the newest %d of %s", d.Title, tableDays, ui.Plural(len(days), "day", "days"))
		days = days[:tableDays]
	}
	if d.Ahead {
		slices.Reverse(days)
	}
	for _, s := range d.Series {
		t.Columns = append(t.Columns, ui.Column{Head: headOf(s.Name, d.Unit), Numeric: true})
	}
	for _, b := range d.Bands {
		t.Columns = append(t.Columns, ui.Column{Head: b.Name, Numeric: true})
	}
	notes := len(d.Windows)+len(d.Holidays)+len(d.Breaks) > 0
	if notes {
		t.Columns = append(t.Columns, ui.Column{Head: "Note"})
	}
	look := d.lookup()
	for _, day := range days {
		r := ui.Row{Cells: []ui.Cell{ui.Text(ui.DayShort(day) + " " + day.Format("2006"))}}
		for i := range d.Series {
			r.Cells = append(r.Cells, d.cell(look[i][day]))
		}
		for _, b := range d.Bands {
			r.Cells = append(r.Cells, ui.Text(d.bandOn(b, day)))
		}
		if notes {
			r.Cells = append(r.Cells, ui.Text(d.notesOn(day)))
		}
		t.Rows = append(t.Rows, r)
	}
	return t
}

func headOf(name, unit string) string {
	if unit == "" {
		return name
	}
	return name + " (" + unit + ")"
}

// days is every day with a point or band, newest first.
func (d Days) days() []civil.Date {
	seen := map[civil.Date]bool{}
	for _, s := range d.Series {
		for _, p := range s.Points {
			seen[p.Day] = true
		}
	}
	for _, b := range d.Bands {
		for _, p := range b.Days {
			seen[p.Day] = true
		}
	}
	out := make([]civil.Date, 0, len(seen))
	for day := range seen {
		out = append(out, day)
	}
	slices.SortFunc(out, func(a, b civil.Date) int { return b.Compare(a) })
	return out
}

func (d Days) lookup() []map[civil.Date]*Point {
	out := make([]map[civil.Date]*Point, len(d.Series))
	for i, s := range d.Series {
		out[i] = make(map[civil.Date]*Point, len(s.Points))
		for k := range s.Points {
			out[i][s.Points[k].Day] = &s.Points[k]
		}
	}
	return out
}

func (d Days) cell(p *Point) ui.Cell {
	switch {
	case p == nil:
		return ui.Text("–")
	case p.Value == nil && p.Absent == "":
		return ui.Cell{Mark: ui.Missing, Link: p.Link, Note: p.Note}
	case p.Value == nil:
		return ui.Cell{Mark: p.Absent, Link: p.Link, Note: p.Note}
	}
	c := ui.Cell{Text: ui.Number(*p.Value, d.Decimals), Link: p.Link, Note: p.Note}
	if c.Note == "" {
		c.Note = p.share()
	}
	if p.own() != p.Day {
		c.Note = strings.TrimPrefix(c.Note+", ", ", ") + "on " + ui.DayWords(p.own())
	}
	if p.hollow() {
		c.Tags = append(c.Tags, ui.Incomplete.Tag())
	}
	if p.Revised {
		c.Tags = append(c.Tags, ui.Corrected.Tag())
	}
	return c
}

func (d Days) bandOn(b Band, day civil.Date) string {
	for _, p := range b.Days {
		if p.Day == day {
			return ui.Number(p.Low, d.Decimals) + " to " + ui.Number(p.High, d.Decimals)
		}
	}
	return "–"
}

func (d Days) notesOn(day civil.Date) string {
	var out []string
	for _, w := range d.Windows {
		if !day.Before(w.From) && day.Before(w.To) {
			out = append(out, w.Name)
		}
	}
	for _, h := range d.Holidays {
		if h.Day == day {
			out = append(out, h.Name)
		}
	}
	for _, b := range d.Breaks {
		if b.On == day {
			out = append(out, b.Words)
		}
	}
	return strings.Join(out, "; ")
}

// describe is what a screen reader is told of the drawing.
func (d Days) describe() string {
	if d.Describe != "" {
		return d.Describe
	}
	if d.empty() {
		return "There are no figures."
	}
	span := d.span()
	out := []string{"From " + rangeWords(span.From, span.To) + "."}
	for _, s := range d.Series {
		out = append(out, d.describeSeries(s))
	}
	for _, l := range d.Lines {
		out = append(out, l.Name+" at "+d.write(l.At)+".")
	}
	out = append(out, "The table says the same.")
	return strings.Join(out, " ")
}

func (d Days) describeSeries(s Series) string {
	var low, high, last *Point
	gaps, few := 0, 0
	newest, _ := s.last()
	for i := range s.Points {
		p := &s.Points[i]
		if p.Value == nil {
			gaps++
			continue
		}
		if p.apart() {
			few++
			if !newest.apart() {
				continue // no low or high: most of the difference is who has answered
			}
		}
		if low == nil || *p.Value < *low.Value {
			low = p
		}
		if high == nil || *p.Value > *high.Value {
			high = p
		}
		last = p
	}
	if last == nil {
		return s.Name + ": no values."
	}
	words := fmt.Sprintf("%s: lowest %s on %s, highest %s on %s, last %s on %s.", s.Name, d.write(*low.Value), ui.DayWords(low.own()),
		d.write(*high.Value), ui.DayWords(high.own()), d.write(*last.Value), ui.DayWords(last.own()))
	if few > 0 && !newest.apart() {
		words += " " + ui.Plural(few, "day stands", "days stand") + " apart, with under nine in ten of the returns."
	}
	if gaps > 0 {
		words += " " + ui.Plural(gaps, "day has", "days have") + " no value."
	}
	return words
}

// notes are the sentences under the chart: what the letters mean, when the strikes are, where the scale begins.
func (d Days) notes() []string {
	var out []string
	span := d.span()
	for i, b := range d.Breaks {
		if span.Contains(b.On) {
			out = append(out, letter(i)+": from "+ui.DayWords(b.On)+", "+b.Words)
		}
	}
	for _, w := range d.Windows {
		if w.From.Before(span.To) && span.From.Before(w.To) {
			out = append(out, w.Name+": "+rangeWords(w.From, w.To))
		}
	}
	a := d.scale()
	if a.low > 0 && !d.empty() {
		out = append(out, "The scale begins at "+withUnit(ui.Number(a.low, a.decimals()), d.Unit)+", not at zero")
	}
	return out
}
