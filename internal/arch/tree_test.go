package arch

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"sort"
	"strings"
)

// module is the module's name, as imports begin.
const module = "headroom/"

// violation is one broken rule at one place.
type violation struct{ where, what string }

func (v violation) String() string { return v.where + ": " + v.what }

// source is one Go file.
type source struct {
	path      string // from the repository's root, with slashes
	dir       string
	text      []byte
	ast       *ast.File
	test      bool // name ends in _test.go
	generated bool
}

// tree is every file of the repository that is not ignored.
type tree struct {
	fset  *token.FileSet
	files map[string][]byte // every text file, Go or not
	goes  []*source
	bad   []violation // files that do not parse
}

// loadTree reads the repository under fsys, leaving out what its .gitignore names.
func loadTree(fsys fs.FS) (*tree, error) {
	ignored, _ := fs.ReadFile(fsys, ".gitignore")
	skip := ignoreList(string(ignored))
	t := &tree{fset: token.NewFileSet(), files: map[string][]byte{}}
	err := fs.WalkDir(fsys, ".", func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if p != "." && (e.Name() == ".git" || skip(p, e.Name())) {
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if e.IsDir() || !e.Type().IsRegular() {
			return nil
		}
		b, err := fs.ReadFile(fsys, p)
		if err != nil {
			return err
		}
		if bytes.IndexByte(b[:min(len(b), 8000)], 0) < 0 {
			t.files[p] = b
		}
		if strings.HasSuffix(p, ".go") && !strings.Contains(p, "/testdata/") {
			t.addGo(p, b)
		}
		return nil
	})
	sort.Slice(t.goes, func(i, j int) bool { return t.goes[i].path < t.goes[j].path })
	return t, err
}

func (t *tree) addGo(p string, b []byte) {
	f, err := parser.ParseFile(t.fset, p, b, parser.ParseComments)
	if err != nil {
		t.bad = append(t.bad, violation{p, "it does not parse: " + err.Error()})
		return
	}
	t.goes = append(t.goes, &source{
		path: p, dir: path.Dir(p), text: b, ast: f,
		test: strings.HasSuffix(p, "_test.go"), generated: ast.IsGenerated(f) || strings.HasSuffix(p, "_templ.go"),
	})
}

// ignoreList understands the plain lines of a .gitignore: a name anywhere, or a path from the root.
func ignoreList(text string) func(p, name string) bool {
	names, paths := map[string]bool{}, map[string]bool{}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(strings.TrimSpace(line), "/")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.Contains(line, "/"):
			paths[strings.TrimPrefix(line, "/")] = true
		default:
			names[line] = true
		}
	}
	return func(p, name string) bool {
		if names[name] || paths[p] {
			return true
		}
		for pattern := range names {
			if ok, _ := path.Match(pattern, name); ok {
				return true
			}
		}
		for pattern := range paths {
			if ok, _ := path.Match(pattern, p); ok {
				return true
			}
		}
		return false
	}
}

// at says where a node is.
func (t *tree) at(n ast.Node) string {
	p := t.fset.Position(n.Pos())
	return fmt.Sprintf("%s:%d", p.Filename, p.Line)
}

// packages groups the Go files by folder.
func (t *tree) packages() map[string][]*source {
	out := map[string][]*source{}
	for _, s := range t.goes {
		out[s.dir] = append(out[s.dir], s)
	}
	return out
}

// imports lists the paths that a file imports.
func (s *source) imports() []*ast.ImportSpec { return s.ast.Imports }

// importPath is the path without its quotes.
func importPath(i *ast.ImportSpec) string { return strings.Trim(i.Path.Value, `"`) }

// lines is the number of lines of the file.
func (s *source) lines() int { return bytes.Count(s.text, []byte("\n")) }

// sorted gives the keys in order.
func sorted[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
