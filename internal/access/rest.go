package access

// Duties, rest owed and rest taken. People's duties stay with their employer: above it there are counts alone. Nothing here
// knows of unions or of who took part in anything.
const (
	RestOwn    Verb = "rest.own"    // one's own duties and ledger
	RestTake   Verb = "rest.take"   // say that one's own booked rest was taken
	RestRules  Verb = "rest.rules"  // the dated tables of rules
	RestTeam   Verb = "rest.team"   // people's duties, breaches and ledgers
	RestAll    Verb = "rest.all"    // every team of the trust, and not those alone that one is named for
	RestBook   Verb = "rest.book"   // book rest for people and note it as taken
	RestRoster Verb = "rest.roster" // bring in duties, contracts and who is who
	RestPolicy Verb = "rest.policy" // the trust's own policy of recovery rest
	RestCounts Verb = "rest.counts" // how many people stand how, by trust
)

func restPolicy() Policy {
	return Policy{Noun: "rest", Words: "duties, rest owed and rest taken", Rules: []Rule{
		{Verb: RestOwn, Words: "See one's own duties, breaches and ledgers of rest",
			Why:   "What is known of a person's hours is that person's to see (D5); the account that is named for a person shows that person alone.",
			Reach: staff(Below, TrustViewer)},
		{Verb: RestTake, Words: "Say that one's own booked rest was taken", Changes: true,
			Why:   "Whether a rest was taken is known best by who took it.",
			Reach: staff(Below)},
		{Verb: RestRules, Words: "See the rules of rest with their sources", Token: true, Why: "Public.", Reach: everyRole(All)},
		{Verb: RestTeam, Words: "See people's duties, breaches and ledgers", Sensitive: true,
			Why:   "A manager sees the teams they are named for; the rota co-ordinator and the guardian of safe working hours the whole trust. Nobody above it, and no auditor, sees people.",
			Reach: map[Role]Reach{TeamManager: Below, RotaCoordinator: Below, Guardian: Below}},
		{Verb: RestAll, Words: "See every team of the trust",
			Why:   "Who makes the roster, and who oversees it, sees all of it.",
			Reach: map[Role]Reach{RotaCoordinator: Below, Guardian: Below}},
		{Verb: RestBook, Words: "Book rest and note it as taken", Changes: true,
			Why:   "Rest is booked by who makes the roster.",
			Reach: map[Role]Reach{TeamManager: Below, RotaCoordinator: Below}},
		{Verb: RestRoster, Words: "Bring in duties, contracts and who is who", Changes: true,
			Why:   "One place in a trust keeps the roster.",
			Reach: map[Role]Reach{RotaCoordinator: Below}},
		{Verb: RestPolicy, Words: "Set the trust's policy of recovery rest", Changes: true,
			Why:   "A local policy is the trust's to answer for.",
			Reach: map[Role]Reach{TrustDirector: Below}},
		{Verb: RestCounts, Words: "See how many people stand how, by trust",
			Why:   "The system sees counts, never names; a trust its own.",
			Reach: restCounts()},
	}}
}

// restCounts is who sees counts: those who read a trust's returns, and those who keep its rest.
func restCounts() map[Role]Reach {
	m := readers()
	for _, r := range []Role{CouncilLead, CouncilDirector, CouncilViewer, ADASSChair} {
		delete(m, r)
	}
	m[TeamManager], m[RotaCoordinator], m[Guardian] = Below, Below, Below
	return m
}

// staff is a reach of everybody who works in a trust and does more than look, and of the roles that are named beside them.
func staff(reach Reach, more ...Role) map[Role]Reach {
	m := map[Role]Reach{}
	for _, r := range append([]Role{StaffMember, TeamManager, RotaCoordinator, Guardian, TrustSubmitter, TrustDirector, ProviderLead, ProviderDirector}, more...) {
		m[r] = reach
	}
	return m
}
