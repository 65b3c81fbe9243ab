package arch

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"
)

// asksPage is the page that says, per ask, where it is answered.
const asksPage = "docs/asks.md"

// askIDs are the asks of the two letters: N1 to N19 and D1 to D10.
func askIDs() []string {
	var out []string
	for i := 1; i <= 19; i++ {
		out = append(out, "N"+strconv.Itoa(i))
	}
	for i := 1; i <= 10; i++ {
		out = append(out, "D"+strconv.Itoa(i))
	}
	return out
}

// notYet is what a cell says while nothing answers the ask there.
const notYet = "not yet"

var (
	askRow   = regexp.MustCompile(`^\|\s*([ND]\d+)\s*\|(.*)\|\s*$`)
	ticked   = regexp.MustCompile("`([^`]+)`")
	testName = regexp.MustCompile(`^(Test|Fuzz|Benchmark)\w+$`)
	scriptAt = regexp.MustCompile(`^[\w/.-]+\.(txtar|case)$`)
)

// checkAsks holds docs/asks.md against the source: each ask has one row whose last three cells are its page, command and
// test, each either naming things that exist, in back-ticks, or saying "not yet".
func checkAsks(t *tree) []violation {
	text, ok := t.files[asksPage]
	if !ok {
		return []violation{{asksPage, "the page is not there"}}
	}
	known := namesInSource(t)
	var out []violation
	rows := map[string]int{}
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		m := askRow.FindStringSubmatch(strings.TrimRight(line, "\n"))
		if m == nil {
			continue
		}
		where := fmt.Sprintf("%s:%d", asksPage, n)
		rows[m[1]]++
		cells := strings.Split(m[2], "|")
		if len(cells) < 4 {
			out = append(out, violation{where, m[1] + " has too few cells: ask, page, command and test"})
			continue
		}
		cells = cells[len(cells)-3:]
		for i, kind := range []string{"page", "command", "test"} {
			out = append(out, askCell(t, where, m[1], kind, strings.TrimSpace(cells[i]), known)...)
		}
	}
	for _, id := range askIDs() {
		if rows[id] != 1 {
			out = append(out, violation{asksPage, fmt.Sprintf("%s has %d rows, want 1", id, rows[id])})
		}
		delete(rows, id)
	}
	for id := range rows {
		out = append(out, violation{asksPage, "there is no ask " + id})
	}
	return out
}

// askCell judges one cell.
func askCell(t *tree, where, id, kind, cell string, known names) []violation {
	if strings.HasPrefix(cell, notYet) {
		return nil
	}
	found := ticked.FindAllStringSubmatch(cell, -1)
	if len(found) == 0 {
		return []violation{{where, fmt.Sprintf("%s: the %s cell names nothing in back-ticks and does not say %q", id, kind, notYet)}}
	}
	var out []violation
	for _, f := range found {
		name, there := f[1], false
		switch kind {
		case "page":
			there = known.routes[name]
		case "command":
			words := strings.Fields(strings.TrimPrefix(name, "headroom "))
			there = len(words) > 0 && known.commands[words[0]]
		case "test":
			_, file := t.files[name]
			there = testName.MatchString(name) && known.funcs[name] || scriptAt.MatchString(name) && file
		}
		if !there {
			out = append(out, violation{where, fmt.Sprintf("%s: there is no %s %s in the source", id, kind, name)})
		}
	}
	return out
}

// names are what docs may refer to.
type names struct {
	routes   map[string]bool // "/returns/{form}"
	commands map[string]bool // "import"
	funcs    map[string]bool // test functions
}

var (
	routeText = regexp.MustCompile(`^(?:(?:GET|POST|PUT|DELETE|PATCH) )?(/[^\s]*)$`)
	useText   = regexp.MustCompile(`^[a-z][a-z-]*$`)
)

// namesInSource gathers routes (strings like "GET /returns"), subcommands (the first word of a Use field in
// cmd/headroom) and test functions.
func namesInSource(t *tree) names {
	k := names{routes: map[string]bool{}, commands: map[string]bool{}, funcs: map[string]bool{}}
	for _, s := range t.goes {
		for _, d := range s.ast.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && s.test && f.Recv == nil {
				k.funcs[f.Name.Name] = true
			}
		}
		if s.test {
			continue
		}
		inCommand := strings.HasPrefix(s.dir, "cmd/")
		ast.Inspect(s.ast, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if m := routeText.FindStringSubmatch(unquote(lit)); m != nil {
					k.routes[m[1]] = true
				}
			}
			if kv, ok := n.(*ast.KeyValueExpr); ok && inCommand {
				key, isName := kv.Key.(*ast.Ident)
				lit, isText := kv.Value.(*ast.BasicLit)
				if isName && isText && key.Name == "Use" {
					if w := strings.Fields(unquote(lit)); len(w) > 0 && useText.MatchString(w[0]) {
						k.commands[w[0]] = true
					}
				}
			}
			return true
		})
	}
	return k
}

func unquote(lit *ast.BasicLit) string {
	s, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return s
}
