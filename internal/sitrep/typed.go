package sitrep

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
)

// The names of the fields that a form has beside its lines, whose fields are named by their measure codes.
const (
	FieldState   = "state"   // what the whole return is: a State's word
	FieldCovers  = "covers"  // the first day that the flows cover, YYYY-MM-DD; blank for the usual span
	FieldComment = "comment" // about the whole return
	FieldReason  = "reason"  // why it is sent again
	FieldBase    = "base"    // the number of the newest version that was seen when it was begun

	commentPrefix = "comment-"
	cellPrefix    = "at-"
)

// CommentMax is the longest comment and reason, in characters.
const CommentMax = 1000

// CommentField is the name of the field that holds the comment on a line.
func CommentField(c measure.Code) string { return commentPrefix + string(c) }

// CellField is the name of the field that remembers where in a dropped file a line was read, as "Return!C12".
func CellField(c measure.Code) string { return cellPrefix + string(c) }

// TypedNames lists the fields that a person fills in for f, in the form's order: each line and its comment, then those
// about the whole return.
func (f *Form) TypedNames() []string {
	var out []string
	for _, it := range f.Items {
		out = append(out, string(it.Measure), CommentField(it.Measure))
	}
	return append(out, FieldState, FieldCovers, FieldComment, FieldReason)
}

// ReadTyped makes a draft of what was typed, one text for each field. What cannot be read is a problem on its field and
// no value; a blank box is no value either. Figures that were typed are left out of a return that is nil or does not
// apply.
func ReadTyped(f *Form, o org.Code, day civil.Date, typed map[string]string) Draft {
	d := Draft{Form: f.Code, Org: o, Day: day, Comments: map[measure.Code]string{}}
	list := fault.List{}
	switch s := State(strings.TrimSpace(typed[FieldState])); s {
	case "":
		d.State = Returned
	case Returned, Nil, NotApplicable:
		d.State = s
	default:
		list.Add(FieldState, "", "Choose whether the return holds figures, is nil or does not apply")
	}
	d.Covers = readCovers(f, day, typed[FieldCovers], &list)
	for _, it := range f.Items {
		if d.State == Returned || d.State == "" {
			readLine(&d, it.Measure, typed, &list)
		}
		if words := readComment(CommentField(it.Measure), typed, &list); words != "" {
			d.Comments[it.Measure] = words
		}
	}
	if words := readComment(FieldComment, typed, &list); words != "" {
		d.Comments[""] = words
	}
	d.Problems = list
	return d
}

func readLine(d *Draft, c measure.Code, typed map[string]string, list *fault.List) {
	v, words := ReadValue(c, typed[string(c)])
	if words != "" {
		list.Add(string(c), "", "%s", words)
		return
	}
	if v.IsMissing() {
		return
	}
	it := Item{Measure: c, Value: v}
	if at := typed[CellField(c)]; at != "" {
		sheet, ref, ok := cutLast(at, "!")
		if !ok {
			sheet, ref = "", at
		}
		it.At = Cell{Sheet: sheet, Ref: ref}
	}
	d.Items = append(d.Items, it)
}

func cutLast(s, sep string) (before, after string, ok bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

func readComment(name string, typed map[string]string, list *fault.List) string {
	words := strings.TrimSpace(typed[name])
	if n := utf8.RuneCountInString(words); n > CommentMax {
		list.Add(name, "", "The comment has %d characters; shorten it to %d", n, CommentMax)
	}
	return words
}

func readCovers(f *Form, day civil.Date, text string, list *fault.List) civil.Range {
	text = strings.TrimSpace(text)
	if text == "" {
		return civil.Range{}
	}
	from, err := civil.ParseDate(text)
	if err != nil {
		list.Add(FieldCovers, "", "Enter the first day covered as 2023-12-24, or leave it empty when the return covers one day")
		return civil.Range{}
	}
	return civil.Range{From: from, To: f.Flows(day).To}
}

// ReadValue reads what was typed into the box of measure c: a number with or without commas or spaces between
// thousands, "nil", "n/a" or "not applicable"; blank is missing, and so is a lone dash. words says what to type instead, and is empty when the
// text was understood.
func ReadValue(c measure.Code, text string) (v measure.Value, words string) {
	m, _ := measure.Find(c)
	s := strings.ToLower(strings.Join(strings.FieldsFunc(text, blank), " "))
	switch s {
	case "", "-", "–", "—", "−", "'-":
		return measure.Gap(), "" // a lone dash is how tables write that there is nothing, our CSV with an apostrophe before it
	case wordNil:
		return measure.None(), ""
	case wordNA, "not applicable":
		return measure.NA(), ""
	}
	n, ok := readNumber(s)
	switch {
	case !ok:
		return measure.Gap(), label(c) + ": “" + shorten(text) + "” is not a figure. Type a number such as 412, nil for none to report, or n/a"
	case m.Integer && n != math.Trunc(n):
		return measure.Gap(), label(c) + ": “" + shorten(text) + "” is not a whole number. Type it without a decimal point, such as 412"
	}
	return measure.Of(n), ""
}

// blank reports spaces of every kind, those that do not show included.
func blank(r rune) bool {
	return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' || r == '\u2060'
}

// readNumber reads digits with groups of three set off by commas or single spaces, and decimals after a point. A minus
// is read too: a rule says that the figure cannot be negative.
func readNumber(s string) (float64, bool) {
	body := strings.TrimPrefix(strings.Replace(s, "−", "-", 1), "-")
	whole, decimals, point := strings.Cut(body, ".")
	if point && (decimals == "" || len(decimals) > 6 || !digits(decimals)) {
		return 0, false
	}
	if parts := strings.FieldsFunc(whole, func(r rune) bool { return r == ',' || r == ' ' }); len(parts) > 1 {
		if len(parts[0]) > 3 || strings.Count(whole, ",")+strings.Count(whole, " ") != len(parts)-1 {
			return 0, false
		}
		for _, p := range parts[1:] {
			if len(p) != 3 {
				return 0, false
			}
		}
		whole = strings.Join(parts, "")
	}
	if len(whole) > 15 || !digits(whole) {
		return 0, false
	}
	n, err := strconv.ParseFloat(strings.TrimSuffix(whole+"."+decimals, "."), 64)
	if strings.HasPrefix(strings.Replace(s, "−", "-", 1), "-") {
		n = -n
	}
	return n + 0, err == nil
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func shorten(s string) string {
	s = strings.ToValidUTF8(strings.TrimSpace(s), "�")
	if r := []rune(s); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}

// TypedOf is a version as its form would have been filled in, for showing it again: ReadTyped gives the version's
// values back. A total that its parts give anyway is left blank, so that it follows when a part is corrected.
func TypedOf(f *Form, v *Version) map[string]string {
	out := map[string]string{FieldState: string(v.State)}
	if v.Covers != f.Flows(v.Day) && !v.Covers.From.IsZero() {
		out[FieldCovers] = v.Covers.From.String()
	}
	for c, words := range v.Comments {
		if c == "" {
			out[FieldComment] = words
		} else {
			out[CommentField(c)] = words
		}
	}
	for _, it := range v.Items {
		if _, on := f.Item(it.Measure); on && !it.Value.IsMissing() {
			out[string(it.Measure)] = it.Value.String()
		}
	}
	for c := range out {
		if v.givesItself(f, measure.Code(c)) {
			delete(out, c)
		}
	}
	return out
}

// givesItself reports whether the total c would be worked out as it stands from the version's other lines.
func (v *Version) givesItself(f *Form, c measure.Code) bool {
	rest := make([]Item, 0, len(v.Items))
	for _, it := range v.Items {
		if _, on := f.Item(it.Measure); on && it.Measure != c {
			rest = append(rest, it)
		}
	}
	return sumOf(c) && (Draft{Day: v.Day, Items: rest}).total(f, c) == v.Value(c)
}

func sumOf(c measure.Code) bool {
	for _, s := range sums {
		if s.whole == c {
			return true
		}
	}
	return false
}

// Completed is the draft with what follows from the rest filled in, as the checks see it: the state, the span covered
// and the totals of lines that were given (V04).
func (d Draft) Completed(f *Form) Draft { return normalise(d, f) }

func (d Draft) total(f *Form, c measure.Code) measure.Value {
	d = normalise(d, f)
	return d.Value(c)
}
