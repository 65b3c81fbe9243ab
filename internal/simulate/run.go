package simulate

// Options say how to run.
type Options struct {
	Replicates int
	Workers    int // zero: as many as the machine runs at once
	Seed       uint64
	Days       int  // zero: the model's
	Keep       bool // keep every replicate's occupied by site and day; else counts by value alone
	Targets    []Target
	Progress   func(done, total int) // called now and then, from one goroutine at a time
}

// Target asks for the value of effort towards one site on one day, seen over the replicates in which more than Above units
// are there.
type Target struct {
	Site  int
	Day   int
	Above int
}
