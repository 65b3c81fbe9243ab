package chart

import (
	"context"
	"io"

	"headroom/internal/spc"
)

// SPCIcon is the variation or the assurance icon of a chart, with its words beside it, for charts and for boards of many measures.
type SPCIcon struct {
	words   string
	colour  string
	letter  string
	picture string // what is drawn under the letter
}

// VariationIcon is what the newest point tells; false where no point was judged.
func VariationIcon(v spc.Variation) (SPCIcon, bool) {
	const wave = `<path d="M8 30l6 -5l6 7l6 -10l6 6" fill="none" stroke-width="2"/>`
	const high = `<path d="M8 33l7 -3l6 3l4 -4l7 -15" fill="none" stroke-width="2"/>`
	const low = `<path d="M8 13l7 3l6 -3l4 4l7 15" fill="none" stroke-width="2"/>`
	switch v {
	case spc.VariationCommon:
		return SPCIcon{"Common cause: no significant change", softColour, "", wave}, true
	case spc.VariationImprovementHigh:
		return SPCIcon{"Special cause of improvement: higher is better", "#0072a3", "H", high}, true
	case spc.VariationImprovementLow:
		return SPCIcon{"Special cause of improvement: lower is better", "#0072a3", "L", low}, true
	case spc.VariationConcernHigh:
		return SPCIcon{"Special cause of concern: lower is better", "#b45309", "H", high}, true
	case spc.VariationConcernLow:
		return SPCIcon{"Special cause of concern: higher is better", "#b45309", "L", low}, true
	case spc.VariationNeutralHigh:
		return SPCIcon{"Special cause: higher, and neither way is better", "#490092", "H", high}, true
	case spc.VariationNeutralLow:
		return SPCIcon{"Special cause: lower, and neither way is better", "#490092", "L", low}, true
	case spc.NoVariation:
	}
	return SPCIcon{}, false
}

// AssuranceIcon is what the limits say of the target; false where there is none.
func AssuranceIcon(a spc.Assurance) (SPCIcon, bool) {
	const line = `<path d="M6 20h28" fill="none" stroke-width="1.5" stroke-dasharray="4 3"/>`
	switch a {
	case spc.ConsistentPass:
		return SPCIcon{"The target will consistently be met", "#0072a3", "P", line}, true
	case spc.ConsistentFail:
		return SPCIcon{"The target will consistently be missed", "#b45309", "F", line}, true
	case spc.Inconsistent:
		return SPCIcon{"The target may be met or missed", softColour, "?", line}, true
	case spc.NoAssurance:
	}
	return SPCIcon{}, false
}

// Words is what the icon says.
func (i SPCIcon) Words() string { return i.words }

// Render writes the icon alone, 40 by 40, named by its words.
func (i SPCIcon) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, i.svg(`role="img" aria-label="`+esc(i.words)+`"`))
	return err
}

// sample is the icon beside its words, which a screen reader is told once.
func (i SPCIcon) sample() keyItem {
	return keyItem{i.svg(`aria-hidden="true" focusable="false"`), i.words}
}

func (i SPCIcon) svg(told string) string {
	c := &canvas{}
	c.f(`<svg xmlns="http://www.w3.org/2000/svg" class="hr-key__sample" viewBox="0 0 40 40" width="40" height="40" font-family="Arial, Helvetica, sans-serif" %s>`, told)
	c.f(`<circle cx="20" cy="20" r="18" fill="#fff" stroke="%s" stroke-width="3"/><g stroke="%s">%s</g>`, i.colour, i.colour, i.picture)
	if i.letter != "" {
		x, y := "20", "26"
		switch i.letter {
		case "H":
			x, y = "15", "22"
		case "L":
			x, y = "15", "31"
		}
		c.f(`<text x="%s" y="%s" text-anchor="middle" font-size="17" font-weight="bold" fill="%s" stroke="#fff" stroke-width="4" paint-order="stroke">%s</text>`, x, y, i.colour, i.letter)
	}
	c.WriteString(`</svg>`)
	return c.String()
}

// icons are those of the chart.
func (s SPC) icons() []keyItem {
	var out []keyItem
	if i, ok := VariationIcon(s.Chart.Variation); ok {
		out = append(out, i.sample())
	}
	if i, ok := AssuranceIcon(s.Chart.Assurance); ok {
		out = append(out, i.sample())
	}
	return out
}
