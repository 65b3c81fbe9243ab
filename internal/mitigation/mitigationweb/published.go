package mitigationweb

import (
	"net/http"
	"slices"
	"time"

	"headroom/internal/access"
	"headroom/internal/fault"
	"headroom/internal/mitigation"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// publishedTable is what others have counted and published, each with its instant and its counter.
func publishedTable(all []mitigation.PublishedCount) ui.Table {
	t := ui.Table{ID: "published", Caption: "Published counts", Hint: "Each as its counter published it. A dash was not published, which is not nought. None is made to fit another.",
		Columns: []ui.Column{{Head: "Period"}, {Head: "Counted by", Words: true}, {Head: "As at", Tight: true}, {Head: "Requests", Numeric: true}, {Head: "Doctors", Numeric: true}, {Head: "Approved", Numeric: true}, {Head: "Rejected", Numeric: true},
			{Head: "Withdrawn", Numeric: true}, {Head: "Pending", Numeric: true}, {Head: "In none of these", Numeric: true}, {Head: "Answered", Numeric: true}, {Head: "Source", Words: true}}}
	for _, p := range all {
		row := ui.Row{Cells: []ui.Cell{ui.Text(p.Periods), {Text: p.CountedBy, Tags: mark(p.Mark), Note: p.Note}, ui.Text(instant(p.AsAt))}}
		for _, n := range []*int{p.Requests, p.Doctors, p.Approved, p.Rejected, p.Withdrawn, p.Pending, p.Rest()} {
			row.Cells = append(row.Cells, publishedCell(n))
		}
		answered := notPublished()
		if x, ok := p.Responses(); ok {
			answered = ui.Cell{Text: ui.Number(100*x, 0) + "%", Note: ui.Count(*p.Responded) + " of " + ui.Count(*p.Asked)}
		}
		row.Cells = append(row.Cells, answered, ui.Text(p.Source))
		t.Rows = append(t.Rows, row)
	}
	return t
}

func publishedCell(n *int) ui.Cell {
	if n == nil {
		return notPublished()
	}
	return ui.Text(ui.Count(*n))
}

// notPublished is the cell of a count that nobody published. It is nobody's late return, and is not marked as one.
func notPublished() ui.Cell { return ui.Text("–") }

// gapTable is how counts of one period differ from the one before them, and stay so.
func gapTable(all []mitigation.PublishedCount) ui.Table {
	t := ui.Table{ID: "gaps", Caption: "Where published counts differ", Hint: "The difference of each count from the one published before it for the same period. They are of different instants and counters, and are not reconciled.", Empty: "No period has two counts.", Stack: true,
		Columns: []ui.Column{{Head: "Period"}, {Head: "From", Words: true}, {Head: "To", Words: true}, {Head: "Requests", Numeric: true}, {Head: "Approved", Numeric: true}, {Head: "Rejected", Numeric: true}}}
	list := slices.Clone(all)
	slices.SortStableFunc(list, func(a, b mitigation.PublishedCount) int { return a.AsAt.Compare(b.AsAt) })
	last := map[string]mitigation.PublishedCount{}
	for _, p := range list {
		if b, ok := last[p.Periods]; ok {
			t.Rows = append(t.Rows, ui.Cells(p.Periods, b.CountedBy+", "+instant(b.AsAt), p.CountedBy+", "+instant(p.AsAt), gap(b.Requests, p.Requests), gap(b.Approved, p.Approved), gap(b.Rejected, p.Rejected)))
		}
		last[p.Periods] = p
	}
	return t
}

func gap(from, to *int) string {
	if from == nil || to == nil {
		return "not known"
	}
	switch d := *to - *from; {
	case d > 0:
		return "+" + ui.Count(d)
	case d < 0:
		return "−" + ui.Count(-d)
	}
	return "0"
}

func (m room) publishedForm(w http.ResponseWriter, r *web.Request) error {
	p, body := publishedPage(readAt(r), typed{}, nil)
	return render(w, r, http.StatusOK, p, body)
}

func publishedPage(a at, v typed, bad []fault.Field) (web.Page, parts) {
	p := a.page("Add a published count")
	p.Crumbs = append(p.Crumbs, web.Crumb{Text: "Counts", Href: a.link(CountsPath)})
	p.Narrow, p.Problems = true, bad
	body := parts{textBox(v, bad, "periods", "Period or periods", "As RD-12, or JD-01..JD-09"), textBox(v, bad, "counted-by", "Counted by", "")}
	body = append(body, momentField(v, bad, "as-at", "As at", "The instant of the count, or of its publication where that is all that is known")...)
	for _, x := range publishedBoxes() {
		body.add(countBox(v, bad, x[0], x[1], "Empty if it was not published"))
	}
	body.add(textBox(v, bad, "note", "Note", ""), textBox(v, bad, "source", "Source", ""))
	return p, parts{ui.Form{Action: PublishedPath, Submit: "Add the count", Cancel: ui.Action{Text: "Cancel", Href: CountsPath}, Body: body}}
}

func publishedBoxes() [][2]string {
	return [][2]string{{"asked", "Organisations asked"}, {"responded", "Of these, answered"}, {"none-made", "Of these, that had made no request"}, {"trusts", "Of these, that had made some"}, {"requests", "Requests"},
		{"doctors", "Doctors"}, {"approved", "Approved"}, {"rejected", "Rejected"}, {"withdrawn", "Withdrawn"}, {"pending", "Pending"}}
}

func (m room) publishedKeep(w http.ResponseWriter, r *web.Request) error {
	in := readForm(r)
	var asAt time.Time
	if x := in.moment("as-at"); !x.IsZero() {
		asAt = x.At()
	}
	p := mitigation.PublishedCount{Periods: in.text("periods"), CountedBy: in.text("counted-by"), AsAt: asAt, Note: in.text("note"), Source: in.text("source"), Exactness: "exact", Mark: mitigation.Partly}
	if in.text("as-at") == "" {
		in.bad.Add("as-at", "H15", "Say of which instant the count is")
	}
	for name, words := range map[string]string{"periods": "Say of which period it is", "counted-by": "Say who counted", "source": "Say where it was published"} {
		if in.text(name) == "" {
			in.bad.Add(name, "H15", "%s", words)
		}
	}
	for i, into := range []**int{&p.Asked, &p.Responded, &p.NoneMade, &p.Trusts, &p.Requests, &p.Doctors, &p.Approved, &p.Rejected, &p.Withdrawn, &p.Pending} {
		*into = in.count(publishedBoxes()[i][0])
	}
	err := in.bad.Err("The count could not be added")
	if err == nil {
		var by mitigation.By
		if by, err = byVerb(r, org.England, access.MitigationReference, mitigation.National); err == nil {
			err = m.Desk.KeepPublished(r.Context(), by, p)
		}
	}
	if err != nil {
		status, bad, ok := refused(err)
		if !ok {
			return err
		}
		page, body := publishedPage(readAt(r), in.v, bad)
		return render(w, r, status, page, body)
	}
	return r.Redirect(w, CountsPath+"#published", "The published count is added.")
}
