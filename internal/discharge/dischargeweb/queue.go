package dischargeweb

import (
	"context"
	"math"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/flow"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/simulate"
	"headroom/internal/web"
	"headroom/internal/web/chart"
	"headroom/internal/web/ui"
)

// queueDays is how many days ahead rates and waiting times are taken over: two weeks hold every weekday twice.
const queueDays = 14

// streamNames are the pathways of the model's streams.
var streamNames = [simulate.Streams]discharge.Pathway{discharge.P1, discharge.P2, discharge.P3}

// queueLine is one council's pathway of an area.
type queueLine struct {
	council   org.Code
	stream    int
	now       float64   // waiting for care at the model's start
	process   float64   // in the process before the queue, then
	passing   float64   // expected to pass the process a day, over queueDays
	starts    float64   // the council's expected starts a day for the area, over queueDays
	served    float64   // starts that somebody is there to take, a day
	waiting   []float64 // expected at each morning
	inProcess []float64
}

// mean is how many wait on average over queueDays.
func (l queueLine) mean() float64 {
	sum := 0.0
	n := min(queueDays, len(l.waiting))
	for _, x := range l.waiting[:n] {
		sum += x
	}
	return sum / math.Max(1, float64(n))
}

// wait is the mean wait in days by Little's law, over queueDays; false where next to nobody passes.
func (l queueLine) wait() (float64, bool) {
	if l.served < .02 {
		return 0, false
	}
	return l.mean() / l.served, true
}

// queueOf works out every council's pathways over all trusts of a system.
func queueOf(s *flow.System) ([]queueLine, error) {
	at := map[[2]int]int{}
	var out []queueLine
	for site := range s.Model.Sites {
		law, err := flow.Close(&s.Model, site, s.Model.Days)
		if err != nil {
			return nil, err
		}
		x := &s.Model.Sites[site]
		for k, link := range x.Links {
			for p := range simulate.Streams {
				if link.Share[p] == 0 && link.Waiting[p]+link.Process[p] == 0 {
					continue
				}
				key := [2]int{link.Supplier, p}
				i, ok := at[key]
				if !ok {
					i = len(out)
					at[key] = i
					out = append(out, queueLine{council: s.Councils[link.Supplier], stream: p, waiting: make([]float64, s.Model.Days), inProcess: make([]float64, s.Model.Days)})
				}
				out[i].add(x, law, k, p)
			}
		}
	}
	for key, i := range at {
		out[i].give(&s.Model.Suppliers[key[0]])
	}
	slices.SortFunc(out, func(a, b queueLine) int {
		if c := strings.Compare(string(a.council), string(b.council)); c != 0 {
			return c
		}
		return a.stream - b.stream
	})
	return out, nil
}

// add takes one trust's link in. served holds, for now, all who join the queue within queueDays, less those who leave it
// otherwise; who is left in the process at a day's end is who did not pass it that day.
func (l *queueLine) add(x *simulate.Site, law *flow.Law, link, p int) {
	at := x.Links[link]
	l.now += float64(at.Waiting[p])
	l.process += float64(at.Process[p])
	for d := range l.waiting {
		l.waiting[d] += law.Waiting(link, p, d)
		l.inProcess[d] += law.Process(link, p, d)
	}
	n, before := min(queueDays, len(l.waiting)), float64(at.Waiting[p])
	for d := range n {
		hub := 1.0
		if d < len(x.Hub) {
			hub = x.Hub[d]
		}
		stay := math.Pow(1-x.HubHazard[p], hub)
		passed := law.Process(link, p, d) * (1 - stay) / math.Max(stay, 1e-9)
		if stay < .001 { // everybody passes the day that they come: who did cannot be told from who is left
			passed = math.Inf(1)
		}
		l.passing += passed / float64(n)
		l.served += passed - before*x.OtherLeave
		before = law.Waiting(link, p, d)
	}
}

// give sets the starts a day, and the served: no more than are given, and no more than came, waited and no longer wait.
func (l *queueLine) give(s *simulate.Supplier) {
	n := min(queueDays, len(l.waiting))
	if n == 0 {
		return
	}
	came := l.served + l.now - l.waiting[n-1]
	total := 0.0
	for d := range n {
		switch {
		case s.Places[l.stream] > 0:
			total += float64(s.Places[l.stream]) * (1 - math.Exp(-s.FreeHazard[l.stream]))
		case d < len(s.Starts):
			total += s.Starts[d][l.stream]
		}
	}
	l.starts = total / float64(n)
	l.served = math.Max(0, math.Min(came, total)) / float64(n)
}

// queueView is what the page is made of.
type queueView struct {
	careAt
	ground  *Ground
	lines   []queueLine
	remain  map[org.Code]Remained
	reasons []discharge.ReasonCount
	whole   bool // the reader may see the trusts, and with them every council
	own     bool // every trust's counts are the reader's own
	hidden  bool // councils were left out
}

func (m room) queueRead(r *web.Request) (*queueView, error) {
	v := &queueView{careAt: careRead(r)}
	var err error
	if v.ground, err = m.Grounds.Ground(r.Context(), r.On, civil.Date{}, v.asOf); err != nil {
		return v, err
	}
	if v.lines, err = queueOf(v.ground.System); err != nil {
		return v, err
	}
	var seen []org.Code
	v.own = true
	for _, t := range v.ground.System.Trusts {
		if r.May(access.PlanRead, t) {
			seen = append(seen, t)
		}
		v.own = v.own && r.May(access.StaysKeep, t)
	}
	if v.whole = len(seen) > 0; !v.whole {
		all := len(v.lines)
		v.lines = slices.DeleteFunc(v.lines, func(l queueLine) bool { return !r.May(access.CapacityRead, l.council) })
		v.hidden = len(v.lines) < all
		return v, nil
	}
	return v, m.queueBeside(r.Context(), v, seen)
}

// queueBeside reads what stands beside the queues: those who remain, and what they wait for.
func (m room) queueBeside(ctx context.Context, v *queueView, trusts []org.Code) (err error) {
	if v.remain, err = m.Stayed.Remaining(ctx, trusts, v.asOf); err != nil {
		return err
	}
	all, err := m.Care.Reasons(ctx, trusts, v.today.Add(-90), v.today, v.asOf)
	if err != nil {
		return err
	}
	v.reasons = discharge.NewestReasons(all)
	return nil
}

func (m room) queues(w http.ResponseWriter, r *web.Request) error {
	v, err := m.queueRead(r)
	if empty, none := noGround(err); none {
		return r.Render(w, http.StatusOK, v.page("Queues for care", QueuesPath, "Queues"), ui.Parts([]templ.Component{v.tabs(QueuesOf(v.on)), empty}))
	}
	if err != nil {
		return err
	}
	page, body := queuePage(m, v)
	return r.Render(w, http.StatusOK, page, body)
}

func queuePage(m room, v *queueView) (web.Page, templ.Component) {
	page := v.page("Queues for care", QueuesPath, "Queues")
	page.Lead = "Who is ready to leave and waits, by the council and pathway that they wait for. The numbers are the flow model's, not a count of people."
	page.Computed = "Flow model from " + ui.DayWords(v.ground.System.From) + "."
	parts := []templ.Component{v.tabs(QueuesOf(v.on))}
	if w := v.unsound(v.ground); w != nil {
		parts = append(parts, w)
	}
	if v.hidden {
		parts = append(parts, ui.Inset{Text: "You see the councils that your roles are about. The board's own people see all of them."})
	}
	parts = append(parts, queueChart(m, v), queueTable(v), queueExpected(m, v), careExports(v.link(QueuesOf(v.on)+"/export.csv"), v.link(QueuesOf(v.on)+"/export.xlsx")))
	if v.whole {
		parts = append(parts, ui.Heading("People with no criteria to reside", "remaining"), remainingTable(v), ui.Heading("What they wait for", "reasons"))
		parts = append(parts, reasonParts(v)...)
	}
	parts = append(parts, ui.Note("Stands on the "+v.ground.Basis+"."), v.notes(v.ground))
	return page, ui.Parts(parts)
}

// queueChart is the three pathways' queues over the days.
func queueChart(m room, v *queueView) *chart.Days {
	c := &chart.Days{ID: "queues", Title: "Expected to wait, by pathway", Unit: "people", Level: 2, Weekends: true, FromZero: true, NoTable: true, Hint: "At 08:00, over all councils shown. The tables below say the same."}
	for p, name := range streamNames {
		s := chart.Series{Name: string(name)}
		for d := range v.ground.System.Model.Days {
			sum := 0.0
			for _, l := range v.lines {
				if l.stream == p {
					sum += l.waiting[d]
				}
			}
			s.Points = append(s.Points, chart.Known(v.ground.System.Morning(d), math.Round(sum)))
		}
		c.Series = append(c.Series, s)
	}
	for _, h := range m.Holidays.In(civil.Range{From: v.ground.System.From, To: v.ground.System.Morning(v.ground.System.Model.Days)}) {
		c.Holidays = append(c.Holidays, chart.Holiday{Day: h.On, Name: h.Name})
	}
	return c
}

// queueTable is a row for each council and pathway.
func queueTable(v *queueView) ui.Table {
	t := ui.Table{ID: "by-council", Caption: "By council and pathway", Stack: true,
		Hint: "Waiting and in the process: at 08:00 on " + ui.DayWords(v.ground.System.From) + ". Passing, starts and served: expected a day, a mean over the fortnight after it with its weekends and bank holidays. Starts are the part of each council's that is for the trusts of this page: what was stated for a day counts on that day, otherwise what an ordinary week has, less at weekends and on bank holidays; the notes below say which. The wait is Little's law: those who wait on average over the fortnight, who stand under it, over those served a day.",
		Columns: []ui.Column{{Head: "Council", Words: true}, {Head: "Pathway"}, {Head: "In the process", Numeric: true, Spoken: "In the process before the queue"}, {Head: "Pass it a day", Numeric: true, Spoken: "Pass the process a day"},
			{Head: "Waiting", Numeric: true}, {Head: "In a week", Numeric: true, Spoken: "Expected to wait in a week"}, {Head: "Starts a day", Numeric: true}, {Head: "Served a day", Numeric: true}, {Head: "Wait", Numeric: true, Spoken: "Mean wait for care"}},
		Empty: "The model has nobody who waits for a council."}
	for _, l := range v.lines {
		wait := ui.Cell{Text: "not known", Note: "next to nobody is served"}
		if days, ok := l.wait(); ok {
			wait = ui.Cell{Text: ui.Number(days, 1) + " days", Note: ui.Number(l.mean(), 1) + " wait on average"}
		}
		week := l.waiting[min(6, len(l.waiting)-1)]
		name := ui.Cell{Text: v.pic.Name(l.council), Note: string(l.council)}
		if v.may(access.CapacityRead, l.council) {
			name.Link = v.link(CapacityOf(l.council))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{name, ui.Text(string(streamNames[l.stream])), ui.Text(ui.Number(l.process, 0)), ui.Text(passWords(l.passing)),
			ui.Text(ui.Number(l.now, 0)), ui.Text(ui.Number(week, 1)), ui.Text(rateWords(l.starts)), ui.Text(rateWords(l.served)), wait}})
	}
	return t
}

// rateWords writes so many a day: few are not none.
func rateWords(x float64) string {
	if x > 0 && x < .05 {
		return "under 0.1"
	}
	return ui.Number(x, 1)
}

// passWords writes how many pass the process a day, where that can be told.
func passWords(x float64) string {
	if math.IsInf(x, 1) {
		return "all who come"
	}
	return rateWords(x)
}

// queueExpected is the chart's numbers: each pathway's queue and process on the mornings.
func queueExpected(m room, v *queueView) templ.Component {
	t := ui.Table{ID: "expected", Caption: "Expected on the mornings", Columns: []ui.Column{{Head: "Morning", Tight: true}}}
	for _, p := range streamNames {
		t.Columns = append(t.Columns, ui.Column{Head: string(p) + " waiting", Numeric: true}, ui.Column{Head: string(p) + " in process", Numeric: true})
	}
	for d := range v.ground.System.Model.Days {
		day := ui.Text(ui.DayShort(v.ground.System.Morning(d)))
		if h, ok := m.Holidays.On(v.ground.System.Morning(d)); ok {
			day.Tags = []ui.Tag{{Text: h.Name, Colour: ui.Grey}}
		}
		cells := []ui.Cell{day}
		for p := range simulate.Streams {
			waiting, process := 0.0, 0.0
			for _, l := range v.lines {
				if l.stream == p {
					waiting, process = waiting+l.waiting[d], process+l.inProcess[d]
				}
			}
			cells = append(cells, ui.Text(ui.Number(waiting, 0)), ui.Text(ui.Number(process, 0)))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	return ui.Details{Summary: "The picture's numbers, morning by morning", ID: "numbers", Body: t}
}

// remainingTable is those who remained, which is another scope.
func remainingTable(v *queueView) ui.Table {
	t := ui.Table{ID: "remained", Caption: "Remained in hospital at 23:59", Stack: true,
		Hint:    "Another scope than the queues above: adults with no criteria to reside in trusts with a major A&E, critical care included, and whatever they wait for. It is not to be divided by general and acute beds.",
		Columns: []ui.Column{{Head: "Trust", Words: true}, {Head: "At 23:59 on"}, {Head: "Remained", Numeric: true}}}
	for _, c := range v.ground.System.Trusts {
		if !v.may(access.PlanRead, c) {
			continue
		}
		row := []ui.Cell{{Text: v.pic.Name(c), Note: string(c)}, ui.Text("–"), ui.Marked(ui.Missing)}
		if x, ok := v.remain[c]; ok {
			row[1], row[2] = ui.Text(ui.DayShort(x.Day)), valueCell(x.N)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: row})
	}
	return t
}

// queueSheet is every council's pathway on every morning.
func (m room) queueSheet(r *web.Request) (web.Sheet, error) {
	v, err := m.queueRead(r)
	if err != nil {
		return web.Sheet{}, err
	}
	s := web.Sheet{Name: string(v.on) + "-queues-" + v.ground.System.From.String(), Head: []string{"area", "council", "council_name", "pathway", "morning", "waiting", "in_process", "starts_a_day", "served_a_day", "wait_days"},
		About: [][2]string{{"What", "People expected to wait for onward care, by the flow model: not a count of people"}, {"Stands on", v.ground.Basis},
			{"starts_a_day, served_a_day, wait_days", "Over the fortnight after " + v.ground.System.From.String() + "; the wait is Little's law"}}}
	round := func(x float64) sheet.Cell { return sheet.NumberCell(math.Round(100*x) / 100) }
	for _, l := range v.lines {
		wait := sheet.Cell{}
		if days, ok := l.wait(); ok {
			wait = round(days)
		}
		for d := -1; d < len(l.waiting); d++ {
			waiting, process := l.now, l.process
			if d >= 0 {
				waiting, process = l.waiting[d], l.inProcess[d]
			}
			s.Rows = append(s.Rows, []sheet.Cell{sheet.TextCell(string(v.on)), sheet.TextCell(string(l.council)), sheet.TextCell(v.pic.Name(l.council)), sheet.TextCell(string(streamNames[l.stream])),
				sheet.DateCell(v.ground.System.Morning(d)), round(waiting), round(process), round(l.starts), round(l.served), wait})
		}
	}
	return s, nil
}

func (m room) queuesCSV(w http.ResponseWriter, r *web.Request) error {
	s, err := m.queueSheet(r)
	if err != nil {
		return err
	}
	return r.SheetCSV(w, s)
}

func (m room) queuesXLSX(w http.ResponseWriter, r *web.Request) error {
	s, err := m.queueSheet(r)
	if err != nil {
		return err
	}
	return r.SheetXLSX(w, s)
}
