package rest

import (
	"fmt"
	"time"

	"headroom/internal/civil"
)

// Estimate is how a person's recovery rest was worked out, step by step.
type Estimate struct {
	From, To civil.Date       // looked back over [From, To)
	Basis    string           // what the extra hours are counted from
	Extra    map[Band]float64 // extra hours by band
	Weighted float64
	Hours    float64 // of rest
	Days     float64 // in contracted days; 0 where the day is not known
	Known    bool
}

// EstimateRecovery works out recovery rest by a local policy from duties and contract: the hours of duties beyond the job
// plan and of bank where any are marked, else what was worked beyond the contracted hours, without the breaks that Agenda
// for Change does not pay. It is nobody's entitlement but by that policy. Known is false where neither is known.
func EstimateRecovery(duties []Duty, c Contract, p Policy, holidays civil.Holidays, recovery civil.Date) Estimate {
	e := Estimate{From: recovery.Add(-p.Look), To: recovery, Extra: map[Band]float64{}}
	from, to := e.From.At(0), e.To.At(0)
	t := timelineOf(duties, p.Join, to)
	all := map[Band]time.Duration{}
	marked, total, unpaid := time.Duration(0), time.Duration(0), time.Duration(0)
	for _, s := range t.stretches {
		for _, d := range s.duties {
			part := span{later(d.Start, from), earlier(d.End, to)}
			if part.length() == 0 {
				continue
			}
			extra := d.Extra != NotExtra || d.Kind == Bank
			if c.Terms == Agenda && d.Breaks > 0 {
				unpaid += time.Duration(float64(d.Breaks) * float64(part.length()) / float64(d.End.Sub(d.Start)))
			}
			for b, n := range bandsOf(part.from, part.to, holidays) {
				all[b] += n
				total += n
				if extra {
					marked += n
					e.Extra[b] += hoursOf(n)
				}
			}
		}
	}
	switch beyond := hoursOf(total-unpaid) - contracted(t, c, e); {
	case marked > 0:
		e.Basis, e.Known = "duties marked as beyond the job plan or contract, and bank", true
	case c.Hours <= 0:
		e.Basis = "not known: no duty is marked as extra, and the contracted hours are not known"
	default:
		e.Basis, e.Known = fmt.Sprintf("hours worked beyond %s a week", plain(c.Hours)), true
		for b, n := range all {
			if beyond > 0 && total > 0 {
				e.Extra[b] = beyond * float64(n) / float64(total)
			}
		}
	}
	for b, h := range e.Extra {
		e.Weighted += h * p.weigh(b)
	}
	e.Hours = p.Factor * e.Weighted
	if c.Day > 0 {
		e.Days = e.Hours / c.Day
	}
	return e
}

// contracted is the contracted hours of the look-back; a day of leave or sickness stands for a contracted day.
func contracted(t timeline, c Contract, e Estimate) float64 {
	j := judging{line: t}
	hours := c.Hours * float64(e.To.Sub(e.From)) / 7
	return max(0, hours-c.Day*float64(len(j.excluded(e.From, e.To))))
}

// recovery works out L3.
func (j *judging) recovery() {
	if j.Recovery.IsZero() {
		return
	}
	c, _ := j.contract(j.Recovery)
	e := EstimateRecovery(j.Duties, c, j.Policy, j.Holidays, j.Recovery)
	j.out.Estimate = &e
	var owed []Entry
	if e.Hours > 0 {
		owed = []Entry{{Ledger: Recovery, Person: j.Person, Kind: Owed, Hours: e.Hours, At: j.Recovery.At(0), Due: lastMinute(j.Recovery.Add(j.Policy.Due)),
			Rule: "LOCAL-REC", Set: j.Policy.Set, Words: fmt.Sprintf("local policy estimate: %s × %s weighted extra hours", plain(j.Policy.Factor), plain(e.Weighted))}}
	}
	given, over := allot(Recovery, owed, j.Records)
	j.out.Entries = append(append(j.out.Entries, owed...), given...)
	j.overNote(Recovery, over)
}
