package access

// Industrial-action periods and the register of measures: what everyone needs to read the same figures the same way.
const (
	PeriodRead   Verb = "period.read"
	PeriodEdit   Verb = "period.edit"
	RegisterRead Verb = "register.read"
)

func periodPolicy() Policy {
	return Policy{Noun: "period", Words: "periods of industrial action and the winter calendar", Rules: []Rule{
		{Verb: PeriodRead, Words: "See periods and their phases", Token: true, Why: "Public.", Reach: everyRole(All)},
		{Verb: PeriodEdit, Words: "Enter or change a period", Changes: true,
			Why:   "A period shades every chart in England, so one place keeps it.",
			Reach: map[Role]Reach{NationalLead: All}},
	}}
}

func registerPolicy() Policy {
	return Policy{Noun: "register", Words: "the definitions of measures and forms", Rules: []Rule{
		{Verb: RegisterRead, Words: "See what each measure means", Token: true, Why: "Public.", Reach: everyRole(All)},
	}}
}
