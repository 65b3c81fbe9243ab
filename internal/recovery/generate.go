package recovery

import (
	"fmt"
	"math"
	"math/rand/v2"

	"headroom/internal/civil"
	"headroom/internal/org"
)

// Made is what a synthetic trust or board is made from. The same values give the same people and lists on every machine.
type Made struct {
	Patients int
	Sessions int
	Seed     uint64
	From     civil.Date // the plan's first day
}

const (
	madeDays      = 84   // twelve weeks
	madeTurnover  = 15.0 // minutes between two patients
	madePerSite   = 8333 // patients of one site
	madeListsTeam = 20   // lists of a team in the twelve weeks
)

// madeSpecialty is one specialty of the synthetic world: its share of patients, the median and spread of procedures'
// minutes, how uncertain one procedure is, the shares that stay in a ward bed, need high care, an anaesthetist, and are
// cancer pathways.
type madeSpecialty struct {
	code                        string
	share, median, sigma        float64
	leastCV, mostCV             float64
	inpatient, high, gas, tumor float64
	robot                       float64 // share that needs the one named equipment of this world
}

// madeSpecialties are of the size that elective surgery has, from general knowledge; no published table stands behind them.
var madeSpecialties = []madeSpecialty{
	{"110", .20, 80, .40, .22, .40, .45, .02, .92, .01, 0},
	{"100", .13, 70, .40, .25, .45, .35, .03, .97, .04, 0},
	{"130", .15, 28, .30, .18, .35, .01, 0, .12, .01, 0},
	{"101", .11, 50, .45, .25, .50, .30, .02, .80, .18, .06},
	{"502", .10, 55, .40, .25, .45, .30, .01, .95, .08, .04},
	{"120", .08, 55, .40, .25, .45, .20, .01, .95, .05, 0},
	{"104", .05, 110, .40, .25, .45, .70, .15, 1, .30, .15},
	{"160", .05, 70, .50, .30, .50, .20, .01, .65, .22, 0},
	{"103", .04, 80, .30, .22, .40, .30, 0, 1, .55, 0},
	{"107", .03, 110, .40, .30, .45, .70, .15, .9, 0, 0},
	{"144", .03, 55, .45, .28, .50, .15, .02, .9, .08, 0},
	{"171", .03, 45, .40, .25, .45, .15, .02, 1, 0, 0},
}

// madeStays are the chances, night by night, of still needing a bed, for five lengths of stay.
var madeStays = [][]float64{nil, {1, .25}, {1, .8, .4, .15}, {1, 1, .9, .75, .5, .3, .15}, {1, 1, 1, .95, .9, .8, .65, .5, .4, .3}}

// madeHigh is that for a high-dependency bed.
var madeHigh = []float64{1, .35}

// madeRobot is the named equipment.
const madeRobot = "robot"

// maker makes one synthetic world.
type maker struct {
	Made
	r     *rand.Rand
	kinds []madeSpecialty
	sites []madeSite
	teams map[string][]madeTeam // by site and specialty
	ask   Ask
}

// madeSite is a site of the synthetic world.
type madeSite struct {
	trust org.Code
	code  string
	high  bool
}

// madeTeam is a team with its skills and the half-days it has given away.
type madeTeam struct {
	code   string
	skills []string
	busy   map[string]bool
}

// Generate makes a synthetic trust or board after a strike: people with priorities, clocks, postponements and wishes, lists
// over twelve weeks, beds and anaesthetists that are squeezed at first, and the dates that were booked before. Codes begin
// with SYN. Nothing in it is anybody's.
func Generate(g Made) Ask {
	k := &maker{Made: g, r: rand.New(rand.NewPCG(g.Seed, 0x5e55)), teams: map[string][]madeTeam{}}
	k.kinds = madeSpecialties
	switch {
	case g.Patients <= 1500:
		k.kinds = madeSpecialties[:4]
	case g.Patients <= 4500:
		k.kinds = madeSpecialties[:8]
	}
	k.ask = Ask{From: g.From, Days: madeDays, Policy: DefaultPolicy(), Seed: g.Seed}
	k.makeSites()
	k.makeSessions()
	k.ask.Patients = make([]Patient, g.Patients)
	for i := range k.ask.Patients {
		k.makePatient(i)
	}
	k.makeLimits()
	k.book()
	k.close()
	return k.ask
}

// makeSites groups sites in trusts of one to three.
func (k *maker) makeSites() {
	n := max(1, k.Patients/madePerSite)
	for trust := 1; len(k.sites) < n; trust++ {
		code := org.Code(fmt.Sprintf("SYN-%d", 300+trust))
		for j := range 1 + k.r.IntN(3) {
			if len(k.sites) < n {
				k.sites = append(k.sites, madeSite{trust: code, code: fmt.Sprintf("%s-S%d", code, j+1), high: j == 0 || k.r.Float64() < .3})
			}
		}
	}
}

// makeSessions gives each site and specialty its lists by its share of the minutes, more or less, as many as were asked for
// in all.
func (k *maker) makeSessions() {
	share := make([]float64, 0, len(k.sites)*len(k.kinds))
	total := 0.0
	for range k.sites {
		for j := range k.kinds {
			share = append(share, k.kinds[j].share*k.kinds[j].mean()*(.75+.5*k.r.Float64()))
			total += share[len(share)-1]
		}
	}
	upTo := 0.0
	for i := range k.sites {
		for j := range k.kinds {
			upTo += share[i*len(k.kinds)+j]
			n := int(math.Round(upTo/total*float64(k.Sessions))) - len(k.ask.Sessions)
			k.makeLists(&k.sites[i], &k.kinds[j], n)
		}
	}
}

// mean is the mean minutes of a specialty's procedures with turnover.
func (s *madeSpecialty) mean() float64 { return s.median*math.Exp(s.sigma*s.sigma/2) + madeTurnover }

// makeLists makes the lists of one site and specialty, shared among its teams.
func (k *maker) makeLists(at *madeSite, s *madeSpecialty, n int) {
	teams := make([]madeTeam, n/madeListsTeam+1)
	for j := range teams {
		t := &teams[j]
		t.code, t.busy = fmt.Sprintf("%s-%s-T%d", at.code, s.code, j+1), map[string]bool{}
		t.skills = []string{"general"}
		if j == 0 || k.r.Float64() < .5 {
			t.skills = append(t.skills, "complex")
		}
		if j == 0 || k.r.Float64() < .25 {
			t.skills = append(t.skills, "rare")
		}
	}
	k.teams[at.code+s.code] = teams
	for range n {
		x := Session{ID: SessionID(fmt.Sprintf("L%06d", len(k.ask.Sessions)+1)), Trust: at.trust, Site: at.code, Specialty: s.code, HighCare: at.high}
		t := &teams[k.r.IntN(len(teams))]
		k.place(&x, t)
		x.Team, x.Skills = t.code, t.skills
		x.Anaesthetist = k.r.Float64() < math.Min(1, s.gas+.25)
		if s.robot > 0 && at.high && k.r.Float64() < .35 {
			x.Equipment = []string{madeRobot}
		}
		k.ask.Sessions = append(k.ask.Sessions, x)
	}
}

// place gives a list a day, a half and a length at which its team is free. Nobody operates by plan on a Sunday or a bank
// holiday of England.
func (k *maker) place(x *Session, t *madeTeam) {
	holidays := civil.England()
	for range 60 {
		d := k.r.IntN(madeDays)
		day := k.From.Add(d)
		if w := int(day.Weekday()); w == 0 || w == 6 && k.r.Float64() > .1 || holidays.IsHoliday(day) {
			continue
		}
		x.Date, x.Half, x.Minutes, x.Start = day, Morning, 240, 8*60+30
		switch q := k.r.Float64(); {
		case q < .42:
			x.Half, x.Minutes = AllDay, 480
		case q < .47:
			x.Half, x.Minutes, x.Start = Evening, 180, 17*60+30
		case q < .74:
			x.Half, x.Start = Afternoon, 13*60+30
		}
		free := true
		for _, h := range halvesOf(x.Half) {
			free = free && !t.busy[day.String()+string(h)]
		}
		if free {
			break
		}
	}
	for _, h := range halvesOf(x.Half) {
		t.busy[x.Date.String()+string(h)] = true
	}
}
