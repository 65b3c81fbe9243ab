package occupancy

import (
	"math"
	"strconv"
)

// inHundred writes a share as a whole percentage.
func inHundred(x float64) string { return strconv.Itoa(int(math.Round(100*x))) + "%" }
