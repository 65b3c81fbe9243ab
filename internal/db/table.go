package db

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Guard says by what a changed row of a table is noticed.
type Guard string

// The guards.
const (
	Sealed     Guard = "sealed"         // a digest of each row, kept beside it: see VerifySeals
	Rewritten  Guard = "rewritten"      // sealed, and its rows may be changed and deleted by the product itself
	Otherwise  Guard = "otherwise"      // by another check, which Why names
	Unguarded  Guard = "unguarded"      // by nothing, for the reason in Why
	keyDivider       = "\x1f"           // between the parts of a key: no key holds it
	keySQL           = " || '\x1f' || " // and in SQL
)

// Table describes one table of a room: the one description that both writing and verifying go by.
type Table struct {
	Name    string
	Guard   Guard
	Key     []string // the primary key's columns
	Columns []string // every column, in order, the key's among them
	Stands  string   // what may be wrong when a row is damaged, as "the roles that people hold"
	Why     string   // for Otherwise and Unguarded
}

// Seal describes a table whose rows are added and never changed. key and columns are names with spaces between them;
// stands says in the plural what may be wrong when a row of it is damaged.
func Seal(name, key, columns, stands string) Table {
	return Table{Name: name, Guard: Sealed, Key: strings.Fields(key), Columns: strings.Fields(columns), Stands: stands}
}

// Reseal describes a table whose rows the product itself changes or deletes; its arguments are those of Seal.
func Reseal(name, key, columns, stands string) Table {
	t := Seal(name, key, columns, stands)
	t.Guard = Rewritten
	return t
}

// Leave describes a table whose rows are not sealed: by is Otherwise or Unguarded, why the check that reads it or the
// reason that none does.
func Leave(name string, by Guard, why string) Table { return Table{Name: name, Guard: by, Why: why} }

func (t *Table) seals() bool { return t.Guard == Sealed || t.Guard == Rewritten }

func (t *Table) list(alias string) string {
	if alias == "" {
		return strings.Join(t.Columns, ", ")
	}
	return alias + strings.Join(t.Columns, ", "+alias)
}

// keyOf is the SQL of a row's key as text.
func (t *Table) keyOf(alias string) string {
	parts := make([]string, len(t.Key))
	for i, k := range t.Key {
		parts[i] = "CAST(" + alias + k + " AS TEXT)"
	}
	return strings.Join(parts, keySQL)
}

// key is the same text from a row's values.
func (t *Table) key(values []any) string {
	parts := make([]string, len(t.Key))
	for i, k := range t.Key {
		for j, c := range t.Columns {
			if c == k {
				parts[i] = plain(values[j])
			}
		}
	}
	return strings.Join(parts, keyDivider)
}

func plain(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case []byte:
		return string(x)
	}
	return fmt.Sprint(v)
}

// placed is a row's key in words, and the organisation and day that it is about where the key does not say them.
func (t *Table) placed(values []any) string {
	out := t.named(t.key(values))
	for i, c := range t.Columns {
		if (c == "org" || c == "day") && !slices.Contains(t.Key, c) && plain(values[i]) != "" {
			out += ", " + c + " " + clear80(plain(values[i]))
		}
	}
	return out
}

// named is a key in the words of a report: "org RA4, day 2023-12-20".
func (t *Table) named(key string) string {
	parts := strings.Split(key, keyDivider)
	if len(parts) != len(t.Key) {
		return strconv.QuoteToASCII(strings.ReplaceAll(key, keyDivider, "/"))
	}
	for i, p := range parts {
		parts[i] = t.Key[i] + " " + clear80(p)
	}
	return strings.Join(parts, ", ")
}

// clear80 is text that a terminal can show: damaged or long text is quoted and cut.
func clear80(s string) string {
	if len(s) > 80 || !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
		return strconv.QuoteToASCII(s[:min(len(s), 80)])
	}
	return s
}

// sum is the digest of a row: of every value with its kind and its length, the table's name first. 128 bits of it are
// kept: enough against chance and against forging a second row.
func (t *Table) sum(values []any) string {
	h := sha256.New()
	buf := make([]byte, 0, 512)
	buf = part(buf, 't', t.Name)
	for _, v := range values {
		switch x := v.(type) {
		case nil:
			buf = part(buf, 'n', "")
		case string:
			buf = part(buf, 't', x)
		case []byte:
			buf = part(buf, 'b', string(x))
		case int64:
			buf = part(buf, '#', strconv.FormatInt(x, 10))
		case float64:
			// SQLite may keep a whole number of a REAL column as an integer: both write the same text.
			if x == math.Trunc(x) && math.Abs(x) < 1<<53 {
				buf = part(buf, '#', strconv.FormatInt(int64(x), 10))
			} else {
				buf = part(buf, '#', strconv.FormatFloat(x, 'g', -1, 64))
			}
		default:
			buf = part(buf, '?', fmt.Sprint(x))
		}
	}
	h.Write(buf)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func part(buf []byte, kind byte, s string) []byte {
	buf = append(buf, kind)
	buf = binary.BigEndian.AppendUint64(buf, uint64(len(s)))
	return append(buf, s...)
}
