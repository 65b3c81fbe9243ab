package harmweb

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"path/filepath"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/harm"
	"headroom/internal/sheet"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// The files that are taken.
const (
	postponedFile = "postponed"
	othersFile    = "not-postponed"
	triggerFile   = "triggers"
)

// watchColumns are the headings of a file of pathways, and triggerColumns those of a file of triggers.
func watchColumns() []string {
	return []string{"pathway", "period", "postponed", "for", "specialty", "priority", "cancer", "waiting", "times", "new_date", "treated", "ended", "age_band", "sex", "ethnicity", "deprivation"}
}

func triggerColumns() []string { return []string{"watch", "trigger", "occurred", "source", "words"} }

// watchView is the page on which files come in.
type watchView struct {
	here
	fields
}

func (m room) watch(w http.ResponseWriter, r *web.Request) error {
	v := watchView{here: at(r), fields: fields{typed: typed{"kind": postponedFile}}}
	return r.Render(w, http.StatusOK, v.made(), v.parts().body())
}

func (v watchView) made() web.Page {
	p := v.page("Bring in who is watched")
	p.Lead = "Each postponed pathway is watched for 180 days. The trust's own key stays in the trust and is kept encrypted; no page, file or address shows it."
	p.Problems = v.bad
	return p
}

func (v watchView) parts() parts {
	f := v.fields
	path := WatchPath(v.on)
	return parts{v.tabs(path), ui.Form{Action: path, Submit: "Send", Upload: true, Cancel: ui.Action{Text: "Cancel", Href: v.link(ReviewsPath(v.on))}, Body: stacked(
		f.radios("kind", "What the file holds", "", false, postponedFile, "Pathways whose care was postponed", othersFile, "Pathways whose care was not postponed, to compare with", triggerFile, "Triggers that were found, by number of the watch"),
		ui.FileUpload{Field: f.field("file", "The file", "CSV or Excel, at most 16 MB. When anything in it is wrong nothing of it is kept, and each fault is named by its cell. No name, NHS number, address or date of birth: a column of that kind is refused."), Accept: ".csv,.xlsx,.xls"})},
		heading("Files to fill in", "templates"), links([]ui.Action{{Text: "Postponed pathways", Href: v.link(path + "/" + postponedFile)}, {Text: "Pathways that were not postponed", Href: v.link(path + "/" + othersFile)}, {Text: "Triggers", Href: v.link(path + "/" + triggerFile)}})}
}

func (m room) template(w http.ResponseWriter, r *web.Request) error {
	head, example := watchColumns(), []string{"A-1001", "RD-2024-01", "2024-01-03", "2024-01-04", "110", "P3", "no", "210", "1", "", "", "", "60-69", "F", "", "2"}
	switch r.PathValue("kind") {
	case postponedFile:
	case othersFile:
		example[1], example[8] = "", "0"
	case triggerFile:
		head, example = triggerColumns(), []string{"000001", "emergency-admission", "2024-01-20", "admissions list", ""}
	default:
		return fault.New(fault.NotFound, "There is no file of that name to fill in")
	}
	return r.CSV(w, r.PathValue("kind")+".csv", head, func(yield func([]string, error) bool) { yield(example, nil) })
}

func (m room) receive(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, verbWatch)
	if err != nil {
		return err
	}
	kind := r.Param("kind")
	notice, err := m.take(r, by, kind)
	if err == nil {
		return r.Redirect(w, WatchPath(r.On), notice)
	}
	status, bad, ok := refused(err)
	if !ok {
		return err
	}
	for i := range bad {
		if bad[i].Name != "kind" {
			bad[i].Name = "file" // where the reader can do something about it
		}
	}
	v := watchView{here: at(r), fields: fields{typed: typed{"kind": kind}, bad: bad}}
	return r.Render(w, status, v.made(), v.parts().body())
}

// take reads a file and keeps it whole, or nothing of it.
func (m room) take(r *web.Request, by harm.By, kind string) (string, error) {
	f, head, err := r.Upload("file")
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	content, err := io.ReadAll(f)
	if err != nil {
		return "", fault.Wrap(err, fault.Invalid, "The file did not arrive whole. Send it again")
	}
	name := filepath.Base(strings.ReplaceAll(head.Filename, `\`, "/"))
	book, err := sheet.Open(r.Context(), name, bytes.NewReader(content), int64(len(content)), sheet.Limits{})
	if err != nil {
		return "", err
	}
	switch kind {
	case postponedFile, othersFile:
		list, err := readWatched(r.Context(), book, at(r), kind == postponedFile)
		if err != nil {
			return "", err
		}
		keep := m.Desk.Watch
		if kind == othersFile {
			keep = m.Desk.Others
		}
		n, err := keep(r.Context(), by, r.On, list)
		return ui.Plural(n, "pathway was", "pathways were") + " added; " + ui.Count(len(list)-n) + " were there already.", err
	case triggerFile:
		return m.takeTriggers(r, by, book)
	}
	var bad fault.List
	bad.Add("kind", "", "Choose what the file holds")
	return "", bad.Err("The file was not read")
}

// lineReader reads the rows of a file by the names of its columns and notes every fault by its cell.
type lineReader struct {
	file string
	cols map[string]int
	row  sheet.Row
	bad  fault.List
}

// faultsMost is from how many faults a file is read no further.
const faultsMost = 50

func (l *lineReader) fault(column, format string, args ...any) {
	l.bad.Add("file", "", format, args...)
	x := &l.bad[len(l.bad)-1]
	x.File, x.Cell = l.file, l.row.Ref(l.cols[column])
}

func (l *lineReader) text(column string) string {
	n, ok := l.cols[column]
	if !ok {
		return ""
	}
	return sheet.Clean(l.row.At(n).String())
}

func (l *lineReader) date(column string, needed bool) civil.Date {
	n, ok := l.cols[column]
	if !ok {
		return civil.Date{}
	}
	if c := l.row.At(n); !c.Date.IsZero() {
		return c.Date
	}
	text := l.text(column)
	if text == "" {
		if needed {
			l.fault(column, "%s: enter a date as 2024-01-15", column)
		}
		return civil.Date{}
	}
	d, err := civil.ParseDate(text)
	if err != nil {
		l.fault(column, "%s: write the date as 2024-01-15", column)
	}
	return d
}

func (l *lineReader) number(column string, most int) int {
	n, ok := l.cols[column]
	if !ok || l.text(column) == "" {
		return 0
	}
	x, ok := l.row.At(n).Float()
	if !ok || x < 0 || x > float64(most) || x != float64(int(x)) {
		l.fault(column, "%s: enter a whole number from 0 to %d, or nothing", column, most)
		return 0
	}
	return int(x)
}

// each reads a book's first sheet: the heading first, then row by row.
func (l *lineReader) each(ctx context.Context, book *sheet.Book, columns, needed []string, read func()) error {
	l.file, l.cols = book.File, nil
	if len(book.Sheets) == 0 {
		return fault.New(fault.Invalid, "%s has no sheet with rows", book.File)
	}
	for row, err := range book.Sheets[0].Rows(ctx) {
		if err != nil {
			return err
		}
		l.row = row
		if l.cols == nil {
			if err := l.heading(row, columns, needed); err != nil {
				return err
			}
			continue
		}
		if blank(row) {
			continue
		}
		if read(); len(l.bad) >= faultsMost {
			break
		}
	}
	if l.cols == nil {
		return fault.New(fault.Invalid, "%s is empty", book.File)
	}
	return l.bad.Err("Nothing of %s was kept", book.File)
}

func blank(row sheet.Row) bool {
	for _, c := range row.Cells {
		if sheet.Clean(c.String()) != "" {
			return false
		}
	}
	return true
}

func (l *lineReader) heading(row sheet.Row, columns, needed []string) error {
	l.cols = map[string]int{}
	for n := 1; n <= len(row.Cells); n++ {
		name := strings.ReplaceAll(sheet.Label(row.At(n).String()), " ", "_")
		known := false
		for _, c := range columns {
			known = known || c == name
		}
		if known {
			l.cols[name] = n
		} else if name != "" {
			l.cols[""] = n
			l.fault("", "a column with another heading than those of the file to fill in; take it out, so that nothing that names a patient comes in")
		}
	}
	for _, c := range needed {
		if l.cols[c] == 0 {
			l.bad.Add("file", "", "The column %s is missing", c)
		}
	}
	return l.bad.Err("Nothing of %s was kept", l.file)
}

func readWatched(ctx context.Context, book *sheet.Book, h here, postponed bool) ([]harm.Watched, error) {
	var l lineReader
	var out []harm.Watched
	err := l.each(ctx, book, watchColumns(), []string{"pathway", "postponed", "specialty"}, func() {
		w := harm.Watched{Trust: h.on, Pathway: l.text("pathway"), Period: l.text("period"), Postponed: l.date("postponed", true), For: l.date("for", false), Specialty: l.text("specialty"), Priority: l.text("priority"),
			Waiting: l.number("waiting", 36500), Times: l.number("times", 1000), NewDate: l.date("new_date", false), Treated: l.date("treated", false), Ended: l.text("ended")}
		switch c := strings.ToLower(l.text("cancer")); c {
		case "yes", "y", "true", "1":
			w.Cancer = true
		case "no", "n", "false", "0", "":
		default:
			l.fault("cancer", "cancer: write yes or no")
		}
		if w.Pathway == "" {
			l.fault("pathway", "pathway: enter the trust's own key")
		}
		if what := harm.Identifies(w.Pathway); what != "" {
			l.fault("pathway", "pathway: this looks like %s; give the trust's own key of the pathway", what)
		}
		for _, c := range []string{"period", "ended", "specialty", "priority", "age_band", "sex", "ethnicity", "deprivation"} {
			if what := harm.Identifies(l.text(c)); what != "" {
				l.fault(c, "%s: this looks like %s; take it out", c, what)
			}
		}
		if w.Postponed.After(h.today) {
			l.fault("postponed", "postponed: that day has not come yet")
		}
		if postponed && w.Times == 0 {
			w.Times = 1
		}
		w.Group = harm.Group{Age: l.text("age_band"), Sex: l.text("sex"), Ethnicity: l.text("ethnicity"), Deprivation: l.text("deprivation")}.String()
		out = append(out, w)
	})
	if err == nil && len(out) == 0 {
		err = fault.New(fault.Invalid, "%s holds no row under its heading", book.File)
	}
	return out, err
}

func (m room) takeTriggers(r *web.Request, by harm.By, book *sheet.Book) (string, error) {
	h := at(r)
	c, err := m.Watches.Cohort(r.Context(), r.On, "", h.asOf)
	if err != nil {
		return "", err
	}
	watched := make(map[harm.WatchID]harm.Watched, len(c.Watched))
	for _, w := range c.Watched {
		watched[w.ID] = w
	}
	var l lineReader
	var list []harm.Trigger
	err = l.each(r.Context(), book, triggerColumns(), []string{"watch", "trigger", "occurred", "source"}, func() {
		t := harm.Trigger{Watch: harm.WatchID(l.text("watch")), Kind: harm.TriggerKind(l.text("trigger")), Occurred: l.date("occurred", true), Detected: r.Now, Source: l.text("source"), Words: l.text("words")}
		w, ok := watched[t.Watch]
		if !ok {
			l.fault("watch", "watch: no pathway of that number is watched; take the numbers from the worklist's file")
			return
		}
		var bad fault.List
		checkTrigger(&bad, t, w, h.today)
		for _, x := range bad {
			l.fault(map[string]string{"kind": "trigger", "occurred": "occurred", "source": "source"}[x.Name], "%s", x.Message)
		}
		for _, n := range []string{"source", "words"} {
			if what := harm.Identifies(l.text(n)); what != "" {
				l.fault(n, "%s: this looks like %s; take it out", n, what)
			}
		}
		list = append(list, t)
	})
	if err != nil {
		return "", err
	}
	for _, t := range list {
		if err := m.Desk.Trigger(r.Context(), by, r.On, t); err != nil {
			return "", err
		}
	}
	return ui.Plural(len(list), "trigger was", "triggers were") + " noted.", nil
}
