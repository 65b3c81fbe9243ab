package web

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/org"
)

// Sessions finds who sends a request.
type Sessions interface {
	// Principal is the person signed in, or the zero Principal when nobody is. An error means that the answer could
	// not be found out (the store is down); a session that has run out is not an error.
	Principal(r *http.Request) (access.Principal, error)
}

// Policy decides whether a person may use a verb on an organisation. Anything it does not grant is denied.
type Policy interface {
	// May is the decision about one organisation.
	May(who access.Principal, v access.Verb, on org.Code, pic *org.Picture, today civil.Date) bool
	// MayAnywhere is whether there is any organisation at all: for lists and for the navigation.
	MayAnywhere(who access.Principal, v access.Verb, pic *org.Picture, today civil.Date) bool
}

// GrantsPolicy is the policy of package access: what the person's own roles give.
type GrantsPolicy struct{}

// May asks the principal.
func (GrantsPolicy) May(who access.Principal, v access.Verb, on org.Code, pic *org.Picture, today civil.Date) bool {
	return who.May(v, on, pic, today)
}

// MayAnywhere asks the principal.
func (GrantsPolicy) MayAnywhere(who access.Principal, v access.Verb, pic *org.Picture, today civil.Date) bool {
	return who.MayAnywhere(v, pic, today)
}

// Pictures gives the organisations at a date as they were known at an instant. The result may be shared and is never
// changed.
type Pictures interface {
	Picture(ctx context.Context, at civil.Date, asOf time.Time) (*org.Picture, error)
}

// Link is a text and where it leads.
type Link struct{ Text, Href string }

// NavItem is one entry of the primary navigation. It is shown when a route "GET Href" exists and the person may use
// its verb somewhere.
type NavItem struct {
	Key  string // what Page.Current names
	Text string
	Href string
}

// Config is everything the shell needs. Sessions, Policy and Pictures may be nil in a gallery: then nobody is signed
// in, nothing is allowed and there is no picture.
type Config struct {
	Version  string           // shown in the footer
	Clock    func() time.Time // nil means time.Now
	Log      *slog.Logger     // nil discards
	Sessions Sessions
	Policy   Policy
	Pictures Pictures
	Nav      []NavItem // nil means Navigation()
	Footer   []Link    // links such as the accessibility statement
	Phase    string    // as "Alpha"; empty shows none
	Demo     bool      // the figures are synthetic: say so on every page, serve the gallery
	Test     bool      // serve the gallery without the banner
	HTTPS    bool      // send Strict-Transport-Security
	// DemoControls fills the slot in the synthetic-data banner, as the controls of the demonstration clock.
	DemoControls func(*Request) templ.Component
	// Around wraps the whole handler inside recovery and logging; the session manager's middleware goes here.
	Around func(http.Handler) http.Handler
	// Gallery is every room's specimens; served at /gallery only when Demo or Test.
	Gallery []Specimen
	// Trusted are origins besides our own that may send forms, as "https://headroom.example"; for a proxy that
	// rewrites the host.
	Trusted []string
	// MaxBody is the largest request body in bytes where a Route names no limit; 0 means 1 MiB.
	MaxBody int64
}

// Addresses that the shell itself sends people to.
const (
	SignInPath         = "/sign-in"
	SignOutPath        = "/sign-out"
	AccountPath        = "/account"
	ChangePasswordPath = "/account/password"
	OrganisationsPath  = "/organisations"
	GalleryPath        = "/gallery"
)

// Navigation is the primary navigation in its usual order.
func Navigation() []NavItem {
	return []NavItem{
		{"today", "Today", "/"},
		{"forecast", "Forecast", "/forecast"},
		{"measures", "Measures", "/measures"},
		{"plans", "Plans", "/plans"},
		{"rest", "Rest", "/rest"},
		{"recovery", "Recovery", "/recovery"},
		{"mitigations", "Mitigations", "/mitigations"},
		{"harm", "Harm", "/harm"},
		{"returns", "Returns", "/returns"},
		{"organisations", "Organisations", OrganisationsPath},
		{"periods", "Action periods", "/periods"},
		{"forms", "Forms", "/forms"},
		{"imports", "Imports", "/imports"},
		{"jobs", "Background work", "/jobs"},
		{"audit", "Audit", "/audit"},
		{"accounts", "Accounts", "/accounts"},
	}
}
