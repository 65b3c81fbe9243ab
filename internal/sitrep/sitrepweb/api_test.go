package sitrepweb

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web"
)

const apiAt = "/api/returns/uec-daily/" + entrySampleOrg + "/2023-12-20"

const apiGood = `{"values":{"ga_core_open":420,"ga_esc_open":"nil","ga_occ":{"value":412,"state":"number","sheet":"Beds","cell":"C7"},"picu_open":"n/a","los7":null,"picu_occ":{"state":"n/a"}},
 "comments":{"":"all counted"}}`

// apiToken is a program of the submitter's, with or without a director.
func apiToken(director int64) access.Principal {
	p := entryPerson(3, access.TrustSubmitter)
	p.Limit = &access.Limit{Token: 9, Director: director, At: entrySampleOrg,
		Verbs: []access.Verb{access.ReturnRead, access.ReturnDraft, access.ReturnSubmit, access.SeriesRead, access.RegisterRead}}
	return p
}

// send posts a body and reads the answer.
func (w *entryWorld) send(method, path, body string, into any, header ...string) int {
	w.Helper()
	code, text, _ := w.do(method, path, "application/json", strings.NewReader(body), header...)
	if into != nil {
		if err := json.Unmarshal([]byte(text), into); err != nil {
			w.Fatalf("%d %s: %v", code, text, err)
		}
	}
	return code
}

func TestAPISubmissionAndReplay(t *testing.T) {
	w := entrySite(t)
	w.who = apiToken(4)
	var got apiReceipt
	if code := w.send("PUT", apiAt, apiGood, &got, "Idempotency-Key", "a-1"); code != 201 || got.Version != 1 || got.Again || got.Timing != "on-time" || len(got.Digest) != 64 {
		t.Fatalf("%d %+v", code, got)
	}
	s := w.sent[0]
	if s.By != "token:9" || s.SignedBy != "account:4" || s.Role != "trust-director" || s.Channel != "api" || s.Base != -1 || s.Key != "a-1" || s.Automated {
		t.Errorf("%+v", s)
	}
	if s.Draft.Value("ga_esc_open") != measure.None() || s.Draft.Value("picu_occ") != measure.NA() || !s.Draft.Value("los7").IsMissing() || s.Draft.Comments[""] != "all counted" {
		t.Errorf("%+v", s.Draft)
	}
	again := `{"comments":{"":"all counted"}, "values":{"picu_occ":"n/a","ga_esc_open":"nil","ga_core_open":420.0,"ga_occ":{"state":"number","value":412,"sheet":"Beds","cell":"C7"},"picu_open":"n/a"}}`
	if code := w.send("POST", apiAt, again, &got, "Idempotency-Key", "a-1"); code != 200 || !got.Again || got.Version != 1 || len(w.sent) != 1 {
		t.Errorf("the same in other words is not a replay: %d %+v", code, got)
	}
	var p web.Problem
	if code := w.send("POST", apiAt, strings.Replace(apiGood, "412", "413", 1), &p, "Idempotency-Key", "a-1"); code != 409 || p.Status != 409 {
		t.Errorf("%d %+v", code, p)
	}
	if code := w.send("POST", apiAt, strings.Replace(apiGood, "{", `{"base":0,"reason":"recount",`, 1), &p, "Idempotency-Key", "a-2"); code != 409 {
		t.Errorf("an older base: %d %+v", code, p)
	}
	var r apiReturn
	if code := w.send("GET", apiAt, "", &r); code != 200 || len(r.Versions) != 1 || *r.Versions[0].Values["ga_occ"].Value != 412 || r.Versions[0].Values["ga_occ"].Cell != "C7" ||
		r.Versions[0].Values["picu_open"].State != "n/a" || r.Versions[0].Values["picu_open"].Value != nil || r.Versions[0].Digest != got.Digest {
		t.Errorf("%d %+v", code, r)
	}
	if len(w.people.reads) != 1 || w.people.reads[0] != "token:9 uec-daily/Z1A1A/2023-12-20" {
		t.Errorf("%q", w.people.reads)
	}
	if w.at = w.at.Add(3600e9); w.send("GET", apiAt+"?as-of=2023-12-20T07:00", "", &r) != 200 || len(r.Versions) != 0 {
		t.Errorf("an earlier instant sees %d versions", len(r.Versions))
	}
}

// TestAPITakesWhatItGives sends the values of a version again as they were got.
func TestAPITakesWhatItGives(t *testing.T) {
	w := entrySite(t)
	w.who = apiToken(4)
	w.send("PUT", apiAt, apiGood, nil, "Idempotency-Key", "a-1")
	var r apiReturn
	w.send("GET", apiAt, "", &r)
	base := 1
	b, err := json.Marshal(apiSent{Values: r.Versions[0].Values, Comments: r.Versions[0].Comments, Reason: "again", Base: &base})
	if err != nil {
		t.Fatal(err)
	}
	var got apiReceipt
	if code := w.send("PUT", apiAt, string(b), &got, "Idempotency-Key", "a-2"); code != 201 || got.Version != 2 || got.Timing != "amended" {
		t.Errorf("%d %+v", code, got)
	}
}

func TestAPIWhoMaySend(t *testing.T) {
	w := entrySite(t)
	var p web.Problem
	w.who = apiToken(0)
	if code := w.send("PUT", apiAt, apiGood, &p, "Idempotency-Key", "k"); code != 422 || len(p.Fields) != 1 || p.Fields[0].Rule != "H02" {
		t.Errorf("a token without a director: %d %+v", code, p)
	}
	var c apiChecked
	if code := w.send("POST", apiAt+"/check", apiGood, &c); code != 200 || c.OK || c.Problems[0].Rule != "H02" {
		t.Errorf("its check: %d %+v", code, c)
	}
	for name, x := range map[string]struct {
		who  access.Principal
		path string
		code int
	}{
		"a director who does not sign here": {apiToken(5), apiAt, 403},
		"a person who does not sign":        {entryPerson(3, access.TrustSubmitter), apiAt, 403},
		"a viewer":                          {entryPerson(8, access.TrustViewer), apiAt, 403},
		"nobody":                            {access.Principal{}, apiAt, 401},
		"a sibling":                         {entryPerson(4, access.TrustDirector), strings.Replace(apiAt, entrySampleOrg, "Z2B2B", 1), 403},
		"a publication":                     {apiToken(4), strings.Replace(apiAt, "uec-daily", "uec-published", 1), 404},
		"no such form":                      {apiToken(4), strings.Replace(apiAt, "uec-daily", "no-such", 1), 404},
	} {
		w.who = x.who
		if code := w.send("PUT", x.path, apiGood, &p, "Idempotency-Key", "k"); code != x.code || p.Status != x.code || len(w.sent) != 0 {
			t.Errorf("%s: %d %+v", name, code, p)
		}
	}
	w.who = entryPerson(4, access.TrustDirector)
	if code := w.send("PUT", apiAt, apiGood, &p, "Idempotency-Key", "k"); code != 201 || w.sent[0].SignedBy != "account:4" {
		t.Errorf("a director in person: %d", code)
	}
}

func TestAPIProblemsNameTheirField(t *testing.T) {
	w := entrySite(t)
	w.who = apiToken(4)
	for _, c := range []struct {
		body  string
		field string
		words string
		code  int
	}{
		{`{"values":{},"valeus":{}}`, "valeus", "there is no such field", 422},
		{`{"values":{"ga_occ":1,"ga_occ":2}}`, "values.ga_occ", "twice", 422},
		{`{"values":{},"values":{}}`, "values", "twice", 422},
		{`{"values":{"ga_occ":NaN}}`, "values.ga_occ", "not JSON", 422},
		{`{"values":{"ga_occ":1e308}}`, "ga_occ", "too large", 422},
		{`{"values":{"ga_occ":1e999}}`, "ga_occ", "too large", 422},
		{`{"values":{"ga_occ":"412"}}`, "ga_occ", "without quotes", 422},
		{`{"values":{"ga_occ":true}}`, "ga_occ", "give a number", 422},
		{`{"values":{"ga_occ":[1]}}`, "values.ga_occ", "list", 422},
		{`{"values":{"ga_occ":{"value":1,"state":"nil"}}}`, "ga_occ", "needs the state number", 422},
		{`{"values":{"ga_occ":{"value":1,"state":"number","note":"x"}}}`, "ga_occ", `no field "note"`, 422},
		{`{"values":{"ga_occ":{"state":"number"}}}`, "ga_occ", "number needs a value", 422},
		{`{"values":{"ga_occ":{"a":{"b":{}}}}}`, "values.ga_occ.a.b", "deeper", 422},
		{`{"values":{"los_7":1}}`, "los_7", "not a line of this form", 422},
		{`{"values":{"ga_occ":-1}}`, "ga_occ", "cannot be below 0", 422},
		{`{"values":{"ga_occ":1.5}}`, "ga_occ", "whole number", 422},
		{`{"values":{"ga_core_open":1}}`, "ga_occ", "is blank", 422},
		{`{"values":7}`, "values", "object", 422},
		{`{"comments":{"ga_occ":7}}`, "comments.ga_occ", "text in quotes", 422},
		{`{"comments":{"nope":"x"}}`, "comments.nope", "not a line", 422},
		{`{"state":"closed"}`, "state", "not a state", 422},
		{`{"covers_from":"Tuesday"}`, "covers_from", "2023-12-24", 422},
		{`{"base":"1"}`, "base", "newest version", 422},
		{`{"reason":"` + strings.Repeat("x", 1001) + `"}`, "reason", "longer than", 422},
		{`{}{}`, "", "after the end", 422},
		{`[]`, "", "list", 422},
		{`{"values":{`, "values", "", 422},
		{``, "", "not JSON", 422},
		{`{"reason":"` + strings.Repeat("x", apiMax) + `"}`, "", "", 413},
	} {
		for _, part := range []string{"", "/check"} {
			var p struct {
				web.Problem
				apiChecked
			}
			code := w.send("POST", apiAt+part, c.body, &p, "Idempotency-Key", "k")
			fields := append(p.Fields, p.Problems...)
			if part == "/check" && code == 200 && !p.OK {
				code = 422 // a body that can be read and breaks a rule is answered as asked
			}
			found := c.field == "" && c.words == ""
			for _, f := range fields {
				found = found || f.Name == c.field && strings.Contains(f.Message, c.words)
			}
			if code != c.code || !found || len(w.sent) != 0 {
				t.Errorf("%.60s%s: %d, fields %+v", c.body, part, code, fields)
			}
		}
	}
	var p web.Problem
	for _, key := range []string{"", strings.Repeat("k", 201), "two words"} {
		if code := w.send("PUT", apiAt, apiGood, &p, "Idempotency-Key", key); code != 422 || p.Fields[0].Name != "Idempotency-Key" {
			t.Errorf("the key %.20q: %d %+v", key, code, p)
		}
	}
}

func TestAPICheckStoresNothing(t *testing.T) {
	w := entrySite(t)
	var c apiChecked
	body := strings.Replace(apiGood, "412", "431", 1)
	if code := w.send("POST", apiAt+"/check", body, &c); code != 200 || !c.OK || len(c.Problems) != 0 {
		t.Errorf("a comment on the whole return answers the query: %d %+v", code, c)
	}
	body = strings.Replace(body, `"all counted"`, `""`, 1)
	if code := w.send("POST", apiAt+"/check", body, &c); code != 200 || c.OK || c.Problems[0].Rule != "V05" || !c.Problems[0].Warning || len(w.sent)+w.saves != 0 {
		t.Errorf("%d %+v", code, c)
	}
}

func TestAPIFormsSeriesAndSlips(t *testing.T) {
	w := entrySite(t)
	w.who = apiToken(4)
	var forms apiForms
	if code := w.send("GET", "/api/forms", "", &forms); code != 200 || len(forms.Forms) != 2 || forms.Forms[0].Deadline != "11:00" {
		t.Errorf("%d %+v", code, forms)
	}
	var f apiForm
	if code := w.send("GET", "/api/forms/uec-daily", "", &f); code != 200 || len(f.Rules) != len(sitrep.Rules()) || f.Items[0].Code != "ga_core_open" || !f.Items[0].Required ||
		f.Items[0].Basis != "snapshot" || f.Items[0].Unit != "beds" || f.Items[0].Section == "" {
		t.Errorf("%d %+v", code, f)
	}
	if code := w.send("GET", "/api/forms/uec-published", "", nil); code != 404 {
		t.Errorf("%d", code)
	}
	code, text, _ := w.do("GET", "/api/series?org=z1a1a&measure=ga_occ&from=2023-12-01&to=2023-12-20&view=first", "", nil)
	want := `{"org":"Z1A1A","measure":"ga_occ","unit":"beds","form":"uec-daily","points":[{"date":"2023-12-20","value":421,"state":"reported","version":1,` +
		`"recorded_at":"2023-12-20T08:12:00Z","source":{"file":"","sheet":"","cell":""},"due":1,"received":1,"given":1}],"due":1,"received":1}`
	if code != 200 || strings.TrimSpace(text) != want {
		t.Errorf("%d %s", code, text)
	}
	if w.serie.View != sitrep.First || w.serie.From != civil.MustDate("2023-12-01") || w.serie.To != entrySampleDay() {
		t.Errorf("%+v", w.serie)
	}
	var p web.Problem
	if code := w.send("GET", "/api/series?org=Z1A1A&measure=nope&view=best&from=x&to=y", "", &p); code != 422 || len(p.Fields) != 4 {
		t.Errorf("%d %+v", code, p)
	}
	if code := w.send("GET", "/api/series?measure=ga_occ", "", &p); code != 422 || p.Fields[0].Name != "org" {
		t.Errorf("%d %+v", code, p)
	}
	if code := w.send("GET", "/api/series?org=Z2B2B&measure=ga_occ", "", &p); code != 403 {
		t.Errorf("a sibling's series: %d", code)
	}
	var s apiSlips
	if code := w.send("GET", "/api/slips", "", &s); code != 200 || len(s.Slips) != 2 || s.Slips[0].Form != "uec-daily" || s.Slips[1].Form != "discharge-daily" || s.Slips[0].Due == nil || s.Slips[0].Recorded != nil {
		t.Errorf("%d %+v", code, s)
	}
	if !slices.Equal(w.asked.Orgs, []org.Code{entrySampleOrg}) || w.asked.From != entrySampleDay() || w.asked.To != entrySampleDay() {
		t.Errorf("the list is not narrowed: %+v", w.asked)
	}
	if code := w.send("GET", "/api/slips?org=Z2B2B", "", &p); code != 403 {
		t.Errorf("%d", code)
	}
	if code := w.send("GET", "/api/slips?from=2023-12-20&to=2023-12-01", "", &p); code != 422 || p.Fields[0].Name != "to" {
		t.Errorf("%d %+v", code, p)
	}
}

func TestAPIDocumentHoldsEveryRoute(t *testing.T) {
	w := entrySite(t)
	w.who = access.Principal{}
	var doc struct {
		OpenAPI    string                                `json:"openapi"`
		Paths      map[string]map[string]json.RawMessage `json:"paths"`
		Components struct {
			Schemas map[string]json.RawMessage `json:"schemas"`
		} `json:"components"`
	}
	if code := w.send("GET", "/api/openapi.json", "", &doc); code != 200 || doc.OpenAPI != "3.1.0" {
		t.Fatal(code)
	}
	n := 0
	for _, rt := range (room{}).apiRoutes() {
		method, path, _ := strings.Cut(rt.Pattern, " ")
		if _, ok := doc.Paths[path][strings.ToLower(method)]; !ok || !rt.API {
			t.Errorf("%s is not in the document", rt.Pattern)
		}
		n++
	}
	for _, calls := range doc.Paths {
		n -= len(calls)
	}
	if n != 0 {
		t.Errorf("the document holds %d calls that are no routes", -n)
	}
	b, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range strings.Split(string(b), `"$ref":"#/components/schemas/`)[1:] {
		name, _, _ := strings.Cut(part, `"`)
		if s := doc.Components.Schemas[name]; len(s) < 10 {
			t.Errorf("the schema %s is referred to and not there", name)
		}
	}
}

// FuzzAPIBody reads any body: it becomes a draft of the form's lines or is refused with words.
func FuzzAPIBody(f *testing.F) {
	f.Add([]byte(apiGood))
	f.Add([]byte(`{"values":{"ga_occ":{"value":1,"state":"number"}},"base":-1}`))
	f.Add([]byte(`{"a":{"a":{"a":{"a":{}}}}}`))
	f.Add([]byte("{\"values\":{\"\\ud800\":1}}"))
	form, _ := sitrep.FindForm(sitrep.UECDaily, entrySampleDay())
	f.Fuzz(func(t *testing.T, body []byte) {
		a, err := apiRead(form, entrySampleDay(), body)
		if err != nil && len(web.ProblemsOf(err)) == 0 {
			t.Fatalf("no field is named: %v", err)
		}
		if err != nil {
			return
		}
		for _, it := range a.draft.Items {
			if _, on := form.Item(it.Measure); !on || it.Value.IsMissing() {
				t.Fatalf("%+v", it)
			}
		}
	})
}
