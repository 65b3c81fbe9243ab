package sheet

import (
	"math"
	"strings"
	"time"

	"headroom/internal/civil"
)

// The days that serial number 0 stands for. In the 1900 system Excel counts a 29 February 1900 that never was, so
// serials from 61 on run from 30 December 1899 and those up to 59 from the day after.
func day0() civil.Date     { return civil.On(1899, time.December, 30) }
func day0of04() civil.Date { return civil.On(1904, time.January, 1) }

// lastSerial is 31 December 9999 in the 1900 system, the last day that Excel knows.
const lastSerial = 2_958_465

// dateOf is the day of serial number f; ok is false where Excel itself has no true day: before 1 January 1900, the
// serial 60, after 31 December 9999.
func dateOf(f float64, from1904 bool) (civil.Date, bool) {
	if math.IsNaN(f) || f < 0 || f >= lastSerial+1 {
		return civil.Date{}, false
	}
	n := int(f)
	switch {
	case from1904:
		d := day0of04().Add(n)
		return d, d.Year() <= 9999
	case n == 0 || n == 60:
		return civil.Date{}, false
	case n < 60:
		n++
	}
	return day0().Add(n), true
}

// serialOf is the 1900-system serial number of d. It counts seconds, not a time.Duration: that ends after 292 years.
func serialOf(d civil.Date) float64 {
	unix := func(d civil.Date) int64 { return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, time.UTC).Unix() }
	n := (unix(d) - unix(day0())) / 86_400
	if n <= 60 {
		n--
	}
	return float64(n)
}

// builtinDate reports whether a number format that Excel knows by number alone shows a date (ECMA-376 18.8.30).
// Formats that show only a time of day leave a number a number.
func builtinDate(id int) bool {
	switch {
	case id >= 14 && id <= 17, id == 22, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id == 57, id == 58:
		return true
	}
	return false
}

// dateFormat reports whether a format code such as "dd/mm/yy;@" shows a date. Only the first section counts. Quoted
// and escaped letters, colours and locales in brackets and AM/PM are not date letters; a digit placeholder outside a
// fraction of a second means a number; hours, minutes and seconds alone are not a date.
func dateFormat(code string) bool {
	var year, month, clock bool
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case ';':
			return year || month && !clock
		case '"', '[':
			end := byte('"')
			if c == '[' {
				end = ']'
			}
			for i++; i < len(code) && code[i] != end; i++ {
				clock = clock || c == '[' && (code[i]|0x20 == 'h' || code[i]|0x20 == 's') && code[i-1] == '['
			}
		case '\\', '_', '*':
			i++
		case '#', '?', '@':
			return false
		case '0':
			if !clock {
				return false
			}
		case 'y', 'Y', 'd', 'D':
			year = true
		case 'm', 'M':
			month = true
		case 'h', 'H', 's', 'S':
			clock = true
		case 'A', 'a':
			i = skipMeridian(code, i)
		case 'G', 'g':
			if len(code) >= i+7 && (code[i+1]|0x20) == 'e' && (code[i+2]|0x20) == 'n' {
				return false // General
			}
		}
	}
	return year || month && !clock
}

// skipMeridian gives the index of the last byte of an AM/PM or A/P mark at i, or i where there is none.
func skipMeridian(code string, i int) int {
	for _, mark := range [...]string{"am/pm", "a/p"} {
		if len(code)-i >= len(mark) && strings.EqualFold(code[i:i+len(mark)], mark) {
			return i + len(mark) - 1
		}
	}
	return i
}
