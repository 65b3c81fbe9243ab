package restweb

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/rest"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

func contractPath(c org.Code) string { return Path(c) + "/contract" }

// contractView is the form of one contract: which tables of rules a person is held against, from when.
type contractView struct {
	at
	typed map[string]string
	known []rest.Contract // of the person who is named
	bad   []fault.Field
}

func contractFields() []string {
	return []string{"person", "terms", "from", "to", "hours", "day", "optout", "other", "source", "name", "team", "account", "new"}
}

// contractForm is the form, filled with what is known of the person who is named.
func (m room) contractForm(w http.ResponseWriter, r *web.Request) error {
	v := contractView{at: readAt(r), typed: map[string]string{"other": string(rest.OtherUnknown), "from": readAt(r).today.String()}}
	if p, err := rest.ParsePerson(r.Param("person")); err == nil {
		v.typed["person"] = string(p)
		k, member, email, err := m.whoIs(r.Context(), v.at, p)
		if err != nil {
			return err
		}
		v.known = k.Contracts
		v.typed["name"], v.typed["team"], v.typed["account"] = member.Name, member.Team, email
		if n := len(v.known); n > 0 {
			last := v.known[n-1]
			v.typed["terms"], v.typed["other"], v.typed["hours"], v.typed["day"] = string(last.Terms), string(last.Other), number(last.Hours), number(last.Day)
			if last.OptOut {
				v.typed["optout"] = "yes"
			}
		}
	}
	page, body := v.made()
	return render(w, r, http.StatusOK, page, body)
}

func number(n float64) string {
	if n == 0 {
		return ""
	}
	return exact(n)
}

// whoIs is what is known of a person, as a member of the employer's staff too, with the account's address.
func (m room) whoIs(ctx context.Context, a at, p rest.Person) (k rest.Kept, member rest.Member, email string, err error) {
	known, err := m.Store.Roster(ctx, a.on, p, a.now.AddDate(0, 0, -rest.StandsAfter), a.now.AddDate(0, 0, rest.StandsAfter), a.asOf)
	if err != nil {
		return k, member, "", err
	}
	list, err := m.Store.Members(ctx, a.on, a.asOf)
	if err != nil {
		return k, member, "", err
	}
	for _, x := range list {
		if x.Person == p {
			member = x
		}
	}
	if member.Account != 0 {
		emails, err := m.Accounts.Emails(ctx, []int64{member.Account})
		if err != nil {
			return k, member, "", err
		}
		email = emails[member.Account]
	}
	return known[p], member, email, nil
}

// termsHint says which tables of rules apply under terms, from when.
func termsHint(t rest.Terms) string {
	var out []string
	for _, s := range rest.BuiltIn().SetsOf(t) {
		days := "from " + ui.DayWords(s.From)
		if !s.To.IsZero() {
			days += " to " + ui.DayWords(s.To.Add(-1))
		}
		out = append(out, s.Set+" "+days)
	}
	return strings.Join(out, "; ")
}

func (v contractView) made() (web.Page, parts) {
	page := v.page("Enter a contract")
	page.Lead = "The terms say which tables of rules a person's duties are held against, each table from its own day on. A contract lasts until the next one begins; one from the same day takes the earlier one's place, and what was known before stays readable as of its time."
	page.Problems = v.bad
	field := func(name, label, hint string) ui.Field {
		return ui.Field{Name: name, Label: label, Hint: hint}.WithErrors(v.bad)
	}
	box := func(name, label, hint string, width int) ui.Input {
		return ui.Input{Field: field(name, label, hint), Value: v.typed[name], Width: width}
	}
	var terms []string
	tables := ui.Table{ID: "tables", Caption: "Which tables apply under which terms", Stack: true, Columns: []ui.Column{{Head: "Terms", Words: true}, {Head: "Tables of rules, each with its days", Words: true}}}
	for _, t := range rest.AllTerms() {
		terms = append(terms, string(t), capital(t.Words()))
		tables.Rows = append(tables.Rows, ui.Row{Cells: []ui.Cell{ui.Text(capital(t.Words())), ui.Text(termsHint(t))}})
	}
	body := parts{
		box("person", "Staff code", "", 20),
		ui.Radios{Field: field("terms", "Terms", ""), Options: ui.Options(v.typed["terms"], terms...)},
		row(box("from", "First day", "As 2024-01-15", 10), box("to", "Ends before", "Empty while it lasts", 10)),
		row(box("hours", "Hours a week", "Empty: not known", 5), box("day", "Hours of a day", "Empty: the usual", 5)),
		ui.Radios{Field: field("other", "Work for another employer or through a bank", "While it is not known, nobody is shown to be compliant."), Options: ui.Options(v.typed["other"], string(rest.OtherUnknown), "Not known", string(rest.OtherNone), "There is none", string(rest.OtherKnown), "There is, and its duties are brought in")},
		ui.Checkboxes{Field: field("optout", "The 48 hours", "Nobody can opt out of daily and weekly rest."), Options: ui.Options(v.typed["optout"], "yes", "Has opted out of the average of 48 hours")},
		box("source", "Where this was read", "As contract of 3 August 2022, or letter of variation", 30),
		row(box("name", "Name", "Empty: as it is", 20), box("team", "Team", "Empty: as it is", 20), box("account", "Account's e-mail address", "Who sees this ledger as their own", 30)),
	}
	for _, f := range v.bad {
		if f.Name == "new" {
			body.add(ui.Checkboxes{Field: field("new", "A staff code that is not known", ""), Options: ui.Options("", "yes", "This is a new person")})
		}
	}
	out := parts{v.tabs(contractPath(v.on)), ui.Form{Action: contractPath(v.on), Submit: "Keep the contract", Cancel: ui.Action{Text: "Cancel", Href: v.link(PeoplePath(v.on))}, Body: body}}
	if len(v.known) > 0 {
		out.add(contractTable(v.known))
	}
	out.add(tables, ui.Links([]ui.Action{{Text: "The rules, with their sources", Href: v.link(RulesPath)}}))
	return page, out
}

// contractTable is a person's contracts, each with its days, the tables that apply and where it was read.
func contractTable(list []rest.Contract) ui.Table {
	t := ui.Table{ID: "contracts", Caption: "Contracts", Stack: true, Empty: "No contract is known: no rule can be held against anything.", Columns: []ui.Column{{Head: "Terms", Words: true}, {Head: "In force", Words: true}, {Head: "Work elsewhere", Words: true}, {Head: "Read in", Words: true}}}
	for _, c := range list {
		days := "from " + ui.DayWords(c.From)
		if !c.To.IsZero() {
			days = ui.DayWords(c.From) + " to " + ui.DayWords(c.To.Add(-1))
		}
		var more []string
		if c.Hours > 0 {
			more = append(more, hours(c.Hours)+" hours a week")
		}
		if c.OptOut {
			more = append(more, "opted out of the 48 hours")
		}
		more = append(more, "rules: "+termsHint(c.Terms))
		source := c.Source
		if source == "" {
			source = "not said"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: capital(c.Terms.Words()), Note: strings.Join(more, "; ")}, ui.Text(days), ui.Text(map[rest.Other]string{rest.OtherNone: "none", rest.OtherKnown: "known"}[c.Other]), ui.Text(source)}})
		if last := &t.Rows[len(t.Rows)-1].Cells[2]; last.Text == "" {
			last.Text = "not known"
		}
	}
	return t
}

func (m room) contractEnter(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.RestRoster)
	if err != nil {
		return err
	}
	v := contractView{at: readAt(r), typed: map[string]string{}}
	for _, name := range contractFields() {
		v.typed[name] = strings.TrimSpace(r.PostFormValue(name))
	}
	c, k, err := v.contract()
	if err == nil {
		if err = m.enterContract(r, v, by, c, k); err == nil {
			return r.Redirect(w, PersonPath(r.On, c.Person), "The contract was kept.")
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

// enterContract keeps a contract that was read, for a person who is known or is said to be new.
func (m room) enterContract(r *web.Request, v contractView, by rest.Signer, c rest.Contract, k rest.Known) error {
	kept, member, email, err := m.whoIs(r.Context(), v.at, c.Person)
	if err != nil {
		return err
	}
	var bad fault.List
	if len(kept.Duties)+len(kept.Contracts) == 0 && member.Person == "" && v.typed["new"] != "yes" {
		bad.Add("new", "", "Nothing is known here of %s. Correct the staff code, or say below that this is a new person", c.Person)
		return bad.Err("The contract was not kept")
	}
	accounts := map[string]int64{}
	if k.Email == "" {
		k.Email = email
	}
	if k.Email != "" {
		if accounts, err = m.Accounts.ByEmail(r.Context(), []string{k.Email}); err != nil {
			return err
		}
		if accounts[k.Email] == 0 {
			bad.Add("account", "", "There is no account with this address")
			return bad.Err("The contract was not kept")
		}
	}
	if k.Team == "" {
		k.Team = member.Team
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%+v %+v %s %s", c, k, v.typed["source"], r.Now.UTC().Format(time.RFC3339Nano)))
	file := rest.File{SHA256: hex.EncodeToString(sum[:]), Source: v.typed["source"]}
	_, err = m.Store.KeepContracts(r.Context(), by, file, rest.ContractFile{Contracts: []rest.Contract{c}, People: []rest.Known{k}, Read: 1}, accounts)
	return err
}

// contract reads the form.
func (v contractView) contract() (rest.Contract, rest.Known, error) {
	var bad fault.List
	c := rest.Contract{Person: rest.Person(v.typed["person"]), Employer: v.on, Terms: rest.Terms(v.typed["terms"]), Other: rest.Other(v.typed["other"]), OptOut: v.typed["optout"] == "yes"}
	day := func(name string) civil.Date {
		if v.typed[name] == "" {
			return civil.Date{}
		}
		d, err := civil.ParseDate(v.typed[name])
		if err != nil {
			bad.Add(name, "", "Enter the day as 2024-01-15")
		}
		return d
	}
	n := func(name string) float64 {
		if v.typed[name] == "" {
			return 0
		}
		x, err := strconv.ParseFloat(v.typed[name], 64)
		if err != nil {
			bad.Add(name, "", "Enter a number, or nothing")
		}
		return x
	}
	c.From, c.To, c.Hours, c.Day = day("from"), day("to"), n("hours"), n("day")
	if len(bad) > 0 {
		return c, rest.Known{}, bad.Err("The contract was not kept")
	}
	return rest.CheckContract(c, rest.Known{Name: v.typed["name"], Team: v.typed["team"], Email: strings.ToLower(v.typed["account"])}, v.typed["source"])
}
