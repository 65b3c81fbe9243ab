package discharge

import "slices"

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
