package orgdb

import (
	"context"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/org"
)

// Ensure makes a provisional unit of every code that nothing is known of, with the name, kind and region that the
// source gives, known from the instant at on. Known units stay as they are. It gives the codes that are new.
func (s *Store) Ensure(ctx context.Context, tx *db.Tx, at time.Time, seen []org.Sighting) ([]org.Code, error) {
	if err := tx.Lock(ctx, "org"); err != nil {
		return nil, err
	}
	held, err := known(ctx, tx, tx.Now.AddDate(100, 0, 0))
	if err != nil {
		return nil, err
	}
	book := org.NewBook(held)
	var facts []org.Fact
	var fresh []org.Code
	for _, g := range seen {
		code, _, err := org.ParseCode(string(g.Code))
		if err != nil || code == org.England {
			continue
		}
		if book.Holds(code) && covered(book.Facts(code), g.Seen) {
			continue
		}
		if !book.Holds(code) {
			fresh = append(fresh, code)
		}
		facts = append(facts, factsOf(g, code)...)
	}
	if len(facts) == 0 {
		return nil, nil
	}
	if err := insert(ctx, tx, facts, at, "source"); err != nil {
		return nil, err
	}
	return fresh, audit.Append(ctx, tx, audit.Entry{Actor: "source", Verb: "org.sighted", Noun: "org", Key: seen[0].Source})
}

// covered reports whether the unit is stated by a person or the reference, or was already seen over the span.
func covered(facts []org.Fact, span civil.Range) bool {
	for _, f := range facts {
		if f.What != org.FactUnit {
			continue
		}
		whole := !span.From.Before(f.Valid.From) && (f.Valid.To.IsZero() || !span.To.After(f.Valid.To))
		if f.Standing != org.Seen || whole {
			return true
		}
	}
	return false
}

func factsOf(g org.Sighting, code org.Code) []org.Fact {
	kind := g.Kind
	if kind == "" {
		kind = org.KindTrust
	}
	base := org.Fact{Org: code, Valid: g.Seen, Standing: org.Seen, Unconfirmed: true, Source: g.Source}
	unit, name, link := base, base, base
	unit.What, unit.Kind = org.FactUnit, kind
	out := []org.Fact{unit}
	if g.Name != "" {
		name.What, name.Text = org.FactName, g.Name
		out = append(out, name)
	}
	parent := g.Parent
	if parent == "" {
		parent, _ = org.RegionForLabel(kind.Home(), g.RegionLabel)
	}
	if parent != "" {
		link.What, link.Tree, link.Other = org.FactLink, kind.Home(), parent
		out = append(out, link)
	}
	return out
}
