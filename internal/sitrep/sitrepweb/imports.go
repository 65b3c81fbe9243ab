package sitrepweb

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/jobs"
	"headroom/internal/sitrep"
	"headroom/internal/web"
)

// Imports is what the import pages need of the returns' store.
type Imports interface {
	// Imports lists imports as they stood at an instant, newest first, and says how many there are in all.
	Imports(ctx context.Context, q sitrep.ImportsAsked) ([]sitrep.Import, int, error)
	// Imported is one import as it stood at asOf, with all that was kept of it. A not-found fault when there is none.
	Imported(ctx context.Context, id int64, asOf time.Time) (sitrep.Import, error)
	// Receive keeps a file: when it returns, the bytes are on disk and the work is in the queue.
	Receive(ctx context.Context, u sitrep.Upload) (sitrep.Import, error)
	// Resume puts the work of an import that was cancelled, failed or interrupted in the queue again.
	Resume(ctx context.Context, id int64, by string) error
	// Content is the bytes of a kept file.
	Content(ctx context.Context, upload int64) ([]byte, error)
}

// Work is what the import pages need of the queue.
type Work interface {
	// Job is one job; a not-found fault when it never was or is long deleted.
	Job(ctx context.Context, id int64) (jobs.Info, error)
	// Cancel asks for a job to end, in the name of by.
	Cancel(ctx context.Context, id int64, by string) error
}

// Names names accounts: "account:12" → the person's name. People is one.
type Names interface {
	Named(ctx context.Context, actors []string) (map[string]string, error)
}

// ImportFormat is a kind of file that is read, for those who send one.
type ImportFormat struct{ Words, Recognised string }

// mostUpload is the largest request with files, in bytes.
const mostUpload = 200 << 20

// importRoom is the common ground of the import pages.
type importRoom struct {
	store   Imports
	work    Work
	names   Names
	formats []ImportFormat
}

// ImportRoutes are the pages of imported files. Without names, accounts are shown by their numbers.
func ImportRoutes(s Imports, w Work, n Names, formats []ImportFormat) []web.Route {
	m := importRoom{s, w, n, formats}
	one := ImportsPath + "/{id}"
	return []web.Route{
		{Pattern: "GET " + ImportsPath, Verb: access.ImportRead, Anywhere: true, Handle: m.list},
		{Pattern: "GET " + ImportsPath + "/new", Verb: access.ImportRun, Handle: m.form},
		{Pattern: "POST " + ImportsPath, Verb: access.ImportRun, MaxBody: mostUpload, Handle: m.upload},
		{Pattern: "GET " + one, Verb: access.ImportRead, Anywhere: true, Handle: m.show},
		{Pattern: "GET " + one + "/refusals.csv", Verb: access.ImportRead, Anywhere: true, Handle: m.refusals},
		{Pattern: "GET " + one + "/differences.csv", Verb: access.ImportRead, Anywhere: true, Handle: m.differences},
		{Pattern: "GET " + one + "/file", Verb: access.ImportRun, Handle: m.file},
		{Pattern: "POST " + one + "/cancel", Verb: access.ImportRun, Handle: m.cancel},
		{Pattern: "POST " + one + "/retry", Verb: access.ImportRun, Handle: m.retry},
		{Pattern: "GET /api/imports", Verb: access.ImportRead, Anywhere: true, API: true, Handle: m.apiList},
		{Pattern: "POST /api/imports", Verb: access.ImportRun, API: true, MaxBody: mostUpload, Handle: m.apiUpload},
		{Pattern: "GET /api/imports/{id}", Verb: access.ImportRead, Anywhere: true, API: true, Handle: m.apiShow},
	}
}

// ImportPath is the page of one import.
func ImportPath(id int64) string { return fmt.Sprintf("%s/%d", ImportsPath, id) }

// importOf reads the import that an address names, as it stood at the request's instant.
func (m importRoom) importOf(r *web.Request) (sitrep.Import, error) {
	id, err := r.Int("id")
	if err != nil {
		return sitrep.Import{}, err
	}
	return m.store.Imported(r.Context(), id, r.AsOf)
}

// jobOf is the job that carries the import out; nil when there is none any more, or when looking back, for a job is only
// known as it is now.
func (m importRoom) jobOf(r *web.Request, i sitrep.Import) (*jobs.Info, error) {
	if i.Job == 0 || i.State.Over() || r.Past {
		return nil, nil
	}
	j, err := m.work.Job(r.Context(), i.Job)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	return &j, err
}

// named gives the names of those who handed imports in.
func (m importRoom) named(r *web.Request, list ...sitrep.Import) (map[string]string, error) {
	if m.names == nil {
		return nil, nil
	}
	actors := make([]string, 0, len(list))
	for _, i := range list {
		actors = append(actors, i.By)
	}
	return m.names.Named(r.Context(), actors)
}

// importedBy says who handed an import in.
func importedBy(actor string, names map[string]string) string {
	if n := names[actor]; n != "" {
		return n
	}
	if actor == "command" {
		return "the command line"
	}
	return actor
}

func (m importRoom) cancel(w http.ResponseWriter, r *web.Request) error {
	i, err := m.importOf(r)
	if err != nil {
		return err
	}
	if i.State.Over() || i.Job == 0 {
		return fault.New(fault.Conflict, "Import %d has no work under way that could be cancelled", i.ID)
	}
	if err := m.work.Cancel(r.Context(), i.Job, r.Who.Actor()); err != nil {
		return err
	}
	return r.Redirect(w, ImportPath(i.ID), "The import is being cancelled. Nothing of it is stored unless it had just ended.")
}

func (m importRoom) retry(w http.ResponseWriter, r *web.Request) error {
	i, err := m.importOf(r)
	if err != nil {
		return err
	}
	if err := m.store.Resume(r.Context(), i.ID, r.Who.Actor()); err != nil {
		return err
	}
	return r.Redirect(w, ImportPath(i.ID), "The import is in the queue again.")
}

func (m importRoom) file(w http.ResponseWriter, r *web.Request) error {
	i, err := m.importOf(r)
	if err != nil {
		return err
	}
	b, err := m.store.Content(r.Context(), i.Upload)
	if err != nil {
		return err
	}
	return r.Attach(w, i.File, "application/octet-stream", b)
}
