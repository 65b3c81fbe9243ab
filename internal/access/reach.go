package access

import (
	"slices"
	"strings"

	"headroom/internal/org"
)

// Reach says which organisations a role covers with one verb, counted from the organisation the role is held at.
// Reaches combine with |. It is never stored.
type Reach uint8

// The reaches. Below and BelowCare include the organisation itself.
const (
	None      Reach = 0
	Own       Reach = 1 << 0
	Below           = Own | belowNHS
	BelowCare       = Own | belowADASS
	Above     Reach = 1 << 3 // aggregate pictures of the parents, in either tree
	All       Reach = 1 << 4

	belowNHS   Reach = 1 << 1
	belowADASS Reach = 1 << 2
)

// String is the reach in words, as the access table shows it.
func (r Reach) String() string {
	if r == None {
		return "none"
	}
	if r&All != 0 {
		return "everything"
	}
	var w []string
	switch {
	case r&belowNHS != 0 && r&belowADASS != 0:
		w = append(w, "own organisation and those below it in the NHS and ADASS trees")
	case r&belowNHS != 0:
		w = append(w, "own organisation and those below it in the NHS tree")
	case r&belowADASS != 0:
		w = append(w, "own organisation and those below it in the ADASS tree")
	case r&Own != 0:
		w = append(w, "own organisation")
	}
	if r&Above != 0 {
		w = append(w, "aggregate pictures of its parents")
	}
	return strings.Join(w, "; ")
}

// all reports whether a role held at `at` with reach r covers every organisation.
func (r Reach) all(at org.Code) bool {
	return r&All != 0 || at == org.England && r&(belowNHS|belowADASS) != 0
}

// covers reports whether a role held at `at` with reach r covers the organisation on.
func (r Reach) covers(at, on org.Code, pic *org.Picture) bool {
	switch {
	case r == None:
		return false
	case r.all(at):
		return true
	case on == at:
		return r&Own != 0
	case pic == nil:
		return false
	case r&belowNHS != 0 && under(pic, org.NHS, on, at),
		r&belowADASS != 0 && under(pic, org.ADASS, on, at):
		return true
	}
	return r&Above != 0 && aggregate(pic, on) &&
		(under(pic, org.NHS, at, on) || under(pic, org.ADASS, at, on) || joined(pic, at, on))
}

// joined reports whether part of the council `at` lies in the board or NHS region on: the shares that join the two trees.
func joined(pic *org.Picture, at, on org.Code) bool {
	if kindOf(pic, at) != org.KindCouncil {
		return false
	}
	x := pic.Cross(at)
	holds := func(s org.Share) bool { return s.Other == on && s.Of > 0 }
	return slices.ContainsFunc(x.ICBs, holds) || slices.ContainsFunc(x.NHSRegions, holds)
}

// seen is the organisation whose readers may read c: c itself while it is open, else the one that surely took its
// place, so that a merged trust's past stays with those who answer for it now.
func seen(pic *org.Picture, c org.Code) org.Code {
	if pic == nil || c == org.England {
		return c
	}
	if _, open := pic.Unit(c); open {
		return c
	}
	if h := pic.Heir(c); h.Sure() {
		return h.Code
	}
	return c
}

func under(pic *org.Picture, t org.Tree, child, ancestor org.Code) bool {
	for _, c := range pic.Ancestors(t, child) {
		if c == ancestor {
			return true
		}
	}
	return false
}

// aggregate reports whether the figures shown for c are sums over organisations, so that a part of it may see them
// without seeing its neighbours one by one.
func aggregate(pic *org.Picture, c org.Code) bool {
	switch kindOf(pic, c) {
	case org.KindEngland, org.KindRegion, org.KindICB, org.KindADASSRegion:
		return true
	}
	return false
}

// kindOf is the kind of organisation c, "" when unknown. England is known without a picture, so that the first
// administrator can work before any organisation is loaded.
func kindOf(pic *org.Picture, c org.Code) org.Kind {
	if c == org.England {
		return org.KindEngland
	}
	if pic == nil {
		return ""
	}
	u, ok := pic.Unit(c)
	if !ok {
		return ""
	}
	return u.Kind
}
