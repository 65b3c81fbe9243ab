package mitigation

import (
	_ "embed" // the built-in schemes
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"headroom/internal/action"
	"headroom/internal/civil"
	"headroom/internal/fault"
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

// Staff is the staff group of action whose members the scheme is about. Junior doctors are called resident doctors since
// September 2024.
func (s Scheme) Staff() action.Staff {
	group := strings.ToLower(strings.TrimSpace(s.Group))
	if group == "junior doctors" {
		return action.Residents
	}
	return action.Staff(strings.ReplaceAll(group, " ", "-"))
}

// Check names everything for which a scheme cannot be kept; nil when it can.
func (s Scheme) Check() error {
	var bad fault.List
	for _, m := range []struct{ name, value, words string }{
		{"scheme", string(s.ID), "Give the scheme a short name"},
		{"name", s.Name, "Say what the scheme is called"},
		{"group", s.Group, "Say whose return may be asked for, as resident doctors"},
		{"source", s.Source, "Say where the scheme's rules stand"},
	} {
		if strings.TrimSpace(m.value) == "" {
			bad.Add(m.name, "B5", "%s", m.words)
		}
	}
	if s.From.IsZero() {
		bad.Add("from", "B5", "Say from which day requests are under the scheme")
	}
	if !s.To.IsZero() && !s.To.After(s.From) {
		bad.Add("to", "B5", "The scheme ends before it begins")
	}
	if s.Mark != Published && s.Mark != Partly && s.Mark != Unconfirmed {
		bad.Add("mark", "B5", "Say how sure the text is: published, partly or unconfirmed")
	}
	return bad.Err("the scheme cannot be kept yet")
}

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
