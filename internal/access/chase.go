package access

// The list of returns that are due or late, and the reminders about them.
const (
	ChaseRead Verb = "chase.read"
	ChaseSend Verb = "chase.send"
)

func chasePolicy() Policy {
	return Policy{Noun: "chase", Words: "returns that are due or late", Rules: []Rule{
		{Verb: ChaseRead, Words: "See which returns are due or late", Token: true,
			Why: "Lateness of a neighbour is the neighbour's and its board's business.", Reach: readers()},
		{Verb: ChaseSend, Words: "Send a reminder", Changes: true,
			Why: "Those above remind those below.",
			Reach: map[Role]Reach{ICBLead: Below, ICBDirector: Below, RegionLead: Below, NationalLead: All,
				ADASSChair: BelowCare}},
	}}
}
