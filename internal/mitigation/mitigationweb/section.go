package mitigationweb

import (
	"slices"
	"strconv"
	"strings"

	"headroom/internal/action"
	"headroom/internal/mitigation"
)

// section is one page of the form. The names of its boxes are those by which the rules name their faults.
type section struct{ id, title string }

// sections lists the form's pages in their order; the last shows the whole.
func sections() []section {
	return []section{{"place", "What the request is for"}, {"shifts", "Shifts and doctors"}, {"risk", "Circumstances and risk"}, {"deadline", "When a decision is needed"},
		{"ladder", "What else was tried"}, {"people", "People to reach"}, {"check", "Check and send"}}
}

func sectionOf(id string) (section, int, bool) {
	i := slices.IndexFunc(sections(), func(s section) bool { return s.id == id })
	if i < 0 {
		return section{}, 0, false
	}
	return sections()[i], i, true
}

// faultSection is the page on which a fault's box stands.
func faultSection(name string) string {
	for prefix, id := range map[string]string{"shift": "shifts", "circumstance": "risk", "known-since": "risk", "risk": "risk", "exposed": "risk", "predicted": "risk",
		"needed": "deadline", "ladder": "ladder", "evidence": "ladder", "clinicians": "people", "local": "people", "questions": "people", "attend": "people"} {
		if strings.HasPrefix(name, prefix) {
			return id
		}
	}
	return "place"
}

// shiftName is the name of a shift's box; the rules name the shift as a whole, whose faults stand at its start.
func shiftName(n int, part string) string {
	s := "shift-" + strconv.Itoa(n)
	if part != "" {
		s += "-" + part
	}
	return s
}

// shiftRows is how many shifts the page has room for: two more than are filled.
func shiftRows(f mitigation.Form) int { return len(f.Shifts) + 2 }

// values puts a form into the boxes of all its pages.
func values(f mitigation.Form) typed {
	v := typed{"period": string(f.Period), "scheme": string(f.Scheme), "trust": string(f.Trust), "site": f.Site, "service": f.Service, "ward": f.Ward,
		"risk": f.Risk, "predicted-words": f.Predicted.Words, "needed-why": f.NeededWhy, "clinicians": string(f.Clinicians), "questions": f.Questions, "attend": string(f.Attend),
		"local": string(f.Local.Said), "local-role": f.Local.Role, "local-response": f.Local.Response, "event": f.Event}
	for _, c := range f.Circumstances {
		v["circumstance-"+string(c.Kind)], v["circumstance-"+string(c.Kind)+"-words"] = string(c.Said), c.Words
	}
	v.setMoment("known-since", f.KnownSince)
	v.setCount("exposed", f.Exposed)
	if f.Predicted.Physical > 0 {
		v["predicted-physical"] = strconv.Itoa(f.Predicted.Physical)
	}
	if f.Predicted.Psychological > 0 {
		v["predicted-psychological"] = strconv.Itoa(f.Predicted.Psychological)
	}
	v.setCount("predicted-patients", f.Predicted.Patients)
	v.setMoment("predicted-by", f.Predicted.By)
	v.setMoment("needed-by", f.NeededBy)
	v.setMoment("local-at", f.Local.At)
	for i, s := range f.Shifts {
		n := i + 1
		v.setMoment(shiftName(n, ""), s.From)
		v.setMoment(shiftName(n, "to"), s.To)
		v[shiftName(n, "grade")] = s.Grade
		for part, k := range map[string]int{"needed": s.Needed, "minimum": s.Minimum, "have": s.Have, "asked": s.Asked} {
			v[shiftName(n, part)] = strconv.Itoa(k)
		}
	}
	for _, r := range f.Ladder {
		name := "ladder-" + string(r.Kind)
		v[name], v[name+"-result"], v[name+"-why"], v[name+"-evidence"] = string(r.Tried), r.Result, r.Why, strings.Join(r.Evidence, ",")
		v.setMoment(name+"-at", r.At)
		v.setCount(name+"-asked", r.Asked)
		v.setCount(name+"-got", r.Got)
	}
	return v
}

// take reads one page's boxes into the form and leaves the rest of it as it was.
func (f *reading) take(id string, form mitigation.Form) mitigation.Form {
	switch id {
	case "place":
		form.Period, form.Scheme = action.Code(f.text("period")), mitigation.SchemeID(f.text("scheme"))
		form.Site, form.Service, form.Ward = f.text("site"), f.text("service"), f.text("ward")
	case "shifts":
		form.Shifts = f.shifts(shiftRows(form))
	case "risk":
		f.risk(&form)
	case "deadline":
		form.NeededBy, form.NeededWhy = f.moment("needed-by"), f.text("needed-why")
	case "ladder":
		form.Ladder = f.ladder(form)
	case "people":
		form.Clinicians, form.Questions, form.Attend = f.said("clinicians"), f.text("questions"), f.said("attend")
		form.Local = mitigation.Contact{Said: f.said("local"), Role: f.text("local-role"), At: f.moment("local-at"), Response: f.text("local-response")}
	}
	return form
}

func (f *reading) shifts(rows int) []mitigation.Shift {
	var out []mitigation.Shift
	for n := 1; n <= rows; n++ {
		any := false
		for _, part := range []string{"", "to", "grade", "needed", "minimum", "have", "asked"} {
			any = any || f.text(shiftName(n, part)) != ""
		}
		if any {
			out = append(out, mitigation.Shift{From: f.moment(shiftName(n, "")), To: f.moment(shiftName(n, "to")), Grade: f.text(shiftName(n, "grade")),
				Needed: f.stated(shiftName(n, "needed")), Minimum: f.stated(shiftName(n, "minimum")), Have: f.stated(shiftName(n, "have")), Asked: f.stated(shiftName(n, "asked"))})
		}
	}
	return out
}

func (f *reading) risk(form *mitigation.Form) {
	form.Circumstances = nil
	for _, k := range mitigation.Circumstances() {
		name := "circumstance-" + string(k)
		if f.text(name) != "" || f.text(name+"-words") != "" {
			form.Circumstances = append(form.Circumstances, mitigation.Circumstance{Kind: k, Said: f.said(name), Words: f.text(name + "-words")})
		}
	}
	form.KnownSince, form.Risk, form.Exposed = f.moment("known-since"), f.text("risk"), f.count("exposed")
	form.Predicted = mitigation.Prediction{Physical: f.whole("predicted-physical"), Psychological: f.whole("predicted-psychological"),
		Patients: f.count("predicted-patients"), By: f.moment("predicted-by"), Words: f.text("predicted-words")}
}

// ladder reads the rungs; the evidence that a rung has is kept, since it is added on its own.
func (f *reading) ladder(form mitigation.Form) []mitigation.Rung {
	var out []mitigation.Rung
	for _, info := range mitigation.Rungs() {
		name := "ladder-" + string(info.Kind)
		r := mitigation.Rung{Kind: info.Kind, Tried: f.said(name), At: f.moment(name + "-at"), Asked: f.count(name + "-asked"), Got: f.count(name + "-got"),
			Result: f.text(name + "-result"), Why: f.text(name + "-why")}
		r.Evidence = rungOf(form, info.Kind).Evidence
		if r.Tried != "" || r.Result != "" || r.Why != "" || !r.At.IsZero() || r.Asked != nil || r.Got != nil || len(r.Evidence) > 0 {
			out = append(out, r)
		}
	}
	return out
}

// rungOf is a form's answer for a rung, empty where there is none.
func rungOf(f mitigation.Form, k mitigation.RungKind) mitigation.Rung {
	for _, r := range f.Ladder {
		if r.Kind == k {
			return r
		}
	}
	return mitigation.Rung{Kind: k}
}
