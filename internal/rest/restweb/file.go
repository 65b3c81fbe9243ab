package restweb

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/rest"
	"headroom/internal/sheet"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// largest is the largest file that is taken, in bytes: a year of a large trust's duties has some tens of megabytes.
const largest = 32 << 20

// fileView is the page on which a file is handed in.
type fileView struct {
	at
	kind   string
	kept   []rest.Imported
	ticked map[string]bool
	sum    string // digest of the file that was refused; the ticks are for it alone
	bad    []fault.Field
}

func (m room) readFile(r *web.Request) (fileView, error) {
	v := fileView{at: readAt(r), kind: r.FormValue("kind")}
	var err error
	v.kept, err = m.Store.Imports(r.Context(), v.on, v.asOf, 20)
	return v, err
}

func (m room) file(w http.ResponseWriter, r *web.Request) error {
	v, err := m.readFile(r)
	if err != nil {
		return err
	}
	page, body := v.made()
	return render(w, r, http.StatusOK, page, body)
}

func (v fileView) made() (web.Page, parts) {
	page := v.page("Bring in duties or contracts")
	page.Lead = "Names are kept apart and stay with the employer. There is no place for a union, nor for why a duty was not worked: a column of that kind is not read. A column that is not known is named when the file is kept, or refused where it may matter."
	page.Problems = v.bad
	out := parts{v.tabs(Path(v.on) + "/file")}
	form := parts{
		ui.Radios{Field: ui.Field{Name: "kind", Label: "What the file holds"}.WithErrors(v.bad), Options: ui.Options(v.kind, string(rest.DutiesIn), "Duties, planned or worked, with leave and on-call", string(rest.ContractsIn), "Contracts, with name, team and account of each staff code")},
		ui.FileUpload{Field: ui.Field{Name: "file", Label: "The file", Hint: "CSV or Excel (.xlsx or .xls), at most 32 MB. Times are those on the clock; in the hour that repeats in October write BST or GMT behind. When anything in it is wrong, nothing of it is kept, and each fault is named by sheet and cell."}.WithErrors(fileFaults(v.bad)), Accept: ".csv,.xlsx,.xls"},
	}
	form.add(v.ticks()...)
	out.add(ui.Form{Action: Path(v.on) + "/file", Submit: "Send", Upload: true, Cancel: ui.Action{Text: "Cancel", Href: v.link(Path(v.on))}, Body: form})
	var templates []ui.Action
	for _, t := range rest.Templates(v.today) {
		templates = append(templates, ui.Action{Text: t.Words, Href: v.link(Path(v.on) + "/template/" + t.Name)})
	}
	out.add(ui.Heading("Files to fill in", "templates"), ui.Links(templates))
	t := ui.Table{ID: "kept", Caption: "Brought in", Stack: true, Empty: "Nothing yet.", Columns: []ui.Column{{Head: "When"}, {Head: "What", Words: true}, {Head: "Rows kept", Numeric: true}}}
	for _, i := range v.kept {
		what := ui.Cell{Text: i.File.Name, Note: string(i.Kind)}
		if i.File.Name == "" {
			what.Text = "entered by hand"
			if i.File.Source != "" {
				what.Note += ", read in: " + i.File.Source
			}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(ui.When(v.now, i.At)), what, ui.Text(ui.Count(i.Kept) + " of " + ui.Count(i.Read))}})
	}
	out.add(t)
	return page, out
}

// ticks are what a person may say of a file that was refused: a tick counts for these same bytes alone.
func (v fileView) ticks() parts {
	var out parts
	has := func(name string) bool {
		return slices.ContainsFunc(v.bad, func(f fault.Field) bool { return f.Name == name })
	}
	tick := func(name, label, hint, text string) {
		if v.ticked[name] || has(name) {
			on := ""
			if v.ticked[name] {
				on = v.sum
			}
			out.add(ui.Checkboxes{Field: ui.Field{Name: name, Label: label, Hint: hint}.WithErrors(firstOf(v.bad, name)), Options: ui.Options(on, v.sum, text)})
		}
	}
	tick(rest.NewPeople, "Staff codes that are not known", "They are listed above. Then choose the same file again.", "I have read these codes, and they are new people")
	tick(rest.PlannedAlike, "Kept all the same", "The duties are listed above, with what each takes. Then choose the same file again. What the rules say of them stands on each person's page.", "I have read what these duties take, and they are right")
	return out
}

// firstOf is the first fault of a name: the others stand in the summary above.
func firstOf(bad []fault.Field, name string) []fault.Field {
	for _, f := range bad {
		if f.Name == name {
			return []fault.Field{{Name: name, Message: "Say whether this is so, or correct the file"}}
		}
	}
	return nil
}

// fileFaults keeps the faults of the choosing of a file; those inside it stand in the summary above.
func fileFaults(bad []fault.Field) []fault.Field {
	return slices.DeleteFunc(slices.Clone(bad), func(f fault.Field) bool { return f.Name != "file" || f.Cell != "" })
}

func (m room) drop(w http.ResponseWriter, r *web.Request) error {
	var sum string
	got, notes, err := m.keepFile(r, &sum)
	if err == nil {
		words := ui.Plural(got.Kept, "row was", "rows were") + " kept."
		if got.Held {
			words = "These same bytes were kept before. Nothing changed."
		}
		if len(notes) > 0 {
			words += " " + strings.Join(notes, ". ") + "."
		}
		return r.Redirect(w, Path(r.On)+"/file", words)
	}
	status, bad, ok := refused(err)
	if !ok {
		return err
	}
	v, err := m.readFile(r)
	if err != nil {
		return err
	}
	v.sum, v.ticked = sum, map[string]bool{}
	for _, name := range []string{rest.NewPeople, rest.PlannedAlike} {
		v.ticked[name] = sum != "" && r.FormValue(name) == sum
	}
	for i := range bad {
		if bad[i].Name == rest.NewPeople || bad[i].Name == rest.PlannedAlike {
			continue
		}
		if bad[i].Cell != "" || bad[i].File != "" || bad[i].Name == "at" {
			bad[i].Name = "file" // where the reader can do something about it
		}
	}
	v.bad = bad
	page, body := v.made()
	return render(w, r, status, page, body)
}

// keepFile reads and keeps the file that was sent; sum is its digest.
func (m room) keepFile(r *web.Request, digest *string) (rest.Imported, []string, error) {
	by, err := signer(r, access.RestRoster)
	if err != nil {
		return rest.Imported{}, nil, err
	}
	f, head, err := r.Upload("file")
	if err != nil {
		return rest.Imported{}, nil, err
	}
	defer func() { _ = f.Close() }()
	content, err := io.ReadAll(f)
	if err != nil {
		return rest.Imported{}, nil, fault.Wrap(err, fault.Invalid, "The file did not arrive whole. Send it again")
	}
	sum := sha256.Sum256(content)
	*digest = hex.EncodeToString(sum[:])
	file := rest.File{Name: filepath.Base(strings.ReplaceAll(head.Filename, `\`, "/")), SHA256: hex.EncodeToString(sum[:])}
	book, err := sheet.Open(r.Context(), file.Name, bytes.NewReader(content), int64(len(content)), sheet.Limits{})
	if err != nil {
		return rest.Imported{}, nil, err
	}
	switch rest.ImportKind(r.FormValue("kind")) {
	case rest.DutiesIn:
		d, err := rest.ReadDuties(r.Context(), book, r.On)
		if err != nil {
			return rest.Imported{}, nil, err
		}
		got, err := m.Store.KeepDuties(r.Context(), by, file, d, rest.Entering{New: r.FormValue(rest.NewPeople) == *digest, Anyway: r.FormValue(rest.PlannedAlike) == *digest}, m.Holidays)
		return got, d.Notes, err
	case rest.ContractsIn:
		c, err := rest.ReadContracts(r.Context(), book, r.On)
		if err != nil {
			return rest.Imported{}, nil, err
		}
		return m.keepContracts(r, by, file, c)
	}
	var bad fault.List
	bad.Add("kind", "", "Choose what the file holds")
	return rest.Imported{}, nil, bad.Err("The file was not read")
}

// keepContracts finds the accounts that the file's addresses belong to.
func (m room) keepContracts(r *web.Request, by rest.Signer, file rest.File, c rest.ContractFile) (rest.Imported, []string, error) {
	var emails []string
	notes := c.Notes
	for _, k := range c.People {
		if k.Email != "" {
			emails = append(emails, k.Email)
		}
	}
	accounts, err := m.Accounts.ByEmail(r.Context(), emails)
	if err != nil {
		return rest.Imported{}, nil, err
	}
	if n := len(emails) - len(accounts); n > 0 {
		notes = append(notes, ui.Plural(n, "address belongs", "addresses belong")+" to no account, so nobody sees those ledgers as their own")
	}
	got, err := m.Store.KeepContracts(r.Context(), by, file, c, accounts)
	return got, notes, err
}

func (m room) template(w http.ResponseWriter, r *web.Request) error {
	for _, t := range rest.Templates(readAt(r).today) {
		if t.Name == r.PathValue("name") {
			return r.CSV(w, t.Name+".csv", t.Headings, func(yield func([]string, error) bool) { yield(t.Example, nil) })
		}
	}
	return fault.New(fault.NotFound, "There is no file of that name to fill in")
}

// dutyView is the form of one duty.
type dutyView struct {
	at
	typed map[string]string
	bad   []fault.Field
}

// dutyFields are the boxes of the form.
func dutyFields() []string {
	return []string{"person", "start", "start-clock", "end", "end-clock", "state", "kind", "extra", "paid", "breaks", "called", "episodes", "withdraw", "anyway"}
}

func (m room) dutyForm(w http.ResponseWriter, r *web.Request) error {
	v := dutyView{at: readAt(r), typed: map[string]string{"state": string(rest.Worked), "kind": string(rest.Shift), "person": r.Param("person")}}
	page, body := v.made()
	return render(w, r, http.StatusOK, page, body)
}

func (v dutyView) made() (web.Page, parts) {
	page := v.page("Enter a duty")
	page.Lead = "A duty of the same person that begins at the same time takes the place of the earlier one; what was known before stays readable as of its time."
	page.Problems = v.bad
	field := func(name, label, hint string) ui.Field {
		return ui.Field{Name: name, Label: label, Hint: hint}.WithErrors(v.bad)
	}
	box := func(name, label, hint string, width int) ui.Input {
		return ui.Input{Field: field(name, label, hint), Value: v.typed[name], Width: width}
	}
	body := parts{
		box("person", "Staff code", "", 20),
		row(box("start", "Begins, day", "As 2024-01-15", 10), box("start-clock", "Time", "As 20:30", 10)), row(box("end", "Ends, day", "As 2024-01-16", 10), box("end-clock", "Time", "As 09:00", 10)),
		ui.Radios{Field: field("state", "Was it worked", "Why a duty was not worked is not kept."), Inline: true, Options: ui.Options(v.typed["state"], string(rest.Planned), "Planned", string(rest.Worked), "Worked", string(rest.NotWorked), "Not worked")},
		ui.Select{Field: field("kind", "Duty", ""), Options: ui.Options(v.typed["kind"], string(rest.Shift), "Shift", string(rest.OnCallSite), "On call at the workplace", string(rest.OnCallAway), "On call away from the workplace", string(rest.Bank), "Bank", string(rest.Elsewhere), "Work for another employer", string(rest.Leave), "Leave", string(rest.Sick), "Sickness")},
		ui.Radios{Field: field("extra", "Beyond the contract or job plan", ""), Inline: true, Options: ui.Options(v.typed["extra"], "", "No", string(rest.ExtraPaid), "Yes, paid", string(rest.ExtraInLieu), "Yes, for time off")},
		row(box("paid", "Paid hours", "Where they differ", 5), box("breaks", "Breaks, minutes", "Empty: not known", 5), box("called", "Called, minutes", "On call away", 5), box("episodes", "Calls", "", 5)),
		ui.Checkboxes{Field: ui.Field{Name: "withdraw", Label: "Take out"}, Options: ui.Options(v.typed["withdraw"], "yes", "This duty was entered by mistake: take it out")},
	}
	if slices.ContainsFunc(v.bad, func(f fault.Field) bool { return f.Name == "anyway" }) {
		body.add(ui.Checkboxes{Field: field("anyway", "Kept all the same", "What the rules say of it then stands on the person's page."), Options: ui.Options("", "yes", "I have read what this duty takes, and it is right")})
	}
	return page, parts{v.tabs(Path(v.on) + "/duty"), ui.Form{Action: Path(v.on) + "/duty", Submit: "Keep the duty", Cancel: ui.Action{Text: "Cancel", Href: v.link(PeoplePath(v.on))}, Body: body}}
}

func (m room) dutyEnter(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.RestRoster)
	if err != nil {
		return err
	}
	v := dutyView{at: readAt(r), typed: map[string]string{}}
	for _, name := range dutyFields() {
		v.typed[name] = strings.TrimSpace(r.PostFormValue(name))
	}
	d, err := v.duty()
	if err == nil {
		if _, err = m.Store.EnterDuty(r.Context(), by, d, rest.Entering{Withdrawn: v.typed["withdraw"] == "yes", Anyway: v.typed["anyway"] == "yes"}, m.Holidays); err == nil {
			if v.typed["withdraw"] == "yes" {
				return r.Redirect(w, PeoplePath(r.On), "The duty was taken out.")
			}
			return r.Redirect(w, PersonPath(r.On, d.Person), "The duty was kept.")
		}
	}
	status, bad, ok := refused(err)
	if !ok {
		return err
	}
	v.bad = bad
	page, body := v.made()
	return render(w, r, status, page, body)
}

// duty reads the form.
func (v dutyView) duty() (rest.Duty, error) {
	var bad fault.List
	p, err := rest.ParsePerson(v.typed["person"])
	if err != nil {
		bad.Add("person", "", "%s", capital(err.Error()))
	}
	d := rest.Duty{Person: p, Employer: v.on, State: rest.State(v.typed["state"]), Kind: rest.Kind(v.typed["kind"]), Extra: rest.Extra(v.typed["extra"]), Breaks: -1}
	d.Start, d.End = moment(&bad, "start", v.typed["start"], v.typed["start-clock"]), moment(&bad, "end", v.typed["end"], v.typed["end-clock"])
	number := func(name string, most float64) (float64, bool) {
		if v.typed[name] == "" {
			return 0, false
		}
		n, err := strconv.ParseFloat(v.typed[name], 64)
		if err != nil || !(n >= 0) || n > most {
			bad.Add(name, "", "Enter a number from 0 to %v, or nothing", most)
		}
		return n, true
	}
	if n, ok := number("breaks", 1440); ok {
		d.Breaks = time.Duration(n) * time.Minute
	}
	d.Paid, _ = number("paid", 48)
	if n, ok := number("called", 2880); ok {
		d.Worked = time.Duration(n) * time.Minute
	} else if d.Kind == rest.OnCallAway && d.State == rest.Worked {
		d.Worked = -1
	}
	n, _ := number("episodes", 100)
	d.Episodes = int(n)
	if !slices.Contains([]rest.State{rest.Planned, rest.Worked, rest.NotWorked}, d.State) {
		bad.Add("state", "", "Say whether it was worked")
	}
	if kindWords(rest.Duty{Kind: d.Kind, State: d.State})[0] == ',' {
		bad.Add("kind", "", "Choose what duty it is")
	}
	if d.Extra != rest.NotExtra && d.Extra != rest.ExtraPaid && d.Extra != rest.ExtraInLieu {
		bad.Add("extra", "", "Say whether it was beyond the contract")
	}
	return d, bad.Err("The duty was not kept")
}
