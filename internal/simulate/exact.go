package simulate

import "math"

// The functions of this file give the same bits on every processor. The library's Exp and Pow do not (some processors
// have their own), and a compiler may fold a product into the sum it goes to, with one rounding less, where the processor
// can: the language forbids that for a product inside an explicit conversion. So every product that is added to something
// is written float64(a*b). What comes out decides whole numbers, and one person more or less in one replicate would make
// a published plan irreproducible.

// ln is the natural logarithm of x > 0.
func ln(x float64) float64 {
	m, e := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m, e = m*2, e-1
	}
	// ln m = 2 atanh s; |s| < 0.172, so the eleventh power of s squared is below 10^-16.
	s := (m - 1) / (m + 1)
	s2, sum := float64(s*s), 0.0
	for k := 25; k >= 1; k -= 2 {
		sum = float64(sum*s2) + 1/float64(k)
	}
	return float64(float64(e)*math.Ln2) + float64(2*s*sum)
}

// exp is e to the power x.
func exp(x float64) float64 {
	if x < -700 {
		return 0
	}
	if x > 700 {
		return math.Inf(1)
	}
	k := math.Floor(float64(x/math.Ln2) + 0.5)
	r := x - float64(k*math.Ln2)
	sum := 1.0
	for n := 20; n >= 1; n-- {
		sum = float64(sum*r)/float64(n) + 1
	}
	return math.Ldexp(sum, int(k))
}

// worked is the chance of leaving on a day of working factor f when it is h on a day of factor 1: 1-(1-h)^f.
func worked(h, f float64) float64 {
	switch {
	case h <= 0 || f <= 0:
		return 0
	case h >= 1:
		return 1
	case f == 1:
		return h
	}
	return min(max(1-exp(float64(f*ln(1-h))), 0), 1)
}

// horner is the polynomial with coefficients from the highest power down.
func horner(x float64, c ...float64) float64 {
	sum := 0.0
	for _, a := range c {
		sum = float64(sum*x) + a
	}
	return sum
}

// normal is the z that a standard normal number falls below with the chance p, 0 < p < 1 (Wichura, Algorithm AS 241,
// Applied Statistics 37, 1988; good to 16 digits).
func normal(p float64) float64 {
	q := p - 0.5
	if math.Abs(q) <= 0.425 {
		r := 0.180625 - float64(q*q)
		return q * horner(r, 2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457, 13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608) /
			horner(r, 5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867, 5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1)
	}
	r := math.Sqrt(-ln(min(p, 1-p)))
	var z float64
	if r <= 5 {
		r -= 1.6
		z = horner(r, 7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734) /
			horner(r, 1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459, 0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1)
	} else {
		r -= 5
		z = horner(r, 2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093, 0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772) /
			horner(r, 2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4, 0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1)
	}
	if q < 0 {
		return -z
	}
	return z
}
