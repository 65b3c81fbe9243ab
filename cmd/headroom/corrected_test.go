package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/db/dbtest"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/world"
)

// morning is the reporting date of the story.
var morning = civil.Today(world.Start())

// story is Headroom with its pages, and the people of four trusts.
type story struct {
	*testing.T
	w    *world.World
	site http.Handler
	lead string // the national lead's session
}

// ask sends one request as the person with the session's key.
func (s *story) ask(key, method, path, body string, more ...string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, "http://headroom.test"+path, strings.NewReader(body))
	req.AddCookie(&http.Cookie{Name: "headroom_session", Value: key})
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(more); i += 2 {
		req.Header.Set(more[i], more[i+1])
	}
	rec := httptest.NewRecorder()
	s.site.ServeHTTP(rec, req)
	return rec
}

// at moves the clock to a time of the day and signs the national lead in.
func (s *story) at(clock string) {
	s.Helper()
	t, err := time.ParseInLocation("2006-01-02 15:04", morning.String()+" "+clock, civil.London)
	if err != nil {
		s.Fatal(err)
	}
	s.w.SetClock(t)
	s.lead = s.w.KeyAt(access.NationalLead, org.England) // the one before may have run out
}

// sends puts a trust's return in and wants the timing; the log says how long England's total took to show it.
func (s *story) sends(c org.Code, occupied int, reason, timing string, want figures) {
	s.Helper()
	key := s.w.KeyAt(access.TrustDirector, c)
	body := fmt.Sprintf(`{"values":{"ga_core_open":900,"ga_esc_open":90,"ga_open":990,"ga_occ":%d},"reason":%q}`, occupied, reason)
	began := time.Now()
	rec := s.ask(key, http.MethodPut, "/api/returns/uec-daily/"+string(c)+"/"+morning.String(), body, "Idempotency-Key", fmt.Sprint(c, occupied))
	var got struct{ Timing string }
	if err := json.Unmarshal(rec.Body.Bytes(), &got); err != nil || rec.Code != http.StatusCreated || got.Timing != timing {
		s.Fatalf("%s: %d %s", c, rec.Code, rec.Body)
	}
	shown := s.page("")
	s.Logf("England's page showed the return of %s %s after it was sent", c, time.Since(began).Round(time.Millisecond))
	if shown != want {
		s.Errorf("after the return of %s England's page shows %+v, want %+v", c, shown, want)
	}
}

// figures is what one reading says of England on the day: patients in beds and how many returns that is the sum of.
type figures struct{ occupied, in, due int }

const total = "/series/ENG/ga_occ"

func query(more string) string {
	return "?from=" + morning.String() + "&to=" + morning.String() + more
}

// page reads the series' page as a person sees it: the text of the table's one row.
func (s *story) page(more string) (f figures) {
	s.Helper()
	rec := s.ask(s.lead, http.MethodGet, total+query(more), "")
	words := regexp.MustCompile(`(?s)<tbody.*</tbody>`).FindString(rec.Body.String())
	words = strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(words, " ")), " ")
	m := regexp.MustCompile(`Wed 20 Dec 2023 (?:General and acute beds occupied \(\w+\) )?.*?([\d,]+) .*?(\d+) of (\d+) returns`).FindStringSubmatch(words)
	if rec.Code != http.StatusOK || m == nil {
		s.Errorf("%s: %d %q", more, rec.Code, words)
		return f
	}
	return numbers(m[1], m[2], m[3])
}

func numbers(texts ...string) figures {
	var n [3]int
	for i, t := range texts {
		n[i], _ = strconv.Atoi(strings.ReplaceAll(t, ",", ""))
	}
	return figures{n[0], n[1], n[2]}
}

// series is the shape that other tools rely on.
type series struct {
	Points []struct {
		Value    *float64
		Due      int
		Received int
		Version  int
	}
}

func (s *story) read(b []byte) (f figures) {
	s.Helper()
	var out series
	if err := json.Unmarshal(b, &out); err != nil || len(out.Points) != 1 || out.Points[0].Value == nil {
		s.Errorf("%v %s", err, b)
		return f
	}
	p := out.Points[0]
	return figures{int(*p.Value), p.Received, p.Due}
}

func (s *story) api(more string) figures {
	s.Helper()
	return s.read(s.ask(s.lead, http.MethodGet, "/api/series"+query(more+"&org=ENG&measure=ga_occ"), "").Body.Bytes())
}

// command runs headroom series itself, on the same database.
func (s *story) command(view, asOf string) figures {
	s.Helper()
	args := []string{"series", "--db", s.w.Where, "--org", "ENG", "--measure", "ga_occ", "--from", morning.String(), "--to", morning.String(), "--json"}
	if view != "" {
		args = append(args, "--view", view)
	}
	if asOf != "" {
		args = append(args, "--as-of", asOf)
	}
	code, out, errs := headroom(args...)
	if code != 0 {
		s.Errorf("%v: %d %s", args, code, errs)
	}
	return s.read([]byte(out))
}

// export reads one of the two files that a person can take away; both have the same columns.
func (s *story) export(kind, more string) (f figures) {
	s.Helper()
	rec := s.ask(s.lead, http.MethodGet, total+"/export."+kind+query(more), "")
	var rows [][]string
	if kind == "csv" {
		var err error
		if rows, err = csv.NewReader(rec.Body).ReadAll(); err != nil {
			s.Fatal(err)
		}
	} else {
		rows = s.sheetRows(rec.Body.Bytes())
	}
	if len(rows) != 2 {
		s.Errorf("%s %s: %d rows %v", kind, more, len(rows), rows)
		return f
	}
	at := map[string]string{}
	for i, cell := range rows[1] { // blank cells at a row's end are not written
		at[rows[0][i]] = cell
	}
	return numbers(at["value"], at["received"], at["due"])
}

// sheetRows is the workbook's first sheet as text.
func (s *story) sheetRows(b []byte) (out [][]string) {
	s.Helper()
	book, err := sheet.Open(s.Context(), "export.xlsx", bytes.NewReader(b), int64(len(b)), sheet.DefaultLimits())
	if err != nil {
		s.Fatal(err)
	}
	for r, err := range book.Sheets[0].Rows(s.Context()) {
		if err != nil {
			s.Fatal(err)
		}
		var line []string
		for _, c := range r.Cells {
			text := c.Text
			if c.Kind == sheet.Number {
				text = strconv.FormatFloat(c.Number, 'f', -1, 64)
			}
			line = append(line, text)
		}
		out = append(out, line)
	}
	return out
}

// everywhere wants one reading of the day on the page, in the API, in both exports and from the command.
func (s *story) everywhere(view, asOf string, want figures) {
	s.Helper()
	more := ""
	if view != "" {
		more += "&view=" + view
	}
	if asOf != "" {
		more += "&as-of=" + asOf
	}
	for where, got := range map[string]figures{"the page": s.page(more), "the API": s.api(more), "CSV": s.export("csv", more),
		"the workbook": s.export("xlsx", more), "the command": s.command(view, asOf)} {
		if got != want {
			s.Errorf("%s, view %q as of %q: %+v, want %+v", where, view, asOf, got, want)
		}
	}
}

// TestAReturnCorrectedAfterTheCutOff tells the whole story on both engines: two returns in time, one late, a correction
// after the cut-off; England's total moves at once, and first, collated and latest views differ as they should.
func TestAReturnCorrectedAfterTheCutOff(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { corrected(t, filepath.Join(t.TempDir(), "story.db")) })
	t.Run("postgres", func(t *testing.T) { corrected(t, dbtest.PostgresURL(t)) })
}

func corrected(t *testing.T, where string) {
	w := world.On(t, where)
	s := &story{T: t, w: w, site: w.Handler(false, nil)}
	s.at("08:40")
	s.sends("Z-1", 850, "", "on-time", figures{850, 1, 4})
	s.at("09:30")
	s.sends("Z-2", 700, "", "on-time", figures{1550, 2, 4})
	s.at("11:30") // after the deadline, before the cut-off
	s.sends("Z-3", 600, "", "late", figures{2150, 3, 4})
	s.at("12:30")
	before := morning.String() + "T12:30"
	s.everywhere("collated", "", figures{1550, 2, 4})
	s.at("13:00")
	s.sends("Z-1", 910, "a ward was counted twice", "amended", figures{2210, 3, 4})

	s.at("13:30")
	s.everywhere("", "", figures{2210, 3, 4})
	s.everywhere("latest", "", figures{2210, 3, 4})
	s.everywhere("first", "", figures{2150, 3, 4})
	s.everywhere("collated", "", figures{1550, 2, 4})
	s.everywhere("latest", before, figures{2150, 3, 4})
	s.everywhere("first", before, figures{2150, 3, 4})
	s.everywhere("collated", before, figures{1550, 2, 4})
	s.everywhere("latest", morning.String()+"T10:00", figures{1550, 2, 4})
	s.returnSays()
	if code, out, errs := headroom("check", "--db", where); code != 0 {
		t.Errorf("check: %d %s %s", code, out, errs)
	}
}

// returnSays: the return's own page shows both versions and the reason, and as of before the correction the first alone.
func (s *story) returnSays() {
	s.Helper()
	path := "/returns/uec-daily/Z-1/" + morning.String()
	now := s.ask(s.lead, http.MethodGet, path, "").Body.String()
	then := s.ask(s.lead, http.MethodGet, path+"?as-of="+morning.String()+"T12:30", "").Body.String()
	if !strings.Contains(now, "a ward was counted twice") || !strings.Contains(now, "910") {
		s.Error("the return's page does not show the correction and its reason")
	}
	if strings.Contains(then, "a ward was counted twice") || strings.Contains(then, "910") || !strings.Contains(then, "850") {
		s.Error("as of before the correction the return's page is not the old one")
	}
}
