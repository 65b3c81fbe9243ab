package sitrepweb

import (
	"fmt"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/jobs"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web"
)

// ImportGallery shows the pages of imports, one for each state, with files that nobody published.
func ImportGallery() []web.Specimen {
	now := civil.MustDate("2024-01-02").At(9 * 60)
	plain := func(s string) string { return s }
	names := map[string]string{"account:12": "Sample Lead"}
	entries := sampleImports(now)
	list := newImports(entries, names, 60, 1, "", now, plain)
	list.mayRun = true
	none := newImports(nil, nil, 0, 1, sitrep.ImportRefused, now, plain)
	problems := fault.List{{Name: "files", Message: "empty.csv is empty; send the file as it was published"}, {Name: "published", Message: "The figures cannot become known in the future"}}
	formats := []ImportFormat{{"Winter daily situation report workbook", "a sheet with the headings Code and Name and a row of dates to their right"}}
	out := []web.Specimen{
		{Name: "sitrep/imports", Page: still(importsPage(list)), Body: importsBody(list)},
		{Name: "sitrep/imports-none", Page: importsPage(none), Body: importsBody(none)},
		{Name: "sitrep/import-new", Page: importFormPage(nil), Body: importFormBody(importFormView{formats: formats})},
		{Name: "sitrep/import-new-problems", Page: importFormPage(problems),
			Body: importFormBody(importFormView{formats: formats, problems: problems, published: "2030-01-01T09:30", received: importLinks(importsIn(entries[:1]))})},
	}
	for _, e := range entries {
		v := newImport(e.Import, e.job, sampleOrgName, plain)
		v.mayRun, v.about = true, aboutFile(e.Import, names, now, true)
		out = append(out, web.Specimen{Name: fmt.Sprintf("sitrep/import-%d", e.ID), Page: still(importPage(v)), Body: importBody(v)})
	}
	return out
}

// still keeps a sample from being read again.
func still(p web.Page) web.Page {
	p.Refresh = 0
	return p
}

func sampleOrgName(c org.Code) string {
	return "Sample NHS Trust " + strings.TrimPrefix(string(c), "Z-")
}

// sampleImports is an import in each state that a page can show.
func sampleImports(now time.Time) []importEntry {
	ago := func(minutes int) time.Time { return now.Add(-time.Duration(minutes) * time.Minute) }
	one := func(id int64, file string, s sitrep.ImportState) sitrep.Import {
		i := sitrep.Import{ID: id, Upload: id, File: file, SHA256: strings.Repeat("0f1e2d3c", 8), Bytes: 5_400_000, State: s, Received: ago(90 - int(id)), By: "account:12", Job: id}
		if s != sitrep.ImportReceived {
			i.Format, i.Read, i.Result.Read = "winter-workbook", ago(89-int(id)), 275_730
		}
		if s.Over() {
			i.Ended = ago(88 - int(id))
		}
		return i
	}
	job := func(s jobs.State) *jobs.Info { return &jobs.Info{State: s, Attempt: 1, Attempts: 10} }
	running := job(jobs.Running)
	running.Done, running.Total, running.Words = 52, 105, "days added up"
	failed := job(jobs.Failed)
	failed.LastError = "the kept bytes of beds.csv are not those that were received"
	waiting := one(9, "waiting.csv", sitrep.ImportReceived)
	stored := one(6, "winter-sample.xlsx", sitrep.ImportStored)
	stored.Result = sampleResult()
	stored.Listed = sitrep.Listed{Refusals: len(stored.Result.Refusals), Differs: len(stored.Result.Differs), NewOrgs: 2}
	refused := one(5, "notes.csv", sitrep.ImportRefused)
	refused.Format, refused.Bytes, refused.Listed.Refusals = "", 812, 1
	refused.Result = sitrep.ImportResult{Why: "notes.csv is not in a format that can be read here. It begins with: colour, weight. Send the file as it was published, with its heading rows. " +
		"Formats that are read: Winter daily situation report workbook (a sheet with the headings Code and Name); Monthly beds (the headings Period, Level, Org Code).",
		Refusals: []fault.Field{{Message: "no known headings were found", File: "notes.csv"}}}
	held := one(4, "winter-sample.xlsx", sitrep.ImportHeld)
	held.Result = sitrep.ImportResult{Held: true, Earlier: 6}
	command := one(1, "interrupted.csv", sitrep.ImportReceived)
	command.By, command.Job = "command", 0
	return []importEntry{{waiting, job(jobs.Waiting)}, {one(8, "running.xlsx", sitrep.ImportRead), running}, {stored, nil}, {refused, nil}, {held, nil},
		{one(3, "cancelled.csv", sitrep.ImportRead), job(jobs.Cancelled)}, {one(2, "beds.csv", sitrep.ImportReceived), failed}, {command, nil}}
}

func sampleResult() sitrep.ImportResult {
	day := civil.MustDate("2017-11-20")
	return sitrep.ImportResult{File: "winter-sample.xlsx", Format: "winter-workbook", Known: day.At(9*60 + 30), Read: 275_730, Stored: 14_382, Unchanged: 12, Withdrawn: 1, Refused: 2,
		NewOrgs: []org.Code{"Z-RIV", "Z-NEW"}, Notes: []string{"a row holds numbers but neither a code nor a name (a helper row): left out (9 times, first at G&A beds F17)"},
		Refusals: []fault.Field{
			{Name: "ga_occ", Message: "“n/k” is not a number; G&A beds occupied must be a plain number, or “-” where there is none; correct the cell, or ask its publisher to, and send the file again", File: "winter-sample.xlsx", Sheet: "G&A beds", Cell: "BC37"},
			{Name: "ga_open", Message: "half a bed (10.5) cannot be counted; correct the cell, or ask its publisher to, and send the file again", File: "winter-sample.xlsx", Sheet: "G&A beds", Cell: "BD41"}},
		Differs: []sitrep.Difference{
			{Org: org.England, Day: day, Measure: "ga_open", Theirs: 95_593, Ours: 94_682, Cell: sitrep.Cell{Sheet: "G&A beds", Ref: "F15"}, Missing: []org.Code{"Z-RIV"}},
			{Org: org.England, Day: day.Add(1), Measure: "ga_occ", Theirs: 91_001, Ours: 90_101.5, Cell: sitrep.Cell{Sheet: "G&A beds", Ref: "G15"}}}}
}
