package recoveryweb

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/recovery"
	"headroom/internal/sheet"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// choose lists the organisations that the reader may look at, or goes to the only one.
func (m room) choose(w http.ResponseWriter, r *web.Request) error {
	scope := r.Scope(access.RecoveryCounts)
	held, err := m.Lists.Counts(r.Context(), at(r).asOf)
	if err != nil {
		return err
	}
	var found []org.Unit
	words := strings.ToLower(r.Param("org"))
	if r.Picture != nil {
		for _, u := range r.Picture.Units(org.KindEngland, org.KindRegion, org.KindICB, org.KindTrust) {
			_, has := held[u.Code]
			if !scope.Holds(u.Code) || u.Kind == org.KindTrust && !has && !r.May(access.RecoveryKeep, u.Code) {
				continue
			}
			if strings.Contains(strings.ToLower(u.Name), words) || strings.Contains(strings.ToLower(string(u.Code)), words) {
				found = append(found, u)
			}
		}
	}
	if len(found) == 1 {
		return r.Redirect(w, r.Link(BoardOf(found[0].Code)), "")
	}
	kinds := []org.Kind{org.KindEngland, org.KindRegion, org.KindICB, org.KindTrust}
	slices.SortStableFunc(found, func(a, b org.Unit) int { return slices.Index(kinds, a.Kind) - slices.Index(kinds, b.Kind) })
	return r.Render(w, http.StatusOK, choosePage(), chooseParts(at(r), r.Param("org"), found, held).body())
}

func choosePage() web.Page {
	return web.Page{Title: "Recovery", Current: "recovery", Lead: "New dates for the people who lost theirs and for those who wait longest."}
}

func chooseParts(h here, words string, found []org.Unit, held map[org.Code]recovery.Counted) parts {
	t := ui.Table{ID: "found", Stack: true, Caption: ui.Plural(len(found), "organisation", "organisations"), Columns: []ui.Column{{Head: "Organisation", Words: true}, {Head: "Kind"}, {Head: "Wait for a session", Numeric: true}},
		Empty: "No organisation in your roles fits. Look for part of a name or a code."}
	if len(found) > 80 {
		t.Hint, found = "The first 80. Look for part of a name or a code to narrow them.", found[:80]
	}
	for _, u := range found {
		n := ui.Text("")
		if u.Kind == org.KindTrust {
			n = ui.Marked(ui.Missing)
			if c, ok := held[u.Code]; ok {
				n = ui.Text(few(c.Waiting))
			}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: u.Name, Note: string(u.Code), Link: h.link(BoardOf(u.Code))}, ui.Text(u.Kind.Words()), n}})
	}
	form := ui.Form{Action: RecoveryPath, Submit: "Find", Get: true, Row: true, Hidden: h.hidden(), Body: ui.Input{Field: ui.Field{Name: "org", Label: "Organisation, name or code"}, Value: words, Width: 20}}
	return parts{form, t}
}

// systemView is the counts of a board's, a region's or England's trusts: never a patient, and no small number.
type systemView struct {
	here
	trusts []org.Code
	counts map[org.Code]recovery.Counted
}

func (m room) system(w http.ResponseWriter, r *web.Request, h here) error {
	v, err := m.systemOf(r, h)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.page(), v.parts().body())
}

func (m room) systemOf(r *web.Request, h here) (systemView, error) {
	v := systemView{here: h}
	held, err := m.Lists.Counts(r.Context(), h.asOf)
	if err != nil {
		return v, err
	}
	v.counts = map[org.Code]recovery.Counted{}
	v.under()
	for _, t := range v.trusts {
		if c, ok := held[t]; ok {
			v.counts[t] = c
		}
	}
	return v, nil
}

// under finds the trusts that are counted: those below the organisation, or the trust itself seen from above it.
func (v *systemView) under() {
	if v.one() {
		v.trusts = []org.Code{v.on}
		return
	}
	v.trusts = slices.DeleteFunc(v.pic.Under(org.NHS, v.on, org.KindTrust), func(c org.Code) bool { return !v.pic.Marked(c, org.MarkAcuteBeds) })
}

// one reports whether the organisation keeps a list itself.
func (h here) one() bool { return h.kind() == org.KindTrust || h.kind() == org.KindIndependent }

// aboveTrust reports whether none of a reader's roles is held at the trust: such a reader sees no small number of it (g 11).
func aboveTrust(grants []access.Grant, o org.Code, on civil.Date) bool {
	return !slices.ContainsFunc(grants, func(g access.Grant) bool { return g.At == o && g.Live(on) })
}

func (v systemView) page() web.Page {
	p := v.here.page("Recovery in counts")
	p.Crumbs = p.Crumbs[:1]
	p.Lead = "How many wait past their dates at each trust that keeps its list here. Patients are seen at their trust alone; from one to four are shown as fewer than five."
	p.Computed = fmt.Sprintf("Sums of %d of %d trusts.", len(v.counts), len(v.trusts))
	return p
}

// few writes a count as it may leave a trust.
func few(n int) string {
	if n > 0 && n < recovery.Hidden {
		return "fewer than 5"
	}
	return ui.Count(n)
}

// together is a sum. Where a part of it is hidden it is told to the nearest five, so that the part cannot be worked out.
type together struct {
	n      int
	hidden bool
}

func (t *together) add(n int) {
	t.n += n
	t.hidden = t.hidden || n > 0 && n < recovery.Hidden
}

func (t together) words() string {
	if t.hidden && t.n >= recovery.Hidden {
		return "about " + ui.Count((t.n+2)/5*5)
	}
	return few(t.n)
}

// systemLines are what is counted above the trust.
func systemLines() []recovery.Line {
	return []recovery.Line{recovery.LineDates, recovery.LineCancer62, recovery.LinePostponed, recovery.LineLongest, recovery.Line65, recovery.Line78}
}

func (v systemView) parts() parts {
	if len(v.counts) == 0 {
		return parts{ui.Empty{Title: "No trust here keeps its list in Headroom", Text: "That is not the same as nobody waiting."}}
	}
	t := ui.Table{ID: "trusts", Caption: fmt.Sprintf("%d of %d trusts keep their list here", len(v.counts), len(v.trusts)), Columns: []ui.Column{{Head: "Trust", Words: true}, {Head: "Wait", Numeric: true}, {Head: "Postponed", Numeric: true}}}
	for _, l := range systemLines() {
		t.Columns = append(t.Columns, ui.Column{Head: l.Short(), Numeric: true})
	}
	t.Columns = append(t.Columns, ui.Column{Head: "Counted", Tight: true})
	sums := make([]together, 2+len(systemLines()))
	for _, code := range v.trusts {
		c, ok := v.counts[code]
		if !ok {
			continue
		}
		row := ui.Row{Cells: []ui.Cell{{Text: v.pic.Name(code), Note: string(code)}}}
		numbers := []int{c.Waiting, c.Postponed}
		for _, l := range systemLines() {
			numbers = append(numbers, c.Sum(l, today(c, v)))
		}
		for k, n := range numbers {
			row.Cells = append(row.Cells, ui.Text(few(n)))
			sums[k].add(n)
		}
		row.Cells = append(row.Cells, ui.Cell{Text: ui.When(v.now, c.At), Note: ui.Age(v.now, c.At)})
		t.Rows = append(t.Rows, row)
	}
	total := ui.Row{Total: true, Cells: []ui.Cell{ui.Text("Together")}}
	for _, n := range sums {
		total.Cells = append(total.Cells, ui.Text(n.words()))
	}
	total.Cells = append(total.Cells, ui.Text(""))
	if len(v.counts) > 1 {
		t.Rows = append(t.Rows, total)
	}
	out := parts{t}
	if missing := v.missing(); len(missing) > 0 {
		out.add(ui.Details{Summary: ui.Plural(len(missing), "trust keeps", "trusts keep") + " no list here", ID: "missing", Body: ui.Bullets(missing)})
	}
	out.add(ui.Note("The backlog over 62 days counts everybody who still waits on a cancer pathway, most of whom turn out not to have cancer; it is another figure than the share treated within 62 days, and treating those who waited longest makes that share fall for a while. Pathways are counted, not people."),
		ui.Links([]ui.Action{{Text: "Download as CSV", Href: v.link(BoardOf(v.on) + "/board.csv")}}))
	return out
}

// today is which of the counted days is the last not after the day looked at.
func today(c recovery.Counted, v systemView) int {
	i := 0
	for i+1 < len(c.Days) && !c.Days[i+1].After(v.today) {
		i++
	}
	return i
}

func (v systemView) missing() []string {
	var out []string
	for _, t := range v.trusts {
		if _, ok := v.counts[t]; !ok {
			out = append(out, v.pic.Name(t))
		}
	}
	return out
}

func (m room) systemCSV(w http.ResponseWriter, r *web.Request, h here) error {
	v, err := m.systemOf(r, h)
	if err != nil {
		return err
	}
	g := web.Sheet{Name: "recovery-" + string(h.on), Head: []string{"trust", "counted", "what", "people"}}
	for _, code := range v.trusts {
		c, ok := v.counts[code]
		if !ok {
			continue
		}
		add := func(what string, n int) {
			g.Rows = append(g.Rows, []sheet.Cell{sheet.TextCell(string(code)), sheet.TextCell(c.At.UTC().Format("2006-01-02T15:04:05Z")), sheet.TextCell(what), sheet.TextCell(few(n))})
		}
		add("Wait", c.Waiting)
		add("Postponed", c.Postponed)
		for _, l := range systemLines() {
			add(l.Words(), c.Sum(l, today(c, v)))
		}
	}
	return r.SheetCSV(w, g)
}
