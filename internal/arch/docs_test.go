package arch

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/token"
	"path"
	"regexp"
	"strings"
)

// checkDocs finds packages and exported names without a word about them.
func checkDocs(t *tree) []violation {
	var out []violation
	for dir, files := range t.packages() {
		has := false
		for _, s := range files {
			if s.test || s.generated || s.ast.Doc == nil {
				continue
			}
			has = true
			first, _, _ := strings.Cut(s.ast.Doc.Text(), "\n")
			want := "Package " + s.ast.Name.Name + " "
			if s.ast.Name.Name == "main" {
				want = "Command " + path.Base(dir) + " "
			}
			if !strings.HasPrefix(first, want) {
				out = append(out, violation{s.path, fmt.Sprintf("the package's doc begins %q, not %q", want, first)})
			}
		}
		if !has {
			out = append(out, violation{dir, "the package has no doc: write doc.go"})
		}
		for _, s := range files {
			if !s.test && !s.generated && s.ast.Name.Name != "main" {
				out = append(out, undocumented(t, s)...)
			}
		}
	}
	return out
}

// undocumented lists a file's exported names without a doc comment.
func undocumented(t *tree, s *source) []violation {
	var out []violation
	bad := func(n ast.Node, name string) {
		out = append(out, violation{t.at(n), name + " is exported and has no doc comment"})
	}
	for _, d := range s.ast.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Doc == nil && d.Name.IsExported() && receiverExported(d) {
				bad(d, d.Name.Name)
			}
		case *ast.GenDecl:
			if d.Tok == token.IMPORT {
				continue
			}
			for _, sp := range d.Specs {
				switch sp := sp.(type) {
				case *ast.TypeSpec:
					if d.Doc == nil && sp.Doc == nil && sp.Comment == nil && sp.Name.IsExported() {
						bad(sp, sp.Name.Name)
					}
				case *ast.ValueSpec:
					if d.Doc == nil && sp.Doc == nil && sp.Comment == nil && sp.Names[0].IsExported() {
						bad(sp, sp.Names[0].Name)
					}
				}
			}
		}
	}
	return out
}

// receiverExported tells a function, or a method whose type others can name.
func receiverExported(f *ast.FuncDecl) bool {
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return true
	}
	x := f.Recv.List[0].Type
	for {
		switch y := x.(type) {
		case *ast.StarExpr:
			x = y.X
		case *ast.IndexExpr:
			x = y.X
		case *ast.IndexListExpr:
			x = y.X
		case *ast.Ident:
			return y.IsExported()
		default:
			return true
		}
	}
}

// machinePath is an absolute path of some person's or server's machine. It is put together so that this file does not
// hold one itself.
var machinePath = regexp.MustCompile("(^|[\\s\"'`(=:,])/(" + "work" + "|" + "root" + "|" + "home" + ")/[\\w.]")

// checkPaths finds machine paths in any text file.
func checkPaths(t *tree) []violation {
	var out []violation
	for _, p := range sorted(t.files) {
		n := 0
		for line := range strings.Lines(string(t.files[p])) {
			n++
			if m := machinePath.FindString(line); m != "" {
				out = append(out, violation{fmt.Sprintf("%s:%d", p, n), "it names a path of one machine: " + strings.TrimSpace(m) + "…"})
			}
		}
	}
	return out
}

// packagesPage is what docs/packages.md must be: every package by storey with the first sentence of its doc.
func packagesPage(t *tree) string {
	type line struct{ name, words, imports string }
	lines := map[storey][]line{}
	packages := t.packages()
	for _, dir := range sorted(packages) {
		name := houseName(dir)
		pl, ok := placeOf(name)
		if !ok {
			continue
		}
		l := line{name: name}
		uses := map[string]bool{}
		for _, s := range packages[dir] {
			if s.test {
				continue
			}
			if s.ast.Doc != nil && !s.generated {
				l.words = new(doc.Package).Synopsis(s.ast.Doc.Text())
			}
			for _, i := range s.imports() {
				if to, ours := strings.CutPrefix(importPath(i), module); ours {
					uses[houseName(to)] = true
				}
			}
		}
		l.imports = strings.Join(sorted(uses), ", ")
		lines[pl.storey] = append(lines[pl.storey], l)
	}
	var b strings.Builder
	b.WriteString("# The packages\n\nMade from the packages' own docs by `make packages`; do not edit by hand. " +
		"A package imports only what stands above it on this page, and on its own storey only what internal/arch lists.\n")
	for st := materials; st <= outside; st++ {
		if len(lines[st]) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n\n| package | what it is | imports |\n|---|---|---|\n", strings.ToUpper(st.String()[:1])+st.String()[1:])
		for _, l := range lines[st] {
			fmt.Fprintf(&b, "| %s | %s | %s |\n", l.name, strings.ReplaceAll(l.words, "|", `\|`), l.imports)
		}
	}
	return b.String()
}
