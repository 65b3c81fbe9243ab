package actiondb

import "headroom/internal/db"

// tables describes every table of the room, for the seals.
func tables() []db.Table {
	return []db.Table{
		db.Seal("action_period", "code revision", "code revision name standing standing_from caveats source unconfirmed known_at recorded_at recorded_by reason",
			"periods of industrial action and the days that count as strike days"),
		db.Seal("action_window", "code revision place", "code revision place union_name staff form planned_from planned_to actual_from actual_to places organisations placeholder unconfirmed caveat source",
			"the hours of industrial action and the days that count as strike days"),
		db.Seal("action_figure", "code revision place", "code revision place kind n exactness as_at about_day counted_by source note unconfirmed",
			"the published figures about a period of industrial action"),
	}
}
