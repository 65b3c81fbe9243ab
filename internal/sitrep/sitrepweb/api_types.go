package sitrepweb

import (
	"time"

	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
)

// SeriesJSON is a series as the command and the API give it; other tools rely on its keys.
type SeriesJSON struct {
	Org      string      `json:"org"`
	Measure  string      `json:"measure"`
	Unit     string      `json:"unit"`
	Form     string      `json:"form"`
	Others   []string    `json:"other_forms,omitempty"`
	Points   []PointJSON `json:"points"`
	Due      int         `json:"due"`
	Received int         `json:"received"`
}

// PointJSON is one day. Value is null unless State says that there is a figure.
type PointJSON struct {
	Date     string     `json:"date"`
	Value    *float64   `json:"value"`
	State    string     `json:"state"`
	Version  int        `json:"version"`
	Recorded time.Time  `json:"recorded_at"`
	Source   SourceJSON `json:"source"`
	Due      int        `json:"due"`
	Received int        `json:"received"`
	Given    int        `json:"given"` // organisations that gave this measure; a return may be in without it
	Missing  []org.Code `json:"missing,omitempty"`
	Without  []org.Code `json:"without,omitempty"` // in, and without this figure
	// Elsewhere counts the missing and the without outside the asker's roles, who are not named.
	Elsewhere int `json:"elsewhere,omitempty"`
	// Published is the total that the file itself gives, where it is not ours.
	Published *float64 `json:"published,omitempty"`
}

// SourceJSON is where a figure was read.
type SourceJSON struct {
	File  string `json:"file"`
	Sheet string `json:"sheet"`
	Cell  string `json:"cell"`
}

// SeriesOf is s in the shape that other tools rely on.
func SeriesOf(s *sitrep.Series) SeriesJSON {
	out := SeriesJSON{Org: string(s.Org), Measure: string(s.Measure.Code), Unit: s.Measure.Unit, Form: string(s.Form), Points: []PointJSON{}}
	for _, f := range s.Others {
		out.Others = append(out.Others, string(f))
	}
	out.Due, out.Received = s.Due()
	for _, p := range s.Points {
		j := PointJSON{Date: p.Day.String(), State: string(p.State), Version: p.Version, Recorded: p.Recorded,
			Source: SourceJSON{p.Source.File, p.Cell.Sheet, p.Cell.Ref}, Due: p.Due, Received: p.Received, Given: p.Given, Missing: p.Missing}
		j.Without = p.Without
		if p.Published != nil {
			n := p.Published.Value.Amount()
			j.Published = &n
		}
		if p.Value.State == measure.Number {
			j.Value = &p.Value.N
		}
		out.Points = append(out.Points, j)
	}
	return out
}

// apiForms lists the forms that organisations send.
type apiForms struct {
	Forms []apiForm `json:"forms"`
}

// apiForm is a form; its items and rules only where it is asked for alone.
type apiForm struct {
	Code        string    `json:"code"`
	Name        string    `json:"name"`
	Period      string    `json:"period"`
	Opens       string    `json:"opens"`
	Deadline    string    `json:"deadline"`
	CutOff      string    `json:"cut_off"`
	AmendDays   int       `json:"amend_days"`
	Source      string    `json:"source"`
	Unconfirmed bool      `json:"unconfirmed"`
	Items       []apiItem `json:"items,omitempty"`
	Rules       []apiRule `json:"rules,omitempty"`
}

// apiItem is a line of a form.
type apiItem struct {
	Code       string `json:"code"`
	Name       string `json:"name"`
	Unit       string `json:"unit"`
	Section    string `json:"section"`
	Basis      string `json:"basis"`
	Required   bool   `json:"required"`
	Whole      bool   `json:"whole_number"`
	Definition string `json:"definition"`
}

// apiRule is a check in words.
type apiRule struct {
	ID    string `json:"id"`
	Stops bool   `json:"stops"`
	Words string `json:"words"`
}

// apiReturn is one return with its versions, oldest first.
type apiReturn struct {
	Form     string       `json:"form"`
	Org      string       `json:"org"`
	Day      string       `json:"day"`
	Owed     bool         `json:"owed"`
	Standing string       `json:"standing"`
	Versions []apiVersion `json:"versions"`
}

// apiVersion is one version.
type apiVersion struct {
	Version    int                 `json:"version"`
	State      string              `json:"state"`
	Timing     string              `json:"timing"`
	Channel    string              `json:"channel"`
	Recorded   time.Time           `json:"recorded_at"`
	CoversFrom string              `json:"covers_from"`
	CoversTo   string              `json:"covers_to"`
	By         string              `json:"by"`
	SignedBy   string              `json:"signed_by,omitempty"`
	Role       string              `json:"role,omitempty"`
	Reason     string              `json:"reason,omitempty"`
	Digest     string              `json:"digest"`
	File       string              `json:"file,omitempty"`
	Comments   map[string]string   `json:"comments"`
	Values     map[string]apiValue `json:"values"`
}

// apiValue is one value; null unless its state is number.
type apiValue struct {
	Value *float64 `json:"value"`
	State string   `json:"state"`
	Sheet string   `json:"sheet,omitempty"`
	Cell  string   `json:"cell,omitempty"`
}

// apiSent is the body of a submission. A value is also taken as a plain number, "nil", "n/a" or null.
type apiSent struct {
	CoversFrom string              `json:"covers_from,omitempty"`
	State      string              `json:"state,omitempty"`
	Values     map[string]apiValue `json:"values"`
	Comments   map[string]string   `json:"comments,omitempty"`
	Reason     string              `json:"reason,omitempty"`
	Base       *int                `json:"base,omitempty"`
}

// apiReceipt answers an accepted submission.
type apiReceipt struct {
	Form     string    `json:"form"`
	Org      string    `json:"org"`
	Day      string    `json:"day"`
	Version  int       `json:"version"`
	State    string    `json:"state"`
	Timing   string    `json:"timing"`
	Recorded time.Time `json:"recorded_at"`
	Digest   string    `json:"digest"`
	Again    bool      `json:"again"`
	Same     bool      `json:"same"`
	Link     string    `json:"link"`
}

// apiChecked answers a check: whether the return would be accepted, and every problem.
type apiChecked struct {
	OK       bool          `json:"ok"`
	Problems []fault.Field `json:"problems"`
}

// apiSlips is the list of returns that are due and in.
type apiSlips struct {
	Slips []apiSlip `json:"slips"`
}

// apiSlip is one line of it.
type apiSlip struct {
	Form     string     `json:"form"`
	Org      string     `json:"org"`
	Day      string     `json:"day"`
	Standing string     `json:"standing"`
	Timing   string     `json:"timing,omitempty"`
	Version  int        `json:"version"`
	Recorded *time.Time `json:"recorded_at"`
	Comments int        `json:"comments"`
	Due      *time.Time `json:"due_at"`
}

func apiFormOf(f *sitrep.Form, whole bool) apiForm {
	out := apiForm{Code: string(f.Code), Name: f.Name, Period: f.Period, Opens: f.Opens.String(), Deadline: f.Deadline.String(), CutOff: f.CutOff.String(),
		AmendDays: f.AmendDays, Source: f.Source, Unconfirmed: f.Unconfirmed}
	if !whole {
		return out
	}
	for _, it := range f.Items {
		m, _ := measure.Find(it.Measure)
		out.Items = append(out.Items, apiItem{Code: string(it.Measure), Name: m.Name, Unit: m.Unit, Section: it.Section, Basis: string(it.Basis), Required: it.Required,
			Whole: m.Integer, Definition: m.Definition})
	}
	for _, r := range sitrep.Rules() {
		out.Rules = append(out.Rules, apiRule{ID: r.ID, Stops: r.Stops, Words: r.Words})
	}
	return out
}

func apiVersionOf(v *sitrep.Version) apiVersion {
	out := apiVersion{Version: v.N, State: string(v.State), Timing: string(v.Timing), Channel: v.Channel, Recorded: v.Recorded, CoversFrom: v.Covers.From.String(),
		CoversTo: v.Covers.To.String(), By: v.By, SignedBy: v.SignedBy, Role: v.Role, Reason: v.Reason, Digest: v.Digest, File: v.Source.File,
		Comments: map[string]string{}, Values: map[string]apiValue{}}
	for c, words := range v.Comments {
		out.Comments[string(c)] = words
	}
	for _, it := range v.Items {
		j := apiValue{State: apiState(it.Value), Sheet: it.At.Sheet, Cell: it.At.Ref}
		if it.Value.State == measure.Number {
			n := it.Value.N
			j.Value = &n
		}
		out.Values[string(it.Measure)] = j
	}
	return out
}

// apiState is a value's state as the API writes and reads it.
func apiState(v measure.Value) string {
	switch {
	case v.IsMissing():
		return string(measure.Missing)
	case v.State == measure.NotApplicable:
		return "n/a"
	}
	return string(v.State)
}
