package dischargeweb

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/flow"
	"headroom/internal/org"
	"headroom/internal/web"
)

// TestStillIsKept: many who ask at the same time get the same mornings, worked out once; another target has its own; no more
// than so many are held; and a trust that is not in the model is refused each time.
func TestStillIsKept(t *testing.T) {
	g := newCareSample().ground
	k := stillKey{g.System.Trusts[0], .92, discharge.OfCore}
	got := make([]*discharge.Still, 8)
	var wait sync.WaitGroup
	for i := range got {
		wait.Go(func() {
			var err error
			if got[i], err = g.still(k); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for _, s := range got {
		if s == nil || s != got[0] {
			t.Fatal("the same question has two answers")
		}
	}
	k.share = .95
	if s, err := g.still(k); err != nil || s == got[0] {
		t.Errorf("another target has the same mornings: %v", err)
	}
	for i := range 2 * stillsKept {
		if _, err := g.still(stillKey{org.Code("NONE"), float64(i), discharge.OfCore}); fault.KindOf(err) != fault.NotFound {
			t.Fatalf("a trust from elsewhere: %v", err)
		}
		if n := len(g.stills.held); n > stillsKept {
			t.Fatalf("%d are held", n)
		}
	}
}

// TestOnlyForecastOnesAreListed: where it is known whose beds are forecast, the levers list those alone and say so; where no
// forecast is kept all are listed.
func TestOnlyForecastOnesAreListed(t *testing.T) {
	s := newCareSample()
	for _, forecast := range []map[org.Code]bool{nil, {careSampleBoard: true, s.ground.System.Trusts[1]: true}} {
		m := &careMemory{careSample: s, grantAs: access.Grant{Role: access.NationalLead, At: org.England}}
		d := Deps{Grounds: m, Holidays: civil.England(), Forecast: func(context.Context, time.Time) (map[org.Code]bool, error) { return forecast, nil }}
		h := web.New(web.Config{Clock: careSampleNow, Sessions: m, Policy: web.GrantsPolicy{}, Pictures: m}).Mux(room{d}.leverRoutes())
		body := careAsk(h, http.MethodGet, LeversPath, nil).Body.String()
		if !strings.Contains(body, "Beckwater") || strings.Contains(body, "Alderbrook") != (forecast == nil) || strings.Contains(body, "Only those whose beds are forecast") != (forecast != nil) {
			t.Errorf("forecast %v: %s", forecast, body)
		}
	}
}

// TestNotesTogether: notes of one code that say one thing of several are one line with each name once and every note under
// it; others stand as they are.
func TestNotesTogether(t *testing.T) {
	notes := []flow.Note{{Org: "A", Code: "no-capacity-return", Words: "A 1"}, {Org: "A", Code: "few-days", Words: "few of A"}, {Org: "A", Code: "no-capacity-return", Words: "A 2"},
		{Org: "B", Code: "no-capacity-return", Words: "B 1"}, {Org: "B", Code: "few-days", Words: "few of B"}, {Org: "B", Code: "no-reasons", Words: "no reasons of B"}}
	got := notesTogether(notes, func(c org.Code) string { return "Council " + string(c) })
	if len(got) != 3 || len(got[0].each) != 3 || !strings.HasSuffix(got[0].words, ": Council A, Council B.") || got[1].words != "Only few mornings are known: the odds are wider: Council A, Council B." || got[2].words != "no reasons of B" {
		t.Errorf("%+v", got)
	}
	for _, n := range []string{"disagree", "spread-below-floor", "filled", "old", "merged", "no-support", "scope"} {
		if noteTogether(n) == "" {
			t.Errorf("two trusts' notes %s stand in two lines", n)
		}
	}
}
