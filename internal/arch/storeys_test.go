package arch

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// storey is how high a package stands: it may import what stands lower.
type storey int

// The storeys of docs/design.md. Each room brings a rules package, a store beside it and pages above.
const (
	materials    storey = iota // know nothing of health care
	kernel                     // the nouns that everyone may use
	capabilities               // rules only
	adapters                   // stores and the shell
	edges                      // pages, importers, the API's client
	top                        // what puts everything together
	command                    // the main package
	outside                    // tools that are no part of the program: nobody may import them
)

func (s storey) String() string {
	return [...]string{"materials", "kernel", "capabilities", "adapters", "edges", "top", "command", "outside"}[s]
}

// place is where a package stands and which packages of its own storey it may import.
type place struct {
	storey storey
	beside []string
}

// house is the one list of packages, by folder under internal.
var house = map[string]place{
	"civil":           {materials, nil},
	"fault":           {materials, nil},
	"dist":            {materials, []string{"fault"}},
	"solve":           {materials, []string{"fault"}},
	"solve/assign":    {materials, []string{"fault"}},
	"solve/mip":       {materials, []string{"fault", "solve/assign"}},
	"simulate":        {materials, []string{"dist", "fault"}},
	"spc":             {materials, []string{"civil", "fault"}},
	"sheet":           {materials, []string{"civil", "fault"}},
	"db":              {materials, []string{"civil", "fault"}},
	"sheet/badfile":   {materials, []string{"sheet"}},
	"db/dbtest":       {materials, []string{"db"}},
	"db/dbtest/pgrun": {outside, nil},
	"audit":           {materials, []string{"civil", "db", "fault"}},
	"jobs":            {materials, []string{"civil", "db", "fault"}},
	"jobs/jobsweb":    {edges, nil}, // the queue is no room, but whoever runs it needs pages
	"org":             {kernel, nil},
	"action":          {kernel, []string{"org"}},
	"measure":         {kernel, []string{"org"}},
	"access":          {kernel, []string{"org"}},
	"sitrep":          {capabilities, nil},
	"pressure":        {capabilities, nil},
	"trajectory":      {capabilities, nil},
	"occupancy":       {capabilities, nil},
	"flow":            {capabilities, nil},
	"discharge":       {capabilities, []string{"flow", "occupancy"}},
	"rest":            {capabilities, nil},
	"recovery":        {capabilities, []string{"rest"}},
	"mitigation":      {capabilities, nil},
	"harm":            {capabilities, []string{"mitigation"}},
	"cascade":         {capabilities, nil},
	"washup":          {capabilities, nil},
	"web":             {adapters, []string{"web/ui", "web/chart"}},
	"web/ui":          {adapters, nil},
	"web/chart":       {adapters, []string{"web/ui"}},
	"web/gallery":     {adapters, []string{"web", "web/ui", "web/chart"}},
	"web/bundle":      {outside, nil},
	"web/browser":     {outside, nil},
	"importer":        {edges, nil},
	"client":          {edges, nil},
	"demo":            {edges, nil},
	"demo/demoweb":    {edges, []string{"demo"}},
	"app":             {top, nil},
	"world":           {top, []string{"app"}},
	"bench":           {top, []string{"app", "world"}},
	"arch":            {outside, nil},
	"arch/tally":      {outside, nil},
	"cmd/headroom":    {command, nil},
}

// commandMay is what the command may import: it reads flags, calls the app and says what came of it.
var commandMay = []string{"app", "fault"}

// testOnly are the packages that only tests may import, from wherever they stand.
var testOnly = []string{"db/dbtest", "sheet/badfile", "web/browser", "world"}

// placeOf finds a package in the house. A room's store and pages need no line of their own: they stand where every
// room's do.
func placeOf(pkg string) (place, bool) {
	if p, ok := house[pkg]; ok {
		return p, true
	}
	room, last := path.Dir(pkg), path.Base(pkg)
	if p, ok := house[room]; ok && (p.storey == kernel || p.storey == capabilities) {
		switch last {
		case room + "db":
			return place{adapters, nil}, true
		case room + "web":
			return place{edges, nil}, true
		}
	}
	return place{}, false
}

// houseName is a package's name in the house's list: its folder without "internal/".
func houseName(dir string) string { return strings.TrimPrefix(dir, "internal/") }

// checkStoreys finds unknown packages and imports that go up, or sideways where the list does not say so.
func checkStoreys(t *tree) []violation {
	var out []violation
	for dir, files := range t.packages() {
		name := houseName(dir)
		if _, ok := placeOf(name); !ok {
			out = append(out, violation{dir, "this package is not in the house's list (internal/arch/storeys_test.go)"})
			continue
		}
		for _, s := range files {
			for _, i := range s.imports() {
				to, ours := strings.CutPrefix(importPath(i), module)
				if !ours {
					continue
				}
				if why := mayNotImport(name, houseName(to), s.test); why != "" {
					out = append(out, violation{t.at(i), why})
				}
			}
		}
	}
	return out
}

// mayNotImport tells why from may not import to; "" when it may.
func mayNotImport(from, to string, test bool) string {
	a, _ := placeOf(from)
	b, known := placeOf(to)
	switch {
	case from == to:
		return ""
	case !known:
		return fmt.Sprintf("it imports %s, which is not in the house's list", to)
	case test && slices.Contains(testOnly, to):
		return ""
	case b.storey == outside || slices.Contains(testOnly, to) && from != "bench":
		return fmt.Sprintf("nothing but a test may import %s", to)
	case strings.HasSuffix(from, "web") && a.storey == edges && isStore(to):
		return fmt.Sprintf("a room's pages state the interface they need and never import a store (%s)", to)
	case a.storey == command && !test && !slices.Contains(commandMay, to):
		return fmt.Sprintf("the command imports only %s, not %s", strings.Join(commandMay, " and "), to)
	case b.storey < a.storey || slices.Contains(a.beside, to):
		return ""
	case b.storey == a.storey && test && a.storey >= adapters:
		return "" // a store's test may set up another room's tables
	case b.storey == a.storey:
		return fmt.Sprintf("%s and %s stand on the same storey (%s), and the list does not let them meet", from, to, a.storey)
	}
	return fmt.Sprintf("%s (%s) imports %s (%s), which stands higher", from, a.storey, to, b.storey)
}

// isStore tells a room's store: org/orgdb.
func isStore(pkg string) bool {
	return path.Dir(pkg) != "." && path.Base(pkg) == path.Dir(pkg)+"db"
}

// isRules tells a package of rules: storeys 1 and 2 themselves, not their stores and pages.
func isRules(pkg string) bool {
	p, ok := house[pkg]
	return ok && (p.storey == kernel || p.storey == capabilities)
}
