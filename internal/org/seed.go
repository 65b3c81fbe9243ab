package org

import (
	"crypto/sha256"
	"embed"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"headroom/internal/civil"
)

//go:embed reference
var referenceFS embed.FS

// table reads an embedded reference table as one map per row. The tables are part of the program, so a damaged one
// panics; a test reads them all.
func table(name string) []map[string]string {
	f, err := referenceFS.Open("reference/" + name)
	if err != nil {
		panic(err)
	}
	defer func() { _ = f.Close() }()
	r := csv.NewReader(f)
	r.Comment = '#'
	head, err := r.Read()
	if err != nil {
		panic(err)
	}
	var out []map[string]string
	for {
		rec, err := r.Read()
		if err == io.EOF {
			return out
		}
		if err != nil {
			panic(fmt.Sprintf("reference table %s: %v", name, err))
		}
		row := map[string]string{}
		for i, h := range head {
			row[h] = rec[i]
		}
		out = append(out, row)
	}
}

func day(s string) civil.Date {
	if s == "" {
		return civil.Date{}
	}
	return civil.MustDate(s)
}

// Builtin is the reference that comes with the program: England, the NHS regions since 2013, the ICBs since July 2022,
// the nine ADASS regions and the national bodies. Trusts and councils are never built in.
func Builtin() []Fact {
	var out []Fact
	for _, r := range table("units.csv") {
		c, valid := Code(r["code"]), civil.Range{From: day(r["opened"]), To: day(r["closed"])}
		f := Fact{Org: c, Valid: valid, Unconfirmed: r["unconfirmed"] == "yes", Source: r["source"]}
		unit, name, link := f, f, f
		unit.What, unit.Kind = FactUnit, Kind(r["kind"])
		name.What, name.Text, name.Short, name.Unconfirmed = FactName, r["name"], r["short"], false
		out = append(out, unit, name)
		if r["parent"] != "" {
			link.What, link.Tree, link.Other = FactLink, Tree(r["tree"]), Code(r["parent"])
			link.Unconfirmed = link.Unconfirmed && unit.Kind != KindRegion // only its dates are doubtful
			out = append(out, link)
		}
	}
	for _, r := range table("names.csv") {
		out = append(out, Fact{What: FactName, Org: Code(r["org"]), Text: r["name"], Short: r["short"],
			Valid: civil.Range{From: day(r["from"]), To: day(r["to"])}, Unconfirmed: r["unconfirmed"] == "yes", Source: r["source"]})
	}
	for _, r := range table("codes.csv") {
		out = append(out, Fact{What: FactCode, Org: Code(r["org"]), Scheme: Scheme(r["scheme"]), Text: r["code"],
			Valid: civil.Range{From: day(r["from"]), To: day(r["to"])}, Unconfirmed: r["unconfirmed"] == "yes", Source: r["source"]})
	}
	for _, r := range table("successions.csv") {
		out = append(out, Fact{What: FactSuccession, Org: Code(r["from"]), Other: Code(r["to"]), Manner: Manner(r["manner"]),
			Valid: civil.Range{From: day(r["on"])}, Unconfirmed: r["unconfirmed"] == "yes", Source: r["source"]})
	}
	return out
}

// BuiltinDigest is the SHA-256 of the built-in reference tables: a newer program with other tables has another one.
func BuiltinDigest() string {
	h := sha256.New()
	for _, name := range []string{"units.csv", "names.csv", "codes.csv", "successions.csv"} {
		b, err := referenceFS.ReadFile("reference/" + name)
		if err != nil {
			panic(err)
		}
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil))
}

var ambulance = func() map[Code]bool {
	m := map[Code]bool{}
	for _, r := range table("ambulance.csv") {
		m[Code(r["code"])] = true
	}
	return m
}()

// KindOfTrust is trust or ambulance, from a table: no register column says so and no code does.
func KindOfTrust(c Code) Kind {
	if ambulance[c] {
		return KindAmbulance
	}
	return KindTrust
}

var labels = func() map[Tree]map[string]Code {
	m := map[Tree]map[string]Code{NHS: {}, ADASS: {}}
	for _, r := range table("labels.csv") {
		m[Tree(r["tree"])][fold(r["label"])] = Code(r["code"])
	}
	for _, r := range table("units.csv") {
		if t := Tree(r["tree"]); r["kind"] == string(KindRegion) || r["kind"] == string(KindADASSRegion) {
			m[t][fold(r["code"])] = Code(r["code"])
		}
	}
	return m
}()

// RegionForLabel reads a file's region column: "NHS ENGLAND MIDLANDS ", "Midlands", "Y60" and "Midlands (Y60)" are one
// region, "North Of England Commissioning Region" is the one that closed. The same words may mean different regions in
// the two trees. ok is false for anything else, "[z]" and the empty cell included.
func RegionForLabel(t Tree, label string) (Code, bool) {
	try := []string{label}
	if before, inside, ok := strings.Cut(label, "("); ok {
		try = append(try, before, strings.TrimSuffix(strings.TrimSpace(inside), ")"))
	}
	for _, s := range try {
		f := fold(s)
		if c, ok := labels[t][f]; ok {
			return c, true
		}
		f = strings.TrimPrefix(f, "NHS ENGLAND ")
		f = strings.TrimSuffix(strings.TrimSuffix(f, " REGION"), " COMMISSIONING")
		if c, ok := labels[t][strings.TrimSpace(f)]; ok {
			return c, true
		}
	}
	return "", false
}
