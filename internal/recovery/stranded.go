package recovery

import (
	"math"

	"headroom/internal/civil"
)

// BookedOnClosed counts the lists from a day on that a person or somebody's rest has closed while people hold a date on them,
// and those people: until they are found another date, nobody will treat them.
func BookedOnClosed(g Ground, today civil.Date) (lists, people int) {
	booked := map[SessionID]int{}
	for i := range g.Patients {
		if over, _ := g.Patients[i].Over(today); !over && g.Patients[i].Booked != "" {
			booked[g.Patients[i].Booked]++
		}
	}
	for _, s := range g.Sessions {
		if n := booked[s.ID]; n > 0 && !s.Date.Before(today) && ClosedBy(s, g.Blocks) != "" {
			lists, people = lists+1, people+n
		}
	}
	return lists, people
}

// BookedOverBeds counts the site-nights from a day on of which somebody said by hand how many beds there are, and which those
// who are booked are expected to fill beyond that; and the beds that are missing in all, each night rounded up.
func BookedOverBeds(g Ground, today civil.Date) (nights, beds int) {
	type night struct {
		kind LimitKind
		site string
		date civil.Date
	}
	at := map[SessionID]*Session{}
	for i := range g.Sessions {
		at[g.Sessions[i].ID] = &g.Sessions[i]
	}
	use := map[night]float64{}
	for i := range g.Patients {
		p := &g.Patients[i]
		s := at[p.Booked]
		if over, _ := p.Over(today); over || s == nil {
			continue
		}
		for k, n := range p.Nights {
			use[night{Beds, s.Site, s.Date.Add(k)}] += n
		}
		for k, n := range p.HighNights {
			use[night{HighBeds, s.Site, s.Date.Add(k)}] += n
		}
	}
	for _, l := range g.Limits {
		if l.From != FromHand || l.Date.Before(today) {
			continue
		}
		if missing := use[night{l.Kind, l.Site, l.Date}] - l.Most; missing > 1e-9 {
			nights, beds = nights+1, beds+int(math.Ceil(missing-1e-9))
		}
	}
	return nights, beds
}
