package occupancy

import (
	"headroom/internal/civil"
	"headroom/internal/org"
)

// Horizon is how many days ahead forecasts go.
const Horizon = 42

// Forecast is what one organisation's next days look like from one morning.
type Forecast struct {
	Org    org.Code
	Origin civil.Date
	Model  string // name and version of the ensemble and, behind a plus sign, of the scenario
	Days   []Day
	Notes  []Note // what the reader must know: few data, filled days, a merger, wider odds and why
}

// Day is one morning ahead.
type Day struct {
	Date     civil.Date
	Occupied Odds
	Open     Odds
	Over92   float64 // chance that occupied is more than 92% of open that morning
	Over95   float64
	Over100  float64
}

// Odds are a number's quantiles and its mean.
type Odds struct {
	Q    Quantiles
	Mean float64
}

// Note is a sentence for the reader with a word that programs can act on.
type Note struct {
	Code  string // few-days, filled, wide, no-history, merged, disagree, …
	Words string
}

// Method is one way of forecasting the logarithm of occupied (or open) beds. A Method is used by one goroutine at a time.
type Method interface {
	// Name is the method's short name, as it stands in tables of scores.
	Name() string
	// Learn fits what is common to all organisations on earlier seasons, which end before the panel that will be
	// forecast begins; it may be called again with others.
	Learn(past []Panel, cal Calendar) error
	// Ahead writes the forecast of the natural logarithm of the chosen number for horizons 1..len(out) of one series
	// from the origin, the index of a day of p; only days up to it may be looked at.
	Ahead(p *Panel, of Kind, series, origin int, out []float64) error
}

// Kind is which number is forecast.
type Kind int

// The numbers that are forecast.
const (
	Occupied Kind = iota
	Open
)

// Of gives the series of the kind.
func (s *Series) Of(k Kind) []float64 {
	if k == Open {
		return s.Open
	}
	return s.Occupied
}
