package discharge

import (
	"fmt"
	"slices"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// Claim is what one line of a live plan takes, or would take, of a council's capacity.
type Claim struct {
	Plan     string
	Version  int
	Line     string
	Trust    org.Code
	Council  org.Code
	Service  Service
	Date     civil.Date
	Agreed   int // taken: agreed to and not failed, refused or withdrawn since
	Proposed int // would be taken if it were agreed as asked
}

// ClaimOf is the claim of a line that stands so; false when it spends no council's capacity or takes nothing.
func ClaimOf(v Version, l Line, st Standing) (Claim, bool) {
	_, council, _ := shapeOf(l.Service)
	if l.Council == "" || !council && l.Service != UrgentCare {
		return Claim{}, false
	}
	c := Claim{Plan: v.Plan, Version: v.Number, Line: l.ID, Trust: l.Trust, Council: l.Council, Service: l.Service, Date: l.Date,
		Agreed: st.Counts(), Proposed: st.Open()}
	return c, c.Agreed+c.Proposed > 0
}

// LivePlan is the newest version of a plan with how each of its lines stands.
type LivePlan struct {
	Version
	Standings map[string]Standing
}

// Claims lists what a live plan takes of councils' capacity.
func (l LivePlan) Claims() []Claim {
	var out []Claim
	for _, line := range l.Lines {
		if c, ok := ClaimOf(l.Version, line, l.Standings[line.ID]); ok {
			out = append(out, c)
		}
	}
	return out
}

// Taker is what one plan takes in a conflict.
type Taker struct {
	Plan             string
	Version          int
	Trusts           []org.Code
	Agreed, Proposed int
	Lines            []string
}

// Conflict says that the live plans together take more of a council's service than there is (R15): on one day, or, for
// places that can be filled once each, over the days from Date to Last.
type Conflict struct {
	Council          org.Code
	Service          Service
	Date, Last       civil.Date
	There            Usable
	Agreed, Proposed int
	Plans            []Taker
	// Hard is true when what is agreed alone is more than there is; else it would be if everything proposed were agreed.
	Hard  bool
	Words string
}

// Conflicts finds where the live plans take more of a council's service than there is, with every plan that takes part
// and how much. Where nobody has said what there is, there is no conflict to find: see Unknown.
func Conflicts(live []LivePlan, supply *Supply) []Conflict {
	var claims []Claim
	for _, l := range live {
		claims = append(claims, l.Claims()...)
	}
	return ConflictsOf(claims, supply)
}

// ConflictsOf is Conflicts over claims.
func ConflictsOf(claims []Claim, supply *Supply) []Conflict {
	var out []Conflict
	for _, g := range gatherClaims(claims, supply) {
		if g.There.Known && g.Agreed+g.Proposed > g.There.N {
			g.Hard = g.Agreed > g.There.N
			g.Words = g.words()
			out = append(out, g)
		}
	}
	return out
}

// Unknown lists the days on which plans take of a council's service and nobody has said what there is, or only more than
// thirty-one days ago. It is told, and refuses nothing: the director who agrees says by it that it can be done.
func Unknown(claims []Claim, supply *Supply) []Usable {
	var out []Usable
	for _, g := range gatherClaims(claims, supply) {
		if !g.There.Known {
			out = append(out, g.There)
		}
	}
	return out
}

// gatherClaims adds claims up by what they share: a day's number, or a stock.
func gatherClaims(claims []Claim, supply *Supply) []Conflict {
	type key struct {
		capPlace
		day civil.Date
	}
	at := map[key]*Conflict{}
	for _, c := range claims {
		there := supply.On(c.Council, c.Service, c.Date)
		k := key{capPlace{c.Council, c.Service}, c.Date}
		if there.Stock && c.Date.Before(there.From) {
			continue // whoever took it had it before the vacancy was counted
		}
		if there.Stock {
			// The days of a stock differ by what is open at weekends; the first to come is held against the whole.
			k.day = civil.Date{}
		}
		g := at[k]
		if g == nil {
			g = &Conflict{Council: c.Council, Service: c.Service, Date: c.Date, Last: c.Date, There: there}
			at[k] = g
		}
		if there.N > g.There.N {
			g.There = there
		}
		g.add(c)
	}
	out := make([]Conflict, 0, len(at))
	for _, g := range at {
		slices.SortFunc(g.Plans, func(a, b Taker) int { return strings.Compare(a.Plan, b.Plan) })
		out = append(out, *g)
	}
	slices.SortFunc(out, func(a, b Conflict) int {
		if n := a.Date.Compare(b.Date); n != 0 {
			return n
		}
		if n := strings.Compare(string(a.Council), string(b.Council)); n != 0 {
			return n
		}
		return strings.Compare(string(a.Service), string(b.Service))
	})
	return out
}

// add counts one claim.
func (g *Conflict) add(c Claim) {
	g.Agreed += c.Agreed
	g.Proposed += c.Proposed
	if c.Date.Before(g.Date) {
		g.Date = c.Date
	}
	if c.Date.After(g.Last) {
		g.Last = c.Date
	}
	i := slices.IndexFunc(g.Plans, func(s Taker) bool { return s.Plan == c.Plan })
	if i < 0 {
		g.Plans = append(g.Plans, Taker{Plan: c.Plan, Version: c.Version})
		i = len(g.Plans) - 1
	}
	s := &g.Plans[i]
	s.Agreed += c.Agreed
	s.Proposed += c.Proposed
	s.Lines = append(s.Lines, c.Line)
	if !slices.Contains(s.Trusts, c.Trust) {
		s.Trusts = append(s.Trusts, c.Trust)
		slices.Sort(s.Trusts)
	}
}

// words says a conflict in a sentence that names the plans and their amounts.
func (g Conflict) words() string {
	when := "on " + g.Date.Format("2 January 2006")
	if g.There.Stock && g.Last != g.Date {
		when = fmt.Sprintf("from %s to %s", g.Date.Format("2 January 2006"), g.Last.Format("2 January 2006"))
	}
	var plans []string
	for _, s := range g.Plans {
		plans = append(plans, fmt.Sprintf("plan %s %d agreed and %d proposed", s.Plan, s.Agreed, s.Proposed))
	}
	return fmt.Sprintf("%s of %s %s: there is %d, and %s", g.Service.Words(), g.Council, when, g.There.N, strings.Join(plans, ", "))
}

// Spend says whether a council can agree to take now of the claim mine, given what the other lines of all live plans take
// of the same service and what there is: a Conflict fault that names the other plans and their amounts when there is too
// little. A service of which nothing is known is not refused. Call it in the transaction that writes the agreement, under
// the lock of the council's service, so that two trusts cannot spend the same start (R15).
func Spend(mine Claim, others []Claim, supply *Supply) error {
	there := supply.On(mine.Council, mine.Service, mine.Date)
	if !there.Known {
		return nil
	}
	taken := 0
	var who []string
	for _, c := range others {
		same := c.Council == mine.Council && c.Service == mine.Service && c.Agreed > 0 && (c.Plan != mine.Plan || c.Line != mine.Line)
		if !same || !sameCapacity(there, c, supply) {
			continue
		}
		taken += c.Agreed
		who = append(who, fmt.Sprintf("%d by plan %s for %s on %s", c.Agreed, c.Plan, c.Trust, c.Date.Format("2 January 2006")))
	}
	if taken+mine.Agreed <= there.N {
		return nil
	}
	slices.Sort(who)
	if len(who) > 6 {
		who = append(who[:6], fmt.Sprintf("and %d more", len(who)-6))
	}
	spent := "nothing of it is spent yet"
	if len(who) > 0 {
		spent = "spent already: " + strings.Join(who, "; ")
	}
	return fault.New(fault.Conflict, "Plan %s asks for %d, and %d is left: %s; %s. Agree to fewer, free one of the others, or enter the day's capacity again",
		mine.Plan, mine.Agreed, max(0, there.N-taken), there.Words(), spent)
}

// sameCapacity reports whether another claim takes from the same capacity: the same day, or any day of the same stock.
func sameCapacity(there Usable, c Claim, supply *Supply) bool {
	if !there.Stock {
		return c.Date == there.Date
	}
	return !c.Date.Before(there.From) && supply.On(c.Council, c.Service, c.Date).Stock
}

// Taken tells how many of a council's service the live plans other than one have agreed to on a day; asked with the zero
// date, on all days together for which the supply knows only places that can be filled once.
func Taken(claims []Claim, supply *Supply, except string) func(org.Code, Service, civil.Date) int {
	return func(council org.Code, service Service, day civil.Date) int {
		n := 0
		for _, c := range claims {
			if c.Plan == except || c.Council != council || c.Service != service {
				continue
			}
			there := supply.On(council, service, c.Date)
			switch {
			case day.IsZero() && there.Stock && !c.Date.Before(there.From), !day.IsZero() && c.Date == day:
				n += c.Agreed
			}
		}
		return n
	}
}
