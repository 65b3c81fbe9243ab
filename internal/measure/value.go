package measure

import (
	"math"
	"strconv"
	"strings"
)

// State says what kind of answer a Value is.
type State string

// The four states. An empty State reads as Missing, so the zero Value is a gap and never a nought.
const (
	Number        State = "number"
	Nil           State = "nil"
	NotApplicable State = "not-applicable"
	Missing       State = "missing"
)

// Value is one answer. N means something only when State is Number; a nil return counts as nought in sums.
type Value struct {
	State State   `json:"state"`
	N     float64 `json:"n"`
}

// Of is the number n.
func Of(n float64) Value { return Value{Number, n} }

// None is a nil return: the organisation answered that it has nothing to report.
func None() Value { return Value{State: Nil} }

// NA is "not applicable to this organisation".
func NA() Value { return Value{State: NotApplicable} }

// Gap is a missing answer.
func Gap() Value { return Value{State: Missing} }

// Given reports whether the value takes part in arithmetic: a number or a nil return.
func (v Value) Given() bool { return v.State == Number || v.State == Nil }

// Amount is the number that takes part in arithmetic: N, or nought for a nil return. Ask Given first.
func (v Value) Amount() float64 {
	if v.State == Number {
		return v.N
	}
	return 0
}

// IsMissing reports a gap; the zero Value is one.
func (v Value) IsMissing() bool { return v.State == Missing || v.State == "" }

// String is the number plainly, or "nil", "n/a" and "-" for the other three states.
func (v Value) String() string {
	switch v.State {
	case Number:
		return Plain(v.N)
	case Nil:
		return "nil"
	case NotApplicable:
		return "n/a"
	}
	return "-"
}

// Plain writes n in the fewest digits that read back the same, without an exponent.
func Plain(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// Grouped is Plain with a comma between thousands, for sentences: 1,014 and 1,017.5.
func Grouped(n float64) string { return commas(Plain(n)) }

// Show writes v as the measure's readers expect it: 2,218,130 · 73.0% · 40:06 · 13.4, and the state's word otherwise.
func (m Measure) Show(v Value) string {
	if v.State != Number {
		return v.String()
	}
	switch {
	case m.Unit == Fraction:
		return strconv.FormatFloat(math.Round(v.N*1000)/10, 'f', 1, 64) + "%"
	case m.Unit == Seconds && m.Kind != Flow:
		return clock(v.N)
	case v.N == math.Trunc(v.N) && (m.Integer || m.Kind == Flow || m.Kind == Stock):
		return commas(strconv.FormatFloat(v.N, 'f', 0, 64))
	}
	return commas(strconv.FormatFloat(v.N, 'f', 1, 64))
}

// clock writes seconds as m:ss, or h:mm:ss from an hour on.
func clock(s float64) string {
	t := int64(math.Round(math.Abs(s)))
	sign := ""
	if s < 0 {
		sign = "-"
	}
	two := func(n int64) string { return strconv.Itoa(100 + int(n))[1:] }
	if t < 3600 {
		return sign + strconv.FormatInt(t/60, 10) + ":" + two(t%60)
	}
	return sign + strconv.FormatInt(t/3600, 10) + ":" + two(t/60%60) + ":" + two(t%60)
}

// commas puts a comma between thousands of a plain decimal.
func commas(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, frac, dot := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dot {
		whole += "." + frac
	}
	return sign + whole
}

// splitWords splits "N2 D3, D5" into its ids.
func splitWords(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' })
}
