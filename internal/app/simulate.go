package app

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"headroom/internal/fault"
	"headroom/internal/simulate"
)

// SimulateQuery is a request to play a model: a file of JSON, or "-" and the text itself.
type SimulateQuery struct {
	Model      string
	Stdin      io.Reader
	Replicates int
	Seed       uint64
	Workers    int // zero: as many as the machine runs at once
}

// SimulateJSON is what came of playing a model, as headroom simulate prints it. The digest is the same for the same model,
// replicates and seed, on every machine.
type SimulateJSON struct {
	Days       int              `json:"days"`
	Replicates int              `json:"replicates"`
	Seed       uint64           `json:"seed"`
	Digest     string           `json:"digest"`
	Sites      []PlayedSiteJSON `json:"sites"`
}

// PlayedSiteJSON is one site of it.
type PlayedSiteJSON struct {
	Key  uint64          `json:"key"`
	Name string          `json:"name"`
	Days []PlayedDayJSON `json:"days"`
}

// PlayedDayJSON is one day of a site, at its end. The chances of being over a share of the room are null where the model
// states no room.
type PlayedDayJSON struct {
	Day      int              `json:"day"`
	Occupied SpreadJSON       `json:"occupied"`
	Room     *float64         `json:"room"`
	Over92   *float64         `json:"p_over_92"`
	Over95   *float64         `json:"p_over_95"`
	Over100  *float64         `json:"p_over_100"`
	Arrived  float64          `json:"arrived"`
	Left     float64          `json:"left"`
	Ready    float64          `json:"ready"`
	Links    []PlayedLinkJSON `json:"links"`
}

// PlayedLinkJSON is a site's people at one supplier: means by stream.
type PlayedLinkJSON struct {
	Supplier string                    `json:"supplier"`
	Key      uint64                    `json:"supplier_key"`
	Waiting  [simulate.Streams]float64 `json:"waiting"`
	Process  [simulate.Streams]float64 `json:"process"`
	Started  [simulate.Streams]float64 `json:"started"`
}

// SpreadJSON is a mean and quantiles: q90 is not exceeded in nine of ten replicates.
type SpreadJSON struct {
	Mean float64 `json:"mean"`
	Q05  float64 `json:"q05"`
	Q10  float64 `json:"q10"`
	Q50  float64 `json:"q50"`
	Q90  float64 `json:"q90"`
	Q95  float64 `json:"q95"`
}

// Simulate reads a model and plays it. It needs no database.
func Simulate(ctx context.Context, q SimulateQuery, tell Progress) (SimulateJSON, error) {
	m, err := q.read()
	if err != nil {
		return SimulateJSON{}, err
	}
	o := simulate.Options{Replicates: q.Replicates, Seed: q.Seed, Workers: q.Workers}
	if tell != nil {
		o.Progress = func(done, total int) { tell(done, total, "replicates of sites") }
	}
	r, err := simulate.Run(ctx, m, o)
	if err != nil {
		if ctx.Err() != nil {
			return SimulateJSON{}, fault.Wrap(err, fault.Unavailable, "stopped before the model was played to its end")
		}
		return SimulateJSON{}, err
	}
	out := SimulateJSON{Days: r.Days(), Replicates: r.Replicates(), Seed: q.Seed, Digest: r.Digest()}
	for i := range m.Sites {
		s := PlayedSiteJSON{Key: m.Sites[i].Key, Name: m.Sites[i].Name}
		for d := range r.Days() {
			s.Days = append(s.Days, playedDay(m, r, i, d))
		}
		out.Sites = append(out.Sites, s)
	}
	return out, nil
}

// read reads the model.
func (q SimulateQuery) read() (*simulate.Model, error) {
	switch q.Model {
	case "":
		return nil, fault.New(fault.Invalid, "no model is named; give --model FILE, or --model - for the standard input")
	case "-":
		return simulate.Read(q.Stdin)
	}
	f, err := os.Open(q.Model)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return nil, fault.Wrap(err, fault.NotFound, "there is no file %s", filepath.Base(q.Model))
		}
		return nil, fault.Wrap(err, fault.Unavailable, "the file %s cannot be opened", filepath.Base(q.Model))
	}
	defer func() { _ = f.Close() }()
	return simulate.Read(f)
}

// playedDay is one site's day.
func playedDay(m *simulate.Model, r *simulate.Result, i, d int) PlayedDayJSON {
	q := func(p float64) float64 { return r.Quantile(i, d, p) }
	out := PlayedDayJSON{Day: d, Arrived: r.Arrived(i, d), Left: r.Left(i, d), Ready: r.Ready(i, d), Links: []PlayedLinkJSON{},
		Occupied: SpreadJSON{Mean: r.Mean(i, d), Q05: q(0.05), Q10: q(0.1), Q50: q(0.5), Q90: q(0.9), Q95: q(0.95)}}
	if len(m.Sites[i].Room.Core) > 0 {
		room, o92, o95, o100 := r.Room(i, d), r.Over(i, d, 0.92), r.Over(i, d, 0.95), r.Over(i, d, 1)
		out.Room, out.Over92, out.Over95, out.Over100 = &room, &o92, &o95, &o100
	}
	for l, link := range m.Sites[i].Links {
		u := &m.Suppliers[link.Supplier]
		p := PlayedLinkJSON{Supplier: u.Name, Key: u.Key}
		for s := range simulate.Streams {
			p.Waiting[s], p.Process[s], p.Started[s] = r.Waiting(i, l, s, d), r.Process(i, l, s, d), r.Started(i, l, s, d)
		}
		out.Links = append(out.Links, p)
	}
	return out
}
