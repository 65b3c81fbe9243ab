package sitrepweb

import (
	"strconv"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/sitrep"
	"headroom/internal/web"
)

const entrySampleOrg = "Z1A1A"

// entrySampleDay is the reporting date of the samples.
func entrySampleDay() civil.Date { return civil.MustDate("2023-12-20") }

// entrySampleVersion is a whole return of an invented trust.
func entrySampleVersion(day civil.Date, n int, add float64) *sitrep.Version {
	f, _ := sitrep.FindForm(sitrep.UECDaily, day)
	d := sitrep.Draft{Form: f.Code, Org: entrySampleOrg, Day: day}
	figures := map[measure.Code]float64{
		"ga_core_open": 420, "ga_esc_open": 24, "ga_occ": 421, "ga_void": 0, "adult_open": 404, "adult_occ": 390, "paed_open": 40, "paed_occ": 31,
		"cc_adult_open": 22, "cc_adult_occ": 17, "dv_adult_closed": 8, "dv_adult_closed_unocc": 2, "flu_ga": 12, "flu_cc": 1, "covid_occ": 19,
		"los7": 190, "los14": 96, "los21": 55, "ae_closures": 0, "ae_diverts": 0, "amb_arr": 71, "amb_handovers_known": 70, "amb_over15": 44,
		"amb_over30": 20, "amb_over60": 5, "amb_hours_lost": 14.5, "absence_total": 230, "absence_covid": 18, "opel_declared": 3,
	}
	for _, it := range f.Items {
		x, ok := figures[it.Measure]
		v := measure.Of(x)
		switch {
		case !ok && it.Section == "Critical care":
			v = measure.NA()
		case !ok:
			continue
		case it.Measure == "ga_occ" || it.Measure == "adult_occ" || it.Measure == "los7":
			v = measure.Of(x + add)
		}
		d.Items = append(d.Items, sitrep.Item{Measure: it.Measure, Value: v})
	}
	d = d.Completed(f)
	return &sitrep.Version{Form: f.Code, Org: d.Org, Day: day, N: n, Covers: d.Covers, State: d.State, Timing: sitrep.OnTime, Channel: "form",
		Recorded: day.At(8*60 + 12), Stored: day.At(8*60 + 12), By: "account:3", SignedBy: "account:4", Role: string(access.TrustDirector), Items: d.Items,
		Digest: "5f0c1e7a92b4d3868b1d7c0e4a59f2b6318d0c7ea49f5b62d1c3e8079a4b6d5f"}
}

// entrySample is the form at half past seven with the usual returns before it.
func entrySample() entryState {
	day := entrySampleDay()
	f, _ := sitrep.FindForm(sitrep.UECDaily, day)
	e := &entryAt{Name: "Wendle Valley NHS Trust", Before: entrySampleVersion(day.Add(-1), 1, -3), Week: entrySampleVersion(day.Add(-7), 1, -9)}
	e.History = sitrep.History{Form: f, Org: entrySampleOrg, Day: day, Owed: true, Standing: sitrep.Due}
	return entryState{entryAt: e, typed: map[string]string{sitrep.FieldBase: "0"}, now: day.At(7*60 + 41), who: access.Principal{ID: 3, Name: "Sam Onslow"},
		ref: "sample", maySend: true, names: map[string]string{"account:3": "Sam Onslow"}, link: func(s string) string { return s },
		signers: []Signer{{Actor: "account:4", Name: "Robin Hale", Email: "robin.hale@wendle.example", Role: string(access.TrustDirector)}}}
}

// entrySampleTyped puts a draft in the form.
func entrySampleTyped(s entryState, pairs ...string) entryState {
	v := entrySampleVersion(s.Day, 0, 0)
	s.typed = sitrep.TypedOf(s.Form, v)
	s.typed[sitrep.FieldBase] = strconv.Itoa(s.newest())
	for i := 0; i+1 < len(pairs); i += 2 {
		s.typed[pairs[i]] = pairs[i+1]
	}
	s.rev = 4
	s.Draft = &sitrep.SavedDraft{Form: s.Form.Code, Org: s.Org, Day: s.Day, Typed: s.typed, Rev: 4, By: "account:3", At: s.now.Add(-90e9)}
	return s
}

// entryGallery is the pages of entry with invented figures.
func entryGallery() []web.Specimen {
	show := func(name string, s entryState) web.Specimen {
		v := newEntry(s)
		return web.Specimen{Name: "sitrep/enter-" + name, Page: v.page, Body: entryView(v)}
	}
	checked := entrySampleTyped(entrySample(), "ga_occ", "451", "los21", "a lot", "ga_core_open", "", "ga_esc_open", "0")
	checked.checked = true
	checked.problems = fault.List{
		{Name: "los21", Message: "Patients with 21 or more nights: “a lot” is not a figure. Type a number such as 412, nil for none to report, or n/a"},
		{Name: "ga_core_open", Rule: "H01", Message: "General and acute core beds is blank; give a number, nil or not applicable"},
		{Name: "ga_occ", Rule: "V05", Message: "Beds occupied (451) is more than beds open (444); say why, for example patients in corridors", Warning: true},
		{Name: "", Rule: "V11", Message: "all 14 bed figures are exactly yesterday's; say that they were counted again", Warning: true},
	}
	good := entrySampleTyped(entrySample())
	good.checked = true
	ready := entrySampleTyped(entrySample())
	ready.Draft.Ready, ready.maySign = true, true
	amend := entrySample()
	amend.Versions = []*sitrep.Version{entrySampleVersion(amend.Day, 1, 0)}
	amend.typed, _ = amend.begun()
	amend.now = amend.Day.At(13 * 60)
	late := entrySampleTyped(entrySample(), sitrep.FieldState, string(sitrep.Nil))
	late.now = late.Day.At(11*60 + 20)
	clash := entrySampleTyped(entrySample())
	clash.clash = newEntryClash(clash.Form, "Robin Hale saved this draft at 07:39, after you opened it",
		clash.typed, map[string]string{"ga_occ": "433", "los7": "188", "picu_open": "6", "ga_core_open": "420"})
	past := entrySampleTyped(entrySample())
	past.past, past.Draft = true, nil
	return append([]web.Specimen{show("empty", entrySample()), show("checked", checked), show("right", good), show("ready", ready), show("amend", amend),
		show("late-nil", late), show("clash", clash), show("past", past)}, entryGalleryMore(good)...)
}

func entryGalleryMore(good entryState) []web.Specimen {
	sign, open := newSign(good, ""), good
	open.problems = fault.List{{Name: "reason", Message: "Say why the return is sent again"}}
	unsigned := newSign(open, "The draft was changed after you opened this page. Nothing was sent; this is how it stands now.")
	got := newReceipt(good.entryAt, entrySampleVersion(good.Day, 1, 0), good.link)
	drop, refused := newDrop(good), entrySample()
	refused.problems = fault.List{
		{Name: "file", File: "beds.xlsx", Sheet: "Return", Cell: "D12", Message: "General and acute beds occupied: “about 400” is not a figure. Type a number such as 412, nil for none to report, or n/a"},
		{Name: "file", File: "beds.xlsx", Sheet: "Return", Cell: "A60", Message: "“ga_ocupied” is not a line of this form; remove the row, or take the codes from the template"},
	}
	bad := newDrop(refused)
	return []web.Specimen{
		{Name: "sitrep/sign", Page: sign.page, Body: signView(sign)}, {Name: "sitrep/sign-open", Page: unsigned.page, Body: signView(unsigned)},
		{Name: "sitrep/receipt", Page: got.page, Body: receiptView(got)}, {Name: "sitrep/drop", Page: drop.page, Body: dropView(drop)},
		{Name: "sitrep/drop-refused", Page: bad.page, Body: dropView(bad)},
	}
}
