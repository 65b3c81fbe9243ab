package recoveryweb

import (
	"cmp"
	"fmt"
	"slices"

	"headroom/internal/recovery"
	"headroom/internal/web/ui"
)

// against is what is different from the plan that this one is compared with: tiers, and whose date it moves.
func (v planView) against() parts {
	base, now := v.base.Plan, v.k.Plan
	t := ui.Table{ID: "difference", FewColumns: true, Caption: "What it changes", HideTitle: true, Columns: []ui.Column{{Head: "People", Words: true}, {Head: fmt.Sprintf("Plan %d", v.base.ID), Numeric: true}, {Head: fmt.Sprintf("Plan %d", v.k.ID), Numeric: true}, {Head: "Difference", Numeric: true}}}
	row := func(name string, a, b int) {
		t.Rows = append(t.Rows, ui.Cells(name, ui.Count(a), ui.Count(b), signed(b-a)))
	}
	row("With a date", base.Scheduled, now.Scheduled)
	for i, x := range now.Tiers {
		if i < len(base.Tiers) && base.Tiers[i].Number == x.Number {
			row(fmt.Sprintf("Tier %d: %s", x.Number, x.Name), base.Tiers[i].People, x.People)
		}
	}
	if v.base.Ask.From != v.k.Ask.From {
		t.Hint = fmt.Sprintf("Plan %d counts from %s and plan %d from %s, so that more waits are long in the later one whatever it does.", v.base.ID, day(v.base.Ask.From), v.k.ID, day(v.k.Ask.From))
	}
	if !v.people() {
		return parts{t}
	}
	return parts{t, v.moved()}
}

func signed(n int) string {
	if n > 0 {
		return "+" + ui.Count(n)
	}
	return ui.Number(float64(n), 0)
}

// movedMost is how many people a comparison names.
const movedMost = 40

// moved are the people whose date differs between the two plans: those whom it costs first.
func (v planView) moved() ui.Table {
	was := map[recovery.Pathway]recovery.Placement{}
	for _, x := range v.base.Plan.Placements {
		was[x.Pathway] = x
	}
	type move struct {
		a, b recovery.Placement
		days int // later; a lost date counts as a year
	}
	var list []move
	gain, loss := 0, 0
	for _, b := range v.k.Plan.Placements {
		a := was[b.Pathway]
		if a.Session == b.Session {
			continue
		}
		m := move{a, b, b.Date.Sub(a.Date)}
		switch {
		case a.Session == "":
			m.days = -366
		case b.Session == "":
			m.days = 366
		}
		if m.days > 0 {
			loss++
		} else {
			gain++
		}
		list = append(list, m)
	}
	slices.SortStableFunc(list, func(a, b move) int { return cmp.Compare(b.days, a.days) })
	t := ui.Table{ID: "moved", Stack: true, Caption: "Whom it costs, and whom it helps", Hint: fmt.Sprintf("%s a later date or none, %s an earlier or a new one.", ui.Plural(loss, "person gets", "people get"), ui.Plural(gain, "gets", "get")), Empty: "Nobody's date is another.",
		Columns: []ui.Column{{Head: "Pathway"}, {Head: "Waits for", Words: true}, {Head: fmt.Sprintf("Plan %d", v.base.ID)}, {Head: fmt.Sprintf("Plan %d", v.k.ID)}, {Head: "Difference"}}}
	for i, x := range list {
		if i == movedMost {
			t.Hint += fmt.Sprintf(" The first %d of %d.", movedMost, len(list))
			break
		}
		q := v.patients[x.b.Pathway]
		words := fmt.Sprintf("%s later", ui.Plural(x.days, "day", "days"))
		switch {
		case x.days == 366:
			words = "loses the date"
		case x.days == -366:
			words = "gets a date"
		case x.days <= 0:
			words = fmt.Sprintf("%s earlier", ui.Plural(-x.days, "day", "days"))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: string(x.b.Pathway), Link: v.link(PatientOf(v.on, x.b.Pathway))}, {Text: q.Procedure, Note: priorityWords(q.Priority)}, ui.Text(dateOrNone(x.a)), ui.Text(dateOrNone(x.b)), ui.Text(words)}})
	}
	return t
}

func dateOrNone(x recovery.Placement) string {
	if x.Session == "" {
		return "none"
	}
	return day(x.Date)
}
