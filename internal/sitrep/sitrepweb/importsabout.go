package sitrepweb

import (
	"time"

	"headroom/internal/sitrep"
	"headroom/internal/web/ui"
)

// aboutFile is what is known of the file itself and of its way.
func aboutFile(i sitrep.Import, names map[string]string, now time.Time, mayRun bool) []ui.SummaryRow {
	file := ui.SummaryRow{Key: "File", Value: i.File + ", " + importSize(i.Bytes)}
	if mayRun {
		file.Actions = []ui.Action{{Text: "Download", Href: ImportPath(i.ID) + "/file", Spoken: "the file"}}
	}
	rows := []ui.SummaryRow{file}
	add := func(key, value string) {
		if value != "" {
			rows = append(rows, ui.SummaryRow{Key: key, Value: value})
		}
	}
	add("Format", i.Format)
	add("Received", ui.When(now, i.Received)+", by "+importedBy(i.By, names))
	add("Read", importAt(now, i.Read))
	switch {
	case !i.Result.Known.IsZero():
		add("Known since", importAt(now, i.Result.Known))
	case !i.Published.IsZero():
		add("Published, as the sender said", importAt(now, i.Published))
	}
	add("Ended", importAt(now, i.Ended))
	add("SHA-256", i.SHA256)
	return rows
}

// importAt is an instant in words; empty when it has not come.
func importAt(now, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return ui.When(now, t)
}
