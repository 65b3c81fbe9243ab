package access

// New dates for people who lost theirs. Counts go up the tree; rows about a patient, and who the patient is, stay with the
// people at the trust who book and who judge (flow.md g 11). What was decided of a patient is never anonymous.
const (
	RecoveryCounts   Verb = "recovery.counts"
	RecoverySessions Verb = "recovery.sessions" // sessions, beds and plans in counts, inside the trust
	RecoveryClose    Verb = "recovery.close"
	RecoveryPatients Verb = "recovery.patients"
	RecoveryIdentify Verb = "recovery.identify"
	RecoveryKeep     Verb = "recovery.keep"
	RecoveryPlan     Verb = "recovery.plan"
	RecoveryDecide   Verb = "recovery.decide"
	RecoveryReview   Verb = "recovery.review"
	RecoveryOffer    Verb = "recovery.offer"
	RecoveryValidate Verb = "recovery.validate"
)

func recoveryPolicy() Policy {
	desk := map[Role]Reach{BookingManager: Below, ClinicalReviewer: Below}
	books := map[Role]Reach{BookingManager: Below}
	counts := readers()
	around := map[Role]Reach{BookingManager: Below, ClinicalReviewer: Below, RotaCoordinator: Below, TeamManager: Below, Guardian: Below, TrustDirector: Below}
	for r, reach := range around {
		counts[r] = reach
	}
	for _, r := range []Role{ProviderLead, ProviderDirector, CouncilLead, CouncilDirector, CouncilViewer, ADASSChair} {
		delete(counts, r)
	}
	return Policy{Noun: "recovery", Words: "people whose care was postponed, the sessions there are, and their new dates", Rules: []Rule{
		{Verb: RecoveryCounts, Words: "See how many wait past their dates, and until when: counts, small ones hidden above the trust",
			Why: "Boards, regions and England answer for how long people wait and need no patient for that (g 11).", Reach: counts},
		{Verb: RecoverySessions, Words: "See the trust's sessions, beds and plans in counts, and what closing one would do; no pathway",
			Why: "Who staffs the lists, who runs the wards, who oversees rest and who answers for the trust plan around the dates; none of that needs a patient.", Reach: around},
		{Verb: RecoveryClose, Words: "Close or open a session, or beds for some nights, with a reason", Changes: true,
			Why:   "Whoever finds that a list cannot be staffed, or that a ward must close beds, says so at once: the booking desk, the rota co-ordinator and the matron. The guardian oversees and the director answers; they change nothing here.",
			Reach: map[Role]Reach{BookingManager: Below, RotaCoordinator: Below, TeamManager: Below}},
		{Verb: RecoveryPatients, Words: "See the trust's list patient by patient, without names", Sensitive: true,
			Why: "Those who book and those who judge, at the trust that treats; nobody above it.", Reach: desk},
		{Verb: RecoveryIdentify, Words: "See who a patient is; each time is written down", Changes: true, Sensitive: true,
			Why: "A letter needs a name and a clinician needs the record; a list needs neither.", Reach: desk},
		{Verb: RecoveryKeep, Words: "Bring in lists, sessions and limits of one's trust", Changes: true, Token: true,
			Why: "The trust's own lists, by those who keep them.", Reach: books},
		{Verb: RecoveryPlan, Words: "Have new dates worked out, and take a plan into use", Changes: true,
			Why: "A plan changes nobody's date; it proposes.", Reach: books},
		{Verb: RecoveryDecide, Words: "Pin, forbid, hold or swap, with a reason", Changes: true,
			Why: "A person's word stands above the search, and it shows whom it costs (R28).", Reach: desk},
		{Verb: RecoveryReview, Words: "Review proposals, priorities and the flag of fast-progressing cancer", Changes: true,
			Why: "A clinician judges; no rule infers it.", Reach: map[Role]Reach{ClinicalReviewer: Below}},
		{Verb: RecoveryOffer, Words: "Offer dates, note answers, book", Changes: true,
			Why: "Those who speak with patients.", Reach: books},
		{Verb: RecoveryValidate, Words: "Note what the worklist finds: treated elsewhere, died, declined, twice on the list", Changes: true,
			Why: "The booking desk first, then the clinician's (C0760).", Reach: desk},
	}}
}
