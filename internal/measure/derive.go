package measure

// Derive works the measure out of others that get gives: a count from its terms, a ratio or mean from its two measures, a
// centile from its bands. What cannot be worked out is the measure's own value, as get gives it.
//
// A term that is missing makes the result missing; a term that is not applicable is left out unless all are.
func Derive(m Measure, get func(Code) Value) Value {
	switch {
	case len(m.Terms) > 0:
		return deriveTerms(m, get)
	case m.Kind == Ratio || m.Kind == Mean:
		return deriveRatio(m, get)
	case len(m.Bands) > 0:
		return deriveBands(m, get)
	}
	return get(m.Code)
}

// value is the measure's own value or, failing that, what can be derived.
func value(c Code, get func(Code) Value) Value {
	if v := get(c); !v.IsMissing() {
		return v
	}
	if i := Index(c); i >= 0 && len(register[i].Terms) > 0 {
		return deriveTerms(register[i], get)
	}
	return Gap()
}

func deriveTerms(m Measure, get func(Code) Value) Value {
	var sum Sum
	for _, t := range m.Terms {
		sum.Add(value(t.Code, get), t.Sign)
	}
	if v := sum.Value(); !v.IsMissing() {
		return v
	}
	return get(m.Code)
}

func deriveRatio(m Measure, get func(Code) Value) Value {
	num, den := value(m.Num, get), value(m.Den, get)
	switch {
	case num.Given() && den.Given() && den.Amount() != 0:
		return Of(num.Amount() / den.Amount())
	case num.State == NotApplicable, den.State == NotApplicable, den.Given() && num.Given():
		return NA()
	}
	return get(m.Code)
}

func deriveBands(m Measure, get func(Code) Value) Value {
	counts := make([]float64, len(m.Bands))
	for i, c := range m.Bands {
		v := get(c)
		if !v.Given() {
			return get(m.Code)
		}
		counts[i] = v.Amount()
	}
	if n, ok := BandCentile(counts, centileOf(m.Code)); ok {
		return Of(n)
	}
	return get(m.Code)
}

// centileOf is the share below which a banded centile lies.
func centileOf(c Code) float64 {
	switch c {
	case "rtt_p92":
		return 0.92
	case "rtt_p95":
		return 0.95
	}
	return 0.5
}

// Sum adds signed values of one organisation, keeping the four states apart. The zero Sum is ready.
type Sum struct {
	n             float64
	given, nils   int
	absent, other int
}

// Add puts in v, times sign.
func (s *Sum) Add(v Value, sign float64) {
	switch v.State {
	case Number:
		s.n += sign * v.N
		s.given++
	case Nil:
		s.given++
		s.nils++
	case NotApplicable:
		s.other++
	default:
		s.absent++
	}
}

// Value is missing when anything was missing, not applicable when everything was, nil when all that was given was nil.
func (s *Sum) Value() Value {
	switch {
	case s.absent > 0 || s.given+s.other == 0:
		return Gap()
	case s.given == 0:
		return NA()
	case s.nils == s.given:
		return None()
	}
	return Of(s.n)
}

// BandCentile is the point below which a share p (0 to 1) of the counted lie, where counts[i] have more than i and up to
// i+1 units and the last band is open-ended. Within a band it goes straight. It is not known (ok false) when nothing is
// counted or the point lies in the open band.
func BandCentile(counts []float64, p float64) (at float64, ok bool) {
	all := 0.0
	for _, n := range counts {
		all += n
	}
	if all <= 0 || p < 0 || p > 1 {
		return 0, false
	}
	want, below := p*all, 0.0
	for i, n := range counts {
		if n > 0 && below+n >= want {
			return float64(i) + (want-below)/n, i < len(counts)-1
		}
		below += n
	}
	return 0, false
}
