package occupancy

import (
	"math"
	"strconv"
)

// share writes a share as a whole percentage.
func share(x float64) string { return strconv.Itoa(int(math.Round(100*x))) + "%" }

// percent writes a ratio as a percentage with one decimal.
func percent(x float64) string { return strconv.FormatFloat(100*x, 'f', 1, 64) + "%" }
