package sitrepweb

import (
	"context"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// Figures is what the pages read of what was returned. Every read is as known at an instant.
type Figures interface {
	// Series is a measure of one organisation over days.
	Series(ctx context.Context, q sitrep.Asked) (*sitrep.Series, error)
	// Many is Series for several measures at once, in their order; q.Measure is not used. A measure that cannot be added
	// over organisations has no points.
	Many(ctx context.Context, q sitrep.Asked, measures []measure.Code) ([]*sitrep.Series, error)
	// Across is one day's figure for several organisations; one without anything is left out.
	Across(ctx context.Context, q sitrep.Across) (map[org.Code]sitrep.Point, error)
	// Stamp changes whenever anything was stored or changed: what was made under the same stamp, the same as-of and the
	// same minute still holds.
	Stamp(ctx context.Context) (int64, error)
	// LastDay is the newest day for which the form holds anything as known at asOf; zero when there is none.
	LastDay(ctx context.Context, form sitrep.FormCode, asOf time.Time) (civil.Date, error)
}

// Returns is what the pages read and write of returns.
type Returns interface {
	// Slips lists the returns that are owed or in, by form, day and organisation.
	Slips(ctx context.Context, q sitrep.SlipsAsked) ([]sitrep.Slip, error)
	// Events lists arrivals, newest first.
	Events(ctx context.Context, q sitrep.EventsAsked) ([]sitrep.Event, error)
	// History is one return with all its versions. A not-found fault when there is no such form on the day.
	History(ctx context.Context, form sitrep.FormCode, o org.Code, day civil.Date, asOf time.Time) (sitrep.History, error)
	// SaveDraft keeps what was typed. rev is the revision it was made from, 0 for the first; a conflict fault names who
	// saved in between. It gives the new revision.
	SaveDraft(ctx context.Context, d sitrep.SavedDraft) (rev int, err error)
	// DropDraft throws the draft away.
	DropDraft(ctx context.Context, by string, form sitrep.FormCode, o org.Code, day civil.Date) error
	// Try runs the checks over a draft without storing anything and gives every problem, answered queries left out.
	Try(ctx context.Context, s sitrep.Submission) (fault.List, error)
	// Submit checks and stores a submission as the next version, with its audit line and roll-ups, and drops the draft.
	// An invalid fault carries every problem. When it returns without an error the version is on disk.
	Submit(ctx context.Context, s sitrep.Submission) (sitrep.Receipt, error)
	// Reopen lets the organisation change the return until an instant, for a reason.
	Reopen(ctx context.Context, by string, form sitrep.FormCode, o org.Code, day civil.Date, until time.Time, reason string) error
	// Remind notes a reminder sent by hand to each of the organisations, which they see on their Today.
	Remind(ctx context.Context, by string, form sitrep.FormCode, day civil.Date, orgs []org.Code, words string) (int, error)
}

// Store is all that the pages need of the returns.
type Store interface {
	Figures
	Returns
}

// People names accounts for those who may read a return: "account:12" → the person's name and email.
type People interface {
	// Named gives the names of actors, those it knows.
	Named(ctx context.Context, actors []string) (map[string]string, error)
	// Signers lists who may sign returns off at the organisation on the day, by name.
	Signers(ctx context.Context, at org.Code) ([]Signer, error)
	// Signer is the actor as one of them; false when they do not sign returns off at the organisation today.
	Signer(ctx context.Context, actor string, at org.Code) (Signer, bool, error)
	// Read writes in the audit log that who read a sensitive record of the organisation.
	Read(ctx context.Context, who string, noun, key string, on org.Code) error
}

// Signer is somebody who may sign returns off.
type Signer struct {
	Actor string // "account:12"
	Name  string
	Email string
	Role  string
}

// Contact is somebody to ring about a return.
type Contact struct {
	Post, Name, Email, Phone string
	Deputy                   bool
}

// Contacts finds whom to ring.
type Contacts interface {
	// Contacts gives, for each organisation, who answers for its returns on the day, the best first.
	Contacts(ctx context.Context, orgs []org.Code, on civil.Date, asOf time.Time) (map[org.Code][]Contact, error)
}

// Strikes gives the days to shade.
type Strikes interface {
	// Windows lists the hours of action that overlap [from, to], as known at asOf.
	Windows(ctx context.Context, from, to civil.Date, asOf time.Time) ([]Strike, error)
}

// Strike is a span of hours in which people withheld work.
type Strike struct {
	Name     string // "Junior doctors, 3 to 9 January"
	Link     string // the period's page
	From, To time.Time
}
