package dischargeweb

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// capacityDays is how many days the page shows at once.
const capacityDays = 7

// careServices are the services that people leave hospital into, and urgent response.
func careServices() []discharge.Service {
	return []discharge.Service{discharge.HomeCare, discharge.Reablement, discharge.CommunityBed, discharge.CareHomeBed, discharge.UrgentCare}
}

// capacityView is what the page is made of.
type capacityView struct {
	careAt
	from      civil.Date
	days      int
	supply    *discharge.Supply
	conflicts []discharge.Conflict
	unknown   []discharge.Usable
	claims    []discharge.Claim
	kept      []discharge.Imported
	shown     []org.Code // the councils on the page
	states    bool       // the reader may state capacity of this organisation
}

func (m room) capacityRead(r *web.Request, days int) (*capacityView, error) {
	v := &capacityView{careAt: careRead(r), days: days}
	var err error
	if v.from, err = careDay(r, "from", v.today); err != nil {
		return v, err
	}
	v.states = r.May(access.CapacityState, r.On) && !r.Past
	if r.May(access.CapacityState, r.On) {
		if v.kept, err = m.Care.Imports(r.Context(), discharge.ImportCapacity, r.On, v.asOf, 10); err != nil {
			return v, err
		}
	}
	v.shown = v.councils()
	q := discharge.CapacityAsked{Councils: v.shown, From: v.from, To: v.from.Add(days - 1), AsOf: v.asOf}
	if len(v.shown) == 0 {
		q.Holder = v.on // whom nobody has linked with a council is shown what it said itself
	}
	if v.supply, err = m.Care.Supply(r.Context(), q); err != nil {
		return v, err
	}
	if len(v.shown) == 0 {
		v.shown = v.own()
		return v, nil
	}
	if v.claims, err = m.Care.Claims(r.Context(), q.From, q.To, v.shown, v.asOf); err != nil {
		return v, err
	}
	v.conflicts, v.unknown, err = m.Care.Conflicts(r.Context(), v.from, v.from.Add(41), v.shown, v.asOf)
	return v, err
}

// own are the councils for which the organisation has stated something itself.
func (v *capacityView) own() []org.Code {
	var out []org.Code
	for _, p := range v.supply.Places() {
		if !slices.Contains(out, p.Council) {
			out = append(out, p.Council)
		}
	}
	return out
}

func (m room) capacity(w http.ResponseWriter, r *web.Request) error {
	v, err := m.capacityRead(r, capacityDays)
	if err != nil {
		return err
	}
	page, body := capacityPage(m, v)
	return r.Render(w, http.StatusOK, page, body)
}

func capacityPage(m room, v *capacityView) (web.Page, templ.Component) {
	page := v.page("Care capacity", CapacityPath, "Capacity")
	page.Lead = "What accepts people on each day, as councils and providers said it. What nobody has said is not known, and is not nought."
	parts := []templ.Component{v.tabs(CapacityOf(v.on))}
	if v.states {
		parts = append(parts, ui.Links([]ui.Action{{Text: "Enter capacity by hand", Href: CapacityOf(v.on) + "/enter"}, {Text: "Send a file", Href: CapacityOf(v.on) + "/file"}}))
	}
	if len(v.councils()) == 0 {
		if len(v.shown) == 0 {
			none := ui.Empty{Title: "No council is linked with this organisation", Text: "Headroom does not know in which councils its people live, so that it can show nobody's capacity."}
			if v.states {
				none.Text = "What you state yourself is shown here; the form asks for which council it is."
			}
			return page, ui.Parts(append(parts, none, importsTable(v.careAt, v.kept)))
		}
		parts = append(parts, ui.Inset{Text: "No council is linked with this organisation. These are the numbers that it stated itself, for the councils that it named."})
	} else {
		parts = append(parts, capacityConflicts(v))
	}
	parts = append(parts, replacedTable(v))
	move := func(text string, by int) ui.Action {
		return ui.Action{Text: text, Href: v.link(CapacityOf(v.on) + "?from=" + v.from.Add(by).String())}
	}
	parts = append(parts, ui.Heading("Days from "+ui.DayWords(v.from), "days"), ui.Links([]ui.Action{move("The week before", -capacityDays), move("The week after", capacityDays)}))
	if len(v.shown) > 0 {
		parts = append(parts, ui.Note(capacityKey))
	}
	for _, c := range v.shown {
		parts = append(parts, capacityTable(m, v, c))
	}
	parts = append(parts, careExports(v.link(CapacityOf(v.on)+"/export.csv?from="+v.from.String()), v.link(CapacityOf(v.on)+"/export.xlsx?from="+v.from.String())))
	if len(v.kept) > 0 {
		parts = append(parts, importsTable(v.careAt, v.kept))
	}
	return page, ui.Parts(parts)
}

// capacityConflicts names the plans that together take more than there is.
func capacityConflicts(v *capacityView) templ.Component {
	if len(v.conflicts) == 0 && len(v.unknown) == 0 {
		return ui.Note("No plan takes more than there is in the six weeks from " + ui.DayWords(v.from) + ".")
	}
	t := ui.Table{ID: "conflicts", Caption: "Plans that together take more than there is", Stack: true, Empty: "None in the six weeks from " + ui.DayWords(v.from) + ".",
		Columns: []ui.Column{{Head: "Council", Words: true}, {Head: "Service"}, {Head: "Day"}, {Head: "There is", Numeric: true}, {Head: "Agreed", Numeric: true}, {Head: "Proposed", Numeric: true}, {Head: "Plans", Words: true}}}
	for _, c := range v.conflicts {
		day := ui.Text(ui.DayShort(c.Date))
		if c.Last != c.Date {
			day.Note = "to " + ui.DayShort(c.Last) + ", places that are filled once"
		}
		if c.Hard {
			day.Tags = []ui.Tag{{Text: "Overspent", Colour: ui.Red, Title: "What is agreed alone is more than there is"}}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: v.pic.Name(c.Council), Note: string(c.Council)}, ui.Text(c.Service.Words()), day, ui.Text(ui.Count(c.There.N)), ui.Text(ui.Count(c.Agreed)), ui.Text(ui.Count(c.Proposed)),
			{Body: ui.Links(takers(v.careAt, c.Plans))}}})
	}
	if len(v.unknown) == 0 {
		return t
	}
	var words []string
	for _, u := range v.unknown {
		words = append(words, fmt.Sprintf("%s, %s on %s: %s.", v.pic.Name(u.Council), u.Service.Words(), ui.DayWords(u.Date), u.Words()))
	}
	return ui.Parts([]templ.Component{t, ui.Details{Summary: ui.Plural(len(words), "day", "days") + " on which plans take of what nobody has stated", ID: "unstated", Body: careList(words)}})
}

// takers are links to the plans of a conflict, with how much each takes.
func takers(v careAt, list []discharge.Taker) []ui.Action {
	var out []ui.Action
	for _, p := range list {
		out = append(out, ui.Action{Text: fmt.Sprintf("%s: %d agreed, %d proposed", p.Plan, p.Agreed, p.Proposed), Href: v.link(PlanPath(p.Plan))})
	}
	return out
}

// capacityKey says once, above the tables, what the few words under their numbers mean.
const capacityKey = "Each number is how many people can begin on that day. Under it, taken: begin anyway, or taken already. Closed: places that take nobody that day. Not said: places of which it is not said whether they do. " +
	"Beside so many in plans: what plans had agreed when it was stated, and is left out of the number. Now in plans, left: what they have agreed of it by now, and what that leaves."

// capacityTable is one council's services over the days; those of which nothing is known on any of them are named above it.
func capacityTable(m room, v *capacityView, council org.Code) ui.Table {
	t := ui.Table{ID: "c-" + strings.ToLower(string(council)), Caption: v.pic.Name(council) + ", " + string(council), Stack: true, Columns: []ui.Column{{Head: "Service"}}, Empty: "Nobody has stated what it takes on these days: not known, and not nought."}
	var rest, unsaid []string
	for i := range v.days {
		day := v.from.Add(i)
		if h, ok := m.Holidays.On(day); ok {
			rest = append(rest, ui.DayShort(day)+" is "+h.Name)
		}
		t.Columns = append(t.Columns, ui.Column{Head: ui.DayShort(day), Numeric: true})
	}
	if len(rest) > 0 {
		t.Hint = strings.Join(rest, ", ") + "."
	}
	var said, aside []discharge.Capacity
	for _, s := range careServices() {
		row := ui.Row{Cells: []ui.Cell{ui.Text(capitalised(s.Words()))}}
		known, old, stale := 0, 0, 0
		for i := range v.days {
			u := v.supply.On(council, s, v.from.Add(i))
			if u.Known {
				known++
			}
			if u.Age == discharge.Old {
				old++
			}
			stale += u.Stale
			said, aside = append(said, u.Said...), append(aside, u.SetAside...)
			cell := usableCell(u)
			if n := v.agreed(u); n != u.Agreed && u.Known && !u.Stock {
				cell.Note = strings.TrimPrefix(cell.Note+"; "+agreedWords(n, u.N-n), "; ")
			}
			row.Cells = append(row.Cells, cell)
		}
		row.Quiet = known > 0 && old == known
		if known+stale == 0 {
			unsaid = append(unsaid, s.Words())
			continue
		}
		t.Rows = append(t.Rows, row)
	}
	if len(t.Rows) == 0 {
		return t
	}
	if len(unsaid) > 0 {
		t.Hint = strings.TrimSpace(t.Hint + " Not known on any of these days: " + strings.Join(unsaid, ", ") + ".")
	}
	t.Hint = strings.TrimSpace(t.Hint + " " + saidWords(v.careAt, said) + " " + asideWords(v.careAt, aside))
	return t
}

// agreed is how much of a day's service live plans have agreed.
func (v *capacityView) agreed(u discharge.Usable) int {
	n := 0
	for _, c := range v.claims {
		if c.Council == u.Council && c.Service == u.Service && c.Date == u.Date {
			n += c.Agreed
		}
	}
	return n
}

// agreedWords say what plans have agreed of a day and what that leaves.
func agreedWords(n, left int) string {
	if left < 0 {
		return fmt.Sprintf("now %d in plans, %d too many", n, -left)
	}
	return fmt.Sprintf("now %d in plans, %d left", n, left)
}

// saidWords say which statements the numbers come from, the newest first.
func saidWords(a careAt, said []discharge.Capacity) string {
	var words []string
	slices.SortStableFunc(said, func(a, b discharge.Capacity) int { return b.AsAt.Compare(a.AsAt) })
	for _, c := range said {
		w := sourceWords(c) + ", as of " + ui.When(a.now, c.AsAt)
		if !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	if n := len(words) - 4; n > 0 {
		words = append(words[:4], ui.Plural(n, "more", "more"))
	}
	if len(words) == 0 {
		return ""
	}
	return "What stands: " + strings.Join(words, "; ") + "."
}

// asideWords say which later statements do not count on some of the days, and why; "" where there are none.
func asideWords(a careAt, aside []discharge.Capacity) string {
	type key struct {
		source  string
		service discharge.Service
		asAt    time.Time
	}
	free := map[key]int{}
	seen := map[discharge.Capacity]bool{}
	var order []key
	for _, c := range aside {
		k := key{sourceWords(c), c.Service, c.AsAt}
		if seen[c] {
			continue
		}
		seen[c] = true
		if _, had := free[k]; !had {
			order = append(order, k)
		}
		free[k] += c.Accepting
	}
	if len(order) == 0 {
		return ""
	}
	slices.SortStableFunc(order, func(a, b key) int { return b.asAt.Compare(a.asAt) })
	var words []string
	for _, k := range order {
		words = append(words, fmt.Sprintf("%s, %s, as of %s (%s accepting)", k.source, k.service.Words(), ui.When(a.now, k.asAt), ui.Count(free[k])))
	}
	if n := len(words) - 4; n > 0 {
		words = append(words[:4], ui.Plural(n, "more", "more"))
	}
	return "Later, but set aside on some of these days: " + strings.Join(words, "; ") +
		". What was said for a day itself counts before places vacant at one time, and what a council says of itself before its providers."
}

// sourceWords name where a statement comes from.
func sourceWords(c discharge.Capacity) string {
	switch discharge.CapacityForm(c.Source) {
	case discharge.HandForm:
		return "entered by hand"
	case discharge.TrackerForm:
		return "a file of care homes' places"
	case discharge.WideForm:
		return "a file of services' places"
	case discharge.DayForm:
		return "a file of services by day"
	case discharge.StartsForm:
		return "a file of starts by day"
	}
	return c.Source
}

// replacedTable says what was entered by hand and does not stand any more; nil where there is none.
func replacedTable(v *capacityView) templ.Component {
	list := v.supply.Replaced()
	if len(list) == 0 {
		return nil
	}
	t := ui.Table{ID: "replaced", Caption: "Entered by hand, and replaced since", Stack: true, Hint: "A later statement counts. Where it is wrong, enter the number again: the newest stands.",
		Columns: []ui.Column{{Head: "Council", Words: true}, {Head: "Service"}, {Head: "Day"}, {Head: "By hand", Numeric: true}, {Head: "Stands now", Numeric: true}}}
	for _, x := range list {
		day := "any day"
		if !x.Was.Stock() {
			day = ui.DayShort(x.Was.Date)
		}
		was, now := ui.Text(ui.Count(x.Was.Accepting)), ui.Text(ui.Count(x.Now.Accepting))
		was.Note, now.Note = ui.When(v.now, x.Was.AsAt), sourceWords(x.Now)+", "+ui.When(v.now, x.Now.AsAt)
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: v.pic.Name(x.Was.Serves()), Note: string(x.Was.Serves())}, ui.Text(capitalised(x.Was.Service.Words())), ui.Text(day), was, now}})
	}
	words := ui.Plural(len(list), "number that was entered by hand has been replaced by a later statement", "numbers that were entered by hand have been replaced by later statements")
	return ui.Parts([]templ.Component{ui.Inset{Text: words + "."}, ui.Details{Summary: "Which, and by what", ID: "replaced-by-hand", Open: len(list) <= 6, Body: t}})
}

// usableCell says what can be spent on a day, with its age.
func usableCell(u discharge.Usable) ui.Cell {
	if !u.Known {
		c := ui.Cell{Text: "not known"}
		if u.Stale > 0 {
			c.Note = fmt.Sprintf("older than %d days, left out", discharge.StaleBeyond)
		}
		return c
	}
	c := ui.Text(ui.Count(u.Free()))
	var notes []string
	if u.Agreed > 0 {
		notes = append(notes, "beside "+ui.Count(u.Agreed)+" in plans")
	}
	if u.Stock {
		notes = append(notes, "vacant, filled once")
	}
	if u.Promised > 0 {
		notes = append(notes, ui.Count(u.Promised)+" taken")
	}
	if u.Closed > 0 {
		notes = append(notes, ui.Count(u.Closed)+" closed")
	}
	if u.Unsaid > 0 {
		notes = append(notes, ui.Count(u.Unsaid)+" not said")
	}
	c.Note = strings.Join(notes, "; ")
	if u.Age == discharge.Old {
		c.Tags = []ui.Tag{{Text: ui.Plural(u.Days, "day", "days") + " old", Colour: ui.Grey, Title: fmt.Sprintf("Older than %d days", discharge.OldAfter)}}
	}
	return c
}

func capitalised(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// importsTable is what the organisation sent or entered, newest first.
func importsTable(v careAt, kept []discharge.Imported) ui.Table {
	t := ui.Table{ID: "history", Caption: "Sent and entered", Stack: true, Columns: []ui.Column{{Head: "When"}, {Head: "What", Words: true}, {Head: "Rows kept", Numeric: true}, {Head: "Notes", Words: true}}}
	for _, i := range kept {
		what := ui.Text("entered by hand")
		if i.File.Name != "" {
			what = ui.Cell{Text: i.File.Name}
		}
		if i.File.SHA256 != "" && i.File.Name != "" {
			what.Note = "SHA-256 " + i.File.SHA256[:min(12, len(i.File.SHA256))]
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(ui.When(v.now, i.At)), what, ui.Text(ui.Count(i.Kept) + " of " + ui.Count(i.Read)), ui.Text(strings.Join(i.Notes, "; "))}})
	}
	return t
}

// capacitySheet is every council's service on every day of six weeks.
func (m room) capacitySheet(r *web.Request) (web.Sheet, error) {
	v, err := m.capacityRead(r, 42)
	if err != nil {
		return web.Sheet{}, err
	}
	s := web.Sheet{Name: string(v.on) + "-capacity-" + v.from.String(), Head: []string{"council", "council_name", "service", "date", "accepting", "agreed_by_then", "stock", "begin_or_taken", "take_nobody_that_day", "not_said_for_that_day", "as_at", "age_days", "left_out_as_stale", "sources"},
		About: [][2]string{{"What", "What accepts people on each day, as councils and providers said it"}, {"agreed_by_then", "What plans had agreed when it was said, where that is left out of accepting: plans may take both together"}, {"stock", "yes: places vacant at one time, to be filled once over all days"}}}
	for _, c := range v.shown {
		for _, service := range careServices() {
			for i := range v.days {
				day := v.from.Add(i)
				u := v.supply.On(c, service, day)
				row := []sheet.Cell{sheet.TextCell(string(c)), sheet.TextCell(v.pic.Name(c)), sheet.TextCell(string(service)), sheet.DateCell(day), {}, {}, {}, {}, {}, {}, stamp(u.AsAt), {}, sheet.NumberCell(float64(u.Stale)), sheet.TextCell(strings.Join(u.Sources, "; "))}
				if u.Known {
					stock := "no"
					if u.Stock {
						stock = "yes"
					}
					n := func(x int) sheet.Cell { return sheet.NumberCell(float64(x)) }
					row[4], row[5], row[6], row[7], row[8], row[9], row[11] = n(u.Free()), n(u.Agreed), sheet.TextCell(stock), n(u.Promised), n(u.Closed), n(u.Unsaid), n(u.Days)
				}
				s.Rows = append(s.Rows, row)
			}
		}
	}
	return s, nil
}

func (m room) capacityCSV(w http.ResponseWriter, r *web.Request) error {
	s, err := m.capacitySheet(r)
	if err != nil {
		return err
	}
	return r.SheetCSV(w, s)
}

func (m room) capacityXLSX(w http.ResponseWriter, r *web.Request) error {
	s, err := m.capacitySheet(r)
	if err != nil {
		return err
	}
	return r.SheetXLSX(w, s)
}

// fromQuery keeps the first day shown when a form is left.
func fromQuery(day civil.Date) string { return "?" + url.Values{"from": {day.String()}}.Encode() }
