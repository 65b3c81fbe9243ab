package sitrepweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web"
)

// entryPageID names the field that tells one opened page from another.
const entryPageID = "page"

// The last parts of the addresses of one return's entry.
const (
	entrySignPart    = "/sign"
	entryReceiptPart = "/receipt"
	entryDropPart    = "/drop"
)

func (m room) entryRoutes() []web.Route {
	const at = "/returns/{form}/{org}/{day}"
	one := func(verb access.Verb, pattern string, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Verb: verb, On: web.OrgIn("org"), Handle: h}
	}
	drop := one(access.ReturnDraft, "POST "+at+entryDropPart, m.dropPost)
	drop.MaxBody = dropMax
	return []web.Route{
		one(access.ReturnDraft, "GET "+at+"/enter", m.entryShow),
		one(access.ReturnDraft, "POST "+at+"/enter", m.entryPost),
		one(access.ReturnSign, "GET "+at+entrySignPart, m.signShow),
		one(access.ReturnSign, "POST "+at+entrySignPart, m.signPost),
		one(access.ReturnDraft, "GET "+at+entryReceiptPart, m.receiptShow),
		one(access.ReturnDraft, "GET "+at+entryDropPart, m.dropShow),
		drop,
		one(access.ReturnDraft, "GET "+at+"/template.csv", m.dropCSV),
		one(access.ReturnDraft, "GET "+at+"/template.xlsx", m.dropXLSX),
	}
}

// entryAt is what every handler of one return begins with.
type entryAt struct {
	sitrep.History
	Before, Week *sitrep.Version // in force for the day before and for the same weekday of the week before; nil without one
	Name         string          // the organisation's
}

// entryLoad reads the return that the address names, with those it is compared with, and notes the reading.
func (m room) entryLoad(r *web.Request) (*entryAt, error) {
	day, err := r.Day("day")
	if err != nil {
		return nil, err
	}
	form := sitrep.FormCode(r.Param("form"))
	e := &entryAt{Name: entryName(r, r.On)}
	if e.History, err = m.Store.History(r.Context(), form, r.On, day, entryAsOf(r)); err != nil {
		return nil, err
	}
	if e.Form.Publication {
		return nil, fault.New(fault.NotFound, "%s is filled from publications; nothing is entered in it", e.Form.Name)
	}
	for _, other := range []struct {
		back int
		to   **sitrep.Version
	}{{1, &e.Before}, {7, &e.Week}} {
		h, err := m.Store.History(r.Context(), form, r.On, day.Add(-other.back), entryAsOf(r))
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return nil, err
		}
		*other.to = entryNewest(h.Versions)
	}
	if r.Method != http.MethodGet {
		return e, nil // the page that it is sent from was noted
	}
	return e, m.entryNote(r, e.History)
}

// entryAsOf is the instant whose knowledge is read: the present is left open, so that what came while this request was
// under way is seen when it is read a second time.
func entryAsOf(r *web.Request) time.Time {
	if r.Past {
		return r.AsOf
	}
	return time.Time{}
}

// entryNote writes the reading of a return in the audit log: unpublished figures are sensitive.
func (m room) entryNote(r *web.Request, h sitrep.History) error {
	if m.People == nil || len(h.Versions) == 0 {
		return nil
	}
	return m.People.Read(r.Context(), r.Who.Actor(), "return", string(h.Form.Code)+"/"+string(h.Org)+"/"+h.Day.String(), h.Org)
}

func entryName(r *web.Request, c org.Code) string {
	if r.Picture != nil {
		if n := r.Picture.Name(c); n != "" {
			return n
		}
	}
	return string(c)
}

// entryNewest is the version in force, nil when there is none.
func entryNewest(list []*sitrep.Version) *sitrep.Version {
	if len(list) == 0 {
		return nil
	}
	return list[len(list)-1]
}

// newest is the number of the version in force, 0 without one.
func (e *entryAt) newest() int {
	if v := entryNewest(e.Versions); v != nil {
		return v.N
	}
	return 0
}

// begun is what the form holds when it is opened: the draft, or else the version in force.
func (e *entryAt) begun() (typed map[string]string, rev int) {
	if e.Draft != nil {
		return e.Draft.Typed, e.Draft.Rev
	}
	if v := entryNewest(e.Versions); v != nil && v.State != sitrep.Withdrawn {
		typed = sitrep.TypedOf(e.Form, v)
		typed[sitrep.FieldBase] = strconv.Itoa(v.N)
		return typed, 0
	}
	return map[string]string{sitrep.FieldBase: strconv.Itoa(e.newest())}, 0
}

// entryShow is the form.
func (m room) entryShow(w http.ResponseWriter, r *web.Request) error {
	e, err := m.entryLoad(r)
	if err != nil {
		return err
	}
	if entryNotAsked(e.History) && !r.Past && r.FormValue("unasked") == "" {
		return m.unaskedShow(w, r, e)
	}
	typed, rev := e.begun()
	return m.entryRender(w, r, http.StatusOK, entryState{entryAt: e, typed: typed, rev: rev})
}

// entryPost does what a button of the form asks. What was typed is saved first, whatever else goes wrong.
func (m room) entryPost(w http.ResponseWriter, r *web.Request) error {
	e, err := m.entryLoad(r)
	if err != nil {
		return err
	}
	s := entryState{entryAt: e, typed: entryTyped(e, r.PostForm), rev: entryInt(r.PostForm.Get("rev"))}
	do := r.PostForm.Get("do")
	if (do == "sign" || do == "ready") && e.Draft == nil {
		if done, err := m.entryAgain(w, r, s); done {
			return err
		}
	}
	section := r.PostForm.Get("na")
	if section != "" {
		entryFill(e.Form, section, s.typed)
	}
	if err := m.entrySave(r.Context(), r, &s, false); err != nil {
		if r.WantsJSON() {
			return err
		}
		if done, err := m.entryAgain(w, r, s); done {
			return err
		}
		return m.entryUnsaved(w, r, s, err)
	}
	if r.WantsJSON() {
		return r.JSON(w, http.StatusOK, entrySaved{Rev: s.rev, Saved: s.savedAt(r)})
	}
	to := EntryPath(e.Form.Code, e.Org, e.Day)
	switch {
	case section != "":
		return r.Redirect(w, to+"#"+section, "")
	case do == "check" || do == "ready" || do == "sign":
		return m.entryCheck(w, r, s, do)
	}
	return r.Redirect(w, to, "Draft saved at "+s.savedAt(r)+".")
}

// entrySaved answers an automatic save.
type entrySaved struct {
	Rev   int    `json:"rev"`
	Saved string `json:"saved"`
}

// entryTyped is what the form's fields held, exactly as typed. Where a line still holds what a dropped file said, the
// line's cell and the file's name are kept with it.
func entryTyped(e *entryAt, sent url.Values) map[string]string {
	typed := map[string]string{}
	for _, name := range append(e.Form.TypedNames(), sitrep.FieldBase, entryPageID) {
		if text := strings.ReplaceAll(sent.Get(name), "\r\n", "\n"); text != "" {
			typed[name] = text
		}
	}
	if e.Draft == nil {
		return typed
	}
	kept := false
	for _, it := range e.Form.Items {
		cell, code := sitrep.CellField(it.Measure), string(it.Measure)
		if at := e.Draft.Typed[cell]; at != "" && e.Draft.Typed[code] == typed[code] {
			typed[cell], kept = at, true
		}
	}
	for _, name := range []string{dropFile, dropHash} {
		if text := e.Draft.Typed[name]; kept && text != "" {
			typed[name] = text
		}
	}
	return typed
}

// entryFill writes "n/a" in the section's empty boxes.
func entryFill(f *sitrep.Form, section string, typed map[string]string) {
	for i, s := range entrySections(f) {
		if entrySectionID(i) != section {
			continue
		}
		for _, it := range s.items {
			if strings.TrimSpace(typed[string(it.Measure)]) == "" {
				typed[string(it.Measure)] = "n/a"
			}
		}
	}
}

func entryInt(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return 0
	}
	return n
}

// entrySave keeps what was typed and takes the new revision. A save of this same page in between is no conflict: its
// answer was lost on the way.
func (m room) entrySave(ctx context.Context, r *web.Request, s *entryState, ready bool) error {
	err := m.entryStore(ctx, r, s, ready)
	if fault.KindOf(err) != fault.Conflict || s.typed[entryPageID] == "" {
		return err
	}
	fresh, loadErr := m.entryLoad(r)
	if loadErr != nil || fresh.Draft == nil || fresh.Draft.Typed[entryPageID] != s.typed[entryPageID] {
		return err
	}
	s.entryAt, s.rev = fresh, fresh.Draft.Rev
	return m.entryStore(ctx, r, s, ready)
}

func (m room) entryStore(ctx context.Context, r *web.Request, s *entryState, ready bool) error {
	d := sitrep.SavedDraft{Form: s.Form.Code, Org: s.Org, Day: s.Day, Typed: s.typed, Rev: s.rev, Ready: ready, By: r.Who.Actor(), At: r.Now}
	rev, err := m.Store.SaveDraft(ctx, d)
	if err != nil {
		return err
	}
	d.Rev, s.rev, s.Draft = rev, rev, &d
	return nil
}

// entryUnsaved shows the form again with what was typed when it could not be saved. When somebody else saved or sent
// in between, theirs is shown beside it and fills the boxes that were left empty.
func (m room) entryUnsaved(w http.ResponseWriter, r *web.Request, s entryState, err error) error {
	f := fault.As(err)
	if f == nil || f.Kind == fault.Forbidden || f.Kind == fault.NotFound {
		return err
	}
	if f.Kind != fault.Conflict {
		s.unsaved = true
		s.problems = fault.List{{Message: entrySentence(f.Message) + " What you typed is still in the form and is not saved yet"}}
		return m.entryRender(w, r, web.StatusOf(f.Kind), s)
	}
	fresh, loadErr := m.entryLoad(r)
	if loadErr != nil {
		return loadErr
	}
	theirs, rev := fresh.begun()
	s.entryAt, s.rev, s.clash = fresh, rev, newEntryClash(fresh.Form, f.Message, s.typed, theirs)
	for name, text := range theirs {
		if strings.TrimSpace(s.typed[name]) == "" {
			s.typed[name] = text
		}
	}
	return m.entryRender(w, r, http.StatusConflict, s)
}

// submission is the draft on its way: tried, or sent.
func (s *entryState) submission(r *web.Request) sitrep.Submission {
	out := sitrep.Submission{
		Draft: sitrep.ReadTyped(s.Form, s.Org, s.Day, s.typed), By: r.Who.Actor(), Reason: strings.TrimSpace(s.typed[sitrep.FieldReason]),
		Channel: "form", Base: s.base(),
	}
	if s.typed[dropFile] != "" {
		out.Channel, out.File, out.FileHash = "file", s.typed[dropFile], s.typed[dropHash]
	}
	return out
}

// base is the newest version that the sender had seen.
func (s *entryState) base() int {
	if text := s.typed[sitrep.FieldBase]; text != "" {
		return entryInt(text)
	}
	return -1
}

// entryCheck tries the draft, shows every problem at once, and goes on to sign-off when it may.
func (m room) entryCheck(w http.ResponseWriter, r *web.Request, s entryState, do string) error {
	s.checked = true
	if m.People != nil {
		var err error
		if s.signers, err = m.People.Signers(r.Context(), s.Org); err != nil {
			return m.entryUnsaved(w, r, s, err)
		}
	}
	list, err := m.Store.Try(r.Context(), m.entryWould(r, &s))
	if err != nil {
		return m.entryUnsaved(w, r, s, err)
	}
	s.problems = list
	moved := s.base() >= 0 && s.base() < s.newest()
	switch {
	case len(list) > 0 || moved:
		status := http.StatusOK
		if do != "check" {
			status = http.StatusUnprocessableEntity
		}
		return m.entryRender(w, r, status, s)
	case do == "ready" && r.May(access.ReturnSubmit, s.Org):
		if err := m.entrySave(r.Context(), r, &s, true); err != nil {
			return m.entryUnsaved(w, r, s, err)
		}
		return r.Redirect(w, EntryPath(s.Form.Code, s.Org, s.Day), "The return waits for sign-off.")
	case do == "sign" && r.May(access.ReturnSign, s.Org):
		return m.entrySend(w, r, s, s.submission(r))
	case do != "check":
		return fault.New(fault.Forbidden, "Your account does not cover sending this return. It is saved as a draft; somebody who may send it can open it")
	}
	return m.entryRender(w, r, http.StatusOK, s)
}

// entrySend signs and sends. A refusal shows the form again with everything that is wrong.
func (m room) entrySend(w http.ResponseWriter, r *web.Request, s entryState, sub sitrep.Submission) error {
	sub.SignedBy, sub.Role = r.Who.Actor(), string(entrySigningRole(r))
	receipt, err := m.Store.Submit(r.Context(), sub)
	if list := web.ProblemsOf(err); list != nil {
		s.problems = list
		return m.entryRender(w, r, http.StatusUnprocessableEntity, s)
	}
	if err != nil {
		return m.entryUnsaved(w, r, s, err)
	}
	return m.entrySent(w, r, receipt)
}

// entrySent leads to the receipt.
func (m room) entrySent(w http.ResponseWriter, r *web.Request, c sitrep.Receipt) error {
	words := "Version " + strconv.Itoa(c.Version) + " is sent and stored."
	if c.Same {
		words = "The figures are those of version " + strconv.Itoa(c.Version) + ", which stands. Nothing new was stored."
	}
	to := ReturnPath(c.Form, c.Org, c.Day) + entryReceiptPart + "?version=" + strconv.Itoa(c.Version)
	return r.Redirect(w, to, words)
}

// entrySigningRole is the role by which the person may sign here.
func entrySigningRole(r *web.Request) access.Role {
	g, _ := r.Who.Allowing(access.ReturnSign, r.On, r.Present, r.Today)
	return g.Role
}

// entryDays is how many days the flows of a draft cover.
func entryDays(d sitrep.Draft, f *sitrep.Form) civil.Range {
	if d.Covers.From.IsZero() {
		return f.Flows(d.Day)
	}
	return d.Covers
}
