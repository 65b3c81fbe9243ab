package recovery

import (
	"crypto/sha1"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// Appointments says how lines become a bundle of UK Core appointments (FHIR R4).
type Appointments struct {
	Trust      org.Code
	Created    time.Time
	Starts     map[Half]civil.Clock // when lists usually begin, for sessions that do not say; a trust's own
	Sites      map[string]string    // a site's own code → its ODS site code; others are named by display alone
	Identities []Identity           // nil outside the trust: then a patient is known by the pathway's number alone
}

// the systems and profiles that UK Core uses.
const (
	fhirProfile     = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-Appointment"
	fhirBooking     = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-BookingOrganization"
	fhirChannel     = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeliveryChannel"
	fhirChannelCode = "https://fhir.hl7.org.uk/CodeSystem/UKCore-DeliveryChannel"
	fhirSpecialty   = "https://fhir.hl7.org.uk/CodeSystem/UKCore-PracticeSettingCode"
	fhirCancelled   = "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"
	fhirOrg         = "https://fhir.nhs.uk/Id/ods-organization-code"
	fhirSite        = "https://fhir.nhs.uk/Id/ods-site-code"
	fhirNHS         = "https://fhir.nhs.uk/Id/nhs-number"
	fhirUUID        = "https://tools.ietf.org/html/rfc4122"
)

type fhirBundle struct {
	ResourceType string      `json:"resourceType"`
	Type         string      `json:"type"`
	Timestamp    string      `json:"timestamp"`
	Entry        []fhirEntry `json:"entry,omitempty"`
}

type fhirEntry struct {
	FullURL  string          `json:"fullUrl"`
	Resource fhirAppointment `json:"resource"`
}

type fhirAppointment struct {
	ResourceType      string            `json:"resourceType"`
	ID                string            `json:"id"`
	Meta              fhirMeta          `json:"meta"`
	Extension         []fhirExtension   `json:"extension"`
	Identifier        []fhirIdentifier  `json:"identifier"`
	Status            string            `json:"status"`
	CancelationReason *fhirConcept      `json:"cancelationReason,omitempty"`
	Specialty         []fhirConcept     `json:"specialty,omitempty"`
	Description       string            `json:"description,omitempty"`
	Start             string            `json:"start,omitempty"`
	End               string            `json:"end,omitempty"`
	MinutesDuration   int               `json:"minutesDuration,omitempty"`
	Created           string            `json:"created"`
	Comment           string            `json:"comment,omitempty"`
	Participant       []fhirParticipant `json:"participant"`
	RequestedPeriod   []fhirPeriod      `json:"requestedPeriod,omitempty"`
}

type fhirMeta struct {
	Profile []string `json:"profile"`
}

type fhirExtension struct {
	URL                  string         `json:"url"`
	ValueReference       *fhirReference `json:"valueReference,omitempty"`
	ValueCodeableConcept *fhirConcept   `json:"valueCodeableConcept,omitempty"`
}

type fhirIdentifier struct {
	System string `json:"system,omitempty"`
	Value  string `json:"value"`
}

type fhirConcept struct {
	Coding []fhirCoding `json:"coding,omitempty"`
	Text   string       `json:"text,omitempty"`
}

type fhirCoding struct {
	System  string `json:"system"`
	Code    string `json:"code"`
	Display string `json:"display,omitempty"`
}

type fhirReference struct {
	Type       string          `json:"type,omitempty"`
	Identifier *fhirIdentifier `json:"identifier,omitempty"`
	Display    string          `json:"display,omitempty"`
}

type fhirParticipant struct {
	Actor    fhirReference `json:"actor"`
	Required string        `json:"required"`
	Status   string        `json:"status"`
}

type fhirPeriod struct {
	Start string `json:"start"`
	End   string `json:"end"`
}

// fhirStatus is an offer's state in FHIR's words; "" for one that has no appointment.
func fhirStatus(s OfferState) string {
	switch s {
	case OfferProposed, OfferReviewed:
		return "proposed"
	case OfferMade, OfferAccepted, OfferUnanswered:
		return "pending"
	case OfferBooked:
		return "booked"
	case OfferDone:
		return "fulfilled"
	case OfferPostponed, OfferDeclined, OfferWithdrawn, OfferLapsed:
		return "cancelled"
	}
	return ""
}

// WriteAppointments writes the lines that have a session as a bundle of appointments. FHIR wants a start and an end of
// whatever is pending, booked or fulfilled: where neither the session nor Starts says when a list begins, that is a fault
// that lists the sessions, and nothing is written. A start is that of the list; who goes first is decided on the day.
// Identities of another trust, or lines of one beside identities, are Forbidden.
func WriteAppointments(w io.Writer, lines []OfferLine, a Appointments) error {
	who := make(map[Pathway]*Identity, len(a.Identities))
	for i := range a.Identities {
		if a.Identities[i].Trust != a.Trust {
			return refuseElsewhere(a.Trust)
		}
		who[a.Identities[i].Pathway] = &a.Identities[i]
	}
	b := fhirBundle{ResourceType: "Bundle", Type: "collection", Timestamp: instant(a.Created)}
	var bad fault.List
	for _, l := range lines {
		if l.Trust != a.Trust && a.Identities != nil {
			return refuseElsewhere(a.Trust)
		}
		status := fhirStatus(l.State)
		if l.State == "" && l.Change == Dropped && !l.WasOn.Date.IsZero() { // the booking that the plan takes away
			status, l.Session, l.Site, l.Date, l.Start, l.Length = "cancelled", l.WasOn.Session, l.WasOn.Site, l.WasOn.Date, 0, 0
		}
		if status == "" || l.Session == "" || l.Date.IsZero() {
			continue
		}
		r := a.appointment(l, status, who[l.Pathway])
		if r.Start == "" && status == "booked" && len(l.Dates) == 0 && (l.Change == Kept || l.Change == Decided) { // held by the trust's own list, which tells no hour: FHIR then allows no other word
			r.Status, status = "proposed", "proposed"
			r.Comment = "Booked already, and kept by the plan. " + r.Comment
		}
		if r.Start == "" && status != "proposed" && status != "cancelled" {
			bad.Add(string(l.Session), "", "it is not known when session %s of %s begins; enter its start, or when lists of that part of the day usually begin", l.Session, longDay(l.Date))
			continue
		}
		b.Entry = append(b.Entry, fhirEntry{"urn:uuid:" + r.ID, r})
	}
	if err := bad.Err("No appointments were written"); err != nil {
		return err
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(b)
}

// appointment is one line as an appointment.
func (a Appointments) appointment(l OfferLine, status string, id *Identity) fhirAppointment {
	uuid := uuidOf(fmt.Sprintf("appointment %s %s %s", l.Trust, l.Pathway, l.Session))
	r := fhirAppointment{ResourceType: "Appointment", ID: uuid, Meta: fhirMeta{[]string{fhirProfile}}, Status: status,
		Identifier: []fhirIdentifier{{fhirUUID, uuid}}, Created: instant(a.Created), Description: l.Procedure,
		Extension: []fhirExtension{
			{URL: fhirBooking, ValueReference: &fhirReference{Type: "Organization", Identifier: &fhirIdentifier{fhirOrg, string(l.Trust)}}},
			{URL: fhirChannel, ValueCodeableConcept: &fhirConcept{Coding: []fhirCoding{{fhirChannelCode, "In-person", "In person"}}}}}}
	if l.Trust == "" {
		r.Extension = r.Extension[1:]
	}
	if l.Specialty != "" {
		c := fhirCoding{System: fhirSpecialty, Code: l.Specialty}
		if n := SpecialtyName(l.Specialty); n != l.Specialty {
			c.Display = n
		}
		r.Specialty = []fhirConcept{{Coding: []fhirCoding{c}}}
	}
	switch {
	case status != "cancelled":
	case l.State == OfferDeclined || l.State == OfferPostponed && l.Moved.By == ByPatient:
		r.CancelationReason = &fhirConcept{Coding: []fhirCoding{{fhirCancelled, "pat", "Patient"}}}
	default:
		r.CancelationReason = &fhirConcept{Coding: []fhirCoding{{fhirCancelled, "prov", "Provider"}}}
	}
	r.MinutesDuration = int(math.Round(l.Minutes))
	a.times(&r, l)
	r.Participant = []fhirParticipant{{a.patient(l, id), "required", answerOf(l.State)}, {a.place(l), "required", "accepted"}}
	return r
}

// times sets the start and end of the list, or the day alone where its hour is not known.
func (a Appointments) times(r *fhirAppointment, l OfferLine) {
	start := l.Start
	if start == 0 {
		start = a.Starts[l.Half]
	}
	if start == 0 || l.Length <= 0 {
		r.RequestedPeriod = []fhirPeriod{{l.Date.String(), l.Date.String()}}
		r.Comment = "The hour at which the list begins is not recorded."
		return
	}
	from := l.Date.At(start)
	r.Start, r.End = instant(from), instant(from.Add(time.Duration(l.Length)*time.Minute))
	r.Comment = "Start and end are those of the list."
}

// patient is who the appointment is for, as far as the reader may know.
func (a Appointments) patient(l OfferLine, id *Identity) fhirReference {
	ref := fhirReference{Type: "Patient", Identifier: &fhirIdentifier{Value: string(l.Pathway)}, Display: "Pathway " + string(l.Pathway)}
	if id != nil && id.NHSNumber != "" {
		ref.Identifier = &fhirIdentifier{fhirNHS, id.NHSNumber}
	}
	return ref
}

// place is where it is.
func (a Appointments) place(l OfferLine) fhirReference {
	ref := fhirReference{Type: "Location", Display: "Site " + l.Site + ", session " + string(l.Session)}
	if l.Site == "" {
		ref.Display = "Session " + string(l.Session)
	}
	if ods := a.Sites[l.Site]; ods != "" {
		ref.Identifier = &fhirIdentifier{fhirSite, ods}
	}
	return ref
}

// answerOf is what the patient has said so far.
func answerOf(s OfferState) string {
	switch s {
	case OfferAccepted, OfferBooked, OfferDone, OfferPostponed:
		return "accepted"
	case OfferDeclined:
		return "declined"
	case OfferProposed, OfferReviewed, OfferMade, OfferUnanswered, OfferWithdrawn, OfferLapsed:
	}
	return "needs-action"
}

// instant writes an instant as FHIR does, in London's time.
func instant(t time.Time) string { return t.In(civil.London).Format(time.RFC3339) }

// uuidOf is the same identifier for the same name (RFC 4122, version 5, in a name space of its own).
func uuidOf(name string) string {
	h := sha1.Sum([]byte("headroom recovery\x00" + name)) //nolint:gosec // a name, not a secret: version 5 is defined so
	b := h[:16]
	b[6], b[8] = b[6]&0x0f|0x50, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
