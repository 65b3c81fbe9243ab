package accessweb

import (
	"net/http"

	"headroom/internal/access"
	"headroom/internal/audit"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

func entryPage(e audit.Entry) web.Page {
	return web.Page{
		Title: "Entry " + number(e.Seq), Caption: whatWords(e.Verb), Current: "audit",
		Crumbs: []web.Crumb{{Text: "Audit log", Href: "/audit"}},
	}
}

// maySee reports whether the reader may see an entry: an entry about no organisation is for those who see all.
func maySee(r *web.Request, e audit.Entry) bool {
	if e.Org == "" {
		return r.Scope(access.AuditRead).Everything
	}
	return r.May(access.AuditRead, org.Code(e.Org))
}

func (m room) entry(w http.ResponseWriter, r *web.Request) error {
	seq, err := r.Int("seq")
	if err != nil {
		return err
	}
	e, err := m.log.Entry(r.Context(), seq)
	if err != nil {
		return err
	}
	if !maySee(r, e) || r.Past && e.At.After(r.AsOf) {
		return fault.New(fault.NotFound, "There is no such entry")
	}
	if err := m.store.Read(r.Context(), r.Who, "audit", number(seq), org.Code(e.Org)); err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, entryPage(e), entryBody(entrySummary(e, frameOf(r)), e))
}

func entrySummary(e audit.Entry, f frame) ui.SummaryList {
	at := "None"
	if e.Org != "" {
		at = f.name(org.Code(e.Org))
	}
	return ui.SummaryList{Rows: []ui.SummaryRow{
		{Key: "When", Value: stamp(e.At) + " (London)"},
		{Key: "Who", Value: actorWords(e.Actor)},
		{Key: "What", Value: whatWords(e.Verb) + " (" + e.Verb + ")"},
		{Key: "Of", Value: orNone(e.Noun + " " + e.Key)},
		{Key: "Organisation", Value: at},
		{Key: "Reason", Value: orNone(e.Reason)},
		{Key: "Detail", Value: orNone(e.Detail)},
	}}
}

func orNone(s string) string {
	if s == "" {
		return "None"
	}
	return s
}

func chainPage() web.Page {
	return web.Page{
		Title: "Is the log whole?", Current: "audit", Narrow: true, Crumbs: []web.Crumb{{Text: "Audit log", Href: "/audit"}},
		Lead: "Every entry holds the hash of the one before it. This page has just worked all of them out again.",
	}
}

func (m room) chain(w http.ResponseWriter, r *web.Request) error {
	if !r.Scope(access.AuditRead).Everything {
		return fault.New(fault.Forbidden, "The chain runs through every organisation's entries: an auditor or national lead checks it")
	}
	rep, err := m.log.Verify(r.Context())
	if err != nil {
		return err
	}
	if err := m.store.Read(r.Context(), r.Who, "audit", "chain", ""); err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, chainPage(), chainBody(rep))
}
