package org

import (
	"time"

	"headroom/internal/civil"
)

// What says what a fact is about; it decides which fields of the Fact are used.
type What string

// The seven sorts of fact, with the fields each uses besides Org and Valid.
const (
	FactUnit       What = "unit"       // Kind; Valid is from opening to closing
	FactName       What = "name"       // Text, Short
	FactCode       What = "code"       // Scheme, Text
	FactLink       What = "link"       // Tree, Other (the parent; "" says that there is none)
	FactShare      What = "share"      // Basis, Shares: the whole set, which replaces the set before it
	FactSuccession What = "succession" // Other (who comes after), Manner; Valid.From is the successor's first day
	FactMark       What = "mark"       // Text: one of the Mark words
)

// Standing says how firmly a fact is held.
type Standing string

// A stated fact was accepted by a person or is built in. A seen fact came along in a data file and gives way to any
// stated one. Withdrawn takes back an earlier fact with the same subject and first day.
const (
	Stated    Standing = "stated"
	Seen      Standing = "seen"
	Withdrawn Standing = "withdrawn"
)

// Manner is how one unit followed another.
type Manner string

// The manners of succession.
const (
	Merged   Manner = "merged"
	Demerged Manner = "demerged"
	Renamed  Manner = "renamed"
	Replaced Manner = "replaced"
)

// Basis says what a share is a share of.
type Basis string

// The bases: of a trust's patients by the ICB or council they come from, of a council's patients by the trust they go
// to, and of a council's small areas by ICB.
const (
	PatientsByICB     Basis = "patients-by-icb"
	PatientsByCouncil Basis = "patients-by-council"
	PatientsByTrust   Basis = "patients-by-trust"
	AreasByICB        Basis = "areas-by-icb"
)

// Bases lists the bases of shares.
func Bases() []Basis { return []Basis{PatientsByICB, PatientsByCouncil, PatientsByTrust, AreasByICB} }

// Words says the basis in a sentence's place.
func (b Basis) Words() string {
	switch b {
	case PatientsByICB:
		return "share of the trust's patients by ICB"
	case PatientsByCouncil:
		return "share of the trust's patients by council"
	case PatientsByTrust:
		return "share of the council's patients by trust"
	case AreasByICB:
		return "share of the council's small areas by ICB"
	}
	return string(b)
}

// Share is one part of a set of shares: Of is between 0 and 1.
type Share struct {
	Other Code    `json:"other"`
	Of    float64 `json:"of"`
}

// Marks that a unit may carry.
const (
	MarkFoundation  = "foundation-trust"
	MarkCareTrust   = "care-trust"
	MarkMergedSince = "merged-since"      // a published file stars the code; who came after is not known yet
	MarkAcuteBeds   = "acute-beds-sitrep" // sends general and acute bed counts in the daily sitrep
	MarkType1       = "type-1-ae"         // runs a major A&E department
	MarkCriteria    = "criteria-sitrep"   // sends the criteria-to-reside sitrep
)

// Fact is one statement. Facts are values: nobody changes one after it is recorded.
type Fact struct {
	What   What        `json:"what"`
	Org    Code        `json:"org"`
	Valid  civil.Range `json:"valid"`
	Kind   Kind        `json:"kind,omitempty"`
	Text   string      `json:"text,omitempty"`
	Short  string      `json:"short,omitempty"`
	Scheme Scheme      `json:"scheme,omitempty"`
	Tree   Tree        `json:"tree,omitempty"`
	Other  Code        `json:"other,omitempty"`
	Manner Manner      `json:"manner,omitempty"`
	Basis  Basis       `json:"basis,omitempty"`
	Shares []Share     `json:"shares,omitempty"`

	Standing    Standing `json:"standing,omitempty"`    // empty means Stated
	Unconfirmed bool     `json:"unconfirmed,omitempty"` // from memory or doubtful: shown with a mark
	Source      string   `json:"source,omitempty"`      // file and place, or where the built-in fact comes from
	// AsAt is the day for which the source states it; zero when it does not matter. It tells a newer register from an older.
	AsAt civil.Date `json:"asAt,omitzero"`

	Change   int64     `json:"-"` // the store's number of the change that recorded it
	Recorded time.Time `json:"-"` // when Headroom came to know it
	By       string    `json:"-"` // who recorded it, as "user:12" or "seed"
}

// rank orders standings: a stated fact beats a seen one.
func (f Fact) rank() int {
	if f.Standing == Seen {
		return 0
	}
	return 1
}

// same reports whether two facts have the same subject and first day, so that one can withdraw the other.
func (f Fact) same(g Fact) bool {
	return f.What == g.What && f.Org == g.Org && f.Tree == g.Tree && f.Scheme == g.Scheme && f.Basis == g.Basis &&
		f.Other == g.Other && f.Text == g.Text && f.Valid.From == g.Valid.From
}
