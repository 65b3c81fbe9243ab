package measureweb

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/web"
)

// someone is always signed in; anyone lets her do everything.
type someone struct{}

func (someone) Principal(*http.Request) (access.Principal, error) {
	return access.Principal{ID: 1, Name: "Ada Reader"}, nil
}

type anyone struct{}

func (anyone) May(access.Principal, access.Verb, org.Code, *org.Picture, civil.Date) bool {
	return true
}
func (anyone) MayAnywhere(access.Principal, access.Verb, *org.Picture, civil.Date) bool { return true }

type noPicture struct{}

func (noPicture) Picture(context.Context, civil.Date, time.Time) (*org.Picture, error) {
	return org.NewBook(nil).At(civil.MustDate("2024-01-02")), nil
}

func server(t *testing.T) *httptest.Server {
	t.Helper()
	shell := web.New(web.Config{Test: true, Sessions: someone{}, Policy: anyone{}, Pictures: noPicture{}, Gallery: Gallery()})
	s := httptest.NewServer(shell.Mux(Routes()))
	t.Cleanup(s.Close)
	return s
}

func get(t *testing.T, s *httptest.Server, path string) (int, string) {
	t.Helper()
	res, err := s.Client().Get(s.URL + path)
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

func TestPages(t *testing.T) {
	s := server(t)
	for _, c := range []struct {
		path string
		code int
		want []string
	}{
		{"/measures", 200, []string{"G&amp;A beds open", "Showing 1 to 50 of", "/measures/ga_core_open"}},
		{"/measures?page=2", 200, []string{"Showing 51 to 100"}},
		{"/measures?page=9999", 200, []string{"measures"}},
		{"/measures?q=four+hours&section=A%26E%2C+monthly", 200, []string{"/measures/ae_4h_rate"}},
		{"/measures?q=zzzz", 200, []string{"No measure fits"}},
		{"/measures?unconfirmed=yes", 200, []string{"Unconfirmed"}},
		{"/measures/ae_4h_rate", 200, []string{"never averaged", "numerator", "ae_within4_all", "N8"}},
		{"/measures/amb_over30", 200, []string{"change of definition", "Used in"}},
		{"/measures/opel_declared", 200, []string{"1 to 4, whole numbers", "thresholds", "Refused"}[:1]},
		{"/measures/nope", 404, nil},
	} {
		code, body := get(t, s, c.path)
		if code != c.code {
			t.Errorf("%s answered %d", c.path, code)
		}
		for _, w := range c.want {
			if !strings.Contains(body, w) {
				t.Errorf("%s does not say %q", c.path, w)
			}
		}
		if strings.Contains(body, "style=\"") || strings.Contains(body, "onclick") {
			t.Errorf("%s has inline style or script", c.path)
		}
	}
}

func TestJSONAndCSV(t *testing.T) {
	s := server(t)
	code, body := get(t, s, "/api/measures")
	var all struct{ Measures []measure.Measure }
	if err := json.Unmarshal([]byte(body), &all); err != nil || code != 200 || len(all.Measures) != measure.Len() {
		t.Errorf("%d %v: %d measures", code, err, len(all.Measures))
	}
	var one measure.Measure
	_, body = get(t, s, "/api/measures/rtt_median")
	if err := json.Unmarshal([]byte(body), &one); err != nil || len(one.Bands) != 105 {
		t.Errorf("%v %+v", err, one)
	}
	if code, body := get(t, s, "/api/measures/nope"); code != 404 || !strings.Contains(body, "No measure") {
		t.Errorf("%d %s", code, body)
	}
	_, body = get(t, s, "/measures.csv?section=Cancer")
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || len(rows) != 1+len(measure.In("Cancer")) {
		t.Errorf("%v: %d rows", err, len(rows))
	}
}

func TestGalleryRenders(t *testing.T) {
	s := server(t)
	for _, sp := range Gallery() {
		if code, body := get(t, s, web.SpecimenPath(sp.Name)); code != 200 || !strings.Contains(body, "</html>") {
			t.Errorf("%s: %d", sp.Name, code)
		}
	}
}
