package audit

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"headroom/internal/db"
	"headroom/internal/db/dbtest"
)

func each(t *testing.T, f func(t *testing.T, d *db.DB)) {
	dbtest.Each(t, []db.Migrations{Migrations()}, f)
}

func add(t *testing.T, d *db.DB, n int) {
	t.Helper()
	for i := range n {
		err := d.Write(context.Background(), func(tx *db.Tx) error {
			return Append(context.Background(), tx, Entry{Actor: "account:1", Verb: "return.submit", Noun: "return",
				Key: fmt.Sprint("k", i), Org: "Z-001", Digest: Digest("body", fmt.Sprint(i))})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func verify(t *testing.T, d *db.DB) Report {
	t.Helper()
	var r Report
	err := d.Read(context.Background(), func(tx *db.Tx) (err error) {
		r, err = Verify(context.Background(), tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestQueriesPrepare(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) { dbtest.Prepares(t, d, queries) })
}

func TestChainHoldsUnderConcurrentWriters(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() { add(t, d, 25) })
		}
		wg.Wait()
		if r := verify(t, d); r.Entries != 200 || len(r.Problems) != 0 {
			t.Fatalf("entries %d, problems %v", r.Entries, r.Problems)
		}
	})
}

func TestRolledBackTransactionLeavesNoEntry(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		stop := errors.New("stop")
		err := d.Write(context.Background(), func(tx *db.Tx) error {
			if err := Append(context.Background(), tx, Entry{Verb: "x"}); err != nil {
				return err
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Fatal(err)
		}
		add(t, d, 1)
		if r := verify(t, d); r.Entries != 1 || len(r.Problems) != 0 {
			t.Fatalf("%+v", r)
		}
	})
}

func TestVerifyNamesWhatWasDone(t *testing.T) {
	cases := map[string]struct{ sql, want string }{
		"changed field": {"UPDATE audit_entry SET reason = 'other' WHERE seq = 3", "entry 3"},
		"removed entry": {"DELETE FROM audit_entry WHERE seq = 3", "entry 4 follows entry 2"},
		"cut-off tail":  {"DELETE FROM audit_entry WHERE seq = 5", "removed from the end"},
		"changed hash":  {"UPDATE audit_entry SET hash = 'ab' WHERE seq = 2", "entry 3 does not hold"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, d *db.DB) {
				add(t, d, 5)
				if _, err := d.Pool().Exec(c.sql); err != nil {
					t.Fatal(err)
				}
				if got := strings.Join(verify(t, d).Problems, "; "); !strings.Contains(got, c.want) {
					t.Fatalf("problems %q do not say %q", got, c.want)
				}
			})
		})
	}
}

func TestFindNarrows(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		add(t, d, 10)
		_ = d.Read(context.Background(), func(tx *db.Tx) error {
			got, err := Find(context.Background(), tx, Filter{Noun: "return", Key: "k4"})
			if err != nil || len(got) != 1 || got[0].Seq != 5 {
				t.Errorf("by key: %v %v", got, err)
			}
			for noun, want := range map[string]int{"ret": 0, "return": 10, "": 10} {
				if got, err := Find(context.Background(), tx, Filter{Noun: noun}); err != nil || len(got) != want {
					t.Errorf("%q: %d %v", noun, len(got), err)
				}
			}
			got, err = Find(context.Background(), tx, Filter{Org: "Z-001", Before: 5, Limit: 3})
			if err != nil || len(got) != 3 || got[0].Seq != 4 {
				t.Errorf("paging: %v %v", got, err)
			}
			dg, err := Digests(context.Background(), tx, "return")
			if err != nil || dg["k4"] != Digest("body", "4") {
				t.Errorf("digests: %v %v", dg, err)
			}
			return nil
		})
	})
}

// A room's noun finds what stands in the log under the names beneath it.
func TestANounHoldsThoseBeneathIt(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		for _, noun := range []string{"harm-event", "harm-link", "harm", "harmless", "rest-entry"} {
			err := d.Write(context.Background(), func(tx *db.Tx) error {
				return Append(context.Background(), tx, Entry{Actor: "account:1", Verb: "x", Noun: noun, Key: "k"})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		_ = d.Read(context.Background(), func(tx *db.Tx) error {
			for noun, want := range map[string]int{"harm": 3, "harm-event": 1, "rest": 1, "": 5} {
				if got, err := Find(context.Background(), tx, Filter{Noun: noun}); err != nil || len(got) != want {
					t.Errorf("%q: %d %v", noun, len(got), err)
				}
			}
			return nil
		})
	})
}
