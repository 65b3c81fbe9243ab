// Package jobs is durable background work: a job is put in the queue inside the caller's own transaction, so it exists
// exactly when the change that asked for it does, and it is carried out by a Runner in this process or another.
//
// A room names its work with a Kind, whose type parameter is what the work needs to know:
//
//	const RollUp jobs.Kind[RollUpArgs] = "sitrep.roll-up"
//
//	jobs.Enqueue(ctx, tx, RollUp, RollUpArgs{Form: "uec-daily", Day: day}, jobs.Options{UniqueKey: "uec-daily/" + day.String()})
//
//	jobs.Register(runner, RollUp, func(ctx context.Context, j *jobs.Job[RollUpArgs]) error { … })
//
// Jobs are small and may be tried more than once. A long one goes in steps: Run.Step does one step's writes and moves
// the checkpoint in the same transaction, so after a crash another worker goes on from the checkpoint and no step is
// done twice. Arguments are stored as JSON and shown on the jobs page: identifiers only, never a person's data.
//
// Words: a job is waiting, scheduled, running, to retry, done, failed or cancelled. Each try at a job is a claim, which
// beats: a claim without a beat for Config.RescueAfter is taken as dead and the job is handed to another worker; should
// the first one wake after all, its steps no longer commit. Cancelling is cooperative: the job's context ends, and its
// next Step or Progress returns ErrCancelled. A job with a UniqueKey that is asked for again while one waits is the
// same job; while one runs, it runs once more afterwards, so a change that came too late for the first run is not lost.
//
// The queue itself is River, on both engines; nothing outside this package knows that. River takes back a dead worker's
// job only by how long ago it was fetched, which is why the beat, the claim and the periodic jobs' due times are kept
// here, in the tables that begin with "jobs" (see docs/adr/0001). States: docs/states.md. It serves every ask that is
// answered by a return, an import or a reminder.
package jobs
