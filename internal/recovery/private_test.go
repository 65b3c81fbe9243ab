package recovery

import (
	"strings"
	"testing"
	"time"

	"headroom/internal/civil"
)

// TestNoWordsOfPersons: every free text refuses words that tie a person to a strike or a union, a name with its title and
// what identifies; industrial action alone is a cause, and surgery keeps its words.
func TestNoWordsOfPersons(t *testing.T) {
	bad := []string{"Surgeon was on strike and has a BMA card", "Dr Smith was away", "the surgeon took part in the strike", "anaesthetist on strike, BMA picket",
		"nurse Smith on strike, RCN member", "she is a striking doctor", "ask ann@example.org", "about 943 476 5919"}
	good := []string{"", "industrial action", "Industrial action.", "strike", "no anaesthetist", "revision for non-union of the tibia", "theatre repair"}
	for i, words := range append(bad, good...) {
		refused := i < len(bad)
		say := func(what string, err error) {
			t.Helper()
			if got := err != nil && strings.Contains(strings.ToLower(err.Error()), "take"); got != refused {
				t.Errorf("%s, %q: %v", what, words, err)
			}
		}
		_, err := CheckFinding(Finding{Pathway: "A", Found: FoundWaiting, Note: words, At: time.Now()})
		say("a finding", err)
		say("a decision", CheckDecision(Decision{Pathway: "A", Kind: DecideHold, Reason: words}, Patient{Pathway: "A"}, nil))
		say("a reason", CheckReason(words))
		_, err = CheckOffer(Offer{ID: "1"}, OfferStanding{State: OfferProposed}, Patient{}, OfferEvent{To: OfferWithdrawn, Reason: words, At: civil.MustDate("2024-01-02").At(0)})
		say("an offer", err)
		_, err = ReadEntry(t.Context(), "RA4", Entry{Kind: PatientFile, Reason: words, Values: map[FileField]string{"pathway": "A", "specialty": "110"}})
		say("a correction", err)
		closed := Entry{Kind: SessionFile, Values: map[FileField]string{"session": "L1", "date": "2024-01-03", "minutes": "240", "closed": words}}
		_, err = ReadEntry(t.Context(), "RA4", closed)
		say("a closure", err)
		moved := "2023-12-20 for 2024-01-04 by provider " + words
		if _, err = ReadEntry(t.Context(), "RA4", Entry{Kind: PatientFile, Values: map[FileField]string{"pathway": "A", "specialty": "110", "postponements": moved}}); refused == (err == nil || !strings.Contains(err.Error(), "ake ")) {
			t.Errorf("a postponement, %q: %v", words, err)
		}
	}
}

// TestAPriorityIsNotDropped: a priority chosen beside another answer is refused, not left out.
func TestAPriorityIsNotDropped(t *testing.T) {
	f := Finding{Pathway: "A", Found: FoundWaiting, Priority: P2, On: civil.MustDate("2024-01-02"), Clinical: true, At: civil.MustDate("2024-01-03").At(0)}
	if _, err := CheckFinding(f); err == nil || !strings.Contains(err.Error(), "Given a priority") {
		t.Errorf("%v", err)
	}
	f.Found = FoundPriority
	if _, err := CheckFinding(f); err != nil {
		t.Error(err)
	}
}
