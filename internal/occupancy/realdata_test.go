package occupancy

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// realWinters reads the published winters of 2015-16 to 2018-19 when they lie beside the repository, and skips the test when
// they do not: they are not ours to keep here.
func realWinters(t testing.TB) []Panel {
	t.Helper()
	dir := os.Getenv("HEADROOM_SITREPS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data", "sitrep")
	}
	var out []Panel
	for _, w := range []string{"1516", "1617", "1718", "1819"} {
		p, err := readTidy(filepath.Join(dir, "tidy_sitrep"+w+".csv"))
		if err != nil {
			t.Skipf("the published winters are not here (%v); set HEADROOM_SITREPS to their folder", err)
		}
		out = append(out, p)
	}
	return out
}

// readTidy reads a tidy copy of one winter's daily reports.
func readTidy(file string) (Panel, error) {
	f, err := os.Open(file)
	if err != nil {
		return Panel{}, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		return Panel{}, err
	}
	col := map[string]int{}
	for i, h := range rows[0] {
		col[h] = i
	}
	type cell struct{ occ, open float64 }
	figures := map[org.Code]map[civil.Date]cell{}
	var first, last civil.Date
	for _, row := range rows[1:] {
		code := row[col["Code"]]
		d, err := civil.ParseDate(row[col["Date"]][:10])
		if err != nil || len(code) != 3 || strings.HasPrefix(strings.ToUpper(row[col["Name"]]), "ENGLAND") {
			continue
		}
		if first.IsZero() || d.Before(first) {
			first = d
		}
		if d.After(last) {
			last = d
		}
		if figures[org.Code(code)] == nil {
			figures[org.Code(code)] = map[civil.Date]cell{}
		}
		figures[org.Code(code)][d] = cell{number(row[col["G&A beds occ'd"]]), number(row[col["G&A Beds Open"]])}
	}
	p := Panel{From: first, Days: last.Sub(first) + 1}
	for code, byDay := range figures {
		s := Series{Org: code, Occupied: make([]float64, p.Days), Open: make([]float64, p.Days), Filled: make([]bool, p.Days)}
		for d := range p.Days {
			c, ok := byDay[p.Date(d)]
			if !ok {
				c = cell{math.NaN(), math.NaN()}
			}
			s.Occupied[d], s.Open[d] = c.occ, c.open
		}
		p.Series = append(p.Series, s)
	}
	sort.Slice(p.Series, func(i, j int) bool { return p.Series[i].Org < p.Series[j].Org })
	return p, nil
}

func number(s string) float64 {
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || x <= 0 {
		return math.NaN()
	}
	return x
}

// Published winters: the winter of 2018-19, hospitals by themselves and England, forecast by what 2015-16 to 2017-18 taught.
// docs/forecast.md has the tables, which -v prints, and says what was tuned on what. HEADROOM_WINTERS names other winters to
// print (and to hold to nothing).
func TestPublishedWinter(t *testing.T) {
	o := BacktestOptions{Seasons: realWinters(t), Winters: []string{"2018-19"}}
	if other := os.Getenv("HEADROOM_WINTERS"); other != "" {
		o.Winters, o.Level = strings.Split(other, ","), os.Getenv("HEADROOM_LEVEL")
		t.Log("\n" + backtest(t, o).Text(""))
		return
	}
	if testing.Short() {
		o.Every, o.Step = 3, 6
	}
	b := backtest(t, o)
	t.Log("\n" + b.Text(""))
	for _, m := range []string{"ets", "snaive"} {
		if s := b.against(m, "mean"); s.Skill < .2 || s.ByOrigin[0] < 0 {
			t.Errorf("against %s: %.3f [%.3f, %.3f], at least .2 is asked for", m, s.Skill, s.ByOrigin[0], s.ByOrigin[1])
		}
		for _, h := range buckets {
			if s := b.against(m, h.name); s.Skill <= 0 {
				t.Errorf("against %s, %s days ahead: %.3f", m, h.name, s.Skill)
			}
		}
	}
	if s := b.against("arima-holidays", "mean"); s.ByOrigin[1] < 0 {
		t.Errorf("against ARIMA with holidays: %.3f [%.3f, %.3f] is worse", s.Skill, s.ByOrigin[0], s.ByOrigin[1])
	}
	if c := b.line(Model, "all", "ordinary").Cover90; c < .88 || c > .92 {
		t.Errorf("on ordinary days the 90%% band holds %.3f", c)
	}
	if c := b.line(Model, "all", "planning").Cover90; c < .85 {
		t.Errorf("from 11 to 16 December the 90%% band holds %.3f", c)
	}
}

func TestPublishedWinterOfEngland(t *testing.T) {
	b := backtest(t, BacktestOptions{Seasons: realWinters(t), Winters: []string{"2018-19"}, Level: "england", Step: 4})
	t.Log("\n" + b.Text(""))
	for _, m := range []string{"ets", "snaive"} {
		if s := b.against(m, "mean"); s.Skill < .2 {
			t.Errorf("against %s: %.3f", m, s.Skill)
		}
	}
}
