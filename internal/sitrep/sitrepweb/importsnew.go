package sitrepweb

import (
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/sitrep"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// importFormView is the page on which files are handed in.
type importFormView struct {
	published string // as typed
	received  []ui.Action
	formats   []ImportFormat
	problems  []fault.Field
}

func importFormPage(problems []fault.Field) web.Page {
	return web.Page{Title: "Import files", Current: "imports", Narrow: true, Crumbs: []web.Crumb{{Text: "Imports", Href: ImportsPath}}, Problems: problems,
		Lead: "The format is recognised from the content. What can be read is stored; what cannot is named by sheet and cell."}
}

func (m importRoom) form(w http.ResponseWriter, r *web.Request) error {
	return r.Render(w, http.StatusOK, importFormPage(nil), importFormBody(importFormView{formats: m.formats}))
}

// upload receives the files of the form. Files that cannot be received leave the others alone.
func (m importRoom) upload(w http.ResponseWriter, r *web.Request) error {
	list, problems, err := m.receive(r)
	if err != nil {
		return err
	}
	if len(problems) == 0 && len(list) == 1 {
		return r.Redirect(w, ImportPath(list[0].ID), receivedWords(list[0]))
	}
	if len(problems) == 0 {
		return r.Redirect(w, ImportsPath, ui.Plural(len(list), "file was", "files were")+" received. Each is read in its turn.")
	}
	v := importFormView{published: r.Param("published"), formats: m.formats, problems: problems, received: importLinks(list)}
	return r.Render(w, http.StatusUnprocessableEntity, importFormPage(problems), importFormBody(v))
}

// importLinks leads to imports by their files' names.
func importLinks(list []sitrep.Import) []ui.Action {
	var out []ui.Action
	for _, e := range list {
		out = append(out, ui.Action{Text: e.File, Href: ImportPath(e.ID)})
	}
	return out
}

func receivedWords(i sitrep.Import) string {
	if i.State == sitrep.ImportHeld {
		return "This file is held already. Nothing changed."
	}
	return "The file is kept and is being read."
}

// receive takes in every file of the request. The problems are those of the form and of single files; an error is one of
// the store.
func (m importRoom) receive(r *web.Request) (list []sitrep.Import, problems fault.List, err error) {
	published, err := publishedAt(r.Param("published"), r.Now)
	if err != nil {
		problems.Add("published", "", "%s", err)
	}
	var heads []*multipart.FileHeader
	if r.MultipartForm != nil {
		heads = r.MultipartForm.File["files"]
	}
	if len(heads) == 0 {
		problems.Add("files", "", "Choose at least one file to import")
	}
	if len(problems) > 0 {
		return nil, problems, nil
	}
	for _, h := range heads {
		i, err := m.receiveOne(r, h, published)
		if f := fault.As(err); f != nil && f.Kind == fault.Invalid {
			problems.Add("files", "", "%s", f.Message)
			continue
		}
		if err != nil {
			return list, problems, err
		}
		list = append(list, i)
	}
	return list, problems, nil
}

func (m importRoom) receiveOne(r *web.Request, h *multipart.FileHeader, published time.Time) (sitrep.Import, error) {
	f, err := h.Open()
	if err != nil {
		return sitrep.Import{}, fault.Wrap(err, fault.Unavailable, "%s could not be kept; send it again", h.Filename)
	}
	defer func() { _ = f.Close() }()
	return m.store.Receive(r.Context(), sitrep.Upload{File: h.Filename, Content: f, Published: published, By: r.Who.Actor(), Queue: true})
}

// publishedAt reads when figures became known, in UK time; empty is the zero time.
func publishedAt(s string, now time.Time) (time.Time, error) {
	if s = strings.TrimSpace(s); s == "" {
		return time.Time{}, nil
	}
	t, err := civil.ParseInstant(s)
	if err != nil {
		return t, fault.New(fault.Invalid, "Enter the date and time as 2023-12-21T09:30, or a date as 2023-12-21")
	}
	if t.After(now) {
		return t, fault.New(fault.Invalid, "The figures cannot become known in the future")
	}
	return t.Truncate(time.Microsecond), nil
}
