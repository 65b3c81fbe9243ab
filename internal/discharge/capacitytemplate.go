package discharge

import (
	"fmt"

	"headroom/internal/civil"
)

// Template is an empty file that a person fills in: its headings and one row that shows how.
type Template struct {
	Kind     ImportKind
	Form     CapacityForm // of capacity alone
	Words    string       // what it is for
	Headings []string     // those that must be there come first
	Example  []string     // one row, of made-up organisations
}

// Templates lists the files that can be read, as they look on a day. trust and council are codes that the reader knows.
func Templates(day civil.Date, trust, council string) []Template {
	past, month := day.Add(-3).String(), day.Format("2006-01")
	of := func(kind ImportKind, form CapacityForm, columns []column, words string, example ...string) Template {
		t := Template{Kind: kind, Form: form, Words: words, Example: example}
		for _, c := range columns {
			t.Headings = append(t.Headings, c.labels[0])
		}
		return t
	}
	return []Template{
		of(ImportCapacity, TrackerForm, trackerColumns(), "Care homes' places, as the Capacity Tracker has them, with two columns of our own: whether people are taken at weekends and on bank holidays",
			"1-100000001", council, "nursing", "40", "33", "2", "4", "1", day.String(), "yes", "no"),
		of(ImportCapacity, WideForm, wideColumns(), "A council's services one by one, with places by what they are used for: all, occupied, reserved, accepting people, and the rest",
			council, string(CommunityBed), "24", "18", "2", "3", "1", day.String(), "yes", "no"),
		of(ImportCapacity, DayForm, dayColumns(), "What a council has of a service on a day", day.Add(3).String(), council, string(HomeCare), "12", "7", "yes", "no",
			fmt.Sprintf("%sT00:00", day), "yes"),
		of(ImportCapacity, StartsForm, startsColumns(), "How many packages of home care a council can start on a day", day.Add(3).String(), council, "6", day.String(), "no"),
		of(ImportReasons, "", reasonColumns(), "Why people who are ready to leave remain, by reason", trust, past, "B25", "3", council, "all", string(Primary)),
		of(ImportLeft, "", leftColumns(), "How many people left by each pathway in a month", month, trust, "P1", "120", council),
		of(ImportStays, "", StayColumns{}.columns(), "Stays one by one, without anything that names a person", day.Add(-9).String(), day.Add(-4).String(), "P1", council, past, day.Add(-4).String()),
	}
}
