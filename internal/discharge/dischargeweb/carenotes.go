package dischargeweb

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"headroom/internal/flow"
	"headroom/internal/org"
	"headroom/internal/web/ui"
)

// noteTogether is what notes with one code say together, before the names of those it is said of. A code that is not here
// has notes that each say something of its own.
func noteTogether(code string) string {
	switch code {
	case "no-capacity-return":
		return "No capacity is returned, and what keeps the queues as they are was assumed; the odds do not hold what it might be instead"
	case "nil-starts":
		return "Nil starts are returned while people wait: the queues are taken to grow"
	case "capacity-not-used":
		return "On days for which nothing was stated the capacity returned was not used, because how many come to need it is not known; what keeps the queues as they are was taken"
	case "capacity-below-need":
		return "Less capacity is returned than comes to be needed: the queues will grow"
	case "capacity-and-queue":
		return "More capacity is returned than comes to be needed, and yet people wait: the queues will shrink"
	case "no-catchment":
		return "Which councils its people belong to is not known: all care is taken as given by one"
	case "catchment-assumed":
		return "Which councils its people belong to was assumed"
	case "no-forecast":
		return "There is no forecast, so arrivals are those of the last weeks"
	case "disagree":
		return "The data and the flow model disagree: to meet the forecast, admissions were bent further than is usual"
	case "spread-below-floor":
		return "The forecast is surer than people's coming and going by chance allows: the flow model's odds are the wider ones"
	}
	return noteOfFigures(code)
}

// noteOfFigures is the same for what is missing or odd in a trust's own figures.
func noteOfFigures(code string) string {
	switch code {
	case "few-days":
		return "Only few mornings are known: the odds are wider"
	case "gap":
		return "Mornings on end are not known: the odds are wider"
	case "filled":
		return "Some mornings are missing and stand as filled in"
	case "errors":
		return "Some figures that were sent are taken for errors and not used"
	case "old", "old-figure":
		return "The last known figure is days old: the odds are wider"
	case "over-open":
		return "On some mornings more beds were occupied than open; the figures were taken as returned"
	case "no-open":
		return "Open beds are not known: no chances of passing a limit are given"
	case "no-history":
		return "No earlier season is known: the odds are wider"
	case "merged", "series-break":
		return "A merger or another break lies in the figures; what was done about it stands under each"
	case "stay-assumed":
		return "How many are admitted cannot be told from beds alone and was assumed"
	case "no-long-stays":
		return "Long stays are not known for the last fortnight; England's shares were taken"
	case "stays-of-leavers":
		return "The stays sent hold few of those who are in hospital and were not used; counted beds and long stays were"
	case "stays-scaled":
		return "The stays sent hold more or fewer people than were counted in beds, and what they count was scaled"
	case "few-stays", "stays-unusable":
		return "Not all stays one by one could be used"
	case "zero-discharges", "few-discharges":
		return "Discharges are known for too few days, or stand at nought and were taken as not returned"
	case "scope":
		return "Children's admissions are missing from the flows, because discharges are of people of 18 and over"
	case "no-remaining":
		return "Nobody's discharge-ready count is known for the last week: England's share of beds was taken"
	case "scope-remaining":
		return "Those with no criteria to reside are counted with critical care included; their part in general and acute beds was taken"
	case "remaining-too-many":
		return "More than half of those in beds are returned as having no criteria to reside: half was taken"
	case "no-pathways":
		return "Pathways are not known; England's shares were taken"
	case "no-support":
		return "Hardly anybody is discharged with support by the pathways returned; England's shares were taken"
	case "no-reasons":
		return "Reasons for delay are not known; England's shares of process and capacity were taken"
	}
	return ""
}

// noteLine is what stands in one line of the notes, and the notes themselves where it speaks for several.
type noteLine struct {
	words string
	code  string
	each  []string
}

// NotesTogether are the notes of a model as sentences, those of one kind in one that names whom they are about.
func NotesTogether(notes []flow.Note, name func(org.Code) string) []string {
	var out []string
	for _, l := range notesTogether(notes, name) {
		out = append(out, l.words)
	}
	return out
}

// notesTogether puts notes of one code into one line that names whom they are about, each note kept under it.
func notesTogether(notes []flow.Note, name func(org.Code) string) []noteLine {
	var out []noteLine
	done := map[string]bool{}
	for _, n := range notes {
		head := noteTogether(n.Code)
		var who, each []string
		for _, x := range notes {
			if x.Code != n.Code || slices.Contains(each, x.Words) {
				continue
			}
			each = append(each, x.Words)
			if w := name(x.Org); !slices.Contains(who, w) {
				who = append(who, w)
			}
		}
		switch {
		case head == "" || len(each) < 2:
			if !slices.ContainsFunc(out, func(l noteLine) bool { return l.words == n.Words }) {
				out = append(out, noteLine{words: n.Words})
			}
		case !done[n.Code]:
			done[n.Code] = true
			out = append(out, noteLine{words: head + ": " + strings.Join(who, ", ") + ".", code: n.Code, each: each})
		}
	}
	return out
}

// unsound says at the top of a page that its model does not fit what was counted; nil where it does.
func (a careAt) unsound(g *Ground) templ.Component {
	list := g.System.Unsound()
	if len(list) == 0 {
		return nil
	}
	var words []string
	for _, n := range list {
		if !slices.Contains(words, n.Words) {
			words = append(words, n.Words)
		}
	}
	return ui.Warning{Title: "Do not rely on these figures", Text: strings.Join(words, " ") + " Check the stays, discharges and beds that were sent."}
}

// notes lists what a reader should know of a model.
func (a careAt) notes(g *Ground) templ.Component {
	list := notesTogether(g.System.Notes, a.pic.Name)
	return ui.Details{Summary: ui.Plural(len(list), "note", "notes") + " on what this stands on", ID: "stands-on", Body: careNotes(list)}
}
