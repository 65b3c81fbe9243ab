package app

import (
	"context"
	"encoding/json"
	"fmt"

	"headroom/internal/audit"
	"headroom/internal/db"
	"headroom/internal/discharge/dischargedb"
	"headroom/internal/discharge/dischargeweb"
	"headroom/internal/importer"
	"headroom/internal/jobs"
	"headroom/internal/jobs/jobsweb"
	"headroom/internal/occupancy/occupancyweb"
	"headroom/internal/recovery/recoverydb"
	"headroom/internal/recovery/recoveryweb"
	"headroom/internal/sitrep/sitrepdb"
	"headroom/internal/sitrep/sitrepweb"
)

// Queue is the jobs as the pages see them: what people do to them stands in the audit log.
type Queue struct{ d *db.DB }

// Queue is the jobs of this database.
func (a *App) Queue() Queue { return Queue{a.DB} }

// Job is one job; a not-found fault when it never was or is long deleted.
func (q Queue) Job(ctx context.Context, id int64) (jobs.Info, error) { return jobs.Get(ctx, q.d, id) }

// Jobs lists jobs, newest first.
func (q Queue) Jobs(ctx context.Context, f jobs.Filter) ([]jobs.Info, error) {
	return jobs.List(ctx, q.d, f)
}

// Counts gives the number of jobs in each state.
func (q Queue) Counts(ctx context.Context) (map[jobs.State]int, error) { return jobs.Counts(ctx, q.d) }

// Cancel asks for a job to end, in the name of by.
func (q Queue) Cancel(ctx context.Context, id int64, by string) error {
	if err := jobs.Cancel(ctx, q.d, id, by); err != nil {
		return err
	}
	return q.note(ctx, "job.cancel", id, by)
}

// Retry makes a job that failed, was cancelled or waits for its next try run now.
func (q Queue) Retry(ctx context.Context, id int64, by string) error {
	if err := jobs.Retry(ctx, q.d, id); err != nil {
		return err
	}
	return q.note(ctx, "job.retry", id, by)
}

func (q Queue) note(ctx context.Context, verb string, id int64, by string) error {
	return q.d.Write(ctx, func(tx *db.Tx) error {
		return audit.Append(ctx, tx, audit.Entry{Actor: by, Verb: verb, Noun: "job", Key: fmt.Sprint(id)})
	})
}

// aboutJob says what a job does and where the page of that is.
func aboutJob(j jobs.Info) (words, href string) {
	if j.Kind == string(sitrepdb.ImportJob) {
		var args sitrepdb.ImportArgs
		if err := json.Unmarshal([]byte(j.Args), &args); err == nil {
			return fmt.Sprintf("Import %d", args.Import), sitrepweb.ImportPath(args.Import)
		}
	}
	if j.Kind == string(dischargedb.SolveJob) {
		var args dischargedb.SolveArgs
		if err := json.Unmarshal([]byte(j.Args), &args); err == nil {
			return fmt.Sprintf("Work plan %d out", args.Sketch), dischargeweb.SketchPath(args.Sketch)
		}
	}
	if j.Kind == string(recoverydb.PlanJob) {
		var args recoverydb.PlanArgs
		if err := json.Unmarshal([]byte(j.Args), &args); err == nil {
			return fmt.Sprintf("Work plan %d of new dates out", args.Ask), ""
		}
	}
	switch j.Kind {
	case string(recoverydb.ImportJob):
		return "Keep a large file of recovery", ""
	case string(countJob):
		return "Count who waits past their dates", recoveryweb.RecoveryPath
	case string(watchJob):
		return "Watch over people whose care was postponed", ""
	case string(sendJob):
		return "Send patient-safety events to the national service", ""
	case string(addUpJob):
		return "Add sums up anew after a change of the organisations", ""
	case string(remindJob):
		return "Note the reminders that are due", ""
	case string(fitJob):
		return "Learn from earlier winters and forecast beds", occupancyweb.ChoosePath
	case string(refreshJob):
		return "Forecast beds with the returns that have come since", occupancyweb.ChoosePath
	case string(backtestJob):
		return "Test the bed forecast on past winters", ""
	case string(tidyJob):
		return "Clear away what is kept of old sessions", ""
	}
	return j.Kind, ""
}

// importFormats is what the import page tells of the files that are read.
func importFormats() []sitrepweb.ImportFormat {
	var out []sitrepweb.ImportFormat
	for _, f := range importer.Formats() {
		if f.Name != importer.Organisations {
			out = append(out, sitrepweb.ImportFormat{Words: f.Words, Recognised: f.Recognised})
		}
	}
	return out
}

var (
	_ jobsweb.Queue     = Queue{}
	_ dischargeweb.Work = Queue{}
	_ sitrepweb.Work    = Queue{}
	_ sitrepweb.Imports = (*sitrepdb.Store)(nil)
)
