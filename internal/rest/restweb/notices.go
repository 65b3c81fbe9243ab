package restweb

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/rest"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// NoticesPath is whom owed rest of an employer's people has reached.
func NoticesPath(c org.Code) string { return Path(c) + "/notices" }

// toldRoles are the roles that are told of rest that is owed.
func toldRoles() []access.Role {
	return []access.Role{access.TeamManager, access.RotaCoordinator, access.Guardian, access.TrustDirector}
}

// noticesView is what waits for somebody.
type noticesView struct {
	countsView
	list    []rest.Notice
	members map[rest.Person]rest.Member // nil for who sees counts alone
	roles   []access.Role               // the reader's own at the employer, of those that are told
}

// waiting reads what waits for somebody, and the reader's own roles there.
func (m room) waiting(r *web.Request, c org.Code) ([]rest.Notice, []access.Role, error) {
	a := readAt(r)
	list, err := m.Store.Notices(r.Context(), c, a.asOf)
	list = slices.DeleteFunc(list, func(n rest.Notice) bool { return !n.Waits() })
	var roles []access.Role
	for _, g := range r.Who.Grants {
		if g.At == c && g.Live(r.Today) && slices.Contains(toldRoles(), g.Role) && !slices.Contains(roles, g.Role) {
			roles = append(roles, g.Role)
		}
	}
	return list, roles, err
}

// reaching keeps the notices that the reader was told: those to one of their roles, and to a team manager those of the teams
// they manage.
func (m room) reaching(r *web.Request, c org.Code, list []rest.Notice, roles []access.Role) ([]rest.Notice, error) {
	list = slices.DeleteFunc(slices.Clone(list), func(n rest.Notice) bool { return !slices.Contains(roles, n.To) })
	if !slices.Contains(roles, access.TeamManager) || len(list) == 0 {
		return list, nil
	}
	members, err := m.managed(r, c)
	return slices.DeleteFunc(list, func(n rest.Notice) bool {
		_, theirs := members[n.Person]
		return n.To == access.TeamManager && !theirs
	}), err
}

// managed is the people of the teams that the reader manages.
func (m room) managed(r *web.Request, c org.Code) (map[rest.Person]bool, error) {
	a := readAt(r)
	members, err := m.Store.Members(r.Context(), c, a.asOf)
	if err != nil {
		return nil, err
	}
	managers, err := m.Store.Managers(r.Context(), c, a.asOf)
	out := map[rest.Person]bool{}
	for _, x := range members {
		if x.Team != "" && slices.Contains(managers[x.Team], r.Who.ID) {
			out[x.Person] = true
		}
	}
	return out, err
}

// told says in a sentence what waits for the reader at an employer; nil where nothing does, or they are told of nothing.
func (m room) told(r *web.Request, c org.Code) (templ.Component, error) {
	held := slices.ContainsFunc(r.Who.Grants, func(g access.Grant) bool {
		return g.At == c && g.Live(r.Today) && slices.Contains(toldRoles(), g.Role)
	})
	if !held || !r.May(access.RestCounts, c) {
		return nil, nil
	}
	list, roles, err := m.waiting(r, c)
	if err != nil {
		return nil, err
	}
	if list, err = m.reaching(r, c, list, roles); err != nil || len(list) == 0 {
		return nil, err
	}
	return ui.Inset{Body: parts{ui.Para(toldWords(list)), ui.Links([]ui.Action{{Text: "See what waits", Href: r.Link(NoticesPath(c))}})}}, nil
}

// Told is what waits for the reader of rest that is owed at an organisation, for other rooms' pages; nil where nothing does.
func Told(d Deps, r *web.Request, c org.Code) (templ.Component, error) {
	return room{Deps: d}.told(r, c)
}

// toldWords counts people by how far it has gone; nobody is named.
func toldWords(list []rest.Notice) string {
	var said []string
	for _, s := range noticeSteps() {
		people := map[rest.Person]bool{}
		for _, n := range list {
			if n.Step == s.step {
				people[n.Person] = true
			}
		}
		if len(people) > 0 {
			said = append(said, s.words+" for "+ui.Plural(len(people), "person", "people"))
		}
	}
	return "Rest that is owed waits for you: " + strings.Join(said, ", ") + "."
}

type noticeStep struct {
	step  rest.LineState
	words string
}

func noticeSteps() []noticeStep {
	return []noticeStep{{rest.Overdue, "overdue"}, {rest.Soon, "due within a week and not booked"}, {rest.Open, "owed and not booked"}}
}

func (m room) notices(w http.ResponseWriter, r *web.Request) error {
	v := noticesView{countsView: countsView{at: readAt(r)}}
	if !v.employs(v.on) {
		return fault.New(fault.NotFound, "Notices are a trust's own: open them from the trust")
	}
	v.own = !above(r, v.on)
	var err error
	if v.list, v.roles, err = m.waiting(r, v.on); err != nil {
		return err
	}
	if r.May(access.RestTeam, v.on) {
		by, err := signer(r, access.RestTeam)
		if err != nil {
			return err
		}
		if v.members, err = m.shown(r); err != nil {
			return err
		}
		if !r.May(access.RestAll, v.on) {
			v.list = slices.DeleteFunc(v.list, func(n rest.Notice) bool { _, seen := v.members[n.Person]; return !seen })
		}
		if err := m.Store.Looked(r.Context(), by, ""); err != nil {
			return err
		}
	}
	page, body := v.made()
	return render(w, r, http.StatusOK, page, body)
}

// noticesShown is how many notices the page lists.
const noticesShown = 200

func (v noticesView) made() (web.Page, parts) {
	page := v.page("Rest: what waits for whom")
	page.Lead = "Rest that is owed and neither booked nor taken, and whom it has reached: the team manager first, the rota co-ordinator a week before its time and for compensatory rest at once, and once it is overdue the guardian of safe working hours for residents, the accountable director for others. Each step is told once."
	out := parts{v.tabs(NoticesPath(v.on))}
	if len(v.list) == 0 {
		out.add(ui.Empty{Title: "Nothing waits", Text: "No rest that is known to be owed waits for anybody. What is owed is looked at every few minutes."})
		return page, out
	}
	out.add(v.table())
	if v.members != nil {
		out.add(v.people())
	}
	return page, out
}

// table counts people by ledger, step and who was told.
func (v noticesView) table() ui.Table {
	t := ui.Table{ID: "waits", Caption: "How many people, by whom it has reached", Stack: true, Columns: []ui.Column{{Head: "Told", Words: true}, {Head: "Ledger", Words: true}, {Head: "How it stands", Words: true}, {Head: "People", Numeric: true}}}
	for _, role := range toldRoles() {
		for _, l := range []rest.Ledger{rest.Statutory, rest.Contractual, rest.Recovery} {
			for _, s := range noticeSteps() {
				people := map[rest.Person]bool{}
				for _, n := range v.list {
					if n.To == role && n.Ledger == l && n.Step == s.step {
						people[n.Person] = true
					}
				}
				if len(people) > 0 {
					who := ui.Text(role.Name())
					if slices.Contains(v.roles, role) {
						who.Note = "you"
					}
					t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{who, {Text: string(l), Note: l.Words()}, ui.Text(capital(s.words)), v.number(len(people))}})
				}
			}
		}
	}
	return t
}

// people lists the notices by person, for who may see people: the reader's own first, then what has gone furthest.
func (v noticesView) people() ui.Table {
	list := slices.Clone(v.list)
	rank := func(n rest.Notice) int {
		return slices.IndexFunc(noticeSteps(), func(s noticeStep) bool { return s.step == n.Step })
	}
	theirs := func(n rest.Notice) int {
		if slices.Contains(v.roles, n.To) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(list, func(a, b rest.Notice) int {
		return cmp.Or(cmp.Compare(theirs(a), theirs(b)), cmp.Compare(rank(a), rank(b)), a.Due.Compare(b.Due), a.Compare(b.Owing))
	})
	t := ui.Table{ID: "notices", Caption: ui.Plural(len(list), "notice", "notices"), Stack: true, Columns: []ui.Column{{Head: "Who", Words: true}, {Head: "What is owed", Words: true}, {Head: "By", Words: true}, {Head: "Told", Words: true}}}
	if len(list) > noticesShown {
		t.Hint, list = "The first "+ui.Count(noticesShown)+".", list[:noticesShown]
	}
	for _, n := range list {
		due := ui.Text("no date is set")
		if !n.Due.IsZero() {
			due = ui.Text(clock(n.Due))
		}
		if n.Step == rest.Overdue {
			due.Tags = []ui.Tag{{Text: "Overdue", Colour: ui.Red}}
		}
		m := v.members[n.Person]
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: nameOf(m, n.Person), Note: strings.Trim(string(n.Person)+", "+m.Team, ", "), Link: v.link(PersonPath(v.on, n.Person))},
			{Text: hours(n.Hours) + " hours left of " + string(n.Ledger), Note: string(n.Rule) + ", since " + clock(n.Arose)}, due, {Text: n.To.Name(), Note: ui.When(v.now, n.At)}}})
	}
	return t
}
