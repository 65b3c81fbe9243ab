package demo

import (
	"fmt"
	"slices"
	"strings"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/org"
)

// posts are the posts that are filled at each kind of organisation.
var posts = map[org.Kind][]org.RoleCode{
	org.KindTrust:        {"sitrep-contact", "duty-director", "chief-operating-officer", "discharge-lead"},
	org.KindAmbulance:    {"sitrep-contact", "duty-director", "chief-operating-officer"},
	org.KindICB:          {"sitrep-contact", "duty-director", "eprr-lead", "discharge-lead"},
	org.KindRegion:       {"sitrep-contact", "duty-director", "regional-director", "regional-operations"},
	org.KindCouncil:      {"dass", "sitrep-contact", "discharge-lead"},
	org.KindADASSRegion:  {"adass-chair"},
	org.KindCareProvider: {"registered-manager"},
	org.KindVoluntary:    {"volunteering-lead"},
}

// holders fills the posts with invented people. Every seventh post has a deputy beside its holder, every twenty-third a
// deputy alone, every fortieth nobody.
func holders(b *builder) []org.Holder {
	var codes []org.Code
	opens := map[org.Code]civil.Range{}
	for _, f := range b.facts {
		if f.What == org.FactUnit {
			if _, seen := opens[f.Org]; !seen {
				codes = append(codes, f.Org)
			}
			opens[f.Org] = f.Valid
		}
	}
	slices.Sort(codes)
	var out []org.Holder
	n, post := 0, 0
	add := func(c org.Code, role org.RoleCode, as org.Capacity) {
		n++
		from := later(baseDay, opens[c].From)
		out = append(out, org.Holder{Org: c, Role: role, Capacity: as, Name: org.SyntheticHolder(n), Synthetic: true, Source: "synthetic",
			Email: fmt.Sprintf("%s.%s.%d@example.org", role, strings.ToLower(string(c)), n), Phone: fmt.Sprintf("01632 960%03d", n%1000),
			Valid: civil.Range{From: from, To: opens[c].To}})
	}
	for _, c := range codes {
		for _, role := range posts[b.kinds[c]] {
			post++
			switch {
			case post%40 == 0:
			case post%23 == 0:
				add(c, role, org.Deputes)
			default:
				add(c, role, org.Holds)
				if post%7 == 0 {
					add(c, role, org.Deputes)
				}
			}
		}
	}
	return out
}

// Person is somebody to be in the demonstration, with the one role held.
type Person struct {
	Email, Name string
	Role        access.Role
	At          org.Code
}

// People are the demonstration's accounts: one for each role, several for those of a trust, at organisations that
// belong together, so that the same return can be looked at from every desk, and whoever signs the board's discharge plan.
func (w *World) People() []Person {
	desks := w.desks()
	main, other := desks[0], desks[1]
	board := main.board
	at := map[access.Role][]org.Code{
		access.TrustSubmitter: {main.code, other.code}, access.TrustDirector: {main.code, other.code}, access.TrustViewer: {main.code},
		access.ICBLead: {board}, access.ICBDirector: {board}, access.ICBViewer: {board},
		access.NationalLead: {org.England}, access.NationalViewer: {org.England}, access.Auditor: {org.England}, access.Administrator: {org.England},
	}
	for _, x := range boards {
		if x.code == board {
			at[access.RegionLead], at[access.RegionViewer] = []org.Code{x.region}, []org.Code{x.region}
		}
	}
	for _, f := range w.facts {
		switch {
		case f.What == org.FactUnit && f.Kind == org.KindAmbulance && at[access.ProviderLead] == nil:
			at[access.ProviderLead] = []org.Code{f.Org}
		case f.What == org.FactUnit && f.Kind == org.KindCareProvider && at[access.ProviderDirector] == nil:
			at[access.ProviderDirector] = []org.Code{f.Org}
		case f.What == org.FactShare && f.Basis == org.AreasByICB && f.Shares[0].Other == board && at[access.CouncilLead] == nil:
			c := []org.Code{f.Org}
			at[access.CouncilLead], at[access.CouncilDirector], at[access.CouncilViewer] = c, c, c
		}
	}
	for _, f := range w.facts {
		if f.What == org.FactLink && f.Tree == org.ADASS && f.Org == at[access.CouncilLead][0] {
			at[access.ADASSChair] = []org.Code{f.Other}
		}
	}
	var out []Person
	add := func(r access.Role, c org.Code) {
		if !slices.ContainsFunc(out, func(p Person) bool { return p.Role == r && p.At == c }) {
			out = append(out, Person{Email: address(r, c), Name: fmt.Sprintf("Demonstration %02d (synthetic)", len(out)+1), Role: r, At: c})
		}
	}
	for _, r := range access.Roles() {
		for _, c := range at[r.Role] {
			add(r.Role, c)
		}
	}
	// Those who came later stand last, so that the others keep their numbers.
	trusts, councils := w.reprofileParties(board)
	for _, c := range trusts {
		add(access.TrustDirector, c)
	}
	for _, c := range councils {
		add(access.CouncilDirector, c)
	}
	for _, r := range []access.Role{access.StaffMember, access.TeamManager, access.RotaCoordinator, access.Guardian, access.BookingManager, access.ClinicalReviewer} {
		add(r, main.code)
	}
	for _, c := range []org.Code{main.code, other.code} {
		add(access.MedicalDirector, c)
		add(access.PatientSafetyLead, c)
	}
	// Two at the national desk, since what one writes down another confirms.
	out = append(out, Person{Email: "second-" + address(access.NationalLead, org.England),
		Name: fmt.Sprintf("Demonstration %02d (synthetic)", len(out)+1), Role: access.NationalLead, At: org.England})
	return out
}

// address is that of the account with a role at an organisation.
func address(r access.Role, c org.Code) string {
	return fmt.Sprintf("%s.%s@example.org", r, strings.ToLower(string(c)))
}

// desks are the two trusts that the demonstration's people work at: a large one that stays as it is, and one beside it.
func (w *World) desks() [2]*trust {
	var main *trust
	for _, t := range w.trusts {
		if t.type1 && t.open.To.IsZero() && len(t.grows) == 0 && t.paed > 0 {
			switch {
			case main == nil && t.core > 600:
				main = t
			case main != nil && t.board == main.board:
				return [2]*trust{main, t}
			}
		}
	}
	panic("demo: no board has two trusts that last")
}
