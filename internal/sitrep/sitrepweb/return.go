package sitrepweb

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/sitrep"
	"headroom/internal/web"
)

// returnAsked reads form and day from the address. csv is true when the day ends in ".csv".
func returnAsked(r *web.Request) (form sitrep.FormCode, day civil.Date, csv bool, err error) {
	form = sitrep.FormCode(r.PathValue("form"))
	text, csv := strings.CutSuffix(r.PathValue("day"), ".csv")
	if day, err = civil.ParseDate(text); err != nil {
		return form, day, csv, fault.Wrap(err, fault.NotFound, "There is no such day")
	}
	if _, ok := sitrep.FindForm(form, day); !ok {
		return form, day, csv, fault.New(fault.NotFound, "There is no form %q on %s", string(form), day)
	}
	return form, day, csv, nil
}

// returnRead is one return as known at the request's instant. That it was read is in the audit log before it is shown.
func (m room) returnRead(r *web.Request, form sitrep.FormCode, day civil.Date) (sitrep.History, error) {
	h, err := m.Store.History(r.Context(), form, r.On, day, r.AsOf)
	if err != nil {
		return h, err
	}
	if m.People != nil {
		key := string(form) + "/" + string(r.On) + "/" + day.String()
		if err := m.People.Read(r.Context(), r.Who.Actor(), "return", key, r.On); err != nil {
			return h, err
		}
	}
	return h, nil
}

// returnShow is one return with its history, or all its versions as a file.
func (m room) returnShow(w http.ResponseWriter, r *web.Request) error {
	form, day, csv, err := returnAsked(r)
	if err != nil {
		return err
	}
	h, err := m.returnRead(r, form, day)
	if err != nil {
		return err
	}
	if csv {
		return r.CSV(w, string(form)+"-"+string(h.Org)+"-"+day.String()+".csv", returnCSVHead(), returnCSVRows(h))
	}
	help, err := m.returnHelpFor(r, h)
	if err != nil {
		return err
	}
	v := newReturnView(h, help)
	return r.Render(w, http.StatusOK, returnPage(h, help), returnView(v))
}

func (m room) returnHelpFor(r *web.Request, h sitrep.History) (returnHelp, error) {
	help := returnHelp{pic: listPicture(r, h.Day), now: r.AsOf, past: r.Past, link: r.Link, series: r.May(access.SeriesRead, h.Org),
		chase: r.MayAnywhere(access.ChaseRead), imports: r.MayAnywhere(access.ImportRead)}
	if !r.Past {
		help.enter = r.May(access.ReturnDraft, h.Org)
		help.reopen = r.May(returnReopenVerb(r.Today, h.Day), h.Org)
	}
	var err error
	help.names, err = m.returnNames(r.Context(), h)
	return help, err
}

// returnReopenVerb is what reopening the return of a day asks for on today.
func returnReopenVerb(today, day civil.Date) access.Verb { return access.ReopenVerb(today.Sub(day)) }

// returnNames gives the names behind the actors of a history; it is asked on the pages of one return alone.
func (m room) returnNames(ctx context.Context, h sitrep.History) (map[string]string, error) {
	seen := map[string]bool{}
	for _, v := range h.Versions {
		seen[v.By], seen[v.SignedBy] = true, true
	}
	for _, x := range h.Reopenings {
		seen[x.By] = true
	}
	for _, x := range h.Reminders {
		seen[x.By] = true
	}
	if h.Draft != nil {
		seen[h.Draft.By] = true
	}
	var actors []string
	for _, a := range slices.Sorted(maps.Keys(seen)) {
		if strings.HasPrefix(a, "account:") {
			actors = append(actors, a)
		}
	}
	if len(actors) == 0 || m.People == nil {
		return nil, nil
	}
	return m.People.Named(ctx, actors)
}
