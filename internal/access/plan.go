package access

// The discharge plan and what it stands on: reading it, proposing it, answering and signing its lines, stating capacity,
// and the check before days of rest. Which line an organisation may answer is the plan's own rule (discharge.MaySign and
// discharge.CheckEvent); the verbs say who may do such a thing at all.
const (
	PlanRead        Verb = "plan.read"
	PlanPropose     Verb = "plan.propose"
	PlanAnswer      Verb = "plan.answer"
	PlanSign        Verb = "plan.sign"
	CapacityRead    Verb = "capacity.read"
	CapacityState   Verb = "capacity.state"
	ReadinessRead   Verb = "readiness.read"
	ReadinessAnswer Verb = "readiness.answer"
	StaysKeep       Verb = "stays.keep"
)

func planPolicy() Policy {
	return Policy{Noun: "plan", Words: "a discharge plan, what it stands on and what became of it", Rules: []Rule{
		{Verb: PlanRead, Words: "See plans, their lines and what became of them", Token: true,
			Why: "A plan is an agreement: its trusts, its board and its councils see it, and those above.", Reach: pictures()},
		{Verb: PlanPropose, Words: "Work out and propose a plan", Changes: true,
			Why:   "Whoever answers for the beds of a board or a trust; a plan binds nobody until each party has agreed.",
			Reach: map[Role]Reach{TrustDirector: Below, ICBLead: Own, ICBDirector: Own}},
		{Verb: PlanAnswer, Words: "Agree, refuse, deliver or fail the lines of one's own organisation", Changes: true,
			Why:   "A line is answered by whose capacity it spends, and by nobody for them (R14).",
			Reach: answerers()},
		{Verb: PlanSign, Words: "Sign a plan for one's organisation", Changes: true,
			Why:   "The chief operating officer, the board's lead and each director of adult social services, in person or by a deputy (c.11).",
			Reach: map[Role]Reach{TrustDirector: Below, ICBLead: Own, ICBDirector: Own, CouncilDirector: Own}},
	}}
}

func capacityPolicy() Policy {
	return Policy{Noun: "capacity", Words: "what councils and providers can take", Rules: []Rule{
		{Verb: CapacityRead, Words: "See councils' capacity", Token: true,
			Why: "Those who plan discharge together look at the same numbers.", Reach: pictures()},
		{Verb: CapacityState, Words: "State the capacity of one's council or board, by hand or by file", Changes: true,
			Why: "A council speaks for itself and the providers it buys from; a board for its community beds.",
			Reach: map[Role]Reach{CouncilLead: Own, CouncilDirector: Own, ICBLead: Own, ICBDirector: Own, ProviderLead: Below,
				ProviderDirector: Below}},
	}}
}

func readinessPolicy() Policy {
	return Policy{Noun: "readiness", Words: "the check before weekends and bank holidays", Rules: []Rule{
		{Verb: ReadinessRead, Words: "See the check before days of rest", Token: true,
			Why: "Who lacks what on a holiday is everybody's business who plans with them.", Reach: pictures()},
		{Verb: ReadinessAnswer, Words: "Answer the check before days of rest", Changes: true,
			Why: "Each organisation for itself (R39).", Reach: answerers()},
	}}
}

func staysPolicy() Policy {
	return Policy{Noun: "stays", Words: "a trust's own rows of discharges, reasons for delay and stays", Rules: []Rule{
		{Verb: StaysKeep, Words: "Bring in discharges by pathway, reasons for delay and stays of one's trust", Changes: true,
			Why:   "Rows about single stays belong to the trust; everybody else sees counts (R21).",
			Reach: map[Role]Reach{TrustSubmitter: Below, TrustDirector: Below}},
	}}
}

// answerers speak for their own organisation.
func answerers() map[Role]Reach {
	return map[Role]Reach{TrustSubmitter: Below, TrustDirector: Below, ICBLead: Own, ICBDirector: Own, CouncilLead: Own, CouncilDirector: Own}
}
