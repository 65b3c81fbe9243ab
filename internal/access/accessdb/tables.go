package accessdb

import "headroom/internal/db"

// tables describes every table of the room, for the seals.
func tables() []db.Table {
	const roles = "who may see and change what"
	return []db.Table{
		db.Seal("access_account", "id", "id email name demo created_at created_by", "names and addresses of people who sign in"),
		db.Seal("access_standing", "id", "id account state reason recorded_at recorded_by", "which accounts are locked or closed"),
		db.Reseal("access_secret", "account", "account hash must_change valid_until set_at", "a person's password"),
		db.Seal("access_grant", "id", "id account role org from_day to_day stands_for lent_from reason recorded_at recorded_by", roles),
		db.Seal("access_grant_end", "id", "id grant_id to_day reason recorded_at recorded_by", roles),
		db.Reseal("access_token", "id", "id token_hash account name verbs org director until_day created_at used_at revoked_at", "what a program may see and send"),
		db.Leave("access_session", db.Unguarded, "a sign-in lasts hours; one that is damaged ends, and the person signs in again"),
		db.Leave("access_attempt", db.Unguarded, "tries to sign in are kept for hours, to slow down guessing"),
	}
}
