package sitrepdb

import "headroom/internal/db"

// tables describes every table of the room, for the seals.
func tables() []db.Table {
	return append([]db.Table{
		db.Leave("sitrep_version", db.Otherwise, "Verify holds each version against its own digest and the audit log"),
		db.Leave("sitrep_rollup", db.Otherwise, "Verify works the sums out again; those of a day in sitrep_stale are used by no read"),
		db.Seal("sitrep_source", "id", "id sha256 file format edition known_at stored_at stored_by",
			"which file figures came from and from when on they count as known"),
		db.Seal("sitrep_duty", "form org first_day source", "form org first_day last_day source", "which returns are due, and so what counts as missing,"),
		db.Seal("sitrep_published", "source form org day", "source form org day body digest", "the totals that a file itself gave"),
		db.Seal("sitrep_cover", "source form day", "source form day", "which edition of a publication speaks for a day"),
		db.Reseal("sitrep_draft", "form org day", "form org day rev typed ready saved_by saved_at", "what somebody was typing for this return"),
		db.Reseal("sitrep_reopening", "form org day n", "form org day n granted_by granted_at until_at reason used_version", "whether this return may be changed after its window"),
		db.Seal("sitrep_reminder", "form org day step", "form org day step sent_by sent_at words", "the record of reminders"),
		db.Seal("sitrep_receipt", "who key", "who key digest form org day n same recorded_at", "the answer to a sender who asks again"),
		db.Leave("sitrep_tick", db.Unguarded, "a counter that tells kept pages from newer ones and is raised by every change; nothing else rests on it"),
		db.Reseal("sitrep_stale", "form day", "form day", "which sums are to be made anew"),
	}, fileTables()...)
}

// fileTables are those of the files that were handed in.
func fileTables() []db.Table {
	const files = "the file as it was handed in"
	return []db.Table{
		db.Reseal("sitrep_piece", "sha256 n", "sha256 n body", files),
		db.Seal("sitrep_upload", "id", "id sha256 file bytes pieces received_at received_by", files),
		db.Reseal("sitrep_import", "id", "id upload file published_at received_at received_by state read_at ended_at job source format known_at"+
			" values_read stored unchanged withdrawn refused refusals differs new_orgs result", "what is told of this import"),
	}
}
