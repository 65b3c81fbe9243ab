package access

import (
	"slices"
	"strings"
)

// Verb is "noun.what", as "return.sign". Each noun's verbs stand in that noun's file.
type Verb string

// Noun is the part before the point.
func (v Verb) Noun() string {
	n, _, _ := strings.Cut(string(v), ".")
	return n
}

// Rule says who may do one verb, and how far.
type Rule struct {
	Verb      Verb
	Words     string         // what the verb allows, for people
	Why       string         // why the reaches are as they are
	Changes   bool           // it changes something: never an auditor's
	Sensitive bool           // doing it is itself written in the audit log, though it only reads
	Token     bool           // a program may do it with a token
	Reach     map[Role]Reach // a role that is absent reaches nothing
	Everyone  bool           // any signed-in person, with or without a role, for themselves
}

// Policy is all the rules of one noun.
type Policy struct {
	Noun  string
	Words string // what the noun is
	Rules []Rule
}

// policyTable is every policy; adding a noun is a file and a line here.
var policyTable = []Policy{
	picturePolicy(), seriesPolicy(), forecastPolicy(), planPolicy(), capacityPolicy(), readinessPolicy(), staysPolicy(), recoveryPolicy(), restPolicy(), mitigationPolicy(),
	returnPolicy(), chasePolicy(), importPolicy(), orgPolicy(), rolePolicy(),
	periodPolicy(), registerPolicy(), auditPolicy(), accountPolicy(), sessionPolicy(), tokenPolicy(), deputyPolicy(),
	harmPolicy(), jobPolicy(),
}

var ruleByVerb = func() map[Verb]Rule {
	m := map[Verb]Rule{}
	for _, p := range policyTable {
		for _, r := range p.Rules {
			m[r.Verb] = r
		}
	}
	return m
}()

// Policies lists every policy, in the order shown to people. Do not change what it returns.
func Policies() []Policy { return slices.Clone(policyTable) }

// RuleFor is the rule of verb v; false when no rule names it, and then nobody may do it.
func RuleFor(v Verb) (Rule, bool) {
	r, ok := ruleByVerb[v]
	return r, ok
}

// Verbs lists every verb in the order of the policies.
func Verbs() []Verb {
	var out []Verb
	for _, p := range policyTable {
		for _, r := range p.Rules {
			out = append(out, r.Verb)
		}
	}
	return out
}

// TableRow is one line of the access table: a role, a verb and how far it reaches.
type TableRow struct {
	Role  Role
	Verb  Verb
	Reach Reach
}

// Table lays out every role against every verb, "none" included.
func Table() []TableRow {
	var out []TableRow
	for _, v := range Verbs() {
		for _, i := range roleTable {
			out = append(out, TableRow{i.Role, v, ruleByVerb[v].reach(i.Role)})
		}
	}
	return out
}

func (r Rule) reach(role Role) Reach { return r.Reach[role] }

// readers is the reach of those who read what organisations sent, one by one: themselves, those below, never sideways.
func readers() map[Role]Reach {
	return map[Role]Reach{
		TrustSubmitter: Below, TrustDirector: Below, TrustViewer: Below,
		ProviderLead: Below, ProviderDirector: Below,
		ICBLead: Below, ICBDirector: Below, ICBViewer: Below,
		RegionLead: Below, RegionViewer: Below,
		NationalLead: All, NationalViewer: All,
		CouncilLead: Own, CouncilDirector: Own, CouncilViewer: Own,
		ADASSChair: BelowCare, Auditor: All,
	}
}

// everyRole gives every role the same reach.
func everyRole(reach Reach) map[Role]Reach {
	m := map[Role]Reach{}
	for _, i := range roleTable {
		m[i.Role] = reach
	}
	return m
}
