package dischargedb

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// parcel is what one file, or one entry by hand, brings.
type parcel struct {
	kind   discharge.ImportKind
	form   string
	read   int
	notes  []string
	insert string                          // the query that adds one row
	rows   func(id int64, now any) [][]any // the rows, under the import's number
	kept   int
	more   func(ctx context.Context, tx *db.Tx, id int64) error   // further rows; may be nil
	may    func(pic *org.Picture) error                           // why the sender may not send this; may be nil
	ready  func(ctx context.Context, tx *db.Tx) ([]string, error) // fills in what is known only here, and gives notes; may be nil
}

// keep stores a parcel whole or not at all. The same bytes from the same organisation again change nothing.
func (s *Store) keep(ctx context.Context, by discharge.Signer, file discharge.File, p parcel) (discharge.Imported, error) {
	var out discharge.Imported
	if by.Org == "" || file.SHA256 == "" {
		return out, fault.New(fault.Invalid, "Say which organisation sends the file, and give its digest")
	}
	err := s.d.Write(ctx, func(tx *db.Tx) error {
		if p.may != nil {
			pic, err := s.orgs.PictureIn(ctx, tx, civil.Today(tx.Now), farOff)
			if err != nil {
				return err
			}
			if err := p.may(pic); err != nil {
				return err
			}
		}
		if err := tx.Lock(ctx, "discharge:import"); err != nil {
			return err
		}
		held, err := db.Collect(ctx, tx, queries.For(tx.Engine, "import-held"), scanImported, string(p.kind), string(by.Org), file.SHA256)
		if err != nil {
			return err
		}
		if len(held) > 0 {
			out = held[0]
			out.Held = true
			return nil
		}
		if p.ready != nil {
			more, err := p.ready(ctx, tx)
			if err != nil {
				return err
			}
			p.notes = append(slices.Clone(p.notes), more...)
		}
		out = discharge.Imported{Kind: p.kind, Org: by.Org, File: file, Form: p.form, Read: p.read, Kept: p.kept, Notes: p.notes, By: by.Actor, At: tx.Now}
		if err := tx.Get(ctx, queries.For(tx.Engine, "last-import"), nil, &out.ID); err != nil {
			return err
		}
		out.ID++
		return s.keepIn(ctx, tx, p, out)
	})
	return out, err
}

func (s *Store) keepIn(ctx context.Context, tx *db.Tx, p parcel, i discharge.Imported) error {
	notes, err := json.Marshal(append([]string{}, i.Notes...))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, queries.For(tx.Engine, "insert-import"), i.ID, string(i.Kind), string(i.Org), i.Form, i.File.Name, i.File.SHA256, i.Read,
		i.Kept, string(notes), db.At(tx.Now), i.By)
	if err != nil {
		return err
	}
	if err := tx.RepeatAll(ctx, queries.For(tx.Engine, p.insert), p.rows(i.ID, db.At(tx.Now))); err != nil {
		return err
	}
	if p.more != nil {
		if err := p.more(ctx, tx, i.ID); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, audit.Entry{Actor: i.By, Verb: "care.import", Noun: "care-import", Key: fmt.Sprint(i.ID), Org: string(i.Org),
		Digest: i.File.SHA256, Detail: fmt.Sprintf("%s: %d rows read, %d kept", i.Kind, i.Read, i.Kept)})
}

func scanImported(r db.Row) (discharge.Imported, error) {
	var i discharge.Imported
	var notes string
	var at db.Instant
	err := r.Scan(&i.ID, &i.Kind, &i.Org, &i.Form, &i.File.Name, &i.File.SHA256, &i.Read, &i.Kept, &notes, &at, &i.By)
	if err == nil {
		err = json.Unmarshal([]byte(notes), &i.Notes)
	}
	i.At = at.Time
	return i, err
}

func (s *Store) imports(ctx context.Context, kind discharge.ImportKind, sender org.Code, asOf time.Time, limit int) ([]discharge.Imported, error) {
	if limit <= 0 {
		limit = 50
	}
	var out []discharge.Imported
	err := s.d.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = db.Collect(ctx, tx, queries.For(tx.Engine, "imports"), scanImported, db.At(orNow(asOf)), string(kind), string(kind), string(sender),
			string(sender), limit)
		return err
	})
	return out, err
}

func (s *Store) keepCapacity(ctx context.Context, by discharge.Signer, file discharge.File, c discharge.CapacityFile) (discharge.Imported, error) {
	return s.keep(ctx, by, file, parcel{kind: discharge.ImportCapacity, form: string(c.Form), read: c.Read, kept: len(c.Rows), notes: c.Notes,
		may:   func(pic *org.Picture) error { return mayState(by, c.Rows, pic) },
		ready: func(ctx context.Context, tx *db.Tx) ([]string, error) { return s.takeOut(ctx, tx, c.Rows, tx.Now) }, insert: "insert-capacity", rows: func(id int64, now any) [][]any {
			out := make([][]any, 0, len(c.Rows))
			for i, r := range c.Rows {
				out = append(out, []any{id, i + 1, string(r.Holder), string(r.Serves()), string(r.Service), r.Category, r.Date, r.Total, r.Accepting,
					said(r.Weekend, r.WeekendUnsaid), said(r.Holiday, r.HolidayUnsaid), word(r.AgreedOut), r.Agreed, r.Source, db.At(r.AsAt), now})
			}
			return out
		}})
}

// mayState says why a sender may not state one of the capacities; nil when he may state them all.
func mayState(by discharge.Signer, rows []discharge.Capacity, pic *org.Picture) error {
	joined := func(council org.Code) bool {
		return slices.ContainsFunc(pic.Cross(council).ICBs, func(s org.Share) bool { return s.Other == by.Org && s.Of > 0 })
	}
	for _, r := range rows {
		if err := discharge.MayState(by, r, joined); err != nil {
			return err
		}
	}
	return nil
}

// maySend says why a sender may not send counts of trusts: only those of his own organisation or of trusts below it.
func maySend(by discharge.Signer, pic *org.Picture, trusts []org.Code) error {
	slices.Sort(trusts)
	for _, t := range slices.Compact(trusts) {
		if t != by.Org && by.Org != org.England && !pic.Within(t, by.Org) {
			return fault.New(fault.Forbidden, "%s does not speak for %s; its counts are sent by its own people or by its board's", by.Org, t)
		}
	}
	return nil
}

// said is yes, no or, where the source does not tell, empty.
func said(b, unsaid bool) string {
	if unsaid {
		return ""
	}
	return word(b)
}

func (s *Store) enterCapacity(ctx context.Context, by discharge.Signer, rows []discharge.Capacity) (discharge.Imported, error) {
	rows, err := discharge.CheckCapacity(rows, s.d.Now())
	if err != nil {
		return discharge.Imported{}, err
	}
	var parts []string
	for i := range rows {
		rows[i].Recorded = time.Time{}
		text, err := json.Marshal(rows[i])
		if err != nil {
			return discharge.Imported{}, err
		}
		parts = append(parts, string(text))
	}
	return s.keepCapacity(ctx, by, discharge.File{SHA256: audit.Digest(parts...)}, discharge.CapacityFile{Form: discharge.HandForm, Rows: rows, Read: len(rows)})
}

func (s *Store) capacities(ctx context.Context, q discharge.CapacityAsked) ([]discharge.Capacity, error) {
	var out []discharge.Capacity
	err := s.d.Read(ctx, func(tx *db.Tx) (err error) {
		at := q.AsOf
		if at.IsZero() {
			at = tx.Now
		}
		out, err = capacitiesIn(ctx, tx, q, at)
		return err
	})
	return out, err
}

func (s *Store) supply(ctx context.Context, q discharge.CapacityAsked) (*discharge.Supply, error) {
	if q.AsOf.IsZero() {
		q.AsOf = s.d.Now()
	}
	rows, err := s.capacities(ctx, q)
	return discharge.NewSupply(rows, q.AsOf, s.holidays), err
}

func (s *Store) supplyWith(ctx context.Context, q discharge.CapacityAsked, rows []discharge.Capacity) (out *discharge.Supply, notes []string, err error) {
	if q.AsOf.IsZero() {
		q.AsOf = s.d.Now()
	}
	rows = slices.Clone(rows)
	for i := range rows {
		rows[i].Recorded = q.AsOf
	}
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		if notes, err = s.takeOut(ctx, tx, rows, q.AsOf); err != nil {
			return err
		}
		held, err := capacitiesIn(ctx, tx, q, q.AsOf)
		out = discharge.NewSupply(append(held, rows...), q.AsOf, s.holidays)
		return err
	})
	return out, notes, err
}

// capacitiesIn reads what was said up to at of the councils and days, and since long enough before it to tell that what
// is too old was said at all.
func capacitiesIn(ctx context.Context, tx *db.Tx, q discharge.CapacityAsked, at time.Time) ([]discharge.Capacity, error) {
	since, first, last := db.At(at.AddDate(0, 0, -3*discharge.StaleBeyond)), q.From.String(), "9999-12-31"
	if !q.To.IsZero() {
		last = q.To.String()
	}
	switch {
	case q.Holder != "":
		return db.Collect(ctx, tx, queries.For(tx.Engine, "capacities-by"), scanCapacity, string(q.Holder), since, db.At(at), first, last)
	case len(q.Councils) == 0:
		return db.Collect(ctx, tx, queries.For(tx.Engine, "capacities"), scanCapacity, since, db.At(at), first, last)
	}
	var out []discharge.Capacity
	for _, c := range q.Councils {
		list, err := db.Collect(ctx, tx, queries.For(tx.Engine, "capacities-of"), scanCapacity, string(c), since, db.At(at), first, last)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

func scanCapacity(r db.Row) (discharge.Capacity, error) {
	var c discharge.Capacity
	var weekend, holiday, out string
	var asAt, recorded db.Instant
	err := r.Scan(&c.Holder, &c.Council, &c.Service, &c.Category, &c.Date, &c.Total, &c.Accepting, &weekend, &holiday, &out, &c.Agreed, &c.Source, &asAt, &recorded)
	c.AgreedOut = out == yes
	c.Weekend, c.WeekendUnsaid, c.Holiday, c.HolidayUnsaid = weekend == yes, weekend == "", holiday == yes, holiday == ""
	c.AsAt, c.Recorded = asAt.Time, recorded.Time
	return c, err
}

func (s *Store) keepReasons(ctx context.Context, by discharge.Signer, file discharge.File, f discharge.ReasonFile) (discharge.Imported, error) {
	var trusts []org.Code
	for _, c := range f.Counts {
		trusts = append(trusts, c.Trust)
	}
	return s.keep(ctx, by, file, parcel{kind: discharge.ImportReasons, read: f.Read, kept: len(f.Counts), notes: f.Notes,
		may: func(pic *org.Picture) error { return maySend(by, pic, trusts) }, insert: "insert-reason", rows: func(id int64, now any) [][]any {
			out := make([][]any, 0, len(f.Counts))
			for i, c := range f.Counts {
				out = append(out, []any{id, i + 1, string(c.Trust), string(c.Council), c.Day, string(c.Cohort), string(c.Weight), string(c.Code), c.Raw, c.N, now})
			}
			return out
		}})
}

// wanted reports whether a trust is among those asked for; none is all.
func wanted(trusts []org.Code, c org.Code) bool {
	for _, t := range trusts {
		if t == c {
			return true
		}
	}
	return len(trusts) == 0
}

// until is the last day of a reading; zero is no end.
func until(to civil.Date) string {
	if to.IsZero() {
		return "9999-12-31"
	}
	return to.String()
}

func (s *Store) reasons(ctx context.Context, trusts []org.Code, from, to civil.Date, asOf time.Time) ([]discharge.ReasonCount, error) {
	var out []discharge.ReasonCount
	err := s.d.Read(ctx, func(tx *db.Tx) error {
		out = nil
		var last discharge.ReasonCount // as the one before it, without number and label
		return tx.Each(ctx, queries.For(tx.Engine, "reasons"), func(r db.Row) error {
			var c discharge.ReasonCount
			if err := r.Scan(&c.Trust, &c.Council, &c.Day, &c.Cohort, &c.Weight, &c.Code, &c.Raw, &c.N); err != nil {
				return err
			}
			key := c
			key.Raw, key.N = "", 0
			switch {
			case !wanted(trusts, c.Trust):
			case key == last:
				out[len(out)-1] = c // counted again later
			default:
				out, last = append(out, c), key
			}
			return nil
		}, from, until(to), db.At(orNow(asOf)))
	})
	return out, err
}

func (s *Store) keepLeft(ctx context.Context, by discharge.Signer, file discharge.File, f discharge.LeftFile) (discharge.Imported, error) {
	var trusts []org.Code
	for _, c := range f.Counts {
		trusts = append(trusts, c.Trust)
	}
	return s.keep(ctx, by, file, parcel{kind: discharge.ImportLeft, read: f.Read, kept: len(f.Counts), notes: f.Notes,
		may: func(pic *org.Picture) error { return maySend(by, pic, trusts) }, insert: "insert-left", rows: func(id int64, now any) [][]any {
			out := make([][]any, 0, len(f.Counts))
			for i, c := range f.Counts {
				out = append(out, []any{id, i + 1, string(c.Trust), string(c.Council), c.Month, string(c.Pathway), c.Label, c.N, now})
			}
			return out
		}})
}

// left gives, for each trust and month, the counts of the import that came last: destinations of one pathway add up
// within a file, and never over files.
func (s *Store) left(ctx context.Context, trusts []org.Code, from, to civil.Date, asOf time.Time) ([]discharge.Left, error) {
	type month struct {
		trust org.Code
		month civil.Date
	}
	var all []discharge.Left
	var ids []int64
	newest := map[month]int64{}
	err := s.d.Read(ctx, func(tx *db.Tx) error {
		all, ids = nil, nil
		return tx.Each(ctx, queries.For(tx.Engine, "lefts"), func(r db.Row) error {
			var l discharge.Left
			var id int64
			err := r.Scan(&l.Trust, &l.Council, &l.Month, &l.Pathway, &l.Label, &l.N, &id)
			if wanted(trusts, l.Trust) {
				all, ids = append(all, l), append(ids, id)
				k := month{l.Trust, l.Month}
				newest[k] = max(newest[k], id)
			}
			return err
		}, from, until(to), db.At(orNow(asOf)))
	})
	var out []discharge.Left
	for i, l := range all {
		if newest[month{l.Trust, l.Month}] == ids[i] {
			out = append(out, l)
		}
	}
	return out, err
}

func (s *Store) keepStays(ctx context.Context, by discharge.Signer, file discharge.File, f discharge.StayFile) (discharge.Imported, error) {
	if f.Trust != by.Org {
		return discharge.Imported{}, fault.New(fault.Forbidden, "The stays of %s are sent by its own people", f.Trust)
	}
	return s.keep(ctx, by, file, parcel{kind: discharge.ImportStays, read: f.Read, kept: len(f.Stays), notes: f.Notes,
		insert: "insert-stay", rows: func(id int64, _ any) [][]any {
			out := make([][]any, 0, len(f.Stays))
			for _, y := range f.Stays {
				out = append(out, []any{id, y.Row, string(f.Trust), y.Admitted, y.Ready, y.Left, y.Arranged, string(y.Pathway), string(y.Council)})
			}
			return out
		},
		more: func(ctx context.Context, tx *db.Tx, id int64) error {
			var out [][]any
			for i, d := range f.Delays {
				out = append(out, []any{id, i + 1, string(f.Trust), string(d.Council), string(d.Pathway), d.Month, spaced(d.People), spaced(d.BedDays),
					d.Undated, db.At(tx.Now)})
			}
			return tx.RepeatAll(ctx, queries.For(tx.Engine, "insert-delay"), out)
		}})
}

// spaced writes the numbers of the bands with spaces between them.
func spaced(n [discharge.Bands]int) string { return strings.Trim(fmt.Sprint(n), "[]") }

// unspaced reads what spaced wrote.
func unspaced(text string) (n [discharge.Bands]int, err error) {
	parts := make([]any, len(n))
	for i := range n {
		parts[i] = &n[i]
	}
	_, err = fmt.Sscan(text, parts...)
	return n, err
}

func (s *Store) stays(ctx context.Context, trust org.Code, asOf time.Time) ([]discharge.Stay, error) {
	var out []discharge.Stay
	err := s.d.Read(ctx, func(tx *db.Tx) error {
		var id int64
		err := tx.Get(ctx, queries.For(tx.Engine, "newest-stays"), []any{string(discharge.ImportStays), string(trust), db.At(orNow(asOf))}, &id)
		if err != nil || id == 0 {
			return err
		}
		out, err = db.Collect(ctx, tx, queries.For(tx.Engine, "stays"), func(r db.Row) (y discharge.Stay, err error) {
			return y, r.Scan(&y.Row, &y.Admitted, &y.Ready, &y.Left, &y.Arranged, &y.Pathway, &y.Council)
		}, id)
		return err
	})
	return out, err
}

func (s *Store) delays(ctx context.Context, trusts []org.Code, from, to civil.Date, asOf time.Time) ([]discharge.Delays, error) {
	type month struct {
		trust org.Code
		month civil.Date
	}
	var all []discharge.Delays
	var ids []int64
	newest := map[month]int64{}
	err := s.d.Read(ctx, func(tx *db.Tx) error {
		all, ids = nil, nil
		return tx.Each(ctx, queries.For(tx.Engine, "delays"), func(r db.Row) error {
			var d discharge.Delays
			var people, days string
			var id int64
			if err := r.Scan(&d.Trust, &d.Council, &d.Pathway, &d.Month, &people, &days, &d.Undated, &id); err != nil || !wanted(trusts, d.Trust) {
				return err
			}
			var err error
			if d.People, err = unspaced(people); err != nil {
				return err
			}
			if d.BedDays, err = unspaced(days); err != nil {
				return err
			}
			all, ids = append(all, d), append(ids, id)
			newest[month{d.Trust, d.Month}] = max(newest[month{d.Trust, d.Month}], id)
			return nil
		}, from, until(to), db.At(orNow(asOf)))
	})
	var out []discharge.Delays
	for i, d := range all {
		if newest[month{d.Trust, d.Month}] == ids[i] {
			out = append(out, d)
		}
	}
	return out, err
}
