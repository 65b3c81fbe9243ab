package recovery

import (
	"testing"

	"headroom/internal/civil"
)

// TestWhoIsBookedOnWhatIsClosed: lists closed by a word or by rest, and beds closed by hand, are counted with the people
// booked on them; what is over, open or nobody's is not.
func TestWhoIsBookedOnWhatIsClosed(t *testing.T) {
	today := civil.MustDate("2024-01-10")
	g := Ground{Sessions: []Session{
		{ID: "word", Site: "A", Date: today, Team: "t1", Closed: "no anaesthetist"}, {ID: "rest", Site: "A", Date: today.Add(1), Team: "t2"},
		{ID: "open", Site: "A", Date: today.Add(2), Team: "t3"}, {ID: "over", Site: "A", Date: today.Add(-1), Team: "t1", Closed: "repair"}, {ID: "empty", Site: "A", Date: today, Team: "t1", Closed: "repair"}},
		Blocks: []Block{{Team: "t2", From: today.Add(1), To: today.Add(1), Rule: "WTR-10@1998", Window: "all day"}},
		Patients: []Patient{{Pathway: "1", Booked: "word"}, {Pathway: "2", Booked: "word"}, {Pathway: "3", Booked: "rest"}, {Pathway: "4", Booked: "open", Nights: []float64{1, 1}},
			{Pathway: "5", Booked: "over"}, {Pathway: "6", Booked: "word", Validated: Died}},
		Limits: []Limit{{Kind: Beds, Site: "A", Date: today.Add(2), Most: 0, From: FromHand}, {Kind: Beds, Site: "A", Date: today.Add(3), Most: 1, From: FromHand}}}
	if lists, people := BookedOnClosed(g, today); lists != 2 || people != 3 {
		t.Errorf("%d lists with %d people, want 2 with 3", lists, people)
	}
	if nights, beds := BookedOverBeds(g, today); nights != 1 || beds != 1 {
		t.Errorf("%d nights short of %d beds, want 1 and 1", nights, beds)
	}
}
