package sitrep

import (
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
)

// Cell is where a value was read: a sheet (empty for CSV and entry) and a cell or line, as "BC37" or "line 12".
type Cell struct{ Sheet, Ref string }

// Item is one value of a return.
type Item struct {
	Measure measure.Code
	Value   measure.Value
	At      Cell
}

// State says what a whole return is.
type State string

// The states of a version. A day without any version is "missing", which is never stored.
const (
	Returned      State = "returned"       // it holds figures
	Nil           State = "nil"            // the organisation says there is nothing to report
	NotApplicable State = "not-applicable" // the form does not apply to the organisation that day
	Withdrawn     State = "withdrawn"      // a later edition of the source no longer lists it
	Succeeded     State = "succeeded"      // a later edition no longer lists it because it has merged since
)

// Gone reports whether a later edition no longer lists the return: it is counted in no sum and owed by nobody. The
// figures of one that merged stay readable under its own code.
func (s State) Gone() bool { return s == Withdrawn || s == Succeeded }

// Draft is a return that has not been checked: typed, dropped as a file, posted, or read by an importer.
type Draft struct {
	Form FormCode
	Org  org.Code
	Day  civil.Date // the reporting date; for a month its first day
	// Covers is what the flow items cover, [From, To). Zero means the form's usual span. Several days make a combined
	// return, as over Christmas.
	Covers   civil.Range
	State    State // Returned when empty
	Items    []Item
	Comments map[measure.Code]string // why a queried value is right; key "" is about the whole return
	// Problems were found while reading: a draft with problems is refused whole.
	Problems []fault.Field
}

// Value is the draft's value for c; Missing when there is no line for it.
func (d *Draft) Value(c measure.Code) measure.Value {
	for _, it := range d.Items {
		if it.Measure == c {
			return it.Value
		}
	}
	return measure.Value{State: measure.Missing}
}

// Timing says how a version stood to the clock when it came.
type Timing string

// The timings. They are facts of arrival; whether a version is the collated one is worked out from the view.
const (
	OnTime    Timing = "on-time"   // first version, by the deadline
	Late      Timing = "late"      // first version, after the deadline
	Amended   Timing = "amended"   // a later version inside the amendment window
	Reopened  Timing = "reopened"  // a later version that the region allowed after the window
	Published Timing = "published" // read from a publication, which has no deadline
)

// Version is one stored, immutable version of a return.
type Version struct {
	Form    FormCode
	Org     org.Code
	Day     civil.Date
	N       int // 1, 2, 3… in the order of storing
	Covers  civil.Range
	State   State
	Timing  Timing
	Channel string // "form", "file", "api", "publication", "synthetic"

	Recorded time.Time // when it became known: submission, or the source's publication
	Stored   time.Time // when this database wrote it

	Source   SourceRef // the file, when there was one
	By       string    // "account:12"; never a name
	SignedBy string    // the accountable person's account, "" for publications
	Role     string    // the role in which they signed
	Reason   string    // why it was sent again
	Comments map[measure.Code]string

	Items  []Item // sorted by measure code
	Digest string // SHA-256 of the stored text
}

// Value is the version's value for c; Missing when it holds none.
func (v *Version) Value(c measure.Code) measure.Value {
	it, _ := v.Item(c)
	return it.Value
}

// Item is the version's line for c, with where it was read.
func (v *Version) Item(c measure.Code) (Item, bool) {
	for _, it := range v.Items {
		if it.Measure == c {
			return it, true
		}
	}
	return Item{Measure: c, Value: measure.Value{State: measure.Missing}}, false
}

// SourceRef names the file that a version was read from.
type SourceRef struct {
	ID   int64
	File string
}

// Source is a file that figures are read from.
type Source struct {
	File   string // its name, without a folder
	SHA256 string
	Format string // the importer that recognised it, as "winter-workbook"
	// Known is when its figures became known: the instant of publication for a published file. Reads as of an earlier
	// instant do not see them.
	Known time.Time
	// Edition groups the sources of which a newer one replaces an older one: within an edition an organisation and day
	// that a newer source covers but no longer lists is withdrawn.
	Edition string
	Notes   []string
}

// Batch is what an importer made of one file.
type Batch struct {
	Source    Source
	Sightings []org.Sighting // every organisation code that was seen, with the name and label beside it
	Drafts    []Draft
	Published []Draft // the file's own totals; Org is ENG or a region's code
	// Blank are the organisations and days that the file lists without a single figure: nothing was returned, and what an
	// earlier edition gave is taken back.
	Blank    []Draft
	Refusals []fault.Field // what could not be read and belongs to no draft
	Read     int           // values read, including those refused
	// Covers lists, per form, the days that the file speaks about: for the due list and for withdrawals.
	Covers map[FormCode][]civil.Date
}
