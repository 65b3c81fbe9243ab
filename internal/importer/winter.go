package importer

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/sitrep"
)

// AmbulanceDaily is the form of the separate ambulance collection (from winter 2022-23): the same kind of workbook with
// handovers alone. It fills a form of its own, so that it never stands in for a trust's whole return.
const AmbulanceDaily sitrep.FormCode = "ambulance-daily"

func winterFormat() Format {
	return Format{
		Name: "winter-workbook", Words: "Winter daily situation report workbook",
		Recognised: "a sheet with the headings Code and Name and a row of dates to their right",
		Example:    "Winter-data-timeseries-20180304.xlsx", Form: sitrep.UECPublished,
		Expect: []string{"A&E closures", "A&E diverts", "G&A beds (total, adult, paediatric)", "Adult critical care", "Paediatric intensive care",
			"Neonatal intensive care", "D&V, Norovirus", "RSV", "Flu", "Beds Occ by long stay patients", "Ambulance Arrivals and Delays", "All handovers"},
		Quirks: "Dates are merged over their columns in the row above the measure names, or are the headings themselves on a sheet of one measure. " +
			"Helper numbers without an organisation, hidden sheets and computed rates are left out; England and region rows are kept as the file's own totals.",
		match: func(p *peek) bool {
			for _, t := range p.sheets {
				if h, ok := findGrid(t.rows); ok && len(h.dates) > 0 {
					return true
				}
			}
			return false
		},
		read: readWinter,
	}
}

// winter reads one workbook.
type winter struct {
	*builder
	form  sitrep.FormCode
	lists []orgList       // trusts by sheet, to see whether sheets disagree
	given map[*meter]bool // measures that an earlier sheet held
	blank []blankBeds     // beds that were read as missing, see unreturned

	placed map[slot]*placed // where the drafts of an organisation are; the slot's day is none

	// of the sheet being read
	sheet  string            // its name, as the cell references carry it
	now    map[*meter]bool   // the measures it holds
	rowsOf map[org.Code]bool // the trusts seen so far: a trust that comes again is compared
	totals map[string]bool   // the total rows seen so far, by form and code
	buf    []byte            // the cell names of one row
	ends   []int             // where each of them ends
}

// orgList is the trusts that one sheet lists.
type orgList struct {
	sheet string
	orgs  map[org.Code]bool
}

// readWinter reads every visible sheet. A workbook of handovers alone fills a form of its own.
func readWinter(ctx context.Context, book *sheet.Book, b *builder) error {
	w := &winter{builder: b, form: sitrep.UECPublished, given: map[*meter]bool{}, placed: map[slot]*placed{}}
	b.expect = 24
	if handoversOnly(book) {
		w.form = AmbulanceDaily
	}
	for i, s := range book.Sheets {
		if s.Hidden() {
			continue
		}
		if err := w.read(ctx, s); err != nil {
			return err
		}
		if b.opt.Progress != nil {
			b.opt.Progress(i+1, len(book.Sheets), "read sheet "+sheet.Clean(s.Name()))
		}
	}
	b.edition = b.format.Name
	if w.form != sitrep.UECPublished {
		b.edition = string(w.form)
	}
	w.besideBlank()
	w.compareLists()
	return nil
}

// handoversOnly reports whether every visible sheet with a known subject is about handovers.
func handoversOnly(book *sheet.Book) bool {
	only := false
	for _, s := range book.Sheets {
		if s.Hidden() {
			continue
		}
		switch topicOf(s.Name(), "") {
		case topicHandover:
			only = true
		case topicNone:
		default:
			return false
		}
	}
	return only
}

// read reads one sheet: its top is held until the headings are known, the rest streams by.
func (w *winter) read(ctx context.Context, s sheet.Sheet) error {
	w.sheet = s.Name()
	w.rowsOf, w.totals, w.now = map[org.Code]bool{}, map[string]bool{}, map[*meter]bool{}
	var held []sheet.Row
	var g *grid
	for row, err := range s.Rows(ctx) {
		if err != nil {
			return err
		}
		if g != nil {
			w.row(g, row)
			continue
		}
		held = append(held, row.Clone())
		if len(held) >= peekRows || row.Index >= 2*peekRows {
			if g = w.open(s, held); g == nil {
				return nil
			}
		}
	}
	if g == nil {
		w.open(s, held)
	}
	if len(w.rowsOf) > 0 {
		w.lists = append(w.lists, orgList{sheet.Clean(w.sheet), w.rowsOf})
	}
	for k := range w.now {
		w.given[k] = true
	}
	return nil
}

// open finds the headings among the rows held and reads the rows below them; nil when the sheet holds no figures.
func (w *winter) open(s sheet.Sheet, held []sheet.Row) *grid {
	w.published(held)
	h, ok := findGrid(held)
	if !ok || len(h.dates) == 0 {
		if len(held) > 20 {
			w.notes.sayf("sheet “%s” has no headings Code and Name with dates to their right: it is not read", sheet.Clean(s.Name()))
		}
		return nil
	}
	g := w.resolve(h, held, s.Merges())
	for _, r := range held {
		if r.Index > g.lastHeader {
			w.row(g, r)
		}
	}
	return g
}

// published takes the date of publication or revision from a title block; the latest of all sheets counts.
func (w *winter) published(rows []sheet.Row) {
	if r, ok := titlePeriod(rows); ok {
		if w.stated.From.IsZero() || r.From.Before(w.stated.From) {
			w.stated.From = r.From
		}
		if r.To.After(w.stated.To) {
			w.stated.To = r.To
		}
	}
	if at, ok := titleDate(rows); ok && w.opt.Published.IsZero() && at.At(publishedAt).After(w.batch.Source.Known) {
		w.batch.Source.Known = at.At(publishedAt)
	}
}

// titleDate is the later of the days that a title block gives as "Published:" and "Revised:".
func titleDate(rows []sheet.Row) (civil.Date, bool) {
	var at civil.Date
	for _, r := range rows {
		for col := 1; col <= len(r.Cells); col++ {
			l := strings.TrimSuffix(sheet.Label(r.At(col).Text), ":")
			if l != "published" && l != "revised" && l != "publication date" && l != "date published" {
				continue
			}
			for next := col + 1; next <= col+4; next++ {
				if d, err := dayOf(r.At(next)); err == nil && d.After(at) {
					at = d
				}
			}
		}
	}
	return at, !at.IsZero()
}

// titlePeriod is the span of days that a title block gives as “Period: 20th November 2017 to 4th March 2018”; false where
// it gives none, or something else than two days.
func titlePeriod(rows []sheet.Row) (civil.Range, bool) {
	for _, r := range rows {
		for col := 1; col <= min(len(r.Cells), 6); col++ {
			if strings.TrimSuffix(sheet.Label(r.At(col).Text), ":") != "period" {
				continue
			}
			from, to, ok := strings.Cut(sheet.Clean(r.At(col+1).Text), " to ")
			if !ok {
				continue
			}
			first, err1 := parseDay(from)
			last, err2 := parseDay(to)
			if err1 == nil && err2 == nil && !last.Before(first) {
				return civil.Range{From: first, To: last.Add(1)}, true
			}
		}
	}
	return civil.Range{}, false
}

// row reads one row below the headings.
func (w *winter) row(g *grid, r sheet.Row) {
	codeText, name := sheet.Clean(r.At(g.code).String()), sheet.Clean(r.At(g.name).String())
	if codeText == "" && name == "" {
		w.stray(g, r)
		return
	}
	if isCodeHeading(codeText) {
		return // the headings come again above the next block
	}
	region := ""
	if g.region > 0 {
		region = sheet.Clean(r.At(g.region).String())
	}
	kind, code := w.whose(codeText, name)
	at := sitrep.Cell{Sheet: w.sheet, Ref: r.Ref(g.code)}
	switch kind {
	case rowNobody:
		if w.figures(g, r) > 0 {
			w.batch.Read += w.figures(g, r)
			w.refuse(at, "the row of “%s” holds figures but its code “%s” is not an organisation's; correct the code and send the file again", clip(name, 60), clip(codeText, 20))
		}
	case rowTotal, rowType1:
		form := w.form
		if kind == rowType1 {
			form = Type1(form)
		}
		key := string(form) + " " + string(code)
		w.values(g, r, slot{total: true, form: form, org: code}, w.totals[key])
		w.totals[key] = true
	default:
		again := w.rowsOf[code]
		w.rowsOf[code] = true
		parent := org.Code("")
		if g.icb > 0 {
			if c, _, err := w.builder.code(sheet.Clean(r.At(g.icb).String())); err == nil && c != org.England && len(c) <= 5 {
				parent = c
			}
		}
		w.sight(org.Sighting{Code: code, Name: name, Kind: org.KindOfTrust(code), RegionLabel: region, Parent: parent}, at, g.span)
		w.values(g, r, slot{form: w.form, org: code}, again)
	}
}

// stray is a row without code and name: helper numbers, notes, blank lines.
func (w *winter) stray(g *grid, r sheet.Row) {
	if n := w.figures(g, r); n > 0 {
		w.notes.say(place(sitrep.Cell{Sheet: sheet.Clean(w.sheet), Ref: r.Ref(g.firstCol)}), "a row holds numbers but neither a code nor a name (a helper row): left out")
	}
}

// figures counts a row's cells that are not blank, under headings that are known.
func (w *winter) figures(g *grid, r sheet.Row) int {
	n := 0
	for i := range g.cols {
		if !r.At(g.cols[i].col).IsBlank() {
			n++
		}
	}
	return n
}

// rowKind says what a row below the headings is about.
type rowKind uint8

const (
	rowTrust  rowKind = iota
	rowTotal          // England, a region or an ICB: kept beside the returns
	rowType1          // England's trusts with a type 1 department
	rowNobody         // no organisation can be made out
)

// whose says what organisation a row is about. Totals are known by their names; nothing is read from a code's letters.
func (w *winter) whose(codeText, name string) (rowKind, org.Code) {
	label := strings.ToLower(name)
	code, starred, err := w.builder.code(codeText)
	if strings.HasPrefix(label, "england") || (err == nil && code == org.England && name == "") {
		if strings.Contains(label, "type 1") {
			return rowType1, org.England
		}
		return rowTotal, org.England
	}
	if err != nil || code == org.England {
		if c, ok := org.RegionForLabel(org.NHS, name); ok && c != org.England {
			return rowTotal, c
		}
		return rowNobody, ""
	}
	if c, ok := regionRow(codeText, name); ok {
		return rowTotal, c
	}
	if strings.Contains(label, "integrated care board") || strings.HasSuffix(label, " icb") {
		return rowTotal, code
	}
	if starred {
		w.starred[code] = true
		w.notes.say(string(code), "the code is marked with * in the file: NHS England's mark for a trust that has merged; read under the code without it")
	}
	return rowTrust, code
}

// values reads a row's figures into its drafts, one per date.
func (w *winter) values(g *grid, r sheet.Row, s slot, again bool) {
	places := w.drafts(g, s)
	list := *w.list(s.total)
	w.unreturned(g, r, s, places)
	w.names(g, r)
	text := string(w.buf)
	from := 0
	for i := range g.cols {
		c := &g.cols[i]
		end := w.ends[i]
		ref := text[from:end]
		from = end
		cell := r.At(c.col)
		if c.meter == nil {
			if !cell.IsBlank() && !s.total && !c.computed {
				w.unread++
			}
			continue
		}
		if c.meter.total && !s.total {
			if !cell.IsBlank() {
				w.computed++
			}
			continue
		}
		d := &list[places[c.day]]
		w.take(d, c.meter, cell, sitrep.Cell{Sheet: w.sheet, Ref: ref}, again || c.check)
	}
}

// isNought reports a nought that somebody wrote, as a number or as text.
func isNought(c sheet.Cell) bool { n, ok := c.Float(); return ok && n == 0 }

// names writes the row's cell names one after another: one allocation for a row in place of one for every value.
func (w *winter) names(g *grid, r sheet.Row) {
	w.buf, w.ends = w.buf[:0], w.ends[:0]
	line := fmt.Sprint(r.Index)
	for i := range g.cols {
		if g.cols[i].meter != nil {
			w.buf = append(append(w.buf, g.cols[i].name...), line...)
		}
		w.ends = append(w.ends, len(w.buf))
	}
}

// drafts is the index of the drafts of an organisation for each of the sheet's dates.
func (w *winter) drafts(g *grid, s slot) []int {
	had := w.placed[s]
	if had != nil && slices.Equal(had.dates, g.dates) {
		return had.places
	}
	out := make([]int, 0, len(g.dates))
	whose := s
	for _, d := range g.dates {
		s.day = d
		i, _ := w.draft(s)
		out = append(out, i)
	}
	w.placed[whose] = &placed{g.dates, out}
	return out
}

// placed are the places of an organisation's drafts on the dates of the last sheet that lists it: most sheets are about
// the same days.
type placed struct {
	dates  []civil.Date
	places []int
}

// compareLists notes trusts that some sheets list and others do not.
func (w *winter) compareLists() {
	all := map[org.Code]bool{}
	for _, l := range w.lists {
		for c := range l.orgs {
			all[c] = true
		}
	}
	for _, l := range w.lists {
		var missing []string
		for c := range all {
			if !l.orgs[c] {
				missing = append(missing, string(c))
			}
		}
		if len(missing) > 0 {
			w.notes.sayf("sheet “%s” does not list %s, which other sheets do; its figures are missing for them", l.sheet, listed(sortedWords(missing), 8))
		}
	}
}
