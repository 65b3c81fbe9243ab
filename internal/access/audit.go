package access

// AuditRead is reading the audit log and checking its chain.
const AuditRead Verb = "audit.read"

func auditPolicy() Policy {
	return Policy{Noun: "audit", Words: "who did what, when and why", Rules: []Rule{
		{Verb: AuditRead, Words: "Read the audit log and check its chain", Sensitive: true,
			Why: "Those who answer for an organisation see what was done there; an administrator does not watch over his own acts.",
			Reach: map[Role]Reach{TrustDirector: Below, ProviderDirector: Below, ICBLead: Below, ICBDirector: Below,
				RegionLead: Below, NationalLead: All, CouncilDirector: Own, ADASSChair: BelowCare, Auditor: All}},
	}}
}
