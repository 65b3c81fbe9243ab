package importer

import (
	"context"
	"strings"

	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/sitrep"
)

// dm01Total is the diagnostic id of a provider's total over the 15 tests.
const dm01Total = 16

func dm01Format() Format {
	return Format{
		Name: "dm01", Words: "Monthly diagnostics waiting times and activity (DM01) by provider",
		Recognised: "the headings Provider Code and Total Waiting List, under a title block or in the first line", Example: "Monthly-Diagnostics-Web-File-Provider-December-2024.xls",
		Form: sitrep.DM01Monthly, Expect: []string{"Regional Team Code", "Provider Code", "Provider Name", "Diagnostic ID", "Diagnostic Test Name", "Total Waiting List",
			"Number waiting 6+ Weeks", "Number waiting 13+ Weeks", "Planned tests / procedures", "Unscheduled tests / procedures", "Waiting list tests / procedures (excluding planned)"},
		Quirks: "Numbers may be text with commas, shares text with %. A provider's row Total must agree with its tests and is not added; the row Total without a " +
			"code is England's. The sheets of an .xls repeat each other: figures that agree are read once. Weekly bands are not read.",
		match: headed("provider code", "total waiting list"),
		read:  readDM01,
	}
}

// readDM01: the tests of a provider are rows of one draft, under measures of their own.
func readDM01(ctx context.Context, book *sheet.Book, b *builder) error {
	b.edition, b.expect = string(sitrep.DM01Monthly), 96
	month, err := b.fileMonth(ctx, book)
	if err != nil {
		return err
	}
	first, span := monthOf(month)
	err = b.eachTable(ctx, book, []string{"provider code", "total waiting list"}, func(t *table) (func(sheet.Row), error) {
		code, err := t.key("provider code")
		if err != nil {
			return nil, err
		}
		tests := map[int][]wideCol{}
		return func(r sheet.Row) {
			name, text := clean(r, t.head.at["provider name"]), clean(r, code)
			id, ok := t.test(r)
			if !ok {
				b.batch.Read++
				b.refuse(t.at(r, t.head.at["diagnostic id"]), "“%s” is not one of the 15 tests or their total; correct it and send the file again", clip(clean(r, t.head.at["diagnostic id"]), 30))
				return
			}
			cols, ok := tests[id]
			if !ok {
				cols = t.figures(measure.Gap(), func(l string) (measure.Code, bool) { return dm01Measure(id, l) })
				tests[id] = cols
			}
			s := slot{form: sitrep.DM01Monthly, org: org.England, day: first}
			if s.total = text == "" && sheet.Label(name) == "total"; !s.total {
				c, total, problem := t.who(text, name)
				if problem != "" {
					b.batch.Read += len(cols)
					b.refuse(t.at(r, code), "%s", problem)
					return
				}
				if s.org, s.total = c, total; !total {
					b.sight(org.Sighting{Code: c, Name: name, Kind: kindByName(c, name), RegionLabel: clean(r, t.head.any("regional team code", "regional team name"))}, t.at(r, code), span)
				}
			}
			for i := range cols {
				cols[i].check = true // the tests of a provider are rows of one draft: nothing may come twice
			}
			t.wide(r, cols, s, span)
		}, nil
	})
	if err == nil {
		b.dm01Agrees()
	}
	return err
}

// test is the diagnostic id of a row; a sheet without the column holds totals over the tests.
func (t *table) test(r sheet.Row) (int, bool) {
	col := t.head.at["diagnostic id"]
	if col == 0 || r.At(col).IsBlank() {
		return dm01Total, col == 0 || clean(r, t.head.at["provider code"]) == ""
	}
	n, ok := r.At(col).Float()
	id := int(n)
	return id, ok && n == float64(id) && measure.DM01Test(id) != ""
}

// dm01Measure is the measure of a heading for one test; known is true for headings that are left out on purpose.
func dm01Measure(id int, l string) (c measure.Code, known bool) {
	stem := measure.DM01Test(id)
	end := ""
	switch {
	case l == "total waiting list":
		end = "_waiting"
	case strings.HasPrefix(l, "number waiting 6+"):
		end = "_6w"
	case strings.HasPrefix(l, "number waiting 13+"):
		end = "_13w"
	case strings.HasPrefix(l, "percentage waiting 6+"):
		end = "_6w_rate"
	case strings.HasPrefix(l, "planned tests"):
		end = "_done_planned"
	case strings.HasPrefix(l, "unscheduled tests"):
		end = "_done_unscheduled"
	case strings.HasPrefix(l, "waiting list tests"):
		end = "_done_list"
	case strings.HasPrefix(l, "regional"), strings.HasPrefix(l, "provider"), strings.HasPrefix(l, "diagnostic"), strings.HasSuffix(l, " weeks"):
		return "", true
	default:
		return "", false
	}
	return measure.Code(stem + end), true
}

// dm01Agrees refuses the returns whose tests do not add up to their own total.
func (b *builder) dm01Agrees() {
	ends := []string{"_waiting", "_6w", "_13w", "_done_planned", "_done_unscheduled", "_done_list"}
	type key struct {
		end   string
		total bool
	}
	of := map[measure.Code]key{}
	for id := 1; id <= dm01Total; id++ {
		for _, e := range ends {
			of[measure.Code(measure.DM01Test(id)+e)] = key{e, id == dm01Total}
		}
	}
	for i := range b.batch.Drafts {
		d := &b.batch.Drafts[i]
		sum, own := map[string]*figure{}, map[string]*figure{}
		for _, it := range d.Items {
			k, ok := of[it.Measure]
			if !ok {
				continue
			}
			m := sum
			if k.total {
				m = own
			}
			if m[k.end] == nil {
				m[k.end] = &figure{first: it.At}
			}
			m[k.end].add(it.Value, it.At)
		}
		for _, e := range ends {
			if s, o := sum[e], own[e]; s != nil && o != nil && s.v.Given() && o.v.Given() && s.v.Amount() != o.v.Amount() {
				d.Problems = append(d.Problems, b.field(measure.DM01Test(dm01Total)+e, o.cell(),
					"the file's own total says "+o.v.String()+" but its tests add up to "+s.v.String()+"; neither is used"+remedy))
			}
		}
	}
}
