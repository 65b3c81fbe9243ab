package measure

// The register is built once, from the tables in the reg_*.go files, in the order in which people meet the figures.
var (
	register = build()
	index    = indexOf(register)
)

func build() []Measure {
	var all []Measure
	for _, part := range [][]Measure{
		bedMeasures(), dailyFlows(), dischargeMeasures(), aeMeasures(), ambsysMeasures(),
		rttMeasures(), dm01Measures(), cancerMeasures(), bedsMonth(),
	} {
		all = append(all, part...)
	}
	return all
}

func indexOf(all []Measure) map[Code]int {
	ix := make(map[Code]int, len(all))
	for i, m := range all {
		if _, twice := ix[m.Code]; twice {
			panic("measure " + string(m.Code) + " is registered twice")
		}
		ix[m.Code] = i
	}
	return ix
}

// All is every measure in register order, as copies that the caller may keep.
func All() []Measure {
	out := make([]Measure, len(register))
	for i, m := range register {
		out[i] = m.clone()
	}
	return out
}

// Find is the measure with the code.
func Find(c Code) (Measure, bool) {
	i, ok := index[c]
	if !ok {
		return Measure{}, false
	}
	return register[i].clone(), true
}

// Index is the measure's place in the register (stable within one build of the program only, never stored), or -1.
func Index(c Code) int {
	if i, ok := index[c]; ok {
		return i
	}
	return -1
}

// Len is the number of measures in the register.
func Len() int { return len(register) }

// At is the measure at place i, as Index gave it.
func At(i int) Measure { return register[i].clone() }

// Sections lists the sections in register order.
func Sections() []string {
	var out []string
	seen := map[string]bool{}
	for _, m := range register {
		if !seen[m.Section] {
			seen[m.Section] = true
			out = append(out, m.Section)
		}
	}
	return out
}

// In lists the measures of a section in register order.
func In(section string) []Measure {
	var out []Measure
	for _, m := range register {
		if m.Section == section {
			out = append(out, m.clone())
		}
	}
	return out
}
