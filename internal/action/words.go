package action

import "slices"

// Code names a period, as "JD-09": capital letters, digits and hyphens.
type Code string

// Union is a trade union's usual short name.
type Union string

// The unions of the 2022 to 2026 actions.
const (
	BMA    Union = "BMA"
	HCSA   Union = "HCSA"
	BDA    Union = "BDA"
	RCN    Union = "RCN"
	CSP    Union = "CSP"
	SoR    Union = "SoR"
	GMB    Union = "GMB"
	Unison Union = "UNISON"
	Unite  Union = "Unite"
)

// Staff is a staff group. Resident doctors were called junior doctors until September 2024; the code is one.
type Staff string

// The staff groups.
const (
	Residents        Staff = "resident-doctors"
	Consultants      Staff = "consultants"
	DentalTrainees   Staff = "dental-trainees"
	Nurses           Staff = "nurses"
	Ambulance        Staff = "ambulance"
	Physiotherapists Staff = "physiotherapists"
	Radiographers    Staff = "radiographers"
)

// Form is what the members who act do.
type Form string

// The forms of action.
const (
	FullWalkout   Form = "full-walkout"
	ChristmasDay  Form = "christmas-day-cover"
	DayShifts     Form = "day-shifts"
	ElectiveOnly  Form = "elective-only"
	PartialHours  Form = "partial-hours"
	ShortOfStrike Form = "short-of-strike"
	Varies        Form = "varies"
)

// Standing is what was decided about a period.
type Standing string

// The standings. Contingent depends on something stated, as a ballot; doubtful is a record that sources do not agree on.
const (
	Announced  Standing = "announced"
	Confirmed  Standing = "confirmed"
	Contingent Standing = "contingent"
	CalledOff  Standing = "called-off"
	Doubtful   Standing = "doubtful"
)

// Status is the standing with the clock put to it.
type Status string

// The statuses that the clock adds; the others are those of Standing.
const (
	UnderWay Status = "under-way"
	Ended    Status = "ended"
)

// Phase is what the service is doing about a period.
type Phase string

// The phases in order. NotYet is before, Closed after them.
const (
	NotYet  Phase = "not-yet"
	Prepare Phase = "prepare"
	Respond Phase = "respond"
	Recover Phase = "recover"
	Learn   Phase = "learn"
	Closed  Phase = "closed"
)

// word is a stored word with what people read.
type word struct{ key, shown string }

var (
	staffWords = []word{{string(Residents), "Resident (junior) doctors"}, {string(Consultants), "Consultants"}, {string(DentalTrainees), "Dental trainees"},
		{string(Nurses), "Nurses"}, {string(Ambulance), "Ambulance staff"}, {string(Physiotherapists), "Physiotherapists"}, {string(Radiographers), "Radiographers"}}
	formWords = []word{{string(FullWalkout), "Full walkout"}, {string(ChristmasDay), "Christmas Day cover"}, {string(DayShifts), "Day shifts"},
		{string(ElectiveOnly), "Elective work only"}, {string(PartialHours), "Part of the day"}, {string(ShortOfStrike), "Action short of a strike"}, {string(Varies), "Varies by trust"}}
	standingWords = []word{{string(Announced), "Announced"}, {string(Confirmed), "Confirmed"}, {string(Contingent), "Contingent"}, {string(CalledOff), "Called off"}, {string(Doubtful), "Doubtful record"}}
	statusWords   = append(slices.Clone(standingWords), word{string(UnderWay), "Under way"}, word{string(Ended), "Ended"})
	phaseWords    = []word{{string(NotYet), "Not yet"}, {string(Prepare), "Prepare"}, {string(Respond), "Respond"}, {string(Recover), "Recover"}, {string(Learn), "Learn"}, {string(Closed), "Closed"}}
	unionWords    = []word{{string(BMA), "British Medical Association"}, {string(HCSA), "Hospital Consultants and Specialists Association"}, {string(BDA), "British Dental Association"},
		{string(RCN), "Royal College of Nursing"}, {string(CSP), "Chartered Society of Physiotherapy"}, {string(SoR), "Society of Radiographers"},
		{string(GMB), "GMB"}, {string(Unison), "UNISON"}, {string(Unite), "Unite the Union"}}
)

func shown(words []word, key string) string {
	for _, w := range words {
		if w.key == key {
			return w.shown
		}
	}
	return key
}

func known(words []word, key string) bool {
	return slices.ContainsFunc(words, func(w word) bool { return w.key == key })
}

// Words is the union's full name, or its short one when it is not in the table.
func (u Union) Words() string { return shown(unionWords, string(u)) }

// Words is what people read.
func (s Staff) Words() string { return shown(staffWords, string(s)) }

// Words is what people read.
func (f Form) Words() string { return shown(formWords, string(f)) }

// Words is what people read.
func (s Standing) Words() string { return shown(standingWords, string(s)) }

// Words is what people read.
func (s Status) Words() string { return shown(statusWords, string(s)) }

// Words is what people read.
func (p Phase) Words() string { return shown(phaseWords, string(p)) }

// StaffGroups lists the staff groups, for forms.
func StaffGroups() []Staff { return keys[Staff](staffWords) }

// Forms lists the forms of action, for forms.
func Forms() []Form { return keys[Form](formWords) }

// Standings lists the standings, for forms.
func Standings() []Standing { return keys[Standing](standingWords) }

// Unions lists the unions known by name; another may be entered.
func Unions() []Union { return keys[Union](unionWords) }

func keys[T ~string](words []word) []T {
	out := make([]T, 0, len(words))
	for _, w := range words {
		out = append(out, T(w.key))
	}
	return out
}
