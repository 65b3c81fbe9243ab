package restweb

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/rest"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// countsView is how many people stand how: of one employer, or of each under an area.
type countsView struct {
	at
	rows     []rest.Counts
	own      bool // the reader sees the trust's own numbers whole
	recovery civil.Date
	silent   int // employers under the area that have brought in nothing
	shows    bool
	told     templ.Component // what waits for the reader; nil where nothing does
}

// count gives an employer's counts.
func (m room) count(r *web.Request, c org.Code, recovery civil.Date) (rest.Counts, error) {
	judged, _, err := m.judged(r, c, recovery)
	out := rest.Counts{Org: c, By: map[rest.Standing]int{}, Owed: map[rest.Ledger]rest.Sum{}}
	for _, j := range judged {
		out.Add(j)
	}
	return out, err
}

func (m room) readCounts(r *web.Request) (countsView, error) {
	v := countsView{at: readAt(r), shows: r.May(access.RestTeam, r.On)}
	var err error
	if v.recovery, err = m.recovery(r); err != nil {
		return v, err
	}
	held, err := m.Store.Employers(r.Context(), v.asOf)
	if err != nil {
		return v, err
	}
	under := []org.Code{v.on}
	if !v.employs(v.on) {
		under = v.pic.Under(org.NHS, v.on, org.KindTrust)
	}
	v.own = v.employs(v.on) && !above(r, v.on)
	if v.told, err = m.told(r, v.on); err != nil {
		return v, err
	}
	scope := r.Scope(access.RestCounts)
	for _, c := range under {
		switch {
		case !scope.Holds(c):
		case !slices.Contains(held, c):
			v.silent++
		default:
			n, err := m.count(r, c, v.recovery)
			if err != nil {
				return v, err
			}
			v.rows = append(v.rows, n)
		}
	}
	return v, nil
}

// above reports whether the reader looks at the trust from above it: no role of theirs is held at it.
func above(r *web.Request, c org.Code) bool {
	return !slices.ContainsFunc(r.Who.Grants, func(g access.Grant) bool { return g.At == c && g.Live(r.Today) })
}

func (m room) counts(w http.ResponseWriter, r *web.Request) error {
	v, err := m.readCounts(r)
	if err != nil {
		return err
	}
	page, body := v.made()
	return render(w, r, http.StatusOK, page, body)
}

func (v countsView) made() (web.Page, parts) {
	page := v.page("Rest: how many people stand how")
	page.Lead = "Counts of people by trust. Names stay with the employer."
	out := parts{v.tabs(Path(v.on))}
	if len(v.rows) == 0 {
		text := "No duties have been brought in. That is not the same as nobody being owed rest."
		out.add(ui.Empty{Title: "Nothing is known", Text: text})
		return page, out
	}
	if v.told != nil {
		out.add(v.told)
	}
	if !v.own {
		out.add(ui.Inset{Text: "Counts of 1 to 4 people are withheld outside the trust, and so are their hours, and a count from which one of them could be told."})
	}
	standing := ui.Table{ID: "standing", Caption: "How people stand", Stack: true, Columns: []ui.Column{{Head: "Trust", Words: true}, {Head: "People known", Numeric: true}, {Head: "Compliant", Numeric: true}, {Head: "Not shown to be compliant", Numeric: true},
		{Head: "Rules not kept", Numeric: true}, {Head: "Breaches", Numeric: true}}, Hint: "Compliant are those alone of whom everything is known, work elsewhere included."}
	owed := ui.Table{ID: "owed", Caption: "Rest that is left, in three ledgers", Stack: true, Columns: []ui.Column{{Head: "Trust", Words: true}}, Hint: "The three are never added up. L3 is a local policy estimate."}
	for _, l := range []rest.Ledger{rest.Statutory, rest.Contractual, rest.Recovery} {
		owed.Columns = append(owed.Columns, ui.Column{Head: string(l) + " people", Spoken: "People with " + l.Words() + " left", Numeric: true}, ui.Column{Head: string(l) + " hours", Numeric: true}, ui.Column{Head: string(l) + " overdue", Spoken: "People with " + l.Words() + " overdue", Numeric: true})
	}
	for _, c := range v.rows {
		name := ui.Cell{Text: v.name(c.Org), Note: string(c.Org)}
		if c.Org != v.on {
			name.Link = v.link(Path(c.Org))
		}
		standing.Rows = append(standing.Rows, ui.Row{Cells: []ui.Cell{name, v.number(c.People), v.standing(c, rest.Compliant), v.standing(c, rest.NotShown), v.standing(c, rest.NotKept), v.breaches(c)}})
		cells := []ui.Cell{name}
		for _, l := range []rest.Ledger{rest.Statutory, rest.Contractual, rest.Recovery} {
			s := c.Owed[l]
			left := ui.Text(hours(s.Left))
			if v.hides(s.People) {
				left = ui.Text("withheld")
			}
			cells = append(cells, v.number(s.People), left, v.number(s.Overdue))
		}
		owed.Rows = append(owed.Rows, ui.Row{Cells: cells})
	}
	out.add(standing, owed)
	if v.silent > 0 {
		out.add(ui.Note(ui.Plural(v.silent, "trust has", "trusts have") + " brought in no duties; nothing is known of " + ui.Plural(v.silent, "it.", "them.")[len(strconv.Itoa(v.silent))+1:]))
	}
	if !v.recovery.IsZero() {
		out.add(ui.Note("Recovery rest looks back from " + ui.DayWords(v.recovery) + ", when the last action ends or ended."))
	}
	out.add(ui.Links([]ui.Action{{Text: "Download as CSV", Href: v.link(Path(v.on) + "/export.csv")}}))
	return page, out
}

func (v countsView) hides(n int) bool { return !v.own && rest.Hidden(n) }

func (v countsView) number(n int) ui.Cell {
	if v.hides(n) {
		return ui.Text("1 to 4")
	}
	return ui.Text(ui.Count(n))
}

// second is the standing whose count is withheld because another one's is: the row's total would tell it otherwise. It is
// the next smallest; empty where none is needed.
func (v countsView) second(c rest.Counts) rest.Standing {
	hidden := 0
	var least rest.Standing
	for _, s := range []rest.Standing{rest.Compliant, rest.NotShown, rest.NotKept} {
		switch n := c.By[s]; {
		case v.hides(n):
			hidden++
		case n > 0 && (least == "" || n < c.By[least]):
			least = s
		}
	}
	if hidden == 1 {
		return least
	}
	return ""
}

func (v countsView) standing(c rest.Counts, s rest.Standing) ui.Cell {
	if v.second(c) == s {
		return ui.Text("withheld")
	}
	return v.number(c.By[s])
}

// breaches is withheld with the number of people who have one.
func (v countsView) breaches(c rest.Counts) ui.Cell {
	if v.hides(c.By[rest.NotKept]) || v.second(c) == rest.NotKept {
		return ui.Text("withheld")
	}
	return ui.Text(ui.Count(c.Breaches))
}

func (m room) countsCSV(w http.ResponseWriter, r *web.Request) error {
	v, err := m.readCounts(r)
	if err != nil {
		return err
	}
	head := []string{"trust", "name", "people", "compliant", "not_shown_to_be_compliant", "rules_not_kept", "breaches"}
	for _, l := range []rest.Ledger{rest.Statutory, rest.Contractual, rest.Recovery} {
		head = append(head, fmt.Sprintf("%s_people", l), fmt.Sprintf("%s_hours_left", l), fmt.Sprintf("%s_overdue_people", l))
	}
	return r.CSV(w, string(v.on)+"-rest.csv", head, func(yield func([]string, error) bool) {
		for _, c := range v.rows {
			row := []string{string(c.Org), v.name(c.Org), v.number(c.People).Text, v.standing(c, rest.Compliant).Text, v.standing(c, rest.NotShown).Text, v.standing(c, rest.NotKept).Text, v.breaches(c).Text}
			for _, l := range []rest.Ledger{rest.Statutory, rest.Contractual, rest.Recovery} {
				s := c.Owed[l]
				left := strconv.FormatFloat(s.Left, 'f', -1, 64)
				if v.hides(s.People) {
					left = "withheld"
				}
				row = append(row, v.number(s.People).Text, left, v.number(s.Overdue).Text)
			}
			if !yield(row, nil) {
				return
			}
		}
	})
}
