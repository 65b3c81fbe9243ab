package discharge

import (
	"slices"
	"strings"

	"headroom/internal/civil"
)

// ReasonSet is one published list of reasons for delay.
type ReasonSet string

// The sets, by the days on which they are in force. What a file's labels say decides; the day only tells which to expect.
const (
	SetA ReasonSet = "A" // eighteen, in force in the winter of 2023-24
	SetB ReasonSet = "B" // thirty-seven, from the specification of 30 April 2024
)

// setBFrom is the first day on which set B is expected.
var setBFrom = civil.MustDate("2024-04-30")

// SetOn is the set that is in force on a day.
func SetOn(day civil.Date) ReasonSet {
	if day.Before(setBFrom) {
		return SetA
	}
	return SetB
}

// ReasonCode is Headroom's lasting name of a reason: the set's letter and two digits, as "B07". The publications have none.
type ReasonCode string

// ReasonGroup is what kind of thing a delay waits for.
type ReasonGroup string

// The groups: those of set B. Set A has none of its own; its reasons are put into them by Headroom.
const (
	HospitalGroup  ReasonGroup = "hospital"
	HubGroup       ReasonGroup = "hub"
	InterfaceGroup ReasonGroup = "interface"
	CapacityGroup  ReasonGroup = "capacity"
	WellbeingGroup ReasonGroup = "wellbeing"
)

// Words names the group as the publications do.
func (g ReasonGroup) Words() string {
	switch g {
	case HospitalGroup:
		return "Hospital process"
	case HubGroup:
		return "Care transfer hub process"
	case InterfaceGroup:
		return "Interface process"
	case CapacityGroup:
		return "Capacity"
	case WellbeingGroup:
		return "Wellbeing concerns"
	}
	return string(g)
}

// Feeds is the stage of the flow model in which a person with the reason waits: the process before anybody can wait for
// care, or the queue for care itself.
type Feeds string

// The stages.
const (
	FeedsProcess Feeds = "process"
	FeedsQueue   Feeds = "queue"
)

// Reason is one reason for delay of one set.
type Reason struct {
	Code     ReasonCode
	Set      ReasonSet
	Group    ReasonGroup
	Feeds    Feeds
	Label    string     // as published, with plain dashes and spaces
	Pathways []Pathway  // those that the label names; none where it names none
	Is       ReasonCode // the reason of the other set that says the same; empty where none does
	// MayBe lists the reasons of the other set of which it is one, or which together make it up, where no single one says
	// the same. With neither Is nor MayBe the other set has no counterpart. The comparison is Headroom's own and
	// unconfirmed.
	MayBe []ReasonCode
}

// Reasons lists a set in its published order; empty for an unknown one.
func Reasons(set ReasonSet) []Reason {
	switch set {
	case SetA:
		return slices.Clone(setA)
	case SetB:
		return slices.Clone(setB)
	}
	return nil
}

// FindReason is the reason with a code; false for an unknown one.
func FindReason(code ReasonCode) (Reason, bool) {
	for _, list := range [][]Reason{setA, setB} {
		if i := slices.IndexFunc(list, func(r Reason) bool { return r.Code == code }); i >= 0 {
			return list[i], true
		}
	}
	return Reason{}, false
}

// MatchReason finds the reason that a label means, whatever its dashes, spaces, brackets and question marks are (T15): a
// code, the whole published label, or the label without its group where that is enough. The set that is expected is
// looked at first. false when no set has it.
func MatchReason(label string, expected ReasonSet) (Reason, bool) {
	if r, ok := FindReason(ReasonCode(strings.ToUpper(strings.TrimSpace(label)))); ok {
		return r, true
	}
	key := lettersOf(label)
	lists := [][]Reason{setA, setB}
	if expected == SetB {
		lists = [][]Reason{setB, setA}
	}
	for _, list := range lists {
		for _, r := range list {
			if lettersOf(r.Label) == key {
				return r, true
			}
		}
	}
	for _, list := range lists {
		var found []Reason
		for _, r := range list {
			if shortKey(r) == key {
				found = append(found, r)
			}
		}
		if len(found) == 1 {
			return found[0], true
		}
	}
	return Reason{}, false
}

// shortKey is a label's letters without the group's name in front, or without the leading number of set A.
func shortKey(r Reason) string {
	return strings.TrimPrefix(lettersOf(r.Label), lettersOf(r.Group.Words()))
}

// Converted is a count in terms of the other set.
type Converted struct {
	From ReasonCode
	Is   ReasonCode   // the one reason that says the same; empty where none does
	Of   []ReasonCode // where Is is empty: the reasons among which the count lies; none where the set has no counterpart
	N    int
}

// Convert says counts by reason in terms of a set. Nothing is lost and nothing is guessed: a count that no single reason
// says the same of stays whole, with the reasons among which it lies, or with none; the sum stays the same. Counts of
// that set already stand for themselves.
func Convert(counts map[ReasonCode]int, to ReasonSet) []Converted {
	var out []Converted
	for code, n := range counts {
		r, ok := FindReason(code)
		c := Converted{From: code, N: n}
		switch {
		case ok && r.Set == to:
			c.Is = code
		case ok && r.Is != "":
			c.Is = r.Is
		case ok:
			c.Of = slices.Clone(r.MayBe)
		}
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b Converted) int { return strings.Compare(string(a.From), string(b.From)) })
	return out
}
