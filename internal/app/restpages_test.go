package app_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/recovery"
	"headroom/internal/rest"
	"headroom/internal/world"
)

// TestRestFromFileToBlock is the way of a roster: two files are sent by the co-ordinator, the person sees their own ledger,
// the manager books rest, the person says it was taken, the board sees counts without a name, and a plan reads the blocks.
func TestRestFromFileToBlock(t *testing.T) {
	w := world.New(t)
	site := w.Handler(false, nil)
	as := func(r access.Role) visitor { return visitor{site: site, key: w.Key(r)} }
	rota, manager, staff, board := as(access.RotaCoordinator), as(access.TeamManager), as(access.StaffMember), as(access.ICBLead)
	send := func(kind, text string) {
		t.Helper()
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		_ = m.WriteField("kind", kind)
		f, err := m.CreateFormFile("file", kind+".csv")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = f.Write([]byte(text))
		_ = m.Close()
		if rec := rota.ask(http.MethodPost, "/rest/Z-1/file", b.String(), "Content-Type", m.FormDataContentType()); rec.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", kind, rec.Code, rec.Body)
		}
	}
	has := func(what string, v visitor, path string, words ...string) {
		t.Helper()
		rec := v.ask(http.MethodGet, path, "")
		for _, word := range words {
			word, not := strings.CutPrefix(word, "!")
			if rec.Code != http.StatusOK || strings.Contains(rec.Body.String(), word) == not {
				t.Errorf("%s at %s: %d, has %q: %v", what, path, rec.Code, word, not)
			}
		}
	}
	today := civil.Today(world.Start())
	day := func(n int) string { return today.Add(n).String() }
	send("contracts", "person,terms,from,hours,other work,name,team,account\nP-1,consultant,2020-01-01,40,none,Invented Person,Medicine,staff-member.z-1@example.org\n")
	send("duties", "person,start,end,state,extra,break minutes\nP-1,"+day(-3)+" 08:00,"+day(-3)+" 13:00,worked,,30\nP-1,"+day(-3)+" 20:00,"+day(-2)+" 08:30,worked,in-lieu,60\n")
	has("the co-ordinator", rota, "/rest/Z-1/people", "Invented Person", "Rules not kept")
	has("a manager of no team", manager, "/rest/Z-1/people", "!Invented Person", "You are not named as manager")
	if rec := rota.ask(http.MethodPost, "/rest/Z-1/teams", "team=Medicine&account=team-manager.z-1%40example.org"); rec.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	has("the manager", manager, "/rest/Z-1/people/P-1", "Invented Person", "WTR-10", "L1: statutory compensatory rest")
	has("the person", staff, "/rest/me", "WTR-10", "12.5", "!Invented Person")
	has("the board", board, "/rest/Z-1", "1 to 4", "!P-1", "!Invented Person")
	if rec := board.ask(http.MethodGet, "/rest/Z-1/people/P-1", ""); rec.Code != http.StatusForbidden {
		t.Errorf("the board reads a person: %d", rec.Code)
	}
	book := "ledger=L2&kind=booked&at=" + day(0) + "&at-clock=06:00&until=" + day(0) + "&until-clock=07:00"
	if rec := manager.ask(http.MethodPost, "/rest/Z-1/people/P-1/record", book); rec.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	if rec := staff.ask(http.MethodPost, "/rest/me/taken", "booking=1&org=Z-1&person=P-1"); rec.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	has("the person", staff, "/rest/me", "11.5")
	blocks, err := w.Rest.Blocks(t.Context(), "Z-1", "P-1", today.Add(-3).At(0), today.Add(1).At(0), civil.England(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if err := rest.Refuse(blocks, "P-1", today.Add(-2).At(13*60), today.Add(-2).At(17*60)); err == nil || !strings.Contains(err.Error(), "WTR-24@1998") {
		t.Errorf("%v", err)
	}
	list := func(id string, half recovery.Half, n int) recovery.Session {
		return recovery.Session{ID: recovery.SessionID(id), Trust: "Z-1", Site: "Z-1", Date: today.Add(n), Half: half, Specialty: "100", Minutes: 240, Team: "P-1"}
	}
	early := list("s1-early", recovery.Morning, -2) // over before the rest begins: it stays open
	early.Start, early.Minutes = 7*60, 60
	by := recovery.By{Actor: "account:1", Role: string(access.BookingManager), Org: "Z-1"}
	_, err = w.Recovery.KeepSessions(t.Context(), by, recovery.File{Name: "s.csv", SHA256: "s"}, []recovery.Session{list("s1", recovery.Afternoon, -2), early, list("s2", recovery.Afternoon, 6)}, nil, true)
	if err != nil {
		t.Fatal(err)
	}
	g, err := w.RecoveryGround(t.Context(), "Z-1", time.Time{})
	if err != nil || len(g.Blocks) != 1 || g.Blocks[0].Team != "P-1" || g.Blocks[0].From != today.Add(-2) || g.Blocks[0].Rule != "WTR-24@1998" || !strings.Contains(g.Blocks[0].Window, "compensatory") || g.Blocks[0].Session != "s1" || recovery.ClosedBy(early, g.Blocks) != "" {
		t.Errorf("%+v, %v", g.Blocks, err)
	}
	// A night is planned before the session after it was reviewed: whoever offers it then is refused in the same transaction.
	waits := recovery.Patient{Pathway: "W-1", Site: "Z-1", Specialty: "100", Clock: today.Add(-100), Priority: recovery.P4, Minutes: 60, Scope: recovery.OwnTrust}
	_, err = w.Recovery.KeepList(t.Context(), by, recovery.Listed{File: recovery.File{Name: "l.csv", SHA256: "l"}, Read: 1, Patients: []recovery.Patient{waits}})
	if err == nil {
		_, err = w.Recovery.Propose(t.Context(), by, 1, []recovery.Offer{{Pathway: "W-1", Session: "s2", Date: today.Add(6)}})
	}
	if err != nil {
		t.Fatal(err)
	}
	happen := func(e recovery.OfferEvent) error {
		e.Offer, e.Clinical = "000001", e.To == recovery.OfferReviewed
		return w.Recovery.Happen(t.Context(), by, []recovery.OfferEvent{e})
	}
	offered := recovery.OfferEvent{To: recovery.OfferMade, AnswerBy: today.Add(2), Dates: []recovery.OfferedDate{{Session: "s2"}}}
	if err := happen(recovery.OfferEvent{To: recovery.OfferReviewed}); err != nil {
		t.Fatal(err)
	}
	send("duties", "person,start,end,state,extra,break minutes\nP-1,"+day(5)+" 20:00,"+day(6)+" 08:30,planned,,60\n")
	if f := fault.As(happen(offered)); f == nil || len(f.Fields) != 1 || !strings.Contains(f.Fields[0].Message, "@1998") {
		t.Errorf("a session after a planned night is offered: %+v", f)
	}
}
