package dischargeweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// enterMost is for how many days one entry may speak.
const enterMost = 14

// capacityEntry is what was typed.
type capacityEntry struct {
	careAt
	from, to string
	council  string
	free     map[discharge.Service]string
	all      map[discharge.Service]string
	out      string // whether what plans agreed is taken out of what is free: "yes", "no" or not said
	past     bool   // days that are over are meant
	typed    int    // numbers
	bad      fault.List
}

// over reports whether the entry speaks of a day that is over.
func (e *capacityEntry) over() bool {
	d, err := civil.ParseDate(e.from)
	return err == nil && d.Before(e.today)
}

func (m room) capacityForm(w http.ResponseWriter, r *web.Request) error {
	e := capacityEntry{careAt: careRead(r), free: map[discharge.Service]string{}, all: map[discharge.Service]string{}}
	e.from = e.today.Add(1).String()
	page, body := capacityFormPage(e)
	return r.Render(w, http.StatusOK, page, body)
}

// capacityEnter keeps what was typed, all of it or nothing.
func (m room) capacityEnter(w http.ResponseWriter, r *web.Request) error {
	e := capacityEntry{careAt: careRead(r), from: r.Param("from"), to: r.Param("to"), council: r.Param("council"), out: r.Param("agreed"), past: r.Param("past") == "yes", free: map[discharge.Service]string{}, all: map[discharge.Service]string{}}
	for _, s := range careServices() {
		e.free[s], e.all[s] = r.Param("free-"+string(s)), r.Param("all-"+string(s))
	}
	by, err := careSigner(r, access.CapacityState)
	if err != nil {
		return err
	}
	rows := e.rows()
	if len(e.bad) == 0 {
		if err := m.askAgreed(r, &e, rows); err != nil {
			return err
		}
	}
	if len(e.bad) == 0 {
		_, err = m.Care.EnterCapacity(r.Context(), by, rows)
		if f := fault.As(err); f != nil && (f.Kind == fault.Invalid || f.Kind == fault.Forbidden) {
			e.bad.Add("from", "", "%s", f.Error())
		} else if err != nil {
			return err
		}
	}
	if len(e.bad) > 0 {
		page, body := capacityFormPage(e)
		return r.Render(w, http.StatusUnprocessableEntity, page, body)
	}
	return r.Redirect(w, CapacityOf(r.On)+fromQuery(rows[0].Date), e.keptWords(rows))
}

// keptWords say what was kept: as many numbers as were typed.
func (e *capacityEntry) keptWords(rows []discharge.Capacity) string {
	words := "Kept: " + ui.Plural(e.typed, "number", "numbers")
	if days := rows[len(rows)-1].Date.Sub(rows[0].Date) + 1; days > 1 {
		words += " for each of " + ui.Plural(days, "day", "days")
	}
	if e.over() {
		words += ", about days that are over"
	}
	return words + ". What was left blank stays as it was."
}

// askAgreed asks whether what plans have agreed is among what is free, where anything is agreed: the two readings differ by
// just that much.
func (m room) askAgreed(r *web.Request, e *capacityEntry, rows []discharge.Capacity) error {
	claims, err := m.Care.Claims(r.Context(), rows[0].Date, rows[len(rows)-1].Date, []org.Code{rows[0].Serves()}, time.Time{})
	if err != nil {
		return err
	}
	agreed := 0
	for _, c := range claims {
		if slices.ContainsFunc(rows, func(x discharge.Capacity) bool { return x.Service == c.Service && x.Date == c.Date }) {
			agreed += c.Agreed
		}
	}
	if agreed > 0 && e.out != "yes" && e.out != "no" {
		e.bad.Add("agreed", "", "Plans have agreed %d of these services on these days. Say whether what you entered as free leaves them out", agreed)
	}
	return nil
}

// rows reads the boxes. A blank box is nothing said; how many there are in all is what is free where nothing else is said.
func (e *capacityEntry) rows() []discharge.Capacity {
	from, err := civil.ParseDate(e.from)
	if err != nil {
		e.bad.Add("from", "", "Enter the first day as 2023-12-24")
	}
	to := from
	if e.to != "" {
		if to, err = civil.ParseDate(e.to); err != nil || to.Before(from) || to.Sub(from) >= enterMost {
			e.bad.Add("to", "", "Enter a last day not before the first, and at most %d days in all", enterMost)
		}
	}
	if e.over() && !e.past {
		e.bad.Add("past", "", "%s is over. Say that you mean a day that is over, or enter another day", ui.DayWords(from))
	}
	var council org.Code
	if e.kind() != org.KindCouncil {
		if council = org.Code(e.council); !slices.Contains(e.places(), council) {
			e.bad.Add("council", "", "Choose the council that it is for")
		}
	}
	var out []discharge.Capacity
	for _, s := range careServices() {
		free, given := e.number("free-"+string(s), e.free[s])
		all, said := e.number("all-"+string(s), e.all[s])
		switch {
		case !given && said:
			e.bad.Add("free-"+string(s), "", "Say how many of these are still free, 0 where none is")
		case !given:
			continue
		case !said:
			all = free
		case all < free:
			e.bad.Add("all-"+string(s), "", "There cannot be fewer in all than are free")
		}
		e.typed++
		if said {
			e.typed++
		}
		for d := from; len(e.bad) == 0 && !d.After(to); d = d.Add(1) {
			out = append(out, discharge.Capacity{Holder: e.on, Council: council, Service: s, Date: d, Total: all, Accepting: free, Weekend: true, Holiday: true, AgreedOut: e.out == "yes", Source: string(discharge.HandForm)})
		}
	}
	if len(out) == 0 && len(e.bad) == 0 {
		e.bad.Add("free-"+string(discharge.HomeCare), "", "Enter at least one number; 0 says that there is none")
	}
	return out
}

// number reads a box; given is false for a blank one.
func (e *capacityEntry) number(name, text string) (n int, given bool) {
	if strings.TrimSpace(text) == "" {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 0 || n > 9999 {
		e.bad.Add(name, "", "Enter a whole number from 0, or leave it blank where you do not know")
		return 0, false
	}
	return n, true
}

// places are the councils that an organisation which is none may speak about.
func (e *capacityEntry) places() []org.Code {
	if out := e.councils(); len(out) > 0 {
		return out
	}
	var out []org.Code
	for _, u := range e.pic.Units(org.KindCouncil) {
		out = append(out, u.Code)
	}
	return out
}

func capacityFormPage(e capacityEntry) (web.Page, templ.Component) {
	page := e.page("Enter capacity", CapacityOf(e.on), "Capacity")
	page.Narrow, page.Problems, page.Lead = true, e.bad, "How many people can be taken on a day. Leave blank what you do not know: it is then not known, and not nought."
	field := func(name, label, hint string) ui.Field {
		return ui.Field{Name: name, Label: label, Hint: hint}.WithErrors(e.bad)
	}
	parts := []templ.Component{
		ui.Input{Field: field("from", "Day", ""), Type: "date", Value: e.from},
		ui.Input{Field: field("to", "To, included", "Leave empty for one day"), Type: "date", Value: e.to},
	}
	if e.over() {
		parts = append(parts, ui.Checkboxes{Field: field("past", "These days are over", ""), Options: []ui.Option{{Value: "yes", Text: "I mean days that are over, to put right what was said of them", Chosen: e.past}}})
	}
	if e.kind() != org.KindCouncil {
		s := ui.Select{Field: field("council", "For which council", ""), Options: []ui.Option{{Text: "Choose a council"}}}
		for _, c := range e.places() {
			s.Options = append(s.Options, ui.Option{Value: string(c), Text: e.pic.Name(c), Chosen: string(c) == e.council})
		}
		parts = append(parts, s)
	}
	for _, s := range careServices() {
		parts = append(parts, capacityBoxes(capitalised(s.Words()),
			ui.Input{Field: field("free-"+string(s), "Still free", ""), Value: e.free[s], Width: 4, Whole: true},
			ui.Input{Field: field("all-"+string(s), "In all", ""), Value: e.all[s], Width: 4, Whole: true}))
	}
	parts = append(parts, ui.Radios{Field: field("agreed", "What plans have agreed already", "A start that a plan has agreed is kept for it. Answer where you know of any"),
		Options: ui.Options(e.out, "yes", "“Still free” leaves it out", "no", "“Still free” counts it too")})
	parts = append(parts, ui.Note("“In all” counts what begins that day anyway; blank is the same as what is free. A day that you name is meant, be it a Sunday or a bank holiday."))
	return page, ui.Parts([]templ.Component{ui.Form{Action: CapacityOf(e.on) + "/enter", Submit: "Keep", Cancel: ui.Action{Text: "Cancel", Href: CapacityOf(e.on)}, Body: ui.Parts(parts)}})
}
