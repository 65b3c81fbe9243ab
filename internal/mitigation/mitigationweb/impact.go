package mitigationweb

import (
	"net/http"
	"slices"
	"strconv"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/mitigation"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// impactView is one stage's impact return.
type impactView struct {
	at
	k     mitigation.Kept
	s     mitigation.Standing
	stage mitigation.Stage
	v     typed
	bad   []fault.Field
}

func (m room) impactOf(r *web.Request) (impactView, error) {
	k, s, err := m.kept(r)
	v := impactView{at: readAt(r), k: k, s: s, stage: mitigation.Stage(r.PathValue("stage"))}
	if err == nil && !slices.Contains(mitigation.Stages(), v.stage) {
		return v, fault.New(fault.NotFound, "There is no such stage")
	}
	return v, err
}

func (m room) impact(w http.ResponseWriter, r *web.Request) error {
	v, err := m.impactOf(r)
	if err != nil {
		return err
	}
	v.v = typed{}
	if last, _ := lastImpact(v.k, v.stage, v.now); last != nil {
		v.v = impactValues(last.Impact)
	}
	p, body := v.made()
	return render(w, r, http.StatusOK, p, body)
}

func (m room) impactKeep(w http.ResponseWriter, r *web.Request) error {
	v, err := m.impactOf(r)
	if err != nil {
		return err
	}
	in := readForm(r)
	i := in.impact(v.k.Ref, v.stage)
	sign := in.text("then") == "sign"
	err = in.bad.Err("The impact return could not be kept")
	verb, actor := access.MitigationImpact, mitigation.Drafter
	if sign {
		verb, actor = access.MitigationImpactSign, mitigation.Director
		if e := i.Check(); e != nil && err == nil {
			err = e
		}
	}
	if err == nil {
		var by mitigation.By
		if by, err = byVerb(r, v.k.Trust, verb, actor); err == nil {
			_, err = m.Desk.KeepImpact(r.Context(), by, i, sign)
		}
	}
	if err != nil {
		status, bad, ok := refused(err)
		if !ok {
			return err
		}
		v.v, v.bad = in.v, bad
		p, body := v.made()
		return render(w, r, status, p, body)
	}
	notice := "The impact return is kept as a draft."
	if sign {
		notice = "The impact return is signed."
	}
	return r.Redirect(w, ImpactPath(v.k.Ref, v.stage), notice)
}

func (m room) impactComment(w http.ResponseWriter, r *web.Request) error {
	v, err := m.impactOf(r)
	if err != nil {
		return err
	}
	in := readForm(r)
	actor := mitigation.System
	if !r.May(access.MitigationSystem, v.k.Trust) {
		actor = mitigation.Region
	}
	if in.text("words") == "" {
		in.bad.Add("words", "N15", "Write the comment")
	}
	err = in.bad.Err("The comment could not be kept")
	if err == nil {
		var by mitigation.By
		if by, err = byVerb(r, v.k.Trust, access.MitigationComment, actor); err == nil {
			err = m.Desk.Comment(r.Context(), by, v.k.Ref, v.stage, in.text("words"))
		}
	}
	if err != nil {
		status, bad, ok := refused(err)
		if !ok {
			return err
		}
		v.v, v.bad = typed{"words": in.text("words")}, bad
		p, body := v.made()
		return render(w, r, status, p, body)
	}
	return r.Redirect(w, ImpactPath(v.k.Ref, v.stage), "The comment is kept.")
}

// linkRows is how many incidents a return has room for.
const linkRows = 4

func impactValues(i mitigation.Impact) typed {
	v := typed{"instead": i.Instead, "other": i.Other, "actual": i.Actual}
	if i.None {
		v["none"] = "yes"
	}
	for e, n := range i.Effects {
		v.setCount("effect-"+string(e), n)
	}
	for c, n := range i.Affected {
		v.setCount("affected-"+string(c), n)
	}
	v.setCount("unknown", i.Unknown)
	if !i.Review.IsZero() {
		v["review"] = i.Review.String()
	}
	for n, l := range i.Links {
		name := "link-" + strconv.Itoa(n+1)
		v[name], v[name+"-strength"], v[name+"-why"] = l.Incident, strconv.Itoa(int(l.Strength)), l.Why
		if l.Physical > 0 {
			v[name+"-physical"] = strconv.Itoa(l.Physical)
		}
		if l.Psychological > 0 {
			v[name+"-psychological"] = strconv.Itoa(l.Psychological)
		}
	}
	return v
}

// impact reads a return. An empty count is not known, and is kept as such.
func (f *reading) impact(ref mitigation.Ref, stage mitigation.Stage) mitigation.Impact {
	i := mitigation.Impact{Request: ref, Stage: stage, None: f.text("none") == "yes", Instead: f.text("instead"), Other: f.text("other"), Actual: f.text("actual"),
		Effects: map[mitigation.Effect]*int{}, Affected: map[mitigation.Category]*int{}, Unknown: f.count("unknown")}
	for _, e := range mitigation.Effects() {
		i.Effects[e] = f.count("effect-" + string(e))
	}
	for _, c := range mitigation.Categories() {
		i.Affected[c] = f.count("affected-" + string(c))
	}
	if s := f.text("review"); s != "" {
		d, err := civil.ParseDate(s)
		if err != nil {
			f.bad.Add("review", "H21", "Enter a day as 2024-01-31")
		}
		i.Review = d
	}
	for n := 1; f.text("link-"+strconv.Itoa(n)) != "" || n <= linkRows; n++ {
		name := "link-" + strconv.Itoa(n)
		if f.text(name) == "" && f.text(name+"-why") == "" {
			continue
		}
		l := mitigation.ImpactLink{Incident: f.text(name), Physical: f.whole(name + "-physical"), Psychological: f.whole(name + "-psychological"), Strength: mitigation.DontKnow, Why: f.text(name + "-why")}
		if f.text(name+"-strength") != "" {
			l.Strength = mitigation.Strength(f.whole(name + "-strength"))
		}
		i.Links = append(i.Links, l)
	}
	return i
}

func (v impactView) made() (web.Page, parts) {
	p := v.page("Impact return after " + stageWords(v.stage))
	p.Caption = string(v.k.Ref) + ", " + v.name(v.k.Trust)
	p.Crumbs = append(p.Crumbs, web.Crumb{Text: "Impact returns", Href: v.link(ImpactsPath)}, web.Crumb{Text: string(v.k.Ref), Href: v.link(Path(v.k.Ref))})
	p.Lead, p.Problems = first(v.s.Words())+".", v.bad
	out := parts{v.due(), v.beside()}
	if v.may(access.MitigationImpact, v.k.Trust) {
		body := v.boxes()
		body.add(ui.Button{Text: "Keep as a draft", Name: "then", Value: "keep", Secondary: true})
		if v.may(access.MitigationImpactSign, v.k.Trust) {
			body.add(ui.Button{Text: "Sign", Name: "then", Value: "sign"})
		}
		out.add(ui.Form{Action: ImpactPath(v.k.Ref, v.stage), Body: body})
	} else if _, signed := lastImpact(v.k, v.stage, v.now); signed != nil {
		out.add(impactRead(signed.Impact))
	}
	out.add(v.comments(), v.history())
	return p, out
}

func (v impactView) due() parts {
	for _, o := range owedOf(v.k, v.s, v.now) {
		if o.due.Stage == v.stage {
			return parts{ui.SummaryList{Rows: []ui.SummaryRow{{Key: "Owed because", Value: first(o.why)}, {Key: "Due", Value: instant(o.due.At) + ", " + until(v.now, o.due.At)}, {Key: "State", Tags: o.standing(v.now)}}}}
		}
	}
	return parts{ui.Note("This return is not owed; it may be given.")}
}

// beside is what was predicted when the request was signed beside what happened, also when nothing did.
func (v impactView) beside() ui.Table {
	t := ui.Table{ID: "beside", Caption: "Predicted and actual", Hint: "What was predicted is frozen at the signature.", Stack: true, Columns: []ui.Column{{Head: "What"}, {Head: "Predicted", Words: true}, {Head: "Actual, as last kept", Words: true}}}
	p := v.s.Signed.Predicted
	last, _ := lastImpact(v.k, v.stage, v.now)
	actual, worst, psychological, count := "no return yet", "no return yet", "no return yet", "no return yet"
	if last != nil {
		actual, worst, psychological, count = dash(last.Actual), worstOf(last.Impact, physicalWords, func(l mitigation.ImpactLink) int { return l.Physical }),
			worstOf(last.Impact, psychologicalWords, func(l mitigation.ImpactLink) int { return l.Psychological }), strconv.Itoa(len(last.Links))+" linked incidents; not known yet for "+numberWords(last.Unknown)
		if last.None {
			worst, psychological, count = "no impact found", "no impact found", "no impact found"
		}
	}
	for _, r := range [][3]string{{"In words", dash(p.Words), actual}, {"Physical harm", physicalWords(p.Physical), worst}, {"Psychological harm", psychologicalWords(p.Psychological), psychological}, {"Patients", numberWords(p.Patients) + "; " + momentWords(p.By), count}} {
		t.Rows = append(t.Rows, ui.Cells(r[0], r[1], r[2]))
	}
	return t
}

// worstOf is the worst grade among the linked incidents on one of the two scales, which are never compared: the lowest code.
func worstOf(i mitigation.Impact, words func(int) string, grade func(mitigation.ImpactLink) int) string {
	worst := 0
	for _, l := range i.Links {
		if g := grade(l); g > 0 && (worst == 0 || g < worst) {
			worst = g
		}
	}
	if len(i.Links) == 0 {
		return "no incident linked"
	}
	return "worst of the linked incidents: " + words(worst)
}

func (v impactView) boxes() parts {
	out := parts{ui.Checkboxes{Field: ui.Field{Name: "none", Label: "Was any impact found?", Hint: "That none was found is an answer; no return is none."}.WithErrors(v.bad), Options: []ui.Option{{Value: "yes", Text: "No impact was found", Chosen: v.v["none"] == "yes"}}},
		area(v.v, v.bad, "instead", "What was done instead", "Nothing is an answer")}
	effects, affected := parts{ui.Note("0 is none; an empty box is not known.")}, parts{ui.Note("0 is none; an empty box is not known.")}
	for _, e := range mitigation.Effects() {
		effects.add(countBox(v.v, v.bad, "effect-"+string(e), effectWords(e), ""))
	}
	for _, c := range mitigation.Categories() {
		affected.add(countBox(v.v, v.bad, "affected-"+string(c), categoryWords(c), ""))
	}
	out.add(group("Effects on services", effects), group("Patients postponed, by category", affected))
	for n := 1; n <= max(linkRows, linksIn(v.v)+1); n++ {
		name := "link-" + strconv.Itoa(n)
		strengths := []ui.Option{}
		for _, s := range mitigation.Strengths() {
			if s == mitigation.Caused { // an outside reviewer says so, on the event
				continue
			}
			x := strconv.Itoa(int(s))
			strengths = append(strengths, ui.Option{Value: x, Text: x + ", " + s.Words(), Chosen: x == v.v[name+"-strength"]})
		}
		out.add(group("Incident "+strconv.Itoa(n), parts{textBox(v.v, v.bad, name, "Number in the trust's register", "Nothing that names a patient"),
			ui.Select{Field: ui.Field{Name: name + "-physical", Label: "Physical harm"}, Options: ui.Options(v.v[name+"-physical"], "", "Not determinable yet", "1", "1, fatal", "2", "2, severe", "3", "3, moderate", "4", "4, low", "5", "5, none")},
			ui.Select{Field: ui.Field{Name: name + "-psychological", Label: "Psychological harm"}, Options: ui.Options(v.v[name+"-psychological"], "", "Not determinable yet", "1", "1, severe", "2", "2, moderate", "3", "3, low", "4", "4, none")},
			ui.Select{Field: ui.Field{Name: name + "-strength", Label: "How strongly it is tied to the decision"}, Options: strengths}, textBox(v.v, nil, name+"-why", "Why", "")}))
	}
	out.add(countBox(v.v, v.bad, "unknown", "Patients whose harm is not known yet", "Empty if that is not known either"), ui.Input{Field: ui.Field{Name: "review", Label: "When they are looked at next", Hint: "As 2024-01-31"}.WithErrors(v.bad), Value: v.v["review"], Width: 10},
		area(v.v, v.bad, "other", "Other explanations that were considered", "None is an answer"), area(v.v, v.bad, "actual", "What happened, beside what was predicted", "Also when nothing did"))
	return out
}

func linksIn(v typed) int {
	n := 0
	for v["link-"+strconv.Itoa(n+1)] != "" {
		n++
	}
	return n
}

// impactRead is a signed return to be read: what is unknown first.
func impactRead(i mitigation.Impact) parts {
	t := ui.Table{ID: "impact", Caption: "The return as signed", Columns: []ui.Column{{Head: "What", Words: true}, {Head: "Count", Numeric: true}}, FewColumns: true}
	t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text("Patients whose harm is not known yet"), number(i.Unknown)}})
	for _, e := range mitigation.Effects() {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(effectWords(e)), number(i.Effects[e])}})
	}
	for _, c := range mitigation.Categories() {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text("Patients postponed: " + categoryWords(c)), number(i.Affected[c])}})
	}
	l := ui.Table{ID: "linked", Caption: "Incidents", Stack: true, Empty: "None is linked.", Columns: []ui.Column{{Head: "Number"}, {Head: "Strength", Words: true}, {Head: "Physical harm"}, {Head: "Psychological harm"}, {Head: "Why", Words: true}}}
	for _, x := range i.Links {
		l.Rows = append(l.Rows, ui.Cells(x.Incident, strconv.Itoa(int(x.Strength))+", "+x.Strength.Words(), physicalWords(x.Physical), psychologicalWords(x.Psychological), dash(x.Why)))
	}
	out := parts{}
	if i.None {
		out.add(ui.Inset{Text: "No impact was found."})
	}
	out.add(ui.SummaryList{Rows: []ui.SummaryRow{{Key: "Done instead", Value: dash(i.Instead)}, {Key: "Other explanations", Value: dash(i.Other)}}}, t, l)
	return out
}

func (v impactView) comments() parts {
	out := parts{}
	list := impactComments(v.k, v.stage, v.now)
	t := ui.Table{ID: "comments", Caption: "Words of the board and the region", Stack: true, Empty: "There are none.", Columns: []ui.Column{{Head: "By"}, {Head: "When"}, {Head: "In words", Words: true}}}
	for _, c := range list {
		t.Rows = append(t.Rows, ui.Cells(first(actorWords(c.Actor)), instant(c.Recorded), dash(c.Comments[c.Actor])))
	}
	out.add(t)
	if _, signed := lastImpact(v.k, v.stage, v.now); signed != nil && v.may(access.MitigationComment, v.k.Trust) {
		out.add(ui.Form{Action: ImpactPath(v.k.Ref, v.stage) + "/comment", Submit: "Keep the comment", Body: parts{area(v.v, v.bad, "words", "Your comment", "Facts and times")}})
	}
	return out
}

func (v impactView) history() ui.Table {
	t := ui.Table{ID: "history", Caption: "Versions", Stack: true, Empty: "Nothing is kept yet.", Columns: []ui.Column{{Head: "Version"}, {Head: "Kept"}, {Head: "State"}, {Head: "No impact found"}, {Head: "Incidents", Numeric: true}, {Head: "Not known yet", Numeric: true}}}
	for _, i := range impactVersions(v.k, v.stage, v.now) {
		tag := ui.Draft.Tag()
		if i.Signed != "" {
			tag = ui.Signed.Tag()
		}
		none := "No"
		if i.None {
			none = "Yes"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(strconv.Itoa(i.Version)), ui.Text(instant(i.Recorded)), {Tags: []ui.Tag{tag}}, ui.Text(none), ui.Text(strconv.Itoa(len(i.Links))), number(i.Unknown)}})
	}
	return t
}
