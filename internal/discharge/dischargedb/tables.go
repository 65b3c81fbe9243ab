package dischargedb

import "headroom/internal/db"

// tables describes every table of the room, for the seals.
func tables() []db.Table {
	return []db.Table{
		db.Seal("discharge_version", "plan number", "plan number area board first_day last_day body digest recorded_at recorded_by", "plans and the lines in them"),
		db.Seal("discharge_party", "plan number org", "plan number org", "whose agreement a plan needs"),
		db.Seal("discharge_event", "plan place", "plan place version line state n reason actor role org deputy recorded_at", "what became of the lines of plans"),
		db.Seal("discharge_signature", "plan version org", "plan version org actor role deputy recorded_at", "who has signed a plan"),
		db.Reseal("discharge_claim", "plan line", "plan line version trust council service day agreed proposed", "what plans take of councils' capacity"),
		db.Seal("discharge_notice", "org about step", "org about step sent_by recorded_at words", "what organisations were told"),
		db.Seal("discharge_answer", "org day item place", "org day item place answer note actor role deputy recorded_at", "the answers before days of rest"),
		db.Seal("discharge_import", "id", "id kind org form file sha256 rows_read rows_kept notes recorded_at recorded_by", "the record of files of capacity, reasons, pathways and stays"),
		db.Seal("discharge_capacity", "import_id place", "import_id place holder council service category day total accepting weekend holiday source as_at recorded_at agreed_out agreed", "what was said of councils' capacity"),
		db.Seal("discharge_reason", "import_id place", "import_id place trust council day cohort weight code raw n recorded_at", "the counts of reasons for delay"),
		db.Seal("discharge_left", "import_id place", "import_id place trust council month pathway label n recorded_at", "the counts of discharges by pathway"),
		db.Seal("discharge_stay", "import_id place", "import_id place trust admitted ready left_on arranged pathway council", "the stays that a trust sent"),
		db.Seal("discharge_delay", "import_id place", "import_id place trust council pathway month people bed_days undated recorded_at", "the counts of discharge-ready delays"),
		db.Seal("discharge_sketch", "id", "id area plan version body digest job recorded_at recorded_by", "what plans were asked to be worked out from"),
		db.Seal("discharge_worked", "sketch_id", "sketch_id body digest recorded_at", "plans that were worked out"),
	}
}
