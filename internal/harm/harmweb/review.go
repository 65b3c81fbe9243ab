package harmweb

import (
	"headroom/internal/access"

	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/harm"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// reviewView is one watched pathway with its triggers and the steps of its review.
type reviewView struct {
	here
	fields
	line  reviewLine
	steps []harm.ReviewEvent
	names map[string]string
	key   string // the trust's own key, where it was just asked for
}

func (m room) oneReview(r *web.Request) (reviewView, error) {
	v := reviewView{here: at(r), fields: fields{typed: typed{}}}
	id := harm.WatchID(r.PathValue("watch"))
	c, err := m.Watches.Cohort(r.Context(), r.On, "", v.asOf)
	if err != nil {
		return v, err
	}
	n := slices.IndexFunc(c.Watched, func(w harm.Watched) bool { return w.ID == id })
	if n < 0 {
		return v, fault.New(fault.NotFound, "No pathway of that number is watched at this trust")
	}
	var triggers []harm.Trigger
	for _, t := range c.Triggers {
		if t.Watch == id {
			triggers = append(triggers, t)
		}
	}
	var actors []string
	for _, e := range c.Reviews {
		if e.Watch == id && !e.At.After(v.now) {
			v.steps, actors = append(v.steps, e), append(actors, e.By)
		}
	}
	due := map[harm.WatchID]harm.Due{}
	for _, d := range harm.Dues(c, v.now, m.Holidays) {
		due[d.Watch] = d
	}
	v.line = lineOf(c.Watched[n], triggers, v.steps, due, v.today)
	v.names, err = m.names(r.Context(), actors...)
	return v, err
}

func (m room) review(w http.ResponseWriter, r *web.Request) error {
	v, err := m.oneReview(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.made(), v.parts().body())
}

func (v reviewView) made() web.Page {
	p := v.page("Review of watch " + string(v.line.w.ID))
	p.Lead = capital(stageWords(v.line.stage)) + ". Watched until " + day(v.line.w.Until()) + ", the 180th day after the postponement."
	p.Problems = v.bad
	p.Crumbs = append(p.Crumbs, web.Crumb{Text: "Reviews", Href: v.link(ReviewsPath(v.on))})
	return p
}

func (v reviewView) path() string { return ReviewPath(v.on, v.line.w.ID) }

func (v reviewView) parts() parts {
	w := v.line.w
	var out parts
	if v.key != "" {
		out.add(ui.Warning{Title: "The pathway", Text: "The trust's own key: " + v.key + ". That it was asked for is written down. It is not kept on this page."})
	}
	from := ui.SummaryRow{Key: "Event recorded from it", Value: "none yet"}
	for _, e := range v.steps {
		if e.Event != "" {
			from = ui.SummaryRow{Key: "Event recorded from it", Value: string(e.Event), Link: v.link(EventPath(v.on, e.Event))}
		}
	}
	due := ui.SummaryRow{Key: "Last day of the review", Value: lastDay(v.line), Tags: []ui.Tag{ragTag(v.line.rag)}}
	if v.line.late {
		due.Tags = append(due.Tags, ui.Tag{Text: "Overdue", Colour: ui.Red})
	}
	out.add(ui.SummaryList{Compact: true, Rows: []ui.SummaryRow{due, {Key: "Why so urgent", Value: capital(v.line.why)}, {Key: "Date taken away", Value: day(w.For) + ", on " + day(w.Postponed)},
		{Key: "Period of action", Value: orNothingNamed(w.Period, "in none")}, {Key: "Specialty and priority", Value: w.Specialty + ", " + orNothingNamed(w.Priority, "no priority recorded")}, {Key: "Cancer, suspected or confirmed", Value: yesNo(w.Cancer)},
		{Key: "Waited at the postponement", Value: ui.Plural(w.Waiting, "day", "days") + ", postponed " + ui.Plural(w.Times, "time", "times")}, {Key: "New date", Value: dayOr(w.NewDate, "none yet")}, {Key: "Treated", Value: dayOr(w.Treated, "not yet")}, {Key: "Watch ended early", Value: orNothingNamed(w.Ended, "no")}, from}})
	out.add(v.triggers(), v.taken())
	if next := v.next(); len(next) > 0 && v.does(access.HarmWatch) {
		out.add(v.form(next))
	} else if v.does(access.HarmWatch) {
		out.add(ui.Note("The next step is a clinician's."))
	}
	if v.does(access.HarmWatch) {
		out.add(ui.Links([]ui.Action{{Text: "Note a trigger", Href: v.path() + "/trigger"}}))
	}
	if v.does(access.HarmIdentify) {
		out.add(v.ask())
	}
	return out
}

// panelWords names the places that were filled.
func panelWords(list []harm.PanelPlace) string {
	var out []string
	for _, p := range harm.PanelPlaces() {
		if slices.Contains(list, harm.PanelPlace(p[0])) {
			out = append(out, strings.ToLower(p[1][:1])+p[1][1:])
		}
	}
	return strings.Join(out, ", ")
}

func orNothingNamed(s, none string) string {
	if s == "" {
		return none
	}
	return s
}

func dayOr(d civil.Date, none string) string {
	if d.IsZero() {
		return none
	}
	return day(d)
}

func (v reviewView) triggers() ui.Table {
	t := ui.Table{ID: "triggers", Stack: true, Caption: "Triggers", Empty: "None has been found. The watch goes on.", Hint: "Each may mean harm and may have other causes, such as infection, cold weather or full wards.", Columns: []ui.Column{{Head: "Trigger", Words: true}, {Head: "Happened"}, {Head: "Found"}, {Head: "Source", Words: true}}}
	for _, x := range v.line.triggers {
		lag := x.Lag(v.line.w)
		found := ui.Cell{Text: ui.When(v.now, x.Detected)}
		if late := civil.Today(x.Detected).Sub(x.Occurred); late > 7 {
			found.Note = ui.Plural(late, "day", "days") + " after it happened"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: triggerName(x.Kind), Note: x.Words}, {Text: day(x.Occurred), Note: "day " + strconv.Itoa(lag) + " after the postponement"}, found, ui.Text(x.Source)}})
	}
	return t
}

func (v reviewView) taken() ui.Table {
	t := ui.Table{ID: "steps", Stack: true, Caption: "Steps of the review", Empty: "No review was opened.", Columns: []ui.Column{{Head: "Step"}, {Head: "When"}, {Head: "By", Words: true}, {Head: "Finding", Words: true}, {Head: "In words", Words: true}}}
	for _, e := range v.steps {
		finding := ui.Cell{Text: capital(findingWords(e.Finding))}
		if e.Finding == harm.HarmFound {
			finding.Note = gradeWords(harm.Event{Kind: harm.Incident, Grade: e.Grade}) + "; laid to: " + e.Delay
		}
		if e.Finding == harm.NotYet {
			finding.Note = "looked at next on " + day(e.Again)
		}
		if e.Expedite {
			finding.Tags = []ui.Tag{{Text: "Act now", Colour: ui.Red}}
		}
		if len(e.Panel) > 0 {
			finding.Note = strings.TrimPrefix(finding.Note+"; on the panel: "+panelWords(e.Panel), "; ")
		}
		if e.NoEvent != "" {
			finding.Note = strings.TrimPrefix(finding.Note+"; no event is recorded: "+e.NoEvent, "; ")
		}
		if e.Event != "" {
			finding.Note = strings.TrimPrefix(finding.Note+"; event "+string(e.Event), "; ")
			finding.Link = v.link(EventPath(v.on, e.Event))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(capital(string(e.To))), ui.Text(ui.When(v.now, e.At)), ui.Text(who(v.names, e.By)), finding, ui.Text(orNothing(e.Words))}})
	}
	return t
}

// next are the steps that may follow and that the reader may take, with their words. Moderate harm or worse goes to the
// panel before the review is closed.
func (v reviewView) next() []string {
	if v.line.stage != "" && v.line.stage != harm.Opened && v.line.stage != harm.Shut && !v.may(access.HarmReview) {
		return nil
	}
	shut := []string{string(harm.Shut), "Close the review"}
	switch v.line.stage {
	case harm.Opened:
		return []string{string(harm.Screened), "Screened from the records"}
	case harm.Screened:
		if v.line.last.Finding == harm.NeedsReview {
			return []string{string(harm.Reviewed), "Reviewed by a consultant"}
		}
		return append([]string{string(harm.Reviewed), "Reviewed by a consultant"}, shut...)
	case harm.Reviewed:
		out := []string{string(harm.Panel), "Judged by the panel", string(harm.Reviewed), "Reviewed again"}
		if v.line.last.NeedsPanel() || v.line.last.Finding == harm.NotYet {
			return out
		}
		return append(out, shut...)
	case harm.Panel:
		if v.line.last.Finding == harm.NotYet {
			return []string{string(harm.Panel), "Judged again by the panel"}
		}
		return append(shut, string(harm.Panel), "Judged again by the panel")
	}
	return []string{string(harm.Opened), "Open a review"}
}

// form takes the review further; it asks only for what the stage needs.
func (v reviewView) form(next []string) templ.Component {
	if v.typed["to"] == "" && len(next) == 2 {
		v.typed["to"] = next[0]
	}
	f := v.fields
	body := []templ.Component{f.radios("to", "Next step", "", false, next...)}
	switch v.line.stage {
	case harm.Opened:
		body = append(body, f.radios("finding", "Must a consultant review it?", "", true, string(harm.NeedsReview), "Yes", string(harm.NotNeeded), "No"))
	case harm.Screened, harm.Reviewed, harm.Panel:
		body = append(body, f.radios("finding", "What was found?", "Closing needs no finding of its own.", false, string(harm.NoHarm), "No harm", string(harm.HarmFound), "Harm", string(harm.NotYet), "It cannot be determined yet, as before treatment or histology"),
			ui.Details{Summary: "If harm was found: its grade and the delay", Open: v.typed["finding"] == string(harm.HarmFound) || f.faulty("physical", "psychological", "delay"), Body: templ.Join(append(f.grades(true), f.input("delay", "Which delay is it laid to?", "In words: which wait, and whose.", 0))...)},
			f.date("again", "If it cannot be determined yet: when is it looked at next?", ""))
	}
	if v.line.stage == harm.Screened || v.line.stage == harm.Reviewed || v.line.stage == harm.Panel {
		body = append(body, f.input("event", "Number of the event recorded from it", "Record the event first. Severe or fatal harm is closed with its event, or with why there is none.", 10),
			f.input("no-event", "If severe or fatal harm has no event: why?", "", 0))
	}
	if slices.Contains(next, string(harm.Panel)) {
		body = append(body, v.panel())
	}
	body = append(body, f.words("words", "Why?", "No name, number or address.", 3), ui.Checkboxes{Field: f.field("expedite", "Is anything needed now?", ""), Options: ui.Options(f.typed["expedite"], "yes", "Something must be done now: bring the new date forward")})
	return templ.Join(ui.Heading("Take the review further", "next"), ui.Form{Action: v.path(), Submit: "Record the step", Hidden: map[string]string{"stage": string(v.line.stage), "steps": strconv.Itoa(len(v.steps))}, Body: templ.Join(body...)})
}

// panel asks who sat on the panel, by their places: it names nobody.
func (v reviewView) panel() ui.Checkboxes {
	c := ui.Checkboxes{Field: v.field("panel", "Of the panel: who sat on it?", "Somebody else than whoever reviewed it records what it judged.")}
	for _, p := range harm.PanelPlaces() {
		c.Options = append(c.Options, ui.Option{Value: p[0], Text: p[1], Chosen: strings.Contains(" "+v.typed["panel"]+" ", " "+p[0]+" ")})
	}
	return c
}

// ask is how the trust's own key is asked for: by a form, so that it is in no address, and with a reason that is kept.
func (v reviewView) ask() templ.Component {
	f := v.fields
	return ui.Details{Summary: "Which pathway is it?", Open: f.faulty("reason"), Body: ui.Form{Action: v.path() + "/who", Submit: "Show the trust's key", Body: f.input("reason", "Why do you need it?", "Written down with your name and the time.", 30)}}
}

func (m room) step(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.HarmWatch)
	if err != nil {
		return err
	}
	v, err := m.oneReview(r)
	if err != nil {
		return err
	}
	v.typed = typedIn(r)
	v.typed["panel"] = strings.Join(r.PostForm["panel"], " ")
	if v.typed["steps"] != strconv.Itoa(len(v.steps)) {
		return fault.New(fault.Conflict, "Another step of this review was recorded since you opened it. Look at it first")
	}
	e, bad := v.read(r, by)
	faults, err := joined(bad, harm.CheckStep(v.line.stage, v.line.last.Finding, e))
	if err == nil {
		err = fault.List(faults).Err("The step was not recorded")
	}
	if err == nil {
		err = m.Desk.Step(r.Context(), by, r.On, e)
	}
	if err == nil {
		return r.Redirect(w, v.path(), "The step was recorded: "+string(e.To)+".")
	}
	return v.again(w, r, err)
}

// again shows the page once more with what is wrong.
func (v reviewView) again(w http.ResponseWriter, r *web.Request, err error) error {
	status, bad, ok := refused(err)
	if !ok {
		return err
	}
	v.bad = bad
	return r.Render(w, status, v.made(), v.parts().body())
}

func (v reviewView) read(r *web.Request, by harm.By) (harm.ReviewEvent, fault.List) {
	var bad fault.List
	t := v.typed
	e := harm.ReviewEvent{Watch: v.line.w.ID, To: harm.ReviewStage(t["to"]), At: r.Now, By: by.Account, Clinician: by.Clinician, Finding: harm.Finding(t["finding"]), Expedite: t["expedite"] == "yes", Words: t["words"]}
	again := readDate(r, &bad, "again")
	switch {
	case e.To == harm.Opened || e.To == harm.Shut:
		e.Finding = "" // what was found was said at the step before
	case e.Finding == harm.HarmFound:
		e.Grade, e.Delay = readGrade(t), t["delay"]
	case e.Finding == harm.NotYet:
		e.Again = again
		if !again.IsZero() && again.Before(v.today) {
			bad.Add("again", "H21", "Give today or a later day")
		}
	}
	if e.To != harm.Opened && e.To != harm.Screened {
		e.Event = harm.EventID(t["event"])
	}
	if e.To == harm.Shut && e.Event == "" {
		e.NoEvent = t["no-event"]
	}
	if e.To == harm.Panel {
		for _, p := range strings.Fields(t["panel"]) {
			e.Panel = append(e.Panel, harm.PanelPlace(p))
		}
	}
	allowed := v.next()
	if n := slices.Index(allowed, t["to"]); n < 0 || n%2 != 0 {
		bad.Add("to", "C7", "Choose the next step. Moderate harm or worse goes to the panel before the review is closed")
	}
	t.anonymous(&bad, "words", "delay", "no-event")
	return e, bad
}

func (m room) who(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.HarmIdentify)
	if err != nil {
		return err
	}
	v, err := m.oneReview(r)
	if err != nil {
		return err
	}
	v.typed = typedIn(r)
	var bad fault.List
	if v.typed["reason"] == "" {
		bad.Add("reason", "", "Say why you need it: it is written down")
	}
	v.typed.anonymous(&bad, "reason")
	if err = bad.Err("The key was not shown"); err == nil {
		v.key, err = m.Desk.Pathway(r.Context(), by, r.On, v.line.w.ID, v.typed["reason"])
	}
	if err != nil {
		return v.again(w, r, err)
	}
	w.Header().Set("Cache-Control", "no-store")
	return r.Render(w, http.StatusOK, v.made(), v.parts().body())
}

func (m room) triggerForm(w http.ResponseWriter, r *web.Request) error {
	v, err := m.oneReview(r)
	if err != nil {
		return err
	}
	p, body := v.triggerPage()
	return r.Render(w, http.StatusOK, p, body)
}

func (v reviewView) triggerPage() (web.Page, templ.Component) {
	f := v.fields
	kinds := []string{"", "Choose"}
	for _, t := range harm.Triggers() {
		if t.Occurs {
			kinds = append(kinds, string(t.Kind), t.Name)
		}
	}
	p := v.page("Note a trigger for watch " + string(v.line.w.ID))
	p.Lead, p.Problems, p.Narrow = "It opens a review. It is no event and says nothing of causes.", v.bad, true
	p.Crumbs = append(p.Crumbs, web.Crumb{Text: "Watch " + string(v.line.w.ID), Href: v.link(v.path())})
	return p, ui.Form{Action: v.path() + "/trigger", Submit: "Note the trigger", Cancel: ui.Action{Text: "Cancel", Href: v.path()}, Body: templ.Join(
		f.choice("kind", "What was found?", "The library is a proposal that no published text confirms.", kinds...), f.date("occurred", "When did it happen?", ""), f.input("source", "Where was it found?", "As the list or the system, no person.", 20), f.words("words", "In words", "", 2))}
}

func (m room) trigger(w http.ResponseWriter, r *web.Request) error {
	by, err := signer(r, access.HarmWatch)
	if err != nil {
		return err
	}
	v, err := m.oneReview(r)
	if err != nil {
		return err
	}
	v.typed = typedIn(r)
	var bad fault.List
	t := harm.Trigger{Watch: v.line.w.ID, Kind: harm.TriggerKind(v.typed["kind"]), Occurred: readDate(r, &bad, "occurred"), Detected: r.Now, Source: v.typed["source"], Words: v.typed["words"]}
	checkTrigger(&bad, t, v.line.w, v.today)
	v.typed.anonymous(&bad, "source", "words")
	if err = bad.Err("The trigger was not noted"); err == nil {
		err = m.Desk.Trigger(r.Context(), by, r.On, t)
	}
	if err == nil {
		return r.Redirect(w, v.path(), "The trigger was noted.")
	}
	status, faults, ok := refused(err)
	if !ok {
		return err
	}
	v.bad = faults
	p, body := v.triggerPage()
	return r.Render(w, status, p, body)
}

// checkTrigger notes what a trigger lacks.
func checkTrigger(bad *fault.List, t harm.Trigger, w harm.Watched, today civil.Date) {
	if !slices.ContainsFunc(harm.Triggers(), func(x harm.TriggerInfo) bool { return x.Kind == t.Kind && x.Occurs }) {
		bad.Add("kind", "C8", "Choose one of the triggers that people find")
	}
	switch {
	case t.Occurred.IsZero():
		bad.Add("occurred", "C8", "Say on which day it happened")
	case t.Occurred.After(today):
		bad.Add("occurred", "C8", "It cannot have happened after today")
	case !w.On(t.Occurred):
		bad.Add("occurred", "C8", "The pathway was watched from %s to %s", w.Postponed, w.Until())
	}
	if strings.TrimSpace(t.Source) == "" {
		bad.Add("source", "C8", "Say where it was found")
	}
}
