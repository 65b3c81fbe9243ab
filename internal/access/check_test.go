package access

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"headroom/internal/org"
)

func TestThrottle(t *testing.T) {
	th := Throttle{Account: 3, Address: 5, Window: 10 * time.Minute}
	t0 := time.Date(2024, 1, 15, 8, 0, 0, 0, time.UTC)
	at := func(min ...int) []time.Time {
		var out []time.Time
		for _, m := range min {
			out = append(out, t0.Add(time.Duration(m)*time.Minute))
		}
		return out
	}
	for name, c := range map[string]struct {
		account, address []time.Time
		now              int
		want             time.Duration
	}{
		"fresh":                     {nil, nil, 0, 0},
		"two of three":              {at(0, 1), nil, 2, 0},
		"three":                     {at(0, 1, 2), nil, 3, 7 * time.Minute},
		"three, in any order":       {at(2, 0, 1), nil, 3, 7 * time.Minute},
		"the first grew old":        {at(0, 1, 2), nil, 10, 0},
		"five, waits for the third": {at(0, 1, 2, 3, 4), nil, 5, 7 * time.Minute},
		"address":                   {nil, at(0, 0, 1, 1, 1), 2, 8 * time.Minute},
		"both, the longer wait":     {at(3, 4, 5), at(0, 0, 0, 0, 0), 6, 7 * time.Minute},
		"one short of each":         {at(0, 0), at(0, 0, 0, 0), 1, 0},
	} {
		if got := th.Wait(c.account, c.address, t0.Add(time.Duration(c.now)*time.Minute)); got != c.want {
			t.Errorf("%s: wait %s, want %s", name, got, c.want)
		}
	}
}

// TestThrottleBoundsGuesses drives a guesser with a fake clock: however it spreads its tries, no window holds more than
// the limit.
func TestThrottleBoundsGuesses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		th := Throttle{Account: rapid.IntRange(1, 6).Draw(t, "limit"), Window: 15 * time.Minute}
		now := time.Date(2024, 1, 15, 8, 0, 0, 0, time.UTC)
		var fails []time.Time
		for range 60 {
			now = now.Add(time.Duration(rapid.IntRange(0, 400).Draw(t, "seconds")) * time.Second)
			wait := th.Wait(fails, nil, now)
			if wait == 0 {
				fails = append(fails, now)
			} else if th.Wait(fails, nil, now.Add(wait)) != 0 {
				t.Fatal("the wait that was told is too short")
			}
			in := 0
			for _, f := range fails {
				if f.Add(th.Window).After(now) {
					in++
				}
			}
			if in > th.Account {
				t.Fatalf("%d tries in one window", in)
			}
		}
	})
}

func TestCheckPassword(t *testing.T) {
	for pw, want := range map[string]string{
		"short":                       "at least 12",
		"elevenchars":                 "at least 12",
		"correct horse battery":       "",
		"алиса в стране чудес":        "",
		"aaaaaaaaaaaaaaa":             "too easy",
		"121212121212121":             "too easy",
		"Password1234":                "too easy",
		"QWERTYUIOP12":                "too easy",
		"jo.bloggs@trust.nhs.uk":      "name or email",
		"josephine bloggs-hargreaves": "name or email",
		strings.Repeat("abcdef", 30):  "at most 128",
	} {
		err := CheckPassword(pw, "jo.bloggs@trust.nhs.uk", "Josephine Bloggs-Hargreaves")
		switch {
		case want == "" && err != nil:
			t.Errorf("%q: %v", pw, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%q: %v, want %q", pw, err, want)
		}
	}
}

func TestCommonPasswordsAreLongEnoughToMatter(t *testing.T) {
	for w := range commonPasswords {
		if len(w) < PasswordMin-1 || w != strings.ToLower(w) {
			t.Errorf("%q never matches or is refused by its length", w)
		}
	}
}

func TestCheckAccount(t *testing.T) {
	email, name, err := CheckAccount("  Jo.Bloggs@Trust.NHS.uk ", " Jo   Bloggs ")
	if err != nil || email != "jo.bloggs@trust.nhs.uk" || name != "Jo Bloggs" {
		t.Fatalf("%q %q %v", email, name, err)
	}
	for _, bad := range []string{"", "jo", "@trust.nhs.uk", "jo@", "jo@trust", "a b@c.uk", "a@b@c.uk", "a@b.uk\nBcc: x@y.uk", strings.Repeat("a", 250) + "@b.uk"} {
		if _, _, err := CheckAccount(bad, "Jo"); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	if _, _, err := CheckAccount("a@b.uk", "  "); err == nil {
		t.Error("a person without a name")
	}
}

func TestCheckToken(t *testing.T) {
	pic := england(t)
	owner := person(held(TrustSubmitter, "T1"))
	director := Principal{ID: 40, Grants: []Grant{held(TrustDirector, "T1")}}
	wish := func(at org.Code, days int, verbs ...Verb) Token {
		return Token{Name: " bed  feed ", At: at, Until: today.Add(days), Verbs: verbs}
	}
	got, err := CheckToken(owner, wish("T1", 90, ReturnSubmit, ReturnDraft, ReturnSubmit), director, pic, today)
	if err != nil || got.Name != "bed feed" || len(got.Verbs) != 2 || got.Director != 40 || got.Account != 12 {
		t.Fatalf("%+v %v", got, err)
	}
	if got, err = CheckToken(owner, wish("", 90, SeriesRead), director, pic, today); err != nil || got.Director != 0 {
		t.Errorf("a reading token names a director or is refused: %+v %v", got, err)
	}
	for name, c := range map[string]struct {
		w    Token
		d    Principal
		want string
	}{
		"no director":         {wish("T1", 90, ReturnSubmit), Principal{}, "accountable director"},
		"another's director":  {wish("T1", 90, ReturnSubmit), Principal{ID: 41, Grants: []Grant{held(TrustDirector, "T2")}}, "accountable director"},
		"no organisation":     {wish("", 90, ReturnSubmit), director, "one organisation"},
		"signing":             {wish("T1", 90, ReturnSign), director, "cannot be for"},
		"more than the owner": {wish("T2", 90, ReturnRead), director, "may not do this"},
		"for ever":            {wish("T1", 400, SeriesRead), director, "at most 366"},
		"until today":         {wish("T1", 0, SeriesRead), director, "in the future"},
		"for nothing":         {wish("T1", 9), director, "at least one"},
		"unnamed":             {Token{At: "T1", Until: today.Add(9), Verbs: []Verb{SeriesRead}}, director, "what the token is for"},
	} {
		if _, err := CheckToken(owner, c.w, c.d, pic, today); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTokenWorks(t *testing.T) {
	tk := Token{Until: today.Add(1)}
	if !tk.Works(today) || tk.Works(today.Add(1)) {
		t.Error("a token works until its last day")
	}
	tk.Revoked = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	if tk.Works(today) {
		t.Error("a revoked token works")
	}
	for _, v := range TokenVerbs() {
		if r, _ := RuleFor(v); !r.Token {
			t.Errorf("%s", v)
		}
	}
}
