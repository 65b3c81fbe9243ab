package access

// Organisations, their names and links, and the people who fill named posts there.
const (
	OrgRead    Verb = "org.read"
	OrgPropose Verb = "org.propose"
	OrgAccept  Verb = "org.accept"
	RoleEdit   Verb = "role.edit"
)

func orgPolicy() Policy {
	return Policy{Noun: "org", Words: "organisations, their names and links by date", Rules: []Rule{
		{Verb: OrgRead, Words: "Look organisations up", Token: true,
			Why: "Reference data, public.", Reach: everyRole(All)},
		{Verb: OrgPropose, Words: "Propose a change to an organisation", Changes: true,
			Why: "Those who know first are there; nothing changes until it is accepted.",
			Reach: map[Role]Reach{TrustSubmitter: Below, TrustDirector: Below, ProviderLead: Own, ProviderDirector: Own,
				ICBLead: Below, ICBDirector: Below, RegionLead: Below, NationalLead: All,
				CouncilLead: Own, CouncilDirector: Own, ADASSChair: BelowCare}},
		{Verb: OrgAccept, Words: "Accept or reject a proposed change", Changes: true,
			Why:   "A change of links moves figures between boards, so the region or the centre decides.",
			Reach: map[Role]Reach{RegionLead: Below, NationalLead: All}},
	}}
}

func rolePolicy() Policy {
	return Policy{Noun: "role", Words: "who fills a named post (chief executive, EPRR lead …)", Rules: []Rule{
		{Verb: RoleEdit, Words: "Say who fills a named post", Changes: true,
			Why: "Letters go to posts (N18); the organisation and those above it keep them right.",
			Reach: map[Role]Reach{TrustSubmitter: Own, TrustDirector: Own, ProviderLead: Own, ProviderDirector: Own,
				ICBLead: Below, ICBDirector: Below, RegionLead: Below, NationalLead: All,
				CouncilLead: Own, CouncilDirector: Own, ADASSChair: BelowCare}},
	}}
}
