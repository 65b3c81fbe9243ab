package recoveryweb

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/recovery"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// offerView is one offer and what can happen to it next.
type offerView struct {
	here
	x      offerRow
	events []recovery.OfferEvent
	open   []recovery.Session // with room for the patient beside those who hold them; the one proposed in any case
	rooms  recovery.Rooms
	holds  *recovery.Session // the session that the patient holds
	placed *recovery.Placement
	others []recovery.Pathway // who holds the proposed list and whom the plan moves
	names  map[string]string
	bad    []fault.Field
	typed  func(string) string
	answer [3]string
}

func (m room) offerView(r *web.Request) (offerView, error) {
	o, err := m.offersView(r, m.Lists.Ground)
	if err != nil {
		return offerView{}, err
	}
	id := recovery.OfferID(r.PathValue("offer"))
	i := slices.IndexFunc(o.list, func(x offerRow) bool { return x.o.ID == id })
	if i < 0 {
		return offerView{}, fault.New(fault.NotFound, "There is no offer %s", id)
	}
	v := offerView{here: o.here, x: o.list[i], rooms: recovery.RoomsOf(o.g, o.said, o.today), typed: func(string) string { return "" }}
	var actors []string
	for _, e := range o.said.Events {
		if e.Offer == id {
			v.events = append(v.events, e)
			actors = append(actors, e.By)
		}
	}
	p := v.x.p
	for _, s := range o.g.Sessions {
		if s.Specialty == p.Specialty && recovery.ClosedBy(s, o.g.Blocks) == "" && s.Date.After(v.today) && (p.Surgeon == "" || p.Surgeon == s.Team) && (p.Scope != recovery.OwnSite || p.Site == s.Site) && (s.ID == v.x.o.Session || v.rooms.In(s, p).Fits) && !slices.Contains(p.Forbidden, s.ID) {
			v.open = append(v.open, s)
		}
		if s.ID == p.Booked {
			v.holds = &s
		}
	}
	if err := m.judgement(r, &v, o.g); err != nil {
		return v, err
	}
	actors = append(actors, v.x.o.By)
	v.answer = ui.DateParts(v.today.Add(answerWithin))
	v.names, err = m.People.Named(r.Context(), actors)
	return v, err
}

// answerWithin is by how many days after an offer an answer is asked for unless somebody says else.
const answerWithin = 7

func (m room) offer(w http.ResponseWriter, r *web.Request) error {
	v, err := m.offerView(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.pageOf(), v.parts().body())
}

func (v offerView) pageOf() web.Page {
	p := v.here.page("Offer " + string(v.x.o.ID))
	p.Crumbs = append(p.Crumbs, web.Crumb{Text: "Offers", Href: OffersOf(v.on)})
	p.Problems = v.bad
	return p
}

func (v offerView) parts() parts {
	x := v.x
	l := ui.SummaryList{Compact: true, Rows: []ui.SummaryRow{{Key: "Pathway", Value: string(x.o.Pathway), Link: v.link(PatientOf(v.on, x.o.Pathway))}, {Key: "Waits for", Value: x.p.Procedure + ", " + specialty(x.p.Specialty) + ", " + priorityWords(x.p.Priority)},
		{Key: "Stands", Tags: []ui.Tag{offerTag(x.st.State)}}, {Key: "Dates", Value: offerDates(x.o, x.st)}, {Key: "Safe by", Value: day(x.o.SafeBy)}}}
	if !x.st.AnswerBy.IsZero() {
		l.Rows = append(l.Rows, ui.SummaryRow{Key: "Answer by", Value: dayOf(x.st.AnswerBy)})
		words := "no: it counts for nothing when it is declined"
		if x.st.Reasonable {
			words = "yes"
		}
		row := ui.SummaryRow{Key: "A reasonable offer", Value: words + ". " + capital(x.st.Rule.Source) + "."}
		if !x.st.Rule.Confirmed {
			row.Tags = []ui.Tag{ui.Unconfirmed.Tag()}
		}
		l.Rows = append(l.Rows, row)
	}
	t := ui.Table{ID: "events", Stack: true, Caption: "What happened", Empty: "Proposed by a plan; nothing happened since.", Columns: []ui.Column{{Head: "When"}, {Head: "What"}, {Head: "By"}, {Head: "Why", Words: true}}}
	for _, e := range slices.Backward(v.events) {
		who := v.names[e.By]
		if who == "" {
			who = e.By
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(ui.When(v.now, e.At)), {Tags: []ui.Tag{offerTag(e.To)}, Note: treatedWords(e)}, ui.Text(who), ui.Text(e.Reason)}})
	}
	begun := "Proposed by a plan"
	switch {
	case x.o.Sort == recovery.OfferHeld:
		begun = "Booked by the trust's own list"
	case x.o.Plan > 0:
		begun = fmt.Sprintf("Proposed by plan %d", x.o.Plan)
	}
	if !x.o.At.IsZero() {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(ui.When(v.now, x.o.At)), ui.Text(begun), ui.Text(v.names[x.o.By]), ui.Text("")}})
	}
	t.Empty = begun + "; nothing happened since."
	out := parts{l}
	out.add(v.warnings()...)
	out.add(v.next()...)
	out.add(t)
	if x.st.State == recovery.OfferProposed || x.st.State == recovery.OfferReviewed {
		out.add(v.toJudge()...)
	}
	return out
}

// judgement reads what a clinician judges a proposal by: where the plan in use puts the pathway and why, and whom it displaces.
func (m room) judgement(r *web.Request, v *offerView, g recovery.Ground) error {
	use, err := m.inUse(r, v.here)
	if err != nil || use == nil || use.Plan == nil {
		return err
	}
	held := map[recovery.Pathway]bool{}
	for _, p := range g.Patients {
		held[p.Pathway] = p.Booked == v.x.o.Session
	}
	for i, x := range use.Plan.Placements {
		if x.Pathway == v.x.o.Pathway {
			v.placed = &use.Plan.Placements[i]
		} else if held[x.Pathway] && x.Session != v.x.o.Session && v.x.o.Sort == recovery.OfferDate {
			v.others = append(v.others, x.Pathway)
		}
	}
	return nil
}

// toJudge is what a proposal is judged by: the date held now, the plan's reasons, who holds the list and is moved by the plan, and the
// pathway's clocks.
func (v offerView) toJudge() parts {
	p := v.x.p
	l := ui.SummaryList{Compact: true, Rows: []ui.SummaryRow{{Key: "Date held now", Value: "none"}, {Key: "Postponed by the provider", Value: ui.Plural(p.TimesPostponed(), "time", "times")}}}
	if v.holds != nil {
		l.Rows[0].Value = fmt.Sprintf("%s at %s, list %s", dayOf(v.holds.Date), v.holds.Site, v.holds.ID)
	}
	if v.placed != nil {
		for _, y := range v.placed.Why {
			l.Rows = append(l.Rows, ui.SummaryRow{Key: whyKey(y.Code), Value: y.Words})
		}
	}
	if v.x.o.Sort == recovery.OfferDate {
		row := ui.SummaryRow{Key: "Holds the list now, and the plan moves them", Value: "nobody"}
		var names []string
		for _, o := range v.others {
			names = append(names, string(o))
		}
		if len(names) > 0 {
			row.Value = strings.Join(names, ", ")
		}
		l.Rows = append(l.Rows, row)
	}
	clocks := patientView{here: v.here, clocks: recovery.ClocksOf(p, v.today)}
	return parts{ui.Heading("What to judge it by", "judge"), l, clocks.clockTable()}
}

// treatedWords says of what was done whether it was the treatment.
func treatedWords(e recovery.OfferEvent) string {
	switch {
	case e.To != recovery.OfferDone:
		return ""
	case e.Treated == recovery.Yes:
		return "treated"
	case e.Treated == recovery.No:
		return "not treated: still waits"
	}
	return "not said whether treated"
}

// next are the forms for what may happen next.
func (v offerView) next() parts {
	var out parts
	for _, to := range v.x.o.MayBecome(v.x.st.State) {
		switch {
		case to == recovery.OfferUnanswered: // once the day to answer by is over, without anybody saying so
		case to == recovery.OfferReviewed && v.does(access.RecoveryReview):
			out.add(ui.Form{Action: OffersOf(v.on) + "/review", Submit: "I agree with the date and the order", Hidden: map[string]string{"offer": string(v.x.o.ID), "to": string(to)}})
		case to == recovery.OfferWithdrawn && v.x.st.State == recovery.OfferProposed && v.does(access.RecoveryReview):
			out.add(ui.Details{Summary: "I do not agree", ID: "refuse", Body: ui.Form{Action: OffersOf(v.on) + "/review", Submit: "Refuse it", Hidden: map[string]string{"offer": string(v.x.o.ID), "to": string(to)},
				Body: templ.Join(ui.Input{Field: ui.Field{Name: "reason", Label: "Why", Hint: "A sentence, without naming the patient."}}, ui.Note("It is not proposed again, and the next plan keeps to it."))}})
		case to == recovery.OfferReviewed:
			out.add(ui.Inset{Text: "It waits for a clinician's review. The patient hears of it afterwards."})
		case v.does(access.RecoveryOffer):
			out.add(v.form(to))
		}
	}
	return out
}

// form is one thing that may happen next.
func (v offerView) form(to recovery.OfferState) templ.Component {
	reason := ui.Input{Field: ui.Field{Name: "reason-" + string(to), Label: "Why", Hint: "A sentence, without naming the patient."}.WithErrors(v.bad), Value: v.typed("reason-" + string(to))}
	summary, submit := map[recovery.OfferState]string{recovery.OfferMade: "Offer dates", recovery.OfferAccepted: "The patient accepts", recovery.OfferDeclined: "The patient declines", recovery.OfferUnanswered: "No answer came", recovery.OfferBooked: "Book it", recovery.OfferDone: "It was done", recovery.OfferPostponed: "Postpone it again", recovery.OfferWithdrawn: "Withdraw it"}[to], "Record it"
	var body templ.Component
	switch to {
	case recovery.OfferMade:
		body, submit = v.dates(), "Record the offer"
	case recovery.OfferAccepted:
		var options []string
		for _, d := range v.x.st.Dates {
			options = append(options, string(d.Session), fmt.Sprintf("%s at %s", dayOf(d.Date), d.Site))
		}
		body = templ.Join(ui.Radios{Field: ui.Field{Name: "chosen", Label: "Which date"}.WithErrors(v.bad), Options: ui.Options(v.typed("chosen"), options...)}, v.beyond(to))
	case recovery.OfferPostponed:
		if v.x.o.Sort == recovery.OfferTake {
			summary = "Tell the patient that the date is postponed"
		}
		body = templ.Join(ui.Radios{Field: ui.Field{Name: "mover", Label: "Who moved it"}.WithErrors(v.bad), Options: ui.Options(v.typed("mover"), recovery.ByProvider, "The provider", recovery.ByPatient, "The patient")},
			ui.Checkboxes{Field: ui.Field{Name: "medical", Label: "The reason", Blind: true}, Options: ui.Options(v.typed("medical"), "yes", "The reason was clinical, as illness on the day")}, reason,
			ui.Note("It is counted. Moved by the provider on the day for a reason that is not clinical, it begins the 28-day guarantee. No clock pauses for it."))
	case recovery.OfferDeclined, recovery.OfferWithdrawn:
		body = reason
	case recovery.OfferDone:
		body = ui.Radios{Field: ui.Field{Name: "treated", Label: "Did first definitive treatment begin with it?", Hint: "Only that stops the clocks. After a scope or a clinic that was none, the pathway waits on, held until somebody says what it needs next."}.WithErrors(v.bad), Options: ui.Options(v.typed("treated"), string(recovery.Yes), "Yes, the patient was treated", string(recovery.No), "No, it took place and the patient still waits for treatment")}
	case recovery.OfferBooked:
		body = v.beyond(to)
	case recovery.OfferProposed, recovery.OfferReviewed, recovery.OfferUnanswered, recovery.OfferLapsed:
		body = parts(nil).body()
	}
	open := v.typed("to") == string(to) || to == recovery.OfferMade && v.x.st.State == recovery.OfferReviewed || to == recovery.OfferAccepted || to == recovery.OfferBooked
	return ui.Details{Summary: summary, ID: "to-" + string(to), Open: open, Body: ui.Form{Action: OfferOf(v.on, v.x.o.ID), Submit: submit, Hidden: map[string]string{"to": string(to)}, Body: body}}
}

// proposed are the dates that stand in the form: those typed, else the plan's and the next one after it on a list with room that nobody
// else was promised.
func (v offerView) proposed() (first, second string) {
	first, second = v.typed("first"), v.typed("second")
	if first != "" {
		return first, second
	}
	for _, s := range v.open {
		if s.Date.After(v.x.o.Date) && v.rooms.In(s, v.x.p).Free {
			return string(v.x.o.Session), string(s.ID)
		}
	}
	return string(v.x.o.Session), ""
}

// dates is the form of an offer: two dates to choose from and a day to answer by.
func (v offerView) dates() templ.Component {
	first, second := v.proposed()
	options := []string{"", "(none)"}
	for _, s := range v.open {
		words := fmt.Sprintf("%s, %s, %s", dayOf(s.Date), s.Site, s.ID)
		if s.ID == v.x.o.Session {
			words += ", as proposed"
		}
		switch room := v.rooms.In(s, v.x.p); {
		case !room.Fits:
			words += ", full"
		case !room.Free:
			words += ", promised to others"
		}
		options = append(options, string(s.ID), words)
	}
	return templ.Join(ui.Select{Field: ui.Field{Name: "first", Label: "One date"}.WithErrors(v.bad), Options: ui.Options(first, options...)},
		ui.Select{Field: ui.Field{Name: "second", Label: "Another date", Hint: "Two different days with three weeks' notice make it a reasonable offer; on a cancer pathway any date within its days does."}.WithErrors(v.bad), Options: ui.Options(second, options...)},
		ui.DateInput{Field: ui.Field{Name: "answer_by", Label: "Answer by"}.WithErrors(v.bad), Typed: v.answer}, v.beyond(recovery.OfferMade))
}

// beyond is the way to fill a list over its time; it stands in a form that was refused.
func (v offerView) beyond(to recovery.OfferState) templ.Component {
	if len(v.bad) == 0 || v.typed("to") != string(to) {
		return parts(nil).body()
	}
	return templ.Join(ui.Checkboxes{Field: ui.Field{Name: "beyond", Label: "A list without room", Blind: true}, Options: ui.Options(v.typed("beyond"), "yes", "The list is to run over its time, and theatre agreed")},
		ui.Input{Field: ui.Field{Name: "reason-" + string(to), Label: "Who agreed, and why", Hint: "A sentence, without naming the patient."}.WithErrors(v.bad), Value: v.typed("reason-" + string(to))})
}

// offerFields are an offer's problems under the names that the form of what happens to it has.
func offerFields(bad []fault.Field, to recovery.OfferState) []fault.Field {
	own := map[string]string{"dates": "first", "date 1": "first", "date 2": "second", "reason": "reason-" + string(to), "booked": "to-" + string(to), "on": "to-" + string(to)}
	out := slices.Clone(bad)
	for i, f := range out {
		if name, ok := own[f.Name]; ok {
			out[i].Name = name
		}
	}
	return out
}

// warnings are what whoever offers dates should know of them: of those offered, or of those that the form proposes.
func (v offerView) warnings() parts {
	var e recovery.OfferEvent
	switch v.x.st.State {
	case recovery.OfferReviewed:
		e = recovery.OfferEvent{To: recovery.OfferMade, At: v.now}
		one, two := v.proposed()
		for _, s := range v.open {
			if s.ID == recovery.SessionID(one) || s.ID == recovery.SessionID(two) {
				e.Dates = append(e.Dates, recovery.OfferedDate{Session: s.ID, Site: s.Site, Date: s.Date})
			}
		}
	case recovery.OfferMade, recovery.OfferUnanswered:
		for _, x := range v.events {
			if x.To == recovery.OfferMade {
				e = x
			}
		}
	default:
		return nil
	}
	var words []string
	for _, f := range recovery.OfferWarnings(v.x.p, e) {
		words = append(words, f.Message)
	}
	if len(words) == 0 {
		return nil
	}
	title := "About the dates that were offered"
	if v.x.st.State == recovery.OfferReviewed {
		title = "About the dates that the form proposes"
	}
	return parts{ui.Warning{Title: title, Body: ui.Bullets(words)}}
}

// happen records what happened to an offer.
func (m room) happen(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.RecoveryOffer)
	if err != nil {
		return err
	}
	v, err := m.offerView(r)
	if err != nil {
		return err
	}
	e := recovery.OfferEvent{Offer: v.x.o.ID, To: recovery.OfferState(r.PostFormValue("to")), Chosen: recovery.SessionID(r.PostFormValue("chosen")), Mover: r.PostFormValue("mover"), Medical: r.PostFormValue("medical") == "yes", Beyond: r.PostFormValue("beyond") == "yes", Treated: recovery.Known(r.PostFormValue("treated"))}
	e.Reason = r.PostFormValue("reason-" + string(e.To))
	if e.To == recovery.OfferReviewed || e.To == recovery.OfferProposed {
		return fault.New(fault.Forbidden, "A clinician reviews proposals")
	}
	if e.To == recovery.OfferMade {
		for _, name := range []string{"first", "second"} {
			if s := r.PostFormValue(name); s != "" {
				e.Dates = append(e.Dates, recovery.OfferedDate{Session: recovery.SessionID(s)})
			}
		}
		if e.AnswerBy, v.answer, err = r.DateBoxes("answer_by"); err != nil {
			v.bad = []fault.Field{{Name: "answer_by", Message: err.Error()}}
		}
	}
	if len(v.bad) == 0 {
		err := m.Desk.Happen(r.Context(), by, []recovery.OfferEvent{e})
		if err == nil {
			return r.Redirect(w, OfferOf(v.on, v.x.o.ID), "Recorded.")
		}
		bad, ok := fieldsOf(err, "to-"+string(e.To))
		if !ok {
			return err
		}
		v.bad = offerFields(bad, e.To)
	}
	v.typed = r.PostFormValue
	return r.Render(w, http.StatusUnprocessableEntity, v.pageOf(), v.parts().body())
}
