package sitrep

import (
	"io"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
)

// ImportState is how far an imported file has come; docs/states.md tabulates them.
type ImportState string

// The states of an import. The first two of them are on the way, the others are the end.
const (
	ImportReceived ImportState = "received"     // the file's bytes and digest are kept
	ImportRead     ImportState = "read"         // its drafts, totals, sightings and refusals are known
	ImportRefused  ImportState = "refused"      // no file of a known format, or over a stated limit: nothing was stored
	ImportStored   ImportState = "stored"       // each draft that passed is a version
	ImportHeld     ImportState = "already held" // the same bytes, or the same figures, were stored before
)

// ImportStates lists the states in the order of an import's life.
func ImportStates() []ImportState {
	return []ImportState{ImportReceived, ImportRead, ImportRefused, ImportStored, ImportHeld}
}

// Over reports whether nothing more will become of the import.
func (s ImportState) Over() bool { return s != ImportReceived && s != ImportRead }

// Upload is a file as somebody hands it in.
type Upload struct {
	File    string // its name; a folder before it is dropped
	Content io.ReadSeeker
	// Published is when the figures became known, where the sender knows better than the file; zero leaves it to the file.
	Published time.Time
	By        string // "account:12", "command"
	// Queue puts the work in the queue. Without it the caller does the work himself.
	Queue bool
}

// Import is one file that was handed in and what became of it. Instants are UTC; a zero instant is "not yet".
type Import struct {
	ID        int64
	Upload    int64 // the kept bytes
	File      string
	SHA256    string // of the bytes
	Bytes     int64  // the file's size
	Format    string // empty until it is recognised
	State     ImportState
	Published time.Time // what the sender said; zero leaves it to the file
	Received  time.Time
	Read      time.Time
	Ended     time.Time
	By        string // "account:12", "command"
	Job       int64  // the job that does the work; 0 when the command line does
	// Result is nought until the import is over or read. Its lists are only there when one import is read by its number.
	Result ImportResult
	// Listed are the lengths of the result's lists, which lists of imports show.
	Listed Listed
}

// Listed are the lengths of a result's lists.
type Listed struct{ Refusals, Differs, NewOrgs int }

// ImportResult is what became of a file. The counts of returns add up to the drafts that it held.
type ImportResult struct {
	Import    int64         `json:"import,omitempty"` // its number in the list of imports; 0 for a batch without a file
	File      string        `json:"file"`
	Format    string        `json:"format"`
	Known     time.Time     `json:"known_at"`
	Read      int           `json:"values_read"`
	Stored    int           `json:"returns_stored"`
	Unchanged int           `json:"returns_unchanged"`
	Withdrawn int           `json:"returns_withdrawn"`
	Succeeded int           `json:"returns_succeeded"` // no longer listed because the organisation has merged
	Refused   int           `json:"returns_refused"`
	Held      bool          `json:"already_held"`      // the file was imported before: nothing was done
	Earlier   int64         `json:"earlier,omitempty"` // the import that stored it, where that is known
	Why       string        `json:"refused_because,omitempty"`
	NewOrgs   []org.Code    `json:"new_organisations,omitempty"`
	Notes     []string      `json:"notes,omitempty"`
	Refusals  []fault.Field `json:"refusals,omitempty"`
	Differs   []Difference  `json:"differences,omitempty"` // where our totals are not the file's own
}

// Difference is a day on which our total is not the one that the file itself gives. Neither is mended.
type Difference struct {
	Org     org.Code     `json:"org"`
	Day     civil.Date   `json:"date"`
	Measure measure.Code `json:"measure"`
	Theirs  float64      `json:"published"`
	Ours    float64      `json:"ours"`
	Cell    Cell         `json:"cell"`
	Missing []org.Code   `json:"missing,omitempty"` // organisations without a return, or without this figure, that day
}

// ImportsAsked says which imports are listed, newest first.
type ImportsAsked struct {
	State ImportState // empty means every state
	AsOf  time.Time   // zero means everything that is known
	Skip  int
	Limit int // 0 means 50
}
