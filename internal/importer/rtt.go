package importer

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/sitrep"
)

func rttFormat() Format {
	return Format{
		Name: "rtt-provider", Words: "Referral to treatment, incomplete pathways by provider",
		Recognised: "the headings Provider Code, Treatment Function Code and >0-1", Example: "Incomplete-Provider-Dec24-XLSX-9M-69130.csv",
		Form: sitrep.RTTMonthly, Expect: []string{"Region Code", "Provider Code", "Provider Name", "Treatment Function Code", ">0-1 to >103-104", "104 plus",
			"Total number of incomplete pathways", "Total within 18 weeks", "Total 52 plus weeks", "Total 65 plus weeks", "Total 78 plus weeks"},
		Quirks: "“-” is nought: with it every row's bands add up to its total. Treatment functions are added per provider; C_999, the file's own total over them, " +
			"is never added and must agree. Medians and centiles of functions are not stored; those of C_999 are the provider's, kept as published. The month is in the title or the file's name.",
		match: headed("provider code", "treatment function code", ">0-1"),
		read:  readRTT,
	}
}

func readRTT(ctx context.Context, book *sheet.Book, b *builder) error {
	b.edition, b.expect = b.format.Name, 112
	month, err := b.fileMonth(ctx, book)
	if err != nil {
		return err
	}
	p := newParts(b, sitrep.RTTMonthly, month)
	err = b.eachTable(ctx, book, []string{"provider code", "treatment function code", ">0-1"}, func(t *table) (func(sheet.Row), error) {
		code, err := t.key("provider code")
		if err != nil {
			return nil, err
		}
		cols := t.figures(measure.Of(0), func(l string) (measure.Code, bool) {
			return rttMeasure(l), l == "region code" || l == "provider code" || l == "provider name" || strings.HasPrefix(l, "treatment function")
		})
		return func(r sheet.Row) {
			name, fn := clean(r, t.head.at["provider name"]), clean(r, t.head.at["treatment function code"])
			c, total, problem := t.who(clean(r, code), name)
			if problem != "" {
				t.batch.Read += len(cols)
				t.refuse(t.at(r, code), "%s", problem)
				return
			}
			if total {
				if isRollup(fn) {
					t.wide(r, cols, slot{total: true, form: sitrep.RTTMonthly, org: c, day: p.month}, p.span)
				}
				return
			}
			t.sight(org.Sighting{Code: c, Name: name, Kind: kindByName(c, name), RegionLabel: clean(r, t.head.at["region code"])}, t.at(r, code), p.span)
			p.row(t, r, cols, c, fn, isRollup(fn))
		}, nil
	})
	p.finish()
	return err
}

// isRollup reports whether a treatment function code is the file's own total.
func isRollup(code string) bool {
	return strings.EqualFold(code, "C_999") || strings.EqualFold(code, "999") || strings.EqualFold(code, "Total")
}

// rttMeasure reads a heading of the provider file or of the full extract.
func rttMeasure(l string) measure.Code {
	if n, ok := rttBand(l); ok {
		return measure.RTTBand(n)
	}
	switch {
	case l == "total number of incomplete pathways", l == "total all":
		return "rtt_incomplete"
	case l == "total within 18 weeks":
		return "rtt_within18"
	case l == "% within 18 weeks":
		return "rtt_18_rate"
	case has(l, "median"):
		return "rtt_median"
	case has(l, "92nd"):
		return "rtt_p92"
	case has(l, "95th"):
		return "rtt_p95"
	case has(l, "unknown clock start"):
		return "rtt_unknown_start"
	}
	for _, n := range []string{"52", "65", "78", "104"} {
		if strings.HasPrefix(l, "total "+n+" plus") || l == "total "+n+"+ weeks" {
			return measure.Code("rtt_over" + n)
		}
	}
	return ""
}

// rttBand reads ">17-18", "104 plus", "gt 17 to 18 weeks sum 1" and "gt 104 weeks sum 1" as the band's lower end in weeks.
// A band that is not one week wide is none: were its width to change, its figures would mean something else.
func rttBand(l string) (int, bool) {
	from, to := "", ""
	switch {
	case strings.HasPrefix(l, ">"):
		from, to, _ = strings.Cut(l[1:], "-")
	case strings.HasPrefix(l, "gt "):
		from, to, _ = strings.Cut(strings.TrimSuffix(l[3:], " weeks sum 1"), " to ")
	case strings.HasSuffix(l, " plus"):
		from = strings.TrimSuffix(l, " plus")
	}
	n, err := strconv.Atoi(strings.TrimSpace(from))
	if err != nil || n < 0 || n > 104 {
		return 0, false
	}
	if n == 104 {
		return n, to == ""
	}
	end, err := strconv.Atoi(strings.TrimSpace(to))
	return n, err == nil && end == n+1
}

// parts adds up the rows of a provider that stand for parts of it (treatment functions, commissioners, tests) and compares
// them with the file's own total row. A part that comes twice is counted once when its figures are the same.
type parts struct {
	b     *builder
	form  sitrep.FormCode
	month civil.Date
	span  civil.Range
	order []org.Code
	by    map[org.Code]*whole
}

// whole is one organisation: its parts, its own total, what is wrong with it.
type whole struct {
	part     map[string]partRow // by the part's name
	rollups  map[string]partRow // the file's own totals: one, or one per commissioner
	sum, own map[*meter]*figure // over part, and over rollups
	order    []*meter           // as the columns stand in the file
	problems []wrong
	centiles []sitrep.Item // as the file's own total rows give them
}

// wrong is a problem that waits until the organisation's draft is made.
type wrong struct {
	name string // the measure's code, or ""
	at   sitrep.Cell
	msg  string
}

// partRow is a row that was read, kept so that a second one of the same part can be compared with it.
type partRow struct {
	at   sitrep.Cell
	vals []measure.Value // by column
}

// figure is a sum with the cells it runs over.
type figure struct {
	v           measure.Value
	first, last sitrep.Cell
	n           int // how many cells were added
}

// newParts begins a month.
func newParts(b *builder, form sitrep.FormCode, month civil.Date) *parts {
	p := &parts{b: b, form: form, by: map[org.Code]*whole{}}
	p.month, p.span = monthOf(month)
	return p
}

// row takes one row: a part, or with rollup the total over parts. key names the part within its organisation.
func (p *parts) row(t *table, r sheet.Row, cols []wideCol, c org.Code, key string, rollup bool) {
	w := p.by[c]
	if w == nil {
		w = &whole{part: map[string]partRow{}, sum: map[*meter]*figure{}, own: map[*meter]*figure{}, rollups: map[string]partRow{}}
		p.by[c] = w
		p.order = append(p.order, c)
	}
	at := t.at(r, 1)
	row := partRow{at: at, vals: make([]measure.Value, len(cols))}
	if t.ragged(r) {
		w.problems = append(w.problems, wrong{"", at, raggedWords})
	}
	for i, k := range cols {
		cell := r.At(k.col)
		if k.meter == nil {
			if !cell.IsBlank() {
				t.unread++
			}
			continue
		}
		if !k.meter.adds() {
			p.published(w, k, r, t.at(r, k.col), rollup)
			continue
		}
		p.b.batch.Read++
		v, problem, note := k.meter.read(cell)
		if problem != "" {
			w.problems = append(w.problems, wrong{string(k.meter.m.Code), t.at(r, k.col), problem})
		}
		if note != "" {
			p.b.notes.say(place(t.at(r, k.col)), note)
		}
		row.vals[i] = v
		if j := earlier(cols, i); j >= 0 && row.vals[j] != v {
			w.problems = append(w.problems, wrong{string(k.meter.m.Code), t.at(r, k.col), fmt.Sprintf("two columns of one heading differ: %s at %s and %s here; neither is used"+remedy,
				row.vals[j], r.Ref(cols[j].col), v)})
		}
	}
	p.store(t, r, cols, w, row, key, rollup)
}

// published takes a centile that the file gives for the whole organisation, which nothing adds up to. Those of its parts
// are left out: they are no figure of the organisation.
func (p *parts) published(w *whole, k wideCol, r sheet.Row, at sitrep.Cell, rollup bool) {
	cell := r.At(k.col)
	switch {
	case k.meter.total:
		if !cell.IsBlank() {
			p.b.computed++
		}
		return
	case !rollup:
		if !cell.IsBlank() {
			p.b.notes.sayf("medians and centiles of single treatment functions are not stored; those of a provider's total are, as published")
		}
		return
	}
	p.b.batch.Read++
	v, problem, note := k.meter.read(cell)
	if problem != "" {
		w.problems = append(w.problems, wrong{string(k.meter.m.Code), at, problem})
	}
	if note != "" {
		p.b.notes.say(place(at), note)
	}
	w.centiles = append(w.centiles, sitrep.Item{Measure: k.meter.m.Code, Value: v, At: at})
}

// earlier is the place of an earlier column of the same measure, or -1.
func earlier(cols []wideCol, i int) int {
	if !cols[i].check {
		return -1
	}
	for j := range cols[:i] {
		if cols[j].meter == cols[i].meter {
			return j
		}
	}
	return -1
}

// store adds a row that was read, unless the same part was there before.
func (p *parts) store(t *table, r sheet.Row, cols []wideCol, w *whole, row partRow, key string, rollup bool) {
	had, sums := w.part, w.sum
	if rollup {
		had, sums = w.rollups, w.own
	}
	if old, twice := had[key]; twice {
		if same(old.vals, row.vals) {
			p.b.notes.say(place(old.at)+" and "+place(row.at), "a row stands twice with the same figures and is counted once")
			return
		}
		w.problems = append(w.problems, wrong{"", row.at, fmt.Sprintf("two rows for “%s” with different figures, at %s and %s; neither is used"+remedy, clip(key, 60), place(old.at), place(row.at))})
		return
	}
	had[key] = row
	for i, k := range cols {
		if k.meter == nil || !k.meter.adds() || k.check {
			continue
		}
		f := sums[k.meter]
		if f == nil {
			f = &figure{first: t.at(r, k.col)}
			sums[k.meter] = f
			if w.sum[k.meter] == nil || w.own[k.meter] == nil {
				w.order = append(w.order, k.meter)
			}
		}
		f.add(row.vals[i], t.at(r, k.col))
	}
}

// same reports whether two rows hold the same figures.
func same(a, b []measure.Value) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// add adds a value. A gap adds nothing and does not make the sum a gap, unless nothing else is there.
func (f *figure) add(v measure.Value, at sitrep.Cell) {
	f.last = at
	f.n++
	switch {
	case v.Given() && f.v.Given():
		f.v = measure.Of(f.v.Amount() + v.Amount())
	case v.Given() || f.v.IsMissing():
		f.v = v
	}
}

// cell is the one cell, or the span that was added.
func (f *figure) cell() sitrep.Cell {
	if f.n < 2 || f.first == f.last {
		return f.first
	}
	return sitrep.Cell{Sheet: f.first.Sheet, Ref: f.first.Ref + ":" + f.last.Ref}
}

// finish makes the drafts. Where parts and the file's own total disagree the return is refused: either may be wrong.
func (p *parts) finish() {
	for _, c := range p.order {
		w := p.by[c]
		i, _ := p.b.draft(slot{form: p.form, org: c, day: p.month})
		d := &p.b.batch.Drafts[i]
		d.Covers = p.span
		for _, x := range w.problems {
			d.Problems = append(d.Problems, p.b.field(x.name, x.at, x.msg))
		}
		done := map[*meter]bool{}
		for _, k := range w.order {
			if done[k] {
				continue
			}
			done[k] = true
			p.item(d, k, w.sum[k], w.own[k], len(w.part) > 0 && len(w.rollups) > 0)
		}
		if len(w.rollups) == 1 { // of several totals none is the organisation's
			for _, it := range w.centiles {
				if d.Value(it.Measure).IsMissing() {
					d.Items = append(d.Items, it)
				}
			}
		}
		if len(w.part) == 0 {
			p.b.notes.say(string(c), "only the file's own total over parts is there: it is read as it stands")
		}
	}
}

// item puts one measure into the draft: the sum over parts, or where there is none the file's own total. The cell is that
// of the own total when there is one, for a reader finds the figure there.
func (p *parts) item(d *sitrep.Draft, k *meter, sum, own *figure, both bool) {
	switch {
	case sum != nil && own != nil && both:
		if sum.v != own.v && sum.v.Given() && own.v.Given() && sum.v.Amount() != own.v.Amount() {
			d.Problems = append(d.Problems, p.b.field(string(k.m.Code), own.cell(), fmt.Sprintf("the file's own total says %s but its parts (%s) add up to %s; neither is used"+remedy,
				own.v, place(sum.cell()), sum.v)))
			return
		}
		v := sum.v
		if !v.Given() {
			v = own.v
		}
		d.Items = append(d.Items, sitrep.Item{Measure: k.m.Code, Value: v, At: own.cell()})
	case sum != nil:
		d.Items = append(d.Items, sitrep.Item{Measure: k.m.Code, Value: sum.v, At: sum.cell()})
	case own != nil:
		d.Items = append(d.Items, sitrep.Item{Measure: k.m.Code, Value: own.v, At: own.cell()})
	}
}
