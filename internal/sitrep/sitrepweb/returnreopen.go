package sitrepweb

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/sitrep"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

const (
	returnReopenHours = 48  // how long a return is open again unless another time is chosen
	returnReopenMost  = 14  // days: a year typed wrongly must not leave a return open for decades
	returnReopenWords = 500 // characters of a reason
)

// returnReopenView is the form of reopening as the template shows it.
type returnReopenView struct {
	path, cancel string
	late         bool
	already      string
	means        ui.Table
	until        string
	reason       string
	problems     fault.List
}

// returnReopenAsked is the return to be reopened, when the person may reopen one of that day.
func (m room) returnReopenAsked(r *web.Request) (sitrep.History, error) {
	form, day, csv, err := returnAsked(r)
	if err == nil && csv {
		err = fault.New(fault.NotFound, "There is no such page")
	}
	if err != nil {
		return sitrep.History{}, err
	}
	if !r.May(returnReopenVerb(r.Today, day), r.On) {
		return sitrep.History{}, fault.New(fault.Forbidden, "The return for %s is more than %d days old: only the region, or the national team, can reopen it. Ask them, with your reason",
			listDayWords(day), access.ReopenDays)
	}
	h, err := m.returnRead(r, form, day)
	switch {
	case err != nil:
		return h, err
	case h.Form.Publication:
		return h, fault.New(fault.Conflict, "This return was read from a publication, which only a newer publication can change")
	case r.Now.Before(h.Form.OpensAt(day)):
		return h, fault.New(fault.Conflict, "Entry for this day has not begun, so there is nothing to reopen")
	}
	return h, nil
}

func (m room) returnReopenForm(w http.ResponseWriter, r *web.Request) error {
	h, err := m.returnReopenAsked(r)
	if err != nil {
		return err
	}
	v := newReturnReopen(h, returnHelp{pic: listPicture(r, h.Day), now: r.Now, link: r.Link})
	v.until = returnLocal(r.Now.Add(returnReopenHours * time.Hour))
	return r.Render(w, http.StatusOK, returnReopenPage(h, returnHelp{pic: listPicture(r, h.Day), link: r.Link}, nil), returnReopenBody(v))
}

// returnReopen lets the organisation change the return until an instant, for a reason.
func (m room) returnReopen(w http.ResponseWriter, r *web.Request) error {
	h, err := m.returnReopenAsked(r)
	if err != nil {
		return err
	}
	help := returnHelp{pic: listPicture(r, h.Day), now: r.Now, link: r.Link}
	v := newReturnReopen(h, help)
	v.until, v.reason = r.Param("until"), r.Param("reason")
	until, problems := returnReopenCheck(v.until, v.reason, r.Now)
	if err := problems.Err("The return was not reopened"); err != nil {
		v.problems = problems
		return r.Render(w, http.StatusUnprocessableEntity, returnReopenPage(h, help, problems), returnReopenBody(v))
	}
	if err := m.Store.Reopen(r.Context(), r.Who.Actor(), h.Form.Code, h.Org, h.Day, until, v.reason); err != nil {
		return err
	}
	return r.Redirect(w, ReturnPath(h.Form.Code, h.Org, h.Day), "The return can be changed until "+ui.When(r.Now, until)+".")
}

// returnReopenCheck reads until when and why, and says everything that is wrong at once.
func returnReopenCheck(until, reason string, now time.Time) (time.Time, fault.List) {
	var l fault.List
	t, err := civil.ParseInstant(until)
	switch {
	case err != nil:
		l.Add("until", "", "Enter until when as a date and time, such as %s", returnLocal(now.Add(returnReopenHours*time.Hour)))
	case !t.After(now):
		l.Add("until", "", "Choose a time that is still to come")
	case t.After(now.AddDate(0, 0, returnReopenMost)):
		l.Add("until", "", "Choose a time within the next %d days", returnReopenMost)
	}
	switch n := len([]rune(strings.TrimSpace(reason))); {
	case n < 3:
		l.Add("reason", "", "Write why the return is reopened; the reason is kept with it")
	case n > returnReopenWords:
		l.Add("reason", "", "Shorten the reason to %d characters; it has %d", returnReopenWords, n)
	}
	return t, l
}

// returnLocal is an instant as a browser's date and time field wants it, in London time.
func returnLocal(t time.Time) string { return t.In(civil.London).Format("2006-01-02T15:04") }

func returnReopenPage(h sitrep.History, help returnHelp, problems fault.List) web.Page {
	return web.Page{Title: "Reopen the return for " + listDayWords(h.Day), Caption: returnOrgName(h.Org, help), Lead: h.Form.Name, Current: "returns",
		Problems: problems, Crumbs: versionsCrumbs(h, help)}
}

func newReturnReopen(h sitrep.History, help returnHelp) returnReopenView {
	at := ReturnPath(h.Form.Code, h.Org, h.Day)
	v := returnReopenView{path: at + "/reopen", cancel: help.link(at), late: returnReopenVerb(civil.Today(help.now), h.Day) == access.ReturnReopenLate,
		means: ui.Table{Caption: "What a change will do to the three views", Stack: true, Columns: []ui.Column{{Head: "View"}, {Head: "Now"}, {Head: "After a change"}}}}
	if x := returnOpenAgain(h, help.now); x != nil {
		v.already = "It is open for a change already, until " + ui.When(help.now, x.Until) + ". A new time is kept beside that one."
	}
	next := 1
	if n := len(h.Versions); n > 0 {
		next = h.Versions[n-1].N + 1
	}
	for _, view := range returnViews() {
		now := "none"
		if p := sitrep.Pick(h.Form, h.Day, view, help.now, h.Versions); p != nil {
			now = fmt.Sprintf("version %d", p.N)
		}
		v.means.Rows = append(v.means.Rows, ui.Cells(returnViewName(view), now, returnAfter(view, h, next, help.now)))
	}
	return v
}

// returnAfter says what a view shows once the next version has come.
func returnAfter(view sitrep.View, h sitrep.History, next int, now time.Time) string {
	switch {
	case view == sitrep.Latest:
		return fmt.Sprintf("version %d, and every total above it in this view moves with it", next)
	case view == sitrep.First && len(h.Versions) == 0:
		return fmt.Sprintf("version %d", next)
	case view == sitrep.First:
		return "unchanged: the first version stays the first"
	case len(h.Versions) == 0 && h.Form.Late(h.Day, now), len(h.Versions) > 0 && h.Versions[0].Timing == sitrep.Late:
		return "unchanged: a return whose first version comes after the deadline stays out of it"
	case now.Before(h.Form.CollatedAt(h.Day)):
		return fmt.Sprintf("version %d if it comes by %s, else unchanged", next, ui.Clock(h.Form.CollatedAt(h.Day)))
	}
	return "unchanged: what was collated is never made again"
}
