package sitrepdb_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"headroom/internal/audit"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

func TestSubmitStoresTheVersionItsLineAndTheSums(t *testing.T) {
	eachWorld(t, 45, func(t *testing.T, w *world) {
		r := w.send(t, sent("T000", morning, 5))
		if r.Version != 1 || r.Timing != sitrep.OnTime || r.Same || r.Again || !r.Recorded.Equal(w.clock.read()) {
			t.Fatalf("%+v", r)
		}
		if got := w.sum(t, org.England, sitrep.Latest, time.Time{}); got != "400, 1 of 45" {
			t.Fatalf("England says %s", got)
		}
		var lines []audit.Entry
		ok(t, w.d.Read(t.Context(), func(tx *db.Tx) (err error) {
			lines, err = audit.Find(t.Context(), tx, audit.Filter{Noun: "return", Key: "uec-daily/T000/2023-12-20/1"})
			return err
		}))
		if len(lines) != 1 || lines[0].Digest != r.Digest || lines[0].Verb != "return.submit" || lines[0].Actor != "account:12" {
			t.Fatalf("%+v", lines)
		}
		w.send(t, sent("T001", morning, 6))
		w.send(t, sent("T042", morning, 7)) // in the same ICB as T000
		pic, err := w.orgs.Picture(t.Context(), morning, time.Time{})
		ok(t, err)
		icb, _ := pic.Parent(org.NHS, "T000")
		other, _ := pic.Parent(org.NHS, "T002")
		for c, want := range map[org.Code]string{org.England: "1203, 3 of 45", icb: "802, 2 of 2", other: "-, 0 of 2"} {
			if got := w.sum(t, c, sitrep.Latest, time.Time{}); got != want {
				t.Errorf("%s says %s, want %s", c, got, want)
			}
		}
		w.sound(t)
	})
}

func TestThreeViewsOfACorrectedReturn(t *testing.T) {
	eachWorld(t, 2, func(t *testing.T, w *world) {
		w.send(t, sent("T000", morning, 1))
		w.clock.set(morning, hm(11, 0))
		if r := w.send(t, sent("T001", morning, 2)); r.Timing != sitrep.OnTime {
			t.Fatalf("at the deadline exactly: %s", r.Timing)
		}
		w.clock.set(morning, hm(11, 30))
		w.send(t, sent("T000", morning, 3))
		w.clock.set(morning.Add(1), hm(9, 0))
		if r := w.send(t, sent("T000", morning, 9)); r.Version != 3 || r.Timing != sitrep.Amended {
			t.Fatalf("%+v", r)
		}
		for view, want := range map[sitrep.View]string{sitrep.First: "793, 2 of 2", sitrep.Collated: "795, 2 of 2", sitrep.Latest: "801, 2 of 2"} {
			if got := w.sum(t, org.England, view, time.Time{}); got != want {
				t.Errorf("%s: %s, want %s", view, got, want)
			}
		}
		if got := w.sum(t, org.England, sitrep.Latest, morning.At(hm(10, 0))); got != "396, 1 of 2" {
			t.Errorf("as of ten: %s", got)
		}
		w.sound(t)
	})
}

func TestLateIsAcceptedAndNeverCollated(t *testing.T) {
	eachWorld(t, 2, func(t *testing.T, w *world) {
		w.clock.set(morning, hm(11, 1))
		if r := w.send(t, sent("T000", morning, 0)); r.Timing != sitrep.Late {
			t.Fatal(r.Timing)
		}
		for view, want := range map[sitrep.View]string{sitrep.Latest: "395, 1 of 2", sitrep.Collated: "-, 0 of 2"} {
			if got := w.sum(t, org.England, view, time.Time{}); got != want {
				t.Errorf("%s: %s", view, got)
			}
		}
		w.sound(t)
	})
}

func TestRefusedSubmissionSaysEverythingAndStoresNothing(t *testing.T) {
	eachWorld(t, 1, func(t *testing.T, w *world) {
		bad := sent("T000", morning, 0)
		bad.Draft.Items = append(bad.Draft.Items, sitrep.Item{Measure: "no_such", Value: measure.Of(1)})
		for i := range bad.Draft.Items {
			if bad.Draft.Items[i].Measure == "los21" {
				bad.Draft.Items[i].Value = measure.Of(81)
			}
		}
		bad.SignedBy = ""
		_, err := w.s.Submit(t.Context(), bad)
		f := fault.As(err)
		if f == nil || f.Kind != fault.Invalid || len(f.Fields) != 3 {
			t.Fatalf("%v", err)
		}
		list, err := w.s.Try(t.Context(), bad)
		if err != nil || len(list) != 2 { // nobody has signed while it is typed
			t.Fatalf("%v %v", list, err)
		}
		if h, err := w.s.History(t.Context(), sitrep.UECDaily, "T000", morning, time.Time{}); err != nil || len(h.Versions) != 0 || h.Standing != sitrep.Due || !h.Owed {
			t.Fatalf("%+v %v", h, err)
		}
	})
}

func TestSecondVersionNeedsAReason(t *testing.T) {
	eachWorld(t, 1, func(t *testing.T, w *world) {
		first := sent("T000", morning, 0)
		first.Reason = ""
		w.send(t, first)
		again := sent("T000", morning, 1)
		again.Reason = " "
		_, err := w.s.Submit(t.Context(), again)
		if f := fault.As(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Rule != "H04" {
			t.Fatalf("%v", err)
		}
		if r := w.send(t, first); !r.Same || r.Version != 1 { // the same figures need none and store nothing
			t.Fatalf("%+v", r)
		}
	})
}

func TestAmendmentWindowAndLeave(t *testing.T) {
	eachWorld(t, 1, func(t *testing.T, w *world) {
		w.send(t, sent("T000", morning, 0))
		w.clock.set(morning.Add(14), hm(23, 59))
		w.send(t, sent("T000", morning, 1))
		w.clock.set(morning.Add(15), hm(0, 1))
		_, err := w.s.Submit(t.Context(), sent("T000", morning, 2))
		if f := fault.As(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Rule != "V19" {
			t.Fatalf("%v", err)
		}
		until := morning.Add(16).At(hm(12, 0))
		if err := w.s.Reopen(t.Context(), "account:9", sitrep.UECDaily, "T000", morning, until, " "); fault.KindOf(err) != fault.Invalid {
			t.Fatalf("%v", err)
		}
		ok(t, w.s.Reopen(t.Context(), "account:9", sitrep.UECDaily, "T000", morning, until, "a ward was left out"))
		if r := w.send(t, sent("T000", morning, 2)); r.Timing != sitrep.Reopened || r.Version != 3 {
			t.Fatalf("%+v", r)
		}
		if _, err := w.s.Submit(t.Context(), sent("T000", morning, 3)); fault.KindOf(err) != fault.Invalid {
			t.Fatalf("the leave was used before: %v", err)
		}
		ok(t, w.s.Reopen(t.Context(), "account:9", sitrep.UECDaily, "T000", morning, until, "and another"))
		w.clock.set(morning.Add(16), hm(12, 1))
		if _, err := w.s.Submit(t.Context(), sent("T000", morning, 3)); fault.KindOf(err) != fault.Invalid {
			t.Fatalf("the leave has run out: %v", err)
		}
		h, err := w.s.History(t.Context(), sitrep.UECDaily, "T000", morning, time.Time{})
		if err != nil || len(h.Reopenings) != 2 || h.Reopenings[0].Used != 3 || h.Reopenings[1].Used != 0 || len(h.Versions) != 3 {
			t.Fatalf("%+v %v", h, err)
		}
		past, err := w.s.History(t.Context(), sitrep.UECDaily, "T000", morning, morning.Add(14).At(0))
		if err != nil || len(past.Reopenings) != 0 || len(past.Versions) != 1 || past.Versions[0].Value("ga_occ") != measure.Of(395) {
			t.Fatalf("%+v %v", past, err)
		}
		w.sound(t)
	})
}

func TestIdempotencyKey(t *testing.T) {
	eachWorld(t, 1, func(t *testing.T, w *world) {
		sub := sent("T000", morning, 0)
		sub.By, sub.Channel, sub.Key, sub.Digest = "token:3", "api", "k1", "d1"
		first := w.send(t, sub)
		w.clock.set(morning, hm(8, 30))
		next := sent("T000", morning, 1)
		w.send(t, next)
		again := w.send(t, sub)
		if !again.Again || again.Version != 1 || again.Digest != first.Digest || !again.Recorded.Equal(first.Recorded) {
			t.Fatalf("%+v", again)
		}
		sub.Digest = "d2"
		if _, err := w.s.Submit(t.Context(), sub); fault.KindOf(err) != fault.Conflict {
			t.Fatalf("%v", err)
		}
		other := sent("T000", morning, 2) // another sender may use the same word as a key
		other.By, other.Key, other.Digest = "token:4", "k1", "d9"
		if r := w.send(t, other); r.Version != 3 || r.Again {
			t.Fatalf("%+v", r)
		}
		w.sound(t)
	})
}

func TestSomebodyElsesVersionInBetween(t *testing.T) {
	eachWorld(t, 1, func(t *testing.T, w *world) {
		sub := sent("T000", morning, 0)
		sub.Base = 0
		w.send(t, sub)
		other := sent("T000", morning, 4)
		other.Base = 0
		_, err := w.s.Submit(t.Context(), other)
		if fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "08:00") {
			t.Fatalf("%v", err)
		}
		other.Base = 1
		if r := w.send(t, other); r.Version != 2 {
			t.Fatalf("%+v", r)
		}
	})
}

func TestWhatCannotBeKeptIsNotStored(t *testing.T) {
	eachWorld(t, 1, func(t *testing.T, w *world) {
		sub := sent("T000", morning, 0)
		sub.Reason = "line one\nline two\x00\xff"
		sub.Draft.Comments["ga_occ\tx\ny"] = "a line that is not of the form"
		sub.Draft.Comments["ga_occ"] = "nine\tin\ncorridors\x00"
		sub.File, sub.FileHash = "return.xlsx", strings.Repeat("a", 64)
		for i := range sub.Draft.Items {
			sub.Draft.Items[i].At = sitrep.Cell{Sheet: "Beds\n1", Ref: "B2"}
		}
		w.send(t, sub)
		h, err := w.s.History(t.Context(), sitrep.UECDaily, "T000", morning, time.Time{})
		ok(t, err)
		v := h.Versions[0]
		if v.Comments["ga_occ"] != "nine in corridors" || len(v.Comments) != 2 || v.Reason != "line one line two" || v.Source.File != "return.xlsx" {
			t.Fatalf("%+v", v)
		}
		w.sound(t)
		for _, change := range []func(*sitrep.Submission){
			func(s *sitrep.Submission) { s.Draft.Form = sitrep.FluPublished },
			func(s *sitrep.Submission) { s.Draft.Org = "T999" },
			func(s *sitrep.Submission) { s.Draft.Org = "Y56" },
			func(s *sitrep.Submission) { s.Draft.Day = morning.Add(1) },
		} {
			sub := sent("T000", morning, 1)
			change(&sub)
			if _, err := w.s.Submit(t.Context(), sub); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%v", err)
			}
		}
		sub.Draft.Form = "no-such"
		if _, err := w.s.Submit(t.Context(), sub); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%v", err)
		}
	})
}

func TestSubmissionWhoseCallerHasGone(t *testing.T) {
	eachWorld(t, 1, func(t *testing.T, w *world) {
		ctx, stop := context.WithCancel(t.Context())
		stop()
		_, err := w.s.Submit(ctx, sent("T000", morning, 0))
		h, herr := w.s.History(t.Context(), sitrep.UECDaily, "T000", morning, time.Time{})
		ok(t, herr)
		if (err == nil) != (len(h.Versions) == 1) {
			t.Fatalf("told %v and %d versions are there", err, len(h.Versions))
		}
	})
}

func TestMarkThatComesLaterIsCountedAtTheNextSubmission(t *testing.T) {
	eachWorld(t, 4, func(t *testing.T, w *world) {
		w.send(t, sent("T000", morning, 0))
		w.place(t, "T900", "Y56")
		w.accept(t)
		w.send(t, sent("T001", morning, 0))
		if got := w.sum(t, org.England, sitrep.Latest, time.Time{}); got != "790, 2 of 5" {
			t.Fatal(got)
		}
		w.sound(t)
	})
}

func TestVerifyMissesNothing(t *testing.T) {
	for name, c := range map[string]struct{ sql, says string }{
		"a first view changed":     {"UPDATE sitrep_rollup SET body = 'ga_occ\t1\t1\t1\t0\n' WHERE org = 'ENG' AND view = 'first'", "roll-up (first)"},
		"a collated view lost":     {"DELETE FROM sitrep_rollup WHERE org = 'ENG' AND view = 'collated'", "roll-up (collated)"},
		"a roll-up of nobody":      {"UPDATE sitrep_rollup SET org = 'Z-NOBODY' WHERE org = 'ENG' AND view = 'first'", "no return below"},
		"an unreadable draft":      {"INSERT INTO sitrep_draft (form, org, day, rev, typed, ready, saved_by, saved_at) VALUES ('uec-daily', 'T001', '2023-12-20', 1, '{', 'no', 'account:1', '')", "draft"},
		"a version without a line": {"UPDATE sitrep_version SET n = 7 WHERE org = 'T000'", "no line in the audit log"},
		"a version rewritten":      {"UPDATE sitrep_version SET digest = '00' WHERE org = 'T000'", "not the one that the audit log"},
		"a receipt of nothing":     {"UPDATE sitrep_receipt SET n = 5", "receipt"},
	} {
		t.Run(name, func(t *testing.T) {
			eachWorld(t, 2, func(t *testing.T, w *world) {
				sub := sent("T000", morning, 0)
				sub.Key = "k"
				w.send(t, sub)
				w.sound(t)
				if _, err := w.d.Pool().Exec(c.sql); err != nil {
					t.Fatal(err)
				}
				if words := strings.Join(w.verify(t), "; "); !strings.Contains(words, c.says) {
					t.Fatalf("%q does not say %q", words, c.says)
				}
			})
		})
	}
}
