package sitrepweb

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// listMaxWords is how long a reminder may be, in characters: it is read on a telephone.
const listMaxWords = 500

// listRemind notes a reminder to the organisations that were ticked, as far as the person may and nothing has come in
// meanwhile.
func (m room) listRemind(w http.ResponseWriter, r *web.Request) error {
	a, err := listAskedOf(r, "day")
	if err != nil {
		return err
	}
	rem, err := listReminderOf(r)
	if err != nil {
		return err
	}
	if len(rem.problems) > 0 {
		return m.listRender(w, r, http.StatusUnprocessableEntity, a, rem)
	}
	slips, err := m.listSlips(r, a, a.day, a.day, listPicture(r, a.day))
	if err != nil {
		return err
	}
	var owe []org.Code
	for _, s := range slips {
		if listOwed(s) && slices.Contains(rem.ticked, s.Org) {
			owe = append(owe, s.Org)
		}
	}
	if len(owe) == 0 {
		return fault.New(fault.Conflict, "Nothing was sent: none of the organisations that you ticked owes this return any more. Go back and reload the list")
	}
	n, err := m.Store.Remind(r.Context(), r.Who.Actor(), a.form.Code, a.day, owe, rem.words)
	if err != nil {
		return err
	}
	notice := ui.Plural(n, "reminder was", "reminders were") + " noted and shown to those who owe the return."
	if left := len(rem.ticked) - len(owe); left > 0 {
		notice += fmt.Sprintf(" Left out because nothing is owed any more: %d.", left)
	}
	return r.Redirect(w, a.address(ListPath), notice)
}

// listRemindBack leads back to the list: a refused reminder shows its page at this address, which is then reloaded.
func listRemindBack(w http.ResponseWriter, r *web.Request) error {
	return r.Redirect(w, r.Link(ListPath), "")
}

// listReminderOf reads the form. An organisation that the person may not remind is a forbidden fault: the page never
// offers one.
func listReminderOf(r *web.Request) (listReminder, error) {
	rem := listReminder{words: strings.TrimSpace(r.FormValue("words"))}
	scope := r.Scope(access.ChaseSend)
	for _, s := range r.Form["remind"] {
		c, _, err := org.ParseCode(s)
		if err != nil || !scope.Holds(c) {
			return rem, fault.New(fault.Forbidden, "Your account does not cover reminders to %s. Nothing was sent", s)
		}
		if !slices.Contains(rem.ticked, c) {
			rem.ticked = append(rem.ticked, c)
		}
	}
	if len(rem.ticked) == 0 {
		rem.problems.Add("words", "", "Tick at least one organisation to remind")
	}
	switch n := len([]rune(rem.words)); {
	case n == 0:
		rem.problems.Add("words", "", "Write what the reminder says")
	case n > listMaxWords:
		rem.problems.Add("words", "", "Shorten the reminder to %d characters; it has %d", listMaxWords, n)
	}
	return rem, nil
}

// listHidden is what the reminder's form sends along.
func listHidden(v listPageView) map[string]string {
	h := map[string]string{"form": string(v.asked.form.Code), "day": v.asked.day.String()}
	if v.asked.state != "" {
		h["state"] = v.asked.state
	}
	if v.asked.under != "" {
		h["org"] = string(v.asked.under)
	}
	return h
}
