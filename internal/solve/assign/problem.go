package assign

// Problem is what is asked. It is not changed by anything in this package.
type Problem struct {
	Days   int // slots lie on days 0 … Days-1
	Nights int // pools are kept for days 0 … Nights-1, Nights ≥ Days

	Jobs    []Job
	Slots   []Slot
	Classes []Class
	Stays   []Stay    // how jobs use pools; Job.Stay points here; Stays[0] uses nothing
	Pools   []Pool    // the families of pools; each has a capacity at each place and day
	Places  int       // how many places there are
	Rows    []int32   // capacity of each row: how many of the slots that name it may be open
	Lengths []float64 // minutes; Slot.Length points here
	Overrun Overrun
}

// Job is one thing to be given a slot, or none.
type Job struct {
	Class    int32
	Stay     int32     // index into Stays
	Mean     float64   // expected minutes, turnover included; above 0
	Variance float64   // minutes squared; 0 or above
	Cost     []float32 // by day, len Days; +Inf where the job cannot be done on that day
	Out      float64   // cost of being given no slot
	Held     int32     // the slot it holds now; -1 when none
	Fixed    bool      // it stays where it is held, come what may, unless that slot is closed
	Move     float64   // added when it is given another slot than the one it holds
	Drop     float64   // added when it holds a slot and is given none
}

// Slot is one stretch of time.
type Slot struct {
	Day, Place int32
	Length     int32   // index into Lengths
	Rows       []int32 // rows it counts in when it is open, ascending
	Closed     bool    // nothing may be put here, not even what is held
	Group      int32   // slots of different groups have no class in common (a specialty): a help to the search
}

// Class is where a kind of job may go.
type Class struct {
	Slots []int32   // ascending by day, place, number
	Extra []float32 // added to the cost of the day, one for each of Slots: travel
}

// Stay is how a job uses the pools of its slot's place.
type Stay struct {
	Uses [][]float32 // by pool family, then by nights after the slot's day; expected use
}

// Pool is a family of capacities: the beds of every place, say.
type Pool struct {
	Name string
	Cap  []float32 // by place, then by day: Cap[place*Nights+day]
}

// Overrun is the limit on running late: P(time of a slot's jobs > length + Grace) ≤ Risk, with durations lognormal and
// their sum matched by its first two moments (Fenton and Wilkinson).
type Overrun struct {
	Grace float64 // minutes
	Risk  float64 // from LowestRisk to below 0.5
}

// None is no slot.
const None = int32(-1)

// Plan is who goes where.
type Plan struct {
	Slot []int32 // for each job the slot it is given, or None
	Cost float64
}

// Prices are those of the shared limits at which a bound was reached: what one more unit would save.
type Prices struct {
	Minute []float64   // for each slot, of an effective minute
	Pool   [][]float64 // by family, as Pool.Cap
	Row    []float64
}

// Bound is a cost that no plan can be under.
type Bound struct {
	Value  float64
	Prices Prices
	How    string // which relaxation gave it
}

// Result is a plan with its proof.
type Result struct {
	Plan  Plan
	Bound Bound
	Gap   Gap
	Work  int64 // counted evaluations
	Cut   bool  // the clock or a cancellation ended it before its work was done: on another day it may end elsewhere
}

// Gap splits the distance between a plan's cost and the bound exactly into its sources.
type Gap struct {
	Total   float64 // cost − bound
	Regret  float64 // jobs that are not in their cheapest slot at the prices
	Minutes float64 // priced minutes left idle in open slots
	Pools   float64 // priced beds and the like left idle
	Rows    float64 // priced rows left idle
	Unopen  float64 // priced slots not opened
	Bound   float64 // what the second, tighter certificate adds to the first
}

// Progress is told while a search runs.
type Progress struct {
	Cost, Bound float64
	Share       float64 // of the work that was asked for, 0 to 1
	Phase       string
}
