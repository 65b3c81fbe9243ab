package harmweb

import (
	"headroom/internal/access"

	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/harm"
	"headroom/internal/mitigation"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// eventView is one event with everything that was written down about it.
type eventView struct {
	here
	k        harm.Kept
	names    map[string]string
	holidays civil.Holidays
	calendar harm.Periods
	from     []harm.WatchID // the watched pathways from whose reviews it was recorded
}

func (m room) event(w http.ResponseWriter, r *web.Request) error {
	k, err := m.readable(r)
	if err != nil {
		return err
	}
	v := eventView{here: at(r), k: k, holidays: m.Holidays}
	if v.calendar, err = m.calendar(r); err != nil {
		return err
	}
	if r.May(access.HarmCohort, r.On) {
		if v.from, err = m.Watches.Tied(r.Context(), r.On, k.ID, v.asOf); err != nil {
			return err
		}
	}
	if v.names, err = m.names(r.Context(), actorsOf(k)...); err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, v.made(), v.parts().body())
}

// actorsOf are the accounts that an event's page names.
func actorsOf(k harm.Kept) []string {
	var out []string
	for _, e := range k.Revisions {
		out = append(out, e.By)
	}
	for _, l := range k.Links {
		out = append(out, l.Reviewer)
	}
	for _, c := range k.Candour {
		out = append(out, c.By)
		for _, x := range c.Contacts {
			out = append(out, x.By)
		}
	}
	return out
}

func (v eventView) made() web.Page {
	e := v.k.Now()
	p := v.page(kindName(e.Kind) + " " + string(v.k.ID))
	p.Lead = "Reference " + e.Reference() + ", revision " + strconv.Itoa(e.Revision) + ", recorded " + ui.When(v.now, e.Recorded) + "."
	p.Crumbs = append(p.Crumbs, web.Crumb{Text: "Events", Href: v.link(EventsPath(v.on))})
	return p
}

func (v eventView) parts() parts {
	e, path := v.k.Now(), EventPath(v.on, v.k.ID)
	var out parts
	if e.Grade.Basis == harm.NotDeterminable && e.Grade.Review.Before(v.today) {
		out.add(ui.Warning{Title: "Grade overdue", Text: "The harm was to be looked at again on " + day(e.Grade.Review) + "."})
	}
	var do []ui.Button
	if v.does(access.HarmRecord) && v.may(access.HarmRead) {
		do = append(do, ui.Button{Text: "Grade or tell anew", Href: path + "/revise", Secondary: true})
	}
	if v.does(access.HarmLink) {
		do = append(do, ui.Button{Text: "Judge a link", Href: path + "/link", Secondary: true})
	}
	if v.does(access.HarmCandour) {
		do = append(do, ui.Button{Text: "Duty of candour", Href: path + "/candour", Secondary: true})
	}
	rows := []ui.SummaryRow{{Key: "What happened", Value: e.What}, {Key: "Done at once", Value: orNothing(e.Actions)},
		{Key: "Happened", Value: day(e.Occurred)}, {Key: "Noticed", Value: day(e.Detected)}, {Key: "Harm", Value: gradeWords(e)}}
	if e.Kind == harm.Incident || e.Kind == harm.Outcome {
		basis := basisWords(e.Grade.Basis)
		if !e.Grade.Review.IsZero() {
			basis += "; looked at next on " + day(e.Grade.Review)
		}
		rows = append(rows, ui.SummaryRow{Key: "The grade stands on", Value: basis})
	}
	rows = append(rows, ui.SummaryRow{Key: "Response", Value: responseWords(e.Response)})
	out.add(ui.SummaryList{Rows: rows, Compact: true})
	for _, w := range v.from {
		out.add(ui.Links([]ui.Action{{Text: "Recorded from the review of watch " + string(w), Href: v.link(ReviewPath(v.on, w))}}))
	}
	if len(do) > 0 {
		out.add(ui.Buttons(do))
	}
	if !v.may(access.HarmRead) {
		out.add(ui.Note("This is what you recorded. What others wrote or judged of it since, and how far it has come on its way to the national service, is not shown here."))
		return out
	}
	out.add(v.links(), v.candour())
	if c, ok := v.last(); ok {
		out.add(v.answers())
		if len(c.Contacts) > 0 {
			out.add(v.attempts(c))
		}
	}
	out.add(v.sent(), v.revisions())
	return out
}

func orNothing(s string) string {
	if s == "" {
		return "nothing written"
	}
	return s
}

// links lists what the event is tied to. What nobody has judged is said to be not known.
func (v eventView) links() ui.Table {
	t := ui.Table{ID: "links", Stack: true, Caption: "What it is tied to", Empty: "Nobody has judged a link: not known.", Hint: "2 is not known, 6 is caused. The newest word about the same two counts; earlier ones stay below it. A period's dates say nothing of causes.",
		Columns: []ui.Column{{Head: "To", Words: true}, {Head: "Strength", Words: true}, {Head: "Judged by", Words: true}, {Head: "Why", Words: true}}}
	counts := map[string]bool{}
	for _, l := range slices.Backward(v.k.Links) {
		to := "period " + l.Period
		if l.Request != "" {
			to = "request " + string(l.Request)
		}
		c := ui.Cell{Text: strengthWords(l.Strength)}
		if counts[to] {
			c.Tags = []ui.Tag{{Text: "Earlier", Colour: ui.Grey}}
		}
		level := "took no part"
		if l.Involved {
			level = "took part in the request or the care"
		}
		if l.Consultant {
			level = "consultant, " + level
		}
		t.Rows = append(t.Rows, ui.Row{Quiet: counts[to], Cells: []ui.Cell{ui.Text(to), c, {Text: who(v.names, l.Reviewer), Note: day(l.On) + "; " + level}, ui.Text(orNothing(l.Why))}})
		counts[to] = true
	}
	if code, how := v.calendar.Of(v.k.Now()); code != "" && !counts["period "+code] {
		t.Rows = append([]ui.Row{{Cells: []ui.Cell{ui.Text("period " + code), ui.Text(strengthWords(0)), ui.Text("nobody yet"), ui.Text("A fact about dates: " + how.Words() + ".")}}}, t.Rows...)
	}
	return t
}

// last is the answer on the duty of candour that counts.
func (v eventView) last() (harm.Candour, bool) {
	if len(v.k.Candour) == 0 {
		return harm.Candour{}, false
	}
	return v.k.Candour[len(v.k.Candour)-1], true
}

func (v eventView) candour() ui.Table {
	t := ui.Table{ID: "candour", Stack: true, Caption: "Duty of candour", NoRowHead: false, Hint: "Regulation 20's own question, answered by a clinician and never worked out from the grades above. Nothing pauses its clock.",
		Empty: "Not decided, and no clock runs yet.", Columns: []ui.Column{{Head: "Applies"}, {Head: "Level"}, {Head: "Last day to tell"}, {Head: "Told"}, {Head: "Written follow-up"}}}
	c, ok := v.last()
	if !ok {
		return t
	}
	applies := ui.Cell{Text: appliesWords(c.Notifiable), Note: c.Why}
	due := ui.Text("no clock")
	if c.Clocked() {
		due = ui.Cell{Text: day(c.Due(v.holidays)), Note: "ten working days after " + ui.When(v.now, c.Start())}
		switch {
		case c.Stopped():
			due.Tags = []ui.Tag{{Text: "Stopped", Colour: ui.Grey}}
			due.Note += "; stopped, because: " + cmp.Or(c.Reason, c.Why)
		case c.Overdue(v.today, v.holidays):
			due.Tags = []ui.Tag{{Text: "Overdue", Colour: ui.Red}}
		}
	}
	t.Rows = []ui.Row{{Cells: []ui.Cell{applies, ui.Text(levelWords(c.Level)), due, ui.Text(moment(v.now, c.Told())), ui.Text(moment(v.now, c.Written))}}}
	return t
}

// answers are every answer on the duty, the newest first, with who gave it, when and why.
func (v eventView) answers() ui.Table {
	t := ui.Table{ID: "answers", Stack: true, Caption: "Every answer on the duty of candour", Hint: "The newest counts. The clock runs from the first time that was given, whatever was answered later.",
		Columns: []ui.Column{{Head: "Answered"}, {Head: "By", Words: true}, {Head: "Applies"}, {Head: "Became aware"}, {Head: "Written follow-up"}, {Head: "Why", Words: true}}}
	for i, c := range slices.Backward(harm.Answers(v.k.Candour)) {
		why := ui.Text(orNothing(c.Why))
		if i > 0 && c.Reason != "" {
			why.Note = "another answer than before, because: " + c.Reason
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(moment(v.now, c.Recorded)), ui.Text(who(v.names, c.By)), {Text: appliesWords(c.Notifiable), Note: levelWords(c.Level)},
			ui.Text(given(v.now, c.Aware)), ui.Text(moment(v.now, c.Written)), why}})
	}
	return t
}

// appliesWords is an answer in words.
func appliesWords(notifiable string) string {
	return map[string]string{"yes": "Yes", "no": "No", "": "Not decided"}[notifiable]
}

func given(now, t time.Time) string {
	if t.IsZero() {
		return "not given"
	}
	return ui.When(now, t)
}

func levelWords(level string) string {
	switch level {
	case "death", "severe", "moderate":
		return level
	case "prolonged-psychological":
		return "prolonged psychological harm"
	}
	return "none"
}

func moment(now, t time.Time) string {
	if t.IsZero() {
		return "not yet"
	}
	return ui.When(now, t)
}

func (v eventView) attempts(c harm.Candour) ui.Table {
	t := ui.Table{ID: "attempts", Stack: true, Caption: "Attempts to tell the patient or those close to them", Columns: []ui.Column{{Head: "When"}, {Head: "Reached"}, {Head: "By", Words: true}, {Head: "In words", Words: true}}}
	for _, x := range slices.Backward(c.Contacts) {
		t.Rows = append(t.Rows, ui.Cells(ui.When(v.now, x.At), map[bool]string{true: "Yes", false: "No"}[x.Reached], who(v.names, x.By), orNothing(x.Words)))
	}
	return t
}

// sent is how far each revision has come on its way to the national service.
func (v eventView) sent() ui.Table {
	t := ui.Table{ID: "sent", Stack: true, Caption: "On its way to the national service", Empty: "Nothing has been queued.", Columns: []ui.Column{{Head: "Revision", Numeric: true}, {Head: "State", Words: true}, {Head: "When"}, {Head: "Interface"}, {Head: "Reply", Words: true}}}
	for _, s := range slices.Backward(v.k.Sent) {
		state := ui.Cell{Text: capital(sendWords(s.State)), Tags: []ui.Tag{sendTag(s.State)}}
		if s.State == harm.Failing && !s.Next.IsZero() {
			state.Note = "next " + ui.When(v.now, s.Next)
		}
		profile := "not chosen yet"
		if s.Profile > 0 {
			profile = "version " + strconv.Itoa(s.Profile)
		}
		when := "not yet"
		if !s.At.IsZero() {
			when = ui.When(v.now, s.At)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(strconv.Itoa(s.Revision)), state, ui.Text(when), ui.Text(profile), ui.Text(orNothing(s.Reply))}})
	}
	return t
}

// revisions stand side by side, the newest first; a field that differs from the one before is marked.
func (v eventView) revisions() ui.Table {
	list := slices.Clone(v.k.Revisions)
	slices.Reverse(list)
	t := ui.Table{ID: "revisions", Caption: "Revisions side by side", Hint: "Nothing is deleted. What differs from the revision before is marked.", Columns: []ui.Column{{Head: "What", Words: true}}}
	for _, e := range list {
		t.Columns = append(t.Columns, ui.Column{Head: "Revision " + strconv.Itoa(e.Revision), Words: true})
	}
	for _, line := range revisionLines() {
		row := ui.Row{Cells: []ui.Cell{ui.Text(line.name)}}
		for i, e := range list {
			c := ui.Text(line.of(v, e))
			if i+1 < len(list) && line.differs && c.Text != line.of(v, list[i+1]) {
				c.Tags = []ui.Tag{{Text: "Changed", Colour: ui.Yellow}}
			}
			row.Cells = append(row.Cells, c)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// revisionLine is one field of a revision in words.
type revisionLine struct {
	name    string
	differs bool // a change of it is worth a mark
	of      func(eventView, harm.Event) string
}

func revisionLines() []revisionLine {
	return []revisionLine{
		{"Recorded", false, func(v eventView, e harm.Event) string { return ui.When(v.now, e.Recorded) + ", " + who(v.names, e.By) }},
		{"Why", false, func(_ eventView, e harm.Event) string {
			if e.Revision == 1 {
				return "first record"
			}
			return e.Why
		}},
		{"Kind", true, func(_ eventView, e harm.Event) string { return kindName(e.Kind) }},
		{"Physical harm", true, func(_ eventView, e harm.Event) string {
			return codeOf(int(e.Grade.Physical), e.Grade.Physical.Words())
		}},
		{"Psychological harm", true, func(_ eventView, e harm.Event) string {
			return codeOf(int(e.Grade.Psychological), e.Grade.Psychological.Words())
		}},
		{"Stands on", true, func(_ eventView, e harm.Event) string { return basisWords(e.Grade.Basis) }},
		{"Looked at next", true, func(_ eventView, e harm.Event) string {
			if e.Grade.Review.IsZero() {
				return "no day set"
			}
			return day(e.Grade.Review)
		}},
		{"What happened", true, func(_ eventView, e harm.Event) string { return e.What }},
		{"Done at once", true, func(_ eventView, e harm.Event) string { return orNothing(e.Actions) }},
		{"Happened", true, func(_ eventView, e harm.Event) string { return day(e.Occurred) }},
		{"Noticed", true, func(_ eventView, e harm.Event) string { return day(e.Detected) }},
		{"Site and service", true, func(_ eventView, e harm.Event) string { return orNothing(e.Site) + "; " + orNothing(e.Service) }},
		{"Patients", true, func(_ eventView, e harm.Event) string { return ui.Count(e.Patients) }},
		{"Period of action", true, func(v eventView, e harm.Event) string {
			code, how := v.calendar.Of(e)
			return strings.TrimPrefix(code+": "+how.Words(), ": ")
		}},
		{"Led to the outcome", true, func(_ eventView, e harm.Event) string {
			if e.Association == 0 {
				return "not said"
			}
			return strengthWords(mitigation.Strength(e.Association))
		}},
		{"Duty of candour", true, func(_ eventView, e harm.Event) string { return appliesWords(e.Duty) }},
		{"Sent as tied to", true, func(_ eventView, e harm.Event) string { return orNothing(strings.Join(e.Tied, ", ")) }},
		{"Response", true, func(_ eventView, e harm.Event) string { return responseWords(e.Response) }},
	}
}
