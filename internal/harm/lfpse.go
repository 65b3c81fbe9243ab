package harm

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"headroom/internal/fault"
	"headroom/internal/mitigation"
)

// Profile is a version of the national service's interface. Its addresses are data: they change with the version (C3).
type Profile struct {
	Version   int
	Structure string // address of the profile of an adverse event
	Patient   string // and of the patient's profile within it
	Extension string // what comes before an extension's name
	Source    string
	Confirmed bool
}

// profiles are the versions that are known, read in a generated taxonomy and not checked with the service.
var profiles = []Profile{
	{Version: 5, Structure: "https://psims-uat.azure-api.net/taxonomy/fhir/StructureDefinition/patient-safety-adverse-event-5",
		Patient:   "https://psims-uat.azure-api.net/taxonomy/fhir/StructureDefinition/adverse-event-patient",
		Extension: "https://psims-uat.azure-api.net/taxonomy/fhir/StructureDefinition/", Source: "a published taxonomy of version 5"},
	{Version: 6, Structure: "https://developer.learn-from-patient-safety-events.nhs.uk/taxonomy/fhir/StructureDefinition/patient-safety-adverse-event-6",
		Patient:   "https://developer.learn-from-patient-safety-events.nhs.uk/taxonomy/fhir/StructureDefinition/adverse-event-patient",
		Extension: "https://developer.learn-from-patient-safety-events.nhs.uk/taxonomy/fhir/StructureDefinition/",
		Source:    "a published client of version 6"},
}

// Profiles lists the versions of the national interface that are known.
func Profiles() []Profile { return slices.Clone(profiles) }

// ProfileOf finds a version.
func ProfileOf(version int) (Profile, error) {
	for _, p := range profiles {
		if p.Version == version {
			return p, nil
		}
	}
	return Profile{}, fault.New(fault.Invalid, "Version %d of the national interface is not known; choose 5 or 6", version)
}

// kindCodes are the national codes of the kinds, not confirmed.
var kindCodes = map[Kind]string{Incident: "1", Risk: "2", Outcome: "3", GoodCare: "4"}

type resource map[string]any

// Payload is a revision of an event as the national service takes it: FHIR R4, without anything that identifies a patient.
// It is the same bytes for the same revision, so that sending it twice is known for what it is.
func (e Event) Payload(p Profile) ([]byte, error) {
	for name, text := range map[string]string{"what": e.What, "actions": e.Actions} {
		if what := Identifies(text); what != "" {
			var bad fault.List
			bad.Add(name, "H25", "The text holds what looks like %s; take it out before it is sent", what)
			return nil, bad.Err("the event cannot be sent")
		}
	}
	ext := func(name string, parts ...resource) resource {
		return resource{"url": p.Extension + name, "extension": parts}
	}
	number := func(name string, v int) resource { return resource{"url": name, "valueInteger": v} }
	text := func(name, v string) resource { return resource{"url": name, "valueString": v} }
	yes := func(name string, v bool) resource { return resource{"url": name, "valueBoolean": v} }

	exts := []resource{ext("ReferenceMetadata", text("ReferenceNumber", e.Reference()), number("Revision", e.Revision),
		yes("IsAnonymous", true), yes("DataSharingOptOut", false))}
	var outcome []resource
	if e.Actions != "" {
		outcome = append(outcome, text("ImmediateActions", e.Actions))
	}
	if e.Kind == Outcome {
		outcome = append(outcome, number("OutcomeType", e.OutcomeType))
	}
	if len(outcome) > 0 {
		exts = append(exts, ext("Outcome", outcome...))
	}
	if e.Kind == Risk {
		risk := []resource{text("RiskImminent", e.Imminent)}
		if e.RiskTheme != 0 {
			risk = append(risk, number("RiskTheme", e.RiskTheme))
		}
		exts = append(exts, ext("RiskDetails", risk...))
	}
	if e.Kind == Incident && e.Duty != "" { // governance is asked of incidents alone
		exts = append(exts, ext("Governance", yes("DutyOfCandour", e.Duty == "yes")))
	}
	if e.Detection != 0 {
		exts = append(exts, ext("DetectionFactors", number("DetectionPoint", e.Detection)))
	}
	out := resource{
		"resourceType": "AdverseEvent",
		"meta":         resource{"profile": []string{p.Structure}},
		"actuality":    "actual",
		"event":        resource{"coding": []resource{{"code": kindCodes[e.Kind]}}},
		"description":  e.described(),
		"recorder":     resource{"reference": "#practitioner"},
		"location":     resource{"reference": "#location"},
		"extension":    exts,
	}
	if !e.Occurred.IsZero() {
		out["date"] = e.Occurred.String()
	}
	out["contained"] = e.contained(p)
	if e.Kind == Incident || e.Kind == Outcome {
		out["subject"] = resource{"reference": "#patient1"}
	}
	return json.MarshalIndent(out, "", "  ")
}

// described is what happened with the phrases that say locally what it is tied to: the service has no code for a strike (C3).
func (e Event) described() string {
	tags := slices.Clone(e.Tied)
	if e.Period != "" && !slices.Contains(tags, "IA:"+e.Period) {
		tags = append(tags, "IA:"+e.Period)
	}
	slices.Sort(tags)
	out := e.What
	for _, t := range tags {
		out += " [" + t + "]"
	}
	return out
}

// TiedBy is what links tie an event to, beyond the period it is told with, as Tied holds it: the newest word about each
// counts, and what was judged not related is left out.
func (e Event) TiedBy(links []Link) []string {
	var out []string
	for i, l := range links {
		newer := slices.ContainsFunc(links[i+1:], func(n Link) bool { return n.Period == l.Period && n.Request == l.Request })
		if newer || l.Strength == mitigation.NotRelated {
			continue
		}
		if l.Request != "" {
			out = append(out, "PSM:"+string(l.Request))
		} else if l.Period != e.Period {
			out = append(out, "IA:"+l.Period)
		}
	}
	slices.Sort(out)
	return out
}

// contained are the parts: where, by what kind of post, and, of an incident or outcome, the patient without identity.
func (e Event) contained(p Profile) []resource {
	place := resource{"resourceType": "Location", "id": "location", "identifier": []resource{{"value": string(e.Trust)}}}
	if e.Service != "" {
		place["description"] = e.Service
	}
	out := []resource{place, {"resourceType": "Practitioner", "id": "practitioner"}}
	if e.Kind != Incident && e.Kind != Outcome {
		return out
	}
	info := []resource{{"url": "PatientSequence", "valueInteger": 1}}
	if g := e.Grade; g.Basis != NotDeterminable {
		info = append(info, resource{"url": "PhysicalHarm", "valueInteger": int(g.Physical)}, resource{"url": "PsychologicalHarm", "valueInteger": int(g.Psychological)})
	}
	if e.Association != 0 {
		info = append(info, resource{"url": "StrengthOfAssociation", "valueInteger": e.Association})
	}
	if e.AgeDays != nil {
		info = append(info, resource{"url": "AgeAtTimeOfIncidentDays", "valueInteger": *e.AgeDays})
	}
	return append(out, resource{"resourceType": "Patient", "id": "patient1", "meta": resource{"profile": []string{p.Patient}},
		"extension": []resource{{"url": p.Extension + "patient-information", "extension": info}}})
}

// Reference is the event's own number at the national service: the trust's code and its number.
func (e Event) Reference() string { return string(e.Trust) + "-" + string(e.ID) }

// Key is the same for the same revision: a receiver that has seen it takes it once.
func (e Event) Key() string { return fmt.Sprintf("%s-r%d", e.Reference(), e.Revision) }

// CheckPayload says what is wrong with the shape of a payload, as a receiver would: nil when nothing is.
func CheckPayload(body []byte, p Profile) error {
	var r struct {
		ResourceType string
		Actuality    string
		Description  string
		Meta         struct{ Profile []string }
		Event        struct{ Coding []struct{ Code string } }
		Extension    []struct {
			URL       string
			Extension []map[string]any
		}
		Contained []struct {
			ResourceType string
			Extension    []struct{ Extension []map[string]any }
		}
		Subject *struct{ Reference string }
	}
	if err := json.Unmarshal(body, &r); err != nil {
		return fault.Wrap(err, fault.Invalid, "The payload is no JSON")
	}
	var bad fault.List
	if r.ResourceType != "AdverseEvent" || r.Actuality != "actual" {
		bad.Add("resourceType", "C3", "It is no AdverseEvent that happened")
	}
	if !slices.Contains(r.Meta.Profile, p.Structure) {
		bad.Add("meta.profile", "C3", "It does not name the profile of version %d", p.Version)
	}
	kind := ""
	if len(r.Event.Coding) == 1 {
		kind = r.Event.Coding[0].Code
	}
	if n, err := strconv.Atoi(kind); err != nil || n < 1 || n > 4 {
		bad.Add("event.coding", "C3", "It does not say which kind of event it is")
	}
	if strings.TrimSpace(r.Description) == "" {
		bad.Add("description", "C3", "It says nothing of what happened")
	}
	if what := Identifies(string(body)); what != "" {
		bad.Add("description", "H25", "It holds what looks like %s", what)
	}
	if emptyText(body) {
		bad.Add("payload", "C3", "A text in it is empty; what is not said is left out")
	}
	names, groups := map[string]bool{}, map[string]bool{}
	for _, x := range r.Extension {
		if groups[x.URL] {
			bad.Add("extension", "C3", "%s stands in it twice", x.URL)
		}
		groups[x.URL] = true
		for _, y := range x.Extension {
			if s, ok := y["url"].(string); ok {
				names[s] = true
			}
		}
	}
	for _, want := range []string{"ReferenceNumber", "DataSharingOptOut"} {
		if !names[want] {
			bad.Add("extension", "C3", "It lacks %s", want)
		}
	}
	checkPatients(&bad, kind, r.Subject != nil, func(yield func(map[string]any)) {
		for _, c := range r.Contained {
			if c.ResourceType != "Patient" {
				continue
			}
			for _, x := range c.Extension {
				for _, y := range x.Extension {
					yield(y)
				}
			}
		}
	})
	return bad.Err("the national service would not take this")
}

// emptyText reports whether any text within a payload is empty, which FHIR forbids.
func emptyText(body []byte) bool {
	d := json.NewDecoder(bytes.NewReader(body))
	for {
		switch t, err := d.Token(); {
		case err != nil:
			return false
		case t == "":
			return true
		}
	}
}

// checkPatients judges the codes of harm and the age of the patients within a payload.
func checkPatients(bad *fault.List, kind string, subject bool, each func(func(map[string]any))) {
	limits := map[string][2]float64{"PhysicalHarm": {1, 5}, "PsychologicalHarm": {1, 4}, "AgeAtTimeOfIncidentDays": {0, 47000}, "PatientSequence": {1, 1000}, "StrengthOfAssociation": {2, 6}}
	sequence := false
	each(func(x map[string]any) {
		name, _ := x["url"].(string)
		v, number := x["valueInteger"].(float64)
		l, known := limits[name]
		switch {
		case !known:
			bad.Add("patient", "C3", "%q is no field of a patient", name)
		case !number || v < l[0] || v > l[1]:
			bad.Add(name, "C3", "%s is not between %v and %v", name, l[0], l[1])
		}
		sequence = sequence || name == "PatientSequence"
	})
	needs := kind == kindCodes[Incident] || kind == kindCodes[Outcome]
	if needs && (!subject || !sequence) {
		bad.Add("subject", "C3", "An incident or outcome is about a patient")
	}
}
