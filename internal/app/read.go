package app

import (
	"context"
	"slices"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/sitrep/sitrepdb"
	"headroom/internal/sitrep/sitrepweb"
)

// The shape of a series, which the API gives too.
type (
	SeriesJSON = sitrepweb.SeriesJSON
	PointJSON  = sitrepweb.PointJSON
	SourceJSON = sitrepweb.SourceJSON
)

// SeriesQuery is the text of a request for a series, as typed.
type SeriesQuery struct{ Org, Measure, Form, From, To, AsOf, View, Only string }

// Series reads a series from what a person typed.
func (a *App) Series(ctx context.Context, q SeriesQuery) (SeriesJSON, error) {
	var out SeriesJSON
	code, _, err := org.ParseCode(q.Org)
	if err != nil {
		return out, err
	}
	ask := sitrep.Asked{Org: code, Measure: measure.Code(q.Measure), Form: sitrep.FormCode(q.Form), Only: q.Only, Names: true}
	for _, d := range []struct {
		text string
		to   *civil.Date
	}{{q.From, &ask.From}, {q.To, &ask.To}} {
		if err := d.to.UnmarshalText([]byte(d.text)); err != nil {
			return out, fault.Wrap(err, fault.Invalid, "%v", err)
		}
	}
	if ask.AsOf, err = ParseAsOf(q.AsOf); err != nil {
		return out, err
	}
	if ask.View, err = sitrep.ParseView(q.View); err != nil {
		return out, fault.Wrap(err, fault.Invalid, "%v", err)
	}
	if ask.Only != "" && ask.Only != org.MarkType1 {
		return out, fault.New(fault.Invalid, "%q narrows nothing; leave it out, or write %s", q.Only, org.MarkType1)
	}
	if now := a.DB.Now(); ask.AsOf.After(now) && civil.Today(ask.AsOf) == civil.Today(now) {
		ask.AsOf = now // today's date asks for what is known today
	}
	if err := a.sound(ctx, ask); err != nil {
		return out, err
	}
	s, err := a.Returns.Series(ctx, ask)
	if err != nil {
		return out, err
	}
	return sitrepweb.SeriesOf(s), nil
}

// sound tells, all at once, what makes a question one that has no answer: better than an empty one.
func (a *App) sound(ctx context.Context, q sitrep.Asked) error {
	var l fault.List
	book, err := a.Orgs.Book(ctx, time.Time{})
	if err != nil {
		return err
	}
	if q.Org != org.England && !book.Holds(q.Org) {
		l.Add("org", "", "no organisation here has the code %s; headroom orgs lists them", q.Org)
	}
	if q.Form != "" && !slices.ContainsFunc(sitrep.Forms(), func(f *sitrep.Form) bool { return f.Code == q.Form }) {
		l.Add("form", "", "no form is called %s", q.Form)
	}
	if !q.From.IsZero() && !q.To.IsZero() && q.To.Before(q.From) {
		l.Add("to", "", "the last day %s is before the first, %s", q.To, q.From)
	}
	if q.AsOf.After(a.DB.Now()) {
		l.Add("as-of", "", "nobody knows yet what will be known then; give an instant up to now")
	}
	return l.Err("the series cannot be asked for like this")
}

// Measures is the register.
func Measures() []measure.Measure { return measure.All() }

// CheckJSON is what headroom check prints.
type CheckJSON struct {
	OK       bool              `json:"ok"`
	Audit    audit.Report      `json:"audit"`
	Returns  sitrepdb.Verified `json:"returns"`
	Sealed   db.SealReport     `json:"sealed"`
	Problems []string          `json:"problems"`
}

// Progress hears how far a long reading has come. It may be nil.
type Progress = func(done, total int, words string)

// Check reads everything again: the engine's own integrity, the audit chain, the seal of every row, every version's
// digest and every roll-up. It reads in one unchanging picture and holds no more than one day of returns in memory.
func (a *App) Check(ctx context.Context, tell Progress) (CheckJSON, error) {
	out := CheckJSON{Problems: []string{}}
	if tell == nil {
		tell = func(int, int, string) {}
	}
	tell(0, 1, "structure of the file")
	out.Problems = append(out.Problems, a.DB.Integrity(ctx)...)
	err := a.DB.ReadLean(ctx, func(tx *db.Tx) error {
		var err error
		tell(0, 1, "audit log")
		if out.Audit, err = audit.Verify(ctx, tx); err != nil {
			out.Problems = append(out.Problems, "the audit log cannot be read to its end: "+err.Error())
		}
		out.Sealed = a.DB.VerifySeals(ctx, tx, tell)
		if out.Returns, err = a.Returns.Verify(ctx, tx, tell); err != nil {
			out.Problems = append(out.Problems, "the returns cannot be read to their end: "+err.Error())
		}
		facts, err := a.Orgs.Verify(ctx, tx)
		if err != nil {
			out.Problems = append(out.Problems, "the organisations cannot be read to their end: "+err.Error())
		}
		plans, err := a.Plans.Verify(ctx, tx)
		if err != nil {
			out.Problems = append(out.Problems, "the plans cannot be read to their end: "+err.Error())
		}
		out.Problems = slices.Concat(out.Problems, out.Audit.Problems, out.Sealed.Problems, out.Returns.Problems, facts, plans)
		return nil
	})
	if err != nil && ctx.Err() != nil {
		return out, err
	}
	if err != nil {
		out.Problems = append(out.Problems, "the database cannot be read to its end: "+err.Error())
	}
	out.OK = len(out.Problems) == 0
	return out, nil
}
