package recovery

import (
	"fmt"
	"math"

	"headroom/internal/civil"
)

// Rooms tells which lists have room for a patient: by those who hold them, and by what was proposed or offered to others.
type Rooms struct {
	held, promised map[SessionID][]*Patient
	overrun        Overrun
	share          float64 // of the minutes, as their spread where none is recorded
}

// RoomsOf looks through a trust's list and offers as they stand on a day.
func RoomsOf(g Ground, said Said, on civil.Date) Rooms {
	p := DefaultPolicy()
	r := Rooms{held: map[SessionID][]*Patient{}, promised: map[SessionID][]*Patient{}, overrun: p.Overrun, share: p.Weights["duration.spread"]}
	at := make(map[Pathway]*Patient, len(g.Patients))
	for i := range g.Patients {
		x := &g.Patients[i]
		at[x.Pathway] = x
		if over, _ := x.Over(on); x.Booked != "" && !over {
			r.held[x.Booked] = append(r.held[x.Booked], x)
		}
	}
	of := said.ByPathway()
	for _, o := range said.Offers {
		x := at[o.Pathway]
		if x == nil || o.Sort != OfferDate {
			continue
		}
		dates := []OfferedDate{{Session: o.Session}}
		switch s := StandOffer(o, of[o.Pathway].Events, x.Cancer != nil, on); s.State {
		case OfferProposed, OfferReviewed:
		case OfferMade:
			dates = s.Dates
		case OfferUnanswered, OfferAccepted, OfferBooked, OfferDone, OfferDeclined, OfferPostponed, OfferWithdrawn, OfferLapsed:
			continue
		}
		for _, d := range dates {
			if x.Booked != d.Session {
				r.promised[d.Session] = append(r.promised[d.Session], x)
			}
		}
	}
	return r
}

// Room is how full a list would be with a patient in it.
type Room struct {
	People   int     // others who hold it
	Minutes  float64 // that they take
	Promised int     // others to whom it was proposed or offered
	Fits     bool    // beside those who hold it, by the plan's rule of running late
	Free     bool    // beside those too to whom it was promised
}

// In is how full a list would be with the patient in it.
func (r Rooms) In(s Session, p Patient) Room {
	var out Room
	list := []*Patient{&p}
	for _, x := range r.held[s.ID] {
		if x.Pathway != p.Pathway {
			list = append(list, x)
			out.People++
			out.Minutes += x.Minutes
		}
	}
	out.Fits = r.fits(s, list)
	for _, x := range r.promised[s.ID] {
		if x.Pathway != p.Pathway {
			list = append(list, x)
			out.Promised++
		}
	}
	out.Free = r.fits(s, list)
	return out
}

// Words says that a list has no room for a patient, and what can be done.
func (r Room) Words(s Session, p Patient) string {
	return fmt.Sprintf("List %s has no room: its %d minutes are held by %d people with %.0f minutes, and this patient needs %.0f. Choose another, offer first another date to somebody who holds it, or say that it is to run over and who agreed",
		s.ID, int(s.Minutes), r.People, r.Minutes, p.Minutes)
}

// fits judges a list by the rule of plans: with the accepted risk it ends within its minutes and the grace. Minutes that nobody recorded
// take no room.
func (r Rooms) fits(s Session, list []*Patient) bool {
	mean, variance := 0.0, 0.0
	for _, x := range list {
		sd := x.Spread
		if sd <= 0 {
			sd = r.share * x.Minutes
		}
		mean, variance = mean+x.Minutes, variance+sd*sd
	}
	if mean == 0 {
		return true
	}
	z := math.Sqrt2 * math.Erfinv(1-2*r.overrun.Risk)
	sd := min(math.Sqrt(math.Log(1+variance/(mean*mean))), z)
	return mean*math.Exp(z*sd-sd*sd/2) <= (s.Minutes+r.overrun.Grace)*(1+1e-6)
}
