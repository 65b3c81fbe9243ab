package recoveryweb

import (
	"fmt"
	"net/http"
	"slices"

	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/jobs"
	"headroom/internal/org"
	"headroom/internal/recovery"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// keepingOf is the page on which a large file is kept.
func keepingOf(o org.Code, file int64) string {
	return fmt.Sprintf("%s/%d/keeping", ImportOf(o), file)
}

// keepingView is a large file that the queue keeps.
type keepingView struct {
	here
	k    recovery.Keeping
	job  *jobs.Info
	kept *recovery.Imported
}

func (m room) keepingView(r *web.Request) (keepingView, error) {
	v := keepingView{here: at(r)}
	id, err := r.Int("n")
	if err != nil {
		return v, err
	}
	if v.k, err = m.Desk.Keeping(r.Context(), v.on, id); err != nil {
		return v, err
	}
	if v.k.Import > 0 {
		const lately = 200
		list, err := m.Lists.Imports(r.Context(), v.on, v.asOf, lately)
		if i := slices.IndexFunc(list, func(x recovery.Imported) bool { return x.ID == v.k.Import }); i >= 0 {
			v.kept = &list[i]
		}
		return v, err
	}
	j, err := m.Work.Job(r.Context(), v.k.Job)
	if fault.KindOf(err) == fault.NotFound {
		return v, nil // a finished job is forgotten some day
	}
	v.job = &j
	return v, err
}

func (m room) keeping(w http.ResponseWriter, r *web.Request) error {
	v, err := m.keepingView(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.pageOf(), v.parts().body())
}

// stopped reports whether the work ended without an outcome.
func (v keepingView) stopped() bool {
	return !v.k.Done() && (v.job == nil || v.job.State == jobs.Failed || v.job.State == jobs.Cancelled)
}

func (v keepingView) pageOf() web.Page {
	p := v.here.page("Keeping " + v.k.Name)
	p.Crumbs = append(p.Crumbs, web.Crumb{Text: "Files", Href: ImportOf(v.on)})
	if !v.k.Done() && !v.stopped() {
		const seconds = 3
		p.Refresh = seconds
	}
	return p
}

func (v keepingView) parts() parts {
	files := ui.Links([]ui.Action{{Text: "All files", Href: ImportOf(v.on)}})
	switch {
	case v.k.Refused != "":
		return parts{ui.Warning{Title: "Nothing of it was kept", Text: v.k.Refused}, ui.Links([]ui.Action{{Text: "Look at its columns again", Href: fmt.Sprintf("%s/%d", ImportOf(v.on), v.k.File)}}), files}
	case v.kept != nil:
		return parts{ui.Notice{Title: "The file was kept", Success: true, Text: keptWords(*v.kept)}, files}
	case v.k.Import > 0:
		return parts{ui.Notice{Title: "The file was kept", Success: true, Text: fmt.Sprintf("It is number %d of the trust's files.", v.k.Import)}, files}
	case v.stopped():
		words := "The work broke off. Nothing of the file was kept."
		if v.job != nil && v.job.LastError != "" {
			words += " " + v.job.LastError
		}
		out := parts{ui.Warning{Title: "Nothing of it was kept yet", Text: words}}
		if v.does(access.RecoveryKeep) && v.job != nil {
			out.add(ui.Form{Action: keepingOf(v.on, v.k.File), Submit: "Try again"})
		}
		return append(out, files)
	}
	p := ui.Progress{ID: "keeping", Title: ui.Count(v.k.Rows) + " rows passed the checks and are being kept", Total: 3}
	if v.job != nil {
		p.Done, p.Words = int(v.job.Done), v.job.Words
	}
	return parts{p, ui.Para("You can leave this page; the work goes on, and the list of files says when it is done. Either all of it is kept or nothing."), files}
}

// keepAgain has a keeping that broke off tried again.
func (m room) keepAgain(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.RecoveryKeep)
	if err != nil {
		return err
	}
	v, err := m.keepingView(r)
	if err != nil {
		return err
	}
	if v.stopped() && v.job != nil {
		if err := m.Work.Retry(r.Context(), v.job.ID, by.Actor); err != nil {
			return err
		}
	}
	return r.Redirect(w, keepingOf(r.On, v.k.File), "")
}
