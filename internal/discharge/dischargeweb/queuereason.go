package dischargeweb

import (
	"fmt"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"headroom/internal/discharge"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/web/ui"
)

// valueCell is a value in a table; what is missing is marked and is not nought.
func valueCell(v measure.Value) ui.Cell {
	switch v.State {
	case measure.Number:
		return ui.Text(measure.Grouped(v.N))
	case measure.Nil:
		return ui.Marked(ui.Nil)
	case measure.NotApplicable:
		return ui.Marked(ui.NotApplicable)
	}
	return ui.Marked(ui.Missing)
}

// peopleWords writes a count of people as the reader may see it.
func peopleWords(n int, own bool) string {
	if own {
		return ui.Count(n)
	}
	if _, words := discharge.Hidden(n); n > 0 && n < discharge.SmallNumber {
		return words
	}
	return ui.Count(n)
}

// reasonGroups are the groups in their published order.
var reasonGroups = []discharge.ReasonGroup{discharge.HospitalGroup, discharge.HubGroup, discharge.InterfaceGroup, discharge.CapacityGroup, discharge.WellbeingGroup}

// reasonParts are the reasons by group and, opened on request, one by one in terms of both sets.
func reasonParts(v *queueView) []templ.Component {
	if len(v.reasons) == 0 {
		return []templ.Component{ui.Empty{Title: "No reasons for delay have been brought in", Text: "A trust brings its counts by reason in on its page for stays and reasons. Their absence is not the same as nobody being delayed."}}
	}
	sums := map[discharge.ReasonGroup]int{}
	counts := map[discharge.ReasonCode]int{}
	contributing, people := 0, 0
	for _, c := range v.reasons {
		if c.Weight == discharge.Contributing {
			contributing += c.N
			continue
		}
		people += c.N
		counts[c.Code] += c.N
		if r, ok := discharge.FindReason(c.Code); ok {
			sums[r.Group] += c.N
		}
	}
	t := ui.Table{ID: "groups", Caption: "By kind of reason", FewColumns: true, Columns: []ui.Column{{Head: "Group"}, {Head: "People", Numeric: true}, {Head: "Share", Numeric: true}},
		Hint: fmt.Sprintf("%s with a primary reason, %s; set A has no groups of its own, and Headroom has put its reasons into those of set B.", ui.Plural(people, "person", "people"), reasonDays(v))}
	for _, g := range reasonGroups {
		share := "–"
		if people > 0 && (v.own || sums[g] == 0 || sums[g] >= discharge.SmallNumber) {
			share = ui.Number(100*float64(sums[g])/float64(people), 0) + "%"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(g.Words()), ui.Text(peopleWords(sums[g], v.own)), ui.Text(share)}})
	}
	out := []templ.Component{t, ui.Details{Summary: "Reason by reason, in terms of both sets", ID: "each-reason", Body: reasonTable(counts, v.own)}}
	if contributing > 0 {
		out = append(out, ui.Note(ui.Plural(contributing, "contributing reason", "contributing reasons")+" beside these. A person has one primary reason and any number of contributing ones, so that the two are not added up."))
	}
	return out
}

// reasonDays says of which trusts' days and stays the counts are.
func reasonDays(v *queueView) string {
	var out []string
	seen := map[org.Code]bool{}
	for _, c := range v.reasons {
		if !seen[c.Trust] {
			seen[c.Trust] = true
			out = append(out, fmt.Sprintf("%s on %s (length of stay %s)", v.pic.Name(c.Trust), ui.DayShort(c.Day), c.Cohort))
		}
	}
	return strings.Join(out, ", ")
}

// reasonTable lists each reason with what it is in the other set; nothing is lost and nothing guessed.
func reasonTable(counts map[discharge.ReasonCode]int, own bool) ui.Table {
	t := ui.Table{ID: "reason-list", Caption: "Primary reasons", Stack: true, Columns: []ui.Column{{Head: "Reason", Words: true}, {Head: "Set"}, {Head: "People", Numeric: true}, {Head: "In the other set", Words: true}},
		Hint: "Set A has eighteen reasons, set B thirty-seven, from 30 April 2024. The comparison is Headroom's own and unconfirmed."}
	codes := make([]discharge.ReasonCode, 0, len(counts))
	for c := range counts {
		codes = append(codes, c)
	}
	slices.Sort(codes)
	for _, c := range codes {
		r, ok := discharge.FindReason(c)
		if !ok {
			continue
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: r.Label, Note: string(c)}, ui.Text(string(r.Set)), ui.Text(peopleWords(counts[c], own)), ui.Text(otherSet(r))}})
	}
	return t
}

// otherSet says what a reason is in the other set.
func otherSet(r discharge.Reason) string {
	name := func(c discharge.ReasonCode) string {
		x, _ := discharge.FindReason(c)
		return string(c) + " " + x.Label
	}
	if r.Is != "" {
		return name(r.Is)
	}
	if len(r.MayBe) == 0 {
		return "has no counterpart"
	}
	var out []string
	for _, c := range r.MayBe {
		out = append(out, string(c))
	}
	return "lies among " + strings.Join(out, ", ")
}
