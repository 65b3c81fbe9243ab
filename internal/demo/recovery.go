package demo

import (
	"fmt"
	"slices"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/recovery"
	"headroom/internal/rest"
)

// Recovery is what one trust of the demonstration brings in after its postponements: who waits, who they are, the lists of
// the coming weeks and what those share.
type Recovery struct {
	Trust      org.Code
	Patients   []recovery.Patient
	Identities []recovery.Identity
	Sessions   []recovery.Session
	Limits     []recovery.Limit
	Surgeons   []rest.Person                // to whom the sessions are assigned, by staff code
	Nights     map[rest.Person][]civil.Date // the days on whose evening each begins a night in place of somebody else: the rest after it closes lists
}

// RecoveryDays is how many days ahead the trust's own file tells of beds, and its first plan looks: beyond them the bed forecast tells.
const RecoveryDays = 42

// The size of the trust's list, and of its lists.
const (
	recoveryPatients = 1500
	recoverySessions = 150
)

// Recovery makes the list of the trust at which the demonstration's people work, for plans from a day on.
func (w *World) Recovery(from civil.Date) Recovery {
	trust := w.desks()[0].code
	made := recovery.Generate(recovery.Made{Patients: recoveryPatients, Sessions: recoverySessions, Seed: w.seed, From: from})
	out := Recovery{Trust: trust, Patients: made.Patients, Sessions: made.Sessions, Limits: made.Limits, Nights: map[rest.Person][]civil.Date{}}
	site := func(s string) string { // the generator's one trust is this one
		if _, tail, ok := strings.Cut(s, "-S"); ok {
			return string(trust) + "-" + tail
		}
		return s
	}
	staff := out.staff(from)
	for i := range out.Patients {
		p := &out.Patients[i]
		p.Trust, p.Site = trust, site(p.Site)
		if p.Surgeon != "" {
			p.Surgeon = string(staff[p.Surgeon])
		}
		out.Identities = append(out.Identities, recovery.Identity{Pathway: p.Pathway, Trust: trust, NHSNumber: inventedNumber(i), Local: fmt.Sprintf("D%06d", 100001+i),
			Given: "Invented", Family: fmt.Sprintf("Person-%04d", i+1), Address: []string{fmt.Sprintf("%d Example Street", 1+i%90)}, Postcode: "ZZ99 3WZ"})
	}
	for i := range out.Sessions {
		out.Sessions[i].Trust, out.Sessions[i].Site = trust, site(out.Sessions[i].Site)
	}
	for i := range out.Limits {
		out.Limits[i].Site = site(out.Limits[i].Site)
	}
	out.Limits = slices.DeleteFunc(out.Limits, func(l recovery.Limit) bool {
		return (l.Kind == recovery.Beds || l.Kind == recovery.HighBeds) && l.Date.Sub(from) > RecoveryDays
	})
	return out
}

// staff puts a member of staff in each team's place. Where the generator closed a list because of rest that is owed, and before
// one list each of the first few members of staff, a night is worked instead: the rest that follows closes it.
func (r *Recovery) staff(from civil.Date) map[string]rest.Person {
	const first, covering, soonest, latest = 101, 4, 2, 12
	code := map[string]rest.Person{}
	for i := range r.Sessions {
		s := &r.Sessions[i]
		p, ok := code[s.Team]
		if !ok {
			p = rest.Person(fmt.Sprintf("S-%04d", first+len(code)))
			code[s.Team] = p
			r.Surgeons = append(r.Surgeons, p)
		}
		s.Team = string(p)
		if d := s.Date.Sub(from); s.Closed != "" || d >= soonest && d <= latest && len(r.Nights) < covering && len(r.Nights[p]) == 0 {
			s.Closed = ""
			if eve := s.Date.Add(-1); !slices.Contains(r.Nights[p], eve) {
				r.Nights[p] = append(r.Nights[p], eve)
			}
		}
	}
	return code
}

// inventedNumber is the i-th NHS number of the range that is kept for tests: it begins with 999 and its check digit is
// right. A number without a check digit is passed over.
func inventedNumber(i int) string {
	for n := 10 * i; ; n++ {
		text := fmt.Sprintf("999%06d", n)
		sum := 0
		for k, c := range text {
			sum += (10 - k) * int(c-'0')
		}
		switch check := 11 - sum%11; check {
		case 10:
		case 11:
			return text + "0"
		default:
			return fmt.Sprintf("%s%d", text, check)
		}
	}
}
