package main

import (
	"context"
	"math"
	"time"

	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// figuresOf are the lines of a trust's daily return, which pass every check: more patients in winter and on weekdays,
// amended by k patients.
func figuresOf(form *sitrep.Form, trust int, day civil.Date, k int) []sitrep.Item {
	size := 300 + float64(trust*37%700)
	n := float64(day.Sub(since.From))
	season := 0.02*math.Cos(2*math.Pi*(n-280)/365.25) + 0.008*math.Sin(2*math.Pi*n/7) + 0.002*math.Sin(n*1.7+float64(trust))
	adult, paed := math.Round(size*0.9), math.Round(size*0.1)
	occ := math.Round(adult*(0.93+season)) + float64(k)
	young := math.Round(paed * 0.7)
	at := map[measure.Code]float64{"adult_core_open": adult, "adult_esc_open": 20, "adult_open": adult + 20, "adult_occ": occ,
		"paed_core_open": paed, "paed_esc_open": 2, "paed_open": paed + 2, "paed_occ": young,
		"ga_core_open": adult + paed, "ga_esc_open": 22, "ga_open": adult + paed + 22, "ga_occ": occ + young,
		"los7": math.Round(occ * 0.45), "los14": math.Round(occ * 0.26), "los21": math.Round(occ * 0.17),
		"amb_arr": 90, "amb_handovers_known": 88, "amb_over15": 45, "amb_over30": 20, "amb_over60": 6,
		"nctr_not_meeting": math.Round(occ*0.2) + 20, "nctr_discharged": math.Round(occ*0.08) + 20, "nctr_remaining": math.Round(occ * 0.12),
		"nctr_discharged_by_1700": math.Round(occ * 0.05), "nctr_discharged_after_1700": math.Round(occ*0.08) + 20 - math.Round(occ*0.05)}
	out := make([]sitrep.Item, 0, len(form.Items))
	for _, it := range form.Items {
		v, given := at[it.Measure]
		if !given {
			v = 2
		}
		out = append(out, sitrep.Item{Measure: it.Measure, Value: measure.Of(v)})
	}
	return out
}

// measuresOf is how many measures can be read from a form, those worked out from its lines included.
func measuresOf(f *sitrep.Form) int {
	n := 0
	for _, m := range measure.All() {
		if f.Plan().Holds(m.Code) {
			n++
		}
	}
	return n
}

// dischargeDays is for how long before the last day the discharge return is held too.
const dischargeDays = 28

// fill stores the returns month by month, as the demonstration does. One in thirty was corrected days later, so that an
// instant looked back to lies between versions on some days.
func (w *world) fill(ctx context.Context) (n int, err error) {
	for from := w.first; !from.After(w.last); {
		to := civil.On(from.Year(), from.Month()+1, 1)
		if to.After(w.last) {
			to = w.last.Add(1)
		}
		var list []*sitrep.Version
		for day := from; day.Before(to); day = day.Add(1) {
			list = append(list, w.versions(sitrep.UECDaily, day)...)
			if w.last.Sub(day) < dischargeDays {
				list = append(list, w.versions(sitrep.DischargeDaily, day)...)
			}
		}
		stored, _, err := w.app.Returns.LoadSynthetic(ctx, "command", list)
		if err != nil {
			return n, err
		}
		n, from = n+stored, to
	}
	return n, ctx.Err()
}

func (w *world) versions(code sitrep.FormCode, day civil.Date) []*sitrep.Version {
	form, _ := sitrep.FindForm(code, day)
	var out []*sitrep.Version
	for i, c := range w.codes {
		v := version(form, i, c, day, 1, day.At(civil.Clock(7*60+i%200)))
		out = append(out, v)
		if chance := (i*31 + day.Sub(w.first)*17) % 30; chance == 0 {
			out = append(out, version(form, i, c, day, 2, day.Add(1+(i+day.Sub(w.first))%10).At(15*60)))
		}
	}
	return out
}

func version(form *sitrep.Form, trust int, c org.Code, day civil.Date, n int, at time.Time) *sitrep.Version {
	v := &sitrep.Version{Form: form.Code, Org: c, Day: day, N: n, Covers: form.Flows(day), State: sitrep.Returned, Timing: sitrep.OnTime,
		Channel: "synthetic", Recorded: at.UTC(), By: "synthetic", SignedBy: "synthetic", Role: "trust-director", Items: figuresOf(form, trust, day, n-1)}
	if n > 1 {
		v.Timing, v.Reason = sitrep.Amended, "counted again"
	}
	return v
}
