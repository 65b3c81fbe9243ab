package measureweb

import (
	"iter"
	"net/http"
	"strings"

	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/web"
)

// Where the pages are.
const listPath = "/measures"

// Path is the page of one measure.
func Path(c measure.Code) string { return listPath + "/" + string(c) }

// Routes are the register's pages and their JSON and CSV.
func Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET " + listPath, Verb: access.RegisterRead, Anywhere: true, Handle: list},
		{Pattern: "GET " + listPath + ".csv", Verb: access.RegisterRead, Anywhere: true, Handle: table},
		{Pattern: "GET " + listPath + "/{code}", Verb: access.RegisterRead, Anywhere: true, Handle: show},
		{Pattern: "GET /api/measures", Verb: access.RegisterRead, Anywhere: true, API: true, Handle: api},
		{Pattern: "GET /api/measures/{code}", Verb: access.RegisterRead, Anywhere: true, API: true, Handle: apiOne},
	}
}

// filter is what a reader asks of the register. Empty parts ask nothing.
type filter struct {
	words, section, kind string
	unconfirmed          bool
}

func readFilter(r *web.Request) filter {
	return filter{words: r.Param("q"), section: r.Param("section"), kind: r.Param("kind"), unconfirmed: r.Param("unconfirmed") != ""}
}

// find gives the measures that fit, in register order: every word must occur in the code, the name or the definition.
func (f filter) find() []measure.Measure {
	var out []measure.Measure
	words := strings.Fields(strings.ToLower(f.words))
	for _, m := range measure.All() {
		text := strings.ToLower(string(m.Code) + " " + m.Name + " " + m.Definition + " " + m.Ask)
		fits := (f.section == "" || m.Section == f.section) && (f.kind == "" || string(m.Kind) == f.kind) && (!f.unconfirmed || m.Unconfirmed)
		for _, w := range words {
			fits = fits && strings.Contains(text, w)
		}
		if fits {
			out = append(out, m)
		}
	}
	return out
}

func list(w http.ResponseWriter, r *web.Request) error {
	f := readFilter(r)
	return r.Render(w, http.StatusOK, listPage, listView(newList(f, r.PageNumber(), r.Link)))
}

func show(w http.ResponseWriter, r *web.Request) error {
	m, err := one(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, showPage(m), showView(newShow(m, r.Link)))
}

func one(r *web.Request) (measure.Measure, error) {
	m, ok := measure.Find(measure.Code(r.Param("code")))
	if !ok {
		return m, fault.New(fault.NotFound, "No measure has that code")
	}
	return m, nil
}

func api(w http.ResponseWriter, r *web.Request) error {
	return r.JSON(w, http.StatusOK, map[string]any{"measures": readFilter(r).find()})
}

func apiOne(w http.ResponseWriter, r *web.Request) error {
	m, err := one(r)
	if err != nil {
		return err
	}
	return r.JSON(w, http.StatusOK, m)
}

func table(w http.ResponseWriter, r *web.Request) error {
	head := []string{"code", "name", "section", "kind", "unit", "better", "period", "numerator", "denominator", "definition", "roll_up", "source", "asks", "unconfirmed", "doubt", "breaks"}
	return r.CSV(w, "measures.csv", head, csvRows(readFilter(r).find()))
}

func csvRows(ms []measure.Measure) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for _, m := range ms {
			unconfirmed := "no"
			if m.Unconfirmed {
				unconfirmed = "yes"
			}
			var breaks []string
			for _, b := range m.Breaks {
				breaks = append(breaks, b.On.String()+": "+b.Words)
			}
			row := []string{string(m.Code), m.Name, m.Section, string(m.Kind), m.Unit, m.Better, m.Period, string(m.Num), string(m.Den),
				m.Definition, m.RollUp, m.Source, m.Ask, unconfirmed, m.Doubt, strings.Join(breaks, " | ")}
			if !yield(row, nil) {
				return
			}
		}
	}
}
