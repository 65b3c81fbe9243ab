package mitigationweb

import (
	"net/http"

	"headroom/internal/access"
	"headroom/internal/action"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/mitigation"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// newView begins a request.
type newView struct {
	at
	trusts  []org.Code
	periods [][2]string
	schemes []mitigation.Scheme
	v       typed
	bad     []fault.Field
}

func (m room) newForm(w http.ResponseWriter, r *web.Request) error {
	v, err := m.newOf(r)
	if err != nil {
		return err
	}
	p, body := v.made()
	return render(w, r, http.StatusOK, p, body)
}

func (m room) newOf(r *web.Request) (newView, error) {
	v := newView{at: readAt(r), v: typed{}}
	scope := r.Scope(access.MitigationDraft)
	for _, u := range r.Present.Units(org.KindTrust, org.KindAmbulance) {
		if scope.Holds(u.Code) {
			v.trusts = append(v.trusts, u.Code)
		}
	}
	var err error
	if v.periods, err = m.Actions.Periods(r.Context(), v.asOf); err != nil {
		return v, err
	}
	if len(v.periods) > 0 {
		v.v["period"] = v.periods[0][0]
	}
	all, err := m.Requests.Schemes(r.Context(), v.asOf)
	if err != nil {
		return v, err
	}
	if v.schemes = mitigation.InForceOn(all, civil.Today(r.Now)); len(v.schemes) == 1 {
		v.v["scheme"] = string(v.schemes[0].ID)
	}
	if len(v.trusts) == 1 {
		v.v["trust"] = string(v.trusts[0])
	}
	return v, nil
}

func (m room) newBegin(w http.ResponseWriter, r *web.Request) error {
	v, err := m.newOf(r)
	if err != nil {
		return err
	}
	in := readForm(r)
	f := mitigation.Form{Period: action.Code(in.text("period")), Scheme: mitigation.SchemeID(in.text("scheme")), Trust: org.Code(in.text("trust")), Service: in.text("service")}
	if f.Period == "" {
		in.bad.Add("period", "B8", "Say for which period of action it is")
	}
	if _, ok := mitigation.SchemeOf(v.schemes, f.Scheme); !ok {
		in.bad.Add("scheme", "B5", "Choose the scheme that the request is under, of those in force")
	}
	if !r.Scope(access.MitigationDraft).Holds(f.Trust) {
		in.bad.Add("trust", "B8", "Choose a trust for which you may write requests")
	}
	var ref mitigation.Ref
	if err = in.bad.Err("The request could not be begun"); err == nil {
		var by mitigation.By
		if by, err = byActor(r, f.Trust, mitigation.Drafter); err == nil {
			ref, err = m.Desk.Begin(r.Context(), by, f)
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
	return r.Redirect(w, WritePath(ref, "place"), "The draft is begun: "+string(ref)+".")
}

func (v newView) made() (web.Page, parts) {
	p := v.page("Make a request")
	p.Lead = "A mitigation (derogation) is asked for when a danger cannot be met in any other way. The form has seven pages and is kept as you go."
	p.Narrow, p.Problems = true, v.bad
	trusts := ui.Options(v.v["trust"], "", "Choose")
	for _, c := range v.trusts {
		trusts = append(trusts, ui.Option{Value: string(c), Text: v.name(c), Chosen: string(c) == v.v["trust"]})
	}
	body := parts{ui.Select{Field: ui.Field{Name: "trust", Label: "Trust"}.WithErrors(v.bad), Options: trusts}}
	body = append(body, periodBoxes(v.v, v.bad, v.periods, v.schemes)...)
	body.add(textBox(v.v, v.bad, "service", "Service or specialty in danger", ""))
	return p, parts{ui.Form{Action: NewPath, Submit: "Begin the draft", Cancel: ui.Action{Text: "Cancel", Href: BoardPath}, Body: body}}
}
