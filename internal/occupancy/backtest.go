package occupancy

import (
	"context"
	"math"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// BacktestOptions say what is tested on what.
type BacktestOptions struct {
	// Seasons are the seasons there are, as they were reported, in order of time. Each tested one is forecast by what was
	// learnt from strictly earlier ones and from its own days up to each origin.
	Seasons []Panel
	// Calendar is what was known of holidays and strikes in advance.
	Calendar Calendar
	// Winters are the tested seasons by name, as 2018-19; empty means all that have an earlier one.
	Winters []string
	// Level is "trust" (the default) or "england".
	Level string
	// Step is the number of days from one origin to the next, 3 when it is 0.
	Step int
	// Every takes only each n-th trust, for a quick look; 0 and 1 take all.
	Every int
	// Resamples is how often the cluster bootstrap draws, 1,000 when it is 0.
	Resamples int
	// Workers is how many goroutines work at once; 0 is as many as there are processors.
	Workers int
	// Progress hears how far it is.
	Progress func(done, total int)
}

// BacktestResult is what a rolling-origin test found.
type BacktestResult struct {
	Level   string         `json:"level"`
	Model   string         `json:"model"`
	Winters []TestedWinter `json:"winters"`
	// Scores are by model, phase and horizon. The first of each, horizon "mean", is the mean of the five buckets.
	Scores []ScoreLine `json:"scores"`
	// Skill compares the ensemble with each other model on the same forecasts.
	Skill []Skill `json:"skill"`
}

// TestedWinter is one tested season and what it was tested on.
type TestedWinter struct {
	Season  string     `json:"season"`
	From    civil.Date `json:"from"`
	Days    int        `json:"days"`
	Series  int        `json:"series"`
	Learned []string   `json:"learned_from"`
	Dropped []Dropped  `json:"dropped"`
}

// ScoreLine is one model's score over a bucket of horizons and a phase of days. Winter is empty for all tested winters.
type ScoreLine struct {
	Model   string `json:"model"`
	Winter  string `json:"winter,omitempty"`
	Horizon string `json:"horizon"` // "1-3" … "29-42", "all", or "mean": the mean of the five buckets
	Phase   string `json:"phase"`   // "all", "ordinary", "christmas", "strike", or "planning": origins 11 to 16 December
	Score
}

// Skill is how much smaller the ensemble's WIS is than another model's, as a share of the other's: .2 is 20% better. The
// intervals are 95% by a bootstrap of whole winter-origins (all forecasts made on one morning belong together) and, when at
// least two winters were tested, of whole winters.
type Skill struct {
	Against  string      `json:"against"`
	Horizon  string      `json:"horizon"`
	Skill    float64     `json:"skill"`
	ByOrigin [2]float64  `json:"by_origin"`
	ByWinter *[2]float64 `json:"by_winter,omitempty"`
}

// The phases of the day that is forecast.
const (
	phaseOrdinary = iota
	phaseChristmas
	phaseStrike
	phasePlanning // not of the day but of the origin; counted beside the others
	phaseCount
)

func phaseName(p int) string {
	return [phaseCount]string{"ordinary", "christmas", "strike", "planning"}[p]
}

// afterStrike is for how many days after a strike its week lasts: discharges stay low until then (design measurements).
const afterStrike = 5

// strikeWeek says whether a day is a strike's or one of those after it.
func strikeWeek(c Calendar, d civil.Date) bool {
	for _, s := range c.Strikes {
		if n := d.Sub(s.Date); n >= 0 && n <= afterStrike {
			return true
		}
	}
	return false
}

// contender is a model that is scored.
type contender struct {
	name  string
	point combine
	joins bool // its parts are made to add up
}

// contenders are the ensemble and what it is measured against.
func contenders(t *team) []contender {
	list := []contender{{Model, t.point, true}}
	only := func(m int) combine { return func(x *trial, k Kind, h int) float64 { return x.point(k, m, h) } }
	for m, method := range t.methods {
		list = append(list, contender{method.Name(), only(m), false})
	}
	return list
}

// Backtest forecasts the tested winters from rolling origins and scores what came.
func Backtest(ctx context.Context, o BacktestOptions) (*BacktestResult, error) {
	o = o.withDefaults()
	if o.Level != "trust" && o.Level != "england" {
		return nil, fault.New(fault.Invalid, "The level is trust or england, not %q.", o.Level)
	}
	tests, err := o.tested()
	if err != nil {
		return nil, err
	}
	b := &board{opts: o}
	out := &BacktestResult{Level: o.Level, Model: Model}
	for n, w := range tests {
		tw, seasons, err := o.upTo(w)
		if err != nil {
			return nil, err
		}
		out.Winters = append(out.Winters, tw)
		progress := func(done, total int) {
			if o.Progress != nil {
				o.Progress(n*1000+done*1000/total, len(tests)*1000)
			}
		}
		if err := b.winter(ctx, n, seasons, progress); err != nil {
			return nil, err
		}
	}
	out.Scores, out.Skill = b.lines(out.Winters), b.skills()
	return out, nil
}

// upTo makes ready the season w, to be tested, and those before it.
func (o *BacktestOptions) upTo(w int) (tw TestedWinter, seasons []grown, err error) {
	tw.Season = Season(o.Seasons[w].From)
	for j := range o.Seasons[:w+1] {
		p, dropped := Screen(o.Seasons[j])
		if j == w {
			tw.Dropped = dropped
		}
		p = o.thin(p)
		if p.Days < leastSeason || len(p.Series) == 0 {
			continue
		}
		if j < w {
			tw.Learned = append(tw.Learned, Season(p.From))
		}
		seasons = append(seasons, Under(org.England, &p).grow(p))
	}
	test := len(seasons) - 1
	if test < 1 || Season(seasons[test].From) != tw.Season {
		return tw, nil, fault.New(fault.Invalid, "The winter %s has too little to be tested on.", tw.Season)
	}
	tw.From, tw.Days, tw.Series = seasons[test].From, seasons[test].Days, seasons[test].leaves
	return tw, seasons, nil
}

// withDefaults fills in what was left open.
func (o BacktestOptions) withDefaults() BacktestOptions {
	if o.Level == "" {
		o.Level = "trust"
	}
	if o.Step < 1 {
		o.Step = 3
	}
	if o.Resamples < 1 {
		o.Resamples = 1000
	}
	o.Every = max(o.Every, 1)
	return o
}

// tested gives the indices of the winters to test.
func (o *BacktestOptions) tested() ([]int, error) {
	at := map[string]int{}
	var names []string
	for i := range o.Seasons {
		if i > 0 && !o.Seasons[i-1].From.Before(o.Seasons[i].From) {
			return nil, fault.New(fault.Internal, "The seasons to be tested are not in order of time.")
		}
		n := Season(o.Seasons[i].From)
		at[n] = i
		names = append(names, n)
	}
	winters := o.Winters
	if len(winters) == 0 && len(names) > 0 {
		winters = names[1:]
		if last := len(winters) - 1; last > 0 && o.Seasons[last+1].Days < leastSeason {
			winters = winters[:last] // one that has only begun is no winter yet
		}
	}
	var out []int
	for _, w := range winters {
		i, ok := at[w]
		if !ok || i == 0 {
			return nil, fault.New(fault.Invalid, "The winter %s cannot be tested: it needs to be known, with an earlier one to learn from. Known: %s.",
				w, strings.Join(names, ", "))
		}
		out = append(out, i)
	}
	if len(out) == 0 {
		return nil, fault.New(fault.Invalid, "There is no winter to test: at least two seasons must be known.")
	}
	return out, nil
}

// thin takes each n-th trust.
func (o *BacktestOptions) thin(p Panel) Panel {
	if o.Every == 1 {
		return p
	}
	var keep []Series
	for _, s := range p.Series {
		if hash(s.Org)%uint32(o.Every) == 0 {
			keep = append(keep, s)
		}
	}
	p.Series = keep
	return p
}

// hash is a fixed number for a code, so that the same trusts are taken from every season.
func hash(c org.Code) uint32 {
	h := uint32(2166136261)
	for i := range len(c) {
		h = (h ^ uint32(c[i])) * 16777619
	}
	return h >> 3
}

// board keeps the sums of all scores.
type board struct {
	opts   BacktestOptions
	models []contender
	cells  map[cellKey]*tally
	paces  []*pace // of the models in the winter that is being tested
	// clusters are in the order of winters and origins
	clusters []cluster
}

type cellKey struct{ winter, model, bucket, phase int }

// cluster is what was scored on one morning.
type cluster struct {
	winter int
	wis    [][bucketCount]float64 // by model
	n      [bucketCount]float64
}

// firstTested is the first day of a winter from which it is forecast when scored on ordinary origins: two weeks are known.
const firstTested = 13

// testTeam is the ensemble's methods and the seasonal naive one.
func testTeam() team {
	t := newTeam()
	t.methods = append(t.methods, NewSeasonalNaive())
	t.fresh = testTeam
	return t
}

// winter tests one: the last of the seasons.
func (b *board) winter(ctx context.Context, n int, seasons []grown, progress func(done, total int)) error {
	test := &seasons[len(seasons)-1]
	past := seasons[:len(seasons)-1]
	t := testTeam()
	if b.models == nil {
		b.models = contenders(&t)
		b.cells = map[cellKey]*tally{}
	}
	trials, err := t.rehearse(ctx, past, b.opts.Calendar, workersOf(b.opts.Workers), progress)
	if err != nil {
		return err
	}
	laws := make([]*law, len(b.models))
	for m := range b.models {
		laws[m] = calibrate(trials, len(past), b.models[m].point)
	}
	for _, m := range t.methods {
		if k, ok := m.(KeepsFits); ok {
			k.KeepFor(0) // in the tested winter everybody is fitted anew at every origin
		}
	}
	asks := make([]ask, len(test.Series))
	for i := range asks {
		asks[i] = ask{series: i, class: test.class[i], origins: b.origins(test)}
	}
	trials, err = look(ctx, &test.Panel, len(past), t.methods, asks, Horizon, workersOf(b.opts.Workers), func() {})
	if err != nil {
		return err
	}
	b.paces = nil
	for range b.models {
		b.paces = append(b.paces, newPace(test.Days))
	}
	byOrigin := map[int][]trial{}
	for _, x := range trials {
		byOrigin[x.origin] = append(byOrigin[x.origin], x)
	}
	for _, o := range b.origins(test) {
		b.morning(n, test, laws, byOrigin[o], o)
	}
	progress(1, 1)
	return nil
}

// The days of a season, from Christmas, in which origins lie: November to March.
const (
	winterFrom = -54
	winterTo   = 96
)

// origins are the days of a winter from which it is forecast: every Step-th, and each of 11 to 16 December.
func (b *board) origins(g *grown) []int {
	var out []int
	for d := firstOrigin; d+1 < g.Days; d++ {
		tau := fromChristmas(g.Date(d))
		if (b.rolling(d) || planning(g.Date(d))) && tau >= winterFrom && tau <= winterTo {
			out = append(out, d)
		}
	}
	return out
}

func (b *board) rolling(d int) bool { return d >= firstTested && (d-firstTested)%b.opts.Step == 0 }

// planning says whether a day is one on which the plan for Christmas is made.
func planning(d civil.Date) bool { tau := fromChristmas(d); return tau >= -14 && tau <= -9 }

// morning scores all forecasts made on one day.
func (b *board) morning(n int, g *grown, laws []*law, trials []trial, origin int) {
	c := cluster{winter: n, wis: make([][bucketCount]float64, len(b.models))}
	wider := make([]float64, len(b.models))
	for m := range wider {
		wider[m] = b.paces[m].factor(origin)
	}
	for h := 1; h <= Horizon && origin+h < g.Days; h++ {
		odds := make([][]morning, len(b.models))
		for m := range b.models {
			odds[m] = laws[m].mornings(len(g.Series), trials, h, b.models[m].point, func(i int) float64 {
				return paced(wider[m], i < g.leaves, g.Date(origin+h))
			})
			if b.models[m].joins {
				joinSums(odds[m], g.parent, g.leaves)
			}
		}
		for i := range trials {
			if t := &trials[i]; t.class == single && b.paces[0].counts(t.tau, h) && Known(t.came(Occupied, h)) {
				for m := range odds {
					if q := &odds[m][t.series].q[Occupied]; Known(q[0]) {
						b.paces[m].add(origin+h, q, math.Exp(t.came(Occupied, h)), paced(wider[m], true, g.Date(origin+h)))
					}
				}
			}
			if t := &trials[i]; b.judged(g, t.series) && Known(t.came(Occupied, h)) && sound(odds, t.series) {
				b.judge(n, g, t, h, odds, &c)
			}
		}
	}
	if b.rolling(origin) {
		b.clusters = append(b.clusters, c)
	}
}

func (b *board) judged(g *grown, series int) bool {
	return (b.opts.Level == "trust") == (series < g.leaves)
}

// sound says whether every model has spoken.
func sound(odds [][]morning, series int) bool {
	for m := range odds {
		if !Known(odds[m][series].mean[Occupied]) {
			return false
		}
	}
	return true
}

// judge scores every model's forecast of one number.
func (b *board) judge(n int, g *grown, t *trial, h int, odds [][]morning, c *cluster) {
	date := g.Date(t.origin + h)
	y := math.Exp(t.came(Occupied, h))
	size := meanOf(g.Series[t.series].Occupied)
	phase := phaseOrdinary
	switch {
	case strikeWeek(b.opts.Calendar, date):
		phase = phaseStrike
	case festive(fromChristmas(date)):
		phase = phaseChristmas
	}
	bucket := bucketOf(h)
	for m := range odds {
		o := &odds[m][t.series]
		var s tally
		s.add(&o.q[Occupied], y, size)
		if r := t.came(ratio, h); Known(r) && Known(o.mean[Open]) {
			s.addLimits([len(limits)]float64{o.over(limits[0]), o.over(limits[1]), o.over(limits[2])}, math.Exp(r))
		}
		if planning(g.Date(t.origin)) {
			b.cell(cellKey{n, m, bucket, phasePlanning}).plus(&s)
		}
		if b.rolling(t.origin) {
			b.cell(cellKey{n, m, bucket, phase}).plus(&s)
			c.wis[m][bucket] += s.wis
		}
	}
	c.n[bucket]++
}

func (b *board) cell(k cellKey) *tally {
	t := b.cells[k]
	if t == nil {
		t = &tally{}
		b.cells[k] = t
	}
	return t
}

func meanOf(y []float64) float64 {
	s := 0.0
	for _, v := range y {
		s += v
	}
	return s / float64(len(y))
}
