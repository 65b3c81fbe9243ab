package occupancy

import (
	"fmt"
	"math"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// String is the number's name within a sentence.
func (k Kind) String() string {
	if k == Open {
		return "beds open"
	}
	return "beds occupied"
}

// MarshalText writes "occupied" or "open".
func (k Kind) MarshalText() ([]byte, error) {
	if k == Open {
		return []byte("open"), nil
	}
	return []byte("occupied"), nil
}

// UnmarshalText reads "occupied" or "open".
func (k *Kind) UnmarshalText(b []byte) error {
	switch string(b) {
	case "occupied":
		*k = Occupied
	case "open":
		*k = Open
	default:
		return fault.New(fault.Invalid, "A number is \"occupied\" or \"open\", not %q.", b)
	}
	return nil
}

// Setting is a user's own figure for an effect. A reason must be given; it is shown wherever the figure counts.
type Setting struct {
	Code   string  `json:"code"`
	Of     Kind    `json:"of"`
	Value  float64 `json:"value"` // difference of the natural logarithm
	SE     float64 `json:"se"`
	Reason string  `json:"reason"`
}

// largestSetting bounds what a user may set: about a quarter fewer, or a third more.
const largestSetting = .3

// CheckSettings reports settings that name nothing, go beyond all measure or have no reason.
func CheckSettings(set []Setting) error {
	columns := columnsByCode()
	var problems fault.List
	seen := map[Setting]bool{}
	for i, s := range set {
		name := fmt.Sprintf("settings[%d]", i)
		key := Setting{Code: s.Code, Of: s.Of}
		if _, ok := columns[s.Code]; !ok {
			problems.Add(name+".code", "", "There is no effect %q.", s.Code)
		}
		if s.Of != Occupied && s.Of != Open {
			problems.Add(name+".of", "", "An effect is on beds occupied or on beds open.")
		}
		if !(math.Abs(s.Value) <= largestSetting) {
			problems.Add(name+".value", "", "An effect lies between -%.1f and %.1f (differences of the logarithm: -0.1 is about a tenth fewer).", largestSetting, largestSetting)
		}
		if !(s.SE >= 0 && s.SE <= largestSetting) {
			problems.Add(name+".se", "", "A standard error lies between 0 and %.1f.", largestSetting)
		}
		if strings.TrimSpace(s.Reason) == "" {
			problems.Add(name+".reason", "", "Say why this figure is better than the estimate; it is shown with it.")
		}
		if seen[key] {
			problems.Add(name+".code", "", "%s is set twice for %s.", s.Code, s.Of)
		}
		seen[key] = true
	}
	return problems.Err("The effects cannot be set so.")
}

// columnsByCode is the column of each effect.
func columnsByCode() map[string]int {
	out := make(map[string]int, regressions)
	for i := range regressions {
		code, _ := columnName(i)
		out[code] = i
	}
	return out
}

// WithSettings moves an organisation's forecast, its parts and the sums it is part of by what a user has set in the place
// of the effects used; the organisation's notes say so. The forecasts given are left as they are.
func WithSettings(f []Forecast, tree Tree, who org.Code, effects []Effect, cal Calendar) ([]Forecast, error) {
	var words []string
	var set []Effect
	for _, e := range effects {
		if e.Set != nil {
			set = append(set, e)
			words = append(words, fmt.Sprintf("%s on %s: %+.1f%% instead of %+.1f%% (%s)", e.Words, e.Of, 100*math.Expm1(e.Set.Value), 100*math.Expm1(e.Used.Value), e.Set.Reason))
		}
	}
	if len(set) == 0 || len(f) == 0 {
		return f, nil
	}
	out, unknown, err := withChanges(f, tree, []cause{{orgs: []org.Code{who}, on: settingsOn(set, f[0].Origin, cal)}})
	if err != nil {
		return nil, err
	}
	for i := range out {
		switch {
		case len(unknown) > 0:
			out[i].Notes = append(out[i].Notes, skipped(unknown))
		case out[i].Org == who:
			out[i].Notes = append(out[i].Notes, Note{"set", "Effects set by a user: " + strings.Join(words, "; ") + "."})
		}
	}
	return out, nil
}

// settingsOn is what the settings change on a day.
func settingsOn(set []Effect, origin civil.Date, cal Calendar) func(Kind, civil.Date, float64) change {
	rows, columns := rowsFrom(origin, cal), columnsByCode()
	return func(k Kind, d civil.Date, beds float64) change {
		log, variance := 0.0, 0.0
		row := rows.row(d.Sub(origin))
		for i := range set {
			if set[i].Of != k {
				continue
			}
			x := row[columns[set[i].Code]]
			log += x * (set[i].Set.Value - set[i].Used.Value)
			variance += x * x * max(0, set[i].Set.SE*set[i].Set.SE-set[i].Used.SE*set[i].Used.SE)
		}
		if log == 0 && variance == 0 {
			return change{}
		}
		return share(log, math.Sqrt(variance), beds)
	}
}
