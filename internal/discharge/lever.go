package discharge

import (
	"cmp"
	"fmt"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/simulate"
)

// Lever is something that can be done for one trust on one day: how much of it at most, and what one unit costs in effort.
// Effort is counted in starts of home care on an ordinary weekday.
type Lever struct {
	Date    civil.Date // the day on which it is done; it shows in the beds of the next morning
	Trust   org.Code
	Council org.Code // for starts of care
	Service Service
	Most    int     // in Line's numbers: people, hundredths of a hub's working day, beds
	Cost    float64 // of one person, one working day of the hub, one bed for a day
}

// Limit is the most starts of one service that all trusts together can have of a council on a day, and what says so. A
// zero date means places that are vacant and can be filled once, on whichever day.
type Limit struct {
	Council org.Code
	Service Service
	Date    civil.Date
	Most    int
	Basis   string // the return it stands on, with its age; or what was assumed
	Old     bool   // the return is older than a week (R20)
	Assumed bool   // no usable return: a share of the ordinary starts
}

// Pathway is the pathway that a service serves; empty for what is not about one discharge.
func (s Service) Pathway() Pathway {
	switch s {
	case HomeCare, Reablement:
		return P1
	case CommunityBed:
		return P2
	case CareHomeBed:
		return P3
	case WardDischarge:
		return P0
	}
	return ""
}

// Effect is what kind of gain the service brings.
func (s Service) Effect() Effect {
	switch s {
	case WardDischarge:
		return PullForward
	case UrgentCare:
		return Avoided
	case EscalationBed:
		return Opened
	}
	return Backlog
}

// stream is the model's stream of a service that starts care.
func (s Service) stream() (int, bool) {
	switch s {
	case HomeCare, Reablement:
		return 0, true
	case CommunityBed:
		return 1, true
	case CareHomeBed:
		return 2, true
	}
	return 0, false
}

// unit is how many of Line's numbers make one unit of the model, and how many go together: a hub opens by quarter days.
func (s Service) unit() (perUnit float64, step int) {
	if s == TransferHub {
		return 100, 25
	}
	return 1, 1
}

// owner is the role that answers for a line of the service where nobody was named.
func (s Service) owner() string {
	switch s {
	case HomeCare, Reablement, CareHomeBed:
		return "director of adult social services"
	case CommunityBed:
		return "board's lead for intermediate care"
	case UrgentCare:
		return "community services' lead for urgent response"
	case EscalationBed:
		return "trust's chief operating officer"
	}
	return "trust's integrated discharge lead"
}

// id names what a lever or line is about, the same through all versions of a plan.
func id(on civil.Date, trust, council org.Code, service Service) string {
	parts := []string{on.String(), string(trust), string(service)}
	if council != "" {
		parts = append(parts, string(council))
	}
	return strings.Join(parts, ".")
}

// ID names the lever; the line that uses it has the same.
func (l Lever) ID() string { return id(l.Date, l.Trust, l.Council, l.Service) }

// compare orders levers by what they are about, so that nothing hangs on the order in which they were given.
func (l Lever) compare(m Lever) int {
	return cmp.Or(cmp.Compare(l.Trust, m.Trust), cmp.Compare(l.Council, m.Council), cmp.Compare(l.Service, m.Service), l.Date.Compare(m.Date))
}

// handle is a lever as the model has it.
type handle struct {
	Lever
	site, link, stream, day int
	cost, most              float64 // of one unit of the model, and in units
	step                    float64 // in units: what goes together
	limit                   int     // index in the ask's limits, or -1
	given                   int     // in Line's numbers: what the given lines do of it already, which Lever.Most lacks
}

// handled finds a lever in the model; the sentence says why it is not there.
func (a *asked) handled(l Lever) (handle, string) {
	h := handle{Lever: l, link: -1, limit: -1, day: l.Date.Sub(a.sys.From)}
	site, ok := a.site[l.Trust]
	per, step := l.Service.unit()
	h.site, h.cost, h.most, h.step = site, l.Cost, float64(l.Most)/per, float64(step)/per
	stream, starts := l.Service.stream()
	switch {
	case !ok:
		return h, fmt.Sprintf("trust %s is not in this system", l.Trust)
	case h.day < 0 || h.day >= a.sys.Model.Days:
		return h, fmt.Sprintf("%s is outside the %d days from %s that the model plays", l.Date, a.sys.Model.Days, a.sys.From)
	case l.Most < 0 || l.Cost <= 0:
		return h, "the most must not be negative and the cost must be more than zero"
	case starts != (l.Council != ""):
		return h, fmt.Sprintf("a line of %s names a council where care starts, and nowhere else", l.Service)
	case !starts:
		return h, ""
	}
	h.stream = stream
	for k, link := range a.sys.Model.Sites[site].Links {
		if a.sys.Councils[link.Supplier] == l.Council && link.Share[stream] > 0 {
			h.link = k
			return h, ""
		}
	}
	return h, fmt.Sprintf("%s has nobody of council %s who would need %s", l.Trust, l.Council, l.Service)
}

// effortOf is the model's effort of one site when each handle does x of itself.
func effortOf(s *simulate.Site, site int, days int, hs []handle, x []float64) simulate.Effort {
	e := simulate.Effort{Starts: make([][][simulate.Streams]float64, len(s.Links)),
		Ready: ofDays(s.Effort.Ready, days), Avoided: ofDays(s.Effort.Avoided, days),
		Hub: ofDays(s.Effort.Hub, days), Escalation: ofDays(s.Effort.Escalation, days)}
	for l := range e.Starts {
		e.Starts[l] = make([][simulate.Streams]float64, days)
		if l < len(s.Effort.Starts) {
			copy(e.Starts[l], s.Effort.Starts[l])
		}
	}
	for j, h := range hs {
		if h.site != site || x[j] == 0 {
			continue
		}
		switch h.Service {
		case WardDischarge:
			e.Ready[h.day] += x[j]
		case UrgentCare:
			e.Avoided[h.day] += x[j]
		case TransferHub:
			e.Hub[h.day] += x[j]
		case EscalationBed:
			e.Escalation[h.day] += x[j]
		default:
			e.Starts[h.link][h.day][h.stream] += x[j]
		}
	}
	return e
}

// ofDays copies what there is by day, and has nothing on the other days.
func ofDays(v []float64, days int) []float64 {
	out := make([]float64, days)
	copy(out, v)
	return out
}
