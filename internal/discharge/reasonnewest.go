package discharge

import (
	"slices"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// NewestReasons keeps each trust's newest day, and of its lengths of stay the widest: what may be added up over trusts.
func NewestReasons(all []ReasonCount) []ReasonCount {
	order := []Cohort{EveryStay, Stay7, Stay14, Stay21}
	day, cohort := map[org.Code]civil.Date{}, map[org.Code]Cohort{}
	for _, c := range all {
		if c.Day.After(day[c.Trust]) {
			day[c.Trust] = c.Day
			delete(cohort, c.Trust)
		}
		had, ok := cohort[c.Trust]
		if c.Day == day[c.Trust] && (!ok || slices.Index(order, c.Cohort) < slices.Index(order, had)) {
			cohort[c.Trust] = c.Cohort
		}
	}
	var out []ReasonCount
	for _, c := range all {
		if c.Day == day[c.Trust] && c.Cohort == cohort[c.Trust] {
			out = append(out, c)
		}
	}
	return out
}
