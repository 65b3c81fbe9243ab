package restweb

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/rest"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// peopleView is the board of an employer's people.
type peopleView struct {
	at
	members map[rest.Person]rest.Member
	judged  map[rest.Person]rest.Judgement
	team    string
	state   rest.Standing
	all     bool
	from    string          // the first day of recovery, as asked; empty for that of the last action
	nth     int             // page of the list, from 1
	worked  time.Time       // when it was worked out
	told    templ.Component // what waits for the reader; nil where nothing does
	unnamed int             // people with duties of whom no team is known
}

func (m room) readPeople(r *web.Request) (peopleView, error) {
	v := peopleView{at: readAt(r), team: r.FormValue("team"), state: rest.Standing(r.FormValue("state")), all: r.May(access.RestAll, r.On), from: r.FormValue("recovery"), nth: r.PageNumber()}
	by, err := signer(r, access.RestTeam)
	if err != nil {
		return v, err
	}
	recovery, err := m.recovery(r)
	if err != nil {
		return v, err
	}
	if v.members, err = m.shown(r); err != nil {
		return v, err
	}
	judged, err := m.judgedInView(r, &v, recovery)
	if err != nil {
		return v, err
	}
	v.judged = map[rest.Person]rest.Judgement{}
	for p, j := range judged {
		if _, ok := v.members[p]; !ok {
			if !v.all {
				continue
			}
			v.unnamed++
			v.members[p] = rest.Member{Known: rest.Known{Person: p}}
		}
		v.judged[p] = j
	}
	if v.told, err = m.told(r, v.on); err != nil {
		return v, err
	}
	return v, m.Store.Looked(r.Context(), by, "")
}

// judgedInView judges whom the page shows: everybody, or the team that is asked for, or the teams that the reader manages.
func (m room) judgedInView(r *web.Request, v *peopleView, recovery civil.Date) (judged map[rest.Person]rest.Judgement, err error) {
	if v.all && v.team == "" {
		judged, v.worked, err = m.judged(r, v.on, recovery)
		return judged, err
	}
	var people []rest.Person
	for p, x := range v.members {
		if v.team == "" || x.Team == v.team {
			people = append(people, p)
		}
	}
	slices.Sort(people)
	v.worked = v.now
	return m.Store.JudgedOf(r.Context(), v.on, people, v.now, recovery, m.Holidays, v.asOf)
}

// listed is the people that the filter leaves, those with something overdue first.
func (v peopleView) listed() []rest.Judgement {
	var out []rest.Judgement
	for p, j := range v.judged {
		if (v.team == "" || v.members[p].Team == v.team) && (v.state == "" || j.Standing == v.state) {
			out = append(out, j)
		}
	}
	late := func(j rest.Judgement) float64 {
		var sum float64 // an order only: nobody is shown it
		for _, b := range j.Balances {
			sum += b.Late
		}
		return sum
	}
	slices.SortFunc(out, func(a, b rest.Judgement) int {
		return cmp.Or(cmp.Compare(late(b), late(a)), cmp.Compare(len(b.Breaches), len(a.Breaches)), cmp.Compare(a.Person, b.Person))
	})
	return out
}

func (m room) people(w http.ResponseWriter, r *web.Request) error {
	v, err := m.readPeople(r)
	if err != nil {
		return err
	}
	page, body := v.made()
	return render(w, r, http.StatusOK, page, body)
}

func (v peopleView) made() (web.Page, parts) {
	page := v.page("Rest: people")
	page.Lead = "Who is owed rest, what is booked, and by when. These pages are for the employer alone."
	if !v.all {
		page.Lead = "The teams that you manage. These pages are for the employer alone."
	}
	if !v.worked.IsZero() && v.worked.Before(v.now) {
		page.Computed = "Worked out at " + v.worked.In(civil.London).Format("15:04") + "; again when anything changes, and each quarter of an hour."
	}
	out := parts{v.tabs(PeoplePath(v.on))}
	if len(v.members) == 0 {
		text := "Bring in contracts with a team and a name for each staff code."
		if !v.all {
			text = "You are not named as manager of a team. The rota co-ordinator names managers on the page Teams."
		}
		out.add(ui.Empty{Title: "There is nobody to show", Text: text})
		return page, out
	}
	if v.told != nil {
		out.add(v.told)
	}
	list := v.listed()
	pages := ui.Pagination{Page: v.nth, Pages: max(1, (len(list)+perPage-1)/perPage), Address: v.pageAddress}
	pages.Page = min(max(1, pages.Page), pages.Pages)
	from := (pages.Page - 1) * perPage
	to := min(from+perPage, len(list))
	pages.Shown = "Shows " + ui.Count(from+1) + " to " + ui.Count(to) + " of " + ui.Count(len(list))
	t := v.table(list[from:to])
	t.Caption = ui.Plural(len(list), "person", "people")
	out.add(v.filter(), t, pages)
	if v.unnamed > 0 {
		out.add(ui.Note(ui.Plural(v.unnamed, "person has", "people have") + " duties and no contract here: bring in contracts, or nothing can be shown of their rules."))
	}
	out.add(ui.Links([]ui.Action{{Text: "Download as CSV", Href: v.link(Path(v.on) + "/people.csv" + v.asked())}}))
	return page, out
}

func (v peopleView) filter() ui.Form {
	teams := []string{"", "All teams"}
	for _, t := range v.teams() {
		teams = append(teams, t, t)
	}
	form := ui.Form{Action: PeoplePath(v.on), Submit: "Show", Get: true, Row: true, Hidden: map[string]string{}, Body: parts{
		ui.Select{Field: ui.Field{Name: "team", Label: "Team"}, Options: ui.Options(v.team, teams...)},
		ui.Select{Field: ui.Field{Name: "state", Label: "Standing"}, Options: ui.Options(string(v.state), "", "All", string(rest.NotKept), "Rules not kept", string(rest.NotShown), "Not shown to be compliant", string(rest.Compliant), "Compliant")},
		ui.Input{Field: ui.Field{Name: "recovery", Label: "Recovery begins"}, Value: v.from, Width: 10},
	}}
	if q := v.link(PeoplePath(v.on)); q != PeoplePath(v.on) {
		_, form.Hidden["as-of"], _ = strings.Cut(q, "as-of=")
	}
	return form
}

func (v peopleView) teams() []string {
	var out []string
	for _, m := range v.members {
		if m.Team != "" && !slices.Contains(out, m.Team) {
			out = append(out, m.Team)
		}
	}
	slices.Sort(out)
	return out
}

// perPage is how many people a page lists.
const perPage = 100

func (v peopleView) pageAddress(n int) string {
	q := url.Values{"page": {strconv.Itoa(n)}}
	for name, value := range map[string]string{"team": v.team, "state": string(v.state), "recovery": v.from} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return v.link(PeoplePath(v.on) + "?" + q.Encode())
}

func (v peopleView) table(list []rest.Judgement) ui.Table {
	t := ui.Table{ID: "people", Stack: true, Empty: "Nobody fits.",
		Hint:    "Hours left in each ledger. The three are never added up; L3 is a local policy estimate.",
		Columns: []ui.Column{{Head: "Who", Words: true}, {Head: "Standing"}, {Head: "Breaches", Numeric: true}, {Head: "L1 left", Spoken: "L1, compensatory rest left", Numeric: true}, {Head: "L2 left", Spoken: "L2, time off in lieu left", Numeric: true}, {Head: "L3 left", Spoken: "L3, recovery rest left", Numeric: true}, {Head: "Next due", Words: true}}}
	for _, j := range list {
		m := v.members[j.Person]
		cells := []ui.Cell{{Text: nameOf(m, j.Person), Note: strings.Trim(string(j.Person)+", "+m.Team, ", "), Link: v.link(PersonPath(v.on, j.Person) + v.asked())},
			{Tags: []ui.Tag{standingTag(j.Standing)}}, ui.Text(strconv.Itoa(len(j.Breaches)))}
		for _, b := range j.Balances {
			c := ui.Text(hours(b.Left))
			if b.Late > 0 {
				c.Tags = []ui.Tag{{Text: "Overdue", Colour: ui.Red, Title: hours(b.Late) + " hours"}}
			}
			if b.Booked > 0 {
				c.Note = hours(min(b.Booked, b.Left)) + " booked"
			}
			cells = append(cells, c)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: append(cells, nextDue(j))})
	}
	return t
}

// asked keeps the day of recovery that was asked for.
func (v peopleView) asked() string {
	if v.from == "" {
		return ""
	}
	return "?" + url.Values{"recovery": {v.from}}.Encode()
}

// nextDue is the first deadline that is open, and whom it has reached.
func nextDue(j rest.Judgement) ui.Cell {
	var best rest.Line
	for _, b := range j.Balances {
		for _, l := range b.Lines {
			if l.Left > 0 && !l.Owed.Due.IsZero() && (best.Owed.Due.IsZero() || l.Owed.Due.Before(best.Owed.Due)) {
				best = l
			}
		}
	}
	if best.Owed.Due.IsZero() {
		return ui.Text("–")
	}
	c := ui.Cell{Text: string(best.Owed.Ledger) + ", " + whole(best.Owed.Due)}
	if best.With != "" {
		c.Note = "with the " + best.With
	}
	return c
}

func (m room) peopleCSV(w http.ResponseWriter, r *web.Request) error {
	v, err := m.readPeople(r)
	if err != nil {
		return err
	}
	head := []string{"person", "name", "team", "standing", "not_known", "breaches", "l1_owed", "l1_taken", "l1_booked", "l1_left", "l1_overdue", "l2_owed", "l2_taken", "l2_booked", "l2_paid", "l2_left", "l2_overdue", "l3_owed_local_policy_estimate", "l3_taken", "l3_booked", "l3_left", "l3_overdue"}
	return r.CSV(w, string(v.on)+"-rest-people.csv", head, func(yield func([]string, error) bool) {
		for _, j := range v.listed() {
			m := v.members[j.Person]
			row := []string{string(j.Person), m.Name, m.Team, string(j.Standing), strings.Join(j.Unknown, "; "), strconv.Itoa(len(j.Breaches))}
			for _, b := range j.Balances {
				row = append(row, exact(b.Owed), exact(b.Taken), exact(b.Booked))
				if b.Ledger == rest.Contractual {
					row = append(row, exact(b.Paid))
				}
				row = append(row, exact(b.Left), exact(b.Late))
			}
			if !yield(row, nil) {
				return
			}
		}
	})
}

func exact(h float64) string { return strconv.FormatFloat(h, 'f', -1, 64) }

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// breachList is every breach of the people shown, the newest first.
func (v peopleView) breachList() []rest.Breach {
	var out []rest.Breach
	for _, j := range v.listed() {
		out = append(out, j.Breaches...)
	}
	slices.SortStableFunc(out, func(a, b rest.Breach) int { return cmp.Or(b.From.Compare(a.From), cmp.Compare(a.Person, b.Person)) })
	return out
}

// breachesShown is how many breaches a page lists.
const breachesShown = 200

func (m room) breaches(w http.ResponseWriter, r *web.Request) error {
	v, err := m.readPeople(r)
	if err != nil {
		return err
	}
	page, body := v.breachPage()
	return render(w, r, http.StatusOK, page, body)
}

func (v peopleView) breachPage() (web.Page, parts) {
	page := v.page("Rest: breaches")
	page.Lead = "Hours that did not keep a rule: facts about hours, not about anybody's conduct."
	out := parts{v.tabs(Path(v.on) + "/breaches")}
	all := v.breachList()
	shown := all[:min(len(all), breachesShown)]
	t := breachTable(v.at, shown, v.members)
	t.Caption = ui.Plural(len(all), "breach", "breaches")
	if len(shown) < len(all) {
		t.Hint = "The newest " + strconv.Itoa(breachesShown) + "; the file has all."
	}
	out.add(t, ui.Links([]ui.Action{{Text: "Download as CSV", Href: v.link(Path(v.on) + "/breaches.csv")}, {Text: "The rules, with their sources", Href: v.link(RulesPath)}}))
	return page, out
}

func breachHead() []string {
	return []string{"person", "rule", "set", "from", "to", "observed", "limit", "excess", "unit", "certain"}
}

func breachRow(b rest.Breach) []string {
	return []string{string(b.Person), string(b.Rule), b.Set, stamp(b.From), stamp(b.To), exact(b.Observed), exact(b.Limit), exact(b.Excess), b.Unit, strconv.FormatBool(b.Certain)}
}

func (m room) breachesCSV(w http.ResponseWriter, r *web.Request) error {
	v, err := m.readPeople(r)
	if err != nil {
		return err
	}
	return r.CSV(w, string(v.on)+"-breaches.csv", breachHead(), func(yield func([]string, error) bool) {
		for _, b := range v.breachList() {
			if !yield(breachRow(b), nil) {
				return
			}
		}
	})
}

// entriesCSV is one person's ledgers line by line.
func entriesCSV(w http.ResponseWriter, r *web.Request, v personView) error {
	head := []string{"ledger", "kind", "number", "hours", "at", "until", "due", "rule", "set", "words"}
	return r.CSV(w, string(v.person)+"-rest.csv", head, func(yield func([]string, error) bool) {
		numbers := map[rest.Ledger]int{}
		for _, e := range v.j.Entries {
			n := e.Against
			if e.Kind == rest.Owed {
				numbers[e.Ledger]++
				n = numbers[e.Ledger]
			}
			if !yield([]string{string(e.Ledger), string(e.Kind), strconv.Itoa(n), exact(e.Hours), stamp(e.At), stamp(e.Until), stamp(e.Due), string(e.Rule), e.Set, e.Words}, nil) {
				return
			}
		}
	})
}

func (m room) personCSV(w http.ResponseWriter, r *web.Request) error {
	v, err := m.one(r)
	if err != nil {
		return err
	}
	return entriesCSV(w, r, v)
}

func (m room) ownCSV(w http.ResponseWriter, r *web.Request) error {
	mine, err := m.mine(r)
	if err != nil {
		return err
	}
	if len(mine) == 0 {
		return noOwn()
	}
	v, err := m.readPerson(r, mine[0].Org, mine[0].Person)
	if err != nil {
		return err
	}
	return entriesCSV(w, r, v)
}
