package arch

import (
	"bytes"
	"fmt"
	"go/ast"
	"slices"
	"strings"
)

// The sizes that well kept code bases share.
const (
	maxFile     = 800 // lines of a file
	maxFunc     = 100 // lines of a function
	usualFunc   = 46  // lines that nine functions in ten stay within
	usualFile   = 150 // a guide for the median file
	usualTests  = 0.8 // a guide: test lines for each line of code
	fewComments = 12  // a guide: comment lines in a hundred, at least
	manyComment = 18  // and at most
)

// checkSizes finds files and functions that are too long, and a house where too many functions are long.
func checkSizes(t *tree) []violation {
	var out []violation
	long, all := 0, 0
	for _, s := range t.goes {
		if s.generated {
			continue
		}
		if n := s.lines(); n > maxFile {
			out = append(out, violation{s.path, fmt.Sprintf("%d lines; a file has at most %d", n, maxFile)})
		}
		for _, d := range s.ast.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			n := t.fset.Position(f.End()).Line - t.fset.Position(f.Pos()).Line + 1
			if n > maxFunc {
				out = append(out, violation{t.at(f), fmt.Sprintf("%s has %d lines; a function has at most %d", f.Name.Name, n, maxFunc)})
			}
			if !s.test {
				all++
				if n > usualFunc {
					long++
				}
			}
		}
	}
	if all > 0 && long*10 > all {
		out = append(out, violation{"the house", fmt.Sprintf("%d of %d functions are longer than %d lines; one in ten may be", long, all, usualFunc)})
	}
	return out
}

// figures are what the report says of the house as a whole.
type figures struct {
	files, medianFile int
	code, tests       int // lines, blank ones included
	comments          int // comment lines in a hundred, of the code's lines
	functions, long   int
}

// measureHouse counts.
func measureHouse(t *tree) figures {
	var f figures
	var sizes []int
	comment := 0
	for _, s := range t.goes {
		switch {
		case s.generated:
			continue
		case s.test:
			f.tests += s.lines()
			continue
		}
		f.files++
		f.code += s.lines()
		sizes = append(sizes, s.lines())
		comment += commentLines(s.text)
		for _, d := range s.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				f.functions++
				if t.fset.Position(fn.End()).Line-t.fset.Position(fn.Pos()).Line >= usualFunc {
					f.long++
				}
			}
		}
	}
	if len(sizes) > 0 {
		slices.Sort(sizes)
		f.medianFile = sizes[len(sizes)/2]
		f.comments = comment * 100 / f.code
	}
	return f
}

// commentLines counts the lines that hold a comment, whole or at their end.
func commentLines(text []byte) int {
	n, block := 0, false
	for line := range bytes.Lines(text) {
		l := strings.TrimSpace(string(line))
		switch {
		case block:
			n++
			block = !strings.Contains(l, "*/")
		case strings.HasPrefix(l, "/*"):
			n++
			block = !strings.Contains(l, "*/")
		case strings.HasPrefix(l, "//"), strings.Contains(l, " // "):
			n++
		}
	}
	return n
}
