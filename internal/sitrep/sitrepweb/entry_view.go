package sitrepweb

import (
	"net/http"
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/sitrep"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// entryState is the form as it stands in one request: what is typed and what was found out about it.
type entryState struct {
	*entryAt
	typed    map[string]string
	rev      int
	problems fault.List
	checked  bool        // the checks were run over exactly what is typed
	clash    *entryClash // somebody else saved or sent in between
	read     *entryTable // what a dropped file held beside what was there
	now      time.Time   // of the request
	who      access.Principal
	maySign  bool
	maySend  bool
	past     bool
	signers  []Signer
	names    map[string]string // actors' names
	link     func(string) string
	unsaved  bool
	ref      string // of this showing of the page
}

func (s *entryState) savedAt(r *web.Request) string { return ui.Clock(r.Now) }

// entryRender fills in what the page needs of the request and shows it.
func (m room) entryRender(w http.ResponseWriter, r *web.Request, status int, s entryState) error {
	s.now, s.who, s.past, s.link, s.ref = r.AsOf, r.Who, r.Past, r.Link, r.Ref
	s.maySign, s.maySend = r.May(access.ReturnSign, s.Org), r.May(access.ReturnSubmit, s.Org)
	if err := m.entryPeople(r.Context(), &s); err != nil {
		return err
	}
	v := newEntry(s)
	return r.Render(w, status, v.page, entryView(v))
}

// entryPage is the form, every word ready.
type entryPage struct {
	page       web.Page
	action     string
	rev, base  int
	ref        string
	who        string // keys what a browser keeps, so that two people on one computer do not meet each other's
	saved      string
	periods    ui.SummaryList
	due        string // for the countdown: RFC 3339, empty when there is nothing to count
	now        string
	deadline   string
	notices    []ui.Notice
	clash      *entryClash
	read       *entryTable
	sections   []entrySection
	special    []ui.Option
	specialWhy ui.Field
	specialOn  bool // the return is nil, does not apply or covers several days
	covers     ui.Input
	comment    ui.Textarea
	reason     *ui.Textarea
	contents   ui.Contents
	readOnly   bool
	maySign    bool
	maySend    bool
	signLink   string
	signers    []string
	dropLink   string
	returnLink string
}

func newEntry(s entryState) entryPage {
	problems := entryPlaces(s.problems)
	v := entryPage{ref: s.ref,
		action: EntryPath(s.Form.Code, s.Org, s.Day), rev: s.rev, base: s.newest(), who: s.who.Actor(), clash: s.clash, read: s.read, readOnly: s.past,
		maySign: s.maySign, maySend: s.maySend, deadline: entryDeadline(&s.History, s.now), now: s.now.Format(time.RFC3339),
		dropLink: s.link(ReturnPath(s.Form.Code, s.Org, s.Day) + entryDropPart), returnLink: s.link(ReturnPath(s.Form.Code, s.Org, s.Day)),
		periods: entryPeriods(s.Form, sitrep.ReadTyped(s.Form, s.Org, s.Day, s.typed)), notices: entryNotices(&s), signers: entrySigners(s.signers),
	}
	if s.newest() == 0 && !s.Form.Late(s.Day, s.now) && s.Form.OpensAt(s.Day).Before(s.now) && !s.past {
		v.due = s.Form.DueAt(s.Day).Format(time.RFC3339)
	}
	switch {
	case s.unsaved || s.clash != nil:
		v.saved = "What is typed here is not saved yet"
	case s.Draft != nil:
		v.saved = "Saved " + ui.When(s.now, s.Draft.At)
	}
	if s.maySign && s.Draft != nil && s.Draft.Ready {
		v.signLink = s.link(ReturnPath(s.Form.Code, s.Org, s.Day) + entrySignPart)
	}
	if s.clash != nil {
		v.clash.Title, v.clash.By = entryWho(&s)
	}
	v.page = web.Page{Title: s.Form.Name, Caption: s.Name + ", " + s.Day.Format("Monday 2 January 2006"), Current: "returns", Problems: problems,
		Crumbs: []web.Crumb{{Text: "Returns", Href: s.link(ListPath)}, {Text: s.Name + ", " + ui.DayShort(s.Day), Href: v.returnLink}}}
	v.lines(&s, problems)
	v.whole(&s, problems)
	return v
}

// entryPlaces leads each problem to a field that is on the page: what is about the whole return to its comment.
func entryPlaces(list fault.List) fault.List {
	out := make(fault.List, 0, len(list))
	for _, p := range list {
		switch {
		case p.Name == "" && p.Warning:
			p.Name = sitrep.FieldComment
		case p.Name == "org":
			p.Name = ""
		}
		out = append(out, p)
	}
	return out
}

// whole is the fields about the whole return.
func (v *entryPage) whole(s *entryState, problems fault.List) {
	state := s.typed[sitrep.FieldState]
	if state == "" {
		state = string(sitrep.Returned)
	}
	v.special = ui.Options(state, string(sitrep.Returned), "It holds figures", string(sitrep.Nil), "Nil return: there is nothing to report",
		string(sitrep.NotApplicable), "It does not apply to us on this day")
	v.specialWhy = ui.Field{Name: sitrep.FieldState, Label: "This return", Hint: "With nil or does not apply, say why in the comment at the end."}.WithErrors(problems)
	v.covers = ui.Input{Field: ui.Field{Name: sitrep.FieldCovers, Label: "First day that the flows cover",
		Hint: "Only for a combined return over several days, as over Christmas. Empty means " + ui.DayShort(s.Form.Flows(s.Day).From) + " alone. Write it as " + s.Day.Add(-4).String() + "."}.WithErrors(problems),
		Value: s.typed[sitrep.FieldCovers], Width: 10, ReadOnly: s.past}
	v.specialOn = state != string(sitrep.Returned) || v.covers.Value != "" || v.covers.Error != "" || v.specialWhy.Error != ""
	v.comment = ui.Textarea{Field: ui.Field{Name: sitrep.FieldComment, Label: "Comment on the whole return", Hint: "No names of people."}.WithErrors(problems),
		Value: s.typed[sitrep.FieldComment], Rows: 2}
	if s.newest() > 0 {
		v.reason = &ui.Textarea{Field: ui.Field{Name: sitrep.FieldReason, Label: "Why is it sent again?", Hint: "Kept with the version."}.WithErrors(problems),
			Value: s.typed[sitrep.FieldReason], Rows: 2}
	}
}

// entrySection is a heading of the form with its lines.
type entrySection struct {
	ID, Title, Basis, Filled string
	Empty                    int // lines without anything
	Lines                    []entryLine
}

// entryLine is one box with what stands by it.
type entryLine struct {
	Box     ui.Input
	Sum     string       // what was worked out for a total that was left blank
	Comment *ui.Textarea // asked for by a query, or given
}

// entryGroup is the items under one heading.
type entryGroup struct {
	title string
	items []sitrep.FormItem
}

func entrySections(f *sitrep.Form) []entryGroup {
	var out []entryGroup
	for _, it := range f.Items {
		if n := len(out); n == 0 || out[n-1].title != it.Section {
			out = append(out, entryGroup{title: it.Section})
		}
		g := &out[len(out)-1]
		g.items = append(g.items, it)
	}
	return out
}

func entrySectionID(i int) string { return "section-" + string(rune('a'+i)) }

func (v *entryPage) lines(s *entryState, problems fault.List) {
	whole := sitrep.ReadTyped(s.Form, s.Org, s.Day, s.typed).Completed(s.Form)
	for i, g := range entrySections(s.Form) {
		sec := entrySection{ID: entrySectionID(i), Title: g.title, Basis: entryBasis(s.Form, whole, g.items)}
		for _, it := range g.items {
			line := entryLineOf(s, it, problems)
			if line.Box.Value == "" && whole.Value(it.Measure).Given() {
				line.Sum = entryShow(it.Measure, whole.Value(it.Measure)) + " from its parts"
			}
			if line.Box.Value == "" && line.Sum == "" {
				sec.Empty++
			}
			sec.Lines = append(sec.Lines, line)
		}
		sec.Filled = ui.Plural(len(sec.Lines)-sec.Empty, "line", "lines") + " of " + ui.Count(len(sec.Lines)) + " filled in"
		v.sections = append(v.sections, sec)
		v.contents = append(v.contents, ui.Action{Text: g.title, Href: "#" + sec.ID})
	}
}

func entryLineOf(s *entryState, it sitrep.FormItem, problems fault.List) entryLine {
	m, _ := measure.Find(it.Measure)
	name := string(it.Measure)
	f := ui.Field{Name: name, Label: m.Name, Hint: entryHint(s, m)}.WithErrors(problems)
	if it.Required {
		f.Label += " (required)"
	}
	line := entryLine{Box: ui.Input{Field: f, Value: s.typed[name], Whole: m.Integer, Decimal: !m.Integer, Autocomplete: "off", ReadOnly: s.past}}
	comment := sitrep.CommentField(it.Measure)
	field := ui.Field{Name: comment, Label: "Why? (" + m.Name + ")"}.WithErrors(problems)
	if f.Warn != "" || field.Error != "" || s.typed[comment] != "" {
		line.Comment = &ui.Textarea{Field: field, Value: s.typed[comment], Rows: 2}
	}
	return line
}

// entryHint is what stood there before, for comparison: never a figure of this return.
func entryHint(s *entryState, m measure.Measure) string {
	var parts []string
	switch m.Unit {
	case measure.Hours:
		parts = append(parts, "In hours")
	case measure.OnScale:
		parts = append(parts, strings.TrimSuffix(m.Definition, "."))
	}
	for _, v := range []*sitrep.Version{s.Before, s.Week} {
		if v == nil || entryNeverGiven(s, m.Code) {
			continue
		}
		parts = append(parts, ui.DayShort(v.Day)+": "+entryShow(m.Code, entryStands(v, m.Code)))
	}
	if v := entryNewest(s.Versions); v != nil {
		parts = append(parts, "version "+ui.Count(v.N)+": "+entryShow(m.Code, entryStands(v, m.Code)))
	}
	return strings.Join(parts, " · ")
}

// entryNeverGiven reports whether neither earlier return says anything about a line: then its hint is left out.
func entryNeverGiven(s *entryState, c measure.Code) bool {
	for _, v := range []*sitrep.Version{s.Before, s.Week} {
		if v != nil && !entryStands(v, c).IsMissing() {
			return false
		}
	}
	return true
}

// entryStands is a version's value for a line, with what the state of the whole return says about it.
func entryStands(v *sitrep.Version, c measure.Code) measure.Value {
	switch v.State {
	case sitrep.Nil:
		return measure.None()
	case sitrep.NotApplicable:
		return measure.NA()
	}
	return v.Value(c)
}

func entryShow(c measure.Code, v measure.Value) string {
	if v.IsMissing() {
		return "blank"
	}
	m, _ := measure.Find(c)
	return m.Show(v)
}
