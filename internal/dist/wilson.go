package dist

import "math"

// Wilson is the score interval for a chance of which k of n trials succeeded; z is the normal quantile of its confidence,
// 1.96 for 95%. With no trials it is 0 to 1.
func Wilson(k, n int, z float64) (lo, hi float64) {
	if n <= 0 {
		return 0, 1
	}
	f, share, z2 := float64(n), float64(k)/float64(n), float64(z*z)
	middle := share + z2/(2*f)
	half := float64(z * math.Sqrt(float64(share*(1-share))/f+z2/(4*f*f)))
	whole := 1 + z2/f
	return max((middle-half)/whole, 0), min((middle+half)/whole, 1)
}
