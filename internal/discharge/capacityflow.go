package discharge

import (
	"time"

	"headroom/internal/civil"
	"headroom/internal/flow"
	"headroom/internal/org"
)

// careStreams are the services that begin the care of each stream of the flow model: pathways 1, 2 and 3.
var careStreams = [3][]Service{{HomeCare, Reablement}, {CommunityBed}, {CareHomeBed}}

// FlowCouncil is what the flow model takes of a council's statements: what begins anyway, which is what it has promised.
// What still accepts people is no ordinary start; it is what a plan may spend on top. The days are those of [from,
// from+days). A week's figure is given for a pathway whose every weekday has been stated for a day that is no bank holiday;
// a single day's where all three pathways are stated for it. Vacancies that were true at one time say nothing of starts.
// Nothing that is not stated becomes nought: its pathway counts as not returned.
func FlowCouncil(s *Supply, council org.Code, name string, from civil.Date, days int) flow.CouncilEvidence {
	e := flow.CouncilEvidence{Org: council, Name: name}
	var sum [3][7]float64
	var n [3][7]int
	for day := from; day.Before(from.Add(days)); day = day.Add(1) {
		starts, known := [3]float64{}, 0
		for p := range careStreams {
			x, ok := s.promised(council, careStreams[p], day)
			if !ok {
				continue
			}
			known++
			starts[p] = x
			if !s.holidays.IsHoliday(day) {
				sum[p][day.Weekday()] += x
				n[p][day.Weekday()]++
			}
		}
		if known == len(starts) {
			e.Dated = append(e.Dated, flow.DatedStarts{On: day, Starts: starts})
		}
	}
	for p := range sum {
		e.Returned[p] = true
		for w := time.Sunday; w <= time.Saturday; w++ {
			if n[p][w] == 0 {
				e.Returned[p] = false
				break
			}
			e.Weekly[p] += sum[p][w] / float64(n[p][w])
		}
		if !e.Returned[p] {
			e.Weekly[p] = 0
		}
	}
	return e
}

// promised adds up what begins on a day anyway of those of the services that are stated for the day itself; false when
// none is.
func (s *Supply) promised(council org.Code, services []Service, day civil.Date) (float64, bool) {
	sum, known := 0, false
	for _, x := range services {
		if u := s.On(council, x, day); u.Known && !u.Stock {
			sum, known = sum+u.Promised, true
		}
	}
	return float64(sum), known
}
