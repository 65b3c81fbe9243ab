package dischargeweb

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// readyView is what the page is made of.
type readyView struct {
	careAt
	r       discharge.Readiness
	planned bool // those asked are those of live plans
	week    civil.Date
}

// respondents are whom the check asks within an organisation: those that the live plans of the days are about, and where no
// plan is about any of them, every trust and council of the area.
func (m room) respondents(r *web.Request, a careAt, days []civil.Date) ([]discharge.Respondent, bool, error) {
	var here []discharge.Respondent
	if a.kind() != org.KindCouncil {
		for _, t := range a.trusts() {
			here = append(here, discharge.Respondent{Org: t, Kind: org.KindTrust})
		}
	}
	if a.kind() != org.KindTrust {
		for _, c := range a.councils() {
			here = append(here, discharge.Respondent{Org: c, Kind: org.KindCouncil})
		}
	}
	live, err := m.Care.Respondents(r.Context(), days, a.asOf)
	if err != nil {
		return nil, false, err
	}
	var planned []discharge.Respondent
	for _, x := range here {
		if i := slices.IndexFunc(live, func(l discharge.Respondent) bool { return l.Org == x.Org && l.Kind == x.Kind }); i >= 0 {
			planned = append(planned, live[i])
		}
	}
	if len(planned) > 0 {
		return planned, true, nil
	}
	return here, false, nil
}

func (m room) readyRead(r *web.Request) (*readyView, error) {
	v := &readyView{careAt: careRead(r)}
	week, err := careDay(r, "week", discharge.OpenCheck(v.today, m.Holidays).On)
	if err != nil {
		return v, err
	}
	v.week = week
	asked, planned, err := m.respondents(r, v.careAt, discharge.CheckFor(week, m.Holidays).Days)
	if err != nil {
		return v, err
	}
	v.planned = planned
	v.r, err = m.Care.Readiness(r.Context(), week, asked, v.asOf)
	return v, err
}

func (m room) readiness(w http.ResponseWriter, r *web.Request) error {
	v, err := m.readyRead(r)
	if err != nil {
		return err
	}
	page, body := readyPage(m, v)
	return r.Render(w, http.StatusOK, page, body)
}

// readyTag is a light in words.
func readyTag(l discharge.Light) ui.Tag {
	switch l {
	case discharge.Ready:
		return ui.Tag{Text: "Ready", Colour: ui.Green}
	case discharge.Awaited:
		return ui.Tag{Text: "Awaited", Colour: ui.Yellow}
	case discharge.AfterDue:
		return ui.Tag{Text: "After due", Colour: ui.Blue}
	case discharge.NotAsked:
		return ui.Tag{Text: "Not asked", Colour: ui.Grey}
	}
	return ui.Tag{Text: "Not ready", Colour: ui.Red}
}

func readyPage(m room, v *readyView) (web.Page, templ.Component) {
	page := v.page("Readiness for days of rest", ReadinessPath, "Readiness")
	page.Lead = "Due at 12:00 on " + v.r.On.Format("Monday 2 January 2006") + ", for " + daysList(v.r.Days) + ". From then on, what is missing shows red as a no does. Each weekend and bank holiday is asked about on the last Thursday before it."
	move := func(text string, by int) ui.Action {
		return ui.Action{Text: text, Href: v.link(ReadinessOf(v.on) + "?week=" + v.r.On.Add(by).String())}
	}
	parts := []templ.Component{v.tabs(ReadinessOf(v.on))}
	if !v.past && v.may(access.ReadinessAnswer, v.on) && len(discharge.ItemsOf(v.kind())) > 0 {
		parts = append(parts, ui.Button{Text: "Answer for " + v.pic.Name(v.on), Href: ReadinessOf(v.on) + "/answer?week=" + v.r.On.String()})
	}
	who := "Asked are the trusts and councils that live plans of these days are about. Of a plan that was made after 12:00 on " + ui.DayShort(v.r.On) + " no answer was due, and none that is missing shows red."
	if !v.planned {
		who = "No live plan is about these days, so no answer is due. All trusts and councils here may answer."
	}
	parts = append(parts, ui.Para(v.r.Words()+". "+who), ui.Links([]ui.Action{move("The check before", -7), move("The check after", 7)}))
	var over []civil.Date
	for _, day := range v.r.Days {
		if day.Before(v.today) {
			over = append(over, day)
			continue
		}
		parts = append(parts, readyTable(m, v, day))
	}
	if len(over) > 0 { // what is still to come is read first
		var tables []templ.Component
		for _, day := range over {
			tables = append(tables, readyTable(m, v, day))
		}
		parts = append(parts, ui.Details{Summary: "Days that are over: " + daysList(over), ID: "over", Open: len(over) == len(v.r.Days), Body: ui.Parts(tables)})
	}
	parts = append(parts, careExports(v.link(ReadinessOf(v.on)+"/export.csv?week="+v.r.On.String())))
	return page, ui.Parts(parts)
}

// daysList lists days for a sentence.
func daysList(days []civil.Date) string {
	var out []string
	for _, d := range days {
		out = append(out, ui.DayShort(d))
	}
	if n := len(out); n > 1 {
		return strings.Join(out[:n-1], ", ") + " and " + out[n-1]
	}
	return strings.Join(out, "")
}

// readyTable is one day: who lacks what, those who lack something first.
func readyTable(m room, v *readyView, day civil.Date) ui.Table {
	name := day.Format("Monday 2 January 2006")
	if h, ok := m.Holidays.On(day); ok {
		name += ", " + h.Name
	}
	t := ui.Table{ID: "day-" + day.String(), Caption: name, Stack: true, Columns: []ui.Column{{Head: "Organisation", Words: true}, {Head: "Stands"}, {Head: "Lacks", Words: true}}, Empty: "Nobody is asked."}
	var list []discharge.Readied
	for _, o := range v.r.Orgs {
		if o.Day == day {
			list = append(list, o)
		}
	}
	slices.SortStableFunc(list, func(a, b discharge.Readied) int { return a.Light.Rank() - b.Light.Rank() })
	for _, o := range list {
		var lacks []string
		for _, a := range o.Answers {
			switch a.Answer {
			case discharge.No:
				lacks = append(lacks, fmt.Sprintf("%s: no. %s", a.Item.Words(), a.Note))
			case discharge.Unanswered:
				lacks = append(lacks, a.Item.Words()+": not answered.")
			}
		}
		cell, stands := ui.Text("nothing"), ui.Cell{Tags: []ui.Tag{readyTag(o.Light)}}
		if o.Light == discharge.AfterDue {
			stands.Note = "the plan was made after the check fell due"
		}
		if o.Light == discharge.NotAsked && o.Missing == len(o.Answers) {
			cell = ui.Text("not asked, and has not answered")
		} else if len(lacks) > 0 {
			cell = ui.Cell{Body: careList(lacks)}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: v.pic.Name(o.Org), Note: string(o.Org)}, stands, cell}})
	}
	return t
}

func (m room) readinessCSV(w http.ResponseWriter, r *web.Request) error {
	v, err := m.readyRead(r)
	if err != nil {
		return err
	}
	s := web.Sheet{Name: string(v.on) + "-readiness-" + v.r.On.String(), Head: []string{"due", "day", "org", "org_name", "item", "answer", "note", "answered_at", "stands"}}
	for _, o := range v.r.Orgs {
		for _, a := range o.Answers {
			answer := sheet.TextCell(string(a.Answer))
			if a.Answer == discharge.Unanswered {
				answer = sheet.Cell{}
			}
			s.Rows = append(s.Rows, []sheet.Cell{stamp(v.r.Due), sheet.DateCell(o.Day), sheet.TextCell(string(o.Org)), sheet.TextCell(v.pic.Name(o.Org)), sheet.TextCell(string(a.Item)), answer,
				sheet.TextCell(a.Note), stamp(a.At), sheet.TextCell(string(o.Light))})
		}
	}
	return r.SheetCSV(w, s)
}

// readyForm is what one organisation answers, with what was typed.
type readyForm struct {
	careAt
	own   []discharge.Readied
	typed func(name string) (string, bool)
	check discharge.ReadyCheck
	bad   fault.List
}

// readyName names a field: what is answered for an item on a day.
func readyName(part string, day civil.Date, i discharge.Item) string {
	return part + "-" + day.String() + "-" + string(i)
}

func (m room) readyFormOf(r *web.Request) (readyForm, error) {
	f := readyForm{careAt: careRead(r), typed: func(string) (string, bool) { return "", false }}
	if len(discharge.ItemsOf(f.kind())) == 0 {
		return f, fault.New(fault.NotFound, "The check asks trusts and councils; %s is neither", r.On)
	}
	week, err := careDay(r, "week", discharge.NextCheck(f.now, m.Holidays).On)
	if err != nil {
		return f, err
	}
	f.check = discharge.CheckFor(week, m.Holidays)
	got, err := m.Care.Readiness(r.Context(), week, []discharge.Respondent{{Org: r.On, Kind: f.kind()}}, f.asOf)
	f.own = got.Orgs
	return f, err
}

func (m room) readinessForm(w http.ResponseWriter, r *web.Request) error {
	f, err := m.readyFormOf(r)
	if err != nil {
		return err
	}
	page, body := f.made(m)
	return r.Render(w, http.StatusOK, page, body)
}

// readinessAnswer keeps the answers, all of them or none. What was not chosen is left as it is.
func (m room) readinessAnswer(w http.ResponseWriter, r *web.Request) error {
	f, err := m.readyFormOf(r)
	if err != nil {
		return err
	}
	by, err := careSigner(r, access.ReadinessAnswer)
	if err != nil {
		return err
	}
	f.typed = func(name string) (string, bool) { return r.PostForm.Get(name), r.PostForm.Has(name) }
	var answers []discharge.Answered
	for _, o := range f.own {
		for _, had := range o.Answers {
			a := discharge.Answered{Org: r.On, Day: o.Day, Item: had.Item, Answer: discharge.Answer(r.PostForm.Get(readyName("answer", o.Day, had.Item))), Note: r.PostForm.Get(readyName("note", o.Day, had.Item)), By: by, At: r.Now}
			if _, given := f.typed(readyName("answer", o.Day, had.Item)); !given {
				continue
			}
			clean, err := discharge.CheckAnswer(a, f.kind(), m.Holidays)
			if x := fault.As(err); x != nil && x.Kind == fault.Invalid {
				for _, p := range x.Fields {
					f.bad.Add(readyName(p.Name, o.Day, had.Item), "", "%s, %s: %s", ui.DayShort(o.Day), had.Item.Words(), p.Message)
				}
				continue
			} else if err != nil {
				return err
			}
			answers = append(answers, clean)
		}
	}
	if len(f.bad) > 0 {
		page, body := f.made(m)
		return r.Render(w, http.StatusUnprocessableEntity, page, body)
	}
	n := 0
	if len(answers) > 0 {
		if n, err = m.Care.Answer(r.Context(), answers); err != nil {
			return err
		}
	}
	words := "Kept: " + ui.Plural(n, "new answer", "new answers") + "."
	if n == 0 {
		words = "Nothing differs from what was answered before."
	}
	return r.Redirect(w, ReadinessOf(r.On)+"?week="+f.check.On.String(), words)
}

func (f readyForm) made(m room) (web.Page, templ.Component) {
	page := f.page("Ready for days of rest?", ReadinessOf(f.on), "Readiness")
	page.Narrow, page.Problems, page.Lead = true, f.bad, "Due at 12:00 on "+f.check.On.Format("Monday 2 January 2006")+". A no needs a few words on what is missing."
	var parts []templ.Component
	for _, o := range f.own {
		name := o.Day.Format("Monday 2 January 2006")
		if h, ok := m.Holidays.On(o.Day); ok {
			name += ", " + h.Name
		}
		parts = append(parts, ui.Heading(name, "day-"+o.Day.String()))
		for _, a := range o.Answers {
			answer, note := readyName("answer", o.Day, a.Item), readyName("note", o.Day, a.Item)
			chosen, words := string(a.Answer), a.Note
			if v, ok := f.typed(answer); ok {
				chosen = v
			}
			if v, ok := f.typed(note); ok {
				words = v
			}
			parts = append(parts, ui.Radios{Field: ui.Field{Name: answer, Label: a.Item.Words()}.WithErrors(f.bad), Inline: true, Options: ui.Options(chosen, "yes", "Yes", "no", "No")},
				ui.Input{Field: ui.Field{Name: note, Label: "What is missing", Hint: "Where the answer is no"}.WithErrors(f.bad), Value: words, Width: 30})
		}
	}
	return page, ui.Parts([]templ.Component{ui.Form{Action: ReadinessOf(f.on) + "/answer", Submit: "Send", Hidden: map[string]string{"week": f.check.On.String()}, Cancel: ui.Action{Text: "Cancel", Href: ReadinessOf(f.on)}, Body: ui.Parts(parts)}})
}
