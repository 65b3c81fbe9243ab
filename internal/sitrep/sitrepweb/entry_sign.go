package sitrepweb

import (
	"net/http"
	"strconv"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/sitrep"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// signPage is what the accountable person sees before the return goes out: everything it says.
type signPage struct {
	page     web.Page
	action   string
	rev      int
	facts    ui.SummaryList
	deadline string
	notice   string
	table    ui.Table
	ok       bool // nothing is open: the button is shown
	form     string
}

// signShow is the sign-off page of the draft.
func (m room) signShow(w http.ResponseWriter, r *web.Request) error {
	s, err := m.signState(r)
	if err != nil {
		return err
	}
	return m.signRender(w, r, http.StatusOK, s, "")
}

// signState is the draft with its problems.
func (m room) signState(r *web.Request) (entryState, error) {
	e, err := m.entryLoad(r)
	if err != nil {
		return entryState{}, err
	}
	s := entryState{entryAt: e, now: r.AsOf, link: r.Link, who: r.Who, past: r.Past}
	if e.Draft == nil {
		return s, fault.New(fault.NotFound, "There is no draft of this return to sign. Open its form to begin one, or look at the version that is in")
	}
	s.typed, s.rev = e.begun()
	if m.People != nil {
		if s.names, err = m.People.Named(r.Context(), []string{e.Draft.By}); err != nil {
			return s, err
		}
	}
	s.problems, err = m.Store.Try(r.Context(), m.entryWould(r, &s))
	return s, err
}

func (m room) signRender(w http.ResponseWriter, r *web.Request, status int, s entryState, notice string) error {
	v := newSign(s, notice)
	return r.Render(w, status, v.page, signView(v))
}

// signPost signs and sends exactly the draft that was shown.
func (m room) signPost(w http.ResponseWriter, r *web.Request) error {
	s, err := m.signState(r)
	if fault.KindOf(err) == fault.NotFound && s.entryAt != nil {
		if v := entryNewest(s.Versions); v != nil && v.SignedBy == r.Who.Actor() {
			return m.entryStood(w, r, v) // the button was pressed twice, or the page was sent again
		}
	}
	if err != nil {
		return err
	}
	if seen := entryInt(r.PostForm.Get("rev")); seen != s.rev {
		return m.signRender(w, r, http.StatusConflict, s, "The draft was changed after you opened this page. Nothing was sent; this is how it stands now.")
	}
	sub := s.submission(r)
	sub.SignedBy, sub.Role = r.Who.Actor(), string(entrySigningRole(r))
	receipt, err := m.Store.Submit(r.Context(), sub)
	switch {
	case web.ProblemsOf(err) != nil:
		s.problems = web.ProblemsOf(err)
		return m.signRender(w, r, http.StatusUnprocessableEntity, s, "")
	case fault.KindOf(err) == fault.Conflict:
		again, loadErr := m.signState(r)
		if loadErr != nil {
			return err
		}
		return m.signRender(w, r, http.StatusConflict, again, fault.As(err).Message)
	case err != nil:
		return err
	}
	return m.entrySent(w, r, receipt)
}

func newSign(s entryState, notice string) signPage {
	d := sitrep.ReadTyped(s.Form, s.Org, s.Day, s.typed).Completed(s.Form)
	back := s.link(ReturnPath(s.Form.Code, s.Org, s.Day))
	v := signPage{action: ReturnPath(s.Form.Code, s.Org, s.Day) + entrySignPart, rev: s.rev, notice: notice,
		form: s.link(EntryPath(s.Form.Code, s.Org, s.Day)), deadline: entryDeadline(&s.History, s.now),
		table: entryCompare(&s, "Everything that is sent"), ok: len(s.problems) == 0 && s.base() >= s.newest() && !s.past}
	if v.notice == "" && s.base() < s.newest() {
		v.notice = "Version " + strconv.Itoa(s.newest()) + " was sent after this draft was begun. Open the form, compare, and save it once more."
	}
	v.facts = entryPeriods(s.Form, d)
	v.facts.Rows = append(v.facts.Rows, ui.SummaryRow{Key: "The return", Value: entryStateWords(d.State)})
	for _, row := range []ui.SummaryRow{
		{Key: "Comment", Value: d.Comments[""]}, {Key: "Why it is sent again", Value: s.typed[sitrep.FieldReason]}, {Key: "File", Value: s.typed[dropFile]},
	} {
		if row.Value != "" {
			v.facts.Rows = append(v.facts.Rows, row)
		}
	}
	by := s.names[s.Draft.By]
	if by == "" {
		by = s.Draft.By
	}
	v.facts.Rows = append(v.facts.Rows, ui.SummaryRow{Key: "Last saved", Value: ui.When(s.now, s.Draft.At) + " by " + by})
	if n := entryIdle(&s); n > 0 {
		v.facts.Rows = append(v.facts.Rows, ui.SummaryRow{Key: "Typed and not sent", Value: ui.Plural(n, "figure", "figures")})
	}
	problems := entryPlaces(s.problems)
	for i := range problems {
		problems[i].Name = "" // the boxes are on the form, not here
	}
	v.page = web.Page{Title: "Sign off and send", Caption: s.Name + ", " + s.Form.Name + ", " + s.Day.Format("Monday 2 January 2006"), Current: "returns",
		Problems: problems, Crumbs: []web.Crumb{{Text: "Returns", Href: s.link(ListPath)}, {Text: s.Name + ", " + ui.DayShort(s.Day), Href: back}, {Text: "Form", Href: v.form}}}
	return v
}

// entryWould is the submission as it would be sent, for trying it: signed by the person when they may sign, or else by
// the first of those who may.
func (m room) entryWould(r *web.Request, s *entryState) sitrep.Submission {
	sub := s.submission(r)
	if r.May(access.ReturnSign, s.Org) {
		sub.SignedBy, sub.Role = r.Who.Actor(), string(entrySigningRole(r))
	} else if len(s.signers) > 0 {
		sub.SignedBy, sub.Role = s.signers[0].Actor, entryRoleWord(s.signers[0].Role)
	}
	return sub
}

// entryRoleWord is the word that is stored for a role, from the word itself or from the name as people see it.
func entryRoleWord(role string) string {
	for _, i := range access.Roles() {
		if i.Name == role {
			return string(i.Role)
		}
	}
	return role
}

// receiptPage is what the sender keeps.
type receiptPage struct {
	page  web.Page
	facts ui.SummaryList
	to    string
}

// receiptShow is the receipt of one version.
func (m room) receiptShow(w http.ResponseWriter, r *web.Request) error {
	e, err := m.entryLoad(r)
	if err != nil {
		return err
	}
	n, err := r.Int("version")
	if err != nil {
		return err
	}
	for _, v := range e.Versions {
		if int64(v.N) == n {
			p := newReceipt(e, v, r.Link)
			return r.Render(w, http.StatusOK, p.page, receiptView(p))
		}
	}
	return fault.New(fault.NotFound, "This return has no version %d", n)
}

func newReceipt(e *entryAt, v *sitrep.Version, link func(string) string) receiptPage {
	digest := v.Digest
	if len(digest) > 12 {
		digest = digest[:12]
	}
	to := link(ReturnPath(v.Form, v.Org, v.Day))
	p := receiptPage{to: to, facts: ui.SummaryList{Rows: []ui.SummaryRow{
		{Key: "Version", Value: strconv.Itoa(v.N)},
		{Key: "Received", Value: v.Recorded.In(civil.London).Format("15:04:05 on Monday 2 January 2006")},
		{Key: "Timing", Value: entryTimingWords(v.Timing)},
		{Key: "The return", Value: entryStateWords(v.State)},
		{Key: "Signed as", Value: access.Role(v.Role).Name()},
		{Key: "Digest", Value: digest},
	}}}
	p.page = web.Page{Title: "Return received", Caption: e.Name + ", " + e.Form.Name + ", " + e.Day.Format("Monday 2 January 2006"), Current: "returns",
		Crumbs: []web.Crumb{{Text: "Returns", Href: link(ListPath)}, {Text: e.Name + ", " + ui.DayShort(e.Day), Href: to}}, Narrow: true}
	return p
}
