package sitrepweb_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/jobs"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/sitrep/sitrepweb"
	"headroom/internal/web"
	"headroom/internal/web/browser"
)

// importStore keeps imports in a slice, and their jobs, with the contracts of both.
type importStore struct {
	list    []sitrep.Import
	jobs    map[int64]jobs.Info
	content map[int64][]byte
}

func (s *importStore) Imports(_ context.Context, q sitrep.ImportsAsked) ([]sitrep.Import, int, error) {
	var out []sitrep.Import
	for _, i := range slices.Backward(s.list) {
		if (q.State == "" || i.State == q.State) && !i.Received.After(q.AsOf) {
			out = append(out, i)
		}
	}
	return out[min(q.Skip, len(out)):min(q.Skip+q.Limit, len(out))], len(out), nil
}

func (s *importStore) Imported(_ context.Context, id int64, asOf time.Time) (sitrep.Import, error) {
	for _, i := range s.list {
		if i.ID == id && !i.Received.After(asOf) {
			return i, nil
		}
	}
	return sitrep.Import{}, fault.New(fault.NotFound, "There is no import %d", id)
}

func (s *importStore) Receive(_ context.Context, u sitrep.Upload) (sitrep.Import, error) {
	b, err := io.ReadAll(u.Content)
	if err != nil || len(b) == 0 {
		return sitrep.Import{}, fault.New(fault.Invalid, "%s is empty", u.File)
	}
	id := int64(len(s.list) + 1)
	i := sitrep.Import{ID: id, Upload: id, File: u.File, Bytes: int64(len(b)), State: sitrep.ImportReceived, Received: importNow(), By: u.By, Job: id, Published: u.Published}
	if !u.Queue {
		i.Job = 0
	}
	s.list, s.jobs[id], s.content[id] = append(s.list, i), jobs.Info{ID: id, State: jobs.Waiting, Attempts: 10}, b
	return i, nil
}

func (s *importStore) Resume(_ context.Context, id int64, _ string) error {
	s.jobs[id] = jobs.Info{ID: id, State: jobs.Waiting}
	return nil
}

func (s *importStore) Content(_ context.Context, id int64) ([]byte, error) { return s.content[id], nil }

func (s *importStore) Job(_ context.Context, id int64) (jobs.Info, error) {
	j, ok := s.jobs[id]
	if !ok {
		return j, fault.New(fault.NotFound, "There is no job %d.", id)
	}
	return j, nil
}

func (s *importStore) Cancel(_ context.Context, id int64, by string) error {
	s.jobs[id] = jobs.Info{ID: id, State: jobs.Cancelled, CancelBy: by}
	return nil
}

func (s *importStore) Named(_ context.Context, actors []string) (map[string]string, error) {
	out := map[string]string{}
	for _, a := range actors {
		if a == "account:7" {
			out[a] = "Ada Lead"
		}
	}
	return out, nil
}

func (s *importStore) Picture(_ context.Context, at civil.Date, _ time.Time) (*org.Picture, error) {
	return org.NewBook(org.Builtin()).At(at), nil
}

func importNow() time.Time { return civil.MustDate("2024-01-02").At(9 * 60) }

// importReader is signed in with one grant.
type importReader access.Grant

func (s importReader) Principal(*http.Request) (access.Principal, error) {
	g := access.Grant(s)
	g.From = civil.MustDate("2020-01-01")
	return access.Principal{ID: 7, Name: "Ada Lead", Grants: []access.Grant{g}}, nil
}

func visitImports(t *testing.T, role access.Role, at org.Code) (*httptest.Server, *importStore) {
	t.Helper()
	m := &importStore{jobs: map[int64]jobs.Info{}, content: map[int64][]byte{}}
	shell := web.New(web.Config{Test: true, Clock: importNow, Sessions: importReader{Role: role, At: at}, Policy: web.GrantsPolicy{}, Pictures: m, Gallery: sitrepweb.ImportGallery()})
	s := httptest.NewServer(shell.Mux(sitrepweb.ImportRoutes(m, m, m, []sitrepweb.ImportFormat{{Words: "Flu", Recognised: "the headings"}})))
	t.Cleanup(s.Close)
	s.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return s, m
}

func importAnswer(t *testing.T, res *http.Response, err error) (int, string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

func importGet(t *testing.T, s *httptest.Server, path string) (int, string) {
	t.Helper()
	res, err := s.Client().Get(s.URL + path)
	return importAnswer(t, res, err)
}

// importSend posts files (name, content in turn) as a browser does.
func importSend(t *testing.T, s *httptest.Server, path, published string, files ...string) (int, string, string) {
	t.Helper()
	var buf bytes.Buffer
	m := multipart.NewWriter(&buf)
	_ = m.WriteField("published", published)
	for i := 0; i < len(files); i += 2 {
		p, err := m.CreateFormFile("files", files[i])
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(p, files[i+1])
	}
	_ = m.Close()
	res, err := s.Client().Post(s.URL+path, m.FormDataContentType(), &buf)
	code, body := importAnswer(t, res, err)
	return code, body, res.Header.Get("Location")
}

func TestImportUpload(t *testing.T) {
	s, m := visitImports(t, access.NationalLead, org.England)
	if code, _, to := importSend(t, s, "/imports", "", "a.csv", "x"); code != 303 || to != "/imports/1" {
		t.Fatalf("one file: %d to %q", code, to)
	}
	if code, _, to := importSend(t, s, "/imports", "2023-12-21T09:30", "b.csv", "x", "c.csv", "y"); code != 303 || to != "/imports" || m.list[2].Published.IsZero() || m.list[2].By != "account:7" || m.list[2].Job == 0 {
		t.Fatalf("two files: %d to %q %+v", code, to, m.list)
	}
	for _, c := range []struct {
		name, published string
		files           []string
		want            []string
	}{
		{"no file", "", nil, []string{"Choose at least one file"}},
		{"one empty beside a good one", "", []string{"empty.csv", "", "good.csv", "x"}, []string{"empty.csv is empty", "Received, and being read", "/imports/4"}},
		{"in the future", "2030-01-01T00:00", []string{"a.csv", "x"}, []string{"cannot become known in the future", `value="2030-01-01T00:00"`}},
		{"no instant", "soon", []string{"a.csv", "x"}, []string{"Enter the date and time"}},
	} {
		code, body, _ := importSend(t, s, "/imports", c.published, c.files...)
		if code != 422 {
			t.Errorf("%s: %d", c.name, code)
		}
		for _, w := range c.want {
			if !strings.Contains(body, w) {
				t.Errorf("%s does not say %q", c.name, w)
			}
		}
	}
	if len(m.list) != 4 {
		t.Errorf("%d files were kept, want 4", len(m.list))
	}
}

func TestImportAPI(t *testing.T) {
	s, m := visitImports(t, access.NationalLead, org.England)
	code, body, _ := importSend(t, s, "/api/imports", "", "a.csv", "x", "empty.csv", "")
	var sent struct {
		Imports  []struct{ ID int64 }
		Problems []fault.Field
	}
	if err := json.Unmarshal([]byte(body), &sent); err != nil || code != 202 || len(sent.Imports) != 1 || len(sent.Problems) != 1 {
		t.Fatalf("%d %s %v", code, body, err)
	}
	if code, body, _ := importSend(t, s, "/api/imports", "", "empty.csv", ""); code != 422 || !strings.Contains(body, "empty.csv is empty") {
		t.Errorf("%d %s", code, body)
	}
	m.list[0].State, m.list[0].Result = sitrep.ImportStored, sitrep.ImportResult{Import: 1, Stored: 4711}
	if code, body := importGet(t, s, "/api/imports/1"); code != 200 || !strings.Contains(body, `"returns_stored":4711`) || !strings.Contains(body, `"state":"stored"`) {
		t.Errorf("%d %s", code, body)
	}
	if code, body := importGet(t, s, "/api/imports?state=stored"); code != 200 || !strings.Contains(body, `"all":1`) {
		t.Errorf("%d %s", code, body)
	}
	if code, body := importGet(t, s, "/api/imports/99"); code != 404 || !strings.Contains(body, `"status":404`) {
		t.Errorf("%d %s", code, body)
	}
}

func TestImportPages(t *testing.T) {
	s, m := visitImports(t, access.NationalLead, org.England)
	importSend(t, s, "/imports", "", "a.csv", "=1+1,x")
	m.jobs[1] = jobs.Info{ID: 1, State: jobs.Running, Done: 5, Total: 105, Words: "days added up"}
	for path, want := range map[string][]string{
		"/imports":                  {"a.csv", "In progress", "5 of 105 days added up", "Ada Lead", `http-equiv="refresh"`, "Import files"},
		"/imports?state=stored":     {"No import is in this state"},
		"/imports/1":                {"5 of 105 days added up", "Cancel this import", `data-poll="/imports/1"`},
		"/imports/1/file":           {"=1+1,x"},
		"/imports/new":              {"200 MB", "recognised by the headings"},
		"/imports?as-of=2023-01-01": {"No file was imported"},
	} {
		code, body := importGet(t, s, path)
		if code != 200 {
			t.Errorf("%s answered %d", path, code)
		}
		for _, w := range want {
			if !strings.Contains(body, w) {
				t.Errorf("%s does not say %q", path, w)
			}
		}
	}
	if code, _ := importGet(t, s, "/imports/1?as-of=2023-01-01"); code != 404 {
		t.Errorf("an import that was not there yet answered %d", code)
	}
	post := func(path string, want int) {
		t.Helper()
		res, err := s.Client().PostForm(s.URL+path, url.Values{})
		if code, _ := importAnswer(t, res, err); code != want {
			t.Errorf("%s answered %d, want %d", path, code, want)
		}
	}
	post("/imports/1/cancel", 303)
	if _, body := importGet(t, s, "/imports/1"); m.jobs[1].CancelBy != "account:7" || !strings.Contains(body, "This import was cancelled") || !strings.Contains(body, "Import it again") {
		t.Error("a cancelled import does not say so, or cannot be tried again")
	}
	post("/imports/1/retry", 303)
	m.list[0].State = sitrep.ImportStored
	post("/imports/1/cancel", 409)
}

func TestImportTables(t *testing.T) {
	s, m := visitImports(t, access.NationalViewer, org.England)
	day := civil.MustDate("2017-11-20")
	res := sitrep.ImportResult{Stored: 1, Notes: []string{"a note"}, NewOrgs: []org.Code{"R1H"}}
	for n := range 130 {
		res.Refusals = append(res.Refusals, fault.Field{Name: "ga_occ", Message: fmt.Sprint("=bad number ", n), File: "a.csv", Sheet: "G&A beds", Cell: fmt.Sprint("F", n)})
		res.Differs = append(res.Differs, sitrep.Difference{Org: org.England, Day: day, Measure: "ga_open", Theirs: 1900, Ours: float64(1811), Cell: sitrep.Cell{Ref: fmt.Sprint("G", n)}, Missing: []org.Code{"R1K", "R1H"}})
	}
	m.list = []sitrep.Import{{ID: 1, File: "a.csv", State: sitrep.ImportStored, Received: importNow(), Result: res, Listed: sitrep.Listed{Refusals: 130, Differs: 130}}}
	_, body := importGet(t, s, "/imports/1")
	for _, w := range []string{"G&amp;A beds", "F99", "The first 100 of 130 refusals are shown", "1,900", "1,811", "89", "G99", "1 organisation seen for the first time", "/organisations/R1H", "a note", "/series/ENG/ga_open"} {
		if !strings.Contains(body, w) {
			t.Errorf("the page does not say %q", w)
		}
	}
	if strings.Contains(body, "F129<") || strings.Contains(body, "Download") {
		t.Error("the page shows more than it says, or offers the file to a reader")
	}
	if code, body := importGet(t, s, "/imports/1/refusals.csv"); code != 200 || strings.Count(body, "\r\n") != 131 || !strings.Contains(body, "a.csv,G&A beds,F129,ga_occ,,'=bad number 129") {
		t.Errorf("%d %s", code, body[:200])
	}
	if code, body := importGet(t, s, "/imports/1/differences.csv"); code != 200 || !strings.Contains(body, "2017-11-20,ENG,ga_open,1900,1811,,G129,R1K R1H") {
		t.Errorf("%d %s", code, body[:200])
	}
}

func TestImportAccess(t *testing.T) {
	for _, c := range []struct {
		role      access.Role
		at        org.Code
		read, run int
	}{
		{access.NationalLead, org.England, 200, 200}, {access.NationalViewer, org.England, 200, 403}, {access.ICBLead, "QHG", 200, 403},
		{access.TrustViewer, "R1H", 403, 403}, {access.Administrator, org.England, 403, 403},
	} {
		s, m := visitImports(t, c.role, c.at)
		m.list = []sitrep.Import{{ID: 1, File: "a.csv", State: sitrep.ImportReceived, Received: importNow(), Job: 1}}
		if code, _ := importGet(t, s, "/imports"); code != c.read {
			t.Errorf("%s: the list answered %d, want %d", c.role, code, c.read)
		}
		for _, path := range []string{"/imports/new", "/imports/1/file"} {
			if code, _ := importGet(t, s, path); code != c.run {
				t.Errorf("%s: %s answered %d, want %d", c.role, path, code, c.run)
			}
		}
		if code, _, _ := importSend(t, s, "/imports", "", "a.csv", "x"); (code == 303) != (c.run == 200) {
			t.Errorf("%s: an upload answered %d", c.role, code)
		}
	}
}

func TestImportSpecimens(t *testing.T) {
	s, _ := visitImports(t, access.NationalLead, org.England)
	for _, sp := range sitrepweb.ImportGallery() {
		code, body := importGet(t, s, web.SpecimenPath(sp.Name))
		if code != 200 {
			t.Errorf("%s answered %d", sp.Name, code)
		}
		for _, p := range browser.Sound(body) {
			t.Errorf("%s: %s", sp.Name, p)
		}
	}
}
