package sitrep

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"headroom/internal/measure"
)

// One encoder for many versions gives what a new one gives for each, whatever came before, and the text is read back.
func TestEncoderForgetsTheVersionBefore(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var e Encoder
	for n := range 500 {
		var items []Item
		for i := range r.IntN(100) {
			it := Item{Measure: measure.Code(fmt.Sprintf("m%d", (i*37)%101)), Value: measure.Of(float64(r.IntN(1000)) / 4)}
			if r.IntN(3) > 0 {
				it.At = Cell{Sheet: fmt.Sprintf("Sheet\t%d", r.IntN(12)), Ref: fmt.Sprintf("A%d", i+1)}
			}
			items = append(items, it)
		}
		if n%3 == 1 {
			r.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
		}
		for range 2 { // the same order again
			body := e.Encode(items)
			if body != Encode(items) {
				t.Fatalf("after other versions the text is\n%snot\n%s", body, Encode(items))
			}
			v := &Version{Form: "f", Org: "R0A", N: n, Items: items}
			if e.DigestOf(v, body) != DigestOf(v, body) {
				t.Fatal("after other versions the digest is another one")
			}
			back, err := Decode(body)
			if err != nil || len(back) != len(items) || !slices.IsSortedFunc(back, func(a, b Item) int { return cmp.Compare(a.Measure, b.Measure) }) {
				t.Fatalf("%v: read back as %v", err, back)
			}
		}
	}
}

// The text and digest of a version are what they have always been: every digest in every database stands on them.
func TestTextAndDigestStay(t *testing.T) {
	items := []Item{
		{Measure: "paed_occ", Value: measure.NA()},
		{Measure: "ga_open", Value: measure.Of(412.5), At: Cell{Sheet: "G&A\nbeds", Ref: "J18"}},
		{Measure: "ga_occ", Value: measure.Of(412), At: Cell{Sheet: "Beds", Ref: "I18"}},
		{Measure: "nil_here", Value: measure.None(), At: Cell{Ref: "B2"}},
	}
	const text = "#0 Beds\n#1 G&A beds\nga_occ\t412\t0!I18\nga_open\t412.5\t1!J18\nnil_here\tnil\tB2\npaed_occ\tn/a\n"
	if got := Encode(items); got != text {
		t.Errorf("the text is\n%snot\n%s", got, text)
	}
	const digest = "5c5daa5d599a6220362f68e6f6b0437ace8a96a0e5932b198b7c5eb9e6cb494b"
	v := &Version{Form: "uec", Org: "R0A", N: 2, State: Returned, Timing: OnTime, Channel: "form", By: "account:1", Reason: "corrected",
		Comments: map[measure.Code]string{"ga_occ": "two wards shut"}}
	if got := DigestOf(v, text); got != digest {
		t.Errorf("the digest is %s, not %s", got, digest)
	}
}
