package app

import (
	"testing"

	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/sitrep"
)

// TestThoseWhoRemainedAreOfTheEveningBefore: a return of the morning of the 20th tells of those who remained at 23:59 on the
// 19th, in the brief as on Today and the queues page; a publication of the day that it names.
func TestThoseWhoRemainedAreOfTheEveningBefore(t *testing.T) {
	day := civil.MustDate("2025-12-20")
	m, _ := measure.Find("nctr_remaining")
	for form, want := range map[sitrep.FormCode]string{
		sitrep.DischargeDaily: "23:59 on Friday 19 December", sitrep.CTRPublished: "23:59 on Saturday 20 December", sitrep.RemainingDerived: "23:59 on Saturday 20 December",
	} {
		if got := aboutDay(&sitrep.Series{Form: form, Measure: m}, day); got != want {
			t.Errorf("%s: %q, want %q", form, got, want)
		}
	}
	beds, _ := measure.Find("ga_occ")
	if got := aboutDay(&sitrep.Series{Form: sitrep.UECDaily, Measure: beds}, day); got != "morning of Saturday 20 December" {
		t.Error(got)
	}
}
