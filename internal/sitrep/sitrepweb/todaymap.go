package sitrepweb

import (
	"context"
	"math"
	"slices"

	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web/chart"
	"headroom/internal/web/ui"
)

// todayArea is the comparison part of the page: the map of the boards and the bars of those below.
type todayArea struct {
	tiles    *chart.TileMap
	unplaced []ui.Action // boards for which the map has no tile
	hidden   int         // boards outside the reader's roles
	bars     *chart.Bars
}

// area reads the chosen measure of the boards and of those next below in one go.
func (t todayRoom) area(ctx context.Context, a todayAsked, day civil.Date) (todayArea, error) {
	var out todayArea
	m, _ := measure.Find(a.code)
	boards, next, parents := todayAround(a)
	var ask []org.Code
	for _, list := range [][]org.Code{boards, next, parents} {
		for _, c := range list {
			if a.series.Holds(c) && !slices.Contains(ask, c) {
				ask = append(ask, c)
			}
		}
	}
	if len(ask) == 0 || day.IsZero() {
		return out, nil
	}
	got, err := t.Store.Across(ctx, sitrep.Across{Measure: a.code, Day: day, Orgs: ask, AsOf: a.now, View: sitrep.Latest})
	if err != nil {
		return out, err
	}
	if a.kind == todayEngland || a.kind == todayRegion {
		out.hidden = todayMap(a, m, day, boards, got, &out)
	}
	out.bars = todayBars(a, m, day, next, parents, got)
	return out, nil
}

// todayAround is the boards of the map, the organisations next below, and for one organisation those above it.
func todayAround(a todayAsked) (boards, next, parents []org.Code) {
	switch a.kind {
	case todayEngland:
		return a.pic.Under(org.NHS, a.on, org.KindICB), a.pic.Under(org.NHS, a.on, org.KindRegion), []org.Code{a.on}
	case todayRegion:
		boards = a.pic.Under(org.NHS, a.on, org.KindICB)
		return boards, boards, []org.Code{a.on}
	case todayICB:
		return nil, a.pic.Under(org.NHS, a.on, todaySenders()...), []org.Code{a.on}
	case todayOne:
		return nil, []org.Code{a.on}, a.pic.Ancestors(org.NHS, a.on)
	}
	return nil, nil, nil
}

// todayMap draws the boards that the reader may see and counts the others.
func todayMap(a todayAsked, m measure.Measure, day civil.Date, boards []org.Code, got map[org.Code]sitrep.Point, out *todayArea) (hidden int) {
	places := chart.ICBPlaces()
	tiles := &chart.TileMap{ID: "map", Title: m.Name + ", by integrated care board", Level: 2, What: "Integrated care board", Unit: seriesUnit(m), Decimals: seriesDecimals(m),
		HighIsDark: m.Better != measure.Higher, Hint: todayCapital(todayDay(day, a.today)) + ". Tiles lie roughly as the boards do; the darkest are those to look at first."}
	if m.Better == measure.Neither {
		tiles.Hint = todayCapital(todayDay(day, a.today)) + ". Tiles lie roughly as the boards do; darker is more."
	}
	var values []float64
	for _, c := range boards {
		if !a.series.Holds(c) {
			hidden++
			continue
		}
		tile := todayTile(a, m, c, got)
		place, ok := places[string(c)]
		if !ok {
			words := tile.Name + ": " + ui.Missing.Text()
			if tile.Value != nil {
				words = tile.Name + ": " + m.Show(measure.Of(*tile.Value/seriesScale(m)))
			}
			out.unplaced = append(out.unplaced, ui.Action{Text: words, Href: tile.Link})
			continue
		}
		tile.Place = place
		tiles.Tiles = append(tiles.Tiles, tile)
		if tile.Value != nil {
			values = append(values, *tile.Value)
		}
	}
	if len(tiles.Tiles) == 0 {
		return hidden
	}
	tiles.Thresholds = todayThresholds(m, values)
	out.tiles = tiles
	return hidden
}

func todayTile(a todayAsked, m measure.Measure, c org.Code, got map[org.Code]sitrep.Point) chart.Tile {
	tile := chart.Tile{Code: string(c), Name: a.pic.Name(c), Absent: ui.Missing}
	if u, ok := a.pic.Unit(c); ok && u.Short != "" {
		tile.Name = u.Short
	}
	if a.opens(c) {
		tile.Link = a.link(TodayPath(c))
	}
	p, ok := got[c]
	if !ok {
		return tile
	}
	tile.Note = seriesOf(p)
	tile.Incomplete, tile.In, tile.Of = p.State == sitrep.Partial, p.Given+p.NA, p.Due
	if p.Value.State == measure.Number {
		v := p.Value.N * seriesScale(m)
		tile.Value, tile.Absent = &v, ""
	} else {
		tile.Absent = seriesMark(p)
	}
	return tile
}

// todayThresholds are the classes of a map: for bed occupancy steps around 85% and 92%, which professional bodies and
// the winter review of 2016-17 name (flow.md c.7), for anything else round numbers that split the values in five.
func todayThresholds(m measure.Measure, values []float64) []float64 {
	if seriesOccupancy(m.Code) {
		return []float64{85, 90, 92, 95}
	}
	if len(values) < 2 {
		return nil
	}
	sorted := slices.Sorted(slices.Values(values))
	var out []float64
	for _, share := range []float64{0.2, 0.4, 0.6, 0.8} {
		v := todayRound(sorted[int(share*float64(len(sorted)-1)+0.5)])
		if v > sorted[0] && v <= sorted[len(sorted)-1] && (len(out) == 0 || v > out[len(out)-1]) {
			out = append(out, v)
		}
	}
	return out
}

// todayRound keeps two digits.
func todayRound(v float64) float64 {
	if v == 0 {
		return 0
	}
	unit := math.Pow(10, math.Floor(math.Log10(math.Abs(v)))-1)
	return math.Round(math.Round(v/unit)*unit*1000) / 1000
}

// todayBars compares those next below with each other and, for figures that do not grow with size, with the whole.
func todayBars(a todayAsked, m measure.Measure, day civil.Date, next, parents []org.Code, got map[org.Code]sitrep.Point) *chart.Bars {
	b := &chart.Bars{ID: "below", What: "Organisation", Unit: seriesUnit(m), Decimals: seriesDecimals(m), Caption: m.Name + ", " + todayDay(day, a.today)}
	if seriesOccupancy(m.Code) {
		b.Dots, b.Line = true, &chart.Line{At: seriesStandard, Name: "the winter review's 92%"}
	}
	add := func(c org.Code, strong bool) {
		p, ok := got[c]
		if !a.series.Holds(c) || !ok && !a.pic.Marked(c, org.MarkAcuteBeds) && !strong && a.kind == todayICB {
			return // it never sends this return
		}
		bar := chart.Bar{Name: a.pic.Name(c), Strong: strong, Absent: ui.Missing}
		if a.opens(c) && c != a.on {
			bar.Link = a.link(TodayPath(c))
		}
		if ok {
			bar.Absent, bar.Hollow = seriesMark(p), seriesFew(p)
			if p.Value.State == measure.Number {
				v := p.Value.N * seriesScale(m)
				bar.Value = &v
			}
			switch {
			case bar.Hollow:
				bar.Tags = []ui.Tag{ui.Incomplete.Tag(), {Text: seriesShare(p), Colour: ui.Grey}}
			case p.State == sitrep.Partial:
				bar.Tags = []ui.Tag{{Text: seriesShare(p), Colour: ui.Grey}}
			}
		}
		b.Items = append(b.Items, bar)
	}
	for _, c := range next {
		add(c, c == a.on)
	}
	if seriesRate(m) {
		for _, c := range parents {
			add(c, a.kind != todayOne)
		}
	}
	if len(b.Items) < 2 {
		return nil
	}
	return b
}
