package db

import (
	"fmt"
	"io/fs"
	"sort"
	"strings"
)

// Queries holds a room's named statements, read from its queries.sql. Each begins with a line
//
//	-- name: insert-version
//
// and, where an engine truly needs another text, a second block "-- name: insert-version engine: postgres".
type Queries struct{ text map[string]string }

// LoadQueries reads file from fsys. It panics on a malformed file: the file is part of the program.
func LoadQueries(fsys fs.FS, file string) *Queries {
	b, err := fs.ReadFile(fsys, file)
	if err != nil {
		panic(err)
	}
	q := &Queries{text: map[string]string{}}
	name := ""
	var body strings.Builder
	flush := func() {
		if name == "" {
			return
		}
		if _, dup := q.text[name]; dup {
			panic(fmt.Sprintf("%s: query %q is written twice", file, name))
		}
		q.text[name] = strings.TrimSuffix(strings.TrimSpace(body.String()), ";")
		body.Reset()
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "-- name: "); ok {
			flush()
			name = strings.ReplaceAll(strings.TrimSpace(rest), " engine: ", "@")
			continue
		}
		if name != "" && !strings.HasPrefix(strings.TrimSpace(line), "--") {
			body.WriteString(line)
		}
	}
	flush()
	return q
}

// For is the text of the named query on engine e. It panics on an unknown name: a test prepares every name on both.
func (q *Queries) For(e Engine, name string) string {
	if s, ok := q.text[name+"@"+string(e)]; ok {
		return s
	}
	s, ok := q.text[name]
	if !ok {
		panic("no query is named " + name)
	}
	return s
}

// Names lists the queries, sorted, without engine variants.
func (q *Queries) Names() []string {
	seen := map[string]bool{}
	for n := range q.text {
		n, _, _ = strings.Cut(n, "@")
		seen[n] = true
	}
	out := make([]string, 0, len(seen))
	for n := range seen {
		out = append(out, n)
	}
	sort.Strings(out)
	return out
}
