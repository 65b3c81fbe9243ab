package app_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/occupancy"
	"headroom/internal/recovery"
	"headroom/internal/world"
)

// bedForecast keeps a forecast of a trust from a morning: 600 beds open, about as many fewer occupied as free says.
func bedForecast(t *testing.T, w *world.World, origin civil.Date, free float64) {
	t.Helper()
	f := occupancy.Forecast{Org: "Z-1", Origin: origin, Model: "test-1"}
	for h := 1; h <= occupancy.Horizon; h++ {
		d := occupancy.Day{Date: origin.Add(h), Over92: .99, Over95: .9, Over100: .01}
		for i := range d.Occupied.Q {
			d.Occupied.Q[i], d.Open.Q[i] = 600-free+float64(i-occupancy.LevelCount/2), 600+float64(i-occupancy.LevelCount/2)/10
		}
		d.Occupied.Mean, d.Open.Mean = 600-free, 600
		f.Days = append(f.Days, d)
	}
	err := w.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, _, err := w.Forecasts.Keep(t.Context(), tx, occupancy.Run{Origin: origin, Known: w.DB.Now(), Kind: occupancy.Fit, Model: "test-1", Inputs: origin.String(), Reported: 1, By: "test"}, []occupancy.Forecast{f})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestPlansTakeBedsFromTheForecast: without limits and without a forecast a plan is refused with the reason; with a forecast and a
// stated share its nights are limited, the page and the plan say by what, a file of limits takes their place, and an old
// forecast is not known.
func TestPlansTakeBedsFromTheForecast(t *testing.T) {
	w := furnishedClinic(t)
	booking := deskOf(t, w, access.BookingManager)
	today := civil.Today(world.Start())
	ask := func() recovery.PlanKept {
		t.Helper()
		id, err := w.Recovery.AskPlan(t.Context(), recovery.By{Actor: "account:1", Org: "Z-1"}, recovery.PlanAsk{Purpose: recovery.PurposePlan, From: today.Add(1), Days: 60, Seconds: 1, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		return newDates(t, w, id)
	}
	k := ask()
	if k.Plan != nil || !strings.Contains(k.Refuse, "no bed forecast of this trust is held") {
		t.Fatalf("planned on beds that nobody knows: %q", k.Refuse)
	}
	if page := booking.get("/recovery/Z-1/plans"); !strings.Contains(page, "site-nights") || !strings.Contains(page, "Such a plan is refused unless") {
		t.Error("the page of plans does not say that beds are not known")
	}
	for i := range 20 {
		d := today.Add(i)
		w.SetClock(d.At(9 * 60))
		director := visitor{site: w.Handler(false, nil), key: w.KeyAt(access.TrustDirector, "Z-1")}
		sends(t, director, "Z-1", d, "cc-"+d.String(), fmt.Sprintf(`{"values":{"ga_core_open":900,"ga_esc_open":90,"ga_open":990,"ga_occ":870,"cc_adult_open":20,"cc_adult_occ":%d},"comments":{"":"counted by hand"}}`, 10+i%10))
	}
	today = today.Add(19)
	asked := w.DB.Now()
	w.SetClock(asked.Add(time.Minute))
	booking.key = w.KeyAt(access.BookingManager, "Z-1") // sessions end after some hours
	bedForecast(t, w, today, 40)
	g, err := w.RecoveryGround(t.Context(), "Z-1", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	site := g.Sessions[0].Site
	if !strings.Contains(booking.get("/recovery/Z-1/sessions/beds"), "test-1") {
		t.Error("the page of beds does not name its forecast")
	}
	form := []string{"confidence", "90", "most", "100"}
	booking.send("/recovery/Z-1/sessions/beds", append(form, "ward-"+site, "50", "held-"+site, "6", "high-"+site, "100", "high-held-"+site, "2")...)
	if rec := booking.ask("POST", "/recovery/Z-1/sessions/beds", encoded(append(form, "ward-"+site, "", "held-"+site, "6", "high-"+site, "100", "high-held-"+site, "2"))); rec.Code != 422 || !strings.Contains(rec.Body.String(), "0 where there is none") {
		t.Errorf("an empty share: %d", rec.Code)
	}
	if g, err = w.RecoveryGround(t.Context(), "Z-1", time.Time{}); err != nil {
		t.Fatal(err)
	}
	d := g.Beds.Odds.Ward[0]
	if d.Night != today || d.Free < 20 || d.Free >= 40 {
		t.Errorf("with nine chances in ten of about 40 free: %+v", d)
	}
	for _, l := range g.Limits {
		if l.Kind == recovery.Beds && l.Date == today.Add(3) && l.Most != float64(g.Beds.Odds.Ward[3].Free/2+6) {
			t.Errorf("%+v of %+v", l, g.Beds.Odds.Ward[3])
		}
	}
	if old, err := w.RecoveryGround(t.Context(), "Z-1", asked); err != nil || old.Beds.Odds.Why == "" || old.Beds.Stated {
		t.Errorf("as known before the forecast: %+v %v", old.Beds, err)
	}
	k = ask()
	if k.Plan == nil {
		t.Fatal(k.Refuse)
	}
	notes := strings.Join(k.Plan.Notes, "\n")
	for _, want := range []string{"bed forecast from the morning of 8 January 2024 (test-1), free with a confidence of 90 in a hundred", "beyond the forecast", "20 known from 20 December 2023 to 8 January 2024"} {
		if !strings.Contains(notes, want) {
			t.Errorf("the plan's notes lack %q: %s", want, notes)
		}
	}
	if g, err = w.RecoveryGround(t.Context(), "Z-1", time.Time{}); err != nil || g.Beds.Odds.High != 2 || g.Beds.Odds.HighOf != 20 {
		t.Errorf("of ten equal numbers of free beds, 1 to 10, nine in ten are 2 or more: %+v %v", g.Beds.Odds, err)
	}
	_, _, limits := clinic(t)
	booking.upload("limits", "limits.csv", limits)
	if g, err = w.RecoveryGround(t.Context(), "Z-1", time.Time{}); err != nil {
		t.Fatal(err)
	}
	n := map[recovery.LimitSource]int{}
	for _, l := range g.Limits {
		if l.Kind == recovery.Beds {
			n[l.From]++
		}
	}
	if n[recovery.FromFile] == 0 {
		t.Errorf("the file's limits do not count: %v", n)
	}
	if k = ask(); k.Plan == nil || !strings.Contains(strings.Join(k.Plan.Notes, "\n"), "file of limits") {
		t.Errorf("%q", k.Refuse)
	}
	w.SetClock(today.Add(9).At(9 * 60))
	if g, err = w.RecoveryGround(t.Context(), "Z-1", time.Time{}); err != nil || !strings.Contains(g.Beds.Odds.Why, "more than 7 days ago") {
		t.Errorf("an old forecast counts: %+v %v", g.Beds.Odds.Why, err)
	}
}
