package dischargeweb

import (
	"bytes"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// linesPerPage is how many lines one page lists.
const linesPerPage = 100

// planFilter narrows the lines that are shown.
type planFilter struct {
	of    org.Code // a council or trust that the line is about
	state discharge.State
	path  string // a pathway, or "-" for what has none
	day   civil.Date
}

func planFilterOf(r *web.Request) (planFilter, error) {
	f := planFilter{of: org.Code(r.Param("of")), path: r.Param("pathway")}
	if s := discharge.State(r.Param("state")); slices.Contains(planStates(), s) {
		f.state = s
	}
	if s := r.Param("day"); s != "" {
		d, err := civil.ParseDate(s)
		if err != nil {
			var l fault.List
			l.Add("day", "", "Enter the day as 2023-12-24")
			return f, l.Err("The lines cannot be shown as asked")
		}
		f.day = d
	}
	return f, nil
}

func (f planFilter) holds(l discharge.Line, st discharge.Standing) bool {
	return (f.of == "" || l.Trust == f.of || l.Council == f.of) && (f.state == "" || st.State == f.state) && (f.day.IsZero() || l.Date == f.day) &&
		(f.path == "" || string(l.Pathway) == f.path || f.path == "-" && l.Pathway == "")
}

func (f planFilter) query() url.Values {
	q := url.Values{}
	for _, x := range [][2]string{{"of", string(f.of)}, {"state", string(f.state)}, {"pathway", f.path}} {
		if x[1] != "" {
			q.Set(x[0], x[1])
		}
	}
	if !f.day.IsZero() {
		q.Set("day", f.day.String())
	}
	return q
}

func (p planShow) filtered(f planFilter) []discharge.Line {
	return slices.DeleteFunc(slices.Clone(p.v.Lines), func(l discharge.Line) bool { return !f.holds(l, p.v.Standings[l.ID]) })
}

func (m room) planLines(w http.ResponseWriter, r *web.Request) error {
	p, err := m.planAsked(r)
	if err != nil {
		return err
	}
	f, err := planFilterOf(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, p.page("Lines of the plan"), p.lineList(f, r.PageNumber()).body())
}

func (p planShow) lineList(f planFilter, page int) planParts {
	at := PlanPath(p.v.Plan) + "/lines"
	out := p.standing()
	out.add(p.tabs(at), p.lineFilter(f))
	lines := p.filtered(f)
	pages := max(1, (len(lines)+linesPerPage-1)/linesPerPage)
	page = min(page, pages)
	shown := lines[(page-1)*linesPerPage : min(len(lines), page*linesPerPage)]
	t := p.lineTable("lines", ui.Plural(len(lines), "line", "lines"), shown)
	out.add(t)
	q := f.query()
	if pages > 1 {
		out.add(ui.Pagination{Page: page, Pages: pages, Address: func(n int) string {
			q.Set("page", strconv.Itoa(n))
			return p.link(at + "?" + q.Encode())
		}})
	}
	q.Del("page")
	csv := at + ".csv"
	if len(q) > 0 {
		csv += "?" + q.Encode()
	}
	out.add(ui.Links([]ui.Action{{Text: "These lines as CSV", Href: p.link(csv)}, {Text: "The plan as Excel", Href: p.link(PlanPath(p.v.Plan) + "/plan.xlsx")}}))
	return out
}

func (p planShow) lineTable(id, caption string, lines []discharge.Line) ui.Table {
	t := ui.Table{ID: id, Caption: caption, Stack: true, Empty: "No line fits.", Columns: []ui.Column{{Head: "Day", Tight: true}, {Head: "What", Words: true}, {Head: "Asked", Numeric: true},
		{Head: "State"}, {Head: "Agreed", Numeric: true}, {Head: "Done", Numeric: true}, {Head: "Who answers", Words: true}}}
	for _, l := range lines {
		st := p.v.Standings[l.ID]
		agreed, done := ui.Text("–"), ui.Text("–")
		if !st.AgreedBy.At.IsZero() {
			agreed = ui.Text(amount(l, st.Agreed))
			done = ui.Marked(ui.Missing)
		}
		if st.Reported {
			done = ui.Text(amount(l, st.Delivered))
		}
		who := p.named(l.Holder())
		who.Note = l.Owner
		state := ui.Cell{Tags: []ui.Tag{stateTag(st.State)}}
		if st.State == discharge.Refused || st.State == discharge.Failed {
			state.Note = st.Last.Reason
		}
		t.Rows = append(t.Rows, ui.Row{ID: l.ID, Quiet: st.State == discharge.Withdrawn, Cells: []ui.Cell{{Text: planDay(l.Date), Link: p.link(LinePath(p.v.Plan, l.ID))},
			{Text: serviceWords(l), Note: "from " + p.name(l.Trust) + "; " + effectWords(l.Effect)}, ui.Text(amount(l, l.Number)), state, agreed, done, who}})
	}
	return t
}

func (p planShow) lineFilter(f planFilter) ui.Form {
	orgs := []ui.Option{{Text: "Everybody"}}
	for _, x := range p.v.Parties() {
		if x.Org != p.v.Board {
			orgs = append(orgs, ui.Option{Value: string(x.Org), Text: p.name(x.Org), Chosen: x.Org == f.of})
		}
	}
	states := []ui.Option{{Text: "Any"}}
	for _, s := range planStates() {
		states = append(states, ui.Option{Value: string(s), Text: capital(string(s)), Chosen: s == f.state})
	}
	day := ""
	if !f.day.IsZero() {
		day = f.day.String()
	}
	var body planParts
	body.add(ui.Select{Field: ui.Field{Name: "of", Label: "Trust or council"}, Options: orgs},
		ui.Select{Field: ui.Field{Name: "pathway", Label: "Pathway"}, Options: ui.Options(f.path, "", "Any", "P0", "P0", "P1", "P1", "P2", "P2", "P3", "P3", "-", "None")},
		ui.Select{Field: ui.Field{Name: "state", Label: "State"}, Options: states},
		ui.Input{Field: ui.Field{Name: "day", Label: "Day"}, Type: "date", Value: day})
	return ui.Form{Action: PlanPath(p.v.Plan) + "/lines", Get: true, Row: true, Submit: "Show", Hidden: p.kept(), Body: body.body()}
}

// lineHead heads an export of lines.
func lineHead() []string {
	return []string{"plan", "version", "line", "date", "trust", "trust_name", "council", "council_name", "pathway", "service", "effect", "amount", "unit", "owner", "state", "agreed", "delivered", "reason",
		"changed_at", "by", "role", "deputy"}
}

// lineUnit is what the amounts of a line in a file are counted in.
func lineUnit(l discharge.Line) string {
	if l.Service == discharge.TransferHub {
		return "working days of hub staff"
	}
	return l.Unit()
}

// lineAmount is a number of a line in lineUnit: a hub's, which is kept in hundredths, as working days.
func lineAmount(l discharge.Line, n int) sheet.Cell {
	if l.Service == discharge.TransferHub {
		return sheet.NumberCell(float64(n) / 100)
	}
	return sheet.NumberCell(float64(n))
}

// lineRow is a line for a file; names are those of the people who acted.
func (p planShow) lineRow(l discharge.Line, names map[string]string) []sheet.Cell {
	st := p.v.Standings[l.ID]
	text := sheet.TextCell
	row := []sheet.Cell{text(p.v.Plan), sheet.NumberCell(float64(p.v.Number)), text(l.ID), sheet.DateCell(l.Date), text(string(l.Trust)), text(p.name(l.Trust)), text(string(l.Council)), text(p.name(l.Council)),
		text(string(l.Pathway)), text(string(l.Service)), text(string(l.Effect)), lineAmount(l, l.Number), text(lineUnit(l)), text(l.Owner), text(string(st.State))}
	agreed, done := sheet.Cell{}, sheet.Cell{}
	if !st.AgreedBy.At.IsZero() {
		agreed = lineAmount(l, st.Agreed)
	}
	if st.Reported {
		done = lineAmount(l, st.Delivered)
	}
	row = append(row, agreed, done, text(st.Last.Reason))
	if st.Last.At.IsZero() {
		return append(row, text(""), text(""), text(""), text(""))
	}
	deputy := "no"
	if st.Last.By.Deputy {
		deputy = "yes"
	}
	return append(row, text(st.Last.At.UTC().Format(time.RFC3339)), text(actorName(st.Last.By, names)), text(capital(st.Last.By.RoleWords())+" of "+p.name(st.Last.By.Org)), text(deputy))
}

// lineNames names who acted last on the lines.
func (m room) lineNames(r *web.Request, p planShow, lines []discharge.Line) (map[string]string, error) {
	var actors []string
	for _, l := range lines {
		if a := p.v.Standings[l.ID].Last.By.Actor; a != "" && !slices.Contains(actors, a) {
			actors = append(actors, a)
		}
	}
	return m.People.Named(r.Context(), actors)
}

func (p planShow) fileName() string {
	return fmt.Sprintf("plan-%s-v%d", p.v.Plan, p.v.Number)
}

func (m room) planCSV(w http.ResponseWriter, r *web.Request) error {
	p, err := m.planAsked(r)
	if err != nil {
		return err
	}
	f, err := planFilterOf(r)
	if err != nil {
		return err
	}
	lines := p.filtered(f)
	names, err := m.lineNames(r, p, lines)
	if err != nil {
		return err
	}
	rows := func(yield func([]string, error) bool) {
		for _, l := range lines {
			if !yield(sheet.Texts(p.lineRow(l, names)), nil) {
				return
			}
		}
	}
	return r.CSV(w, p.fileName()+".csv", lineHead(), rows)
}

// xlsxType is the media type of a workbook.
const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func (m room) planXLSX(w http.ResponseWriter, r *web.Request) error {
	p, err := m.planAsked(r)
	if err != nil {
		return err
	}
	from, err := m.planMade(r, p)
	if err != nil {
		return err
	}
	names, err := m.lineNames(r, p, p.v.Lines)
	if err != nil {
		return err
	}
	row := func(l discharge.Line) []sheet.Cell { return p.lineRow(l, names) }
	sheets := []sheet.Out{{Name: "Lines", Header: lineHead(), Rows: rowsOf(p.v.Lines, row)}, {Name: "About", Widths: []float64{24, 100}, Rows: rowsOf(p.aboutLines(), func(x [2]string) []sheet.Cell {
		return []sheet.Cell{sheet.TextCell(x[0]), sheet.TextCell(x[1])}
	})}}
	if made := from.Made; made != nil {
		sheets = append(sheets, sheet.Out{Name: "Odds", Header: []string{"trust", "morning", "chance_without", "chance_with", "low", "high", "beds_short_without", "beds_short_with"}, Rows: rowsOf(made.Odds, oddsCells)},
			sheet.Out{Name: "Net effect", Header: []string{"trust", "morning", "occupied_without", "occupied_with", "fewer_pull_forward", "fewer_backlog", "fewer_avoided"}, Rows: rowsOf(made.Net, netCells)})
	}
	var b bytes.Buffer
	if err := sheet.WriteXLSX(&b, sheets); err != nil {
		return fault.Wrap(err, fault.Internal, "The workbook could not be made")
	}
	return r.Attach(w, p.fileName()+".xlsx", xlsxType, b.Bytes())
}

func rowsOf[T any](list []T, f func(T) []sheet.Cell) iter.Seq2[[]sheet.Cell, error] {
	return func(yield func([]sheet.Cell, error) bool) {
		for _, x := range list {
			if !yield(f(x), nil) {
				return
			}
		}
	}
}

// aboutLines say in a workbook what it is of.
func (p planShow) aboutLines() [][2]string {
	return [][2]string{{"Plan", p.v.Plan}, {"Version", strconv.Itoa(p.v.Number)}, {"Area", p.name(p.v.Area) + " (" + string(p.v.Area) + ")"}, {"Target", planTarget(p.v.Version)},
		{"State", p.v.Agreement.Words}, {"As known at", p.now.UTC().Format(time.RFC3339)}, {"Forecast", p.v.Forecast}, {"Seed of the certificate", strconv.FormatUint(p.v.Seed, 10)},
		{"Replicates", strconv.Itoa(p.v.Replicates)}, {"A missing number", "An empty cell under delivered means that nobody has said what was done. It is not nought."}}
}
