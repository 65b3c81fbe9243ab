package access

// Requests for a patient-safety mitigation. A request goes from a trust to its board, region and the national team, and is
// read by those on its way alone: a trust never sees another's, a council none.
const (
	MitigationRead       Verb = "mitigation.read"        // a request whole, with its returned versions and its evidence
	MitigationUnsigned   Verb = "mitigation.unsigned"    // what is written before a signature: the trust's own
	MitigationCounts     Verb = "mitigation.counts"      // how many requests came to what, and how timely
	MitigationDraft      Verb = "mitigation.draft"       // write a request, and note who came
	MitigationSign       Verb = "mitigation.sign"        // sign, withdraw, stand down: the medical director's steps
	MitigationSystem     Verb = "mitigation.system"      // the integrated care board's steps
	MitigationRegion     Verb = "mitigation.region"      // the region's steps
	MitigationDecide     Verb = "mitigation.decide"      // the national team's steps: send, write a decision down, confirm it
	MitigationImpact     Verb = "mitigation.impact"      // write an impact return
	MitigationImpactSign Verb = "mitigation.impact-sign" // sign it
	MitigationComment    Verb = "mitigation.comment"     // the system's and the region's words on an impact return
	MitigationReference  Verb = "mitigation.reference"   // published counts and schemes
)

func mitigationPolicy() Policy {
	drafts := map[Role]Reach{TrustSubmitter: Below, TrustDirector: Below, PatientSafetyLead: Below, MedicalDirector: Below}
	read := map[Role]Reach{
		TrustSubmitter: Below, TrustDirector: Below, PatientSafetyLead: Below, MedicalDirector: Below,
		ICBLead: Below, ICBDirector: Below, RegionLead: Below, NationalLead: All, Auditor: All,
	}
	counts := map[Role]Reach{TrustViewer: Below, ICBViewer: Below, RegionViewer: Below, NationalViewer: All}
	for r, reach := range read {
		counts[r] = reach
	}
	director := map[Role]Reach{MedicalDirector: Below}
	nation := map[Role]Reach{NationalLead: All}
	return Policy{Noun: "mitigation", Words: "requests for a patient-safety mitigation, and what followed them", Rules: []Rule{
		{Verb: MitigationRead, Words: "Read requests, their versions, times and impact returns", Sensitive: true,
			Why: "A request describes a service in danger: its trust, those it passes through, and whoever audits the record (B8).", Reach: read},
		{Verb: MitigationUnsigned, Words: "Read what is written of a request before it is signed", Sensitive: true,
			Why:   "A draft is the trust's own until its medical director signs it (B6); an auditor reads the whole record (B8).",
			Reach: map[Role]Reach{TrustSubmitter: Below, TrustDirector: Below, PatientSafetyLead: Below, MedicalDirector: Below, Auditor: All}},
		{Verb: MitigationCounts, Words: "See how many requests came to what, and how timely", Token: true,
			Why: "Counts name no service; an analyst needs no more.", Reach: counts},
		{Verb: MitigationDraft, Words: "Write a request, and note when doctors came", Changes: true,
			Why: "A trust asks for itself.", Reach: drafts},
		{Verb: MitigationSign, Words: "Sign, withdraw or stand down a request", Changes: true,
			Why: "The medical director answers for the case, and never signs what they wrote (B4).", Reach: director},
		{Verb: MitigationSystem, Words: "Forward, return or decline as the integrated care board", Changes: true,
			Why:   "The board knows whether help within the system was tried.",
			Reach: map[Role]Reach{ICBLead: Below, ICBDirector: Below}},
		{Verb: MitigationRegion, Words: "Forward, return or decline as the region", Changes: true,
			Why:   "The region knows whether help from other systems was tried.",
			Reach: map[Role]Reach{RegionLead: Below}},
		{Verb: MitigationDecide, Words: "Send to the union body, write its decision down, confirm it", Changes: true,
			Why: "One national desk speaks with the union body; a second person there confirms what the first wrote (H16).", Reach: nation},
		{Verb: MitigationImpact, Words: "Write an impact return", Changes: true,
			Why: "The trust says what followed.", Reach: map[Role]Reach{PatientSafetyLead: Below, MedicalDirector: Below}},
		{Verb: MitigationImpactSign, Words: "Sign an impact return", Changes: true,
			Why: "The medical director answers for it.", Reach: director},
		{Verb: MitigationComment, Words: "Comment on an impact return", Changes: true,
			Why:   "It goes through the system and the region (N15).",
			Reach: map[Role]Reach{ICBLead: Below, ICBDirector: Below, RegionLead: Below}},
		{Verb: MitigationReference, Words: "Add published counts and schemes", Changes: true,
			Why: "What everybody reads is kept in one place.", Reach: nation},
	}}
}
