package dischargeweb

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/web"
	"headroom/internal/web/chart"
	"headroom/internal/web/ui"
)

// planMade is the working-out that the version was proposed from; without a plan when its lines were sent as they are.
func (m room) planMade(r *web.Request, p planShow) (discharge.Sketch, error) {
	if p.v.Sketch == 0 {
		return discharge.Sketch{}, nil
	}
	return m.Plans.Sketch(r.Context(), p.v.Sketch, planKnown(r))
}

func (m room) planOdds(w http.ResponseWriter, r *web.Request) error {
	p, err := m.planAsked(r)
	if err != nil {
		return err
	}
	from, err := m.planMade(r, p)
	if err != nil {
		return err
	}
	made := from.Made
	strikes, err := m.strikeDays(r.Context(), planKnown(r))
	if err != nil {
		return err
	}
	out := p.standing()
	out.add(p.tabs(PlanPath(p.v.Plan) + "/odds"))
	if made == nil {
		out.add(p.sentCertificate()...)
	} else {
		if p.v.Number > 1 || len(p.v.Agreement.Parties) > 0 {
			out.add(ui.Inset{Text: "These are the odds of the version as it was proposed, when all its lines are done. They were worked out once, and do not move when lines are refused or fail."})
		}
		of := oddsOf{planHelp: p.planHelp, made: made, share: p.v.Target, confidence: p.v.Confidence, basis: from.Ask.Basis, trust: org.Code(r.Param("trust")), holidays: m.Holidays, strikes: strikes,
			choose: ui.Form{Action: PlanPath(p.v.Plan) + "/odds", Get: true, Row: true, Submit: "Show", Hidden: p.kept()}}
		out.add(of.parts()...)
	}
	return r.Render(w, http.StatusOK, p.page("Odds and cost"), out.body())
}

// sentCertificate is what is known of the odds of a version whose lines were sent as they are.
func (p planShow) sentCertificate() planParts {
	var out planParts
	if len(p.v.Reached) == 0 {
		out.add(ui.Empty{Title: "The odds of this version are not known", Text: "Its lines were sent as they are, without having been worked out here. Work a plan out to see the odds with and without it."})
		return out
	}
	out.add(certificateTable(p.planHelp, p.v.Reached, p.v.Confidence), ui.Note(fmt.Sprintf("Played %s times on seed %d, which the search never saw.", ui.Count(p.v.Replicates), p.v.Seed)))
	return out
}

// oddsOf is a plan that was worked out, as the pages show it.
type oddsOf struct {
	planHelp
	made              *discharge.Worked
	share, confidence float64
	basis             discharge.Basis
	trust             org.Code // whose mornings are drawn; empty: the binding one's
	holidays          civil.Holidays
	strikes           []chart.Window
	choose            ui.Form
}

// parts are the certificate, the picture, the odds by morning, prices, the net effect and what was assumed.
func (o oddsOf) parts() planParts {
	var out planParts
	out.add(o.figures(), certificateTable(o.planHelp, o.made.Reached, o.confidence))
	out.add(ui.Note(fmt.Sprintf("Played %s times on seed %d, which the search never saw; %s.", ui.Count(o.made.Replicates), o.made.Seed, o.made.Basis)))
	trusts := o.trusts()
	if o.trust == "" || !slices.Contains(trusts, o.trust) {
		o.trust = o.made.Binding.Trust
	}
	if len(trusts) > 1 {
		options := []ui.Option{}
		for _, t := range trusts {
			options = append(options, ui.Option{Value: string(t), Text: o.name(t), Chosen: t == o.trust})
		}
		o.choose.Body = ui.Select{Field: ui.Field{Name: "trust", Label: "Trust"}, Options: options}
		out.add(o.choose)
	}
	if c, ok := o.fan(); ok {
		out.add(c)
	}
	out.add(o.oddsTable(), ui.Heading("What more would be worth", "prices"), o.priceTable(), ui.Heading("Net effect on the beds", "net"))
	out.add(o.netSentences()...)
	out.add(o.netTable(), ui.Heading("What this stands on", "assumed"))
	if len(o.made.Notes) > 0 {
		out.add(ui.Bullets(o.made.Notes))
	}
	if n := len(o.made.Assumed); n > 0 {
		out.add(ui.Details{Summary: ui.Plural(n, "thing was assumed", "things were assumed"), ID: "assumptions", Body: ui.Bullets(o.made.Assumed)})
	}
	return out
}

func (o oddsOf) trusts() []org.Code {
	var out []org.Code
	for _, x := range o.made.Odds {
		if !slices.Contains(out, x.Trust) {
			out = append(out, x.Trust)
		}
	}
	return out
}

func (o oddsOf) figures() ui.Figures {
	b := o.made.Binding
	least := ui.Figure{Name: "Least chance of keeping to the target", Value: ui.Number(100*b.Least, 1), Unit: "%", Notes: []string{"of " + basisWords(o.basis) + ", with the whole plan done", fmt.Sprintf("95%% interval %s to %s", chance(b.Low), chance(b.High)), fmt.Sprintf("%s on %s", o.name(b.Trust), ui.DayWords(b.Binding))}}
	people := 0
	for _, l := range o.made.Lines {
		if l.People() && l.Effect != discharge.Avoided {
			people += l.Number
		}
	}
	more := ui.Figure{Name: "More people leaving", Value: ui.Count(people), Unit: "people", Notes: []string{"over and above those who would have left, on all days together"}}
	effort := ui.Figure{Name: "Effort", Value: ui.Number(o.made.Effort, 1), Notes: []string{"of the whole plan, in starts of home care on an ordinary weekday"}}
	if o.made.Was > 0 {
		effort.Notes = append(effort.Notes, changeWords(o.made.Effort-o.made.Was)+" than the plan before, which was "+ui.Number(o.made.Was, 1), "what was added: "+ui.Number(o.made.More, 1))
	}
	point := ui.Figure{Name: "One more point of chance", Mark: ui.NotApplicable, Notes: []string{"not known: what may be done does not reach further"}}
	if o.made.PointCost != nil {
		point = ui.Figure{Name: "One more point of chance", Value: ui.Number(*o.made.PointCost, 1), Unit: "effort", Notes: []string{"for all trusts together"}}
	}
	return ui.Figures{least, more, effort, point}
}

// changeWords says a difference of effort.
func changeWords(x float64) string {
	if x < 0 {
		return ui.Number(-x, 1) + " less"
	}
	return ui.Number(x, 1) + " more"
}

func certificateTable(h planHelp, list []discharge.Reached, confidence float64) ui.Table {
	t := ui.Table{ID: "certificate", Caption: "The chance on each trust's hardest morning", Stack: true, Columns: []ui.Column{{Head: "Trust", Words: true}, {Head: "Least chance", Numeric: true}, {Head: "95% interval", Numeric: true}, {Head: "Hardest morning", Tight: true}, {Head: "Asked", Numeric: true}}}
	for _, x := range list {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{h.named(x.Trust), ui.Text(chance(x.Least)), ui.Text(chance(x.Low) + " to " + chance(x.High)), ui.Text(planDay(x.Binding)), ui.Text(share(confidence))}})
	}
	return t
}

// fan draws one trust's beds on the mornings up to the last of the target, without the plan and with it.
func (o oddsOf) fan() (chart.Days, bool) {
	without, with := chart.Series{Name: "Occupied without the plan, middle", Quiet: true}, chart.Series{Name: "Occupied with the plan, middle"}
	target := chart.Series{Name: "Target: " + share(o.share) + " of usable beds"}
	wide, inner := chart.Band{Name: "With the plan, eight mornings in ten", Of: 1}, chart.Band{Name: "With the plan, five in ten", Of: 1, Inner: true}
	for _, f := range o.made.Fans {
		if f.Trust != o.trust {
			continue
		}
		without.Points = append(without.Points, chart.Known(f.Morning, f.Without.Q50))
		with.Points = append(with.Points, chart.Known(f.Morning, f.With.Q50))
		target.Points = append(target.Points, chart.Known(f.Morning, o.share*f.Usable))
		wide.Days = append(wide.Days, chart.BandDay{Day: f.Morning, Low: f.With.Q10, High: f.With.Q90})
		inner.Days = append(inner.Days, chart.BandDay{Day: f.Morning, Low: f.With.Q25, High: f.With.Q75})
	}
	if len(with.Points) == 0 {
		return chart.Days{}, false
	}
	c := chart.Days{ID: "fan", Title: "Beds occupied at " + o.name(o.trust) + ", without the plan and with it", Level: 2, Unit: "beds", Weekends: true,
		Hint: "At 08:00. The range is of what may come with the plan; the target is a share of the usable beds.", Series: []chart.Series{without, with, target}, Bands: []chart.Band{wide, inner}}
	c.Shade(civil.Range{From: with.Points[0].Day, To: with.Points[len(with.Points)-1].Day.Add(1)}, o.holidays, o.strikes)
	return c, true
}

func oddsCells(x discharge.Odds) []sheet.Cell {
	n := sheet.NumberCell
	return []sheet.Cell{sheet.TextCell(string(x.Trust)), sheet.DateCell(x.Morning), n(x.Without), n(x.With), n(x.Low), n(x.High), n(x.ShortWithout), n(x.Short)}
}

func (o oddsOf) oddsTable() ui.Table {
	t := ui.Table{ID: "odds", Caption: "Odds on each morning of the target: " + o.name(o.trust), Stack: true, Hint: "The chance of keeping to " + share(o.share) + " of " + basisWords(o.basis) + ", without the plan and with all of it done. Beds short: by how many beds the target is missed at the chance that was asked; below nought there are beds to spare. The bed forecast gives chances of all open beds without a plan, so its figures differ." + o.besides(),
		Columns: []ui.Column{{Head: "Morning", Tight: true}, {Head: "Chance without the plan", Numeric: true}, {Head: "Chance with it", Numeric: true}, {Head: "95% interval", Numeric: true}, {Head: "Beds short without", Numeric: true}, {Head: "Beds short with", Numeric: true}}}
	for _, x := range o.made.Odds {
		if x.Trust == o.trust {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(planDay(x.Morning)), ui.Text(chance(x.Without)), ui.Text(chance(x.With)), ui.Text(chance(x.Low) + " to " + chance(x.High)),
				ui.Text(ui.Number(x.ShortWithout, 0)), ui.Text(ui.Number(x.Short, 0))}})
		}
	}
	return t
}

// besides says that what other plans have agreed is in both chances: without the plan is not without any plan.
func (o oddsOf) besides() string {
	if len(o.made.Stood) == 0 {
		return ""
	}
	var names []string
	n := 0
	for _, s := range o.made.Stood {
		names, n = append(names, s.Plan), n+len(s.Lines)
	}
	return fmt.Sprintf(" Without the plan is not without any plan: %s that other plans have agreed (%s) count as done in both, while the levers' page counts none.", ui.Plural(n, "line", "lines"), strings.Join(names, ", "))
}

// mostPrices is how many prices a page lists.
const mostPrices = 25

// priceTable is what one more of everything that is used up would be worth, the dearest first. Where the target is not
// reached there is no price in effort, and none is shown.
func (o oddsOf) priceTable() ui.Table {
	t := ui.Table{ID: "price", Caption: "What is used up, the most valuable first", Stack: true, Hint: "What one more on that day would save the whole plan, in effort, and how many beds it would free where they are needed most.",
		Empty: "Nothing that was used up stands in the way.", Columns: []ui.Column{{Head: "Whose", Words: true}, {Head: "What", Words: true}, {Head: "Day", Tight: true}, {Head: "Used of most", Numeric: true}}}
	priced := o.made.Feasible && !o.made.Unpriced
	if priced {
		t.Columns = append(t.Columns, ui.Column{Head: "Effort saved by one more", Numeric: true})
	} else {
		t.Hint = "No price in effort exists: the target is not reached with what may be done, so that one more of anything makes it no cheaper. " + o.nearest()
		if o.made.Feasible {
			t.Hint = "No price in effort exists: all that may be done only just reaches the target, with nothing to spare."
		}
		t.Caption = "What is used up, what would free the most beds first"
		t.Hint += " The last column says how many beds one more would free where they are needed most."
	}
	t.Columns = append(t.Columns, ui.Column{Head: "Beds freed by one more", Numeric: true})
	prices := slices.Clone(o.made.Prices)
	discharge.OrderPrices(prices, priced)
	for _, x := range prices[:min(len(prices), mostPrices)] {
		whose := x.Council
		if whose == "" {
			whose = x.Trust
		}
		day := "any day"
		if !x.Date.IsZero() {
			day = planDay(x.Date)
		}
		cells := []ui.Cell{o.named(whose), ui.Text(capital(x.Service.Words())), ui.Text(day), ui.Text(usedWords(x))}
		if priced {
			cells = append(cells, ui.Text(ui.Number(x.Effort, 2)))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: append(cells, ui.Text(ui.Number(x.Beds, 2)))})
	}
	if n := len(o.made.Prices); n > mostPrices {
		t.Hint += fmt.Sprintf(" The first %d of %d.", mostPrices, n)
	}
	return t
}

// usedWords say how much of what can be done is done; the hub's are working days.
func usedWords(x discharge.Price) string {
	if x.Service == discharge.TransferHub {
		return discharge.HubWords(x.Used) + " of " + discharge.HubWords(x.Most) + " working days of hub staff"
	}
	return fmt.Sprintf("%d of %d", x.Used, x.Most)
}

// nearest says what comes nearest to a target that is not reached.
func (o oddsOf) nearest() string {
	b := o.made.Binding
	w := fmt.Sprintf("The nearest that can be reached is a chance of %s on the hardest morning, %s at %s, where %s was asked.", chance(b.Least), ui.DayWords(b.Binding), o.name(b.Trust), share(o.confidence))
	var most discharge.Odds
	for _, x := range o.made.Odds {
		if x.Short > most.Short {
			most = x
		}
	}
	if most.Short > 0 {
		w += fmt.Sprintf(" With the chance that was asked, %s stays within %s of its target on %s, and within less on the other mornings.", o.name(most.Trust), ui.Plural(int(math.Ceil(most.Short)), "bed", "beds"), ui.DayWords(most.Morning))
	}
	return w
}

// netDays are the mornings on which the net effect is always said: Christmas Eve and 3 January.
func netDays(list []discharge.Net) []civil.Date {
	var out []civil.Date
	for _, n := range list {
		d := n.Morning
		if (d.Month() == time.December && d.Day() == 24 || d.Month() == time.January && d.Day() == 3) && !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, civil.Date.Compare)
	return out
}

// netOn adds up the trusts of the plan on a morning.
func netOn(list []discharge.Net, d civil.Date) discharge.Net {
	var s discharge.Net
	for _, n := range list {
		if n.Morning == d {
			s.Without, s.With = s.Without+n.Without, s.With+n.With
			s.PullForward, s.Backlog, s.Avoided = s.PullForward+n.PullForward, s.Backlog+n.Backlog, s.Avoided+n.Avoided
		}
	}
	return s
}

func (o oddsOf) netSentences() planParts {
	var out planParts
	for _, d := range netDays(o.made.Net) {
		s := netOn(o.made.Net, d)
		out.add(ui.Para(fmt.Sprintf("On %s: %s beds fewer are occupied than without the plan. Brought forward: %s; waiting for care cleared: %s; admissions avoided: %s.",
			ui.DayWords(d), ui.Number(s.Without-s.With, 1), ui.Number(s.PullForward, 1), ui.Number(s.Backlog, 1), ui.Number(s.Avoided, 1))))
	}
	out.add(ui.Note("A discharge that is brought forward gives a bed now and takes it back when that person would have left anyway; a morning on which this part is below nought pays for an earlier one. Beds opened on top free no core bed and are in none of these numbers."))
	return out
}

func netCells(n discharge.Net) []sheet.Cell {
	x := sheet.NumberCell
	return []sheet.Cell{sheet.TextCell(string(n.Trust)), sheet.DateCell(n.Morning), x(n.Without), x(n.With), x(n.PullForward), x(n.Backlog), x(n.Avoided)}
}

func (o oddsOf) netTable() ui.Details {
	t := ui.Table{ID: "net-days", Caption: "Beds occupied in the mean, all trusts of the plan together", Stack: true, Columns: []ui.Column{{Head: "Morning", Tight: true}, {Head: "Without", Numeric: true}, {Head: "With", Numeric: true}, {Head: "Fewer by bringing forward", Numeric: true}, {Head: "Fewer by clearing waits", Numeric: true}, {Head: "Fewer by admissions avoided", Numeric: true}}}
	var days []civil.Date
	for _, n := range o.made.Net {
		if !slices.Contains(days, n.Morning) {
			days = append(days, n.Morning)
		}
	}
	slices.SortFunc(days, civil.Date.Compare)
	for _, d := range days {
		s := netOn(o.made.Net, d)
		t.Rows = append(t.Rows, ui.Cells(planDay(d), ui.Number(s.Without, 1), ui.Number(s.With, 1), ui.Number(s.PullForward, 1), ui.Number(s.Backlog, 1), ui.Number(s.Avoided, 1)))
	}
	return ui.Details{Summary: "Every morning: " + strconv.Itoa(len(days)), ID: "every-morning", Body: t}
}
