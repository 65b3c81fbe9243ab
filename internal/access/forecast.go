package access

// The bed forecast: reading it, setting what it has learnt by hand, and keeping scenarios.
const (
	ForecastRead     Verb = "forecast.read"
	ForecastOverride Verb = "forecast.override"
	ForecastScenario Verb = "forecast.scenario"
	ForecastMake     Verb = "forecast.make"
)

func forecastPolicy() Policy {
	plans := map[Role]Reach{TrustSubmitter: Below, TrustDirector: Below, ICBLead: Below, ICBDirector: Below, RegionLead: Below, NationalLead: All}
	return Policy{Noun: "forecast", Words: "the bed forecast of one organisation, its scores and scenarios", Rules: []Rule{
		{Verb: ForecastRead, Words: "See and export the bed forecast", Why: whyPictures, Token: true, Reach: pictures()},
		{Verb: ForecastScenario, Words: "Save a scenario", Changes: true,
			Why:   "Whoever prepares the organisation's winter; it changes nobody's forecast.",
			Reach: plans},
		{Verb: ForecastOverride, Words: "Set the effect of a kind of day by hand", Changes: true,
			Why: "It moves the forecast that others read, so it needs somebody who answers for the organisation, and a reason (R13).",
			Reach: map[Role]Reach{TrustDirector: Below, ICBLead: Below, ICBDirector: Below, RegionLead: Below,
				NationalLead: All}},
		{Verb: ForecastMake, Words: "Have the forecasts made now", Changes: true,
			Why:   "It is work for the whole of England, done each night by itself.",
			Reach: map[Role]Reach{NationalLead: All}},
	}}
}
