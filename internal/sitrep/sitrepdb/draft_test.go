package sitrepdb_test

import (
	"strings"
	"testing"
	"time"

	"headroom/internal/audit"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/sitrep"
)

func typed(rev int, occ string) sitrep.SavedDraft {
	return sitrep.SavedDraft{Form: sitrep.UECDaily, Org: "T000", Day: morning, Rev: rev, By: "account:12",
		Typed: map[string]string{"ga_occ": occ, "note": "half\x00typed"}}
}

func (w *world) history(t testing.TB, asOf time.Time) sitrep.History {
	t.Helper()
	h, err := w.s.History(t.Context(), sitrep.UECDaily, "T000", morning, asOf)
	ok(t, err)
	return h
}

// verbs lists what the audit log says was done to T000's return, oldest first.
func (w *world) verbs(t testing.TB) string {
	t.Helper()
	var out []string
	ok(t, w.d.Read(t.Context(), func(tx *db.Tx) error {
		lines, err := audit.Find(t.Context(), tx, audit.Filter{Noun: "return", Org: "T000"})
		for _, l := range lines {
			out = append([]string{strings.TrimSuffix(l.Verb+" "+l.Key[len("uec-daily/T000/2023-12-20"):], " ")}, out...)
		}
		return err
	}))
	return strings.Join(out, ", ")
}

func TestDraftIsKeptAsTypedUntilItIsSent(t *testing.T) {
	eachWorld(t, 1, func(t *testing.T, w *world) {
		rev, err := w.s.SaveDraft(t.Context(), typed(0, "40"))
		ok(t, err)
		w.clock.set(morning, hm(8, 1))
		d := typed(rev, "4o1")
		d.Ready = true
		rev2, err := w.s.SaveDraft(t.Context(), d)
		if err != nil || rev2 <= rev {
			t.Fatalf("%d after %d, %v", rev2, rev, err)
		}
		_, err = w.s.SaveDraft(t.Context(), typed(rev, "44"))
		if fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "08:01") {
			t.Fatalf("%v", err)
		}
		if _, err = w.s.SaveDraft(t.Context(), typed(0, "44")); fault.KindOf(err) != fault.Conflict {
			t.Fatalf("a second first draft: %v", err)
		}
		h := w.history(t, time.Time{})
		if h.Draft == nil || !h.Draft.Ready || h.Draft.Rev != rev2 || h.Draft.Typed["ga_occ"] != "4o1" || h.Draft.Typed["note"] != "half\x00typed" {
			t.Fatalf("%+v", h.Draft)
		}
		if past := w.history(t, morning.At(hm(8, 0))); past.Draft != nil {
			t.Fatal("the past holds a draft")
		}
		w.sound(t)
		w.send(t, sent("T000", morning, 0))
		if h := w.history(t, time.Time{}); h.Draft != nil || h.Standing != sitrep.IsIn {
			t.Fatalf("%+v", h)
		}
		if _, err = w.s.SaveDraft(t.Context(), typed(rev2, "44")); fault.KindOf(err) != fault.Conflict {
			t.Fatalf("a draft that was sent came back: %v", err)
		}
		rev3, err := w.s.SaveDraft(t.Context(), typed(0, "50"))
		if err != nil || rev3 == rev || rev3 == rev2 {
			t.Fatalf("%d %v: an old page could pass for the new draft", rev3, err)
		}
		ok(t, w.s.DropDraft(t.Context(), "account:12", sitrep.UECDaily, "T000", morning))
		ok(t, w.s.DropDraft(t.Context(), "account:12", sitrep.UECDaily, "T000", morning))
		if got := w.verbs(t); got != "return.ready, return.submit /1, return.discard" {
			t.Fatal(got)
		}
	})
}

func TestDraftOfTooMuchText(t *testing.T) {
	eachWorld(t, 1, func(t *testing.T, w *world) {
		if _, err := w.s.SaveDraft(t.Context(), typed(0, strings.Repeat("9", 300<<10))); fault.KindOf(err) != fault.TooLarge {
			t.Fatalf("%v", err)
		}
		d := typed(0, "1")
		d.Form = sitrep.UECPublished
		if _, err := w.s.SaveDraft(t.Context(), d); fault.KindOf(err) != fault.Invalid {
			t.Fatalf("%v", err)
		}
	})
}
