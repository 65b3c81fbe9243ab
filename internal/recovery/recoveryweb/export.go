package recoveryweb

import (
	"bytes"
	"fmt"
	"net/http"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
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

// letters are what letters of offer are merged from: the offers that were made and wait for an answer, with who each is for.
func (m room) letters(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.RecoveryIdentify)
	if err != nil {
		return err
	}
	v, err := m.offersView(r)
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
	if len(who) == 0 {
		return fault.New(fault.Invalid, "No offer waits for an answer, so there is no letter to write. Offer dates first")
	}
	identities, err := m.Desk.Identify(r.Context(), by, who, "letters of offer")
	if err != nil {
		return err
	}
	var b bytes.Buffer
	left, err := recovery.WriteLetters(&b, v.on, recovery.OfferLines(plan, v.g.Patients, v.g.Sessions, standings, v.today), identities, v.g.Sessions)
	if err != nil {
		return err
	}
	if len(left) == len(who) {
		return fault.New(fault.NotFound, "Nobody's name is known: bring in a list whose columns say who the patients are")
	}
	w.Header().Set("Cache-Control", "no-store")
	return r.Attach(w, fmt.Sprintf("letters-%s-%s.csv", v.on, civil.Today(v.now)), "text/csv; charset=utf-8", b.Bytes())
}
