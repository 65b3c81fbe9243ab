package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// className finds the design system's class names in templates, Go files and selectors.
var className = regexp.MustCompile(`nhsuk-[a-z0-9]+(?:-[a-z0-9]+)*(?:__[a-z0-9-]+)?(?:--[a-z0-9-]+)?`)

// names is what the sources use: whole class names, and blocks (the part before __ or --), because a template may put
// a modifier together ("nhsuk-tag--" + colour) but always writes its block.
type names struct{ whole, blocks map[string]bool }

// exact are families whose every member stands alone, so only those named are kept.
var exact = []string{"nhsuk-u-", "nhsuk-grid-", "nhsuk-heading-", "nhsuk-caption-", "nhsuk-body-", "nhsuk-icon--", "nhsuk-list--", "nhsuk-card--"}

// scripted are classes that the design system's own scripts set.
var scripted = []string{"nhsuk-frontend-supported"}

// classesIn reads every template, Go file and script below dir, tests and samples left out.
func classesIn(dir string) (names, error) {
	n := names{map[string]bool{}, map[string]bool{}}
	for _, s := range scripted {
		n.whole[s], n.blocks[s] = true, true
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		ext := filepath.Ext(path)
		if d.IsDir() || ext != ".templ" && ext != ".go" && ext != ".js" || strings.HasSuffix(path, "_test.go") ||
			strings.Contains(filepath.ToSlash(path), "web/bundle/") {
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, c := range className.FindAllString(string(b), -1) {
			n.whole[c], n.blocks[block(c)] = true, true
		}
		return nil
	})
	return n, err
}

func block(class string) string {
	if i := strings.Index(class, "__"); i >= 0 {
		return class[:i]
	}
	if i := strings.Index(class, "--"); i >= 0 {
		return class[:i]
	}
	return class
}

// uses reports whether a selector may match something of ours: all the classes it asks for are used.
func (n names) uses(selector string) bool {
	for _, c := range className.FindAllString(negation.ReplaceAllString(selector, ""), -1) {
		if !n.usesClass(c) {
			return false
		}
	}
	return true
}

// negation is a :not(…), whose classes need not exist.
var negation = regexp.MustCompile(`:not\([^)]*\)`)

func (n names) usesClass(c string) bool {
	for _, e := range exact {
		if strings.HasPrefix(c, e) {
			return n.whole[c]
		}
	}
	return n.blocks[block(c)]
}

// comment is a CSS comment.
var comment = regexp.MustCompile(`(?s)/\*.*?\*/`)

// trim keeps the rules whose selectors are used, and drops every @font-face.
func trim(css string, n names) string {
	var out strings.Builder
	trimInto(&out, comment.ReplaceAllString(css, ""), n)
	return out.String()
}

func trimInto(out *strings.Builder, css string, n names) {
	for css != "" {
		open := strings.IndexByte(css, '{')
		semi := strings.IndexByte(css, ';')
		if semi >= 0 && (open < 0 || semi < open) { // a statement as @charset
			out.WriteString(css[:semi+1])
			css = css[semi+1:]
			continue
		}
		if open < 0 {
			return
		}
		head := strings.TrimSpace(css[:open])
		end := closing(css, open)
		trimRule(out, head, css[open+1:end], n)
		css = css[min(end+1, len(css)):]
	}
}

func trimRule(out *strings.Builder, head, body string, n names) {
	switch {
	case strings.HasPrefix(head, "@font-face"):
	case strings.HasPrefix(head, "@media"), strings.HasPrefix(head, "@supports"), strings.HasPrefix(head, "@layer"):
		var inner strings.Builder
		trimInto(&inner, body, n)
		if strings.TrimSpace(inner.String()) != "" {
			out.WriteString(head + "{" + inner.String() + "}\n")
		}
	case strings.HasPrefix(head, "@"):
		out.WriteString(head + "{" + body + "}\n")
	default:
		var kept []string
		for _, s := range selectors(head) {
			if n.uses(s) {
				kept = append(kept, strings.TrimSpace(s))
			}
		}
		if len(kept) > 0 {
			out.WriteString(strings.Join(kept, ",") + "{" + body + "}\n")
		}
	}
}

// selectors splits a list at the commas outside brackets.
func selectors(head string) []string {
	var out []string
	depth, from := 0, 0
	for i, c := range head {
		switch c {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		case ',':
			if depth == 0 {
				out = append(out, head[from:i])
				from = i + 1
			}
		}
	}
	return append(out, head[from:])
}

// closing is the index of the brace that closes the one at open; quoted text is passed over.
func closing(css string, open int) int {
	depth := 0
	var quote byte
	for i := open; i < len(css); i++ {
		c := css[i]
		switch {
		case quote != 0:
			if c == '\\' {
				i++
			} else if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(css)
}
