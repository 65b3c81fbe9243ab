package recoveryweb

import (
	"net/url"
	"strconv"

	"headroom/internal/org"
	"headroom/internal/recovery"
)

// RecoveryPath is where the room begins. Other rooms link here by these functions alone.
const RecoveryPath = "/recovery"

// BoardOf is the board of a trust, or the counts of a board, region or England.
func BoardOf(o org.Code) string { return RecoveryPath + "/" + url.PathEscape(string(o)) }

// PatientsOf is a trust's list.
func PatientsOf(o org.Code) string { return BoardOf(o) + "/patients" }

// PatientOf is one pathway.
func PatientOf(o org.Code, p recovery.Pathway) string {
	return PatientsOf(o) + "/" + url.PathEscape(string(p))
}

// ImportOf is where a trust's files come in.
func ImportOf(o org.Code) string { return BoardOf(o) + "/import" }

// SessionsOf is a trust's sessions and limits.
func SessionsOf(o org.Code) string { return BoardOf(o) + "/sessions" }

// SessionOf is one session in counts.
func SessionOf(o org.Code, s recovery.SessionID) string {
	return BoardOf(o) + "/lists/" + url.PathEscape(string(s))
}

// PlansOf is a trust's plans.
func PlansOf(o org.Code) string { return BoardOf(o) + "/plans" }

// PlanOf is one plan.
func PlanOf(o org.Code, id int64) string { return PlansOf(o) + "/" + strconv.FormatInt(id, 10) }

// ListOf is one list of a plan.
func ListOf(o org.Code, id int64, s recovery.SessionID) string {
	return PlanOf(o, id) + "/lists/" + url.PathEscape(string(s))
}

// OffersOf is a trust's offers.
func OffersOf(o org.Code) string { return BoardOf(o) + "/offers" }

// WorklistOf is what must be checked on a trust's list.
func WorklistOf(o org.Code) string { return BoardOf(o) + "/worklist" }
