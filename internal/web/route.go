package web

import (
	"net/http"

	"headroom/internal/access"
	"headroom/internal/org"
)

// Handler answers one request. An error it returns becomes an error page, a JSON problem and a log line.
type Handler func(http.ResponseWriter, *Request) error

// Route is one entry of the one list of routes. A route with neither Public nor a Verb is refused when the shell is
// built, so that nothing is open by forgetfulness.
type Route struct {
	// Pattern is net/http's: method, path and wildcards, as "GET /returns/{form}/{org}/{day}". End the root with {$}.
	Pattern string
	// Verb is what the policy is asked for.
	Verb access.Verb
	// Public routes ask for no session and no verb: the sign-in page, health.
	Public bool
	// On names the organisation that the request is about; nil means England. Its error is shown as any other.
	// The wildcard {org} is read by OrgIn("org").
	On func(*http.Request) (org.Code, error)
	// Anywhere is for lists: the verb at any one organisation where the person holds a role is enough, and the
	// handler shows only what lies within Request.Scope.
	Anywhere bool
	// Hide answers "no such page" instead of "you may not", where a refusal would tell that something exists.
	Hide bool
	// Timeless pages show the present alone and cannot look back, as one's account or the queue of jobs: an as-of value is
	// not read, and the page offers none.
	Timeless bool
	// API routes answer JSON problems, and 401 instead of the sign-in page.
	API bool
	// MaxBody is the largest body in bytes; 0 means the shell's limit. Upload routes set it.
	MaxBody int64
	// Handle answers.
	Handle Handler
}

// OrgIn reads the organisation from a path wildcard; use it as Route.On. It checks only the form of the code: whether
// there is such an organisation is looked up in the picture before the policy is asked.
func OrgIn(wildcard string) func(*http.Request) (org.Code, error) {
	return func(r *http.Request) (org.Code, error) { return parseCode(r.PathValue(wildcard)) }
}
