package dischargeweb

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// morningView is what was done on a day against what was agreed.
type morningView struct {
	planHelp
	today    civil.Date
	v        discharge.Variance
	enters   map[string]discharge.Signer // by plan and line, for whom the person may enter what was done
	typed    map[string][2]string        // the number and reason as typed
	problems []fault.Field
}

// gapKey names a line in the form.
func gapKey(g discharge.Gap) string { return g.Plan + "/" + g.Line.ID }

func (m room) morningAsked(r *web.Request) (morningView, error) {
	v := morningView{planHelp: planHelpOf(r), today: civil.Today(r.AsOf), enters: map[string]discharge.Signer{}, typed: map[string][2]string{}}
	day := v.today.Add(-1)
	if s := r.Param("day"); s != "" {
		d, err := civil.ParseDate(s)
		if err != nil {
			var l fault.List
			l.Add("day", "", "Enter the day as 2023-12-24")
			return v, l.Err("The day cannot be shown as asked")
		}
		day = d
	}
	q := discharge.VarianceAsked{Day: day, AsOf: planKnown(r)}
	if s := r.Scope(access.PlanRead); !s.Everything {
		q.Orgs = s.Orgs
		if len(q.Orgs) == 0 {
			return v, nil
		}
	}
	var err error
	if v.v, err = m.Plans.Variance(r.Context(), q); err != nil || r.Past {
		return v, err
	}
	for _, g := range v.v.Gaps {
		to := discharge.Delivered
		board := boardOf(r.Present, g.Line.Trust)
		if by, ok := planActor(r, g.Line, g.Standing, board, to); ok {
			v.enters[gapKey(g)] = by
		}
	}
	return v, nil
}

func (m room) planMorning(w http.ResponseWriter, r *web.Request) error {
	v, err := m.morningAsked(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.page(), v.parts().body())
}

func (v morningView) page() web.Page {
	return web.Page{Title: "What was done on " + ui.DayWords(v.v.Day), Current: "plans", Problems: v.problems, Crumbs: []web.Crumb{{Text: "Plans", Href: v.link(PlansPath)}},
		Lead: "Against what was agreed for that day. What nobody has entered is missing, and no nought."}
}

func (v morningView) parts() planParts {
	var out planParts
	out.add(ui.Form{Action: VariancePath, Get: true, Row: true, Submit: "Show", Hidden: v.kept(), Body: ui.Input{Field: ui.Field{Name: "day", Label: "Day"}, Type: "date", Value: v.v.Day.String()}},
		ui.Links([]ui.Action{{Text: "The day before", Href: v.link(VarianceOn(v.v.Day.Add(-1)))}, {Text: "The day after", Href: v.link(VarianceOn(v.v.Day.Add(1)))}}))
	if len(v.v.Beside) > 0 {
		out.add(ui.Warning{Title: "Two live plans act for the same trusts on this day", Text: "What is agreed and done is added up here over both. " + besideWords, Body: v.besideList(v.v.Beside, "").body()})
	}
	if len(v.v.Gaps) == 0 {
		out.add(ui.Empty{Title: "Nothing was agreed for this day", Text: "Lines appear here once their trust or council has agreed to them."})
		return out
	}
	out.add(ui.Para(v.dueWords()), v.figures(), sumTable(v.planHelp, "pathways", "By what was agreed", "", v.v.Kinds), sumTable(v.planHelp, "trusts", "By trust", "Trust", v.v.Trusts), sumTable(v.planHelp, "councils", "By council", "Council", v.v.Councils))
	if len(v.enters) > 0 {
		out.add(ui.Heading("Enter what was done", "enter"), v.entry())
	}
	out.add(v.lines())
	return out
}

func (v morningView) kept() map[string]string {
	if !v.past {
		return nil
	}
	return map[string]string{"as-of": v.now.UTC().Format("2006-01-02T15:04:05.999999Z07:00")}
}

// dueWords say by when the numbers are due and whose are missing.
func (v morningView) dueWords() string {
	missing := v.v.Missing()
	w := "Due by " + ui.When(v.now, v.v.Due) + "."
	if len(missing) == 0 {
		return w + " Every number is in."
	}
	var names []string
	for _, c := range missing {
		names = append(names, v.name(c))
	}
	return w + " Missing, to be entered by either the trust or the council of a line: " + strings.Join(names, "; ") + "."
}

func (v morningView) figures() ui.Figures {
	return ui.Figures{sumFigure("Discharges done", v.v.All), sumFigure("Admissions avoided", v.v.Avoided)}
}

func sumFigure(name string, s discharge.GapSum) ui.Figure {
	if s.Lines == 0 {
		return ui.Figure{Name: name, Mark: ui.NotApplicable, Notes: []string{"none was agreed"}}
	}
	f := ui.Figure{Name: name, Notes: []string{fmt.Sprintf("%s agreed in all; the numbers of %d of %d lines are in", ui.Count(s.Agreed), s.Reported, s.Lines)}}
	switch {
	case s.Reported == 0:
		f.Mark = ui.Missing
	default:
		f.Value = ui.Count(s.Delivered)
		f.Notes = append([]string{fmt.Sprintf("of %s agreed on the lines that are in", ui.Count(s.Held))}, f.Notes...)
	}
	return f
}

// sumTable is sums of what may be added, one row each; of is what a sum is of, empty where that is a pathway or none.
func sumTable(h planHelp, id, caption, of string, list []discharge.GapSum) ui.Table {
	head := of
	if head == "" {
		head = "What"
	}
	t := ui.Table{ID: id, Caption: caption, Stack: true, Empty: "No line has one.", Columns: []ui.Column{{Head: head, Words: true}, {Head: "Agreed", Numeric: true}, {Head: "Numbers in", Numeric: true}, {Head: "Done", Numeric: true}, {Head: "Less than agreed", Numeric: true}}}
	for _, s := range list {
		first := ui.Text(kindWords(s))
		if of != "" {
			first = ui.Cell{Text: h.name(org.Code(s.Of)), Note: s.What.Words()}
		}
		done, short := ui.Marked(ui.Missing), ui.Marked(ui.Missing)
		if n, ok := s.Short(); ok {
			done, short = ui.Text(tallied(s.What, s.Delivered)), ui.Text(tallied(s.What, n))
			done.Note = "of " + tallied(s.What, s.Held) + " on those lines"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{first, ui.Text(tallied(s.What, s.Agreed)), ui.Text(fmt.Sprintf("%d of %d", s.Reported, s.Lines)), done, short}})
	}
	return t
}

// kindWords names what a sum counts, with its pathway where it has one.
func kindWords(s discharge.GapSum) string {
	if s.What == discharge.Leaving && s.Of != "" {
		return s.What.Words() + ", " + s.Of
	}
	return s.What.Words()
}

// inUnits is a number of a tally as people count it: the hub's are working days.
func inUnits(t discharge.Tally, n int) float64 {
	if t == discharge.HubDays {
		return float64(n) / 100
	}
	return float64(n)
}

// tallied writes a number of a tally.
func tallied(t discharge.Tally, n int) string {
	if t == discharge.HubDays {
		return ui.Number(inUnits(t, n), 2)
	}
	return ui.Number(inUnits(t, n), 0)
}

func (v morningView) lines() ui.Table {
	t := ui.Table{ID: "lines", Caption: "Line by line", Stack: true, Columns: []ui.Column{{Head: "Line", Words: true}, {Head: "Plan"}, {Head: "Agreed", Numeric: true}, {Head: "Done", Numeric: true}, {Head: "State"}, {Head: "Why", Words: true}}}
	for _, g := range v.v.Gaps {
		done := ui.Marked(ui.Missing)
		if g.Reported {
			done = ui.Text(amount(g.Line, g.Delivered))
		} else if g.Late {
			done.Tags = []ui.Tag{ui.Late.Tag()}
		}
		note := "from " + v.name(g.Line.Trust)
		if g.Line.Council != "" {
			note += ", " + v.name(g.Line.Council)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: serviceWords(g.Line), Link: v.link(LinePath(g.Plan, g.Line.ID)), Note: note}, ui.LinkTo(g.Plan, v.link(PlanPath(g.Plan))), ui.Text(amount(g.Line, g.Agreed)), done, {Tags: []ui.Tag{stateTag(g.Standing.State)}}, ui.Text(orDash(g.Standing.Last.Reason))}})
	}
	return t
}

// entry is the form for all lines that the person may enter. An empty box says nothing.
func (v morningView) entry() ui.Form {
	body := planParts{ui.Para("Leave a box empty where the number is not known: it stays missing. Nought needs a reason, and so does less or more than was agreed.")}
	for i, g := range v.v.Gaps {
		if _, ok := v.enters[gapKey(g)]; !ok {
			continue
		}
		typed, again := v.typed[gapKey(g)]
		if !again && g.Reported {
			typed = [2]string{amountTyped(g.Line, g.Delivered), g.Standing.Last.Reason}
		}
		label := fmt.Sprintf("%s from %s", serviceWords(g.Line), v.name(g.Line.Trust))
		if g.Line.Council != "" {
			label += ", " + v.name(g.Line.Council)
		}
		n := strconv.Itoa(i)
		body.add(amountBox(g.Line, ui.Field{Name: "n-" + n, Label: label, Hint: fmt.Sprintf("%s agreed, plan %s", amount(g.Line, g.Agreed), g.Plan)}.WithErrors(v.problems), typed[0]),
			ui.Input{Field: ui.Field{Name: "why-" + n, Label: "Why less or more: " + label}.WithErrors(v.problems), Value: typed[1], Width: 30})
	}
	hidden := map[string]string{"day": v.v.Day.String()}
	for i, g := range v.v.Gaps {
		if _, ok := v.enters[gapKey(g)]; ok {
			hidden["line-"+strconv.Itoa(i)] = fmt.Sprintf("%d %s", g.Version, gapKey(g))
		}
	}
	return ui.Form{Action: VariancePath, Submit: "Save what was done", Hidden: hidden, Body: body.body()}
}

// planEnter keeps what was done. Lines are found by their names, so that the form holds though the list has changed.
func (m room) planEnter(w http.ResponseWriter, r *web.Request) error {
	v, err := m.morningAsked(r)
	if err != nil {
		return err
	}
	acts, names, bad := v.read(r)
	if len(bad) == 0 && len(acts) == 0 {
		return r.Redirect(w, VarianceOn(v.v.Day), "Nothing new was entered.")
	}
	saved := 0
	for _, k := range slices.Sorted(maps.Keys(acts)) {
		if len(bad) > 0 {
			break
		}
		_, err := m.Plans.Act(r.Context(), acts[k])
		if f := fault.As(err); f != nil && f.Kind == fault.Invalid {
			bad = append(bad, renamed(f, acts[k], names)...)
			continue
		}
		if err != nil {
			return err
		}
		saved += len(acts[k].Moves)
	}
	if len(bad) > 0 {
		v.problems = bad
		return r.Render(w, http.StatusUnprocessableEntity, v.page(), v.parts().body())
	}
	return r.Redirect(w, VarianceOn(v.v.Day), ui.Plural(saved, "number was", "numbers were")+" saved.")
}

// read gathers what was typed into one act for each plan and role; names leads from a plan's line to its place in the form.
func (v morningView) read(r *web.Request) (acts map[string]discharge.Act, names map[string]string, bad fault.List) {
	acts, names = map[string]discharge.Act{}, map[string]string{}
	_ = r.PostFormValue("day") // parses the form
	place := map[string]string{}
	for k, list := range r.PostForm {
		at, ok := strings.CutPrefix(k, "line-")
		if _, key, named := strings.Cut(list[0], " "); ok && named {
			place[key] = at
		}
	}
	for i, g := range v.v.Gaps {
		key := gapKey(g)
		at, ok := place[key]
		by, may := v.enters[key]
		if !ok || !may {
			continue
		}
		here := strconv.Itoa(i)
		names[key] = here
		typed := [2]string{strings.TrimSpace(r.PostFormValue("n-" + at)), strings.TrimSpace(r.PostFormValue("why-" + at))}
		v.typed[key] = typed
		if typed[0] == "" {
			continue
		}
		n, wrong := amountOf(g.Line, typed[0])
		if wrong != "" {
			bad.Add("n-"+here, "", "%s, or leave it empty", wrong)
			continue
		}
		if g.Reported && n == g.Delivered && typed[1] == g.Standing.Last.Reason {
			continue
		}
		move := discharge.Move{Line: g.Line.ID, To: discharge.Delivered, Number: n, Reason: typed[1]}
		if n == 0 {
			move.To = discharge.Failed
		}
		who := g.Plan + " " + by.Role + " " + string(by.Org)
		a := acts[who]
		a.Plan, a.Version, a.By = g.Plan, g.Version, by
		a.Moves = append(a.Moves, move)
		acts[who] = a
	}
	return acts, names, bad
}

// renamed leads problems of lines to their boxes in the form.
func renamed(f *fault.Error, a discharge.Act, names map[string]string) []fault.Field {
	var out []fault.Field
	for _, x := range f.Fields {
		line := strings.TrimPrefix(x.Name, "line ")
		if line == x.Name && len(a.Moves) == 1 {
			line = a.Moves[0].Line
		}
		box := "n-"
		if x.Name == "reason" || strings.HasPrefix(x.Message, "Say in a sentence") {
			box = "why-"
		}
		x.Name = box + names[a.Plan+"/"+line]
		out = append(out, x)
	}
	if len(out) == 0 && len(a.Moves) > 0 {
		out = append(out, fault.Field{Name: "n-" + names[a.Plan+"/"+a.Moves[0].Line], Message: f.Message})
	}
	return out
}
