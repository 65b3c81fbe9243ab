package app_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/action"
	"headroom/internal/civil"
	"headroom/internal/demo"
	"headroom/internal/mitigation"
	"headroom/internal/mitigation/mitigationweb"
	"headroom/internal/world"
)

var (
	postForm  = regexp.MustCompile(`(?s)<form[^>]*method="post"[^>]*>.*?</form>`)
	formTo    = regexp.MustCompile(`action="([^"]*)"`)
	inputTag  = regexp.MustCompile(`(?s)<input[^>]*>`)
	attribute = regexp.MustCompile(`([a-z-]+)(?:="([^"]*)")?`)
)

// hiddenIn are the hidden fields of the form on a page that posts to an address; nil when the page has no such form.
func hiddenIn(page, action string) url.Values {
	for _, f := range postForm.FindAllString(page, -1) {
		if to := formTo.FindStringSubmatch(f); to == nil || html.UnescapeString(to[1]) != action {
			continue
		}
		out := url.Values{}
		for _, tag := range inputTag.FindAllString(f, -1) {
			at := map[string]string{}
			for _, m := range attribute.FindAllStringSubmatch(strings.TrimPrefix(tag, "<input"), -1) {
				at[m[1]] = html.UnescapeString(m[2])
			}
			if at["type"] == "hidden" {
				out.Set(at["name"], at["value"])
			}
		}
		return out
	}
	return nil
}

// fill draws the page at an address, fills its form in and sends it, hidden fields included; it gives where it leads.
func fill(t *testing.T, v visitor, path string, boxes map[string]string) string {
	t.Helper()
	page := v.ask(http.MethodGet, path, "")
	form := hiddenIn(page.Body.String(), path)
	if page.Code != http.StatusOK || form == nil {
		t.Fatalf("%s: %d, with no form to send there", path, page.Code)
	}
	for k, x := range boxes {
		form.Set(k, x)
	}
	rec := v.ask(http.MethodPost, path, form.Encode())
	if rec.Code != http.StatusSeeOther {
		t.Fatalf("sending %s: %d\n%s", path, rec.Code, rec.Body)
	}
	return rec.Header().Get("Location")
}

// boxesOf is a form as somebody types it, page by page.
func boxesOf(f mitigation.Form) map[string]string {
	s := f.Shifts[0]
	out := map[string]string{"period": string(f.Period), "scheme": string(f.Scheme), "site": f.Site, "service": f.Service,
		"shift-1": s.From.String(), "shift-1-to": s.To.String(), "shift-1-grade": s.Grade, "shift-1-needed": "4", "shift-1-minimum": "3", "shift-1-have": "1", "shift-1-asked": "2",
		"known-since": f.KnownSince.String(), "risk": f.Risk, "exposed": "48", "predicted-physical": "3", "predicted-psychological": "3", "predicted-patients": "2",
		"predicted-by": f.Predicted.By.String(), "predicted-words": f.Predicted.Words, "needed-by": f.NeededBy.String(), "needed-why": f.NeededWhy,
		"clinicians": "yes", "local": "yes", "local-role": f.Local.Role, "local-at": f.Local.At.String(), "local-response": f.Local.Response, "questions": f.Questions, "attend": "yes"}
	for _, c := range f.Circumstances {
		name := "circumstance-" + string(c.Kind)
		out[name], out[name+"-words"] = string(c.Said), c.Words
	}
	for _, r := range f.Ladder {
		name := "ladder-" + string(r.Kind)
		out[name], out[name+"-result"], out[name+"-why"] = string(r.Tried), r.Result, r.Why
		if !r.At.IsZero() {
			out[name+"-at"] = r.At.String()
		}
	}
	return out
}

// A request that is written on the pages goes by its pages alone, as they draw them, from the draft to the union body.
func TestARequestGoesItsWholeWayByItsPages(t *testing.T) {
	w := world.New(t)
	site := w.Handler(false, nil)
	as := func(r access.Role) visitor { return visitor{site: site, key: w.Key(r)} }
	drafter, director := as(access.PatientSafetyLead), as(access.MedicalDirector)
	now := w.Now()
	to := fill(t, drafter, "/mitigations/new", map[string]string{"trust": "Z-1", "period": "JD-08", "scheme": "JD-2023", "service": "Maternity"})
	ref := mitigation.Ref(strings.Split(to, "/")[2])
	form := demo.MitigationForm(mitigation.Form{Period: "JD-08", Scheme: "JD-2023", Trust: "Z-1", Site: "Z-1-S", Service: "Maternity"}, now, now.Add(4*time.Hour),
		action.MomentOf(now.Add(10*time.Hour).Truncate(time.Minute)))
	boxes := boxesOf(form)
	for _, section := range []string{"place", "shifts", "risk", "deadline", "ladder", "people"} {
		fill(t, drafter, mitigationweb.WritePath(ref, section), boxes)
	}
	if body := drafter.ask(http.MethodGet, mitigationweb.WritePath(ref, "check"), "").Body.String(); !strings.Contains(body, "Nothing is missing") {
		t.Fatal("the check finds something missing")
	}
	act := func(v visitor, step mitigation.Step, more map[string]string) {
		t.Helper()
		w.SetClock(w.Now().Add(5 * time.Minute))
		fill(t, v, mitigationweb.ActPath(ref, string(step)), more)
	}
	said := map[string]string{"words": "As stated", "supported": "yes"}
	act(drafter, mitigation.Send, nil)
	// What the director is shown and somebody then changes is not what they sign.
	sign := mitigationweb.ActPath(ref, string(mitigation.Sign))
	old := hiddenIn(director.ask(http.MethodGet, sign, "").Body.String(), sign)
	act(director, mitigation.SendBack, said)
	boxes["risk"] = "Another risk than the one that was read"
	fill(t, drafter, mitigationweb.WritePath(ref, "risk"), boxes)
	act(drafter, mitigation.Send, nil)
	old.Set("declared", "yes")
	if rec := director.ask(http.MethodPost, sign, old.Encode()); rec.Code == http.StatusSeeOther || !strings.Contains(rec.Body.String(), "changed since this page was drawn") {
		t.Errorf("what was read is not what is signed: %d", rec.Code)
	}
	act(director, mitigation.Sign, map[string]string{"declared": "yes", "words": "What was tried was tried on the telephone; there are no files"})
	act(as(access.ICBLead), mitigation.Forward, said)
	act(as(access.RegionLead), mitigation.Return, said)
	act(drafter, mitigation.Begin, nil)
	act(drafter, mitigation.Send, nil)
	act(director, mitigation.Sign, map[string]string{"declared": "yes", "words": "What was tried was tried on the telephone; there are no files"})
	for _, r := range []access.Role{access.ICBLead, access.RegionLead, access.NationalLead} {
		act(as(r), mitigation.Forward, said)
	}
	k, err := w.Mitigations.Request(t.Context(), ref, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	s := k.Stand(w.Now())
	if s.State != mitigation.WithUnion || !s.Signed.Declared || s.Version != 2 || civil.Today(s.Clocks.Sent) != civil.Today(now) || s.Signed.Risk != boxes["risk"] {
		t.Errorf("it is %s in version %d, declared: %v, sent %s", s.State, s.Version, s.Signed.Declared, s.Clocks.Sent)
	}
}
