package actiondb

import (
	"context"
	"strings"

	"headroom/internal/action"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/org"
)

// key is one revision of one period.
type key struct {
	code     action.Code
	revision int
}

const (
	yes = "yes"
	no  = "no"
)

func word(b bool) string {
	if b {
		return yes
	}
	return no
}

// joinCodes writes codes with a space between: no code holds one.
func joinCodes(codes []org.Code) string {
	out := make([]string, 0, len(codes))
	for _, c := range codes {
		out = append(out, string(c))
	}
	return strings.Join(out, " ")
}

func insert(ctx context.Context, tx *db.Tx, p action.Period) error {
	q := func(name string) string { return queries.For(tx.Engine, name) }
	if _, err := tx.Repeat(ctx, q("insert-period"), string(p.Code), p.Revision, p.Name, string(p.Standing), db.At(p.StandingFrom),
		strings.Join(p.Caveats, "\n"), p.Source, word(p.Unconfirmed), db.At(p.KnownAt), db.At(p.RecordedAt), p.RecordedBy, p.Reason); err != nil {
		return err
	}
	for i, w := range p.Windows {
		if _, err := tx.Repeat(ctx, q("insert-window"), string(p.Code), p.Revision, i+1, string(w.Union), string(w.Staff), string(w.Form),
			w.PlannedFrom.String(), w.PlannedTo.String(), w.ActualFrom.String(), w.ActualTo.String(), w.Places,
			joinCodes(w.Organisations), word(w.Placeholder), word(w.Unconfirmed), w.Caveat, w.Source); err != nil {
			return err
		}
	}
	for i, f := range p.Figures {
		if _, err := tx.Repeat(ctx, q("insert-figure"), string(p.Code), p.Revision, i+1, string(f.Kind), f.N, string(f.Exactness),
			f.AsAt, f.On, f.By, f.Source, f.Note, word(f.Unconfirmed)); err != nil {
			return err
		}
	}
	return nil
}

func scanPeriod(r db.Row) (action.Period, error) {
	var p action.Period
	var caveats, unconfirmed string
	var from, known, recorded db.Instant
	err := r.Scan(&p.Code, &p.Revision, &p.Name, &p.Standing, &from, &caveats, &p.Source, &unconfirmed, &known, &recorded, &p.RecordedBy, &p.Reason)
	if caveats != "" {
		p.Caveats = strings.Split(caveats, "\n")
	}
	p.StandingFrom, p.KnownAt, p.RecordedAt, p.Unconfirmed = from.Time, known.Time, recorded.Time, unconfirmed == yes
	return p, err
}

func scanWindow(r db.Row) (key, action.Window, error) {
	var k key
	var w action.Window
	var pf, pt, af, at, orgs, holder, unconfirmed string
	if err := r.Scan(&k.code, &k.revision, &w.Union, &w.Staff, &w.Form, &pf, &pt, &af, &at, &w.Places, &orgs, &holder, &unconfirmed, &w.Caveat, &w.Source); err != nil {
		return k, w, err
	}
	for _, m := range []struct {
		to   *action.Moment
		text string
	}{{&w.PlannedFrom, pf}, {&w.PlannedTo, pt}, {&w.ActualFrom, af}, {&w.ActualTo, at}} {
		if err := m.to.UnmarshalText([]byte(m.text)); err != nil {
			return k, w, err
		}
	}
	for _, c := range strings.Fields(orgs) {
		w.Organisations = append(w.Organisations, org.Code(c))
	}
	w.Placeholder, w.Unconfirmed = holder == yes, unconfirmed == yes
	return k, w, nil
}

func scanFigure(r db.Row) (key, action.Figure, error) {
	var k key
	var f action.Figure
	var asAt, on civil.Date
	var unconfirmed string
	err := r.Scan(&k.code, &k.revision, &f.Kind, &f.N, &f.Exactness, &asAt, &on, &f.By, &f.Source, &f.Note, &unconfirmed)
	f.AsAt, f.On, f.Unconfirmed = asAt, on, unconfirmed == yes
	return k, f, err
}
