package harmweb

import (
	"strconv"

	"github.com/a-h/templ"

	"headroom/internal/fault"
	"headroom/internal/harm"
	"headroom/internal/mitigation"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// physicalHint is in a few words what a grade is for, so that nobody needs the guidance at hand.
func physicalHint(p harm.Physical) string {
	switch p {
	case harm.Fatal:
		return "The patient has died, and the event may have contributed."
	case harm.SeverePhysical:
		return "Permanent harm, immediate life-saving treatment, a shorter life, or six months and more of treatment or lost independence."
	case harm.Moderate:
		return "More care than one visit, but less than two further weeks in hospital and less than six months of treatment."
	case harm.LowPhysical:
		return "Slight: extra observation or minor treatment, one visit at most."
	case harm.NoPhysical:
		return "None is known."
	}
	return ""
}

func psychologicalHint(p harm.Psychological) string {
	switch p {
	case harm.SeverePsychological:
		return "Treatment, or daily life affected, for more than six months."
	case harm.ModeratePsychological:
		return "A course of treatment shorter than six months, or daily life affected for more than a few days."
	case harm.LowPsychological:
		return "Distress that needs one visit at most and passes within a few days."
	case harm.NoPsychological:
		return "None is known. Pain is physical harm."
	}
	return ""
}

// grades are the controls of a grade: each scale on its own, the worst first. What stands on the left of a grade is its code.
func (f fields) grades(none bool) []templ.Component {
	physical := ui.Radios{Field: f.field("physical", "Physical harm, the worst first", "The codes of the two scales do not match: 3 is moderate here, and low below.")}
	for _, p := range harm.Physicals() {
		v := strconv.Itoa(int(p))
		physical.Options = append(physical.Options, ui.Option{Value: v, Text: v + ": " + p.Words(), Hint: physicalHint(p), Chosen: f.typed["physical"] == v})
	}
	psychological := ui.Radios{Field: f.field("psychological", "Psychological harm, the worst first", "A scale of its own, on which nothing is fatal.")}
	for _, p := range harm.Psychologicals() {
		v := strconv.Itoa(int(p))
		psychological.Options = append(psychological.Options, ui.Option{Value: v, Text: v + ": " + p.Words(), Hint: psychologicalHint(p), Chosen: f.typed["psychological"] == v})
	}
	if none {
		physical.Options = append(physical.Options, ui.Option{Value: "", Text: "Not graded", Chosen: f.typed["physical"] == ""})
		psychological.Options = append(psychological.Options, ui.Option{Value: "", Text: "Not graded", Chosen: f.typed["psychological"] == ""})
	}
	return []templ.Component{physical, psychological}
}

func basisWords(b harm.Basis) string {
	switch b {
	case harm.Actual:
		return "what happened"
	case harm.Likely:
		return "what is likely"
	case harm.NotDeterminable:
		return "not determinable yet"
	}
	return "not said"
}

// readGrade reads what grades wrote.
func readGrade(t typed) harm.Grade {
	number := func(name string) int {
		n, err := strconv.Atoi(t[name])
		if err != nil {
			return 0
		}
		return n
	}
	return harm.Grade{Physical: harm.Physical(number("physical")), Psychological: harm.Psychological(number("psychological")), Basis: harm.Basis(t["basis"])}
}

// gradeWords is a grade by both scales, never as one.
func gradeWords(e harm.Event) string {
	if e.Kind == harm.GoodCare || e.Kind == harm.Risk {
		return "no grade of harm"
	}
	return codeOf(int(e.Grade.Physical), e.Grade.Physical.Words()) + "; " + codeOf(int(e.Grade.Psychological), e.Grade.Psychological.Words())
}

func codeOf(code int, words string) string {
	if code == 0 {
		return words
	}
	return strconv.Itoa(code) + ", " + words
}

func kindName(k harm.Kind) string {
	switch k {
	case harm.Incident:
		return "Incident"
	case harm.GoodCare:
		return "Good care"
	case harm.Risk:
		return "Risk"
	case harm.Outcome:
		return "Outcome"
	}
	return string(k)
}

func responseWords(p harm.PSIRF) string {
	switch p {
	case harm.NoResponse:
		return "no response of its own"
	case harm.Investigation:
		return "patient-safety incident investigation"
	case harm.TeamReview:
		return "review by a multidisciplinary team"
	case harm.Swarm:
		return "swarm huddle"
	case harm.AfterAction:
		return "after-action review"
	case harm.Thematic:
		return "thematic review"
	case harm.CaseNoteReview:
		return "review of the case record"
	}
	return "not decided"
}

func sendWords(s harm.SendState) string {
	switch s {
	case harm.Queued:
		return "waits to be sent"
	case harm.Taken:
		return "taken by the national service"
	case harm.Refused:
		return "refused by the national service"
	case harm.Failing:
		return "could not be sent; tried again"
	case harm.Filed:
		return "written to a file for somebody to send"
	}
	return string(s)
}

func sendTag(s harm.SendState) ui.Tag {
	switch s {
	case harm.Taken:
		return ui.Tag{Text: "Taken", Colour: ui.Green}
	case harm.Refused:
		return ui.Tag{Text: "Refused", Colour: ui.Red}
	case harm.Failing:
		return ui.Tag{Text: "Tried again", Colour: ui.Orange}
	case harm.Filed:
		return ui.Tag{Text: "In a file", Colour: ui.Purple}
	}
	return ui.Tag{Text: "Queued", Colour: ui.Grey}
}

// strengthWords is how strongly something is tied, what is not known said as such.
func strengthWords(s mitigation.Strength) string {
	if s == 0 {
		s = mitigation.DontKnow
	}
	return strconv.Itoa(int(s)) + ", " + s.Words()
}

// periodOptions are the periods of action to choose from, none first.
func periodOptions(none string, periods [][2]string) []string {
	out := []string{"", none}
	for _, p := range periods {
		out = append(out, p[0], p[1]+" ("+p[0]+")")
	}
	return out
}

// calendar is the periods by which days are placed.
func (m room) calendar(r *web.Request) (harm.Periods, error) {
	if m.Periods == nil {
		return nil, nil
	}
	return m.Periods(r.Context(), at(r).asOf)
}

// periods lists the periods, the newest first. One that the address or the form names and that is not among them is refused.
func (m room) periods(r *web.Request) ([][2]string, error) {
	list, err := m.calendar(r)
	if code := r.Param("period"); err == nil && code != "" && !list.Known(code) {
		err = fault.New(fault.NotFound, "There is no period of action of that code. Choose one from the list")
	}
	return list.Named(), err
}
