package sitrepdb

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// plans keeps the roll-up plans for a few measures each, which take longer to make than to use.
type plans struct {
	mu   sync.Mutex
	held map[string]*part
}

// part is a form's plan for some measures, and the codes that it needs of a return.
type part struct {
	form *sitrep.Form
	plan *sitrep.Plan
	need []measure.Code
}

// mostPlans bounds the plans that are kept; pages ask for a few dozen different ones.
const mostPlans = 512

func newPlans() *plans { return &plans{held: map[string]*part{}} }

func (p *plans) of(form *sitrep.Form, codes []measure.Code) *part {
	var key strings.Builder
	key.WriteString(string(form.Code) + " " + form.Valid.From.String())
	for _, c := range codes {
		key.WriteString(" " + string(c))
	}
	p.mu.Lock()
	got, ok := p.held[key.String()]
	p.mu.Unlock()
	if ok {
		return got
	}
	got = &part{form: form, plan: form.Plan().Only(codes...), need: sitrep.Needs(codes...)}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.held) >= mostPlans {
		clear(p.held)
	}
	p.held[key.String()] = got
	return got
}

// rough is what was known of one form and day at an instant, with only some measures decoded, and those late: it is how
// a read works a day out again without reading what it does not need.
type rough struct {
	*part
	on       civil.Date
	asOf     time.Time
	picture  *org.Picture
	versions map[org.Code][]*sitrep.Version
	bodies   map[*sitrep.Version]string
	duty     map[org.Code]bool
	only     string // the mark that an organisation must carry to be added up; empty asks for none
}

func (s *Store) roughly(ctx context.Context, tx *db.Tx, p *part, on civil.Date, asOf time.Time) (*rough, error) {
	r := &rough{part: p, on: on, asOf: asOf, versions: map[org.Code][]*sitrep.Version{}, bodies: map[*sitrep.Version]string{}, duty: map[org.Code]bool{}}
	var err error
	if r.picture, err = s.orgs.PictureIn(ctx, tx, on, asOf); err != nil {
		return nil, err
	}
	err = tx.Each(ctx, queries.For(tx.Engine, "slim-on"), func(row db.Row) error {
		v := &sitrep.Version{Form: p.form.Code, Day: on}
		var recorded db.Instant
		var body string
		if err := row.Scan(&v.Org, &v.N, &recorded, &v.Timing, &v.State, &body); err != nil {
			return err
		}
		v.Recorded = recorded.Time
		r.versions[v.Org] = append(r.versions[v.Org], v)
		r.bodies[v] = body
		return nil
	}, string(p.form.Code), on, db.At(asOf))
	if err != nil {
		return nil, err
	}
	for _, c := range p.form.OwedBy(r.picture, on) {
		r.duty[c] = true
	}
	return r, tx.Each(ctx, queries.For(tx.Engine, "duty-known-on"), func(row db.Row) error {
		var c org.Code
		if err := row.Scan(&c); err != nil {
			return err
		}
		r.duty[c] = true
		return nil
	}, string(p.form.Code), on, db.At(asOf))
}

// pick is the version of c that view shows, with its needed values.
func (r *rough) pick(c org.Code, view sitrep.View) (*sitrep.Version, error) {
	v := sitrep.Pick(r.form, r.on, view, r.asOf, r.versions[c])
	if v == nil || v.Items != nil {
		return v, nil
	}
	var err error
	v.Items, err = sitrep.DecodeSome(r.bodies[v], r.need)
	return v, err
}

// total works out what lies below o. It follows day.roll, for one organisation and some measures.
func (r *rough) total(o org.Code, view sitrep.View) (rollup, error) {
	var g group
	var rows []sitrep.Row
	err := r.each(o, func(c org.Code) error {
		g.span(r.versions[c], r.asOf)
		v, err := r.pick(c, view)
		if err != nil || (v != nil && v.State.Gone()) || (v == nil && !r.duty[c] && view == sitrep.Latest) {
			return err
		}
		g.due++
		if v == nil {
			g.missing = append(g.missing, c)
			return nil
		}
		rows = append(rows, r.plan.Row(v))
		return nil
	})
	slices.Sort(g.missing)
	return rollup{total: r.plan.Total(rows, g.due, g.missing), first: g.first, last: g.last}, err
}

// each visits, once, every organisation below o that sent something or owes something.
func (r *rough) each(o org.Code, f func(org.Code) error) error {
	for c := range r.versions {
		if err := r.visit(c, o, f); err != nil {
			return err
		}
	}
	for c := range r.duty {
		if _, sent := r.versions[c]; !sent {
			if err := r.visit(c, o, f); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *rough) visit(c, o org.Code, f func(org.Code) error) error {
	if !below(r.picture, c, o) || r.only != "" && !r.picture.Marked(c, r.only) {
		return nil
	}
	return f(c)
}

// below reports whether what c returned counts towards o: c hangs below it in the NHS tree, and below England in any case.
func below(pic *org.Picture, c, o org.Code) bool {
	above := pic.Ancestors(org.NHS, c)
	if len(above) == 0 {
		return o == org.England
	}
	for _, a := range above {
		if a == o {
			return true
		}
	}
	return false
}
