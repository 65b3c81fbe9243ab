package orgweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

type postPageView struct {
	h        org.Holder
	role     org.Role
	others   ui.Table
	from, to [3]string
	reason   string
	problems []fault.Field
}

func postPage(p *org.Picture, c org.Code, role org.Role) web.Page {
	return web.Page{Title: role.Name, Caption: p.Name(c), Current: "organisations", Narrow: true,
		Crumbs: []web.Crumb{{Text: "Organisations", Href: listPath}, {Text: p.Name(c), Href: Path(c)}},
		Lead:   "Letters and reminders go to the post. What you send is added to the record; what was recorded before stays."}
}

// role reads which post the page is about.
func (m room) role(r *web.Request) (org.Role, error) {
	d, err := m.store.Roles(r.Context())
	if err != nil {
		return org.Role{}, err
	}
	role, ok := d.Find(r.Param("role"))
	if !ok {
		return role, fault.New(fault.NotFound, "There is no such post")
	}
	return role, nil
}

func (m room) post(w http.ResponseWriter, r *web.Request) error {
	role, err := m.role(r)
	if err != nil {
		return err
	}
	roster, err := m.store.Roster(r.Context(), r.AsOf)
	if err != nil {
		return err
	}
	v := postPageView{role: role, h: org.Holder{Org: r.On, Role: role.Code, Capacity: org.Holds}}
	held := slices.DeleteFunc(slices.Clone(roster.Of(r.On)), func(h org.Holder) bool { return h.Role != role.Code })
	if r.Param("holding") != "" {
		id, err := r.Int("holding")
		if err != nil {
			return err
		}
		i := slices.IndexFunc(held, func(h org.Holder) bool { return h.ID == id })
		if i < 0 {
			return fault.New(fault.NotFound, "There is no such role holder")
		}
		v.h = held[i]
	}
	v.from, v.to = ui.DateParts(v.h.Valid.From), ui.DateParts(lastDay(v.h.Valid))
	v.others = heldTable(held, r.Link)
	return r.Render(w, http.StatusOK, postPage(r.Present, r.On, role), postView(v))
}

func lastDay(r civil.Range) civil.Date {
	if r.To.IsZero() {
		return r.To
	}
	return r.To.Add(-1)
}

func heldTable(held []org.Holder, link func(string) string) ui.Table {
	t := ui.Table{ID: "held", Caption: "On record for this post", Stack: true, Columns: []ui.Column{{Head: "Name"}, {Head: "As"}, {Head: "In the post"}, {Head: "Recorded by"}}}
	for _, h := range held {
		at := Path(h.Org) + "/post?" + query("role", string(h.Role), "holding", strconv.FormatInt(h.ID, 10))
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.LinkTo(h.Name, link(at)), ui.Text(string(h.Capacity)), ui.Text(days(h.Valid)), ui.Text(h.By)}})
	}
	return t
}

func (m room) savePost(w http.ResponseWriter, r *web.Request) error {
	role, err := m.role(r)
	if err != nil {
		return err
	}
	var problems fault.List
	v := postPageView{role: role, reason: r.Param("reason"), h: org.Holder{Org: r.On, Role: role.Code, Name: r.Param("name"),
		Email: r.Param("email"), Phone: r.Param("phone"), Capacity: org.Capacity(r.Param("capacity")), Source: "entered here", Withdrawn: r.Param("withdrawn") != ""}}
	v.h.Synthetic = strings.HasSuffix(v.h.Name, "(synthetic)")
	if r.Param("holding") != "" {
		if v.h.ID, err = r.Int("holding"); err != nil {
			return err
		}
	}
	if v.h.Valid.From, v.from, err = r.DateBoxes("from"); err != nil {
		problems.Add("from", "", "%s", first(err.Error()))
	}
	var last civil.Date
	if last, v.to, err = r.DateBoxes("to"); err != nil {
		problems.Add("to", "", "%s", first(err.Error()))
	} else if !last.IsZero() {
		v.h.Valid.To = last.Add(1)
	}
	if v.reason == "" {
		problems.Add("reason", "", "Say in a sentence why this is entered or changed")
	}
	if len(problems) == 0 {
		if _, err = m.store.SetHolder(r.Context(), r.Who.Actor(), v.reason, v.h); err == nil {
			return r.Redirect(w, Path(r.On), "Recorded.")
		}
		if problems = web.ProblemsOf(err); problems == nil {
			return err
		}
	}
	v.problems = problems
	page := postPage(r.Present, r.On, role)
	page.Problems = problems
	return r.Render(w, http.StatusUnprocessableEntity, page, postView(v))
}

func (v postPageView) hidden() map[string]string {
	h := map[string]string{"role": string(v.role.Code)}
	if v.h.ID != 0 {
		h["holding"] = strconv.FormatInt(v.h.ID, 10)
	}
	return h
}

func (v postPageView) field(name, label, hint string) ui.Field {
	return ui.Field{Name: name, Label: label, Hint: hint}.WithErrors(v.problems)
}

func (v postPageView) submit() string {
	if v.h.ID != 0 {
		return "Record the change"
	}
	return "Record"
}
