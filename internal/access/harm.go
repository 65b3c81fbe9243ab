package access

import "maps"

// Patient-safety events and the watch over people whose care was postponed. What happened to a patient is read at the trust
// alone, and who the patient is by those who must; boards, regions and England see counts.
const (
	HarmCounts   Verb = "harm.counts"
	HarmOpen     Verb = "harm.open"
	HarmOwn      Verb = "harm.own"
	HarmRead     Verb = "harm.read"
	HarmRecord   Verb = "harm.record"
	HarmCandour  Verb = "harm.candour"
	HarmLink     Verb = "harm.link"
	HarmCaused   Verb = "harm.caused"
	HarmCohort   Verb = "harm.cohort"
	HarmWatch    Verb = "harm.watch"
	HarmReview   Verb = "harm.review"
	HarmIdentify Verb = "harm.identify"
)

func harmPolicy() Policy {
	clinicians := func(more ...Role) map[Role]Reach {
		m := map[Role]Reach{ClinicalReviewer: Below, MedicalDirector: Below}
		for _, r := range more {
			m[r] = Below
		}
		return m
	}
	counts := readers()
	for _, r := range []Role{ProviderLead, ProviderDirector, CouncilLead, CouncilDirector, CouncilViewer, ADASSChair} {
		delete(counts, r)
	}
	for r, reach := range clinicians(PatientSafetyLead, BookingManager) {
		counts[r] = reach
	}
	desk := clinicians(PatientSafetyLead, BookingManager)
	read := clinicians(PatientSafetyLead, TrustSubmitter, TrustDirector)
	read[Auditor] = All
	record := clinicians(PatientSafetyLead, BookingManager, TrustSubmitter, TrustDirector, StaffMember, TeamManager, RotaCoordinator)
	own := maps.Clone(record)
	own[Auditor] = All
	open := maps.Clone(counts)
	maps.Copy(open, own)
	return Policy{Noun: "harm", Words: "patient-safety events, the watch over postponed care, and its reviews", Rules: []Rule{
		{Verb: HarmCounts, Words: "See counts of events, triggers and reviews, and what is expected to be reported still; small ones hidden above the trust", Token: true,
			Why: "Boards, regions and England answer for safety and need no patient's story for that (C7).", Reach: counts},
		{Verb: HarmOpen, Words: "Open the room, and find one's own organisation in it",
			Why: "Whoever may see or record anything of harm begins here.", Reach: open},
		{Verb: HarmOwn, Words: "See the events that one recorded oneself, as one told them", Sensitive: true,
			Why: "Whoever wrote something down can read it again; what others wrote or judged of it is not shown for that.", Reach: own},
		{Verb: HarmRead, Words: "Read the trust's events, their revisions and links", Sensitive: true,
			Why: "An event tells what happened to somebody: it stays with the trust, but for who audits what was recorded and graded anew.", Reach: read},
		{Verb: HarmRecord, Words: "Record an event, or tell or grade it anew", Changes: true,
			Why: "Whoever works at the trust and notices something writes it down (C1).", Reach: record},
		{Verb: HarmCandour, Words: "Note attempts to tell the patient; that the duty applies is a clinician's to say", Changes: true,
			Why: "The duty is the trust's, its threshold a healthcare professional's opinion (C6).", Reach: clinicians(PatientSafetyLead, TrustDirector)},
		{Verb: HarmLink, Words: "Judge how strongly an event is tied to a period or a request", Changes: true,
			Why: "A named reviewer judges, and says why (H22).", Reach: clinicians(PatientSafetyLead)},
		{Verb: HarmCaused, Words: "Judge that it was caused", Changes: true,
			Why: "The strongest word is for a reviewer of consultant level who took no part (H22).", Reach: clinicians()},
		{Verb: HarmCohort, Words: "See the trust's watched pathways one by one, without their keys", Sensitive: true,
			Why: "Those who watch and review, at the trust that treats; nobody above it.", Reach: desk},
		{Verb: HarmWatch, Words: "Bring in lists of postponed pathways and triggers, and screen", Changes: true,
			Why: "The desk that keeps the lists sees first what happened (C7, stage 1).", Reach: desk},
		{Verb: HarmReview, Words: "Review, take to the panel and close", Changes: true,
			Why: "Only a clinician says that there was harm, or none (C8).", Reach: clinicians()},
		{Verb: HarmIdentify, Words: "See the key of a watched pathway; each time is written down", Changes: true, Sensitive: true,
			Why: "A review needs the record; a count never does.", Reach: desk},
	}}
}
