package sitrepdb_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/db/dbtest"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/org/orgdb"
	"headroom/internal/sitrep"
	"headroom/internal/sitrep/sitrepdb"
)

// morning is the day that the tests of submissions are about: a Wednesday in winter.
var morning = civil.MustDate("2023-12-20")

var everSince = civil.Range{From: civil.MustDate("2015-04-01")}

// clock is a clock that a test sets.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) set(day civil.Date, hhmm civil.Clock) {
	c.mu.Lock()
	c.now = day.At(hhmm)
	c.mu.Unlock()
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func hm(h, m int) civil.Clock { return civil.Clock(h*60 + m) }

// world is a small England: trusts T000, T001… that owe the daily return, spread over the ICBs of 2023.
type world struct {
	d       *db.DB
	s       *sitrepdb.Store
	orgs    *orgdb.Store
	clock   *clock
	codes   []org.Code
	pending org.ChangeSet
	ever    bool // something was ever stored
}

func rooms() []db.Migrations {
	return []db.Migrations{audit.Migrations(), orgdb.Migrations(), sitrepdb.Migrations()}
}

func trusts(n int) []org.Code {
	out := make([]org.Code, n)
	for i := range out {
		out[i] = org.Code(fmt.Sprintf("T%03d", i))
	}
	return out
}

// settle puts n trusts into a fresh database.
func settle(t testing.TB, d *db.DB, n int) *world {
	t.Helper()
	w := &world{d: d, orgs: orgdb.New(d), clock: &clock{}, codes: trusts(n)}
	w.clock.set(morning, hm(8, 0))
	d.Clock = w.clock.read
	ok(t, w.orgs.Seed(t.Context()))
	pic, err := w.orgs.Picture(t.Context(), morning, time.Time{})
	ok(t, err)
	icbs := pic.Units(org.KindICB)
	for i, c := range w.codes {
		w.place(t, c, icbs[i%len(icbs)].Code)
	}
	w.accept(t)
	w.s = sitrepdb.New(d, w.orgs)
	return w
}

// place proposes a trust that owes the daily return; accept makes it so.
func (w *world) place(t testing.TB, c, icb org.Code) {
	t.Helper()
	facts := []org.Fact{
		{What: org.FactUnit, Org: c, Kind: org.KindTrust, Valid: everSince},
		{What: org.FactName, Org: c, Text: "Invented Trust " + string(c), Valid: everSince},
		{What: org.FactLink, Org: c, Tree: org.NHS, Other: icb, Valid: everSince},
		{What: org.FactMark, Org: c, Text: org.MarkAcuteBeds, Valid: everSince},
	}
	book, err := w.orgs.Book(t.Context(), time.Time{})
	ok(t, err)
	w.pending.Lines = append(w.pending.Lines, org.Change{Line: len(w.pending.Lines) + 1, Org: c, Verb: "new", Words: "a trust", Before: book.Held(facts), Facts: facts})
}

func (w *world) accept(t testing.TB) {
	t.Helper()
	w.pending.Title = "trusts of a test"
	id, err := w.orgs.Propose(t.Context(), "account:1", w.pending)
	ok(t, err)
	ok(t, w.orgs.Accept(t.Context(), id, "account:1", "test"))
	w.pending = org.ChangeSet{}
}

func eachWorld(t *testing.T, n int, f func(t *testing.T, w *world)) {
	dbtest.Each(t, rooms(), func(t *testing.T, d *db.DB) { f(t, settle(t, d, n)) })
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// figures is a full return of a trust with more beds occupied by k than usual, 0 to 20.
func figures(k int) []sitrep.Item {
	n := float64(k)
	at := map[measure.Code]float64{"ga_core_open": 400, "ga_esc_open": 20, "ga_open": 420, "ga_occ": 395 + n, "adult_core_open": 360,
		"adult_esc_open": 18, "adult_open": 378, "adult_occ": 355 + n, "paed_core_open": 40, "paed_esc_open": 2, "paed_open": 42,
		"paed_occ": 40, "los7": 150, "los14": 80, "los21": 50, "amb_arr": 100, "amb_handovers_known": 98, "amb_over15": 40,
		"amb_over30": 20, "amb_over60": 5}
	form, _ := sitrep.FindForm(sitrep.UECDaily, morning)
	var out []sitrep.Item
	for _, it := range form.Items {
		v, given := at[it.Measure]
		if !given {
			v = 1
		}
		out = append(out, sitrep.Item{Measure: it.Measure, Value: measure.Of(v)})
	}
	return out
}

// sent is a submission of a signed daily return whose queries are answered.
func sent(c org.Code, day civil.Date, k int) sitrep.Submission {
	return sitrep.Submission{Draft: sitrep.Draft{Form: sitrep.UECDaily, Org: c, Day: day, Items: figures(k),
		Comments: map[measure.Code]string{"": "counted again by hand"}},
		Base: sitrep.UnknownBase, By: "account:12", SignedBy: "account:13", Role: "accountable", Reason: "counted again", Channel: "form"}
}

func (w *world) send(t testing.TB, sub sitrep.Submission) sitrep.Receipt {
	t.Helper()
	r, err := w.s.Submit(t.Context(), sub)
	ok(t, err)
	return r
}

// verify gives every problem of the returns and of the audit chain.
func (w *world) verify(t testing.TB) []string {
	t.Helper()
	var out []string
	ok(t, w.d.Read(t.Context(), func(tx *db.Tx) error {
		v, err := w.s.Verify(t.Context(), tx, nil)
		if err != nil {
			return err
		}
		rep, err := audit.Verify(t.Context(), tx)
		out = append(v.Problems, rep.Problems...)
		return err
	}))
	return out
}

func (w *world) sound(t testing.TB) {
	t.Helper()
	if p := w.verify(t); len(p) > 0 {
		t.Fatalf("%d problems, as %q", len(p), p[0])
	}
}

// sum is England's (or another's) beds occupied on the day, with "n of m".
func (w *world) sum(t testing.TB, c org.Code, view sitrep.View, asOf time.Time) string {
	t.Helper()
	return w.sumOn(t, c, morning, view, asOf)
}

func (w *world) sumOn(t testing.TB, c org.Code, day civil.Date, view sitrep.View, asOf time.Time) string {
	t.Helper()
	s, err := w.s.Series(t.Context(), sitrep.Asked{Org: c, Measure: "ga_occ", Form: sitrep.UECDaily, From: day, To: day, View: view, AsOf: asOf})
	ok(t, err)
	if len(s.Points) == 0 {
		return "none"
	}
	p := s.Points[0]
	return fmt.Sprintf("%s, %d of %d", p.Value, p.Received, p.Due)
}
