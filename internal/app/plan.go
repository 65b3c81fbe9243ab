package app

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/flow"
	"headroom/internal/org"
	"headroom/internal/sheet"
)

// SystemReader gives the flow model of an organisation (a trust, or a board with its trusts and the councils they share)
// as fitted and anchored at the morning of origin, from what was known at asOf. A zero origin is the last morning that
// anything is known of; a zero asOf is everything that is known. What cannot be modelled is a fault that says why.
type SystemReader func(ctx context.Context, o org.Code, origin civil.Date, asOf time.Time) (*flow.System, error)

// PlanQuery is the text of a request for a plan, as typed.
type PlanQuery struct {
	Org, Target, Basis, Dates, Confidence, Origin, AsOf string
	Capacity                                            string // a file of councils' capacity, read as if it had been sent last; empty: none beside what councils have said to this database
	Seed                                                uint64
	Progress                                            func(done, total int, what string)
}

// Plan works out how many more people must leave, on which day, by which pathway and with whose care.
func (a *App) Plan(ctx context.Context, q PlanQuery) (PlanJSON, error) {
	var out PlanJSON
	ask, origin, asOf, bad := q.parse()
	unread := slices.ContainsFunc(bad, func(f fault.Field) bool { return slices.Contains([]string{"org", "dates", "origin", "as-of"}, f.Name) })
	if unread {
		return out, bad.Err(notAPlan)
	}
	sys, err := a.Systems(ctx, ask.Area, origin, asOf)
	if f := fault.As(err); f != nil && len(bad) > 0 && f.Kind != fault.Internal {
		bad.Add("org", "", "%v", f)
		return out, bad.Err(notAPlan)
	}
	if err != nil {
		return out, err
	}
	at := asOf
	if at.IsZero() {
		at = sys.From.Add(1).At(0).Add(-time.Second) // the age of a capacity is counted to the day from which it is planned
	}
	from := standpoint{known: asOf, past: q.Origin != "" || !asOf.IsZero() || ask.LastDay().Before(civil.Today(a.DB.Now()))}
	if from.past {
		from.known = at // looking back: what councils had said by then, and how old it was then
	}
	if words := discharge.OutOfReach(ask.Mornings, from.first(sys, civil.Today(a.DB.Now())).Add(1), sys.Morning(sys.Model.Days-1)); words != "" {
		if q.Origin == "" {
			words += "; or give the morning to plan from with --origin"
		}
		bad.Add("dates", "", "%s", words)
	}
	more, notes, err := a.capacityIn(ctx, q.Capacity, at, sys.Councils)
	switch f := fault.As(err); {
	case err != nil && (len(bad) == 0 || f == nil):
		return out, err
	case err != nil && len(f.Fields) > 0:
		bad = append(bad, f.Fields...)
	case err != nil:
		bad.Add("capacity", "", "%v", f)
	}
	if err := bad.Err(notAPlan); err != nil {
		return out, err
	}
	from.more = more
	var stood []discharge.Stood
	if !from.past {
		if stood, err = a.stood(ctx, sys, ""); err != nil {
			return out, err
		}
		sys = discharge.Beside(sys, stood)
	}
	full, err := a.askOf(ctx, ask, sys, from)
	if err != nil {
		return out, err
	}
	full = full.Beside(stood)
	full.Assumed = append(full.Assumed, notes...)
	p, err := discharge.Solve(ctx, sys, full, discharge.Options{Seed: q.Seed, Progress: q.Progress})
	if err == nil {
		err = p.AgainstNothing(ctx, sys)
	}
	if err != nil {
		return out, err
	}
	if words := notTheDay(q, asOf, sys.From); words != "" {
		p.Notes = append(p.Notes, words)
	}
	return planJSON(p, sys.From), nil
}

// notTheDay says why a plan as of an instant begins on an earlier morning than that day's; empty where it does not, or where
// the morning was asked for.
func notTheDay(q PlanQuery, asOf time.Time, from civil.Date) string {
	if q.Origin != "" || asOf.IsZero() || !from.Before(civil.Today(asOf)) {
		return ""
	}
	return fmt.Sprintf("It is planned from the morning of %s: of a later one there was no forecast yet, and not enough returns to make one, at the instant asked for (%s).",
		from.Format("2 January 2006"), asOf.In(civil.London).Format("15:04 on 2 January 2006"))
}

// notAPlan is what is said before everything that is wrong with what was asked.
const notAPlan = "the plan cannot be worked out as it was asked"

// parse reads what was typed; bad is all that cannot be read, and all that cannot be.
func (q PlanQuery) parse() (ask discharge.SketchAsk, origin civil.Date, asOf time.Time, bad fault.List) {
	note := func(name string, err error) {
		if f := fault.As(err); f != nil && len(f.Fields) > 0 {
			bad = append(bad, f.Fields...)
		} else if err != nil {
			bad.Add(name, "", "%v", err)
		}
	}
	number := func(name, text, wanted string, within func(float64) bool) float64 {
		v, err := strconv.ParseFloat(text, 64)
		switch {
		case err != nil || math.IsNaN(v) || math.IsInf(v, 0):
			bad.Add(name, "", "%q is no number; write it as 0.92", text)
		case !within(v):
			bad.Add(name, "", "Give a %s %s, as 0.92; it is %s", name, wanted, text)
		}
		return v
	}
	code, _, err := org.ParseCode(q.Org)
	note("org", err)
	usual := discharge.Usual()
	ask = discharge.SketchAsk{Area: code, Basis: discharge.Basis(q.Basis),
		Share:      number("target", q.Target, "above 0 and up to 1, which is all of the beds", func(v float64) bool { return v > 0 && v <= 1 }),
		Confidence: number("confidence", q.Confidence, "from 0.5 to 0.99", func(v float64) bool { return v >= .5 && v <= .99 }),
		Services:   discharge.Services(), Weekend: usual.Part[discharge.Weekend], Holiday: usual.Part[discharge.BankHoliday]}
	if ask.Basis != "" && ask.Basis != discharge.OfCore && ask.Basis != discharge.OfOpen {
		bad.Add("of", "", "A target is of core or of open beds, not of %q", q.Basis)
	}
	ask.Mornings, err = discharge.ParseMornings(q.Dates)
	note("dates", err)
	note("origin", origin.UnmarshalText([]byte(q.Origin)))
	asOf, err = ParseAsOf(q.AsOf)
	note("as-of", err)
	return ask, origin, asOf, bad
}

// capacityIn reads a file of capacity about councils that are known or planned with; none is nil.
func (a *App) capacityIn(ctx context.Context, path string, at time.Time, planned []org.Code) ([]discharge.Capacity, []string, error) {
	if path == "" {
		return nil, nil, nil
	}
	content, err := os.ReadFile(path) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, nil, fault.Wrap(err, fault.Invalid, "%s cannot be read; give the path of a CSV or XLSX file of capacity", filepath.Base(path))
	}
	book, err := sheet.Open(ctx, filepath.Base(path), bytes.NewReader(content), int64(len(content)), sheet.Limits{})
	if err != nil {
		return nil, nil, err
	}
	pic, err := a.Orgs.Picture(ctx, civil.Today(at), time.Time{})
	if err != nil {
		return nil, nil, err
	}
	known := discharge.FinderOf(pic, org.KindCouncil)
	f, err := discharge.ReadCapacity(ctx, book, func(text string) (org.Code, bool) {
		if c, ok := known(text); ok {
			return c, ok
		}
		// A council that shares of patients alone name, and the stand-in for one that nothing names, are in the plan too.
		k := slices.IndexFunc(planned, func(c org.Code) bool { return strings.EqualFold(string(c), strings.TrimSpace(text)) })
		if k < 0 {
			return "", false
		}
		return planned[k], true
	}, at)
	if err != nil {
		return nil, nil, err
	}
	return f.Rows, f.Notes, nil
}
