package measure

import (
	"headroom/internal/fault"
)

// Part is what one organisation (or one day) gave: Value for stocks, flows, centiles and levels; Num and Den for ratios
// and means. A mean may come as Value with its Den (the count) when its total was not published.
type Part struct {
	Who   string
	Value Value
	Num   Value
	Den   Value
}

// Total is what a roll-up came to, with what it stands on. Value and the counts are always shown together.
type Total struct {
	Measure Code  `json:"measure"`
	Value   Value `json:"value"`
	// Sum adds the numbers of a stock or flow; Num and Den those of a ratio or mean.
	Sum float64 `json:"sum"`
	Num float64 `json:"num,omitempty"`
	Den float64 `json:"den,omitempty"`
	// N parts gave a figure, Nil of them as a nil return; NA said "not applicable"; Missing names the silent ones.
	N       int      `json:"n"`
	Nil     int      `json:"nil"`
	NA      int      `json:"not_applicable"`
	Missing []string `json:"missing,omitempty"`
	// Complete is true when at least one part gave a figure and none that was due is missing.
	Complete bool `json:"complete"`
	// Published is true when the figure was taken as published and not worked out here.
	Published bool `json:"published,omitempty"`
	// Refused says in words why there is no figure, where the measure cannot be put together.
	Refused string `json:"refused,omitempty"`
}

// Due is how many parts should have given a figure.
func (t Total) Due() int { return t.N + len(t.Missing) }

// Part hands the total on as one part of a wider roll-up under the name who: an organisation's week into England's week.
func (t Total) Part(who string) Part {
	p := Part{Who: who, Value: t.Value}
	if t.N > 0 {
		p.Num, p.Den = Of(t.Num), Of(t.Den)
	}
	return p
}

// Published is a figure taken from its publisher: the only way in which a centile or a level stands for a group.
func Published(m Measure, v Value) Total {
	t := Total{Measure: m.Code, Value: v, Published: true}
	if v.Given() {
		t.N, t.Complete = 1, true
	}
	return t
}

// RollUp puts organisations together for one day or period. Centiles and levels are refused with an Invalid fault whose
// words can be shown; see Published.
func RollUp(m Measure, parts []Part) (Total, error) { return put(m, parts, false) }

// OverDays puts the days (or months) of one organisation or of one total together: flows are added, stocks averaged over
// the days that gave a figure.
func OverDays(m Measure, parts []Part) (Total, error) { return put(m, parts, true) }

func put(m Measure, parts []Part, days bool) (Total, error) {
	t := Total{Measure: m.Code}
	if w := refusal(m); w != "" {
		t.Refused, t.Value = w, Gap()
		return t, fault.New(fault.Invalid, "%s", w)
	}
	divided := m.Kind == Ratio || m.Kind == Mean
	for i := range parts {
		if divided {
			t.divide(m.Kind, &parts[i])
		} else {
			t.add(parts[i].Value, parts[i].Who)
		}
	}
	t.close(m.Kind, days)
	return t, nil
}

// refusal is why figures of the measure cannot be put together; empty when they can.
func refusal(m Measure) string {
	switch {
	case m.Kind == Centile && len(m.Bands) > 0:
		return m.Name + ": a centile cannot be averaged or added; add up its bands and compute it from them"
	case m.Kind == Centile:
		return m.Name + ": a centile cannot be averaged or added across organisations or days; use the records or a histogram, or show the published figure"
	case m.Kind == Level:
		return m.Name + ": a level is not a quantity; show how many organisations stand at each level"
	}
	return ""
}

func (t *Total) add(v Value, who string) {
	switch v.State {
	case Number:
		t.Sum += v.N
		t.N++
	case Nil:
		t.N++
		t.Nil++
	case NotApplicable:
		t.NA++
	default:
		t.Missing = append(t.Missing, who)
	}
}

func (t *Total) divide(k Kind, p *Part) {
	num, den := p.Num, p.Den
	if k == Mean && !num.Given() && p.Value.State == Number && den.Given() {
		num = Of(p.Value.N * den.Amount()) // a mean weighted by its count
	}
	t.ratio(num, den, p.Who)
}

func (t *Total) ratio(num, den Value, who string) {
	switch {
	case num.Given() && den.Given():
		t.Num += num.Amount()
		t.Den += den.Amount()
		t.N++
		if num.State == Nil && den.State == Nil {
			t.Nil++
		}
	case num.State == NotApplicable || den.State == NotApplicable:
		t.NA++
	default:
		t.Missing = append(t.Missing, who)
	}
}

// close works the value out of what was gathered.
func (t *Total) close(k Kind, days bool) {
	t.Complete = t.N > 0 && len(t.Missing) == 0
	switch {
	case t.N == 0 && len(t.Missing) == 0 && t.NA > 0:
		t.Value = NA()
	case t.N == 0:
		t.Value = Gap()
	case k == Ratio || k == Mean:
		if t.Den == 0 {
			t.Value = NA() // nothing to divide by
			return
		}
		t.Value = Of(t.Num / t.Den)
	case t.Nil == t.N:
		t.Value = None()
	case days && k == Stock:
		t.Value = Of(t.Sum / float64(t.N))
	default:
		t.Value = Of(t.Sum)
	}
}

// Rung is how many organisations stand at one level of a scale.
type Rung struct {
	Level float64
	N     int
}

// Tally counts the parts at each level, lowest first, which is all that may be said of levels together.
func Tally(parts []Part) []Rung {
	var out []Rung
	for _, p := range parts {
		if p.Value.State != Number {
			continue
		}
		i := 0
		for i < len(out) && out[i].Level < p.Value.N {
			i++
		}
		if i == len(out) || out[i].Level != p.Value.N {
			out = append(out[:i], append([]Rung{{Level: p.Value.N}}, out[i:]...)...)
		}
		out[i].N++
	}
	return out
}
