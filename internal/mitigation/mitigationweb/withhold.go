package mitigationweb

// least is the smallest count that leaves a trust.
const least = 5

// withhold says which counts of a table may not leave a trust. The last row and column are the totals of the others. A count
// of 1 to 4 is withheld. So is another one in each row and column in which what is left would give it away: there two or
// more are withheld, and together they are at least 5, or all that is not nought is.
func withhold(table [][]int) [][]bool {
	hidden := make([][]bool, len(table))
	for i, row := range table {
		hidden[i] = make([]bool, len(row))
		for j, n := range row {
			hidden[i][j] = n > 0 && n < least
		}
	}
	for again := true; again; {
		again = false
		for i := range table {
			again = cover(len(table[i]), func(j int) (*bool, int) { return &hidden[i][j], table[i][j] }) || again
		}
		for j := range table[0] {
			again = cover(len(table), func(i int) (*bool, int) { return &hidden[i][j], table[i][j] }) || again
		}
	}
	return hidden
}

// cover withholds one more count of a line where it needs it, the smallest that is not nought before its total, and reports
// whether it did.
func cover(n int, cell func(int) (*bool, int)) bool {
	count, sum := 0, 0
	for i := range n {
		if h, k := cell(i); *h {
			count++
			sum += k
		}
	}
	if count == 0 || count >= 2 && sum >= least {
		return false
	}
	best := -1
	for i := range n {
		h, k := cell(i)
		if *h {
			continue
		}
		if best < 0 {
			best = i
			continue
		}
		if _, b := cell(best); k > 0 && (b == 0 || k < b) {
			best = i
		}
	}
	if best < 0 {
		return false
	}
	h, _ := cell(best)
	*h = true
	return true
}
