package discharge

import (
	"time"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// Pathway is one of the four discharge pathways of England (definition c.1).
type Pathway string

// The pathways.
const (
	P0 Pathway = "P0" // home or usual residence, no new support; the same care home at the same level is this one (R19)
	P1 Pathway = "P1" // home with support through the care transfer hub
	P2 Pathway = "P2" // a short-term bed in the community
	P3 Pathway = "P3" // a care home, the most complex needs
)

// Service is whose capacity a line spends.
type Service string

// The services that lines and capacities are about.
const (
	HomeCare      Service = "home-care"      // a start of a package at home (P1)
	Reablement    Service = "reablement"     // a start of time-limited support at home (P1)
	CommunityBed  Service = "community-bed"  // a bed of community rehabilitation (P2)
	CareHomeBed   Service = "care-home-bed"  // a place in a residential or nursing home (P3)
	WardDischarge Service = "ward-discharge" // ward, pharmacy and transport work (P0)
	TransferHub   Service = "transfer-hub"   // the hub or therapy working on a day of rest
	UrgentCare    Service = "urgent-care"    // urgent community response, virtual ward, crisis at home
	EscalationBed Service = "escalation-bed" // a bed opened on top of the core
)

// Effect is what kind of gain a line brings (R16, T11).
type Effect string

// The effects.
const (
	PullForward Effect = "pull-forward" // someone who would have left within days anyway
	Backlog     Effect = "backlog"      // someone who waits for care
	Avoided     Effect = "avoided"      // someone who need not come in
	Opened      Effect = "opened"       // room, and no headroom in core
)

// Line is one commitment of a plan.
type Line struct {
	ID      string // lasting through the versions of a plan
	Date    civil.Date
	Trust   org.Code
	Council org.Code // empty for what needs no council: P0 and escalation beds
	Pathway Pathway  // empty for hub hours, avoided admissions and beds
	Service Service
	Effect  Effect
	Number  int    // whole people; for the hub hundredths of a working day; for beds beds
	Owner   string // the role that answers for it, as "integrated discharge lead"
}

// State is what has become of a line.
type State string

// The states of a line.
const (
	Proposed  State = "proposed"
	Agreed    State = "agreed"
	Refused   State = "refused"
	Withdrawn State = "withdrawn"
	Delivered State = "delivered"
	Failed    State = "failed"
)

// Event is one thing that happened to a line.
type Event struct {
	Line    string
	Version int // of the plan that stood when it happened
	State   State
	Number  int    // agreed or delivered, where it is not the line's own number
	Reason  string // needed with refused, withdrawn, failed, with fewer than the line asks, and where what was done is not what was agreed
	By      Signer
	At      time.Time
}

// Signer is who acted: an account, in a role at an organisation, itself or for the holder.
type Signer struct {
	Actor  string
	Role   string
	Org    org.Code
	Deputy bool
}

// Version is one set of lines proposed together.
type Version struct {
	Plan       string
	Number     int
	Area       org.Code // the board, or the trust for a plan of one
	Board      org.Code // whose lead signs: Area itself, unless that is a trust
	Target     float64
	Confidence float64
	From, To   civil.Date // the mornings that the target is for
	Lines      []Line
	Proposed   time.Time
	By         Signer
	Forecast   string // which forecast it stands on
	Seed       uint64 // of the certificate
	Replicates int
	Reached    []Reached
	Sketch     int64 // the working-out that it was proposed from; 0 when its lines were sent as they are
}

// Reached is the certificate of one trust: the least chance over the mornings, on a seed that the search never saw.
type Reached struct {
	Trust     org.Code
	Least     float64 // chance of keeping to the target on the binding morning
	Low, High float64 // its 95% interval (Wilson)
	Binding   civil.Date
}

// Capacity is what a council or provider can give of one service on one day.
type Capacity struct {
	Holder    org.Code
	Council   org.Code // the council it serves; empty for a council's own word about itself
	Service   Service
	Category  string     // of a care home's places, as "nursing"; empty where there is none
	Date      civil.Date // zero: places vacant at AsAt, each of which can be filled once
	Total     int
	Accepting int
	Weekend   bool // takes people at weekends
	Holiday   bool // takes people on bank holidays
	// WeekendUnsaid and HolidayUnsaid say that the source does not tell: then nothing is counted on, and a page says so.
	WeekendUnsaid, HolidayUnsaid bool
	// AgreedOut says that Accepting leaves out what plans had agreed of it by AsAt, and Agreed how many that were: worked out
	// when the statement is kept, see TakeOut. Without AgreedOut, Accepting is held against everything that is agreed.
	AgreedOut bool
	Agreed    int
	Reserved  int // of places vacant at AsAt, those that are reserved: at most so many of them can be Agreed; not kept
	Source    string
	AsAt      time.Time // when it was so
	Recorded  time.Time // when Headroom came to know it
}
