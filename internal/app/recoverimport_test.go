package app_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/recovery"
	"headroom/internal/world"
)

// stage sends a file and gives the page on which its columns are mapped, and the form as it was guessed.
func (d clinicDesk) stage(kind, name, content string) (path string, form []string) {
	d.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	_ = m.WriteField("kind", kind)
	f, err := m.CreateFormFile("file", name)
	if err != nil {
		d.t.Fatal(err)
	}
	_, _ = f.Write([]byte(content))
	_ = m.Close()
	req := httptest.NewRequest(http.MethodPost, "http://headroom.test/recovery/Z-1/import", &b)
	req.Header.Set("Content-Type", m.FormDataContentType())
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	req.AddCookie(&http.Cookie{Name: "headroom_session", Value: d.key})
	rec := httptest.NewRecorder()
	d.site.ServeHTTP(rec, req)
	if rec.Code != http.StatusSeeOther {
		d.t.Fatalf("%d %s", rec.Code, problems(rec.Body.String()))
	}
	path, form = rec.Header().Get("Location"), []string{"whole", "yes"}
	for _, x := range chosen.FindAllStringSubmatch(d.get(path), -1) {
		form = append(form, x[1], firstChosen(x[0]))
	}
	return path, form
}

// TestALargeFileIsKeptByTheQueue: the request that keeps it only asks; a page tells how it goes and what was taken; asked twice it is
// kept once.
func TestALargeFileIsKeptByTheQueue(t *testing.T) {
	w := world.New(t)
	booking := deskOf(t, w, access.BookingManager)
	made := recovery.Generate(recovery.Made{Patients: recovery.LargeFile + 1, Sessions: 12, Seed: 3, From: civil.Today(world.Start())})
	for i := range made.Patients {
		made.Patients[i].Trust = ""
	}
	var p bytes.Buffer
	if err := recovery.WritePatients(&p, made.Patients); err != nil {
		t.Fatal(err)
	}
	path, form := booking.stage("patients", "large.csv", p.String())
	for range 2 {
		if to := booking.send(path, append(slices.Clone(form), "do", "keep")...); to != path+"/keeping" {
			t.Fatal(to)
		}
	}
	if page := booking.get(path + "/keeping"); !strings.Contains(page, "5,001 rows passed") || !strings.Contains(page, "You can leave this page") {
		t.Error("the page does not say that it is being kept")
	}
	if list, err := w.Recovery.Imports(t.Context(), "Z-1", time.Time{}, 9); err != nil || len(list) != 0 {
		t.Errorf("kept in the request: %v %v", list, err)
	}
	var page string
	err := w.WithWorkers(t.Context(), 1, nil, func(context.Context) error {
		for end := time.Now().Add(time.Minute); !strings.Contains(page, "The file was kept") && time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
			page = booking.get(path + "/keeping")
		}
		return nil
	})
	if err != nil || !strings.Contains(page, "5,001 rows were kept") {
		t.Errorf("%v %s", err, problems(page))
	}
	list, err := w.Recovery.Imports(t.Context(), "Z-1", time.Time{}, 9)
	if err != nil || len(list) != 1 || list[0].Kept != recovery.LargeFile+1 {
		t.Errorf("%+v %v", list, err)
	}
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if rec := booking.ask(http.MethodGet, path, ""); rec.Code == http.StatusNotFound {
			break
		}
	}
	if rec := booking.ask(http.MethodGet, path, ""); rec.Code != http.StatusNotFound {
		t.Errorf("the copy that waited is still there: %d", rec.Code)
	}
	if m, err := w.Recovery.Mapping(t.Context(), "Z-1", recovery.PatientFile, time.Time{}); err != nil || len(m.Columns) == 0 {
		t.Errorf("how it was read is not kept: %v", err)
	}
	if report := checked(t, w.App); !report.OK {
		t.Errorf("%v", report.Problems)
	}
}
