package sitrepweb

import (
	"strings"
	"testing"

	"headroom/internal/access"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// Whoever sends the same once more, by the back button, a second click or a reload, is led to the receipt and told that
// it was they who sent it.
func TestSendingTwiceLeadsToTheReceipt(t *testing.T) {
	w := entrySite(t)
	w.who = entryPerson(4, access.TrustDirector)
	form := w.form("do", "sign")
	if code, _, _ := w.post(entryAddress("/enter"), form); code != 303 || len(w.sent) != 1 {
		t.Fatal(code)
	}
	form.Set("ga_core_open", "0"+form.Get("ga_core_open")) // another spelling of the same figure
	for range 2 {
		code, body, to := w.post(entryAddress("/enter"), form)
		if code != 303 || !strings.HasPrefix(to, entryAddress("/receipt?version=1")) || len(w.sent) != 1 {
			t.Fatalf("%d %s %s", code, to, body)
		}
	}
	form.Set("rev", "7") // from a page whose draft was sent
	if code, _, to := w.post(entryAddress("/enter"), form); code != 303 || !strings.HasPrefix(to, entryAddress("/receipt")) {
		t.Errorf("%d %s", code, to)
	}
	// Another figure is no second sending: the form comes back and says who was there.
	form.Set("ga_core_open", "401")
	code, body, _ := w.post(entryAddress("/enter"), form)
	if code != 409 {
		t.Fatal(code)
	}
	w.says(body, "You sent this return in between", "You sent version 1 at")
	if strings.Contains(body, "Somebody else was here") {
		t.Error("oneself is called somebody else")
	}
}

// The sign-off page that is sent twice leads to the receipt too.
func TestSigningTwiceLeadsToTheReceipt(t *testing.T) {
	w := entrySite(t)
	w.post(entryAddress("/enter"), w.form("do", "ready"))
	w.who = entryPerson(4, access.TrustDirector)
	_, body := w.get(entryAddress("/sign"))
	rev := map[string][]string{"rev": {entryHidden.FindStringSubmatch(body)[2]}}
	for i := range 3 {
		if code, body, to := w.post(entryAddress("/sign"), rev); code != 303 || !strings.HasPrefix(to, entryAddress("/receipt?version=1")) || len(w.sent) != 1 {
			t.Fatalf("time %d: %d %s %s", i+1, code, to, body)
		}
	}
	w.who = entryPerson(5, access.TrustDirector)
	if code, _, _ := w.post(entryAddress("/sign"), rev); code != 404 {
		t.Errorf("somebody else gets another's receipt: %d", code)
	}
}

// What differs is told by value: 1,014 and 1014 are the same.
func TestClashComparesValues(t *testing.T) {
	f := entrySample().Form
	c := newEntryClash(f, "x", map[string]string{"ga_core_open": "1,014", "state": "", "los7": "9"}, map[string]string{"ga_core_open": "1014", "state": string(sitrep.Returned), "los7": "10"})
	if len(c.Table.Rows) != 1 {
		t.Errorf("%d rows: %v", len(c.Table.Rows), c.Table.Rows)
	}
}

// A return that nobody asks for is offered behind a plain sentence, with what is missing to send it.
func TestReturnThatIsNotAskedFor(t *testing.T) {
	h := entrySample().History
	h.Owed, h.Draft, h.Versions = false, nil, nil
	if !entryNotAsked(h) {
		t.Fatal("it is not told")
	}
	v := newReturnView(h, returnHelp{now: h.Form.OpensAt(h.Day), enter: true, link: func(s string) string { return s }})
	if !strings.Contains(v.note, "is not asked for this return") || len(v.buttons) != 1 || v.buttons[0].Text != "Enter it all the same" || !v.buttons[0].Secondary {
		t.Errorf("%q %+v", v.note, v.buttons)
	}
	var b strings.Builder
	if err := unaskedView(unaskedPage{words: "w", anyway: v.buttons[0]}).Render(t.Context(), &b); err != nil || !strings.Contains(b.String(), "An administrator gives somebody the role") {
		t.Errorf("%v %s", err, b.String())
	}
	h.Owed = true
	if entryNotAsked(h) {
		t.Error("one that is owed is called not asked for")
	}
}

// A return first sent late and then amended stays late in tab, tag and calendar.
func TestLateThenAmended(t *testing.T) {
	s := sitrep.Slip{Org: "Z-ASH", Standing: sitrep.IsIn, Timing: sitrep.Amended, FirstTiming: sitrep.Late, Version: 2}
	if !listTabFor("late").holds(s) || listCameTag(s).Text != "Late, amended" {
		t.Errorf("%+v", listCameTag(s))
	}
	if x := listSignOf(s); x.letter != "L" || x.words != "Late, amended" {
		t.Errorf("%+v", x)
	}
	s.FirstTiming = sitrep.OnTime
	if listTabFor("late").holds(s) || listSignOf(s).letter != "A" || listCameTag(s).Text != "Amended" {
		t.Error("one that was in time is called late")
	}
}

// A reminder does not say that a deadline is to come when it has passed, and its address can be loaded again.
func TestReminderAfterTheDeadline(t *testing.T) {
	f, day := entrySample().Form, entrySampleDay()
	if words := listReminderWords(f, day, f.DueAt(day)); !strings.Contains(words, "The deadline is 11:00") {
		t.Error(words)
	}
	if words := listReminderWords(f, day, f.DueAt(day).Add(1e9)); !strings.Contains(words, "The deadline was 11:00 on Wed 20 Dec; a late return is still accepted") {
		t.Error(words)
	}
	s, _ := listVisit(t, access.NationalLead, org.England, listSampleNow())
	if code, _ := listGet(t, s, listRemindPath); code != 200 && code != 303 {
		t.Errorf("the reminder's address answers %d", code)
	}
}
