package orgweb

import (
	"context"
	"net/http"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// Store is what the pages need. Every read is as known at asOf; change sets are always as they stand now.
type Store interface {
	// Picture is the organisations on a day.
	Picture(ctx context.Context, at civil.Date, asOf time.Time) (*org.Picture, error)
	// History is every fact of one unit, oldest first.
	History(ctx context.Context, c org.Code, asOf time.Time) ([]org.Fact, error)
	// Roles is the dictionary of posts.
	Roles(ctx context.Context) (*org.Dictionary, error)
	// Roster is who fills which post.
	Roster(ctx context.Context, asOf time.Time) (*org.Roster, error)
	// SetHolder records somebody in a post, or a new version of the holding that h.ID names; invalid faults are for the form.
	SetHolder(ctx context.Context, who, reason string, h org.Holder) (int64, error)
	// ChangeSets lists the newest change sets, decided or not, at most n.
	ChangeSets(ctx context.Context, n int) ([]org.ChangeSet, error)
	// ChangeSet is one change set with decisions and conflicts; a not-found fault when there is none.
	ChangeSet(ctx context.Context, id int64) (org.ChangeSet, error)
	// Import reads an organisation file and proposes what differs; invalid faults name lines of the file.
	Import(ctx context.Context, who, file string, data []byte, asAt civil.Date) (int64, error)
	// ProposeByHand stores what a person entered as a change set; invalid faults name the fields of the form, a conflict
	// fault the change set that proposes the same already.
	ProposeByHand(ctx context.Context, who string, p org.Proposal) (int64, error)
	// Accept and Reject decide lines, all or none; a conflict fault when one was decided or has moved.
	Accept(ctx context.Context, id int64, who, reason string, lines ...int) error
	Reject(ctx context.Context, id int64, who, reason string, lines ...int) error
	// LookAgain notes that somebody has seen what is held now in place of lines that have moved.
	LookAgain(ctx context.Context, id int64, who string, lines ...int) error
}

// Links are the pages of other rooms that have something to show about one organisation, as its returns and its measures;
// the kind is empty where it is closed.
type Links func(c org.Code, k org.Kind) []ui.Action

const (
	listPath    = "/organisations"
	changesPath = "/organisation-changes"
	// maxUpload is the largest organisation file in bytes; the largest known is 50 kB.
	maxUpload = 20 << 20
)

// Path is the page of one organisation.
func Path(c org.Code) string { return listPath + "/" + string(c) }

type room struct {
	store Store
	links Links
}

// Routes are the organisations' pages. links may be nil.
func Routes(s Store, links Links) []web.Route {
	m := room{store: s, links: links}
	return []web.Route{
		{Pattern: "GET " + listPath, Verb: access.OrgRead, Anywhere: true, Handle: m.list},
		{Pattern: "GET " + listPath + "/{org}", Verb: access.OrgRead, On: web.OrgIn("org"), Handle: m.show},
		{Pattern: "GET " + listPath + "/{org}/post", Verb: access.RoleEdit, On: web.OrgIn("org"), Handle: m.post},
		{Pattern: "POST " + listPath + "/{org}/post", Verb: access.RoleEdit, On: web.OrgIn("org"), Handle: m.savePost},
		{Pattern: "GET " + listPath + "/{org}/propose", Verb: access.OrgPropose, On: web.OrgIn("org"), Handle: m.steps},
		{Pattern: "GET " + listPath + "/{org}/propose/{step}", Verb: access.OrgPropose, On: web.OrgIn("org"), Handle: m.enter},
		{Pattern: "POST " + listPath + "/{org}/propose/{step}", Verb: access.OrgPropose, On: web.OrgIn("org"), Handle: m.entered},
		{Pattern: "GET " + changesPath, Verb: access.OrgRead, Anywhere: true, Handle: m.changes},
		{Pattern: "GET " + changesPath + "/{id}", Verb: access.OrgRead, Anywhere: true, Handle: m.review},
		{Pattern: "POST " + changesPath + "/{id}", Verb: access.OrgAccept, Anywhere: true, Handle: m.decide},
		{Pattern: "GET " + changesPath + "/file", Verb: access.OrgPropose, Anywhere: true, Handle: m.file},
		{Pattern: "POST " + changesPath + "/file", Verb: access.OrgPropose, Anywhere: true, MaxBody: maxUpload, Handle: m.upload},
		{Pattern: "GET /api/organisations", Verb: access.OrgRead, Anywhere: true, API: true, Handle: m.apiList},
		{Pattern: "GET /api/organisations/{org}", Verb: access.OrgRead, On: web.OrgIn("org"), API: true, Handle: m.apiShow},
	}
}

// at is the picture of the day asked for (?at=), or of the as-of's day.
func (m room) at(r *web.Request) (*org.Picture, error) {
	d := civil.Today(r.AsOf)
	if r.Param("at") != "" {
		var err error
		if d, err = r.Day("at"); err != nil {
			return nil, err
		}
	}
	return m.store.Picture(r.Context(), d, r.AsOf)
}

func (m room) list(w http.ResponseWriter, r *web.Request) error {
	p, err := m.at(r)
	if err != nil {
		return err
	}
	v := newList(p, r.Param("q"), org.Kind(r.Param("kind")), org.Tree(r.Param("tree")), r.PageNumber(), r.Link)
	v.mayPropose = r.MayAnywhere(access.OrgPropose) && !r.Past
	return r.Render(w, http.StatusOK, listPage, listView(v))
}

func (m room) show(w http.ResponseWriter, r *web.Request) error {
	p, err := m.at(r)
	if err != nil {
		return err
	}
	history, err := m.store.History(r.Context(), r.On, r.AsOf)
	if err != nil {
		return err
	}
	roles, err := m.store.Roles(r.Context())
	if err != nil {
		return err
	}
	roster, err := m.store.Roster(r.Context(), r.AsOf)
	if err != nil {
		return err
	}
	v := newShow(p, r.On, about{history: history, roles: roles, roster: roster, mayEdit: r.May(access.RoleEdit, r.On) && !r.Past,
		mayPropose: r.May(access.OrgPropose, r.On) && !r.Past, link: r.Link, links: m.links})
	return r.Render(w, http.StatusOK, v.page(), showView(v))
}
