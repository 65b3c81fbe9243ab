package discharge

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"headroom/internal/fault"
)

// maxLines is how many lines one version may hold: forty-two mornings of a board of a dozen trusts and as many councils.
const maxLines = 20000

// lineName is the form of a line's lasting name.
var lineName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$`)

// CheckVersion gives a version cleaned and in the order of its lines, and everything that is wrong with it at once.
// Problems of a line are named "line ID".
func CheckVersion(v Version) (Version, error) {
	v.Plan = strings.TrimSpace(v.Plan)
	v.Lines = slices.Clone(v.Lines)
	if v.Board == "" {
		v.Board = v.Area
	}
	var bad fault.List
	if !lineName.MatchString(v.Plan) {
		bad.Add("plan", "", "Name the plan with up to 64 letters, digits, points and hyphens, as QOX-2023-12-24")
	}
	if v.Area == "" {
		bad.Add("area", "", "Say which board or trust the plan is for")
	}
	if !(v.Target > 0 && v.Target <= 1) {
		bad.Add("target", "", "Enter the target as a share of the beds above 0 and up to 1, as 0.92")
	}
	if !(v.Confidence > 0 && v.Confidence < 1) {
		bad.Add("confidence", "", "Enter the confidence between 0 and 1, as 0.9")
	}
	if v.From.IsZero() || v.To.IsZero() || v.To.Before(v.From) {
		bad.Add("from", "", "Enter the first and the last morning that the target is for, in that order")
	}
	switch {
	case len(v.Lines) == 0:
		bad.Add("lines", "", "A plan needs at least one line")
	case len(v.Lines) > maxLines:
		bad.Add("lines", "", "A plan holds at most %d lines; this one has %d", maxLines, len(v.Lines))
	default:
		checkLines(v, &bad)
	}
	slices.SortFunc(v.Lines, func(a, b Line) int {
		if n := a.Date.Compare(b.Date); n != 0 {
			return n
		}
		return strings.Compare(a.ID, b.ID)
	})
	return v, bad.Err("The plan cannot be proposed as it stands")
}

// checkLines judges each line by itself and against its neighbours.
func checkLines(v Version, bad *fault.List) {
	seen := map[string]bool{}
	for _, l := range v.Lines {
		name := "line " + l.ID
		if !lineName.MatchString(l.ID) {
			bad.Add(name, "", "Give the line a name of up to 64 letters, digits, points and hyphens that lasts through the versions")
		}
		if seen[l.ID] {
			bad.Add(name, "", "Two lines have this name; give each its own")
		}
		seen[l.ID] = true
		for _, why := range lineFaults(v, l) {
			bad.Add(name, "", "%s", why)
		}
	}
}

// lineFaults lists what is wrong with one line.
func lineFaults(v Version, l Line) []string {
	var out []string
	if l.Date.IsZero() {
		out = append(out, "Enter the day")
	}
	if l.Trust == "" {
		out = append(out, "Say whose patients they are")
	}
	if v.Area != v.Board && l.Trust != "" && l.Trust != v.Area {
		out = append(out, fmt.Sprintf("A plan of %s alone has no lines of %s; propose it as a plan of the board", v.Area, l.Trust))
	}
	if l.Number < 1 || l.Number > 100000 {
		out = append(out, "Enter a whole number from 1")
	}
	if strings.TrimSpace(l.Owner) == "" {
		out = append(out, "Name the role that answers for it")
	}
	want, council, known := shapeOf(l.Service)
	switch {
	case !known:
		return append(out, fmt.Sprintf("%q is no service that a plan knows", l.Service))
	case council && l.Council == "":
		out = append(out, fmt.Sprintf("Say which council's %s is spent", l.Service.Words()))
	case !council && l.Council != "" && l.Service != UrgentCare && l.Service != TransferHub:
		out = append(out, fmt.Sprintf("%s spends no council's capacity; leave the council out", l.Service))
	}
	if l.Pathway != want {
		out = append(out, fmt.Sprintf("The pathway of %s is %s", l.Service.Words(), orNone(want)))
	}
	if !slices.Contains([]Effect{PullForward, Backlog, Avoided, Opened}, l.Effect) && (l.Service != TransferHub || l.Effect != "") {
		out = append(out, "Say what kind of gain it brings: pull-forward, backlog, avoided or opened")
	}
	if (l.Service == EscalationBed) != (l.Effect == Opened) {
		out = append(out, "An opened bed, and nothing else, has the effect opened: it frees no core bed")
	}
	return out
}

func orNone(p Pathway) string {
	if p == "" {
		return "left empty"
	}
	return string(p)
}

// shapeOf is the pathway that a service serves and whether it spends a council's capacity.
func shapeOf(s Service) (p Pathway, council, known bool) {
	switch s {
	case HomeCare, Reablement:
		return P1, true, true
	case CommunityBed:
		return P2, true, true
	case CareHomeBed:
		return P3, true, true
	case WardDischarge:
		return P0, false, true
	case TransferHub, UrgentCare, EscalationBed:
		return "", false, true
	}
	return "", false, false
}
