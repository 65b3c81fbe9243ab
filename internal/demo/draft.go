package demo

import (
	"time"

	"headroom/internal/civil"
	"headroom/internal/sitrep"
)

// mostDrafts is how many returns are half written at a time.
const mostDrafts = 6

// Drafts are returns that are being written at the instant now and have not come yet, a few of each form, as their
// writers have typed them: the beds are in, some of the rest is still blank.
func (w *World) Drafts(now time.Time) ([]sitrep.SavedDraft, error) {
	day := civil.Today(now)
	var out []sitrep.SavedDraft
	for _, code := range []sitrep.FormCode{sitrep.DischargeDaily, sitrep.UECDaily} {
		form, ok := sitrep.FindForm(code, day)
		n := 0
		for i, t := range w.trusts {
			if !ok || n == mostDrafts || i%5 != 2 || !t.type1 {
				continue
			}
			coming, err := w.of(t, civil.Range{From: day, To: day.Add(1)}, now, day.At(11*60))
			if err != nil {
				return nil, err
			}
			for _, v := range coming {
				if v.Form == code && v.N == 1 {
					n++
					out = append(out, half(form, v, now))
				}
			}
		}
	}
	return out, nil
}

// half is what somebody has typed of the version that will come.
func half(form *sitrep.Form, v *sitrep.Version, now time.Time) sitrep.SavedDraft {
	typed := sitrep.TypedOf(form, v)
	for i, it := range form.Items {
		if i > len(form.Items)/2 {
			delete(typed, string(it.Measure))
			delete(typed, sitrep.CommentField(it.Measure))
		}
	}
	return sitrep.SavedDraft{Form: v.Form, Org: v.Org, Day: v.Day, Typed: typed, By: By, At: now}
}
