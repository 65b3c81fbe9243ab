package demo

import (
	"fmt"
	"slices"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/org"
)

// Reprofile is the demonstration's discharge plan: what its board proposed in the week before the clock begins, and what
// became of it since.
type Reprofile struct {
	Version discharge.Version // without its proposer
	Reason  string
	At      time.Time // when it was proposed, by the board's lead
	Steps   []ReprofileStep
}

// ReprofileStep is one thing that somebody did about the plan.
type ReprofileStep struct {
	At    time.Time
	Role  access.Role
	Org   org.Code
	Moves []discharge.Move
	Sign  bool // the party signs, with Moves or after them
}

// The plan's days: from two days after it is proposed to the last before New Year's Eve, for mornings from Christmas Eve on.
var (
	reprofileOn    = civil.MustDate("2025-12-16")
	reprofileFirst = civil.MustDate("2025-12-18")
	reprofileLast  = civil.MustDate("2025-12-30")
)

// ReprofileTime is when the plan is proposed: the morning after the councils' Monday statements.
func ReprofileTime() time.Time { return reprofileOn.At(10 * 60) }

// Reprofile is the plan of the main board and its trusts with the councils of its area. It asks of no council more than its
// last statement has free.
func (w *World) Reprofile() Reprofile {
	board := w.desks()[0].board
	p := Reprofile{At: ReprofileTime(), Reason: "Beds stand over the target for Christmas Eve and the two weeks after it",
		Version: discharge.Version{Plan: fmt.Sprintf("%s-2025-12-24", board), Area: board, Board: board, Target: .92, Confidence: .9,
			From: civil.MustDate("2025-12-24"), To: civil.MustDate("2026-01-09")}}
	trusts, councils := w.reprofileParties(board)
	supply := discharge.NewSupply(w.Care(p.At.AddDate(0, 0, -14), p.At), p.At, civil.England())
	for d := reprofileFirst; !d.After(reprofileLast); d = d.Add(1) {
		if d.Month() == time.December && d.Day() == 25 {
			continue
		}
		for i, c := range councils {
			for j, s := range []discharge.Service{discharge.HomeCare, discharge.Reablement, discharge.CommunityBed} {
				if j > 1 && (d.Sub(reprofileFirst)+i+j)%2 > 0 {
					continue
				}
				if n := (supply.On(c, s, d).N + 1) / 2; n > 0 {
					p.add(discharge.Line{Date: d, Trust: trusts[(d.Sub(reprofileFirst)+i)%len(trusts)], Council: c, Service: s, Number: n, Owner: "director of adult social services"})
				}
			}
		}
		for i, t := range trusts {
			if wd := d.Weekday(); wd != time.Sunday && d.Before(p.Version.From) {
				p.add(discharge.Line{Date: d, Trust: t, Service: discharge.WardDischarge, Number: 4 + i, Owner: "trust's integrated discharge lead"})
			}
			if (d.Sub(reprofileFirst)+i)%3 == 0 {
				p.add(discharge.Line{Date: d, Trust: t, Service: discharge.UrgentCare, Number: 2, Owner: "community services' lead for urgent response"})
			}
		}
	}
	p.history(trusts, councils)
	return p
}

// reprofileParties are the board's trusts and the councils of its area that give care to their people, by code.
func (w *World) reprofileParties(board org.Code) (trusts, councils []org.Code) {
	for _, t := range w.trusts {
		if t.board == board && t.open.Contains(reprofileOn) {
			trusts = append(trusts, t.code)
		}
	}
	needs := w.careNeeds()
	for _, f := range w.facts {
		if f.What == org.FactShare && f.Basis == org.AreasByICB && f.Shares[0].Other == board && needs[f.Org] > 0 {
			councils = append(councils, f.Org)
		}
	}
	slices.Sort(councils)
	return trusts, councils
}

// add gives a line what follows from its service, and its name.
func (p *Reprofile) add(l discharge.Line) {
	l.Pathway, l.Effect = l.Service.Pathway(), l.Service.Effect()
	l.ID = discharge.Lever{Date: l.Date, Trust: l.Trust, Council: l.Council, Service: l.Service}.ID()
	p.Version.Lines = append(p.Version.Lines, l)
}

// history is what became of the plan up to the demonstration's beginning: two trusts, a council and the board have signed;
// another council refused a line, agreed to fewer on one and signed nothing; the others answered for the days before
// Christmas, the other trusts for those that are over; what was done on the first two days is in.
func (p *Reprofile) history(trusts, councils []org.Code) {
	day := func(n, minute int) time.Time { return reprofileOn.Add(n).At(civil.Clock(minute)) }
	agree := func(of org.Code, until civil.Date) []discharge.Move {
		var out []discharge.Move
		for _, l := range p.Version.Lines {
			if l.Holder() == of && !l.Date.After(until) {
				out = append(out, discharge.Move{Line: l.ID, To: discharge.Agreed})
			}
		}
		return out
	}
	step := func(at time.Time, r access.Role, o org.Code, sign bool, moves ...discharge.Move) {
		p.Steps = append(p.Steps, ReprofileStep{At: at, Role: r, Org: o, Sign: sign, Moves: moves})
	}
	step(day(0, 14*60+20), access.TrustDirector, trusts[0], true, agree(trusts[0], reprofileLast)...)
	step(day(0, 15*60+40), access.CouncilDirector, councils[0], true, agree(councils[0], reprofileLast)...)
	if len(councils) > 1 {
		step(day(1, 9*60+30), access.CouncilDirector, councils[1], false, p.partly(agree(councils[1], reprofileLast))...)
	}
	step(day(1, 11*60), access.ICBLead, p.Version.Board, true)
	for i, t := range trusts[1:] {
		until := reprofileLast
		if i > 0 {
			until = civil.Today(Start()).Add(-1)
		}
		step(day(1, 12*60+10+5*i), access.TrustDirector, t, i == 0, agree(t, until)...)
	}
	for i, c := range councils[min(2, len(councils)):] {
		step(day(1, 16*60+5*i), access.CouncilDirector, c, false, agree(c, civil.MustDate("2025-12-23"))...)
	}
	for n, d := range []civil.Date{reprofileFirst, reprofileFirst.Add(1)} {
		step(day(3+n, 8*60+15), access.TrustSubmitter, trusts[0], false, p.done(d, trusts[0], "")...)
		step(day(3+n, 8*60+40), access.CouncilLead, councils[0], false, p.done(d, "", councils[0])...)
	}
	p.Steps = slices.DeleteFunc(p.Steps, func(s ReprofileStep) bool { return len(s.Moves) == 0 && !s.Sign })
}

// partly makes of an answer in full one that refuses the last line and agrees to fewer of the largest.
func (p *Reprofile) partly(moves []discharge.Move) []discharge.Move {
	if len(moves) < 2 {
		return moves
	}
	last := &moves[len(moves)-1]
	last.To, last.Reason = discharge.Refused, "The provider takes no new packages between Christmas and New Year"
	most, at := 1, -1
	for i := range moves[:len(moves)-1] {
		if l, _ := p.Version.Line(moves[i].Line); l.Number > most {
			most, at = l.Number, i
		}
	}
	if at >= 0 {
		moves[at].Number, moves[at].Reason = most-1, "One of the two carers for this round is on leave"
	}
	return moves
}

// done is what was done on a day: of one trust's own lines, or of one council's. The first falls short by one, the rest is
// done as it was agreed.
func (p *Reprofile) done(d civil.Date, trust, council org.Code) []discharge.Move {
	var out []discharge.Move
	for _, l := range p.Version.Lines {
		if l.Date != d || l.Council != council || trust != "" && l.Trust != trust {
			continue
		}
		m := discharge.Move{Line: l.ID, To: discharge.Delivered, Number: l.Number}
		switch {
		case len(out) > 0:
		case l.Number > 1:
			m.Number, m.Reason = l.Number-1, "One person became unwell and stayed"
		case council != "":
			m.To, m.Number, m.Reason = discharge.Failed, 0, "The carer was ill and nobody could be found in time"
		}
		out = append(out, m)
	}
	return out
}
