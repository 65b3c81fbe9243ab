package sitrepweb

import (
	"net/http"
	"reflect"
	"strings"
	"time"

	"headroom/internal/web"
)

// apiCall describes one call of the API for its document.
type apiCall struct {
	method, path string
	words        string
	query        []apiParam
	headers      []apiParam
	body, answer any
	status       string
	also         map[string]string // further statuses and what they mean
}

// apiParam is a value in the query or a header.
type apiParam struct {
	name, words string
	required    bool
}

func apiAsOf() apiParam {
	return apiParam{name: "as-of", words: "answer as known at this instant: 2023-12-20, 2023-12-20T11:00 in London time, or RFC 3339"}
}

// apiCalls is every call; a test holds it to the routes.
func apiCalls() []apiCall {
	const one = "/api/returns/{form}/{org}/{day}"
	key := []apiParam{{"Idempotency-Key", "1 to 200 characters, a new one for each return; the same one when you try again", true}}
	sent := map[string]string{"200": "the key or the figures were there already: nothing new was stored", "409": "the key was used with other content, or a newer version than base is in",
		"413": "larger than 256 KB", "422": "every problem, with its field"}
	return []apiCall{
		{method: "get", path: "/api/forms", words: "The forms that organisations send.", answer: apiForms{}},
		{method: "get", path: "/api/forms/{form}", words: "A form with its lines and rules.", query: []apiParam{{name: "day", words: "the definition in force on this day"}}, answer: apiForm{}},
		{method: "get", path: one, words: "A return with its versions.", query: []apiParam{apiAsOf()}, answer: apiReturn{}},
		{method: "put", path: one, words: "Send a return. The token's director, or the person signed in, is the accountable person.", headers: key, body: apiSent{}, answer: apiReceipt{}, status: "201", also: sent},
		{method: "post", path: one, words: "The same as PUT.", headers: key, body: apiSent{}, answer: apiReceipt{}, status: "201", also: sent},
		{method: "post", path: one + "/check", words: "Every problem of a return; nothing is stored.", body: apiSent{}, answer: apiChecked{}},
		{method: "get", path: "/api/series", words: "A measure of one organisation over days.", query: []apiParam{{"org", "its code; England is ENG", true}, {"measure", "the measure's code", true},
			{name: "form", words: "one form only"}, {name: "from", words: "first day"}, {name: "to", words: "last day"}, {name: "view", words: "first, collated or latest"}, {name: "only", words: "type-1-ae: a sum of those with a type 1 A&E alone"}, apiAsOf()}, answer: SeriesJSON{}},
		{method: "get", path: "/api/slips", words: "The returns that are due, in and late, of the organisations you may read.", query: []apiParam{{name: "form", words: "one form only"},
			{name: "from", words: "first reporting date, today when left out"}, {name: "to", words: "last reporting date"}, {name: "org", words: "one organisation only"}, apiAsOf()}, answer: apiSlips{}},
		{method: "get", path: "/api/openapi.json", words: "This document.", answer: map[string]any{}},
	}
}

// apiDocument is the API's description as OpenAPI 3.1, made from the types that the handlers use.
func (m room) apiDocument(w http.ResponseWriter, r *web.Request) error {
	return r.JSON(w, http.StatusOK, apiOpen())
}

func apiOpen() map[string]any {
	schemas := map[string]any{}
	paths := map[string]any{}
	for _, c := range apiCalls() {
		in, ok := paths[c.path].(map[string]any)
		if !ok {
			in = map[string]any{}
			paths[c.path] = in
		}
		in[c.method] = c.open(schemas)
	}
	return map[string]any{
		"openapi": "3.1.0",
		"info": map[string]any{"title": "Headroom: returns", "version": "1", "description": "Missing, nil, not applicable and nought are four things: a value's state says which. " +
			"Errors are application/problem+json with every field's problem."},
		"paths":    paths,
		"security": []any{map[string]any{"token": []any{}}},
		"components": map[string]any{"schemas": schemas, "securitySchemes": map[string]any{"token": map[string]any{"type": "http", "scheme": "bearer",
			"description": "a token made on your account's page"}}},
	}
}

// open is one call as the document says it.
func (c apiCall) open(schemas map[string]any) map[string]any {
	status := c.status
	if status == "" {
		status = "200"
	}
	answers := map[string]any{status: apiAnswer("as asked", "application/json", apiSchema(reflect.TypeOf(c.answer), schemas))}
	for code, words := range c.also {
		kind, of := "application/problem+json", reflect.TypeFor[web.Problem]()
		if code < "300" {
			kind, of = "application/json", reflect.TypeOf(c.answer)
		}
		answers[code] = apiAnswer(words, kind, apiSchema(of, schemas))
	}
	answers["default"] = apiAnswer("refused", "application/problem+json", apiSchema(reflect.TypeFor[web.Problem](), schemas))
	out := map[string]any{"summary": c.words, "responses": answers}
	if params := c.params(); len(params) > 0 {
		out["parameters"] = params
	}
	if c.body != nil {
		out["requestBody"] = map[string]any{"required": true, "content": map[string]any{"application/json": map[string]any{"schema": apiSchema(reflect.TypeOf(c.body), schemas)}}}
	}
	return out
}

func apiAnswer(words, kind string, schema any) map[string]any {
	return map[string]any{"description": words, "content": map[string]any{kind: map[string]any{"schema": schema}}}
}

func (c apiCall) params() []any {
	var out []any
	add := func(in string, p apiParam) {
		out = append(out, map[string]any{"name": p.name, "in": in, "required": p.required, "description": p.words, "schema": map[string]any{"type": "string"}})
	}
	for _, part := range strings.Split(c.path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			name = strings.TrimSuffix(name, "}")
			words := map[string]string{"form": "the form's code", "org": "the organisation's code", "day": "the reporting date, as 2023-12-20"}
			add("path", apiParam{name, words[name], true})
		}
	}
	for _, p := range c.query {
		add("query", p)
	}
	for _, p := range c.headers {
		add("header", p)
	}
	return out
}

// apiSchema is the JSON schema of a Go type by its json tags; named types are gathered in schemas and referred to.
func apiSchema(t reflect.Type, schemas map[string]any) any {
	switch t.Kind() {
	case reflect.Pointer:
		return map[string]any{"anyOf": []any{apiSchema(t.Elem(), schemas), map[string]any{"type": "null"}}}
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.Int, reflect.Int64:
		return map[string]any{"type": "integer"}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": apiSchema(t.Elem(), schemas)}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": apiSchema(t.Elem(), schemas)}
	case reflect.Struct:
		return apiStruct(t, schemas)
	}
	return map[string]any{}
}

func apiStruct(t reflect.Type, schemas map[string]any) any {
	if t == reflect.TypeFor[time.Time]() {
		return map[string]any{"type": "string", "format": "date-time"}
	}
	name := strings.TrimPrefix(t.Name(), "api")
	ref := map[string]any{"$ref": "#/components/schemas/" + name}
	if _, known := schemas[name]; known {
		return ref
	}
	schemas[name] = nil // keeps a type that holds itself from going round
	properties, required := map[string]any{}, []any{}
	for i := range t.NumField() {
		key, more, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		properties[key] = apiSchema(t.Field(i).Type, schemas)
		if !strings.Contains(more, "omitempty") {
			required = append(required, key)
		}
	}
	schema := map[string]any{"type": "object", "properties": properties, "required": required}
	if t == reflect.TypeFor[apiSent]() {
		properties["values"] = map[string]any{"type": "object", "additionalProperties": map[string]any{"anyOf": []any{
			map[string]any{"type": "number"}, map[string]any{"enum": []any{"nil", "n/a"}}, map[string]any{"type": "null"}, apiSchema(reflect.TypeFor[apiValue](), schemas)}}}
		schema["required"], schema["additionalProperties"] = []any{}, false
	}
	schemas[name] = schema
	return ref
}
