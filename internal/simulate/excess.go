package simulate

// Excess is the odds of how many units more are taken at the end of the day than the whole units of a share of the usable
// room: the chances of low, low+1 and so on. Taken and lost room do not depend on each other in the model, so the chances
// are worked out from the counts of each.
func (r *Result) Excess(site, day int, share float64) (low int, chance []float64) {
	t := &r.sites[site]
	first, taken := t.occupied.window(day)
	least, lost := t.lost.window(day)
	room := r.model.Sites[site].Room.base(day)
	limit := func(k int) int { return beyond(share, room-float64(least+k)) }
	low = first - limit(0)
	chance = make([]float64, len(taken)+limit(0)-limit(len(lost)-1))
	all := float64(r.replicates) * float64(r.replicates)
	for k, n := range lost {
		if n == 0 {
			continue
		}
		at := first - limit(k) - low
		for i, c := range taken {
			chance[at+i] += float64(float64(n)*float64(c)) / all
		}
	}
	return low, chance
}
