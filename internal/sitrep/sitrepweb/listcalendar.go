package sitrepweb

import (
	"cmp"
	"net/http"
	"strconv"

	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

const (
	listCalendarDays = 28
	listCalendarRows = 40 // organisations on one page
)

// listCalendarView is the last 28 days of one form: a row for each organisation, a letter for each day.
type listCalendarView struct {
	forms         []ui.Option
	to            civil.Date
	keep          map[string]string
	before, after ui.Action
	list          string
	narrowed      string
	widen         string
	days          []civil.Date
	holidays      map[civil.Date]string
	months        []listMonth
	rows          []listCalendarRow
	key           []listSign
	pages         ui.Pagination
}

// listMonth is a heading over the days of one month.
type listMonth struct {
	words string
	days  int
}

type listCalendarRow struct {
	code        org.Code
	name, place string
	cells       []listCalendarCell
}

// listCalendarCell is one return: its sign, and where it is opened.
type listCalendarCell struct {
	sign listSign
	link string
}

// listSign is how a return came, in one letter, a colour and words.
type listSign struct {
	letter string
	class  string
	words  string
}

// listSigns is every sign, in the order of the key. The empty sign is a day on which nothing is asked.
func listSigns() []listSign {
	return []listSign{
		{"T", "on-time", "On time"}, {"L", "late", "Late"}, {"A", "amended", "Amended in the window"}, {"R", "amended", "Amended after the region reopened it"},
		{"P", "on-time", "Published"}, {"N", "nil", "Nil return"}, {"X", "na", "Not applicable"}, {"W", "na", "Withdrawn"},
		{"M", "missing", "Missing"}, {"D", "due", "Due, not in yet"},
	}
}

func listSignOf(s sitrep.Slip) listSign {
	letter := ""
	switch s.Standing {
	case sitrep.IsNil:
		letter = "N"
	case sitrep.IsNotRelevant:
		letter = "X"
	case sitrep.IsWithdrawn:
		letter = "W"
	case sitrep.Overdue:
		letter = "M"
	case sitrep.Due, sitrep.NotOpen:
		letter = "D"
	case sitrep.IsIn:
		letter = map[sitrep.Timing]string{sitrep.OnTime: "T", sitrep.Late: "L", sitrep.Amended: "A", sitrep.Reopened: "R", sitrep.Published: "P"}[s.Timing]
	}
	amended := s.CameLate() && s.Timing != sitrep.Late
	if amended && s.Standing == sitrep.IsIn {
		letter = "L"
	}
	for _, x := range listSigns() {
		if x.letter == letter {
			if letter == "N" && s.CameLate() {
				x.words += ", late"
			}
			if amended {
				x.words += ", amended"
			}
			return x
		}
	}
	return listSign{}
}

// listCalendar is how a form came in over the last 28 days.
func (m room) listCalendar(w http.ResponseWriter, r *web.Request) error {
	a, err := listAskedOf(r, "to")
	if err != nil {
		return err
	}
	pic := listPicture(r, a.day)
	slips, err := m.listSlips(r, a, a.day.Add(1-listCalendarDays), a.day, pic)
	if err != nil {
		return err
	}
	v := newListCalendar(slips, a, m.listHelpFor(r, pic), r.PageNumber())
	v.holidays = map[civil.Date]string{}
	for _, d := range v.days {
		if h, ok := m.Holidays.On(d); ok {
			v.holidays[d] = h.Name
		}
	}
	return r.Render(w, http.StatusOK, listCalendarPage(a), listCalendarTable(v))
}

func listCalendarPage(a listAsked) web.Page {
	return web.Page{Title: "How returns came in, " + ui.DayShort(a.day.Add(1-listCalendarDays)) + " to " + listDayWords(a.day), Caption: a.form.Name,
		Current: "returns", Crumbs: []web.Crumb{{Text: "Returns", Href: ListPath}},
		Lead: "A letter says how the return came: late when its first version was, even if it was amended since. Open it to see the return and every version of it."}
}

func newListCalendar(slips []sitrep.Slip, a listAsked, h listHelp, page int) listCalendarView {
	at := func(d civil.Date) string {
		return h.link(a.address(listCalendarPath, "day", "", "to", d.String()))
	}
	v := listCalendarView{to: a.day, key: listSigns(), list: h.link(a.address(ListPath)),
		before: ui.Action{Text: "28 days earlier", Href: at(a.day.Add(-listCalendarDays))}}
	if !a.day.Add(listCalendarDays).After(h.today) {
		v.after = ui.Action{Text: "28 days later", Href: at(a.day.Add(listCalendarDays))}
	} else if last := listNewest(a.form.Code, h.today); a.day.Before(last) {
		v.after = ui.Action{Text: "Up to the newest day", Href: at(last)}
	}
	v.keep = listKeepAsOf(map[string]string{}, h.link)
	if a.under != "" {
		v.keep["org"], v.narrowed = string(a.under), h.pic.Name(a.under)
		v.widen = h.link(a.address(listCalendarPath, "day", "", "to", a.day.String(), "org", ""))
	}
	for _, f := range listForms(a.day) {
		v.forms = append(v.forms, ui.Option{Value: string(f.Code), Text: f.Name, Chosen: f.Code == a.form.Code})
	}
	for d := a.day.Add(1 - listCalendarDays); !d.After(a.day); d = d.Add(1) {
		v.days = append(v.days, d)
		if n := len(v.months); n == 0 || d.Day() == 1 {
			v.months = append(v.months, listMonth{words: d.Format("January 2006")})
		}
		v.months[len(v.months)-1].days++
	}
	v.fill(slips, a, h, page)
	return v
}

// fill makes the rows of one page.
func (v *listCalendarView) fill(slips []sitrep.Slip, a listAsked, h listHelp, page int) {
	var rows []listCalendarRow
	first := a.day.Add(1 - listCalendarDays)
	for _, p := range listPlaced(slips, h.pic) {
		if n := len(rows); n == 0 || rows[n-1].code != p.slip.Org {
			rows = append(rows, listCalendarRow{code: p.slip.Org, name: org.Shorten(org.KindTrust, p.name), place: cmp.Or(org.Shorten(org.KindICB, p.board), p.region), cells: make([]listCalendarCell, listCalendarDays)})
		}
		i := p.slip.Day.Sub(first)
		if i < 0 || i >= listCalendarDays {
			continue
		}
		c := listCalendarCell{sign: listSignOf(p.slip)}
		if c.sign.letter != "" && h.read.Holds(p.slip.Org) {
			c.link = h.link(ReturnPath(p.slip.Form, p.slip.Org, p.slip.Day))
		}
		rows[len(rows)-1].cells[i] = c
	}
	pages := max(1, (len(rows)+listCalendarRows-1)/listCalendarRows)
	page = min(page, pages)
	from := (page - 1) * listCalendarRows
	to := min(from+listCalendarRows, len(rows))
	v.rows = rows[from:to]
	v.pages = ui.Pagination{Page: page, Pages: pages, Shown: "Shows " + ui.Count(min(from+1, to)) + " to " + ui.Count(to) + " of " + ui.Plural(len(rows), "organisation", "organisations"),
		Address: func(n int) string {
			return h.link(a.address(listCalendarPath, "day", "", "to", a.day.String(), "page", strconv.Itoa(n)))
		}}
}

// listDayHead is the short head of a day's column and what a screen reader says.
func (v listCalendarView) head(d civil.Date) (short, number, spoken string) {
	spoken = listDayWords(d)
	if h := v.holidays[d]; h != "" {
		spoken += ", " + h
	}
	return d.Format("Mon")[:2], strconv.Itoa(d.Day()), spoken
}

// off tells a day on which fewer people work: its column is shaded.
func (v listCalendarView) off(d civil.Date) bool {
	return v.holidays[d] != "" || d.Weekday() == 0 || d.Weekday() == 6
}
