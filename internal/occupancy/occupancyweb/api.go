package occupancyweb

import (
	"encoding/json"
	"math"
	"net/http"
	"time"

	"headroom/internal/civil"
	"headroom/internal/occupancy"
	"headroom/internal/org"
	"headroom/internal/web"
)

// ForecastJSON is a forecast as the API and the command give it.
type ForecastJSON struct {
	Org      org.Code   `json:"org"`
	Origin   civil.Date `json:"origin"`
	Model    string     `json:"model"`
	Run      int64      `json:"run,omitempty"` // 0: worked out for this answer and not kept
	KnownAt  time.Time  `json:"known_at"`
	Inputs   string     `json:"inputs"`
	Days     []DayJSON  `json:"days"`
	Score    *ScoreJSON `json:"score_28d"` // null: no forecast of these days could be held against what came
	Disagree string     `json:"disagree,omitempty"`
	Notes    []NoteJSON `json:"notes"`
}

// DayJSON is one morning ahead. A chance is null where open beds are not known.
type DayJSON struct {
	Date     civil.Date `json:"date"`
	Occupied OddsJSON   `json:"occupied"`
	Open     OddsJSON   `json:"open"`
	Over92   *float64   `json:"p_over_92"`
	Over95   *float64   `json:"p_over_95"`
	Over100  *float64   `json:"p_over_100"`
}

// OddsJSON is a number's quantiles and mean; written as q01 to q99 and mean, or as null where they are not known.
type OddsJSON occupancy.Odds

// MarshalJSON writes the quantiles by name, in rising order.
func (o OddsJSON) MarshalJSON() ([]byte, error) {
	if !occupancy.Odds(o).Known() {
		return []byte("null"), nil
	}
	b := []byte{'{'}
	for i, q := range o.Q {
		v, err := json.Marshal(tenth(q))
		if err != nil {
			return nil, err
		}
		b = append(append(append(b, '"'), levelName(i)...), `":`...)
		b = append(append(b, v...), ',')
	}
	mean, err := json.Marshal(tenth(o.Mean))
	if err != nil {
		return nil, err
	}
	return append(append(append(b, `"mean":`...), mean...), '}'), nil
}

func tenth(x float64) float64 { return math.Round(10*x) / 10 }

// NoteJSON is what a reader must know, with a word that programs may act on.
type NoteJSON struct {
	Code  string `json:"code"`
	Words string `json:"words"`
}

// ScoreJSON is how good the forecasts of the last days were. Beds, and shares from 0 to 1.
type ScoreJSON struct {
	From      civil.Date `json:"from"`
	To        civil.Date `json:"to"`
	Mornings  int        `json:"mornings"`
	Forecasts int        `json:"forecasts"`
	Replayed  int        `json:"replayed"` // of these, made afterwards because none had been kept
	WIS       float64    `json:"wis"`
	WISPct    float64    `json:"wis_pct"` // of the beds occupied
	MAE       float64    `json:"mae"`
	Bias      float64    `json:"bias"`
	Pinball90 float64    `json:"pinball90"`
	Cover50   float64    `json:"cover50"`
	Cover80   float64    `json:"cover80"`
	Cover90   float64    `json:"cover90"`
	Brier92   *float64   `json:"brier92"`
	Brier95   *float64   `json:"brier95"`
	Brier100  *float64   `json:"brier100"`
}

// ForecastOf makes the answer of a forecast and its score.
func ForecastOf(h occupancy.Held, r occupancy.Recent) ForecastJSON {
	f := h.Forecast
	out := ForecastJSON{Org: f.Org, Origin: f.Origin, Model: f.Model, Run: h.Run.ID, KnownAt: h.Run.Known, Inputs: h.Run.Inputs, Days: []DayJSON{}, Notes: []NoteJSON{}, Score: scoreJSON(r)}
	out.Disagree, _ = r.Disagrees()
	for _, d := range f.Days {
		out.Days = append(out.Days, DayJSON{Date: d.Date, Occupied: OddsJSON(d.Occupied), Open: OddsJSON(d.Open), Over92: known(d.Over92), Over95: known(d.Over95), Over100: known(d.Over100)})
	}
	for _, n := range f.Notes {
		out.Notes = append(out.Notes, NoteJSON(n))
	}
	return out
}

// known is a number to four decimals, nil where it is not known.
func known(x float64) *float64 {
	if !occupancy.Known(x) {
		return nil
	}
	x = math.Round(1e4*x) / 1e4
	return &x
}

func scoreJSON(r occupancy.Recent) *ScoreJSON {
	if r.N == 0 {
		return nil
	}
	round := func(x float64) float64 { return math.Round(1e4*x) / 1e4 }
	s := &ScoreJSON{From: r.From, To: r.To, Mornings: r.Days, Forecasts: r.N, Replayed: r.Replayed, WIS: round(r.WIS), WISPct: round(100 * r.Share), MAE: round(r.Abs), Bias: round(r.Bias),
		Pinball90: round(r.Pin90), Cover50: round(r.In50), Cover80: round(r.In80), Cover90: round(r.In90)}
	if r.Limits > 0 {
		s.Brier92, s.Brier95, s.Brier100 = known(r.Brier[0]), known(r.Brier[1]), known(r.Brier[2])
	}
	return s
}

func (m room) api(w http.ResponseWriter, r *web.Request) error {
	a, err := read(r)
	if err != nil {
		return err
	}
	h, err := m.Store.Forecast(r.Context(), a.on, a.origin, a.now)
	if err != nil {
		return err
	}
	list, err := m.Store.Outcomes(r.Context(), a.on, h.Run.Origin.Add(1-occupancy.RecentDays), h.Run.Origin, a.now)
	if err != nil {
		return err
	}
	return r.JSON(w, http.StatusOK, ForecastOf(h, occupancy.Sum(list)))
}
