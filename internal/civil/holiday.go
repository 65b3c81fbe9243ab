package civil

import (
	_ "embed" // the table of holidays is part of the program
	"fmt"
	"slices"
	"strings"
)

// Holiday is one bank holiday in England.
type Holiday struct {
	On   Date
	Name string
	// Kind is "usual", "substitute" (for a holiday at the weekend), "moved" or "extra" (proclaimed).
	Kind   string
	Source string
}

// Holidays is a table of bank holidays, in date order. It is a value: an operator's proclaimed days are added with With,
// and whoever asks about a day says which table is meant. The zero table has no holidays.
type Holidays struct {
	list []Holiday
	span Range
}

//go:embed holiday_england.csv
var englandCSV string

var england = mustReadHolidays(englandCSV)

// England is the built-in table, 2015 to 2030. Substitute days are written out in it, not worked out.
func England() Holidays { return england }

// ReadHolidays reads a table with the columns date, kind, name and source under a header line. It covers the whole years
// from its first to its last day. A malformed or repeated line is an error that names it.
func ReadHolidays(text string) (Holidays, error) {
	var h Holidays
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		if i == 0 {
			continue
		}
		f := strings.SplitN(strings.TrimRight(line, "\r"), ",", 4)
		if len(f) != 4 {
			return Holidays{}, fmt.Errorf("line %d of the bank holidays: %d columns, 4 are needed", i+1, len(f))
		}
		on, err := ParseDate(f[0])
		if err != nil {
			return Holidays{}, fmt.Errorf("line %d of the bank holidays: %w", i+1, err)
		}
		if h.IsHoliday(on) {
			return Holidays{}, fmt.Errorf("line %d of the bank holidays: %s is there twice", i+1, on)
		}
		h = h.With(Holiday{On: on, Kind: f[1], Name: f[2], Source: f[3]})
	}
	if len(h.list) > 0 {
		h.span = Range{On(h.list[0].On.Year(), 1, 1), On(h.list[len(h.list)-1].On.Year()+1, 1, 1)}
	}
	return h, nil
}

func mustReadHolidays(text string) Holidays {
	h, err := ReadHolidays(text)
	if err != nil {
		panic(err)
	}
	return h
}

// With is the table with more days; a day that is there already is replaced. The receiver is unchanged.
func (h Holidays) With(more ...Holiday) Holidays {
	out := Holidays{list: slices.Clone(h.list), span: h.span}
	for _, x := range more {
		i, there := out.find(x.On)
		if there {
			out.list[i] = x
		} else {
			out.list = slices.Insert(out.list, i, x)
		}
	}
	return out
}

func (h Holidays) find(d Date) (int, bool) {
	return slices.BinarySearchFunc(h.list, d, func(x Holiday, d Date) int { return x.On.Compare(d) })
}

// On is the holiday on day d, if it is one.
func (h Holidays) On(d Date) (Holiday, bool) {
	i, ok := h.find(d)
	if !ok {
		return Holiday{}, false
	}
	return h.list[i], true
}

// IsHoliday reports whether d is a bank holiday.
func (h Holidays) IsHoliday(d Date) bool {
	_, ok := h.find(d)
	return ok
}

// In lists the holidays of a closed range, in order.
func (h Holidays) In(r Range) []Holiday {
	from, _ := h.find(r.From)
	to, _ := h.find(r.To)
	if to <= from {
		return nil
	}
	return slices.Clone(h.list[from:to])
}

// Covers reports whether the table speaks for day d: outside it, "no holiday" means "not known".
func (h Holidays) Covers(d Date) bool { return h.span.Contains(d) && !h.span.To.IsZero() }

// IsWorkingDay reports whether d is neither a Saturday, a Sunday nor a bank holiday.
func (h Holidays) IsWorkingDay(d Date) bool {
	wd := d.Weekday()
	return wd != 0 && wd != 6 && !h.IsHoliday(d)
}

// WorkingDays counts the working days in [from, to).
func (h Holidays) WorkingDays(from, to Date) int {
	n := 0
	for d := from; d.Before(to); d = d.Add(1) {
		if h.IsWorkingDay(d) {
			n++
		}
	}
	return n
}

// AddWorkingDays is the n-th working day after d (n > 0) or before it (n < 0); d itself for 0.
func (h Holidays) AddWorkingDays(d Date, n int) Date {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		d = d.Add(step)
		if h.IsWorkingDay(d) {
			n--
		}
	}
	return d
}
