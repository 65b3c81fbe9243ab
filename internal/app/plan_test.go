package app_test

import (
	"cmp"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/app"
	"headroom/internal/civil"
	"headroom/internal/discharge"
	"headroom/internal/fault"
	"headroom/internal/flow"
	"headroom/internal/org"
	"headroom/internal/world"
)

// flowing is a made-up flow model for the small country: one trust and one council.
func flowing(_ context.Context, o org.Code, origin civil.Date, _ time.Time) (*flow.System, error) {
	if o != "Z-1" || origin != civil.On(2023, 12, 1) {
		return nil, fault.New(fault.NotFound, "nothing flows at %s on %s", o, origin)
	}
	s := flow.Sample(3, 1, 1, 42)
	s.Trusts[0], s.Councils[0] = "Z-1", "Z-C1"
	s.Notes = []flow.Note{{Org: "Z-1", Code: "sample", Words: "Z-1 is made up."}}
	return s, nil
}

func TestAPlanIsWorkedOutFromWhatIsTyped(t *testing.T) {
	w := world.New(t)
	q := app.PlanQuery{Org: "Z-1", Target: "0.92", Dates: "2023-12-24", Confidence: "0.9", Origin: "2023-12-01", Seed: 1}
	if _, err := w.Plan(t.Context(), q); fault.KindOf(err) != fault.NotFound {
		t.Errorf("without a return: %v", err)
	}
	w.Systems = flowing
	q.Capacity = filepath.Join(t.TempDir(), "capacity.csv")
	table := "date,council,service,total,accepting,weekend,holiday,as_at\n2023-12-21,Z-C1,home-care,5,3,no,no,2023-12-01\n2023-12-22,Z-C1,home-care,5,2,no,no,2023-11-20\n"
	if err := os.WriteFile(q.Capacity, []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := w.Plan(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	if p.Org != "Z-1" || p.Origin != "2023-12-01" || p.Basis != "core" || len(p.Odds) != 1 || len(p.Reached) != 1 || p.Binding.Date != "2023-12-24" {
		t.Errorf("%+v", p)
	}
	if p.Certificate.Seed == p.Certificate.SearchSeed || p.Certificate.Replicates < 10000 {
		t.Errorf("certificate %+v", p.Certificate)
	}
	for _, l := range p.Lines {
		if l.Date == "2023-12-21" && l.Service == "home-care" && l.Number > 3 {
			t.Errorf("%+v is over the council's return", l)
		}
	}
	said := strings.Join(append(p.Assumed, p.Notes...), "\n")
	for _, words := range []string{"Z-1 is made up.", "days old", "no usable capacity return", "frees no core bed"} {
		if !strings.Contains(said, words) {
			t.Errorf("nothing says %q:\n%s", words, said)
		}
	}
	if _, err := json.Marshal(p); err != nil {
		t.Error(err)
	}
}

// TestAPlanTakesCapacityAsItWasAtItsOrigin: what councils have stated is as old as it was on the morning that is planned from,
// whatever today is, and a file of capacity stands on top of it.
func TestAPlanTakesCapacityAsItWasAtItsOrigin(t *testing.T) {
	w := world.New(t)
	w.Systems = func(ctx context.Context, o org.Code, _ civil.Date, at time.Time) (*flow.System, error) {
		return flowing(ctx, o, civil.On(2023, 12, 1), at)
	}
	w.SetClock(civil.On(2023, 11, 30).At(9 * 60))
	var said []discharge.Capacity
	for d := range 23 {
		said = append(said, discharge.Capacity{Holder: "Z-C1", Service: discharge.HomeCare, Date: civil.On(2023, 12, 1).Add(d), Total: 9, Accepting: 4, Weekend: true, Holiday: true})
	}
	if _, err := w.Plans.EnterCapacity(t.Context(), discharge.Signer{Actor: "account:2", Role: string(access.CouncilDirector), Org: "Z-C1"}, said); err != nil {
		t.Fatal(err)
	}
	w.SetClock(civil.On(2026, 11, 24).At(9 * 60))
	assumed := func(file, origin string) string {
		t.Helper()
		p, err := w.Plan(t.Context(), app.PlanQuery{Org: "Z-1", Target: "0.92", Dates: "2023-12-24", Confidence: "0.9", Seed: 1, Capacity: file, Origin: origin})
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range append(p.Notes, p.Assumed...) {
			if strings.Contains(n, "left out") {
				t.Errorf("judged too old: %s", n)
			}
		}
		for _, n := range p.Notes {
			if strings.Contains(n, "limits of councils are assumed") {
				return n
			}
		}
		return ""
	}
	p, err := w.Plan(t.Context(), app.PlanQuery{Org: "Z-1", Target: "0.92", Dates: "2023-12-24", Confidence: "0.9", Seed: 1, AsOf: "2023-12-02T08:50"})
	if err != nil || !slices.ContainsFunc(p.Notes, func(n string) bool {
		return strings.Contains(n, "planned from the morning of 1 December 2023") && strings.Contains(n, "08:50 on 2 December 2023")
	}) {
		t.Errorf("an earlier morning than asked for, without a word: %q, %v", p.Notes, err)
	}
	for _, x := range p.ShadowPrices {
		if want := map[string]string{"transfer-hub": "hundredths of a working day", "escalation-bed": "beds"}[x.Service]; x.Unit != cmp.Or(want, "people") {
			t.Errorf("%s is counted in %q", x.Service, x.Unit)
		}
	}
	own := assumed("", "")
	if own != assumed("", "2023-12-01") || !strings.HasPrefix(own, "46 of 69 ") {
		t.Errorf("with what the council stated: %s", own)
	}
	file := filepath.Join(t.TempDir(), "capacity.csv")
	table := "date,council,service,total,accepting,weekend,holiday,as_at\n2023-12-21,Z-C1,community-bed,5,3,no,no,2023-12-01\n2023-12-22,Z-C1,community-bed,5,2,no,no,2023-12-01\n"
	if err := os.WriteFile(file, []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	if both := assumed(file, ""); !strings.HasPrefix(both, "44 of 69 ") {
		t.Errorf("with two days of a file on top: %s", both)
	}
}

func TestAPlanSaysEverythingThatCannotBeRead(t *testing.T) {
	w := world.New(t)
	w.Systems = flowing
	_, err := w.Plan(t.Context(), app.PlanQuery{Org: "Z-1", Target: "ninety", Dates: "Christmas", Confidence: "", Origin: "1/12/2023", AsOf: "soon"})
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid || len(f.Fields) != 5 {
		t.Errorf("%v", err)
	}
	w.Systems = func(ctx context.Context, o org.Code, _ civil.Date, at time.Time) (*flow.System, error) {
		return flowing(ctx, o, civil.On(2023, 12, 1), at)
	}
	_, err = w.Plan(t.Context(), app.PlanQuery{Org: "Z-1", Target: "0", Dates: "2023-12-01..2023-12-03", Confidence: "1", Basis: "all", Capacity: filepath.Join(t.TempDir(), "none.csv")})
	for _, words := range []string{"above 0 and up to 1, which is all of the beds, as 0.92; it is 0", "from 0.5 to 0.99", `not of "all"`, "Choose mornings from", "with --origin", "none.csv cannot be read"} {
		if f := fault.As(err); f == nil || len(f.Fields) != 5 || !strings.Contains(f.Error(), words) {
			t.Errorf("nothing says %q: %v", words, err)
		}
	}
	if _, err = w.Plan(t.Context(), app.PlanQuery{Org: "Z-1", Target: "1.2", Dates: "2023-12-24", Confidence: "0.9"}); err == nil || !strings.Contains(err.Error(), "it is 1.2") {
		t.Errorf("more than all of the beds: %v", err)
	}
	w.Systems = flowing
	if _, err := w.Plan(t.Context(), app.PlanQuery{Org: "Z-9", Target: "0", Dates: "2023-12-24", Confidence: "0.9"}); err == nil || !strings.Contains(err.Error(), "nothing flows at Z-9") || !strings.Contains(err.Error(), "it is 0") {
		t.Errorf("an organisation without a model, and no target: %v", err)
	}
	q := app.PlanQuery{Org: "Z-1", Target: "0.92", Dates: "2023-12-24", Confidence: "0.9", Origin: "2023-12-01", Capacity: filepath.Join(t.TempDir(), "none.csv")}
	if _, err := w.Plan(t.Context(), q); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "none.csv cannot be read") {
		t.Errorf("a file that is not there: %v", err)
	}
	if err := os.WriteFile(q.Capacity, []byte("date,council,service,total,accepting,weekend,holiday,as_at\n2023-12-21,Z-C1,home-care,5,many,no,no,2023-12-01\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = w.Plan(t.Context(), q)
	if f := fault.As(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Cell == "" || !strings.Contains(f.Fields[0].Message, "many") {
		t.Errorf("a number in words: %v", err)
	}
	if err := os.WriteFile(q.Capacity, []byte("date,council,service,total,accepting,weekend,holiday,as_at\n2023-12-21,E09999999,home-care,5,5,no,no,2023-12-01\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err = w.Plan(t.Context(), q); err == nil || !strings.Contains(err.Error(), "E09999999") {
		t.Errorf("a council of nobody: %v", err)
	}
	w.Systems = func(ctx context.Context, o org.Code, day civil.Date, asOf time.Time) (*flow.System, error) {
		s, err := flowing(ctx, o, day, asOf)
		if err == nil {
			s.Councils[0] = "E09999999"
		}
		return s, err
	}
	if _, err = w.Plan(t.Context(), q); err != nil {
		t.Errorf("a council that only the model names: %v", err)
	}
	w.Systems = flowing
	q.Capacity, q.Org = "", "Z-9"
	if _, err := w.Plan(t.Context(), q); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an organisation without a model: %v", err)
	}
}
