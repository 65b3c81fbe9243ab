package rest

import (
	"fmt"
	"math"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// Policy is what a trust decides for itself: how recovery rest is estimated, and how strictly compensatory rest is
// counted. Every number is shown wherever an estimate stands.
type Policy struct {
	Set     string        // as local@1
	Join    time.Duration // duties less than this apart are one stretch
	Look    int           // days looked back over
	Day     float64       // weights of an extra hour
	Evening float64
	Night   float64
	Factor  float64 // hours of rest for each weighted hour
	Due     int     // days from the beginning of recovery
	Strict  bool    // compensatory rest counts only in the next rest
	View    View    // by which an extra duty is counted in activities; "" is not decided
	Words   string  // why it was set
}

// DefaultPolicy is the proposal of the tables.
func DefaultPolicy() Policy {
	p := Policy{Set: "local@1", View: ContractView, Words: "Headroom's proposal"}
	for _, r := range builtIn.rules {
		if r.Set != p.Set {
			continue
		}
		switch r.Check {
		case CheckJoin:
			p.Join = time.Duration(r.Limit * float64(time.Hour))
		case CheckLookBack:
			p.Look = int(7 * r.Limit)
		case CheckWeightDay:
			p.Day = r.Limit
		case CheckWeightEve:
			p.Evening = r.Limit
		case CheckWeightNight:
			p.Night = r.Limit
		case CheckFactor:
			p.Factor = r.Limit
		case CheckRecoveryDue:
			p.Due = int(7 * r.Limit)
		}
	}
	return p
}

// CheckPolicy gives a policy that can stand, or everything that is wrong with it at once.
func CheckPolicy(p Policy) (Policy, error) {
	var bad fault.List
	number := func(name string, v, most float64) {
		if math.IsNaN(v) || v < 0 || v > most {
			bad.Add(name, "", "Enter a number from 0 to %v", most)
		}
	}
	number("day", p.Day, 5)
	number("evening", p.Evening, 5)
	number("night", p.Night, 5)
	number("factor", p.Factor, 2)
	number("look", float64(p.Look), 182)
	number("due", float64(p.Due), 366)
	number("join", p.Join.Hours(), 4)
	if _, ok := viewsByName()[p.View]; p.View != "" && !ok {
		bad.Add("view", "", "%q is no way of counting; choose one of those shown", p.View)
	}
	if p.Words == "" {
		bad.Add("words", "", "Say in a sentence why")
	}
	CheckWords(&bad, "words", p.Words)
	return p, bad.Err("The policy was not kept")
}

// Formula is how recovery rest is worked out, in words with its numbers.
func (p Policy) Formula() string {
	return fmt.Sprintf("%.3g × extra hours of the %d days before recovery, each weighing %.3g on weekdays from 07:00 to 19:00, %.3g in the evening and at weekends, %.3g from 23:00 to 07:00",
		p.Factor, p.Look, p.Day, p.Evening, p.Night)
}

// weigh is the weight of an hour of a band.
func (p Policy) weigh(b Band) float64 {
	switch b {
	case DayBand:
		return p.Day
	case EveningBand:
		return p.Evening
	}
	return p.Night
}

// Band is a part of the week that is weighed or paid alike. Stored as its word.
type Band string

// The bands.
const (
	DayBand     Band = "day"     // Monday to Friday 07:00 to 19:00, bank holidays apart
	EveningBand Band = "evening" // 19:00 to 23:00; weekends and bank holidays 07:00 to 23:00
	NightBand   Band = "night"   // 23:00 to 07:00
)

// bandsOf cuts a stretch of time into bands: how much of it falls in each.
func bandsOf(from, to time.Time, holidays civil.Holidays) map[Band]time.Duration {
	out := map[Band]time.Duration{}
	for t := from; t.Before(to); {
		local := t.In(civil.London)
		day := civil.DateOf(local)
		band, end := EveningBand, day.At(23*60)
		switch h := local.Hour(); {
		case h < 7:
			band, end = NightBand, day.At(7*60)
		case h >= 23:
			band, end = NightBand, day.Add(1).At(0)
		case h < 19:
			if holidays.IsWorkingDay(day) {
				band = DayBand
			}
			end = day.At(19 * 60)
		}
		if end.After(to) {
			end = to
		}
		out[band] += end.Sub(t)
		t = end
	}
	return out
}
