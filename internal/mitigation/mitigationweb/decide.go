package mitigationweb

import (
	"slices"
	"strconv"
	"strings"

	"headroom/internal/fault"
	"headroom/internal/mitigation"
	"headroom/internal/web/ui"
)

// decisionBoxes are the questions of a decision: the same where the national team writes it down and where the union body
// answers by itself.
func decisionBoxes(v typed, bad []fault.Field, s mitigation.Standing) parts {
	chosen := strings.Split(v["reasons"], ",")
	var reasons []ui.Option
	for _, r := range mitigation.Reasons() {
		reasons = append(reasons, ui.Option{Value: string(r), Text: first(r.Words()), Chosen: slices.Contains(chosen, string(r))})
	}
	out := parts{ui.Radios{Field: ui.Field{Name: "outcome", Label: "Decision"}.WithErrors(bad), Options: ui.Options(v["outcome"], string(mitigation.Approve), "Approved", string(mitigation.ApproveIn), "Approved in part or with conditions", string(mitigation.Reject), "Rejected")},
		textBox(v, bad, "body", "Body that decided", "As BMA"), area(v, bad, "verbatim", "Its words, unaltered", "The whole of them, without the names of doctors"),
		ui.Checkboxes{Field: ui.Field{Name: "reasons", Label: "Reasons that it gave, as coded", Hint: "What the body stated, and not what is so"}.WithErrors(bad), Options: reasons}}
	items := parts{ui.Note("Empty boxes for all shifts mean that everything was granted.")}
	for i, x := range s.Signed.Shifts {
		n := strconv.Itoa(i + 1)
		items.add(countBox(v, grantFault(bad, i), "grant-"+n, "Shift "+n+", "+momentWords(x.From)+": granted of "+ui.Count(x.Asked), ""))
	}
	out.add(group("Doctors granted by shift", items), area(v, bad, "conditions", "Conditions, if any", ""), textBox(v, bad, "channel", "By which way it came", "As e-mail"))
	return out
}

// grantFault shows a fault of the grants at the first shift.
func grantFault(bad []fault.Field, i int) []fault.Field {
	if i != 0 {
		return bad
	}
	out := slices.Clone(bad)
	for n := range out {
		if out[n].Name == "grants" {
			out[n].Name = "grant-1"
		}
	}
	return out
}

// decisionOf reads a decision.
func decisionOf(in *reading, s mitigation.Standing) (mitigation.Step, *mitigation.Decision) {
	step := mitigation.Step(in.text("outcome"))
	switch step {
	case mitigation.Approve, mitigation.ApproveIn, mitigation.Reject:
	default:
		in.bad.Add("outcome", "B6", "Say what was decided")
	}
	d := &mitigation.Decision{Body: in.text("body"), Verbatim: in.text("verbatim"), Conditions: in.text("conditions"), Channel: in.text("channel")}
	for _, x := range strings.Split(in.text("reasons"), ",") {
		if x != "" {
			d.Reasons = append(d.Reasons, mitigation.Reason(x))
		}
	}
	for i := range s.Signed.Shifts {
		if n := in.count("grant-" + strconv.Itoa(i+1)); n != nil {
			d.Grants = append(d.Grants, mitigation.Grant{Shift: i + 1, Doctors: *n})
		}
	}
	return step, d
}
