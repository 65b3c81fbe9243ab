package sitrepweb

import (
	"net/url"
	"strings"
	"testing"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/sitrep"
	"headroom/internal/web/chart"
)

func TestSeriesPage(t *testing.T) {
	w := newTodayWorld(t, nil)
	w.says("", "/series/ENG/ga_occ_rate", 200, "G&amp;A occupancy", "8 of 10 returns", "That is too few to compare; before it 94.9% on 19 December 2023, 10 of 10 returns", "Z-DUN Z-HOL", "Review of Winter 2016-17", "Industrial action", "Winter daily situation reports, as published", "never mixed",
		"/series/ENG/ga_occ_rate/2023-12-20?form=uec-daily", "export.csv?period=winter", "optgroup", "Latest: the newest version")
	w.says("", "/series/ENG/paed_occ_rate", 200, "!Review of Winter")
	w.says("", "/series/Z-COP/ga_occ", 200, "/returns/uec-daily/Z-COP/2023-12-19/versions/2#ga_occ", "Corrected", "!Missing</th>")
	w.says("", "/series/Z-COP/ga_occ_rate", 200, "/versions/2#ga_occ\"") // a rate opens at its numerator
	w.says("", "/series/Z-COP/ga_occ?view=first", 200, "First submitted: version 1", "/returns/uec-daily/Z-COP/2023-12-19/versions/1#ga_occ", "!/versions/2")
	w.says("", "/series/ENG/ga_occ?as-of=2023-12-19T08:00", 200, "!Wed 20 Dec 2023", "as-of=2023-12-19T08%3A00")
	w.says("", "/series/ENG/ga_occ?from=2023-12-18&to=2023-12-19", 200, "Tue 19 Dec 2023", "Mon 18 Dec 2023", "!Sun 17 Dec 2023", "!Wed 20 Dec 2023")
	w.says("", "/series/ENG/opel_declared", 200, "cannot be added or averaged", "One organisation at a time", "/series/Z-ALD/opel_declared")
	w.says("", "/series/Z-ALD/opel_declared", 200, "!cannot be added")
	w.says("", "/series/ENG/rtt_median?form=rtt-monthly", 200, "cannot be added or averaged")
	w.says("", "/series/QHM/ga_occ", 200, "Nothing is held for these days", "not the same as nought")
	w.says("", "/series/ENG/ga_occ?compare=parent", 200, "England")
	w.says("", "/series/Z-COP/ga_occ_rate?compare=parent", 200, "% QUE</text>")
	for path, words := range map[string]string{"view=newest": "Choose first", "form=nope": "No form called", "compare=all": "Compare with", "from=1.1.2023": "Enter a date", "from=2023-12-20&to=2023-12-01": "must not be before", "period=ever": "Choose a period"} {
		w.says("", "/series/ENG/ga_occ?"+path, 422, words)
	}
	w.says("", "/series/ENG/nothing", 404, "The register lists them")
}

// A missing day is a gap and says so; a nought is drawn; nil and not applicable are neither.
func TestSeriesKeepsTheFourApart(t *testing.T) {
	s := newTodaySample()
	for i, v := range []measure.Value{measure.Of(0), measure.None(), measure.NA(), measure.Gap()} {
		d := civil.MustDate("2023-12-01").Add(i)
		s.keep(sitrep.UECDaily, d, "Z-ALD", []*sitrep.Version{{Form: sitrep.UECDaily, Org: "Z-ALD", Day: d, N: 1, State: sitrep.Returned, Timing: sitrep.OnTime, Recorded: d.At(9 * 60),
			Items: []sitrep.Item{{Measure: "flu_ga", Value: v}}}})
	}
	m, _ := measure.Find("flu_ga")
	got, err := s.Series(t.Context(), sitrep.Asked{Org: "Z-ALD", Measure: "flu_ga", From: civil.MustDate("2023-12-01"), To: civil.MustDate("2023-12-04"), AsOf: s.now, View: sitrep.Latest})
	if err != nil {
		t.Fatal(err)
	}
	a := seriesAsked{on: "Z-ALD", m: m, pic: s.pic, now: s.now, opens: true, pageNo: 1, link: func(h string) string { return h }}
	points := seriesPoints(a, got, true)
	table, _ := seriesTable(a, got, nil)
	for i, want := range []struct{ absent, text string }{{"", "0"}, {"nil", ""}, {"not-applicable", ""}, {"missing", ""}} {
		p, cell := points[i], table.Rows[3-i].Cells[1]
		if (p.Value == nil) != (want.absent != "") || string(p.Absent) != want.absent || cell.Text != want.text || string(cell.Mark) != want.absent {
			t.Errorf("%s: drawn %+v, written %+v", p.Day, p, cell)
		}
	}
}

// A return over four days stands on each of them at a quarter, and fills no day that has a return of its own (R5).
func TestSeriesOfACombinedReturn(t *testing.T) {
	m, _ := measure.Find("amb_over30")
	day := civil.MustDate("2023-12-27")
	gap := func(d civil.Date) sitrep.Point { return sitrep.Point{Day: d, Value: measure.Gap(), Due: 1} }
	s := &sitrep.Series{Form: sitrep.UECDaily, Measure: m, Points: []sitrep.Point{
		{Day: day.Add(-4), Value: measure.Of(7), Version: 1, Received: 1, Given: 1}, gap(day.Add(-3)), gap(day.Add(-2)), gap(day.Add(-1)),
		{Day: day, Value: measure.Of(100), Version: 1, Received: 1, Given: 1, Due: 1, State: sitrep.Reported, Covers: civil.Range{From: day.Add(-4), To: day}},
	}}
	w := newTodaySample()
	a := seriesAsked{on: "Z-ALD", m: m, pic: w.pic, link: func(h string) string { return h }}
	got := seriesPoints(a, s, false)
	if len(got) != 5 || *got[0].Value != 7 {
		t.Fatalf("drawn %+v", got)
	}
	for _, p := range got[1:] {
		if *p.Value != 25 || p.Note != "4 days together, 100 in all" {
			t.Errorf("%s: %v %q", p.Day, *p.Value, p.Note)
		}
	}
	if words := strings.Join(seriesNotes(a, s), " "); !strings.Contains(words, "1 return covers several days together") {
		t.Errorf("the notes say %q", words)
	}
	row := exportRow(a, s, s.Points[4])
	var text []string
	for _, c := range row[len(row)-4:] {
		text = append(text, exportText(c))
	}
	if got := strings.Join(text, ","); got != "2023-12-23,2023-12-26,4,25" {
		t.Errorf("exported %s", got)
	}
}

func TestSeriesDay(t *testing.T) {
	w := newTodayWorld(t, nil)
	w.says("", "/series/ENG/ga_occ/2023-12-20", 200, "8 of 10 returns", "Dunmere NHS Trust (synthetic), Z-DUN", "The parts add up to", "the figure above", "/returns/uec-daily/Z-ALD/2023-12-20/versions/1#ga_occ")
	w.says("", "/series/ENG/ga_occ_rate/2023-12-19", 200, "Worked out as", "of those who gave both", "The parts come to")
	w.says("trust-viewer@Z-COP", "/series/QUE/ga_occ/2023-12-19", 200, "1 return comes from organisations outside your roles", "Coppergate", "!Dunmere", "!Z-DUN")
	w.says("trust-viewer@Z-COP", "/series/QUE/ga_occ/2023-12-20", 200, "1 organisation outside your roles", "!Dunmere", "!Z-DUN")
	w.says("trust-viewer@Z-COP", "/series/Z-DUN/ga_occ", 403)
	w.says("trust-viewer@Z-COP", "/series/QUE/opel_declared", 200, "/series/Z-COP/opel_declared", "!Z-DUN")
	if code, _, to := w.get("", "/series/Z-COP/ga_occ_rate/2023-12-19?view=first"); code != 303 || to != "/returns/uec-daily/Z-COP/2023-12-19/versions/1#ga_occ" {
		t.Errorf("an own point leads to %q (%d)", to, code)
	}
	w.says("", "/series/ENG/ga_occ/2020-01-01", 404, "Nothing is held")
	w.says("", "/series/ENG/ga_occ/someday", 404)
}

func TestSeriesChoose(t *testing.T) {
	w := newTodayWorld(t, nil)
	for path, want := range map[string]string{
		"org=Z-COP&measure=los21":                                                         "/series/Z-COP/los21",
		"org=coppergate&measure=los21&view=first&period=all":                              "/series/Z-COP/los21?period=all&view=first",
		"org=ENG&measure=ga_occ&period=winter&from=2023-12-01&to=2023-12-05&was=":         "/series/ENG/ga_occ?from=2023-12-01&to=2023-12-05",
		"org=ENG&measure=ga_occ&period=winter&from=a&to=b&was=a..b":                       "/series/ENG/ga_occ?period=winter",
		"org=ENG&measure=ga_occ&period=days&from=a&to=b&was=a..b&as-of=2023-12-19T12:00":  "/series/ENG/ga_occ?as-of=2023-12-19T12%3A00&from=a&to=b",
		"org=QHG&measure=ga_occ&view=latest&period=28-days&compare=winter&form=uec-daily": "/series/QHG/ga_occ?compare=winter&form=uec-daily&period=28-days",
	} {
		if code, _, to := w.get("", "/series?"+path); code != 303 || to != want {
			t.Errorf("%s leads to %q (%d), not %q", path, to, code, want)
		}
	}
	w.says("", "/series?org=synthetic&measure=ga_occ", 200, "organisations fit", "/series/Z-COP/ga_occ")
	if code, _, to := w.get("trust-viewer@Z-COP", "/series?org=synthetic&measure=ga_occ"); code != 303 || to != "/series/Z-COP/ga_occ" {
		t.Errorf("the only one in the roles: %q (%d)", to, code)
	}
	w.says("trust-viewer@Z-COP", "/series?org=Z-DUN", 200, "No organisation in your roles fits", "!Dunmere")
	w.says("", "/series?measure=nope", 404)
}

func TestSeriesWinters(t *testing.T) {
	for day, want := range map[string]string{"2023-12-20": "2023-11-01 2024-03-31", "2024-03-04": "2023-11-01 2024-03-31", "2024-07-01": "2023-11-01 2024-03-31", "2024-11-01": "2024-11-01 2025-03-31"} {
		if r := seriesWinterOf(civil.MustDate(day)); r.From.String()+" "+r.To.String() != want {
			t.Errorf("%s lies in %v", day, r)
		}
	}
	if q := seriesChosen(url.Values{"from": {" "}, "period": {"winter"}}); q.Encode() != "period=winter" {
		t.Errorf("kept %q", q.Encode())
	}
}

func TestSeriesStrikesAreShadedToTheirLastHour(t *testing.T) {
	x := Strike{Name: "A", From: civil.MustDate("2023-12-20").At(7 * 60), To: civil.MustDate("2023-12-23").At(0)}
	got := seriesWindows([]Strike{x, x})
	want := chart.Window{Name: "A", From: civil.MustDate("2023-12-20"), To: civil.MustDate("2023-12-23")}
	if len(got) != 1 || got[0] != want {
		t.Errorf("shaded %v", got)
	}
}

const exportHeadLine = "date,org,org_name,measure,measure_name,definition,unit,form,view,as_of,value,state,numerator,denominator,due,received,gave,not_applicable,missing,missing_not_shown," +
	"version,timing,recorded_at,file,sheet,cell,covers_from,covers_to,days_covered,per_day,compare_with,compare_org,compare_date,compare_value,compare_state,compare_due,compare_gave\r\n"

func TestExportCSV(t *testing.T) {
	w := newTodayWorld(t, nil)
	const what = `ga_occ_rate,G&A occupancy,Occupied over open. There is no upper bound; the published column is not used (it is 0 in some winters).,fraction,uec-daily,latest,2023-12-20T10:19:00Z,`
	for who, missing := range map[string]string{"": "Z-DUN Z-HOL,0", "icb-lead@QUE": "Z-DUN,1", "trust-viewer@Z-COP": ",2"} {
		_, body, _ := w.get(who, "/series/ENG/ga_occ_rate/export.csv?from=2023-12-19&to=2023-12-20")
		want := exportHeadLine + "2023-12-19,ENG,England," + what + "0.9486140167364017,complete,7255,7648,10,10,10,0,,0,,,2023-12-20T09:31:00Z,,,,,,,,,,,,,,\r\n" +
			"2023-12-20,ENG,England," + what + "0.9542104437823428,partial,6085,6377,10,8,8,0," + missing + ",,,2023-12-20T10:03:00Z,,,,,,,,,,,,,,\r\n"
		if body != want {
			t.Errorf("as %q:\n%s\nnot\n%s", who, body, want)
		}
	}
	_, body, _ := w.get("", "/series/Z-HOL/amb_over30/export.csv?from=2023-12-19&to=2023-12-20&view=collated")
	lines := strings.Split(body, "\r\n")
	if len(lines) != 4 || !strings.HasSuffix(lines[1], ",48,reported,,,1,1,1,0,,0,1,on-time,2023-12-19T09:49:00Z,,,,2023-12-18,2023-12-18,1,48,,,,,,,") || !strings.HasSuffix(lines[2], ",,missing,,,1,0,0,0,,0,,,,,,,,,,,,,,,,,") {
		t.Errorf("an own series is exported as\n%s", body)
	}
}

func TestExportXLSX(t *testing.T) {
	w := newTodayWorld(t, nil)
	code, body, _ := w.get("", "/series/ENG/ga_occ/export.xlsx?from=2023-12-19&to=2023-12-20")
	if code != 200 {
		t.Fatalf("answered %d", code)
	}
	book, err := sheet.Open(t.Context(), "x.xlsx", strings.NewReader(body), int64(len(body)), sheet.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for _, name := range []string{"Figures", "About"} {
		s, ok := book.Sheet(name)
		if !ok {
			t.Fatalf("there is no sheet %s", name)
		}
		for row, err := range s.Rows(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			var cells []string
			for _, c := range row.Cells {
				cells = append(cells, exportText(c))
			}
			rows = append(rows, cells)
		}
	}
	if got := strings.Join(rows[2][10:20], "|"); got != "6085|partial|||10|8|8|0|Z-DUN Z-HOL|0" || rows[2][0] != "2023-12-20" || rows[0][10] != "value" {
		t.Errorf("the second day is %q", rows[2])
	}
	if rows[3][0] != "Measure" || rows[3][1] != "G&A beds occupied (ga_occ)" {
		t.Errorf("the second sheet begins %q", rows[3])
	}
}

func TestSeriesOfAClosedOrganisationKeepsItsName(t *testing.T) {
	s := newTodaySample()
	if k := todayKindOf(s.pic, "Z-GONE"); k != todayOne {
		t.Errorf("a closed organisation is shown as %s", k)
	}
	if k := todayKindOf(s.pic, org.England); k != todayEngland {
		t.Errorf("England is shown as %s", k)
	}
}

// A winter before is told with its own days in the chart, the table and both exports, and so is an organisation above.
func TestSeriesComparedIsInTheTableAndTheExports(t *testing.T) {
	w := newTodayWorld(t, nil)
	for i, occupied := range []float64{400, 500} {
		d := civil.MustDate("2022-12-19").Add(i)
		w.keep(sitrep.UECDaily, d, "Z-COP", []*sitrep.Version{{Form: sitrep.UECDaily, Org: "Z-COP", Day: d, N: 1, State: sitrep.Returned, Timing: sitrep.OnTime, Recorded: d.At(9 * 60),
			Items: []sitrep.Item{{Measure: "ga_occ", Value: measure.Of(occupied)}}}})
	}
	const winter = "?compare=winter&from=2023-12-19&to=2023-12-20"
	w.says("", "/series/Z-COP/ga_occ"+winter, 200, "A year before: lowest 400 on 19 December 2022, highest 500 on 20 December 2022, last 500 on 20 December 2022", "Mon 19 Dec 2022", "Tue 20 Dec 2022",
		"Compared with: A year before", "!A year before: lowest 400 on 19 December 2023")
	_, body, _ := w.get("", "/series/Z-COP/ga_occ/export.csv"+winter)
	for i, tail := range []string{"per_day,compare_with,compare_org,compare_date,compare_value,compare_state,compare_due,compare_gave", "A year before,Z-COP,2022-12-19,400,reported,1,1", "A year before,Z-COP,2022-12-20,500,reported,1,1"} {
		if line := strings.Split(body, "\r\n")[i]; !strings.HasSuffix(line, tail) {
			t.Errorf("line %d is %s", i, line)
		}
	}
	_, body, _ = w.get("", "/series/Z-COP/ga_occ_rate/export.csv?compare=parent&from=2023-12-19&to=2023-12-19")
	if !strings.Contains(body, ",QUE,QUE,2023-12-19,0.") {
		t.Errorf("the board above is not exported:\n%s", body)
	}
	w.says("", "/series/Z-COP/ga_occ_rate?compare=parent&from=2023-12-19&to=2023-12-19", 200, "Compared with: QUE")
	_, body, _ = w.get("", "/series/Z-COP/ga_occ/export.xlsx"+winter)
	book, err := sheet.Open(t.Context(), "x.xlsx", strings.NewReader(body), int64(len(body)), sheet.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	figures, _ := book.Sheet("Figures")
	var last []string
	for row, err := range figures.Rows(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		last = nil
		for _, c := range row.Cells {
			last = append(last, exportText(c))
		}
	}
	if got := strings.Join(last[len(last)-7:], ","); got != "A year before,Z-COP,2022-12-20,500,reported,1,1" {
		t.Errorf("the workbook ends with %s", got)
	}
}

// A compared day on which the series itself has none is a row of its own: the chart draws it.
func TestSeriesRowsHoldEveryDayDrawn(t *testing.T) {
	day := civil.MustDate("2023-12-18")
	with := &seriesCompared{points: map[civil.Date]sitrep.Point{day: {Day: day.Add(-365), Value: measure.Of(1)}, day.Add(1): {Day: day.Add(-364), Value: measure.Of(2)}}}
	rows := seriesRows(&sitrep.Series{Points: []sitrep.Point{{Day: day}, {Day: day.Add(2)}}}, with)
	if len(rows) != 3 || rows[0].beside == nil || rows[1].own != nil || rows[1].beside == nil || rows[1].beside.Value.N != 2 || rows[2].beside != nil {
		t.Errorf("the rows are %+v", rows)
	}
}

// The rows name at most six of the missing and lead to the day that names them all; few and nearly all are told apart.
func TestSeriesTableOfASum(t *testing.T) {
	m, _ := measure.Find("ga_occ_rate")
	var missing []org.Code
	for i := range 77 {
		missing = append(missing, org.Code("Z-"+string(rune('A'+i/26))+string(rune('A'+i%26))))
	}
	day := civil.MustDate("2023-12-19")
	s := &sitrep.Series{Form: sitrep.UECDaily, Measure: m, Points: []sitrep.Point{
		{Day: day, Value: measure.Of(0.9), State: sitrep.Partial, Due: 135, Received: 134, Given: 134, Missing: missing[:1]},
		{Day: day.Add(1), Value: measure.Of(0.8), State: sitrep.Partial, Due: 135, Received: 58, Given: 58, Missing: missing},
	}}
	a := seriesAsked{on: org.England, m: m, pic: newTodaySample().pic, chase: access.Scope{Everything: true}, pageNo: 1, link: func(h string) string { return h }}
	table, _ := seriesTable(a, s, nil)
	few, nearly := table.Rows[0].Cells, table.Rows[1].Cells
	if len(few[2].Tags) != 1 || len(nearly[2].Tags) != 0 || nearly[2].Text != "Nearly all in" {
		t.Errorf("the states are %+v and %+v", few[2], nearly[2])
	}
	var b strings.Builder
	if err := few[4].Body.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); !strings.Contains(got, "Z-AA Z-AB Z-AC Z-AD Z-AE Z-AF <a") || !strings.Contains(got, "and 71 more") || !strings.Contains(got, "/series/ENG/ga_occ_rate/2023-12-20") {
		t.Errorf("the missing are told as %s", got)
	}
	if nearly[4].Text != "Z-AA" {
		t.Errorf("the one missing is told as %+v", nearly[4])
	}
	points := seriesPoints(a, s, false)
	if points[0].In != 134 || points[1].In != 58 || points[1].Of != 135 {
		t.Errorf("drawn as %+v", points)
	}
}

func TestSeriesViewOfAPublication(t *testing.T) {
	for _, v := range []sitrep.View{sitrep.First, sitrep.Collated, sitrep.Latest} {
		if words := seriesViewWords(v, sitrep.UECPublished); !strings.Contains(words, "A publication has no cut-off") {
			t.Errorf("%s of a publication: %q", v, words)
		}
		if words := seriesViewWords(v, sitrep.UECDaily); strings.Contains(words, "publication") {
			t.Errorf("%s of a daily return: %q", v, words)
		}
	}
}
