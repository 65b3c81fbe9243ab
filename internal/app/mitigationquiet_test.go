package app_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/access/accessdb"
	"headroom/internal/action"
	"headroom/internal/app"
	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/demo"
	"headroom/internal/mitigation"
	"headroom/internal/world"
)

// told are texts that have no place in a request, each with what it must never be found by.
var told = []struct{ text, trace string }{
	{"Dr Zwyxbottom is on strike", "zwyxbottom"},
	{"she is a member of the BMA and called Vrellawick", "vrellawick"},
	{"943 476 5919 waits for a scan", "943 476 5919"},
	{"9434765919", "9434765919"},
	{"born 3 May 1960, of Quorlstead", "quorlstead"},
}

// bare is a name alone, which nobody can recognise as one: where it is written down it stays in the request.
const bare = "Mirrowhazel"

// run is a request taken from its draft to its impact return over the wire, by everybody whose step it is.
type run struct {
	t       *testing.T
	w       *world.World
	site    http.Handler
	ref     string
	refusal []*httptest.ResponseRecorder
	answers []*httptest.ResponseRecorder
}

func (r *run) as(role access.Role) visitor { return visitor{site: r.site, key: r.w.Key(role)} }

// step takes one step with every text that has no place put in first, each of which is refused; then as it should be.
func (r *run) step(v visitor, step mitigation.Step, body map[string]any, refusable ...string) {
	r.t.Helper()
	path := "/api/mitigations/" + r.ref + "/steps"
	send := func(b map[string]any) *httptest.ResponseRecorder {
		raw, err := json.Marshal(b)
		if err != nil {
			r.t.Fatal(err)
		}
		return v.ask(http.MethodPost, path, string(raw))
	}
	body["step"] = step
	for _, field := range refusable {
		for _, x := range told {
			bad := map[string]any{}
			for k, v := range body {
				bad[k] = v
			}
			if d, ok := body["decision"].(map[string]any); ok && field != "words" {
				copied := map[string]any{}
				for k, v := range d {
					copied[k] = v
				}
				copied[field] = x.text
				bad["decision"] = copied
			} else {
				bad[field] = x.text
			}
			rec := send(bad)
			if rec.Code != http.StatusUnprocessableEntity || !strings.Contains(rec.Body.String(), field) {
				r.t.Errorf("%s with %q in %s: %d %s", step, x.text, field, rec.Code, rec.Body)
			}
			r.refusal = append(r.refusal, rec)
		}
	}
	if rec := send(body); rec.Code != http.StatusCreated {
		r.t.Fatalf("%s: %d %s", step, rec.Code, rec.Body)
	}
	r.w.SetClock(r.w.Now().Add(5 * time.Minute))
}

func (r *run) words() map[string]any { return map[string]any{"words": bare + " as stated"} }

// begun begins the request on its page.
func (r *run) begun() {
	rec := r.as(access.PatientSafetyLead).ask(http.MethodPost, "/mitigations/new", url.Values{"trust": {"Z-1"}, "period": {"JD-08"}, "scheme": {"JD-2023"}, "service": {"Maternity"}}.Encode())
	if rec.Code != http.StatusSeeOther {
		r.t.Fatalf("beginning: %d %s", rec.Code, rec.Body)
	}
	r.answers = append(r.answers, rec)
	r.ref = strings.Split(rec.Header().Get("Location"), "/")[2]
}

// whole takes the request all the way.
func (r *run) whole() {
	now := r.w.Now()
	form := demo.MitigationForm(mitigation.Form{Period: "JD-08", Scheme: "JD-2023", Trust: "Z-1", Site: "Z-1-S", Service: "Maternity"}, now, now.Add(4*time.Hour), action.MomentOf(now.Add(10*time.Hour).Truncate(time.Minute)))
	drafter, director, nation := r.as(access.PatientSafetyLead), r.as(access.MedicalDirector), r.as(access.NationalLead)
	second := visitor{site: r.site, key: r.another(access.NationalLead)}
	r.begun()
	for _, x := range told {
		f := form
		f.Risk = x.text
		raw, err := json.Marshal(map[string]any{"step": "write", "form": f})
		if err != nil {
			r.t.Fatal(err)
		}
		rec := drafter.ask(http.MethodPost, "/api/mitigations/"+r.ref+"/steps", string(raw))
		if rec.Code != http.StatusUnprocessableEntity {
			r.t.Errorf("a form with %q: %d", x.text, rec.Code)
		}
		r.refusal = append(r.refusal, rec)
	}
	form.Risk += " " + bare
	r.step(drafter, mitigation.Write, map[string]any{"form": form})
	r.step(drafter, mitigation.Send, r.words(), "words")
	r.step(director, mitigation.Sign, map[string]any{"form": form, "words": bare + " as stated"})
	r.step(r.as(access.ICBLead), mitigation.Forward, r.words(), "words")
	r.step(r.as(access.RegionLead), mitigation.Forward, r.words(), "words")
	r.step(nation, mitigation.Forward, r.words(), "words")
	decision := map[string]any{"body": "BMA", "verbatim": "Agreed for the night. " + bare, "channel": "e-mail"}
	r.step(nation, mitigation.Approve, map[string]any{"decision": decision}, "verbatim", "conditions", "channel")
	r.step(second, mitigation.Confirm, map[string]any{})
	r.step(nation, mitigation.Told, r.words(), "words")
	r.step(nation, mitigation.Revoke, r.words(), "words")
	for _, x := range told {
		r.refusal = append(r.refusal, director.ask(http.MethodPost, "/mitigations/"+r.ref+"/impact/24h", url.Values{"instead": {x.text}, "do": {"draft"}}.Encode()))
	}
}

// another makes a second person with a role.
func (r *run) another(role access.Role) string {
	email := "second." + string(role) + "@example.org"
	p := accessdb.DemoPerson{Email: email, Name: "Second holder", Grants: []access.Grant{{Role: role, At: world.Seat(role), From: civil.MustDate("2023-01-01")}}}
	if err := r.w.Accounts.Demo(r.t.Context(), []accessdb.DemoPerson{p}); err != nil {
		r.t.Fatal(err)
	}
	a, err := r.w.Accounts.AccountByEmail(r.t.Context(), email)
	if err != nil {
		r.t.Fatal(err)
	}
	key, err := r.w.Accounts.SignInDemo(r.t.Context(), a.ID, "")
	if err != nil {
		r.t.Fatal(err)
	}
	return key
}

// TestNobodyIsNamedAnywhere takes a request through a whole run in which names, a membership and an NHS number are typed
// wherever a text can be, and finds them in no log line, audit line, address, error or file; and a bare name, which nobody
// can recognise, in nothing but the request itself.
func TestNobodyIsNamedAnywhere(t *testing.T) {
	w := world.New(t)
	var log sink
	quiet := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	r := &run{t: t, w: w, site: w.Handler(false, quiet)}
	w.SetClock(civil.MustDate("2023-12-20").At(10 * 60))
	r.whole()
	lead := r.as(access.NationalLead)
	for _, x := range told {
		for _, path := range []string{"/mitigations?under=", "/mitigations?state=", "/mitigations/counts?period=", "/mitigations/", "/decision/", "/mitigations?as-of="} {
			r.refusal = append(r.refusal, lead.ask(http.MethodGet, path+url.QueryEscape(x.text), ""))
		}
	}
	w.SetClock(w.Now().Add(40 * time.Hour))
	if _, err := w.Mitigations.RunClock(t.Context()); err != nil {
		t.Fatal(err)
	}
	lead.key = r.another(access.NationalLead) // the session of two days ago has ended
	// What speaks of everything: it holds neither.
	holds := map[string]string{"the log": log.String(), "the audit log": auditText(t, w)}
	for _, path := range []string{"/mitigations/counts.csv", "/mitigations/minutes.csv", "/api/mitigations/counts", "/api/mitigations/impacts", "/api/mitigations", "/mitigations", "/mitigations/impacts", "/today/ENG", "/today/Z-1"} {
		rec := lead.ask(http.MethodGet, path, "")
		if rec.Code != http.StatusOK {
			t.Errorf("%s: %d", path, rec.Code)
		}
		holds[path] = rec.Body.String()
	}
	for i, rec := range r.answers {
		holds[fmt.Sprintf("address %d", i)] = rec.Header().Get("Location")
	}
	counts, err := w.MitigationCounts(t.Context(), app.MitigationQuery{})
	if err != nil || counts.Requests != 1 || counts.Hours != 0 || counts.Revoked != 1 {
		t.Errorf("the run: %+v, %v", counts, err)
	}
	never := []string{bare}
	for _, x := range told {
		never = append(never, x.trace)
	}
	lacks(t, holds, never)
	// What speaks of the one request: whatever was recognised was refused and is not in it; the bare name is.
	one := map[string]string{}
	for _, path := range []string{"/timeline.csv", "/timeline.json", "/versions", ""} {
		one[path] = lead.ask(http.MethodGet, "/mitigations/"+r.ref+path, "").Body.String()
	}
	if !strings.Contains(one["/timeline.csv"], bare) {
		t.Error("the run wrote nothing down: the words of its steps are not in its timeline")
	}
	lacks(t, one, never[1:])
	// And no refusal says again what it refused, but for the box in which it was typed.
	errors := map[string]string{}
	for i, rec := range r.refusal {
		if body := rec.Body.String(); strings.Contains(rec.Header().Get("Content-Type"), "json") {
			errors[fmt.Sprintf("refusal %d", i)] = body
		}
	}
	if len(errors) < 20 {
		t.Errorf("%d refusals", len(errors))
	}
	lacks(t, errors, never[1:])
}

// lacks fails for every text that holds one of the words.
func lacks(t *testing.T, texts map[string]string, words []string) {
	t.Helper()
	for what, text := range texts {
		for _, word := range words {
			for line := range strings.Lines(text) {
				if strings.Contains(strings.ToLower(line), strings.ToLower(word)) {
					t.Errorf("%s holds %q: %.300s", what, word, line)
				}
			}
		}
	}
}

// auditText is every line of the audit log.
func auditText(t *testing.T, w *world.World) string {
	t.Helper()
	list, err := w.Log.Find(t.Context(), audit.Filter{Limit: 10000})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range list {
		out = append(out, fmt.Sprintf("%+v", e))
	}
	if !slices.ContainsFunc(out, func(s string) bool { return strings.Contains(s, "mitigation.revoke") }) {
		t.Errorf("the audit log has %d lines and none of the run", len(out))
	}
	return strings.Join(out, "\n")
}
