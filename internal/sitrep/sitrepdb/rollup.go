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
	duty     map[org.Code]time.Time         // since when it is known that a return is owed
	rows     map[*sitrep.Version]sitrep.Row // laid out once, though several views show the same version
	ups      map[org.Code][]org.Code        // what each is added up into, looked up once
	list     []org.Code                     // see members
	listed   int                            // how many versions' senders and duties list was made from
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

// emptyDay is the day with who owes a return, and no version: those whose mark says so, and those a file listed.
func (s *Store) emptyDay(ctx context.Context, tx *db.Tx, form *sitrep.Form, on civil.Date) (*day, error) {
	picture, err := s.orgs.PictureIn(ctx, tx, on, farOff)
	if err != nil {
		return nil, err
	}
	return emptyDayIn(ctx, tx, picture, form, on)
}

// emptyDayIn is emptyDay with the organisations placed as in picture.
func emptyDayIn(ctx context.Context, tx *db.Tx, picture *org.Picture, form *sitrep.Form, on civil.Date) (*day, error) {
	d := newDay(picture, form, on)
	err := tx.Each(ctx, queries.For(tx.Engine, "duty-on"), func(r db.Row) error {
		var c org.Code
		var known db.Instant
		if err := r.Scan(&c, &known); err != nil {
			return err
		}
		d.duty[c] = known.Time
		return nil
	}, string(form.Code), on)
	return d, err
}

// newDay is the day with who owes a return by a mark, and no version.
func newDay(picture *org.Picture, form *sitrep.Form, on civil.Date) *day {
	d := &day{picture: picture, form: form, on: on, versions: map[org.Code][]*sitrep.Version{}, duty: map[org.Code]time.Time{},
		rows: map[*sitrep.Version]sitrep.Row{}, ups: map[org.Code][]org.Code{}}
	for _, c := range form.OwedBy(d.picture, on) {
		d.duty[c] = time.Time{} // a mark is known with the organisation itself
	}
	return d
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
	versions    []*sitrep.Version
	missing     []org.Code
	due         int
	first, last time.Time // when the first and the newest part became known, withdrawals included
	body        string    // the stored text of its sum, once it was asked for
}

// span widens the group's first and last by what was known of versions at asOf.
func (g *group) span(versions []*sitrep.Version, asOf time.Time) {
	for _, v := range versions {
		if v.Recorded.After(asOf) {
			break
		}
		g.know(v.Recorded)
	}
}

// know widens the group's first and last by one instant; a zero one says nothing.
func (g *group) know(at time.Time) {
	if at.IsZero() {
		return
	}
	if g.first.IsZero() || at.Before(g.first) {
		g.first = at
	}
	if at.After(g.last) {
		g.last = at
	}
}

// owed reports whether c owed a return by what was known at asOf.
func (d *day) owed(c org.Code, asOf time.Time) bool {
	known, ok := d.duty[c]
	return ok && !known.After(asOf)
}

// above lists what c is added up into.
func (d *day) above(c org.Code) []org.Code {
	up, ok := d.ups[c]
	if !ok {
		if up = d.picture.Ancestors(org.NHS, c); len(up) == 0 {
			up = []org.Code{org.England}
		}
		d.ups[c] = up
	}
	return up
}

// members lists those that sent a return or owe one, sorted. They are looked up once for each number of them: the day only
// grows.
func (d *day) members() []org.Code {
	if d.listed == len(d.versions)+len(d.duty) {
		return d.list
	}
	d.list = d.list[:0]
	for c := range d.versions {
		d.list = append(d.list, c)
	}
	for c := range d.duty {
		if _, sent := d.versions[c]; !sent {
			d.list = append(d.list, c)
		}
	}
	slices.Sort(d.list)
	d.listed = len(d.versions) + len(d.duty)
	return d.list
}

// gather finds, for every organisation above those that send or owe a return, the versions that the view shows.
func (d *day) gather(view sitrep.View, asOf time.Time) map[org.Code]*group {
	groups := map[org.Code]*group{}
	var over []*group
	at := func(c org.Code) *group {
		g := groups[c]
		if g == nil {
			g = &group{}
			groups[c] = g
		}
		return g
	}
	for _, c := range d.members() {
		versions, owed := d.versions[c], d.owed(c, asOf)
		over = over[:0]
		for _, a := range d.above(c) {
			g := at(a)
			g.span(versions, asOf)
			if owed {
				g.know(d.duty[c])
			}
			over = append(over, g)
		}
		v := sitrep.Pick(d.form, d.on, view, asOf, versions)
		if (v != nil && v.State.Gone()) || (v == nil && !owed && (view == sitrep.Latest || len(versions) == 0)) {
			continue
		}
		for _, g := range over {
			g.due++
			if v == nil {
				g.missing = append(g.missing, c)
				continue
			}
			g.versions = append(g.versions, v)
		}
	}
	return groups
}

// text is the stored text of a group's sum.
func (d *day) text(g *group) string {
	if g.body == "" {
		g.body = d.total(g).Encode()
	}
	return g.body
}

// total adds a group up.
func (d *day) total(g *group) sitrep.Total {
	rows := make([]sitrep.Row, len(g.versions))
	for i, v := range g.versions {
		rows[i] = d.row(v)
	}
	return d.form.Plan().Total(rows, g.due, g.missing)
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
