package mitigation

import (
	_ "embed" // the built-in schemes
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"headroom/internal/civil"
)

// SchemeID names a scheme, as JD-2024-01.
type SchemeID string

// Mark says how sure a text is. Stored as its word.
type Mark string

// The marks.
const (
	Published   Mark = "published"
	Partly      Mark = "partly"
	Unconfirmed Mark = "unconfirmed"
)

// Scheme is the dated rules that a request is bound to. A request keeps its scheme whatever comes into force later (B5).
type Scheme struct {
	ID         SchemeID
	Name       string
	From, To   civil.Date // for requests signed on [From, To); a zero To is still in force
	Group      string     // the staff whose return may be asked for
	PreEmptive bool       // may be submitted before the action begins
	Deadline   bool       // must say by when a decision is needed
	Bypass     bool       // doctors may be recalled at once in a declared mass event
	Mark       Mark
	Words      string
	Source     string
}

// InForce reports whether requests may be signed under the scheme on day d.
func (s Scheme) InForce(d civil.Date) bool { return civil.Range{From: s.From, To: s.To}.Contains(d) }

//go:embed schemes.csv
var schemesCSV string

// builtInSchemes is read once and never changed.
var builtInSchemes = mustSchemes(schemesCSV)

// Schemes lists the built-in schemes, oldest first.
func Schemes() []Scheme { return slices.Clone(builtInSchemes) }

// SchemeOf finds a scheme among those given.
func SchemeOf(all []Scheme, id SchemeID) (Scheme, bool) {
	i := slices.IndexFunc(all, func(s Scheme) bool { return s.ID == id })
	if i < 0 {
		return Scheme{}, false
	}
	return all[i], true
}

// InForceOn lists the schemes under which a request can be signed on day d.
func InForceOn(all []Scheme, d civil.Date) []Scheme {
	return slices.DeleteFunc(slices.Clone(all), func(s Scheme) bool { return !s.InForce(d) })
}

func mustSchemes(text string) []Scheme {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		panic(err)
	}
	var out []Scheme
	for n, r := range rows[1:] {
		s, err := schemeOf(r)
		if err != nil {
			panic(fmt.Sprintf("schemes.csv, row %d: %v", n+2, err))
		}
		out = append(out, s)
	}
	return out
}

func schemeOf(r []string) (Scheme, error) {
	s := Scheme{ID: SchemeID(r[0]), Name: r[1], Group: r[4], PreEmptive: r[5] == "yes", Deadline: r[6] == "mandatory",
		Bypass: r[7] == "yes", Mark: Mark(r[8]), Words: r[9], Source: r[10]}
	from, err := civil.ParseDate(r[2])
	if err != nil {
		return s, err
	}
	s.From = from
	if r[3] != "" {
		s.To, err = civil.ParseDate(r[3])
	}
	return s, err
}
