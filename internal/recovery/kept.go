package recovery

import (
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// By is who did something, in which role and for which organisation.
type By struct {
	Actor string // as the audit log names it
	Role  string
	Org   org.Code
}

// File is a file that was sent: its own name, and the digest of its bytes.
type File struct{ Name, SHA256 string }

// Imported is the record of a file that was kept.
type Imported struct {
	ID         int64
	Kind       FileKind
	Org        org.Code
	File       File
	Read, Kept int
	Changed    int // rows that were new or different
	Gone       int // what was there before and is no longer, where the file was the whole list
	Notes      []string
	By         string
	At         time.Time
	Held       bool // the same bytes had been kept before: nothing was done
}

// Listed is a file of patients that was read whole.
type Listed struct {
	File       File
	Read       int
	Notes      []string
	Patients   []Patient
	Identities []Identity
	Whole      bool // whoever is not in it is no longer on the list
}

// Staged is a file that waits to be mapped.
type Staged struct {
	ID      int64
	Kind    FileKind
	File    File
	Content []byte
}

// Ground is everything of a trust that a plan is made from, as known at one instant, with what people decided and found
// laid over it.
type Ground struct {
	Patients []Patient // by pathway
	Sessions []Session // by date, then identifier
	Limits   []Limit
	Blocks   []Block
	Beds     BedGround // where the limits of beds come from that nobody gave
	Told     time.Time // when the newest list came; the zero time when none did
}

// Told is what one list told of a pathway, and when.
type Told struct {
	Patient Patient
	Off     bool // it was no longer on the list
	At      time.Time
}

// Story is everything kept of one pathway as known at an instant.
type Story struct {
	Patient Patient // as it stands, with everything below laid over what the newest list told
	Off     bool
	Told    []Told // oldest first
	Said    Said
}

// Said is what people decided, found and offered of a trust's pathways, each oldest first.
type Said struct {
	Decisions []Decision
	Findings  []Finding
	Offers    []Offer
	Events    []OfferEvent
}

// Of is what was said of one pathway.
func (s Said) Of(p Pathway) Said { return s.ByPathway()[p] }

// ByPathway is what was said of each pathway.
func (s Said) ByPathway() map[Pathway]Said {
	out := map[Pathway]Said{}
	of := map[OfferID]Pathway{}
	for _, d := range s.Decisions {
		x := out[d.Pathway]
		x.Decisions = append(x.Decisions, d)
		out[d.Pathway] = x
	}
	for _, f := range s.Findings {
		x := out[f.Pathway]
		x.Findings = append(x.Findings, f)
		out[f.Pathway] = x
	}
	for _, o := range s.Offers {
		x := out[o.Pathway]
		x.Offers = append(x.Offers, o)
		out[o.Pathway], of[o.ID] = x, o.Pathway
	}
	for _, e := range s.Events {
		x := out[of[e.Offer]]
		x.Events = append(x.Events, e)
		out[of[e.Offer]] = x
	}
	return out
}

// After is the patient with what people said of the pathway laid over what a list told at an instant. Where the list came
// later and says otherwise of a booking or a priority, the list is right.
func (p Patient) After(s Said, told time.Time) Patient {
	var findings []Finding
	for _, f := range s.Findings {
		if f.Found != FoundPriority || p.Prioritised.Before(f.On) {
			findings = append(findings, f)
		}
	}
	p = p.Apply(findings).Decided(s.Decisions)
	released := time.Time{}
	for _, d := range s.Decisions {
		if d.Kind == DecideRelease {
			released = d.At
		}
	}
	for _, o := range s.Offers {
		st := StandOffer(o, s.Events, p.Cancer != nil, lastDay)
		if st.Last.At.After(released) {
			p = p.refused(o, st)
		}
		p = p.afterOffer(st, told)
	}
	return p
}

// refused keeps a patient's no and a clinician's: a session that was declined or refused is ruled out for the patient, and a date that a
// clinician refused to take away is firm, until somebody releases the pathway.
func (p Patient) refused(o Offer, s OfferStanding) Patient {
	no := s.State == OfferDeclined || s.State == OfferWithdrawn && s.Last.Clinical
	switch {
	case !no:
	case o.Sort == OfferTake:
		p.Firm = p.Firm || p.Booked == o.Session
	default:
		p.Forbidden = slices.Clone(p.Forbidden)
		for _, d := range append([]OfferedDate{{Session: o.Session}}, s.Dates...) {
			if d.Session != p.Booked && !slices.Contains(p.Forbidden, d.Session) {
				p.Forbidden = append(p.Forbidden, d.Session)
			}
		}
	}
	return p
}

// lastDay is after every event.
var lastDay = civil.MustDate("2199-12-31")

func (p Patient) afterOffer(s OfferStanding, told time.Time) Patient {
	newer := s.Last.At.After(told)
	switch {
	case s.State == OfferPostponed:
		for _, q := range p.Postponed {
			if q.On == s.Moved.On && q.By == s.Moved.By {
				return p // a list has told of it
			}
		}
		if booked := p.Booked; booked != "" && booked != s.Held.Session && !newer {
			p = p.AfterOffer(s)
			p.Booked = booked
			return p
		}
	case (s.State == OfferAccepted || s.State == OfferBooked) && p.Booked != "" && !newer:
		p.Firm = p.Firm || p.Booked == s.Held.Session
		return p
	}
	return p.AfterOffer(s)
}
