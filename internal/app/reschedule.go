package app

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/recovery"
	"headroom/internal/sheet"
)

// RescheduleQuery is a request for a plan from files, as typed. It needs no database.
type RescheduleQuery struct {
	Patients, Sessions     string // files: CSV or XLSX
	Limits, Booked, Config string // files, "" when there is none
	From                   string // the plan's first day; "" is that of the first session
	Days                   int    // how many days the plan reaches over; 0 is to the last session
	Seconds                float64
	Workers                int
	Seed                   uint64
	Out                    string // where the plan is written; "" for nowhere
}

// hardStop is how long a plan of so many seconds of work may take by the clock before it is cut off.
func hardStop(seconds float64) time.Duration {
	return time.Duration(math.Min(seconds*3+30, 24*3600) * float64(time.Second))
}

// Reschedule makes a plan from files and writes it.
func Reschedule(ctx context.Context, q RescheduleQuery, tell Progress) (RescheduleJSON, error) {
	began := time.Now()
	ask, err := q.read(ctx)
	if err != nil {
		return RescheduleJSON{}, err
	}
	var out *os.File
	if q.Out != "" { // a plan that cannot be written is found out before the work
		if out, err = os.Create(q.Out); err != nil {
			return RescheduleJSON{}, fault.Wrap(err, fault.Unavailable, "the plan cannot be written to %s; give a file in a folder that you may write to", filepath.Base(q.Out))
		}
		defer func() { _ = out.Close() }()
	}
	limited, done := context.WithTimeout(ctx, hardStop(q.Seconds))
	defer done()
	p, err := recovery.Reschedule(limited, ask, progressOf(tell))
	if err != nil {
		return RescheduleJSON{}, err
	}
	if out != nil {
		if err := recovery.WritePlan(out, &p); err != nil {
			return RescheduleJSON{}, fault.Wrap(err, fault.Unavailable, "the plan could not be written to its end; is the disk full?")
		}
		if err := out.Close(); err != nil {
			return RescheduleJSON{}, fault.Wrap(err, fault.Unavailable, "the plan could not be written to its end; is the disk full?")
		}
	}
	p.Seconds = time.Since(began).Seconds()
	if today := civil.Today(began); p.Ask.From.Before(today) {
		p.Notes = append(p.Notes, "The plan begins on "+p.Ask.From.Format("2 January 2006")+", which is over; give --from for a plan from another day")
	}
	return rescheduleJSON(&ask, &p), nil
}

// progressOf tells a plan's progress in parts of a thousand.
func progressOf(tell Progress) func(recovery.Progress) {
	if tell == nil {
		return nil
	}
	return func(p recovery.Progress) {
		tell(int(p.Share*1000), 1000, p.Phase+", cost "+Plain(math.Round(p.Objective))+", bound "+Plain(math.Round(p.Bound)))
	}
}

// CheckPlan reads the files and the plan again and judges every limit.
func CheckPlan(ctx context.Context, q RescheduleQuery, plan string) (PlanCheckJSON, error) {
	ask, err := q.read(ctx)
	if err != nil {
		return PlanCheckJSON{}, err
	}
	sound, bad := recovery.Sound(ask)
	if bad.Stops() {
		return PlanCheckJSON{}, bad.Err("The plan was not checked")
	}
	var lines []recovery.PlanLine
	err = readBook(ctx, plan, func(b *sheet.Book) error {
		return recovery.ReadPlan(ctx, b, func(l recovery.PlanLine) error {
			if len(lines) >= recovery.MostPatients {
				return tooMany(b, "lines")
			}
			lines = append(lines, l)
			return nil
		})
	})
	if err != nil {
		return PlanCheckJSON{}, err
	}
	r := recovery.CheckPlan(&sound, lines)
	out := PlanCheckJSON{OK: len(r.Violations) == 0, Objective: r.Objective, Scheduled: r.Scheduled, Unscheduled: r.Unscheduled, Overruns: r.Overruns, Violations: []ViolationJSON{}}
	for _, v := range r.Violations {
		out.Violations = append(out.Violations, ViolationJSON{Rule: v.Rule, Pathway: string(v.Pathway), Session: string(v.Session), Words: v.Words})
	}
	return out, nil
}

// Explain reads one pathway's line of a plan.
func Explain(ctx context.Context, plan, pathway string) (ExplainJSON, error) {
	var out ExplainJSON
	if plan == "" {
		return out, fault.New(fault.Invalid, "no plan is named; give --plan FILE, which headroom reschedule --out has written")
	}
	err := readBook(ctx, plan, func(b *sheet.Book) error {
		l, err := recovery.LineOf(ctx, b, recovery.Pathway(pathway))
		if err != nil {
			return err
		}
		out = explainJSON(l)
		return nil
	})
	return out, err
}

// read reads the files of a request.
func (q RescheduleQuery) read(ctx context.Context) (recovery.Ask, error) {
	a := recovery.Ask{Days: q.Days, Seed: q.Seed, Seconds: q.Seconds, Workers: q.Workers, Policy: recovery.DefaultPolicy()}
	if q.Patients == "" || q.Sessions == "" {
		return a, fault.New(fault.Invalid, "name both files: --patients FILE and --sessions FILE")
	}
	if !(q.Seconds >= 0 && q.Seconds <= 24*3600) || q.Days < 0 {
		return a, fault.New(fault.Invalid, "give --seconds from 0 to 86,400 and --days of 1 or more")
	}
	if q.Config != "" {
		f, err := openFile(q.Config)
		if err != nil {
			return a, err
		}
		defer func() { _ = f.Close() }()
		if a.Policy, err = recovery.ReadPolicy(filepath.Base(q.Config), f); err != nil {
			return a, err
		}
	}
	if err := q.lists(ctx, &a); err != nil {
		return a, err
	}
	if err := q.people(ctx, &a); err != nil {
		return a, err
	}
	if err := q.first(&a); err != nil {
		return a, err
	}
	if n := len(a.Sessions); n > 0 {
		last := slices.MaxFunc(a.Sessions, func(x, y recovery.Session) int { return x.Date.Compare(y.Date) }).Date
		if last.Before(a.From) {
			return a, fault.New(fault.Invalid, "the last session is on %s, before the plan's first day, %s: nobody could be given a date. Give an earlier --from, or a file of later sessions", last.Format("2 January 2006"), a.From.Format("2 January 2006"))
		}
	}
	return a, nil
}

// lists reads sessions and limits.
func (q RescheduleQuery) lists(ctx context.Context, a *recovery.Ask) error {
	err := readBook(ctx, q.Sessions, func(b *sheet.Book) (err error) {
		a.Sessions, err = recovery.ReadSessions(ctx, b, recovery.Mapping{})
		return err
	})
	if err != nil || q.Limits == "" {
		return err
	}
	return readBook(ctx, q.Limits, func(b *sheet.Book) (err error) {
		a.Limits, err = recovery.ReadLimits(ctx, b, recovery.Mapping{})
		return err
	})
}

// people reads patients and what they hold.
func (q RescheduleQuery) people(ctx context.Context, a *recovery.Ask) error {
	err := readBook(ctx, q.Patients, func(b *sheet.Book) error {
		return recovery.EachPatient(ctx, b, recovery.Mapping{}, func(p recovery.Patient) error {
			if len(a.Patients) >= recovery.MostPatients {
				return tooMany(b, "patients")
			}
			a.Patients = append(a.Patients, p)
			return nil
		})
	})
	if err != nil || q.Booked == "" {
		return err
	}
	return readBook(ctx, q.Booked, func(b *sheet.Book) error {
		booked, err := recovery.ReadBooked(ctx, b, recovery.Mapping{})
		if err == nil {
			a.Patients, err = recovery.Book(a.Patients, a.Sessions, booked)
		}
		return err
	})
}

// tooMany is the fault of a file that is longer than one plan.
func tooMany(b *sheet.Book, what string) error {
	return fault.New(fault.TooLarge, "%s has more than %d %s, which is the most of one plan: row %d and those after it were not read. Plan each trust or board by itself, in a file of its own",
		b.File, recovery.MostPatients, what, recovery.MostPatients+2)
}

// first settles the plan's first day.
func (q RescheduleQuery) first(a *recovery.Ask) error {
	if q.From != "" {
		d, err := civil.ParseDate(q.From)
		if err != nil {
			return fault.Wrap(err, fault.Invalid, "--from: %v", err)
		}
		a.From = d
		return nil
	}
	for i := range a.Sessions {
		if d := a.Sessions[i].Date; a.From.IsZero() || d.Before(a.From) {
			a.From = d
		}
	}
	return nil
}

// readBook opens a file for the length of f.
func readBook(ctx context.Context, path string, f func(*sheet.Book) error) error {
	file, err := openFile(path)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "the size of %s cannot be told", filepath.Base(path))
	}
	b, err := sheet.Open(ctx, filepath.Base(path), file, info.Size(), sheet.Limits{})
	if err != nil {
		return err
	}
	return f(b)
}
