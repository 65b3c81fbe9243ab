package harm

import "cmp"

// Physical is a national code of physical harm. The worst is the lowest. The zero value is not graded.
type Physical int

// The codes (C2).
const (
	Fatal          Physical = 1
	SeverePhysical Physical = 2
	Moderate       Physical = 3
	LowPhysical    Physical = 4
	NoPhysical     Physical = 5
)

// Psychological is a national code of psychological harm. The worst is the lowest, none is fatal, and no code is that of
// the physical scale. The zero value is not graded.
type Psychological int

// The codes (C2).
const (
	SeverePsychological   Psychological = 1
	ModeratePsychological Psychological = 2
	LowPsychological      Psychological = 3
	NoPsychological       Psychological = 4
)

// Physicals lists the scale, the worst first.
func Physicals() []Physical {
	return []Physical{Fatal, SeverePhysical, Moderate, LowPhysical, NoPhysical}
}

// Psychologicals lists the scale, the worst first.
func Psychologicals() []Psychological {
	return []Psychological{SeverePsychological, ModeratePsychological, LowPsychological, NoPsychological}
}

// Known reports whether it is a code of the scale.
func (p Physical) Known() bool { return p >= Fatal && p <= NoPhysical }

// Known reports whether it is a code of the scale.
func (p Psychological) Known() bool { return p >= SeverePsychological && p <= NoPsychological }

// ByWorst orders physical harm with the worst first and what is not graded last.
func (p Physical) ByWorst(q Physical) int { return byWorst(int(p), int(q)) }

// ByWorst orders psychological harm with the worst first and what is not graded last.
func (p Psychological) ByWorst(q Psychological) int { return byWorst(int(p), int(q)) }

func byWorst(a, b int) int {
	if (a == 0) != (b == 0) {
		return cmp.Compare(b, a)
	}
	return cmp.Compare(a, b)
}

// WorstPhysical is the worst of several grades; not graded when none is.
func WorstPhysical(all ...Physical) Physical {
	var out Physical
	for _, p := range all {
		if p.Known() && (out == 0 || p < out) {
			out = p
		}
	}
	return out
}

// WorstPsychological is the worst of several grades; not graded when none is.
func WorstPsychological(all ...Psychological) Psychological {
	var out Psychological
	for _, p := range all {
		if p.Known() && (out == 0 || p < out) {
			out = p
		}
	}
	return out
}

// Words is the grade as people read it.
func (p Physical) Words() string {
	switch p {
	case Fatal:
		return "fatal"
	case SeverePhysical:
		return "severe physical harm"
	case Moderate:
		return "moderate physical harm"
	case LowPhysical:
		return "low physical harm"
	case NoPhysical:
		return "no physical harm"
	}
	return "physical harm not graded"
}

// Words is the grade as people read it.
func (p Psychological) Words() string {
	switch p {
	case SeverePsychological:
		return "severe psychological harm"
	case ModeratePsychological:
		return "moderate psychological harm"
	case LowPsychological:
		return "low psychological harm"
	case NoPsychological:
		return "no psychological harm"
	}
	return "psychological harm not graded"
}
