package harm

// Code is a row of a national code list (C3), read in version 5 of the taxonomy.
type Code struct {
	Value int
	Words string
}

// outcomeTypes and the lists below are built once and never changed.
var outcomeTypes = []Code{
	{1, "a death not thought to be related to care, on which facts are to be found"},
	{2, "an unplanned return or readmission"},
	{3, "unplanned intensive, high-dependency or neonatal care"},
	{4, "safeguarding"},
	{5, "a return to theatre"},
	{7, "a crash call"},
	{9, "a bleed after birth of concern"},
	{10, "an unplanned caesarean"},
}

// OutcomeTypes lists the kinds of outcome.
func OutcomeTypes() []Code { return append([]Code(nil), outcomeTypes...) }

func outcomeKnown(v int) bool {
	for _, c := range outcomeTypes {
		if c.Value == v {
			return true
		}
	}
	return false
}

var detectionPoints = []Code{
	{2, "before admission"}, {3, "immediately before"}, {4, "during care"}, {5, "while others continued the care"},
	{6, "after the care had ended"}, {7, "not known"}, {8, "other"},
}

// DetectionPoints lists when an event may have been noticed.
func DetectionPoints() []Code { return append([]Code(nil), detectionPoints...) }

// RiskStaffing is the one theme of risks whose code was found: staffing, workload, capacity or capability of services.
const RiskStaffing = 1

// RiskThemes lists the themes whose codes are known.
func RiskThemes() []Code {
	return []Code{{RiskStaffing, "staffing, workload, capacity or capability of services"}}
}
