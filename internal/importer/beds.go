package importer

import (
	"context"
	"maps"
	"slices"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/sitrep"
)

func bedsFormat() Format {
	return Format{
		Name: "beds-long", Words: "Monthly beds, one figure in a row",
		Recognised: "the headings Period, Level, Org Code, Metric, Type, Value", Example: "202501-January-2025-beds-sitrep-data-FINAL-revised.csv",
		Form: sitrep.BedsMonthly, Expect: []string{"Period", "Level", "Region", "ICB", "Org Code", "Org Name", "Metric", "Type", "Value"},
		Quirks: "Levels overlap: only providers become returns; ICB, region and England rows are the file's own totals, all acute trusts and " +
			"type 1 trusts apart. “[z]” is not applicable. Rates are not stored.",
		match: headed("period", "level", "org code", "metric", "type", "value"),
		read:  readBeds,
	}
}

// beds reads the long beds file.
type beds struct {
	*table
	col    map[string]int
	found  map[string]*meter
	icbs   map[string]org.Code // codes of ICBs by the name in the ICB column
	parent map[org.Code]string // the ICB column of each provider
	types  map[string]int
	lone   map[org.Code]string // the type of each provider
}

func readBeds(ctx context.Context, book *sheet.Book, b *builder) error {
	b.edition, b.expect = string(sitrep.BedsMonthly), 26
	must := []string{"period", "level", "org code", "metric", "type", "value"}
	var all []*beds
	err := b.eachTable(ctx, book, must, func(t *table) (func(sheet.Row), error) {
		x := &beds{table: t, col: map[string]int{}, found: map[string]*meter{}, icbs: map[string]org.Code{}, parent: map[org.Code]string{}, types: map[string]int{}, lone: map[org.Code]string{}}
		for _, l := range append(must, "region", "icb", "org name") {
			c, err := t.key(l)
			if err != nil {
				return nil, err
			}
			x.col[l] = c
		}
		all = append(all, x)
		return x.row, nil
	})
	for _, x := range all {
		x.place()
	}
	return err
}

// row reads one figure of any level.
func (x *beds) row(r sheet.Row) {
	at := x.at(r, x.col["value"])
	if x.ragged(r) {
		x.batch.Read++
		x.refuse(x.at(r, 1), raggedWords)
		return
	}
	day, err := x.days.of(r.At(x.col["period"]))
	if err != nil {
		x.batch.Read++
		x.refuse(x.at(r, x.col["period"]), "%v; correct it and send the file again", err)
		return
	}
	name, level := clean(r, x.col["org name"]), sheet.Label(clean(r, x.col["level"]))
	c, total, problem := x.who(clean(r, x.col["org code"]), name)
	if problem != "" {
		x.batch.Read++
		x.refuse(x.at(r, x.col["org code"]), "%s", problem)
		return
	}
	s := slot{form: sitrep.BedsMonthly, org: c}
	var covers civil.Range
	s.day, covers = monthOf(day)
	kind := sheet.Label(clean(r, x.col["type"]))
	switch level {
	case "provider":
		if total {
			x.batch.Read++
			x.refuse(at, "the row is marked as a provider but its code is that of England or a region; correct one of them and send the file again")
			return
		}
		x.provider(r, c, name, kind, covers)
	case "national", "region", "icb":
		s.total = true
		if level == "icb" {
			x.icbs[sheet.Label(clean(r, x.col["icb"]))] = c
		}
		if kind == "type 1" {
			s.form = Type1(s.form)
		}
	default:
		x.batch.Read++
		x.refuse(x.at(r, x.col["level"]), "“%s” is not a level that is known (National, Region, ICB, Provider); correct it and send the file again", clip(level, 30))
		return
	}
	k := x.metric(r)
	if k == nil {
		return
	}
	if k.total && !s.total {
		if !r.At(x.col["value"]).IsBlank() {
			x.computed++
		}
		return
	}
	i, _ := x.draft(s)
	d := &(*x.list(s.total))[i]
	d.Covers = covers
	x.take(d, k, r.At(x.col["value"]), at, true)
}

// provider notes a provider and refuses to let its figures of two types stand as one.
func (x *beds) provider(r sheet.Row, c org.Code, name, kind string, seen civil.Range) {
	x.sight(org.Sighting{Code: c, Name: name, Kind: org.KindOfTrust(c), RegionLabel: clean(r, x.col["region"])}, x.at(r, x.col["org code"]), seen)
	x.parent[c] = sheet.Label(clean(r, x.col["icb"]))
	if had, ok := x.lone[c]; !ok {
		x.lone[c] = kind
		x.types[kind]++
	} else if had != kind {
		x.notes.say(place(x.at(r, x.col["type"])), "a provider has rows of more than one type; figures that differ are refused")
	}
}

// metric is the meter of the row's metric, nil when it is not known.
func (x *beds) metric(r sheet.Row) *meter {
	text := r.At(x.col["metric"]).String()
	k, ok := x.found[text]
	if !ok {
		if c := bedsMetric(sheet.Label(text)); c != "" {
			k = x.meter(c)
		} else {
			x.notes.say(place(x.at(r, x.col["metric"])), "“"+clip(text, 90)+"” is not a measure that is known: not read")
		}
		x.found[text] = k
	}
	if k == nil {
		x.unread++
	}
	return k
}

// place gives every provider the ICB that its row names, by the code that the ICB's own rows carry.
func (x *beds) place() {
	for c, i := range x.sightings {
		if p := x.icbs[x.parent[c]]; p != "" {
			x.batch.Sightings[i].Parent = p
		}
	}
	for _, k := range slices.Sorted(maps.Keys(x.types)) {
		x.notes.sayf("%d providers are of type “%s”", x.types[k], k)
	}
}

// bedsMetric is the measure of one of the 36 metrics.
func bedsMetric(l string) measure.Code {
	p := "beds_m_ga"
	switch {
	case has(l, "length of stay"):
		return bedsStay(l)
	case has(l, "adult critical"):
		p = "beds_m_cc_adult"
	case has(l, "paediatric intensive", "paediatric critical"):
		p = "beds_m_picu"
	case has(l, "neonatal"):
		p = "beds_m_nicu"
	case strings.HasPrefix(l, "adult"):
		p = "beds_m_adult"
	case strings.HasPrefix(l, "paed"):
		p = "beds_m_paed"
	}
	switch {
	case has(l, "rate") && has(l, "adjusted"):
		return measure.Code(p + "_occ_rate_adj")
	case has(l, "rate"):
		return measure.Code(p + "_occ_rate")
	case has(l, "void"):
		return measure.Code(p + "_void")
	case has(l, "core beds"):
		return measure.Code(p + "_core")
	case has(l, "escalation"):
		return measure.Code(p + "_esc")
	case has(l, "occupied"):
		return measure.Code(p + "_occ")
	case has(l, "available", "open"):
		return measure.Code(p + "_avail")
	}
	return ""
}

// bedsStay: the monthly file says “7 or more days”, which is the measure's own wording (trap T5).
func bedsStay(l string) measure.Code {
	for _, n := range []string{"21", "14", "7"} {
		if has(l, " "+n+" ") {
			if has(l, "%", "proportion", "percent") {
				return measure.Code("beds_m_los" + n + "_rate")
			}
			return measure.Code("beds_m_los" + n)
		}
	}
	return ""
}
