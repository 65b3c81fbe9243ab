package recoveryweb

import (
	"bytes"
	"fmt"
	"net/http"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/recovery"
	"headroom/internal/web"
)

// lines are a plan's placements joined with the list, the sessions and what became of offers.
func (m room) lines(r *web.Request, v planView) ([]recovery.OfferLine, error) {
	said, err := m.Lists.Said(r.Context(), v.on, v.asOf)
	if err != nil {
		return nil, err
	}
	cancer := cancerOf(v.ground.Patients)
	standings := map[recovery.Pathway]recovery.OfferStanding{}
	for _, o := range said.Offers {
		standings[o.Pathway] = recovery.StandOffer(o, said.Events, cancer(o.Pathway), v.today)
	}
	return recovery.OfferLines(*v.k.Plan, v.ground.Patients, v.ground.Sessions, standings, v.today), nil
}

// planFile makes a file of a plan.
func (m room) planFile(w http.ResponseWriter, r *web.Request, name, kind string, write func(planView, []recovery.OfferLine, *bytes.Buffer) error) error {
	v, ok, err := m.worked(w, r)
	if err != nil || !ok {
		return err
	}
	lines, err := m.lines(r, v)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := write(v, lines, &b); err != nil {
		return err
	}
	return r.Attach(w, fmt.Sprintf("plan-%d-%s%s", v.k.ID, v.on, name), kind, b.Bytes())
}

func (m room) planCSV(w http.ResponseWriter, r *web.Request) error {
	return m.planFile(w, r, ".csv", "text/csv; charset=utf-8", func(_ planView, lines []recovery.OfferLine, b *bytes.Buffer) error {
		return recovery.WriteOffersCSV(b, lines)
	})
}

func (m room) planXLSX(w http.ResponseWriter, r *web.Request) error {
	return m.planFile(w, r, ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", func(_ planView, lines []recovery.OfferLine, b *bytes.Buffer) error {
		return recovery.WriteOffersXLSX(b, lines)
	})
}

// planFHIR is the plan's appointments by pathway; no patient is named in it.
func (m room) planFHIR(w http.ResponseWriter, r *web.Request) error {
	return m.planFile(w, r, ".json", "application/fhir+json; charset=utf-8", func(v planView, lines []recovery.OfferLine, b *bytes.Buffer) error {
		return recovery.WriteAppointments(b, lines, recovery.Appointments{Trust: v.on, Created: v.k.Made})
	})
}

// toldWithin is for how many days after a date was taken away its letter can still be written.
const toldWithin = 7

// letters are what letters are merged from, with who each is for: the offers that were made and wait for an answer, and the dates that are
// taken away, once a clinician has reviewed that.
func (m room) letters(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.RecoveryIdentify)
	if err != nil {
		return err
	}
	v, err := m.offersView(r, m.Lists.Kept)
	if err != nil {
		return err
	}
	plan := recovery.Plan{}
	standings := map[recovery.Pathway]recovery.OfferStanding{}
	var who []recovery.Pathway
	for _, x := range v.list {
		if x.st.State == recovery.OfferMade {
			plan.Placements = append(plan.Placements, recovery.Placement{Pathway: x.o.Pathway, Session: x.o.Session, Date: x.o.Date})
			standings[x.o.Pathway] = x.st
			who = append(who, x.o.Pathway)
		}
	}
	lines := recovery.OfferLines(plan, v.g.Patients, v.g.Sessions, standings, v.today)
	for _, x := range v.list {
		if x.takenAway(v.today) {
			lines = append(lines, recovery.OfferLine{Trust: v.on, Pathway: x.o.Pathway, State: x.st.State, Change: recovery.Dropped, Specialty: x.p.Specialty, WasOn: recovery.OfferedDate{Session: x.o.Session, Site: x.o.Site, Date: x.o.Date}})
			who = append(who, x.o.Pathway)
		}
	}
	if len(who) == 0 {
		return fault.New(fault.Invalid, "No offer waits for an answer and no date was taken away lately, so there is no letter to write. Offer dates first")
	}
	identities, err := m.Desk.Identify(r.Context(), by, who, "letters of offer and of dates taken away")
	if err != nil {
		return err
	}
	var b bytes.Buffer
	left, err := recovery.WriteLetters(&b, v.on, lines, identities, v.g.Sessions, v.place)
	if err != nil {
		return err
	}
	if len(left) == len(who) {
		return fault.New(fault.NotFound, "Nobody's name is known: bring in a list whose columns say who the patients are")
	}
	w.Header().Set("Cache-Control", "no-store")
	return r.Attach(w, fmt.Sprintf("letters-%s-%s.csv", v.on, civil.Today(v.now)), "text/csv; charset=utf-8", b.Bytes())
}

// takenAway reports whether the patient is to be told that the date is taken away: a clinician has reviewed it, or it was noted lately.
func (x offerRow) takenAway(today civil.Date) bool {
	if x.o.Sort != recovery.OfferTake {
		return false
	}
	return x.st.State == recovery.OfferReviewed || x.st.State == recovery.OfferPostponed && today.Sub(civil.Today(x.st.Last.At)) <= toldWithin
}

// place is a site as a letter names it: by its own name where the organisations tell it, else by the trust's with the site's code.
func (h here) place(site string) string {
	if h.pic != nil {
		if u, ok := h.pic.Unit(org.Code(site)); ok && u.Name != "" {
			return u.Name
		}
	}
	if site == "" || site == string(h.on) {
		return h.name()
	}
	return h.name() + ", site " + site
}
