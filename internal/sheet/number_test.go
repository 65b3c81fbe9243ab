package sheet

import (
	"math"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

func TestParseNumber(t *testing.T) {
	for text, want := range map[string]float64{
		"0": 0, "7": 7, "-7": -7, "+7": 7, "−7": -7, "9,257": 9257, "1,234,567.5": 1234567.5, "1 234": 1234,
		"1\u00a0234": 1234, "1\u202f234 567": 1234567, "0.60%": 0.006, "100%": 1, "-2.5 %": -0.025, "12%": 0.12, ".5": 0.5,
		"0.5": 0.5, " 12 ": 12, "\u00a012\u00a0": 12, "1.2E+05": 120000, "1e308": 1e308, "00012": 12, "401.5": 401.5, "5.": 5,
		"0.1000000000000000055511151231257827": 0.1, "9007199254740993": 9007199254740992, "-0": 0,
	} {
		if got, ok := ParseNumber(text); !ok || got != want {
			t.Errorf("ParseNumber(%q) = %v, %v; want %v", text, got, ok, want)
		}
	}
}

func TestParseNumberRefuses(t *testing.T) {
	for _, text := range []string{
		"", " ", "-", "–", ".", "..", "-.", "+", "%", "N/A", "nil", "1,23", "1,2345", "12,34,567", ",123", "1,234 567", "1234,567",
		"(5)", "12-", "£5", "0x10", "1_000", "NaN", "inf", "Infinity", "1e999", "-1e999", "1e", "e5", "1.2.3", "1 2", "1  234", "5%%",
		"1e2%", "٣", "１２", "#DIV/0!", "12/01/2024", "1,,234", "--5", "+-5", "1-2", "1e5-", "1234567890123456789012345678901234567890123456789012345678901234567890",
	} {
		if got, ok := ParseNumber(text); ok {
			t.Errorf("ParseNumber(%q) = %v, but it is no number", text, got)
		}
	}
}

// The short way must give the very float64 that the standard library gives.
func TestStoredNumbersAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.Float64().Filter(func(f float64) bool { return !math.IsInf(f, 0) }).Draw(t, "f")
		for _, format := range []byte{'g', 'e', 'f'} {
			s := strconv.FormatFloat(f, format, -1, 64)
			if got, ok := parseFloat([]byte(s)); !ok || got != f {
				t.Fatalf("%s became %v (%v)", s, got, ok)
			}
		}
		s := strconv.FormatFloat(math.Mod(f, 1e9), 'f', 4, 64)
		want, _ := strconv.ParseFloat(s, 64)
		if got, ok := parseFloat([]byte(s)); !ok || got != want {
			t.Fatalf("%s became %v, want %v", s, got, want)
		}
	})
}

func TestParseNumberReadsWhatExcelShows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(-1e15, 1e15).Draw(t, "n")
		s := strconv.FormatInt(n, 10)
		for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
			s = s[:i] + "," + s[i:]
		}
		if got, ok := ParseNumber(s); !ok || got != float64(n) {
			t.Fatalf("%s became %v", s, got)
		}
	})
}

func TestClean(t *testing.T) {
	for text, want := range map[string]string{
		"a": "a", " a ": "a", "\u00a0a\u00a0b\u00a0": "a b", "\ufeffCode": "Code", "a\n": "a", "a  b": "a  b", "\u200b": "", "": "",
	} {
		if got := Clean(text); got != want {
			t.Errorf("Clean(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestLabel(t *testing.T) {
	for text, want := range map[string]string{
		" Number waiting  6+ Weeks ": "number waiting 6+ weeks", "D&V,\nNorovirus": "d&v, norovirus", "A – B": "a - b",
		"A\u00a0—\u00a0B": "a - b", "trust’s": "trust's", "62‑DAY": "62-day", "5 − 3": "5 - 3",
	} {
		if got := Label(text); got != want {
			t.Errorf("Label(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestCellFloatAndString(t *testing.T) {
	for _, c := range []struct {
		cell Cell
		text string
		f    float64
		ok   bool
	}{
		{Cell{}, "", 0, false},
		{NumberCell(0.005), "0.005", 0.005, true},
		{NumberCell(9257), "9257", 9257, true},
		{NumberCell(1e308), "1e+308", 1e308, true},
		{NumberCell(1e-9), "1e-09", 1e-9, true},
		{TextCell("9,257 "), "9,257 ", 9257, true},
		{TextCell("-"), "-", 0, false},
		{DateCell(day0().Add(45000)), "2023-03-15", 0, false},
		{boolCell(true), "TRUE", 0, false},
		{Cell{Kind: Errored, Text: "#N/A"}, "#N/A", 0, false},
		{Cell{Kind: Uncalculated, Text: "=A1"}, "=A1", 0, false},
	} {
		f, ok := c.cell.Float()
		if c.cell.String() != c.text || f != c.f || ok != c.ok {
			t.Errorf("%v: got %q, %v, %v", c.cell, c.cell.String(), f, ok)
		}
	}
}

func TestKindsHaveWords(t *testing.T) {
	seen := map[string]bool{}
	for k := Blank; k <= Uncalculated+1; k++ {
		if seen[k.String()] {
			t.Errorf("two kinds are called %q", k)
		}
		seen[k.String()] = true
	}
}
