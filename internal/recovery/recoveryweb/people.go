package recoveryweb

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"headroom/internal/recovery"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// peopleView is everybody of a plan with the date given and why.
type peopleView struct {
	planView
	only string
	page int
}

func (m room) people(w http.ResponseWriter, r *web.Request) error {
	p, ok, err := m.worked(w, r)
	if err != nil || !ok {
		return err
	}
	v := peopleView{p, r.Param("only"), r.PageNumber()}
	return r.Render(w, http.StatusOK, v.pageOf("People in the plan"), v.parts().body())
}

func (v peopleView) here2() string { return v.path() + "/people" }

func (v peopleView) keeps(x recovery.Placement) bool {
	switch v.only {
	case "":
		return true
	case "none":
		return x.Change == recovery.NoDate || x.Change == recovery.Dropped
	}
	return string(x.Change) == v.only
}

func (v peopleView) parts() parts {
	only := []string{"", "Everybody", "none", "Without a date"}
	for _, c := range []recovery.Change{recovery.New, recovery.Moved, recovery.Dropped, recovery.NoDate, recovery.Kept, recovery.Decided, recovery.Later, recovery.HeldBack, recovery.DateOver} {
		only = append(only, string(c), changeTag(c).Text)
	}
	var list []recovery.Placement
	for _, x := range v.k.Plan.Placements {
		if v.keeps(x) {
			list = append(list, x)
		}
	}
	slices.SortStableFunc(list, func(a, b recovery.Placement) int {
		if (a.Session == "") != (b.Session == "") {
			return map[bool]int{true: 1, false: -1}[a.Session == ""]
		}
		return a.Date.Compare(b.Date)
	})
	t := ui.Table{ID: "people", Stack: true, Caption: ui.Plural(len(list), "person", "people"), Empty: "Nobody in the plan is like that.", Columns: []ui.Column{{Head: "Pathway"}, {Head: "Waits for", Words: true}, {Head: "Date"}, {Head: "Held before"}, {Head: "Why", Words: true}}}
	from := min((v.page-1)*patientsPerPage, len(list))
	for _, x := range list[from:min(from+patientsPerPage, len(list))] {
		q := v.patients[x.Pathway]
		date := ui.Cell{Text: "none", Tags: []ui.Tag{changeTag(x.Change)}}
		if x.Session != "" {
			date.Text, date.Note = day(x.Date), string(x.Session)
		}
		was := "none"
		if s, ok := v.sessions[x.Was]; ok {
			was = day(s.Date)
		}
		why := ""
		if len(x.Why) > 0 {
			why = x.Why[0].Words
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: string(x.Pathway), Link: v.link(PatientOf(v.on, x.Pathway))}, {Text: q.Procedure, Note: specialty(q.Specialty) + ", " + priorityWords(q.Priority)}, date, ui.Text(was), ui.Text(why)}})
	}
	out := parts{v.tabs(v.here2()), ui.Form{Action: v.here2(), Get: true, Row: true, Submit: "Show", Hidden: v.hidden(), Body: ui.Select{Field: ui.Field{Name: "only", Label: "Who"}, Options: ui.Options(v.only, only...)}}, t}
	if pages := (len(list) + patientsPerPage - 1) / patientsPerPage; pages > 1 {
		out.add(ui.Pagination{Page: v.page, Pages: pages, Address: func(n int) string { return v.link(fmt.Sprintf("%s?only=%s&page=%d", v.here2(), v.only, n)) }})
	}
	return out
}

// weights are what the plan's policy weighs, with the source of each.
func (m room) weights(w http.ResponseWriter, r *web.Request) error {
	v, ok, err := m.worked(w, r)
	if err != nil || !ok {
		return err
	}
	return r.Render(w, http.StatusOK, v.pageOf("Weights of the plan"), v.weightParts().body())
}

func (v planView) weightParts() parts {
	policy := v.k.Plan.Ask.Policy
	t := ui.Table{ID: "weights", Stack: true, Caption: "Policy " + policy.Name, Hint: "Wherever two people want one place, the one of the higher tier has it. Where one long operation would take the place of several short ones, the several may go first. Every number can be changed for a what-if.", Columns: []ui.Column{{Head: "What it weighs", Words: true}, {Head: "Value", Numeric: true}, {Head: "Tier", Numeric: true}, {Head: "Since", Tight: true}, {Head: "Source", Words: true}}}
	for _, x := range recovery.Weights() {
		value, ok := policy.Weights[x.Name]
		if !ok {
			value = x.Value
		}
		tier := ""
		if x.Tier > 0 {
			tier = strconv.Itoa(x.Tier)
		}
		source := ui.Cell{Text: x.Source}
		if !x.Certain {
			source.Tags = []ui.Tag{ui.Unconfirmed.Tag()}
		}
		changed := []ui.Tag{}
		if value != x.Value {
			changed = []ui.Tag{{Text: "Changed from " + strconv.FormatFloat(x.Value, 'g', -1, 64), Colour: ui.Orange}}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: capital(x.Words), Note: x.Name}, {Text: strconv.FormatFloat(value, 'g', -1, 64) + " " + x.Unit, Tags: changed}, ui.Text(tier), ui.Text(day(x.From)), source}})
	}
	return parts{v.tabs(v.path() + "/weights"), t}
}
