package occupancy

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"math"

	"headroom/internal/civil"
)

// A kept forecast is one row. Its days are packed as whole numbers, a tenth of a bed and a ten-thousandth of a chance, each
// quantile as its step from the one below it, and then deflated: six weeks of an organisation take some two thousand
// bytes instead of twenty. What is shown is always the packed forecast unpacked again, so that the pages of tonight and
// those of next year read the same figures.

// The units of packing, and its first byte.
const (
	perBed     = 10
	perChance  = 10_000
	packedForm = 1
)

// errPacked says that bytes are not a packed forecast.
var errPacked = errors.New("not a packed forecast")

// Pack writes the days and notes of a forecast. Organisation, origin and model stand beside the bytes.
func Pack(f Forecast) ([]byte, error) {
	notes, err := json.Marshal(f.Notes)
	if err != nil {
		return nil, err
	}
	b := []byte{}
	b = binary.AppendUvarint(b, uint64(len(notes)))
	b = append(b, notes...)
	b = binary.AppendUvarint(b, uint64(len(f.Days)))
	for _, d := range f.Days {
		b = binary.AppendVarint(b, int64(d.Date.Sub(f.Origin)))
		b = appendOdds(b, d.Occupied)
		b = appendOdds(b, d.Open)
		for _, p := range []float64{d.Over92, d.Over95, d.Over100} {
			b = binary.AppendUvarint(b, chanceOf(p))
		}
	}
	var out bytes.Buffer
	out.WriteByte(packedForm)
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(b); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// unknownChance is what stands for a chance that is not known.
const unknownChance = perChance + 1

func chanceOf(p float64) uint64 {
	if !Known(p) {
		return unknownChance
	}
	return uint64(math.Round(min(max(p, 0), 1) * perChance))
}

// appendOdds writes whether the odds are known, and them if they are.
func appendOdds(b []byte, o Odds) []byte {
	if !o.Known() {
		return append(b, 0)
	}
	b = append(b, 1)
	last := int64(0)
	for _, q := range o.Q {
		n := int64(math.Round(q * perBed))
		b = binary.AppendVarint(b, n-last)
		last = n
	}
	return binary.AppendVarint(b, int64(math.Round(o.Mean*perBed)))
}

// Known reports whether the odds are known: where nobody says how many beds are open, those of open beds are not.
func (o Odds) Known() bool { return Known(o.Mean) && Known(o.Q[0]) && Known(o.Q[LevelCount-1]) }

// mostPacked is how many bytes a packed forecast may unpack to.
const mostPacked = 1 << 20

// Unpack reads what Pack wrote; organisation, origin and model are f's own.
func Unpack(b []byte, f Forecast) (Forecast, error) {
	if len(b) == 0 || b[0] != packedForm {
		return f, errPacked
	}
	raw, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(b[1:])), mostPacked))
	if err != nil {
		return f, errPacked
	}
	r := &packed{b: raw}
	notes := r.take(int(r.unsigned()))
	if err := json.Unmarshal(notes, &f.Notes); err != nil {
		return f, errPacked
	}
	days := r.unsigned()
	if days > 1000 {
		return f, errPacked
	}
	f.Days = make([]Day, days)
	for i := range f.Days {
		d := &f.Days[i]
		d.Date = f.Origin.Add(int(r.signed()))
		d.Occupied, d.Open = r.odds(), r.odds()
		for _, p := range []*float64{&d.Over92, &d.Over95, &d.Over100} {
			if *p = float64(r.unsigned()) / perChance; *p > 1 {
				*p = math.NaN()
			}
		}
	}
	if r.bad || len(r.b) > 0 {
		return f, errPacked
	}
	return f, nil
}

// packed reads numbers until something is wrong.
type packed struct {
	b   []byte
	bad bool
}

func (r *packed) take(n int) []byte {
	if n < 0 || n > len(r.b) {
		r.bad = true
		return nil
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *packed) signed() int64 {
	v, n := binary.Varint(r.b)
	if n <= 0 {
		r.bad, n = true, 0
	}
	r.b = r.b[n:]
	return v
}

func (r *packed) unsigned() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.bad, n = true, 0
	}
	r.b = r.b[n:]
	return v
}

func (r *packed) odds() Odds {
	var o Odds
	if known := r.take(1); len(known) == 0 || known[0] == 0 {
		for i := range o.Q {
			o.Q[i] = math.NaN()
		}
		o.Mean = math.NaN()
		return o
	}
	last := int64(0)
	for i := range o.Q {
		last += r.signed()
		o.Q[i] = float64(last) / perBed
	}
	o.Mean = float64(r.signed()) / perBed
	return o
}

// Rounded is the forecast as it will be read back: what a page shows before and after keeping is the same.
func Rounded(f Forecast) (Forecast, error) {
	b, err := Pack(f)
	if err != nil {
		return f, err
	}
	return Unpack(b, Forecast{Org: f.Org, Origin: f.Origin, Model: f.Model})
}

// On is the forecast's day of that date, with its horizon from 1; false when it does not reach that far.
func (f *Forecast) On(d civil.Date) (day Day, horizon int, ok bool) {
	for i := range f.Days {
		if f.Days[i].Date == d {
			return f.Days[i], d.Sub(f.Origin), true
		}
	}
	return Day{}, 0, false
}
