package discharge

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// Party is an organisation whose agreement a version needs.
type Party struct {
	Org  org.Code
	Kind org.Kind // icb, trust or council
}

// Parties lists whose agreement the version needs: its board, each trust and each council that a line is about.
func (v Version) Parties() []Party {
	var trusts, councils []org.Code
	for _, l := range v.Lines {
		trusts = append(trusts, l.Trust)
		if l.Council != "" {
			councils = append(councils, l.Council)
		}
	}
	if v.Area != v.Board {
		trusts = append(trusts, v.Area)
	}
	out := []Party{{v.Board, org.KindICB}}
	add := func(list []org.Code, k org.Kind) {
		slices.Sort(list)
		for _, c := range slices.Compact(list) {
			out = append(out, Party{c, k})
		}
	}
	add(trusts, org.KindTrust)
	add(councils, org.KindCouncil)
	return out
}

// Involves reports whether an organisation is a party of the version.
func (v Version) Involves(o org.Code) bool {
	return slices.ContainsFunc(v.Parties(), func(p Party) bool { return p.Org == o })
}

// Line finds a line of the version by its lasting name.
func (v Version) Line(id string) (Line, bool) {
	i := slices.IndexFunc(v.Lines, func(l Line) bool { return l.ID == id })
	if i < 0 {
		return Line{}, false
	}
	return v.Lines[i], true
}

// Roots says since which version each line, and what each party signs, has stood just as it does now: it is how what was
// agreed is carried over into a new version.
type Roots struct {
	Lines   map[string]int
	Parties map[org.Code]int
}

// RootsOf works the roots of a version out from those of the version before it; the first version comes after the zero
// Version.
func RootsOf(v, before Version, roots Roots) Roots {
	out := Roots{Lines: map[string]int{}, Parties: map[org.Code]int{}}
	had := make(map[string]Line, len(before.Lines))
	for _, l := range before.Lines {
		had[l.ID] = l
	}
	for _, l := range v.Lines {
		out.Lines[l.ID] = v.Number
		if old, ok := had[l.ID]; ok && old == l {
			out.Lines[l.ID] = roots.Lines[l.ID]
		}
	}
	for _, p := range v.Parties() {
		out.Parties[p.Org] = v.Number
		if before.Number != 0 && partOf(before, p) == partOf(v, p) {
			out.Parties[p.Org] = roots.Parties[p.Org]
		}
	}
	return out
}

// Standings works out, by line, how the lines of a version stand. An event counts while its line has not changed since.
func Standings(v Version, roots Roots, events []Event) map[string]Standing {
	by := make(map[string][]Event, len(v.Lines))
	for _, e := range events {
		if e.Version >= roots.Lines[e.Line] && e.Version <= v.Number {
			by[e.Line] = append(by[e.Line], e)
		}
	}
	out := make(map[string]Standing, len(v.Lines))
	for _, l := range v.Lines {
		out[l.ID] = StandingOf(l, by[l.ID])
	}
	return out
}

// Commitment is one party's signature under one version of a plan.
type Commitment struct {
	Version int
	Org     org.Code // the party
	By      Signer
	At      time.Time
}

// Signature is how far one party has come.
type Signature struct {
	Party
	Signed  bool
	By      Commitment // the signature that counts; zero while there is none
	Carried bool       // it was given under an earlier version, and nothing that the party answers for has changed since
	Wanting string     // what is still to be done, in words; empty when signed
}

// VersionState is what has become of a version.
type VersionState string

// The states of a version.
const (
	VersionProposed   VersionState = "proposed"
	VersionSigned     VersionState = "signed"
	VersionSuperseded VersionState = "superseded"
)

// Agreement is the state of a version and of each of its parties.
type Agreement struct {
	State   VersionState
	Parties []Signature
	// Words says it in a sentence, with what was carried over from earlier versions.
	Words string
}

// SignedBy works out who has agreed to a version, from how its lines stand and the signatures under it and those before.
// A version is signed when every party has signed and no line that one of them answers for is refused or unanswered
// (c.11).
func SignedBy(v Version, roots Roots, standings map[string]Standing, commitments []Commitment) Agreement {
	a := Agreement{State: VersionSigned}
	signed, carried := 0, 0
	for _, p := range v.Parties() {
		s := signatureOf(v, roots, p, standings, commitments)
		if s.Signed {
			signed++
		} else {
			a.State = VersionProposed
		}
		if s.Carried {
			carried++
		}
		a.Parties = append(a.Parties, s)
	}
	kept := Carried(v, standings)
	a.Words = fmt.Sprintf("%d of %d parties have agreed", signed, len(a.Parties))
	if carried+kept > 0 {
		var parts []string
		if carried > 0 {
			parts = append(parts, numbered(carried, "signature", "signatures"))
		}
		if kept > 0 {
			parts = append(parts, "the answers to "+numbered(kept, "line", "lines"))
		}
		a.Words += "; carried over from earlier versions, because nothing in them changed: " + strings.Join(parts, " and ")
	}
	return a
}

func numbered(n int, one, several string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, several)
}

// Carried counts the lines whose answer was given under an earlier version.
func Carried(v Version, standings map[string]Standing) int {
	n := 0
	for _, st := range standings {
		if !st.Last.At.IsZero() && st.Last.Version < v.Number {
			n++
		}
	}
	return n
}

// signatureOf works out one party's.
func signatureOf(v Version, roots Roots, p Party, standings map[string]Standing, commitments []Commitment) Signature {
	s := Signature{Party: p}
	for _, c := range commitments {
		if c.Org == p.Org && c.Version >= roots.Parties[p.Org] && c.Version <= v.Number && c.Version >= s.By.Version {
			s.By = c
		}
	}
	open, refused := unanswered(v, p, standings)
	switch {
	case open > 0:
		s.Wanting = fmt.Sprintf("%d of its lines are not answered", open)
	case refused > 0:
		s.Wanting = fmt.Sprintf("%d of its lines are refused: the plan needs a new version", refused)
	case s.By.Org == "":
		s.Wanting = "it has not signed"
	default:
		s.Signed, s.Carried = true, s.By.Version < v.Number
	}
	return s
}

// unanswered counts the lines that the party answers for and has not answered, or has refused.
func unanswered(v Version, p Party, standings map[string]Standing) (open, refused int) {
	for _, l := range v.Lines {
		if l.Holder() != p.Org {
			continue
		}
		switch standings[l.ID].State {
		case Proposed:
			open++
		case Refused:
			refused++
		}
	}
	return open, refused
}

// partOf is a text of what the party signs; the same text is the same part. A version that the party is no part of has
// none.
func partOf(v Version, p Party) string {
	if !v.Involves(p.Org) {
		return ""
	}
	var parts []string
	if p.Kind != org.KindCouncil {
		parts = append(parts, fmt.Sprint(v.Target, v.Confidence, v.From, v.To))
	}
	for _, l := range v.Lines {
		if p.Kind == org.KindICB || l.Council == p.Org || l.Trust == p.Org {
			parts = append(parts, fmt.Sprintf("%q", []string{l.ID, l.Date.String(), string(l.Trust), string(l.Council), string(l.Pathway),
				string(l.Service), string(l.Effect), fmt.Sprint(l.Number), l.Owner}))
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, "\n") + "."
}

// MaySign says why a signer may not sign a version for his organisation; nil when he may. Only the holder's own
// organisation signs for it: the trust's accountable director, the board's lead or director, the council's director of
// adult social services, or a deputy named for one of these.
func MaySign(v Version, by Signer) error {
	i := slices.IndexFunc(v.Parties(), func(p Party) bool { return p.Org == by.Org })
	if i < 0 {
		return fault.New(fault.Forbidden, "%s is no party of this plan: only the organisations whose lines are in it, and its board, sign it", by.Org)
	}
	switch v.Parties()[i].Kind {
	case org.KindTrust:
		if !by.holds(access.TrustDirector) {
			return fault.New(fault.Forbidden, "For a trust its accountable director (the chief operating officer) signs, or a deputy named for that role")
		}
	case org.KindICB:
		if !by.holds(access.ICBLead, access.ICBDirector) {
			return fault.New(fault.Forbidden, "For a board its lead for urgent and emergency care or its accountable director signs, or a deputy named for that role")
		}
	case org.KindCouncil:
		if !by.holds(access.CouncilDirector) {
			return fault.New(fault.Forbidden, "For a council its director of adult social services signs, or a deputy named for that role")
		}
	}
	return nil
}

// MayPropose says why a signer may not propose a version of a plan; nil when he may: the board's lead or director, or, for
// the plan of one trust, that trust's accountable director.
func MayPropose(v Version, by Signer) error {
	if by.Org == v.Board && by.holds(access.ICBLead, access.ICBDirector) ||
		by.Org == v.Area && v.Area != v.Board && by.holds(access.TrustDirector) {
		return nil
	}
	return fault.New(fault.Forbidden, "A plan is proposed by the lead or director of its board, or for one trust by that trust's accountable director")
}
