package importer

import (
	"context"
	"time"

	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/sitrep"
)

func tidyFormat() Format {
	return Format{
		Name: "tidy-sitrep", Words: "Tidy trust-by-day copy of a winter's daily situation reports",
		Recognised: "the headings Code, Name, Date and G&A Beds Open", Example: "tidy_sitrep1718.csv", Form: sitrep.UECTidy,
		Expect: []string{"Code", "Name", "Date", "Diverts", "Closures", "G&A Beds Open", "G&A beds occ'd", "CC Adult Open", "CC Adult Occ",
			"No. beds closed due to norovirus etc.", "No. beds occupied by long-stay patients (> 7 days)", "Delays30", "Delays60"},
		Quirks: "The column Occupancy rate is 0 in two winters: it is not stored. Rows of ENGLAND are the file's own totals. " +
			"Where the file skips days (weekends in 2015-16) the next day's flows cover the days skipped.",
		match: headed("code", "name", "date", "g&a beds open"),
		read:  readTidy,
	}
}

// tidyNames are the columns of the tidy copies.
var tidyNames = map[string]measure.Code{
	"diverts": "ae_diverts", "closures": "ae_closures", "a&e attendances": "ae_attendances",
	"g&a beds open": "ga_open", "g&a beds occ'd": "ga_occ",
	"cc adult open": "cc_adult_open", "cc adult occ": "cc_adult_occ", "critical care beds occupancy rate": "cc_adult_occ_rate",
	"no. beds closed due to norovirus etc.":              "dv_closed",
	"no. unoccupied beds closed due to norovirus etc.":   "dv_closed_unocc",
	"no. beds occupied by long-stay patients (> 7 days)": "los7", "no. beds occupied by long-stay patients (> 21 days)": "los21",
	"no. beds occupied by long-stay patients (> 14 days)": "los14",
	"delays30":              "amb_30_60",
	"delays60":              "amb_60",
	"arriving by ambulance": "amb_arr",
	"no. beds occupied by flu patients (g&a)":           "flu_ga",
	"no. beds occupied by flu patients (critical care)": "flu_cc",
}

func readTidy(ctx context.Context, book *sheet.Book, b *builder) error {
	b.edition, b.expect = string(sitrep.UECTidy), 13
	if err := b.daily(ctx, book, dailyTable{
		form: sitrep.UECTidy, code: "code", name: "name", day: "date", must: []string{"code", "name", "date", "g&a beds open"},
		named: func(l string) (measure.Code, bool) {
			return tidyNames[l], l == "occupancy rate"
		},
	}); err != nil {
		return err
	}
	b.coverSkipped(sitrep.UECTidy)
	return nil
}

// dailyTable is a table with one organisation and day in a row.
type dailyTable struct {
	form            sitrep.FormCode
	code, name, day string
	must            []string
	named           func(label string) (c measure.Code, known bool)
}

// daily reads a dailyTable.
func (b *builder) daily(ctx context.Context, book *sheet.Book, l dailyTable) error {
	return b.eachTable(ctx, book, l.must, func(t *table) (func(sheet.Row), error) {
		code, err := t.key(l.code)
		if err != nil {
			return nil, err
		}
		name, err := t.key(l.name)
		if err != nil {
			return nil, err
		}
		day, err := t.key(l.day)
		if err != nil {
			return nil, err
		}
		cols := t.figures(measure.Gap(), func(label string) (measure.Code, bool) {
			if label == l.code || label == l.name || label == l.day {
				return "", true
			}
			return l.named(label)
		})
		return func(r sheet.Row) {
			d, err := t.days.of(r.At(day))
			if err != nil {
				t.batch.Read += len(cols)
				t.refuse(t.at(r, day), "%v; correct it and send the file again", err)
				return
			}
			who := clean(r, name)
			c, total, problem := t.who(clean(r, code), who)
			if problem != "" {
				t.batch.Read += len(cols)
				t.refuse(t.at(r, code), "%s", problem)
				return
			}
			if !total {
				t.sight(org.Sighting{Code: c, Name: who, Kind: org.KindOfTrust(c)}, t.at(r, code), oneDay(d))
			}
			t.wide(r, cols, slot{total: total, form: l.form, org: c, day: d}, civil.Range{})
		}, nil
	})
}

// longestSkip is the longest stretch of days that one return has covered (Christmas 2015: 24 to 28 December).
const longestSkip = 6

// coverSkipped says what the flows cover in a file that skips days. In 2015-16 the figures for a Friday hold Friday to
// Sunday (England: 142,844 attendances on Friday 4 December, 43,920 on the Tuesday before), those for 24 December hold
// five days: there a day's flows run from that day to the next one listed. The last day cannot be told: a Friday is taken
// to run to Monday like the others.
func (b *builder) coverSkipped(form sitrep.FormCode) {
	set := b.covers[form]
	span := map[civil.Date]civil.Range{}
	var words []string
	for d := range set {
		n := 1
		for n < longestSkip && !set[d.Add(n)] {
			n++
		}
		if !set[d.Add(n)] {
			if n = 1; d.Weekday() == time.Friday {
				n = 3
			}
		}
		span[d] = civil.Range{From: d, To: d.Add(n)}
		if n > 1 {
			words = append(words, d.String())
		}
	}
	if len(words) == 0 || len(words) == 1 && len(set) < longestSkip {
		return
	}
	for _, l := range [][]sitrep.Draft{b.batch.Drafts, b.batch.Published} {
		for i := range l {
			if l[i].Form == form {
				l[i].Covers = span[l[i].Day]
			}
		}
	}
	b.notes.sayf("the file skips days: the flows of %s are taken to cover the days skipped after them, and each day's flows to begin on that day", listed(sortedWords(words), 6))
}
