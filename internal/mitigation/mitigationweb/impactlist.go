package mitigationweb

import (
	"net/http"
	"slices"
	"time"

	"headroom/internal/access"
	"headroom/internal/mitigation"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// impactOwed is one impact return that a request asks for, and how far it has come.
type impactOwed struct {
	s      mitigation.Standing
	trust  org.Code
	due    mitigation.ImpactDue
	why    string
	last   *mitigation.ImpactKept // the last version; nil while nothing is kept
	signed *mitigation.ImpactKept // the last that was signed
}

// owedOf lists what a request owes, with what was kept by an instant.
func owedOf(k mitigation.Kept, s mitigation.Standing, now time.Time) []impactOwed {
	_, why, _ := s.Trigger()
	var out []impactOwed
	for _, d := range s.ImpactsDue() {
		o := impactOwed{s: s, trust: k.Trust, due: d, why: why}
		o.last, o.signed = lastImpact(k, d.Stage, now)
		out = append(out, o)
	}
	return out
}

// impactVersions are the versions of a stage's return that were kept by an instant, without comments on them.
func impactVersions(k mitigation.Kept, stage mitigation.Stage, by time.Time) []mitigation.ImpactKept {
	var out []mitigation.ImpactKept
	for _, i := range k.Impacts {
		if i.Stage == stage && !i.Recorded.After(by) && i.Actor != mitigation.System && i.Actor != mitigation.Region {
			out = append(out, i)
		}
	}
	return out
}

// impactComments are the system's and the region's words on a stage's return.
func impactComments(k mitigation.Kept, stage mitigation.Stage, by time.Time) []mitigation.ImpactKept {
	var out []mitigation.ImpactKept
	for _, i := range k.Impacts {
		if i.Stage == stage && !i.Recorded.After(by) && (i.Actor == mitigation.System || i.Actor == mitigation.Region) {
			out = append(out, i)
		}
	}
	return out
}

func lastImpact(k mitigation.Kept, stage mitigation.Stage, by time.Time) (last, signed *mitigation.ImpactKept) {
	for _, i := range impactVersions(k, stage, by) {
		last = &i
		if i.Signed != "" {
			signed = &i
		}
	}
	return last, signed
}

// standing is how far a return has come, as a tag. A return that says that nothing was found is signed like any other.
func (o impactOwed) standing(now time.Time) []ui.Tag {
	switch {
	case o.signed != nil && o.signed.None:
		return []ui.Tag{{Text: "Signed: no impact found", Colour: ui.Aqua}}
	case o.signed != nil:
		return []ui.Tag{{Text: "Signed", Colour: ui.Aqua}}
	}
	out := []ui.Tag{ui.Due.Tag()}
	switch {
	case o.last != nil:
		out = []ui.Tag{ui.Draft.Tag()}
	case now.After(o.due.At):
		out = []ui.Tag{ui.Missing.Tag()}
	}
	if now.After(o.due.At) {
		out = append(out, ui.Tag{Text: "Overdue", Colour: ui.Yellow})
	}
	return out
}

// impactsView is the list of returns that are owed.
type impactsView struct {
	at
	rows []impactOwed
	all  bool
}

func (m room) impacts(w http.ResponseWriter, r *web.Request) error {
	v := impactsView{at: readAt(r), all: r.FormValue("show") == "all"}
	list, err := m.scoped(r, access.MitigationRead, mitigation.Filter{})
	if err != nil {
		return err
	}
	for _, k := range list {
		v.rows = append(v.rows, owedOf(k, k.Stand(v.now), v.now)...)
	}
	p, body := v.made()
	return render(w, r, http.StatusOK, p, body)
}

func (v impactsView) made() (web.Page, parts) {
	p := v.page("Impact returns")
	p.Crumbs = nil
	p.Lead = "What followed a request that was rejected, not decided in time, decided late, lapsed or revoked, after a day, a week, 28 and 90 days."
	rows := slices.Clone(v.rows)
	if !v.all {
		rows = slices.DeleteFunc(rows, func(o impactOwed) bool { return o.signed != nil })
	}
	slices.SortStableFunc(rows, func(a, b impactOwed) int { return a.due.At.Compare(b.due.At) })
	overdue := 0
	for _, o := range rows {
		if o.signed == nil && v.now.After(o.due.At) {
			overdue++
		}
	}
	out := parts{v.tabs(ImpactsPath), ui.Tabs{Label: "Returns shown", Items: []ui.Tab{{Text: "Not signed", Href: v.link(ImpactsPath), Current: !v.all}, {Text: "All", Href: v.link(ImpactsPath + "?show=all"), Current: v.all}}},
		ui.Para(ui.Plural(overdue, "return is", "returns are") + " overdue. Who is overdue is reminded: the trust, then the board, then the region.")}
	out.add(impactTable(v.at, rows, "Returns by when they are due", "No impact return is owed."))
	return p, out
}

func impactTable(a at, rows []impactOwed, caption, empty string) ui.Table {
	t := ui.Table{ID: "impacts", Caption: caption, Stack: true, Empty: empty, Columns: []ui.Column{{Head: "Request", Words: true}, {Head: "Stage"}, {Head: "Due"}, {Head: "State"}, {Head: "Owed because", Words: true}}}
	for _, o := range rows {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: string(o.s.Ref), Link: a.link(Path(o.s.Ref)), Note: a.name(o.trust)}, ui.LinkTo("After "+stageWords(o.due.Stage), a.link(ImpactPath(o.s.Ref, o.due.Stage))),
			{Body: stacked(instant(o.due.At), nil, nil, farOff(a.now, o.due.At))}, {Tags: o.standing(a.now)}, ui.Text(first(o.why))}})
	}
	return t
}

// farOff says how far off a due time is, in days where that is more than two of them.
func farOff(now, at time.Time) string {
	const day = 24 * time.Hour
	switch off := at.Sub(now); {
	case off >= 2*day:
		return "in " + ui.Count(int(off/day)) + " days"
	case off <= -2*day:
		return ui.Count(int(-off/day)) + " days ago"
	}
	return until(now, at)
}

// impactsOwed is the same list of one request.
func (v showView) impactsOwed() parts {
	rows := owedOf(v.k, v.s, v.now)
	if len(rows) == 0 {
		if v.s.Decision == nil && v.s.Outcome == mitigation.Open {
			return nil
		}
		var opt []ui.Action
		for _, g := range mitigation.Stages() {
			opt = append(opt, ui.Action{Text: "After " + stageWords(g), Href: v.link(ImpactPath(v.k.Ref, g))})
		}
		return parts{ui.Heading("Impact returns", "impact"), ui.Para("None is owed. One may be given."), ui.Links(opt)}
	}
	return parts{impactTable(v.at, rows, "Impact returns", "")}
}
