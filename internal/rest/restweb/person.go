package restweb

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/rest"
	"headroom/internal/web"
	"headroom/internal/web/ui"

	"net/http"
)

// drawnDays is how many days before and after today a person's page draws and lists.
const (
	daysBack  = 21
	daysAhead = 21
)

// personView is one person's page: theirs, or a manager's.
type personView struct {
	at
	employer  org.Code
	person    rest.Person
	member    rest.Member // name and team; empty on one's own page
	own       bool
	mayBook   bool
	mayRoster bool
	j         rest.Judgement
	kept      rest.Kept
	policy    rest.Policy
	recovery  civil.Date
	holidays  civil.Holidays
	typed     booking
	bad       []fault.Field
}

// booking is what was typed into the form.
type booking struct{ ledger, fromDay, fromClock, toDay, toClock, hours, kind, words string }

// readPerson gathers what a person's page shows.
func (m room) readPerson(r *web.Request, employer org.Code, p rest.Person) (personView, error) {
	v := personView{at: readAt(r), employer: employer, person: p, holidays: m.Holidays}
	var err error
	if v.recovery, err = m.recovery(r); err != nil {
		return v, err
	}
	if v.policy, err = m.Store.Policy(r.Context(), employer, v.today, v.asOf); err != nil {
		return v, err
	}
	known, err := m.Store.Roster(r.Context(), employer, p, v.now.AddDate(0, 0, -rest.StandsAfter), v.now.AddDate(0, 0, rest.StandsAfter), v.asOf)
	if err != nil {
		return v, err
	}
	k, there := known[p]
	if !there {
		return v, fault.New(fault.NotFound, "Nothing is known here of %s", p)
	}
	v.kept = k
	v.j = rest.Judge(k.Ask(p, v.policy, m.Holidays, v.now, v.recovery))
	return v, nil
}

func (m room) own(w http.ResponseWriter, r *web.Request) error {
	mine, err := m.mine(r)
	if err != nil {
		return err
	}
	if len(mine) == 0 {
		page := web.Page{Title: "Your rest", Current: "rest", Crumbs: []web.Crumb{{Text: "Rest", Href: r.Link(HomePath)}}}
		return render(w, r, http.StatusOK, page, parts{ui.Empty{Title: "No duties are linked with your account",
			Text: "The rota co-ordinator of your trust links a staff code with your account's address when contracts are brought in."}})
	}
	v, err := m.readPerson(r, mine[0].Org, mine[0].Person)
	if err != nil {
		return err
	}
	v.own, v.on = true, mine[0].Org
	page, body := v.made()
	return render(w, r, http.StatusOK, page, body)
}

// mine is whom the reader's account is named for.
func (m room) mine(r *web.Request) ([]rest.Mine, error) {
	a := readAt(r)
	return m.Store.Mine(r.Context(), r.Who.ID, a.asOf)
}

// one reads the person in the address, who must be among those that the reader may see; the reading is logged.
func (m room) one(r *web.Request) (personView, error) {
	p, err := rest.ParsePerson(r.PathValue("person"))
	if err != nil {
		return personView{}, fault.Wrap(err, fault.NotFound, "There is no such person here")
	}
	member, err := m.seen(r, p)
	if err != nil {
		return personView{}, err
	}
	by, err := signer(r, access.RestTeam)
	if err != nil {
		return personView{}, err
	}
	v, err := m.readPerson(r, r.On, p)
	if err != nil {
		return v, err
	}
	v.mayRoster = r.May(access.RestRoster, r.On) && !r.Past
	v.member, v.mayBook = member, r.May(access.RestBook, r.On) && !r.Past
	return v, m.Store.Looked(r.Context(), by, p)
}

func (m room) person(w http.ResponseWriter, r *web.Request) error {
	v, err := m.one(r)
	if err != nil {
		return err
	}
	page, body := v.made()
	return render(w, r, http.StatusOK, page, body)
}

// made is the page.
func (v personView) made() (web.Page, parts) {
	page := v.page("Your rest")
	if !v.own {
		page = v.page(nameOf(v.member, v.person))
		page.Crumbs = append(page.Crumbs, web.Crumb{Text: "People", Href: v.link(PeoplePath(v.on))})
	}
	page.Problems = v.bad
	page.Computed = "Worked out from the duties that are known here, by the rules in force when each began."
	var out parts
	out.add(v.summary())
	if len(v.j.Unknown) > 0 {
		out.add(ui.Inset{Body: parts{ui.Para("What is not known, so that nobody can say that the rules are kept:"), list(sentences(v.j.Unknown))}})
	}
	out.add(v.ledgers()...)
	if v.mayBook {
		out.add(v.form()...)
	}
	if v.own {
		out.add(v.confirm()...)
	}
	out.add(ui.Heading("Duties and rest", "duties"), v.timeline().component("timeline", "Up to three weeks back and three ahead"),
		ui.Details{Summary: "Show as a table", Spoken: "duties and rest", ID: "duties-shown", Body: v.dutyTable()})
	out.add(ui.Heading("Breaches", "breaches"), breachTable(v.at, v.j.Breaches, nil))
	out.add(contractTable(v.kept.Contracts))
	if v.mayRoster {
		out.add(ui.Links([]ui.Action{{Text: "Enter a contract", Href: v.link(contractPath(v.on) + "?person=" + string(v.person))}, {Text: "Enter a duty", Href: v.link(Path(v.on) + "/duty?person=" + string(v.person))}}))
	}
	out.add(ui.Details{Summary: "When nothing may be booked", ID: "blocks", Body: v.blockTable()})
	if c := v.counted(); c != nil {
		out.add(ui.Heading("What extra duties count as", "activities"), c)
	}
	href := PersonPath(v.on, v.person)
	if v.own {
		href = OwnPath
	}
	out.add(ui.Links([]ui.Action{{Text: "Download as CSV", Href: v.link(href + "/export.csv")}, {Text: "The rules, with their sources", Href: v.link(RulesPath)}}))
	return page, out
}

func nameOf(m rest.Member, p rest.Person) string {
	if m.Name == "" {
		return string(p)
	}
	return m.Name
}

func sentences(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = strings.ToUpper(s[:1]) + s[1:] + "."
	}
	return out
}

// summary is the standing and the three ledgers in figures of their own, side by side and never added up.
func (v personView) summary() parts {
	c, _ := contractOn(v.kept.Contracts, v.today)
	rows := []ui.SummaryRow{{Key: "Standing", Tags: []ui.Tag{standingTag(v.j.Standing)}}, {Key: "Terms", Value: c.Terms.Words()}}
	if !v.own {
		rows = append(rows, ui.SummaryRow{Key: "Staff code", Value: string(v.person)}, ui.SummaryRow{Key: "Team", Value: orDash(v.member.Team)})
	}
	if c.OptOut {
		rows = append(rows, ui.SummaryRow{Key: "48 hours", Value: "opted out. That lifts no daily or weekly rest"})
	}
	var f ui.Figures
	for _, b := range v.j.Balances {
		x := ui.Figure{Name: string(b.Ledger) + ": " + b.Ledger.Words(), Value: hours(b.Left), Unit: "hours left"}
		if b.Label() != "" {
			x.Tags = []ui.Tag{{Text: capital(b.Label()), Colour: ui.Purple}}
		}
		if b.Late > 0 {
			x.Notes = append(x.Notes, hours(b.Late)+" hours overdue")
		}
		if !b.Next.IsZero() && b.Late == 0 {
			x.Notes = append(x.Notes, "next due "+ui.DayWords(civil.Today(b.Next)))
		}
		if b.Booked > 0 {
			x.Notes = append(x.Notes, hours(b.Booked)+" hours booked")
		}
		f = append(f, x)
	}
	return parts{ui.SummaryList{Rows: rows, Compact: true}, f, ui.Note("The three are never added up: what is taken, booked or paid in one settles nothing in another.")}
}

func earlier(a, b civil.Date) civil.Date {
	if a.Before(b) {
		return a
	}
	return b
}

func later(a, b civil.Date) civil.Date {
	if a.After(b) {
		return a
	}
	return b
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func contractOn(list []rest.Contract, d civil.Date) (rest.Contract, bool) {
	for _, c := range list {
		if (civil.Range{From: c.From, To: c.To}).Contains(d) {
			return c, true
		}
	}
	return rest.Contract{}, false
}

// ledgers are three tables, one for each.
func (v personView) ledgers() parts {
	var out parts
	for _, b := range v.j.Balances {
		t := ui.Table{ID: "l-" + strings.ToLower(string(b.Ledger)), Caption: string(b.Ledger) + ", " + b.Ledger.Words(), Stack: true, Empty: emptyLedger(b.Ledger),
			Columns: []ui.Column{{Head: "No.", Numeric: true}, {Head: "Why", Words: true}, {Head: "Owed, hours", Numeric: true}, {Head: "Taken", Numeric: true}, {Head: "Booked", Numeric: true}}}
		if b.Ledger == rest.Contractual {
			t.Columns = append(t.Columns, ui.Column{Head: "Paid", Numeric: true})
		}
		t.Columns = append(t.Columns, ui.Column{Head: "Left", Numeric: true}, ui.Column{Head: "Due"}, ui.Column{Head: "State"})
		for _, l := range b.Lines {
			under := v.given(b.Ledger, l.Number)
			if l.Owed.Rule != "" {
				under = strings.TrimSpace(string(l.Owed.Rule) + ", " + l.Owed.Set + ". " + under)
			}
			why := cellOf(capital(l.Owed.Words), under)
			due := ui.Text("with the next rest")
			if b.Ledger != rest.Statutory {
				due = ui.Text("no date is set")
			}
			if !l.Owed.Due.IsZero() {
				due = ui.Text(clock(l.Owed.Due))
			}
			cells := []ui.Cell{ui.Text(strconv.Itoa(l.Number)), why, ui.Text(hours(l.Owed.Hours)), ui.Text(hours(l.Taken)), ui.Text(hours(l.Booked))}
			if b.Ledger == rest.Contractual {
				cells = append(cells, ui.Text(hours(l.Paid)))
			}
			with := ""
			if l.With != "" {
				with = "with the " + l.With
			}
			state := cellOf("", with, lineTag(l))
			t.Rows = append(t.Rows, ui.Row{Cells: append(cells, ui.Text(hours(l.Left)), due, state), Quiet: l.Left == 0})
		}
		if b.Ledger == rest.Recovery {
			t.Hint = v.estimate()
		}
		out.add(t)
	}
	for _, n := range v.j.Notes {
		out.add(ui.Note(n))
	}
	return out
}

func emptyLedger(l rest.Ledger) string {
	switch l {
	case rest.Statutory:
		return "Nothing is owed: no rest between known duties was short, and no week was without its rest."
	case rest.Contractual:
		return "No extra duty was worked for time off."
	}
	return "No recovery rest is estimated."
}

// estimate says how recovery rest was worked out, with every weight.
func (v personView) estimate() string {
	words := "Local policy estimate: " + v.policy.Formula() + " (" + v.policy.Set + ")."
	e := v.j.Estimate
	if e == nil {
		return words + " No recovery has begun, so none is estimated."
	}
	words += fmt.Sprintf(" Looked back from %s to %s; counted from %s.", ui.DayWords(e.From), ui.DayWords(e.To.Add(-1)), e.Basis)
	if e.Known {
		words += fmt.Sprintf(" Extra hours: %s by day, %s in the evening or at a weekend, %s by night; weighted %s; rest %s hours", hours(e.Extra[rest.DayBand]), hours(e.Extra[rest.EveningBand]), hours(e.Extra[rest.NightBand]), hours(e.Weighted), hours(e.Hours))
		if e.Days > 0 {
			words += ", " + ui.Number(e.Days, 2) + " contracted days"
		}
		words += "."
	}
	return words
}

// given is when an owed entry was given back or how it was paid.
func (v personView) given(l rest.Ledger, number int) string {
	var out []string
	for _, e := range v.j.Entries {
		if e.Ledger != l || e.Against != number || e.Kind == rest.Owed {
			continue
		}
		switch e.Kind {
		case rest.Paid:
			out = append(out, capital(e.Words))
		default:
			out = append(out, hours(e.Hours)+" h "+string(e.Kind)+" "+clock(e.At)+" to "+clock(e.Until))
		}
	}
	return strings.Join(out, "; ")
}

func (v personView) timeline() timeline {
	from, to := v.today.Add(-daysBack), v.today.Add(daysAhead)
	t := timeline{from: to, to: from, holidays: v.holidays}
	for _, d := range v.kept.Duties {
		if d.Start.Before(to.At(0)) && d.End.After(from.At(0)) {
			t.duties = append(t.duties, d)
			t.from = earlier(t.from, civil.Today(d.Start))
			t.to = later(t.to, civil.Today(d.End.Add(-1)).Add(1))
		}
	}
	t.from, t.to = later(t.from, from), earlier(t.to, to)
	if !t.from.Before(t.to) {
		t.from, t.to = v.today.Add(-1), v.today.Add(1)
	}
	for _, g := range v.j.Gaps {
		if g.From.Before(to.At(0)) && g.To.After(from.At(0)) {
			t.gaps = append(t.gaps, g)
		}
	}
	return t
}

// dutyTable is the picture's twin: duties with the rest before each.
func (v personView) dutyTable() ui.Table {
	t := ui.Table{ID: "duty-table", Caption: "Duties, with the rest before each", Stack: true, Empty: "No duty is known in these six weeks.",
		Columns: []ui.Column{{Head: "Begins", Tight: true}, {Head: "Ends", Tight: true}, {Head: "Hours", Numeric: true}, {Head: "Duty", Words: true}, {Head: "Rest before, hours", Numeric: true}}}
	line := v.timeline()
	slices.SortStableFunc(line.duties, func(a, b rest.Duty) int { return a.Start.Compare(b.Start) })
	for _, d := range line.duties {
		what := ui.Text(kindWords(d))
		if d.Extra != rest.NotExtra {
			what.Tags = []ui.Tag{{Text: "Extra, " + extraWords(d.Extra), Colour: ui.Aqua}}
		}
		before := ui.Text("–")
		for _, g := range line.gaps {
			if g.To.Equal(d.Start) {
				before = ui.Text(hours(g.Hours))
				if g.Hours < daily {
					before.Tags = []ui.Tag{{Text: "Short", Colour: ui.Orange, Title: "Shorter than 11 hours"}}
				}
			}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(clock(d.Start)), ui.Text(clock(d.End)), ui.Text(hours(d.End.Sub(d.Start).Minutes() / 60)), what, before},
			Quiet: d.State == rest.NotWorked})
	}
	return t
}

func kindWords(d rest.Duty) string {
	kind := map[rest.Kind]string{rest.Shift: "shift", rest.OnCallSite: "on call at the workplace", rest.OnCallAway: "on call away from the workplace", rest.Bank: "bank shift",
		rest.Elsewhere: "work elsewhere", rest.Leave: "away", rest.Sick: "away"}[d.Kind]
	if d.Kind == rest.Leave || d.Kind == rest.Sick {
		return capital(kind)
	}
	state := map[rest.State]string{rest.Planned: "planned", rest.Worked: "worked", rest.NotWorked: "not worked"}[d.State]
	out := capital(kind) + ", " + state
	if d.Kind == rest.OnCallAway && d.State == rest.Worked {
		if d.Worked < 0 {
			return out + "; how long it was worked is not known"
		}
		return out + fmt.Sprintf("; called %s, %s hours", ui.Plural(d.Episodes, "time", "times"), hours(d.Worked.Minutes()/60))
	}
	return out
}

func extraWords(e rest.Extra) string {
	if e == rest.ExtraInLieu {
		return "for time off"
	}
	return "paid"
}

func (v personView) blockTable() ui.Table {
	t := ui.Table{ID: "block-table", Caption: "From today on", Stack: true, Empty: "Nothing that is known stands against a booking.",
		Columns: []ui.Column{{Head: "From", Tight: true}, {Head: "To", Tight: true}, {Head: "Why", Words: true}, {Head: "Rule"}}}
	for _, b := range joined(v.j.Blocks) {
		if b.To.After(v.now) && b.From.Before(v.today.Add(daysAhead).At(0)) {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(clock(b.From)), ui.Text(clock(b.To)), ui.Text(capital(b.Words)), ui.Text(b.Ref())}})
		}
	}
	return t
}

// joined puts blocks of one rule together where they touch, for reading.
func joined(list []rest.Block) []rest.Block {
	var out []rest.Block
	for _, b := range list {
		i := slices.IndexFunc(out, func(x rest.Block) bool {
			return x.Rule == b.Rule && x.Set == b.Set && !b.From.After(x.To) && !x.From.After(b.To)
		})
		if i < 0 {
			out = append(out, b)
			continue
		}
		if out[i].Words != b.Words {
			out[i].Words = strings.NewReplacer("after a duty", "between duties", "before a duty", "between duties").Replace(out[i].Words)
		}
		if b.To.After(out[i].To) {
			out[i].To = b.To
		}
	}
	return out
}

// counted is what a consultant's or specialist's extra duties count as, by both views.
func (v personView) counted() parts {
	t := ui.Table{ID: "activities-table", Caption: "Programmed activities", Stack: true, Columns: []ui.Column{{Head: "Extra duty", Words: true}, {Head: "By the contract", Numeric: true}, {Head: "By the BMA card", Numeric: true}},
		Hint: "The card is a union's recommendation and no agreed rate of the NHS. Which counts here is the trust's own decision: " + v.policy.View.Words() + "."}
	for _, d := range v.kept.Duties {
		if d.Extra == rest.NotExtra || d.State != rest.Worked || !rest.Counted(d, v.kept.Contracts, nil) {
			continue
		}
		row := ui.Row{Cells: []ui.Cell{ui.Text(clock(d.Start) + " to " + clock(d.End)), ui.Text("–"), ui.Text("–")}}
		for _, a := range rest.CountedAs(d.Start, d.End, v.holidays) {
			cell := ui.Cell{Text: ui.Number(a.PA, 2)}
			if a.Mark != rest.Published {
				cell.Tags = markTag(a.Mark)
			}
			if a.View == rest.ContractView {
				row.Cells[1] = cell
			} else {
				row.Cells[2] = cell
			}
		}
		t.Rows = append(t.Rows, row)
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return parts{t}
}

// breachTable lists breaches as facts about hours. names adds a column with who they are of.
func breachTable(a at, list []rest.Breach, names map[rest.Person]rest.Member) ui.Table {
	t := ui.Table{ID: "breach-table", Caption: ui.Plural(len(list), "breach", "breaches"), Stack: true, Empty: "No breach is known.",
		Columns: []ui.Column{{Head: "Rule", Words: true}, {Head: "From", Tight: true}, {Head: "To", Tight: true}, {Head: "Observed", Numeric: true}, {Head: "Limit", Numeric: true}, {Head: "By", Numeric: true}}}
	if names != nil {
		t.Columns = append([]ui.Column{{Head: "Who", Words: true}}, t.Columns...)
	}
	for _, b := range list {
		var tags []ui.Tag
		if !b.Certain {
			tags = []ui.Tag{ui.Unconfirmed.Tag()}
		}
		rule := cellOf(string(b.Rule), ruleWords(b), tags...)
		cells := []ui.Cell{rule, ui.Text(clock(b.From)), ui.Text(clock(b.To)), ui.Text(hours(b.Observed)), ui.Text(hours(b.Limit)), ui.Text(hours(b.Excess) + " " + b.Unit)}
		if names != nil {
			cells = append([]ui.Cell{{Text: nameOf(names[b.Person], b.Person), Note: string(b.Person), Link: a.link(PersonPath(a.on, b.Person))}}, cells...)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	return t
}

// ruleWords is what the rule of a breach says, with its set.
func ruleWords(b rest.Breach) string {
	for _, r := range rest.BuiltIn().Rules() {
		if r.ID == b.Rule && r.Set == b.Set {
			return r.Words + " " + b.Set
		}
	}
	return b.Set
}
