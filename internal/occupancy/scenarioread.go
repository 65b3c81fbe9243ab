package occupancy

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"headroom/internal/fault"
)

// ReadScenario reads a scenario from JSON. Everything that is wrong is said at once, each with its line and field: fields
// that are not known or stand twice, values that cannot be read, and what Check finds in the rest.
func ReadScenario(text []byte) (Scenario, error) {
	var s Scenario
	d := json.NewDecoder(bytes.NewReader(text))
	var whole json.RawMessage
	if err := d.Decode(&whole); err != nil {
		return s, jsonFault("The scenario", text, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return s, fault.New(fault.Invalid, "The scenario goes on after its end; one JSON object is read.")
	}
	r := &fieldReader{text: text, line: map[string]int{}}
	r.read("", int(d.InputOffset())-len(whole), whole, reflect.ValueOf(&s).Elem())
	bad := r.bad
	if f := fault.As(s.Check()); f != nil {
		for _, x := range f.Fields {
			if !r.follows(x) {
				bad = append(bad, x)
			}
		}
	}
	for i := range bad {
		bad[i].Cell = r.place(bad[i].Name)
	}
	slices.SortStableFunc(bad, func(a, b fault.Field) int { return r.lineOf(a.Name) - r.lineOf(b.Name) })
	return s, bad.Err("The scenario cannot be used as it stands.")
}

// fieldReader reads a JSON text into a structure field by field, so that one that cannot be read hides no other.
type fieldReader struct {
	text []byte
	line map[string]int // where each field stands, by its path as cold[0].level
	bad  fault.List
}

// read puts the value that begins at the byte into a variable. The text is JSON: that was seen before.
func (r *fieldReader) read(path string, at int, value json.RawMessage, into reflect.Value) {
	r.line[path] = lineAt(r.text, at)
	kind := into.Kind()
	_, whole := into.Addr().Interface().(encoding.TextUnmarshaler) // a date, a code
	switch first := value[0]; {
	case kind == reflect.Pointer && first != 'n':
		into.Set(reflect.New(into.Type().Elem()))
		r.read(path, at, value, into.Elem())
	case !whole && kind == reflect.Struct && first == '{':
		r.fields(path, at, value, into)
	case !whole && kind == reflect.Map && first == '{':
		into.Set(reflect.MakeMap(into.Type()))
		for m := range r.members(path, at, value) {
			one := reflect.New(into.Type().Elem()).Elem()
			r.read(m.path, m.at, m.value, one)
			into.SetMapIndex(reflect.ValueOf(m.name), one)
		}
	case !whole && kind == reflect.Slice && first == '[':
		for m := range r.members(path, at, value) {
			one := reflect.New(into.Type().Elem()).Elem()
			r.read(m.path, m.at, m.value, one)
			into.Set(reflect.Append(into, one))
		}
	default:
		r.leaf(path, value, into)
	}
}

func (r *fieldReader) leaf(path string, value json.RawMessage, into reflect.Value) {
	err := json.Unmarshal(value, into.Addr().Interface())
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &kind):
		r.bad.Add(path, "type", "This field holds %s, which does not belong there; docs/scenarios.md has an example of each", jsonWords(kind.Value))
	case err != nil:
		r.bad.Add(path, "type", "This field cannot be read: %v", err)
	}
}

// fields reads an object into a structure.
func (r *fieldReader) fields(path string, at int, value json.RawMessage, into reflect.Value) {
	seen := map[int]bool{}
	for m := range r.members(path, at, value) {
		r.line[m.path] = lineAt(r.text, m.at)
		k := -1
		for i := range into.NumField() {
			name, _, _ := strings.Cut(into.Type().Field(i).Tag.Get("json"), ",")
			if strings.EqualFold(name, m.name) {
				k = i
			}
		}
		switch {
		case k < 0:
			r.bad.Add(m.path, "unknown", "The field %q is not known; remove it or correct its name.", m.name)
		case seen[k]:
			r.bad.Add(m.path, "twice", "The field %q stands twice; leave one of the two.", m.name)
		default:
			seen[k] = true
			r.read(m.path, m.at, m.value, into.Field(k))
		}
	}
}

// member is a value within an object or a list, and the byte at which it begins.
type member struct {
	name, path string
	at         int
	value      json.RawMessage
}

// members gives what an object or a list that begins at the byte holds, in its order.
func (r *fieldReader) members(path string, at int, value json.RawMessage) func(yield func(member) bool) {
	return func(yield func(member) bool) {
		d := json.NewDecoder(bytes.NewReader(value))
		_, _ = d.Token() // the bracket: the text is sound
		for i := 0; d.More(); i++ {
			m := member{path: fmt.Sprintf("%s[%d]", path, i)}
			if value[0] == '{' {
				key, _ := d.Token()
				m.name, _ = key.(string)
				m.path = strings.TrimPrefix(path+"."+m.name, ".")
			}
			if d.Decode(&m.value) != nil {
				return
			}
			m.at = at + int(d.InputOffset()) - len(m.value)
			if !yield(m) {
				return
			}
		}
	}
}

// follows reports whether a problem that Check found comes of one found in reading: of the same field, or of something missing
// in a part of which a field could not be read.
func (r *fieldReader) follows(x fault.Field) bool {
	part := func(name string) string { p, _, _ := strings.Cut(name, "."); return p }
	return slices.ContainsFunc(r.bad, func(b fault.Field) bool {
		return b.Rule != "unknown" && (b.Name == x.Name || strings.HasPrefix(b.Name, x.Name+"[") || strings.HasPrefix(x.Name, b.Name+".") || strings.HasPrefix(x.Name, b.Name+"[")) ||
			x.Rule == ruleMissing && part(b.Name) == part(x.Name)
	})
}

// lineOf is the line on which a field stands, or the part of which it is missing.
func (r *fieldReader) lineOf(path string) int {
	for path != "" {
		if n, ok := r.line[path]; ok {
			return n
		}
		path = path[:max(0, strings.LastIndexAny(path, ".["))]
	}
	return max(1, r.line[""])
}

func (r *fieldReader) place(path string) string {
	return strings.TrimSuffix(fmt.Sprintf("line %d, %s", r.lineOf(path), path), ", ")
}

// lineAt is the line, from 1, of a byte of a text.
func lineAt(text []byte, at int) int {
	return 1 + bytes.Count(text[:min(max(at, 0), len(text))], []byte("\n"))
}

// jsonFault says what json says of a text in the reader's words; what names the text, as "The scenario".
func jsonFault(what string, text []byte, err error) error {
	var kind *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	name, unknown := strings.CutPrefix(err.Error(), "json: unknown field ")
	switch {
	case unknown:
		return &fault.Error{Kind: fault.Invalid, Message: fmt.Sprintf("%s has a field %s, which is not known.", what, name),
			Fields: []fault.Field{{Name: strings.Trim(name, `"`), Rule: "unknown", Message: "This field is not known; remove it or correct its name."}}, Cause: err}
	case errors.As(err, &kind):
		return &fault.Error{Kind: fault.Invalid, Message: fmt.Sprintf("%s's field %q cannot be read.", what, kind.Field),
			Fields: []fault.Field{{Name: kind.Field, Rule: "type", Message: fmt.Sprintf("This field holds %s, which does not belong there; docs/scenarios.md has an example of each", jsonWords(kind.Value))}}, Cause: err}
	case errors.As(err, &syntax):
		return fault.Wrap(err, fault.Invalid, "%s is not JSON: trouble on line %d, at byte %d.", what, lineAt(text, int(syntax.Offset)-1), syntax.Offset)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.Wrap(err, fault.Invalid, "%s cannot be read: it is empty or ends before it is complete. One JSON object is read.", what)
	}
	return fault.Wrap(err, fault.Invalid, "%s cannot be read: %v.", what, err)
}

// jsonWords says in plain words what stands in a place of a JSON text.
func jsonWords(value string) string {
	value, _, _ = strings.Cut(value, " ") // a number comes with its digits
	switch value {
	case "string":
		return "a text"
	case "bool":
		return "true or false"
	case "array":
		return "a list"
	case "object":
		return "a group of fields"
	}
	return "a " + value
}
