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

// boardView is the board of requests.
type boardView struct {
	at
	rows    []boardRow
	periods [][2]string
	trusts  []org.Code // those with a request, for the filter
	filter  boardFilter
	drafts  bool // the reader may begin a request
}

type boardFilter struct{ period, under, state string }

type boardRow struct {
	s      mitigation.Standing
	trust  org.Code
	mine   bool
	opened bool // not closed
}

func (m room) board(w http.ResponseWriter, r *web.Request) error {
	if !r.MayAnywhere(access.MitigationRead) {
		return r.Redirect(w, r.Link(CountsPath), "")
	}
	v, err := m.boardOf(r)
	if err != nil {
		return err
	}
	p, body := v.made()
	return render(w, r, http.StatusOK, p, body)
}

func (m room) boardOf(r *web.Request) (boardView, error) {
	v := boardView{at: readAt(r), filter: boardFilter{r.FormValue("period"), r.FormValue("under"), r.FormValue("state")}}
	v.drafts = !r.Past && r.MayAnywhere(access.MitigationDraft)
	list, err := m.scoped(r, access.MitigationRead, mitigation.Filter{Period: v.filter.period})
	if err != nil {
		return v, err
	}
	if v.periods, err = m.Actions.Periods(r.Context(), v.asOf); err != nil {
		return v, err
	}
	for _, k := range list {
		if !slices.Contains(v.trusts, k.Trust) {
			v.trusts = append(v.trusts, k.Trust)
		}
		s := k.Stand(v.now)
		if s.Events > 0 && v.wanted(k.Trust, s) {
			v.rows = append(v.rows, boardRow{s: s, trust: k.Trust, mine: deskOf(s).mine(v.actors(k.Trust)), opened: s.State != mitigation.Closed})
		}
	}
	slices.Sort(v.trusts)
	slices.SortStableFunc(v.rows, before)
	return v, nil
}

// wanted reports whether a request passes the filters. "open" is every state but those in which nothing more is awaited.
func (v boardView) wanted(trust org.Code, s mitigation.Standing) bool {
	if u := org.Code(v.filter.under); u != "" && u != trust && (v.pic == nil || !v.pic.Within(trust, u)) {
		return false
	}
	switch v.filter.state {
	case "":
		return true
	case "undecided":
		return s.Outcome == mitigation.Open || s.Outcome == mitigation.OutNoDecision
	}
	return string(s.State) == v.filter.state
}

// before sorts what is on the reader's own desk first, then what is not decided by its deadline, then the rest by the time
// of its last step.
func before(a, b boardRow) int {
	switch {
	case a.mine != b.mine:
		return order(a.mine)
	case waiting(a.s) != waiting(b.s):
		return order(waiting(a.s))
	case waiting(a.s) && !a.s.Clocks.NeededBy.Equal(b.s.Clocks.NeededBy):
		return a.s.Clocks.NeededBy.Compare(b.s.Clocks.NeededBy)
	}
	return b.s.Last.At.Compare(a.s.Last.At)
}

func order(first bool) int {
	if first {
		return -1
	}
	return 1
}

// waiting reports whether a deadline is still ahead of an undecided request.
func waiting(s mitigation.Standing) bool {
	return s.Timeliness == mitigation.Pending && !s.Clocks.NeededBy.IsZero()
}

func (v boardView) made() (web.Page, parts) {
	p := v.page("Patient-safety mitigations (derogations)")
	p.Crumbs = nil
	p.Lead = "Requests for named numbers of doctors to return during industrial action. The NHS calls them mitigations, the union body derogations: one thing with two names."
	var out parts
	out.add(v.tabs(BoardPath))
	if v.drafts {
		out.add(ui.Button{Text: "Make a request", Href: NewPath, Secondary: true})
	}
	out.add(v.filters())
	var mine, other []ui.Row
	for _, r := range v.rows {
		if r.mine {
			mine = append(mine, v.row(r))
		} else {
			other = append(other, v.row(r))
		}
	}
	if len(mine) > 0 {
		out.add(v.table("mine", "On your desk", mine, ""))
	}
	out.add(v.table("all", otherTitle(len(mine) > 0), other, "No request matches."))
	return p, out
}

func otherTitle(mine bool) string {
	if mine {
		return "Other requests"
	}
	return "Requests"
}

func (v boardView) filters() ui.Form {
	periods, trusts := ui.Options(v.filter.period, "", "All periods"), ui.Options(v.filter.under, "", "All that you may see")
	for _, p := range v.periods {
		periods = append(periods, ui.Option{Value: p[0], Text: p[1], Chosen: p[0] == v.filter.period})
	}
	for _, c := range v.trusts {
		trusts = append(trusts, ui.Option{Value: string(c), Text: v.name(c), Chosen: string(c) == v.filter.under})
	}
	states := ui.Options(v.filter.state, "", "All states", "undecided", "Everything undecided")
	for _, s := range mitigation.States() {
		states = append(states, ui.Option{Value: string(s), Text: first(s.Words()), Chosen: string(s) == v.filter.state})
	}
	f := ui.Form{Action: BoardPath, Get: true, Row: true, Submit: "Show", Body: parts{
		ui.Select{Field: ui.Field{Name: "period", Label: "Period"}, Options: periods}, ui.Select{Field: ui.Field{Name: "under", Label: "Trust"}, Options: trusts},
		ui.Select{Field: ui.Field{Name: "state", Label: "State"}, Options: states}}}
	if !v.asOf.IsZero() {
		f.Hidden = map[string]string{"as-of": v.asOf.UTC().Format(time.RFC3339)}
	}
	return f
}

func (v boardView) table(id, caption string, rows []ui.Row, empty string) ui.Table {
	return ui.Table{ID: id, Caption: caption, Rows: rows, Stack: true, Empty: empty, Columns: []ui.Column{{Head: "Request", Words: true}, {Head: "Doctors", Numeric: true, Spoken: "Doctors asked for"},
		{Head: "Where it is", Words: true}, {Head: "Timeliness", Words: true}, {Head: "Needed by", Words: true, Spoken: "Decision needed by"}, {Head: "Whose desk", Words: true}}}
}

func (v boardView) row(r boardRow) ui.Row {
	s := r.s
	under := v.name(r.trust) + "; " + dash(s.Form.Service)
	return ui.Row{Cells: []ui.Cell{
		{Text: string(s.Ref), Link: v.link(Path(s.Ref)), Note: under},
		ui.Text(ui.Count(s.Form.Doctors())),
		{Tags: []ui.Tag{stateTag(s.State)}},
		{Body: stacked("", nil, []ui.Tag{timelinessTag(s.Timeliness)}, lateWords(s))},
		{Body: deadline(s, v.now)},
		ui.Text(first(deskOf(s).words)),
	}, Quiet: !r.opened}
}

func lateWords(s mitigation.Standing) string {
	switch {
	case s.Timeliness == mitigation.Late:
		return "by " + mitigation.Length(s.LateBy)
	case s.KnownLate:
		return "known here after the time was over"
	}
	return ""
}
