package recovery

import (
	"io"
	"iter"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/sheet"
)

// OfferLine is one pathway of a plan as lists, letters and messages need it. It holds nothing that names a person.
type OfferLine struct {
	Trust     org.Code
	Pathway   Pathway
	State     OfferState // OfferProposed, or OfferBooked where the patient holds it, while no event says more; "" when the plan found no session
	Site      string     // the session's
	Session   SessionID
	Date      civil.Date
	Half      Half
	Start     civil.Clock // of the list; 0 when not known
	Length    float64     // of the list in minutes
	Specialty string
	Procedure string
	Priority  Priority
	Minutes   float64
	SafeBy    Clock // the clock that binds next; its Rule is "" when none does
	Postponed int   // times by the provider
	Was       SessionID
	WasOn     OfferedDate // where and when that is; the zero value when it is not among the sessions
	Change    Change      // what the plan does to the date
	Why       string
	Dates     []OfferedDate // those offered; empty before
	AnswerBy  civil.Date
	Moved     Postponement // of a postponed one
}

// OfferLines joins a plan's placements with what is known of the patients and sessions and of offers on a day. standings may
// be nil: then all are proposals. A placement whose patient is not among the patients is left out.
func OfferLines(plan Plan, patients []Patient, sessions []Session, standings map[Pathway]OfferStanding, on civil.Date) []OfferLine {
	at := make(map[Pathway]*Patient, len(patients))
	for i := range patients {
		at[patients[i].Pathway] = &patients[i]
	}
	lists := make(map[SessionID]*Session, len(sessions))
	for i := range sessions {
		lists[sessions[i].ID] = &sessions[i]
	}
	out := make([]OfferLine, 0, len(plan.Placements))
	for i := range plan.Placements {
		k := &plan.Placements[i]
		p := at[k.Pathway]
		if p == nil {
			continue
		}
		l := OfferLine{Trust: p.Trust, Pathway: p.Pathway, Session: k.Session, Date: k.Date, Specialty: p.Specialty, Procedure: p.Procedure,
			Priority: p.PriorityAt(on).Priority, Minutes: p.Minutes, Postponed: p.TimesPostponed(), Was: k.Was, Change: k.Change, Why: whyWords(k.Why)}
		switch {
		case k.Session == "":
		case p.Booked == k.Session: // kept or decided: there is nothing to propose
			l.State = OfferBooked
		default:
			l.State = OfferProposed
		}
		if s := lists[k.Was]; s != nil {
			l.WasOn = OfferedDate{Session: s.ID, Site: s.Site, Date: s.Date}
		}
		if c, ok := NextSafeBy(ClocksOf(*p, on)); ok {
			l.SafeBy = c
		}
		if s, ok := standings[k.Pathway]; ok {
			l.stand(s)
		}
		if k.Session == "" {
			l.Session, l.Date = "", civil.Date{} // what is held, or was offered, is no date of the plan
		}
		if s := lists[l.Session]; s != nil {
			l.Site, l.Date, l.Half, l.Start, l.Length = s.Site, s.Date, s.Half, s.Start, s.Minutes
		}
		out = append(out, l)
	}
	return out
}

// stand takes over how the pathway's offer stands.
func (l *OfferLine) stand(s OfferStanding) {
	l.State, l.Dates, l.AnswerBy, l.Moved = s.State, s.Dates, s.AnswerBy, s.Moved
	if s.Held.Session != "" {
		l.Session, l.Date = s.Held.Session, s.Held.Date
	}
}

// whyWords are the reasons as one sentence for a list.
func whyWords(why []Reason) string {
	var out []string
	for _, r := range why {
		out = append(out, r.alone())
	}
	return strings.Join(out, "; ")
}

// offerHeadings are those of lists of offers.
func offerHeadings() []string {
	return []string{"trust", "pathway", "state", "site", "session", "date", "half", "start", "specialty", "procedure", "priority", "minutes",
		"safe_by", "clock", "clock_confirmed", "days_to_spare", "times_postponed", "was", "was_on", "change", "answer_by", "why"}
}

// cells are the line as a row under offerHeadings. What is not known is blank and not nought.
func (l OfferLine) cells() []sheet.Cell {
	t, d := sheet.TextCell, sheet.DateCell
	state := string(l.State)
	switch {
	case l.State != "":
	case l.Change == Dropped:
		state = "date taken away"
	default:
		state = "no session found"
	}
	out := []sheet.Cell{t(string(l.Trust)), t(string(l.Pathway)), t(state), t(l.Site), t(string(l.Session)), d(l.Date), t(string(l.Half)), {},
		t(l.Specialty), t(l.Procedure), t(string(l.Priority)), {}, d(l.SafeBy.Last), t(string(l.SafeBy.Rule)), {}, {},
		sheet.NumberCell(float64(l.Postponed)), t(string(l.Was)), d(l.WasOn.Date), t(string(l.Change)), d(l.AnswerBy), t(l.Why)}
	if l.Start > 0 {
		out[7] = t(l.Start.String())
	}
	if l.Minutes > 0 {
		out[11] = sheet.NumberCell(l.Minutes)
	}
	if l.SafeBy.Rule != "" {
		out[14] = t(map[bool]string{true: "confirmed", false: "unconfirmed"}[l.SafeBy.Confirmed])
		if !l.Date.IsZero() {
			out[15] = sheet.NumberCell(float64(l.SafeBy.Last.Sub(l.Date)))
		}
	}
	return out
}

// WriteOffersCSV writes lines as a CSV file. What a spreadsheet would run as a formula gets an apostrophe in front.
func WriteOffersCSV(w io.Writer, lines []OfferLine) error {
	out := sheet.NewWriter(w)
	out.BOM = true
	if err := out.Header(offerHeadings()...); err != nil {
		return err
	}
	for _, l := range lines {
		if err := out.Row(l.cells()...); err != nil {
			return err
		}
	}
	return out.Flush()
}

// WriteOffersXLSX writes lines as a workbook with one sheet, offers.
func WriteOffersXLSX(w io.Writer, lines []OfferLine) error {
	return sheet.WriteXLSX(w, []sheet.Out{{Name: "offers", Header: offerHeadings(), Rows: rowsOf(lines)}})
}

func rowsOf(lines []OfferLine) iter.Seq2[[]sheet.Cell, error] {
	return func(yield func([]sheet.Cell, error) bool) {
		for _, l := range lines {
			if !yield(l.cells(), nil) {
				return
			}
		}
	}
}

// SpecialtyName is the name of a treatment function as published files have it; the code itself where it is not listed.
func SpecialtyName(code string) string {
	names := map[string]string{"100": "General Surgery", "101": "Urology", "110": "Trauma and Orthopaedics", "120": "Ear, Nose and Throat",
		"130": "Ophthalmology", "140": "Oral Surgery", "150": "Neurosurgery", "160": "Plastic Surgery", "170": "Cardiothoracic Surgery",
		"300": "General Internal Medicine", "301": "Gastroenterology", "320": "Cardiology", "330": "Dermatology", "340": "Respiratory Medicine",
		"400": "Neurology", "410": "Rheumatology", "430": "Elderly Medicine", "502": "Gynaecology"}
	if n, ok := names[code]; ok {
		return n
	}
	return code
}
