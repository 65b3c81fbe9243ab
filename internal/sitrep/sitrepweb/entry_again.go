package sitrepweb

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/sitrep"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// entryAgain leads to the receipt when the form that was posted says what the version in force says already and no draft
// is open: a button pressed twice, a page sent again after its answer was lost. done is false when it is something else.
func (m room) entryAgain(w http.ResponseWriter, r *web.Request, s entryState) (done bool, err error) {
	fresh, err := m.entryLoad(r)
	if err != nil {
		return false, nil // whoever asked goes on, and meets the same fault in its own place
	}
	v := entryNewest(fresh.Versions)
	if v == nil || fresh.Draft != nil {
		return false, nil
	}
	d := s.submission(r).Tidy(fresh.Form).Draft.Completed(fresh.Form)
	if len(d.Problems) > 0 || !v.Says(d) {
		return false, nil
	}
	return true, m.entryStood(w, r, v)
}

// entryStood leads to the receipt of a version that stands already, and says who sent it and when.
func (m room) entryStood(w http.ResponseWriter, r *web.Request, v *sitrep.Version) error {
	who := "It was sent"
	if v.By == r.Who.Actor() || v.SignedBy == r.Who.Actor() {
		who = "You sent this"
	}
	words := fmt.Sprintf("%s at %s: version %d, which stands. Nothing new was stored.", who, ui.When(r.Now, v.Recorded), v.N)
	return r.Redirect(w, ReturnPath(v.Form, v.Org, v.Day)+entryReceiptPart+fmt.Sprintf("?version=%d", v.N), words)
}

// entryWho is the heading and the sentence that say who was there in between: oneself on another page, or somebody else.
func entryWho(s *entryState) (title, words string) {
	me, title := s.who.Actor(), "Somebody else was here in between"
	if d := s.Draft; d != nil {
		switch {
		case d.By == me:
			return "You were here in between, on another page", "You saved it at " + ui.When(s.now, d.At) + "."
		case s.names[d.By] != "":
			return title, "It was " + s.names[d.By] + "."
		}
		return title, ""
	}
	v := entryNewest(s.Versions)
	switch {
	case v == nil:
		return "The draft was thrown away in between", ""
	case v.By == me || v.SignedBy == me:
		return "You sent this return in between", fmt.Sprintf("You sent version %d at %s.", v.N, ui.When(s.now, v.Recorded))
	case s.names[v.By] != "":
		return title, fmt.Sprintf("%s sent version %d at %s.", s.names[v.By], v.N, ui.When(s.now, v.Recorded))
	}
	return title, fmt.Sprintf("Version %d was sent at %s.", v.N, ui.When(s.now, v.Recorded))
}

// entryPeople finds who may sign, who saved the draft and who sent the version in force.
func (m room) entryPeople(ctx context.Context, s *entryState) (err error) {
	if m.People == nil {
		return nil
	}
	if s.signers, err = m.People.Signers(ctx, s.Org); err != nil {
		return err
	}
	var actors []string
	if s.Draft != nil {
		actors = append(actors, s.Draft.By)
	}
	if v := entryNewest(s.Versions); v != nil && s.clash != nil && strings.HasPrefix(v.By, "account:") {
		actors = append(actors, v.By)
	}
	if len(actors) > 0 {
		s.names, err = m.People.Named(ctx, actors)
	}
	return err
}

// entryAlike reports whether two texts of a field mean the same, however they are written: 1,014 and 1014.
func entryAlike(f *sitrep.Form, name, a, b string) bool {
	if a == b {
		return true
	}
	if name == sitrep.FieldState {
		returned := func(s string) bool { return s == "" || s == string(sitrep.Returned) }
		return returned(a) && returned(b)
	}
	c := measure.Code(name)
	if _, on := f.Item(c); !on {
		return false
	}
	x, wrong := sitrep.ReadValue(c, a)
	y, wrongToo := sitrep.ReadValue(c, b)
	return wrong == "" && wrongToo == "" && x == y
}

// entryTotals says which totals were worked out from their parts, and as what; empty when none was.
func entryTotals(s *entryState) string {
	whole := sitrep.ReadTyped(s.Form, s.Org, s.Day, s.typed).Completed(s.Form)
	var out []string
	for _, it := range s.Form.Items {
		if v := whole.Value(it.Measure); v.Given() && strings.TrimSpace(s.typed[string(it.Measure)]) == "" {
			m, _ := measure.Find(it.Measure)
			out = append(out, m.Name+" "+m.Show(v))
		}
	}
	if len(out) == 0 {
		return ""
	}
	return "Worked out from their parts and sent with the rest: " + strings.Join(out, "; ") + "."
}

// entryUnasked tells why a return that nobody asks for is not offered at once.
func entryUnasked(h sitrep.History, name string) string {
	return fmt.Sprintf("%s is not asked for this return for %s: nothing is owed, and nobody waits for it.", name, h.Day.Format("Monday 2 January 2006"))
}

// entryNotAsked reports whether the organisation owes no such return and none has been begun or sent.
func entryNotAsked(h sitrep.History) bool {
	return !h.Owed && !h.Form.Publication && h.Draft == nil && len(h.Versions) == 0
}

// unaskedShow is what stands before the form of a return that is not asked for.
func (m room) unaskedShow(w http.ResponseWriter, r *web.Request, e *entryAt) error {
	if m.People == nil {
		return fault.New(fault.Unavailable, "Who may sign cannot be looked up at the moment. Try again in a minute")
	}
	signers, err := m.People.Signers(r.Context(), e.Org)
	if err != nil {
		return err
	}
	v := unaskedPage{words: entryUnasked(e.History, e.Name), signed: len(signers) > 0,
		anyway: ui.Button{Text: "Enter it all the same", Secondary: true, Href: EntryPath(e.Form.Code, e.Org, e.Day) + "?unasked=yes"}}
	p := web.Page{Title: e.Form.Name, Caption: e.Name + ", " + e.Day.Format("Monday 2 January 2006"), Current: "returns", Narrow: true,
		Crumbs: []web.Crumb{{Text: "Returns", Href: r.Link(ListPath)}, {Text: e.Name + ", " + ui.DayShort(e.Day), Href: r.Link(ReturnPath(e.Form.Code, e.Org, e.Day))}}}
	return r.Render(w, http.StatusOK, p, unaskedView(v))
}

// unaskedPage is the words and the button of a return that is not asked for.
type unaskedPage struct {
	words  string
	signed bool // somebody could sign it off
	anyway ui.Button
}
