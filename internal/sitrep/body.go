package sitrep

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"

	"headroom/internal/measure"
)

// The stored text of a version is one line per value, sorted by measure code:
//
//	#0 G&A beds
//	ga_occ	412	0!I18
//	paed_occ	n/a
//
// Lines that begin with # number the sheets. The text is canonical: the same values and cells always give the same
// bytes, so its digest identifies the version's content, and a person can read it with any database client.

// words for values that are not numbers, as stored.
const (
	wordNil     = "nil"
	wordNA      = "n/a"
	wordMissing = "missing"
)

// Encode gives the canonical text of items. It does not keep the order given.
func Encode(items []Item) string { return new(Encoder).Encode(items) }

// Encoder is Encode and DigestOf for many versions one after another: it keeps its room, and the order of the measures
// where the next version gives them as the last one did. The zero Encoder is ready; it is for one goroutine.
type Encoder struct {
	buf    []byte
	sheets []string
	given  []measure.Code // in the order of the last items
	order  []int          // their places, sorted by measure
}

// Encode is the function of the same name.
func (e *Encoder) Encode(items []Item) string {
	e.arrange(items)
	b, sheets, order := e.buf[:0], e.sheets[:0], e.order
	for _, at := range order {
		name := items[at].At.Sheet
		if name == "" || slices.Contains(sheets, name) {
			continue
		}
		b = append(b, '#')
		b = strconv.AppendInt(b, int64(len(sheets)), 10)
		b = append(append(append(b, ' '), oneLine(name)...), '\n')
		sheets = append(sheets, name)
	}
	for _, at := range order {
		it := &items[at]
		b = append(append(b, it.Measure...), '\t')
		b = appendValue(b, it.Value)
		if it.At.Ref != "" {
			b = append(b, '\t')
			if it.At.Sheet != "" {
				b = strconv.AppendInt(b, int64(slices.Index(sheets, it.At.Sheet)), 10)
				b = append(b, '!')
			}
			b = append(b, oneLine(it.At.Ref)...)
		}
		b = append(b, '\n')
	}
	e.buf, e.sheets = b, sheets
	return string(b)
}

// arrange finds the places of items in the order of their measures; the items themselves are not moved. Items of one
// measure keep the order given.
func (e *Encoder) arrange(items []Item) {
	if slices.EqualFunc(items, e.given, func(it Item, c measure.Code) bool { return it.Measure == c }) {
		return
	}
	e.given, e.order = e.given[:0], e.order[:0]
	for i := range items {
		e.given, e.order = append(e.given, items[i].Measure), append(e.order, i)
	}
	slices.SortStableFunc(e.order, func(a, b int) int { return cmp.Compare(items[a].Measure, items[b].Measure) })
}

// oneLine is s without what would end a line or a field of a stored text.
func oneLine(s string) string {
	if !strings.ContainsAny(s, "\n\r\t") {
		return s
	}
	return strings.NewReplacer("\n", " ", "\r", " ", "\t", " ").Replace(s)
}

func appendValue(dst []byte, v measure.Value) []byte {
	switch v.State {
	case measure.Number:
		if v.N == math.Trunc(v.N) && math.Abs(v.N) < 1e15 {
			return strconv.AppendInt(dst, int64(v.N), 10)
		}
		return strconv.AppendFloat(dst, v.N, 'g', -1, 64)
	case measure.Nil:
		return append(dst, wordNil...)
	case measure.NotApplicable:
		return append(dst, wordNA...)
	}
	return append(dst, wordMissing...)
}

// Decode reads a stored text back. A text that Encode could not have made is an error: the row is damaged.
func Decode(body string) ([]Item, error) {
	items := make([]Item, 0, strings.Count(body, "\n"))
	var sheets []string
	for line := range strings.Lines(body) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "#") {
			_, name, ok := strings.Cut(line, " ")
			if !ok {
				return nil, fmt.Errorf("damaged line %q", line)
			}
			sheets = append(sheets, name)
			continue
		}
		it, err := decodeLine(line, sheets)
		if err != nil {
			return nil, err
		}
		items = append(items, it)
	}
	return items, nil
}

func decodeLine(line string, sheets []string) (Item, error) {
	code, rest, ok := strings.Cut(line, "\t")
	if !ok || code == "" {
		return Item{}, fmt.Errorf("damaged line %q", line)
	}
	val, ref, _ := strings.Cut(rest, "\t")
	v, err := decodeValue(val)
	if err != nil {
		return Item{}, err
	}
	it := Item{Measure: measure.Code(code), Value: v}
	it.At.Ref = ref
	if n, cell, ok := strings.Cut(ref, "!"); ok {
		i, err := strconv.Atoi(n)
		if err != nil || i < 0 || i >= len(sheets) {
			return Item{}, fmt.Errorf("damaged cell reference %q", ref)
		}
		it.At = Cell{Sheet: sheets[i], Ref: cell}
	}
	return it, nil
}

func decodeValue(s string) (measure.Value, error) {
	switch s {
	case wordNil:
		return measure.Value{State: measure.Nil}, nil
	case wordNA:
		return measure.Value{State: measure.NotApplicable}, nil
	case wordMissing:
		return measure.Value{State: measure.Missing}, nil
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return measure.Value{}, fmt.Errorf("damaged value %q", s)
	}
	return measure.Value{State: measure.Number, N: n}, nil
}

// DecodeOne reads the value of a single measure without decoding the rest; ok is false when the text has no line for it.
func DecodeOne(body string, c measure.Code) (it Item, ok bool, err error) {
	line, found := lineOf(body, c)
	if !found {
		return Item{Measure: c, Value: measure.Gap()}, false, nil
	}
	var sheets []string
	if strings.HasPrefix(body, "#") {
		for l := range strings.Lines(body) {
			if !strings.HasPrefix(l, "#") {
				break
			}
			_, name, _ := strings.Cut(strings.TrimSuffix(l, "\n"), " ")
			sheets = append(sheets, name)
		}
	}
	it, err = decodeLine(line, sheets)
	return it, err == nil, err
}

// lineOf finds the line of c in a stored text, of a version or of a roll-up, without its end.
func lineOf(body string, c measure.Code) (line string, found bool) {
	key := string(c) + "\t"
	i := 0
	if !strings.HasPrefix(body, key) {
		if i = strings.Index(body, "\n"+key); i < 0 {
			return "", false
		}
		i++
	}
	line, _, _ = strings.Cut(body[i:], "\n")
	return line, true
}

// DigestOf is the SHA-256 of everything that makes a version what it is; a changed byte in any of it changes the digest.
func DigestOf(v *Version, body string) string { return new(Encoder).DigestOf(v, body) }

// DigestOf is the function of the same name.
func (e *Encoder) DigestOf(v *Version, body string) string {
	b := e.buf[:0]
	part := func(s string) {
		b = strconv.AppendInt(b, int64(len(s)), 10)
		b = append(append(b, ':'), s...)
	}
	part(string(v.Form))
	part(string(v.Org))
	part(v.Day.String())
	part(strconv.Itoa(v.N))
	part(v.Covers.From.String())
	part(v.Covers.To.String())
	part(string(v.State))
	part(string(v.Timing))
	part(v.Channel)
	part(v.Recorded.UTC().Format("2006-01-02T15:04:05.000000Z"))
	part(strconv.FormatInt(v.Source.ID, 10))
	part(v.By)
	part(v.SignedBy)
	part(v.Role)
	part(v.Reason)
	part(EncodeComments(v.Comments))
	part(body)
	e.buf = b
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// EncodeComments gives the canonical text of comments: "code<TAB>words" lines, sorted.
func EncodeComments(c map[measure.Code]string) string {
	if len(c) == 0 {
		return ""
	}
	keys := make([]string, 0, len(c))
	for k := range c {
		keys = append(keys, string(k))
	}
	sort.Strings(keys)
	var b strings.Builder
	for _, k := range keys {
		b.WriteString(k + "\t" + strings.ReplaceAll(oneLine(c[measure.Code(k)]), "\n", " ") + "\n")
	}
	return b.String()
}

// DecodeComments reads EncodeComments' text back.
func DecodeComments(s string) map[measure.Code]string {
	if s == "" {
		return nil
	}
	out := map[measure.Code]string{}
	for line := range strings.Lines(s) {
		k, w, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		out[measure.Code(k)] = w
	}
	return out
}
