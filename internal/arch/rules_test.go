package arch

import (
	"go/ast"
	"strings"
)

// notInRules are the imports that a package of rules may not have, with the reason.
var notInRules = map[string]string{
	"database/sql":            "rules know no storage",
	"net/http":                "rules know no HTTP",
	"os":                      "rules read no files and no environment",
	module + "internal/db":    "rules know no storage",
	module + "internal/audit": "the store appends to the audit log, not the rules",
	module + "internal/jobs":  "the store enqueues jobs, not the rules",
	"log/slog":                "rules return what happened; the edge logs it",
	"math/rand":               "rules are reproducible: a seed is an argument",
}

// clockCalls are the functions of package time that read or await the clock.
var clockCalls = map[string]bool{
	"Now": true, "Since": true, "Until": true, "After": true, "AfterFunc": true, "Sleep": true, "Tick": true,
	"NewTimer": true, "NewTicker": true,
}

// checkRules finds storage, HTTP and clocks in packages of rules.
func checkRules(t *tree) []violation {
	var out []violation
	for _, s := range t.goes {
		if s.test || !isRules(houseName(s.dir)) {
			continue
		}
		for _, i := range s.imports() {
			if why, bad := notInRules[importPath(i)]; bad {
				out = append(out, violation{t.at(i), why + ": " + importPath(i)})
			}
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok && isPackage(s, sel.X, "time") && clockCalls[sel.Sel.Name] {
				out = append(out, violation{t.at(n), "rules have no clock: the time is an argument, not time." + sel.Sel.Name})
			}
			return true
		})
	}
	return out
}

// isPackage tells whether x names the imported package whose path is want.
func isPackage(s *source, x ast.Expr, want string) bool {
	id, ok := x.(*ast.Ident)
	if !ok || id.Obj != nil {
		return false
	}
	for _, i := range s.imports() {
		if importPath(i) != want {
			continue
		}
		name := want[strings.LastIndex(want, "/")+1:]
		if i.Name != nil {
			name = i.Name.Name
		}
		if id.Name == name {
			return true
		}
	}
	return false
}
