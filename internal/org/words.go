package org

import "strings"

// fold makes a name comparable: capitals and small letters, "&" and "and", punctuation and spaces do not count.
func fold(s string) string {
	s = strings.ToUpper(strings.ReplaceAll(s, "&", " AND "))
	var b strings.Builder
	gap := false
	for _, r := range s {
		switch {
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r > 0x7f && r != '\u00a0' && r != '\u2019' && r != '\u2018':
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(r)
		case r == '\'' || r == '\u2019' || r == '\u2018' || r == '.':
			// St. and St, King's and Kings are the same name
		default:
			gap = true
		}
	}
	out := strings.TrimPrefix(b.String(), "THE ")
	return strings.TrimSuffix(out, " THE")
}

// SameName reports whether two spellings are the same name.
func SameName(a, b string) bool { return fold(a) == fold(b) }

// Shorten makes a name fit a tile: an ICB loses "NHS" and "Integrated Care Board", a trust its legal form. Other names
// stay as they are.
func Shorten(k Kind, name string) string {
	s := name
	switch k {
	case KindICB:
		s = strings.TrimSuffix(strings.TrimPrefix(s, "NHS "), " Integrated Care Board")
		s = strings.TrimSuffix(s, " ICB")
	case KindTrust, KindAmbulance:
		for _, end := range []string{" NHS Foundation Trust", " NHS Trust"} {
			if len(s) > len(end) && strings.EqualFold(s[len(s)-len(end):], end) {
				s = s[:len(s)-len(end)]
			}
		}
	}
	return strings.TrimSpace(s)
}

// MixedCase writes a name that a register keeps in capitals as people write it: "GUY'S AND ST THOMAS' NHS FOUNDATION
// TRUST" becomes "Guy's and St Thomas' NHS Foundation Trust". A name with a small letter in it stays as it is.
func MixedCase(name string) string {
	name = strings.Join(strings.Fields(strings.ReplaceAll(name, "\u00a0", " ")), " ")
	if name != strings.ToUpper(name) {
		return name
	}
	words := strings.Split(name, " ")
	for i, w := range words {
		words[i] = mixedWord(w, i == 0)
	}
	return strings.Join(words, " ")
}

func mixedWord(w string, first bool) string {
	switch strings.Trim(w, "(),.") {
	case "NHS", "ICB", "UK", "II", "BMI", "PHL", "UTC":
		return w
	case "AND", "OF", "THE", "IN", "FOR", "ON", "UPON", "WITH", "NEXT", "TO":
		if !first {
			return strings.ToLower(w)
		}
	}
	var b strings.Builder
	up := true
	for i, r := range w {
		if up && (r >= 'A' && r <= 'Z') {
			b.WriteRune(r)
			up = false
			continue
		}
		b.WriteString(strings.ToLower(string(r)))
		if r == '-' || r == '(' || r == '/' || (r == '\'' && i == 1) { // O'Neill, but King's
			up = true
		}
	}
	return b.String()
}
