package dischargedb_test

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/discharge"
	"headroom/internal/discharge/dischargedb"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// another is a second process on the same database.
func (w *world) another(t *testing.T) *dischargedb.Store {
	t.Helper()
	d, err := db.Open(t.Context(), w.d.URL())
	ok(t, err)
	ok(t, d.Migrate(t.Context(), dischargedb.Migrations()))
	d.Clock = w.read
	t.Cleanup(func() { _ = d.Close() })
	return dischargedb.New(d, newRegister(), civil.England())
}

// TestTwoPlansCannotSpendTheSameStart agrees to one line after the other and looks at what the second is told.
func TestTwoPlansCannotSpendTheSameStart(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.room(t, "2023-12-23", 6)
		w.propose(t, plan("QX-1", lead, 0, starts("a", "2023-12-23", "T1", "C1", 4)))
		p := w.propose(t, plan("QY-1", leadY, 0, starts("a", "2023-12-23", "T3", "C1", 3)))
		if len(p.Conflicts) != 1 || p.Conflicts[0].Plans[0].Plan != "QX-1" {
			t.Errorf("%+v", p.Conflicts)
		}
		told, err := w.s.Notices(t.Context(), []org.Code{"C1", "QY"}, time.Time{}, 0)
		if err != nil || !slices.ContainsFunc(told, func(n discharge.Notice) bool {
			return n.Org == "C1" && n.Step == "conflict" && strings.Contains(n.Words, "plan QX-1 0 agreed and 4 proposed, plan QY-1")
		}) {
			t.Errorf("%+v %v", told, err)
		}
		found, unknown, err := w.s.Conflicts(t.Context(), on("2023-12-20"), on("2023-12-30"), nil, time.Time{})
		if err != nil || len(found) != 1 || found[0].Hard || len(unknown) != 0 || found[0].Plans[0].Plan != "QX-1" || found[0].Plans[1].Proposed != 3 {
			t.Fatalf("%+v %v %v", found, unknown, err)
		}
		ok(t, w.act(t, "QX-1", 1, dass, discharge.Move{Line: "a", To: discharge.Agreed}))
		err = w.act(t, "QY-1", 1, dass, discharge.Move{Line: "a", To: discharge.Agreed})
		kindIs(t, err, fault.Conflict)
		for _, x := range []string{"4 by plan QX-1 for T1", "QY-1 asks for 3, and 2 is left"} {
			if !strings.Contains(err.Error(), x) {
				t.Errorf("%v", err)
			}
		}
		_, err = w.s.Sign(t.Context(), "QY-1", 1, dass, true)
		kindIs(t, err, fault.Conflict)
		ok(t, w.act(t, "QY-1", 1, dass, discharge.Move{Line: "a", To: discharge.Agreed, Number: 2, Reason: "two are left"}))
		// One plan gives some back, and the other may have them.
		kindIs(t, w.act(t, "QY-1", 1, dass, discharge.Move{Line: "a", To: discharge.Agreed, Number: 3}), fault.Conflict)
		ok(t, w.act(t, "QX-1", 1, dass, discharge.Move{Line: "a", To: discharge.Agreed, Number: 3, Reason: "for the neighbour"}))
		ok(t, w.act(t, "QY-1", 1, dass, discharge.Move{Line: "a", To: discharge.Agreed, Number: 3}))
		if found, _, err = w.s.Conflicts(t.Context(), on("2023-12-20"), on("2023-12-30"), nil, time.Time{}); err != nil || len(found) != 0 {
			t.Errorf("%+v %v", found, err)
		}
		// The council finds that it has fewer: what is agreed already conflicts, and is named.
		w.set("2023-12-19", 9, 0)
		w.room(t, "2023-12-23", 5)
		if found, _, err = w.s.Conflicts(t.Context(), on("2023-12-20"), on("2023-12-30"), nil, time.Time{}); err != nil || len(found) != 1 || !found[0].Hard {
			t.Errorf("%+v %v", found, err)
		}
		// As it was known before.
		if found, _, err = w.s.Conflicts(t.Context(), on("2023-12-20"), on("2023-12-30"), nil, on("2023-12-18").At(12*60)); err != nil || len(found) != 0 {
			t.Errorf("%+v %v", found, err)
		}
	})
}

// TestAgreeingAtOnceNeverSpendsMoreThanThereIs lets many people of two processes agree to the lines of many plans that
// ask for one council's starts of two days, and some change their minds.
func TestAgreeingAtOnceNeverSpendsMoreThanThereIs(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const plans, there = 24, 20
		w.room(t, "2023-12-23", there)
		w.room(t, "2023-12-24", there)
		stores := []*dischargedb.Store{w.s, w.another(t)}
		for i := range plans {
			by := []discharge.Signer{lead, leadY}[i%2]
			trust := []org.Code{"T1", "T3"}[i%2]
			w.propose(t, plan(fmt.Sprintf("P-%02d", i), by, 0, starts("x", "2023-12-23", trust, "C1", 1+i%4), starts("y", "2023-12-24", trust, "C1", 2)))
		}
		var all sync.WaitGroup
		var mu sync.Mutex
		refused := 0
		for i := range plans {
			all.Go(func() {
				s := stores[i%2]
				for _, id := range []string{"x", "y"} {
					_, err := s.Act(t.Context(), discharge.Act{Plan: fmt.Sprintf("P-%02d", i), Version: 1, By: dass, Moves: []discharge.Move{{Line: id, To: discharge.Agreed}}})
					switch fault.KindOf(err) {
					case "":
						if i%6 == 0 {
							_, err := s.Act(t.Context(), discharge.Act{Plan: fmt.Sprintf("P-%02d", i), Version: 1, By: dass,
								Moves: []discharge.Move{{Line: id, To: discharge.Refused, Reason: "on second thoughts"}}})
							if err != nil {
								t.Error(err)
							}
						}
					case fault.Conflict:
						mu.Lock()
						refused++
						mu.Unlock()
					default:
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		live, err := w.s.Live(t.Context(), on("2023-12-01"), civil.Date{}, time.Time{})
		ok(t, err)
		spent := map[civil.Date]int{}
		for _, l := range live {
			for _, c := range l.Claims() {
				spent[c.Date] += c.Agreed
			}
		}
		for d, n := range spent {
			if n > there || n < there-8 {
				t.Errorf("%d of %d are spent on %s", n, there, d)
			}
		}
		if refused == 0 {
			t.Error("the plans ask for more than there is, and nobody was refused")
		}
		w.claimsHold(t)
	})
}

// TestTheSameLineAgreedAtOnce lets eight people agree to one line: it is agreed once, and its number is spent once.
func TestTheSameLineAgreedAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.room(t, "2023-12-23", 5)
		w.propose(t, plan("QX-1", lead, 0, starts("a", "2023-12-23", "T1", "C1", 3)))
		stores := []*dischargedb.Store{w.s, w.another(t)}
		errs := make([]error, 8)
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() {
				_, errs[i] = stores[i%2].Sign(t.Context(), "QX-1", 1, dass, true)
			})
		}
		all.Wait()
		for _, err := range errs {
			ok(t, err)
		}
		h, err := w.s.History(t.Context(), "QX-1", time.Time{})
		if err != nil || len(h) != 3 {
			t.Errorf("%+v %v", h, err)
		}
		w.claimsHold(t)
	})
}

// TestProposingAtOnce lets eight people propose the next version: one does, the others are told to look at it.
func TestProposingAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.propose(t, plan("QX-1", lead, 0, starts("a", "2023-12-23", "T1", "C1", 3)))
		stores := []*dischargedb.Store{w.s, w.another(t)}
		errs := make([]error, 8)
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() {
				_, errs[i] = stores[i%2].Propose(t.Context(), plan("QX-1", lead, 1, starts("a", "2023-12-23", "T1", "C1", 10+i)), "again")
			})
		}
		all.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else {
				kindIs(t, err, fault.Conflict)
			}
		}
		if v := w.view(t, "QX-1", 0, time.Time{}); won != 1 || v.Newest != 2 {
			t.Errorf("%d won; version %d", won, v.Newest)
		}
	})
}

// claimsHold holds the rewritten table against what the events say: one more than there is room for is refused exactly
// when the events say that the rest is spent.
func (w *world) claimsHold(t *testing.T) {
	t.Helper()
	live, err := w.s.Live(t.Context(), on("2023-12-01"), civil.Date{}, time.Time{})
	ok(t, err)
	var want []string
	for _, l := range live {
		for _, c := range l.Claims() {
			want = append(want, fmt.Sprint(c.Plan, c.Version, c.Line, c.Council, c.Service, c.Date, c.Agreed, c.Proposed))
		}
	}
	var got []string
	ok(t, w.d.Read(t.Context(), func(tx *db.Tx) error {
		return tx.Each(t.Context(), "SELECT plan, version, line, council, service, day, agreed, proposed FROM discharge_claim", func(r db.Row) error {
			var c discharge.Claim
			err := r.Scan(&c.Plan, &c.Version, &c.Line, &c.Council, &c.Service, &c.Date, &c.Agreed, &c.Proposed)
			got = append(got, fmt.Sprint(c.Plan, c.Version, c.Line, c.Council, c.Service, c.Date, c.Agreed, c.Proposed))
			return err
		})
	}))
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		t.Errorf("the events say\n%s\nand the table\n%s", strings.Join(want, "\n"), strings.Join(got, "\n"))
	}
}

// TestClaimsFollowEverything goes through many versions and moves, allowed and not, and holds the table of claims against
// the events after each; a second reading of any instant gives what the first gave.
func TestClaimsFollowEverything(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		r := rand.New(rand.NewSource(7))
		w.room(t, "2023-12-23", 9)
		lines := func() []discharge.Line {
			out := []discharge.Line{ward("w", "2023-12-23", "T1", 3)}
			for i := range 4 {
				if r.Intn(5) > 0 {
					out = append(out, starts(fmt.Sprint("l", i), "2023-12-23", "T1", "C1", 1+r.Intn(3)))
				}
			}
			return out
		}
		number := map[string]int{}
		seen := map[time.Time]string{}
		states := []discharge.State{discharge.Agreed, discharge.Refused, discharge.Withdrawn}
		for i := range 40 {
			w.set("2023-12-18", 10, i)
			name := fmt.Sprint("QX-", 1+r.Intn(2))
			if number[name] == 0 || r.Intn(5) == 0 {
				p, err := w.s.Propose(t.Context(), plan(name, lead, number[name], lines()...), "next")
				ok(t, err)
				number[name] = p.Number
			} else {
				err := w.act(t, name, number[name], dass, discharge.Move{Line: fmt.Sprint("l", r.Intn(4)), To: states[r.Intn(3)], Reason: "r"})
				if k := fault.KindOf(err); k != "" && k != fault.Conflict {
					t.Fatal(err)
				}
			}
			w.claimsHold(t)
			seen[w.read()] = w.told(t, w.read())
			now, nowUnknown, err := w.s.Conflicts(t.Context(), on("2023-12-20"), on("2023-12-30"), nil, time.Time{})
			ok(t, err)
			then, thenUnknown, err := w.s.Conflicts(t.Context(), on("2023-12-20"), on("2023-12-30"), []org.Code{"C1"}, w.read())
			ok(t, err)
			if fmt.Sprintf("%+v %+v", now, nowUnknown) != fmt.Sprintf("%+v %+v", then, thenUnknown) {
				t.Errorf("now\n%+v\nand as of now\n%+v", now, then)
			}
		}
		for at, was := range seen {
			if now := w.told(t, at); now != was {
				t.Errorf("as of %s it read\n%s\nand reads\n%s", at, was, now)
			}
		}
	})
}

// told is a text of all plans at an instant.
func (w *world) told(t *testing.T, at time.Time) string {
	t.Helper()
	live, err := w.s.Live(t.Context(), civil.Date{}, civil.Date{}, at)
	ok(t, err)
	var out []string
	for _, l := range live {
		for _, line := range l.Lines {
			st := l.Standings[line.ID]
			out = append(out, fmt.Sprint(l.Plan, l.Number, line.ID, line.Number, st.State, st.Agreed))
		}
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}
