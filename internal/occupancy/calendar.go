package occupancy

import (
	"slices"

	"headroom/internal/action"
	"headroom/internal/civil"
)

// CalendarOf is what the periods say of strikes: those that happened, are under way or are announced. A window of named
// organisations alone shifts nobody else's beds and is left out, and so is action short of a strike.
func CalendarOf(holidays civil.Holidays, periods []action.Period) Calendar {
	c := Calendar{Holidays: holidays}
	for _, p := range periods {
		if p.Standing == action.CalledOff || p.Standing == action.Doubtful {
			continue
		}
		for _, group := range p.Staff() {
			days := groupDays(p, group)
			for i, d := range days {
				s := Strike{Date: d, Group: GroupName(group), Day: i + 1, Of: len(days)}
				if !slices.Contains(c.Strikes, s) {
					c.Strikes = append(c.Strikes, s)
				}
			}
		}
	}
	slices.SortStableFunc(c.Strikes, func(a, b Strike) int { return a.Date.Compare(b.Date) })
	return c
}

// GroupName is how the staff group stands in forecasts: residents without the bracket that tells of their former name.
func GroupName(g action.Staff) string {
	if g == action.Residents {
		return "Resident doctors"
	}
	return g.Words()
}

// groupDays lists the days on which a staff group strikes within a period.
func groupDays(p action.Period, group action.Staff) []civil.Date {
	var out []civil.Date
	for _, w := range p.Windows {
		if w.Staff != group || w.Form == action.ShortOfStrike || len(w.Organisations) > 0 {
			continue
		}
		for _, d := range w.StrikeDays() {
			if !slices.Contains(out, d) {
				out = append(out, d)
			}
		}
	}
	slices.SortFunc(out, civil.Date.Compare)
	return out
}
