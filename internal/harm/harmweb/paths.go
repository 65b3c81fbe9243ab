package harmweb

import (
	"net/url"

	"headroom/internal/harm"
	"headroom/internal/org"
)

// HomePath is where the room begins. Other rooms link here by these functions alone.
const HomePath = "/harm"

// MethodPath is how a nowcast is made, and how often its interval has held.
const MethodPath = HomePath + "/method"

// Path is an organisation's page: a trust's events, or counts of an area's trusts.
func Path(o org.Code) string { return HomePath + "/" + url.PathEscape(string(o)) }

// EventsPath is a trust's events.
func EventsPath(o org.Code) string { return Path(o) + "/events" }

// EventPath is one event of a trust.
func EventPath(o org.Code, id harm.EventID) string {
	return EventsPath(o) + "/" + url.PathEscape(string(id))
}

// RecordPath is where an event is recorded.
func RecordPath(o org.Code) string { return Path(o) + "/record" }

// DuePath is what is overdue about events.
func DuePath(o org.Code) string { return Path(o) + "/due" }

// ReviewsPath is a trust's worklist of reviews.
func ReviewsPath(o org.Code) string { return Path(o) + "/reviews" }

// ReviewPath is the review of one watched pathway.
func ReviewPath(o org.Code, id harm.WatchID) string {
	return ReviewsPath(o) + "/" + url.PathEscape(string(id))
}

// CohortPath is how late harm shows in a cohort.
func CohortPath(o org.Code) string { return Path(o) + "/cohort" }

// NowcastPath is how many events are still to be reported.
func NowcastPath(o org.Code) string { return Path(o) + "/nowcast" }

// ComparePath holds the postponed against others.
func ComparePath(o org.Code) string { return Path(o) + "/compare" }

// WatchPath is where postponed pathways are brought in.
func WatchPath(o org.Code) string { return Path(o) + "/watch" }
