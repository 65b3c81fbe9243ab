package access

// Background work.
const (
	JobRead  Verb = "job.read"
	JobRetry Verb = "job.retry"
)

func jobPolicy() Policy {
	return Policy{Noun: "job", Words: "work done in the background", Rules: []Rule{
		{Verb: JobRead, Words: "See background work and its failures",
			Why:   "Whoever keeps the system running, asked about England: a local administrator does not.",
			Reach: map[Role]Reach{NationalLead: All, Auditor: All, Administrator: Own}},
		{Verb: JobRetry, Words: "Run failed work again", Changes: true,
			Why:   "As for seeing it, without the auditor.",
			Reach: map[Role]Reach{NationalLead: All, Administrator: Own}},
	}}
}
