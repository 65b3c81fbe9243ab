package accessweb

import (
	"net/http"

	"headroom/internal/access"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// tableView is the table of who may do what, one part per noun.
type tableView struct {
	Contents ui.Contents
	Nouns    []nounView
}

// nounView is one noun's policy.
type nounView struct {
	ID, Words string
	Rules     []ruleView
}

// ruleView is one rule with the roles that reach anything.
type ruleView struct {
	Words, Verb, Why string
	Table            ui.Table
}

func tablePage() web.Page {
	return web.Page{
		Title: "Who may do what", Narrow: true,
		Lead:   "A role is held at an organisation. This says, for each thing that can be done, how far each role reaches from there. What is not listed is not allowed.",
		Crumbs: []web.Crumb{{Text: "Your account", Href: web.AccountPath}},
	}
}

func (m room) table(w http.ResponseWriter, r *web.Request) error {
	return r.Render(w, http.StatusOK, tablePage(), tableBody(newTable()))
}

func newTable() tableView {
	var v tableView
	for _, p := range access.Policies() {
		n := nounView{ID: p.Noun, Words: p.Words}
		v.Contents = append(v.Contents, ui.Action{Text: title(p.Words), Href: "#" + p.Noun})
		for _, rule := range p.Rules {
			n.Rules = append(n.Rules, newRule(rule))
		}
		v.Nouns = append(v.Nouns, n)
	}
	return v
}

func newRule(rule access.Rule) ruleView {
	v := ruleView{Words: rule.Words, Verb: string(rule.Verb), Why: rule.Why}
	v.Table = ui.Table{ID: "t-" + string(rule.Verb), Caption: rule.Words, HideTitle: true, Columns: []ui.Column{{Head: "Role"}, {Head: "Reaches"}}}
	if rule.Everyone {
		v.Table.Rows = []ui.Row{{Cells: []ui.Cell{ui.Text("Everybody who is signed in"), ui.Text("own account")}}}
	}
	for _, i := range access.Roles() {
		if reach := rule.Reach[i.Role]; reach != access.None {
			v.Table.Rows = append(v.Table.Rows, ui.Row{Cells: []ui.Cell{ui.Text(i.Name), ui.Text(reach.String())}})
		}
	}
	return v
}
