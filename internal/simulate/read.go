package simulate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"headroom/internal/fault"
)

// mostBytes is the largest model that is read.
const mostBytes = 256 << 20

// Read reads a model as JSON and checks it. A name that no model has, a name given twice, a list of the wrong length
// where the length is fixed and anything after the model's end are refused with the place, as sites[2].stages[0].hazzard.
func Read(r io.Reader) (*Model, error) {
	text, err := io.ReadAll(io.LimitReader(r, mostBytes+1))
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "the model could not be read")
	}
	if len(text) > mostBytes {
		return nil, fault.New(fault.TooLarge, "the model is larger than %d MB", mostBytes>>20)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := strictly(d, "", reflect.TypeFor[Model]()); err != nil {
		return nil, unread(err, text, d.InputOffset())
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fault.New(fault.Invalid, "line %d: there is something after the model's end", line(text, d.InputOffset()))
	}
	m := &Model{}
	if err := json.Unmarshal(text, m); err != nil {
		return nil, unread(err, text, 0)
	}
	return m, m.Check()
}

// unread is the fault for an error of reading at an offset.
func unread(err error, text []byte, at int64) error {
	if f := fault.As(err); f != nil {
		return f
	}
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return fault.New(fault.Invalid, "line %d: %s holds %s, which is not what belongs there", line(text, kind.Offset), kind.Field, kind.Value)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.New(fault.Invalid, "the model ends before it is complete")
	}
	return fault.Wrap(err, fault.Invalid, "line %d: this is not JSON: %v", line(text, at), err)
}

// line is the number of the line that an offset lies in, from 1.
func line(text []byte, at int64) int {
	return bytes.Count(text[:min(max(at, 0), int64(len(text)))], []byte("\n")) + 1
}

// strictly reads one value and refuses what the type does not have.
func strictly(d *json.Decoder, at string, t reflect.Type) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	switch token {
	case json.Delim('{'):
		if t.Kind() != reflect.Struct {
			return wrongKind(at, "an object", t)
		}
		return strictObject(d, at, t)
	case json.Delim('['):
		if t.Kind() != reflect.Slice && t.Kind() != reflect.Array {
			return wrongKind(at, "a list", t)
		}
		return strictList(d, at, t)
	case nil:
		if t.Kind() != reflect.Slice {
			return wrongKind(at, "null", t)
		}
		return nil
	}
	if k := t.Kind(); k == reflect.Struct || k == reflect.Slice || k == reflect.Array {
		return wrongKind(at, fmt.Sprint(token), t)
	}
	return nil
}

// wrongKind is the fault for a value of the wrong kind.
func wrongKind(at, got string, t reflect.Type) error {
	want := "a number"
	switch t.Kind() {
	case reflect.Struct:
		want = "an object"
	case reflect.Slice, reflect.Array:
		want = "a list"
	case reflect.String:
		want = "a text"
	}
	if at == "" {
		at = "the model"
	}
	return fault.New(fault.Invalid, "%s is %s; it must be %s", at, got, want)
}

// strictObject reads an object's fields.
func strictObject(d *json.Decoder, at string, t reflect.Type) error {
	var known []string
	for i := range t.NumField() {
		known = append(known, t.Field(i).Tag.Get("json"))
	}
	seen := make([]bool, len(known))
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return err
		}
		name := token.(string) // the decoder gives nothing else where a name stands
		place := strings.TrimPrefix(at+"."+name, ".")
		i := slices.Index(known, name)
		switch {
		case i < 0:
			return fault.New(fault.Invalid, "a model has no %s; the fields there are %s", place, strings.Join(known, ", "))
		case seen[i]:
			return fault.New(fault.Invalid, "%s is given twice", place)
		}
		seen[i] = true
		if err := strictly(d, place, t.Field(i).Type); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

// strictList reads a list's entries.
func strictList(d *json.Decoder, at string, t reflect.Type) error {
	n := 0
	for ; d.More(); n++ {
		if t.Kind() == reflect.Array && n == t.Len() {
			return fault.New(fault.Invalid, "%s has more than %d entries", at, n)
		}
		if err := strictly(d, fmt.Sprintf("%s[%d]", at, n), t.Elem()); err != nil {
			return err
		}
	}
	if t.Kind() == reflect.Array && n < t.Len() {
		return fault.New(fault.Invalid, "%s has %d entries; it must have %d", at, n, t.Len())
	}
	_, err := d.Token()
	return err
}
