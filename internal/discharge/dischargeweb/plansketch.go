package dischargeweb

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/jobs"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/chart"
	"headroom/internal/web/ui"
)

// sketchRefresh is after how many seconds a sketch that is being worked out is read again.
const sketchRefresh = 3

// sketchView is the page of one plan that is being, or was, worked out.
type sketchView struct {
	planHelp
	s         discharge.Sketch
	job       *jobs.Info
	again     *planShow // the plan that is made good
	mayStop   bool
	proposes  bool
	earlier   []discharge.PlanView // live plans of the same area, of which it can be the next version
	used      usedIn               // what was proposed from it
	overtaken int                  // of a plan made good: the version that was proposed since from something else
	revived   []discharge.Line     // of a plan made good: lines that it replaces and that have been agreed since
	as        string               // as typed: asNew or the plan whose next version it is to be
	plan      string
	reason    string
	problems  []fault.Field
	trust     org.Code
	holidays  civil.Holidays
	strikes   []chart.Window
	poll      string // where its progress is read again; empty for a sample
}

// sketchAsked reads the sketch that a request is about. Who may propose for its area sees it; of one that makes a plan
// good everybody whom the plan concerns.
func (m room) sketchAsked(r *web.Request) (sketchView, error) {
	id, err := r.Int("id")
	if err != nil {
		return sketchView{}, err
	}
	v := sketchView{planHelp: planHelpOf(r), trust: org.Code(r.Param("trust")), holidays: m.Holidays}
	if v.s, err = m.Plans.Sketch(r.Context(), id, planKnown(r)); err != nil {
		return v, err
	}
	if v.strikes, err = m.strikeDays(r.Context(), planKnown(r)); err != nil {
		return v, err
	}
	may := r.May(access.PlanPropose, v.s.Ask.Area)
	if a := v.s.Ask.Again; a != nil {
		p, err := m.planRead(r, a.Plan, a.Version)
		if err == nil {
			may, v.again = true, &p
		} else if fault.KindOf(err) != fault.NotFound {
			return v, err
		}
	}
	if !may {
		return v, fault.New(fault.NotFound, "There is no sketch %d, or it concerns none of your organisations", id)
	}
	v.mayStop = (r.May(access.PlanPropose, v.s.Ask.Area) || r.Who.Actor() == v.s.By.Actor) && !r.Past
	v.proposes = r.May(access.PlanPropose, v.s.Ask.Area) && !r.Past
	if v.s.Made == nil && v.s.Job != 0 {
		j, err := m.Work.Job(r.Context(), v.s.Job)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return v, err
		}
		if err == nil {
			v.job = &j
		}
	}
	v.poll = v.link(SketchPath(v.s.ID))
	v.plan, v.reason = v.planName(), v.usualReason()
	return v, m.follows(r, &v)
}

// planName is the name that a plan gets where nobody gives it another: the area and the first morning, as QOX-2023-12-24.
func (v sketchView) planName() string {
	if v.s.Ask.Again != nil {
		return v.s.Ask.Again.Plan
	}
	if len(v.s.Ask.Mornings) == 0 {
		return string(v.s.Ask.Area)
	}
	return string(v.s.Ask.Area) + "-" + v.s.Ask.Mornings[0].String()
}

func (v sketchView) usualReason() string {
	if v.s.Ask.Again == nil || v.s.Made == nil {
		return ""
	}
	w := v.s.Made
	words := ui.Plural(len(w.Lost), "line was", "lines were") + " refused or agreed in part; "
	switch {
	case w.MadeGood(v.s.Ask.Confidence):
		return words + "this makes them good"
	case len(w.Added) == 0:
		return words + "nothing was found that makes up for them"
	}
	return words + "this makes up for part of them"
}

func (m room) planSketch(w http.ResponseWriter, r *web.Request) error {
	v, err := m.sketchAsked(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.page(), v.parts().body())
}

func (v sketchView) page() web.Page {
	p := web.Page{Title: "Working a plan out", Caption: fmt.Sprintf("%s, sketch %d", v.name(v.s.Ask.Area), v.s.ID), Current: "plans", Problems: v.problems, Crumbs: []web.Crumb{{Text: "Plans", Href: v.link(PlansPath)}},
		Lead: "A sketch binds nobody. Propose it, and each party can agree to its lines, or refuse them."}
	if v.again != nil {
		p.Title = "What takes the place of refused lines"
		p.Crumbs = append(p.Crumbs, web.Crumb{Text: v.again.v.Plan, Href: v.link(PlanPath(v.again.v.Plan) + "/agreement")})
	}
	if v.underWay() {
		p.Refresh = sketchRefresh
	}
	return p
}

func (v sketchView) underWay() bool {
	return v.s.Made == nil && v.job != nil && v.job.State != jobs.Done && v.job.State != jobs.Failed && v.job.State != jobs.Cancelled
}

func (v sketchView) parts() planParts {
	var out planParts
	switch {
	case v.underWay():
		p := ui.Progress{ID: "progress", Title: "Working the plan out", Done: int(v.job.Done), Total: int(v.job.Total), Words: capital(v.job.Words), Poll: v.poll}
		if v.job.Words == "" {
			p.Words = "It waits for its turn."
		}
		if !v.job.CancelAsked.IsZero() {
			p.Words += " It was asked to stop."
		}
		out.add(p)
		if v.mayStop {
			out.add(ui.Form{Action: SketchPath(v.s.ID) + "/cancel", Submit: "Stop working it out", Warn: true})
		}
	case v.s.Made == nil:
		out.add(v.stopped()...)
	case v.s.Made.Refused != "":
		w := ui.Warning{Title: "No plan could be worked out", Text: capital(v.s.Made.Refused) + "."}
		var list []string
		for _, f := range v.s.Made.Problems {
			list = append(list, f.Message)
		}
		if len(list) > 0 {
			w.Body = ui.Bullets(list)
		}
		out.add(w)
	default:
		out.add(v.result()...)
	}
	out.add(ui.Heading("What was asked", "asked"), v.askedList())
	return out
}

// stopped says why nothing goes on.
func (v sketchView) stopped() planParts {
	var out planParts
	words := "No work is under way on this sketch."
	switch {
	case v.job != nil && v.job.State == jobs.Cancelled:
		words = "The work was stopped. Nothing was kept."
	case v.job != nil && v.job.State == jobs.Failed:
		words = "The work failed. Nothing was kept."
	case v.past:
		words = "It was not worked out yet."
	}
	out.add(ui.Inset{Text: words})
	if v.mayStop && v.job != nil {
		out.add(ui.Form{Action: SketchPath(v.s.ID) + "/retry", Submit: "Work it out again"})
	}
	return out
}

func (v sketchView) askedList() ui.SummaryList {
	a := v.s.Ask
	rows := []ui.SummaryRow{{Key: "For", Value: v.name(a.Area)}, {Key: "Target", Value: fmt.Sprintf("%s of %s: %s", share(a.Share), basisWords(a.Basis), a.Source)}, {Key: "Mornings", Value: morningsWords(a.Mornings)},
		{Key: "Chance asked", Value: share(a.Confidence) + " on each morning"}, {Key: "What may be done", Value: servicesWords(a)}, {Key: "Working pattern", Value: fmt.Sprintf("%s of an ordinary day's most at weekends, %s on bank holidays, nothing on Christmas Day", share(a.Weekend), share(a.Holiday))}}
	if a.Fixed > 0 {
		rows = append(rows, ui.SummaryRow{Key: "Fixed", Value: fmt.Sprintf("%s of care in all, on the days on which they do most", ui.Plural(a.Fixed, "start", "starts"))})
	}
	rows = append(rows, ui.SummaryRow{Key: "Asked", Value: ui.When(v.now, v.s.At) + ", in the role of " + lowerFirst(v.s.By.RoleWords()) + " of " + v.name(v.s.By.Org)})
	return ui.SummaryList{Rows: rows, Compact: true}
}

func basisWords(b discharge.Basis) string {
	if b == discharge.OfOpen {
		return "all usable beds, escalation beds too"
	}
	return "usable core beds"
}

// morningsWords says mornings, runs of them as "27 December 2023 to 9 January 2024".
func morningsWords(list []civil.Date) string {
	var out []string
	for i := 0; i < len(list); {
		j := i
		for j+1 < len(list) && list[j+1] == list[j].Add(1) {
			j++
		}
		if j == i {
			out = append(out, ui.DayWords(list[i]))
		} else {
			out = append(out, ui.DayWords(list[i])+" to "+ui.DayWords(list[j]))
		}
		i = j + 1
	}
	return strings.Join(out, "; ")
}

func servicesWords(a discharge.SketchAsk) string {
	var out []string
	for _, s := range a.Services {
		w := s.Words()
		if n, ok := a.Most[s]; ok {
			w += fmt.Sprintf(" (at most %d for a trust on a day)", n)
		}
		out = append(out, w)
	}
	return capital(strings.Join(out, ", "))
}

// result is the plan that was found.
func (v sketchView) result() planParts {
	w := v.s.Made
	var out planParts
	if v.again == nil && !w.Feasible {
		out.add(ui.Warning{Title: "The target cannot be reached with what may be done", Text: fmt.Sprintf("The nearest that can be done is below: a chance of %s, the hardest morning, where %s was asked.", reachedWords(v.planHelp, w.Binding), share(v.s.Ask.Confidence)),
			Body: ui.Bullets(v.opening())})
	}
	if v.again != nil {
		out.add(v.replaced()...)
	}
	if v.proposes && len(w.Lines) > 0 {
		out.add(v.proposed()...)
	}
	if len(w.Stood) > 0 {
		out.add(v.stood())
	}
	if len(w.Lines) == 0 {
		out.add(ui.Inset{Text: "Nothing has to be done: the target is kept with the chance that was asked."})
	}
	of := oddsOf{planHelp: v.planHelp, made: w, share: v.s.Ask.Share, confidence: v.s.Ask.Confidence, basis: v.s.Ask.Basis, trust: v.trust, holidays: v.holidays, strikes: v.strikes, choose: ui.Form{Action: SketchPath(v.s.ID), Get: true, Row: true, Submit: "Show"}}
	out.add(of.parts()...)
	if len(w.Lines) > 0 {
		out.add(ui.Heading("The plan by day", "calendar"), dayTable("all", "All days", v.planHelp, w.Lines, nil, nil))
		for _, c := range holdersOf(w.Lines) {
			var lines []discharge.Line
			for _, l := range w.Lines {
				if l.Holder() == c {
					lines = append(lines, l)
				}
			}
			out.add(ui.Details{Summary: fmt.Sprintf("%s: %s", v.name(c), ui.Plural(len(lines), "line", "lines")), Body: dayTable("of-"+strings.ToLower(string(c)), v.name(c), v.planHelp, lines, nil, nil)})
		}
	}
	return out
}

// opening says what would have to open for the target to be reached: what is worth most of what is used up.
func (v sketchView) opening() []string {
	var out []string
	for _, x := range v.s.Made.Prices[:min(len(v.s.Made.Prices), 6)] {
		whose, day := x.Council, "on any day"
		if whose == "" {
			whose = x.Trust
		}
		if !x.Date.IsZero() {
			day = "on " + ui.DayWords(x.Date)
		}
		more := "more " + x.Service.Words()
		if x.Service == discharge.TransferHub {
			more = "more hub staff"
		}
		out = append(out, fmt.Sprintf("%s: %s %s; %s are used, and each more frees %s beds where they are needed most.", v.name(whose), more, day, usedWords(x), ui.Number(x.Beds, 2)))
	}
	return out
}

// replaced says what went, what comes in its place, and whom that costs how much.
func (v sketchView) replaced() planParts {
	w := v.s.Made
	var out planParts
	list := func(id, caption string, lines []discharge.Line) ui.Table {
		t := ui.Table{ID: id, Caption: caption, Stack: true, Empty: "Nothing.", Columns: []ui.Column{{Head: "Day", Tight: true}, {Head: "What", Words: true}, {Head: "Number", Numeric: true}, {Head: "Who answers", Words: true}}}
		for _, l := range lines {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(planDay(l.Date)), {Text: serviceWords(l), Note: "from " + v.name(l.Trust)}, ui.Text(amount(l, l.Number)), v.named(l.Holder())}})
		}
		return t
	}
	if !w.MadeGood(v.s.Ask.Confidence) {
		out.add(ui.Inset{Text: "What was refused cannot wholly be made up for with what may be done. What does most would be:", Body: ui.Bullets(v.opening())})
	}
	out.add(list("lost", "What is missing", w.Lost), v.notReplaced())
	out.add(v.beforeAndAfter(), v.shortBefore(), list("added", "What takes its place", w.Added))
	t := ui.Table{ID: "burdens", Caption: "What that costs whom", Stack: true, Empty: "Nobody does more.", Columns: []ui.Column{{Head: "Who", Words: true}, {Head: "What", Words: true}, {Head: "More", Numeric: true}, {Head: "Effort", Numeric: true}}}
	for _, b := range w.Burdens {
		whose := b.Council
		if whose == "" {
			whose = b.Trust
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{v.named(whose), {Text: capital(b.Service.Words()), Note: "for " + v.name(b.Trust)}, ui.Text(amount(discharge.Line{Service: b.Service}, b.More)), ui.Text(ui.Number(b.Effort, 1))}})
	}
	out.add(t)
	return out
}

// notReplaced says of each trust that lost something and gets nothing in its place why that is.
func (v sketchView) notReplaced() templ.Component {
	w := v.s.Made
	least := func(list []discharge.Reached, trust org.Code) (discharge.Reached, bool) {
		i := slices.IndexFunc(list, func(x discharge.Reached) bool { return x.Trust == trust })
		if i < 0 {
			return discharge.Reached{}, false
		}
		return list[i], true
	}
	var words []string
	var done []org.Code
	for _, l := range w.Lost {
		if slices.Contains(done, l.Trust) || slices.ContainsFunc(w.Added, func(a discharge.Line) bool { return a.Trust == l.Trust }) {
			continue
		}
		done = append(done, l.Trust)
		before, ok := least(w.Before, l.Trust)
		now, have := least(w.Reached, l.Trust)
		switch {
		case !ok || !have:
			words = append(words, fmt.Sprintf("%s gets nothing in the place of what went.", v.name(l.Trust)))
		case chance(before.Least) == chance(now.Least):
			words = append(words, fmt.Sprintf("%s gets nothing in the place of what went: its least chance stays %s without it.", v.name(l.Trust), chance(now.Least)))
		default:
			words = append(words, fmt.Sprintf("%s gets nothing in the place of what went: nothing that may still be done would raise its chances noticeably. Its least chance goes from %s to %s.", v.name(l.Trust), chance(before.Least), chance(now.Least)))
		}
	}
	if len(words) == 0 {
		return templ.NopComponent
	}
	return ui.Inset{Text: strings.Join(words, " ")}
}

// stood names the plans beside which this one was worked out.
func (v sketchView) stood() ui.Table {
	t := ui.Table{ID: "stood", Caption: "Plans that stand beside it", Stack: true, Hint: "What they have agreed is taken as given: it frees beds and takes capacity, with and without what is worked out here.",
		Columns: []ui.Column{{Head: "Plan"}, {Head: "Lines agreed", Numeric: true}, {Head: "Days", Words: true}}}
	for _, s := range v.s.Made.Stood {
		first, last := s.Lines[0].Date, s.Lines[0].Date
		for _, l := range s.Lines {
			if l.Date.Before(first) {
				first = l.Date
			}
			if l.Date.After(last) {
				last = l.Date
			}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: s.Plan, Note: fmt.Sprintf("version %d", s.Version), Link: v.link(PlanPath(s.Plan))}, ui.Text(ui.Count(len(s.Lines))), ui.Text(ui.DayWords(first) + " to " + ui.DayWords(last))}})
	}
	return t
}

// shortBefore says which trusts were short of what was asked before anything was refused: that is not replaced here.
func (v sketchView) shortBefore() templ.Component {
	var list []string
	for _, b := range v.s.Made.Before {
		if b.Least < v.s.Ask.Confidence {
			list = append(list, fmt.Sprintf("%s: %s on %s, where %s was asked", v.name(b.Trust), chance(b.Least), ui.DayWords(b.Binding), share(v.s.Ask.Confidence)))
		}
	}
	if len(list) == 0 {
		return templ.NopComponent
	}
	return ui.Inset{Text: "The plan was short before anything was refused, with all of its lines done. Only what was refused is replaced here; for the rest, work another version out.", Body: ui.Bullets(list)}
}

// beforeAndAfter is each trust's least chance of the plan as it was, of what is left of it, and of the plan that makes it good.
func (v sketchView) beforeAndAfter() ui.Table {
	w := v.s.Made
	t := ui.Table{ID: "compared", Caption: "The least chance of keeping to the target", Stack: true, Hint: "Of " + basisWords(v.s.Ask.Basis) + ", on each trust's hardest morning.",
		Columns: []ui.Column{{Head: "Trust", Words: true}, {Head: "Plan before", Numeric: true}, {Head: "If nothing takes its place", Numeric: true}, {Head: "With what takes its place", Numeric: true}}}
	if len(w.Before) > 0 {
		t.Hint += " All three are played with the same luck, so that they differ by what is done alone."
	}
	if v.again != nil && slices.ContainsFunc(w.Before, func(b discharge.Reached) bool {
		return slices.ContainsFunc(v.again.v.Reached, func(x discharge.Reached) bool { return x.Trust == b.Trust && chance(x.Least) != chance(b.Least) })
	}) {
		t.Hint += " So the plan before differs from its own page of odds, which keeps what it was certified with when it was proposed."
	}
	cell := func(list []discharge.Reached, trust org.Code) ui.Cell {
		for _, x := range list {
			if x.Trust == trust {
				return ui.Cell{Text: chance(x.Least), Note: ui.DayShort(x.Binding)}
			}
		}
		return ui.Text("not kept")
	}
	for _, x := range w.Unmoved {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{v.named(x.Trust), cell(w.Before, x.Trust), cell(w.Unmoved, x.Trust), cell(w.Reached, x.Trust)}})
	}
	return t
}

// boardOf is the board of an area: itself, or the one above a trust.
func boardOf(pic *org.Picture, area org.Code) org.Code {
	if pic == nil {
		return area
	}
	if b, ok := pic.Above(org.NHS, area, org.KindICB); ok {
		return b
	}
	return area
}

func (m room) planCancel(w http.ResponseWriter, r *web.Request) error {
	return m.sketchWork(w, r, m.Work.Cancel, "The work was asked to stop.")
}

func (m room) planRetry(w http.ResponseWriter, r *web.Request) error {
	return m.sketchWork(w, r, m.Work.Retry, "It is in the queue again.")
}

func (m room) sketchWork(w http.ResponseWriter, r *web.Request, do workCall, words string) error {
	v, err := m.sketchAsked(r)
	if err != nil {
		return err
	}
	if !v.mayStop {
		return fault.New(fault.Forbidden, "Only whoever asked for this sketch, or may propose for its area, stops its work or starts it again")
	}
	if err := do(r.Context(), v.s.Job, r.Who.Actor()); err != nil {
		return err
	}
	return r.Redirect(w, SketchPath(v.s.ID), words)
}

// mornings are those of a version's target, where only the first and the last are known.
func mornings(v discharge.Version) []civil.Date {
	var out []civil.Date
	for d := v.From; !d.After(v.To); d = d.Add(1) {
		out = append(out, d)
	}
	return out
}

// usualMornings are the mornings that are asked for where nobody says others: Christmas Eve and 27 December to 9 January
// while these lie ahead, else the fortnight from tomorrow.
func usualMornings(today civil.Date) string {
	year := today.Year()
	if today.Month() < time.July {
		year--
	}
	eve, last := civil.On(year, time.December, 24), civil.On(year+1, time.January, 9)
	if eve.After(today) && eve.Sub(today) <= 42-16 {
		return fmt.Sprintf("%s,%s..%s", eve, eve.Add(3), last)
	}
	if first := today.Add(1); today.After(eve.Add(-1)) && !last.Before(first.Add(2)) {
		return fmt.Sprintf("%s..%s", first, last)
	}
	return fmt.Sprintf("%s..%s", today.Add(1), today.Add(14))
}
