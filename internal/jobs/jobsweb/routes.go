package jobsweb

import (
	"context"
	"fmt"
	"net/http"

	"headroom/internal/access"
	"headroom/internal/jobs"
	"headroom/internal/web"
)

// Queue is what the pages need of the queue. Cancel and Retry write their own audit lines.
type Queue interface {
	// Job is one job; a not-found fault when it never was or is long deleted.
	Job(ctx context.Context, id int64) (jobs.Info, error)
	// Jobs lists jobs, newest first.
	Jobs(ctx context.Context, f jobs.Filter) ([]jobs.Info, error)
	// Counts gives the number of jobs in each state; a state without jobs is left out.
	Counts(ctx context.Context) (map[jobs.State]int, error)
	// Cancel asks for a job to end, in the name of by.
	Cancel(ctx context.Context, id int64, by string) error
	// Retry makes a job that failed, was cancelled or waits for its next try run now, in the name of by. A conflict fault
	// while another job does the same work.
	Retry(ctx context.Context, id int64, by string) error
}

// About says what a job does, as "Import 12", and the page of what it is about; "" when there is none.
type About func(jobs.Info) (words, href string)

// listPath is the list of jobs.
const listPath = "/jobs"

// Path is the page of one job.
func Path(id int64) string { return fmt.Sprintf("%s/%d", listPath, id) }

type room struct {
	queue Queue
	about About
}

// Routes are the pages of background work. about may be nil: then jobs are shown by their kinds.
func Routes(q Queue, about About) []web.Route {
	if about == nil {
		about = byKind
	}
	m := room{q, about}
	return []web.Route{
		{Pattern: "GET " + listPath, Verb: access.JobRead, Timeless: true, Handle: m.list},
		{Pattern: "GET " + listPath + "/{id}", Verb: access.JobRead, Timeless: true, Handle: m.show},
		{Pattern: "POST " + listPath + "/{id}/cancel", Verb: access.JobRetry, Timeless: true, Handle: m.cancel},
		{Pattern: "POST " + listPath + "/{id}/retry", Verb: access.JobRetry, Timeless: true, Handle: m.retry},
		{Pattern: "GET /api/jobs", Verb: access.JobRead, API: true, Timeless: true, Handle: m.apiList},
		{Pattern: "GET /api/jobs/{id}", Verb: access.JobRead, API: true, Timeless: true, Handle: m.apiShow},
	}
}

func byKind(j jobs.Info) (string, string) { return j.Kind, "" }

func (m room) job(r *web.Request) (jobs.Info, error) {
	id, err := r.Int("id")
	if err != nil {
		return jobs.Info{}, err
	}
	return m.queue.Job(r.Context(), id)
}

func (m room) list(w http.ResponseWriter, r *web.Request) error {
	f := filterOf(r)
	counts, err := m.queue.Counts(r.Context())
	if err != nil {
		return err
	}
	list, err := m.queue.Jobs(r.Context(), f)
	if err != nil {
		return err
	}
	v := newList(list, counts, f, m.about, r.Now, r.Link)
	return r.Render(w, http.StatusOK, listPage(v), listView(v))
}

func (m room) show(w http.ResponseWriter, r *web.Request) error {
	j, err := m.job(r)
	if err != nil {
		return err
	}
	v := newShow(j, m.about, r.Now, r.Link)
	v.mayRetry = r.May(access.JobRetry, r.On) && !r.Past
	return r.Render(w, http.StatusOK, showPage(v), showView(v))
}

func (m room) cancel(w http.ResponseWriter, r *web.Request) error {
	j, err := m.job(r)
	if err != nil {
		return err
	}
	if err := m.queue.Cancel(r.Context(), j.ID, r.Who.Actor()); err != nil {
		return err
	}
	return r.Redirect(w, Path(j.ID), "The job was asked to end. A running one ends at its next step.")
}

func (m room) retry(w http.ResponseWriter, r *web.Request) error {
	j, err := m.job(r)
	if err != nil {
		return err
	}
	if err := m.queue.Retry(r.Context(), j.ID, r.Who.Actor()); err != nil {
		return err
	}
	return r.Redirect(w, Path(j.ID), "The job is in the queue again.")
}
