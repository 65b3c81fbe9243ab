package main

import (
	"context"
	"fmt"
	"slices"
	"syscall"
	"time"

	"headroom/internal/recovery"
)

// mending is what repairs after one kind of event took, each from the same plan.
type mending struct {
	Event            string
	Times            int
	CPU, WorstCPU    float64 // seconds of processor time: at the median and at worst
	Clock            float64 // seconds by the clock at worst
	Displaced, Moved int
	WorstMoved       float64 // moved for each displaced, where it was most
	Inside           int     // moved within their notice without the list being gone
}

// eventKind is a kind of event and how to make one of a list that is held.
type eventKind struct {
	name  string
	times int
	make  func(a *recovery.Ask, s *recovery.Session, k int) recovery.Event
}

// eventKinds are what repairs are measured on.
func eventKinds() []eventKind {
	return []eventKind{
		{"a list cancelled", 20, func(_ *recovery.Ask, s *recovery.Session, _ int) recovery.Event {
			return recovery.Event{Cancelled: []recovery.SessionID{s.ID}}
		}},
		{"a team sick for a fortnight", 10, func(_ *recovery.Ask, s *recovery.Session, _ int) recovery.Event {
			return recovery.Event{Blocks: []recovery.Block{{Team: s.Team, From: s.Date, To: s.Date.Add(13), Rule: "sick"}}}
		}},
		{"a new P2", 10, func(a *recovery.Ask, s *recovery.Session, k int) recovery.Event {
			return recovery.Event{Added: []recovery.Patient{{Pathway: recovery.Pathway(fmt.Sprintf("NEW%d", k)), Trust: s.Trust, Site: s.Site, Specialty: s.Specialty,
				Priority: recovery.P2, Prioritised: a.From, Clock: a.From, Minutes: 75, Spread: 25, Scope: recovery.OwnTrust, Notice: 2}}}
		}},
		{"a fifth of a site's beds closed for a week", 10, func(a *recovery.Ask, s *recovery.Session, _ int) recovery.Event {
			var e recovery.Event
			for _, l := range a.Limits {
				if d := l.Date.Sub(s.Date); l.Kind == recovery.Beds && l.Site == s.Site && d >= 0 && d < 7 {
					l.Most *= .8
					e.Limits = append(e.Limits, l)
				}
			}
			return e
		}},
	}
}

// mended plans once and mends that plan after events of every kind, on lists spread over all that are held.
func mended(ctx context.Context, a recovery.Ask) ([]mending, error) {
	a.Seconds = 5
	plan, err := recovery.Reschedule(ctx, a, nil)
	if err != nil {
		return nil, err
	}
	at := map[recovery.SessionID]int{}
	for i := range a.Sessions {
		at[a.Sessions[i].ID] = i
	}
	var lists []int
	for _, l := range plan.Lists {
		if len(l.Pathways) > 0 && l.Closed == "" {
			lists = append(lists, at[l.Session])
		}
	}
	var out []mending
	for _, kind := range eventKinds() {
		o := mending{Event: kind.name}
		var took []float64
		for k := range min(kind.times, len(lists)) {
			s := &a.Sessions[lists[k*len(lists)/min(kind.times, len(lists))]]
			e := kind.make(&a, s, k)
			cpu, began := ownCPU(), time.Now()
			r, err := recovery.Repair(ctx, a, plan.Placements, e)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", kind.name, err)
			}
			took, o.Clock = append(took, ownCPU()-cpu), max(o.Clock, time.Since(began).Seconds())
			o.count(&a, at, &plan, e, &r)
		}
		if o.Times = len(took); o.Times > 0 {
			slices.Sort(took)
			o.CPU, o.WorstCPU = took[(len(took)-1)/2], took[len(took)-1]
		}
		out = append(out, o)
	}
	return out, nil
}

// count adds one repair.
func (o *mending) count(a *recovery.Ask, at map[recovery.SessionID]int, plan *recovery.Plan, e recovery.Event, r *recovery.Repaired) {
	o.Displaced, o.Moved = o.Displaced+len(r.Displaced), o.Moved+len(r.Moved)
	o.WorstMoved = max(o.WorstMoved, float64(len(r.Moved))/float64(max(len(r.Displaced), 1)))
	for i := range plan.Placements {
		was, now := plan.Placements[i].Session, r.Plan.Placements[i].Session
		if was == now || was == "" || slices.Contains(e.Cancelled, was) {
			continue
		}
		s := &a.Sessions[at[was]]
		gone := slices.ContainsFunc(e.Blocks, func(b recovery.Block) bool {
			return b.Team == s.Team && !s.Date.Before(b.From) && !s.Date.After(b.To)
		})
		if !gone && s.Date.Sub(a.From) < a.Patients[i].Notice {
			o.Inside++
		}
	}
}

// ownCPU is the processor time that this process has used, in seconds.
func ownCPU() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// report gives the lines of one kind of event.
func (o mending) report(r *report, patients int) {
	name := fmt.Sprintf("mended after %s, %d patients", o.Event, patients)
	r.most(result{Measurement: name, Engine: "processor time, worst", Unit: "ms", Ours: o.WorstCPU * 1000, CPU: o.CPU * 1000,
		Detail: fmt.Sprintf("%d times from one plan; %.0f ms of processor time at the median, %.0f ms at worst; by the clock %.0f ms at worst, as busy as the machine was",
			o.Times, o.CPU*1000, o.WorstCPU*1000, o.Clock*1000)}, 1000)
	r.most(result{Measurement: name, Engine: "others moved for each displaced", Unit: "", Ours: float64(o.Moved) / float64(max(o.Displaced, 1)),
		Detail: fmt.Sprintf("%d lost their date or came onto the list, %d others were moved, at most %.2f for each", o.Displaced, o.Moved, o.WorstMoved)}, 3)
	r.add(result{Measurement: name, Engine: "moved within their notice", Unit: "people", Ours: float64(o.Inside), Target: "none", Met: met(o.Inside == 0)})
}
