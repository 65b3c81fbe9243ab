package mitigationdb

import "headroom/internal/db"

// tables describes every table of the room, for the seals.
func tables() []db.Table {
	return []db.Table{
		db.Seal("mitigation_request", "ref", "ref period trust number recorded_at recorded_by", "the numbers of requests for a mitigation"),
		db.Seal("mitigation_event", "ref place", "ref place step happened_at recorded_at by_account actor org on_behalf words body", "what happened to requests for a mitigation"),
		db.Seal("mitigation_impact", "ref stage place", "ref stage place version body by_account actor signed_by recorded_at", "impact returns"),
		db.Seal("mitigation_file", "ref id", "ref id name media size sha256 body by_account recorded_at", "evidence of requests"),
		db.Seal("mitigation_link", "hash", "hash ref made_at made_by expires_at", "links for a decision"),
		db.Seal("mitigation_link_step", "hash what", "hash what recorded_at by_account", "the use of links for a decision"),
		db.Seal("mitigation_published", "id", "id body recorded_at recorded_by", "published counts of requests"),
		db.Seal("mitigation_scheme", "scheme version", "scheme version body recorded_at recorded_by", "schemes of requests"),
		db.Seal("mitigation_notice", "ref step org", "ref step org due_at words recorded_at", "reminders about requests"),
		db.Reseal("mitigation_wake", "ref", "ref wake_at", "when the clock next looks at a request"),
	}
}
