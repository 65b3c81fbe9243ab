package sitrep

import (
	"slices"

	"headroom/internal/measure"
)

// Needs lists the codes whose values decide those of the measures: themselves, and the parts of ratios, means and sums.
// A reader that wants a few measures of many returns decodes these alone.
func Needs(codes ...measure.Code) []measure.Code {
	var out []measure.Code
	var add func(c measure.Code)
	add = func(c measure.Code) {
		if c == "" || slices.Contains(out, c) {
			return
		}
		out = append(out, c)
		m, ok := measure.Find(c)
		if !ok {
			return
		}
		add(m.Num)
		add(m.Den)
		for _, t := range m.Terms {
			add(t.Code)
		}
	}
	for _, c := range codes {
		add(c)
	}
	return out
}

// Only is the plan for these measures alone; it gives the same lines for them as p does.
func (p *Plan) Only(codes ...measure.Code) *Plan {
	f := *p.form
	f.Items = nil
	need := Needs(codes...)
	for _, it := range p.form.Items {
		if slices.Contains(need, it.Measure) {
			f.Items = append(f.Items, it)
		}
	}
	return PlanFor(&f)
}

// DecodeSome reads the values of these measures from a stored text without decoding the rest; those that it does not
// hold are left out.
func DecodeSome(body string, codes []measure.Code) ([]Item, error) {
	out := make([]Item, 0, len(codes))
	for _, c := range codes {
		it, ok, err := DecodeOne(body, c)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, it)
		}
	}
	return out, nil
}
