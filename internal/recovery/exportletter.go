package recovery

import (
	"fmt"
	"io"
	"slices"

	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/sheet"
)

// mostDates is how many dates a letter has room for.
const mostDates = 3

// WriteLetters writes what letters are merged from: one row for each line that was offered, and for each whose date is taken away with none
// in its place, with who it is for. place is a site's name as a letter gives it.
// It stays inside the trust: a line or identity of another trust is Forbidden and nothing is written. left are the pathways
// that have no row, because nobody is known for them.
func WriteLetters(w io.Writer, trust org.Code, lines []OfferLine, identities []Identity, sessions []Session, place func(site string) string) (left []Pathway, err error) {
	who := make(map[Pathway]*Identity, len(identities))
	for i := range identities {
		if identities[i].Trust != trust {
			return nil, refuseElsewhere(trust)
		}
		who[identities[i].Pathway] = &identities[i]
	}
	lists := make(map[SessionID]*Session, len(sessions))
	for i := range sessions {
		lists[sessions[i].ID] = &sessions[i]
	}
	out := sheet.NewWriter(w)
	out.BOM = true
	rows := make([][]sheet.Cell, 0, len(lines))
	for _, l := range lines {
		if l.Trust != trust {
			return nil, refuseElsewhere(trust)
		}
		if l.State != OfferMade && l.Change != Dropped {
			continue
		}
		id := who[l.Pathway]
		if id == nil || id.Family == "" {
			left = append(left, l.Pathway)
			continue
		}
		rows = append(rows, letterCells(l, id, lists, place))
	}
	if err := out.Header(letterHeadings()...); err != nil {
		return nil, err
	}
	for _, r := range rows {
		if err := out.Row(r...); err != nil {
			return nil, err
		}
	}
	return left, out.Flush()
}

func letterHeadings() []string {
	out := []string{"title", "given_name", "family_name", "address_1", "address_2", "address_3", "address_4", "postcode", "phone", "email", "needs",
		"nhs_number", "local_number", "born", "pathway", "specialty", "letter", "answer_by", "date_taken_away", "part_of_day_taken_away", "site_name_taken_away"}
	for i := range mostDates {
		for _, s := range []string{"date", "part_of_day", "start", "site", "site_name", "session"} {
			out = append(out, fmt.Sprintf("%s_%d", s, i+1))
		}
	}
	return out
}

// letterCells are one letter's fields. Dates are written out: a letter shows them as they stand.
func letterCells(l OfferLine, id *Identity, lists map[SessionID]*Session, place func(string) string) []sheet.Cell {
	t := sheet.TextCell
	written := func(d civil.Date) sheet.Cell {
		if d.IsZero() {
			return sheet.Cell{}
		}
		return t(d.Format("Monday 2 January 2006"))
	}
	lines := append(slices.Clone(id.Address), "", "", "", "")[:4]
	nhs := id.NHSNumber
	if len(nhs) == 10 {
		nhs = nhs[:3] + " " + nhs[3:6] + " " + nhs[6:]
	}
	born := sheet.Cell{}
	if !id.Born.IsZero() {
		born = t(longDay(id.Born))
	}
	letter, was, wasHalf, wasPlace := t("offer"), sheet.Cell{}, sheet.Cell{}, sheet.Cell{}
	if l.Change == Dropped {
		letter, was, wasPlace = t("date taken away"), written(l.WasOn.Date), t(place(l.WasOn.Site))
		if s := lists[l.WasOn.Session]; s != nil {
			wasHalf = t(s.Half.Words())
		}
		l.AnswerBy, l.Dates = civil.Date{}, nil
	}
	out := []sheet.Cell{t(id.Title), t(id.Given), t(id.Family), t(lines[0]), t(lines[1]), t(lines[2]), t(lines[3]), t(id.Postcode), t(id.Phone),
		t(id.Email), t(id.Needs), t(nhs), t(id.Local), born, t(string(l.Pathway)), t(SpecialtyName(l.Specialty)), letter, written(l.AnswerBy), was, wasHalf, wasPlace}
	for i := range mostDates {
		if i >= len(l.Dates) {
			out = append(out, sheet.Cell{}, sheet.Cell{}, sheet.Cell{}, sheet.Cell{}, sheet.Cell{}, sheet.Cell{})
			continue
		}
		d := l.Dates[i]
		half, start := sheet.Cell{}, sheet.Cell{}
		if s := lists[d.Session]; s != nil {
			if half = t(s.Half.Words()); s.Start > 0 {
				start = t(s.Start.String())
			}
		}
		out = append(out, written(d.Date), half, start, t(d.Site), t(place(d.Site)), t(string(d.Session)))
	}
	return out
}

// Words says the part of the day as a letter does.
func (h Half) Words() string {
	switch h {
	case Morning:
		return "in the morning"
	case Afternoon:
		return "in the afternoon"
	case Evening:
		return "in the evening"
	case AllDay:
		return "during the day"
	}
	return string(h)
}
