package mitigationweb

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"headroom/internal/access"
	"headroom/internal/mitigation"
	"headroom/internal/org"
)

// A trust sees its own requests, its board and region those below, the nation and the auditor all, and a council none.
func TestWhoSeesWhat(t *testing.T) {
	for _, c := range []struct {
		role            access.Role
		at              org.Code
		own, other, cnt int
	}{
		{access.MedicalDirector, "T1", 200, 404, 200}, {access.PatientSafetyLead, "T2", 404, 200, 200}, {access.ICBLead, "QX", 200, 200, 200}, {access.RegionLead, "Y1", 200, 200, 200},
		{access.NationalLead, org.England, 200, 200, 200}, {access.Auditor, org.England, 200, 200, 200}, {access.NationalViewer, org.England, 404, 404, 200}, {access.StaffMember, "T1", 404, 404, 403},
	} {
		_, h := visit(t, 7, c.role, c.at)
		for path, want := range map[string]int{Path("PSM-JD-09-T1-0002"): c.own, Path("PSM-JD-09-T1-0002") + "/timeline.csv": c.own, APIPath + "/PSM-JD-09-T1-0002": c.own, Path("PSM-JD-09-T2-0001"): c.other,
			Path("PSM-JD-09-T2-0002") + "/versions": c.other, ImpactPath("PSM-JD-09-T2-0001", mitigation.After24Hours): c.other, CountsPath: c.cnt, CountsPath + ".csv": c.cnt} {
			if code, _ := get(t, h, path); code != want {
				t.Errorf("%s at %s got %d at %s, want %d", c.role, c.at, code, path, want)
			}
		}
	}
	_, h := visit(t, 7, access.MedicalDirector, "T1")
	if code, body := get(t, h, BoardPath); code != 200 || strings.Contains(body, "PSM-JD-09-T2") || !strings.Contains(body, "PSM-JD-09-T1-0001") {
		t.Errorf("the board of a trust: %d, or another trust's requests on it", code)
	}
}

// What is not signed yet is the trust's own: nobody above reads it, corrects it or counts it, and of a request that was taken
// up again they read what was signed.
func TestDraftsAreTheTrustsOwn(t *testing.T) {
	draft, again := mitigation.Ref("PSM-JD-09-T1-0003"), mitigation.Ref("PSM-JD-09-T2-0002")
	for _, c := range []struct {
		role access.Role
		at   org.Code
		want int
	}{{access.PatientSafetyLead, "T1", 200}, {access.MedicalDirector, "T1", 200}, {access.Auditor, org.England, 200}, {access.ICBLead, "QX", 404}, {access.RegionLead, "Y1", 404}, {access.NationalLead, org.England, 404}} {
		s, h := visit(t, 7, c.role, c.at)
		for _, path := range []string{Path(draft), APIPath + "/" + string(draft), Path(draft) + "/versions", Path(draft) + "/timeline.csv", ActPath(draft, "correct")} {
			want := c.want
			if c.role == access.Auditor && path == ActPath(draft, "correct") {
				want = http.StatusForbidden
			}
			if code, _ := get(t, h, path); code != want {
				t.Errorf("%s got %d at %s, want %d", c.role, code, path, want)
			}
		}
		if _, body := get(t, h, BoardPath); strings.Contains(body, string(draft)) != (c.want == 200) {
			t.Errorf("%s: the draft on the board", c.role)
		}
		if _, body := get(t, h, CountsPath); strings.Contains(body, "1 draft is") != (c.want == 200) {
			t.Errorf("%s: the draft among the counts", c.role)
		}
		if c.want == 200 {
			continue
		}
		k, _ := s.find(again) // version 2 is signed; take it back to before that
		for i, e := range k.Events {
			if e.Step == mitigation.Sign && i > 3 {
				k.Events = k.Events[:i]
				break
			}
		}
		for _, path := range []string{Path(again), APIPath + "/" + string(again), Path(again) + "/versions"} {
			if code, body := get(t, h, path); code != 200 || strings.Contains(body, "who comes by day") || !strings.Contains(body, "who comes at night") {
				t.Errorf("%s at %s: %d, or the draft of the second version is read, or the first is not", c.role, path, code)
			}
		}
	}
}

// A step that does not follow is not called a change, and a draft without a time is not judged for it.
func TestWhatIsNotSo(t *testing.T) {
	_, own := visit(t, 8, access.MedicalDirector, "T1")
	for _, ask := range []func() (int, string){
		func() (int, string) { return get(t, own, ActPath("PSM-JD-09-T1-0003", "stand-down")) },
		func() (int, string) {
			return submit(t, own, ActPath("PSM-JD-09-T1-0003", "stand-down"), url.Values{"words": {"x"}})
		},
	} {
		if code, body := ask(); code != http.StatusConflict || strings.Contains(body, "Something changed") || !strings.Contains(body, "This step cannot follow now") {
			t.Errorf("standing a draft down: %d", code)
		}
	}
	if _, body := get(t, own, Path("PSM-JD-09-T1-0003")); strings.Contains(body, "No time was named") || !strings.Contains(body, "Not named yet") {
		t.Error("a draft is judged for the time that it does not name yet")
	}
}

// Wide tables stack on a phone, and who may act is led to what there is to read first.
func TestOnAPhone(t *testing.T) {
	for _, x := range []interface {
		Render(context.Context, io.Writer) error
	}{gridTable(mitigation.GridOf(nil)), minutesTable(nil, sampleNow()), ledger(mitigation.Standing{}, sampleNow())} {
		var b strings.Builder
		if err := x.Render(t.Context(), &b); err != nil || !strings.Contains(b.String(), "hr-table--stack") {
			t.Errorf("a table does not stack: %v", err)
		}
	}
	_, h := visit(t, 8, access.ICBLead, "QX")
	_, body := get(t, h, Path("PSM-JD-09-T2-0002"))
	read, deed := strings.Index(body, `href="#form"`), strings.Index(body, ActPath("PSM-JD-09-T2-0002", "forward"))
	if read < 0 || deed < 0 || read > deed {
		t.Errorf("what there is to read stands at %d, the step at %d", read, deed)
	}
}

// State and timeliness are two facts; what is on the reader's desk comes first; both words for the thing appear.
func TestBoard(t *testing.T) {
	_, h := visit(t, 7, access.ICBLead, "QX")
	_, body := get(t, h, BoardPath)
	for _, w := range []string{"On your desk", "in 2 h 05 min", "Late", "by 2:05", "mitigation", "derogation", "with the integrated care board", "Rejected"} {
		if !strings.Contains(body, w) && !strings.Contains(body, strings.ToUpper(w[:1])+w[1:]) {
			t.Errorf("the board has no %q", w)
		}
	}
	if strings.Index(body, "PSM-JD-09-T2-0002") > strings.Index(body, "PSM-JD-09-T1-0001") {
		t.Error("what is on the board's desk does not come first")
	}
	if _, body := get(t, h, BoardPath+"?state=rejected"); strings.Contains(body, "PSM-JD-09-T1-0001") || !strings.Contains(body, "PSM-JD-09-T2-0001") {
		t.Error("the filter by state lets others through")
	}
}

// A late approval is approved and late, and that it was missed stays on the page.
func TestShow(t *testing.T) {
	_, h := visit(t, 7, access.Auditor, org.England)
	_, body := get(t, h, Path("PSM-JD-09-T1-0002"))
	for _, w := range []string{"Approved, late by 2:05", "This stays, whatever followed", "Agreed for the night of 4 January.", "Confirmed by a second person", "<svg", "Minutes of both sides", "180", "305", "not noted", "frozen"} {
		if !strings.Contains(body, w) {
			t.Errorf("the page has no %q", w)
		}
	}
	if strings.Contains(body, "What you may do now") {
		t.Error("an auditor is offered something to do")
	}
	if _, body := get(t, h, Path("PSM-JD-09-T1-0001")); !strings.Contains(body, "at least 6 h 00 min, running") || !strings.Contains(body, "at least 360") {
		t.Error("what runs since noon is not said to have run for six hours at 18:00")
	}
	if _, body := get(t, h, Path("PSM-JD-09-T1-0002")+"?as-of=2024-01-04T16:00"); strings.Contains(body, "Agreed for the night") || !strings.Contains(body, "No timely decision") {
		t.Error("as of 16:00 the page knows what came later, or not what was known")
	}
	_, csv := get(t, h, Path("PSM-JD-09-T1-0002")+"/timeline.csv")
	for _, w := range []string{"deadline-passes", "union-total,union", "305", "2024-01-04T15:00:00Z"} {
		if !strings.Contains(csv, w) {
			t.Errorf("the timeline's file has no %q", w)
		}
	}
}

// The form is written page by page by a drafter, and signed by another.
func TestWritingAndSigning(t *testing.T) {
	s, h := visit(t, 8, access.PatientSafetyLead, "T1")
	code, to := submit(t, h, NewPath, url.Values{"trust": {"T1"}, "period": {"JD-09"}, "scheme": {"JD-2024-01"}, "service": {"Surgery"}})
	if code != http.StatusSeeOther {
		t.Fatalf("beginning: %d\n%s", code, to)
	}
	ref := s.kept[len(s.kept)-1].Ref
	if code, _ := submit(t, h, NewPath, url.Values{"trust": {"T2"}, "period": {"JD-09"}, "scheme": {"JD-2024-01"}}); code != http.StatusUnprocessableEntity && code != http.StatusBadRequest {
		t.Errorf("a request of another trust was begun: %d", code)
	}
	form := sampleForm("T1")
	form.NeededBy = sampleRequests()[0].Stand(sampleNow()).Form.NeededBy
	boxes := url.Values{}
	for k, v := range values(form) {
		boxes.Set(k, v)
	}
	for _, sec := range sections()[:6] {
		if code, body := submit(t, h, WritePath(ref, sec.id), boxes); code != http.StatusSeeOther {
			t.Fatalf("%s: %d\n%s", sec.id, code, body)
		}
	}
	k, _ := s.find(ref)
	got := k.Stand(sampleNow()).Form
	if got.Doctors() != 2 || len(got.Ladder) != 12 || *got.Exposed != 60 || got.Predicted.Physical != 2 || got.Local.Role != form.Local.Role {
		t.Errorf("the form came back as %+v", got)
	}
	bad := url.Values{"needed-by": {"2023-10-29T01:30"}, "needed-why": {"x"}}
	if code, body := submit(t, h, WritePath(ref, "deadline"), bad); code == http.StatusSeeOther || !strings.Contains(body, "Which of the two is meant?") {
		t.Errorf("a time that is shown twice was taken: %d", code)
	}
	for when, want := range map[string]string{"2024-01-04T01:30TBST": "Enter a day and a time, as 4 January 2024 at 15:00", "2023-03-26T01:30": "The clocks went forward over this time"} {
		if code, body := submit(t, h, WritePath(ref, "deadline"), url.Values{"needed-by": {when}}); code == http.StatusSeeOther || !strings.Contains(body, want) || strings.Contains(body, "HH:MM") {
			t.Errorf("%s: %d, without %q", when, code, want)
		}
	}
	if code, _ := submit(t, h, ActPath(ref, "send"), url.Values{}); code != http.StatusSeeOther {
		t.Errorf("sending: %d", code)
	}
	if code, _ := submit(t, h, ActPath(ref, "sign"), url.Values{"declared": {"yes"}}); code != http.StatusForbidden {
		t.Errorf("a drafter signed: %d", code)
	}
	s.grant.Role = access.MedicalDirector
	if code, body := submit(t, h, ActPath(ref, "sign"), url.Values{"declared": {"yes"}, "read": {k.Stand(sampleNow()).Read()}}); code != http.StatusForbidden || !strings.Contains(body, "cannot sign") {
		t.Errorf("whoever wrote it signed: %d", code)
	}
	s.account = 9
	read := []string{k.Stand(sampleNow()).Read()}
	if code, body := submit(t, h, ActPath(ref, "sign"), url.Values{"declared": {"yes"}, "words": {"near"}, "read": {"1-other"}}); code == http.StatusSeeOther || !strings.Contains(body, "changed since this page was drawn") {
		t.Errorf("signed what was not read: %d", code)
	}
	if code, body := submit(t, h, ActPath(ref, "sign"), url.Values{"read": read}); code == http.StatusSeeOther || !strings.Contains(body, "Declare that the request is accurate") {
		t.Errorf("signed without the declaration: %d", code)
	}
	if code, body := submit(t, h, ActPath(ref, "sign"), url.Values{"declared": {"yes"}, "read": read}); code == http.StatusSeeOther || !strings.Contains(body, `href="#words"`) {
		t.Errorf("a warning was passed without a word, or does not lead to where the word is written: %d", code)
	}
	if code, body := submit(t, h, ActPath(ref, "sign"), url.Values{"declared": {"yes"}, "read": read, "words": {"The doctors asked for live near"}}); code != http.StatusSeeOther {
		t.Errorf("signing: %d\n%s", code, body)
	}
	if k.Stand(sampleNow()).State != mitigation.WithSystem {
		t.Errorf("it is %s", k.Stand(sampleNow()).State)
	}
}

// What names a person is refused beside the box in which it was typed, and never said again in the summary of faults.
func TestWhatNamesAPersonIsRefused(t *testing.T) {
	_, h := visit(t, 8, access.PatientSafetyLead, "T1")
	ref := sampleRequests()[3].Ref
	code, body := submit(t, h, WritePath(ref, "risk"), url.Values{"risk": {"NHS number 943 476 5919 waits"}, "circumstance-extreme-words": {"Dr Zwyxbottom is away"}})
	if code != http.StatusUnprocessableEntity || !strings.Contains(body, `id="risk-error"`) || !strings.Contains(body, `id="circumstance-extreme-words-error"`) {
		t.Errorf("%d, without the faults beside their boxes", code)
	}
	if n := strings.Count(body, "943 476 5919"); n != 1 {
		t.Errorf("what was typed is said %d times, and not in its box alone", n)
	}
}

// One person writes a decision down, another confirms it.
func TestDeciding(t *testing.T) {
	s, h := visit(t, 8, access.NationalLead, org.England)
	ref := mitigation.Ref("PSM-JD-09-T1-0001")
	if code, body := submit(t, h, ActPath(ref, "decide"), url.Values{"outcome": {"reject"}, "body": {"BMA"}, "verbatim": {"No."}}); code == http.StatusSeeOther || !strings.Contains(body, "Code the reasons") {
		t.Errorf("a refusal without reasons: %d", code)
	}
	if code, body := submit(t, h, ActPath(ref, "decide"), url.Values{"outcome": {"approve-in-part"}, "body": {"BMA"}, "verbatim": {"One of the two."}, "grant-1": {"1"}}); code != http.StatusSeeOther {
		t.Fatalf("deciding: %d\n%s", code, body)
	}
	if code, _ := submit(t, h, ActPath(ref, "confirm"), nil); code != http.StatusForbidden {
		t.Errorf("confirmed by who wrote it: %d", code)
	}
	s.account = 9
	if code, _ := submit(t, h, ActPath(ref, "confirm"), nil); code != http.StatusSeeOther {
		t.Errorf("confirming: %d", code)
	}
	k, _ := s.find(ref)
	if x := k.Stand(sampleNow()); x.Granted() != 1 || !x.Confirmed || x.Outcome != mitigation.OutApprovedPart {
		t.Errorf("granted %d, %s", x.Granted(), x.Words())
	}
}

// A decision link opens one request without an account, tells indexes to stay away, and ends.
func TestDecisionLink(t *testing.T) {
	s, h := visit(t, 8, access.NationalLead, org.England)
	ref := mitigation.Ref("PSM-JD-09-T1-0001")
	if code, body := submit(t, h, Path(ref)+"/link", url.Values{}); code != 200 || !strings.Contains(body, "/decision/s3cret") {
		t.Fatalf("making a link: %d", code)
	}
	if code, body := submit(t, h, Path(ref)+"/link", url.Values{"until": {"tomorrow"}}); code == 200 || !strings.Contains(body, `id="until-error"`) || !strings.Contains(body, `href="#until"`) {
		t.Errorf("a link until no time: %d, without its fault beside the box", code)
	}
	if code, body := submit(t, h, DecisionPath+"s3cret", url.Values{"outcome": {"approve"}, "body": {"BMA"}, "verbatim": {"Yes."}}); code != http.StatusForbidden || !strings.Contains(body, "You are signed in") {
		t.Errorf("somebody of the NHS answers for the union body: %d", code)
	}
	s.account = 0
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, DecisionPath+"s3cret", nil))
	body := rec.Body.String()
	if rec.Code != 200 || !strings.Contains(rec.Header().Get("X-Robots-Tag"), "noindex") || rec.Header().Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("the link: %d, %v", rec.Code, rec.Header())
	}
	if !strings.Contains(body, string(ref)) || strings.Contains(body, "PSM-JD-09-T1-0002") || strings.Contains(body, `href="/mitigations`) {
		t.Error("the link shows more than its request")
	}
	if code, _ := get(t, h, Path(ref)); code == 200 {
		t.Error("the request is open without an account")
	}
	if code, _ := get(t, h, DecisionPath+"other"); code != 404 {
		t.Errorf("a wrong secret: %d", code)
	}
	if code, _ := submit(t, h, DecisionPath+"s3cret", url.Values{"outcome": {"approve"}, "body": {"BMA"}, "verbatim": {"Yes."}}); code != 200 {
		t.Errorf("answering: %d", code)
	}
	k, _ := s.find(ref)
	if x := k.Stand(sampleNow()); x.Outcome != mitigation.OutApproved || x.Confirmed {
		t.Errorf("after the answer: %s", x.Words())
	}
	s.account = 8
	if code, _ := submit(t, h, Path(ref)+"/link/end", url.Values{"made": {s.links[0].Made.UTC().Format("2006-01-02T15:04:05Z07:00")}}); code != http.StatusSeeOther {
		t.Errorf("ending the link: %d", code)
	}
	if code, _ := get(t, h, DecisionPath+"s3cret"); code != 404 {
		t.Errorf("an ended link: %d", code)
	}
}

// That no impact was found is an answer; an empty count is not known; the board's words go beside.
func TestImpact(t *testing.T) {
	s, h := visit(t, 8, access.MedicalDirector, "T1")
	ref := mitigation.Ref("PSM-JD-09-T1-0002")
	path := ImpactPath(ref, mitigation.After7Days)
	if code, body := submit(t, h, path, url.Values{"then": {"sign"}}); code == http.StatusSeeOther || !strings.Contains(body, "Count what happened, or say that no impact was found") {
		t.Errorf("an empty return was signed: %d", code)
	}
	if code, _ := submit(t, h, path, url.Values{"then": {"keep"}, "effect-clinics": {"0"}}); code != http.StatusSeeOther {
		t.Errorf("a draft was not kept: %d", code)
	}
	for _, above := range []access.Grant{{Role: access.ICBLead, At: "QX"}, {Role: access.RegionLead, At: "Y1"}, {Role: access.NationalLead, At: org.England}} {
		trust := s.grant
		s.grant = above
		_, body := get(t, h, path)
		_, api := get(t, h, APIPath+"/"+string(ref))
		if strings.Contains(body, "Your comment") || !strings.Contains(body, "no return yet") || strings.Contains(api, `"stage":"7d"`) {
			t.Errorf("the %s sees the trust's draft", above.Role)
		}
		s.grant = trust
	}
	k, _ := s.find(ref)
	if i := k.Impacts[len(k.Impacts)-1]; i.Effects[mitigation.Clinics] == nil || *i.Effects[mitigation.Clinics] != 0 || i.Effects[mitigation.TheatreLists] != nil {
		t.Error("none and not known are one")
	}
	if code, body := submit(t, h, path, url.Values{"then": {"sign"}, "none": {"yes"}, "link-1-psychological": {""}, "instead": {"nothing"}, "other": {"none"}, "actual": {"nothing"}}); code != http.StatusSeeOther {
		t.Errorf("no impact found: %d\n%s", code, body)
	}
	s.grant = access.Grant{Role: access.ICBLead, At: "QX"}
	if code, _ := submit(t, h, path+"/comment", url.Values{"words": {"Aid was asked of two trusts"}}); code != http.StatusSeeOther {
		t.Errorf("a comment: %d", code)
	}
	_, body := get(t, h, path)
	for _, w := range []string{"No impact was found", "Aid was asked of two trusts", "2, severe", "no impact found"} {
		if !strings.Contains(body, w) {
			t.Errorf("the return has no %q", w)
		}
	}
	if _, body := get(t, h, ImpactsPath+"?show=all"); !strings.Contains(body, "Signed: no impact found") || !strings.Contains(body, ">Due<") {
		t.Error("the list does not tell an answer from no return")
	}
}

// Psychological harm that happened stands beside what was predicted, on its own scale.
func TestPsychologicalHarmBesideWhatWasPredicted(t *testing.T) {
	_, h := visit(t, 8, access.MedicalDirector, "T1")
	path := ImpactPath("PSM-JD-09-T1-0002", mitigation.After28Days)
	if code, body := submit(t, h, path, url.Values{"then": {"keep"}, "link-1": {"INC-9"}, "link-1-psychological": {"2"}, "link-2": {"INC-10"}, "link-2-psychological": {"3"}, "link-2-physical": {"4"}}); code != http.StatusSeeOther {
		t.Fatalf("keeping: %d\n%s", code, body)
	}
	_, body := get(t, h, path)
	for _, w := range []string{"worst of the linked incidents: 2, moderate", "worst of the linked incidents: 4, low"} {
		if !strings.Contains(body, w) {
			t.Errorf("the return has no %q", w)
		}
	}
}

// The counts stand by outcome, with the published ones beside them, and small ones stay inside.
func TestCounts(t *testing.T) {
	_, h := visit(t, 8, access.NationalViewer, org.England)
	_, body := get(t, h, CountsPath)
	for _, w := range []string{"No timely decision", "Lapsed", "Withdrawn", "Not supported within the NHS", "67%", "90 of 135", "BMA", "NHS England", "+11", "−1", "Not ended", "Not begun", "at least"} {
		if !strings.Contains(body, w) {
			t.Errorf("the counts have no %q", w)
		}
	}
	if _, csv := get(t, h, CountsPath+".csv"); !strings.Contains(csv, "withheld") || strings.Contains(csv, ",1,") || !strings.Contains(csv, "as_at") {
		t.Errorf("small counts left:\n%s", csv)
	}
	if _, csv := get(t, h, CountsPath+".csv?exact=yes"); !strings.Contains(csv, "withheld") {
		t.Error("whoever may not read the requests has their exact counts")
	}
	if _, lead := visit(t, 8, access.NationalLead, org.England); lead != nil {
		_, withheld := get(t, lead, CountsPath+".csv")
		_, exact := get(t, lead, CountsPath+".csv?exact=yes")
		if !strings.Contains(withheld, "withheld") || strings.Contains(exact, "withheld") || !strings.Contains(exact, ",1,") {
			t.Errorf("the national lead's files:\n%s\n%s", withheld, exact)
		}
	}
	if _, body := get(t, h, APIPath+"/counts"); !strings.Contains(body, `"counted_by":"Headroom"`) || !strings.Contains(body, "null") {
		t.Error("the API's counts are not withheld")
	}
}

// No count that is withheld can be worked out from its row or column.
func TestWithholding(t *testing.T) {
	table := [][]int{{1, 7, 0, 8}, {6, 9, 3, 18}, {0, 20, 0, 20}, {7, 36, 3, 46}}
	hidden := withhold(table)
	line := func(n int, at func(int) (bool, int)) {
		c, sum := 0, 0
		for i := range n {
			if h, k := at(i); h {
				c, sum = c+1, sum+k
			} else if k > 0 && k < least {
				t.Errorf("%d is shown", k)
			}
		}
		if c == 1 || c > 0 && sum < least {
			t.Errorf("%d are withheld, together %d: they can be told", c, sum)
		}
	}
	for i := range table {
		line(4, func(j int) (bool, int) { return hidden[i][j], table[i][j] })
	}
	for j := range 4 {
		line(4, func(i int) (bool, int) { return hidden[i][j], table[i][j] })
	}
}
