package sitrep

import (
	"fmt"
	"time"

	"headroom/internal/civil"
)

// View says which version of each return is read.
type View string

// The three views (R3). Each is defined by times alone, so reading it again later gives the same answer.
const (
	First    View = "first"    // the first version that was submitted
	Collated View = "collated" // the version in force at the cut-off, if it came by the deadline
	Latest   View = "latest"   // the newest version
)

// ParseView reads a view's word; the empty word is Latest.
func ParseView(s string) (View, error) {
	switch v := View(s); v {
	case "":
		return Latest, nil
	case First, Collated, Latest:
		return v, nil
	}
	return "", fmt.Errorf("%q is not a view: use first, collated or latest", s)
}

// Pick chooses, from the versions of one return in (Recorded, N) order, the one that view shows as of asOf, or nil.
//
// A first version after the deadline is late: it is accepted and visible, and never merged into the collated view
// (V18). A publication has no cut-off; its collated view is what was first published.
func Pick(f *Form, day civil.Date, view View, asOf time.Time, versions []*Version) *Version {
	cut := asOf
	if view == Collated && !f.Publication {
		if c := f.CollatedAt(day); c.Before(cut) {
			cut = c
		}
	}
	var got *Version
	for _, v := range versions {
		if v.Recorded.After(cut) {
			break
		}
		if view == Collated && got == nil && v.Timing == Late {
			return nil
		}
		got = v
		if view == First || (view == Collated && f.Publication) {
			break
		}
	}
	return got
}
