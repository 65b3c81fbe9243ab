package occupancy

import (
	"slices"
	"strings"
	"time"

	"headroom/internal/fault"
	"headroom/internal/org"
)

// EffectKey names a kind of day whose effect on occupied beds is learnt, shown and may be set by hand (R13).
type EffectKey string

// The kinds of day. A day has at most one of those that are not weekdays.
const (
	OnMonday     EffectKey = "mon"
	OnTuesday    EffectKey = "tue"
	OnWednesday  EffectKey = "wed"
	OnThursday   EffectKey = "thu"
	OnFriday     EffectKey = "fri"
	OnSaturday   EffectKey = "sat"
	OnSunday     EffectKey = "sun"
	BankHoliday  EffectKey = "bank-holiday" // other than over Christmas and New Year
	ChristmasEve EffectKey = "christmas-eve"
	ChristmasDay EffectKey = "christmas-day"
	BoxingDay    EffectKey = "boxing-day"
	Between      EffectKey = "between" // 27 to 30 December
	NewYearsEve  EffectKey = "new-years-eve"
	NewYearsDay  EffectKey = "new-years-day"
	StrikeDay    EffectKey = "strike-day"
	AfterStrike  EffectKey = "after-strike" // the five days after an action's last day
)

// weekdayCount is how many of the kinds, the first ones, are days of the week.
const weekdayCount = 7

// effectWords is every kind in the order in which it is shown.
var effectWords = []struct {
	key   EffectKey
	words string
}{
	{OnMonday, "Monday"}, {OnTuesday, "Tuesday"}, {OnWednesday, "Wednesday"}, {OnThursday, "Thursday"}, {OnFriday, "Friday"},
	{OnSaturday, "Saturday"}, {OnSunday, "Sunday"}, {ChristmasEve, "Christmas Eve"}, {ChristmasDay, "Christmas Day"},
	{BoxingDay, "Boxing Day"}, {Between, "27 to 30 December"}, {NewYearsEve, "New Year's Eve"}, {NewYearsDay, "New Year's Day"},
	{BankHoliday, "Other bank holiday"}, {StrikeDay, "Strike day"}, {AfterStrike, "The five days after a strike"},
}

// EffectKeys lists the kinds of day in the order in which they are shown.
func EffectKeys() []EffectKey {
	out := make([]EffectKey, len(effectWords))
	for i, e := range effectWords {
		out[i] = e.key
	}
	return out
}

// Words names the kind of day for people; an unknown one is its own name.
func (k EffectKey) Words() string {
	for _, e := range effectWords {
		if e.key == k {
			return e.words
		}
	}
	return string(k)
}

// Weekday reports whether the kind is a day of the week.
func (k EffectKey) Weekday() bool {
	i := slices.Index(EffectKeys(), k)
	return i >= 0 && i < weekdayCount
}

// Override is an effect that somebody set by hand, with the reason. Setting it again adds a version; Gone gives it up.
type Override struct {
	Org      org.Code
	Key      EffectKey
	N        int     // version, from 1
	Ratio    float64 // occupied beds on such a day over those of an ordinary one
	Gone     bool    // from here on the learnt effect holds again
	Reason   string
	By       string
	Recorded time.Time
}

// The bounds of a ratio that a person may set: beyond them it is a slip of the pen.
const (
	leastRatio = 0.5
	mostRatio  = 1.5
)

// CheckOverride returns the override cleaned, or everything that is wrong with it.
func CheckOverride(o Override) (Override, error) {
	var l fault.List
	o.Reason = strings.TrimSpace(o.Reason)
	if !slices.Contains(EffectKeys(), o.Key) {
		l.Add("key", "", "Choose a kind of day from the list")
	}
	if !o.Gone && !(o.Ratio >= leastRatio && o.Ratio <= mostRatio) {
		l.Add("ratio", "", "Enter the beds occupied on such a day as a percentage of an ordinary one, between 50 and 150")
	}
	if o.Reason == "" {
		l.Add("reason", "", "Say in a sentence why this effect is set by hand")
	}
	if len(o.Reason) > 500 {
		l.Add("reason", "", "Keep the reason to 500 characters")
	}
	return o, l.Err("the effect cannot be set as it stands")
}
