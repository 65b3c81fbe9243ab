package recoveryweb

import (
	"headroom/internal/recovery"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// pressedView is what reviews ask to be brought forward, with the names of those who asked.
type pressedView struct {
	list  []recovery.Pressed
	names map[string]string
}

// pressed are those of a list of patients, still waiting, whose date a review asks to be brought forward.
func (m room) pressed(r *web.Request, h here, patients []recovery.Patient) (pressedView, error) {
	var v pressedView
	if m.Flags == nil || !h.people() {
		return v, nil
	}
	var waiting []recovery.Pathway
	for _, p := range patients {
		if over, _ := p.Over(h.today); !over {
			waiting = append(waiting, p.Pathway)
		}
	}
	var err error
	if v.list, err = m.Flags.Pressed(r.Context(), h.on, waiting, h.asOf); err != nil || len(v.list) == 0 {
		return v, err
	}
	var actors []string
	for _, x := range v.list {
		actors = append(actors, x.By)
	}
	v.names, err = m.People.Named(r.Context(), actors)
	return v, err
}

// asked says who asked, and when.
func (v pressedView) asked(h here, x recovery.Pressed) string {
	by := v.names[x.By]
	if by == "" {
		by = x.By
	}
	return by + ", " + ui.When(h.now, x.At)
}

// table lists them; nothing is asked for where it is empty, and then it is left out.
func (v pressedView) table(h here) ui.Table {
	t := ui.Table{ID: "bring-forward", Stack: true, Caption: ui.Plural(len(v.list), "date to bring forward", "dates to bring forward"), Hint: "A clinician who reviewed what the postponement did asks for it. What was found stays with the review.", Columns: []ui.Column{{Head: "Pathway"}, {Head: "Asked for by", Words: true}}}
	for _, x := range v.list {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: string(x.Pathway), Link: h.link(PatientOf(h.on, x.Pathway)), Tags: []ui.Tag{{Text: "Act now", Colour: ui.Red}}}, ui.Text(v.asked(h, x))}})
	}
	return t
}
