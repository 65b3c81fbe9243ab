package sitrepdb

import (
	"context"
	"fmt"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// views are the three that are stored, the one that the others may refer to first.
func views() []sitrep.View { return []sitrep.View{sitrep.Latest, sitrep.First, sitrep.Collated} }

// cell names one stored roll-up of a form and day.
type cell struct {
	org  org.Code
	view sitrep.View
}

// line is a roll-up as it is stored.
type line struct {
	due, received int
	missing       string
	first, last   time.Time
	body          string
}

// heads reports whether everything but the figures is equal.
func (a line) heads(b line) bool {
	return a.due == b.due && a.received == b.received && a.missing == b.missing && a.first.Equal(b.first) && a.last.Equal(b.last)
}

// reroll works out and saves the three views of one form and day. changed names the organisations that got a version;
// only what lies above them is added up anew, and whatever else counts otherwise than it is stored (the first
// submission of a morning, a mark or a place that changed since). Without names everything is added up. Only rows whose
// content changed are written.
func (s *Store) reroll(ctx context.Context, tx *db.Tx, form *sitrep.Form, on civil.Date, changed ...org.Code) error {
	d, err := s.layDay(ctx, tx, form, on)
	if err != nil {
		return err
	}
	held, err := heldOn(ctx, tx, form.Code, on, len(changed) == 0)
	if err != nil {
		return err
	}
	groups := map[sitrep.View]map[org.Code]*group{}
	for _, v := range views() {
		groups[v] = d.gather(v, farOff)
	}
	for c := range d.stale(groups, held, changed) {
		for _, r := range d.lines(groups, c) {
			if h, ok := held[r.cell]; ok && h.heads(r.line) && h.body == r.body {
				continue
			}
			if err := save(ctx, tx, form.Code, on, r.cell, r.line); err != nil {
				return err
			}
		}
	}
	for k := range held {
		if groups[k.view][k.org] == nil {
			if _, err := tx.Repeat(ctx, queries.For(tx.Engine, "delete-rollup"), string(form.Code), string(k.org), on, string(k.view)); err != nil {
				return err
			}
		}
	}
	return nil
}

// stale is the set of organisations whose sums have to be worked out.
func (d *day) stale(groups map[sitrep.View]map[org.Code]*group, held map[cell]line, changed []org.Code) map[org.Code]bool {
	out := map[org.Code]bool{}
	for _, c := range changed {
		for _, a := range d.above(c) {
			out[a] = true
		}
	}
	for view, by := range groups {
		for c, g := range by {
			h, ok := held[cell{c, view}]
			if len(changed) == 0 || !ok || !h.heads(g.head()) {
				out[c] = true
			}
		}
	}
	return out
}

type placed struct {
	cell
	line
}

// lines works out the stored rows of organisation c under every view.
func (d *day) lines(groups map[sitrep.View]map[org.Code]*group, c org.Code) []placed {
	var out []placed
	for _, view := range views() {
		g := groups[view][c]
		if g == nil {
			continue
		}
		if l := groups[sitrep.Latest][c]; l != nil && slices.Equal(l.versions, g.versions) {
			g.body = d.text(l) // mostly every view shows the same returns
		}
		r := placed{cell{c, view}, g.head()}
		r.body = d.text(g)
		if len(out) > 0 {
			if l := out[0]; l.view == sitrep.Latest && l.body == r.body && l.due == r.due && l.received == r.received {
				r.body = same
			}
		}
		out = append(out, r)
	}
	return out
}

// head is the group's row without figures.
func (g *group) head() line {
	return line{due: g.due, received: g.due - len(g.missing), missing: joinCodes(g.missing), first: g.first, last: g.last}
}

// heldOn reads the stored rows of a form and day; without figures they have no body, which equals no text worked out.
func heldOn(ctx context.Context, tx *db.Tx, form sitrep.FormCode, on civil.Date, figures bool) (map[cell]line, error) {
	out := map[cell]line{}
	query := "rollup-heads-on"
	if figures {
		query = "rollups-on"
	}
	err := tx.Each(ctx, queries.For(tx.Engine, query), func(r db.Row) error {
		var k cell
		var l line
		var a, b db.Instant
		err := r.Scan(&k.org, &k.view, &l.due, &l.received, &l.missing, &a, &b, &l.body)
		l.first, l.last = a.Time, b.Time
		out[k] = l
		return err
	}, string(form), on)
	return out, err
}

func save(ctx context.Context, tx *db.Tx, form sitrep.FormCode, on civil.Date, k cell, l line) error {
	_, err := tx.Repeat(ctx, queries.For(tx.Engine, "save-rollup"), sumRow(form, on, k, l)...)
	return err
}

// sumRow is a sum as it is stored.
func sumRow(form sitrep.FormCode, on civil.Date, k cell, l line) []any {
	return []any{string(form), string(k.org), on, string(k.view), l.due, l.received, l.missing, db.At(l.first), db.At(l.last), l.body}
}

// layDay is loadDay for adding up alone: each stored text goes straight into its row, and the versions hold no more than
// the views need to choose among them.
func (s *Store) layDay(ctx context.Context, tx *db.Tx, form *sitrep.Form, on civil.Date) (*day, error) {
	d, err := s.emptyDay(ctx, tx, form, on)
	if err != nil {
		return nil, err
	}
	err = tx.Each(ctx, queries.For(tx.Engine, "bodies-on"), func(r db.Row) error {
		v := &sitrep.Version{Form: form.Code, Day: on}
		var recorded db.Instant
		var body string
		if err := r.Scan(&v.Org, &v.N, &v.State, &v.Timing, &recorded, &body); err != nil {
			return err
		}
		v.Recorded = recorded.Time
		if d.rows[v], err = form.Plan().RowOf(v.State, body); err != nil {
			return fmt.Errorf("version %d of %s: %w", v.N, v.Org, err)
		}
		d.versions[v.Org] = append(d.versions[v.Org], v)
		return nil
	}, string(form.Code), on)
	return d, err
}
