package sitrepdb

import (
	"context"
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// same is the stored body of a view whose roll-up is the latest one.
const same = "="

// day is everything known for one form and day, arranged for rolling up.
type day struct {
	form     *sitrep.Form
	on       civil.Date
	picture  *org.Picture
	versions map[org.Code][]*sitrep.Version
	duty     map[org.Code]bool
	rows     map[*sitrep.Version]sitrep.Row // laid out once, though several views show the same version
}

// row is v laid out for the form's plan.
func (d *day) row(v *sitrep.Version) sitrep.Row {
	r, ok := d.rows[v]
	if !ok {
		r = d.form.Plan().Row(v)
		d.rows[v] = r
	}
	return r
}

func (s *Store) loadDay(ctx context.Context, tx *db.Tx, form *sitrep.Form, on civil.Date) (*day, error) {
	picture, err := s.orgs.PictureIn(ctx, tx, on, farOff)
	if err != nil {
		return nil, err
	}
	return loadDayIn(ctx, tx, picture, form, on)
}

// loadDayIn is loadDay with the organisations placed as in picture.
func loadDayIn(ctx context.Context, tx *db.Tx, picture *org.Picture, form *sitrep.Form, on civil.Date) (*day, error) {
	d := &day{form: form, on: on, picture: picture, duty: map[org.Code]bool{}, rows: map[*sitrep.Version]sitrep.Row{}}
	var err error
	if d.versions, err = versionsOn(ctx, tx, form.Code, on); err != nil {
		return nil, err
	}
	err = tx.Each(ctx, queries.For(tx.Engine, "duty-on"), func(r db.Row) error {
		var c org.Code
		if err := r.Scan(&c); err != nil {
			return err
		}
		d.duty[c] = true
		return nil
	}, string(form.Code), on)
	return d, err
}

// farOff is an instant after everything that will be recorded: organisations are placed with today's knowledge.
var farOff = time.Date(2199, 1, 1, 0, 0, 0, 0, time.UTC)

// rollup is one organisation's total under a view, with when its parts became known.
type rollup struct {
	total       sitrep.Total
	first, last time.Time
}

// group gathers what lies below one organisation.
type group struct {
	rows        []sitrep.Row
	missing     []org.Code
	due         int
	first, last time.Time // when the first and the newest part became known, withdrawals included
}

// span widens the group's first and last by what was known of versions at asOf.
func (g *group) span(versions []*sitrep.Version, asOf time.Time) {
	for _, v := range versions {
		if v.Recorded.After(asOf) {
			break
		}
		if g.first.IsZero() || v.Recorded.Before(g.first) {
			g.first = v.Recorded
		}
		if v.Recorded.After(g.last) {
			g.last = v.Recorded
		}
	}
}

// roll works out the totals of every organisation above those that send or owe a return.
func (d *day) roll(view sitrep.View, asOf time.Time) map[org.Code]rollup {
	groups := map[org.Code]*group{}
	members := make([]org.Code, 0, len(d.versions))
	for c := range d.versions {
		members = append(members, c)
	}
	for c := range d.duty {
		if _, sent := d.versions[c]; !sent {
			members = append(members, c)
		}
	}
	slices.Sort(members)
	at := func(c org.Code) *group {
		if groups[c] == nil {
			groups[c] = &group{}
		}
		return groups[c]
	}
	for _, c := range members {
		above := d.picture.Ancestors(org.NHS, c)
		if len(above) == 0 {
			above = []org.Code{org.England}
		}
		for _, a := range above {
			at(a).span(d.versions[c], asOf)
		}
		v := sitrep.Pick(d.form, d.on, view, asOf, d.versions[c])
		if (v != nil && v.State == sitrep.Withdrawn) || (v == nil && !d.duty[c] && view == sitrep.Latest) {
			continue
		}
		for _, a := range above {
			g := at(a)
			g.due++
			if v == nil {
				g.missing = append(g.missing, c)
				continue
			}
			g.rows = append(g.rows, d.row(v))
		}
	}
	out := make(map[org.Code]rollup, len(groups))
	for c, g := range groups {
		out[c] = rollup{d.form.Plan().Total(g.rows, g.due, g.missing), g.first, g.last}
	}
	return out
}

// reroll works out and saves the three views of one form and day.
func (s *Store) reroll(ctx context.Context, tx *db.Tx, form *sitrep.Form, on civil.Date) error {
	d, err := s.loadDay(ctx, tx, form, on)
	if err != nil {
		return err
	}
	for _, l := range d.lines() {
		if err := l.save(ctx, tx, form.Code, on); err != nil {
			return err
		}
	}
	return nil
}

// line is one row of stored roll-ups, ready to be written.
type line struct {
	org  org.Code
	view sitrep.View
	rollup
	body string
}

// lines works out the three views of the day.
func (d *day) lines() []line {
	latest := d.roll(sitrep.Latest, farOff)
	bodies := map[org.Code]string{}
	out := make([]line, 0, 3*len(latest))
	for c, r := range latest {
		bodies[c] = r.total.Encode()
		out = append(out, line{c, sitrep.Latest, r, bodies[c]})
	}
	for _, view := range []sitrep.View{sitrep.First, sitrep.Collated} {
		for c, r := range d.roll(view, farOff) {
			body := r.total.Encode()
			if l := latest[c].total; body == bodies[c] && l.Due == r.total.Due && l.Received == r.total.Received {
				body = same
			}
			out = append(out, line{c, view, r, body})
		}
	}
	return out
}

func (l line) save(ctx context.Context, tx *db.Tx, form sitrep.FormCode, on civil.Date) error {
	_, err := tx.Repeat(ctx, queries.For(tx.Engine, "save-rollup"), string(form), string(l.org), on, string(l.view), l.total.Due,
		l.total.Received, joinCodes(l.total.Missing), db.At(l.first), db.At(l.last), l.body)
	return err
}

func joinCodes(l []org.Code) string {
	s := make([]string, len(l))
	for i, c := range l {
		s[i] = string(c)
	}
	return strings.Join(s, " ")
}

func splitCodes(s string) []org.Code {
	var out []org.Code
	for _, c := range strings.Fields(s) {
		out = append(out, org.Code(c))
	}
	return out
}
