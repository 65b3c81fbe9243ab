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

func rttExtractFormat() Format {
	return Format{
		Name: "rtt-full-extract", Words: "Referral to treatment full extract: provider by commissioner by part",
		Recognised: "the headings Provider Org Code, Commissioner Org Code, RTT Part Type and Gt 00 To 01 Weeks SUM 1", Example: "20230430-RTT-April-2023-full-extract.zip",
		Form: sitrep.RTTMonthly, Expect: []string{"Period", "Provider Org Code", "Commissioner Org Code", "RTT Part Type", "Treatment Function Code", "Gt 00 To 01 Weeks SUM 1 …", "Total All"},
		Quirks: "Part 2 (incomplete pathways) is read; the other parts are other things and are left out. A provider is the sum over commissioners and treatment " +
			"functions; C_999 is never added and must agree. Total is blank in part 2: Total All counts.",
		match: headed("provider org code", "commissioner org code", "rtt part type", "gt 00 to 01 weeks sum 1"),
		read:  readExtract,
	}
}

// readExtract adds part 2 over commissioners and treatment functions. Names hold commas; the CSV reader knows quotes.
func readExtract(ctx context.Context, book *sheet.Book, b *builder) error {
	b.edition, b.expect = b.format.Name, 112
	must := []string{"period", "provider org code", "commissioner org code", "rtt part type", "treatment function code", "gt 00 to 01 weeks sum 1"}
	var p *parts
	err := b.eachTable(ctx, book, must, func(t *table) (func(sheet.Row), error) {
		for _, l := range must {
			if _, err := t.key(l); err != nil {
				return nil, err
			}
		}
		cols := t.figures(measure.Of(0), func(l string) (measure.Code, bool) {
			return rttMeasure(l), l == "period" || l == "total" || strings.HasPrefix(l, "provider") || strings.HasPrefix(l, "commissioner") || strings.HasPrefix(l, "rtt part") || strings.HasPrefix(l, "treatment function")
		})
		return func(r sheet.Row) {
			at := func(l string) string { return clean(r, t.head.at[l]) }
			if !strings.EqualFold(at("rtt part type"), "Part_2") {
				b.notes.sayf("rows of parts other than 2 (incomplete pathways) are left out")
				return
			}
			month, ok := parseMonth(at("period"))
			if ok && p == nil {
				p = newParts(b, sitrep.RTTMonthly, month)
			}
			name := at("provider org name")
			c, total, problem := t.who(at("provider org code"), name)
			switch {
			case !ok || p.month != civil.On(month.Year(), month.Month(), 1):
				problem = "the row's period is not the month that the file is about; correct it and send the file again"
			case total:
				problem = "the provider's code is that of England or a region; correct it and send the file again"
			}
			if problem != "" {
				b.batch.Read += len(cols)
				b.refuse(t.at(r, t.head.at["provider org code"]), "%s", problem)
				return
			}
			parent := org.Code("")
			if x, _, err := b.code(at("provider parent org code")); err == nil && x != org.England {
				parent = x
			}
			b.sight(org.Sighting{Code: c, Name: name, Kind: kindByName(c, name), Parent: parent}, t.at(r, t.head.at["provider org code"]), p.span)
			fn := at("treatment function code")
			p.row(t, r, cols, c, at("commissioner org code")+" "+fn, isRollup(fn))
		}, nil
	})
	if err != nil {
		return err
	}
	if p == nil {
		return fault.New(fault.Invalid, "%s holds no rows of part 2 (incomplete pathways) with a month; send the whole extract", b.opt.File)
	}
	p.finish()
	b.longWaits()
	return nil
}

// longWaits adds what the extract does not count itself: how many have waited up to 18 weeks and over 52, 65, 78 and 104.
// They are sums of its weekly bands, each band above its lower end.
func (b *builder) longWaits() {
	spans := []struct {
		code     measure.Code
		from, to int
	}{{"rtt_within18", 0, 17}, {"rtt_over52", 52, 104}, {"rtt_over65", 65, 104}, {"rtt_over78", 78, 104}, {"rtt_over104", 104, 104}}
	bandOf := map[measure.Code]int{}
	for n := 0; n <= 104; n++ {
		bandOf[measure.RTTBand(n)] = n
	}
	for i := range b.batch.Drafts {
		d := &b.batch.Drafts[i]
		sums := make([]figure, len(spans))
		for _, it := range d.Items {
			n, ok := bandOf[it.Measure]
			for j, s := range spans {
				if ok && n >= s.from && n <= s.to {
					if sums[j].n == 0 {
						sums[j].first = it.At
					}
					sums[j].add(it.Value, it.At)
				}
			}
		}
		for j, s := range spans {
			if d.Value(s.code).IsMissing() && sums[j].n == s.to-s.from+1 {
				d.Items = append(d.Items, sitrep.Item{Measure: s.code, Value: sums[j].v, At: sums[j].cell()})
			}
		}
	}
}
