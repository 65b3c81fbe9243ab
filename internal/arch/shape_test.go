package arch

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
)

// noNames are the names that say nothing of what a package is for.
var noNames = map[string]bool{
	"util": true, "utils": true, "common": true, "helper": true, "helpers": true, "misc": true, "model": true,
	"models": true, "service": true, "services": true, "types": true, "shared": true, "base": true, "lib": true, "pkg": true,
	"core": true, "internal": true,
}

// exportedVars are the exported package variables that are no error and no embedded file, with the reason.
var exportedVars = map[string]string{
	"internal/civil London": "a location that cannot be changed through it; package time offers no constant",
}

var (
	nolint = regexp.MustCompile(`^//\s*nolint`)
	// A reason is at least two words.
	nolintGood = regexp.MustCompile(`^//nolint:[\w,-]+ // \S+ \S+`)
	lintIgnore = regexp.MustCompile(`^//lint:(file-)?ignore\s+\S+\s+\S+ \S+`)
	unfinished = regexp.MustCompile(`\b(TODO|FIXME|XXX|HACK)\b`)
)

// checkNames finds packages named for nothing.
func checkNames(t *tree) []violation {
	var out []violation
	for dir, files := range t.packages() {
		name := files[0].ast.Name.Name
		if noNames[path.Base(dir)] || noNames[strings.TrimSuffix(name, "_test")] {
			out = append(out, violation{dir, "name the package for what it is about, not " + path.Base(dir)})
		}
	}
	return out
}

// checkInit finds init functions.
func checkInit(t *tree) []violation {
	var out []violation
	for _, s := range t.goes {
		for _, d := range s.ast.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" && !s.generated {
				out = append(out, violation{t.at(f), "no init functions: app builds everything"})
			}
		}
	}
	return out
}

// checkVars finds package variables that can change: exported ones, and unexported ones that some function writes to.
func checkVars(t *tree) []violation {
	var out []violation
	for dir, files := range t.packages() {
		vars := map[string]bool{}
		for _, s := range files {
			if s.test || s.generated {
				continue
			}
			eachVar(s, func(spec *ast.ValueSpec, name *ast.Ident, value ast.Expr) {
				vars[name.Name] = true
				if _, known := exportedVars[dir+" "+name.Name]; name.IsExported() && !known && !isSentinel(name.Name, value) {
					out = append(out, violation{t.at(name), fmt.Sprintf("the exported variable %s can be changed by anybody: make it a function", name.Name)})
				}
				if value == nil && !isEmbed(s, spec) {
					out = append(out, violation{t.at(name), fmt.Sprintf("the package variable %s is given its value elsewhere: pass it along instead", name.Name)})
				}
			})
		}
		for _, s := range files {
			if !s.generated && !strings.HasSuffix(s.ast.Name.Name, "_test") {
				out = append(out, writesTo(t, s, vars)...)
			}
		}
	}
	return out
}

// eachVar calls f for every named package variable of a file; value is nil when it has none.
func eachVar(s *source, f func(spec *ast.ValueSpec, name *ast.Ident, value ast.Expr)) {
	for _, d := range s.ast.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.VAR {
			continue
		}
		for _, sp := range g.Specs {
			spec, ok := sp.(*ast.ValueSpec)
			if !ok {
				continue
			}
			if spec.Doc == nil && len(g.Specs) == 1 {
				spec.Doc = g.Doc
			}
			for i, name := range spec.Names {
				if name.Name == "_" {
					continue
				}
				var v ast.Expr
				if len(spec.Values) > 0 {
					v = spec.Values[min(i, len(spec.Values)-1)]
				}
				f(spec, name, v)
			}
		}
	}
}

// isSentinel tells an error that callers compare with.
func isSentinel(name string, v ast.Expr) bool {
	return strings.HasPrefix(name, "Err") && v != nil
}

// isEmbed tells a variable that the compiler fills from a file.
func isEmbed(s *source, spec *ast.ValueSpec) bool {
	for _, g := range s.ast.Comments {
		for _, c := range g.List {
			if strings.HasPrefix(c.Text, "//go:embed ") && c.End() < spec.Pos() && spec.Pos()-c.End() < 300 {
				return true
			}
		}
	}
	return false
}

// writesTo finds assignments to the named package variables inside functions.
func writesTo(t *tree, s *source, vars map[string]bool) []violation {
	var out []violation
	bad := func(n ast.Node, id *ast.Ident) {
		out = append(out, violation{t.at(n), fmt.Sprintf("it changes the package variable %s", id.Name)})
	}
	target := func(n ast.Node, x ast.Expr) {
		if id := root(x); id != nil && vars[id.Name] && isPackageLevel(s, id) {
			bad(n, id)
		}
	}
	for _, d := range s.ast.Decls {
		ast.Inspect(d, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				if n.Tok != token.DEFINE {
					for _, l := range n.Lhs {
						target(n, l)
					}
				}
			case *ast.IncDecStmt:
				target(n, n.X)
			case *ast.UnaryExpr:
				if n.Op == token.AND {
					target(n, n.X)
				}
			case *ast.CallExpr:
				if id, ok := n.Fun.(*ast.Ident); ok && (id.Name == "delete" || id.Name == "clear" || id.Name == "copy") && len(n.Args) > 0 {
					target(n, n.Args[0])
				}
			}
			return true
		})
	}
	return out
}

// root is the variable that an expression such as v.f[i].g begins with.
func root(x ast.Expr) *ast.Ident {
	switch x := x.(type) {
	case *ast.Ident:
		return x
	case *ast.SelectorExpr:
		return root(x.X)
	case *ast.IndexExpr:
		return root(x.X)
	case *ast.StarExpr:
		return root(x.X)
	case *ast.ParenExpr:
		return root(x.X)
	case *ast.SliceExpr:
		return root(x.X)
	}
	return nil
}

// isPackageLevel tells an identifier that is not declared inside a function.
func isPackageLevel(s *source, id *ast.Ident) bool {
	if id.Obj == nil {
		return true // declared in another file of the package
	}
	spec, ok := id.Obj.Decl.(*ast.ValueSpec)
	if !ok || id.Obj.Kind != ast.Var {
		return false
	}
	for _, d := range s.ast.Decls {
		if g, ok := d.(*ast.GenDecl); ok && slices.Contains(g.Specs, ast.Spec(spec)) {
			return true
		}
	}
	return false
}

// checkComments finds lints switched off without a reason and work left for later.
func checkComments(t *tree) []violation {
	var out []violation
	for _, s := range t.goes {
		if s.generated {
			continue
		}
		for _, g := range s.ast.Comments {
			for _, c := range g.List {
				if nolint.MatchString(c.Text) && !nolintGood.MatchString(c.Text) {
					out = append(out, violation{t.at(c), "a lint is switched off by name and with a reason: //nolint:name // because …"})
				}
				if strings.HasPrefix(c.Text, "//lint:") && !lintIgnore.MatchString(c.Text) {
					out = append(out, violation{t.at(c), "a lint is switched off with a reason: //lint:ignore CODE because …"})
				}
				if m := unfinished.FindString(c.Text); m != "" {
					out = append(out, violation{t.at(c), "no " + m + ": do it, or file an issue"})
				}
			}
		}
	}
	return out
}
