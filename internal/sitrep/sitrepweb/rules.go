package sitrepweb

import (
	"net/http"
	"strings"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// rulesPath is the register of forms and check rules.
const rulesPath = "/forms"

// rulesListView is the register as the template shows it.
type rulesListView struct {
	own, published, rules ui.Table
}

// rulesList is every form and every check rule.
func rulesList(w http.ResponseWriter, r *web.Request) error {
	return r.Render(w, http.StatusOK, rulesListPage(), rulesListBody(newRulesList(r.Link)))
}

func rulesListPage() web.Page {
	return web.Page{Title: "Forms and rules", Current: "forms", Crumbs: []web.Crumb{{Text: "Returns", Href: ListPath}},
		Lead: "What each return asks for, when, and what is checked before it is stored."}
}

func newRulesList(link func(string) string) rulesListView {
	v := rulesListView{
		own: ui.Table{Caption: "Forms that organisations send", Stack: true, Columns: []ui.Column{{Head: "Form"}, {Head: "Opens"}, {Head: "Deadline"}, {Head: "Collated"},
			{Head: "Amendments"}, {Head: "Asked for"}, {Head: "Lines", Numeric: true}}},
		published: ui.Table{Caption: "Publications that figures are read from", Stack: true, Columns: []ui.Column{{Head: "Publication"}, {Head: "Every"}, {Head: "Source"}, {Head: "Lines", Numeric: true}}},
		rules:     rulesTable(),
	}
	for _, f := range sitrep.Forms() {
		name := ui.Cell{Text: f.Name, Link: link(rulesPath + "/" + string(f.Code)), Note: string(f.Code) + ", " + rulesValid(f.Valid)}
		if f.Unconfirmed {
			name.Tags = []ui.Tag{ui.Unconfirmed.Tag()}
		}
		n := ui.Text(ui.Count(len(f.Items)))
		if f.Publication {
			v.published.Rows = append(v.published.Rows, ui.Row{Cells: []ui.Cell{name, ui.Text(f.Period), ui.Text(f.Source), n}})
			continue
		}
		v.own.Rows = append(v.own.Rows, ui.Row{Cells: []ui.Cell{name, ui.Text(f.Opens.String()), ui.Text(f.Deadline.String()), ui.Text(f.CutOff.String()),
			ui.Text(rulesAmend(f)), ui.Text(rulesAsked(f)), n}})
	}
	return v
}

// rulesTable is every check rule in the order in which a reader meets the problems.
func rulesTable() ui.Table {
	t := ui.Table{ID: "rules", Caption: "Checks", Hint: "A check that stops refuses the return. The others let it through with a comment, which travels with the figure.", Stack: true,
		Columns: []ui.Column{{Head: "Rule"}, {Head: "What it says"}, {Head: "Effect"}, {Head: "In force from"}, {Head: "Source"}}}
	for _, r := range sitrep.Rules() {
		effect := ui.Cell{Text: "asks for a comment"}
		if r.Stops {
			effect.Text = "stops the return"
		}
		if r.Always {
			effect.Note = "also for nil and not applicable"
		}
		from := "always"
		if !r.From.IsZero() {
			from = ui.DayWords(r.From)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(r.ID), ui.Text(r.Words), effect, ui.Text(from), ui.Text(r.Source)}})
	}
	return t
}

// rulesShow is every definition of one form, the newest first.
func rulesShow(w http.ResponseWriter, r *web.Request) error {
	code := sitrep.FormCode(r.PathValue("form"))
	var found []*sitrep.Form
	for _, f := range sitrep.Forms() {
		if f.Code == code {
			found = append([]*sitrep.Form{f}, found...)
		}
	}
	if len(found) == 0 {
		return fault.New(fault.NotFound, "There is no form %q. The list of forms names those there are", string(code))
	}
	return r.Render(w, http.StatusOK, rulesPage(found[0]), rulesBody(newRulesViews(found, r.Link, r.MayAnywhere(access.ChaseRead))))
}

func rulesPage(f *sitrep.Form) web.Page {
	return web.Page{Title: f.Name, Caption: string(f.Code), Current: "forms", Crumbs: []web.Crumb{{Text: "Returns", Href: ListPath}, {Text: "Forms and rules", Href: rulesPath}}}
}

// rulesFormView is one dated definition as the template shows it.
type rulesFormView struct {
	heading string
	summary ui.SummaryList
	items   []ui.Table
	returns string // the list of returns of the form; empty for a publication
}

func newRulesViews(forms []*sitrep.Form, link func(string) string, chase bool) []rulesFormView {
	var out []rulesFormView
	for _, f := range forms {
		v := rulesFormView{heading: "Definition " + rulesValid(f.Valid), summary: rulesSummary(f)}
		if chase && !f.Publication {
			v.returns = link(ListPath + "?form=" + string(f.Code))
		}
		for _, it := range f.Items {
			m, ok := measure.Find(it.Measure)
			if !ok {
				continue
			}
			if n := len(v.items); n == 0 || v.items[n-1].Caption != it.Section {
				v.items = append(v.items, ui.Table{Caption: it.Section, Stack: true, Columns: []ui.Column{{Head: "Line"}, {Head: "Unit"}, {Head: "About"}, {Head: "When it is blank"}, {Head: "What it means"}}})
			}
			name := ui.Cell{Text: m.Name, Link: link("/measures/" + string(m.Code)), Note: string(m.Code)}
			if m.Unconfirmed {
				name.Tags = []ui.Tag{ui.Unconfirmed.Tag()}
			}
			t := &v.items[len(v.items)-1]
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{name, ui.Text(m.Unit), ui.Text(returnBasis(it.Basis, m)), ui.Text(rulesBlank(f, it)), ui.Text(m.Definition)}})
		}
		out = append(out, v)
	}
	return out
}

func rulesSummary(f *sitrep.Form) ui.SummaryList {
	rows := []ui.SummaryRow{{Key: "In force", Value: rulesValid(f.Valid)}, {Key: "Reported", Value: "every " + f.Period}}
	if !f.Publication {
		rows = append(rows,
			ui.SummaryRow{Key: "Asked for", Value: rulesAsked(f)},
			ui.SummaryRow{Key: "Asked of", Value: rulesOf(f.Mark)},
			ui.SummaryRow{Key: "Opens", Value: f.Opens.String() + " on the reporting date"},
			ui.SummaryRow{Key: "Deadline", Value: f.Deadline.String() + ": a return at that second is on time, a second later it is late"},
			ui.SummaryRow{Key: "Collated", Value: f.CutOff.String() + ": what is in force then is the collated view"},
			ui.SummaryRow{Key: "Amendments", Value: rulesAmend(f)})
	}
	source := ui.SummaryRow{Key: "Source", Value: f.Source}
	if f.Unconfirmed {
		source.Tags = []ui.Tag{ui.Unconfirmed.Tag()}
	}
	return ui.SummaryList{Rows: append(rows, source)}
}

// rulesAsked says on which days a form is asked for, as Form.AskedOn decides.
func rulesAsked(f *sitrep.Form) string {
	if f.Period == measure.Month {
		return "on the first of each month"
	}
	return "every day from November to March, on weekdays in the other months"
}

func rulesAmend(f *sitrep.Form) string {
	return "for " + ui.Plural(f.AmendDays, "day", "days") + " after the reporting date; later with the region's approval"
}

func rulesValid(v civil.Range) string {
	switch {
	case v.To.IsZero() && v.From.IsZero():
		return "for every day"
	case v.To.IsZero():
		return "from " + ui.DayWords(v.From)
	}
	return "from " + ui.DayWords(v.From) + " to " + ui.DayWords(v.To.Add(-1))
}

func rulesOf(mark string) string {
	switch mark {
	case org.MarkAcuteBeds:
		return "organisations marked as sending general and acute bed counts"
	case org.MarkCriteria:
		return "organisations marked as sending the criteria-to-reside return"
	}
	return "organisations marked " + strings.ReplaceAll(mark, "-", " ")
}

func rulesBlank(f *sitrep.Form, it sitrep.FormItem) string {
	switch {
	case f.Publication:
		return "missing"
	case it.Required:
		return "refused: give a number, nil or not applicable"
	case it.Derived:
		return "worked out from other lines"
	}
	return "missing, which is not nought"
}
