package sitrepweb

import (
	"os"
	"slices"
	"strings"
	"testing"

	"headroom/internal/access"
	"headroom/internal/measure"
	"headroom/internal/sitrep"
	"headroom/internal/web/browser"
)

// TestEntrySavesByItself types into the form on a phone: what is typed is saved without a button, kept while there is no
// connection, and put back when the page is opened again.
func TestEntrySavesByItself(t *testing.T) {
	if testing.Short() {
		t.Skip("the browser is slow; run without -short")
	}
	root := browser.Need(t)
	w := entrySite(t)
	status := "[data-autosave-status]"
	seen, err := browser.Play(t.Context(), root, browser.Scene{Shots: os.Getenv("HEADROOM_SHOTS"), Steps: []browser.Step{
		{Do: "open", Value: w.site.URL + entryAddress("/enter")},
		{Do: "type", At: "#ga_core_open", Value: "420"},
		{Do: "wait", At: status, Value: "Saved 07:41"},
		{Do: "look", At: "input[name=rev]"},
		{Do: "offline"},
		{Do: "type", At: "#ga_esc_open", Value: "2 4x"},
		{Do: "wait", At: status, Value: "Not sent: no connection"},
		{Do: "shot", Value: "entry-offline.png"},
		{Do: "online"},
		{Do: "wait", At: status, Value: "Saved 07:41"},
		{Do: "press", At: "#section-d [data-fill-na]"},
		{Do: "look", At: "#picu_open"},
		{Do: "wait", At: status, Value: "Saved 07:41"},
		{Do: "offline"},
		{Do: "type", At: "#los7", Value: "190"},
		{Do: "wait", At: status, Value: "Not sent: no connection"},
		{Do: "online"},
		{Do: "open", Value: "about:blank"},
		{Do: "open", Value: w.site.URL + entryAddress("/enter")},
		{Do: "look", At: "#los7"},
		{Do: "wait", At: status, Value: "Saved 07:41"},
		{Do: "reload"},
		{Do: "look", At: "#los7"},
		{Do: "look", At: "#ga_esc_open"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"1", "n/a", "190", "190", "2 4x"}; !slices.Equal(seen, want) {
		t.Errorf("saw %q, want %q", seen, want)
	}
	if got := w.saved(); got["ga_core_open"] != "420" || got["ga_esc_open"] != "2 4x" || got["picu_open"] != "n/a" || got["los7"] != "190" {
		t.Errorf("%v", got)
	}
}

// TestEntryOnAPhone goes the whole way of a director in the morning, with and without scripts, and counts the taps.
func TestEntryOnAPhone(t *testing.T) {
	if testing.Short() {
		t.Skip("the browser is slow; run without -short")
	}
	root := browser.Need(t)
	for _, scripts := range []bool{true, false} {
		w := entrySite(t)
		w.who = entryPerson(4, access.TrustDirector)
		steps := []browser.Step{{Do: "open", Value: w.site.URL + entryAddress("/enter")}}
		typed := sitrep.TypedOf(entrySample().Form, entrySampleVersion(entrySampleDay(), 0, 0))
		for _, it := range entrySample().Form.Items {
			if text := typed[string(it.Measure)]; text != "" && text != "n/a" {
				steps = append(steps, browser.Step{Do: "type", At: "#" + string(it.Measure), Value: text})
			}
		}
		steps = append(steps, browser.Step{Do: "type", At: "#adult_occ", Value: "410"}, browser.Step{Do: "press", At: "button[value=check]"},
			browser.Step{Do: "look", At: ".nhsuk-error-summary"}, browser.Step{Do: "type", At: "#comment-adult_occ", Value: "six in corridors"},
			browser.Step{Do: "press", At: "button[value=sign]"}, browser.Step{Do: "wait", At: "h1", Value: "Return received"}, browser.Step{Do: "look", At: "main"})
		seen, err := browser.Play(t.Context(), root, browser.Scene{Steps: steps, NoScripts: !scripts})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(seen[0], "say why, for example patients in corridors") || !strings.Contains(seen[1], "Version 1 is sent and stored") {
			t.Errorf("scripts %v: %q", scripts, seen)
		}
		if len(w.sent) != 1 || w.sent[0].Draft.Value("adult_occ") != measure.Of(410) || w.sent[0].Draft.Comments["adult_occ"] != "six in corridors" {
			t.Errorf("scripts %v: %+v", scripts, w.sent)
		}
		t.Logf("scripts %v: %d boxes filled, 2 buttons pressed", scripts, len(steps)-6)
	}
}
