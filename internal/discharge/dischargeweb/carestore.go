package dischargeweb

import (
	"context"
	"time"

	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/measure"
	"headroom/internal/org"
)

// Stayed tells of the daily return's people with no criteria to reside who remained in hospital. They are adults with no
// criteria to reside of trusts with a major A&E, in any bed: another scope than the model's queues (trap T13).
type Stayed interface {
	// Remaining gives the newest day's figure of each organisation as known at asOf (zero: now); one without any is left out.
	Remaining(ctx context.Context, orgs []org.Code, asOf time.Time) (map[org.Code]Remained, error)
}

// Remained is how many remained at the end of a day.
type Remained struct {
	Day civil.Date
	N   measure.Value
}

// Care is what the pages need of capacity, reasons, stays and readiness. Every read is as known at asOf, the zero time
// being now.
type Care interface {
	// Supply is what councils said they can take, arranged for asking.
	Supply(ctx context.Context, q discharge.CapacityAsked) (*discharge.Supply, error)
	// EnterCapacity stores what a person entered by hand; invalid, with every problem, and nothing stored, when a part cannot stand.
	EnterCapacity(ctx context.Context, by discharge.Signer, rows []discharge.Capacity) (discharge.Imported, error)
	// KeepCapacity, KeepReasons, KeepLeft and KeepStays store a file that was read whole; the same bytes again change nothing.
	KeepCapacity(ctx context.Context, by discharge.Signer, file discharge.File, c discharge.CapacityFile) (discharge.Imported, error)
	KeepReasons(ctx context.Context, by discharge.Signer, file discharge.File, r discharge.ReasonFile) (discharge.Imported, error)
	KeepLeft(ctx context.Context, by discharge.Signer, file discharge.File, l discharge.LeftFile) (discharge.Imported, error)
	KeepStays(ctx context.Context, by discharge.Signer, file discharge.File, f discharge.StayFile) (discharge.Imported, error)
	// Imports lists what was kept, newest first, at most limit.
	Imports(ctx context.Context, kind discharge.ImportKind, sender org.Code, asOf time.Time, limit int) ([]discharge.Imported, error)
	// Conflicts finds where live plans take more of a council's service than there is, and where nobody said what there is.
	Conflicts(ctx context.Context, from, to civil.Date, councils []org.Code, asOf time.Time) ([]discharge.Conflict, []discharge.Usable, error)
	// Claims lists what live plans take of councils' care on the days of [from, to].
	Claims(ctx context.Context, from, to civil.Date, councils []org.Code, asOf time.Time) ([]discharge.Claim, error)
	// Reasons lists counts by reason of trusts on the days of [from, to]; Left discharges by pathway of months; Delays the
	// bands of delay of months.
	Reasons(ctx context.Context, trusts []org.Code, from, to civil.Date, asOf time.Time) ([]discharge.ReasonCount, error)
	Left(ctx context.Context, trusts []org.Code, from, to civil.Date, asOf time.Time) ([]discharge.Left, error)
	Delays(ctx context.Context, trusts []org.Code, from, to civil.Date, asOf time.Time) ([]discharge.Delays, error)
	// Answer keeps answers to the check before days of rest, all or none, and gives how many were new.
	Answer(ctx context.Context, answers []discharge.Answered) (int, error)
	// Readiness is the check of the week of a day for the given organisations.
	Readiness(ctx context.Context, week civil.Date, asked []discharge.Respondent, asOf time.Time) (discharge.Readiness, error)
	// Respondents lists the trusts and councils that live plans with a line on one of the days are about.
	Respondents(ctx context.Context, days []civil.Date, asOf time.Time) ([]discharge.Respondent, error)
}
