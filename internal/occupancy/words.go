package occupancy

import (
	"math"
	"strconv"
)

// share writes a share as a whole percentage.
func share(x float64) string { return strconv.Itoa(int(math.Round(100*x))) + "%" }
