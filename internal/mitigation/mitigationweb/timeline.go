package mitigationweb

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"headroom/internal/mitigation"
	"headroom/internal/org"
	"headroom/internal/sheet"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// seen are the events of a request that had been written down by an instant.
func seen(k mitigation.Kept, by time.Time) []mitigation.Event {
	var out []mitigation.Event
	for _, e := range k.Events {
		if !e.Recorded.After(by) {
			out = append(out, e)
		}
	}
	return out
}

// steps is every step of a request, with when it happened and when it was written down.
func steps(k mitigation.Kept, now time.Time) ui.Table {
	t := ui.Table{ID: "timeline", Caption: "Every step", Hint: "In the order in which the steps were written down. Nothing is ever taken out or changed: a correction is a step of its own.", Stack: true,
		Columns: []ui.Column{{Head: "Step", Words: true}, {Head: "Happened"}, {Head: "Written down"}, {Head: "Side"}, {Head: "By"}, {Head: "In words", Words: true}}}
	for _, e := range seen(k, now) {
		by := first(actorWords(e.Actor))
		if e.Org != "" {
			by += ", " + string(e.Org)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(stepWords(e.Step)), ui.Text(instant(e.At)), ui.Text(instant(e.Recorded)), ui.Text(sideOf(e.Step)), ui.Text(by), ui.Text(dash(eventWords(e)))}})
	}
	for _, e := range k.Stand(now).Unwritten {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(stepWords(e.Step)), ui.Text(instant(e.At)), ui.Text("not yet written down"), ui.Text(sideOf(e.Step)), ui.Text(first(actorWords(e.Actor))), ui.Text("–")}})
	}
	return t
}

// eventWords is what was said at a step.
func eventWords(e mitigation.Event) string {
	switch {
	case e.Decision != nil:
		return e.Decision.Verbatim
	case e.Use != nil:
		return fmt.Sprintf("Shift %d: %d came, %d not needed, %d not reached. %s", e.Use.Shift, e.Use.Came, e.Use.NotNeeded, e.Use.Unreached, e.Words)
	case e.Change != nil:
		return fmt.Sprintf("%s: was %q, is %q. %s", e.Change.What, e.Change.Before, e.Change.After, e.Words)
	}
	return e.Words
}

func (m room) timelineCSV(w http.ResponseWriter, r *web.Request) error {
	k, s, err := m.kept(r)
	if err != nil {
		return err
	}
	out := web.Sheet{Name: string(k.Ref) + "-timeline", Head: []string{"request", "kind", "name", "side", "from_or_at", "to_or_recorded", "minutes", "at_least_minutes", "post", "organisation", "words"}}
	a := readAt(r)
	for _, e := range seen(k, a.now) {
		out.Rows = append(out.Rows, texts(string(k.Ref), "step", string(e.Step), sideOf(e.Step), stamp(e.At), stamp(e.Recorded), "", "", string(e.Actor), string(e.Org), eventWords(e)))
	}
	for _, e := range s.Unwritten {
		out.Rows = append(out.Rows, texts(string(k.Ref), "step", string(e.Step), sideOf(e.Step), stamp(e.At), "", "", "", string(e.Actor), "", "not yet written down"))
	}
	for _, x := range s.Measures(a.now) {
		n, so := "", ""
		if x.Known() {
			n = strconv.Itoa(x.Minutes())
		} else if x.Unfinished() {
			so = strconv.Itoa(x.Least())
		}
		out.Rows = append(out.Rows, texts(string(k.Ref), "measure", x.ID, string(x.Side), stamp(x.From), stamp(x.To), n, so, "", "", x.Name))
	}
	return r.SheetCSV(w, out)
}

func texts(list ...string) []sheet.Cell {
	var out []sheet.Cell
	for _, s := range list {
		out = append(out, sheet.TextCell(s))
	}
	return out
}

// TimelineJSON is a request's every step with both sides' minutes.
type TimelineJSON struct {
	Request    mitigation.Ref        `json:"request"`
	Trust      org.Code              `json:"trust"`
	AsOf       time.Time             `json:"as_of"`
	State      mitigation.State      `json:"state"`
	Outcome    mitigation.Outcome    `json:"outcome"`
	Timeliness mitigation.Timeliness `json:"timeliness"`
	Steps      []StepJSON            `json:"steps"`
	Measures   []MeasureJSON         `json:"measures"`
}

// StepJSON is one step. By is a post: nobody is named.
type StepJSON struct {
	Step     mitigation.Step      `json:"step"`
	Side     string               `json:"side"`
	At       time.Time            `json:"at"`
	Recorded *time.Time           `json:"recorded"` // null of what was due and not yet written down
	By       mitigation.Actor     `json:"by"`
	Org      org.Code             `json:"organisation,omitempty"`
	Words    string               `json:"words,omitempty"`
	Decision *mitigation.Decision `json:"decision,omitempty"`
	Use      *mitigation.Use      `json:"use,omitempty"`
	Change   *mitigation.Change   `json:"change,omitempty"`
}

// MeasureJSON is a time between two steps. Minutes is null where one of the two has not come, which is not nought; AtLeast is
// how long one has taken that has begun and not ended, and Running whether it still may end.
type MeasureJSON struct {
	ID      string          `json:"id"`
	Side    mitigation.Side `json:"side"`
	Name    string          `json:"name"`
	From    *time.Time      `json:"from"`
	To      *time.Time      `json:"to"`
	Minutes *int            `json:"minutes"`
	AtLeast *int            `json:"at_least_minutes"`
	Running bool            `json:"running"`
}

func measuresJSON(s mitigation.Standing, now time.Time) []MeasureJSON {
	var out []MeasureJSON
	for _, x := range s.Measures(now) {
		j := MeasureJSON{ID: x.ID, Side: x.Side, Name: x.Name, From: known(x.From), To: known(x.To)}
		if x.Known() {
			n := x.Minutes()
			j.Minutes = &n
		} else if x.Unfinished() {
			n := x.Least()
			j.AtLeast, j.Running = &n, x.Running
		}
		out = append(out, j)
	}
	return out
}

// known is an instant, or nil where it has not come.
func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	u := t.UTC()
	return &u
}

func timelineOf(k mitigation.Kept, s mitigation.Standing, now time.Time) TimelineJSON {
	out := TimelineJSON{Request: k.Ref, Trust: k.Trust, AsOf: now.UTC(), State: s.State, Outcome: s.Outcome, Timeliness: s.Timeliness, Steps: []StepJSON{}, Measures: measuresJSON(s, now)}
	for _, e := range seen(k, now) {
		out.Steps = append(out.Steps, StepJSON{Step: e.Step, Side: sideOf(e.Step), At: e.At.UTC(), Recorded: known(e.Recorded), By: e.Actor, Org: e.Org, Words: e.Words, Decision: e.Decision, Use: e.Use, Change: e.Change})
	}
	for _, e := range s.Unwritten {
		out.Steps = append(out.Steps, StepJSON{Step: e.Step, Side: sideOf(e.Step), At: e.At.UTC(), By: e.Actor})
	}
	return out
}

func (m room) timelineJSON(w http.ResponseWriter, r *web.Request) error {
	k, s, err := m.kept(r)
	if err != nil {
		return err
	}
	return r.JSON(w, http.StatusOK, timelineOf(k, s, readAt(r).now))
}
