package mitigationweb

import (
	"net/http"
	"slices"
	"strconv"

	"headroom/internal/mitigation"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// version is the form as one version of it last was, and when it was signed.
type version struct {
	n      int
	form   mitigation.Form
	signed string
}

// versionsOf are a request's versions as known at an instant: a request that was returned and taken up again has another.
func versionsOf(events []mitigation.Event) []version {
	var out []version
	for _, e := range events {
		if e.Step == mitigation.Begin {
			out = append(out, version{n: len(out) + 1, signed: "–"})
			if len(out) > 1 {
				out[len(out)-1].form = out[len(out)-2].form
			}
		}
		if len(out) == 0 {
			continue
		}
		last := &out[len(out)-1]
		if e.Form != nil {
			last.form = *e.Form
		}
		if e.Step == mitigation.Sign {
			last.signed = instant(e.At)
		}
	}
	return out
}

func (m room) versions(w http.ResponseWriter, r *web.Request) error {
	k, _, err := m.kept(r)
	if err != nil {
		return err
	}
	a := readAt(r)
	p, body := versionsPage(a, k)
	return render(w, r, http.StatusOK, p, body)
}

// versionsPage sets the versions side by side, with what differs marked.
func versionsPage(a at, k mitigation.Kept) (web.Page, parts) {
	all := versionsOf(seen(k, a.now))
	p := a.page("Versions of the form")
	p.Caption = string(k.Ref)
	p.Crumbs = append(p.Crumbs, web.Crumb{Text: string(k.Ref), Href: a.link(Path(k.Ref))})
	t := ui.Table{ID: "versions", Caption: "Versions side by side", Columns: []ui.Column{{Head: "Question", Words: true}}}
	signed := ui.Row{Cells: []ui.Cell{ui.Text("Signed")}}
	boxes := make([]typed, len(all))
	var names []string
	for i, x := range all {
		t.Columns = append(t.Columns, ui.Column{Head: "Version " + strconv.Itoa(x.n), Words: true})
		signed.Cells = append(signed.Cells, ui.Text(x.signed))
		boxes[i] = values(x.form)
		for name := range boxes[i] {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	t.Rows = append(t.Rows, signed)
	for _, name := range names {
		row, some := ui.Row{Cells: []ui.Cell{ui.Text(boxWords(name))}}, false
		for i := range all {
			c := ui.Text(dash(boxes[i][name]))
			if i > 0 && boxes[i][name] != boxes[i-1][name] {
				c.Tags = []ui.Tag{{Text: "Changed", Colour: ui.Yellow}}
			}
			some = some || boxes[i][name] != ""
			row.Cells = append(row.Cells, c)
		}
		if some {
			t.Rows = append(t.Rows, row)
		}
	}
	return p, parts{t}
}

// boxWords is a box's name as people read it, as "Ladder bank agency why".
func boxWords(name string) string {
	b := []byte(name)
	for i := range b {
		if b[i] == '-' {
			b[i] = ' '
		}
	}
	return first(string(b))
}
