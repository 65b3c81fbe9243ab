package recoveryweb

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/recovery"
	"headroom/internal/sheet"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// mapView is the page on which a file's columns are given their meaning.
type mapView struct {
	here
	file    recovery.Staged
	heads   []string
	rows    [][]string // the first rows under the headings
	m       recovery.Mapping
	who     recovery.Mapping // of the identities; for patients alone
	unused  []string
	codes   string // words of the trust's own, as typed
	whole   bool
	gone    string // how many may go, as the second yes says; "" for none said
	ground  recovery.Ground
	known   bool // the trust's files of the kind were read like this before
	bad     []fault.Field
	checked *checkedFile
}

// checkedFile is what a file that passed the checks holds.
type checkedFile struct {
	read    recovery.ReadFile
	words   []string
	leaving recovery.Leaving // of the whole list
}

// looked is how many of a file's first rows are searched for its headings, and shown how many of those below them.
const (
	looked = 40
	shown  = 3
)

// mapOf reads a file that waits and guesses its columns, or takes those that were kept for the kind.
func (m room) mapOf(r *web.Request) (mapView, error) {
	v := mapView{here: at(r)}
	id, err := r.Int("n")
	if err != nil {
		return v, err
	}
	if v.file, err = m.Desk.Staged(r.Context(), r.On, id); err != nil {
		return v, err
	}
	book, err := open(r.Context(), v.file.File.Name, v.file.Content)
	if err != nil {
		return v, err
	}
	if v.ground, err = m.Lists.Kept(r.Context(), r.On, v.asOf); err != nil {
		return v, err
	}
	kept, err := m.Lists.Mapping(r.Context(), r.On, v.file.Kind, v.asOf)
	if err != nil {
		return v, err
	}
	who, err := m.Lists.Mapping(r.Context(), r.On, recovery.IdentityFile, v.asOf)
	if err != nil {
		return v, err
	}
	return v, v.guess(r.Context(), book, kept, who)
}

// guess finds the row of headings and what each stands for.
func (v *mapView) guess(ctx context.Context, book *sheet.Book, kept, who recovery.Mapping) error {
	rows, err := recovery.Headings(ctx, book, "", looked)
	if err != nil {
		return err
	}
	best := -1
	for i, heads := range rows {
		if v.known = covers(kept, heads); v.known {
			v.m, best = kept, i
			break
		}
		if g, _ := recovery.GuessMapping(v.file.Kind, heads); best < 0 || len(g.Columns) > len(v.m.Columns) {
			v.m, best = g, i
		}
	}
	if best < 0 {
		return nil
	}
	v.heads, v.rows = rows[best], rows[best+1:min(len(rows), best+1+shown)]
	if v.file.Kind == recovery.PatientFile {
		if v.who, _ = recovery.GuessMapping(recovery.IdentityFile, v.heads); covers(who, v.heads) {
			v.who = who
		}
	}
	v.codes = codesText(v.m.Codes)
	return nil
}

// covers reports whether a mapping was kept and all its headings are there.
func covers(m recovery.Mapping, heads []string) bool {
	if len(m.Columns) == 0 {
		return false
	}
	for _, h := range m.Columns {
		if !slices.Contains(heads, h) {
			return false
		}
	}
	return true
}

func (m room) mapping(w http.ResponseWriter, r *web.Request) error {
	v, err := m.mapOf(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.page(), v.parts().body())
}

func (v mapView) page() web.Page {
	p := v.here.page("Columns of " + v.file.File.Name)
	p.Crumbs = append(p.Crumbs, web.Crumb{Text: "Files", Href: ImportOf(v.on)})
	p.Problems = v.linked()
	p.Lead = "Say what each column holds. Nothing is kept until every row passes the checks."
	return p
}

// linked are the problems under the names of the page's controls: those of rows lead to the table of them.
func (v mapView) linked() []fault.Field {
	out := slices.Clone(v.bad)
	for i, f := range out {
		switch {
		case f.Cell != "":
			out[i] = fault.Field{Name: "problems", Message: f.Place() + ": " + f.Message}
		case f.Name == "gone" || f.Name == "codes":
		default:
			out[i].Name = "codes"
			for _, x := range recovery.Fields(v.file.Kind) {
				if string(x.Field) == f.Name || v.m.Columns[x.Field] == f.Name && f.Name != "" {
					out[i].Name = "map-" + string(x.Field)
				}
			}
		}
	}
	return out
}

// identityOnly are the fields of who a patient is that are no fields of the pathway.
func identityOnly() []recovery.FieldInfo {
	own := recovery.Fields(recovery.PatientFile)
	return slices.DeleteFunc(recovery.Fields(recovery.IdentityFile), func(f recovery.FieldInfo) bool {
		return slices.ContainsFunc(own, func(o recovery.FieldInfo) bool { return o.Field == f.Field })
	})
}

func (v mapView) parts() parts {
	var out parts
	if len(v.heads) == 0 {
		out.add(ui.Empty{Title: "No row of this file could be read as headings", Text: "Send a file with its headings in one of the first rows."})
	}
	out.add(v.result()...)
	if v.known && v.checked == nil && len(v.bad) == 0 {
		out.add(ui.Inset{Text: "Filled in as you mapped the trust's last file of this kind."})
	}
	var need, found, more, who []templ.Component
	for _, f := range recovery.Fields(v.file.Kind) {
		c := v.choice("map-", v.m, f)
		switch {
		case f.Need:
			need = append(need, c)
		case v.m.Columns[f.Field] != "":
			found = append(found, c)
		default:
			more = append(more, c)
		}
	}
	body := []templ.Component{ui.Heading("What every row must have", "need"), templ.Join(need...)}
	if len(found) > 0 {
		body = append(body, ui.Heading("What it has beside that", "found"), templ.Join(found...))
	}
	if len(more) > 0 {
		body = append(body, ui.Details{Summary: ui.Plural(len(more), "thing was", "things were") + " not found in the file: choose the column where it is there after all", ID: "more", Open: len(v.bad) > 0, Body: templ.Join(more...)})
	}
	if v.file.Kind == recovery.PatientFile {
		for _, f := range identityOnly() {
			who = append(who, v.choice("who-", v.who, f))
		}
		body = append(body, ui.Details{Summary: "Who the patient is: kept encrypted, and shown only to whoever asks for it", ID: "who", Open: len(v.who.Columns) > 1, Body: templ.Join(who...)})
	}
	body = append(body, ui.Textarea{Field: ui.Field{Name: "codes", Label: "Words of your own", Hint: "One on a line: field: your word = ours. For example priority: Urgent = P2"}.WithErrors(v.bad), Value: v.codes, Rows: 3})
	if v.file.Kind != recovery.LimitFile {
		chosen := ""
		if v.whole {
			chosen = "yes"
		}
		body = append(body, ui.Checkboxes{Field: ui.Field{Name: "whole", Label: "Is it everything?", Blind: true}, Options: ui.Options(chosen, "yes", "This file is the whole list: whatever is not in it is no longer on the list")})
	}
	if c := v.checked; c != nil && c.leaving.Any() {
		body = append(body, ui.Checkboxes{Field: ui.Field{Name: "gone", Label: "What would go", Hint: "It can be taken back from the page of files."}.WithErrors(v.bad), Options: ui.Options(v.gone, leavingKey(c.leaving), "Yes: "+leavingWords(v.file.Kind, c.leaving))})
	}
	body = append(body, ui.Buttons(v.buttons()))
	out.add(ui.Form{Action: fmt.Sprintf("%s/%d", ImportOf(v.on), v.file.ID), Body: templ.Join(body...)})
	return out
}

func (v mapView) buttons() []ui.Button {
	check := ui.Button{Text: "Check every row", Name: "do", Value: "check"}
	drop := ui.Button{Text: "Forget this file", Name: "do", Value: "drop", Secondary: true}
	if v.checked == nil {
		return []ui.Button{check, drop}
	}
	check.Secondary = true
	return []ui.Button{{Text: "Keep it", Name: "do", Value: "keep"}, check, drop}
}

// choice is one field's column, beside what stands there in the first rows.
func (v mapView) choice(prefix string, m recovery.Mapping, f recovery.FieldInfo) templ.Component {
	name := prefix + string(f.Field)
	options := []string{"", "(not in this file)"}
	for _, h := range v.heads {
		if h != "" {
			options = append(options, h, h)
		}
	}
	chosen := m.Columns[f.Field]
	var rows []string
	if i := slices.Index(v.heads, chosen); i >= 0 && chosen != "" && prefix == "map-" {
		for _, r := range v.rows {
			if i < len(r) && r[i] != "" {
				rows = append(rows, r[i])
			}
		}
	}
	text := ""
	if len(rows) > 0 {
		text = "As in: " + strings.Join(rows, " · ")
	}
	field := ui.Field{Name: name, Label: capital(f.Words)}
	if bad := renamed(v.bad, string(f.Field), name); len(bad) > 0 {
		field = field.WithErrors(bad)
	}
	return sampled(ui.Select{Field: field, Options: ui.Options(chosen, options...)}, text)
}

// renamed are a field's problems under the name that its control has.
func renamed(bad []fault.Field, from, to string) []fault.Field {
	var out []fault.Field
	for _, f := range bad {
		if f.Name == from && f.Cell == "" {
			f.Name = to
			out = append(out, f)
		}
	}
	return out
}

// result is what the check found.
func (v mapView) result() parts {
	var rows []fault.Field
	for _, f := range v.bad {
		if f.Cell != "" {
			rows = append(rows, f)
		}
	}
	var out parts
	if len(rows) > 0 {
		t := ui.Table{ID: "problems", Caption: ui.Plural(len(rows), "problem", "problems") + " in the rows", Hint: "Mend the file and send it again, or choose other columns.", Columns: []ui.Column{{Head: "Where", Tight: true}, {Head: "Column"}, {Head: "What to do", Words: true}}}
		for _, f := range rows {
			t.Rows = append(t.Rows, ui.Cells(f.Place(), f.Name, f.Message))
		}
		out.add(t)
	}
	if v.checked != nil && v.checked.leaving.Any() {
		out.add(ui.Warning{Title: "As the whole list it takes something away", Text: capital(leavingWords(v.file.Kind, v.checked.leaving)) + ". Say yes to that below before it is kept, or take away the mark that the file is the whole list."})
	}
	if v.checked != nil {
		out.add(ui.Notice{Title: "Every row passed", Success: true, Body: ui.Bullets(v.checked.words)})
	}
	return out
}

// mapped takes the columns as they were chosen: it checks the rows, keeps them, or forgets the file.
func (m room) mapped(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.RecoveryKeep)
	if err != nil {
		return err
	}
	v, err := m.mapOf(r)
	if err != nil {
		return err
	}
	if r.PostFormValue("do") == "drop" {
		if err := m.Desk.DropStaged(r.Context(), by, v.file.ID); err != nil {
			return err
		}
		return r.Redirect(w, ImportOf(r.On), "The file was forgotten. Nothing of it was kept.")
	}
	v.typed(r)
	c, err := v.check(r.Context())
	if err == nil && r.PostFormValue("do") == "keep" && c.leaving.Any() && v.gone != leavingKey(c.leaving) {
		v.checked = &c
		var bad fault.List
		bad.Add("gone", "", "Say that you know what would go: %s", leavingWords(v.file.Kind, c.leaving))
		err = bad.Err("Nothing was kept")
	}
	if err == nil && r.PostFormValue("do") == "keep" {
		if c.read.Rows() >= recovery.LargeFile {
			if err := m.Desk.AskKeep(r.Context(), recovery.Keeping{File: v.file.ID, Name: v.file.File.Name, Rows: c.read.Rows(), Reading: v.reading(), By: by}); err != nil {
				return err
			}
			return r.Redirect(w, keepingOf(r.On, v.file.ID), "")
		}
		var got recovery.Imported
		if got, err = m.Desk.KeepFile(r.Context(), by, v.file, v.reading(), c.read); err == nil {
			if err := m.Desk.DropStaged(r.Context(), by, v.file.ID); err != nil {
				return err
			}
			return r.Redirect(w, ImportOf(r.On), keptWords(got))
		}
	}
	if err != nil {
		bad, ok := fieldsOf(err, "codes")
		if !ok {
			return err
		}
		v.bad = bad
		return r.Render(w, http.StatusUnprocessableEntity, v.page(), v.parts().body())
	}
	v.checked = &c
	return r.Render(w, http.StatusOK, v.page(), v.parts().body())
}

// typed takes what the form says of the columns.
func (v *mapView) typed(r *web.Request) {
	read := func(prefix string, kind recovery.FileKind) recovery.Mapping {
		m := recovery.Mapping{Kind: kind, Trust: v.on, Columns: map[recovery.FileField]string{}}
		for _, f := range recovery.Fields(kind) {
			if h := r.PostFormValue(prefix + string(f.Field)); h != "" {
				m.Columns[f.Field] = h
			}
		}
		return m
	}
	v.m = read("map-", v.file.Kind)
	v.codes, v.whole, v.gone = r.PostFormValue("codes"), r.PostFormValue("whole") == "yes", r.PostFormValue("gone")
	if v.file.Kind == recovery.PatientFile {
		v.who = read("who-", recovery.IdentityFile)
	}
}

// check reads the whole file as it is mapped.
func (v *mapView) check(ctx context.Context) (checkedFile, error) {
	var c checkedFile
	var err error
	if v.m.Codes, err = readCodes(v.codes); err != nil {
		return c, err
	}
	if v.m, err = v.m.Check(); err != nil {
		return c, err
	}
	if v.file.Kind == recovery.PatientFile && len(v.who.Columns) > 0 {
		v.who.Columns["pathway"] = v.m.Columns["pathway"]
		if v.who, err = v.who.Check(); err != nil {
			return c, err
		}
	}
	if c.read, err = v.file.Read(ctx, v.on, v.reading()); err != nil {
		return c, err
	}
	if v.whole {
		c.leaving = recovery.LeavingBy(v.ground, v.file.Kind, c.read)
	}
	switch v.file.Kind {
	case recovery.BookedFile:
		if _, err := recovery.Book(v.ground.Patients, v.ground.Sessions, c.read.Bookings); err != nil {
			return c, err
		}
		c.words = []string{ui.Plural(len(c.read.Bookings), "pathway holds a session", "pathways hold a session")}
	case recovery.SessionFile:
		c.words = sessionWords(c.read.Sessions)
	case recovery.LimitFile:
		c.words = []string{ui.Plural(len(c.read.Limits), "limit", "limits") + ", which take the place of all limits before"}
	default:
		c.words = append(patientWords(c.read.List.Patients), "No column says who the patients are: letters cannot be made from this list")
		if n := len(v.who.Columns); n > 0 {
			c.words[len(c.words)-1] = ui.Plural(len(c.read.List.Identities), "identity", "identities") + ", to be kept encrypted"
		}
	}
	return c, nil
}

// reading is how the file is to be read.
func (v mapView) reading() recovery.Reading {
	as := recovery.Reading{Columns: v.m, Whole: v.whole, On: v.today}
	if v.file.Kind == recovery.PatientFile {
		as.Who = v.who
	}
	return as
}

// leavingKey is what the second yes says: another file, or another list since, is another yes.
func leavingKey(l recovery.Leaving) string {
	return fmt.Sprintf("%d-%d-%d", l.Patients, l.Sessions, l.Booked)
}

// leavingWords says what would go if a file were the whole list.
func leavingWords(kind recovery.FileKind, l recovery.Leaving) string {
	switch kind {
	case recovery.SessionFile:
		return fmt.Sprintf("%s would be no more, and %s one of them", ui.Plural(l.Sessions, "session", "sessions"), ui.Plural(l.Booked, "pathway holds", "pathways hold"))
	case recovery.BookedFile:
		return ui.Plural(l.Booked, "pathway that holds a session", "pathways that hold a session") + " would hold none"
	}
	return fmt.Sprintf("%s, %s with a session, would leave the list", ui.Plural(l.Patients, "pathway", "pathways"), ui.Count(l.Booked))
}

func patientWords(list []recovery.Patient) []string {
	postponed, cancer, unprioritised := 0, 0, 0
	by := map[string]bool{}
	for _, p := range list {
		by[p.Specialty] = true
		if p.TimesPostponed() > 0 {
			postponed++
		}
		if p.Cancer != nil {
			cancer++
		}
		if p.Priority == recovery.Unprioritised {
			unprioritised++
		}
	}
	return []string{fmt.Sprintf("%s of %s", ui.Plural(len(list), "pathway", "pathways"), ui.Plural(len(by), "specialty", "specialties")), ui.Count(postponed) + " postponed by the provider before",
		ui.Count(cancer) + " on a cancer pathway", ui.Count(unprioritised) + " without a clinical priority: they go to the worklist, and nobody reads them as P4"}
}

func sessionWords(list []recovery.Session) []string {
	minutes, nobody := 0.0, 0
	for _, s := range list {
		minutes += s.Minutes
		if s.Team == "" {
			nobody++
		}
	}
	out := []string{fmt.Sprintf("%s of %s hours together", ui.Plural(len(list), "session", "sessions"), ui.Number(minutes/60, 0))}
	for _, n := range recovery.SessionNotes(list) {
		out = append(out, n.Place()+": "+n.Message)
		if len(out) > 10 {
			break
		}
	}
	if nobody > 0 {
		out = append(out, ui.Plural(nobody, "session has", "sessions have")+" no team: nothing is booked into them")
	}
	return out
}

// keptWords says what became of a file.
func keptWords(i recovery.Imported) string {
	if i.Held {
		return "These same bytes were kept before, as number " + ui.Count(int(i.ID)) + ". Nothing changed."
	}
	words := fmt.Sprintf("%s kept: %s new or changed, %s gone.", ui.Plural(i.Kept, "row was", "rows were"), ui.Count(i.Changed), ui.Count(i.Gone))
	if len(i.Notes) > 0 {
		words += " " + strings.Join(i.Notes, ". ") + "."
	}
	return words
}

// codesText writes the trust's own words as they are typed, in order.
func codesText(codes map[recovery.FileField]map[string]string) string {
	var out []string
	for f, words := range codes {
		for theirs, ours := range words {
			out = append(out, fmt.Sprintf("%s: %s = %s", f, theirs, ours))
		}
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

// readCodes reads the trust's own words, one on a line.
func readCodes(text string) (map[recovery.FileField]map[string]string, error) {
	var bad fault.List
	out := map[recovery.FileField]map[string]string{}
	for l := range strings.Lines(text) {
		l = strings.TrimSpace(l)
		if l == "" {
			continue
		}
		field, rest, ok := strings.Cut(l, ":")
		theirs, ours, both := strings.Cut(rest, "=")
		f := recovery.FileField(strings.TrimSpace(field))
		theirs, ours = strings.TrimSpace(theirs), strings.TrimSpace(ours)
		if !ok || !both || f == "" || theirs == "" || ours == "" {
			bad.Add("codes", "", "%q cannot be read; write it as priority: Urgent = P2", l)
			continue
		}
		if out[f] == nil {
			out[f] = map[string]string{}
		}
		out[f][theirs] = ours
	}
	if len(out) == 0 {
		out = nil
	}
	return out, bad.Err("The words of your own cannot be read")
}
