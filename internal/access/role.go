package access

import (
	"slices"

	"headroom/internal/org"
)

// Role is what a person is, at an organisation. Stored as its word.
type Role string

// The roles, nearest to the ward first.
const (
	TrustSubmitter    Role = "trust-submitter"
	TrustDirector     Role = "trust-director"
	TrustViewer       Role = "trust-viewer"
	BookingManager    Role = "booking-manager"
	ClinicalReviewer  Role = "clinical-reviewer"
	StaffMember       Role = "staff-member"
	TeamManager       Role = "team-manager"
	RotaCoordinator   Role = "rota-coordinator"
	Guardian          Role = "guardian"
	MedicalDirector   Role = "medical-director"
	PatientSafetyLead Role = "patient-safety-lead"
	ProviderLead      Role = "provider-lead"
	ProviderDirector  Role = "provider-director"
	ICBLead           Role = "icb-lead"
	ICBDirector       Role = "icb-director"
	ICBViewer         Role = "icb-viewer"
	RegionLead        Role = "region-lead"
	RegionViewer      Role = "region-viewer"
	NationalLead      Role = "national-lead"
	NationalViewer    Role = "national-viewer"
	CouncilLead       Role = "council-lead"
	CouncilDirector   Role = "council-director"
	CouncilViewer     Role = "council-viewer"
	ADASSChair        Role = "adass-chair"
	Auditor           Role = "auditor"
	Administrator     Role = "administrator"
)

// RoleInfo describes a role for people who hand it out.
type RoleInfo struct {
	Role   Role
	Name   string     // as shown
	Words  string     // what the holder does
	HeldAt []org.Kind // the kinds of organisation it can be held at; empty means any
}

var (
	trustKinds    = []org.Kind{org.KindTrust, org.KindAmbulance, org.KindIndependent, org.KindSite}
	providerKinds = []org.Kind{org.KindIndependent, org.KindAmbulance, org.KindCareProvider, org.KindVoluntary}
	icbKinds      = []org.Kind{org.KindICB}
	regionKinds   = []org.Kind{org.KindRegion}
	englandKinds  = []org.Kind{org.KindEngland, org.KindNational}
	councilKinds  = []org.Kind{org.KindCouncil}
)

// roleTable is built once and never changed.
var roleTable = []RoleInfo{
	{TrustSubmitter, "Trust submitter", "Enters and sends the trust's returns.", trustKinds},
	{TrustDirector, "Trust accountable director", "Answers for the trust's figures and signs its returns off.", trustKinds},
	{TrustViewer, "Trust viewer", "Reads the trust's figures and the pictures it is part of.", trustKinds},
	{BookingManager, "Booking manager", "Keeps the trust's lists and theatre sessions, plans and offers new dates.", trustKinds},
	{ClinicalReviewer, "Clinical reviewer", "Judges who comes first and reviews each proposed date.", trustKinds},
	{StaffMember, "Staff member", "Sees their own duties and the rest they are owed.", trustKinds},
	{TeamManager, "Team manager", "Sees the duties and rest of the teams they are named for, and books rest.", trustKinds},
	{RotaCoordinator, "Rota co-ordinator", "Keeps the trust's duties and contracts, and books rest.", trustKinds},
	{Guardian, "Guardian of safe working hours", "Oversees hours and rest in the trust; changes nothing.", trustKinds},
	{MedicalDirector, "Medical director", "Signs the trust's requests for a patient-safety mitigation and its impact returns.", trustKinds},
	{PatientSafetyLead, "Patient safety lead", "Writes requests and impact returns, and keeps the trust's patient-safety events.", trustKinds},
	{ProviderLead, "Provider lead", "Enters and sends the provider's returns.", providerKinds},
	{ProviderDirector, "Provider accountable director", "Answers for the provider's figures and signs them off.", providerKinds},
	{ICBLead, "ICB lead", "Runs the board's returns: chases, corrects, reads every trust in the board.", icbKinds},
	{ICBDirector, "ICB accountable director", "As the lead, and signs the board's own returns off.", icbKinds},
	{ICBViewer, "ICB viewer", "Reads every trust in the board.", icbKinds},
	{RegionLead, "Region lead", "Reads and chases the region; approves reopening after fourteen days.", regionKinds},
	{RegionViewer, "Region viewer", "Reads every board and trust in the region.", regionKinds},
	{NationalLead, "National lead", "Runs collections, imports, periods and reference data for England.", englandKinds},
	{NationalViewer, "National viewer", "Reads every organisation.", englandKinds},
	{CouncilLead, "Council lead", "Enters and sends the council's returns.", councilKinds},
	{CouncilDirector, "Director of adult social services", "Answers for the council's figures and signs them off.", councilKinds},
	{CouncilViewer, "Council viewer", "Reads the council's figures and the pictures it is part of.", councilKinds},
	{ADASSChair, "ADASS regional chair", "Reads and chases the councils of the ADASS region.", []org.Kind{org.KindADASSRegion}},
	{Auditor, "Auditor", "Reads everything, the audit log included; changes nothing.", englandKinds},
	{Administrator, "Administrator", "Manages accounts; sees no figures by this role.", nil},
}

// Roles lists the roles in the order shown to people.
func Roles() []RoleInfo { return slices.Clone(roleTable) }

// Info describes r; false for an unknown role.
func (r Role) Info() (RoleInfo, bool) {
	for _, i := range roleTable {
		if i.Role == r {
			return i, true
		}
	}
	return RoleInfo{}, false
}

// Name is the role as shown, or its word when unknown.
func (r Role) Name() string {
	if i, ok := r.Info(); ok {
		return i.Name
	}
	return string(r)
}

// HeldAtKind reports whether the role can be held at an organisation of kind k. An unknown role or kind cannot.
func (r Role) HeldAtKind(k org.Kind) bool {
	i, ok := r.Info()
	return ok && k != "" && (len(i.HeldAt) == 0 || slices.Contains(i.HeldAt, k))
}
