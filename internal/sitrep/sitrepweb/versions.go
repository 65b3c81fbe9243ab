package sitrepweb

import (
	"fmt"
	"net/http"
	"strconv"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// versionsComparePath is two versions of a return side by side.
func versionsComparePath(f sitrep.FormCode, c org.Code, day civil.Date, a, b int) string {
	return ReturnPath(f, c, day) + "/compare?a=" + strconv.Itoa(a) + "&b=" + strconv.Itoa(b)
}

// versionsHistory is the history behind a page about versions. Names are left to the page of the return.
func (m room) versionsHistory(r *web.Request) (sitrep.History, returnHelp, error) {
	form, day, csv, err := returnAsked(r)
	if err == nil && csv {
		err = fault.New(fault.NotFound, "There is no such page")
	}
	if err != nil {
		return sitrep.History{}, returnHelp{}, err
	}
	h, err := m.returnRead(r, form, day)
	if err != nil {
		return h, returnHelp{}, err
	}
	return h, returnHelp{pic: listPicture(r, day), now: r.AsOf, past: r.Past, link: r.Link, series: r.May(access.SeriesRead, h.Org),
		imports: r.MayAnywhere(access.ImportRead)}, nil
}

// versionsFind is version n of a history; a not-found fault when it does not exist, or did not at the instant.
func versionsFind(h sitrep.History, n int, help returnHelp) (*sitrep.Version, error) {
	for _, v := range h.Versions {
		if v.N == n && !v.Recorded.After(help.now) {
			return v, nil
		}
	}
	if help.past {
		return nil, fault.New(fault.NotFound, "Version %d of this return was not known at %s. Return to now, or choose a version from the return's page", n, ui.When(help.now, help.now))
	}
	return nil, fault.New(fault.NotFound, "This return has no version %d. Choose a version from the return's page", n)
}

// versionsShow is one version whole.
func (m room) versionsShow(w http.ResponseWriter, r *web.Request) error {
	n, err := r.Int("n")
	if err != nil {
		return err
	}
	h, help, err := m.versionsHistory(r)
	if err != nil {
		return err
	}
	v, err := versionsFind(h, int(n), help)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, versionsPage(h, v, help), versionsView(newVersionsView(h, v, help)))
}

func versionsPage(h sitrep.History, v *sitrep.Version, help returnHelp) web.Page {
	return web.Page{Title: fmt.Sprintf("Version %d of the return for %s", v.N, listDayWords(h.Day)), Caption: returnOrgName(h.Org, help),
		Lead: h.Form.Name, Current: "returns", Crumbs: versionsCrumbs(h, help)}
}

func versionsCrumbs(h sitrep.History, help returnHelp) []web.Crumb {
	return []web.Crumb{{Text: "Return for " + listDayWords(h.Day), Href: help.link(ReturnPath(h.Form.Code, h.Org, h.Day))}}
}

// versionsPageView is one version as the template shows it.
type versionsPageView struct {
	notNewest string
	links     []ui.Action
	summary   ui.SummaryList
	body      returnPageView
}

func newVersionsView(h sitrep.History, v *sitrep.Version, help returnHelp) versionsPageView {
	out := versionsPageView{summary: versionsSummary(h, v, help)}
	out.body.fill(h.Form, v, help)
	at := func(n int) string { return help.link(VersionPath(h.Form.Code, h.Org, h.Day, n, "")) }
	for i, x := range h.Versions {
		if x.N != v.N {
			continue
		}
		if i > 0 {
			before := h.Versions[i-1].N
			out.links = append(out.links, ui.Action{Text: fmt.Sprintf("Version %d", before), Href: at(before)},
				ui.Action{Text: fmt.Sprintf("What changed since version %d", before), Href: help.link(versionsComparePath(h.Form.Code, h.Org, h.Day, before, v.N))})
		}
		if i+1 < len(h.Versions) {
			after := h.Versions[i+1].N
			out.links = append(out.links, ui.Action{Text: fmt.Sprintf("Version %d", after), Href: at(after)})
			out.notNewest = fmt.Sprintf("Version %d is newer. This page shows version %d as it was stored.", h.Versions[len(h.Versions)-1].N, v.N)
		}
	}
	return out
}

func versionsSummary(h sitrep.History, v *sitrep.Version, help returnHelp) ui.SummaryList {
	covers := v.Covers
	if covers.From.IsZero() {
		covers = h.Form.Flows(h.Day)
	}
	var in []string
	for _, view := range returnViews() {
		if p := sitrep.Pick(h.Form, h.Day, view, help.now, h.Versions); p != nil && p.N == v.N {
			in = append(in, returnViewName(view))
		}
	}
	rows := []ui.SummaryRow{
		{Key: "Says", Tags: []ui.Tag{returnStateTag(v.State), listTimingTag(v.Timing)}},
		{Key: "Shown in the views", Value: versionsJoin(in)},
		{Key: "About", Body: returnSentences(returnPeriods(h.Form, h.Day, covers))},
		{Key: "Covers", Value: returnDays(covers)},
		{Key: "Recorded", Value: ui.When(help.now, v.Recorded) + ", when it became known"},
		{Key: "Stored", Value: ui.When(help.now, v.Stored) + ", when this database wrote it"},
		{Key: "Came", Value: returnChannel(v.Channel)},
	}
	if v.Source.File != "" {
		rows = append(rows, returnFileRow(v, help))
	}
	if v.By != "" {
		rows = append(rows, ui.SummaryRow{Key: "Sent by", Value: returnWho(v.By, help.names)})
	}
	if v.SignedBy != "" {
		rows = append(rows, ui.SummaryRow{Key: "Signed off by", Value: returnWho(v.SignedBy, help.names) + returnAs(v.Role)})
	}
	if v.Reason != "" {
		rows = append(rows, ui.SummaryRow{Key: "Reason", Value: v.Reason})
	}
	return ui.SummaryList{Rows: append(rows, ui.SummaryRow{Key: "Digest", Body: versionsDigest(v.Digest)})}
}

func versionsJoin(l []string) string {
	if len(l) == 0 {
		return "none of the three"
	}
	out := l[0]
	for _, s := range l[1:] {
		out += "; " + s
	}
	return out
}

// versionsCompare is two versions side by side, and the three views with the totals they feed.
func (m room) versionsCompare(w http.ResponseWriter, r *web.Request) error {
	h, help, err := m.versionsHistory(r)
	if err != nil {
		return err
	}
	if len(h.Versions) == 0 {
		return fault.New(fault.NotFound, "Nothing of this return has been received, so there is nothing to compare")
	}
	b, err := versionsNumber(r, "b", h.Versions[len(h.Versions)-1].N)
	if err != nil {
		return err
	}
	a, err := versionsNumber(r, "a", max(h.Versions[0].N, b-1))
	if err != nil {
		return err
	}
	before, err := versionsFind(h, a, help)
	if err != nil {
		return err
	}
	after, err := versionsFind(h, b, help)
	if err != nil {
		return err
	}
	v := newVersionsCompare(h, before, after, help)
	if v.feed, err = m.versionsFeedFor(r, h, v.chosen(measure.Code(r.Param("measure"))), help); err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, versionsComparePage(h, before, after, help), versionsCompareView(v))
}

// versionsNumber is a version's number in the address, or the usual one when the address names none.
func versionsNumber(r *web.Request, name string, usual int) (int, error) {
	if r.Param(name) == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(r.Param(name))
	if err != nil {
		return 0, fault.New(fault.NotFound, "There is no version %q. Choose two versions from the return's page", r.Param(name))
	}
	return n, nil
}

func versionsComparePage(h sitrep.History, a, b *sitrep.Version, help returnHelp) web.Page {
	return web.Page{Title: fmt.Sprintf("Versions %d and %d side by side", a.N, b.N), Caption: returnOrgName(h.Org, help) + ", " + listDayWords(h.Day),
		Lead: h.Form.Name, Current: "returns", Crumbs: versionsCrumbs(h, help)}
}
