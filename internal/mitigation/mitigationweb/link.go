package mitigationweb

import (
	"net/http"
	"time"

	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/mitigation"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// decisionLinks are the links that were made for the union body, and the form that makes one.
func (v showView) decisionLinks() parts {
	if !v.may(access.MitigationDecide, v.k.Trust) {
		return nil
	}
	out := parts{ui.Heading("Decision links", "links"), ui.Para("A link opens this one request, for its decision alone, to somebody at the union body without an account. What is answered through it is written down for the national team to confirm.")}
	t := ui.Table{ID: "decision-links", Caption: "Links made", Stack: true, Empty: "None was made.", Columns: []ui.Column{{Head: "Made"}, {Head: "Expires"}, {Head: "First opened"}, {Head: "State"}, {Head: "End it"}}}
	live := false
	for _, l := range v.links {
		state, end := "live", ui.Cell{}
		switch {
		case !l.Ended.IsZero():
			state = "ended " + instant(l.Ended)
		case !v.now.Before(l.Expires):
			state = "expired"
		default:
			live = true
			end.Body = ui.Form{Action: Path(v.k.Ref) + "/link/end", Submit: "Take it back", Hidden: map[string]string{"made": l.Made.UTC().Format(time.RFC3339Nano)}}
		}
		if end.Body == nil {
			end = ui.Text("–")
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(instant(l.Made)), ui.Text(instant(l.Expires)), ui.Text(instant(l.Used)), ui.Text(state), end}})
	}
	out.add(t)
	if _, ok := mitigation.Next(v.s.State, mitigation.Reject); ok && (!live || len(v.bad) > 0) {
		out.add(ui.Form{Action: Path(v.k.Ref) + "/link", Submit: "Make a link", Body: momentField(v.v, v.bad, "until", "Until", "Empty is 24 hours from now")})
	}
	return out
}

// linkLasts is how long a link lasts where no time is given.
const linkLasts = 24 * time.Hour

func (m room) makeLink(w http.ResponseWriter, r *web.Request) error {
	v, err := m.showOf(r)
	if err != nil {
		return err
	}
	in := readForm(r)
	until := r.Now.Add(linkLasts)
	if x := in.moment("until"); !x.IsZero() {
		until = x.At()
	}
	secret := ""
	if err = in.bad.Err("The link could not be made"); err == nil {
		secret, err = m.linked(r, v.k, until)
	}
	if err != nil {
		status, bad, ok := refused(err)
		if !ok {
			return err
		}
		for i := range bad { // whatever is wrong with a link is wrong with its time, the one thing that is asked
			if bad[i].Name == "maincontent" {
				bad[i].Name = "until"
			}
		}
		v.v, v.bad = in.v, bad
		p, body := v.made()
		return render(w, r, status, p, body)
	}
	p := readAt(r).page("The link is made")
	p.Caption = string(v.k.Ref)
	p.Crumbs = append(p.Crumbs, web.Crumb{Text: string(v.k.Ref), Href: Path(v.k.Ref)})
	return render(w, r, http.StatusOK, p, madeLink(r.Host, secret, until))
}

// linked makes the link as the national team.
func (m room) linked(r *web.Request, k mitigation.Kept, until time.Time) (string, error) {
	by, err := byActor(r, k.Trust, mitigation.National)
	if err != nil {
		return "", err
	}
	return m.Desk.MakeLink(r.Context(), by, k.Ref, until)
}

// madeLink shows a link's secret, once: afterwards only its digest is kept.
func madeLink(host, secret string, until time.Time) parts {
	return parts{ui.Warning{Title: "It is shown this once", Text: "Send it to the union body by a way that both sides trust. Whoever has it can answer until " + instant(until) + "."},
		ui.Input{Field: ui.Field{Name: "link", Label: "Link"}, Value: host + DecisionPath + secret, ReadOnly: true}}
}

func (m room) endLink(w http.ResponseWriter, r *web.Request) error {
	k, _, err := m.kept(r)
	if err != nil {
		return err
	}
	made, err := time.Parse(time.RFC3339Nano, r.FormValue("made"))
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "There is no such link")
	}
	by, err := byActor(r, k.Trust, mitigation.National)
	if err != nil {
		return err
	}
	if err := m.Desk.EndLink(r.Context(), by, k.Ref, made); err != nil {
		return err
	}
	return r.Redirect(w, Path(k.Ref), "The link is taken back.")
}

// linkView is the one page that a decision link opens.
type linkView struct {
	at
	secret string
	k      mitigation.Kept
	s      mitigation.Standing
	link   mitigation.DecisionLink
	v      typed
	bad    []fault.Field
}

// shut keeps the page out of indexes, caches and other sites' logs: its address is its key.
func shut(w http.ResponseWriter) {
	w.Header().Set("X-Robots-Tag", "noindex, nofollow, noarchive")
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Cache-Control", "no-store")
}

func (m room) linkOf(w http.ResponseWriter, r *web.Request) (linkView, error) {
	shut(w)
	k, l, err := m.Desk.OpenLink(r.Context(), r.PathValue("secret"))
	if err != nil {
		return linkView{}, err
	}
	a := at{now: r.Now, link: func(s string) string { return s }, may: func(access.Verb, org.Code) bool { return false }, any: func(access.Verb) bool { return false }}
	return linkView{at: a, secret: r.PathValue("secret"), k: k, s: k.Stand(r.Now), link: l, v: typed{}}, nil
}

func (m room) linkShow(w http.ResponseWriter, r *web.Request) error {
	v, err := m.linkOf(w, r)
	if err != nil {
		return err
	}
	p, body := v.made()
	return render(w, r, http.StatusOK, p, body)
}

func (m room) linkAnswer(w http.ResponseWriter, r *web.Request) error {
	v, err := m.linkOf(w, r)
	if err != nil {
		return err
	}
	if !r.Who.Nobody() {
		return fault.New(fault.Forbidden, "You are signed in, and this link is the union body's alone; write down what it decided on the request's own page")
	}
	in := readForm(r)
	e := mitigation.Event{At: r.Now, Actor: mitigation.National}
	e.Step, e.Decision = decisionOf(in, v.s)
	e.Decision.Channel = "decision link"
	if err = in.bad.Err("The decision could not be written down"); err == nil {
		v.s, err = m.Desk.Answer(r.Context(), v.secret, e)
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
	p, body := v.answered()
	return render(w, r, http.StatusOK, p, body)
}

func (v linkView) page() web.Page {
	return web.Page{Title: "Request for a mitigation (derogation)", Caption: string(v.k.Ref), Narrow: true, Problems: v.bad}
}

func (v linkView) answered() (web.Page, parts) {
	return v.page(), parts{ui.Notice{Success: true, Title: "Written down", Text: "Your decision is written down as you sent it. The national team confirms it and tells the trust. This link has ended with it."}}
}

func (v linkView) made() (web.Page, parts) {
	out := parts{ui.SummaryList{Rows: []ui.SummaryRow{{Key: "Decision needed by", Body: deadline(v.s, v.now)}, {Key: "Why by then", Value: dash(v.s.Signed.NeededWhy)},
		{Key: "Doctors asked for", Value: ui.Count(v.s.Signed.Doctors())}, {Key: "Questions day and night", Value: v.s.Signed.Questions}, {Key: "This link expires", Value: instant(v.link.Expires)}}}}
	bare := v.k
	bare.Files = nil // evidence is not reached through the link
	out.add(formFacts(v.at, v.s.Signed), shiftTable(v.s.Signed), predicted(v.s.Signed), ladderTable(bare, v.s.Signed))
	if _, ok := mitigation.Next(v.s.State, mitigation.Reject); !ok {
		out.add(ui.Inset{Text: "A decision is no longer awaited: the request is " + v.s.State.Words() + "."})
		return v.page(), out
	}
	out.add(ui.Heading("Decision", "decision"), ui.Para("What you write is kept in your words. It counts once the national team has confirmed that it came from you."))
	out.add(ui.Form{Action: DecisionPath + v.secret, Submit: "Send the decision", Body: linkBoxes(v)})
	return v.page(), out
}

// linkBoxes are the boxes of a decision without the way by which it came, which is known.
func linkBoxes(v linkView) parts {
	b := decisionBoxes(v.v, v.bad, v.s)
	return b[:len(b)-1]
}
