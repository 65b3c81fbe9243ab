package accessweb

import (
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

const (
	logPerPage  = 50
	logPerFetch = 500     // for the CSV
	logMost     = 100_000 // entries in one CSV
)

// logView is the audit log, narrowed.
type logView struct {
	Noun, Key, Org, Person string // as typed
	From, To               [3]string
	Nouns                  []ui.Option
	Table                  ui.Table
	Older                  string // the address of the entries before these; "" when there are none
	CSV                    string
	Note                   string
	All                    bool // the reader may see every organisation's entries
	Problems               []fault.Field
}

func (v logView) field(name, label, hint string) ui.Field {
	return ui.Field{Name: name, Label: label, Hint: hint}.WithErrors(v.Problems)
}

func logPage(problems []fault.Field) web.Page {
	return web.Page{
		Title: "Audit log", Current: "audit", Problems: problems,
		Lead: "Who did what, when and why. It names account numbers, not people, and reading it is itself written down.",
	}
}

// readLog makes the filter that a request asks for, within what the reader may see. Who may not see everything sees
// one organisation at a time, the first in reach when none is asked for.
func readLog(r *web.Request) (audit.Filter, logView) {
	v := logView{Noun: r.Param("noun"), Key: r.Param("key"), Org: r.Param("org"), Person: r.Param("person")}
	var l fault.List
	scope := r.Scope(access.AuditRead)
	v.All = scope.Everything
	on := orgAsked(r, &l, "org", true)
	switch {
	case v.All:
	case on == "" && len(l) == 0 && len(scope.Orgs) > 0:
		on = ownFirst(r.Who, scope, r.Today)
		v.Org = string(on)
	case len(l) == 0 && !r.May(access.AuditRead, on):
		l.Add("org", "", "You may not read the audit log of this organisation")
	}
	f := audit.Filter{Noun: v.Noun, Key: v.Key, Org: string(on), Limit: logPerPage}
	if v.Person != "" {
		if n, err := strconv.ParseInt(v.Person, 10, 64); err != nil {
			l.Add("person", "", "Enter an account’s number")
		} else {
			f.Actor = access.Principal{ID: n}.Actor()
		}
	}
	var from, to civil.Date
	from, v.From = dayAsked(r, &l, "from")
	to, v.To = dayAsked(r, &l, "to")
	if !from.IsZero() {
		f.From = from.At(0)
	}
	if !to.IsZero() {
		f.To = to.Add(1).At(0)
	}
	if r.Past && (f.To.IsZero() || f.To.After(r.AsOf)) {
		f.To = r.AsOf.Add(time.Microsecond)
	}
	if n, err := strconv.ParseInt(r.Param("before"), 10, 64); err == nil {
		f.Before = n
	}
	v.Problems = l
	return f, v
}

// ownFirst is the organisation at which the reader holds the role that opens the log, or the first in reach.
func ownFirst(who access.Principal, scope access.Scope, today civil.Date) org.Code {
	for _, g := range who.Grants {
		if g.Live(today) && scope.Holds(g.At) {
			return g.At
		}
	}
	return scope.Orgs[0]
}

func (m room) auditLog(w http.ResponseWriter, r *web.Request) error {
	f, v := readLog(r)
	v.Nouns = nounOptions(v.Noun)
	if len(v.Problems) > 0 {
		v.Table = logTable(nil, frameOf(r), r.Link)
		return r.Render(w, http.StatusUnprocessableEntity, logPage(v.Problems), logBody(v))
	}
	list, err := m.log.Find(r.Context(), f)
	if err != nil {
		return err
	}
	if err := m.store.Read(r.Context(), r.Who, "audit", logKey(f), org.Code(f.Org)); err != nil {
		return err
	}
	v.Table = logTable(list, frameOf(r), r.Link)
	asked := r.URL.Query()
	asked.Del("before")
	v.CSV = "/audit.csv?" + asked.Encode()
	if len(list) == logPerPage {
		asked.Set("before", number(list[len(list)-1].Seq))
		v.Older = "/audit?" + asked.Encode()
	}
	return r.Render(w, http.StatusOK, logPage(nil), logBody(v))
}

// logKey is what was looked for, as the log's own entry about it says.
func logKey(f audit.Filter) string {
	q := url.Values{}
	for k, s := range map[string]string{"noun": f.Noun, "key": f.Key, "actor": f.Actor} {
		if s != "" {
			q.Set(k, s)
		}
	}
	return q.Encode()
}

// nounOptions is every noun that the log can hold.
func nounOptions(chosen string) []ui.Option {
	out := []ui.Option{{Text: "Everything", Chosen: chosen == ""}}
	for _, p := range access.Policies() {
		out = append(out, ui.Option{Value: p.Noun, Text: title(p.Noun), Chosen: p.Noun == chosen})
	}
	return out
}

func logTable(list []audit.Entry, f frame, link func(string) string) ui.Table {
	t := ui.Table{
		ID: "log", Caption: "Entries", HideTitle: true, Empty: "No entry fits.",
		Columns: []ui.Column{{Head: "Entry"}, {Head: "When"}, {Head: "Who"}, {Head: "What"}, {Head: "Of"}, {Head: "Organisation"}, {Head: "Reason"}},
	}
	for _, e := range list {
		at := ""
		if e.Org != "" {
			at = f.name(org.Code(e.Org))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			ui.LinkTo(number(e.Seq), link("/audit/"+number(e.Seq))), ui.Text(stamp(e.At)), ui.Text(actorWords(e.Actor)),
			{Text: whatWords(e.Verb), Note: e.Verb}, ui.Text(e.Key), ui.Text(at), ui.Text(e.Reason),
		}})
	}
	return t
}

// stamp is an instant to the second, in London: two entries of one minute must not look alike.
func stamp(t time.Time) string { return t.In(civil.London).Format("2 Jan 2006 15:04:05") }

func actorWords(actor string) string {
	kind, n, ok := strings.Cut(actor, ":")
	if !ok {
		return title(actor)
	}
	return title(kind) + " " + n
}

// whatWords is the rule's words for a verb, or the verb's own.
func whatWords(verb string) string {
	if rule, ok := access.RuleFor(access.Verb(verb)); ok {
		return rule.Words
	}
	noun, what, _ := strings.Cut(verb, ".")
	return title(noun) + ": " + what
}

func (m room) auditCSV(w http.ResponseWriter, r *web.Request) error {
	f, v := readLog(r)
	if len(v.Problems) > 0 {
		return &fault.Error{Kind: fault.Invalid, Message: "The log cannot be narrowed so", Fields: v.Problems}
	}
	if err := m.store.Read(r.Context(), r.Who, "audit", logKey(f), org.Code(f.Org)); err != nil {
		return err
	}
	header := []string{"entry", "at", "actor", "verb", "noun", "key", "org", "reason", "digest", "detail", "prev", "hash"}
	return r.CSV(w, "audit.csv", header, m.logRows(r, f))
}

func (m room) logRows(r *web.Request, f audit.Filter) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		f.Limit = logPerFetch
		for range logMost / logPerFetch {
			list, err := m.log.Find(r.Context(), f)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, e := range list {
				row := []string{number(e.Seq), e.At.UTC().Format(time.RFC3339Nano), e.Actor, e.Verb, e.Noun, e.Key, e.Org, e.Reason, e.Digest, e.Detail, e.Prev, e.Hash}
				if !yield(row, nil) {
					return
				}
			}
			if len(list) < logPerFetch {
				return
			}
			f.Before = list[len(list)-1].Seq
		}
	}
}
