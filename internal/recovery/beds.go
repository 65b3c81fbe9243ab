package recovery

import (
	"fmt"
	"math"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// LimitSource says where a limit comes from. Stored as its word.
type LimitSource string

// The sources. What a trust brought in or entered counts before what is derived.
const (
	FromFile     LimitSource = ""         // a file of limits
	FromHand     LimitSource = "hand"     // entered by hand
	FromForecast LimitSource = "forecast" // ward beds free by the bed forecast with the rule's confidence
	FromCarried  LimitSource = "carried"  // beyond the forecast's last night: the fewest of its last seven
	FromReturns  LimitSource = "returns"  // high-care beds free in the mornings' returns with the rule's confidence
)

// Derived reports whether nobody entered the limit.
func (s LimitSource) Derived() bool { return s == FromForecast || s == FromCarried || s == FromReturns }

// Words is the source as a person says it.
func (s LimitSource) Words() string {
	switch s {
	case FromHand:
		return "entered by hand"
	case FromForecast:
		return "bed forecast"
	case FromCarried:
		return "beyond the forecast: fewest of its last week"
	case FromReturns:
		return "mornings' returns"
	case FromFile:
	}
	return "file of limits"
}

// BedRule is how many of a trust's free beds plans may use, and how they lie at its sites. The forecast counts a trust
// whole, and counts the planned patients whom it usually has as occupied.
type BedRule struct {
	Confidence float64 // with which the beds must be free, 0.5 to 0.99
	Most       float64 // the share of the open ward beds that may be occupied, planned patients included
	Sites      []BedShare
}

// BedShare is one site's part.
type BedShare struct {
	Site     string
	Ward     float64 // share of the trust's free ward beds, 0 to 1
	High     float64 // share of its free high-care beds
	Held     float64 // ward beds that planned patients usually lie in at the site: the forecast counts them as occupied
	HighHeld float64 // the same of high-care beds
}

// The beds of a trust that has said nothing: with four chances in five, up to the last open bed.
const (
	usualConfidence = 0.8
	usualMost       = 1
)

// DefaultBedRule is the rule of a trust that has stated none. One site has all its beds; of several, nobody but the trust can
// say how they share, so none has any.
func DefaultBedRule(sites []string) BedRule {
	r := BedRule{Confidence: usualConfidence, Most: usualMost}
	if len(sites) == 1 {
		r.Sites = []BedShare{{Site: sites[0], Ward: 1, High: 1}}
	}
	return r
}

// Check tells everything that is wrong with a rule for a trust with these sites.
func (r BedRule) Check(sites []string) error {
	var bad fault.List
	if !(r.Confidence >= .5 && r.Confidence <= .99) {
		bad.Add("confidence", "", "Enter the confidence from 50 to 99 in a hundred")
	}
	if !(r.Most >= .5 && r.Most <= 1) {
		bad.Add("most", "", "Enter how full the open beds may be, from 50 to 100 in a hundred")
	}
	ward, high := 0.0, 0.0
	seen := map[string]bool{}
	for _, s := range r.Sites {
		name := "site-" + s.Site
		switch {
		case !slices.Contains(sites, s.Site):
			bad.Add(name, "", "No session lies at a site %q", s.Site)
		case seen[s.Site]:
			bad.Add(name, "", "Site %s stands there twice", s.Site)
		}
		seen[s.Site] = true
		for _, x := range []float64{s.Ward, s.High} {
			if !(x >= 0 && x <= 1) {
				bad.Add(name, "", "Enter the shares of site %s from 0 to 100 in a hundred", s.Site)
			}
		}
		for _, x := range []float64{s.Held, s.HighHeld} {
			if !(x >= 0 && x <= 10000) {
				bad.Add(name, "", "Enter the beds that planned patients hold at site %s, 0 or more", s.Site)
			}
		}
		ward, high = ward+s.Ward, high+s.High
	}
	for _, s := range sites {
		if !seen[s] {
			bad.Add("site-"+s, "", "Enter the shares of site %s; 0 where it has none of the beds", s)
		}
	}
	const rounding = .001
	if ward > 1+rounding || high > 1+rounding {
		bad.Add("confidence", "", "The shares of all sites come to more than 100 in a hundred; lower them")
	}
	return bad.Err("The rule was left as it is")
}

func (r BedRule) share(site string) (BedShare, bool) {
	i := slices.IndexFunc(r.Sites, func(s BedShare) bool { return s.Site == site })
	if i < 0 {
		return BedShare{}, false
	}
	return r.Sites[i], true
}

// FreeBeds is how many of a trust's beds are free on a night with the rule's confidence; below zero, so many too few.
type FreeBeds struct {
	Night civil.Date
	Free  int
}

// BedOdds is what forecast and returns say of a trust's free beds. A night's beds are those of the 08:00 after it.
type BedOdds struct {
	Origin civil.Date // the morning that the forecast looks ahead from; the zero date without one
	Model  string
	Made   time.Time
	Ward   []FreeBeds // in order
	Why    string     // why nothing is said of ward beds; "" when something is

	High     int // free with the rule's confidence
	HighOf   int // of so many mornings that are known
	HighFrom civil.Date
	HighTo   civil.Date
	HighWhy  string // why nothing is said of high-care beds; "" when something is
}

// BedGround is where the derived limits of a ground come from.
type BedGround struct {
	Rule   BedRule
	Stated bool // by the trust; else the default
	Odds   BedOdds
}

// bedsAfter is how many nights after the last session beds are derived for: whoever is treated last stays on.
const bedsAfter = 14

// WithBeds is the ground with a limit of beds for each site and night, from a day on, of which no file and nobody gave one and the
// odds and the rule say something. Where they say nothing there is none: see UnknownBeds.
func (g Ground) WithBeds(odds BedOdds, from civil.Date) Ground {
	g.Beds.Odds = odds
	last := civil.Date{}
	var sites []string
	for _, s := range g.Sessions {
		if last.IsZero() || s.Date.After(last) {
			last = s.Date
		}
		if !slices.Contains(sites, s.Site) {
			sites = append(sites, s.Site)
		}
	}
	if len(sites) == 0 {
		return g
	}
	slices.Sort(sites)
	if !g.Beds.Stated {
		g.Beds.Rule = DefaultBedRule(sites)
	}
	given := map[bedNight]bool{}
	for _, l := range g.Limits {
		given[bedNight{l.Kind, l.Site, l.Date}] = true
	}
	g.Limits = slices.Clone(g.Limits)
	for _, site := range sites {
		s, ok := g.Beds.Rule.share(site)
		if !ok {
			continue
		}
		for d := from; !d.After(last.Add(bedsAfter)); d = d.Add(1) {
			if free, src, ok := odds.ward(d); ok && !given[bedNight{Beds, site, d}] {
				g.Limits = append(g.Limits, Limit{Kind: Beds, Site: site, Date: d, Most: partOf(free, s.Ward, s.Held), From: src})
			}
			if odds.HighWhy == "" && odds.HighOf > 0 && !given[bedNight{HighBeds, site, d}] {
				g.Limits = append(g.Limits, Limit{Kind: HighBeds, Site: site, Date: d, Most: partOf(odds.High, s.High, s.HighHeld), From: FromReturns})
			}
		}
	}
	return g
}

type bedNight struct {
	kind  LimitKind
	site  string
	night civil.Date
}

// partOf is a site's part of a trust's free beds and what planned patients hold there, in whole beds.
func partOf(free int, share, held float64) float64 {
	const rounding = 1e-9
	return max(0, math.Floor(float64(free)*share+held+rounding))
}

// carriedFrom is of how many of the forecast's last nights the fewest beds are taken for the nights beyond it.
const carriedFrom = 7

// ward is the trust's free ward beds on a night; false where nothing is known.
func (o BedOdds) ward(night civil.Date) (free int, src LimitSource, ok bool) {
	if o.Why != "" || len(o.Ward) == 0 || night.Before(o.Ward[0].Night) {
		return 0, "", false
	}
	if i := night.Sub(o.Ward[0].Night); i < len(o.Ward) {
		return o.Ward[i].Free, FromForecast, true
	}
	tail := o.Ward[max(0, len(o.Ward)-carriedFrom):]
	return slices.MinFunc(tail, func(a, b FreeBeds) int { return a.Free - b.Free }).Free, FromCarried, true
}

// BedsUnknown is the nights of a plan of which nothing is known about a kind of bed that somebody needs.
type BedsUnknown struct {
	Kind   LimitKind
	Nights int // site-nights without a limit
	Of     int
	Sites  []string
	Why    string
}

// UnknownBeds lists the kinds of bed that patients of the ground need and of which nothing is known on some night of a plan.
func (g Ground) UnknownBeds(from civil.Date, days int) []BedsUnknown {
	var out []BedsUnknown
	for _, k := range []LimitKind{Beds, HighBeds} {
		if u, ok := g.unknown(k, from, days); ok {
			out = append(out, u)
		}
	}
	return out
}

func (g Ground) unknown(k LimitKind, from civil.Date, days int) (BedsUnknown, bool) {
	needs := func(p Patient) bool {
		if over, _ := p.Over(from); over {
			return false
		}
		return k == Beds && len(p.Nights) > 0 || k == HighBeds && len(p.HighNights) > 0
	}
	u := BedsUnknown{Kind: k, Why: g.Beds.Odds.Why}
	if k == HighBeds {
		u.Why = g.Beds.Odds.HighWhy
	}
	if !slices.ContainsFunc(g.Patients, needs) {
		return u, false
	}
	given := map[bedNight]bool{}
	for _, l := range g.Limits {
		given[bedNight{l.Kind, l.Site, l.Date}] = true
	}
	var sites []string
	for _, s := range g.Sessions {
		if (k == Beds || s.HighCare) && !slices.Contains(sites, s.Site) && !s.Date.Before(from) && s.Date.Before(from.Add(days)) {
			sites = append(sites, s.Site)
		}
	}
	slices.Sort(sites)
	for _, s := range sites {
		missing := 0
		for d := range days {
			if !given[bedNight{k, s, from.Add(d)}] {
				missing++
			}
		}
		u.Of, u.Nights = u.Of+days, u.Nights+missing
		if missing > 0 {
			u.Sites = append(u.Sites, s)
		}
	}
	if _, shared := g.Beds.Rule.share(first(u.Sites)); u.Nights > 0 && u.Why == "" && !shared {
		u.Why = "the trust has not said how its sites share the beds that are free"
	}
	return u, u.Nights > 0
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// Words says what is not known and why.
func (u BedsUnknown) Words() string {
	words := fmt.Sprintf("the %s of %d of %d site-nights (%s) are not known", kindWords(u.Kind), u.Nights, u.Of, sitesWords(u.Sites))
	if u.Why != "" {
		words += ": " + u.Why
	}
	return words
}

func sitesWords(sites []string) string {
	const most = 4
	words := "site "
	if len(sites) > 1 {
		words = "sites "
	}
	for i, s := range sites {
		switch {
		case i == most:
			return words + fmt.Sprintf(" and %d more", len(sites)-most)
		case i > 0:
			words += ", "
		}
		words += s
	}
	return words
}

// CheckBeds refuses a plan whose beds are not known on some night: they are neither none nor without end. Whoever asks may say
// that such nights are to count as unlimited; the plan tells how many there are.
func (a PlanAsk) CheckBeds(g Ground) error {
	if a.Unlimited {
		return nil
	}
	var bad fault.List
	for _, u := range g.UnknownBeds(a.From, a.Days) {
		words := u.Words()
		bad.Add(string(u.Kind), "", "%s", words)
	}
	return bad.Err("Beds are not known on every night. Bring in a file of limits, say under Beds how the sites share them, or ask again and say that such nights are not limited")
}

// BedNotes says of the beds that a plan over these days may use where each limit comes from.
func (g Ground) BedNotes(from civil.Date, days int) []string {
	var out []string
	for _, k := range []LimitKind{Beds, HighBeds} {
		n := map[LimitSource]int{}
		for _, l := range g.Limits {
			if l.Kind == k && !l.Date.Before(from) && l.Date.Before(from.Add(days)) {
				n[l.From]++
			}
		}
		for _, s := range []LimitSource{FromFile, FromHand, FromForecast, FromCarried, FromReturns} {
			if n[s] > 0 {
				out = append(out, fmt.Sprintf("%s of %d site-nights: %s%s", kindWords(k), n[s], s.Words(), g.Beds.origin(s)))
			}
		}
	}
	return out
}

// origin says more of a derived source.
func (b BedGround) origin(s LimitSource) string {
	sure := fmt.Sprintf("free with a confidence of %.0f in a hundred", 100*b.Rule.Confidence)
	switch s {
	case FromForecast:
		return fmt.Sprintf(" from the morning of %s (%s), %s, up to %.0f%% of the open beds", longDay(b.Odds.Origin), b.Odds.Model, sure, 100*b.Rule.Most)
	case FromReturns:
		return fmt.Sprintf(", %d known from %s to %s, %s; no forecast is made of them", b.Odds.HighOf, longDay(b.Odds.HighFrom), longDay(b.Odds.HighTo), sure)
	case FromFile, FromHand, FromCarried:
	}
	return ""
}
