package sitrepweb

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
	"headroom/internal/sitrep"
	"headroom/internal/web"
)

// todayRoom is the room with the pages of Today that are made already.
type todayRoom struct {
	room
	cache   *todayCache
	choices []measure.Code // of the map
	common  *todayCommon
}

func (m room) todayRoutes() []web.Route {
	t := todayRoom{m, newTodayCache(todayPages), todayChoices(), newTodayCommon()}
	return []web.Route{
		{Pattern: "GET /{$}", Verb: access.SessionOwn, Handle: t.home},
		{Pattern: "GET /today/{org}", Verb: access.PictureRead, On: web.OrgIn("org"), Handle: t.show},
	}
}

// todayKind is the sort of picture that an organisation has.
type todayKind string

const (
	todayEngland todayKind = "england"
	todayRegion  todayKind = "region"
	todayICB     todayKind = "icb"
	todayOne     todayKind = "one"   // an organisation that sends returns itself
	todayOther   todayKind = "other" // has no daily figures of its own and adds up nobody's: councils, national bodies
)

func todayKindOf(pic *org.Picture, c org.Code) todayKind {
	if c == org.England {
		return todayEngland
	}
	u, ok := pic.Unit(c)
	switch {
	case !ok:
		return todayOne // closed: its own past figures
	case u.Kind == org.KindRegion:
		return todayRegion
	case u.Kind == org.KindICB:
		return todayICB
	case slices.Contains(todaySenders(), u.Kind):
		return todayOne
	}
	return todayOther
}

// todaySenders are the kinds of organisations that can send daily returns.
func todaySenders() []org.Kind {
	return []org.Kind{org.KindTrust, org.KindAmbulance, org.KindIndependent, org.KindSite}
}

// home sends the person to the widest picture of their roles. Whoever has none is sent to their own account: after
// signing in nobody should meet a refusal.
func (t todayRoom) home(w http.ResponseWriter, r *web.Request) error {
	if at, ok := todayHome(r); ok {
		return r.Redirect(w, r.Link(TodayPath(at)), "")
	}
	if t.Elsewhere != nil {
		if to := t.Elsewhere(r); to != "" {
			return r.Redirect(w, r.Link(to), "")
		}
	}
	return r.Redirect(w, web.AccountPath, "None of your roles shows figures.")
}

func todayHome(r *web.Request) (at org.Code, ok bool) {
	if !r.MayAnywhere(access.PictureRead) || r.Present == nil {
		return "", false
	}
	best := 0
	rank := map[todayKind]int{todayEngland: 5, todayRegion: 4, todayICB: 3, todayOne: 2, todayOther: 1}
	for _, g := range r.Who.Grants {
		on := g.At
		if u, _ := r.Present.Unit(on); u.Kind == org.KindNational {
			on = org.England // a national body reads the whole
		}
		if n := rank[todayKindOf(r.Present, on)]; g.Live(r.Today) && n > best && r.May(access.PictureRead, on) {
			at, best = on, n
		}
	}
	return at, best > 0
}

// todayAsked is what one making of the page stands on.
type todayAsked struct {
	on      org.Code
	kind    todayKind
	pic     *org.Picture
	now     time.Time  // the instant whose knowledge is shown; ages and countdowns are counted from it
	past    bool       // it was asked for and is not the present
	today   civil.Date // the London day of now
	day     civil.Date // the reporting date asked for; zero for the newest
	code    measure.Code
	series  access.Scope // whose figures may be shown
	chase   access.Scope // whose lateness may be named
	returns access.Scope // whose returns may be opened
	enters  bool         // may enter the organisation's own returns
	imports bool         // may import files
	brief   bool         // may open the brief of the board, region or England
	told    []Told       // what other rooms reminded the organisation of
	opens   func(org.Code) bool
	link    func(string) string
}

// todayMeasure is the measure of the map when none is chosen.
const todayMeasure measure.Code = "ga_occ_rate"

func (t todayRoom) show(w http.ResponseWriter, r *web.Request) error {
	a := todayAsked{on: r.On, kind: todayKindOf(r.Picture, r.On), pic: r.Picture, now: r.AsOf, past: r.Past,
		today: civil.Today(r.AsOf), code: todayMeasure, link: r.Link}
	if c := measure.Code(r.Param("measure")); c != "" {
		if !slices.Contains(t.choices, c) {
			return todayBadMeasure()
		}
		a.code = c
	}
	if r.Param("day") != "" {
		var err error
		if a.day, err = r.Day("day"); err != nil {
			return err
		}
	}
	stamp, err := t.Store.Stamp(r.Context())
	if err != nil {
		return err
	}
	k := todayKey{on: a.on, kind: a.kind, at: r.Now.Unix() / 60, stamp: stamp, code: a.code, day: a.day,
		scope: todayFingerprint(r.Who, r.Today), shown: r.Picture, present: r.Present}
	if r.Past {
		k.asOf = r.AsOf.UnixNano()
	}
	if t.Told != nil {
		if a.told, err = t.Told(r.Context(), a.on, func(v access.Verb) bool { return r.May(v, a.on) }, r.AsOf); err != nil {
			return err
		}
		k.told = fmt.Sprint(a.told)
	}
	made, err := t.cache.get(r.Context(), k, func(ctx context.Context) (todayMade, error) {
		a.series, a.chase, a.returns = r.Scope(access.SeriesRead), r.Scope(access.ChaseRead), r.Scope(access.ReturnRead)
		a.enters, a.imports = r.May(access.ReturnDraft, a.on) && !r.Past, r.MayAnywhere(access.ImportRun) && !r.Past
		a.brief = (a.kind == todayICB || a.kind == todayRegion || a.kind == todayEngland) && r.May(access.PlanRead, a.on)
		a.opens = func(c org.Code) bool { return r.May(access.PictureRead, c) }
		return t.sharing(a, k).make(ctx, a)
	})
	if err != nil {
		return err
	}
	body := templ.Raw(made.body)
	if t.Waiting != nil { // it is the reader's own, so it is no part of the page that is kept for many
		waits, err := t.Waiting(r, r.On)
		if err != nil {
			return err
		}
		if waits != nil {
			body = templ.Join(waits, body)
		}
	}
	return r.Render(w, http.StatusOK, made.page, body)
}

func todayBadMeasure() error {
	var l fault.List
	l.Add("measure", "", "Choose a measure from the list")
	return l.Err("There is no map of that measure")
}

// todayFingerprint is what a person may see and do, in a line: the policy decides by live grants and a token's limit
// alone, so those who share them may share a page.
func todayFingerprint(p access.Principal, on civil.Date) string {
	var parts []string
	for _, g := range p.Grants {
		if g.Live(on) {
			parts = append(parts, string(g.Role)+"@"+string(g.At))
		}
	}
	slices.Sort(parts)
	if p.Limit != nil {
		parts = append(parts, fmt.Sprintf("only %v at %s", p.Limit.Verbs, p.Limit.At))
	}
	return strings.Join(slices.Compact(parts), " ") + fmt.Sprintf(" new=%t", p.MustChange)
}

// make reads what the page needs and writes it.
func (t todayRoom) make(ctx context.Context, a todayAsked) (todayMade, error) {
	v, err := t.todayRead(ctx, a)
	if err != nil {
		return todayMade{}, err
	}
	var b bytes.Buffer
	if err := todayShow(v).Render(ctx, &b); err != nil {
		return todayMade{}, fault.Wrap(err, fault.Internal, "The page could not be made")
	}
	return todayMade{v.page, b.String()}, nil
}

// todayOwn are the forms that organisations send themselves every day.
func todayOwn() []sitrep.FormCode { return []sitrep.FormCode{sitrep.UECDaily, sitrep.DischargeDaily} }

// todayChoices are the measures of the map: what the daily forms hold and what may be put together.
func todayChoices() []measure.Code {
	var out []measure.Code
	for _, m := range measure.All() {
		if m.Kind == measure.Centile || m.Kind == measure.Level {
			continue
		}
		if h := sitrep.Holding(m.Code); len(h) > 0 && slices.Contains(todayOwn(), h[0]) {
			out = append(out, m.Code)
		}
	}
	return out
}
