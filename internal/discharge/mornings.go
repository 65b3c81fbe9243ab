package discharge

import (
	"fmt"
	"slices"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// mostMornings is how many mornings one ask may name.
const mostMornings = 62

// ParseMornings reads the mornings of a target as people write them: dates and, with two points between, first and last
// dates, separated by commas, as 2023-12-24,2023-12-27..2024-01-09. They come in order, each once.
func ParseMornings(text string) ([]civil.Date, error) {
	var out []civil.Date
	var bad fault.List
	for _, part := range strings.Split(text, ",") {
		first, last, several := strings.Cut(strings.TrimSpace(part), "..")
		from, err := civil.ParseDate(first)
		to := from
		if several && err == nil {
			to, err = civil.ParseDate(last)
		}
		switch {
		case err != nil:
			bad.Add("dates", "", "%q is no date and no two dates; write 2023-12-24 or 2023-12-27..2024-01-09", strings.TrimSpace(part))
			continue
		case to.Before(from):
			bad.Add("dates", "", "%s comes before %s; write the first date first", to, from)
			continue
		case to.Sub(from) >= mostMornings:
			bad.Add("dates", "", "From %s to %s is more than %d mornings", from, to, mostMornings)
			continue
		}
		for d := from; !d.After(to); d = d.Add(1) {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, civil.Date.Compare)
	out = slices.Compact(out)
	if len(out) > mostMornings {
		bad.Add("dates", "", "Name at most %d mornings; there are %d", mostMornings, len(out))
	}
	return out, bad.Err("the mornings of the target cannot be read")
}

// OutOfReach says in one sentence that mornings are over, or lie outside those from first to last that the forecast covers;
// nothing where all are within.
func OutOfReach(list []civil.Date, first, last civil.Date) string {
	n := 0
	for _, d := range list {
		if d.Before(first) || d.After(last) {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("Choose mornings from %s to %s: %d of the %d typed are over, or lie beyond the forecast", first.Format("2 January 2006"), last.Format("2 January 2006"), n, len(list))
}
