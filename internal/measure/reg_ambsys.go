package measure

const ambsysSource = "NHS England ambulance quality indicators, systems indicators (AmbSYS CSV, coded columns)"

// clockItem is a count with its total seconds, mean and 90th centile, as four coded columns.
type clockItem struct {
	count, secs, mean, p90 string
	name                   string
	doubt                  string
}

// ambClocks: which column is which was checked on England January 2024: seconds ÷ count = mean in every row of this
// table, the HCP, IFT and other rows of a category add up to it, and A53+A54+A55=A56, A17+A56=A7.
var ambClocks = []clockItem{
	{"a8", "a24", "a25", "a26", "Category 1", ""},
	{"a9", "a27", "a28", "a29", "Category 1, transporting vehicle", ""},
	{"a10", "a30", "a31", "a32", "Category 2", ""},
	{"a11", "a33", "a34", "a35", "Category 3", ""},
	{"a12", "a36", "a37", "a38", "Category 4", ""},
	{"a74", "a82", "a83", "a84", "Health care professional request, level 1", hcp},
	{"a75", "a85", "a86", "a87", "Health care professional request, level 2", hcp},
	{"a76", "a88", "a89", "a90", "Health care professional request, level 3", hcp},
	{"a77", "a91", "a92", "a93", "Health care professional request, level 4", hcp},
	{"a78", "a94", "a95", "a96", "Transfer between hospitals, level 1", hcp},
	{"a79", "a97", "a98", "a99", "Transfer between hospitals, level 2", hcp},
	{"a80", "a100", "a101", "a102", "Transfer between hospitals, level 3", hcp},
	{"a81", "a103", "a104", "a105", "Transfer between hospitals, level 4", hcp},
	{"a115", "a116", "a117", "a118", "Category 1 without requests and transfers", hcp},
	{"a119", "a120", "a121", "a122", "Category 2 without requests and transfers", hcp},
	{"a13", "a14", "a15", "a16", "Category 1, time to identify", "meaning of columns A13 to A16"},
	{"a49", "a50", "a51", "a52", "Cardiac arrest, time to resuscitation by telephone", "meaning of columns A49 to A52"},
	{"a106", "a107", "a108", "a109", "Section 136 transport", "meaning of columns A106 to A109"},
	{"a128", "a129", "a130", "a131", "Columns A128 to A131", "meaning of columns A128 to A131"},
	{"a132", "a133", "a134", "a135", "Columns A132 to A135", "meaning of columns A132 to A135"},
}

const hcp = "which split is the professional's request and which the transfer"

var ambCounts = []struct{ code, name, unit, definition, doubt string }{
	{"a0", "Contacts", "contacts", "Contacts with the control room by telephone and from NHS 111.", "which routes are counted"},
	{"a7", "All incidents", "incidents", "Incidents that got a response by telephone or on scene.", ""},
	{"a17", "Incidents closed by telephone", "incidents", "Incidents ended without a crew on scene (hear and treat).", ""},
	{"a18", "Closed by telephone, column A18", "incidents", "One of four parts of A17.", "meaning of column A18"},
	{"a19", "Closed by telephone, column A19", "incidents", "One of four parts of A17.", "meaning of column A19"},
	{"a21", "Closed by telephone, column A21", "incidents", "One of four parts of A17.", "meaning of column A21"},
	{"a22", "Closed by telephone, column A22", "incidents", "One of four parts of A17.", "meaning of column A22"},
	{"a53", "Taken to an emergency department", "incidents", "Incidents with a patient transported to an emergency department.", "name"},
	{"a54", "Taken elsewhere", "incidents", "Incidents with a patient transported to a place other than an emergency department.", "name"},
	{"a55", "Ended on scene", "incidents", "Incidents with a crew on scene and nobody transported (see and treat).", "name"},
	{"a56", "With a crew on scene", "incidents", "Incidents with a face-to-face response: the sum of A53, A54 and A55.", ""},
	{"a39", "Category 1, vehicles allocated", "vehicles", "Vehicles sent to category 1 incidents.", "name"},
	{"a40", "Category 1, vehicles arriving", "vehicles", "Vehicles that reached category 1 incidents.", "name"},
	{"a43", "Category 2, vehicles allocated", "vehicles", "Vehicles sent to category 2 incidents.", "name"},
	{"a44", "Category 2, vehicles arriving", "vehicles", "Vehicles that reached category 2 incidents.", "name"},
	{"a45", "Category 3, vehicles allocated", "vehicles", "Vehicles sent to category 3 incidents.", "name"},
	{"a46", "Category 3, vehicles arriving", "vehicles", "Vehicles that reached category 3 incidents.", "name"},
	{"a47", "Category 4, vehicles allocated", "vehicles", "Vehicles sent to category 4 incidents.", "name"},
	{"a48", "Category 4, vehicles arriving", "vehicles", "Vehicles that reached category 4 incidents.", "name"},
	{"a110", "Section 136, column A110", "incidents", "Section 136 incidents with transport.", "meaning of column A110"},
}

func amb(column string) Code { return Code("ambsys_" + column) }

func ambsysMeasures() []Measure {
	base := Measure{Section: "Ambulance systems", Source: ambsysSource, Period: Month, Kind: Flow, Unit: "incidents", Integer: true, Ask: "N9 N10"}
	out := family(base, ambCalls()...)
	for _, c := range ambCounts {
		out = append(out, family(base, Measure{Code: amb(c.code), Name: c.name, Unit: c.unit, Definition: c.definition, Doubt: c.doubt})...)
	}
	for _, c := range ambClocks {
		out = append(out, family(base, ambClock(c, "response time")...)...)
	}
	return append(out, family(base, ambHandover()...)...)
}

func ambCalls() []Measure {
	secs := func(col, name, def string) Measure {
		return Measure{Code: amb(col), Name: name, Unit: Seconds, Better: Lower, Kind: Centile, Definition: def}
	}
	return []Measure{
		{Code: amb("a1"), Name: "Calls answered", Unit: "calls", Definition: "999 calls answered in the month."},
		{Code: amb("a2"), Name: "Call answering, total seconds", Unit: Seconds, Better: Lower, Definition: "Seconds to answer, added over calls answered."},
		{Code: amb("a3"), Name: "Call answering, mean", Unit: Seconds, Kind: Mean, Better: Lower, Num: amb("a2"), Den: amb("a1"), Definition: "Total seconds over calls answered."},
		secs("a4", "Call answering, median", "Half of calls were answered within this time."),
		secs("a114", "Call answering, 90th centile", "Nine in ten calls were answered within this time."),
		secs("a5", "Call answering, 95th centile", "Nineteen in twenty calls were answered within this time."),
		secs("a6", "Call answering, 99th centile", "Ninety-nine in a hundred calls were answered within this time."),
	}
}

func ambClock(c clockItem, what string) []Measure {
	ask := "N10"
	if c.count == "a10" {
		ask = "N9"
	}
	return []Measure{
		{Code: amb(c.count), Name: c.name + ", incidents", Ask: ask, Definition: "Incidents counted for: " + c.name + ".", Doubt: c.doubt},
		{Code: amb(c.secs), Name: c.name + ", total seconds", Unit: Seconds, Better: Lower, Ask: ask, Doubt: c.doubt,
			Definition: "Seconds of " + what + ", added over those incidents."},
		{Code: amb(c.mean), Name: c.name + ", mean " + what, Unit: Seconds, Kind: Mean, Better: Lower, Num: amb(c.secs), Den: amb(c.count), Ask: ask,
			Doubt: c.doubt, Definition: "Total seconds over incidents."},
		{Code: amb(c.p90), Name: c.name + ", 90th centile " + what, Unit: Seconds, Kind: Centile, Better: Lower, Ask: ask, Doubt: c.doubt,
			Definition: "Nine in ten of those incidents were within this time."},
	}
}

func ambHandover() []Measure {
	const doubt = "columns A140 to A146: inferred from their sizes and from seconds ÷ count = mean"
	out := ambClock(clockItem{"a140", "a141", "a142", "a143", "Hospital handovers", doubt}, "handover time")
	for _, o := range []struct{ col, over string }{{"a144", "15"}, {"a145", "30"}, {"a146", "60"}} {
		out = append(out, Measure{Code: amb(o.col), Name: "Hospital handovers over " + o.over + " minutes", Better: Lower, Doubt: doubt,
			Definition: "Handovers that took more than " + o.over + " minutes (cumulative)."})
	}
	for i := range out {
		if out[i].Unit == "" {
			out[i].Unit = "handovers"
		}
	}
	return append(out, share("ambsys_over30_rate", "Share of hospital handovers over 30 minutes", amb("a145"), amb("a140"), Lower, "Over 30 minutes over handovers with a known time."))
}
