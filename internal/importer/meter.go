package importer

import (
	"strings"

	"headroom/internal/measure"
	"headroom/internal/sheet"
)

// meter reads the cells of one measure. It is looked up once per column, never per value.
type meter struct {
	m measure.Measure
	// total is true for a figure that a file computes (a rate, a mean, a sum): it is kept with the file's own totals and
	// never in a return.
	total bool
	dash  measure.Value // what "-" means in this format

	whole     bool    // only whole numbers are legal
	low, high float64 // bounds, inclusive
}

// adds reports whether figures of parts add up to the whole's.
func (k *meter) adds() bool {
	return !k.total && (k.m.Kind == measure.Stock || k.m.Kind == measure.Flow)
}

func newMeter(c measure.Code, dash measure.Value) (*meter, bool) {
	m, ok := measure.Find(c)
	if !ok {
		return nil, false
	}
	k := &meter{m: m, dash: dash, whole: m.Integer, low: -1e15, high: 1e15}
	k.total = m.Computed() || m.Kind == measure.Ratio || m.Kind == measure.Mean
	if m.Min != nil {
		k.low = *m.Min
	}
	if m.Max != nil {
		k.high = *m.Max
	}
	return k, true
}

// remedy closes every message about a cell.
const remedy = "; correct the cell, or ask its publisher to, and send the file again"

// read is the cell's value, or a problem in words, or a note that goes with the value.
func (k *meter) read(c sheet.Cell) (v measure.Value, problem, note string) {
	switch c.Kind {
	case sheet.Number:
		return k.number(c.Number)
	case sheet.Blank:
		return measure.Gap(), "", ""
	case sheet.Text:
		return k.text(c)
	case sheet.Errored:
		if strings.HasPrefix(c.Text, "#") {
			return measure.Gap(), "", "an error stands where a figure belongs: read as missing: " + c.Text
		}
		return measure.Gap(), "the number " + clip(c.Text, 30) + " cannot be held" + remedy, ""
	case sheet.Date:
		return measure.Gap(), "a date (" + c.Date.String() + ") stands where a count belongs: the cell may only be formatted as one" + remedy, ""
	case sheet.Uncalculated:
		return measure.Gap(), "a formula without a result stands here; open the workbook, let it calculate, save it and send it again", ""
	}
	return measure.Gap(), "“" + clip(c.String(), 30) + "” stands where a count belongs" + remedy, ""
}

// number checks bounds and wholeness; the common case needs neither the register nor a word.
func (k *meter) number(n float64) (measure.Value, string, string) {
	if n >= k.low && n <= k.high && (!k.whole || n == float64(int64(n))) {
		return measure.Of(n), "", ""
	}
	v := measure.Of(n)
	if p := k.m.Problem(v); p != "" {
		return measure.Gap(), p + remedy, ""
	}
	return v, "", ""
}

// text reads what is written: a number, one of the marks that publishers use, or nothing that can be understood.
func (k *meter) text(c sheet.Cell) (measure.Value, string, string) {
	if n, ok := c.Float(); ok {
		return k.number(n)
	}
	switch s := sheet.Label(c.Text); s {
	case "-", "--":
		return k.dash, "", ""
	case "", ".", "..", "...", ":", "na", "nan", "null", "none", "missing", "[x]", "#n/a":
		return measure.Gap(), "", ""
	case "n/a", "not applicable", "[z]":
		return measure.NA(), "", ""
	case "nil", "nil return":
		return measure.None(), "", ""
	case "*", "[c]", "c":
		return measure.Gap(), "", "a figure is kept back by the publisher: read as missing: " + s
	default:
		if strings.HasPrefix(s, "#") {
			return measure.Gap(), "", "an error stands where a figure belongs: read as missing: " + clip(c.Text, 10)
		}
		return measure.Gap(), "“" + clip(c.Text, 30) + "” is not a number; " + k.m.Name + " must be a plain number, or “-” where there is none" + remedy, ""
	}
}
