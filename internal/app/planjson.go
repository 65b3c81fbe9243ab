package app

import (
	"math"

	"headroom/internal/civil"
	"headroom/internal/discharge"
)

// PlanJSON is a plan as commands and programs read it. Every chance is of keeping to the target on one morning, played on
// the seed of the certificate, which the search never saw.
type PlanJSON struct {
	Org          string            `json:"org"`
	Origin       string            `json:"origin"`
	Target       float64           `json:"target"`
	Basis        string            `json:"basis"`
	Confidence   float64           `json:"confidence"`
	Feasible     bool              `json:"feasible"`
	Lines        []PlanLineJSON    `json:"lines"`
	Odds         []PlanOddsJSON    `json:"odds"`
	Reached      []PlanReachedJSON `json:"reached"`
	Binding      PlanBindingJSON   `json:"binding"`
	ShadowPrices []PlanPriceJSON   `json:"shadow_prices"`
	// PointCost is the effort of one more point of confidence for all trusts together; null where that cannot be reached.
	PointCost *float64 `json:"point_cost"`
	// PointCosts is the same by trust, for that trust alone; one that cannot have it is absent. Of a plan for one trust it is
	// PointCost; of several they need not add up to it, since trusts share councils' care.
	PointCosts  map[string]float64 `json:"point_costs"`
	Effort      float64            `json:"effort"`
	Bound       *float64           `json:"bound"` // null where the target cannot be reached
	Net         []PlanNetJSON      `json:"net"`
	Assumed     []string           `json:"assumed"`
	Notes       []string           `json:"notes"`
	Certificate PlanCertJSON       `json:"certificate"`
}

// PlanLineJSON is one commitment.
type PlanLineJSON struct {
	ID      string `json:"id"`
	Date    string `json:"date"`
	Trust   string `json:"trust"`
	Council string `json:"council,omitempty"`
	Pathway string `json:"pathway,omitempty"`
	Service string `json:"service"`
	Effect  string `json:"effect"`
	Number  int    `json:"number"`
	Unit    string `json:"unit"`
	Amount  string `json:"amount"` // number and unit in words
	Owner   string `json:"owner"`
}

// PlanOddsJSON is the odds of one morning, without and with the plan, with a 95% interval, and by how many beds the target
// is missed at the confidence that was asked (below zero: to spare).
type PlanOddsJSON struct {
	Date         string  `json:"date"`
	Trust        string  `json:"trust"`
	Without      float64 `json:"p_without"`
	With         float64 `json:"p"`
	Low          float64 `json:"p_low"`
	High         float64 `json:"p_high"`
	ShortWithout float64 `json:"beds_short_without"`
	Short        float64 `json:"beds_short"`
}

// PlanReachedJSON is a trust's least chance and when.
type PlanReachedJSON struct {
	Trust   string  `json:"trust"`
	Least   float64 `json:"p"`
	Low     float64 `json:"p_low"`
	High    float64 `json:"p_high"`
	Binding string  `json:"binding"`
}

// PlanBindingJSON is where the least is to spare.
type PlanBindingJSON struct {
	Trust string `json:"trust"`
	Date  string `json:"date"`
}

// PlanPriceJSON is what one more of something that is used up would be worth.
type PlanPriceJSON struct {
	Council string   `json:"council,omitempty"`
	Trust   string   `json:"trust,omitempty"`
	Service string   `json:"service"`
	Date    string   `json:"date,omitempty"` // absent: places that can be filled on any day
	Most    int      `json:"most"`
	Used    int      `json:"used"`
	Unit    string   `json:"unit"`                     // of most and used, and of the one more
	Effort  *float64 `json:"effort_saved_by_one_more"` // null where the target is not reached: no price exists then
	Beds    float64  `json:"beds_freed_by_one_more"`
}

// PlanNetJSON is what the plan does to a trust's beds on one morning.
type PlanNetJSON struct {
	Date        string  `json:"date"`
	Trust       string  `json:"trust"`
	Without     float64 `json:"occupied_without"`
	With        float64 `json:"occupied_with"`
	PullForward float64 `json:"pull_forward"`
	Backlog     float64 `json:"backlog"`
	Avoided     float64 `json:"avoided"`
	Target      bool    `json:"target"`
}

// PlanCertJSON is with what the odds were played, so that anyone can play them again.
type PlanCertJSON struct {
	Seed       uint64  `json:"seed"`
	Replicates int     `json:"replicates"`
	Drawn      int     `json:"certificates_drawn"`
	SearchSeed uint64  `json:"search_seed"`
	Aimed      float64 `json:"aimed"`
}

func planJSON(p *discharge.Plan, origin civil.Date) PlanJSON {
	out := PlanJSON{Org: string(p.Ask.Area), Origin: origin.String(), Target: p.Ask.Share, Basis: string(p.Ask.Basis), Confidence: p.Ask.Confidence,
		Feasible: p.Feasible, Lines: []PlanLineJSON{}, ShadowPrices: []PlanPriceJSON{}, PointCosts: map[string]float64{},
		Effort: p.Effort, Assumed: p.Assumed, Notes: p.Notes,
		Certificate: PlanCertJSON{Seed: p.Seed, Replicates: p.Replicates, Drawn: p.Certificates, SearchSeed: p.SearchSeed, Aimed: p.Aimed}}
	if out.Basis == "" {
		out.Basis = string(discharge.OfCore)
	}
	if !math.IsNaN(p.PointCost) {
		out.PointCost = &p.PointCost
	}
	if !math.IsNaN(p.Bound) {
		out.Bound = &p.Bound
	}
	for _, l := range p.Lines() {
		out.Lines = append(out.Lines, PlanLineJSON{ID: l.ID, Date: l.Date.String(), Trust: string(l.Trust), Council: string(l.Council),
			Pathway: string(l.Pathway), Service: string(l.Service), Effect: string(l.Effect), Number: l.Number, Unit: l.Unit(), Amount: l.AmountWords(l.Number), Owner: l.Owner})
	}
	for _, o := range p.Odds {
		out.Odds = append(out.Odds, PlanOddsJSON{Date: o.Morning.String(), Trust: string(o.Trust), Without: o.Without, With: o.With,
			Low: o.Low, High: o.High, ShortWithout: o.ShortWithout, Short: o.Short})
	}
	for _, r := range p.Reached {
		out.Reached = append(out.Reached, PlanReachedJSON{Trust: string(r.Trust), Least: r.Least, Low: r.Low, High: r.High, Binding: r.Binding.String()})
	}
	t, m := p.Binding()
	out.Binding = PlanBindingJSON{Trust: string(t), Date: m.String()}
	for _, s := range p.Prices {
		x := PlanPriceJSON{Council: string(s.Council), Trust: string(s.Trust), Service: string(s.Service), Date: s.Date.String(), Most: s.Most, Used: s.Used,
			Unit: discharge.Line{Service: s.Service}.Unit(), Beds: s.Beds}
		if !p.Unpriced {
			x.Effort = &s.Effort
		}
		out.ShadowPrices = append(out.ShadowPrices, x)
	}
	for _, pt := range p.Points {
		out.PointCosts[string(pt.Trust)] = pt.Effort
	}
	for _, n := range p.Net {
		out.Net = append(out.Net, PlanNetJSON{Date: n.Morning.String(), Trust: string(n.Trust), Without: n.Without, With: n.With,
			PullForward: n.PullForward, Backlog: n.Backlog, Avoided: n.Avoided, Target: n.Target})
	}
	return out
}
