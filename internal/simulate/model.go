package simulate

// Streams is how many kinds of onward place there are.
const Streams = 3

// Model is one system in which everything that is connected is played together. Every slice that is by day has Days
// entries, or none, which means nothing on any day (for Show, Work and Hub: one on every day).
type Model struct {
	Days      int        `json:"days"`
	Sites     []Site     `json:"sites"`
	Suppliers []Supplier `json:"suppliers"`
	Common    Common     `json:"common"`
}

// Common is what moves all sites' unplanned arrivals together: a national and a regional log-intensity, each an AR(1) with
// a stationary standard deviation and a persistence per day, and one wave.
type Common struct {
	NationalSD          float64 `json:"national_sd"`
	NationalPersistence float64 `json:"national_persistence"`
	RegionalSD          float64 `json:"regional_sd"`
	RegionalPersistence float64 `json:"regional_persistence"`
	Wave                Wave    `json:"wave"`
}

// Wave is a bell over the days: its height (share of the arrivals, at the peak) is lognormal with the median Height, its
// peak day normal.
type Wave struct {
	Height   float64 `json:"height"`
	LogSD    float64 `json:"log_sd"`
	PeakDay  float64 `json:"peak_day"`
	PeakSD   float64 `json:"peak_sd"`
	WidthDay float64 `json:"width_days"`
}

// Site is one site: what arrives, how it leaves, and the room for it.
type Site struct {
	Key    uint64 `json:"key"` // names the site's random streams; unique in a model
	Name   string `json:"name"`
	Region int    `json:"region"` // sites of one number share the regional factor

	Arrivals       []float64 `json:"arrivals"`        // expected unplanned arrivals by day, before the common factors
	OwnSD          float64   `json:"own_sd"`          // of the site's own AR(1) log-intensity, stationary
	OwnPersistence float64   `json:"own_persistence"` // per day
	Planned        []int     `json:"planned"`         // planned arrivals by day
	Show           []float64 `json:"show"`            // chance by day that a planned arrival comes

	Stages      []Stage          `json:"stages"`
	Work        []float64        `json:"work"`         // working factor by day of leaving a stage and the ready pool: hazard is 1-(1-h)^Work
	Hub         []float64        `json:"hub"`          // working factor by day of the process
	HubHazard   [Streams]float64 `json:"hub_hazard"`   // chance per full working day of passing the process; 1 with Hub 1 is no process at all
	ReadyHazard float64          `json:"ready_hazard"` // chance per full working day that a ready unit leaves
	OtherLeave  float64          `json:"other_leave"`  // chance per day that one who waits leaves otherwise
	Ready       int              `json:"ready"`        // in the ready pool at the start
	Links       []Link           `json:"links"`
	Room        Room             `json:"room"`
	Effort      Effort           `json:"effort"`
}

// Stage is one kind of stay: everyone in it has the same chance of leaving it on a day, whatever they have stayed.
type Stage struct {
	Hazard  float64          `json:"hazard"`  // chance of leaving on a day of working factor 1
	Mix     float64          `json:"mix"`     // share of the unplanned arrivals; the stages' sum to one
	Planned float64          `json:"planned"` // share of the planned arrivals; the stages' sum to one
	Complex float64          `json:"complex"` // share of those who leave it that need an onward place
	Split   [Streams]float64 `json:"split"`   // of those: the streams' shares, sum one
	Now     int              `json:"now"`     // in the stage at the start
}

// Link joins a site to a supplier.
type Link struct {
	Supplier int              `json:"supplier"` // index in Model.Suppliers
	Share    [Streams]float64 `json:"share"`    // of the site's need of each stream; over a site's links each stream sums to one
	Process  [Streams]int     `json:"process"`  // in the process at the start
	Waiting  [Streams]int     `json:"waiting"`  // in the queue at the start
}

// Supplier gives places. Either Starts says how many can begin each day, or Places says how many can be held at once,
// each freed at the end of a day with the chance FreeHazard.
type Supplier struct {
	Key        uint64             `json:"key"`
	Name       string             `json:"name"`
	Starts     [][Streams]float64 `json:"starts"` // by day; a fraction is one more with that chance
	Places     [Streams]int       `json:"places"` // zero: the stream goes by Starts
	Held       [Streams]int       `json:"held"`   // places taken at the start
	FreeHazard [Streams]float64   `json:"free_hazard"`
}

// Room is how much a site can hold, by day.
type Room struct {
	Core       []float64 `json:"core"`
	Escalation []float64 `json:"escalation"`
	CloseStart []float64 `json:"close_start"` // expected room newly closed (an outbreak)
	Reopen     float64   `json:"reopen"`      // chance per day that closed room opens again
	Closed     int       `json:"closed"`      // closed at the start
	Unstaffed  []float64 `json:"unstaffed"`   // expected room without staff
}

// Effort is what is done on top of the ordinary, by day. A fraction is one more with that chance.
type Effort struct {
	Starts     [][][Streams]float64 `json:"starts"`     // by link and day: places for this site's queue alone
	Ready      []float64            `json:"ready"`      // ready units seen off at once
	Avoided    []float64            `json:"avoided"`    // unplanned arrivals that do not happen
	Hub        []float64            `json:"hub"`        // added to the hub's working factor
	Escalation []float64            `json:"escalation"` // room opened
}
