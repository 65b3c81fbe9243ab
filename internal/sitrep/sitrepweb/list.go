package sitrepweb

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web"
)

const (
	listCalendarPath = ListPath + "/calendar"
	listRemindPath   = ListPath + "/remind"
	listCSVPath      = ListPath + ".csv"
)

func (m room) listRoutes() []web.Route {
	chase := func(pattern string, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Verb: access.ChaseRead, Anywhere: true, Handle: h}
	}
	of := func(pattern string, v access.Verb, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Verb: v, On: web.OrgIn("org"), Handle: h}
	}
	one := ListPath + "/{form}/{org}/{day}"
	return []web.Route{
		chase("GET "+ListPath, m.list),
		chase("GET "+listCSVPath, m.listCSV),
		chase("GET "+listCalendarPath, m.listCalendar),
		{Pattern: "GET " + listRemindPath, Verb: access.ChaseRead, Anywhere: true, Handle: listRemindBack},
		{Pattern: "POST " + listRemindPath, Verb: access.ChaseSend, Anywhere: true, Handle: m.listRemind},
		of("GET "+one, access.ReturnRead, m.returnShow),
		of("GET "+one+"/versions/{n}", access.ReturnRead, m.versionsShow),
		of("GET "+one+"/compare", access.ReturnRead, m.versionsCompare),
		of("GET "+one+"/reopen", access.ReturnReopen, m.returnReopenForm),
		of("POST "+one+"/reopen", access.ReturnReopen, m.returnReopen),
		{Pattern: "GET " + rulesPath, Verb: access.RegisterRead, Anywhere: true, Handle: rulesList},
		{Pattern: "GET " + rulesPath + "/{form}", Verb: access.RegisterRead, Anywhere: true, Handle: rulesShow},
	}
}

// listAsked is what a list was asked for.
type listAsked struct {
	form  *sitrep.Form // the definition in force on day
	day   civil.Date
	state string   // one of the tabs' words
	under org.Code // only this organisation and those below it; "" is everything
	tick  bool     // with the boxes of all who have not sent ticked
}

// address is a list's address with what was asked and a few values changed, given as names and values in turn.
func (a listAsked) address(path string, change ...string) string {
	q := url.Values{"form": {string(a.form.Code)}, "day": {a.day.String()}}
	if a.state != "" {
		q.Set("state", a.state)
	}
	if a.under != "" {
		q.Set("org", string(a.under))
	}
	for i := 0; i+1 < len(change); i += 2 {
		if q.Set(change[i], change[i+1]); change[i+1] == "" {
			q.Del(change[i])
		}
	}
	return path + "?" + q.Encode()
}

// listAskedOf reads what a list is asked for; day is the name of the day's field.
func listAskedOf(r *web.Request, day string) (listAsked, error) {
	a := listAsked{state: r.Param("state"), tick: r.Param("tick") != ""}
	code := sitrep.FormCode(cmp.Or(r.Param("form"), string(sitrep.UECDaily)))
	if r.Param("org") != "" {
		under, err := r.Org("org")
		if err != nil {
			return a, err
		}
		if under != org.England {
			a.under = under
		}
	}
	today := civil.Today(r.AsOf)
	a.day = listNewest(code, today)
	if r.Param(day) != "" {
		d, err := r.Day(day)
		if err != nil {
			return a, err
		}
		a.day = d
	}
	f, ok := sitrep.FindForm(code, a.day)
	if !ok || f.Publication {
		return a, fault.New(fault.NotFound, "There is no form %q that organisations send on %s. Choose a form from the list of returns", string(code), a.day)
	}
	a.form = f
	return a, nil
}

// listNewest is the newest day up to today for which the form is asked for; today when there is none within a year.
func listNewest(code sitrep.FormCode, today civil.Date) civil.Date {
	if d := listStep(code, today.Add(1), -1); !d.IsZero() {
		return d
	}
	return today
}

// listStep is the next day after from (step 1) or before it (step -1) for which the form is asked for; zero when there
// is none within a year.
func listStep(code sitrep.FormCode, from civil.Date, step int) civil.Date {
	for i, d := 0, from.Add(step); i < 366; i, d = i+1, d.Add(step) {
		if f, ok := sitrep.FindForm(code, d); ok && f.AskedOn(d) {
			return d
		}
	}
	return civil.Date{}
}

// listForms lists the forms that organisations send themselves, by their definitions on day, the first code first.
func listForms(day civil.Date) []*sitrep.Form {
	var out []*sitrep.Form
	for _, f := range sitrep.Forms() {
		if !f.Publication && f.Valid.Contains(day) {
			out = append(out, f)
		}
	}
	return out
}

// listPicture is the organisations on the reporting day, as known at the instant that is looked at.
func listPicture(r *web.Request, day civil.Date) *org.Picture {
	if r.Picture == nil || r.Picture.On == day {
		return r.Picture
	}
	return r.Picture.Book().At(day)
}

// listSlips reads the returns of [from, to] that the person may see and that were asked for.
func (m room) listSlips(r *web.Request, a listAsked, from, to civil.Date, pic *org.Picture) ([]sitrep.Slip, error) {
	scope := r.Scope(access.ChaseRead)
	if scope.Empty() {
		return nil, nil
	}
	q := sitrep.SlipsAsked{Form: a.form.Code, From: from, To: to, AsOf: r.AsOf}
	if !scope.Everything {
		q.Orgs = scope.Orgs
	}
	got, err := m.Store.Slips(r.Context(), q)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(got), func(s sitrep.Slip) bool {
		return !scope.Holds(s.Org) || a.under != "" && !pic.Within(s.Org, a.under)
	}), nil
}

// listHelp is what a list needs of the request besides its slips.
type listHelp struct {
	pic      *org.Picture
	now      time.Time // the instant that is looked at
	today    civil.Date
	past     bool
	link     func(string) string
	all      bool         // the person sees every organisation's line
	read     access.Scope // whose returns may be opened
	enter    access.Scope // for whom the person enters figures
	send     access.Scope // who may be reminded
	contacts map[org.Code][]Contact
}

func (m room) listHelpFor(r *web.Request, pic *org.Picture) listHelp {
	h := listHelp{pic: pic, now: r.AsOf, today: civil.Today(r.AsOf), past: r.Past, link: r.Link, all: r.Scope(access.ChaseRead).Everything, read: r.Scope(access.ReturnRead)}
	if !r.Past { // what was known is looked at, not worked on
		h.enter, h.send = r.Scope(access.ReturnDraft), r.Scope(access.ChaseSend)
	}
	return h
}

// list is the list of returns of one form and day: who has sent, who has not, and whom to ring.
func (m room) list(w http.ResponseWriter, r *web.Request) error {
	a, err := listAskedOf(r, "day")
	if err != nil {
		return err
	}
	return m.listRender(w, r, http.StatusOK, a, listReminder{words: listReminderWords(a.form, a.day, r.AsOf)})
}

// listRender shows the list with what was typed for a reminder.
func (m room) listRender(w http.ResponseWriter, r *web.Request, status int, a listAsked, rem listReminder) error {
	v, err := m.listMake(r, a, rem)
	if err != nil {
		return err
	}
	return r.Render(w, status, listPage(a, v.help, rem.problems), listView(v))
}

func (m room) listMake(r *web.Request, a listAsked, rem listReminder) (listPageView, error) {
	pic := listPicture(r, a.day)
	slips, err := m.listSlips(r, a, a.day, a.day, pic)
	if err != nil {
		return listPageView{}, err
	}
	h := m.listHelpFor(r, pic)
	tab := listTabFor(a.state)
	var shown []org.Code
	for _, s := range slips {
		if tab.holds(s) {
			shown = append(shown, s.Org)
		}
	}
	if h.contacts, err = m.listContacts(r, shown); err != nil {
		return listPageView{}, err
	}
	return newListView(slips, a, h, rem), nil
}

// listContacts finds whom to ring today about the organisations' returns.
func (m room) listContacts(r *web.Request, orgs []org.Code) (map[org.Code][]Contact, error) {
	if len(orgs) == 0 || m.Contacts == nil {
		return nil, nil
	}
	return m.Contacts.Contacts(r.Context(), orgs, civil.Today(r.AsOf), r.AsOf)
}
