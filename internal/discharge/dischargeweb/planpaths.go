package dischargeweb

import (
	"net/url"
	"strconv"

	"headroom/internal/civil"
)

// Where the pages of plans are. Other rooms link here by these alone.
const (
	PlansPath     = "/plans"
	NewPath       = "/plans/new"
	ConflictsPath = "/plans/conflicts"
	VariancePath  = "/plans/variance"
)

// PlanPath is one plan.
func PlanPath(plan string) string { return PlansPath + "/" + url.PathEscape(plan) }

// LinePath is one line of a plan.
func LinePath(plan, line string) string { return PlanPath(plan) + "/lines/" + url.PathEscape(line) }

// SketchPath is one plan that is being, or was, worked out.
func SketchPath(id int64) string { return "/sketches/" + strconv.FormatInt(id, 10) }

// VarianceOn is what was agreed for a day against what was done.
func VarianceOn(day civil.Date) string { return VariancePath + "?day=" + day.String() }
