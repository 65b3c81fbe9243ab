package harmweb

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/harm"
	"headroom/internal/mitigation"
	"headroom/internal/org"
	"headroom/internal/web"
)

// memory is the room's contract kept in memory, over the samples.
type memory struct {
	events []harm.Kept
	cohort harm.Cohort
	others []harm.Watched
	keys   map[harm.WatchID]string
	asked  []string
	trusts []org.Code // those that were last asked for
	verbs  []access.Verb
	nobody bool
	took   bool // in every request
}

func (s *memory) at(id harm.EventID) *harm.Kept {
	for i := range s.events {
		if s.events[i].ID == id {
			return &s.events[i]
		}
	}
	return nil
}

func (s *memory) Event(_ context.Context, trust org.Code, id harm.EventID, asOf time.Time) (harm.Kept, error) {
	k := s.at(id)
	if k == nil || k.Trust != trust {
		return harm.Kept{}, fault.New(fault.NotFound, "There is no such event at this trust")
	}
	out := *k
	out.Revisions = slices.DeleteFunc(slices.Clone(k.Revisions), func(e harm.Event) bool { return !asOf.IsZero() && e.Recorded.After(asOf) })
	return out, nil
}

func (s *memory) Events(_ context.Context, trusts []org.Code, _ time.Time, _ int) ([]harm.Kept, error) {
	s.trusts = trusts
	if trusts != nil && !slices.Contains(trusts, "T1") {
		return nil, nil
	}
	return s.events, nil
}

func (s *memory) Reported(_ context.Context, trusts []org.Code, _ time.Time) ([]harm.Reported, error) {
	s.trusts = trusts
	return sampleReported(), nil
}

func (s *memory) Cohort(_ context.Context, trust org.Code, period string, _ time.Time) (harm.Cohort, error) {
	if trust != "T1" || period != "" && period != samplePeriod {
		return harm.Cohort{Trust: trust}, nil
	}
	return s.cohort, nil
}

func (s *memory) Tied(_ context.Context, _ org.Code, id harm.EventID, _ time.Time) (out []harm.WatchID, err error) {
	for _, e := range s.cohort.Reviews {
		if e.Event == id {
			out = append(out, e.Watch)
		}
	}
	return out, nil
}

func (s *memory) Counts(ctx context.Context, trusts []org.Code, period string, asOf time.Time) (map[org.Code]harm.Lags, error) {
	s.trusts = trusts
	if asOf.IsZero() {
		asOf = sampleNow()
	}
	out := map[org.Code]harm.Lags{}
	for _, t := range trusts {
		if c, _ := s.Cohort(ctx, t, period, asOf); len(c.Watched) > 0 {
			out[t] = harm.LagsOf(c, asOf)
		}
	}
	return out, nil
}

func (s *memory) Strata(_ context.Context, _ []org.Code, _ string, _ harm.TriggerKind, _ int, split string, _ time.Time) (map[string][]harm.Stratum, error) {
	return sampleStrata(split), nil
}

func (s *memory) Record(_ context.Context, by harm.By, e harm.Event) (harm.EventID, error) {
	e.ID, e.Revision, e.By, e.Recorded = harm.EventID(fmt.Sprintf("%06d", len(s.events)+1)), 1, by.Account, sampleNow()
	if err := e.Check(sampleDay()); err != nil {
		return "", err
	}
	s.events = append(s.events, harm.Kept{ID: e.ID, Trust: e.Trust, Revisions: []harm.Event{e}})
	return e.ID, nil
}

func (s *memory) Revise(_ context.Context, by harm.By, e harm.Event) (int, error) {
	k := s.at(e.ID)
	if e.Revision != len(k.Revisions) {
		return 0, fault.New(fault.Conflict, "Another revision has been recorded since you opened it; look at it first")
	}
	e.Revision, e.By, e.Recorded = e.Revision+1, by.Account, sampleNow()
	k.Revisions = append(slices.Clone(k.Revisions), e)
	return e.Revision, e.Check(sampleDay())
}

func (s *memory) Link(_ context.Context, by harm.By, _ org.Code, l harm.Link) error {
	l.Reviewer, l.Consultant = by.Account, by.Consultant
	k := s.at(l.Event)
	k.Links = append(slices.Clone(k.Links), l)
	return l.Check()
}

func (s *memory) Candour(_ context.Context, by harm.By, _ org.Code, c harm.Candour) error {
	k := s.at(c.Event)
	c, err := c.After(k.Candour, by, sampleNow())
	if err == nil {
		k.Candour = append(slices.Clone(k.Candour), c)
	}
	return err
}

func (s *memory) Watch(_ context.Context, _ harm.By, _ org.Code, list []harm.Watched) (int, error) {
	for _, w := range list {
		w.ID = harm.WatchID(fmt.Sprintf("W%06d", len(s.cohort.Watched)+100))
		s.keys[w.ID], w.Pathway = w.Pathway, ""
		s.cohort.Watched = append(s.cohort.Watched, w)
	}
	return len(list), nil
}

func (s *memory) Others(_ context.Context, _ harm.By, _ org.Code, list []harm.Watched) (int, error) {
	s.others = append(s.others, list...)
	return len(list), nil
}

func (s *memory) Trigger(_ context.Context, _ harm.By, _ org.Code, t harm.Trigger) error {
	s.cohort.Triggers = append(s.cohort.Triggers, t)
	return nil
}

func (s *memory) Told(_ context.Context, _ harm.By, _ org.Code, list []harm.ToldTrigger) (int, error) {
	for _, x := range list {
		i := slices.IndexFunc(s.cohort.Watched, func(w harm.Watched) bool { return s.keys[w.ID] == x.Pathway && w.Postponed == x.Postponed })
		if i < 0 {
			return 0, fault.New(fault.Invalid, "Row %d: no such pathway is watched from that day", x.Line)
		}
		x.Trigger.Watch = s.cohort.Watched[i].ID
		s.cohort.Triggers = append(s.cohort.Triggers, x.Trigger)
	}
	return len(list), nil
}

func (s *memory) Step(_ context.Context, by harm.By, _ org.Code, e harm.ReviewEvent) error {
	stage, last := s.cohort.Stage(e.Watch, sampleNow())
	e.By, e.Clinician, e.At = by.Account, by.Clinician, sampleNow()
	s.cohort.Reviews = append(s.cohort.Reviews, e)
	return harm.CheckStep(stage, last.Finding, e)
}

func (s *memory) Pathway(_ context.Context, by harm.By, _ org.Code, id harm.WatchID, why string) (string, error) {
	s.asked = append(s.asked, by.Account+" "+string(id)+" "+why)
	return "KEY-OF-" + string(id), nil
}

func (s *memory) Of(context.Context, org.Code, time.Time) ([]mitigation.Ref, error) {
	return []mitigation.Ref{"PSM-RD-2024-01-T1-0001"}, nil
}

func (s *memory) Took(context.Context, mitigation.Ref, string) (bool, error) { return s.took, nil }

func (s *memory) Named(context.Context, []string) (map[string]string, error) {
	return sampleNames(), nil
}

func (s *memory) Principal(*http.Request) (access.Principal, error) {
	if s.nobody {
		return access.Principal{}, nil
	}
	return access.Principal{ID: 1, Name: "Somebody (synthetic)"}, nil
}

func (s *memory) Picture(context.Context, civil.Date, time.Time) (*org.Picture, error) {
	return samplePicture(), nil
}

// May is a policy of the verbs that a test names: at the trust all of them, above it counts alone.
func (s *memory) May(_ access.Principal, v access.Verb, on org.Code, _ *org.Picture, _ civil.Date) bool {
	return slices.Contains(s.verbs, v) && (on == "T1" || on == "T2" || v == access.HarmCounts)
}

func (s *memory) MayAnywhere(_ access.Principal, v access.Verb, _ *org.Picture, _ civil.Date) bool {
	return slices.Contains(s.verbs, v)
}

func everyVerb() []access.Verb {
	return []access.Verb{access.HarmCounts, access.HarmOpen, access.HarmOwn, access.HarmRead, access.HarmRecord, access.HarmCandour, access.HarmLink, access.HarmCaused, access.HarmCohort, access.HarmWatch, access.HarmReview, access.HarmIdentify}
}

// visit is the room over a fresh memory, for somebody who may do what is named.
func visit(t *testing.T, verbs ...access.Verb) (*memory, http.Handler) {
	t.Helper()
	s := &memory{events: sampleEvents(), cohort: sampleCohort(), keys: map[harm.WatchID]string{}, verbs: verbs}
	shell := web.New(web.Config{Test: true, Clock: sampleNow, Sessions: s, Policy: s, Pictures: s, Gallery: Gallery()})
	periods := func(context.Context, time.Time) (harm.Periods, error) { return sampleCalendar(), nil }
	return s, shell.Mux(Routes(Deps{Events: s, Watches: s, Desk: s, Requests: s, People: s, Periods: periods, Holidays: civil.England(), Profile: 6}))
}
