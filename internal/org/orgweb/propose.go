package orgweb

import (
	"net/http"
	"slices"

	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// proposeView is a proposal being entered or looked over.
type proposeView struct {
	p        org.Proposal
	unit     org.Fact // what is held of the organisation
	book     *org.Book
	from, to [3]string
	problems []fault.Field
	set      org.ChangeSet // what it comes to, when it is looked over
}

func proposePath(c org.Code, s org.Step) string {
	p := Path(c) + "/propose"
	if s != "" {
		p += "/" + string(s)
	}
	return p
}

// stepsFor lists what can be proposed for what is held of an organisation.
func stepsFor(u org.Fact) []org.Step {
	return slices.DeleteFunc(org.Steps(), func(s org.Step) bool {
		switch s {
		case org.StepOpen:
			return len(org.ChildKinds(u.Kind)) == 0
		case org.StepParent:
			return len(treesFor(u.Kind)) == 0
		case org.StepMark:
			return u.Kind != org.KindTrust && u.Kind != org.KindAmbulance && u.Kind != org.KindIndependent
		case org.StepShares:
			return len(basesFor(u.Kind)) == 0
		}
		return false
	})
}

func treesFor(k org.Kind) []org.Tree {
	return slices.DeleteFunc(org.Trees(), func(t org.Tree) bool { return len(org.ParentKinds(t, k)) == 0 })
}

func basesFor(k org.Kind) []org.Basis {
	return slices.DeleteFunc(org.Bases(), func(b org.Basis) bool {
		of, _ := org.ShareKinds(b)
		return !slices.Contains(of, k)
	})
}

func stepsPage(b *org.Book, u org.Fact) web.Page {
	name := b.Name(u.Org, u.Valid.From)
	return web.Page{Title: "Propose a change", Caption: name, Current: "organisations", Narrow: true,
		Crumbs: []web.Crumb{{Text: "Organisations", Href: listPath}, {Text: string(u.Org), Href: Path(u.Org)}},
		Lead:   "Nothing changes until the region or the centre has accepted it."}
}

func (v proposeView) page() web.Page {
	page := stepsPage(v.book, v.unit)
	page.Title = "Propose " + v.p.Step.Words()
	page.Crumbs = append(page.Crumbs, web.Crumb{Text: "Propose a change", Href: proposePath(v.p.Org, "")})
	page.Problems = v.problems
	if len(v.set.Lines) > 0 {
		page.Title = "Look over what you propose"
	}
	return page
}

// begin reads whose page it is and which step.
func (m room) begin(r *web.Request) (proposeView, error) {
	v := proposeView{book: r.Present.Book(), p: org.Proposal{Org: r.On, Step: org.Step(r.PathValue("step"))}}
	var ok bool
	if v.unit, ok = v.book.Unit(r.On); !ok {
		return v, fault.New(fault.NotFound, "There is no organisation with the code %s", r.On)
	}
	if v.p.Step != "" && !slices.Contains(stepsFor(v.unit), v.p.Step) {
		return v, fault.New(fault.NotFound, "That cannot be proposed for this organisation")
	}
	return v, nil
}

func (m room) steps(w http.ResponseWriter, r *web.Request) error {
	v, err := m.begin(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, stepsPage(v.book, v.unit), stepsView(v))
}

func (m room) enter(w http.ResponseWriter, r *web.Request) error {
	v, err := m.begin(r)
	if err != nil {
		return err
	}
	v.p.Owes, v.p.Closes, v.p.Fact = true, true, r.Param("fact")
	v.p.Tree = v.unit.Kind.Home()
	return r.Render(w, http.StatusOK, v.page(), proposeFormView(v))
}

// entered checks what was typed. It is looked over once before it is proposed.
func (m room) entered(w http.ResponseWriter, r *web.Request) error {
	v, err := m.begin(r)
	if err != nil {
		return err
	}
	v.read(r)
	switch r.Param("go") {
	case "change":
		return r.Render(w, http.StatusOK, v.page(), proposeFormView(v))
	case "propose":
		if len(v.problems) > 0 {
			break
		}
		var id int64
		if id, err = m.store.ProposeByHand(r.Context(), r.Who.Actor(), v.p); err == nil {
			return r.Redirect(w, setPath(id), "Proposed. Somebody who may accept for the place decides on it.")
		}
	default:
		v.set, err = v.book.Propose(v.p, r.Today)
		if err == nil && len(v.problems) == 0 {
			return r.Render(w, http.StatusOK, v.page(), lookOverView(v))
		}
		v.set = org.ChangeSet{}
	}
	if err != nil {
		f := fault.As(err)
		switch {
		case f == nil || f.Kind != fault.Conflict && f.Kind != fault.Invalid:
			return err
		case f.Kind == fault.Conflict:
			v.problems = append(v.problems, fault.Field{Name: "reason", Message: first(f.Message)})
		}
		v.problems = append(v.problems, unread(f.Fields, v.problems)...)
	}
	return r.Render(w, http.StatusUnprocessableEntity, v.page(), proposeFormView(v))
}

// unread leaves out what is said of a date that could not be read, for that is said already.
func unread(list, said []fault.Field) []fault.Field {
	return slices.DeleteFunc(slices.Clone(list), func(f fault.Field) bool {
		return (f.Name == "from" || f.Name == "to") && ui.ErrorOf(said, f.Name) != ""
	})
}

// read fills the proposal from the form.
func (v *proposeView) read(r *web.Request) {
	p := &v.p
	p.Name, p.Short, p.Parent, p.Code, p.Others = r.Param("name"), r.Param("short"), r.Param("parent"), r.Param("code"), r.Param("others")
	p.Tree, p.Kind, p.Scheme, p.Manner = org.Tree(r.Param("tree")), org.Kind(r.Param("kind")), org.Scheme(r.Param("scheme")), org.Manner(r.Param("manner"))
	p.Mark, p.Basis, p.Shares, p.Fact = r.Param("mark"), org.Basis(r.Param("basis")), r.Param("shares"), r.Param("fact")
	p.Reason = r.Param("reason")
	p.Owes, p.Closes, p.Unconfirmed = r.Param("owes") != "no", r.Param("closes") != "", r.Param("unconfirmed") != ""
	var err error
	var problems fault.List
	if p.From, v.from, err = r.DateBoxes("from"); err != nil {
		problems.Add("from", "", "%s", first(err.Error()))
	}
	if p.To, v.to, err = r.DateBoxes("to"); err != nil {
		problems.Add("to", "", "%s", first(err.Error()))
	}
	v.problems = problems
}

// hidden is what was typed, to be sent again from the page on which it is looked over.
func (v proposeView) hidden() map[string]string {
	h := map[string]string{}
	put := func(name, value string) {
		if value != "" {
			h[name] = value
		}
	}
	p := v.p
	for name, value := range map[string]string{"name": p.Name, "short": p.Short, "parent": p.Parent, "code": p.Code, "others": p.Others,
		"tree": string(p.Tree), "kind": string(p.Kind), "scheme": string(p.Scheme), "manner": string(p.Manner), "mark": p.Mark,
		"basis": string(p.Basis), "shares": p.Shares, "fact": p.Fact, "reason": p.Reason} {
		put(name, value)
	}
	for i, part := range []string{"-day", "-month", "-year"} {
		put("from"+part, v.from[i])
		put("to"+part, v.to[i])
	}
	for name, yes := range map[string]bool{"closes": p.Closes, "unconfirmed": p.Unconfirmed} {
		if yes {
			put(name, "yes")
		}
	}
	put("owes", map[bool]string{true: "yes", false: "no"}[p.Owes])
	return h
}
