package app

import (
	"cmp"
	"context"
	"math"
	"path/filepath"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/sheet"
	"headroom/internal/spc"
)

// SPCQuery is a request to chart a file's series, as typed.
type SPCQuery struct {
	CSV      string   // the file
	Date     string   // the heading of the dates; empty: found
	Value    string   // the heading of the values; empty: found
	Where    []string // COLUMN=TEXT, each narrows the rows
	Improve  string   // up, down or neutral
	Target   string   // a number as people write it, 76% too; empty: none
	Rebases  []string // dates, each may hold several with commas
	Reason   string   // why it is rebased
	By       string   // who decided it
	Exclude  []string // FROM..TO=NAME or DATE=NAME: drawn and named, and not in the limits
	FixAfter int
	NoScreen bool
	Weekday  bool // the weekly pattern of a daily series is taken out
	Weekly   bool // a daily series is charted as weekly means
}

// SPCJSON is a chart. A number that cannot be worked out, or is missing, is null.
type SPCJSON struct {
	File     string           `json:"file"`
	Date     string           `json:"date_column,omitempty"`
	Value    string           `json:"value_column"`
	Improve  string           `json:"improve"`
	Target   *float64         `json:"target"`
	Screened bool             `json:"screen_outliers"`
	FixAfter int              `json:"fix_after,omitempty"`
	Icons    SPCIconsJSON     `json:"icons"`
	Groups   []SPCGroupJSON   `json:"groups"`
	Points   []SPCPointJSON   `json:"points"`
	Weekdays []float64        `json:"weekday_effects,omitempty"` // Monday first, in the unit of the values
	Warnings []SPCWarningJSON `json:"warnings"`
}

// SPCIconsJSON are the two icons; assurance is null without a target or a better direction.
type SPCIconsJSON struct {
	Variation *string `json:"variation"`
	Assurance *string `json:"assurance"`
}

// SPCGroupJSON is a stretch with one mean and one pair of limits.
type SPCGroupJSON struct {
	From        civil.Date `json:"from"`
	First       int        `json:"first"` // the number of its first point, from 1
	Points      int        `json:"points"`
	Counted     int        `json:"counted"` // points that are neither missing nor excluded
	Mean        *float64   `json:"mean"`
	LPL         *float64   `json:"lpl"`
	UPL         *float64   `json:"upl"`
	MovingRange *float64   `json:"moving_range"`
	Screened    int        `json:"screened_ranges"`
	Trial       bool       `json:"trial"`
	Reason      string     `json:"reason,omitempty"` // why the series was rebased here
	By          string     `json:"by,omitempty"`
}

// SPCPointJSON is one point. Type is null for one that is missing or excluded.
type SPCPointJSON struct {
	N     int        `json:"n"`
	Date  civil.Date `json:"date"` // empty in a series without dates
	Value *float64   `json:"value"`
	Given *float64   `json:"given,omitempty"` // before the weekly pattern was taken out
	Mean  *float64   `json:"mean"`
	LPL   *float64   `json:"lpl"`
	UPL   *float64   `json:"upl"`
	Type  *string    `json:"type"`
	Cause string     `json:"cause,omitempty"`
	Rules []string   `json:"rules"` // every rule that it breaks
	State string     `json:"state"`
	Name  string     `json:"excluded_as,omitempty"`
	Group int        `json:"group"` // its index in groups
}

// SPCWarningJSON is what the reader must know.
type SPCWarningJSON struct {
	Code  string `json:"code"`
	Words string `json:"words"`
}

// SPC charts the series of a file. It needs no database, and keeps nothing.
func SPC(ctx context.Context, q SPCQuery) (SPCJSON, error) {
	var out SPCJSON
	m, err := q.method()
	if err != nil {
		return out, err
	}
	read, err := readSPC(ctx, q)
	if err != nil {
		return out, err
	}
	if q.Weekly {
		if read.date == "" {
			return out, fault.New(fault.Invalid, "weekly means need dates; name their column with --date")
		}
		read.readings = spc.Weeks(read.readings)
	}
	if weekApart(read.readings) {
		for i := range m.Exclusions {
			m.Exclusions[i] = m.Exclusions[i].ForWeeks()
		}
	}
	c, err := spc.Make(read.readings, m)
	if err != nil {
		return out, err
	}
	out = spcJSON(&c)
	out.File, out.Date, out.Value = filepath.Base(q.CSV), read.date, read.value
	if len(m.Rebases) > 0 && (q.Reason == "" || q.By == "") {
		out.Warnings = append(out.Warnings, SPCWarningJSON{"rebase-without-reason",
			"The rebase has no reason or no name: a chart that others use needs both, with --reason and --by"})
	}
	return out, nil
}

// method reads what is asked for.
func (q SPCQuery) method() (spc.Method, error) {
	m := spc.Method{FixAfter: q.FixAfter, NoScreen: q.NoScreen, Weekday: q.Weekday}
	var err error
	if m.Improve, err = spc.ParseImprove(q.Improve); err != nil {
		return m, err
	}
	if q.Target != "" {
		t, ok := sheet.ParseNumber(q.Target)
		if !ok {
			return m, fault.New(fault.Invalid, "%q is no number; write the target as the values are, 76 or 76%% or 0.76", q.Target)
		}
		m.Target = &t
	}
	for _, text := range q.Rebases {
		for _, one := range strings.Split(text, ",") {
			d, err := civil.ParseDate(strings.TrimSpace(one))
			if err != nil {
				return m, fault.Wrap(err, fault.Invalid, "%q is no date to rebase at; write it as 2024-01-31", one)
			}
			m.Rebases = append(m.Rebases, spc.Rebase{Date: d, Reason: cmp.Or(q.Reason, "not said"), By: cmp.Or(q.By, "not said")})
		}
	}
	for _, text := range q.Exclude {
		x, err := spcExclusion(text)
		if err != nil {
			return m, err
		}
		m.Exclusions = append(m.Exclusions, x)
	}
	if q.Weekday && q.Weekly {
		return m, fault.New(fault.Invalid, "weekly means have no weekly pattern; give --weekday or --weekly, not both")
	}
	return m, nil
}

// spcExclusion reads FROM..TO=NAME, both days included, or DATE=NAME.
func spcExclusion(text string) (spc.Exclusion, error) {
	days, name, _ := strings.Cut(text, "=")
	from, to, several := strings.Cut(days, "..")
	if !several {
		to = from
	}
	first, err := civil.ParseDate(strings.TrimSpace(from))
	last, err2 := civil.ParseDate(strings.TrimSpace(to))
	if name = strings.TrimSpace(name); err != nil || err2 != nil || name == "" || last.Before(first) {
		return spc.Exclusion{}, fault.New(fault.Invalid, "%q does not say what to leave out; write FROM..TO=NAME, as 2023-12-20..2023-12-22=Junior doctors", text)
	}
	return spc.Exclusion{Days: civil.Range{From: first, To: last.Add(1)}, Name: name}, nil
}

// weekApart reports whether the readings are dated seven days apart.
func weekApart(readings []spc.Reading) bool {
	if len(readings) < 2 || readings[0].Date.IsZero() {
		return false
	}
	gap := func(i int) int { d := readings[i].Date.Sub(readings[i-1].Date); return max(d, -d) }
	for i := 1; i < len(readings); i++ {
		if gap(i)%7 != 0 {
			return false
		}
	}
	return true
}

func spcJSON(c *spc.Chart) SPCJSON {
	m := c.Method()
	out := SPCJSON{Improve: m.Improve.String(), Target: m.Target, Screened: !m.NoScreen, FixAfter: m.FixAfter, Warnings: []SPCWarningJSON{},
		Icons: SPCIconsJSON{wordOrNull(c.Variation.String()), wordOrNull(c.Assurance.String())}}
	for i := range c.Groups {
		g := &c.Groups[i]
		j := SPCGroupJSON{From: c.Points[g.First].Date, First: g.First + 1, Points: g.End - g.First, Counted: g.Counted, Mean: numberOrNull(g.Mean),
			LPL: numberOrNull(g.LPL), UPL: numberOrNull(g.UPL), MovingRange: numberOrNull(g.MovingRange), Screened: g.Screened, Trial: g.Trial}
		for _, r := range m.Rebases {
			if i > 0 && r.Date == j.From {
				j.Reason, j.By = r.Reason, r.By
			}
		}
		out.Groups = append(out.Groups, j)
	}
	adjusted := false
	for i := range c.Points {
		p := &c.Points[i]
		adjusted = adjusted || p.Given != p.Value && p.State != spc.Missing
	}
	for i := range c.Points {
		p := &c.Points[i]
		j := SPCPointJSON{N: i + 1, Date: p.Date, Value: numberOrNull(p.Value), Mean: numberOrNull(p.Mean), LPL: numberOrNull(p.LPL), UPL: numberOrNull(p.UPL),
			Type: wordOrNull(p.Type.String()), Cause: c.Words(p.Cause), Rules: ruleWords(p.Broken), State: p.State.String(), Group: int(p.Group)}
		if adjusted {
			j.Given = numberOrNull(p.Given)
		}
		if p.State == spc.Excluded {
			j.Name = m.Exclusions[p.Exclusion].Name
		}
		out.Points = append(out.Points, j)
	}
	if adjusted {
		for d := range 7 {
			out.Weekdays = append(out.Weekdays, c.WeekdayEffect(civil.On(2024, 1, 1+d))) // a Monday
		}
	}
	for _, w := range c.Warnings {
		out.Warnings = append(out.Warnings, SPCWarningJSON{w.Problem.String(), w.Words()})
	}
	return out
}

// ruleWords names the rules of a set.
func ruleWords(r spc.Rules) []string {
	out := []string{}
	for _, x := range []struct {
		rule spc.Rules
		word string
	}{{spc.Outside, "outside"}, {spc.InTrend, "trend"}, {spc.TwoOfThree, "two-in-three"}, {spc.InShift, "shift"}} {
		if r&x.rule != 0 {
			out = append(out, x.word)
		}
	}
	return out
}

func numberOrNull(f float64) *float64 {
	if math.IsNaN(f) {
		return nil
	}
	return &f
}

func wordOrNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
