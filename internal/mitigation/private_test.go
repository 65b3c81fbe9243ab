package mitigation

import (
	"testing"

	"headroom/internal/fault"
)

func TestWhatHasNoPlaceInARequest(t *testing.T) {
	const striker = "who was on strike (what the organisation lived through can be written, as “during the strike”)"
	for text, want := range map[string]string{
		"943 476 5919 waits":                             "an NHS number",
		"9434765919":                                     "an NHS number",
		"943.476.5919":                                   "an NHS number",
		"943\u00a0476\u00a05919":                         "an NHS number",
		"943\u2011476 \u2013 5919":                       "an NHS number",
		"943/476/5919, 943_476_5919":                     "an NHS number",
		"94 34 76 59 19":                                 "an NHS number",
		"943\u200b4765919":                               "an NHS number",
		"９４３４７６５９１９":                                     "an NHS number",
		"٩٤٣ ٤٧٦ ٥٩١٩":                                   "an NHS number",
		"on 2024-01-05 10:30, 05/01/2024 at 08:00":       "",
		"from 08:00 to 12:00, 14:30 and 20:15":           "",
		"MRN 1234567":                                    "a hospital number",
		"hospital no. A123456":                           "a hospital number",
		"ring 07700 900123":                              "a telephone number",
		"ring +44 (0)20 7946 0018":                       "a telephone number",
		"ring 01632 960000":                              "a telephone number",
		"events 000043, 000061 and 64":                   "",
		"she was on strike":                              striker,
		"the registrar on call had gone out on strike":   striker,
		"the resident doctor, who was on strike, rang":   striker,
		"a nurse was not in because of the strike":       striker,
		"he joined the picket line":                      striker,
		"the clinic was closed during the strike":        "",
		"the registrar was delayed by the strike":        "",
		"resident doctors were on strike that day":       "",
		"no doctor came to the ward during the strike":   "",
		"the list was cancelled for industrial action":   "",
		"943 476 5918 is no such number":                 "",
		"lives at LS1 4AP":                               "a postcode",
		"ward C3 7PM":                                    "",
		"an FY2 3rd on call":                             "",
		"write to a.person@example.org":                  "an e-mail address",
		"DOB 3 May 1960":                                 "a date of birth",
		"Dr Zwyxbottom said no":                          "a person's name",
		"the doctor on call said no":                     "",
		"the registrar is a member of the BMA":           "somebody's union membership",
		"all three are BMA members":                      "somebody's union membership",
		"the BMA decided; its committee has 12 members":  "",
		"18 resident doctors were expected and 3 came":   "",
		"emergency medicine had 4 of 6 doctors in place": "",
	} {
		if got := Personal(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Every text of every step is held to it, and the fault stands at its box without saying what was typed.
func TestEveryTextIsHeldToIt(t *testing.T) {
	const bad = "Dr Zwyxbottom"
	f := signable()
	f.Site, f.Service, f.Ward, f.Risk, f.Predicted.Words, f.NeededWhy = bad, bad, bad, bad, bad, bad
	f.Local.Role, f.Local.Response, f.Questions, f.Event = bad, bad, bad, bad
	f.Circumstances = []Circumstance{{Kind: Extreme, Said: Yes, Words: bad}}
	f.Ladder = []Rung{{Kind: Rungs()[0].Kind, Result: bad, Why: bad}}
	f.Shifts = f.Shifts[:1]
	f.Shifts[0].Grade = bad
	e := Event{Words: bad, Form: &f, Decision: &Decision{Body: bad, Verbatim: bad, Conditions: bad, Channel: bad}, Change: &Change{What: bad, Before: bad, After: bad}}
	var got fault.List
	e.checkPrivate(&got)
	want := []string{"words", "site", "service", "ward", "risk", "predicted-words", "needed-why", "local-role", "local-response", "event", "questions",
		"circumstance-extreme-words", "shift-1-grade", "ladder-" + string(Rungs()[0].Kind) + "-result", "ladder-" + string(Rungs()[0].Kind) + "-why",
		"body", "verbatim", "conditions", "channel", "change", "before", "after"}
	if len(got) != len(want) {
		t.Errorf("%d faults, want %d", len(got), len(want))
	}
	for i := range min(len(got), len(want)) {
		if got[i].Name != want[i] || got[i].Message == "" || Personal(got[i].Message) != "" {
			t.Errorf("fault %d: %+v, want at %s", i, got[i], want[i])
		}
	}
	if err := (Impact{Instead: bad}).CheckPrivate(); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an impact return: %v", err)
	}
	if CheckWords(bad) == nil || CheckName("rota_Dr_Zwyxbottom.pdf") == nil || CheckName("rota.pdf") != nil {
		t.Error("a comment or a file's name passes, or one that names nobody does not")
	}
}
