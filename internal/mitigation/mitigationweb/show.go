package mitigationweb

import (
	"net/http"
	"strconv"
	"strings"

	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/mitigation"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// showView is one request.
type showView struct {
	at
	k     mitigation.Kept
	s     mitigation.Standing
	me    string // the reader's account
	links []mitigation.DecisionLink
	past  bool
	v     typed         // what was typed for a link that could not be made
	bad   []fault.Field // and why
}

func (m room) show(w http.ResponseWriter, r *web.Request) error {
	v, err := m.showOf(r)
	if err != nil {
		return err
	}
	p, body := v.made()
	return render(w, r, http.StatusOK, p, body)
}

func (m room) showOf(r *web.Request) (showView, error) {
	k, s, err := m.kept(r)
	v := showView{at: readAt(r), k: k, s: s, me: r.Who.Actor(), past: r.Past, v: typed{}}
	if err == nil && v.may(access.MitigationDecide, k.Trust) {
		v.links, err = m.Requests.Links(r.Context(), k.Ref)
	}
	return v, err
}

func (v showView) made() (web.Page, parts) {
	p := v.page(string(v.k.Ref))
	p.Caption = v.name(v.k.Trust) + "; mitigation (derogation)"
	p.Lead, p.Problems = first(v.s.Words())+".", v.bad
	out := parts{v.head(), v.deeds()}
	if d := drawn(v.s, v.now).component(); d != nil {
		out.add(d)
	}
	out.add(ledger(v.s, v.now), v.decision(), v.used(), steps(v.k, v.now), ui.Links([]ui.Action{
		{Text: "Timeline as CSV", Href: v.link(Path(v.k.Ref) + "/timeline.csv")}, {Text: "Timeline as JSON", Href: v.link(Path(v.k.Ref) + "/timeline.json")},
		{Text: "Versions of the form side by side", Href: v.link(Path(v.k.Ref) + "/versions")}}))
	out.add(v.impactsOwed())
	f := v.s.Signed
	title := "The request as signed; what it predicts is frozen"
	if v.s.Clocks.Signed.IsZero() && v.s.Clocks.Bypassed.IsZero() {
		f, title = v.s.Form, "The request as it is being written"
	}
	out.add(ui.Heading(title, "form"))
	out.add(formParts(v.at, v.k, f)...)
	if v.links != nil || v.may(access.MitigationDecide, v.k.Trust) {
		out.add(v.decisionLinks()...)
	}
	return p, out
}

func (v showView) head() ui.SummaryList {
	s := v.s
	rows := []ui.SummaryRow{{Key: "Where it is", Tags: []ui.Tag{stateTag(s.State)}}, {Key: "Timeliness", Body: stacked("", nil, []ui.Tag{timelinessTag(s.Timeliness)}, lateWords(s))},
		{Key: "Decision needed by", Body: deadline(s, v.now)}, {Key: "Whose desk", Value: first(deskOf(s).words)}}
	if !s.Missed.IsZero() {
		rows = append(rows, ui.SummaryRow{Key: "Not decided when it was needed", Value: instant(s.Missed) + ". This stays, whatever followed."})
	}
	asked := s.Signed.Doctors()
	if s.Clocks.Signed.IsZero() {
		asked = s.Form.Doctors()
	}
	came, noted := 0, len(s.Uses)
	for _, u := range s.Uses {
		came += u.Came
	}
	used := "not noted yet"
	if noted > 0 {
		used = ui.Plural(came, "doctor", "doctors") + " came, over " + ui.Plural(noted, "shift", "shifts") + "; " + ui.Number(s.HoursUsed(), 1) + " doctor-hours used"
	} else if s.State == mitigation.Revoked {
		used = "not noted; " + ui.Number(s.HoursUsed(), 1) + " doctor-hours used"
	}
	granted := "nothing is decided"
	switch {
	case s.Outcome == mitigation.OutBypass:
		granted = "nothing was granted: " + ui.Plural(s.Recalled(), "doctor was", "doctors were") + " recalled"
	case s.Decision != nil:
		granted = ui.Count(s.Granted())
	}
	rows = append(rows, ui.SummaryRow{Key: "Doctors asked for", Value: ui.Count(asked) + ", by shift"}, ui.SummaryRow{Key: "Granted", Value: granted}, ui.SummaryRow{Key: "Used", Value: used})
	return ui.SummaryList{Rows: rows}
}

// deeds are the links to what the reader may do now.
func (v showView) deeds() parts {
	actors := v.actors(v.k.Trust)
	var out, more parts
	var open []ui.Action
	if writes(v.s, actors) {
		out.add(ui.Button{Text: "Write the form", Href: WritePath(v.k.Ref, "place")})
	}
	if v.s.State == mitigation.Returned && (v.may(access.MitigationDraft, v.k.Trust) || v.may(access.MitigationSign, v.k.Trust)) {
		out.add(ui.Button{Text: "Take it up again as a new version", Href: ActPath(v.k.Ref, string(mitigation.Begin))})
	}
	if decides(v.s, actors) {
		out.add(ui.Button{Text: "Write the decision down", Href: ActPath(v.k.Ref, "decide")})
	}
	for _, d := range deeds(v.s, actors, v.me) {
		switch {
		case d.barred != "":
			more.add(ui.Note(deed(d.step, v.s.State) + ": " + d.barred))
		case d.step == mitigation.Sign || d.step == mitigation.Forward || d.step == mitigation.Confirm:
			out.add(ui.Button{Text: deed(d.step, v.s.State), Href: ActPath(v.k.Ref, string(d.step))})
		default:
			open = append(open, ui.Action{Text: deed(d.step, v.s.State), Href: ActPath(v.k.Ref, string(d.step))})
		}
	}
	if len(open) > 0 {
		more.add(ui.Links(open))
	}
	if len(out)+len(more) == 0 {
		return nil
	}
	read := ui.Links([]ui.Action{{Text: "Read the risk and what else was tried first", Href: "#form"}})
	return append(parts{ui.Heading("What you may do now", "deeds"), read}, append(out, more...)...)
}

// decision is what the union body decided, as written down.
func (v showView) decision() parts {
	d := v.s.Decision
	if d == nil {
		return nil
	}
	confirmed := "Not yet confirmed by a second person"
	if v.s.Confirmed {
		confirmed = "Confirmed by a second person"
	}
	var reasons []string
	for _, r := range d.Reasons {
		reasons = append(reasons, r.Words())
	}
	rows := []ui.SummaryRow{{Key: "Decided by", Value: d.Body}, {Key: "Decided at", Value: instant(v.s.Clocks.Decided)}, {Key: "Outcome", Value: first(v.s.Outcome.Words())},
		{Key: "In its own words", Body: said(lines(d.Verbatim))}, {Key: "Reasons as coded", Value: dash(strings.Join(reasons, "; "))},
		{Key: "Conditions", Value: dash(d.Conditions)}, {Key: "Came by", Value: dash(d.Channel)}, {Key: "As written down", Value: confirmed}}
	if !d.Announced.IsZero() {
		rows = append(rows, ui.SummaryRow{Key: "Made public", Value: instant(d.Announced) + " " + d.Address})
	}
	return parts{ui.Heading("Decision", "decision"), ui.SummaryList{Rows: rows}}
}

// used is what was asked for, granted and used, by shift.
func (v showView) used() parts {
	if v.s.Decision == nil && v.s.Outcome != mitigation.OutBypass {
		return nil
	}
	given := "Granted"
	if v.s.Outcome == mitigation.OutBypass {
		given = "Recalled"
	}
	t := ui.Table{ID: "use", Caption: "Asked for, " + strings.ToLower(given) + " and used", Hint: "A grant is not use. A shift of which nobody has said anything is not noted, which is not nought.", Stack: true,
		Columns: []ui.Column{{Head: "Shift"}, {Head: "Asked for", Numeric: true}, {Head: given, Numeric: true}, {Head: "Came", Numeric: true}, {Head: "Not needed", Numeric: true},
			{Head: "Not reached", Numeric: true}, {Head: "Doctor-hours used", Numeric: true}}}
	for i, x := range v.s.Signed.Shifts {
		cells := []ui.Cell{{Text: strconv.Itoa(i + 1), Note: momentWords(x.From) + " to " + momentWords(x.To)}, ui.Text(ui.Count(x.Asked)), ui.Text(ui.Count(v.s.GrantedOn(i+1) + v.s.RecalledOn(i+1)))}
		u, ok := v.s.Uses[i+1]
		for _, n := range []int{u.Came, u.NotNeeded, u.Unreached} {
			if ok {
				cells = append(cells, ui.Text(ui.Count(n)))
			} else {
				cells = append(cells, ui.Text("not noted"))
			}
		}
		hours := "not noted"
		if ok {
			hours = ui.Number(v.s.HoursOn(i+1), 1)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: append(cells, ui.Text(hours))})
	}
	return parts{t}
}
