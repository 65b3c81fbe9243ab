package discharge

import (
	"cmp"
	"slices"
)

// Next is the version that follows a plan's newest when a sketch takes its place: lines of days that were over when the
// sketch was worked out stand as they were, and so does what the sketch took as given of the plan; everything else is the
// sketch's.
func (s Sketch) Next(before PlanView) Version {
	v := s.Draft(before.Plan, before.Newest)
	if s.Made == nil {
		return v
	}
	var lines []Line
	for _, l := range before.Lines {
		if l.Date.Before(s.Made.From) {
			lines = append(lines, l)
		}
	}
	own := v.Lines
	v.Lines = lines
	for _, given := range s.Made.Stood {
		for _, l := range given.Lines {
			if given.Plan == before.Plan && !l.Date.Before(s.Made.From) {
				v.Lines = append(v.Lines, l)
			}
		}
	}
	for _, l := range own {
		if i := slices.IndexFunc(v.Lines, func(x Line) bool { return x.ID == l.ID }); i >= 0 {
			v.Lines[i].Number += l.Number
		} else {
			v.Lines = append(v.Lines, l)
		}
	}
	slices.SortStableFunc(v.Lines, compareLines)
	return v
}

// Drop is a line that is in a plan's newest version and would not be in the sketch's that follows it, with the reason.
type Drop struct {
	Line  Line
	State State
	Why   string
}

// Drops lists the lines of days to come that go when the sketch takes the place of a plan's newest version. What the plan has
// agreed is given to the search and stays; for everything else it looks anew, and what nobody has answered yet stays only
// where it is found again.
func (s Sketch) Drops(before PlanView) []Drop {
	next := s.Next(before)
	var out []Drop
	for _, l := range before.Lines {
		if _, stays := next.Line(l.ID); !stays {
			st := before.Standings[l.ID]
			out = append(out, Drop{Line: l, State: st.State, Why: s.whyDropped(l, st)})
		}
	}
	return out
}

// whyDropped says why a line is not in the version that a sketch makes.
func (s Sketch) whyDropped(l Line, st Standing) string {
	var found bool
	switch st.State {
	case Refused, Withdrawn:
		return string(st.State) + ": " + cmp.Or(st.Last.Reason, "no reason is kept")
	case Agreed:
		return "agreed, and not taken as given: the sketch's model does not play it, or its answer is newer than the sketch"
	case Delivered, Failed:
		return "its number is in, and it is of a day that the sketch plans anew"
	}
	for _, x := range s.Ask.Services {
		found = found || x == l.Service
	}
	switch {
	case !found:
		return "nobody has answered it, and the sketch was asked to do without " + l.Service.Words()
	case len(s.Ask.Mornings) > 0 && l.Date.After(s.Ask.LastDay()):
		return "nobody has answered it, and its day is too late for the mornings that the sketch was asked for"
	case s.Made != nil && !s.Made.Feasible:
		return "nobody has answered it, and the search found no capacity left for it, or no good in it"
	}
	return "nobody has answered it, and the search reached the target without it"
}

// Carry is what becomes of a plan's lines and their answers when another version follows.
type Carry struct {
	Same     int // lines that stand just as they do
	Answered int // of these, lines that were answered: the answers are carried over
	Fresh    int // lines that are new or changed, and want an answer
	Gone     int // lines that are in the plan now and are no more
	Lost     int // of these and of the changed, lines whose holder had agreed
}

// CarriedInto counts what of a plan would be carried over into a version that follows it.
func (p PlanView) CarriedInto(next Version) Carry {
	var c Carry
	had := make(map[string]bool, len(next.Lines))
	for _, l := range next.Lines {
		had[l.ID] = true
		old, ok := p.Line(l.ID)
		agreed := ok && p.Standings[l.ID].State == Agreed
		switch {
		case !ok:
			c.Fresh++
		case old != l:
			c.Fresh++
			if agreed {
				c.Lost++
			}
		default:
			c.Same++
			if p.Standings[l.ID].State != Proposed {
				c.Answered++
			}
		}
	}
	for _, l := range p.Lines {
		if had[l.ID] {
			continue
		}
		c.Gone++
		if p.Standings[l.ID].State == Agreed {
			c.Lost++
		}
	}
	return c
}
