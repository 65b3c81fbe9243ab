package app_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/world"
)

// byHand is a co-ordinator who types what a person did into the pages.
type byHand struct {
	t    *testing.T
	w    *world.World
	rota visitor
}

func (h byHand) send(path string, form url.Values) {
	h.t.Helper()
	if rec := h.rota.ask(http.MethodPost, path, form.Encode()); rec.Code != http.StatusSeeOther {
		h.t.Fatalf("%s: %d %s", path, rec.Code, rec.Body)
	}
}

// hire enters a contract of a new person.
func (h byHand) hire(person, terms string) {
	h.t.Helper()
	h.send("/rest/Z-1/contract", url.Values{"person": {person}, "terms": {terms}, "from": {"2020-01-01"}, "hours": {"40"}, "other": {"none"}, "source": {"contract of 2019"}, "new": {"yes"}})
}

// worked enters duties that were worked, as "2024-01-03 08:00 > 2024-01-03 18:00"; more are fields and values in turn.
func (h byHand) worked(person, line string, more ...string) {
	h.t.Helper()
	from, to, _ := strings.Cut(line, " > ")
	day, clock, _ := strings.Cut(from, " ")
	last, end, _ := strings.Cut(to, " ")
	form := url.Values{"person": {person}, "start": {day}, "start-clock": {clock}, "end": {last}, "end-clock": {end}, "state": {"worked"}, "kind": {"shift"}, "breaks": {"90"}}
	for i := 0; i < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	h.send("/rest/Z-1/duty", form)
}

// rows reads a file that a page gives.
func (h byHand) rows(path string) [][]string {
	h.t.Helper()
	rec := h.rota.ask(http.MethodGet, path, "")
	list, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(rec.Body.String(), "\ufeff"))).ReadAll()
	if rec.Code != http.StatusOK || err != nil {
		h.t.Fatalf("%s: %d %v", path, rec.Code, err)
	}
	return list
}

// breaches is a person's, as "rule from to observed excess" with UTC times.
func (h byHand) breaches(person string) []string {
	h.t.Helper()
	var out []string
	for _, r := range h.rows("/rest/Z-1/breaches.csv") {
		if r[0] == person {
			out = append(out, strings.Join([]string{r[1], r[3], r[4], r[5], r[7]}, " "))
		}
	}
	return out
}

// ledger is a person's, as "L1 owed 4 at until due".
func (h byHand) ledger(person string) []string {
	h.t.Helper()
	var out []string
	for _, r := range h.rows("/rest/Z-1/people/" + person + "/export.csv") {
		out = append(out, strings.TrimSpace(strings.Join([]string{r[0], r[1], r[3], r[4], r[5], r[6]}, " ")))
	}
	return out
}

func (h byHand) has(what string, list []string, wants ...string) {
	h.t.Helper()
	for _, want := range wants {
		if !slices.ContainsFunc(list, func(s string) bool { return strings.HasPrefix(s, want) }) {
			h.t.Errorf("%s: %q is not among\n%s", what, want, strings.Join(list, "\n"))
		}
	}
}

func (h byHand) reads(person string, words ...string) {
	h.t.Helper()
	body := h.rota.ask(http.MethodGet, "/rest/Z-1/people/"+person, "").Body.String()
	for _, w := range words {
		if !strings.Contains(body, w) {
			h.t.Errorf("the page of %s has no %q", person, w)
		}
	}
}

// TestExamplesByHand types the examples of D6 into the pages and reads what the pages say of them, to the minute.
func TestExamplesByHand(t *testing.T) {
	w := world.New(t)
	clock := func(day string) { w.SetClock(civil.MustDate(day).At(9 * 60)) }
	clock("2024-01-20")
	h := byHand{t, w, visitor{site: w.Handler(false, nil), key: w.Key(access.RotaCoordinator)}}

	h.hire("EX-1", "consultant")
	for _, x := range []string{"2024-01-03 08:00 > 2024-01-03 18:00", "2024-01-04 08:00 > 2024-01-04 13:00", "2024-01-04 20:00 > 2024-01-05 08:30", "2024-01-05 18:30 > 2024-01-05 23:30",
		"2024-01-06 08:00 > 2024-01-06 20:30", "2024-01-07 08:00 > 2024-01-07 20:30", "2024-01-08 08:00 > 2024-01-08 18:00", "2024-01-09 08:00 > 2024-01-09 18:00", "2024-01-10 09:00 > 2024-01-10 17:00"} {
		h.worked("EX-1", x)
	}
	h.has("EX1", h.breaches("EX-1"), "WTR-10 2024-01-04T13:00:00Z 2024-01-04T20:00:00Z 7 4", "WTR-10 2024-01-05T08:30:00Z 2024-01-05T18:30:00Z 10 1", "WTR-10 2024-01-05T23:30:00Z 2024-01-06T08:00:00Z 8.5 2.5", "WTR-11 2024-01-03T08:00:00Z")
	h.has("EX1", h.ledger("EX-1"), "L1 owed 4 2024-01-04T20:00:00Z", "L1 owed 1 2024-01-05T18:30:00Z", "L1 owed 2.5 2024-01-06T08:00:00Z", "L1 taken 1 2024-01-10T05:00:00Z 2024-01-10T06:00:00Z", "L1 taken 2.5 2024-01-10T06:00:00Z 2024-01-10T08:30:00Z", "L1 owed 24 2024-01-10T08:00:00Z")

	h.hire("EX-2", "resident-2016")
	for _, x := range []string{"2023-12-30 08:00 > 2023-12-30 20:30", "2023-12-31 08:00 > 2023-12-31 20:30", "2024-01-01 20:30 > 2024-01-02 09:00", "2024-01-02 20:30 > 2024-01-03 09:00", "2024-01-03 20:30 > 2024-01-04 09:00",
		"2024-01-04 20:30 > 2024-01-05 09:00", "2024-01-06 20:30 > 2024-01-07 09:00"} {
		h.worked("EX-2", x)
	}
	h.has("EX2", h.breaches("EX-2"), "TCS16-168H 2023-12-30T08:00:00Z 2024-01-06T08:00:00Z 75 3", "TCS16-NREST 2024-01-05T09:00:00Z 2024-01-06T20:30:00Z 35.5 10.5", "TCS16-LONG 2023-12-30T08:00:00Z 2024-01-05T09:00:00Z 6")

	for person, hours := range map[string]int{"EX-3A": 745, "EX-3B": 700} {
		h.hire(person, "consultant")
		day, end := civil.MustDate("2023-09-04"), civil.Clock(480+hours*60/75)
		for i := 1; i <= 95; day = day.Add(1) {
			if day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
				continue
			}
			switch {
			case i > 40 && i <= 50:
				h.worked(person, fmt.Sprintf("%s 00:00 > %s 00:00", day, day.Add(1)), "kind", "leave", "breaks", "")
			case i > 85:
				h.worked(person, fmt.Sprintf("%s 08:00 > %s 17:00", day, day))
			default:
				h.worked(person, fmt.Sprintf("%s 08:00 > %s %s", day, day, end))
			}
			i++
		}
	}
	if b := h.breaches("EX-3A"); len(b) != 1 || !strings.HasPrefix(b[0], "WTR-4 2023-09-0") || !strings.Contains(b[0], " 49.117") {
		t.Errorf("EX3 with 745 hours: %v", b)
	}
	if b := h.breaches("EX-3B"); len(b) != 0 {
		t.Errorf("EX3 with 700 hours: %v", b)
	}

	h.hire("EX-4", "resident-2016")
	h.worked("EX-4", "2023-10-28 19:30 > 2023-10-29 08:00", "anyway", "yes") // longer than its rules allow, which is asked about
	h.has("EX4", h.breaches("EX-4"), "TCS16-SHIFT 2023-10-28T18:30:00Z 2023-10-29T08:00:00Z 13.5 0.5")

	h.hire("EX-5", "agenda-for-change")
	for _, day := range []string{"2023-12-20", "2023-12-22"} {
		h.worked("EX-5", day+" 07:30 > "+day+" 19:30", "extra", "in-lieu", "paid", "11.5", "breaks", "30")
	}
	h.has("EX5", h.ledger("EX-5"), "L2 owed 11.5 2023-12-20T19:30:00Z  2024-03-20T23:59:00Z", "L2 owed 11.5 2023-12-22T19:30:00Z  2024-03-22T23:59:00Z")
	h.send("/rest/Z-1/people/EX-5/record", url.Values{"ledger": {"L2"}, "kind": {"taken"}, "at": {"2024-01-15"}, "at-clock": {"08:00"}, "until": {"2024-01-15"}, "until-clock": {"19:30"}, "hours": {"11.5"}})

	h.hire("EX-6", "consultant")
	h.worked("EX-6", "2024-01-03 20:00 > 2024-01-04 08:00", "extra", "paid")
	h.reads("EX-6", ">7.17", ">3.92")

	h.hire("EX-7", "consultant")
	h.worked("EX-7", "2023-12-22 20:30 > 2023-12-23 09:00")
	h.worked("EX-7", "2023-12-23 13:00 > 2023-12-23 17:00")
	h.has("EX7", h.breaches("EX-7"), "WTR-10 2023-12-23T09:00:00Z 2023-12-23T13:00:00Z 4 7")
	h.has("EX7", h.ledger("EX-7"), "L1 owed 7 2023-12-23T13:00:00Z")

	clock("2024-03-23")
	h.rota.key = w.KeyAt(access.RotaCoordinator, "Z-1") // the session has ended meanwhile
	h.has("EX5 three months after", h.ledger("EX-5"), "L2 paid 11.5 2024-03-22T23:59:00Z")
	h.reads("EX-5", "17.25 h")

	clock("2023-04-01")
	h.rota.key = w.KeyAt(access.RotaCoordinator, "Z-1")
	// The other night when the clocks change, by a clock of its spring.
	h.hire("EX-4M", "resident-2016")
	h.worked("EX-4M", "2023-03-25 20:00 > 2023-03-26 08:30")
	h.reads("EX-4M", ">11.5", "No breach is known")
}
