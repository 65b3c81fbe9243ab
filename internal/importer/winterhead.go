package importer

import (
	"slices"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/sheet"
	"headroom/internal/sitrep"
)

// heading is where the headings of a sheet stand, found by what they say.
type heading struct {
	row                     int   // the row with Code and Name
	dateRow                 int   // the row of dates: row itself, or one above or below it
	dates                   []int // columns with a date in dateRow
	code, name, region, icb int
}

// grid is a sheet's headings, resolved once: what each column is about.
type grid struct {
	heading
	lastHeader int          // the last row of headings; figures begin below it
	firstCol   int          // the first column that can hold figures
	cols       []gridCol    // the columns with a day, left to right
	bedDays    []bedDay     // beds with their occupancy, see unreturned
	dates      []civil.Date // each day once, in the order of the columns
	span       civil.Range  // first to last of them
}

// gridCol is one column of figures.
type gridCol struct {
	col      int
	name     string // the column's letters
	day      int    // place in grid.dates
	meter    *meter // nil when the heading names no measure
	computed bool   // a rate or a mean, left out without a word
	check    bool   // the measure may already stand in the draft
}

// bedDay is the open, occupied and rate columns of one kind of bed on one day, as places in grid.cols.
type bedDay struct{ open, occ, rate int }

// pair finds the beds that belong to each rate.
func (g *grid) pair() {
	type key struct {
		day  int
		code measure.Code
	}
	at := map[key]int{}
	for i, c := range g.cols {
		if c.meter != nil {
			at[key{c.day, c.meter.m.Code}] = i
		}
	}
	for i, c := range g.cols {
		if c.meter == nil || !c.meter.total {
			continue
		}
		open, ok1 := at[key{c.day, c.meter.m.Den}]
		occ, ok2 := at[key{c.day, c.meter.m.Num}]
		if ok1 && ok2 {
			g.bedDays = append(g.bedDays, bedDay{open, occ, i})
		}
	}
}

// isCodeHeading and isNameHeading know the headings of the two columns that every sheet has.
func isCodeHeading(text string) bool {
	switch sheet.Label(text) {
	case "code", "org code", "organisation code", "provider code", "trust code", "ods code":
		return true
	}
	return false
}

func isNameHeading(text string) bool {
	switch sheet.Label(text) {
	case "name", "org name", "organisation name", "provider name", "trust name", "provider", "trust":
		return true
	}
	return false
}

// findGrid looks for the row with Code and Name and, at most four rows above or two below it, the row of dates.
func findGrid(rows []sheet.Row) (heading, bool) {
	var h heading
	for _, r := range rows {
		h = heading{row: r.Index}
		for col := 1; col <= len(r.Cells) && col <= 12; col++ {
			switch l := r.At(col).Text; {
			case l == "":
			case h.code == 0 && isCodeHeading(l):
				h.code = col
			case h.name == 0 && isNameHeading(l):
				h.name = col
			case h.icb == 0 && isICBHeading(l):
				h.icb = col
			case h.region == 0 && strings.Contains(sheet.Label(l), "region"):
				h.region = col
			}
		}
		if h.code > 0 && h.name > 0 {
			break
		}
	}
	if h.code == 0 || h.name == 0 {
		return heading{}, false
	}
	for _, r := range rows {
		if r.Index < h.row-4 || r.Index > h.row+2 || r.Index != h.row && !(blank(r, h.code) && blank(r, h.name)) {
			continue // a row with a code or a name is an organisation's
		}
		var cols []int
		for col := h.first(); col <= len(r.Cells); col++ {
			if _, err := dayOf(r.At(col)); err == nil {
				cols = append(cols, col)
			}
		}
		if len(cols) > len(h.dates) {
			h.dates, h.dateRow = cols, r.Index
		}
	}
	return h, true
}

// blank reports a cell without anything to read.
func blank(r sheet.Row, col int) bool { return sheet.Clean(r.At(col).String()) == "" }

// isICBHeading knows the column that later winters add.
func isICBHeading(text string) bool {
	l := sheet.Label(text)
	return l == "icb" || strings.HasPrefix(l, "icb ") || strings.HasPrefix(l, "integrated care board")
}

// first is the first column that can hold figures.
func (h heading) first() int { return max(h.code, h.name, h.region, h.icb) + 1 }

// resolve says for every column which day and which measure it is about.
func (w *winter) resolve(h heading, rows []sheet.Row, merges []sheet.Merge) *grid {
	g := &grid{heading: h, firstCol: h.first(), lastHeader: max(h.row, h.dateRow)}
	labels := labelRows(g, rows)
	var dateCells []sheet.Cell
	for _, r := range rows {
		if r.Index == h.dateRow {
			dateCells = sheet.Spread(r, merges)
		}
	}
	last := len(dateCells)
	for _, l := range labels {
		last = max(last, len(l.Cells))
	}
	s := span{w: w, g: g, title: titleOf(rows), single: len(labels) == 0, day: -1}
	for col := g.firstCol; col <= last; col++ {
		var date sheet.Cell
		if col <= len(dateCells) {
			date = dateCells[col-1]
		}
		s.column(col, date, labels, merges)
	}
	if len(g.cols) == 0 {
		w.notes.sayf("sheet “%s” has dates but no columns that are known", sheet.Clean(w.sheet))
	}
	g.pair()
	if n := len(g.dates); n > 0 {
		first, end := slices.MinFunc(g.dates, civil.Date.Compare), slices.MaxFunc(g.dates, civil.Date.Compare)
		g.span = civil.Range{From: first, To: end.Add(1)}
	}
	return g
}

// labelRows are the rows below the dates that hold headings and no organisation: group headings and measure names.
func labelRows(g *grid, rows []sheet.Row) []sheet.Row {
	var out []sheet.Row
	for _, r := range rows {
		below := r.Index > g.dateRow && r.Index <= g.row
		beyond := r.Index > g.lastHeader && r.Index <= g.lastHeader+3 && blank(r, g.code) && blank(r, g.name)
		if (below || beyond || r.Index == g.row && g.dateRow > g.row) && textual(g, r) {
			out = append(out, r)
			g.lastHeader = max(g.lastHeader, r.Index)
		}
	}
	return out
}

// textual reports whether the row's figure columns hold headings: more words than numbers.
func textual(g *grid, r sheet.Row) bool {
	words, numbers := 0, 0
	for col := g.firstCol; col <= len(r.Cells); col++ {
		c := r.At(col)
		_, number := c.Float() // in a CSV file numbers are text too
		switch {
		case number || c.Kind != sheet.Text && c.Kind != sheet.Blank:
			numbers++
		case sheet.Label(c.Text) != "" && sheet.Label(c.Text) != "-":
			words++
		}
	}
	return words > numbers
}

// span walks along the headings from left to right.
type span struct {
	w       *winter
	g       *grid
	title   string
	single  bool               // no measure names: the sheet's title decides
	day     int                // place of the date in force, -1 for none
	inDay   map[string]bool    // the names met under it, to see where a lost date would begin
	group   []string           // the group headings in force, by label row
	dayAt   map[civil.Date]int // places of the dates met
	taken   map[dayMeter]bool  // what earlier columns of this sheet are about
	unknown map[string]int     // headings that no measure has
}

// dayMeter is what a column is about.
type dayMeter struct {
	day   int
	meter *meter
}

// column resolves one column.
func (s *span) column(col int, date sheet.Cell, labels []sheet.Row, merges []sheet.Merge) {
	at := sitrep.Cell{Sheet: s.w.sheet, Ref: sheet.Ref(col, s.g.dateRow)}
	fresh := s.date(col, date, at)
	words := s.words(col, labels, merges, fresh)
	label := ""
	if len(words) > 0 {
		label = words[len(words)-1]
	}
	if label == "" && !s.single || s.single && date.IsBlank() {
		return
	}
	if s.day < 0 {
		s.w.notes.say(place(at), "a column stands under no date: it is not read")
		return
	}
	if !fresh && !s.single && date.IsBlank() {
		// A date that is written once stands for the columns after it until their names begin again.
		if s.inDay[strings.Join(words, "|")] {
			s.w.refuse(at, "the columns from here begin a new day but no date stands above them; give the date and send the file again")
			s.day = -1
			return
		}
	}
	s.inDay[strings.Join(words, "|")] = true
	s.add(col, words)
}

// date takes the date above a column; it reports whether a new one begins here.
func (s *span) date(col int, c sheet.Cell, at sitrep.Cell) bool {
	if c.IsBlank() || (c.Kind == sheet.Text && sheet.Clean(c.Text) == "") {
		return false
	}
	d, err := dayOf(c)
	if err != nil {
		if s.day >= 0 || strings.ContainsAny(c.String(), "0123456789") {
			s.w.refuse(at, "the heading is not a date: %v; correct it and send the file again; the columns under it are not read", err)
		}
		s.day = -1
		return true
	}
	if s.dayAt == nil {
		s.dayAt, s.taken, s.unknown = map[civil.Date]int{}, map[dayMeter]bool{}, map[string]int{}
	}
	i, ok := s.dayAt[d]
	if !ok {
		i = len(s.g.dates)
		s.g.dates = append(s.g.dates, d)
		s.dayAt[d] = i
	}
	if i == s.day && col > s.g.firstCol {
		return false // the same merged date
	}
	s.day, s.inDay, s.group = i, map[string]bool{}, nil
	return true
}

// words are the headings over a column from the top down; a group heading stands for the columns right of it.
func (s *span) words(col int, labels []sheet.Row, merges []sheet.Merge, fresh bool) []string {
	if fresh || len(s.group) != len(labels) {
		s.group = make([]string, len(labels))
	}
	out := make([]string, 0, len(labels))
	for i, r := range labels {
		l := sheet.Label(r.At(col).String())
		if i < len(labels)-1 {
			if l != "" {
				s.group[i] = l
			}
			l = s.group[i]
		} else if l == "" {
			for _, m := range merges { // a measure name merged downwards from its group row, or across
				if m.Has(col, r.Index) && m.FromCol == col && i > 0 {
					l = sheet.Label(labels[i-1].At(col).String())
				}
			}
		}
		out = append(out, l)
	}
	return out
}

// add puts the column into the grid with its measure.
func (s *span) add(col int, words []string) {
	m, computed := winterMeasure(s.w.sheet, s.title, words)
	c := gridCol{col: col, name: sheet.ColumnName(col), day: s.day, computed: computed}
	if m != "" {
		c.meter = s.w.meter(m)
	}
	switch {
	case c.meter != nil:
		key := dayMeter{s.day, c.meter}
		c.check = s.w.given[c.meter] || s.taken[key]
		s.taken[key] = true
		s.w.now[c.meter] = true
	case !computed:
		s.unknown[strings.Trim(strings.Join(words, " / "), " /")]++
		if s.unknown[strings.Trim(strings.Join(words, " / "), " /")] == 1 {
			s.w.notes.say(place(sitrep.Cell{Sheet: sheet.Clean(s.w.sheet), Ref: sheet.Ref(col, s.g.lastHeader)}),
				"the heading “"+clip(strings.Trim(strings.Join(words, " / "), " /"), 80)+"” is not a measure that is known: its columns are not read")
		}
	}
	s.g.cols = append(s.g.cols, c)
}

// titleOf is what the title block says after "Title:".
func titleOf(rows []sheet.Row) string {
	for _, r := range rows {
		for col := 1; col <= min(len(r.Cells), 4); col++ {
			if sheet.Label(r.At(col).Text) == "title:" {
				return r.At(col + 1).String()
			}
		}
	}
	return ""
}
