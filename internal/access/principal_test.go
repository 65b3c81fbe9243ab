package access

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
)

func TestNobodyMayNothing(t *testing.T) {
	pic := england(t)
	g := held(NationalLead, org.England)
	for _, v := range append(Verbs(), "return.destroy", "") {
		if (Principal{Grants: []Grant{g}}).May(v, org.England, pic, today) {
			t.Errorf("nobody may %s", v)
		}
	}
	if person(g).May("return.destroy", org.England, pic, today) || person(g).MayAnywhere("return.destroy", pic, today) {
		t.Error("a verb without a rule is allowed")
	}
}

func TestBeforeTheFirstChangeOfPassword(t *testing.T) {
	pic := england(t)
	p := person(held(NationalLead, org.England))
	p.MustChange = true
	for _, v := range Verbs() {
		if may := p.May(v, org.England, pic, today); may != (v == SessionOwn) {
			t.Errorf("%s: %v", v, may)
		}
	}
}

func TestWithoutAPicture(t *testing.T) {
	if !person(held(Administrator, org.England)).May(AccountManage, org.England, nil, today) {
		t.Error("the first administrator cannot work before organisations are loaded")
	}
	if person(held(TrustDirector, "T1")).May(ReturnSign, "T1", nil, today) {
		t.Error("a role counts at an organisation nobody knows")
	}
}

func TestAClosedTrustIsReadByItsHeirAndChangedByNobody(t *testing.T) {
	pic := england(t)
	p := person(held(TrustDirector, "T1"))
	if !p.May(ReturnRead, "T0", pic, today) || p.May(ReturnSubmit, "T0", pic, today) {
		t.Error("the heir reads the past and does not change it")
	}
	if old := person(held(TrustDirector, "T0")); old.May(ReturnRead, "T0", pic, today) || old.May(ReturnRead, "T1", pic, today) {
		t.Error("a role at a closed trust still counts")
	}
}

func TestActor(t *testing.T) {
	p := person()
	token := p
	token.Limit = &Limit{Token: 3}
	if p.Actor() != "account:12" || token.Actor() != "token:3" || (Principal{}).Actor() != "nobody" {
		t.Errorf("%s %s", p.Actor(), token.Actor())
	}
}

func TestScopeAsArguments(t *testing.T) {
	for _, c := range []struct {
		s     Scope
		which string
		n     int
	}{{Scope{Everything: true}, "all", 0}, {Scope{}, "some", 0}, {Scope{Orgs: []org.Code{"A\"B", "T1"}}, "some", 2}} {
		which, codes := c.s.SQL()
		var list []string
		if err := json.Unmarshal([]byte(codes), &list); err != nil || which != c.which || len(list) != c.n {
			t.Errorf("%+v: %s %s", c.s, which, codes)
		}
	}
}

func TestDeputise(t *testing.T) {
	own := held(TrustDirector, "T1")
	own.ID, own.To = 7, today.Add(40)
	p := person(own)
	got, err := Deputise(p, own, 99, today, today.Add(14), today)
	if err != nil {
		t.Fatal(err)
	}
	if got.Role != TrustDirector || got.At != "T1" || got.StandsFor != 12 || got.ID != 0 {
		t.Fatalf("%+v", got)
	}
	pic := england(t)
	deputy := Principal{ID: 99, Grants: []Grant{got}}
	if g, ok := deputy.Allowing(ReturnSign, "T1", pic, today); !ok || g.StandsFor != 12 {
		t.Error("the deputy cannot sign, or not as a deputy")
	}
	if deputy.May(ReturnSign, "T1", pic, today.Add(14)) {
		t.Error("the deputy signs after the last day")
	}
	borrowed := got
	admin := held(Administrator, org.England)
	for name, c := range map[string]struct {
		p           Principal
		g           Grant
		to          int64
		from, until civil.Date
		want        string
	}{
		"too long":           {p, own, 99, today, today.Add(29), "at most 28 days"},
		"in the past":        {p, own, 99, today.Add(-1), today.Add(3), "in the past"},
		"beyond the role":    {p, own, 99, today.Add(30), today.Add(45), "within those of the role"},
		"backwards":          {p, own, 99, today.Add(3), today.Add(3), "first and a last day"},
		"to oneself":         {p, own, 12, today, today.Add(3), "another person"},
		"another's role":     {p, held(TrustDirector, "T2"), 99, today, today.Add(3), "Only the person who holds"},
		"by a deputy":        {deputy, borrowed, 98, today, today.Add(3), "cannot name a deputy"},
		"an administrator's": {person(admin), admin, 99, today, today.Add(3), "cannot be passed"},
	} {
		if _, err := Deputise(c.p, c.g, c.to, c.from, c.until, today); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhoManagesWhom(t *testing.T) {
	pic := england(t)
	local := person(held(Administrator, "I1"))
	if err := MayGrant(local, 99, held(TrustViewer, "T2"), pic, today); err != nil {
		t.Error(err)
	}
	if MayGrant(local, 99, held(TrustViewer, "T3"), pic, today) == nil || MayGrant(local, 12, held(TrustViewer, "T1"), pic, today) == nil {
		t.Error("an administrator gives roles elsewhere, or to himself")
	}
	ended := held(TrustViewer, "T4")
	ended.To = today
	for name, c := range map[string]struct {
		a  Account
		ok bool
	}{
		"within":         {Account{ID: 5, Grants: []Grant{held(TrustViewer, "T1")}}, true},
		"ended outside":  {Account{ID: 5, Grants: []Grant{held(TrustViewer, "T1"), ended}}, true},
		"outside":        {Account{ID: 5, Grants: []Grant{held(TrustViewer, "T1"), held(ICBLead, "I3")}}, false},
		"without a role": {Account{ID: 5}, true},
		"oneself":        {Account{ID: 12, Grants: local.Grants}, false},
	} {
		if err := MayManage(local, c.a, pic, today); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := MayManage(person(held(TrustViewer, "T1")), Account{ID: 5}, pic, today); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("one who is no administrator: %v", err)
	}
}

func TestCheckGrantTellsAll(t *testing.T) {
	err := CheckGrant(Grant{Role: "king", At: "XX"}, england(t))
	if f := fault.As(err); f == nil || len(f.Fields) != 3 {
		t.Fatalf("%v", err)
	}
	g := held(TrustViewer, "T1")
	if err := CheckGrant(g, england(t)); err != nil {
		t.Error(err)
	}
	g.To = g.From
	if CheckGrant(g, england(t)) == nil {
		t.Error("an empty span of days")
	}
}

func TestSessionOver(t *testing.T) {
	t0 := time.Date(2024, 1, 15, 8, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		seen, now time.Duration
		want      string
	}{
		{0, 59 * time.Minute, ""}, {0, 60 * time.Minute, "idle"}, {11 * time.Hour, 11*time.Hour + 59*time.Minute, ""},
		{11*time.Hour + 50*time.Minute, 12 * time.Hour, "expired"}, {0, -time.Minute, ""},
	} {
		if got := SessionOver(t0, t0.Add(c.seen), t0.Add(c.now)); got != c.want {
			t.Errorf("seen %s, now %s: %q", c.seen, c.now, got)
		}
	}
}
