package occupancydb

import "headroom/internal/db"

// tables describes every table of the room, for the seals.
func tables() []db.Table {
	return []db.Table{
		db.Seal("occupancy_run", "id", "id origin known_at recorded_at kind model inputs learnt series reported seconds notes made_by",
			"what is said of how the bed forecasts were made"),
		db.Seal("occupancy_forecast", "run org", "run org origin body", "the bed forecasts"),
		db.Seal("occupancy_outcome", "org day n", "org day n occupied open_beds replayed body recorded_at",
			"the scores of the bed forecasts"),
		db.Seal("occupancy_override", "org effect of_beds n", "org effect of_beds n value se gone reason made_by recorded_at",
			"the effects of days that were set by hand, and the forecasts with them"),
		db.Seal("occupancy_scenario", "org name n", "org name n body gone made_by recorded_at", "the saved scenarios"),
		db.Seal("occupancy_backtest", "id", "id level model winters seconds body made_by recorded_at",
			"the scores of the model on past winters"),
	}
}
