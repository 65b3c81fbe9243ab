package spc

import "strconv"

// Rules is a set of broken rules.
type Rules uint8

// The rules, in the order in which the first that holds is the cause (e.6).
const (
	Outside    Rules = 1 << iota // beyond a process limit: the astronomical point
	InTrend                      // one of seven that rise, or fall, at every step
	TwoOfThree                   // near a limit, as another of three neighbours on the same side of the mean
	InShift                      // one of seven on one side of the mean
)

// Cause is the first rule that a point breaks, with its direction.
type Cause uint8

// The causes, as the package's special_cause_type names them.
const (
	NoCause      Cause = iota // missing or excluded: nothing is said
	CommonCause               // no rule is broken
	AboveUpper                // above the upper limit
	BelowLower                // below the lower limit
	Rising                    // in a rising trend
	Falling                   // in a falling trend
	NearUpper                 // 2 of 3 near the upper limit
	NearLower                 // 2 of 3 near the lower limit
	ShiftedAbove              // in a shift above the mean
	ShiftedBelow              // in a shift below the mean
)

// String is the cause in the package's words, with runs of seven; Words has the runs of the chart.
func (c Cause) String() string { return c.words(runLength, runLength) }

// Words is the cause in the package's words, with the lengths of the chart's own runs.
func (c *Chart) Words(x Cause) string { return x.words(c.method.trend(), c.method.shift()) }

func (c Cause) words(trend, shift int) string {
	switch c {
	case NoCause:
		return ""
	case CommonCause:
		return "Common Cause"
	case AboveUpper:
		return "Above UCL"
	case BelowLower:
		return "Below LCL"
	case Rising:
		return strconv.Itoa(trend) + " Point Trend (Increasing)"
	case Falling:
		return strconv.Itoa(trend) + " Point Trend (Decreasing)"
	case NearUpper:
		return "2 in 3 Above CL"
	case NearLower:
		return "2 in 3 Below CL"
	case ShiftedAbove:
		return strconv.Itoa(shift) + " Points Above CL"
	case ShiftedBelow:
		return strconv.Itoa(shift) + " Points Below CL"
	}
	return "unknown"
}

// direction is 1 for causes that lie high or rise, -1 for those that lie low or fall, 0 for the others (e.7).
func (c Cause) direction() int {
	switch c {
	case AboveUpper, Rising, NearUpper, ShiftedAbove:
		return 1
	case BelowLower, Falling, NearLower, ShiftedBelow:
		return -1
	case NoCause, CommonCause:
	}
	return 0
}

// Type is what a point tells (e.7).
type Type uint8

// The types, as the package's point_type names them, and none for a point that is not judged.
const (
	Unjudged Type = iota
	Common
	Improvement
	Concern
	NeutralHigh
	NeutralLow
)

// String is the package's word for the type, empty for a point that is not judged.
func (t Type) String() string {
	switch t {
	case Unjudged:
		return ""
	case Common:
		return "common_cause"
	case Improvement:
		return "special_cause_improvement"
	case Concern:
		return "special_cause_concern"
	case NeutralHigh:
		return "special_cause_neutral_high"
	case NeutralLow:
		return "special_cause_neutral_low"
	}
	return "unknown"
}

// typeOf turns a cause into a type by the direction of improvement: a trend counts by where it goes, not by where it
// lies (e.7).
func typeOf(c Cause, better Improve) Type {
	d := c.direction()
	switch {
	case c == NoCause:
		return Unjudged
	case d == 0:
		return Common
	case better == Neutral && d > 0:
		return NeutralHigh
	case better == Neutral:
		return NeutralLow
	case d > 0 == (better == Up):
		return Improvement
	}
	return Concern
}

// Variation is the variation icon: the type of the last point (e.8).
type Variation uint8

// The variation icons. High and low are those of the direction of improvement, as in the package: concern is low wherever up
// is better, though the point may be one of a falling trend above the mean.
const (
	NoVariation Variation = iota // no point is judged
	VariationCommon
	VariationImprovementHigh
	VariationImprovementLow
	VariationConcernHigh
	VariationConcernLow
	VariationNeutralHigh
	VariationNeutralLow
)

// String is the icon's name in the package, empty for none.
func (v Variation) String() string {
	return [...]string{"", "common_cause", "improvement_high", "improvement_low", "concern_high", "concern_low", "neutral_high", "neutral_low"}[v]
}

// variationOf is the icon of a last point.
func variationOf(t Type, better Improve) Variation {
	switch t {
	case Common:
		return VariationCommon
	case Improvement:
		if better == Up {
			return VariationImprovementHigh
		}
		return VariationImprovementLow
	case Concern:
		if better == Up {
			return VariationConcernLow
		}
		return VariationConcernHigh
	case NeutralHigh:
		return VariationNeutralHigh
	case NeutralLow:
		return VariationNeutralLow
	case Unjudged:
	}
	return NoVariation
}

// Assurance is the assurance icon: what the limits of the last group say of the target (e.8).
type Assurance uint8

// The assurance icons.
const (
	NoAssurance    Assurance = iota // no target, or no direction is better
	ConsistentPass                  // the target is met whatever common cause brings
	ConsistentFail                  // it is missed whatever common cause brings
	Inconsistent                    // it is met or missed by chance, or the limits do not say
)

// String is the icon's name in the package, empty for none.
func (a Assurance) String() string {
	return [...]string{"", "consistent_pass", "consistent_fail", "inconsistent"}[a]
}

// assuranceOf holds a target against limits. A target on a limit is inconsistent, and so, as in the package, is one beside limits
// that could not be worked out.
func assuranceOf(target *float64, better Improve, last *Group) Assurance {
	if target == nil || better == Neutral {
		return NoAssurance
	}
	switch above, below := *target > last.UPL, *target < last.LPL; {
	case !above && !below:
		return Inconsistent
	case above == (better == Up):
		return ConsistentFail
	}
	return ConsistentPass
}
