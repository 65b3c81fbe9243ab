package mitigation

import (
	"slices"

	"headroom/internal/action"
)

// RungKind is one thing that can be done before doctors who act are asked to return.
type RungKind string

// The rungs, nearest to the service first (B8).
const (
	ElectiveReduced RungKind = "elective-reduced"
	UrgentMoved     RungKind = "urgent-moved"
	SeniorCover     RungKind = "senior-cover"
	Incentives      RungKind = "incentives"
	BankAgency      RungKind = "bank-agency"
	NotActing       RungKind = "not-acting"
	Practitioners   RungKind = "practitioners"
	OtherSites      RungKind = "other-sites"
	AidInSystem     RungKind = "aid-in-system"
	AidInRegion     RungKind = "aid-in-region"
	ServiceDiverted RungKind = "service-diverted"
	LeaveCancelled  RungKind = "leave-cancelled"
)

// RungInfo says what a rung is and what its two numbers count.
type RungInfo struct {
	Kind  RungKind
	Name  string
	Asked string // what Asked counts; empty when nothing
	Got   string // what Got counts
}

// rungTable is built once and never changed.
var rungTable = []RungInfo{
	{ElectiveReduced, "Elective work cancelled or reduced", "lists and clinics planned", "of these cancelled"},
	{UrgentMoved, "Urgent cases moved to other days", "urgent cases planned", "of these moved"},
	{SeniorCover, "Cover by consultants and SAS doctors", "doctors asked", "who accepted"},
	{Incentives, "Incentives or rates offered", "pounds an hour that staff asked for", "pounds an hour offered"},
	{BankAgency, "Bank and agency", "shifts put out", "shifts filled"},
	{NotActing, "Doctors in training who do not act", "doctors asked", "who accepted"},
	{Practitioners, "Advanced practitioners", "staff asked", "who accepted"},
	{OtherSites, "Redeployment from other sites", "staff asked for", "who came"},
	{AidInSystem, "Mutual aid in the system", "trusts asked", "that helped"},
	{AidInRegion, "Mutual aid in the region", "systems asked", "that helped"},
	{ServiceDiverted, "Service diverted or closed", "hours of service planned", "hours diverted or closed"},
	{LeaveCancelled, "Leave cancelled", "staff on leave", "who came in"},
}

// Rungs lists the ladder.
func Rungs() []RungInfo { return slices.Clone(rungTable) }

// Rung is one of them answered.
type Rung struct {
	Kind     RungKind      `json:"kind"`
	Tried    Said          `json:"tried"` // yes, no or not applicable
	At       action.Moment `json:"at,omitzero"`
	Asked    *int          `json:"asked,omitempty"` // see RungInfo; nil is not stated
	Got      *int          `json:"got,omitempty"`
	Result   string        `json:"result,omitempty"`
	Why      string        `json:"why"` // why it is not enough, was not tried, or does not apply
	Evidence []string      `json:"evidence,omitempty"`
}

// rung finds a form's answer for a rung.
func (f Form) rung(k RungKind) (Rung, bool) {
	i := slices.IndexFunc(f.Ladder, func(r Rung) bool { return r.Kind == k })
	if i < 0 {
		return Rung{}, false
	}
	return f.Ladder[i], true
}
