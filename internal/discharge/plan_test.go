package discharge

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/flow"
	"headroom/internal/org"
	"headroom/internal/simulate"
)

// mornings are those of the letters: Christmas Eve, and 27 December to 8 January.
func mornings(t testing.TB) []civil.Date {
	t.Helper()
	m, err := ParseMornings("2023-12-24,2023-12-27..2024-01-08")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// asking is a made-up system and an ask that lowers what its beds keep under nine times in ten by a share, on the worst of
// the mornings.
func asking(t testing.TB, seed uint64, trusts, councils int, lower float64) (*flow.System, Ask) {
	t.Helper()
	s, m := sample(t, seed, trusts, councils)
	a := Ask{Area: "QSAMPLE", Share: 1, Shares: map[org.Code]float64{}, Mornings: mornings(t), Confidence: .9, Levers: m.Levers, Limits: m.Limits, Assumed: m.Assumed}
	for i, trust := range s.Trusts {
		a.Shares[trust] = keepsUnder(t, s, i, a.Mornings) * (1 - lower)
	}
	return s, a
}

// keepsUnder is the share of a trust's core beds that it keeps under nine times in ten, on the worst of some mornings.
func keepsUnder(t testing.TB, s *flow.System, i int, mornings []civil.Date) float64 {
	t.Helper()
	law, err := flow.Close(&s.Model, i, s.Model.Days)
	if err != nil {
		t.Fatal(err)
	}
	most := 0.0
	for _, morning := range mornings {
		d, _ := s.DayOf(morning)
		most = math.Max(most, law.Quantile(d, .9)/(law.Room(d)-s.Model.Sites[i].Room.Escalation[d]))
	}
	return most
}

// quick is enough to see whether a plan is right, and not enough to publish one.
func quick(seed uint64) Options { return Options{Seed: seed, Search: 2048, Repair: 8192} }

// elsewhere plays a plan's lines on a seed that nothing of the plan has seen, through the model's own effort, and gives
// each trust's least chance.
func elsewhere(t *testing.T, s *flow.System, a Ask, lines []Line) map[org.Code]float64 {
	t.Helper()
	b := a
	b.Given, b.Levers, b.Limits = lines, nil, nil
	q, err := check(s, b)
	if err != nil {
		t.Fatal(err)
	}
	r, err := simulate.Run(t.Context(), q.with(nil), simulate.Options{Replicates: 20000, Seed: 987654321, Days: q.last + 1})
	if err != nil {
		t.Fatal(err)
	}
	out := map[org.Code]float64{}
	for _, row := range q.rows {
		trust := s.Trusts[row.site]
		p := 1 - r.Over(row.site, row.day, row.share)
		if was, ok := out[trust]; !ok || p < was {
			out[trust] = p
		}
	}
	return out
}

func TestPlansReachTheirOddsAtNearlyTheLeastEffort(t *testing.T) {
	for seed := uint64(1); seed <= 6; seed++ {
		s, a := asking(t, seed, 1, 2, .045)
		p, err := Solve(t.Context(), s, a, quick(seed))
		if err != nil {
			t.Fatal(err)
		}
		if !p.Feasible {
			t.Errorf("system %d: the target cannot be reached", seed)
			continue
		}
		if len(p.Points) != 1 || p.Points[0].Effort != p.PointCost || p.PointCost <= 0 {
			t.Errorf("system %d: one more point costs %v, for its one trust %+v", seed, p.PointCost, p.Points)
		}
		least := p.Reached[0].Least
		other := elsewhere(t, s, a, p.Lines())[s.Trusts[0]]
		t.Logf("system %d: %d lines, least %.4f, elsewhere %.4f, effort %.1f, bound %.1f aimed %.1f, %d certificates", seed, len(p.Lines()), least, other, p.Effort, p.Bound, p.BoundAimed, p.Certificates)
		if least < .9 || least > .92 || other < .89 || other > .925 {
			t.Errorf("system %d: the chance is %.4f, and %.4f on another seed", seed, least, other)
		}
		if p.Effort < p.Bound || p.Effort > 1.03*p.BoundAimed {
			t.Errorf("system %d: effort %.2f; for what was asked at least %.2f is needed, for what was aimed at %.2f", seed, p.Effort, p.Bound, p.BoundAimed)
		}
		for _, l := range p.Lines() {
			if l.Number < 1 || l.Owner == "" || l.Date.Month() == 12 && l.Date.Day() == 25 {
				t.Errorf("%+v", l)
			}
		}
	}
}

func TestABoardReachesItsOddsWithLimitsExact(t *testing.T) {
	s, a := asking(t, 11, 5, 3, .03)
	p, err := Solve(t.Context(), s, a, quick(11))
	if err != nil {
		t.Fatal(err)
	}
	if !p.Feasible || len(p.Reached) != 5 {
		t.Fatalf("feasible %v, %d trusts", p.Feasible, len(p.Reached))
	}
	for _, r := range p.Reached {
		t.Logf("%s: %.4f (%.4f to %.4f) on %s", r.Trust, r.Least, r.Low, r.High, r.Binding)
		if r.Least < .9 {
			t.Errorf("%s reaches %.4f", r.Trust, r.Least)
		}
	}
	checkLimits(t, a, p.Lines())
	if len(p.Points) != 5 {
		t.Errorf("one more point costs %+v", p.Points)
	}
	for _, x := range p.Points {
		if !(x.Effort > 0 && x.Effort <= p.PointCost*(1+1e-6)) {
			t.Errorf("one more point for %s alone costs %v, for all %v", x.Trust, x.Effort, p.PointCost)
		}
	}
	t.Logf("effort %.1f, bound %.1f, aimed %.1f, %d certificates, %d prices", p.Effort, p.Bound, p.BoundAimed, p.Certificates, len(p.Prices))
}

// Nobody is planned to leave who is not there: the starts of a line never outnumber those whose process is over, nor ready
// people seen off the ready pool.
func TestNobodyIsPlannedWhoIsNotThere(t *testing.T) {
	s, a := asking(t, 13, 1, 2, .05)
	p, err := Solve(t.Context(), s, a, quick(13))
	if err != nil {
		t.Fatal(err)
	}
	b := a
	b.Given, b.Levers, b.Limits = p.Lines(), nil, nil
	q, err := check(s, b)
	if err != nil {
		t.Fatal(err)
	}
	r, err := simulate.Run(t.Context(), q.with(nil), simulate.Options{Replicates: 4096, Seed: 1, Days: q.last + 1})
	if err != nil {
		t.Fatal(err)
	}
	kept := q.kept
	b.Given = nil
	bare, err := check(s, b)
	if err != nil {
		t.Fatal(err)
	}
	without, err := simulate.Run(t.Context(), bare.with(nil), simulate.Options{Replicates: 4096, Seed: 1, Days: q.last + 1})
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, h := range kept {
		there := math.Inf(1)
		switch {
		case h.link >= 0:
			there = r.Waiting(h.site, h.link, h.stream, h.day) + r.Started(h.site, h.link, h.stream, h.day)
			seen++
		case h.Service == WardDischarge:
			there = without.Ready(h.site, h.day) // whoever was seen off before is no longer in it
		}
		if h.most > there {
			t.Errorf("%s: %.0f of %.1f who are there", h.ID(), h.most, there)
		}
	}
	if seen == 0 {
		t.Error("no start was planned")
	}
}

func TestAPlansLinesCanBeProposedAsTheyAre(t *testing.T) {
	s, a := asking(t, 14, 1, 1, .03)
	p, err := Solve(t.Context(), s, a, quick(14))
	if err != nil || len(p.Lines()) == 0 {
		t.Fatal(err)
	}
	v := Version{Plan: "winter", Number: 1, Area: s.Trusts[0], Board: "QSAMPLE", Target: .92, Confidence: .9, From: a.Mornings[0], To: a.Mornings[len(a.Mornings)-1],
		Lines: p.Lines(), Proposed: s.From.At(600), By: Signer{Actor: "account:1", Role: "icb-lead", Org: "QSAMPLE"}}
	if _, err := CheckVersion(v); err != nil {
		t.Error(err)
	}
}

// checkLimits adds up what all trusts take of each council's starts: two trusts cannot spend the same one.
func checkLimits(t *testing.T, a Ask, lines []Line) {
	t.Helper()
	for _, lim := range a.Limits {
		used := 0
		for _, l := range lines {
			if l.Council == lim.Council && l.Service == lim.Service && (l.Date == lim.Date || lim.Date.IsZero()) {
				used += l.Number
			}
		}
		if used > lim.Most {
			t.Errorf("%s on %s of %s: %d of %d", lim.Service, lim.Date, lim.Council, used, lim.Most)
		}
	}
	for _, l := range lines {
		for _, v := range a.Levers {
			if v.ID() == l.ID && l.Number > v.Most {
				t.Errorf("%s: %d of at most %d", l.ID, l.Number, v.Most)
			}
		}
	}
}

// One lever on eleven days at one price, spread evenly: how many a day must agree with plain bisection on the engine.
func TestOneLeverAgreesWithBisection(t *testing.T) {
	s := flow.Sample(21, 1, 1, 42)
	morning := civil.On(2023, 12, 24)
	d, _ := s.DayOf(morning)
	const seed, replicates = 5, 4096
	var levers []Lever
	for day := civil.On(2023, 12, 13); day.Before(morning); day = day.Add(1) {
		levers = append(levers, Lever{Date: day, Trust: s.Trusts[0], Council: s.Councils[0], Service: HomeCare, Most: 6, Cost: 1})
	}
	a := Ask{Share: 1, Mornings: []civil.Date{morning}, Confidence: .9, Levers: levers, Spread: 1000}
	q, err := check(s, a)
	if err != nil {
		t.Fatal(err)
	}
	played := func(rate float64) *simulate.Result {
		x := make([]float64, len(q.handles))
		for j := range x {
			x[j] = rate
		}
		r, err := simulate.Run(t.Context(), q.with(x), simulate.Options{Replicates: replicates, Seed: seed, Days: d + 1})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	base := played(0)
	room := base.Room(0, d)
	q.Share = (base.Quantile(0, d, .9) - 6) / room
	a.Share = q.Share
	low, high := 0.0, 3.0
	for range 14 {
		if mid := (low + high) / 2; 1-played(mid).Over(0, d, a.Share) < .9 {
			low = mid
		} else {
			high = mid
		}
	}
	if q, err = check(s, a); err != nil {
		t.Fatal(err)
	}
	found := &search{asked: q, o: Options{Seed: seed, Search: replicates}.filled(len(s.Trusts))}
	_, best, err := found.relaxed(t.Context(), .9, 8)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, x := range best.X {
		sum += x
	}
	want := high * float64(len(levers))
	t.Logf("%.2f starts by the search, %.2f by bisection", sum, want)
	if math.Abs(sum-want) > .03*want {
		t.Errorf("%.2f starts by the search, %.2f by bisection", sum, want)
	}
}

func TestMoreAskedCostsMoreAndMoreToBeHadNeverDoes(t *testing.T) {
	s, a := asking(t, 31, 1, 1, .03)
	bound := func(change func(*Ask)) float64 {
		b := a
		b.Limits, b.Shares = slices.Clone(a.Limits), map[org.Code]float64{}
		for k, v := range a.Shares {
			b.Shares[k] = v
		}
		change(&b)
		q, err := check(s, b)
		if err != nil {
			t.Fatal(err)
		}
		found := &search{asked: q, o: Options{Seed: 31, Search: 2048}.filled(len(s.Trusts))}
		_, best, err := found.relaxed(t.Context(), b.Confidence, 5)
		if err != nil {
			t.Fatal(err)
		}
		return best.Cost
	}
	base := bound(func(*Ask) {})
	harder := bound(func(b *Ask) {
		for k := range b.Shares {
			b.Shares[k] *= .995
		}
	})
	surer := bound(func(b *Ask) { b.Confidence = .92 })
	tighter := bound(func(b *Ask) {
		for k := range b.Limits {
			b.Limits[k].Most /= 2
		}
	})
	t.Logf("base %.1f, lower target %.1f, more confidence %.1f, half the limits %.1f", base, harder, surer, tighter)
	if harder <= base || surer <= base || tighter < base*.999 {
		t.Errorf("base %.1f, lower target %.1f, more confidence %.1f, half the limits %.1f", base, harder, surer, tighter)
	}
}

func TestAPlanDoesNotHangOnOrderOrWorkers(t *testing.T) {
	s, a := asking(t, 41, 2, 1, .03)
	o := Options{Seed: 41, Search: 1024, Repair: 4096, Workers: 1}
	one, err := Solve(t.Context(), s, a, o)
	if err != nil {
		t.Fatal(err)
	}
	turned := *s
	turned.Trusts, turned.Model.Sites, turned.Tiers = slices.Clone(s.Trusts), slices.Clone(s.Model.Sites), slices.Clone(s.Tiers)
	slices.Reverse(turned.Trusts)
	slices.Reverse(turned.Model.Sites)
	a.Levers, a.Limits = slices.Clone(a.Levers), slices.Clone(a.Limits)
	slices.Reverse(a.Levers)
	slices.Reverse(a.Limits)
	o.Workers = 3
	two, err := Solve(t.Context(), &turned, a, o)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(one.Lines(), two.Lines()) || one.Effort != two.Effort || !slices.Equal(one.Reached, two.Reached) {
		t.Errorf("with trusts, levers and limits the other way round and three workers:\n%v\n%v", one.Reached, two.Reached)
	}
	if len(one.Lines()) == 0 {
		t.Error("nothing was planned, so nothing was compared")
	}
	// Under other names, in another order of the alphabet, it is the same plan but for what rounding decides.
	named := turned
	named.Trusts = []org.Code{"ZZ", "AA"}
	b := a
	b.Levers, b.Shares = slices.Clone(a.Levers), map[org.Code]float64{}
	call := map[org.Code]org.Code{turned.Trusts[0]: "ZZ", turned.Trusts[1]: "AA"}
	for k := range b.Levers {
		b.Levers[k].Trust = call[b.Levers[k].Trust]
	}
	for was, is := range call {
		b.Shares[is] = a.Shares[was]
	}
	three, err := Solve(t.Context(), &named, b, o)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(three.BoundAimed-one.BoundAimed) > .005*one.BoundAimed || math.Abs(three.Effort-one.Effort) > .02*one.Effort {
		t.Errorf("effort %.2f and bound %.2f, under other names %.2f and %.2f", one.Effort, one.BoundAimed, three.Effort, three.BoundAimed)
	}
}

func TestARefusedLineIsMadeGoodByOthersAndSaysWhom(t *testing.T) {
	s, a := asking(t, 51, 2, 1, .03)
	p, err := Solve(t.Context(), s, a, quick(51))
	if err != nil || !p.Feasible {
		t.Fatal(err, p.Feasible)
	}
	biggest := p.Lines()[0]
	for _, l := range p.Lines() {
		if l.Service == HomeCare && l.Number > biggest.Number {
			biggest = l
		}
	}
	r, err := Replan(t.Context(), s, p, []Change{{Line: biggest.ID, Number: 0, Reason: "no carers"}}, quick(52))
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Lost) != 1 || r.Lost[0].Number != biggest.Number {
		t.Errorf("lost %v", r.Lost)
	}
	if !r.Plan.Feasible || len(r.Added) == 0 || len(r.Burdens) == 0 || r.Effort <= 0 {
		t.Fatalf("feasible %v, added %v, burdens %v", r.Plan.Feasible, r.Added, r.Burdens)
	}
	now := map[string]int{}
	for _, l := range r.Plan.Lines() {
		now[l.ID] = l.Number
	}
	for _, l := range p.Lines() {
		if l.ID == biggest.ID {
			if now[l.ID] != 0 {
				t.Error("the refused line came back")
			}
		} else if now[l.ID] < l.Number {
			t.Errorf("%s went from %d to %d; nobody else was to be asked for less", l.ID, l.Number, now[l.ID])
		}
	}
	for _, l := range r.Added {
		if l.Council == biggest.Council && l.Service == biggest.Service && l.Date == biggest.Date {
			t.Errorf("%s is asked for what it refused that day: %+v", l.Council, l)
		}
	}
	for i, w := range r.Plan.Reached {
		if w.Least < .9 {
			t.Errorf("%s has %.4f after the change", w.Trust, w.Least)
		}
		if u := r.Unmoved[i]; u.Trust != w.Trust {
			t.Errorf("odds of %s beside those of %s", u.Trust, w.Trust)
		}
	}
	if err := p.AgainstNothing(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	_, bare, err := Certify(t.Context(), s, a, nil, p.Seed, p.Replicates)
	for i, o := range p.Odds {
		if err != nil || o.Without != bare[i].With || o.ShortWithout != bare[i].Short || o.Without > o.With {
			t.Errorf("without the plan %+v, played with the same luck %+v, %v", o, bare[i], err)
		}
	}
	checkLimits(t, a, r.Plan.Lines())
	checkCompared(t, s, p, r, biggest.ID)
	if _, err := Replan(t.Context(), s, p, []Change{{Line: "no-such-line"}}, quick(1)); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a line that is not there: %v", err)
	}
}

// TestARefusalCostsWhatItTookAndNoMore: where a plan was short of its target already, only what the refusal took is replaced;
// the odds before are those that the version was certified with; and where nothing can take its place, nothing is proposed.
func TestARefusalCostsWhatItTookAndNoMore(t *testing.T) {
	s, a := asking(t, 51, 2, 1, .03)
	full, err := Solve(t.Context(), s, a, quick(51))
	if err != nil {
		t.Fatal(err)
	}
	var some []Line
	for k, l := range full.Lines() {
		if k%3 > 0 {
			some = append(some, l)
		}
	}
	certified, _, err := Certify(t.Context(), s, a, some, 4711, 8192)
	if err != nil || slices.ContainsFunc(certified, func(r Reached) bool { return r.Least > .89 }) {
		t.Fatalf("the plan is to be short: %+v, %v", certified, err)
	}
	biggest := slices.MaxFunc(some, func(x, y Line) int {
		return (x.Number - y.Number) + 1000*(map[bool]int{true: 1}[x.Service == HomeCare]-map[bool]int{true: 1}[y.Service == HomeCare])
	})
	o := quick(1).CertifiedOn(4711, 8192)
	r, err := Replan(t.Context(), s, PlanOf(a, some), []Change{{Line: biggest.ID}}, o)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(r.Before, certified) || len(r.Added) == 0 {
		t.Fatalf("before %+v, certified %+v; added %v", r.Before, certified, r.Added)
	}
	for i, now := range r.Plan.Reached {
		if now.Least < r.Before[i].Least-.015 || now.Least > r.Before[i].Least+.03 {
			t.Errorf("%s had %.4f, has %.4f; without what takes its place %.4f", now.Trust, r.Before[i].Least, now.Least, r.Unmoved[i].Least)
		}
	}
	own := some[slices.IndexFunc(some, func(l Line) bool { return l.Council == "" && l.Service != TransferHub && l.Number > 1 })]
	a.Levers = slices.DeleteFunc(slices.Clone(a.Levers), func(l Lever) bool { return l.Trust == own.Trust || l.Council != "" })
	if r, err = Replan(t.Context(), s, PlanOf(a, some), []Change{{Line: own.ID}}, o); err != nil || len(r.Added) > 0 || r.Plan.Feasible {
		t.Errorf("what another trust does itself takes the place of %+v: %+v, %v; before %+v, after %+v", own, r.Added, err, r.Before, r.Plan.Reached)
	}
}

// checkCompared holds the odds before and after a refusal, and the effort, to what they must be: played with one luck, and of
// the whole plan.
func checkCompared(t *testing.T, s *flow.System, was *Plan, r *Replanned, refused string) {
	t.Helper()
	stood := slices.DeleteFunc(was.Lines(), func(l Line) bool { return l.ID == refused })
	for _, c := range []struct {
		name  string
		lines []Line
		got   []Reached
	}{{"before", was.Lines(), r.Before}, {"nothing in its place", stood, r.Unmoved}, {"after", r.Plan.Lines(), r.Plan.Reached}} {
		want, _, err := Certify(t.Context(), s, was.Ask, c.lines, r.Plan.Seed, r.Plan.Replicates)
		if err != nil || !slices.Equal(c.got, want) {
			t.Errorf("%s: %+v; with the luck of the certificate %+v, %v", c.name, c.got, want, err)
		}
	}
	for i := range r.Before {
		if r.Unmoved[i].Least > r.Before[i].Least {
			t.Errorf("fewer starts do more: %+v, %+v", r.Unmoved[i], r.Before[i])
		}
	}
	_, bare, err := Certify(t.Context(), s, was.Ask, nil, r.Plan.Seed, r.Plan.Replicates)
	for i, o := range r.Plan.Odds {
		if err != nil || o.Without != bare[i].With {
			t.Errorf("without the plan %+v, played with the same luck %+v, %v", o, bare[i], err)
		}
	}
	if math.Abs(r.Was-was.Effort) > 1e-6*was.Effort {
		t.Errorf("the plan was of effort %.4f and is said to have been of %.4f", was.Effort, r.Was)
	}
	left, _ := costsOf(was.Ask).sum(stood)
	borne := 0.0
	for _, b := range r.Burdens {
		borne += b.Effort
	}
	if math.Abs(left+r.Effort-r.Plan.Effort) > 1e-6*r.Was || math.Abs(borne-r.Effort) > 1e-6*r.Was || r.Plan.Effort <= left {
		t.Errorf("effort %.3f left, %.3f added, %.3f borne, %.3f in all", left, r.Effort, borne, r.Plan.Effort)
	}
}

// TestWhatTheCertificateReachesIsReached: a plan that takes all that may be done and just reaches its target is not said to be
// out of reach because the search, on fewer replicates, thought so; it has no prices then.
func TestWhatTheCertificateReachesIsReached(t *testing.T) {
	s, a := asking(t, 61, 1, 1, .25)
	q, err := check(s, a)
	if err != nil {
		t.Fatal(err)
	}
	x := &search{asked: q, o: quick(61).filled(1)}
	v, err := x.look(t.Context(), make([]float64, len(x.handles)), 512, 1, false)
	if err != nil {
		t.Fatal(err)
	}
	v.value, v.most = make([][]float64, len(x.rows)), make([]float64, len(x.handles))
	for i := range v.value {
		v.value[i] = make([]float64, len(x.handles))
	}
	for least, want := range map[float64]bool{.9: true, .8999: false} {
		just := &Plan{Aimed: .905, Reached: []Reached{{Trust: s.Trusts[0], Least: least}}, Odds: []Odds{{Trust: s.Trusts[0], With: least}}}
		if err := x.priced(t.Context(), just, v, make([]float64, len(x.handles))); err != nil {
			t.Fatal(err)
		}
		if just.Feasible != want || !just.Unpriced || len(just.Points) > 0 || !math.IsNaN(just.Bound) {
			t.Errorf("a certificate of %v: feasible %v, unpriced %v, bound %v", least, just.Feasible, just.Unpriced, just.Bound)
		}
	}
}

// TestUsedIsWhatAllLinesUse: a plan made good counts what stands already as used of a limit and of a trust's own most.
func TestUsedIsWhatAllLinesUse(t *testing.T) {
	s, a := asking(t, 61, 1, 1, .25) // out of reach, so that everything is used up
	p, err := Solve(t.Context(), s, a, quick(61))
	if err != nil {
		t.Fatal(err)
	}
	r, err := Replan(t.Context(), s, p, []Change{{Line: p.Lines()[0].ID}}, quick(62))
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Plan.Prices) == 0 {
		t.Fatal("nothing is used up")
	}
	for _, x := range r.Plan.Prices {
		used := 0
		for _, l := range r.Plan.Lines() {
			if l.Service == x.Service && (x.Date.IsZero() || l.Date == x.Date) && l.Council == x.Council && (x.Trust == "" || l.Trust == x.Trust) {
				used += l.Number
			}
		}
		if x.Used != used || x.Used > x.Most || x.Most == 0 {
			t.Errorf("%+v; the lines use %d", x, used)
		}
	}
}

func TestWhatCannotBeReachedIsSaidWithWhatWouldHaveToOpen(t *testing.T) {
	s, a := asking(t, 61, 1, 1, .25)
	p, err := Solve(t.Context(), s, a, quick(61))
	if err != nil {
		t.Fatal(err)
	}
	if p.Feasible || !p.Unpriced || !math.IsNaN(p.PointCost) {
		t.Fatal("a quarter of the beds cannot be emptied like this")
	}
	if len(p.Odds) != len(a.Mornings) || p.Reached[0].Least >= .9 {
		t.Errorf("%d mornings, least %v", len(p.Odds), p.Reached[0].Least)
	}
	if len(p.Prices) == 0 || p.Prices[0].Beds <= 0 {
		t.Errorf("prices %v", p.Prices)
	}
	if !strings.Contains(strings.Join(p.Notes, " "), "cannot be reached") {
		t.Errorf("notes %v", p.Notes)
	}
	better := 0
	for _, o := range p.Odds {
		if o.With > o.Without+.02 {
			better++
		}
	}
	if better == 0 {
		t.Error("the nearest plan brings nothing nearer")
	}
}

func TestAPullForwardIsPaidBackAndKeptApart(t *testing.T) {
	s := flow.Sample(71, 1, 1, 42)
	eve := civil.On(2023, 12, 24)
	a := Ask{Share: .93, Mornings: []civil.Date{eve}, Confidence: .9}
	a.Given = []Line{
		{ID: "push", Date: civil.On(2023, 12, 23), Trust: s.Trusts[0], Service: WardDischarge, Number: 6},
		{ID: "care", Date: civil.On(2023, 12, 23), Trust: s.Trusts[0], Council: s.Councils[0], Service: HomeCare, Number: 4},
		{ID: "stay", Date: civil.On(2023, 12, 23), Trust: s.Trusts[0], Service: UrgentCare, Number: 5},
	}
	p, err := Solve(t.Context(), s, a, quick(71))
	if err != nil {
		t.Fatal(err)
	}
	at := func(m civil.Date) Net {
		k := slices.IndexFunc(p.Net, func(n Net) bool { return n.Morning == m })
		if k < 0 {
			t.Fatalf("nothing is said of %s", m)
		}
		return p.Net[k]
	}
	first, later := at(eve), at(civil.On(2024, 1, 3))
	t.Logf("on Christmas Eve %+v, on 3 January %+v", first, later)
	if first.PullForward < 4 || first.PullForward > 6.01 || math.Abs(later.PullForward) > .05 {
		t.Errorf("six pulled forward free %.2f beds at once and %.2f on 3 January", first.PullForward, later.PullForward)
	}
	if first.Backlog < 3 || later.Backlog <= 0 || later.Backlog > first.Backlog {
		t.Errorf("four starts free %.2f beds at once and %.2f on 3 January", first.Backlog, later.Backlog)
	}
	if first.Avoided < 4 || later.Avoided > first.Avoided {
		t.Errorf("five avoided free %.2f beds at once and %.2f later", first.Avoided, later.Avoided)
	}
	for _, n := range p.Net {
		if math.Abs(n.Without-n.With-n.PullForward-n.Backlog-n.Avoided) > 1e-9 {
			t.Fatalf("the parts do not add up: %+v", n)
		}
	}
}

func TestAnOpenedBedFreesNoCoreBed(t *testing.T) {
	s, a := asking(t, 81, 1, 1, .02)
	bed := Lever{Date: civil.On(2023, 12, 23), Trust: s.Trusts[0], Service: EscalationBed, Most: 20, Cost: .01}
	a.Mornings = []civil.Date{civil.On(2023, 12, 24)}
	a.Share, a.Shares = keepsUnder(t, s, 0, a.Mornings)*.98, nil
	a.Levers = append(slices.Clone(a.Levers), bed)
	p, err := Solve(t.Context(), s, a, quick(81))
	if err != nil {
		t.Fatal(err)
	}
	if p.Effort == 0 {
		t.Error("nothing was needed, so nothing was shown")
	}
	for _, l := range p.Lines() {
		if l.Service == EscalationBed {
			t.Errorf("%+v is in a plan for core beds", l)
		}
	}
	if !strings.Contains(strings.Join(p.Notes, " "), "frees no core bed") {
		t.Errorf("notes %v", p.Notes)
	}
	a.Basis = OfOpen
	a.Share *= .97
	if p, err = Solve(t.Context(), s, a, quick(81)); err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(p.Lines(), func(l Line) bool { return l.Service == EscalationBed && l.Effect == Opened }) {
		t.Error("of all open beds, a cheap opened bed lowers the share")
	}
}

func TestAFixedWorkforceIsPlacedWhereItDoesMost(t *testing.T) {
	s, a := asking(t, 91, 1, 1, .03)
	w := Workforce{Services: []Service{HomeCare}, From: civil.On(2023, 12, 13), To: civil.On(2024, 1, 2), Number: 10}
	p, err := Place(t.Context(), s, a, w, quick(91))
	if err != nil {
		t.Fatal(err)
	}
	sum := 0
	for _, l := range p.Lines() {
		sum += l.Number
		if l.Service != HomeCare || l.Date.Before(w.From) || l.Date.After(w.To) {
			t.Errorf("%+v", l)
		}
	}
	if sum != w.Number {
		t.Errorf("%d placed of %d", sum, w.Number)
	}
	// The same number all on the last days does worse on the worst morning.
	var late []Line
	left := w.Number
	for k := len(a.Levers) - 1; k >= 0 && left > 0; k-- {
		v := a.Levers[k]
		if v.Service == HomeCare && !v.Date.After(w.To) {
			n := min(left, v.Most)
			late = append(late, Line{ID: v.ID(), Date: v.Date, Trust: v.Trust, Council: v.Council, Service: v.Service, Number: n})
			left -= n
		}
	}
	best, other := elsewhere(t, s, a, p.Lines())[s.Trusts[0]], elsewhere(t, s, a, late)[s.Trusts[0]]
	t.Logf("least chance %.4f as placed, %.4f when left to the end", best, other)
	if best < other {
		t.Errorf("least chance %.4f as placed, %.4f when left to the end", best, other)
	}
	w.Number = 100000
	if _, err := Place(t.Context(), s, a, w, quick(91)); fault.KindOf(err) != fault.Invalid {
		t.Errorf("more than can be done: %v", err)
	}
}

func TestASearchStopsWhenToldAndTellsHowFarItIs(t *testing.T) {
	s, a := asking(t, 101, 1, 1, .03)
	ctx, stop := context.WithCancel(t.Context())
	told := 0
	o := quick(101)
	o.Progress = func(done, total int, what string) {
		told++
		if done > total || what == "" {
			t.Errorf("%d of %d: %q", done, total, what)
		}
		stop()
	}
	if _, err := Solve(ctx, s, a, o); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("stopped: %v", err)
	}
	if told != 1 {
		t.Errorf("told %d times", told)
	}
}

// TestNoPlanWithAnUnsoundModel: a model that needs many times its admissions to meet the forecast is refused, its trust
// named, and not answered with a plan.
func TestNoPlanWithAnUnsoundModel(t *testing.T) {
	s, a := asking(t, 1, 1, 2, 30)
	l, err := flow.Close(&s.Model, 0, s.Model.Days)
	if err != nil {
		t.Fatal(err)
	}
	want := make([]flow.Spread, s.Model.Days)
	for d := range want {
		want[d] = flow.Spread{Median: l.Quantile(d, .5), Q05: l.Quantile(d, .05), Q95: l.Quantile(d, .95)}
	}
	site := &s.Model.Sites[0]
	site.Stages = slices.Clone(site.Stages)
	for k := range site.Stages {
		site.Stages[k].Now = 0
	}
	if _, err := flow.Anchor(s, 0, want); err != nil {
		t.Fatal(err)
	}
	p, err := Solve(t.Context(), s, a, Options{Seed: 1})
	if f := fault.As(err); p != nil || f == nil || f.Kind != fault.Invalid || len(f.Fields) == 0 || f.Fields[0].Name != string(s.Trusts[0]) {
		t.Errorf("%v", err)
	}
}
