package orgweb

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// How many change sets the list shows, and lines one page of a review.
const (
	mostSets     = 50
	linesPerPage = 50
)

var changesPage = web.Page{Title: "Changes to organisations", Current: "organisations", Crumbs: []web.Crumb{{Text: "Organisations", Href: listPath}},
	Lead: "What files and people say that the record does not. Nothing is changed until somebody accepts it."}

type changesPageView struct {
	table      ui.Table
	mayPropose bool
}

func newChanges(sets []org.ChangeSet, now time.Time, link func(string) string) changesPageView {
	v := changesPageView{table: ui.Table{ID: "changes", Caption: "Change sets, newest first", Stack: true, Empty: "No change has been proposed.",
		Columns: []ui.Column{{Head: "Change set"}, {Head: "Proposed"}, {Head: "Lines", Numeric: true}, {Head: "To decide", Numeric: true}, {Head: "Moved since", Numeric: true}}}}
	for _, s := range sets {
		moved := 0
		for _, l := range s.Lines {
			if l.Conflict != "" {
				moved++
			}
		}
		v.table.Rows = append(v.table.Rows, ui.Row{Quiet: s.Pending() == 0, Cells: []ui.Cell{
			{Text: s.Title, Link: link(setPath(s.ID)), Note: s.File}, {Text: ui.When(now, s.ProposedAt), Note: "by " + s.ProposedBy},
			ui.Text(ui.Count(len(s.Lines))), ui.Text(ui.Count(s.Pending())), ui.Text(ui.Count(moved))}})
	}
	return v
}

func setPath(id int64) string { return fmt.Sprintf("%s/%d", changesPath, id) }

func (m room) changes(w http.ResponseWriter, r *web.Request) error {
	sets, err := m.store.ChangeSets(r.Context(), mostSets)
	if err != nil {
		return err
	}
	v := newChanges(sets, r.Now, r.Link)
	v.mayPropose = r.MayAnywhere(access.OrgPropose) && !r.Past
	return r.Render(w, http.StatusOK, changesPage, changesView(v))
}

type reviewPageView struct {
	set      org.ChangeSet
	lines    []lineView
	page     int
	pages    ui.Pagination
	pending  int // on every page
	moved    int // on this page
	mayTick  bool
	reason   string
	problems []fault.Field
	now      time.Time
}

// lineView is one line as the review shows it.
type lineView struct {
	org.Change
	may bool // this person may decide it and it is pending
}

func (l lineView) tag() ui.Tag {
	switch {
	case l.Decision == org.Accepted:
		return ui.Tag{Text: "Accepted", Colour: ui.Green}
	case l.Decision == org.Rejected:
		return ui.Tag{Text: "Rejected", Colour: ui.Grey}
	case l.Conflict != "":
		return ui.Tag{Text: "Look again", Colour: ui.Orange, Title: "What is held has changed since this was read"}
	}
	return ui.Tag{Text: "To decide", Colour: ui.Blue}
}

func (l lineView) where() string {
	e := l.Evidence
	parts := []string{e.File}
	if e.Line > 0 {
		parts = append(parts, fmt.Sprintf("line %d", e.Line))
	}
	if e.At != "" {
		parts = append(parts, e.At)
	}
	if e.Text != "" {
		parts = append(parts, "“"+strings.Trim(e.Text, "| ")+"”")
	}
	return strings.Join(parts, ", ")
}

func newReview(set org.ChangeSet, page int, may func(org.Change) bool, now time.Time, link func(string) string) reviewPageView {
	v := reviewPageView{set: set, pending: set.Pending(), now: now}
	pages := max(1, (len(set.Lines)+linesPerPage-1)/linesPerPage)
	v.page = min(page, pages)
	for _, l := range set.Lines[(v.page-1)*linesPerPage : min(v.page*linesPerPage, len(set.Lines))] {
		line := lineView{Change: l, may: l.Decision == "" && may(l)}
		v.mayTick = v.mayTick || line.may
		if l.Conflict != "" && line.may {
			v.moved++
		}
		v.lines = append(v.lines, line)
	}
	v.pages = ui.Pagination{Page: v.page, Pages: pages, Address: func(n int) string { return link(setPath(set.ID) + "?" + query("page", fmt.Sprint(n))) }}
	return v
}

func reviewPage(s org.ChangeSet) web.Page {
	return web.Page{Title: s.Title, Caption: fmt.Sprintf("Change set %d", s.ID), Current: "organisations",
		Crumbs: []web.Crumb{{Text: "Organisations", Href: listPath}, {Text: "Changes", Href: changesPath}}}
}

// place is the organisation that the policy is asked about for a line: the unit itself, or for a new one where it will
// hang, or England.
func place(l org.Change, p *org.Picture) org.Code {
	if _, ok := p.Unit(l.Org); ok {
		return l.Org
	}
	for _, f := range l.Facts {
		if f.What == org.FactLink {
			if _, ok := p.Unit(f.Other); ok {
				return f.Other
			}
		}
	}
	return org.England
}

// mayDecide reports whether this person may accept the line: where it is, and where it would lead to, since a link moves
// figures between boards.
func mayDecide(r *web.Request) func(org.Change) bool {
	return func(l org.Change) bool {
		if r.Past || !r.May(access.OrgAccept, place(l, r.Present)) {
			return false
		}
		for _, f := range l.Facts {
			if _, open := r.Present.Unit(f.Other); f.What == org.FactLink && open && !r.May(access.OrgAccept, f.Other) {
				return false
			}
		}
		return true
	}
}

func (m room) review(w http.ResponseWriter, r *web.Request) error {
	id, err := r.Int("id")
	if err != nil {
		return err
	}
	set, err := m.store.ChangeSet(r.Context(), id)
	if err != nil {
		return err
	}
	v := newReview(set, r.PageNumber(), mayDecide(r), r.Now, r.Link)
	return r.Render(w, http.StatusOK, reviewPage(set), reviewView(v))
}

func (m room) decide(w http.ResponseWriter, r *web.Request) error {
	id, err := r.Int("id")
	if err != nil {
		return err
	}
	set, err := m.store.ChangeSet(r.Context(), id)
	if err != nil {
		return err
	}
	may := mayDecide(r)
	chosen, err := picked(r, set, may)
	if err == nil {
		err = m.apply(r, id, chosen)
	}
	if err == nil {
		return r.Redirect(w, setPath(id)+"?"+query("page", r.Param("page")), decidedWords(r.Param("decision"), len(chosen)))
	}
	problems, status := web.ProblemsOf(err), http.StatusUnprocessableEntity
	if f := fault.As(err); f != nil && f.Kind == fault.Conflict {
		status = http.StatusConflict
		problems = append([]fault.Field{}, f.Fields...)
		if len(problems) == 0 {
			problems = []fault.Field{{Name: "reason", Message: f.Message}}
		}
	}
	if problems == nil {
		return err
	}
	if set, err = m.store.ChangeSet(r.Context(), id); err != nil {
		return err
	}
	v := newReview(set, r.PageNumber(), may, r.Now, r.Link)
	v.problems, v.reason = problems, r.Param("reason")
	page := reviewPage(set)
	page.Problems = problems
	return r.Render(w, status, page, reviewView(v))
}

func (m room) apply(r *web.Request, id int64, chosen []int) error {
	who, reason := r.Who.Actor(), r.Param("reason")
	switch r.Param("decision") {
	case "accept":
		return m.store.Accept(r.Context(), id, who, reason, chosen...)
	case "reject":
		return m.store.Reject(r.Context(), id, who, reason, chosen...)
	case "look-again":
		return m.store.LookAgain(r.Context(), id, who, chosen...)
	}
	var l fault.List
	l.Add("reason", "", "Choose accept, reject or looked at again")
	return l.Err("Nothing was decided")
}

func decidedWords(decision string, n int) string {
	lines := ui.Plural(n, "line", "lines")
	switch decision {
	case "accept":
		return lines + " accepted."
	case "reject":
		return lines + " rejected."
	}
	return lines + " looked at again: accept or reject them now."
}

// picked is the lines that were ticked, or every pending line; each must be one that this person may decide.
func picked(r *web.Request, set org.ChangeSet, may func(org.Change) bool) ([]int, error) {
	var out []int
	var bad fault.List
	all := r.Param("which") == "all"
	for _, l := range set.Lines {
		ticked := r.FormValue(tickName(l.Line)) != ""
		if (!all && !ticked) || (all && l.Decision != "") {
			continue
		}
		if !may(l) {
			bad.Add(tickName(l.Line), "", "Line %d is decided by somebody who may accept for both places it concerns", l.Line)
			continue
		}
		out = append(out, l.Line)
	}
	if len(bad) > 0 {
		return nil, bad.Err("Nothing was decided")
	}
	if len(out) == 0 {
		bad.Add("which", "", "Tick the lines that you decide, or choose every line")
	}
	return out, bad.Err("Nothing was decided")
}

func tickName(line int) string { return "line-" + strconv.Itoa(line) }

var filePage = web.Page{Title: "Read an organisation file", Current: "organisations", Narrow: true,
	Crumbs: []web.Crumb{{Text: "Organisations", Href: listPath}, {Text: "Changes", Href: changesPath}},
	Lead:   "The file is compared with the record. What differs becomes a change set; nothing changes until it is accepted."}

type filePageView struct {
	typed    [3]string
	problems []fault.Field
}

func (m room) file(w http.ResponseWriter, r *web.Request) error {
	return r.Render(w, http.StatusOK, filePage, fileView(filePageView{}))
}

func (m room) upload(w http.ResponseWriter, r *web.Request) error {
	asAt, typed, err := r.DateBoxes("as-at")
	if err != nil {
		var l fault.List
		l.Add("as-at", "", "%s", first(err.Error()))
		err = l.Err("The date cannot be read")
	}
	var id int64
	if err == nil {
		id, err = m.propose(r, asAt)
	}
	if err == nil {
		return r.Redirect(w, setPath(id), "The file was read. Decide on each line, or on all of them.")
	}
	problems := web.ProblemsOf(err)
	if f := fault.As(err); problems == nil && f != nil && f.Kind == fault.Invalid {
		problems = []fault.Field{{Name: "file", Message: first(f.Message)}}
	}
	if problems == nil {
		return err
	}
	for i, p := range problems {
		if p.Name != "as-at" && p.File != "" {
			problems[i].Message = first(strings.TrimPrefix(p.Place()+": ", p.File+", ")) + p.Message
			problems[i].Name = "file"
		}
	}
	page := filePage
	page.Problems = problems
	return r.Render(w, http.StatusUnprocessableEntity, page, fileView(filePageView{typed: typed, problems: problems}))
}

func (m room) propose(r *web.Request, asAt civil.Date) (int64, error) {
	f, head, err := r.Upload("file")
	if err != nil {
		return 0, err
	}
	data, err := io.ReadAll(f)
	if err = errors.Join(err, f.Close()); err != nil {
		return 0, fault.Wrap(err, fault.Invalid, "the file did not arrive whole; send it again")
	}
	return m.store.Import(r.Context(), r.Who.Actor(), path.Base(strings.ReplaceAll(head.Filename, `\`, "/")), data, asAt)
}

func dayOf(f org.Fact) civil.Date { return civil.Today(f.Recorded) }
