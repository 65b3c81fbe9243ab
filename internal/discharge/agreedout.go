package discharge

import (
	"headroom/internal/civil"
	"headroom/internal/org"
)

// TakeOut fills in how much each statement has taken out of what accepts people because plans had agreed it: what the lines
// of live plans held of that council's service at the instant at which the statement was so. rows are the new statements;
// agreed gives the claims as they stood at a statement's instant; before is what was known until then.
//
// The rule follows from the identity of a return of capacity (R20): maximum = occupied + reserved + accepting + other. A
// start that a plan has agreed to is reserved until it is occupied, so in such a return it is never among those that accept
// people; a statement by day may leave it there or take it out, and has to say which. Where it is taken out, plans may take
// what accepts people and, besides, what they held already: a start that is agreed before the statement is not subtracted
// twice, one that is agreed after it counts against what accepts people, and one that is given up later is free again.
// Where it is not said, what accepts people is held against everything that is agreed, whenever that was: the safe reading.
//
// Several holders of one council share what was agreed: none of it is taken out twice.
func TakeOut(rows []Capacity, agreed func(Capacity) []Claim, before *Supply) []Capacity {
	type key struct {
		capPlace
		day civil.Date
	}
	given, ours := map[key]int{}, map[org.Code]bool{}
	for _, c := range rows {
		ours[c.Holder] = true
	}
	for i, c := range rows {
		if !c.AgreedOut {
			rows[i].Agreed = 0
			continue
		}
		k := key{capPlace{c.Serves(), c.Service}, c.Date}
		n, most := heldAt(c, agreed(c), before)
		n -= given[k] + before.takenOutBeside(c, ours)
		rows[i].Agreed = max(0, min(n, most))
		given[k] += rows[i].Agreed
	}
	return rows
}

// heldAt is how much of what a statement is about plans held, and how much of it the statement can have taken out. Of
// vacant places those for later days can only be among the reserved ones; one for the day itself may be occupied by then.
func heldAt(c Capacity, claims []Claim, before *Supply) (n, most int) {
	on := civil.Today(c.AsAt)
	today := 0
	for _, x := range claims {
		switch {
		case x.Council != c.Serves() || x.Service != c.Service:
		case !c.Stock() && x.Date == c.Date:
			n += x.Agreed
		case !c.Stock() || x.Date.Before(on):
		case before.dayStated(x.Council, x.Service, x.Date):
		default:
			n += x.Agreed
			if x.Date == on {
				today += x.Agreed
			}
		}
	}
	if c.Stock() {
		return n, c.Reserved + today
	}
	return n, n
}

// dayStated reports whether something usable was said for the day itself, so that vacant places are not asked.
func (s *Supply) dayStated(council org.Code, service Service, day civil.Date) bool {
	u := s.On(council, service, day)
	return u.Known && !u.Stock
}

// takenOutBeside is how much of what was agreed the statements of holders other than ours about the same thing have taken
// out already.
func (s *Supply) takenOutBeside(c Capacity, ours map[org.Code]bool) int {
	parts := s.stock[capPlace{c.Serves(), c.Service}]
	if !c.Stock() {
		parts = s.dated[capPlace{c.Serves(), c.Service}][c.Date]
	}
	if c.Holder == c.Serves() {
		return 0 // the council's own word stands alone
	}
	n := 0
	for p, x := range parts {
		if age, _ := AgeOf(x.AsAt, s.at); age != Stale && !ours[p.holder] && p.holder != c.Serves() {
			n += x.Agreed
		}
	}
	return n
}
