package sitrepweb

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// returnLater is an instant after the third version of the sample return.
func returnLater() time.Time { return listSampleDay().Add(21).At(9 * 60) }

func TestReturnPage(t *testing.T) {
	s, m := listVisit(t, access.NationalLead, org.England, returnLater())
	path := ReturnPath(sitrep.UECDaily, "Z-ASH", listSampleDay())
	_, body := listGet(t, s, path)
	listHas(t, body, "Beds and patients: a snapshot at 08:00 on Wednesday 20 December 2023.", "Flows: Tuesday 19 December 2023, 00:00 to 23:59.", "1 day", "Version 3, received",
		"First submitted", "Collated at the cut-off", "Version 1 is in the collated totals.", "Recounted", "Director (synthetic), as Trust accountable director",
		"Region lead (synthetic)", "“Recount agreed with the trust” Used for version 3.", "Headroom, by itself", "“The return is due at 11:00”", "compare?a=2&amp;b=3", path+"/reopen", "!"+path+"/enter", "Locked")
	if len(m.reads) != 1 || m.reads[0] != "account:7 return uec-daily/Z-ASH/2023-12-20 Z-ASH" {
		t.Errorf("one view wrote %q", m.reads)
	}
	_, body = listGet(t, s, ReturnPath(sitrep.UECDaily, "Z-ELM", listSampleDay()))
	listHas(t, body, "3 days, a combined return", "00:00 on Sunday 17 December 2023 to 23:59 on Tuesday 19 December 2023", "the first version came after the deadline", "Every line counts as nil", "!id=\"ga_occ\"", "a program, token 3", "account 41")
	_, body = listGet(t, s, ReturnPath(sitrep.UECPublished, "Z-CAL", listSampleDay()))
	listHas(t, body, "sample-winter-workbook.xlsx", "BC37 on sheet Total G&amp;A beds", "Published", "!Reopen<", "!Deadline")
	for _, bad := range []string{"/returns/nope/Z-ASH/2023-12-20", "/returns/uec-daily/Z-ASH/20-12-2023", "/returns/uec-daily/Z-NONE/2023-12-20", "/returns/uec-daily/Z-FEN/2023-12-20"} {
		if code, _ := listGet(t, s, bad); code != 404 {
			t.Errorf("%s answered %d", bad, code)
		}
	}
}

func TestReturnButtons(t *testing.T) {
	path := ReturnPath(sitrep.UECDaily, "Z-BRK", listSampleDay())
	for _, c := range []struct {
		role  access.Role
		at    org.Code
		words []string
	}{
		{access.TrustDirector, "Z-BRK", []string{path + "/enter", "Check and sign off the draft", "!" + path + "/reopen", "by itself until the end of"}},
		{access.TrustSubmitter, "Z-BRK", []string{path + "/enter", "!" + path + "/reopen"}},
		{access.RegionViewer, "Y61", []string{"!" + path + "/enter", "!" + path + "/reopen"}},
	} {
		s, _ := listVisit(t, c.role, c.at, listSampleNow())
		_, body := listGet(t, s, path)
		listHas(t, body, c.words...)
	}
	s, m := listVisit(t, access.TrustDirector, "Z-ASH", listSampleNow())
	if code, _ := listGet(t, s, path); code != 403 || len(m.reads) > 0 {
		t.Errorf("a neighbour got %d and %q", code, m.reads)
	}
}

// TestReturnAsOf: what came later is not there, and links keep the instant.
func TestReturnAsOf(t *testing.T) {
	s, _ := listVisit(t, access.NationalLead, org.England, returnLater())
	path := ReturnPath(sitrep.UECDaily, "Z-ASH", listSampleDay())
	_, body := listGet(t, s, path+"?as-of=2023-12-20T14:00")
	listHas(t, body, "Version 2, received 13:20 today", "!Version 3", "!Recount agreed", "/versions/2?as-of=2023-12-20T14%3A00", "!"+path+"/reopen")
	_, body = listGet(t, s, path+"?as-of=2023-12-20T09:00")
	listHas(t, body, "Not known then", "not known then", "!Version 1<")
	for at, want := range map[string]int{"/versions/3": 200, "/versions/3?as-of=2023-12-20T14:00": 404, "/versions/2?as-of=2023-12-20T14:00": 200, "/versions/4": 404, "/versions/0": 404, "/versions/x": 404,
		"/compare?a=1&b=3&as-of=2023-12-20T14:00": 404, "/compare?a=1&b=9": 404, "/compare?a=one": 404} {
		code, body := listGet(t, s, path+at)
		if code != want {
			t.Errorf("%s answered %d", at, code)
		}
		if want == 404 && strings.Contains(at, "as-of") {
			listHas(t, body, "was not known at")
		}
	}
}

func TestVersionsPage(t *testing.T) {
	s, m := listVisit(t, access.NationalLead, org.England, returnLater())
	at := ReturnPath(sitrep.UECDaily, "Z-ASH", listSampleDay())
	_, body := listGet(t, s, at+"/versions/2")
	listHas(t, body, `id="ga_occ"`, "618", strings.Repeat("0", 60)+"abc2", "Version 3 is newer", "account 14, as Trust accountable director", "!Director (synthetic)", "when this database wrote it", "Six patients")
	if VersionPath(sitrep.UECDaily, "Z-ASH", listSampleDay(), 2, "ga_occ") != at+"/versions/2#ga_occ" {
		t.Error("a point of a chart leads elsewhere")
	}
	if len(m.reads) != 1 {
		t.Errorf("one view wrote %q", m.reads)
	}
}

func TestVersionsCompare(t *testing.T) {
	s, _ := listVisit(t, access.RegionLead, "Y61", returnLater())
	at := ReturnPath(sitrep.UECDaily, "Z-ASH", listSampleDay())
	_, body := listGet(t, s, at+"/compare?a=1&b=3")
	changed, same, _ := strings.Cut(body, "lines are unchanged")
	listHas(t, changed, "G&amp;A beds occupied", "+6", "changed", "removed", "added", "Comment on the whole return: Two bays")
	listHas(t, same, "Version 1: Ward 7 opened as core beds from 06:00", "First, collated and latest", "618", "Totals that this return feeds", "9,322", "24 of 24", "Incomplete", "1 of 2")
	_, body = listGet(t, s, at+"/compare")
	listHas(t, body, "Versions 2 and 3 side by side")
	_, body = listGet(t, s, at+"/compare?a=1&b=3&measure=opel_declared")
	listHas(t, body, "cannot be added up")
	_, body = listGet(t, s, ReturnPath(sitrep.UECDaily, "Z-CAL", listSampleDay())+"/compare")
	listHas(t, body, "no such return")
}

// TestVersionsTotalsInScope: a trust sees the sums above it and no neighbour; a single version is compared with itself.
func TestVersionsTotalsInScope(t *testing.T) {
	s, _ := listVisit(t, access.TrustViewer, "Z-ASH", returnLater())
	_, body := listGet(t, s, ReturnPath(sitrep.UECDaily, "Z-ASH", listSampleDay())+"/compare?measure=ga_occ")
	listHas(t, body, "What each view feeds: G&amp;A beds occupied", SeriesPath(org.England, "ga_occ"), "!Brackenhurst")
	s, _ = listVisit(t, access.TrustViewer, "Z-ELM", returnLater())
	_, body = listGet(t, s, ReturnPath(sitrep.UECDaily, "Z-ELM", listSampleDay())+"/compare")
	listHas(t, body, "Versions 1 and 1", "No line differs")
}

func TestVersionsDifference(t *testing.T) {
	beds, _ := measure.Find("ga_occ")
	rate, _ := measure.Find("ga_occ_rate")
	for _, c := range []struct {
		m      measure.Measure
		a, b   measure.Value
		change versionsChange
		words  string
	}{
		{beds, measure.Of(5), measure.Of(5), versionsSame, "0"}, {beds, measure.Of(5), measure.Of(3), versionsChanged, "−2"}, {beds, measure.Of(0), measure.None(), versionsChanged, "–"},
		{beds, measure.Gap(), measure.Of(0), versionsAdded, "–"}, {beds, measure.NA(), measure.Gap(), versionsRemoved, "–"}, {beds, measure.Gap(), measure.Value{}, versionsSame, "–"},
		{rate, measure.Of(0.951), measure.Of(0.963), versionsChanged, "+1.2 points"}, {beds, measure.NA(), measure.NA(), versionsSame, "–"},
	} {
		if got, words := versionsChangeOf(c.a, c.b), versionsDifference(c.m, c.a, c.b); got != c.change || words != c.words {
			t.Errorf("%v to %v is %q, %q", c.a, c.b, got, words)
		}
	}
}

// TestReturnReopenVerb: up to fourteen days after the day the director may, from the fifteenth only the region.
func TestReturnReopenVerb(t *testing.T) {
	path := ReturnPath(sitrep.UECDaily, "Z-ASH", listSampleDay()) + "/reopen"
	for _, c := range []struct {
		role access.Role
		at   org.Code
		days int
		code int
	}{
		{access.TrustDirector, "Z-ASH", 14, 303}, {access.TrustDirector, "Z-ASH", 15, 403}, {access.RegionLead, "Y61", 15, 303}, {access.RegionLead, "Y61", 14, 303},
		{access.RegionLead, "Y60", 14, 403}, {access.TrustSubmitter, "Z-ASH", 3, 403}, {access.NationalLead, org.England, 300, 303}, {access.ICBDirector, "QHG", 3, 403},
	} {
		now := listSampleDay().Add(c.days).At(12 * 60)
		s, m := listVisit(t, c.role, c.at, now)
		until := returnLocal(now.Add(48 * time.Hour))
		code, _ := listPost(t, s, path, url.Values{"until": {until}, "reason": {"Recount agreed"}})
		if code != c.code || (code == 303) != (len(m.reopened) == 1) {
			t.Errorf("%s %d days on got %d, reopened %v", c.role, c.days, code, m.reopened)
		}
		if len(m.reopened) == 1 && !m.reopened[0].Equal(now.Add(48*time.Hour)) {
			t.Errorf("open until %s", m.reopened[0])
		}
		if code, _ := listGet(t, s, path); (code == 200) != (c.code == 303) {
			t.Errorf("%s %d days on got the form with %d", c.role, c.days, code)
		}
	}
}

func TestReturnReopenProblems(t *testing.T) {
	now := listSampleDay().Add(3).At(12 * 60)
	s, m := listVisit(t, access.TrustDirector, "Z-ASH", now)
	path := ReturnPath(sitrep.UECDaily, "Z-ASH", listSampleDay()) + "/reopen"
	_, body := listGet(t, s, path)
	listHas(t, body, `value="2023-12-25T12:00"`, "unchanged: what was collated is never made again", "version 3, and every total above it")
	for _, c := range []struct{ until, reason, says string }{
		{"soon", "because", "as a date and time"}, {"2023-12-23T11:59", "because", "still to come"}, {"2033-12-23T11:59", "because", "within the next 14 days"}, {"2023-12-24T11:59", " ", "Write why"},
		{"2023-12-24T11:59", strings.Repeat("x", 501), "Shorten the reason"},
	} {
		code, body := listPost(t, s, path, url.Values{"until": {c.until}, "reason": {c.reason}})
		if code != 422 || len(m.reopened) > 0 {
			t.Errorf("%+v answered %d", c, code)
		}
		listHas(t, body, c.says)
	}
	s, m = listVisit(t, access.NationalLead, org.England, now)
	if code, _ := listPost(t, s, ReturnPath(sitrep.UECPublished, "Z-CAL", listSampleDay())+"/reopen", url.Values{"until": {"2023-12-24T11:59"}, "reason": {"because"}}); code != 409 || len(m.reopened) > 0 {
		t.Errorf("a publication was reopened: %d", code)
	}
}

func TestReturnCSV(t *testing.T) {
	s, m := listVisit(t, access.NationalLead, org.England, returnLater())
	h := &m.histories[0]
	f := *h.Form
	f.Items = f.Items[:0:0]
	for _, c := range []measure.Code{"ga_occ", "los14", "rsv_paed_closed", "paed_occ", "ae_closures"} {
		it, _ := h.Form.Item(c)
		f.Items = append(f.Items, it)
	}
	h.Form, h.Versions = &f, h.Versions[:1]
	v := *h.Versions[0]
	v.Digest, v.Reason, v.Comments = "d1", "=reason", map[measure.Code]string{"ga_occ": "two, in corridors", "": "whole"}
	h.Versions = []*sitrep.Version{&v}
	_, got := listGet(t, s, ReturnPath(sitrep.UECDaily, "Z-ASH", listSampleDay())+".csv")
	head := "uec-daily,Z-ASH,2023-12-20,1,returned,on-time,form,2023-12-20T09:41:00Z,2023-12-20T09:41:01Z,2023-12-19,2023-12-19,"
	want := strings.Join(returnCSVHead(), ",") + "\r\n" +
		head + "ga_occ,G&A beds occupied,beds,snapshot,number,612,\"two, in corridors\",,,,'=reason,d1\r\n" +
		head + "los14,In a G&A bed 14 days or more,patients,snapshot,missing,,,,,,'=reason,d1\r\n" +
		head + "rsv_paed_closed,\"Children's beds closed, RSV\",beds,snapshot,nil,,,,,,'=reason,d1\r\n" +
		head + "paed_occ,Paediatric G&A beds occupied,beds,snapshot,not-applicable,,,,,,'=reason,d1\r\n" +
		head + "ae_closures,A&E closures,closures,previous-day,number,0,,,,,'=reason,d1\r\n" +
		head + ",,,,,,whole,,,,'=reason,d1\r\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if len(m.reads) != 1 {
		t.Errorf("a download wrote %q", m.reads)
	}
}

func TestReturnSpan(t *testing.T) {
	for _, c := range []struct{ from, to, span, days string }{
		{"2023-12-19", "2023-12-20", "Tuesday 19 December 2023, 00:00 to 23:59", "1 day"}, {"2023-11-01", "2023-12-01", "November 2023", "30 days"},
		{"2023-12-24", "2023-12-27", "00:00 on Sunday 24 December 2023 to 23:59 on Tuesday 26 December 2023", "3 days, a combined return: its flows are sums over these days"},
	} {
		r := civil.Range{From: civil.MustDate(c.from), To: civil.MustDate(c.to)}
		if returnSpan(r) != c.span || returnDays(r) != c.days {
			t.Errorf("%s, %s", returnSpan(r), returnDays(r))
		}
	}
}
