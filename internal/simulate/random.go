package simulate

import "math/bits"

// A draw's 32 random bits are a function of who draws, what, on which day and in which replicate: a counter, mixed. There
// is no state to keep, hand on or share.

const (
	stride = 0x9E3779B97F4A7C15 // the golden ratio's share of 2^64: counters of neighbours differ in half their bits
	twist  = 0xC2B2AE3D27D4EB4F // any odd number without pattern
	fold   = 0xD1B54A32D192ED03
)

// mix multiplies to 128 bits and folds the halves: every bit of both sides reaches every bit of the answer.
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// blend folds b into a.
func blend(a, b uint64) uint64 {
	x := mix(a^fold, b*stride^twist)
	return mix(x^twist, x+stride)
}

// what is the thing drawn. Numbers are never used again for another thing: published plans are checked by their seed.
type what uint64

const (
	drawArrivals what = iota + 1
	drawOwn
	drawMix
	drawShow
	drawPlannedMix
	drawLeave
	drawComplex
	drawSplit
	drawReady
	drawPush
	drawAvoid
	drawClose
	drawReopen
	drawUnstaffed
	drawOpened
	drawShare
	drawProcess
	drawOther
	drawFenced
	drawStarts
	drawFreed
	drawNational
	drawRegional
	drawPeak
	drawHeight
)

// The kinds of things that draw: a site and a supplier of one key have different luck.
const (
	ofSite = iota + 1
	ofLink
	ofSupplier
	ofAll
)

// source is where one thing's draws on one day come from.
func source(seed, unit uint64, w what, part, day int) uint64 {
	return blend(blend(blend(seed, unit), uint64(w)<<32|uint64(part)), uint64(day))
}

// word gives 64 bits for number i of a source.
func word(source, i uint64) uint64 {
	s := source + (i+1)*stride
	return mix(s, s^twist)
}

// Two replicates next to each other share a word: the even one has its high half, the odd one its low half. half gives
// the one of replicate r.
func half(source, r uint64) uint32 {
	w := word(source, r>>1)
	return uint32(w >> (32 &^ (r << 5)))
}

// draws fills out with the 32 bits of replicates from base on; base is even.
func draws(out []uint32, source, base uint64) {
	s := source + base>>1*stride
	j := 0
	for ; j+1 < len(out); j += 2 {
		s += stride
		w := mix(s, s^twist)
		out[j], out[j+1] = uint32(w>>32), uint32(w)
	}
	if j < len(out) {
		s += stride
		out[j] = uint32(mix(s, s^twist) >> 32)
	}
}
