package occupancy

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"

	"headroom/internal/civil"
)

// enoughKnown is the share of the organisations with a figure in the last fortnight that must have one on a morning before
// forecasts look ahead from it: before that, yesterday's morning says more.
const enoughKnown = 0.5

// originLooks is how many days before the last one a fitting morning is looked for.
const originLooks = 14

// Newest is the last morning of the panel of which enough is known to look ahead from, with how many organisations gave a
// figure for it, of how many that did so lately; ok is false when the panel holds nothing at all.
func Newest(p *Panel) (d civil.Date, known, of int, ok bool) {
	last := p.Days - 1
	for last >= 0 && !anyKnown(p, last) {
		last--
	}
	if last < 0 {
		return civil.Date{}, 0, 0, false
	}
	for day := last; day >= max(0, last-originLooks); day-- {
		if known, of = knownOn(p, day); float64(known) >= enoughKnown*float64(of) {
			return p.Date(day), known, of, true
		}
	}
	known, of = knownOn(p, last)
	return p.Date(last), known, of, true
}

// knownOn counts the organisations with a figure on the day, and those with one in the fortnight up to it.
func knownOn(p *Panel, day int) (known, of int) {
	for i := range p.Series {
		lately := false
		for d := max(0, day-originLooks+1); d <= day; d++ {
			lately = lately || Known(p.Series[i].Occupied[d])
		}
		if lately {
			of++
		}
		if Known(p.Series[i].Occupied[day]) {
			known++
		}
	}
	return known, of
}

// KnownOn is how many of the panel's organisations gave a figure for the morning d.
func KnownOn(p *Panel, d civil.Date) int {
	day := d.Sub(p.From)
	if day < 0 || day >= p.Days {
		return 0
	}
	n, _ := knownOn(p, day)
	return n
}

// Digest is the SHA-256 of all that goes into forecasts from the morning origin: the figures up to it, the calendar up to
// the last day ahead, the tree, the model, and more that the caller puts into words. The same digest makes the same forecasts.
func Digest(p *Panel, origin civil.Date, cal Calendar, t Tree, more string) string {
	h := sha256.New()
	days := min(max(origin.Sub(p.From)+1, 0), p.Days)
	var b []byte
	for _, s := range p.Series {
		b = append(append(b[:0], s.Org...), 0)
		for d := range days {
			b = binary.BigEndian.AppendUint64(b, math.Float64bits(s.Occupied[d]))
			b = binary.BigEndian.AppendUint64(b, math.Float64bits(s.Open[d]))
		}
		_, _ = h.Write(b)
	}
	_, _ = fmt.Fprintf(h, "%s %s %s %v\n", Model, origin, p.From, t.Units)
	_, _ = h.Write([]byte(more))
	for _, x := range cal.Strikes {
		if x.Date.Sub(origin) <= Horizon {
			_, _ = fmt.Fprintf(h, "%+v\n", x)
		}
	}
	for _, x := range cal.Holidays.In(civil.Range{From: p.From, To: origin.Add(Horizon + 1)}) {
		_, _ = fmt.Fprintf(h, "%s %s\n", x.On, x.Name)
	}
	return hex.EncodeToString(h.Sum(nil))
}
