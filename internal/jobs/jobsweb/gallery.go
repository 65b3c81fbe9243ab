package jobsweb

import (
	"fmt"
	"time"

	"headroom/internal/civil"
	"headroom/internal/jobs"
	"headroom/internal/web"
)

// Gallery shows the pages with jobs in each state.
func Gallery() []web.Specimen {
	now := civil.MustDate("2024-01-02").At(9 * 60)
	plain := func(s string) string { return s }
	about := func(j jobs.Info) (string, string) { return fmt.Sprintf("Import %d", j.ID), "/imports/7" }
	list := sampleJobs(now)
	counts := map[jobs.State]int{}
	for _, j := range list {
		counts[j.State]++
	}
	all := newList(list, counts, jobs.Filter{}, about, now, plain)
	none := newList(nil, map[jobs.State]int{}, jobs.Filter{States: []jobs.State{jobs.Failed}}, about, now, plain)
	out := []web.Specimen{
		{Name: "jobs/list", Page: listPage(all), Body: listView(all)},
		{Name: "jobs/list-none", Page: listPage(none), Body: listView(none)},
	}
	for _, j := range list {
		v := newShow(j, about, now, plain)
		v.mayRetry = true
		page := showPage(v)
		page.Refresh = 0 // a sample does not change
		out = append(out, web.Specimen{Name: fmt.Sprintf("jobs/job-%d", j.ID), Page: page, Body: showView(v)})
	}
	out[0].Page.Refresh = 0
	return out
}

func sampleJobs(now time.Time) []jobs.Info {
	ago := func(minutes int) time.Time { return now.Add(-time.Duration(minutes) * time.Minute) }
	job := func(id int64, s jobs.State) jobs.Info {
		return jobs.Info{ID: id, Kind: "sitrep.import", Key: fmt.Sprint("import/", id), Args: fmt.Sprintf(`{"Import":%d}`, id), State: s, Attempts: 10, Enqueued: ago(30 - int(id))}
	}
	running, retry, failed, cancelled, done := job(6, jobs.Running), job(5, jobs.ToRetry), job(4, jobs.Failed), job(3, jobs.Cancelled), job(2, jobs.Done)
	running.Attempt, running.Started, running.Beat, running.Done, running.Total, running.Words, running.Worker = 1, ago(1), ago(0), 52, 105, "days added up", "example/4711/0a1b2c"
	retry.Attempt, retry.RunAt, retry.LastError, retry.Started = 2, now.Add(4*time.Second), "the database asks for another try", ago(1)
	failed.Attempt, failed.Ended, failed.LastError = 10, ago(5), "the kept bytes of beds.csv are not those that were received"
	cancelled.Attempt, cancelled.Ended, cancelled.CancelAsked, cancelled.CancelBy, cancelled.LastError = 1, ago(6), ago(7), "account:12", "the job was cancelled"
	done.Attempt, done.Ended, done.Done, done.Total, done.Words, done.Checkpoint = 1, ago(20), 105, 105, "days added up", "stored"
	return []jobs.Info{job(7, jobs.Waiting), running, retry, failed, cancelled, done}
}
