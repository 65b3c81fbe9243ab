package dischargedb

import (
	"context"
	"embed"
	"time"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/discharge"
	"headroom/internal/org"
)

//go:embed migration
var migrationFS embed.FS

//go:embed queries.sql
var queryFS embed.FS

var queries = db.LoadQueries(queryFS, "queries.sql")

// Migrations are the room's tables. They stand beside those of audit, which every change writes to.
func Migrations() db.Migrations {
	return db.Migrations{Room: "discharge", FS: migrationFS, Tables: tables()}
}

// Organisations is what the store needs of the organisations: who is of which kind, and under which board, on a day.
type Organisations interface {
	PictureIn(ctx context.Context, tx *db.Tx, at civil.Date, asOf time.Time) (*org.Picture, error)
}

// Store keeps plans, their agreement and what they rest on. It is safe for concurrent use, by any number of processes.
type Store struct {
	d        *db.DB
	orgs     Organisations
	holidays civil.Holidays
}

// New is the store on d, whose tables must be in place; holidays are those on which nobody is taken unless it is said.
func New(d *db.DB, orgs Organisations, holidays civil.Holidays) *Store {
	return &Store{d: d, orgs: orgs, holidays: holidays}
}

// farOff stands in queries for "as known now".
var farOff = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// orNow is asOf, or the far future for the zero time.
func orNow(asOf time.Time) time.Time {
	if asOf.IsZero() {
		return farOff
	}
	return asOf
}

// Propose records v as the version after v.Number (0 for a new plan) for a reason in words, and tells the parties. The
// proposer is v.By; Proposed and Number are set here. A line is the same line in every version that has its ID: what was
// answered of it stays answered while nothing in it changes. The same lines, target and mornings again make no version.
//
// Invalid, with every problem, when the version cannot stand; Forbidden when the signer may not propose; Conflict when
// somebody proposed in between.
func (s *Store) Propose(ctx context.Context, v discharge.Version, reason string) (discharge.Proposal, error) {
	return s.propose(ctx, v, reason)
}

// Act moves lines of a plan, all of them or none: agreed, refused, withdrawn, delivered, failed. Agreeing holds what is
// asked against what every live plan has agreed of the same council's service, in this transaction: two plans cannot spend
// the same start. It gives the events that were written.
//
// Forbidden when the signer may not; Conflict when a state does not follow, a newer version changed a line, or there is too
// little capacity, naming the other plans and their amounts; Invalid when a number or a reason is wrong. A fault of
// several lines names each as "line ID".
func (s *Store) Act(ctx context.Context, a discharge.Act) ([]discharge.Event, error) {
	return s.act(ctx, a)
}

// Sign puts the signature of by.Org under the newest version of a plan, whose number the signer must have seen. With
// agree, the lines of that organisation which are not answered are agreed as they are asked in the same transaction.
// Signing twice is no error and writes nothing. The errors are those of Act; lines that are not answered or refused are a
// Conflict.
func (s *Store) Sign(ctx context.Context, plan string, version int, by discharge.Signer, agree bool) (discharge.Agreement, error) {
	return s.sign(ctx, plan, version, by, agree)
}

// Plans lists plans by their newest version as known, the newest first, and says how many there are in all.
func (s *Store) Plans(ctx context.Context, q discharge.PlansAsked) (list []discharge.PlanRow, all int, err error) {
	return s.plans(ctx, q)
}

// Plan is one version of a plan (0: the newest) with how its lines stand and who has signed, as known at asOf (zero: now).
// An older version is shown as it stood at its end. NotFound when there is none.
func (s *Store) Plan(ctx context.Context, plan string, number int, asOf time.Time) (discharge.PlanView, error) {
	return s.plan(ctx, plan, number, asOf)
}

// History is everything that happened to a plan as known at asOf (zero: now), oldest first: proposals, signatures, and
// what became of each line. NotFound when there is no such plan.
func (s *Store) History(ctx context.Context, plan string, asOf time.Time) ([]discharge.Happening, error) {
	return s.history(ctx, plan, asOf)
}

// Live is the newest version of every plan with a line on a day of [from, to], as known at asOf (zero: now).
func (s *Store) Live(ctx context.Context, from, to civil.Date, asOf time.Time) ([]discharge.LivePlan, error) {
	return s.live(ctx, from, to, asOf)
}

// Conflicts finds where the live plans with a line on a day of [from, to] take more of a council's service than there is,
// and unknown, where nobody has said what there is. councils narrows it; none is all.
func (s *Store) Conflicts(ctx context.Context, from, to civil.Date, councils []org.Code, asOf time.Time) (found []discharge.Conflict, unknown []discharge.Usable, err error) {
	return s.conflicts(ctx, from, to, councils, asOf)
}

// Claims lists what the live plans take of councils' care on the days of [from, to] as known at asOf (zero: now), by council,
// service and day. councils narrows it; none is all.
func (s *Store) Claims(ctx context.Context, from, to civil.Date, councils []org.Code, asOf time.Time) ([]discharge.Claim, error) {
	return s.claims(ctx, from, to, councils, asOf)
}

// Variance is what was agreed for a day against what was done, of the live plans as known.
func (s *Store) Variance(ctx context.Context, q discharge.VarianceAsked) (discharge.Variance, error) {
	return s.variance(ctx, q)
}

// Answer keeps answers to a readiness check, all of them or none; an answer that says the same as the newest is not
// written again. It gives how many were. By and Org are the answerer's; At is set here.
func (s *Store) Answer(ctx context.Context, answers []discharge.Answered) (int, error) {
	return s.answer(ctx, answers)
}

// Readiness is the check of the week of a day for the given organisations, as known at asOf (zero: now).
func (s *Store) Readiness(ctx context.Context, week civil.Date, asked []discharge.Respondent, asOf time.Time) (discharge.Readiness, error) {
	return s.readiness(ctx, week, asked, asOf)
}

// Respondents lists the trusts and councils that the live plans with a line on one of the days are about, by code: those
// whom a readiness check asks.
func (s *Store) Respondents(ctx context.Context, days []civil.Date, asOf time.Time) ([]discharge.Respondent, error) {
	return s.respondents(ctx, days, asOf)
}

// RemindDue notes the reminders whose time has come at now: each step once for each organisation and day, whoever runs it
// and however often, and only where an answer or a number is missing. It gives how many were sent. Call it every minute.
func (s *Store) RemindDue(ctx context.Context, now time.Time) (int, error) {
	return s.remindDue(ctx, now)
}

// Notices lists what the organisations were told as known at asOf (zero: now), newest first, at most limit (0: 50).
func (s *Store) Notices(ctx context.Context, orgs []org.Code, asOf time.Time, limit int) ([]discharge.Notice, error) {
	return s.notices(ctx, orgs, asOf, limit)
}

// KeepCapacity stores a file of capacity that was read whole, for the organisation of by. The same bytes from the same
// organisation again change nothing, and Held says so. Forbidden when the sender does not speak for a row of it (see
// discharge.MayState); then nothing is kept.
func (s *Store) KeepCapacity(ctx context.Context, by discharge.Signer, file discharge.File, c discharge.CapacityFile) (discharge.Imported, error) {
	return s.keepCapacity(ctx, by, file, c)
}

// EnterCapacity stores capacities that a person entered by hand, as KeepCapacity does those of a file. Invalid, with every
// problem, and nothing stored, when one of them cannot stand.
func (s *Store) EnterCapacity(ctx context.Context, by discharge.Signer, rows []discharge.Capacity) (discharge.Imported, error) {
	return s.enterCapacity(ctx, by, rows)
}

// Capacities lists what was said of capacity and is young enough to matter at asOf (zero: now): every row since
// discharge.StaleBeyond days before it, older statements of the same thing among them. discharge.NewSupply arranges them.
func (s *Store) Capacities(ctx context.Context, q discharge.CapacityAsked) ([]discharge.Capacity, error) {
	return s.capacities(ctx, q)
}

// Supply is Capacities arranged for asking, at asOf (zero: now).
func (s *Store) Supply(ctx context.Context, q discharge.CapacityAsked) (*discharge.Supply, error) {
	return s.supply(ctx, q)
}

// SupplyWith is the Supply that there would be had further statements come at asOf, with the notes of an import of them.
// Nothing is kept.
func (s *Store) SupplyWith(ctx context.Context, q discharge.CapacityAsked, rows []discharge.Capacity) (*discharge.Supply, []string, error) {
	return s.supplyWith(ctx, q, rows)
}

// KeepReasons stores a file of reasons for delay that was read whole; see KeepCapacity. A trust sends its own counts, a
// board or region those of its trusts.
func (s *Store) KeepReasons(ctx context.Context, by discharge.Signer, file discharge.File, r discharge.ReasonFile) (discharge.Imported, error) {
	return s.keepReasons(ctx, by, file, r)
}

// Reasons lists counts by reason of trusts (none: all) on the days of [from, to], as known at asOf (zero: now). Where the
// same thing was counted again, the newest count alone.
func (s *Store) Reasons(ctx context.Context, trusts []org.Code, from, to civil.Date, asOf time.Time) ([]discharge.ReasonCount, error) {
	return s.reasons(ctx, trusts, from, to, asOf)
}

// KeepLeft stores a file of discharges by pathway that was read whole; see KeepReasons.
func (s *Store) KeepLeft(ctx context.Context, by discharge.Signer, file discharge.File, l discharge.LeftFile) (discharge.Imported, error) {
	return s.keepLeft(ctx, by, file, l)
}

// Left lists discharges by pathway of trusts (none: all) in the months that begin in [from, to], as known at asOf (zero:
// now), the newest count alone; discharge.SharesOf makes shares of them.
func (s *Store) Left(ctx context.Context, trusts []org.Code, from, to civil.Date, asOf time.Time) ([]discharge.Left, error) {
	return s.left(ctx, trusts, from, to, asOf)
}

// KeepStays stores a trust's extract of stays that was read whole, with the delays counted from it; see KeepCapacity.
// Only the trust's own people keep its stays. A newer extract takes the place of the older one for every month of leaving
// that it has.
func (s *Store) KeepStays(ctx context.Context, by discharge.Signer, file discharge.File, f discharge.StayFile) (discharge.Imported, error) {
	return s.keepStays(ctx, by, file, f)
}

// Stays is a trust's newest extract of stays as known at asOf (zero: now), row by row. It is for that trust's own people
// and for fitting the flow model, never for a page of anybody above: they see Delays.
func (s *Store) Stays(ctx context.Context, trust org.Code, asOf time.Time) ([]discharge.Stay, error) {
	return s.stays(ctx, trust, asOf)
}

// Delays lists the discharge-ready delays of trusts (none: all) in the months that begin in [from, to], by council and
// pathway, as known at asOf (zero: now). They are counts; above the trust show small ones by discharge.Hidden.
func (s *Store) Delays(ctx context.Context, trusts []org.Code, from, to civil.Date, asOf time.Time) ([]discharge.Delays, error) {
	return s.delays(ctx, trusts, from, to, asOf)
}

// Imports lists what was kept, as known at asOf (zero: now), newest first, at most limit (0: 50); kind and sender narrow
// it, empty does not.
func (s *Store) Imports(ctx context.Context, kind discharge.ImportKind, sender org.Code, asOf time.Time, limit int) ([]discharge.Imported, error) {
	return s.imports(ctx, kind, sender, asOf, limit)
}
