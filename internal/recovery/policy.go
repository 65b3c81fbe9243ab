package recovery

import (
	_ "embed" // the default policy is part of the program
	"encoding/csv"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// Weight is one entry of the reference policy: what a number is, since when, and on whose word.
type Weight struct {
	Name    string
	Value   float64
	Unit    string
	Tier    int        // the tier it belongs to; 0 when to none
	From    civil.Date // in force since
	Certain bool       // false: unconfirmed, a choice that an operator should look at
	Source  string
	Words   string // what it weighs
}

//go:embed policy.csv
var policyText string

// reference is the policy that comes with Headroom; never changed.
var reference = mustReadWeights(policyText)

// Weights are the entries of the default policy, in its order.
func Weights() []Weight { return slices.Clone(reference) }

// DefaultPolicy is what weighs what unless an operator says otherwise: Weights as values.
func DefaultPolicy() Policy {
	p := Policy{Name: "headroom-2023-12", Weights: make(map[string]float64, len(reference))}
	for _, w := range reference {
		switch w.Name {
		case "overrun.grace":
			p.Overrun.Grace = w.Value
		case "overrun.risk":
			p.Overrun.Risk = w.Value
		default:
			p.Weights[w.Name] = w.Value
		}
	}
	return p
}

// mustReadWeights reads the embedded table, whose lines a test reads too.
func mustReadWeights(text string) []Weight {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		panic(err)
	}
	var out []Weight
	for _, r := range rows[1:] {
		value, err := strconv.ParseFloat(r[1], 64)
		if err != nil {
			panic(err)
		}
		tier, err := strconv.Atoi(r[3])
		if err != nil {
			panic(err)
		}
		out = append(out, Weight{Name: r[0], Value: value, Unit: r[2], Tier: tier, From: civil.MustDate(r[4]), Certain: r[5] == "yes", Source: r[6], Words: r[7]})
	}
	return out
}

// Check gives every problem of a policy at once: a weight that is not known, missing, negative or no number, an overrun
// that cannot be. A policy without weights stands for the default one.
func (p Policy) Check() fault.List {
	var l fault.List
	known := DefaultPolicy().Weights
	for _, name := range slices.Sorted(maps.Keys(p.Weights)) {
		v := p.Weights[name]
		switch _, ok := known[name]; {
		case !ok:
			l.Add(name, "policy", "there is no weight %q; the names are in the policy that is shown with every plan", name)
		case math.IsNaN(v) || v < 0 || v > 1e6:
			l.Add(name, "policy", "the weight %s is %v; give a number from 0 to 1,000,000", name, v)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(known)) {
		if _, ok := p.Weights[name]; !ok && len(p.Weights) > 0 {
			l.Add(name, "policy", "the policy has no weight %s; leave the policy out for the default, or give every weight", name)
		}
	}
	if o := p.Overrun; !(o.Grace >= 0 && o.Grace <= 240) {
		l.Add("overrun.grace", "policy", "the grace is %v minutes; give a number from 0 to 240", o.Grace)
	} else if !(o.Risk > 0 && o.Risk < 0.5) {
		l.Add("overrun.risk", "policy", "the accepted chance of running late is %v; give a number above 0 and under 0.5", o.Risk)
	}
	return l
}

// InForce are the weights of a policy with what each means, in the default's order; what differs from the default is said
// to be the operator's.
func (p Policy) InForce() []Weight {
	out := Weights()
	for i := range out {
		w := &out[i]
		v, ok := p.Weights[w.Name]
		switch w.Name {
		case "overrun.grace":
			v, ok = p.Overrun.Grace, true
		case "overrun.risk":
			v, ok = p.Overrun.Risk, true
		}
		if ok && v != w.Value {
			w.Value, w.Certain, w.Source = v, false, byOperator
		}
	}
	return out
}

// byOperator is the source of a weight that was changed.
const byOperator = "set by the operator"

// Changed lists the weights in which a policy differs from the default, so that every plan can show them.
func (p Policy) Changed() []Weight {
	return slices.DeleteFunc(p.InForce(), func(w Weight) bool { return w.Source != byOperator })
}
