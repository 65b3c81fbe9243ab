package importer

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/sitrep"
)

func ctrFormat() Format {
	return Format{
		Name: "criteria-to-reside", Words: "Patients not meeting the criteria to reside, trust by day",
		Recognised: "the headings nhs_trust22_code, date, do_not_meet_criteria_to_reside", Example: "england_trust_criteria_to_reside_2022-04_to_2023-09.csv",
		Form: sitrep.CTRPublished, Expect: []string{"nhs_trust22_code", "date", "do_not_meet_criteria_to_reside"},
		Quirks: "NA is missing. Noughts before a trust's first figures mean that it did not report yet: missing, with a note.",
		match:  headed("date", "do_not_meet_criteria_to_reside"),
		read: func(ctx context.Context, book *sheet.Book, b *builder) error {
			return b.discharges(ctx, book, sitrep.CTRPublished, "do_not_meet_criteria_to_reside")
		},
	}
}

func dischargedFormat() Format {
	return Format{
		Name: "discharged-patients", Words: "Patients discharged, trust by day",
		Recognised: "the headings nhs_trust22_code, date, discharged_total", Example: "england_trust_discharged_patients_2022-04_to_2023-09.csv",
		Form: sitrep.DischargedPub, Expect: []string{"nhs_trust22_code", "date", "discharged_by_1700", "discharged_between_1701_2359", "discharged_total"},
		Quirks: "NA is missing: the split at 17:00 stops after May 2023. Noughts before a trust's first figures are missing, with a note.",
		match:  headed("date", "discharged_total"),
		read: func(ctx context.Context, book *sheet.Book, b *builder) error {
			return b.discharges(ctx, book, sitrep.DischargedPub, "discharged_total")
		},
	}
}

// dischargeNames are the columns of the two discharge files. Each file is whole in a form of its own: together they would
// make half-filled returns of one.
var dischargeNames = map[string]measure.Code{
	"do_not_meet_criteria_to_reside": "nctr_not_meeting",
	"remaining":                      "nctr_remaining",
	"discharged_by_1700":             "nctr_discharged_by_1700",
	"discharged_between_1701_2359":   "nctr_discharged_after_1700",
	"discharged_total":               "nctr_discharged",
}

// discharges reads either file; the code's column has had several names.
func (b *builder) discharges(ctx context.Context, book *sheet.Book, form sitrep.FormCode, must string) error {
	b.edition, b.expect, b.silent = string(form), 3, true
	code := "nhs_trust22_code"
	for _, t := range []string{"nhs_trust22_code", "nhs_trust_code", "trust_code", "org_code"} {
		if p, err := peekInto(ctx, book, b.opt.File); err == nil && headed(t, "date", must)(p) {
			code = t
			break
		}
	}
	err := b.daily(ctx, book, dailyTable{
		form: form, code: code, name: "nhs_trust22_name", day: "date", must: []string{code, "date", must},
		named: func(l string) (measure.Code, bool) { return dischargeNames[l], false },
	})
	b.earlyNoughts()
	return err
}

// longNoughts is how many days of noughts in a row are pointed out.
const longNoughts = 14

// earlyNoughts makes the noughts before a trust's first figures missing: it had not begun to report. A trust that never
// reports anything else keeps its noughts, for they cannot be told from true ones.
func (b *builder) earlyNoughts() {
	byOrg := map[org.Code][]int{}
	for i := range b.batch.Drafts {
		byOrg[b.batch.Drafts[i].Org] = append(byOrg[b.batch.Drafts[i].Org], i)
	}
	for _, c := range slices.Sorted(maps.Keys(byOrg)) {
		list := byOrg[c]
		slices.SortFunc(list, func(i, j int) int { return b.batch.Drafts[i].Day.Compare(b.batch.Drafts[j].Day) })
		begun, run := false, 0
		for n, i := range list {
			d := &b.batch.Drafts[i]
			zero, other := noughts(d)
			switch {
			case other && !begun:
				begun = true
				b.clear(c, list[:n])
				run = 0
			case other:
				if run >= longNoughts {
					b.notes.say(string(c)+" before "+d.Day.String(), "two weeks or more of noughts between other figures: kept as noughts, but they may mean that nothing was returned")
				}
				run = 0
			case zero:
				run++
			}
		}
	}
}

// noughts reports whether the draft holds noughts, and whether it holds anything else (a problem counts: it was returned).
func noughts(d *sitrep.Draft) (zero, other bool) {
	for _, it := range d.Items {
		zero = zero || it.Value == measure.Of(0)
		other = other || it.Value.State == measure.Number && it.Value.N != 0
	}
	return zero, other || len(d.Problems) > 0
}

// clear makes the noughts of the drafts listed missing.
func (b *builder) clear(c org.Code, list []int) {
	n := 0
	for _, i := range list {
		d := &b.batch.Drafts[i]
		if zero, _ := noughts(d); zero {
			n++
		}
		for j := range d.Items {
			if d.Items[j].Value == measure.Of(0) {
				d.Items[j].Value = measure.Gap()
			}
		}
	}
	if n > 0 {
		b.notes.sayf("%s: %d days of noughts before its first figures are read as missing", c, n)
	}
}

func reasonsFormat() Format {
	return Format{
		Name: "delay-reasons", Words: "Reasons for delayed discharge by trust",
		Recognised: "the headings nhs_trust22_code, date, delay_reason, delay_count", Example: "england_delayed_discharge_reasons_2024-06_2024-07.csv",
		Form: sitrep.DelayReasons, Expect: []string{"nhs_trust22_name", "nhs_trust22_code", "date", "delay_reason", "delay_count"},
		Quirks: "Labels are compared by their letters and digits alone: they carry non-breaking spaces, question marks and several kinds of dash.",
		match:  headed("date", "delay_reason", "delay_count"),
		read: func(ctx context.Context, book *sheet.Book, b *builder) error {
			b.edition, b.expect = string(sitrep.DelayReasons), 37
			return b.eachTable(ctx, book, []string{"date", "delay_reason", "delay_count"}, func(t *table) (func(sheet.Row), error) {
				return t.long(longTable{
					form: sitrep.DelayReasons, code: []string{"nhs_trust22_code", "nhs_trust_code", "trust_code", "org_code"}, name: []string{"nhs_trust22_name", "trust_name", "org_name"},
					region: []string{"region"}, day: []string{"date"}, label: []string{"delay_reason"}, value: []string{"delay_count"},
					meter: func(label string, day civil.Date) *meter {
						if r, ok := measure.FindReason(label, day); ok {
							return b.meter(r.Measure)
						}
						return nil
					},
				})
			})
		},
	}
}

func destinationsFormat() Format {
	return Format{
		Name: "discharge-destinations", Words: "National summary of discharge destinations",
		Recognised: "the headings metric, total_value, reporting_months", Example: "national_discharge_destination_summary_2025_26.csv",
		Form: sitrep.DestinationsPub, Expect: []string{"metric", "total_value", "reporting_months"},
		Quirks: "England only: it gives no returns, only published figures. The year is in the file's name; the total covers the reporting months from April.",
		match:  headed("metric", "total_value", "reporting_months"),
		read:   readDestinations,
	}
}

// yearInName is a financial year in a file name, as 2025_26.
var yearInName = regexp.MustCompile(`(20\d{2})[-_](\d{2})(?:\D|$)`)

// readDestinations gives one published total for England and no returns.
func readDestinations(ctx context.Context, book *sheet.Book, b *builder) error {
	m := yearInName.FindStringSubmatch(b.opt.File)
	if m == nil {
		return fault.New(fault.Invalid, "%s does not say in its name which year it covers; give it its published name, as national_discharge_destination_summary_2025_26.csv", b.opt.File)
	}
	year, _ := strconv.Atoi(m[1])
	b.edition = string(sitrep.DestinationsPub)
	return b.eachTable(ctx, book, []string{"metric", "total_value", "reporting_months"}, func(t *table) (func(sheet.Row), error) {
		return func(r sheet.Row) {
			text := r.At(t.head.at["metric"]).String()
			c := destination(sheet.Label(text))
			if c == "" {
				t.unread++
				t.notes.say(place(t.at(r, t.head.at["metric"])), "“"+clip(text, 90)+"” is not a destination that is known: not read")
				return
			}
			n, ok := r.At(t.head.at["reporting_months"]).Float()
			if !ok || n < 1 || n > 12 || n != float64(int(n)) {
				t.batch.Read++
				t.refuse(t.at(r, t.head.at["reporting_months"]), "the number of reporting months must be 1 to 12; correct it and send the file again")
				return
			}
			i, _ := t.draft(slot{total: true, form: sitrep.DestinationsPub, org: org.England, day: civil.On(year, time.April, 1)})
			d := &t.batch.Published[i]
			d.Covers = civil.Range{From: d.Day, To: civil.On(year, time.April+time.Month(n), 1)}
			t.cover(d.Form, d.Day)
			if k := t.meter(c); k != nil {
				t.take(d, k, r.At(t.head.at["total_value"]), t.at(r, t.head.at["total_value"]), true)
			}
		}, nil
	})
}

// destination is the measure of a published destination.
func destination(l string) measure.Code {
	home := has(l, "care home placement", "original care home")
	switch {
	case has(l, "pathway 0") && home:
		return "dest_p0_carehome"
	case has(l, "pathway 0"):
		return "dest_p0_home"
	case has(l, "pathway 1") && home:
		return "dest_p1_carehome"
	case has(l, "pathway 1") && has(l, "other new"):
		return "dest_p1_other"
	case has(l, "pathway 1"):
		return "dest_p1_reablement"
	case has(l, "pathway 2"):
		return "dest_p2_bed"
	case has(l, "pathway 3") && has(l, "end-of-life", "end of life"):
		return "dest_p3_eol"
	case has(l, "pathway 3"):
		return "dest_p3_carehome"
	}
	return ""
}
