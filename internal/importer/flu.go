package importer

import (
	"context"

	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/sitrep"
)

func fluFormat() Format {
	return Format{
		Name: "flu-vintage", Words: "Flu beds as they stood on a publication date",
		Recognised: "the headings region, trust_code, trust_name, date, measure, value", Example: "published_2023-01-06.csv",
		Form: sitrep.FluPublished, Expect: []string{"region", "trust_code", "trust_name", "date", "measure", "value"},
		Quirks: "The day of publication is in the file's name; each file is a whole edition, so that a day or a trust it no longer lists is withdrawn. " +
			"“RA4*” is RA4, a trust that has merged; “-” is missing.",
		match: headed("region", "trust_code", "date", "measure", "value"),
		read:  readFlu,
	}
}

// readFlu: days without a figure are covered all the same, so that a day that an earlier edition gave is withdrawn.
func readFlu(ctx context.Context, book *sheet.Book, b *builder) error {
	b.edition, b.expect = "flu", 2
	b.publishedInName()
	return b.eachTable(ctx, book, []string{"region", "trust_code", "date", "measure", "value"}, func(t *table) (func(sheet.Row), error) {
		return t.long(longTable{
			form: sitrep.FluPublished, code: []string{"trust_code"}, name: []string{"trust_name"}, region: []string{"region"},
			day: []string{"date"}, label: []string{"measure"}, value: []string{"value"},
			meter: func(label string, _ civil.Date) *meter {
				if c, _ := winterMeasure("Flu", "", []string{label}); c != "" {
					return b.meter(c)
				}
				return nil
			},
		})
	})
}

// publishedInName takes the publication date from the file's name, when nobody gave another.
func (b *builder) publishedInName() {
	if d, ok := dayInName(b.opt.File); ok && b.opt.Published.IsZero() {
		b.batch.Source.Known = d.At(publishedAt)
	}
	if b.batch.Source.Known.IsZero() {
		b.notes.sayf("neither the file's name nor the caller says when it was published")
	}
}

// longTable is a table with one figure in a row: whose, which day, which measure, how much.
type longTable struct {
	form                                       sitrep.FormCode
	code, name, region, day, label, value      []string
	meter                                      func(label string, day civil.Date) *meter // nil for a label that is not known
	month                                      bool                                      // the day stands for its month
	colCode, colName, colRegion, colDay, colLb int
	colValue                                   int
}

// long makes the reader of a long table's rows.
func (t *table) long(l longTable) (func(sheet.Row), error) {
	for _, k := range []struct {
		col    *int
		labels []string
	}{{&l.colCode, l.code}, {&l.colName, l.name}, {&l.colRegion, l.region}, {&l.colDay, l.day}, {&l.colLb, l.label}, {&l.colValue, l.value}} {
		c, err := t.key(k.labels...)
		if err != nil {
			return nil, err
		}
		*k.col = c
	}
	found := map[string]*meter{}
	return func(r sheet.Row) { t.longRow(r, &l, found) }, nil
}

// longRow reads one figure. The row is refused by itself when its day or code cannot be read: it belongs to no return then.
func (t *table) longRow(r sheet.Row, l *longTable, found map[string]*meter) {
	day, err := t.days.of(r.At(l.colDay))
	if err != nil {
		t.batch.Read++
		t.refuse(t.at(r, l.colDay), "%v; correct it and send the file again", err)
		return
	}
	name := clean(r, l.colName)
	c, total, problem := t.who(clean(r, l.colCode), name)
	if problem != "" {
		t.batch.Read++
		t.refuse(t.at(r, l.colCode), "%s", problem)
		return
	}
	text := r.At(l.colLb).String()
	k, ok := found[text]
	if !ok {
		k = l.meter(sheet.Label(text), day)
		found[text] = k
	}
	s := slot{total: total, form: l.form, org: c, day: day}
	var covers civil.Range
	if l.month {
		s.day, covers = monthOf(day)
	}
	if !total {
		t.sight(org.Sighting{Code: c, Name: name, Kind: org.KindOfTrust(c), RegionLabel: clean(r, l.colRegion)}, t.at(r, l.colCode), oneDay(day))
	}
	if k == nil {
		t.unread++
		t.notes.say(place(t.at(r, l.colLb)), "“"+clip(text, 90)+"” is not a measure that is known: not read")
		return
	}
	i, _ := t.draft(s)
	d := &(*t.list(total))[i]
	d.Covers = covers
	if t.ragged(r) {
		t.batch.Read++
		d.Problems = append(d.Problems, t.field("", t.at(r, 1), raggedWords))
		return
	}
	t.take(d, k, r.At(l.colValue), t.at(r, l.colValue), true)
}
