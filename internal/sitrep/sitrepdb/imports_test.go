package sitrepdb_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/jobs"
	"headroom/internal/sitrep"
	"headroom/internal/sitrep/sitrepdb"
)

func receive(t *testing.T, s *sitrepdb.Store, file, content string, queue bool) sitrep.Import {
	t.Helper()
	i, err := s.Receive(t.Context(), sitrep.Upload{File: file, Content: strings.NewReader(content), By: "account:12", Queue: queue})
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// importLines are the details of the audit lines about imports, oldest first.
func importLines(t *testing.T, d *db.DB) string {
	t.Helper()
	var words []string
	err := d.Read(t.Context(), func(tx *db.Tx) error {
		list, err := audit.Find(t.Context(), tx, audit.Filter{Noun: "import", Limit: 100})
		for _, e := range list {
			words = append([]string{e.Detail}, words...)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(words, "; ")
}

func verified(t *testing.T, d *db.DB, s *sitrepdb.Store) (v sitrepdb.Verified) {
	t.Helper()
	if err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
		v, err = s.Verify(t.Context(), tx, nil)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if len(v.Problems) > 0 {
		t.Errorf("damaged: %q", v.Problems)
	}
	return v
}

func TestImportLife(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *sitrepdb.Store) {
		ctx := t.Context()
		began := d.Now()
		tick := 0
		d.Clock = func() time.Time { tick++; return began.Add(time.Duration(tick) * time.Second) }
		i := receive(t, s, `C:\folder\2022-12-08.csv`, "content", false)
		if i.State != sitrep.ImportReceived || i.File != "2022-12-08.csv" || i.Bytes != 7 || i.Job != 0 || i.By != "account:12" {
			t.Fatalf("received: %+v", i)
		}
		b := edition("2022-12-08", map[string]float64{"Z-A": 3, "Z-B": 5})
		b.Source.SHA256 = i.SHA256
		b.Drafts[0].Problems = []fault.Field{{Name: "flu_ga", Message: "unreadable", File: i.File, Cell: "F2"}}
		if err := s.NoteRead(ctx, i.ID, b); err != nil {
			t.Fatal(err)
		}
		read, err := s.Imported(ctx, i.ID, time.Time{})
		if err != nil || read.State != sitrep.ImportRead || read.Format != "flu" {
			t.Fatalf("read: %+v %v", read, err)
		}
		res, err := s.StoreImport(ctx, i.ID, b, nil, nil)
		if err != nil || res.Stored != 1 || res.Refused != 1 || res.Import != i.ID {
			t.Fatalf("stored: %+v %v", res, err)
		}
		got, err := s.Imported(ctx, i.ID, time.Time{})
		if err != nil || got.State != sitrep.ImportStored || len(got.Result.Refusals) != 1 || got.Result.Refusals[0].Cell != "F2" || len(got.Result.NewOrgs) != 2 || got.Listed.Refusals != 1 || got.Ended.IsZero() {
			t.Fatalf("kept: %+v %v", got, err)
		}
		// done twice, it is the same import; handed in again, it is held
		if again, err := s.StoreImport(ctx, i.ID, b, nil, nil); err != nil || again.Stored != 1 {
			t.Errorf("again: %+v %v", again, err)
		}
		held := receive(t, s, "2022-12-08.csv", "content", true)
		if held.State != sitrep.ImportHeld || held.Result.Earlier != i.ID || held.ID == i.ID || held.Job != 0 {
			t.Errorf("held: %+v", held)
		}
		// under another name it may be another edition: that is found out when it is read
		other := receive(t, s, "2022-12-15.csv", "content", false)
		if other.State != sitrep.ImportReceived || other.Upload != i.Upload {
			t.Errorf("another name: %+v", other)
		}
		if res, err := s.StoreImport(ctx, other.ID, b, nil, nil); err != nil || !res.Held || res.Earlier != i.ID {
			t.Errorf("the same figures: %+v %v", res, err)
		}
		// as it stood before
		for _, c := range []struct {
			at   time.Time
			want sitrep.ImportState
		}{{got.Received, sitrep.ImportReceived}, {got.Read, sitrep.ImportRead}, {got.Ended, sitrep.ImportStored}} {
			list, n, err := s.Imports(ctx, sitrep.ImportsAsked{AsOf: c.at, State: c.want})
			if err != nil || n == 0 || len(list) != n || list[0].State != c.want || (c.want != sitrep.ImportStored && list[0].Result.Stored != 0) {
				t.Errorf("%s: %d %+v %v", c.want, n, list, err)
			}
		}
		if _, err := s.Imported(ctx, i.ID, got.Received.Add(-time.Second)); fault.KindOf(err) != fault.NotFound {
			t.Errorf("before it came: %v", err)
		}
		if got := importLines(t, d); got != "received; read as flu: 0 values; stored; already held; received; already held" {
			t.Errorf("audit: %s", got)
		}
		verified(t, d, s)
	})
}

func TestImportRefusedIsKeptAndMayBeTriedAgain(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *sitrepdb.Store) {
		i := receive(t, s, "a.csv", "x", false)
		why := &fault.Error{Kind: fault.Invalid, Message: "no known format", Fields: []fault.Field{{Message: "no headings", File: "a.csv"}}}
		for range 2 {
			if err := s.Refuse(t.Context(), i.ID, why); err != nil {
				t.Fatal(err)
			}
		}
		got, err := s.Imported(t.Context(), i.ID, time.Time{})
		if err != nil || got.State != sitrep.ImportRefused || got.Result.Why != "no known format" || len(got.Result.Refusals) != 1 {
			t.Fatalf("%+v %v", got, err)
		}
		if err := s.Refuse(t.Context(), i.ID, errors.New("our own mistake")); fault.KindOf(err) != fault.Internal {
			t.Error("an error that is no fault refuses a file")
		}
		if again := receive(t, s, "a.csv", "x", false); again.ID == i.ID || again.State != sitrep.ImportReceived || again.Upload != i.Upload {
			t.Errorf("%+v", again)
		}
		if _, err := s.Receive(t.Context(), sitrep.Upload{File: "e.csv", Content: strings.NewReader(""), By: "x"}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("an empty file: %v", err)
		}
		if got := importLines(t, d); got != "received; refused; received" {
			t.Errorf("audit: %s", got)
		}
	})
}

func TestContentIsWhatWasReceived(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *sitrepdb.Store) {
		big := strings.Repeat("0123456789abcdef", 600_000) // three pieces
		i := receive(t, s, "big.csv", big, false)
		got, err := s.Content(t.Context(), i.Upload)
		if err != nil || !bytes.Equal(got, []byte(big)) {
			t.Fatalf("%d bytes of %d: %v", len(got), len(big), err)
		}
		verified(t, d, s)
		if _, err := d.Pool().Exec("UPDATE sitrep_piece SET body = $1 WHERE n = 1", []byte("other")); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Content(t.Context(), i.Upload); fault.KindOf(err) != fault.Internal {
			t.Errorf("damaged bytes are given: %v", err)
		}
		var v sitrepdb.Verified
		_ = d.Read(t.Context(), func(tx *db.Tx) (err error) {
			v, err = s.Verify(t.Context(), tx, nil)
			return err
		})
		if len(v.Problems) != 1 || !strings.Contains(v.Problems[0], "big.csv") {
			t.Errorf("%q", v.Problems)
		}
		if _, err := s.Content(t.Context(), 99); fault.KindOf(err) != fault.NotFound {
			t.Errorf("no such file: %v", err)
		}
	})
}

func TestReceiveQueuesOnce(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *sitrepdb.Store) {
		if err := jobs.Migrate(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		left := receive(t, s, "a.csv", "x", false) // as a command leaves it that was killed
		i := receive(t, s, "a.csv", "x", true)
		again := receive(t, s, "a.csv", "x", true)
		if i.ID != left.ID || i.Job == 0 || again.ID != i.ID || again.Job != i.Job {
			t.Errorf("%+v, then %+v", i, again)
		}
		if err := jobs.Cancel(t.Context(), d, i.Job, "account:12"); err != nil {
			t.Fatal(err)
		}
		if err := s.Resume(t.Context(), i.ID, "account:12"); err != nil {
			t.Fatal(err)
		}
		if got, _ := s.Imported(t.Context(), i.ID, time.Time{}); got.Job == i.Job {
			t.Error("a cancelled import was not put in the queue again")
		}
		if err := s.Refuse(t.Context(), i.ID, fault.New(fault.Invalid, "no")); err != nil {
			t.Fatal(err)
		}
		if err := s.Resume(t.Context(), i.ID, "account:12"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("an import that is over: %v", err)
		}
		if err := s.Resume(t.Context(), 99, "account:12"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("no import: %v", err)
		}
	})
}

// What was worked out before the transaction no longer holds when somebody else was quicker.
func TestPlanIsMadeAnew(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *sitrepdb.Store) {
		ctx := t.Context()
		first := edition("2022-12-08", map[string]float64{"Z-A": 3, "Z-B": 5})
		second := edition("2022-12-15", map[string]float64{"Z-A": 4})
		i := receive(t, s, "second.csv", "second", false)
		second.Source.SHA256 = i.SHA256
		quicker := func(ctx context.Context, f func(*db.Tx) error) error {
			if _, err := s.Import(ctx, first, "test", nil); err != nil {
				return err
			}
			return d.Write(ctx, f)
		}
		res, err := s.StoreImport(ctx, i.ID, second, quicker, nil)
		if err != nil || res.Stored != 1 || res.Withdrawn != 1 {
			t.Fatalf("%+v %v", res, err)
		}
		if got, _ := value(t, s, "ENG", time.Time{}); got != "4" {
			t.Error(got)
		}
		verified(t, d, s)
	})
}

func TestCancelledImportStoresNothing(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *sitrepdb.Store) {
		i := receive(t, s, "a.csv", "x", false)
		b := edition("2022-12-08", map[string]float64{"Z-A": 3, "Z-B": 5})
		b.Source.SHA256 = i.SHA256
		b.Drafts = append(b.Drafts, sitrep.Draft{Form: sitrep.FluPublished, Org: "Z-A", Day: day.Add(1), Items: b.Drafts[0].Items})
		ctx, cancel := context.WithCancel(t.Context())
		_, err := s.StoreImport(ctx, i.ID, b, nil, func(done, _ int, _ string) {
			if done == 1 {
				cancel()
			}
		})
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		got, err := s.Imported(t.Context(), i.ID, time.Time{})
		if err != nil || got.State != sitrep.ImportReceived {
			t.Errorf("%+v %v", got, err)
		}
		if v := verified(t, d, s); v.Versions != 0 {
			t.Errorf("%d versions are stored", v.Versions)
		}
		if _, err := s.StoreImport(t.Context(), i.ID, b, nil, nil); err != nil {
			t.Fatal(err)
		}
		if v := verified(t, d, s); v.Versions != 3 {
			t.Errorf("%d versions, want 3", v.Versions)
		}
	})
}

func TestSameFileAtOnce(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *sitrepdb.Store) {
		b := edition("2022-12-08", map[string]float64{"Z-A": 3, "Z-B": 5})
		var wg sync.WaitGroup
		held := make(chan bool, 4)
		for range 4 {
			wg.Go(func() {
				res, err := s.Import(t.Context(), b, "test", nil)
				if err != nil {
					t.Error(err)
				}
				held <- res.Held
			})
		}
		wg.Wait()
		close(held)
		n := 0
		for h := range held {
			if h {
				n++
			}
		}
		if v := verified(t, d, s); n != 3 || v.Versions != 2 {
			t.Errorf("%d of 4 were told that it is held, %d versions", n, v.Versions)
		}
	})
}

func TestWithdrawal(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *sitrepdb.Store) {
		first := edition("2022-12-08", map[string]float64{"Z-A": 3, "Z-B": 5})
		if _, err := s.Import(t.Context(), first, "test", nil); err != nil {
			t.Fatal(err)
		}
		// a figure that cannot be read was not taken back
		second := edition("2022-12-15", map[string]float64{"Z-A": 4, "Z-B": 6})
		for i := range second.Drafts {
			if second.Drafts[i].Org == "Z-B" {
				second.Drafts[i].Problems = []fault.Field{{Message: "unreadable"}}
			}
		}
		if res, err := s.Import(t.Context(), second, "test", nil); err != nil || res.Withdrawn != 0 || res.Refused != 1 {
			t.Errorf("%+v %v", res, err)
		}
		// a day that the edition speaks about, and lists nobody for, was
		third := edition("2022-12-22", nil)
		third.Covers = map[sitrep.FormCode][]civil.Date{sitrep.FluPublished: {day}}
		if res, err := s.Import(t.Context(), third, "test", nil); err != nil || res.Withdrawn != 2 {
			t.Errorf("%+v %v", res, err)
		}
		verified(t, d, s)
	})
}

// Somebody new on a file's first and last day owes a return on the days between as well, which are added up anew.
func TestNewDutyOnHeldDays(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, s *sitrepdb.Store) {
		at := func(published, code string, days ...int) *sitrep.Batch {
			b := edition(published, map[string]float64{code: 1})
			b.Source.Edition, b.Sightings[0].Seen.To = "", day.Add(3)
			items := b.Drafts[0].Items
			b.Drafts = nil
			for _, n := range days {
				dr := sitrep.Draft{Form: sitrep.FluPublished, Day: day.Add(n), Items: items, Org: b.Sightings[0].Code}
				b.Drafts = append(b.Drafts, dr)
			}
			return b
		}
		for _, b := range []*sitrep.Batch{at("2022-12-08", "Z-A", 0, 1, 2), at("2022-12-15", "Z-B", 0, 2)} {
			if _, err := s.Import(t.Context(), b, "test", nil); err != nil {
				t.Fatal(err)
			}
		}
		_, series := value(t, s, "ENG", time.Time{})
		for i, want := range []int{2, 1, 2} {
			if p := series.Points[i]; p.Due != 2 || p.Received != want {
				t.Errorf("day %d: %d of %d, want %d of 2", i, p.Received, p.Due, want)
			}
		}
		verified(t, d, s)
	})
}
