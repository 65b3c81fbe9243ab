package demo

import (
	"headroom/internal/civil"
	"headroom/internal/org"
)

// trust is an acute trust that sends the daily returns: what it is and how it tends to be.
type trust struct {
	n      uint64 // its number, which its chance is drawn from
	code   org.Code
	board  org.Code
	open   civil.Range
	type1  bool // runs a major A&E department; without one no handover, no discharge return
	orthop bool // plans only: closes over Christmas and sends a nil return then

	core, paed    int     // adult and children's core beds
	cc, picu, nic int     // critical care beds; 0 means that there is no such unit
	base          float64 // occupancy of the adult core in a plain week
	swing         float64 // how much it moves from week to week
	escalates     float64 // how willingly it opens escalation beds
	trough        float64 // how deep its Christmas is, 1 is England's
	stuck         float64 // share of adult beds with patients who no longer meet the criteria to reside
	leaves        float64 // discharges a day as a share of adult beds occupied
	weekend       float64 // how much its discharges sink at weekends, 1 is England's
	ambulances    float64 // arrivals a day
	slow          float64 // what it adds to the share of handovers over 30 minutes
	staff         float64
	early         float64 // minutes after 08:00 at which it usually sends its returns
	stay          float64 // share of patients who have stayed seven nights
	share         float64 // of England's adult core beds
	shift         int     // days by which an epidemic comes earlier or later
	nilDiverts    bool    // writes nil and not nought where nothing happened

	grows []growth
}

// growth is a step in the size of a trust that took over another's hospitals.
type growth struct {
	on     civil.Date
	factor float64
}

// size is how large the trust is on day d, 1 at first.
func (t *trust) size(d civil.Date) float64 {
	f := 1.0
	for _, g := range t.grows {
		if !d.Before(g.on) {
			f *= g.factor
		}
	}
	return f
}
