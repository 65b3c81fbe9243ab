package access

// Loading published files; an organisation's own file is a return (return.submit), not an import.
const (
	ImportRead Verb = "import.read"
	ImportRun  Verb = "import.run"
)

func importPolicy() Policy {
	return Policy{Noun: "import", Words: "a published file that was loaded", Rules: []Rule{
		{Verb: ImportRead, Words: "See what was imported and what each file refused",
			Why: "Published files are public; their history helps everyone who reads across organisations.",
			Reach: map[Role]Reach{ICBLead: All, ICBDirector: All, ICBViewer: All, RegionLead: All, RegionViewer: All,
				NationalLead: All, NationalViewer: All, Auditor: All}},
		{Verb: ImportRun, Words: "Import a published file", Changes: true, Token: true,
			Why:   "One file changes every organisation's picture, so it is done once, nationally.",
			Reach: map[Role]Reach{NationalLead: All}},
	}}
}
