package sitrepweb

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/sitrep"
)

// apiDepth is how deep a body may nest: the values of the values.
const apiDepth = 4

// apiTree reads one JSON value and nothing after it: objects as maps, numbers as written. A key that is there twice is
// a problem with its place, as is what nests deeper than any body of ours.
func apiTree(body []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	v, err := apiNode(d, "", apiDepth)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, apiBroken("", "there is something after the end of the object; send one JSON object")
	}
	return v, nil
}

func apiBroken(name, message string) error {
	l := fault.List{{Name: name, Message: message}}
	return l.Err("The body cannot be read")
}

func apiNode(d *json.Decoder, at string, depth int) (any, error) {
	t, err := d.Token()
	if err != nil {
		return nil, apiBroken(at, fmt.Sprintf("it is not JSON at byte %d; send one JSON object", d.InputOffset()))
	}
	brace, open := t.(json.Delim)
	if !open {
		return t, nil
	}
	if depth == 0 || brace != '{' {
		return nil, apiBroken(at, "a list or a deeper object is not expected here")
	}
	out := map[string]any{}
	for d.More() {
		k, err := d.Token()
		if err != nil {
			return nil, apiBroken(at, fmt.Sprintf("it is not JSON at byte %d; send one JSON object", d.InputOffset()))
		}
		name, _ := k.(string) // a key is a string, or Token would have refused it
		in := strings.TrimPrefix(at+"."+name, ".")
		if _, twice := out[name]; twice {
			return nil, apiBroken(in, "the key is there twice; keep one")
		}
		if out[name], err = apiNode(d, in, depth-1); err != nil {
			return nil, err
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, apiBroken(at, "the object does not end; send the whole body")
	}
	return out, nil
}

// apiReader turns a tree into a submission and gathers every problem.
type apiReader struct {
	form     *sitrep.Form
	draft    sitrep.Draft
	reason   string
	base     int
	problems fault.List
}

// apiRead reads a body. Its fault names every field that cannot be read.
func apiRead(f *sitrep.Form, day civil.Date, body []byte) (*apiReader, error) {
	tree, err := apiTree(body)
	if err != nil {
		return nil, err
	}
	all, ok := tree.(map[string]any)
	if !ok {
		return nil, apiBroken("", "send a JSON object")
	}
	a := &apiReader{form: f, base: -1, draft: sitrep.Draft{Form: f.Code, Day: day, Comments: map[measure.Code]string{}}}
	known := []string{"covers_from", "state", "values", "comments", "reason", "base"}
	for _, name := range apiKeys(all) {
		if !slices.Contains(known, name) {
			a.problems.Add(name, "", "there is no such field; the fields are %s", strings.Join(known, ", "))
		}
	}
	a.whole(all)
	values := a.object(all, "values")
	for _, name := range apiKeys(values) {
		a.value(name, values[name])
	}
	comments := a.object(all, "comments")
	for _, name := range apiKeys(comments) {
		a.comment(name, comments[name])
	}
	return a, a.problems.Err("The body was not taken")
}

func apiKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// whole reads the fields about the whole return.
func (a *apiReader) whole(all map[string]any) {
	if text := a.text(all, "covers_from"); text != "" {
		from, err := civil.ParseDate(text)
		if err != nil {
			a.problems.Add("covers_from", "", "write a date as 2023-12-24")
		}
		a.draft.Covers = civil.Range{From: from, To: a.form.Flows(a.draft.Day).To}
	}
	switch s := sitrep.State(a.text(all, "state")); s {
	case "", sitrep.Returned, sitrep.Nil, sitrep.NotApplicable:
		a.draft.State = s
	default:
		a.problems.Add("state", "", "%q is not a state; use returned, nil or not-applicable", dropShort(string(s)))
	}
	a.reason = a.text(all, "reason")
	if base, given := all["base"]; given {
		n, ok := base.(json.Number)
		i, err := n.Int64()
		if !ok || err != nil || i < -1 || i > 1_000_000 {
			a.problems.Add("base", "", "give the number of the newest version that you have seen, 0 for none, or leave it out")
		}
		a.base = int(i)
	}
}

func (a *apiReader) text(all map[string]any, name string) string {
	v, given := all[name]
	s, ok := v.(string)
	switch {
	case given && v != nil && !ok:
		a.problems.Add(name, "", "give a text in quotes")
	case len([]rune(s)) > sitrep.CommentMax:
		a.problems.Add(name, "", "it is longer than %d characters; shorten it", sitrep.CommentMax)
	}
	return s
}

func (a *apiReader) object(all map[string]any, name string) map[string]any {
	v, given := all[name]
	m, ok := v.(map[string]any)
	if given && v != nil && !ok {
		a.problems.Add(name, "", "give an object with a field for each code")
	}
	return m
}

func (a *apiReader) value(name string, v any) {
	c := measure.Code(name)
	if _, on := a.form.Item(c); !on {
		a.problems.Add(name, "V01", "%q is not a line of this form; GET /api/forms/%s lists them", dropShort(name), a.form.Code)
		return
	}
	got, words := apiValueOf(v)
	if words != "" {
		a.problems.Add(name, "", "%s", words)
		return
	}
	if !got.IsMissing() {
		a.draft.Items = append(a.draft.Items, sitrep.Item{Measure: c, Value: got, At: apiPlace(v)})
	}
}

// apiValueOf reads a value: a number, "nil", "n/a", null, or an object with value and state that agree.
func apiValueOf(v any) (measure.Value, string) {
	const takes = `give a number, "nil", "n/a" or null`
	switch v := v.(type) {
	case nil:
		return measure.Gap(), ""
	case json.Number:
		n, err := v.Float64()
		if err != nil || n > 1e15 || n < -1e15 {
			return measure.Gap(), "the number is too large to be held"
		}
		return measure.Of(n), ""
	case string:
		switch v {
		case "nil":
			return measure.None(), ""
		case "n/a":
			return measure.NA(), ""
		case "-", "–", "—":
			return measure.Gap(), "" // as our own files write it
		}
		return measure.Gap(), takes + "; a number stands without quotes"
	case map[string]any:
		return apiPair(v)
	}
	return measure.Gap(), takes
}

// apiPlace is where the sender read the value, when they say.
func apiPlace(v any) sitrep.Cell {
	pair, _ := v.(map[string]any)
	sheet, _ := pair["sheet"].(string)
	cell, _ := pair["cell"].(string)
	return sitrep.Cell{Sheet: sheet, Ref: cell}
}

func apiPair(pair map[string]any) (measure.Value, string) {
	for _, k := range apiKeys(pair) {
		switch text, isText := pair[k].(string); {
		case k == "sheet" || k == "cell":
			if !isText || len([]rune(text)) > 100 {
				return measure.Gap(), k + " must be a text of at most 100 characters"
			}
		case k != "value" && k != "state":
			return measure.Gap(), fmt.Sprintf("there is no field %q; a value has value, state, sheet and cell", dropShort(k))
		}
	}
	n, given := pair["value"].(json.Number)
	if !given && pair["value"] != nil {
		return measure.Gap(), "value must be a number or null"
	}
	state, _ := pair["state"].(string)
	switch {
	case given && state == "number":
		return apiValueOf(n)
	case given:
		return measure.Gap(), "a number needs the state number"
	case state == "nil":
		return measure.None(), ""
	case state == "n/a":
		return measure.NA(), ""
	case state == "missing":
		return measure.Gap(), ""
	}
	return measure.Gap(), "state must be number, nil, n/a or missing; number needs a value"
}

func (a *apiReader) comment(name string, v any) {
	c := measure.Code(name)
	field := "comments." + name
	words, ok := v.(string)
	_, on := a.form.Item(c)
	switch {
	case !ok:
		a.problems.Add(field, "", "give a text in quotes")
	case name != "" && !on:
		a.problems.Add(field, "", "%q is not a line of this form; the empty code is the whole return", dropShort(name))
	case len([]rune(words)) > sitrep.CommentMax:
		a.problems.Add(field, "", "it is longer than %d characters; shorten it", sitrep.CommentMax)
	case strings.TrimSpace(words) != "":
		a.draft.Comments[c] = strings.TrimSpace(words)
	}
}
