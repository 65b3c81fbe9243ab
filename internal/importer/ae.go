package importer

import (
	"context"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/sitrep"
)

func aeFormat() Format {
	return Format{
		Name: "ae-monthly", Words: "Monthly A&E attendances and emergency admissions",
		Recognised: "the headings Period, Org Code and A&E attendances Type 1", Example: "Monthly-AE-December-2024.csv", Form: sitrep.AEMonthly,
		Expect: []string{"Period", "Org Code", "Parent Org", "Org name", "A&E attendances Type 1, Type 2, Other", "… Booked Appointments …", "Attendances over 4hrs …",
			"Patients who have waited … from DTA to admission", "Emergency admissions via A&E …", "Other emergency admissions"},
		Quirks: "The row TOTAL is the file's own total. Booked attendances stand in columns of their own and are read (trap T19); files before they existed have none.",
		match: func(p *peek) bool {
			return headed("period", "org code", "a&e attendances type 1")(p) || headed("period", "org code", "number of a&e attendances type 1")(p)
		},
		read: readAE,
	}
}

// readAE reads both eras of columns: what a file lacks is simply not given.
func readAE(ctx context.Context, book *sheet.Book, b *builder) error {
	b.edition, b.expect = string(sitrep.AEMonthly), 18
	return b.monthly(ctx, book, monthTable{
		form: sitrep.AEMonthly, must: []string{"period", "org code"}, code: []string{"org code"}, name: []string{"org name"}, region: []string{"parent org", "parent name"},
		month: func(t *table, r sheet.Row) (civil.Date, bool) { return parseMonth(clean(r, t.head.at["period"])) },
		named: func(l string) (measure.Code, bool) {
			switch l {
			case "period", "org code", "org name", "parent org", "parent name":
				return "", true
			}
			return aeMeasure(l), false
		},
	})
}

// aeMeasure reads a heading of either era: newer files drop "Number of" and add the booked attendances.
func aeMeasure(l string) measure.Code {
	l = strings.TrimPrefix(l, "number of ")
	typ := ""
	switch {
	case has(l, "type 1"):
		typ = "t1"
	case has(l, "type 2"):
		typ = "t2"
	case has(l, "other a&e", "other department", "type 3"):
		typ = "t3"
	}
	booked := ""
	if has(l, "booked") {
		booked = "booked_"
	}
	switch {
	case strings.HasPrefix(l, "total"), has(l, "percent", "%"):
		return ""
	case strings.HasPrefix(l, "other emergency admissions"):
		return "ae_emadm_other"
	case has(l, "dta") && has(l, "4-12"):
		return "ae_dta_4_12"
	case has(l, "dta") && has(l, "12+"):
		return "ae_dta_12"
	case typ == "":
		return ""
	case strings.HasPrefix(l, "a&e attendances"):
		return measure.Code("ae_att_" + booked + typ)
	case strings.HasPrefix(l, "attendances over 4"), strings.HasPrefix(l, "attendances over4"):
		return measure.Code("ae_over4_" + booked + typ)
	case strings.HasPrefix(l, "emergency admissions via"):
		return measure.Code("ae_emadm_" + typ)
	}
	return ""
}

// monthTable is a table with one organisation and month in a row.
type monthTable struct {
	form               sitrep.FormCode
	must               []string
	code, name, region []string
	month              func(*table, sheet.Row) (civil.Date, bool) // false: the row does not say
	named              func(label string) (c measure.Code, known bool)
}

// monthly reads a monthTable. Organisations are told apart by name: files list private and charitable providers too. Totals whose row names no month are about the only month of the file.
func (b *builder) monthly(ctx context.Context, book *sheet.Book, l monthTable) error {
	var later []func(civil.Date)
	months := map[civil.Date]bool{}
	err := b.eachTable(ctx, book, l.must, func(t *table) (func(sheet.Row), error) {
		var col [3]int
		for i, labels := range [][]string{l.code, l.name, l.region} {
			c, err := t.key(labels...)
			if err != nil {
				return nil, err
			}
			col[i] = c
		}
		cols := t.figures(measure.Gap(), l.named)
		return func(r sheet.Row) {
			name := clean(r, col[1])
			c, total, problem := t.who(clean(r, col[0]), name)
			if problem != "" {
				t.batch.Read += len(cols)
				t.refuse(t.at(r, col[0]), "%s", problem)
				return
			}
			s := slot{total: total, form: l.form, org: c}
			m, ok := l.month(t, r)
			switch {
			case ok:
				var span civil.Range
				s.day, span = monthOf(m)
				if !total {
					months[s.day] = true
					t.sight(org.Sighting{Code: c, Name: name, Kind: kindByName(c, name), RegionLabel: clean(r, col[2])}, t.at(r, col[0]), span)
				}
				t.wide(r, cols, s, span)
			case total:
				r := r.Clone()
				later = append(later, func(only civil.Date) {
					_, span := monthOf(only)
					s.day = only
					t.wide(r, cols, s, span)
				})
			default:
				t.batch.Read += len(cols)
				t.refuse(t.at(r, 1), "the row does not say which month it is about; correct it and send the file again")
			}
		}, nil
	})
	if err != nil {
		return err
	}
	if len(later) > 0 && len(months) > 1 {
		b.notes.sayf("the total row does not say which of the file's %d months it is about: it is left out", len(months))
		return nil
	}
	for only := range months {
		for _, f := range later {
			f(only)
		}
	}
	return nil
}

// fileMonth is the month that a title block or else the file's name gives; without one nothing of the file can be used.
func (b *builder) fileMonth(ctx context.Context, book *sheet.Book) (civil.Date, error) {
	p, err := peekInto(ctx, book, b.opt.File)
	if err != nil {
		return civil.Date{}, err
	}
	for _, t := range p.sheets {
		if d, ok := titleDate(t.rows); ok && b.opt.Published.IsZero() && d.At(publishedAt).After(b.batch.Source.Known) {
			b.batch.Source.Known = d.At(publishedAt)
		}
	}
	for _, t := range p.sheets {
		for _, r := range t.rows {
			if m, ok := titledMonth(r); ok {
				return m, nil
			}
		}
	}
	for _, s := range []string{book.Archived, b.opt.File} {
		if m, ok := parseMonth(s); ok {
			return m, nil
		}
	}
	return civil.Date{}, fault.New(fault.Invalid, "%s does not say which month it is about, neither in a title nor in its name; give it its published name, as “…-December-2024.csv”, and send it again", b.opt.File)
}

// titledMonth reads "Period:" with the month in the next cell, or "PERIOD: JUL 2023/24" in one.
func titledMonth(r sheet.Row) (civil.Date, bool) {
	for col := 1; col <= len(r.Cells) && col <= 6; col++ {
		l := sheet.Label(r.At(col).Text)
		if !strings.HasPrefix(l, "period") {
			continue
		}
		if m, ok := parseMonth(strings.TrimPrefix(l, "period")); ok {
			return m, true
		}
		if !strings.HasSuffix(l, ":") {
			continue
		}
		next := r.At(col + 1)
		if next.Kind == sheet.Date {
			m, _ := monthOf(next.Date)
			return m, true
		}
		if m, ok := parseMonth(next.Text); ok {
			return m, true
		}
	}
	return civil.Date{}, false
}
