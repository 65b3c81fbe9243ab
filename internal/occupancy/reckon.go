package occupancy

import (
	"bytes"
	"encoding/json"
	"io"
	"math"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// Reckoning is headroom arithmetic on whole numbers (definition c.6): what is known of a hospital's weeks, without odds. It
// answers what a person with pencil and paper would find, and how many more must leave.
type Reckoning struct {
	From       civil.Date `json:"from"`     // the first morning
	Days       int        `json:"days"`     // how many days after it
	Occupied   int        `json:"occupied"` // beds, on the first morning
	Open       int        `json:"open"`     // usable beds, every morning
	Targets    []float64  `json:"targets"`  // shares of the open beds that are not to be passed, as 0.92
	Admissions []int      `json:"admissions"`
	// Discharges is all who leave in an ordinary week, deaths and transfers included; they are spread over the weekdays by
	// Index, from Monday, or without one as England's are.
	Discharges int       `json:"discharges_a_week"`
	Index      []float64 `json:"index,omitempty"`
	// Holidays thins the discharges of Christmas and New Year as those of England were in 2023.
	Holidays bool `json:"holidays"`
	// Moved are discharges brought forward from one day to an earlier one.
	Moved []Moved `json:"pull_forward,omitempty"`
}

// Moved is so many discharges brought forward.
type Moved struct {
	Number int        `json:"number"`
	From   civil.Date `json:"from"`
	To     civil.Date `json:"to"`
}

// Reckoned is one morning of it. Who comes in and leaves in the 24 hours after the last morning is not reckoned and is nil.
type Reckoned struct {
	Date       civil.Date       `json:"date"`
	Occupied   int              `json:"occupied"`
	Share      float64          `json:"share"` // of the open beds, to three decimals
	Admissions *int             `json:"admissions"`
	Discharges *int             `json:"discharges"`
	Targets    []ReckonedTarget `json:"targets"`
}

// ReckonedTarget is a morning against one target.
type ReckonedTarget struct {
	Target   float64 `json:"target"`
	Most     int     `json:"most"`             // the most beds that may be occupied
	Headroom int     `json:"headroom"`         // beds that may still be filled; below zero, over the target
	Extra    int     `json:"extra_discharges"` // how many more must have left by then
}

// most days and beds that are reckoned: more is a slip of the pen.
const (
	mostReckonedDays = 366
	mostReckonedBeds = 1_000_000
)

// ReadReckoning reads a reckoning from JSON. A field it does not know is refused by name, and all that is wrong is said at
// once.
func ReadReckoning(text []byte) (Reckoning, error) {
	var r Reckoning
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return r, jsonFault("the file of beds", text, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return r, fault.New(fault.Invalid, "the file of beds goes on after its end; one JSON object is read.")
	}
	var given map[string]json.RawMessage
	if err := json.Unmarshal(text, &given); err != nil {
		return r, jsonFault("the file of beds", text, err)
	}
	var bad fault.List
	for _, name := range []string{"from", "days", "occupied", "open", "targets", "admissions", "discharges_a_week"} {
		if _, ok := given[name]; !ok {
			bad.Add(name, "missing", "%s is missing; nought is written as 0", name)
		}
	}
	if err := bad.Err("the file of beds does not say everything that is needed"); err != nil {
		return r, err
	}
	return r, r.Check()
}

// Check says all that is wrong with what was given.
func (r Reckoning) Check() error {
	var bad fault.List
	if r.From.IsZero() {
		bad.Add("from", "", "from: give the first morning, as 2023-12-18")
	}
	if r.Days < 1 || r.Days > mostReckonedDays {
		bad.Add("days", "", "days: give a whole number from 1 to %d", mostReckonedDays)
	}
	if r.Occupied < 0 || r.Occupied > mostReckonedBeds {
		bad.Add("occupied", "", "occupied: give the beds occupied on the first morning, a whole number from 0")
	}
	if r.Open < 1 || r.Open > mostReckonedBeds {
		bad.Add("open", "", "open: give the usable open beds, a whole number from 1")
	}
	for _, t := range r.Targets {
		if !(t >= .5 && t <= 1.2) {
			bad.Add("targets", "", "targets: give shares from 0.5 to 1.2, as 0.92; %v is none", t)
		}
	}
	if len(r.Targets) == 0 {
		bad.Add("targets", "", "targets: give at least one, as 0.92")
	}
	if len(r.Admissions) != 7 {
		bad.Add("admissions", "", "admissions: give those of seven weekdays from Monday; there are %d", len(r.Admissions))
	}
	if len(r.Index) != 0 && len(r.Index) != 7 {
		bad.Add("index", "", "index: give that of seven weekdays from Monday, or none; there are %d", len(r.Index))
	}
	for _, m := range r.Moved {
		if from, to := m.From.Sub(r.From), m.To.Sub(r.From); m.Number < 0 || to < 0 || from <= to || from >= r.Days {
			bad.Add("pull_forward", "", "pull_forward: %d discharges cannot be moved from %s to %s, only to an earlier day within the span", m.Number, m.From, m.To)
		}
	}
	return bad.Err("the beds cannot be reckoned as given")
}

// Path reckons every morning from the first to the one after the last day. More leaving than are there is a fault.
func (r Reckoning) Path() ([]Reckoned, error) {
	index := r.Index
	if len(index) == 0 {
		week := NationalDischargeWeek()
		index = week[:]
	}
	week, err := SpreadByIndex(r.Discharges, index)
	if err != nil {
		return nil, err
	}
	admissions, discharges := make([]int, r.Days), make([]int, r.Days)
	for d := range r.Days {
		weekday := (int(r.From.Add(d).Weekday()) + 6) % 7 // from Monday
		admissions[d], discharges[d] = r.Admissions[weekday], week[weekday]
	}
	if r.Holidays {
		discharges = ScaleDays(discharges, func(d int) float64 { return NationalDischargeRatio(r.From.Add(d)) })
	}
	for _, m := range r.Moved {
		if discharges, err = PullForward(discharges, m.Number, m.From.Sub(r.From), m.To.Sub(r.From)); err != nil {
			return nil, err
		}
	}
	path, err := OccupiedPath(r.Occupied, admissions, discharges)
	if err != nil {
		return nil, err
	}
	out := make([]Reckoned, len(path))
	for d, occupied := range path {
		b := Beds{Core: r.Open, Occupied: occupied}
		out[d] = Reckoned{Date: r.From.Add(d), Occupied: occupied, Share: math.Round(1000*b.Share()) / 1000}
		if d < r.Days {
			out[d].Admissions, out[d].Discharges = &admissions[d], &discharges[d]
		}
		for _, t := range r.Targets {
			out[d].Targets = append(out[d].Targets, ReckonedTarget{Target: t, Most: limitBeds(t, r.Open), Headroom: b.Headroom(t), Extra: ExtraDischarges(t, r.Open, occupied)})
		}
	}
	return out, nil
}
