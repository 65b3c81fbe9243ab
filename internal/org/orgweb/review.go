package orgweb

import (
	"fmt"

	"headroom/internal/org"
	"headroom/internal/web/ui"
)

func (v reviewPageView) summary() []ui.SummaryRow {
	rows := []ui.SummaryRow{{Key: "Source", Value: v.set.File}}
	if v.byHand() {
		rows = append(rows, ui.SummaryRow{Key: "Why", Value: v.set.Lines[0].Evidence.Text})
	}
	if v.set.SHA256 != "" {
		rows = append(rows, ui.SummaryRow{Key: "SHA-256", Value: v.set.SHA256[:min(16, len(v.set.SHA256))] + "…"})
	}
	if !v.set.AsAt.IsZero() {
		rows = append(rows, ui.SummaryRow{Key: "Speaks of", Value: ui.DayWords(v.set.AsAt)})
	}
	return append(rows, ui.SummaryRow{Key: "Proposed", Value: ui.When(v.now, v.set.ProposedAt) + " by " + v.set.ProposedBy},
		ui.SummaryRow{Key: "To decide", Value: fmt.Sprintf("%s of %s", ui.Count(v.pending), ui.Plural(len(v.set.Lines), "line", "lines"))})
}

func (v reviewPageView) byHand() bool { return v.set.File == org.ByHand && len(v.set.Lines) > 0 }

// notesTitle says what the notes are about: what a file's reader kept out, or what follows from a proposal.
func (v reviewPageView) notesTitle() string {
	notes := ui.Plural(len(v.set.Notes), "note", "notes")
	if v.byHand() {
		return notes + " on what follows from it"
	}
	return notes + " on what was kept out"
}

func (v reviewPageView) hidden() map[string]string {
	return map[string]string{"page": fmt.Sprint(v.page)}
}

func (v reviewPageView) which() []ui.Option {
	return ui.Options("ticked", "ticked", "The lines ticked on this page", "all", fmt.Sprintf("Every line that is still to be decided, on every page: %s", ui.Count(v.pending)))
}

// table is the lines of this page, with a box to tick where this person may decide.
func (v reviewPageView) table(tick bool) ui.Table {
	t := ui.Table{ID: "lines", Caption: "Lines", HideTitle: true, Stack: true,
		Columns: []ui.Column{{Head: "Line"}, {Head: "Change"}, {Head: "Held now"}, {Head: "Proposed"}, {Head: "Read at"}, {Head: "State"}}}
	for _, l := range v.lines {
		number := ui.Text(fmt.Sprint(l.Line))
		if tick && l.may {
			number.Body = ui.Checkboxes{Field: ui.Field{Name: tickName(l.Line), Label: fmt.Sprintf("Decide line %d", l.Line), Blind: true}.WithErrors(v.problems),
				Options: []ui.Option{{Value: "yes", Text: fmt.Sprint(l.Line)}}}
		}
		t.Rows = append(t.Rows, ui.Row{ID: fmt.Sprintf("row-%d", l.Line), Quiet: l.Decision != "", Cells: []ui.Cell{number, {Body: lineWords(l)},
			{Body: phrases(l.Before)}, {Body: phrases(l.After)}, ui.Text(l.where()), {Tags: []ui.Tag{l.tag()}}}})
	}
	return t
}
