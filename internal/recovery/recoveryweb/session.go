package recoveryweb

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/recovery"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// sessionView is one session in counts, with the word that closes or opens it.
type sessionView struct {
	here
	s       recovery.Session
	g       recovery.Ground
	booked  int
	minutes float64 // that those booked take
	use     *recovery.PlanUse
	list    *recovery.List // of the plan in use
	typed   string
	bad     []fault.Field
}

func (m room) sessionView(r *web.Request) (sessionView, error) {
	v := sessionView{here: at(r)}
	g, err := m.Lists.Ground(r.Context(), v.on, v.asOf)
	if err != nil {
		return v, err
	}
	id := recovery.SessionID(r.PathValue("session"))
	i := slices.IndexFunc(g.Sessions, func(s recovery.Session) bool { return s.ID == id })
	if i < 0 {
		return v, fault.New(fault.NotFound, "There is no session %s", id)
	}
	v.g, v.s = g, g.Sessions[i]
	for _, p := range g.Patients {
		if p.Booked == id {
			v.booked++
			v.minutes += p.Minutes
		}
	}
	uses, err := m.Lists.Uses(r.Context(), v.on, v.asOf, 1)
	if err != nil || len(uses) == 0 {
		return v, err
	}
	k, err := m.Lists.Plan(r.Context(), uses[0].Plan, v.asOf)
	if err != nil || k.Plan == nil {
		return v, err
	}
	if i := slices.IndexFunc(k.Plan.Lists, func(l recovery.List) bool { return l.Session == id }); i >= 0 {
		v.use, v.list = &uses[0], &k.Plan.Lists[i]
	}
	return v, nil
}

func (m room) session(w http.ResponseWriter, r *web.Request) error {
	v, err := m.sessionView(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.pageOf(), v.parts().body())
}

func (v sessionView) pageOf() web.Page {
	p := v.here.page("List " + string(v.s.ID))
	p.Crumbs = append(p.Crumbs, web.Crumb{Text: "Sessions", Href: weekOf(SessionsOf(v.on), v.s.Date)})
	p.Problems = v.bad
	return p
}

func (v sessionView) parts() parts {
	l := ui.SummaryList{Compact: true}
	add := func(k, val string, tags ...ui.Tag) {
		l.Rows = append(l.Rows, ui.SummaryRow{Key: k, Value: val, Tags: tags})
	}
	add("When", dayOf(v.s.Date)+", "+halfWords(v.s.Half))
	add("Where", "site "+v.s.Site)
	add("What", specialty(v.s.Specialty))
	add("Team", orWords(v.s.Team, "nobody is assigned"))
	if why := v.closedBy(v.s, v.g); why != "" {
		add("State", why, ui.Tag{Text: "Closed", Colour: ui.Red})
	} else {
		add("State", "", ui.Tag{Text: "Open", Colour: ui.Green})
	}
	add("Booked now", fmt.Sprintf("%s with %s of %s minutes", ui.Plural(v.booked, "person", "people"), ui.Number(v.minutes, 0), ui.Number(v.s.Minutes, 0)))
	if v.list != nil {
		add(fmt.Sprintf("By plan %d, in use", v.use.Plan), fmt.Sprintf("%s with %s minutes expected, %s of the list; runs late with a chance of %s", ui.Plural(len(v.list.Pathways), "person", "people"), ui.Number(v.list.Minutes, 0), percent(v.list.Use), percent1(v.list.Late)))
	}
	out := parts{l}
	var more []ui.Action
	if v.list != nil && v.list.Closed == "" && !v.past {
		q := withQuery(withQuery(PlanOf(v.on, v.use.Plan)+"/what-if", "kind", string(recovery.ListClosed)), "session", string(v.s.ID))
		more = append(more, ui.Action{Text: "What would closing it do?", Href: v.link(q)})
	}
	if v.list != nil && v.people() {
		more = append(more, ui.Action{Text: "Who is planned into it", Href: v.link(ListOf(v.on, v.use.Plan, v.s.ID))})
	}
	if v.does(access.RecoveryKeep) {
		more = append(more, ui.Action{Text: "Correct it", Href: EnterOf(v.on, recovery.SessionFile, string(v.s.ID))})
	}
	if len(more) > 0 {
		out.add(ui.Links(more))
	}
	if v.does(access.RecoveryClose) && !v.s.Date.Before(v.today) {
		out.add(v.form())
	}
	return out
}

// form closes an open session, or opens one that somebody's word closed. Rest that is owed opens itself when it is taken.
func (v sessionView) form() ui.Form {
	f := ui.Form{Action: SessionOf(v.on, v.s.ID), Submit: "Close this list", Warn: true, Hidden: map[string]string{"do": "close"},
		Body: ui.Input{Field: ui.Field{Name: "reason", Label: "Why it closes", Hint: "A few words, without naming anybody: “no anaesthetist”, “theatre repair”. Who holds a date here keeps it until somebody finds them another: tell the booking desk, which has the plan repaired."}.WithErrors(v.bad), Value: v.typed}}
	if v.s.Closed != "" {
		f.Submit, f.Warn, f.Hidden["do"] = "Open this list again", false, "open"
		f.Body = ui.Input{Field: ui.Field{Name: "reason", Label: "Why it opens", Hint: "A few words, without naming anybody."}.WithErrors(v.bad), Value: v.typed}
	}
	return f
}

// closeSession closes or opens one session by somebody's word, as its next version.
func (m room) closeSession(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.RecoveryClose)
	if err != nil {
		return err
	}
	v, err := m.sessionView(r)
	if err != nil {
		return err
	}
	v.typed = strings.Join(strings.Fields(r.PostFormValue("reason")), " ")
	values, base, err := m.kept(r.Context(), v.on, recovery.SessionFile, string(v.s.ID), v.asOf)
	if err != nil {
		return err
	}
	closing := r.PostFormValue("do") != "open"
	delete(values, "closed")
	if closing {
		values["closed"] = v.typed
	}
	if err = wordOf(v.typed, v.g); err == nil {
		_, _, _, err = m.enterIn(r.Context(), by, recovery.Entry{Kind: recovery.SessionFile, Values: values, Reason: v.typed, Base: base, Today: r.Today})
	}
	if err == nil {
		words := "It is closed. Nobody is planned or offered into it from now on."
		if !closing {
			words = "It is open again."
		}
		return r.Redirect(w, SessionOf(v.on, v.s.ID), words)
	}
	bad, ok := fieldsOf(err, "reason")
	if !ok {
		return err
	}
	for _, f := range bad {
		if f.Name == "closed" {
			f.Name = "reason"
		}
		v.bad = append(v.bad, f)
	}
	return r.Render(w, http.StatusUnprocessableEntity, v.pageOf(), v.parts().body())
}

// wordOf judges the reason of a closing: everybody who plans reads it, so that it names no patient.
func wordOf(reason string, g recovery.Ground) error {
	var bad fault.List
	switch {
	case reason == "":
		bad.Add("reason", "", "Say why in a few words")
	case recovery.NamesOf(g.Patients).In(reason):
		bad.Add("reason", "", "The reason names a pathway; take it out, everybody who plans reads it")
	default:
		return recovery.CheckReason(reason)
	}
	return bad.Err("Nothing was changed")
}

func orWords(text, none string) string {
	if text == "" {
		return none
	}
	return text
}

// closedBy is why nothing may be booked in a session, as the reader may know it: the hours of somebody's rest are for those who book
// them, who keep the roster and who oversee it.
func (h here) closedBy(s recovery.Session, g recovery.Ground) string {
	why := recovery.ClosedBy(s, g.Blocks)
	switch {
	case why == "" || h.people():
		return why
	case s.Closed != "":
		if recovery.NamesOf(g.Patients).In(why) {
			return closedByWord
		}
		return why
	case s.Team != "" && !h.may(access.RestAll):
		rule, _, _ := strings.Cut(why, ":")
		return "rest that is owed, " + rule
	}
	return why
}

// closeBeds closes a site's beds for some nights, or opens them again, as limits that were entered by hand.
func (m room) closeBeds(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.RecoveryClose)
	if err != nil {
		return err
	}
	v, err := m.bedsView(r)
	if err != nil {
		return err
	}
	v.closing = bedsClosing{kind: r.PostFormValue("kind"), site: r.PostFormValue("site"), number: strings.TrimSpace(r.PostFormValue("number")), reason: strings.Join(strings.Fields(r.PostFormValue("reason")), " "), do: r.PostFormValue("do")}
	limits, err := v.closed(r)
	if err == nil {
		_, _, err = m.Desk.Enter(r.Context(), by, recovery.Entered{Kind: recovery.LimitFile, Limits: limits, Reason: v.closing.reason, Base: recovery.AnyVersion})
	}
	if err == nil {
		return r.Redirect(w, weekOf(BedsOf(v.on), limits[0].Date), "Kept. Plans that are asked for from now on stand on it.")
	}
	bad, ok := fieldsOf(err, "number")
	if !ok {
		return err
	}
	v.bad = bad
	return r.Render(w, http.StatusUnprocessableEntity, v.pageOf(), v.parts().body())
}

// nightsMost is for how many nights beds can be closed at once.
const nightsMost = 92

// closed are the limits that a form of closing asks for; an Invalid fault names everything that is wrong.
func (v *bedsView) closed(r *web.Request) ([]recovery.Limit, error) {
	c := &v.closing
	var bad fault.List
	var err error
	if c.from, c.boxes[0], err = r.DateBoxes("from"); err != nil || c.from.IsZero() {
		bad.Add("from", "", "Enter the first night, as 2 1 2026")
	} else if c.from.Before(v.today) {
		bad.Add("from", "", "%s is over; enter a night from today on", day(c.from))
	}
	to, boxes, err := r.DateBoxes("to")
	c.boxes[1] = boxes
	switch {
	case err != nil:
		bad.Add("to", "", "%v", err)
	case to.IsZero():
		to = c.from
	case to.Before(c.from) || to.Sub(c.from) >= nightsMost:
		bad.Add("to", "", "Enter a last night from the first on, at most %d nights in all", nightsMost)
	}
	if !slices.Contains(v.sites, c.site) {
		bad.Add("site", "", "Choose the site")
	}
	kind := recovery.LimitKind(c.kind)
	if kind != recovery.Beds && kind != recovery.HighBeds {
		bad.Add("kind", "", "Choose which beds")
	}
	n, err := strconv.Atoi(c.number)
	if err != nil || n < 1 || n > 2000 {
		bad.Add("number", "", "Enter how many beds, as 4")
	}
	if c.do == "open" {
		n = -n
	}
	for _, f := range fieldsIn(wordOf(c.reason, v.g)) {
		bad = append(bad, f)
	}
	if err := bad.Err("Nothing was closed"); err != nil {
		return nil, err
	}
	return v.g.BedsClosed(kind, c.site, c.from, to, float64(n))
}

func fieldsIn(err error) []fault.Field {
	if f := fault.As(err); f != nil {
		return f.Fields
	}
	return nil
}
