package dischargedb_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/discharge"
	"headroom/internal/discharge/dischargedb"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sheet"
)

// find knows the trusts and councils of the tests.
func find(text string) (org.Code, bool) {
	return org.Code(text), strings.HasPrefix(text, "C") || strings.HasPrefix(text, "T")
}

func book(t *testing.T, lines ...string) *sheet.Book {
	t.Helper()
	text := strings.Join(lines, "\n")
	b, err := sheet.Open(t.Context(), "x.csv", strings.NewReader(text), int64(len(text)), sheet.Limits{})
	ok(t, err)
	return b
}

func fileOf(text string) discharge.File {
	return discharge.File{Name: text + ".csv", SHA256: audit.Digest(text)}
}

func TestCapacityIsKeptWholeAndOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		f, err := discharge.ReadCapacity(ctx, book(t, "date,council,service,total,accepting,weekend,holiday,as_at", "2023-12-23,C1,home-care,12,7,yes,,2023-12-18T08:00",
			"2023-12-24,C1,home-care,12,6,,no,2023-12-18T08:00", "2023-12-25,C1,home-care,5,5,yes,yes,2023-12-01"), find, w.read())
		ok(t, err)
		i, err := w.s.KeepCapacity(ctx, clerk, fileOf("one"), f)
		if err != nil || i.Held || i.Kept != 3 || i.ID != 1 || i.Org != "C1" {
			t.Fatalf("%+v %v", i, err)
		}
		lines := w.auditLines(t)
		again, err := w.s.KeepCapacity(ctx, clerk, fileOf("one"), f)
		if err != nil || !again.Held || again.ID != 1 || w.auditLines(t) != lines || strings.Join(again.Notes, ";") != strings.Join(i.Notes, ";") {
			t.Errorf("%+v %v", again, err)
		}
		rows, err := w.s.Capacities(ctx, discharge.CapacityAsked{Councils: []org.Code{"C1"}})
		if err != nil || len(rows) != 3 {
			t.Fatalf("%+v %v", rows, err)
		}
		want := f.Rows[1]
		want.Council, want.Recorded = "C1", w.read().UTC()
		want.AsAt = want.AsAt.UTC()
		if rows[1] != want {
			t.Errorf("got %+v, want %+v", rows[1], want)
		}
		// What is said later of the same day counts then, and not before.
		w.set("2023-12-19", 8, 0)
		w.room(t, "2023-12-23", 3)
		for at, n := range map[time.Time]int{{}: 3, on("2023-12-18").At(12 * 60): 7} {
			s, err := w.s.Supply(ctx, discharge.CapacityAsked{AsOf: at})
			if u := s.On("C1", discharge.HomeCare, on("2023-12-23")); err != nil || u.N != n || !u.Known {
				t.Errorf("%s: %+v %v", at, u, err)
			}
		}
		s, err := w.s.Supply(ctx, discharge.CapacityAsked{From: on("2023-12-25"), To: on("2023-12-25"), AsOf: on("2024-01-03").At(0)})
		if u := s.On("C1", discharge.HomeCare, on("2023-12-25")); err != nil || u.Known || u.Stale != 5 {
			t.Errorf("%+v %v", u, err)
		}
		if u := s.On("C1", discharge.HomeCare, on("2023-12-23")); u.Known {
			t.Errorf("a day that was not asked for: %+v", u)
		}
		_, err = w.s.EnterCapacity(ctx, clerk, []discharge.Capacity{{Holder: "C2", Service: discharge.HomeCare, Total: 1, Accepting: 1}})
		kindIs(t, err, fault.Forbidden)
		_, err = w.s.EnterCapacity(ctx, clerk, []discharge.Capacity{{Holder: "C1", Service: discharge.HomeCare, Total: 1, Accepting: 2}})
		kindIs(t, err, fault.Invalid)
		_, err = w.s.KeepCapacity(ctx, clerk, discharge.File{Name: "x"}, f)
		kindIs(t, err, fault.Invalid)
		list, err := w.s.Imports(ctx, discharge.ImportCapacity, "C1", time.Time{}, 0)
		if err != nil || len(list) != 2 || list[0].Form != string(discharge.HandForm) || list[1].File.Name != "one.csv" {
			t.Errorf("%+v %v", list, err)
		}
		if list, err := w.s.Imports(ctx, "", "", on("2023-12-18").At(12*60), 0); err != nil || len(list) != 1 {
			t.Errorf("%+v %v", list, err)
		}
	})
}

// TestNothingIsHalfKept sends a file whose last row the database refuses: nothing of it is there afterwards.
func TestNothingIsHalfKept(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		f := discharge.StayFile{Trust: "T1", Read: 2, Stays: []discharge.Stay{{Row: 1, Admitted: on("2023-12-01")}, {Row: 1, Admitted: on("2023-12-02")}}}
		if _, err := w.s.KeepStays(t.Context(), onDuty, fileOf("twice"), f); err == nil {
			t.Fatal("two rows of one number were kept")
		}
		list, err := w.s.Imports(t.Context(), "", "", time.Time{}, 0)
		rows, err2 := w.s.Stays(t.Context(), "T1", time.Time{})
		if err != nil || err2 != nil || len(list) != 0 || len(rows) != 0 || w.auditLines(t) != 0 {
			t.Errorf("%+v %+v %v %v", list, rows, err, err2)
		}
	})
}

func TestWhoSpeaksForACapacity(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		home := discharge.Capacity{Holder: "1-9", Council: "C1", Service: discharge.CareHomeBed, Total: 9, Accepting: 2}
		own := discharge.Capacity{Holder: "C1", Service: discharge.HomeCare, Date: on("2023-12-23"), Total: 9, Accepting: 2}
		beds := discharge.Capacity{Holder: "QX", Council: "C1", Service: discharge.CommunityBed, Total: 9, Accepting: 2}
		national := signer("account:10", access.NationalLead, org.England)
		viewer := signer("account:11", access.CouncilViewer, "C1")
		for i, c := range []struct {
			by  discharge.Signer
			row discharge.Capacity
			ok  bool
		}{
			{clerk, own, true}, {clerk, home, true}, {dass2, own, false}, {dass2, home, false}, {lead, home, true}, {lead, own, false}, {lead, beds, true},
			{leadY, home, false}, {leadY, beds, false}, {national, home, true}, {national, own, false}, {coo, own, false}, {viewer, own, false},
		} {
			c.row.AsAt = w.read().Add(-time.Duration(i) * time.Minute)
			_, err := w.s.EnterCapacity(t.Context(), c.by, []discharge.Capacity{c.row})
			if (err == nil) != c.ok {
				t.Errorf("%s states the capacity of %s: %v", c.by.Org, c.row.Holder, err)
			}
			if !c.ok {
				kindIs(t, err, fault.Forbidden)
			}
		}
	})
}

func TestTheSameFileAtOnceIsKeptOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		f, err := discharge.ReadCapacity(t.Context(), book(t, "date,council,starts,as_at", "2023-12-23,C1,7,2023-12-18"), find, w.read())
		ok(t, err)
		stores := []*dischargedb.Store{w.s, w.another(t)}
		got := make([]discharge.Imported, 8)
		var all sync.WaitGroup
		for i := range got {
			all.Go(func() {
				var err error
				if got[i], err = stores[i%2].KeepCapacity(t.Context(), clerk, fileOf("one"), f); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		fresh := 0
		for _, g := range got {
			if !g.Held {
				fresh++
			}
		}
		if rows, err := w.s.Capacities(t.Context(), discharge.CapacityAsked{}); err != nil || fresh != 1 || len(rows) != 1 {
			t.Errorf("%d fresh, %d rows, %v", fresh, len(rows), err)
		}
	})
}

func TestReasonsAndPathwaysAreCorrectedByLaterFiles(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		other, err := discharge.ReadReasons(ctx, book(t, "Trust,Date,Reason,Count", "T3,2023-12-15,A13,5"), find, find, w.read())
		ok(t, err)
		_, err = w.s.KeepReasons(ctx, lead, fileOf("r0"), other)
		kindIs(t, err, fault.Forbidden)
		keep := func(name string, lines ...string) {
			f, err := discharge.ReadReasons(ctx, book(t, append([]string{"Trust,Council,Date,Reason,Count,Weight"}, lines...)...), find, find, w.read())
			ok(t, err)
			_, err = w.s.KeepReasons(ctx, lead, fileOf(name), f)
			ok(t, err)
		}
		keep("r1", "T1,C1,2023-12-15,A13,5,", "T1,C1,2023-12-15,A08,1,contributing", "T2,,2023-12-15,Awaiting  transport,4,")
		w.set("2023-12-19", 9, 0)
		keep("r2", "T1,C1,2023-12-15,A13,6,")
		got, err := w.s.Reasons(ctx, nil, on("2023-12-01"), civil.Date{}, time.Time{})
		if err != nil || len(got) != 3 || got[1].N != 6 || got[0].Weight != discharge.Contributing || got[2].Raw != "Awaiting  transport" {
			t.Errorf("%+v %v", got, err)
		}
		got, err = w.s.Reasons(ctx, []org.Code{"T1"}, on("2023-12-01"), on("2023-12-31"), on("2023-12-18").At(12*60))
		if err != nil || len(got) != 2 || got[1].N != 5 {
			t.Errorf("%+v %v", got, err)
		}
		left := func(name string, lines ...string) {
			f, err := discharge.ReadLeft(ctx, book(t, append([]string{"Month,Trust,Pathway,Count"}, lines...)...), find, find, w.read())
			ok(t, err)
			_, err = w.s.KeepLeft(ctx, onDuty, fileOf(name), f)
			ok(t, err)
		}
		left("l1", "2023-11,T1,P2 Hospice (24hr support),5", "2023-11,T1,P2 Care Home (24hr support),2", "2023-10,T1,P0,90")
		w.set("2023-12-20", 9, 0)
		left("l2", "2023-11,T1,P2 Hospice (24hr support),4")
		sum := func(asOf time.Time) string {
			l, err := w.s.Left(ctx, []org.Code{"T1"}, on("2023-10-01"), on("2023-11-30"), asOf)
			ok(t, err)
			var out []string
			for _, s := range discharge.SharesOf(l) {
				out = append(out, fmt.Sprint(s.Month, s.N))
			}
			return strings.Join(out, " ")
		}
		if got := sum(time.Time{}); got != "2023-10-01 map[P0:90] 2023-11-01 map[P2:4]" {
			t.Error(got)
		}
		if got := sum(on("2023-12-19").At(12 * 60)); got != "2023-10-01 map[P0:90] 2023-11-01 map[P2:7]" {
			t.Error(got)
		}
	})
}

func TestStaysAreTheTrustsAndDelaysAreCounts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		read := func(lines ...string) discharge.StayFile {
			f, err := discharge.ReadStays(ctx, book(t, append([]string{"NHS number,admitted,ready,pathway,council,left"}, lines...)...), "T1", discharge.StayColumns{}, find, w.read())
			ok(t, err)
			return f
		}
		f := read("943 476 5919,2023-11-01,2023-11-05,P1,C1,2023-11-09", "943 476 5919,2023-11-01,2023-11-05,P1,C1,2023-11-05", "943 476 5919,2023-12-10,,,,")
		_, err := w.s.KeepStays(ctx, signer("account:9", access.TrustSubmitter, "T2"), fileOf("s"), f)
		kindIs(t, err, fault.Forbidden)
		_, err = w.s.KeepStays(ctx, onDuty, fileOf("s"), f)
		ok(t, err)
		rows, err := w.s.Stays(ctx, "T1", time.Time{})
		if err != nil || len(rows) != 3 || rows[0] != f.Stays[0] || rows[2] != f.Stays[2] {
			t.Errorf("%+v %v", rows, err)
		}
		d, err := w.s.Delays(ctx, []org.Code{"T1"}, on("2023-11-01"), on("2023-12-31"), time.Time{})
		if err != nil || len(d) != 1 || d[0] != f.Delays[0] || d[0].Days() != 4 || d[0].People[3] != 1 {
			t.Errorf("%+v %v", d, err)
		}
		if rows, err := w.s.Stays(ctx, "T2", time.Time{}); err != nil || len(rows) != 0 {
			t.Errorf("%+v %v", rows, err)
		}
		w.set("2023-12-19", 9, 0)
		_, err = w.s.KeepStays(ctx, onDuty, fileOf("s2"), read("x,2023-12-01,2023-12-05,P1,C1,2023-12-06"))
		ok(t, err)
		d, err = w.s.Delays(ctx, nil, on("2023-11-01"), on("2023-12-31"), time.Time{})
		if err != nil || len(d) != 2 || d[0].Days() != 4 || d[1].Days() != 1 {
			t.Errorf("the months of before stay: %+v %v", d, err)
		}
		if rows, err := w.s.Stays(ctx, "T1", on("2023-12-18").At(12*60)); err != nil || len(rows) != 3 {
			t.Errorf("%+v %v", rows, err)
		}
		// Of the file nothing is kept but what was asked for.
		for _, table := range w.d.Tables() {
			if !strings.HasPrefix(table.Name, "discharge_") {
				continue
			}
			ok(t, w.d.Read(ctx, func(tx *db.Tx) error {
				return tx.Each(ctx, "SELECT "+strings.Join(table.Columns, " || ' ' || ")+" FROM "+table.Name, func(r db.Row) error {
					var text string
					err := r.Scan(&text)
					if strings.Contains(text, "943") {
						t.Errorf("%s holds %s", table.Name, text)
					}
					return err
				})
			}))
		}
	})
}

func sameRespondent(a, b discharge.Respondent) bool {
	return a.Org == b.Org && a.Kind == b.Kind && a.Since.Equal(b.Since)
}

// TestWhoIsAskedLateIsSaidTo: a council that only a later version asks is asked from then on, and is not reminded of, nor
// red for, what had fallen due by then.
func TestWhoIsAskedLateIsSaidTo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, days := t.Context(), discharge.CheckFor(on("2023-12-21"), civil.England()).Days
		w.propose(t, plan("QX-1", lead, 0, starts("a", "2023-12-23", "T1", "C1", 4)))
		first := w.read()
		w.set("2023-12-21", 12, 1)
		w.propose(t, plan("QX-1", lead, 1, starts("a", "2023-12-23", "T1", "C1", 5), starts("b", "2023-12-24", "T1", "C2", 1)))
		asked, err := w.s.Respondents(ctx, days, time.Time{})
		want := []discharge.Respondent{{Org: "C1", Kind: org.KindCouncil, Since: first}, {Org: "C2", Kind: org.KindCouncil, Since: w.read()}, {Org: "T1", Kind: org.KindTrust, Since: first}}
		if err != nil || !slices.EqualFunc(asked, want, sameRespondent) {
			t.Fatalf("%v %v", asked, err)
		}
		w.set("2023-12-21", 12, 6)
		if n, err := w.s.RemindDue(ctx, w.read()); err != nil || n != 2 {
			t.Errorf("%d reminded, %v", n, err)
		}
		r, err := w.s.Readiness(ctx, on("2023-12-21"), asked, time.Time{})
		if err != nil || r.Light != discharge.NotReady || r.Orgs[0].Light != discharge.NotReady || r.Orgs[1].Light != discharge.AfterDue {
			t.Errorf("%+v %v", r.Orgs[:2], err)
		}
	})
}

func TestReadiness(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.propose(t, plan("QX-1", lead, 0, starts("a", "2023-12-23", "T1", "C1", 4), ward("w", "2023-12-25", "T2", 5), starts("n", "2023-12-27", "T2", "C2", 1)))
		c := discharge.CheckFor(on("2023-12-21"), civil.England())
		asked, err := w.s.Respondents(ctx, c.Days, time.Time{})
		since := w.read()
		if want := []discharge.Respondent{{Org: "C1", Kind: org.KindCouncil, Since: since}, {Org: "T1", Kind: org.KindTrust, Since: since}, {Org: "T2", Kind: org.KindTrust, Since: since}}; err != nil || !slices.EqualFunc(asked, want, sameRespondent) {
			t.Fatalf("%v %v", asked, err)
		}
		say := func(by discharge.Signer, day string, a discharge.Answer, note string, items ...discharge.Item) []discharge.Answered {
			var out []discharge.Answered
			for _, i := range items {
				out = append(out, discharge.Answered{Org: by.Org, Day: on(day), Item: i, Answer: a, Note: note, By: by})
			}
			return out
		}
		w.set("2023-12-21", 9, 0)
		n, err := w.s.Answer(ctx, say(clerk, "2023-12-23", discharge.Yes, "", discharge.Brokerage, discharge.Providers))
		if err != nil || n != 2 {
			t.Errorf("%d %v", n, err)
		}
		if n, err := w.s.Answer(ctx, say(clerk, "2023-12-23", discharge.Yes, "", discharge.Brokerage)); err != nil || n != 0 {
			t.Errorf("the same again: %d %v", n, err)
		}
		_, err = w.s.Answer(ctx, append(say(clerk, "2023-12-24", discharge.Yes, "", discharge.Brokerage), say(clerk, "2023-12-24", discharge.No, "", discharge.Providers)...))
		kindIs(t, err, fault.Invalid)
		_, err = w.s.Answer(ctx, say(clerk, "2023-12-24", discharge.Yes, "", discharge.Pharmacy))
		kindIs(t, err, fault.Invalid)
		wrong := say(clerk, "2023-12-24", discharge.Yes, "", discharge.Pharmacy)
		wrong[0].Org = "T1"
		_, err = w.s.Answer(ctx, wrong)
		kindIs(t, err, fault.Forbidden)
		w.set("2023-12-21", 10, 0)
		if n, err := w.s.RemindDue(ctx, w.read()); err != nil || n != 3 {
			t.Errorf("%d reminded, %v", n, err)
		}
		r, err := w.s.Readiness(ctx, on("2023-12-21"), asked, time.Time{})
		if err != nil || r.Light != discharge.Awaited || r.Expected != 40 || r.Missing != 38 || r.Orgs[0].Light != discharge.Ready {
			t.Errorf("%s %d %d %v", r.Light, r.Expected, r.Missing, err)
		}
		_, err = w.s.Answer(ctx, say(clerk, "2023-12-23", discharge.No, "no broker", discharge.Brokerage))
		ok(t, err)
		r, err = w.s.Readiness(ctx, on("2023-12-21"), asked, time.Time{})
		if err != nil || r.Light != discharge.NotReady || r.Orgs[0].Answers[0].Note != "no broker" || r.Orgs[0].Answers[0].By != clerk {
			t.Errorf("%+v %v", r.Orgs[0], err)
		}
		if r, err := w.s.Readiness(ctx, on("2023-12-21"), asked, on("2023-12-21").At(9*60+30)); err != nil || r.Noes != 0 {
			t.Errorf("as of half past nine: %+v %v", r.Noes, err)
		}
		w.set("2023-12-21", 11, 40)
		if n, err := w.s.RemindDue(ctx, w.read()); err != nil || n != 3 {
			t.Errorf("%d reminded, %v", n, err)
		}
		got, err := w.s.Notices(ctx, []org.Code{"C1"}, time.Time{}, 2)
		if err != nil || got[0].About != "readiness/2023-12-21" || got[0].Step != "deadline" || got[1].Step != "due" {
			t.Errorf("%+v %v", got, err)
		}
	})
}
