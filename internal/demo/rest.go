package demo

import (
	"fmt"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/rest"
)

// Rota is the synthetic team of one trust: duties, contracts with who is who, who manages which team, and rest that was
// booked. All of it is invented.
type Rota struct {
	Trust     org.Code
	Duties    []rest.Duty
	Contracts rest.ContractFile
	Managers  map[string][]string // addresses of accounts, by team
	Booked    []rest.Entry
}

// restBegins is how many days before its start the demonstration has duties: long enough for the mean week of those who
// work ordinary days.
const restBegins = 154

// restEnds is how many days after its start duties are planned.
const restEnds = 19

// rotaMaker gathers the team.
type rotaMaker struct {
	out   Rota
	today civil.Date
	now   time.Time
}

// Rest is the duties of a small team at the trust where the demonstration's people work, from before the action to the
// middle of January. They follow fixed patterns, the same every time.
func (w *World) Rest() Rota {
	trust := w.desks()[0].code
	m := &rotaMaker{out: Rota{Trust: trust, Managers: map[string][]string{"Acute medicine": {address(access.TeamManager, trust)}}}, today: civil.Today(Start()), now: Start()}
	m.consultants()
	m.residents()
	m.nurses(address(access.StaffMember, trust))
	m.surgeons(w.Recovery(m.today))
	return m.out
}

func (m *rotaMaker) hire(n int, terms rest.Terms, team, email string, hours float64, other rest.Other) rest.Person {
	p := rest.Person(fmt.Sprintf("S-%04d", n))
	day := 8.0
	if terms == rest.Agenda {
		day = 7.5
	}
	m.out.Contracts.Contracts = append(m.out.Contracts.Contracts, rest.Contract{Person: p, Employer: m.out.Trust, Terms: terms, Hours: hours, Day: day, Other: other, From: civil.MustDate("2024-08-07")})
	m.out.Contracts.People = append(m.out.Contracts.People, rest.Known{Person: p, Name: fmt.Sprintf("Member of staff %02d (synthetic)", n), Team: team, Email: email})
	m.out.Contracts.Read++
	return p
}

// work adds a duty that begins on the day so many days from today; an end at or before its beginning is on the next day.
func (m *rotaMaker) work(p rest.Person, day int, from, to civil.Clock, change func(*rest.Duty)) {
	d := m.today.Add(day)
	end := d.At(to)
	if to <= from {
		end = d.Add(1).At(to)
	}
	x := rest.Duty{Person: p, Employer: m.out.Trust, Start: d.At(from), End: end, State: rest.Planned, Kind: rest.Shift, Breaks: 30 * time.Minute}
	if !end.After(m.now) {
		x.State = rest.Worked
	}
	if end.Sub(x.Start) > 9*time.Hour {
		x.Breaks = time.Hour
	}
	if change != nil {
		change(&x)
	}
	m.out.Duties = append(m.out.Duties, x)
}

// week adds working days from one day to another, without weekends and bank holidays.
func (m *rotaMaker) week(p rest.Person, from, to int, begin, end civil.Clock, but ...int) {
	skip := map[int]bool{}
	for _, b := range but {
		skip[b] = true
	}
	for day := from; day < to; day++ {
		if d := m.today.Add(day); !skip[day] && civil.England().IsWorkingDay(d) {
			m.work(p, day, begin, end, nil)
		}
	}
}

// consultants covered nights and evenings between their own days; one is on call from home.
func (m *rotaMaker) consultants() {
	paid := func(d *rest.Duty) { d.Extra = rest.ExtraPaid }
	lieu := func(d *rest.Duty) { d.Extra = rest.ExtraInLieu }
	for i := range 3 {
		p := m.hire(i+1, rest.Consultant, "Acute medicine", "", 40, rest.OtherNone)
		night := -4 + i // three nights, one each
		m.week(p, -26, restEnds, 8*60, 18*60, night, night+1, 1)
		m.work(p, night, 8*60, 13*60, nil)
		m.work(p, night, 20*60, 8*60+30, paid)
		m.work(p, night+1, 18*60+30, 23*60+30, lieu)
	}
	p := m.hire(4, rest.Consultant, "General surgery", "", 40, rest.OtherUnknown)
	m.week(p, -26, restEnds, 8*60, 17*60)
	for _, day := range []int{-9, -2, 5, 12} {
		m.work(p, day, 18*60, 8*60, func(d *rest.Duty) {
			d.Kind, d.Breaks = rest.OnCallAway, -1
			if d.State == rest.Worked {
				d.Worked, d.Episodes = 90*time.Minute, 2
			}
		})
	}
	m.out.Booked = append(m.out.Booked, rest.Entry{Person: "S-0001", Ledger: rest.Recovery, Kind: rest.Booked, Hours: 8, At: m.today.Add(1).At(8 * 60), Until: m.today.Add(1).At(16 * 60), Words: "after the nights"})
}

// surgeons are those to whom theatre lists are assigned. Some cover nights in place of residents; their lists are no duties of the rota.
func (m *rotaMaker) surgeons(r Recovery) {
	for _, p := range r.Surgeons {
		var n int
		if _, err := fmt.Sscanf(string(p), "S-%d", &n); err != nil {
			continue // staff codes here are numbers
		}
		m.hire(n, rest.Consultant, "Theatres", "", 40, rest.OtherNone)
		for _, eve := range r.Nights[p] {
			m.work(p, eve.Sub(m.today), 20*60, 8*60+30, nil)
		}
	}
}

// residents work long days and nights in turn.
func (m *rotaMaker) residents() {
	for i := range 4 {
		p := m.hire(11+i, rest.Resident2016, "Acute medicine", "", 47.5, rest.OtherNone)
		shift := 7 * i
		for start := -28 + shift; start < restEnds; start += 28 {
			m.week(p, start, start+5, 8*60+30, 17*60)
			for day := start + 7; day < start+11 && day < restEnds; day++ {
				m.work(p, day, 20*60+30, 9*60, func(d *rest.Duty) { d.Breaks = 90 * time.Minute })
			}
			for day := start + 14; day < start+18 && day < restEnds; day++ {
				m.work(p, day, 8*60, 20*60+30, nil)
			}
			m.week(p, start+21, min(start+26, restEnds), 8*60+30, 17*60)
		}
	}
	// One was moved from days to nights over the weekend before.
	p := m.hire(15, rest.Resident2016, "General surgery", "", 47.5, rest.OtherUnknown)
	for _, day := range []int{-9, -8} {
		m.work(p, day, 8*60, 20*60+30, nil)
	}
	for _, day := range []int{-7, -6, -5, -4, -2} {
		m.work(p, day, 20*60+30, 9*60, nil)
	}
	m.week(p, 2, restEnds, 8*60, 17*60)
}

// nurses worked extra shifts for time off and in the bank; one of ordinary days is known whole.
func (m *rotaMaker) nurses(own string) {
	lieu := func(d *rest.Duty) { d.Extra, d.Paid = rest.ExtraInLieu, 11.5 }
	for i := range 4 {
		email := ""
		if i == 0 {
			email = own
		}
		p := m.hire(21+i, rest.Agenda, "Ward 7", email, 37.5, []rest.Other{rest.OtherNone, rest.OtherUnknown, rest.OtherNone, rest.OtherKnown}[i])
		for day := -26 + i; day < restEnds; day += 7 {
			for _, k := range []int{0, 1, 4} {
				if day+k < restEnds {
					m.work(p, day+k, 7*60+30, 20*60, nil)
				}
			}
		}
		m.work(p, -4, 7*60+30, 20*60, lieu)
		if i == 1 {
			m.work(p, -2, 20*60, 8*60, func(d *rest.Duty) { d.Kind = rest.Bank })
		}
		if i == 2 {
			m.out.Duties = append(m.out.Duties, rest.Duty{Person: p, Employer: m.out.Trust, Start: m.today.Add(9).At(0), End: m.today.Add(12).At(0), State: rest.Planned, Kind: rest.Leave, Breaks: -1})
		}
	}
	p := m.hire(31, rest.Agenda, "Outpatients", "", 37.5, rest.OtherNone)
	m.week(p, -restBegins, restEnds, 9*60, 17*60)
	m.out.Booked = append(m.out.Booked, rest.Entry{Person: "S-0021", Ledger: rest.Contractual, Kind: rest.Booked, Hours: 7.5, At: m.today.Add(11).At(8 * 60), Until: m.today.Add(11).At(15*60 + 30)})
}
