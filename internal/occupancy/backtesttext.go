package occupancy

import (
	"fmt"
	"strings"
)

// Text is the result as tables in Markdown: what was tested on what, WIS by horizon, scores by phase, and the skill with its
// intervals. Winter is one of several tested winters, or empty for all of them.
func (b *BacktestResult) Text(winter string) string {
	var s strings.Builder
	for _, w := range b.Winters {
		if winter == "" || winter == w.Season {
			fmt.Fprintf(&s, "%s from %s, %d days, %d series, learnt from %s; %d left out\n", w.Season, w.From, w.Days, w.Series,
				strings.Join(w.Learned, ", "), len(w.Dropped))
		}
	}
	b.horizons(&s, winter)
	b.phases(&s, winter)
	if winter == "" {
		b.skillTable(&s)
	}
	return s.String()
}

// find is one line of the scores.
func (b *BacktestResult) find(winter, model, horizon, phase string) (ScoreLine, bool) {
	for _, l := range b.Scores {
		if l.Winter == winter && l.Model == model && l.Horizon == horizon && l.Phase == phase {
			return l, true
		}
	}
	return ScoreLine{}, false
}

// models are the models' names in their order.
func (b *BacktestResult) models() []string {
	var out []string
	for _, l := range b.Scores {
		if l.Winter == "" && (len(out) == 0 || out[len(out)-1] != l.Model) {
			out = append(out, l.Model)
		}
	}
	return out
}

func (b *BacktestResult) horizons(s *strings.Builder, winter string) {
	s.WriteString("\n| WIS, % of beds occupied | mean |")
	for _, k := range buckets {
		fmt.Fprintf(s, " %s |", k.name)
	}
	s.WriteString("\n|---" + strings.Repeat("|---", 1+bucketCount) + "|\n")
	for _, m := range b.models() {
		fmt.Fprintf(s, "| %s |", m)
		for _, h := range append([]string{"mean"}, bucketNames()...) {
			if l, ok := b.find(winter, m, h, "all"); ok {
				fmt.Fprintf(s, " %.2f |", l.WIS)
			} else {
				s.WriteString(" - |")
			}
		}
		s.WriteByte('\n')
	}
}

func bucketNames() []string {
	var out []string
	for _, k := range buckets {
		out = append(out, k.name)
	}
	return out
}

func (b *BacktestResult) phases(s *strings.Builder, winter string) {
	s.WriteString("\n| phase | model | n | WIS | MAE | pinball .9 | 50% | 80% | 90% | Brier 92% | 95% | 100% |\n|---" + strings.Repeat("|---", 11) + "|\n")
	for _, phase := range [...]string{"all", "ordinary", "christmas", "strike", "planning"} {
		for _, m := range b.models() {
			l, ok := b.find(winter, m, "all", phase)
			if !ok {
				continue
			}
			fmt.Fprintf(s, "| %s | %s | %d | %.2f | %.2f | %.2f | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f |\n", phase, m, l.N, l.WIS, l.MAE,
				l.Pinball9, l.Cover50, l.Cover80, l.Cover90, l.Brier92, l.Brier95, l.Brier100)
		}
	}
}

func (b *BacktestResult) skillTable(s *strings.Builder) {
	fmt.Fprintf(s, "\n| %s better than | by | 95%% by winter-origin | 95%% by winter |\n|---|---|---|---|\n", b.Model)
	for _, k := range b.Skill {
		if k.Horizon != "mean" {
			continue
		}
		winters := "one winter"
		if k.ByWinter != nil {
			winters = fmt.Sprintf("%.1f%% to %.1f%%", 100*k.ByWinter[0], 100*k.ByWinter[1])
		}
		fmt.Fprintf(s, "| %s | %.1f%% | %.1f%% to %.1f%% | %s |\n", k.Against, 100*k.Skill, 100*k.ByOrigin[0], 100*k.ByOrigin[1], winters)
	}
}
