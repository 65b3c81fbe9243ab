package harmweb

import (
	"headroom/internal/access"

	"bytes"
	"io"
	"net/http"
	"path/filepath"
	"strings"

	"github.com/a-h/templ"
	"headroom/internal/fault"
	"headroom/internal/harm"
	"headroom/internal/sheet"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// The files that are taken.
const (
	pathwayFile = "pathways"
	triggerFile = "triggers"
)

// watchView is the page on which files come in.
type watchView struct {
	here
	fields
}

func (m room) watch(w http.ResponseWriter, r *web.Request) error {
	v := watchView{here: at(r), fields: fields{typed: typed{"kind": pathwayFile}}}
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
	return parts{v.tabs(path), ui.Form{Action: path, Submit: "Send", Upload: true, Cancel: ui.Action{Text: "Cancel", Href: v.link(ReviewsPath(v.on))}, Body: templ.Join(
		f.radios("kind", "What the file holds", "", false, pathwayFile, "Pathways whose care was postponed, and others to compare them with", triggerFile, "Triggers that were found, as emergency admissions"),
		ui.FileUpload{Field: f.field("file", "The file", "CSV or Excel, at most 16 MB. When anything in it is wrong nothing of it is kept, and each fault is named by its cell. Columns under other headings than those of the files below are not read: leave out names, addresses and dates of birth. A period may be left empty: it is worked out from the date that was lost."), Accept: ".csv,.xlsx,.xls"})},
		ui.Heading("Files to fill in", "templates"), ui.Links([]ui.Action{{Text: "Pathways", Href: v.link(path + "/" + pathwayFile)}, {Text: "Triggers", Href: v.link(path + "/" + triggerFile)}})}
}

func (m room) template(w http.ResponseWriter, r *web.Request) error {
	var head, example []string
	switch r.PathValue("kind") {
	case pathwayFile:
		head = []string{"pathway", "cohort", "postponed", "for", "period", "specialty", "priority", "cancer", "waiting", "times", "new_date", "treated", "ended", "age_band", "sex", "ethnicity", "deprivation"}
		example = []string{"A-1001", "postponed", "2024-01-03", "2024-01-04", "", "110", "P3", "no", "210", "1", "", "", "", "60-69", "F", "", "2"}
	case triggerFile:
		head, example = []string{"pathway", "postponed", "trigger", "occurred", "source"}, []string{"A-1001", "2024-01-03", "emergency-admission", "2024-01-20", "admissions list"}
	default:
		return fault.New(fault.NotFound, "There is no file of that name to fill in")
	}
	return r.CSV(w, r.PathValue("kind")+".csv", head, func(yield func([]string, error) bool) { yield(example, nil) })
}

func (m room) receive(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.HarmWatch)
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
	case pathwayFile:
		periods, err := m.calendar(r)
		if err != nil {
			return "", err
		}
		f, err := harm.ReadWatched(r.Context(), book, r.On, periods)
		if err != nil {
			return "", err
		}
		n, err := m.Desk.Watch(r.Context(), by, r.On, f.Postponed)
		if err != nil {
			return "", err
		}
		others, err := m.Desk.Others(r.Context(), by, r.On, f.Others)
		return ui.Plural(n, "postponed pathway was", "postponed pathways were") + " added and " + ui.Plural(others, "other to compare with", "others to compare with") + "; " + ui.Count(f.Read-n-others) + " were there already.", err
	case triggerFile:
		list, err := harm.ReadTriggers(r.Context(), book)
		if err != nil {
			return "", err
		}
		n, err := m.Desk.Told(r.Context(), by, r.On, list)
		return ui.Plural(n, "trigger was", "triggers were") + " noted; " + ui.Count(len(list)-n) + " were known already.", err
	}
	var bad fault.List
	bad.Add("kind", "", "Choose what the file holds")
	return "", bad.Err("The file was not read")
}
