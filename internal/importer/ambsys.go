package importer

import (
	"context"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/sheet"
	"headroom/internal/sitrep"
)

func ambsysFormat() Format {
	return Format{
		Name: "ambsys", Words: "Ambulance systems indicators (AmbSYS)", Recognised: "the headings Year, Month, Org Code, A7 and A10",
		Example: "AmbSYS-to-20240531.csv", Form: sitrep.AmbSYSMonthly, Expect: []string{"Year", "Month", "Region", "Org Code", "Org Name", "A0 to A148"},
		Quirks: "“.” is missing. Rows of Eng and of regions are the file's own totals: means and centiles of theirs stand with those, for nothing adds up to them.",
		match:  headed("year", "month", "org code", "a7", "a10"),
		read:   readAmbsys,
	}
}

func readAmbsys(ctx context.Context, book *sheet.Book, b *builder) error {
	b.edition, b.expect = string(sitrep.AmbSYSMonthly), 120
	return b.monthly(ctx, book, monthTable{
		form: sitrep.AmbSYSMonthly, must: []string{"year", "month", "org code", "a7", "a10"}, code: []string{"org code"}, name: []string{"org name"}, region: []string{"region"},
		month: func(t *table, r sheet.Row) (civil.Date, bool) {
			year, ok := r.At(t.head.at["year"]).Float()
			month, ok2 := r.At(t.head.at["month"]).Float()
			if !ok || !ok2 || year != float64(int(year)) || month != float64(int(month)) || month < 1 || month > 12 {
				return civil.Date{}, false
			}
			return monthAt(int(year), time.Month(month))
		},
		named: func(l string) (measure.Code, bool) {
			switch l {
			case "year", "month", "region", "org code", "org name":
				return "", true
			}
			if c := measure.Code("ambsys_" + l); strings.HasPrefix(l, "a") && measure.Index(c) >= 0 {
				return c, true
			}
			return "", false
		},
	})
}
