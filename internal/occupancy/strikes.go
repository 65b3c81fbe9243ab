package occupancy

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"headroom/internal/civil"
)

// familiarGroups are words in the names of the staff groups whose strikes the effects were learned from (in all of them
// emergency cover went on), with one name for each.
var familiarGroups = [...]struct{ word, group string }{{"resident", "resident doctors"}, {"junior", "resident doctors"}, {"consultant", "consultants"}, {"nurs", "nurses"}}

// familiarGroup is the one name of a staff group; empty for others.
func familiarGroup(name string) string {
	name = strings.ToLower(name)
	for _, f := range familiarGroups {
		if strings.Contains(name, f.word) {
			return f.group
		}
	}
	return ""
}

// Familiar reports whether strikes of the group are among those that the effects were learned from. A walk-out of another
// kind lies outside the data.
func Familiar(group string) bool { return familiarGroup(group) != "" }

// sameGroup reports whether two names are of one staff group.
func sameGroup(a, b string) bool {
	g := familiarGroup(a)
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b)) || g != "" && g == familiarGroup(b)
}

// unlikeSD is how far occupied beds may lie from the forecast during and after a strike of another kind, as a standard
// deviation of the logarithm, and open beds half of it. It is assumed: four times what the known strikes vary.
const unlikeSD = .03

// WiderForStrikes widens the odds on the mornings within and after strikes of the calendar that are of another kind than
// those the effects were learned from, and says so in the notes. The middle of the odds stays where it is, for nothing is
// known of such a strike's direction. Forecasts without such a strike ahead come back as they are.
func WiderForStrikes(f []Forecast, tree Tree, cal Calendar) ([]Forecast, error) {
	if len(f) == 0 || len(f[0].Days) == 0 {
		return f, nil
	}
	var unlike []Strike
	var groups []string
	last := f[0].Days[len(f[0].Days)-1].Date
	for _, s := range cal.Strikes {
		if !Familiar(s.Group) && s.Date.After(f[0].Origin.Add(-6)) && !s.Date.After(last) {
			unlike = append(unlike, s)
			if !slices.Contains(groups, s.Group) {
				groups = append(groups, s.Group)
			}
		}
	}
	if len(unlike) == 0 {
		return f, nil
	}
	out, _, err := withChanges(f, tree, []cause{unlikeOn(unlike, f[0].Origin)})
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i].Notes = append(out[i].Notes, unlikeNote(groups))
	}
	return out, nil
}

// unlikeOn widens the odds on the strikes' mornings.
func unlikeOn(strikes []Strike, origin civil.Date) cause {
	rows := rowsFrom(origin, Calendar{Strikes: strikes})
	return cause{on: func(k Kind, d civil.Date, beds float64) change {
		x := strikeShare(rows.row(d.Sub(origin)))
		if k == Open {
			x /= 2
		}
		return change{sd: unlikeSD * x * beds}
	}}
}

// strikeShare is how much of a strike's effect is there on a day.
func strikeShare(row []float64) float64 { return math.Max(row[colStrike], row[colStrike+1]) }

func unlikeNote(groups []string) Note {
	return Note{"strike-unlike", fmt.Sprintf("Action by %s is of another kind than the strikes the effects were learned from: the odds are wider on its mornings and the five after it, by a standard deviation of %.0f%% (assumed).",
		strings.Join(groups, ", "), 100*unlikeSD)}
}
