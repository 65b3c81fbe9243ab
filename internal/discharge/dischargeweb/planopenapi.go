package dischargeweb

import (
	"net/http"
	"reflect"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/web"
)

// planCall describes one call of the API for its document.
type planCall struct {
	method, path, words, status string
	query                       [][2]string
	body, answer                any
}

// planCalls is every call about plans; a test holds it to the routes.
func planCalls() []planCall {
	asOf := [2]string{"as-of", "answer as known at this instant: 2023-12-20, 2023-12-20T11:00 in London time, or RFC 3339"}
	return []planCall{
		{method: "get", path: "/api/plans", words: "The plans that concern the organisations you may read, newest first, a hundred to a page.", status: "200", query: [][2]string{{"page", "from 1"}, asOf}, answer: PlanListJSON{}},
		{method: "get", path: "/api/plans/{plan}", words: "One version of a plan with how its lines stand.", status: "200", query: [][2]string{{"version", "the newest when left out"}, asOf}, answer: PlanJSON{}},
		{method: "post", path: "/api/plans/{plan}", words: "Propose the next version of a plan. What is the same as before keeps its answers; the same lines again make no version (200).", status: "201", body: ProposedJSON{}, answer: ProposalJSON{}},
		{method: "get", path: "/api/plans/openapi.json", words: "This document.", status: "200", answer: map[string]any{}},
	}
}

func (m room) apiPlansDocument(w http.ResponseWriter, r *web.Request) error {
	return r.JSON(w, http.StatusOK, planDocument())
}

// planDocument is the API's description as OpenAPI 3.1, made from the types that the handlers use.
func planDocument() map[string]any {
	schemas, paths := map[string]any{}, map[string]map[string]any{}
	for _, c := range planCalls() {
		if paths[c.path] == nil {
			paths[c.path] = map[string]any{}
		}
		paths[c.path][c.method] = c.open(schemas)
	}
	return map[string]any{"openapi": "3.1.0", "paths": paths, "security": []any{map[string]any{"token": []any{}}},
		"info": map[string]any{"title": "Headroom: discharge plans", "version": "1", "description": "A number that is null was not said, which is not nought. Errors are application/problem+json with every field's problem."},
		"components": map[string]any{"schemas": schemas, "securitySchemes": map[string]any{"token": map[string]any{"type": "http", "scheme": "bearer",
			"description": "a token made on your account's page; a plan is proposed by a person signed in"}}}}
}

func (c planCall) open(schemas map[string]any) map[string]any {
	content := func(kind string, v any) map[string]any {
		return map[string]any{kind: map[string]any{"schema": planSchema(reflect.TypeOf(v), schemas)}}
	}
	out := map[string]any{"summary": c.words, "responses": map[string]any{c.status: map[string]any{"description": "as asked", "content": content("application/json", c.answer)},
		"default": map[string]any{"description": "refused", "content": content("application/problem+json", web.Problem{})}}}
	if c.body != nil {
		out["requestBody"] = map[string]any{"required": true, "content": content("application/json", c.body)}
	}
	var params []any
	add := func(in, name, words string) {
		params = append(params, map[string]any{"name": name, "in": in, "required": in == "path", "description": words, "schema": map[string]any{"type": "string"}})
	}
	if strings.Contains(c.path, "{plan}") {
		add("path", "plan", "the plan's name, as QOX-2023-12-24")
	}
	for _, q := range c.query {
		add("query", q[0], q[1])
	}
	if params != nil {
		out["parameters"] = params
	}
	return out
}

// planSchema is the JSON schema of a type; named structs are put among the schemas.
func planSchema(t reflect.Type, schemas map[string]any) map[string]any {
	switch {
	case t == reflect.TypeFor[civil.Date]():
		return map[string]any{"type": "string", "format": "date"}
	case t == reflect.TypeFor[time.Time]():
		return map[string]any{"type": "string", "format": "date-time"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return map[string]any{"anyOf": []any{planSchema(t.Elem(), schemas), map[string]any{"type": "null"}}}
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": planSchema(t.Elem(), schemas)}
	case reflect.Map:
		return map[string]any{"type": "object"}
	case reflect.Struct:
		if _, done := schemas[t.Name()]; !done {
			schemas[t.Name()] = map[string]any{}
			fields := map[string]any{}
			for i := range t.NumField() {
				name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
				fields[name] = planSchema(t.Field(i).Type, schemas)
			}
			schemas[t.Name()] = map[string]any{"type": "object", "properties": fields}
		}
		return map[string]any{"$ref": "#/components/schemas/" + t.Name()}
	}
	return map[string]any{"type": "integer"}
}
