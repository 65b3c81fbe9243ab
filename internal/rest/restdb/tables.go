package restdb

import "headroom/internal/db"

// tables describes every table of the room, for the seals.
func tables() []db.Table {
	return []db.Table{
		db.Seal("rest_import", "id", "id kind org file sha256 rows_read rows_kept recorded_at recorded_by", "the record of what was brought in of duties and contracts"),
		db.Seal("rest_duty", "import_id place", "import_id place org person employer starts_at ends_at state kind paid extra worked episodes breaks withdrawn recorded_at", "duties"),
		db.Seal("rest_contract", "import_id place", "import_id place org person employer terms hours day opt_out other from_day to_day recorded_at", "contracts by which duties are judged"),
		db.Seal("rest_member", "import_id place", "import_id place org person team account recorded_at", "teams, and who sees whose ledger of rest"),
		db.Seal("rest_name", "import_id place", "import_id place org person name recorded_at", "names of staff"),
		db.Seal("rest_manager", "org team account place", "org team account place held recorded_at recorded_by", "who manages which team"),
		db.Seal("rest_entry", "org person place", "org person place ledger kind hours begins_at until against booking words actor role recorded_at", "rest that was booked, taken or paid"),
		db.Seal("rest_policy", "org version", "org version from_day body recorded_at recorded_by", "trusts' policies of recovery rest"),
		db.Seal("rest_notice", "org person ledger rule arose_at place", "org person ledger rule arose_at place rule_set due_at step told hours recorded_at", "who was told of rest that is owed"),
		db.Seal("rest_source", "import_id", "import_id words recorded_at", "where contracts that were entered by hand were read"),
	}
}
