package recoveryweb

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/recovery"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// OfferOf is one offer.
func OfferOf(o org.Code, id recovery.OfferID) string {
	return OffersOf(o) + "/" + url.PathEscape(string(id))
}

// offerRow is one offer with how it stands.
type offerRow struct {
	o  recovery.Offer
	st recovery.OfferStanding
	p  recovery.Patient
}

// offersView is a trust's offers in one state.
type offersView struct {
	here
	g     recovery.Ground
	said  recovery.Said
	list  []offerRow // of every state
	state recovery.OfferState
	page  int
	bad   []fault.Field
}

// reader reads a trust's list: Lists.Kept, or Lists.Ground where the rest that is owed matters.
type reader func(ctx context.Context, o org.Code, asOf time.Time) (recovery.Ground, error)

func (m room) offersView(r *web.Request, read reader) (offersView, error) {
	v := offersView{here: at(r), state: recovery.OfferState(r.Param("state")), page: r.PageNumber()}
	var err error
	if v.g, err = read(r.Context(), v.on, v.asOf); err != nil {
		return v, err
	}
	if v.said, err = m.Lists.Said(r.Context(), v.on, v.asOf); err != nil {
		return v, err
	}
	patients, events := byPathway(v.g.Patients), v.said.ByPathway()
	for _, o := range v.said.Offers {
		p := patients[o.Pathway]
		v.list = append(v.list, offerRow{o, recovery.StandOffer(o, events[o.Pathway].Events, p.Cancer != nil, v.today), p})
	}
	slices.SortStableFunc(v.list, func(a, b offerRow) int {
		if a.o.SafeBy.IsZero() != b.o.SafeBy.IsZero() {
			return map[bool]int{true: 1, false: -1}[a.o.SafeBy.IsZero()]
		}
		return cmp.Or(a.o.SafeBy.Compare(b.o.SafeBy), cmp.Compare(a.o.ID, b.o.ID))
	})
	return v, nil
}

// offerStates are the states in the order of an offer's life, with what a list of them is called.
func offerStates() [][2]string {
	return [][2]string{{string(recovery.OfferProposed), "To review"}, {string(recovery.OfferReviewed), "To offer"}, {string(recovery.OfferMade), "Offered"}, {string(recovery.OfferUnanswered), "No answer"}, {string(recovery.OfferAccepted), "To book"},
		{string(recovery.OfferBooked), "Booked"}, {string(recovery.OfferDone), "Done"}, {string(recovery.OfferDeclined), "Declined"}, {string(recovery.OfferPostponed), "Postponed again"}, {string(recovery.OfferWithdrawn), "Withdrawn"}, {string(recovery.OfferLapsed), "Lapsed"}}
}

func offerTag(s recovery.OfferState) ui.Tag {
	colour := map[recovery.OfferState]ui.Colour{recovery.OfferReviewed: ui.Aqua, recovery.OfferMade: ui.Purple, recovery.OfferUnanswered: ui.Orange, recovery.OfferAccepted: ui.Green, recovery.OfferBooked: ui.Green, recovery.OfferDone: ui.Grey,
		recovery.OfferDeclined: ui.Grey, recovery.OfferPostponed: ui.Red, recovery.OfferWithdrawn: ui.Grey, recovery.OfferLapsed: ui.Grey}[s]
	words := map[recovery.OfferState]string{recovery.OfferUnanswered: "No answer", recovery.OfferPostponed: "Postponed again"}[s]
	if words == "" {
		words = capital(string(s))
	}
	return ui.Tag{Text: words, Colour: colour}
}

func offerDates(o recovery.Offer, s recovery.OfferStanding) string {
	if o.Sort == recovery.OfferTake {
		return "none, in place of " + dayOf(o.Date)
	}
	if s.Held.Session != "" {
		return dayOf(s.Held.Date)
	}
	var out []string
	for _, d := range s.Dates {
		out = append(out, dayOf(d.Date))
	}
	if len(out) == 0 {
		return dayOf(o.Date) + ", as proposed"
	}
	return strings.Join(out, " or ")
}

func (m room) offers(w http.ResponseWriter, r *web.Request) error {
	v, err := m.offersView(r, m.Lists.Kept)
	if err != nil {
		return err
	}
	if v.state == "" {
		v.state = v.first()
	}
	return r.Render(w, http.StatusOK, v.pageOf(), v.parts().body())
}

// first is the earliest state in which an offer waits for somebody.
func (v offersView) first() recovery.OfferState {
	for _, s := range offerStates()[:5] {
		if slices.ContainsFunc(v.list, func(x offerRow) bool { return string(x.st.State) == s[0] }) {
			return recovery.OfferState(s[0])
		}
	}
	return recovery.OfferProposed
}

func (v offersView) pageOf() web.Page {
	p := v.here.page("Offers")
	p.Problems = v.bad
	p.Lead = "From a plan's proposal to the treatment: a clinician reviews, the patient is offered two dates with notice, answers, and is booked. A proposal whose day comes before anybody heard of it lapses."
	return p
}

func (v offersView) parts() parts {
	out := parts{v.tabs(OffersOf(v.on))}
	if len(v.list) == 0 {
		out.add(ui.Empty{Title: "No date was proposed yet", Text: "Take a plan into use, and propose its new dates from the plan's page.", Action: ui.Action{Text: "Plans", Href: v.link(PlansOf(v.on))}})
		return out
	}
	count := map[recovery.OfferState]int{}
	for _, x := range v.list {
		count[x.st.State]++
	}
	t := ui.Tabs{Label: "Offers by state"}
	for _, s := range offerStates() {
		t.Items = append(t.Items, ui.Tab{Text: s[1], Count: ui.Count(count[recovery.OfferState(s[0])]), Href: v.link(withQuery(OffersOf(v.on), "state", s[0])), Current: string(v.state) == s[0]})
	}
	out.add(t)
	review := v.state == recovery.OfferProposed && v.does(access.RecoveryReview)
	table, pages := v.table(review)
	if review && len(table.Rows) > 0 {
		out.add(ui.Form{Action: OffersOf(v.on) + "/review", Body: templ.Join(table, ui.Input{Field: ui.Field{Name: "reason", Label: "Why, where a proposal is withdrawn", Hint: "A sentence, without naming the patient."}.WithErrors(v.bad)},
			ui.Buttons([]ui.Button{{Text: "I agree with those ticked", Name: "to", Value: string(recovery.OfferReviewed)}, {Text: "Withdraw those ticked", Name: "to", Value: string(recovery.OfferWithdrawn), Secondary: true}}))})
	} else {
		out.add(table)
	}
	if pages > 1 {
		out.add(ui.Pagination{Page: v.page, Pages: pages, Address: func(n int) string {
			return v.link(fmt.Sprintf("%s?state=%s&page=%d", OffersOf(v.on), v.state, n))
		}})
	}
	if v.state == recovery.OfferMade && v.does(access.RecoveryIdentify) && count[recovery.OfferMade] > 0 {
		out.add(ui.Details{Summary: "Letters' merge data, with names", ID: "letters", Body: ui.Form{Action: OffersOf(v.on) + "/letters", Submit: "Download it", Body: ui.Note("One row for each offer that waits for an answer, and for each date that is taken away with none in its place, with who it is for. That you took it is written in the audit log; keep it inside the trust.")}})
	}
	return out
}

// offersPerPage is how many offers one page lists.
const offersPerPage = 30

func (v offersView) table(tick bool) (ui.Table, int) {
	var list []offerRow
	for _, x := range v.list {
		if x.st.State == v.state {
			list = append(list, x)
		}
	}
	t := ui.Table{ID: "offers", Stack: true, NoRowHead: tick, Caption: ui.Plural(len(list), "offer", "offers"), Hint: "Those whose safe-by date comes first stand first.", Empty: "No offer stands like that.",
		Columns: []ui.Column{{Head: "Offer"}, {Head: "Pathway"}, {Head: "Waits for", Words: true}, {Head: "Dates", Words: true}, {Head: "Safe by", Tight: true}, {Head: "State"}}}
	if tick {
		t.Columns = append([]ui.Column{{Head: "Tick", Tight: true}}, t.Columns...)
	}
	from := min((v.page-1)*offersPerPage, len(list))
	for _, x := range list[from:min(from+offersPerPage, len(list))] {
		state := ui.Cell{Tags: []ui.Tag{offerTag(x.st.State)}}
		if x.st.State == recovery.OfferMade {
			state.Note = "answer by " + day(x.st.AnswerBy)
		}
		safe := ui.Cell{Text: day(x.o.SafeBy)}
		if x.o.SafeBy.IsZero() {
			safe.Text = "no date binds"
		} else if x.o.Sort != recovery.OfferTake && x.o.Date.After(x.o.SafeBy) {
			safe.Tags = []ui.Tag{{Text: ui.Plural(x.o.Date.Sub(x.o.SafeBy), "day", "days") + " after it", Colour: ui.Red}}
		}
		row := ui.Row{Cells: []ui.Cell{{Text: string(x.o.ID), Link: v.link(OfferOf(v.on, x.o.ID))}, {Text: string(x.o.Pathway), Link: v.link(PatientOf(v.on, x.o.Pathway))},
			{Text: x.p.Procedure, Note: specialty(x.p.Specialty) + ", " + priorityWords(x.p.Priority)}, ui.Text(offerDates(x.o, x.st)), safe, state}}
		if tick {
			row.Cells = append([]ui.Cell{{Body: ticked("offer", string(x.o.ID), "Offer "+string(x.o.ID)+", pathway "+string(x.o.Pathway))}}, row.Cells...)
		}
		t.Rows = append(t.Rows, row)
	}
	return t, (len(list) + offersPerPage - 1) / offersPerPage
}

// propose puts a plan's new dates before a clinician.
func (m room) propose(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.RecoveryPlan)
	if err != nil {
		return err
	}
	id, err := strconv.ParseInt(r.PostFormValue("plan"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "There is no such plan")
	}
	k, err := m.Lists.Plan(r.Context(), id, at(r).asOf)
	if err != nil {
		return err
	}
	if k.Org != r.On || k.Plan == nil || k.Ask.Purpose == recovery.PurposeWhatIf {
		return fault.New(fault.Invalid, "Dates are proposed of a plan that is worked out and is no what-if")
	}
	uses, err := m.Lists.Uses(r.Context(), r.On, at(r).asOf, 1)
	if err != nil {
		return err
	}
	if len(uses) == 0 || uses[0].Plan != id {
		return fault.New(fault.Conflict, "Plan %d is not in use. Take it into use first; its dates are proposed after that", id)
	}
	g, err := m.Lists.Kept(r.Context(), r.On, at(r).asOf)
	if err != nil {
		return err
	}
	n, err := m.Desk.Propose(r.Context(), by, id, k.Plan.Proposals(g, r.Today))
	if err != nil {
		return err
	}
	return r.Redirect(w, OffersOf(r.On), ui.Plural(n, "change of a date was", "changes of dates were")+" proposed. A clinician reviews each before the patient hears of it. What a patient declined or a clinician refused is not proposed again; the next plan looks for other dates.")
}

// review is a clinician's word on proposals.
func (m room) review(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.RecoveryReview)
	if err != nil {
		return err
	}
	var events []recovery.OfferEvent
	for _, id := range r.PostForm["offer"] {
		events = append(events, recovery.OfferEvent{Offer: recovery.OfferID(id), To: recovery.OfferState(r.PostFormValue("to")), Clinical: true, Reason: r.PostFormValue("reason")})
	}
	if to := recovery.OfferState(r.PostFormValue("to")); to != recovery.OfferReviewed && to != recovery.OfferWithdrawn {
		return fault.New(fault.Invalid, "Agree with proposals or withdraw them")
	}
	word := "agreed with"
	if r.PostFormValue("to") == string(recovery.OfferWithdrawn) {
		word = "refused and withdrawn"
	}
	if err := m.Desk.Happen(r.Context(), by, events); err != nil {
		bad, ok := fieldsOf(err, "offer")
		if !ok {
			return err
		}
		v, err := m.offersView(r, m.Lists.Kept)
		if err != nil {
			return err
		}
		v.state, v.bad = recovery.OfferProposed, bad
		return r.Render(w, http.StatusUnprocessableEntity, v.pageOf(), v.parts().body())
	}
	return r.Redirect(w, withQuery(OffersOf(r.On), "state", string(recovery.OfferProposed)), ui.Plural(len(events), "proposal", "proposals")+" "+word+".")
}
