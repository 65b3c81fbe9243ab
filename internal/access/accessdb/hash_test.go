package accessdb

import (
	"context"
	"strings"
	"testing"
)

func TestHashSaysItsCosts(t *testing.T) {
	h := newHasher()
	stored, err := h.hash(ctx, "three random words")
	if err != nil || !strings.HasPrefix(stored, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("%s %v", stored, err)
	}
	again, _ := h.hash(ctx, "three random words")
	if again == stored {
		t.Error("no salt")
	}
	for pw, want := range map[string]bool{"three random words": true, "Three random words": false, "": false} {
		if ok, err := h.check(ctx, stored, pw); err != nil || ok != want {
			t.Errorf("%q: %v %v", pw, ok, err)
		}
	}
	// The same letters composed in two ways are one password.
	stored, _ = h.hash(ctx, "caf\u00e9 au lait deux")
	if ok, _ := h.check(ctx, stored, "cafe\u0301 au lait deux"); !ok {
		t.Error("an accent typed on another keyboard is refused")
	}
}

func TestDamagedHashesNeverMatch(t *testing.T) {
	h := newHasher()
	h.params = params{64, 1, 1}
	n := 0
	h.derive = func(pw, salt []byte, p params) []byte { n++; return make([]byte, keyBytes) }
	for _, bad := range []string{"", "x", "$argon2i$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$" + strings.Repeat("A", 43),
		"$argon2id$v=19$m=99999999,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$" + strings.Repeat("A", 43),
		"$argon2id$v=19$m=64,t=1,p=0$AAAAAAAAAAAAAAAAAAAAAA$" + strings.Repeat("A", 43),
		"$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA"} {
		before := n
		if ok, err := h.check(ctx, bad, ""); ok || err != nil || n != before+1 {
			t.Errorf("%q: %v %v after %d hashes", bad, ok, err, n-before)
		}
	}
	good := "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$" + strings.Repeat("A", 43)
	if ok, _ := h.check(ctx, good, ""); !ok {
		t.Error("the table above proves nothing: a good hash is refused too")
	}
}

func TestHashingWaitsItsTurn(t *testing.T) {
	h := newHasher()
	for range hashAtOnce {
		h.slots <- struct{}{}
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := h.hash(gone, "x"); err == nil {
		t.Error("a hash was made though all places are taken")
	}
}

func TestOneTimePassword(t *testing.T) {
	seen := map[string]bool{}
	for range 200 {
		p := oneTimePassword()
		if len(p) != 19 || strings.Count(p, "-") != 3 || strings.ContainsAny(p, "il1o0") || seen[p] {
			t.Fatalf("%q", p)
		}
		for _, g := range strings.Split(p, "-") {
			if len(g) != 4 {
				t.Fatalf("%q", p)
			}
		}
		seen[p] = true
	}
}
