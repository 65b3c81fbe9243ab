package dischargeweb

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

func (m room) planCalendar(w http.ResponseWriter, r *web.Request) error {
	p, err := m.planAsked(r)
	if err != nil {
		return err
	}
	if p.beside, err = m.overlapping(r, p); err != nil {
		return err
	}
	page := p.page("Plan " + p.v.Plan)
	page.Lead = capital(planTarget(p.v.Version)) + "."
	return r.Render(w, http.StatusOK, page, p.calendar(r.Param("of")).body())
}

// calendar is the plan by day: all of it, then each council's and each trust's own part; of narrows it to one.
func (p planShow) calendar(of string) planParts {
	out := p.standing()
	out.add(p.tabs(PlanPath(p.v.Plan)), p.about(), p.gone())
	out.add(ui.Inset{Text: "Numbers are people who leave on that day over and above those who would have left anyway, unless a column says otherwise: what was done where that is in, else what was agreed, else what was asked and is not answered. A bed that is opened frees no core bed: it is listed and never added to the people."})
	holders := holdersOf(p.v.Lines)
	out.add(p.holderFilter(holders, of))
	if of == "" {
		out.add(dayTable("all", "All days", p.planHelp, p.v.Lines, p.v.Standings, p.linesOn))
	}
	for _, c := range holders {
		if of != "" && of != string(c) {
			continue
		}
		lines := slices.DeleteFunc(slices.Clone(p.v.Lines), func(l discharge.Line) bool { return l.Holder() != c })
		t := dayTable("of-"+strings.ToLower(string(c)), p.name(c), p.planHelp, lines, p.v.Standings, p.linesOn)
		if of == "" {
			out.add(ui.Details{Summary: fmt.Sprintf("%s: %s", p.name(c), ui.Plural(len(lines), "line", "lines")), Body: t})
		} else {
			out.add(t)
		}
	}
	out.add(ui.Links([]ui.Action{{Text: "All lines as CSV", Href: p.link(PlanPath(p.v.Plan) + "/lines.csv")}, {Text: "The plan as Excel", Href: p.link(PlanPath(p.v.Plan) + "/plan.xlsx")}}))
	return out
}

// gone says how many lines of the version before are in this one no more, and leads to where they are named.
func (p planShow) gone() templ.Component {
	if len(p.v.Gone) == 0 || p.v.Number < 2 {
		return templ.NopComponent
	}
	a, b := strconv.Itoa(p.v.Number-1), strconv.Itoa(p.v.Number)
	links := []ui.Action{{Text: "Name them", Href: p.planHelp.link(PlanPath(p.v.Plan) + "/versions?a=" + a + "&b=" + b + "#differences")}}
	return ui.Inset{Text: fmt.Sprintf("Version %s leaves out %s of version %s.", b, ui.Plural(len(p.v.Gone), "line", "lines"), a), Body: ui.Links(links)}
}

// linesOn is the address of a day's lines.
func (p planShow) linesOn(d civil.Date) string {
	return p.link(PlanPath(p.v.Plan) + "/lines?day=" + d.String())
}

// about is the plan's head: what stands behind it and how far it has come.
func (p planShow) about() ui.SummaryList {
	counts := map[discharge.State]int{}
	for _, st := range p.v.Standings {
		counts[st.State]++
	}
	rows := []ui.SummaryRow{
		{Key: "State", Value: capital(p.v.Agreement.Words) + ".", Tags: []ui.Tag{versionTag(p.v.Agreement.State)}},
		{Key: "Lines", Value: linesWords(counts)},
		{Key: "Why this version", Value: p.v.Reason},
		{Key: "Proposed", Value: fmt.Sprintf("%s, by the %s of %s", ui.When(p.now, p.v.Proposed), lowerFirst(p.v.By.RoleWords()), p.name(p.v.By.Org))},
	}
	if b, ok := binding(p.v.Reached); ok {
		rows = append(rows, ui.SummaryRow{Key: "Least chance", Value: reachedWords(p.planHelp, b) + ", with all of its lines done" + certifiedWords(p.v.Forecast)})
	}
	return ui.SummaryList{Rows: rows, Compact: true}
}

// certifiedWords say what a certificate stands on: a newer forecast may be shown beside it.
func certifiedWords(basis string) string {
	if basis == "" {
		return ""
	}
	return "; as worked out from the " + basis
}

// lowerFirst writes words for the middle of a sentence; an abbreviation stays as it is.
func lowerFirst(s string) string {
	if len(s) < 2 || s[1] >= 'A' && s[1] <= 'Z' {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// binding is the certificate of the trust and morning at which the least is to spare.
func binding(list []discharge.Reached) (discharge.Reached, bool) {
	if len(list) == 0 {
		return discharge.Reached{}, false
	}
	return slices.MinFunc(list, func(a, b discharge.Reached) int {
		switch {
		case a.Least < b.Least:
			return -1
		case a.Least > b.Least:
			return 1
		}
		return 0
	}), true
}

func reachedWords(h planHelp, b discharge.Reached) string {
	return fmt.Sprintf("%s at %s on %s (95%% interval %s to %s)", chance(b.Least), h.name(b.Trust), ui.DayWords(b.Binding), chance(b.Low), chance(b.High))
}

// holdersOf lists who answers for lines, by code.
func holdersOf(lines []discharge.Line) []org.Code {
	var out []org.Code
	for _, l := range lines {
		out = append(out, l.Holder())
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (p planShow) holderFilter(holders []org.Code, of string) ui.Form {
	options := []ui.Option{{Value: "", Text: "Everybody"}}
	for _, c := range holders {
		options = append(options, ui.Option{Value: string(c), Text: p.name(c), Chosen: string(c) == of})
	}
	return ui.Form{Action: PlanPath(p.v.Plan), Get: true, Row: true, Submit: "Show", Hidden: p.kept(), Body: ui.Select{Field: ui.Field{Name: "of", Label: "Council or trust"}, Options: options}}
}

// kept is what a filter's form must send along: the instant and the version that are looked at.
func (p planShow) kept() map[string]string {
	out := map[string]string{}
	if p.past {
		out["as-of"] = p.now.UTC().Format("2006-01-02T15:04:05.999999Z07:00")
	}
	if p.v.Number != p.v.Newest {
		out["version"] = fmt.Sprint(p.v.Number)
	}
	return out
}

// dayColumn is one column of a calendar.
type dayColumn struct {
	head    string
	service []discharge.Service
}

func dayColumns() []dayColumn {
	return []dayColumn{{"P0", []discharge.Service{discharge.WardDischarge}}, {"P1", []discharge.Service{discharge.HomeCare, discharge.Reablement}}, {"P2", []discharge.Service{discharge.CommunityBed}},
		{"P3", []discharge.Service{discharge.CareHomeBed}}, {"Avoided admissions", []discharge.Service{discharge.UrgentCare}}, {"Hub, working days", []discharge.Service{discharge.TransferHub}},
		{"Beds opened", []discharge.Service{discharge.EscalationBed}}}
}

// dayTable is lines by day and pathway. standings may be nil: then nothing has become of them yet.
func dayTable(id, caption string, h planHelp, lines []discharge.Line, standings map[string]discharge.Standing, link func(civil.Date) string) ui.Table {
	t := ui.Table{ID: id, Caption: caption, Stack: true, Columns: []ui.Column{{Head: "Day", Tight: true}}, Empty: "No lines."}
	var columns []dayColumn
	for _, c := range dayColumns() {
		if slices.ContainsFunc(lines, func(l discharge.Line) bool { return slices.Contains(c.service, l.Service) }) {
			columns = append(columns, c)
			t.Columns = append(t.Columns, ui.Column{Head: c.head, Numeric: true})
		}
	}
	t.Columns = append(t.Columns, ui.Column{Head: "People leaving", Numeric: true})
	var days []civil.Date
	for _, l := range lines {
		days = append(days, l.Date)
	}
	slices.SortFunc(days, civil.Date.Compare)
	for _, d := range slices.Compact(days) {
		first := ui.Text(planDay(d))
		if link != nil {
			first.Link = link(d)
		}
		row, leave := ui.Row{Cells: []ui.Cell{first}}, dayCount{}
		for _, c := range columns {
			n := countDay(lines, standings, d, c, d.Before(civil.Today(h.now)))
			row.Cells = append(row.Cells, n.cell(discharge.Line{Service: c.service[0]}))
			if l := (discharge.Line{Service: c.service[0]}); l.People() && l.Service != discharge.UrgentCare {
				leave.plus(n)
			}
		}
		leave.had = true
		row.Cells = append(row.Cells, leave.cell(discharge.Line{Service: discharge.WardDischarge}))
		t.Rows = append(t.Rows, row)
	}
	return t
}

// dayCount is lines of one day added up: what was done where that is known, what was agreed where it is not, and what was asked
// where nobody has answered.
type dayCount struct {
	had               bool
	n, open, off      int // in all; of it not answered; beside it refused or withdrawn
	reported, of      int // of it done as reported, and how much of that was agreed
	silent            int // of it agreed for a day that is over, with no word of what was done
	reports, unspoken bool
}

func (x *dayCount) plus(y dayCount) {
	x.n, x.open, x.off = x.n+y.n, x.open+y.open, x.off+y.off
	x.reported, x.of, x.silent = x.reported+y.reported, x.of+y.of, x.silent+y.silent
	x.reports, x.unspoken = x.reports || y.reports, x.unspoken || y.unspoken
}

// countDay adds up one column's lines of a day. Lines that were refused or withdrawn are named and not counted.
func countDay(lines []discharge.Line, standings map[string]discharge.Standing, d civil.Date, c dayColumn, over bool) (x dayCount) {
	for _, l := range lines {
		if l.Date != d || !slices.Contains(c.service, l.Service) {
			continue
		}
		x.had = true
		st, known := standings[l.ID]
		switch {
		case known && (st.State == discharge.Refused || st.State == discharge.Withdrawn):
			x.off += l.Number
		case known && st.Reported:
			x.n, x.reported, x.of, x.reports = x.n+st.Delivered, x.reported+st.Delivered, x.of+st.Agreed, true
		case known && st.State != discharge.Proposed:
			x.n += st.Agreed
			if over {
				x.silent, x.unspoken = x.silent+st.Agreed, true
			}
		default:
			x.n += l.Number
			if standings != nil {
				x.open += l.Number
			}
		}
	}
	return x
}

// cell shows a count, with what of it is not firm.
func (x dayCount) cell(l discharge.Line) ui.Cell {
	if !x.had {
		return ui.Text("–")
	}
	cell := ui.Text(ui.Count(x.n))
	if l.Service == discharge.TransferHub {
		cell = ui.Text(ui.Number(float64(x.n)/100, 2))
	}
	var notes []string
	if x.reports {
		notes = append(notes, fmt.Sprintf("%s done of %s agreed", amount(l, x.reported), amount(l, x.of)))
	}
	if x.unspoken {
		notes = append(notes, amount(l, x.silent)+" agreed, not known whether done")
	}
	if x.open > 0 {
		notes = append(notes, amount(l, x.open)+" not answered")
	}
	if x.off > 0 {
		notes = append(notes, amount(l, x.off)+" refused or withdrawn")
	}
	cell.Note = strings.Join(notes, ", ")
	return cell
}
