package recoverydb_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"headroom/internal/fault"
	"headroom/internal/recovery"
)

func TestAListIsKeptOnceAndCarriesWhatItMustNotLose(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		first := w.read()
		w.furnish(t)
		again, err := w.s.KeepList(ctx, booker, recovery.Listed{File: recovery.File{Name: "same.csv", SHA256: "a"}, Read: 9})
		ok(t, err)
		if !again.Held || again.ID != 1 || again.Read != 2 {
			t.Errorf("the same bytes: %+v", again)
		}
		g, err := w.s.Ground(ctx, "T1", time.Time{})
		ok(t, err)
		if len(g.Patients) != 2 || len(g.Sessions) != 3 || g.Sessions[0].ID != "L-3" {
			t.Fatalf("%d patients, %v", len(g.Patients), g.Sessions)
		}
		w.set("2024-01-17", 9*60)
		newer := people()[:1]
		newer[0].Clock, newer[0].Postponed, newer[0].Priority, newer[0].Prioritised = on("2024-01-04"), nil, recovery.P2, on("2024-01-15")
		i, err := w.s.KeepList(ctx, booker, recovery.Listed{File: recovery.File{Name: "next.csv", SHA256: "c"}, Read: 1, Patients: newer, Whole: true})
		ok(t, err)
		if i.Changed != 1 || i.Gone != 1 || len(i.Notes) != 2 {
			t.Errorf("%+v", i)
		}
		g, err = w.s.Ground(ctx, "T1", time.Time{})
		ok(t, err)
		p := find(t, g, "P-1")
		if len(g.Patients) != 1 || p.Clock != on("2022-12-20") || p.TimesPostponed() != 1 || p.Priority != recovery.P2 ||
			!reflect.DeepEqual(p.Priorities, []recovery.Prioritisation{{Priority: recovery.P3, On: on("2023-09-01")}}) {
			t.Errorf("after the newer list: %+v", p)
		}
		g, err = w.s.Ground(ctx, "T1", first)
		ok(t, err)
		if len(g.Patients) != 2 || find(t, g, "P-1").Priority != recovery.P3 {
			t.Errorf("as known before: %+v", g.Patients)
		}
		story, err := w.s.Patient(ctx, "T1", "P-2", time.Time{})
		ok(t, err)
		if !story.Off || len(story.Told) != 2 || story.Told[0].Off {
			t.Errorf("the story of who left the list: %+v", story)
		}
		_, err = w.s.Patient(ctx, "T2", "P-2", time.Time{})
		kindIs(t, err, fault.NotFound)
		twice := append(people(), people()[0])
		_, err = w.s.KeepList(ctx, booker, recovery.Listed{File: recovery.File{Name: "twice.csv", SHA256: "d"}, Patients: twice})
		kindIs(t, err, fault.Invalid)
	})
}

func TestWhoPatientsAreIsSealed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.furnish(t)
		file := recovery.Staged{Kind: recovery.PatientFile, File: recovery.File{Name: "list.csv", SHA256: "e"}, Content: []byte("nhs,name\n9434765919,Sampleton\n")}
		id, err := w.s.Stage(ctx, booker, file)
		ok(t, err)
		got, err := w.s.Staged(ctx, "T1", id)
		if ok(t, err); string(got.Content) != string(file.Content) {
			t.Errorf("%q", got.Content)
		}
		_, err = w.s.Staged(ctx, "T2", id)
		kindIs(t, err, fault.NotFound)
		who, err := w.s.Identify(ctx, booker, []recovery.Pathway{"P-1", "P-9"}, "a letter")
		if ok(t, err); len(who) != 1 || who[0].Family != "Sampleton" || who[0].NHSNumber != "9434765919" {
			t.Errorf("%d are known", len(who))
		}
		for _, number := range []string{"943 476 5919", "h1234"} {
			if found, err := w.s.FindPerson(ctx, booker, number); err != nil || !reflect.DeepEqual(found, []recovery.Pathway{"P-1"}) {
				t.Errorf("%v %v", found, err)
			}
		}
		if found, err := w.s.FindPerson(ctx, other, "9434765919"); err != nil || len(found) != 0 {
			t.Errorf("found at another trust: %v %v", found, err)
		}
		w.nowhere(t, "Sampleton", "Examplewick", "9434765919", "9434765870", "H 1234", "H1234")
		// Moved to another pathway a sealed row does not open.
		_, err = w.d.Pool().ExecContext(ctx, "UPDATE recovery_secret SET name = 'P-3' WHERE name = 'P-1'")
		ok(t, err)
		_, err = w.s.Identify(ctx, booker, []recovery.Pathway{"P-3"}, "a letter")
		kindIs(t, err, fault.Unavailable)
		_, err = w.d.Pool().ExecContext(ctx, "UPDATE recovery_secret SET name = 'P-1' WHERE name = 'P-3'")
		ok(t, err)
		ok(t, w.s.DropStaged(ctx, booker, id))
		_, err = w.s.Staged(ctx, "T1", id)
		kindIs(t, err, fault.NotFound)
	})
}

// nowhere reads every text of every table and looks for what must not stand in the clear.
func (w *world) nowhere(t *testing.T, secrets ...string) {
	t.Helper()
	for _, table := range w.d.Tables() {
		for _, column := range table.Columns {
			rows, err := w.d.Pool().QueryContext(t.Context(), "SELECT CAST("+column+" AS TEXT) FROM "+table.Name)
			ok(t, err)
			for rows.Next() {
				var text string
				ok(t, rows.Scan(&text))
				for _, s := range secrets {
					if strings.Contains(text, s) {
						t.Errorf("%s.%s holds %s", table.Name, column, s)
					}
				}
			}
			ok(t, rows.Err())
			ok(t, rows.Close())
		}
	}
	rows, err := w.d.Pool().QueryContext(t.Context(), "SELECT key, reason, detail FROM audit_entry")
	ok(t, err)
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var a, b, c string
		ok(t, rows.Scan(&a, &b, &c))
		for _, s := range secrets {
			if strings.Contains(a+b+c, s) {
				t.Errorf("the audit log holds %s", s)
			}
		}
	}
	ok(t, rows.Err())
}

func TestLimitsBlocksAndMappings(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		limits := []recovery.Limit{{Kind: recovery.Beds, Site: "A", Date: on("2024-02-12"), Most: 3}}
		_, err := w.s.KeepLimits(ctx, booker, recovery.File{Name: "l.csv", SHA256: "l"}, limits, nil)
		ok(t, err)
		before := w.read()
		w.set("2024-01-11", 9*60)
		blocks := []recovery.Block{{Team: "ortho", From: on("2024-02-12"), To: on("2024-02-12"), Rule: "WTR-10@1998", Window: "11 hours"}}
		ok(t, w.s.KeepBlocks(ctx, booker, blocks))
		ok(t, w.s.KeepBlocks(ctx, booker, append(blocks, blocks...)))
		m := recovery.Mapping{Kind: recovery.SessionFile, Columns: map[recovery.FileField]string{"session": "List no"}}
		ok(t, w.s.KeepMapping(ctx, booker, m))
		g, err := w.s.Ground(ctx, "T1", time.Time{})
		ok(t, err)
		if !reflect.DeepEqual(g.Limits, limits) || len(g.Blocks) != 2 || !reflect.DeepEqual(g.Blocks[0], blocks[0]) {
			t.Errorf("%+v", g)
		}
		if g, err = w.s.Ground(ctx, "T1", before); err != nil || len(g.Blocks) != 0 || len(g.Limits) != 1 {
			t.Errorf("as known before: %+v %v", g, err)
		}
		got, err := w.s.Mapping(ctx, "T1", recovery.SessionFile, time.Time{})
		if err != nil || !reflect.DeepEqual(got, m) {
			t.Errorf("%+v %v", got, err)
		}
		if got, err = w.s.Mapping(ctx, "T1", recovery.PatientFile, time.Time{}); err != nil || len(got.Columns) != 0 {
			t.Errorf("%+v %v", got, err)
		}
	})
}

// TestABedRuleIsKeptInVersions: the rule in force is the newest as known at an instant, and one that cannot stand changes nothing.
func TestABedRuleIsKeptInVersions(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.furnish(t)
		rule := recovery.BedRule{Confidence: .8, Most: 1, Sites: []recovery.BedShare{{Site: "A", Ward: 1, High: 1}}}
		before := w.read()
		w.set("2024-01-11", 9*60)
		ok(t, w.s.KeepBedRule(ctx, booker, rule))
		first := w.read()
		w.set("2024-01-12", 9*60)
		rule.Confidence = .9
		ok(t, w.s.KeepBedRule(ctx, booker, rule))
		wrong := rule
		wrong.Sites = nil
		kindIs(t, w.s.KeepBedRule(ctx, booker, wrong), fault.Invalid)
		for at, want := range map[time.Time]float64{before: 0, first: .8, {}: .9} {
			g, err := w.s.Ground(ctx, "T1", at)
			ok(t, err)
			if g.Beds.Rule.Confidence != want || g.Beds.Stated != (want > 0) {
				t.Errorf("at %s: %+v", at, g.Beds)
			}
		}
		g, err := w.s.Ground(ctx, "T2", time.Time{})
		ok(t, err)
		if g.Beds.Stated {
			t.Error("another trust has the rule")
		}
	})
}

// TestALargeFileIsAskedForOnce: what the queue keeps is asked for once, again only after it was refused, and the file done twice is kept
// once.
func TestALargeFileIsAskedForOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		f := recovery.Staged{Kind: recovery.LimitFile, File: recovery.File{Name: "l.csv", SHA256: "l"}, Content: []byte("kind,site,date,most\nbeds,A,2024-01-20,4\n")}
		id, err := w.s.Stage(ctx, booker, f)
		ok(t, err)
		m, _ := recovery.GuessMapping(recovery.LimitFile, []string{"kind", "site", "date", "most"})
		k := recovery.Keeping{File: id, Name: "l.csv", Rows: 1, Reading: recovery.Reading{Columns: m}, By: booker}
		_, err = w.s.Keeping(ctx, "T1", id)
		kindIs(t, err, fault.NotFound)
		for range 2 {
			ok(t, w.s.AskKeep(ctx, k))
		}
		first, err := w.s.Keeping(ctx, "T1", id)
		if ok(t, err); first.Job == 0 || first.Done() || first.By != booker {
			t.Errorf("%+v", first)
		}
		_, err = w.s.Keeping(ctx, "T2", id)
		kindIs(t, err, fault.NotFound)
		refused := first
		refused.Refused = "rows of other trusts"
		ok(t, w.s.KeptFile(ctx, refused))
		ok(t, w.s.AskKeep(ctx, k))
		again, err := w.s.Keeping(ctx, "T1", id)
		if ok(t, err); again.Job == first.Job || again.Done() {
			t.Errorf("%+v", again)
		}
		staged, err := w.s.Staged(ctx, "T1", id)
		ok(t, err)
		read, err := staged.Read(ctx, "T1", k.Reading)
		if ok(t, err); read.Rows() != 1 {
			t.Errorf("%+v", read)
		}
		for i := range 2 {
			got, err := w.s.KeepFile(ctx, booker, staged, k.Reading, read)
			if ok(t, err); got.ID != 1 || got.Held != (i == 1) {
				t.Errorf("%+v", got)
			}
		}
	})
}
