package orgdb

import "headroom/internal/db"

// tables describes every table of the room, for the seals.
func tables() []db.Table {
	const sums = "names and places of organisations, and so the sums of every level above them,"
	return []db.Table{
		db.Seal("org_fact", "id", "id org what recorded_at recorded_by fact digest", sums),
		db.Seal("org_change", "id", "id recorded_at stamp actor changeset_id last_fact words", "the history of the register of organisations"),
		db.Seal("org_changeset", "id", "id origin title file sha256 as_at notes proposed_by proposed_at", "changes of organisations that wait for a decision"),
		db.Seal("org_changeset_line", "changeset_id line", "changeset_id line org verb subject words before_words after_words facts evidence",
			"changes of organisations that wait for a decision"),
		db.Seal("org_decision", "id", "id changeset_id line decision before_words reason actor decided_at", "what was decided about changes of organisations"),
		db.Seal("org_role", "id", "id role name kinds valid_from valid_to unconfirmed source recorded_at actor", "names of posts"),
		db.Seal("org_role_alias", "id", "id role alias recorded_at actor", "names of posts"),
		db.Seal("org_holder", "id", "id holding org role capacity name email phone valid_from valid_to synthetic state source recorded_at actor",
			"who holds which post and how to reach them"),
	}
}
