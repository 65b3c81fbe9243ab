package app

import (
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/occupancy"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// The two stocks that are forecast.
const (
	bedsOccupied measure.Code = "ga_occ"
	bedsOpen     measure.Code = "ga_open"
)

// firstMorning is before every return.
var firstMorning = civil.MustDate("2010-01-01")

// ground is what a forecast stands on: the mornings, the organisations, the holidays and strikes, all as known at an
// instant.
type ground struct {
	occupancy.Gathered
	pic  *org.Picture
	tree occupancy.Tree
	// reported is the same mornings with every organisation by itself.
	reported occupancy.Panel
	cal      occupancy.Calendar
	set      map[org.Code][]occupancy.Setting // effects set by hand
	asOf     time.Time
}

// forecastGround reads every morning up to a day, as known at asOf.
func (a *App) forecastGround(ctx context.Context, to civil.Date, asOf time.Time) (ground, error) {
	g := ground{asOf: asOf}
	gathering := occupancy.NewGathering()
	err := a.gather(ctx, gathering, firstMorning, to, asOf)
	if err != nil {
		return g, err
	}
	if g.pic, err = a.Orgs.Picture(ctx, to, asOf); err != nil {
		return g, err
	}
	g.Gathered, g.reported = gathering.Panel(g.pic, to), gathering.AsReported(to)
	codes := make([]org.Code, len(g.Panel.Series))
	for i := range codes {
		codes[i] = g.Panel.Series[i].Org
	}
	g.tree = occupancy.TreeOf(g.pic, codes)
	periods, err := a.Actions.List(ctx, asOf)
	if err != nil {
		return g, err
	}
	g.cal = occupancy.CalendarOf(civil.England(), periods)
	overrides, err := a.Forecasts.AllOverrides(ctx, asOf)
	g.set = map[org.Code][]occupancy.Setting{}
	for c, list := range overrides {
		if set := occupancy.InForce(list); len(set) > 0 {
			g.set[c] = set
		}
	}
	return g, err
}

// gather takes in the mornings of everybody in [from, to], as known at asOf.
func (a *App) gather(ctx context.Context, into *occupancy.Gathering, from, to civil.Date, asOf time.Time) error {
	return a.gatherWith(ctx, into, sitrep.MorningsAsked{From: from, To: to, AsOf: asOf}, func(sitrep.Morning) error { return nil })
}

// gatherWith is the one way in which mornings are read for forecasts and for the flow model under them: beds go into the
// gathering, which says which collection counts, and the further measures of q go to each, morning by morning.
func (a *App) gatherWith(ctx context.Context, into *occupancy.Gathering, q sitrep.MorningsAsked, each func(sitrep.Morning) error) error {
	number := func(v measure.Value) float64 {
		if v.State == measure.Number {
			return v.N
		}
		return math.NaN()
	}
	q.Measures = append([]measure.Code{bedsOccupied, bedsOpen}, q.Measures...)
	forms := slices.Concat(sitrep.Holding(bedsOccupied), sitrep.Holding(bedsOpen))
	return a.Returns.Mornings(ctx, q, func(m sitrep.Morning) error {
		if slices.Contains(forms, m.Form) {
			into.Add(string(m.Form), m.Org, m.Day, number(m.Values[0]), number(m.Values[1]))
		}
		m.Values = m.Values[2:]
		return each(m)
	})
}

// byHand lists the organisations with effects set by hand, sums before their parts, so that a trust's own word comes last.
func (g *ground) byHand() []org.Code {
	var out []org.Code
	for _, u := range g.tree.Units {
		if len(g.set[u.Org]) > 0 {
			out = append(out, u.Org)
		}
	}
	return out
}

// joinedNote says of an organisation whose past is that of several what the reader must know; empty for any other.
func (g *ground) joinedNote(c org.Code) []occupancy.Note {
	for _, j := range g.Joined {
		if j.Org == c {
			names := make([]string, len(j.Parts))
			for i, p := range j.Parts {
				names[i] = g.pic.Name(p) + " (" + string(p) + ")"
			}
			return []occupancy.Note{{Code: occupancy.NoteMerged, Words: "Its past before the merger is the sum of those it took the place of: " + strings.Join(names, ", ") + "."}}
		}
	}
	return nil
}

// leftNotes says which organisations are in nobody's forecast.
func (g *ground) leftNotes() []occupancy.Note {
	var out []occupancy.Note
	for _, c := range inOrder(g.Left) {
		out = append(out, occupancy.Note{Code: occupancy.NoteLeftOut, Words: string(c) + " is in no forecast: " + g.Left[c] + "."})
	}
	return out
}
