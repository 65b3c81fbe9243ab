package access

// What can be done with a return.
const (
	ReturnRead       Verb = "return.read"
	ReturnDraft      Verb = "return.draft"
	ReturnSubmit     Verb = "return.submit"
	ReturnSign       Verb = "return.sign"
	ReturnReopen     Verb = "return.reopen"
	ReturnReopenLate Verb = "return.reopen-late"
)

// ReopenDays is how many days after the reporting date an organisation may still amend its return by itself (flow.md
// a.1 and R4: the portal let a trust amend the previous 14 days; later needs the region).
const ReopenDays = 14

// ReopenVerb is the verb needed to reopen a return whose reporting date lies days back.
func ReopenVerb(days int) Verb {
	if days > ReopenDays {
		return ReturnReopenLate
	}
	return ReturnReopen
}

func returnPolicy() Policy {
	enter := map[Role]Reach{
		TrustSubmitter: Below, TrustDirector: Below, ProviderLead: Below, ProviderDirector: Below,
		ICBLead: Own, ICBDirector: Own, CouncilLead: Own, CouncilDirector: Own,
	}
	const whyEnter = "An organisation speaks for itself (and a trust for its sites); nobody above enters figures in its name."
	return Policy{Noun: "return", Words: "what one organisation sent for one form and day", Rules: []Rule{
		{Verb: ReturnRead, Words: "Read an organisation's returns and their versions", Sensitive: true, Token: true,
			Why: "Unpublished figures of one organisation: itself and those it answers to.", Reach: readers()},
		{Verb: ReturnDraft, Words: "Write a draft", Why: whyEnter, Changes: true, Token: true, Reach: enter},
		{Verb: ReturnSubmit, Words: "Send a return", Why: whyEnter, Changes: true, Token: true, Reach: enter},
		{Verb: ReturnSign, Words: "Sign a return off", Changes: true,
			Why: "The accountable director of the return's own organisation, in person: a program cannot sign (T26).",
			Reach: map[Role]Reach{TrustDirector: Below, ProviderDirector: Below, ICBDirector: Own,
				CouncilDirector: Own}},
		{Verb: ReturnReopen, Words: "Reopen a return within fourteen days", Changes: true,
			Why: "Whoever signs it may take it back; the region may do it for them.",
			Reach: map[Role]Reach{TrustDirector: Below, ProviderDirector: Below, ICBDirector: Own,
				CouncilDirector: Own, RegionLead: Below, NationalLead: All}},
		{Verb: ReturnReopenLate, Words: "Approve reopening a return after fourteen days", Changes: true,
			Why:   "Later amendments need the region's approval (R4).",
			Reach: map[Role]Reach{RegionLead: Below, NationalLead: All}},
	}}
}
