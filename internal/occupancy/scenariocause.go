package occupancy

import (
	"fmt"
	"math"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// Apply is the forecasts as the scenario would have them: the odds of beds occupied and open moved and widened by each
// part's own uncertainty, trusts, boards, regions and England together, so that the parts still add up. The notes say what
// was assumed. The forecasts given are left as they are; cal is the calendar they were made with.
func (s Scenario) Apply(f []Forecast, tree Tree, cal Calendar) ([]Forecast, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	if len(f) == 0 {
		return f, nil
	}
	a := &application{scenario: &s, origin: f[0].Origin, cal: cal, assume: assumedWith(s.Assume)}
	a.flu()
	a.norovirus()
	a.cold()
	a.windDown()
	if err := a.strikes(); err != nil {
		return nil, err
	}
	out, unknown, err := withChanges(f, tree, a.causes)
	if err != nil {
		return nil, err
	}
	a.sayAssumed()
	if len(unknown) > 0 {
		a.notes = append(a.notes, skipped(unknown))
	}
	for i := range out {
		out[i].Model += "+" + s.Name
		out[i].Notes = append(out[i].Notes, a.notes...)
	}
	return out, nil
}

// application gathers a scenario's causes and notes.
type application struct {
	scenario *Scenario
	origin   civil.Date
	cal      Calendar
	assume   assumed
	causes   []cause
	notes    []Note
}

func (a *application) add(c cause) { a.causes = append(a.causes, c) }

func (a *application) say(words string, args ...any) {
	a.notes = append(a.notes, Note{"scenario", fmt.Sprintf(words, args...)})
}

// sayAssumed notes the figures that the scenario set in the place of the defaults.
func (a *application) sayAssumed() {
	for _, d := range Assumptions() {
		if v, ok := a.scenario.Assume[d.Code]; ok {
			a.say("Set by the scenario: %s: %g, where the default is %g.", d.Words, v, d.Value)
		}
	}
}

// about names whom a part is about.
func about(orgs []org.Code) string {
	if len(orgs) == 0 {
		return "everywhere"
	}
	words := make([]string, len(orgs))
	for i, o := range orgs {
		words[i] = string(o)
	}
	return "at " + strings.Join(words, ", ")
}

// bell is a wave of flu: the share of occupied beds that hold flu on a day.
type bell struct {
	peak          civil.Date
	height, width float64
}

func (b bell) on(d civil.Date) float64 {
	if b.width <= 0 {
		return 0
	}
	x := float64(d.Sub(b.peak)) / b.width
	return b.height * math.Exp(-x*x/2)
}

// wave is the assumed wave of the shape in the season of the origin.
func (a *application) wave(shape string) bell {
	at := func(what string) float64 { return a.assume["flu-"+shape+"-"+what] }
	return bell{christmasOf(a.origin).Add(int(math.Round(at("peak")))), at("height"), at("width")}
}

// flu puts one wave in the place of the usual one, which the forecast is taken to hold. Both are counted from the origin
// on, for what has come by then is in the figures.
func (a *application) flu() {
	f := a.scenario.Flu
	if f == nil {
		return
	}
	usual, w := a.wave("usual"), a.wave(f.Shape)
	if f.Peak != nil {
		w.peak = *f.Peak
	}
	if f.Height != nil {
		w.height = *f.Height
	}
	if f.WidthDays != nil {
		w.width = *f.WidthDays
	}
	net, spread := a.assume["flu-net"], a.assume["flu-spread"]
	a.add(cause{orgs: f.Orgs, on: func(k Kind, d civil.Date, beds float64) change {
		if k == Open {
			return change{}
		}
		log := math.Log1p(net*(w.on(d)-w.on(a.origin))) - math.Log1p(net*(usual.on(d)-usual.on(a.origin)))
		return share(log, spread*math.Abs(log), beds)
	}})
	if w.height == 0 || w.width == 0 {
		a.say("No wave of flu %s, in the place of the usual one that the forecast is taken to hold (peak %s, %.1f%% of occupied beds). Each bed with flu counts as %.2g beds more occupied; unconfirmed.",
			about(f.Orgs), usual.peak, 100*usual.height, net)
		return
	}
	a.say("%s %s: peak on %s with flu in %.1f%% of occupied beds, width %.0f days, in the place of the usual one that the forecast is taken to hold (peak %s, %.1f%%). Each bed with flu counts as %.2g beds more occupied; unconfirmed.",
		waveWords(f.Shape), about(f.Orgs), w.peak, 100*w.height, w.width, usual.peak, 100*usual.height, net)
}

// waveWords names a wave of a shape.
func waveWords(shape string) string {
	switch shape {
	case "early":
		return "An early wave of flu"
	case "own":
		return "A wave of flu of its own shape"
	}
	return "A " + shape + " wave of flu"
}

// norovirus takes the beds that stand empty off the beds open.
func (a *application) norovirus() {
	empty, spread := a.assume["norovirus-empty"], a.assume["norovirus-spread"]
	for _, c := range a.scenario.Norovirus {
		a.add(cause{orgs: c.Orgs, apart: true, on: func(k Kind, d civil.Date, beds float64) change {
			if k != Open || d.Before(c.From) || d.After(c.To) {
				return change{}
			}
			lost := empty * min(beds, c.Beds+c.Share*beds)
			return change{-lost, spread * lost}
		}})
		size := fmt.Sprintf("%.0f beds (where fewer are open, all of them)", c.Beds)
		if c.Share > 0 {
			size = fmt.Sprintf("%.1f%% of beds open", 100*c.Share)
		}
		a.say("Norovirus closes %s %s from %s to %s; %.0f%% of them stand empty and are taken off the beds open, the others go on being used.",
			size, about(c.Orgs), c.From, c.To, 100*empty)
	}
}

// coldFills is in how many days a cold spell's effect builds up, and fades, to all but a third.
const (
	coldBuilds = 3
	coldFades  = 7
)

// cold builds up after the lag while the spell lasts and fades after it.
func (a *application) cold() {
	spread := a.assume["cold-spread"]
	for _, c := range a.scenario.Cold {
		height, lag := a.assume["cold-"+c.Level], int(math.Round(a.assume["cold-lag"]))
		if c.LagDays != nil {
			lag = *c.LagDays
		}
		first, last := c.From.Add(lag), c.To.Add(lag)
		level := func(d civil.Date) float64 {
			if d.Before(first) {
				return 0
			}
			held := min(d.Sub(first), last.Sub(first)) + 1
			x := height * (1 - math.Exp(-float64(held)/coldBuilds))
			if d.After(last) {
				x *= math.Exp(-float64(d.Sub(last)) / coldFades)
			}
			return x
		}
		a.add(cause{orgs: c.Orgs, on: func(k Kind, d civil.Date, beds float64) change {
			if k == Open {
				return change{}
			}
			x := math.Log1p(level(d)) - math.Log1p(level(a.origin))
			return share(x, spread*math.Abs(x), beds)
		}})
		a.say("A cold spell (%s) %s from %s to %s: up to %.1f%% more beds occupied, %d days later, fading within about two weeks of its end; unconfirmed.",
			c.Level, about(c.Orgs), c.From, c.To, 100*height, lag)
	}
}

// windDown frees beds that then fill again.
func (a *application) windDown() {
	spread, refill := a.assume["wind-down-spread"], a.assume["wind-down-refill"]
	for _, w := range a.scenario.WindDown {
		left := func(d civil.Date) float64 {
			switch {
			case d.Before(w.From):
				return 0
			case !d.After(w.To):
				return 1
			}
			return math.Max(0, 1-float64(d.Sub(w.To))/math.Max(refill, 1e-9))
		}
		a.add(cause{orgs: w.Orgs, on: func(k Kind, d civil.Date, beds float64) change {
			x := w.Beds
			if k == Open {
				x = w.Closed
			}
			x = math.Min(x*left(d), .9*beds)
			return change{-x, spread * x}
		}})
		a.say("Planned work put off beyond the season's usual: %.0f beds fewer occupied, of which %.0f closed, %s from %s to %s, filling again in %.0f days after.",
			w.Beds, w.Closed, about(w.Orgs), w.From, w.To, refill)
	}
}

// strikes adds action to the calendar or takes it out, by the national effects.
func (a *application) strikes() error {
	for i, c := range a.scenario.Strikes {
		days, err := a.strikeDays(i, &c)
		if err != nil {
			return err
		}
		sign, sd := 1., a.assume["strike-spread"]
		added := "added"
		if c.Change == "remove" {
			sign, added = -1, "taken out"
		} else if !Familiar(c.Group) {
			sd = a.assume["strike-unlike-spread"]
		}
		rows := rowsFrom(a.origin, Calendar{Strikes: days})
		within, after := a.assume["strike-within"], a.assume["strike-after"]
		openWithin, openAfter := a.assume["strike-open-within"], a.assume["strike-open-after"]
		a.add(cause{orgs: c.Orgs, on: func(k Kind, d civil.Date, beds float64) change {
			row := rows.row(d.Sub(a.origin))
			x, s := -within*row[colStrike]-after*row[colStrike+1], sd*strikeShare(row)
			if k == Open {
				x, s = -openWithin*row[colStrike]-openAfter*row[colStrike+1], s/2
			}
			if x == 0 && s == 0 {
				return change{}
			}
			return share(sign*x, s, beds)
		}})
		a.say("Action by %s from %s to %s is %s, %s: %.1f%% fewer beds occupied from its second morning on, %.1f%% on the first morning after it, fading over five; %s; unconfirmed.",
			c.Group, c.From, c.To, added, about(c.Orgs), 100*within, 100*after, fromStrikes)
		if sign > 0 && !Familiar(c.Group) {
			a.notes = append(a.notes, unlikeNote([]string{c.Group}))
		}
	}
	return nil
}

// strikeDays are the days added, or those of the calendar that are taken out.
func (a *application) strikeDays(i int, c *StrikeChange) ([]Strike, error) {
	var out []Strike
	if c.Change == "add" {
		of := c.To.Sub(c.From) + 1
		for n := range of {
			out = append(out, Strike{c.From.Add(n), c.Group, n + 1, of})
		}
		return out, nil
	}
	for _, s := range a.cal.Strikes {
		if sameGroup(s.Group, c.Group) && !s.Date.Before(c.From) && !s.Date.After(c.To) {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		var p fault.List
		p.Add(fmt.Sprintf("strikes[%d]", i), "", "The calendar has no action by %s from %s to %s that could be taken out.", c.Group, c.From, c.To)
		return nil, p.Err("The scenario cannot be used as it stands.")
	}
	return out, nil
}
