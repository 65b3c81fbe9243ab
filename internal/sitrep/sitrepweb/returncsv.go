package sitrepweb

import (
	"iter"
	"strconv"

	"headroom/internal/measure"
	"headroom/internal/sitrep"
)

func returnCSVHead() []string {
	return []string{"form", "org", "day", "version", "version_state", "timing", "channel", "recorded_at", "stored_at", "covers_from", "covers_to",
		"measure", "name", "unit", "basis", "state", "value", "comment", "file", "sheet", "cell", "reason", "digest"}
}

// returnCSVRows is every version of a return in long form: a line for each line of the form, and one line for a
// version that holds none. A version's comment on the whole return stands on a line without a measure.
func returnCSVRows(h sitrep.History) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for _, v := range h.Versions {
			for _, row := range returnCSVVersion(h.Form, v) {
				if !yield(row, nil) {
					return
				}
			}
		}
	}
}

func returnCSVVersion(f *sitrep.Form, v *sitrep.Version) [][]string {
	from, to := v.Covers.From.String(), ""
	if !v.Covers.To.IsZero() {
		to = v.Covers.To.Add(-1).String() // the last day covered, as people write spans
	}
	row := func(code measure.Code, middle ...string) []string {
		out := []string{string(v.Form), string(v.Org), v.Day.String(), strconv.Itoa(v.N), string(v.State), string(v.Timing), v.Channel,
			listInstant(v.Recorded), listInstant(v.Stored), from, to, string(code)}
		return append(append(out, middle...), v.Reason, v.Digest)
	}
	var rows [][]string
	for _, it := range f.Items {
		line, given := v.Item(it.Measure)
		m, ok := measure.Find(it.Measure)
		if !ok || v.State != sitrep.Returned || f.Publication && !given {
			continue
		}
		state, number := string(line.Value.State), ""
		switch {
		case line.Value.IsMissing():
			state = string(measure.Missing)
		case line.Value.State == measure.Number:
			number = measure.Plain(line.Value.N)
		}
		rows = append(rows, row(m.Code, m.Name, m.Unit, string(it.Basis), state, number, v.Comments[m.Code], v.Source.File, line.At.Sheet, line.At.Ref))
	}
	if c := v.Comments[""]; len(rows) == 0 || c != "" {
		rows = append(rows, row("", "", "", "", "", "", c, v.Source.File, "", ""))
	}
	return rows
}
