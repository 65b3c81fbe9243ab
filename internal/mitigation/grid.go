package mitigation

// Grid counts requests by outcome and timeliness. Every request is in one cell.
type Grid struct {
	Cells    map[Outcome]map[Timeliness]int
	Requests int
	Doctors  int     // asked for in signed requests
	Granted  int     // of these
	Hours    float64 // of doctors' time used under grants
	Revoked  int     // requests granted and then revoked
	Recalled int     // doctors recalled in declared mass events, whom nobody granted; neither asked for nor granted
	Recall   float64 // hours of these doctors' time used
	Drafts   int     // being written or with the director: not requests yet, and in no cell
}

// GridOf counts requests. One that was never signed and is still being written is no request yet.
func GridOf(all []Standing) Grid {
	g := Grid{Cells: map[Outcome]map[Timeliness]int{}}
	for _, o := range Outcomes() {
		g.Cells[o] = map[Timeliness]int{}
	}
	for _, s := range all {
		if s.Outcome == Open && s.Clocks.Signed.IsZero() {
			g.Drafts++
			continue
		}
		g.Cells[s.Outcome][s.Timeliness]++
		g.Requests++
		if s.Outcome == OutBypass {
			g.Recalled += s.Recalled()
			g.Recall += s.HoursUsed()
			continue
		}
		g.Doctors += s.Signed.Doctors()
		g.Granted += s.Granted()
		g.Hours += s.HoursUsed()
		if s.State == Revoked || !s.Clocks.Revoked.IsZero() {
			g.Revoked++
		}
	}
	return g
}

// Of is how many requests had an outcome, however timely.
func (g Grid) Of(o Outcome) int {
	n := 0
	for _, k := range g.Cells[o] {
		n += k
	}
	return n
}

// At is how many requests were so timely, whatever their outcome.
func (g Grid) At(t Timeliness) int {
	n := 0
	for _, row := range g.Cells {
		n += row[t]
	}
	return n
}
