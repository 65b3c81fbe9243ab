package arch

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"strconv"
	"strings"
)

var (
	sqlStart   = regexp.MustCompile(`^\s*(SELECT\s|INSERT INTO\s|UPDATE\s+\w+\s+SET\s|DELETE FROM\s|WITH\s+(RECURSIVE\s+)?\w+\s+AS\s|CREATE (TABLE|INDEX|UNIQUE INDEX)\s|DROP TABLE\s|ALTER TABLE\s)`)
	sqlComment = regexp.MustCompile(`--[^\n]*`)
	sqlText    = regexp.MustCompile(`'(?:[^']|'')*'`)
	sqlTable   = regexp.MustCompile(`(?i)\b(?:FROM|JOIN|INTO|UPDATE|TABLE(?:\s+IF\s+(?:NOT\s+)?EXISTS)?|REFERENCES)\s+([a-z_][a-z0-9_.]*)(\s*\()?`)
	sqlOn      = regexp.MustCompile(`(?i)\bINDEX\s+(?:IF NOT EXISTS\s+)?\w+\s+ON\s+([a-z_]\w*)`)
	sqlWith    = regexp.MustCompile(`(?i)(?:\bWITH(?:\s+RECURSIVE)?|,)\s*([a-z_][a-z0-9_]*)\s*(?:\([^()]*\))?\s+AS\s+(?:(?:NOT\s+)?MATERIALIZED\s+)?\(`)
	sqlNumber  = regexp.MustCompile(`\$(\d+)`)
	sqlStar    = regexp.MustCompile(`(?i)\b(?:SELECT|RETURNING)\s+(?:DISTINCT\s+)?(?:\w+\.)?\*|,\s*\w+\.\*`)
	sqlClock   = regexp.MustCompile(`(?i)\b(now\s*\(|current_timestamp\b|current_date\b|current_time\b|localtimestamp\b|clock_timestamp\b|statement_timestamp\b|random\s*\(|randomblob\s*\(|gen_random_uuid\s*\(|datetime\s*\(|julianday\s*\(|strftime\s*\(|unixepoch\s*\()`)
	sqlKind    = regexp.MustCompile(`(?i)(jsonb?_extract\w*|->>?)`)
)

// sqlInGo lists the packages whose Go files may hold SQL text, with the reason.
var sqlInGo = map[string]string{
	"internal/db":              "locks and pragmas of the engines themselves",
	"internal/db/dbtest":       "databases for tests",
	"internal/db/dbtest/pgrun": "a question to the test server",
	"internal/bench":           "the bare floor that a measurement stands beside",
	"internal/jobs":            "the lock around the queue's own migration",
}

// foreignTables lists tables that a package may name though they do not begin with its name, with the reason.
var foreignTables = map[string][]string{
	"jobs": {"river_"}, // the queue's own tables
}

// statement is one SQL text with its place.
type statement struct{ where, text string }

// checkSQL judges every .sql file and every Go string that looks like SQL.
func checkSQL(t *tree) []violation {
	var out []violation
	for _, p := range sorted(t.files) {
		if !strings.HasSuffix(p, ".sql") {
			continue
		}
		owner := tableOwner(p)
		if owner == "" {
			out = append(out, violation{p, "SQL lives beside a store, as <room>/<room>db/queries.sql and its migrations"})
			continue
		}
		migration := strings.Contains(p, "/migration/")
		for _, st := range splitSQL(p, string(t.files[p])) {
			out = append(out, judge(st, owner, migration)...)
		}
	}
	for _, s := range t.goes {
		if s.test {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(lit.Value)
			if err != nil || !sqlStart.MatchString(text) {
				return true
			}
			if _, allowed := sqlInGo[s.dir]; !allowed {
				out = append(out, violation{t.at(n), "SQL text belongs in queries.sql, not in Go"})
			}
			return true
		})
	}
	return out
}

// tableOwner is the room whose tables the SQL file p may name: the room of its store, or the material (audit, jobs)
// that it lies in. "" when it lies elsewhere.
func tableOwner(p string) string {
	dir := path.Dir(p)
	if i := strings.Index(dir, "/migration"); i >= 0 {
		dir = dir[:i]
	}
	name := houseName(dir)
	if isStore(name) {
		return path.Dir(name)
	}
	if pl, ok := house[name]; ok && pl.storey == materials {
		return name
	}
	return ""
}

// splitSQL cuts a file into its named blocks (or, in a migration, leaves it whole) and drops comments.
func splitSQL(p, text string) []statement {
	var out []statement
	line, name := 1, ""
	var body strings.Builder
	flush := func() {
		if s := sqlComment.ReplaceAllString(body.String(), ""); strings.TrimSpace(s) != "" {
			out = append(out, statement{fmt.Sprintf("%s:%d%s", p, line, name), s})
		}
		body.Reset()
	}
	n := 0
	for l := range strings.Lines(text) {
		n++
		if rest, ok := strings.CutPrefix(l, "-- name: "); ok {
			flush()
			line, name = n, " ("+strings.TrimSpace(rest)+")"
			continue
		}
		body.WriteString(l)
	}
	flush()
	return out
}

// judge finds what one statement may not say.
func judge(st statement, owner string, migration bool) []violation {
	var out []violation
	bad := func(f string, args ...any) { out = append(out, violation{st.where, fmt.Sprintf(f, args...)}) }
	text := sqlText.ReplaceAllString(st.text, "''")
	if sqlStar.MatchString(text) {
		bad("it says *: list the columns")
	}
	if m := sqlClock.FindString(text); m != "" {
		bad("it asks the server for the time or a random value (%s): the transaction carries the time", strings.TrimSpace(m))
	}
	if m := sqlKind.FindString(text); m != "" && !migration {
		bad("it uses a JSON operator (%s), which the engines answer differently", strings.TrimSpace(m))
	}
	next := 1
	for _, m := range sqlNumber.FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(m[1])
		if n > next {
			bad("$%d appears before $%d: the numbers must first appear in rising order, or SQLite takes them wrongly", n, next)
			break
		}
		if n == next {
			next++
		}
	}
	return append(out, judgeTables(st.where, text, owner)...)
}

// judgeTables finds tables that belong to another room.
func judgeTables(where, text, owner string) []violation {
	var out []violation
	local := map[string]bool{}
	for _, m := range sqlWith.FindAllStringSubmatch(text, -1) {
		local[strings.ToLower(m[1])] = true
	}
	// "ON CONFLICT … DO UPDATE SET", "FOR UPDATE" and "IS DISTINCT FROM x" name no table.
	text = regexp.MustCompile(`(?i)\b(DO|FOR)\s+UPDATE\b`).ReplaceAllString(text, "")
	text = regexp.MustCompile(`(?i)\bDISTINCT\s+FROM\b`).ReplaceAllString(text, "")
	text = regexp.MustCompile(`(?i)\b(EXTRACT|SUBSTRING|TRIM|OVERLAY)\s*\([^()]*\)`).ReplaceAllString(text, "")
	names := sqlTable.FindAllStringSubmatch(text, -1)
	for _, m := range sqlOn.FindAllStringSubmatch(text, -1) {
		names = append(names, []string{m[0], m[1], ""})
	}
	for _, m := range names {
		name := strings.ToLower(m[1])
		function := m[2] != "" && regexp.MustCompile(`(?i)^(FROM|JOIN)`).MatchString(m[0])
		if local[name] || function || name == "select" || name == "lateral" || ownsTable(owner, name) {
			continue
		}
		out = append(out, violation{where, fmt.Sprintf("it names the table %s, which is not %s's: tables begin with their room's name", name, owner)})
	}
	return out
}

func ownsTable(owner, table string) bool {
	if table == owner || strings.HasPrefix(table, owner+"_") {
		return true
	}
	for _, p := range foreignTables[owner] {
		if strings.HasPrefix(table, p) {
			return true
		}
	}
	return false
}
