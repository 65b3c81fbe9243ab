package mitigationweb

import (
	"net/http"

	"headroom/internal/action"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/mitigation"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// writeView is one page of a draft's form.
type writeView struct {
	at
	k       mitigation.Kept
	s       mitigation.Standing
	sec     section
	nth     int
	v       typed
	bad     []fault.Field
	rows    int // shifts that the page has room for
	periods [][2]string
	schemes []mitigation.Scheme
	lacks   []fault.Field // of the last page: all for which the form cannot be signed yet
}

func (m room) write(w http.ResponseWriter, r *web.Request) error {
	v, err := m.writeOf(r)
	if err != nil {
		return err
	}
	v.v = values(v.s.Form)
	if v.bad, err = m.lacking(r, v.s.Form); err != nil {
		return err
	}
	if v.sec.id == "check" {
		v.lacks, v.bad = v.bad, nil
	} else if r.FormValue("show") != "faults" {
		v.bad = nil
	}
	p, body := v.made()
	return render(w, r, http.StatusOK, p, body)
}

// writeOf reads what every page of the form needs; a conflict when the request is not being written.
func (m room) writeOf(r *web.Request) (writeView, error) {
	sec, nth, ok := sectionOf(r.PathValue("section"))
	if !ok {
		return writeView{}, fault.New(fault.NotFound, "The form has no such page")
	}
	k, s, err := m.kept(r)
	if err != nil {
		return writeView{}, err
	}
	v := writeView{at: readAt(r), k: k, s: s, sec: sec, nth: nth, rows: shiftRows(s.Form)}
	if !writes(s, v.actors(k.Trust)) {
		return v, fault.New(fault.Conflict, "The request is %s, so that its form cannot be written now; look at it anew", s.State.Words())
	}
	if v.periods, err = m.Actions.Periods(r.Context(), v.asOf); err != nil {
		return v, err
	}
	all, err := m.Requests.Schemes(r.Context(), v.asOf)
	v.schemes = mitigation.InForceOn(all, civil.Today(r.Now))
	return v, err
}

// lacking is everything for which the form could not be signed now. The declaration, which the signer makes, is left out.
func (m room) lacking(r *web.Request, f mitigation.Form) ([]fault.Field, error) {
	t, err := m.terms(r.Context(), f, readAt(r).asOf)
	if err != nil {
		return nil, err
	}
	f.Declared = true
	return web.ProblemsOf(f.CheckSign(t, r.Now)), nil
}

func (m room) keep(w http.ResponseWriter, r *web.Request) error {
	v, err := m.writeOf(r)
	if err != nil {
		return err
	}
	in := readForm(r)
	form := in.take(v.sec.id, v.s.Form)
	err = in.bad.Err("The page could not be kept")
	if err == nil && v.sec.id != "check" {
		err = m.step(r, v.k.Trust, v.k.Ref, writerOf(v.actors(v.k.Trust)), mitigation.Event{Step: mitigation.Write, At: r.Now, Form: &form})
	}
	if err != nil {
		status, bad, ok := refused(err)
		if !ok {
			return err
		}
		v.v, v.bad = values(v.s.Form), bad
		for name, x := range in.v {
			v.v[name] = x
		}
		p, body := v.made()
		return render(w, r, status, p, body)
	}
	switch {
	case in.text("then") == "stop":
		return r.Redirect(w, Path(v.k.Ref), "The draft is kept.")
	case in.text("then") == "more":
		return r.Redirect(w, WritePath(v.k.Ref, v.sec.id), "The draft is kept.")
	}
	return r.Redirect(w, WritePath(v.k.Ref, sections()[min(v.nth+1, len(sections())-1)].id), "")
}

// writerOf is the post as which the form is written: whoever holds both writes as the drafter.
func writerOf(actors []mitigation.Actor) mitigation.Actor {
	for _, a := range actors {
		if a == mitigation.Drafter {
			return a
		}
	}
	return mitigation.Director
}

// step records an event by the person of a request, acting so.
func (m room) step(r *web.Request, trust org.Code, ref mitigation.Ref, as mitigation.Actor, e mitigation.Event) error {
	by, err := byActor(r, trust, as)
	if err != nil {
		return err
	}
	e.By, e.Actor, e.Org = by.Account, by.Actor, by.Org
	_, err = m.Desk.Record(r.Context(), by, ref, e)
	return err
}

func (v writeView) made() (web.Page, parts) {
	p := v.page(v.sec.title)
	p.Caption = string(v.k.Ref) + ", " + v.name(v.k.Trust)
	p.Crumbs = append(p.Crumbs, web.Crumb{Text: string(v.k.Ref), Href: v.link(Path(v.k.Ref))})
	p.Problems = v.bad
	p.Narrow = true
	steps := ui.Tabs{Label: "Pages of the form"}
	for _, s := range sections() {
		steps.Items = append(steps.Items, ui.Tab{Text: s.title, Href: WritePath(v.k.Ref, s.id), Current: s.id == v.sec.id})
	}
	out := parts{steps}
	if v.sec.id == "check" {
		out.add(v.check())
		return p, out
	}
	body := v.boxes()
	body.add(ui.Button{Text: "Keep and go on", Name: "then", Value: "next"}, ui.Button{Text: "Keep and stop", Name: "then", Value: "stop", Secondary: true})
	if v.sec.id == "shifts" {
		body.add(ui.Button{Text: "Keep and add shifts", Name: "then", Value: "more", Secondary: true})
	}
	out.add(ui.Form{Action: WritePath(v.k.Ref, v.sec.id), Body: body})
	if v.sec.id == "ladder" {
		out.add(v.evidenceForm())
	}
	return p, out
}

func (v writeView) boxes() parts {
	switch v.sec.id {
	case "place":
		return v.placeBoxes()
	case "shifts":
		return v.shiftBoxes()
	case "risk":
		return v.riskBoxes()
	case "deadline":
		out := momentField(v.v, v.bad, "needed-by", "Decision needed by", "A decision after it comes too late for the stated risk. It cannot be changed once the request is signed.")
		out.add(area(v.v, v.bad, "needed-why", "Why by then", "As the hour from which urgent lists have to be cancelled"))
		return out
	case "ladder":
		return v.ladderBoxes()
	}
	return v.peopleBoxes()
}

func (v writeView) placeBoxes() parts {
	return append(periodBoxes(v.v, v.bad, v.periods, v.schemes),
		textBox(v.v, v.bad, "site", "Site", ""), textBox(v.v, v.bad, "service", "Service or specialty in danger", ""), textBox(v.v, v.bad, "ward", "Ward, if one", ""))
}

// periodBoxes choose the period and the scheme.
func periodBoxes(v typed, bad []fault.Field, periods [][2]string, schemes []mitigation.Scheme) parts {
	ps, ss := ui.Options(v["period"], "", "Choose"), ui.Options(v["scheme"], "", "Choose")
	for _, p := range periods {
		ps = append(ps, ui.Option{Value: p[0], Text: p[1], Chosen: p[0] == v["period"]})
	}
	for _, s := range schemes {
		ss = append(ss, ui.Option{Value: string(s.ID), Text: s.Name, Chosen: string(s.ID) == v["scheme"]})
	}
	return parts{ui.Select{Field: ui.Field{Name: "period", Label: "Period of action"}.WithErrors(bad), Options: ps},
		ui.Select{Field: ui.Field{Name: "scheme", Label: "Scheme", Hint: "The dated rules that the request is bound to"}.WithErrors(bad), Options: ss}}
}

func (v writeView) shiftBoxes() parts {
	out := parts{ui.Para("Give each shift on its own. Counts of doctors only: no names.")}
	for n := 1; n <= v.rows; n++ {
		box := func(part, label, hint string) ui.Input { return countBox(v.v, v.bad, shiftName(n, part), label, hint) }
		items := momentField(v.v, firstShift(v.bad, n), shiftName(n, ""), "From", "")
		items = append(items, momentField(v.v, v.bad, shiftName(n, "to"), "To", "")...)
		items.add(textBox(v.v, v.bad, shiftName(n, "grade"), "Grade", "As registrar"), box("needed", "Doctors needed on an ordinary day", ""),
			box("minimum", "Fewest with which it is safe", ""), box("have", "In place, with everything that was tried", ""), box("asked", "Doctors asked to return", ""))
		out.add(group("Shift "+ui.Count(n), items))
	}
	return out
}

// firstShift shows the fault that there is no shift at the first one.
func firstShift(bad []fault.Field, n int) []fault.Field {
	if n != 1 {
		return bad
	}
	out := append([]fault.Field(nil), bad...)
	for i := range out {
		if out[i].Name == "shifts" {
			out[i].Name = shiftName(1, "")
		}
	}
	return out
}

func (v writeView) riskBoxes() parts {
	var out parts
	for _, k := range mitigation.Circumstances() {
		name := "circumstance-" + string(k)
		out.add(choice(v.v, v.bad, name, k.Words(), "", "yes", "Yes", "no", "No"), area(v.v, v.bad, name+"-words", "In words: "+k.Words(), ""))
	}
	out = append(out, momentField(v.v, v.bad, "known-since", "When was the risk first known?", "")...)
	out.add(area(v.v, v.bad, "risk", "The risk", "Nothing that names a patient"), countBox(v.v, v.bad, "exposed", "Patients exposed", "An estimate is an answer, and so is 0"))
	items := parts{ui.Note("What is predicted is frozen at the signature and compared with what happens. Each scale stands on its own; on both, 1 is the worst."),
		choice(v.v, v.bad, "predicted-physical", "Physical harm", "", "1", "1, fatal", "2", "2, severe", "3", "3, moderate", "4", "4, low", "5", "5, none"),
		choice(v.v, v.bad, "predicted-psychological", "Psychological harm", "", "1", "1, severe", "2", "2, moderate", "3", "3, low", "4", "4, none"),
		countBox(v.v, v.bad, "predicted-patients", "Patients expected to be harmed", "An estimate is an answer, and so is 0")}
	items = append(items, momentField(v.v, v.bad, "predicted-by", "By when", "")...)
	items.add(area(v.v, v.bad, "predicted-words", "In words", ""))
	out.add(group("Harm predicted if nobody returns", items))
	return out
}

func (v writeView) ladderBoxes() parts {
	out := parts{ui.Para("Every rung is answered: tried, not tried, or does not apply.")}
	for _, info := range mitigation.Rungs() {
		name := "ladder-" + string(info.Kind)
		items := parts{choice(v.v, v.bad, name, "Was it tried?", "", "yes", "Yes", "no", "No", "not-applicable", "Does not apply")}
		items = append(items, momentField(v.v, nil, name+"-at", "When, if tried", "")...)
		items.add(countBox(v.v, v.bad, name+"-asked", first(info.Asked), ""), countBox(v.v, v.bad, name+"-got", first(info.Got), ""),
			textBox(v.v, v.bad, name+"-result", "What came of it, if tried", ""), textBox(v.v, v.bad, name+"-why", "Why it is not enough, was not tried, or does not apply", ""))
		if files := evidenceLinks(v.k, rungOf(v.s.Form, info.Kind).Evidence); len(files) > 0 {
			items.add(ui.Links(files))
		}
		out.add(group(info.Name, items))
	}
	return out
}

func (v writeView) peopleBoxes() parts {
	out := parts{choice(v.v, v.bad, "clinicians", "Do the department's own consultants agree?", "", "yes", "Yes", "no", "No", "mixed", "Mixed"),
		choice(v.v, v.bad, "local", "Was the union's local representative or negotiating committee reached?", "", "yes", "Yes", "no", "No"),
		textBox(v.v, v.bad, "local-role", "Which post was reached or tried", "A post, never a name")}
	out = append(out, momentField(v.v, v.bad, "local-at", "When", "")...)
	out.add(area(v.v, v.bad, "local-response", "Their response, or why they could not be reached", ""),
		textBox(v.v, v.bad, "questions", "Post and number that answers questions day and night", "A post, never a name"),
		choice(v.v, v.bad, "attend", "Would the medical director put the case in person?", "", "yes", "Yes", "no", "No"))
	return out
}

// check is the last page: what is lacking, with where to mend it, and the form whole.
func (v writeView) check() parts {
	var out parts
	if len(v.lacks) > 0 {
		t := ui.Table{ID: "lacks", Caption: "Before it can be signed", Hint: "A comment lets a warning through.", Stack: true, NoRowHead: true, Columns: []ui.Column{{Head: "What", Words: true}, {Head: "Where"}}}
		for _, f := range v.lacks {
			cell := ui.Text(f.Message)
			if f.Warning {
				cell.Tags = []ui.Tag{{Text: "Warning", Colour: ui.Yellow}}
			}
			id := faultSection(f.Name)
			sec, _, _ := sectionOf(id)
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{cell, ui.LinkTo(sec.title, WritePath(v.k.Ref, id)+"?show=faults#"+f.Name)}})
		}
		out.add(t)
	}
	if !fault.List(v.lacks).Stops() {
		out.add(ui.Inset{Text: "Nothing is missing. The medical director declares that it is accurate and signs; whoever wrote it cannot."})
	}
	out.add(formParts(v.at, v.k, v.s.Form)...)
	out.add(ui.Button{Text: "Send to the medical director", Href: ActPath(v.k.Ref, string(mitigation.Send))})
	return out
}

func momentWords(m action.Moment) string {
	if m.IsZero() {
		return "–"
	}
	return instant(m.At())
}
