package importer

import (
	"context"
	"fmt"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/sitrep"
)

func cancerFormat() Format {
	return Format{
		Name: "cancer-waits", Words: "Monthly cancer waiting times by commissioner or provider",
		Recognised: "a sheet with the headings ODS CODE, TOTAL and WITHIN … DAYS", Example: "nhs_commissioner_wait_times_jul_2023.xlsx", Form: sitrep.CancerMonthly,
		Expect: []string{"TWO WEEK WAIT-ALL CANCER", "TWO WEEK WAIT-BREAST SYMPTOMS", "62-DAY (ALL CANCER)", "62-DAY (CONSULTANT UPGRADE)", "62-DAY (SCREENING)",
			"31-DAY FIRST TREAT (ALL CANCER)", "31-DAY SUB TREAT (SURGERY, DRUGS, RADIOTHERAPY)", "28-DAY FDS (ALL ROUTES)", "31-DAY and 62-DAY COMBINED"},
		Quirks: "One sheet per standard; the sheet's title decides which. Half patients are legal. Rows for one cancer type or route are left out where a row for all " +
			"stands beside them. Patients of an UNKNOWN commissioner belong to no organisation and are left out with a note.",
		match: func(p *peek) bool {
			for _, t := range p.sheets {
				for _, r := range t.rows {
					if cancerHead(columnsOf(r)).code > 0 {
						return true
					}
				}
			}
			return false
		},
		read: readCancer,
	}
}

// cancerColumns are the columns of one sheet.
type cancerColumns struct {
	code, name, total, within, after, share int
	dims                                    []int
}

// cancerHead finds the columns in a row of headings; code is 0 when it is none. What stands between the name and the total
// divides the patients: by cancer, by care setting, by route.
func cancerHead(c columns) cancerColumns {
	var h cancerColumns
	for col := 1; col < len(c.names); col++ {
		switch l := sheet.Label(c.names[col]); {
		case l == "":
		case h.code == 0 && (l == "ods code" || l == "org code"):
			h.code = col
		case h.total == 0 && strings.HasPrefix(l, "total"):
			h.total = col
		case h.within == 0 && strings.HasPrefix(l, "within ") && strings.HasSuffix(l, "days"):
			h.within = col
		case h.after == 0 && strings.HasPrefix(l, "after ") && strings.HasSuffix(l, "days"):
			h.after = col
		case h.share == 0 && h.total > 0 && has(l, "%", "percent", "performance"):
			h.share = col
		case h.code > 0 && h.name == 0:
			h.name = col
		case h.code > 0 && h.total == 0:
			h.dims = append(h.dims, col)
		}
	}
	if h.code == 0 || h.total == 0 || h.within == 0 || h.name == 0 {
		return cancerColumns{}
	}
	return h
}

// cancerStandard is the standard that a sheet is about, by its title and name; empty for those that are not read.
func cancerStandard(title string) string {
	switch t := sheet.Label(title); {
	case has(t, "by cancer", "by route", "by treatment", "by modality"):
		return ""
	case has(t, "two week", "2ww", "14-day") && has(t, "breast"):
		return "2wwb"
	case has(t, "two week", "2ww", "14-day"):
		return "2ww"
	case has(t, "28-day", "28 day", "faster diagnosis"):
		return "fds"
	case has(t, "62-day", "62 day"):
		return pickStandard(t, "62d", [][2]string{{"upgrade", "62c"}, {"screening", "62s"}, {"combined", "62d"}, {"all routes", "62d"}, {"urgent", "62u"}, {"gp", "62u"}, {"all cancer", "62u"}})
	case has(t, "31-day", "31 day"):
		return pickStandard(t, "31d", [][2]string{{"surgery", "31ss"}, {"drug", "31sd"}, {"radiotherapy", "31sr"}, {"combined", "31d"}, {"palliative", ""}, {"other", ""},
			{"subsequent", ""}, {"first", "31f"}, {"all treatments", "31d"}})
	}
	return ""
}

// pickStandard takes the first of the words that the title has; the order matters, for most titles say “all cancers”.
func pickStandard(t, otherwise string, words [][2]string) string {
	for _, w := range words {
		if strings.Contains(t, w[0]) {
			return w[1]
		}
	}
	return otherwise
}

// readCancer reads one sheet per standard into one draft per organisation.
func readCancer(ctx context.Context, book *sheet.Book, b *builder) error {
	b.edition, b.expect = b.format.Name, 24
	month, err := b.fileMonth(ctx, book)
	if err != nil {
		return err
	}
	first, span := monthOf(month)
	for _, s := range book.Sheets {
		if s.Hidden() {
			continue
		}
		x := cancerSheet{builder: b, sheet: s.Name(), month: first, span: span}
		for r, err := range s.Rows(ctx) {
			if err != nil {
				return err
			}
			x.row(r)
		}
		x.finish()
	}
	return nil
}

// cancerSheet holds a sheet's rows until it is known which of them are for all cancers, routes and settings together.
type cancerSheet struct {
	*builder
	sheet string
	month civil.Date
	span  civil.Range
	title []string
	other bool // the sheet's own period is another month
	head  cancerColumns
	rows  []sheet.Row
}

// row collects: the title above the headings, the rows below them.
func (x *cancerSheet) row(r sheet.Row) {
	if x.head.code > 0 {
		if !r.At(x.head.code).IsBlank() || !r.At(x.head.total).IsBlank() {
			x.rows = append(x.rows, r.Clone())
		}
		return
	}
	if x.head = cancerHead(columnsOf(r)); x.head.code > 0 {
		return
	}
	if m, ok := titledMonth(r); ok && m != x.month {
		x.other = true
	}
	for _, c := range r.Cells {
		if c.Kind == sheet.Text && len(x.title) < 8 {
			x.title = append(x.title, c.Text)
		}
	}
}

// finish reads the rows, now that all of them are known.
func (x *cancerSheet) finish() {
	if x.head.code == 0 {
		return
	}
	std := ""
	if len(x.title) > 0 {
		std = cancerStandard(x.title[0] + " " + x.sheet)
	}
	if std == "" {
		x.unread += 2 * len(x.rows)
		x.notes.sayf("sheet “%s” is about no standard that is known, or about single cancers or routes: it is not read", sheet.Clean(x.sheet))
		return
	}
	if x.other {
		x.batch.Read += 2 * len(x.rows)
		x.refuse(sitrep.Cell{Sheet: x.sheet, Ref: "A1"}, "the sheet is about another month than the first one; correct its period or send it as a file of its own")
		return
	}
	all := x.wholes()
	for _, r := range x.rows {
		if !all(r) {
			x.unread += 2
			continue
		}
		x.standard(r, "cancer_"+std)
	}
}

// wholes tells the rows over all cancers, routes and settings from those of one: a column that says the same in every row
// divides nothing; in one that does not, only "all …" counts.
func (x *cancerSheet) wholes() func(sheet.Row) bool {
	divides := map[int]bool{}
	for _, col := range x.head.dims {
		seen := map[string]bool{}
		for _, r := range x.rows {
			seen[sheet.Label(r.At(col).String())] = true
		}
		divides[col] = len(seen) > 1
	}
	return func(r sheet.Row) bool {
		for _, col := range x.head.dims {
			if divides[col] && !strings.HasPrefix(sheet.Label(r.At(col).String()), "all") {
				return false
			}
		}
		return true
	}
}

func (x *cancerSheet) cell(r sheet.Row, col int) sitrep.Cell {
	return sitrep.Cell{Sheet: x.sheet, Ref: r.Ref(col)}
}

// standard reads one organisation's row.
func (x *cancerSheet) standard(r sheet.Row, stem string) {
	name, text := clean(r, x.head.name), clean(r, x.head.code)
	if strings.EqualFold(text, "unknown") {
		x.notes.say(place(x.cell(r, x.head.code)), "patients of an unknown commissioner or provider belong to no organisation: left out")
		return
	}
	c, total, problem := (&table{builder: x.builder, sheet: x.sheet}).who(text, name)
	if problem != "" {
		x.batch.Read += 2
		x.refuse(x.cell(r, x.head.code), "%s", problem)
		return
	}
	if !total {
		x.sight(org.Sighting{Code: c, Name: name, Kind: kindByName(c, name)}, x.cell(r, x.head.code), x.span)
	}
	i, _ := x.draft(slot{total: total, form: sitrep.CancerMonthly, org: c, day: x.month})
	d := &(*x.list(total))[i]
	d.Covers = x.span
	for _, k := range []struct {
		end string
		col int
	}{{"_total", x.head.total}, {"_within", x.head.within}} {
		if m := x.meter(measure.Code(stem + k.end)); m != nil {
			x.take(d, m, r.At(k.col), x.cell(r, k.col), true)
		}
	}
	if x.head.share > 0 && !total && !r.At(x.head.share).IsBlank() {
		x.computed++
	}
	x.agree(d, r, stem)
}

// agree refuses a row whose patients within and after the limit are not its total.
func (x *cancerSheet) agree(d *sitrep.Draft, r sheet.Row, stem string) {
	if x.head.after == 0 {
		return
	}
	t, ok1 := r.At(x.head.total).Float()
	w, ok2 := r.At(x.head.within).Float()
	a, ok3 := r.At(x.head.after).Float()
	if ok1 && ok2 && ok3 && t != w+a {
		d.Problems = append(d.Problems, x.field(stem+"_total", x.cell(r, x.head.total),
			fmt.Sprintf("the total is %s but %s within and %s after the limit make %s"+remedy, measure.Plain(t), measure.Plain(w), measure.Plain(a), measure.Plain(w+a))))
	}
}
