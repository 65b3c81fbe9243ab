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

// UnchangedSince is the number of the earliest version since which a line has stood in every version just as in the last
// of history, which is in rising order; 0 when the last does not have it.
func UnchangedSince(history []Version, id string) int {
	since := 0
	var now Line
	for i := len(history) - 1; i >= 0; i-- {
		l, ok := history[i].Line(id)
		if !ok || since != 0 && l != now {
			break
		}
		since, now = history[i].Number, l
	}
	return since
}

// Standings works out, by line, how the lines of the last version of history stand. An event counts while its line has
// not changed since: that is how what was agreed is carried over into a new version.
func Standings(history []Version, events []Event) map[string]Standing {
	out := map[string]Standing{}
	if len(history) == 0 {
		return out
	}
	by := map[string][]Event{}
	for _, e := range events {
		by[e.Line] = append(by[e.Line], e)
	}
	for _, l := range history[len(history)-1].Lines {
		since := UnchangedSince(history, l.ID)
		own := slices.DeleteFunc(by[l.ID], func(e Event) bool { return e.Version < since })
		out[l.ID] = StandingOf(l, own)
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

// SignedBy works out who has agreed to the last version of history (in rising order). A version is signed when every
// party has signed and no line that one of them answers for is refused or unanswered (c.11).
func SignedBy(history []Version, events []Event, commitments []Commitment) Agreement {
	if len(history) == 0 {
		return Agreement{}
	}
	v := history[len(history)-1]
	standings := Standings(history, events)
	a := Agreement{State: VersionSigned}
	signed, carried := 0, 0
	for _, p := range v.Parties() {
		s := signatureOf(history, p, standings, commitments)
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
	kept := 0
	for id, st := range standings {
		if st.State != Proposed && UnchangedSince(history, id) < v.Number && st.Last.Version < v.Number {
			kept++
		}
	}
	a.Words = fmt.Sprintf("%d of %d parties have agreed", signed, len(a.Parties))
	if carried+kept > 0 {
		a.Words += fmt.Sprintf("; carried over from earlier versions, because nothing in them changed: %d signatures and the answers to %d lines", carried, kept)
	}
	return a
}

// signatureOf works out one party's.
func signatureOf(history []Version, p Party, standings map[string]Standing, commitments []Commitment) Signature {
	v := history[len(history)-1]
	s := Signature{Party: p}
	since := partSince(history, p)
	for _, c := range commitments {
		if c.Org == p.Org && c.Version >= since && c.Version <= v.Number && c.Version >= s.By.Version {
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

// partSince is the earliest version since which what the party signs has stayed the same: a council its own lines; a trust
// its lines and the target; the board everything.
func partSince(history []Version, p Party) int {
	last := len(history) - 1
	want := partOf(history[last], p)
	since := history[last].Number
	for i := last - 1; i >= 0 && partOf(history[i], p) == want; i-- {
		since = history[i].Number
	}
	return since
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
