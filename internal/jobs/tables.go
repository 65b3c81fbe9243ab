package jobs

import "headroom/internal/db"

// tables describes our own tables; River's belong to River.
func tables() []db.Table {
	return []db.Table{
		db.Reseal("jobs_progress", "job_id", "job_id kind unique_key claim rescued worker started_at beat_at done total words checkpoint again cancel_at cancel_by",
			"how far this background job has come"),
		db.Reseal("jobs_due", "name", "name last_at", "when this regular job runs next"),
	}
}
