package rest

import (
	"fmt"
	"math"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/sheet"
)

// zoned takes the word for summer or winter time, or an offset, from the end of a clock time.
func zoned(text string) (clock string, offset int, said bool) {
	t := strings.TrimSpace(text)
	for _, z := range []struct {
		words  []string
		offset int
	}{{[]string{"BST", "+01:00", "+0100"}, 3600}, {[]string{"GMT", "UTC", "Z", "+00:00", "+0000"}, 0}} {
		for _, w := range z.words {
			if rest, ok := strings.CutSuffix(strings.ToUpper(t), w); ok {
				return strings.TrimSpace(rest), z.offset, true
			}
		}
	}
	return t, 0, false
}

// clockOf reads a time of day as 20:30, 8:30, 0830 or 20:30:00.
func clockOf(text string) (civil.Clock, bool) {
	for _, layout := range []string{"15:04", "15:04:05", "1504", "15.04"} {
		if t, err := time.Parse(layout, text); err == nil {
			return civil.Clock(t.Hour()*60 + t.Minute()), true
		}
	}
	return 0, false
}

// dayOf reads a day as 2023-12-24 or, the day first, as 24/12/2023.
func dayOf(text string) (civil.Date, bool) {
	if d, err := civil.ParseDate(text); err == nil {
		return d, true
	}
	t, err := time.Parse("2/1/2006", text)
	if err != nil || t.Year() < 1900 || t.Year() > 2199 {
		return civil.Date{}, false
	}
	return civil.DateOf(t), true
}

// InstantOf is the instant when London's clocks show a time on a day. The hour that repeats in October needs a word: zone
// is "BST", "GMT" or empty. An error says what to write.
func InstantOf(d civil.Date, clock civil.Clock, zone string) (time.Time, error) {
	_, offset, said := zoned("00:00 " + zone)
	return instantOf(d, clock, offset, said)
}

func instantOf(d civil.Date, clock civil.Clock, offset int, said bool) (time.Time, error) {
	t := d.At(clock)
	local := t.In(civil.London)
	written := fmt.Sprintf("%s %s", d, clock)
	if civil.DateOf(local) != d || local.Hour()*60+local.Minute() != int(clock) {
		return time.Time{}, fmt.Errorf("the clocks went forward over %s: there was no such time; write one before 01:00 or from 02:00 on", written)
	}
	before := t.Add(-time.Hour)
	twice := before.In(civil.London).Format("2006-01-02 15:04") == local.Format("2006-01-02 15:04")
	if twice && !said {
		return time.Time{}, fmt.Errorf("the clocks showed %s twice: write %s BST for the first or %s GMT for the second", written, clock, clock)
	}
	if !said {
		return t, nil
	}
	for _, x := range []time.Time{t, before} {
		if _, o := x.In(civil.London).Zone(); o == offset && (x.Equal(t) || twice) {
			return x, nil
		}
	}
	return time.Time{}, fmt.Errorf("the clocks in London were not so on %s: leave the zone out", written)
}

// when reads an instant from one cell, as 2024-01-04 20:00, 04/01/2024 20:00 or a date with a time of day.
func (g *grid) when(r sheet.Row, col string) (time.Time, bool) {
	c := r.At(g.cols[col])
	if c.Kind == sheet.Date {
		t, err := instantOf(c.Date, clockOfSerial(c.Number), 0, false)
		return g.told(r, col, t, err)
	}
	text := g.text(r, col)
	if len(text) > 10 && text[10] == 'T' {
		text = text[:10] + " " + text[11:]
	}
	text, offset, said := zoned(text)
	dayText, clockText, _ := strings.Cut(text, " ")
	d, ok := dayOf(dayText)
	clock, timed := clockOf(strings.TrimSpace(clockText))
	if !ok || !timed {
		g.fault(r, col, "%q is no date and time; write it as 2024-01-04 20:00", g.text(r, col))
		return time.Time{}, false
	}
	t, err := instantOf(d, clock, offset, said)
	return g.told(r, col, t, err)
}

// clockTime reads a time of day from one cell, and the day that it carries itself if any.
func (g *grid) clockTime(r sheet.Row, col string) (clock civil.Clock, offset int, said, ok bool) {
	c := r.At(g.cols[col])
	if c.Kind == sheet.Number || c.Kind == sheet.Date {
		if c.Kind == sheet.Number && (c.Number < 0 || c.Number >= 1) {
			g.fault(r, col, "%q is no time of day; write it as 20:30", g.text(r, col))
			return 0, 0, false, false
		}
		return clockOfSerial(c.Number), 0, false, true
	}
	text, offset, said := zoned(g.text(r, col))
	if clock, ok = clockOf(text); !ok {
		g.fault(r, col, "%q is no time of day; write it as 20:30", g.text(r, col))
	}
	return clock, offset, said, ok
}

func clockOfSerial(f float64) civil.Clock {
	return civil.Clock(int(math.Round((f-math.Floor(f))*1440)) % 1440)
}

func (g *grid) told(r sheet.Row, col string, t time.Time, err error) (time.Time, bool) {
	if err != nil {
		g.fault(r, col, "%s", err.Error())
		return time.Time{}, false
	}
	return t, true
}

// times reads when a row begins and ends: from two cells that each hold date and time, or from a date and two times of day,
// where an end at or before the beginning is on the next day.
func (g *grid) times(r sheet.Row) (from, to time.Time, ok bool) {
	if !g.has("date") {
		from, ok = g.when(r, "start")
		to, second := g.when(r, "end")
		return from, to, ok && second
	}
	d, ok := g.day(r, "date")
	a, aOffset, aSaid, first := g.clockTime(r, "start")
	b, bOffset, bSaid, second := g.clockTime(r, "end")
	if !ok || !first || !second {
		return from, to, false
	}
	from, err := instantOf(d, a, aOffset, aSaid)
	if from, ok = g.told(r, "start", from, err); !ok {
		return from, to, false
	}
	if b <= a {
		d = d.Add(1)
	}
	to, err = instantOf(d, b, bOffset, bSaid)
	to, ok = g.told(r, "end", to, err)
	return from, to, ok
}
