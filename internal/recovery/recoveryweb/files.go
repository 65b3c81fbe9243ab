package recoveryweb

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/recovery"
	"headroom/internal/sheet"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// kinds are the files that are taken, with what people call them.
func kinds() []string {
	return []string{string(recovery.PatientFile), "Patients who wait or were postponed", string(recovery.BookedFile), "Bookings: the sessions that pathways hold", string(recovery.SessionFile), "Theatre lists, clinics and scope lists", string(recovery.LimitFile), "Beds, anaesthetists and other limits"}
}

// fileKinds are the kinds of file that are taken.
func fileKinds() []recovery.FileKind {
	return []recovery.FileKind{recovery.PatientFile, recovery.BookedFile, recovery.SessionFile, recovery.LimitFile}
}

func kindWords(k recovery.FileKind) string {
	list := kinds()
	if i := slices.Index(list, string(k)); i >= 0 && i%2 == 0 {
		return list[i+1]
	}
	return string(k)
}

// filesView is the page on which files come in, and what came in before.
type filesView struct {
	here
	kept []recovery.Imported
	kind string
	who  map[string]string
	bad  []fault.Field
	// taken and why are what the form that takes a file back was sent with.
	taken, why string
}

func (m room) filesOf(r *web.Request) (filesView, error) {
	v := filesView{here: at(r), kind: r.Param("kind")}
	var err error
	if v.kept, err = m.Lists.Imports(r.Context(), v.on, v.asOf, 25); err != nil {
		return v, err
	}
	var actors []string
	for _, i := range v.kept {
		actors = append(actors, i.By)
	}
	v.who, err = m.People.Named(r.Context(), actors)
	return v, err
}

func (m room) files(w http.ResponseWriter, r *web.Request) error {
	v, err := m.filesOf(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.page(), v.parts().body())
}

func (v filesView) page() web.Page {
	p := v.here.page("Files")
	p.Problems = v.bad
	p.Lead = "Bring in the trust's own extracts. Headroom guesses which column is which, you correct it, it checks every row, and only then anything is kept."
	return p
}

func (v filesView) parts() parts {
	out := parts{v.tabs(ImportOf(v.on))}
	if v.does(access.RecoveryKeep) {
		if v.kind == "" {
			v.kind = string(recovery.PatientFile)
		}
		out.add(ui.Form{Action: ImportOf(v.on), Submit: "Send and look at its columns", Upload: true, Body: templ.Join(
			ui.Radios{Field: ui.Field{Name: "kind", Label: "What the file tells of"}.WithErrors(v.bad), Options: ui.Options(v.kind, kinds()...)},
			ui.FileUpload{Field: ui.Field{Name: "file", Label: "The file", Hint: "CSV or Excel (.xlsx or .xls), at most 64 MB. It waits encrypted for up to a day until its columns are mapped."}.WithErrors(v.bad), Accept: ".csv,.xlsx,.xls"})})
		var files []ui.Action
		for _, k := range fileKinds() {
			files = append(files, ui.Action{Text: kindWords(k) + " (CSV)", Href: BoardOf(v.on) + "/template/" + string(k)})
		}
		out.add(ui.Details{Summary: "Files with Headroom's own headings, to fill in", ID: "templates", Body: ui.Links(files)})
	}
	t := ui.Table{ID: "kept", Caption: "What was kept", Stack: true, Empty: "No file was kept.", Columns: []ui.Column{{Head: "File", Words: true}, {Head: "Rows", Numeric: true}, {Head: "New or changed", Numeric: true}, {Head: "Gone", Numeric: true}, {Head: "Kept"}, {Head: "Notes", Words: true}}}
	for _, i := range v.kept {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: i.File.Name, Note: kindWords(i.Kind)}, ui.Text(ui.Count(i.Kept)), ui.Text(ui.Count(i.Changed)), ui.Text(ui.Count(i.Gone)),
			{Text: ui.When(v.now, i.At), Note: v.who[i.By]}, ui.Text(strings.Join(i.Notes, ". "))}})
	}
	out.add(t)
	out.add(v.back()...)
	return out
}

// back is the form that takes a kept file back.
func (v filesView) back() parts {
	if !v.does(access.RecoveryKeep) {
		return nil
	}
	options := []string{"", "(none)"}
	for _, i := range v.kept {
		if i.Changed+i.Gone > 0 {
			options = append(options, fmt.Sprint(i.ID), fmt.Sprintf("%s, %s: %s new or changed, %s gone", i.File.Name, ui.When(v.now, i.At), ui.Count(i.Changed), ui.Count(i.Gone)))
		}
	}
	if len(options) == 2 {
		return nil
	}
	return parts{ui.Details{Summary: "Take a file back", ID: "back", Open: v.taken != "", Body: ui.Form{Action: ImportOf(v.on) + "/back", Submit: "Take it back", Warn: true, Body: templ.Join(
		ui.Para("What it told anew stands again as before it, and whoever it took off the list is on it again. What was changed after it stays as it is."),
		ui.Select{Field: ui.Field{Name: "id", Label: "File"}.WithErrors(v.bad), Options: ui.Options(v.taken, options...)},
		ui.Input{Field: ui.Field{Name: "reason", Label: "Why", Hint: "A sentence, without naming a patient."}.WithErrors(v.bad), Value: v.why})}}}
}

// takeBack takes a kept file back.
func (m room) takeBack(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.RecoveryKeep)
	if err != nil {
		return err
	}
	var bad fault.List
	id, err := strconv.ParseInt(r.PostFormValue("id"), 10, 64)
	if err != nil {
		bad.Add("id", "", "Choose the file that is taken back")
	}
	why := strings.Join(strings.Fields(r.PostFormValue("reason")), " ")
	if why == "" {
		bad.Add("reason", "", "Say in a sentence why it is taken back")
	}
	err = bad.Err("Nothing was taken back")
	if err == nil {
		var got recovery.Imported
		if got, err = m.Desk.TakeBack(r.Context(), by, id, why); err == nil {
			return r.Redirect(w, ImportOf(r.On), fmt.Sprintf("Taken back: %s as before it, %s gone.", ui.Plural(got.Changed, "row stands", "rows stand"), ui.Count(got.Gone)))
		}
	}
	fields, ok := fieldsOf(err, "id")
	if !ok {
		return err
	}
	v, err := m.filesOf(r)
	if err != nil {
		return err
	}
	v.bad, v.taken, v.why = fields, r.PostFormValue("id"), why
	if v.taken == "" {
		v.taken = " "
	}
	return r.Render(w, http.StatusUnprocessableEntity, v.page(), v.parts().body())
}

// receive takes a file and lets it wait, sealed, for its columns to be mapped.
func (m room) receive(w http.ResponseWriter, r *web.Request) error {
	id, err := m.receiveIn(r)
	if err == nil {
		return r.Redirect(w, fmt.Sprintf("%s/%d", ImportOf(r.On), id), "")
	}
	bad, ok := fieldsOf(err, "file")
	if !ok {
		return err
	}
	v, err := m.filesOf(r)
	if err != nil {
		return err
	}
	v.bad = bad
	return r.Render(w, http.StatusUnprocessableEntity, v.page(), v.parts().body())
}

func (m room) receiveIn(r *web.Request) (int64, error) {
	by, err := signer(r, access.RecoveryKeep)
	if err != nil {
		return 0, err
	}
	kind := recovery.FileKind(r.Param("kind"))
	if !slices.Contains(fileKinds(), kind) {
		var bad fault.List
		bad.Add("kind", "", "Choose what the file tells of")
		return 0, bad.Err("The file was not taken")
	}
	f, head, err := r.Upload("file")
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }()
	content, err := io.ReadAll(f)
	if err != nil {
		return 0, fault.Wrap(err, fault.Invalid, "The file did not arrive whole. Send it again")
	}
	name := filepath.Base(strings.ReplaceAll(head.Filename, `\`, "/"))
	if _, err := open(r.Context(), name, content); err != nil {
		return 0, err
	}
	sum := sha256.Sum256(content)
	return m.Desk.Stage(r.Context(), by, recovery.Staged{Kind: kind, File: recovery.File{Name: name, SHA256: hex.EncodeToString(sum[:])}, Content: content})
}

func open(ctx context.Context, name string, content []byte) (*sheet.Book, error) {
	return sheet.Open(ctx, name, bytes.NewReader(content), int64(len(content)), sheet.Limits{})
}

// fieldsOf are a fault's problems for showing a form again, on the field name where they have none of their own; false for
// what is no fault of what was sent.
func fieldsOf(err error, name string) ([]fault.Field, bool) {
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid && f.Kind != fault.TooLarge && f.Kind != fault.Conflict {
		return nil, false
	}
	if len(f.Fields) == 0 {
		return []fault.Field{{Name: name, Message: f.Message}}, true
	}
	return f.Fields, true
}

// template is a file to fill in.
func (m room) template(w http.ResponseWriter, r *web.Request) error {
	kind := recovery.FileKind(r.PathValue("kind"))
	heads := recovery.Template(kind)
	if heads == nil {
		return fault.New(fault.NotFound, "There is no file of %q to fill in", string(kind))
	}
	if kind == recovery.PatientFile {
		for _, h := range recovery.Template(recovery.IdentityFile) {
			if !slices.Contains(heads, h) {
				heads = append(heads, h)
			}
		}
	}
	return r.CSV(w, string(kind)+"-"+string(r.On)+".csv", heads, func(func([]string, error) bool) {})
}
