package action

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"headroom/internal/civil"
)

var (
	dayNamed   = regexp.MustCompile(`\b(\d{1,2}) (January|February|March|April|May|June|July|August|September|October|November|December)(?: (\d{4}))?|Christmas Day was`)
	countNamed = regexp.MustCompile(`\d%|\d,\d{3}`)
)

// foresees says what a revision tells that was not known when it was: a day after both its known time and its last hour, or a
// published count before the first hour. Empty when it tells nothing of the kind. A ballot's turnout comes before.
func foresees(p Period) string {
	from, to := p.Bounds()
	texts := append([]string{}, p.Caveats...)
	for _, w := range p.Windows {
		texts = append(texts, w.Caveat)
	}
	for _, text := range texts {
		if p.KnownAt.Before(from) && countNamed.MatchString(text) && !strings.Contains(text, "turnout") {
			return "a count before the first hour: " + text
		}
		for _, m := range dayNamed.FindAllStringSubmatch(text, -1) {
			day, month, year := m[1], m[2], m[3]
			if month == "" {
				day, month = "25", "December"
			}
			if year == "" {
				year = fmt.Sprint(to.Year())
			}
			t, err := time.Parse("2 January 2006", day+" "+month+" "+year)
			if at := civil.DateOf(t); err == nil && at.After(civil.Today(p.KnownAt)) && at.After(civil.Today(to).Add(1)) {
				return at.String() + ": " + text
			}
		}
	}
	return ""
}

func TestNoRevisionKnowsTheFuture(t *testing.T) {
	last := map[Code]time.Time{}
	for _, p := range Seed() {
		if words := foresees(p); words != "" {
			t.Errorf("%s, known %s, tells of %s", p.Code, civil.Today(p.KnownAt), words)
		}
		if !p.KnownAt.After(last[p.Code]) {
			t.Errorf("%s: a later revision is known no later than the one before it", p.Code)
		}
		last[p.Code] = p.KnownAt
	}
	p := seeded(t, "RD-14")
	if got := p.AsOf(civil.MustDate("2025-12-21").At(0)); len(got.Figures) != 0 {
		t.Errorf("figures of the 30th are known on the 21st: %v", got.Figures)
	}
	p.KnownAt = civil.MustDate("2025-12-03").At(720)
	if foresees(p) == "" {
		t.Error("Christmas Day's occupancy told on 3 December is not found")
	}
}
