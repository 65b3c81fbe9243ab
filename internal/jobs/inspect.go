package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"

	"headroom/internal/db"
	"headroom/internal/fault"
)

// State is where a job is, in the words of the page.
type State string

// The states a job passes through; docs/states.md draws them.
const (
	Waiting   State = "waiting"   // a worker may take it now
	Scheduled State = "scheduled" // not before RunAt
	Running   State = "running"   // a worker has it
	ToRetry   State = "to retry"  // a try failed; the next is at RunAt
	Done      State = "done"
	Failed    State = "failed" // no try is left, or the error was permanent
	Cancelled State = "cancelled"
)

// States lists them in the order of a job's life.
func States() []State {
	return []State{Waiting, Scheduled, Running, ToRetry, Done, Failed, Cancelled}
}

// Info is what can be seen of a job. Instants are UTC; a zero instant is "not yet".
type Info struct {
	ID       int64
	Kind     string
	Key      string // the unique key
	Args     string // JSON, identifiers only
	State    State
	Attempt  int
	Attempts int // at most so many
	Enqueued time.Time
	RunAt    time.Time
	Started  time.Time // the newest try
	Beat     time.Time // when it was last heard of
	Ended    time.Time

	Done, Total int64 // Total 0 is unknown
	Words       string
	Checkpoint  string
	Worker      string
	CancelAsked time.Time
	CancelBy    string
	LastError   string
}

// Filter narrows a List. The zero value is the newest 50 jobs of every kind and state.
type Filter struct {
	Kind   string
	States []State
	Limit  int   // at most; 0 is 50
	Before int64 // only jobs with a smaller id, for the next page
}

// List gives jobs, newest first.
func List(ctx context.Context, d *db.DB, f Filter) ([]Info, error) {
	limit := 50
	if f.Limit > 0 {
		limit = min(f.Limit, 10_000)
	}
	p := river.NewJobListParams().OrderBy(river.JobListOrderByID, river.SortOrderDesc).First(limit)
	if f.Kind != "" {
		p = p.Kinds(f.Kind)
	}
	var states []rivertype.JobState
	for _, s := range f.States {
		states = append(states, riverStates(s)...)
	}
	if len(states) > 0 {
		p = p.States(states...)
	}
	if f.Before > 0 {
		p = p.Where("id < @before", river.NamedArgs{"before": f.Before})
	}
	var out []Info
	err := d.Read(ctx, func(tx *db.Tx) error {
		client, err := inTx(tx.Engine)
		if err != nil {
			return err
		}
		res, err := client.JobListTx(ctx, tx.SQL(), p)
		if err != nil {
			return fmt.Errorf("the jobs cannot be listed: %w", err)
		}
		out, err = withProgress(ctx, tx, res.Jobs)
		return err
	})
	return out, err
}

// Get gives one job; a fault of kind NotFound when it never was, or is long deleted.
func Get(ctx context.Context, d *db.DB, id int64) (Info, error) {
	var out []Info
	err := d.Read(ctx, func(tx *db.Tx) error {
		client, err := inTx(tx.Engine)
		if err != nil {
			return err
		}
		row, err := client.JobGetTx(ctx, tx.SQL(), id)
		if err != nil {
			return notFound(id, err)
		}
		out, err = withProgress(ctx, tx, []*rivertype.JobRow{row})
		return err
	})
	if err != nil {
		return Info{}, err
	}
	return out[0], nil
}

// Counts gives the number of jobs in each state; a state without jobs is left out. Waiting and Failed are what an
// operator watches.
func Counts(ctx context.Context, d *db.DB) (map[State]int, error) {
	out := map[State]int{}
	err := d.Read(ctx, func(tx *db.Tx) error {
		n, err := driver(tx.Engine, nil).UnwrapExecutor(tx.SQL()).JobCountByAllStates(ctx, &riverdriver.JobCountByAllStatesParams{})
		if err != nil {
			return fmt.Errorf("the jobs cannot be counted: %w", err)
		}
		for s, c := range n {
			if c > 0 {
				out[stateOf(s)] += c
			}
		}
		return nil
	})
	return out, err
}

// Cancel asks for a job to end, in the name of by. A job that waits ends at once; a running one at its next step. One
// that is already over stays as it is.
func Cancel(ctx context.Context, d *db.DB, id int64, by string) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		client, err := inTx(tx.Engine)
		if err != nil {
			return err
		}
		row, err := client.JobGetTx(ctx, tx.SQL(), id)
		if err != nil {
			return notFound(id, err)
		}
		if row.FinalizedAt != nil {
			return nil
		}
		if _, err := client.JobCancelTx(ctx, tx.SQL(), id); err != nil {
			return notFound(id, err)
		}
		_, err = tx.Exec(ctx, queries.For(tx.Engine, "ask-cancel"), db.At(time.Now()), by, id)
		return err
	})
}

// Retry makes a job that failed, was cancelled or waits for its next try run now, from its checkpoint. A running job is
// left alone. It is a fault of kind Conflict while another job of the same kind and unique key is unfinished.
func Retry(ctx context.Context, d *db.DB, id int64) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		client, err := inTx(tx.Engine)
		if err != nil {
			return err
		}
		row, err := client.JobGetTx(ctx, tx.SQL(), id)
		if err != nil {
			return notFound(id, err)
		}
		if err := noTwin(ctx, tx, client, row); err != nil {
			return err
		}
		if _, err := client.JobRetryTx(ctx, tx.SQL(), id); err != nil {
			return notFound(id, err)
		}
		_, err = tx.Exec(ctx, queries.For(tx.Engine, "forget-cancel"), id)
		return err
	})
}

// noTwin is a Conflict when another unfinished job has the row's kind and unique key.
func noTwin(ctx context.Context, tx *db.Tx, client *river.Client[*sql.Tx], row *rivertype.JobRow) error {
	key, _ := decodeArgs(row.EncodedArgs)
	if key == "" {
		return nil
	}
	others, err := db.Collect(ctx, tx, queries.For(tx.Engine, "twins"), func(r db.Row) (id int64, err error) {
		return id, r.Scan(&id)
	}, row.Kind, key, row.ID)
	if err != nil {
		return err
	}
	for _, id := range others {
		other, err := client.JobGetTx(ctx, tx.SQL(), id)
		if err == nil && other.FinalizedAt == nil {
			return &fault.Error{Kind: fault.Conflict, Message: fmt.Sprintf("Job %d does the same work and is not finished; job %d was not started again.", id, row.ID)}
		}
		if err != nil && !errors.Is(err, rivertype.ErrNotFound) {
			return err
		}
	}
	return nil
}

func notFound(id int64, err error) error {
	if errors.Is(err, rivertype.ErrNotFound) {
		return &fault.Error{Kind: fault.NotFound, Message: fmt.Sprintf("There is no job %d.", id), Cause: err}
	}
	return err
}

// withProgress joins River's rows with ours.
func withProgress(ctx context.Context, tx *db.Tx, rows []*rivertype.JobRow) ([]Info, error) {
	out := make([]Info, len(rows))
	at := map[int64]*Info{}
	low, high := int64(0), int64(-1)
	for i, row := range rows {
		out[i] = infoOf(row)
		at[row.ID] = &out[i]
		if high < low || row.ID > high {
			high = row.ID
		}
		if i == 0 || row.ID < low {
			low = row.ID
		}
	}
	err := tx.Each(ctx, queries.For(tx.Engine, "progress-of"), func(r db.Row) error {
		var id int64
		var p Info
		var started, beat, cancelled db.Instant
		if err := r.Scan(&id, &p.Key, &p.Worker, &started, &beat, &p.Done, &p.Total, &p.Words, &p.Checkpoint,
			&cancelled, &p.CancelBy); err != nil {
			return err
		}
		if i, ok := at[id]; ok {
			i.Key, i.Worker, i.Started, i.Beat, i.Done, i.Total = p.Key, p.Worker, started.Time, beat.Time, p.Done, p.Total
			i.Words, i.Checkpoint, i.CancelAsked, i.CancelBy = p.Words, p.Checkpoint, cancelled.Time, p.CancelBy
		}
		return nil
	}, low, high)
	return out, err
}

func infoOf(row *rivertype.JobRow) Info {
	i := Info{
		ID: row.ID, Kind: row.Kind, State: stateOf(row.State), Attempt: row.Attempt, Attempts: row.MaxAttempts,
		Enqueued: row.CreatedAt.UTC(), RunAt: row.ScheduledAt.UTC(),
	}
	i.Key, i.Args = decodeArgs(row.EncodedArgs)
	if row.FinalizedAt != nil {
		i.Ended = row.FinalizedAt.UTC()
	}
	if n := len(row.Errors); n > 0 {
		i.LastError = row.Errors[n-1].Error
	}
	return i
}

// stateOf says River's state in our words.
func stateOf(s rivertype.JobState) State {
	switch s {
	case rivertype.JobStateAvailable:
		return Waiting
	case rivertype.JobStatePending, rivertype.JobStateScheduled:
		return Scheduled
	case rivertype.JobStateRunning:
		return Running
	case rivertype.JobStateRetryable:
		return ToRetry
	case rivertype.JobStateCompleted:
		return Done
	case rivertype.JobStateDiscarded:
		return Failed
	case rivertype.JobStateCancelled:
		return Cancelled
	}
	return State(s)
}

// riverStates are River's states that make up ours.
func riverStates(s State) []rivertype.JobState {
	var out []rivertype.JobState
	for _, rs := range rivertype.JobStates() {
		if stateOf(rs) == s {
			out = append(out, rs)
		}
	}
	return out
}
