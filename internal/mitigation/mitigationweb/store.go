package mitigationweb

import (
	"context"
	"io"
	"time"

	"headroom/internal/civil"
	"headroom/internal/mitigation"
)

// Requests is what the pages read. Every read is as known at asOf, the zero time being now.
type Requests interface {
	// Request is one request with all its events; a not-found fault when there is none.
	Request(ctx context.Context, ref mitigation.Ref, asOf time.Time) (mitigation.Kept, error)
	// Requests lists requests, the newest first.
	Requests(ctx context.Context, f mitigation.Filter, asOf time.Time) ([]mitigation.Kept, error)
	// Published is the counts that others have published; Schemes the dated schemes, built in and added.
	Published(ctx context.Context, asOf time.Time) ([]mitigation.PublishedCount, error)
	Schemes(ctx context.Context, asOf time.Time) ([]mitigation.Scheme, error)
	// File is a piece of evidence with its bytes.
	File(ctx context.Context, ref mitigation.Ref, id string) (mitigation.Evidence, io.ReadCloser, error)
	// Links are the decision links of a request.
	Links(ctx context.Context, ref mitigation.Ref) ([]mitigation.DecisionLink, error)
}

// Desk is what the pages do. Every change is checked in its own transaction and writes its audit line.
type Desk interface {
	// Begin makes a draft and numbers it.
	Begin(ctx context.Context, by mitigation.By, f mitigation.Form) (mitigation.Ref, error)
	// Record appends an event: Standing.Check decides in the transaction whether it can happen. Recorded is set by the store.
	Record(ctx context.Context, by mitigation.By, ref mitigation.Ref, e mitigation.Event) (mitigation.Standing, error)
	// KeepImpact keeps a version of an impact return; signed by a director it is checked whole. Comment adds the system's or
	// region's words.
	KeepImpact(ctx context.Context, by mitigation.By, i mitigation.Impact, sign bool) (mitigation.ImpactKept, error)
	Comment(ctx context.Context, by mitigation.By, ref mitigation.Ref, stage mitigation.Stage, words string) error
	KeepFile(ctx context.Context, by mitigation.By, ref mitigation.Ref, name, media string, body []byte) (mitigation.Evidence, error)
	// MakeLink makes a decision link and gives its secret once; EndLink takes it back; OpenLink reads the one request that a
	// secret is for; Answer writes down what was said through it, for a national lead to confirm.
	MakeLink(ctx context.Context, by mitigation.By, ref mitigation.Ref, until time.Time) (secret string, err error)
	EndLink(ctx context.Context, by mitigation.By, ref mitigation.Ref, made time.Time) error
	OpenLink(ctx context.Context, secret string) (mitigation.Kept, mitigation.DecisionLink, error)
	Answer(ctx context.Context, secret string, e mitigation.Event) (mitigation.Standing, error)
	// KeepPublished adds a published count, and KeepScheme a scheme or a new version of one.
	KeepPublished(ctx context.Context, by mitigation.By, p mitigation.PublishedCount) error
	KeepScheme(ctx context.Context, by mitigation.By, s mitigation.Scheme) error
}

// Actions tells what the rules of a request need of a period of action: when action by a group begins in it; zero when it
// is not known.
type Actions interface {
	Begins(ctx context.Context, period, group string, asOf time.Time) (time.Time, error)
	// Periods lists the periods that a request may be for, the newest first: code and name.
	Periods(ctx context.Context, asOf time.Time) ([][2]string, error)
}

// People names who did something, for those it knows.
type People interface {
	Named(ctx context.Context, actors []string) (map[string]string, error)
}

// Deps is what the pages stand on.
type Deps struct {
	Requests Requests
	Desk     Desk
	Actions  Actions
	People   People
	Holidays civil.Holidays
}
