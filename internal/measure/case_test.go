package measure

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// rollCase is one case of a .case file; the form is explained at its head.
type rollCase struct {
	title, measure, over, want string
	parts                      []Part
}

func readCases(t *testing.T, file string) []rollCase {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var out []rollCase
	var c rollCase
	s := bufio.NewScanner(f)
	for n := 1; s.Scan(); n++ {
		line := strings.TrimSpace(s.Text())
		word, rest, _ := strings.Cut(line, " ")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case word == "case":
			c = rollCase{title: rest}
		case word == "measure":
			c.measure = rest
		case word == "over":
			c.over = rest
		case word == "=>":
			c.want = rest
			out = append(out, c)
		default:
			p, err := readPart(word, rest)
			if err != nil {
				t.Fatalf("%s line %d: %v", file, n, err)
			}
			c.parts = append(c.parts, p)
		}
	}
	return out
}

func readPart(who, text string) (Part, error) {
	if num, den, ok := strings.Cut(text, "/"); ok && text != "n/a" {
		n, err := readValue(num)
		if err != nil {
			return Part{}, err
		}
		d, err := readValue(den)
		return Part{Who: who, Num: n, Den: d}, err
	}
	v, err := readValue(text)
	return Part{Who: who, Value: v}, err
}

func readValue(text string) (Value, error) {
	switch text {
	case "nil":
		return None(), nil
	case "n/a":
		return NA(), nil
	case "-":
		return Gap(), nil
	}
	n, err := strconv.ParseFloat(text, 64)
	return Of(n), err
}

// told is a total in the words of the case files.
func told(m Measure, t Total, err error) string {
	if err != nil {
		return "refused"
	}
	s := fmt.Sprintf("%s given %d of %d", m.Show(t.Value), t.N, t.Due())
	if t.Nil > 0 {
		s += fmt.Sprintf(" nil %d", t.Nil)
	}
	if t.NA > 0 {
		s += fmt.Sprintf(" na %d", t.NA)
	}
	if len(t.Missing) > 0 {
		s += " missing " + strings.Join(t.Missing, ",")
	}
	return s
}

func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*.case")
	if err != nil || len(files) == 0 {
		t.Fatalf("no case files: %v", err)
	}
	for _, file := range files {
		for _, c := range readCases(t, file) {
			t.Run(c.title, func(t *testing.T) {
				m, ok := Find(Code(c.measure))
				if !ok {
					t.Fatalf("no measure %s", c.measure)
				}
				put := RollUp
				if c.over == "days" {
					put = OverDays
				}
				total, err := put(m, c.parts)
				if got := told(m, total, err); got != c.want {
					t.Errorf("got  %s\nwant %s", got, c.want)
				}
			})
		}
	}
}
