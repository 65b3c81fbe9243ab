package app_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
)

// TestEntryByFormAndByProgram: one patient is entered by the form and corrected by a program, both judged as a file is; a stale form, a
// correction without a reason and another trust's desk are refused, and every change stands in the audit log.
func TestEntryByFormAndByProgram(t *testing.T) {
	w := furnishedClinic(t)
	booking := deskOf(t, w, access.BookingManager)
	if page := booking.get("/recovery/Z-1/enter/patients"); !strings.Contains(page, `name="pathway"`) || !strings.Contains(page, `name="nhs_number"`) {
		t.Error("the form lacks its fields")
	}
	form := []string{"base", "0", "pathway", "P-77", "specialty", "110", "priority", "P3", "priority_date", "8/12/2023", "clock_start", "2023-01-04", "minutes", "90", "notice", "14", "scope", "site", "family_name", "Sampleton"}
	wrong := booking.ask(http.MethodPost, "/recovery/Z-1/enter/patients", encoded(append(form, "minutes", "", "spread", "nought")))
	if wrong.Code != http.StatusUnprocessableEntity || !strings.Contains(wrong.Body.String(), `href="#spread"`) || !strings.Contains(wrong.Body.String(), "Sampleton") {
		t.Errorf("%d %s", wrong.Code, problems(wrong.Body.String()))
	}
	if to := booking.send("/recovery/Z-1/enter/patients", form...); !strings.HasPrefix(to, "/recovery/Z-1/patients/P-77") {
		t.Error(to)
	}
	api := func(d clinicDesk, method, path, body string) (int, string) {
		rec := d.ask(method, "/api/recovery/Z-1/"+path, body)
		return rec.Code, rec.Body.String()
	}
	code, text := api(booking, http.MethodGet, "patients/P-77", "")
	if code != http.StatusOK || !strings.Contains(text, `"version":1`) || !strings.Contains(text, `"minutes":"90"`) || strings.Contains(text, "Sampleton") {
		t.Errorf("%d %s", code, text)
	}
	row := `"pathway":"P-77","specialty":"110","priority":"P3","priority_date":"2023-12-08","clock_start":"2023-01-04","notice":14,"scope":"site","anaesthetic":true`
	for _, c := range []struct {
		what, body string
		want       int
		text       string
	}{
		{"no reason", `{"values":{` + row + `,"minutes":120}}`, 422, "Say in a sentence what is corrected"},
		{"minutes", `{"values":{` + row + `,"minutes":10000},"reason":"r"}`, 422, `"name":"minutes"`},
		{"a list", `{"values":{"pathway":["P"]}}`, 422, "semicolons"},
		{"another field", `{"value":{}}`, 422, "cannot be read"},
		{"corrected", `{"values":{` + row + `,"minutes":120},"reason":"measured","base":1}`, 201, `"version":2`},
		{"again", `{"values":{` + row + `,"minutes":120},"reason":"measured","base":1}`, 200, `"same":true`},
		{"an old base", `{"values":{` + row + `,"minutes":125},"reason":"measured","base":1}`, 409, "version 2 is the newest"},
	} {
		if code, text := api(booking, http.MethodPut, "patients", c.body); code != c.want || !strings.Contains(text, c.text) {
			t.Errorf("%s: %d %s", c.what, code, text)
		}
	}
	if page := booking.get("/recovery/Z-1/enter/patients?key=P-77"); !strings.Contains(page, `value="120"`) || strings.Contains(page, "Sampleton") {
		t.Error("the form does not show what is kept, or shows who the patient is")
	}
	if code, text := api(booking, http.MethodPost, "sessions", `{"values":{"session":"X-1","date":"2024-01-30","minutes":240,"specialty":"110","site":"A","team":"t1"}}`); code != 201 {
		t.Errorf("%d %s", code, text)
	}
	booking.send("/recovery/Z-1/enter/limits", "kind", "beds", "site", "A", "date", "2024-01-30", "until", "2024-01-31", "most", "3")
	if page := booking.get("/recovery/Z-1/sessions?week=2024-01-29"); !strings.Contains(page, "X-1") || !strings.Contains(page, "entered by hand") {
		t.Error("the session or the limit is not on the page")
	}
	for _, d := range []clinicDesk{deskOf(t, w, access.ClinicalReviewer), {visitor{site: w.Handler(false, nil), key: w.KeyAt(access.BookingManager, "Z-2")}, t}} {
		if code, _ := api(d, http.MethodPut, "patients", `{}`); code != http.StatusForbidden {
			t.Errorf("somebody else enters: %d", code)
		}
	}
	s, err := w.Recovery.Patient(t.Context(), "Z-1", "P-77", time.Time{})
	if err != nil || len(s.Told) != 2 || s.Told[0].Patient.Minutes != 90 {
		t.Errorf("%+v %v", s.Told, err)
	}
	if report := checked(t, w.App); !report.OK {
		t.Errorf("%v", report.Problems)
	}
}
