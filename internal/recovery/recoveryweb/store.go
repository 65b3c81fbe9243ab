package recoveryweb

import (
	"context"
	"time"

	"headroom/internal/civil"
	"headroom/internal/jobs"
	"headroom/internal/org"
	"headroom/internal/recovery"
)

// Lists is what the pages read of a trust. Every read is as known at asOf, the zero time being now.
type Lists interface {
	// Kept is what the trust's lists told, what people decided and found laid over it: without what other rooms know. For pages that ask
	// neither which beds are free nor whose rest closes a session.
	Kept(ctx context.Context, o org.Code, asOf time.Time) (recovery.Ground, error)
	// Ground is everything that a plan is made from: Kept, with the beds that forecast and returns say are free and the rest that is owed.
	Ground(ctx context.Context, o org.Code, asOf time.Time) (recovery.Ground, error)
	// Patient is everything kept of one pathway; a not-found fault when the trust never had it.
	Patient(ctx context.Context, o org.Code, p recovery.Pathway, asOf time.Time) (recovery.Story, error)
	// Said is what people decided, found and offered.
	Said(ctx context.Context, o org.Code, asOf time.Time) (recovery.Said, error)
	// Imports lists the files that were kept, the newest first.
	Imports(ctx context.Context, o org.Code, asOf time.Time, limit int) ([]recovery.Imported, error)
	// Mapping is how files of a kind were last read.
	Mapping(ctx context.Context, o org.Code, kind recovery.FileKind, asOf time.Time) (recovery.Mapping, error)
	// Plan is one ask with its plan once there is one; Plans lists them without; Uses are those taken into use, newest first.
	Plan(ctx context.Context, id int64, asOf time.Time) (recovery.PlanKept, error)
	Plans(ctx context.Context, o org.Code, asOf time.Time, limit int) ([]recovery.PlanKept, error)
	Uses(ctx context.Context, o org.Code, asOf time.Time, limit int) ([]recovery.PlanUse, error)
	// People counts the people among pathways, and the pathways of which it is not known whose they are.
	People(ctx context.Context, o org.Code, list []recovery.Pathway, asOf time.Time) (people, unknown int, err error)
	// Counts are the newest counts of every trust that has any.
	Counts(ctx context.Context, asOf time.Time) (map[org.Code]recovery.Counted, error)
}

// Desk is what the pages do for a trust. Every change writes its audit line.
type Desk interface {
	Stage(ctx context.Context, by recovery.By, f recovery.Staged) (int64, error)
	Staged(ctx context.Context, o org.Code, id int64) (recovery.Staged, error)
	DropStaged(ctx context.Context, by recovery.By, id int64) error
	// KeepFile keeps what was read of a file that waited; AskKeep has the queue keep a large one, and Keeping is what became of it.
	KeepFile(ctx context.Context, by recovery.By, f recovery.Staged, as recovery.Reading, r recovery.ReadFile) (recovery.Imported, error)
	// TakeBack takes back a file of patients, bookings, sessions or limits that was kept, with the reason.
	TakeBack(ctx context.Context, by recovery.By, id int64, reason string) (recovery.Imported, error)
	AskKeep(ctx context.Context, k recovery.Keeping) error
	Keeping(ctx context.Context, o org.Code, file int64) (recovery.Keeping, error)
	// Enter keeps one patient, session or limit as its next version; fresh is false where nothing is different. Version is the newest of
	// a pathway or session, as known at asOf.
	Enter(ctx context.Context, by recovery.By, e recovery.Entered) (version int64, fresh bool, err error)
	Version(ctx context.Context, o org.Code, kind recovery.FileKind, key string, asOf time.Time) (recovery.Entered, int64, error)
	KeepBedRule(ctx context.Context, by recovery.By, r recovery.BedRule) error
	Decide(ctx context.Context, by recovery.By, list []recovery.Decision) error
	Find(ctx context.Context, by recovery.By, f recovery.Finding) error
	AskPlan(ctx context.Context, by recovery.By, a recovery.PlanAsk) (int64, error)
	StopPlan(ctx context.Context, by recovery.By, id int64) error
	UsePlan(ctx context.Context, by recovery.By, id int64, reason string) error
	Propose(ctx context.Context, by recovery.By, plan int64, list []recovery.Offer) (int, error)
	Happen(ctx context.Context, by recovery.By, events []recovery.OfferEvent) error
	// HappenHeld keeps what became of the date that a pathway holds by the trust's own list.
	HappenHeld(ctx context.Context, by recovery.By, p recovery.Pathway, e recovery.OfferEvent) error
	// Identify tells who patients are and writes down that it was asked; FindPerson finds pathways by a number.
	Identify(ctx context.Context, by recovery.By, list []recovery.Pathway, why string) ([]recovery.Identity, error)
	FindPerson(ctx context.Context, by recovery.By, number string) ([]recovery.Pathway, error)
}

// Work is the queue in which plans are worked out. Retry writes its own audit line.
type Work interface {
	Job(ctx context.Context, id int64) (jobs.Info, error)
	Retry(ctx context.Context, id int64, by string) error
}

// People names who did something, for those it knows.
type People interface {
	Named(ctx context.Context, actors []string) (map[string]string, error)
}

// Flags tells which pathways of a trust a clinician's review asks to be brought forward, as known at asOf (zero: now). It is
// asked for readers who see pathways, and for nobody above the trust.
type Flags interface {
	Pressed(ctx context.Context, o org.Code, list []recovery.Pathway, asOf time.Time) ([]recovery.Pressed, error)
}

// Deps is what the pages stand on.
type Deps struct {
	Lists    Lists
	Desk     Desk
	Work     Work
	People   People
	Flags    Flags // nil: no review is kept here
	Holidays civil.Holidays
}
