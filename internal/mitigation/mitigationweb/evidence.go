package mitigationweb

import (
	"io"
	"net/http"
	"slices"

	"headroom/internal/fault"
	"headroom/internal/mitigation"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// evidenceForm adds a file to a rung of the ladder or to the request as a whole.
func (v writeView) evidenceForm() ui.Form {
	rungs := ui.Options(v.v["rung"], "", "The request as a whole")
	for _, info := range mitigation.Rungs() {
		rungs = append(rungs, ui.Option{Value: string(info.Kind), Text: info.Name, Chosen: string(info.Kind) == v.v["rung"]})
	}
	return ui.Form{Action: Path(v.k.Ref) + "/evidence", Upload: true, Submit: "Add the file", Body: parts{ui.Heading("Evidence", "evidence"),
		ui.Note("Keep the page first: a file is added to what is kept. No file may name a patient or anybody who acts."),
		ui.Select{Field: ui.Field{Name: "rung", Label: "It belongs to"}.WithErrors(v.bad), Options: rungs},
		ui.FileUpload{Field: ui.Field{Name: "file", Label: "File", Hint: "Up to 10 MB"}.WithErrors(v.bad)}}}
}

func (m room) addEvidence(w http.ResponseWriter, r *web.Request) error {
	r.SetPathValue("section", "ladder")
	v, err := m.writeOf(r)
	if err != nil {
		return err
	}
	if err = m.takeFile(r, v); err == nil {
		return r.Redirect(w, WritePath(v.k.Ref, "ladder")+"#evidence", "The file is kept.")
	}
	status, bad, ok := refused(err)
	if !ok {
		return err
	}
	v.v, v.bad = values(v.s.Form), bad
	p, body := v.made()
	return render(w, r, status, p, body)
}

func (m room) takeFile(r *web.Request, v writeView) error {
	file, head, err := r.Upload("file")
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	body, err := io.ReadAll(file)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "The file could not be read; send it again")
	}
	as := writerOf(v.actors(v.k.Trust))
	by, err := byActor(r, v.k.Trust, as)
	if err != nil {
		return err
	}
	kept, err := m.Desk.KeepFile(r.Context(), by, v.k.Ref, head.Filename, head.Header.Get("Content-Type"), body)
	if err != nil {
		return err
	}
	kind := mitigation.RungKind(r.FormValue("rung"))
	if kind == "" {
		return nil
	}
	f := v.s.Form
	f.Ladder = slices.Clone(f.Ladder)
	rung := rungOf(f, kind)
	rung.Evidence = append(slices.Clone(rung.Evidence), kept.ID)
	if i := slices.IndexFunc(f.Ladder, func(x mitigation.Rung) bool { return x.Kind == kind }); i >= 0 {
		f.Ladder[i] = rung
	} else {
		f.Ladder = append(f.Ladder, rung)
	}
	return m.step(r, v.k.Trust, v.k.Ref, as, mitigation.Event{Step: mitigation.Write, At: r.Now, Form: &f})
}

// evidence sends a file to be kept and never to be shown in the page's own place: what it holds is the sender's.
func (m room) evidence(w http.ResponseWriter, r *web.Request) error {
	k, _, err := m.kept(r)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(k.Files, func(e mitigation.Evidence) bool { return e.ID == r.PathValue("id") }) {
		return fault.New(fault.NotFound, "The request has no such file")
	}
	e, body, err := m.Requests.File(r.Context(), k.Ref, r.PathValue("id"))
	if err != nil {
		return err
	}
	defer func() { _ = body.Close() }()
	b, err := io.ReadAll(body)
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "The file cannot be read now; try again")
	}
	return r.Attach(w, e.Name, "application/octet-stream", b)
}

// evidenceLinks are the named files of a request.
func evidenceLinks(k mitigation.Kept, ids []string) []ui.Action {
	var out []ui.Action
	for _, e := range k.Files {
		if slices.Contains(ids, e.ID) {
			out = append(out, ui.Action{Text: e.Name, Href: Path(k.Ref) + "/evidence/" + e.ID})
		}
	}
	return out
}
