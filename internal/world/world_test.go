package world_test

import (
	"testing"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/world"
)

func TestWorldStandsAndEverybodyIsIn(t *testing.T) {
	w := world.New(t)
	pic, err := w.Orgs.Picture(t.Context(), civil.Today(w.Now()), w.Now())
	if err != nil {
		t.Fatal(err)
	}
	if !pic.Within("Z-1", "Y56") || !pic.Marked("Z-3", org.MarkAcuteBeds) {
		t.Error("the country is not as the package says")
	}
	for _, i := range access.Roles() {
		a, err := w.Accounts.Session(t.Context(), w.Key(i.Role))
		if err != nil || len(a.Grants) != 1 || a.Grants[0].At != world.Seat(i.Role) {
			t.Errorf("%s: %+v %v", i.Role, a, err)
		}
	}
}
