package org

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// ordRecord is one organisation as ODS's organisation reference data (ORD) interface gives it.
type ordRecord struct {
	Organisation struct {
		Name    string
		Date    []ordDate
		OrgID   ordID `json:"OrgId"`
		Status  string
		Changed string `json:"LastChangeDate"`
		Roles   struct {
			Role []struct {
				ID      string `json:"id"`
				Primary bool   `json:"primaryRole"`
				Date    []ordDate
			}
		}
		Rels struct {
			Rel []struct {
				ID     string `json:"id"`
				Date   []ordDate
				Target ordTarget
			}
		}
		Succs struct {
			Succ []struct {
				Date   []ordDate
				Type   string
				Target ordTarget
			}
		}
	}
}

type ordDate struct{ Type, Start, End string }

type ordID struct {
	Extension string `json:"extension"`
}

type ordTarget struct {
	OrgID ordID `json:"OrgId"`
}

// ordKinds says which primary roles are kinds that Headroom holds. RO197 is found in records; the others are from memory.
var ordKinds = map[string]Kind{"RO197": KindTrust, "RO198": KindSite, "RO261": KindICB, "RO172": KindIndependent}

// ordMarks are roles held beside the primary one: an NHS foundation trust is not a primary role.
var ordMarks = map[string]string{"RO57": MarkFoundation, "RO107": MarkCareTrust}

func isORD(head []byte) bool {
	head = bytes.TrimSpace(head)
	if len(head) == 0 || head[0] != '{' {
		return false
	}
	return bytes.Contains(head[:min(len(head), 400)], []byte(`"Organisation"`))
}

// span picks the operational dates, or the legal ones when there are no others; End is the last day. The two differ in
// many records: an organisation goes on operating, or is set up, outside its legal life.
func (s *source) span(at string, dates []ordDate) (r civil.Range) {
	var pick ordDate
	for _, d := range dates {
		if pick.Type == "" || d.Type == "Operational" {
			pick = d
		}
	}
	r.From = s.ordDay(at+".Start", pick.Start)
	if to := s.ordDay(at+".End", pick.End); !to.IsZero() {
		r.To = to.Add(1)
	}
	return r
}

func (s *source) ordDay(at, text string) civil.Date {
	if text == "" {
		return civil.Date{}
	}
	d, err := civil.ParseDate(text)
	if err != nil {
		s.fault(0, at, "%s; correct the record or fetch it again", err.Error())
	}
	return d
}

// readORD reads one ORD record: names, dates, the geography it lay in (RE5), foundation status and its successions, which
// the register writes from both ends.
func readORD(s *source) (Reading, error) {
	var rec ordRecord
	if err := json.Unmarshal(s.data, &rec); err != nil {
		return Reading{}, fault.Wrap(err, fault.Invalid, "%s is not whole: %s; fetch the record again", s.file, jsonWhere(err))
	}
	o := rec.Organisation
	code, _, err := ParseCode(o.OrgID.Extension)
	if err != nil {
		s.fault(0, "Organisation.OrgId.extension", "%s; fetch the record again", err.Error())
		return Reading{}, nil
	}
	r := Reading{Dated: true, AsAt: s.ordDay("Organisation.LastChangeDate", o.Changed)}
	say := func(at, text string, f Fact) {
		r.Says = append(r.Says, Said{Fact: f, Evidence: Evidence{File: s.file, At: at, Text: text}})
	}
	valid := s.span("Organisation.Date", o.Date)
	if o.Status == "Inactive" && valid.To.IsZero() {
		r.Notes = append(r.Notes, fmt.Sprintf("%s is inactive without a closing date; its closing is not proposed", code))
	}
	for _, d := range o.Date {
		if d.Type == "Legal" && d.End != "" && valid.To.IsZero() {
			r.Notes = append(r.Notes, fmt.Sprintf("%s goes on operating although its legal life ended on %s: it stays open", code, d.End))
		}
	}
	kind := s.ordKind(rec, code)
	if kind != "" {
		say("Date", o.Name, Fact{What: FactUnit, Org: code, Kind: kind, Valid: valid})
		say("Name", o.Name, Fact{What: FactName, Org: code, Text: MixedCase(o.Name)})
		for i, role := range o.Roles.Role {
			if m := ordMarks[role.ID]; m != "" {
				at := fmt.Sprintf("Roles.Role[%d]", i)
				say(at, role.ID, Fact{What: FactMark, Org: code, Text: m, Valid: s.span(at, role.Date)})
			}
		}
		s.ordRels(rec, code, say)
	}
	s.ordSuccs(rec, code, say)
	r.Notes = append(r.Notes, s.noted()...)
	return r, nil
}

// ordKind is the kind that the record's primary role means, or "" when Headroom holds no such kind.
func (s *source) ordKind(rec ordRecord, code Code) Kind {
	for _, role := range rec.Organisation.Roles.Role {
		if !role.Primary {
			continue
		}
		switch k := ordKinds[role.ID]; k {
		case "":
			s.note("the primary role is no kind that Headroom holds, so only successions are read", string(code)+" has "+role.ID)
		case KindTrust:
			return KindOfTrust(code)
		default:
			return k
		}
	}
	return ""
}

func (s *source) ordRels(rec ordRecord, code Code, say func(at, text string, f Fact)) {
	for i, rel := range rec.Organisation.Rels.Rel {
		at := fmt.Sprintf("Rels.Rel[%d]", i)
		to := rel.Target.OrgID.Extension
		if rel.ID != "RE5" {
			s.note("a relation other than “in the geography of” (RE5)", rel.ID+" to "+to)
			continue
		}
		c, _, err := ParseCode(to)
		if err != nil {
			s.fault(0, at+".Target", "%s; fetch the record again", err.Error())
			continue
		}
		say(at, "RE5 "+to, Fact{What: FactLink, Org: code, Tree: NHS, Other: c, Valid: s.span(at, rel.Date)})
	}
}

// ordSuccs reads successions. The register does not say how one followed another: several successors make a split,
// anything else is "replaced". A record of both ends a day apart is made one by Compare.
func (s *source) ordSuccs(rec ordRecord, code Code, say func(at, text string, f Fact)) {
	after := 0
	for _, x := range rec.Organisation.Succs.Succ {
		if strings.EqualFold(x.Type, "Successor") {
			after++
		}
	}
	for i, x := range rec.Organisation.Succs.Succ {
		at := fmt.Sprintf("Succs.Succ[%d]", i)
		other, _, err := ParseCode(x.Target.OrgID.Extension)
		if err != nil {
			s.fault(0, at+".Target", "%s; fetch the record again", err.Error())
			continue
		}
		f := Fact{What: FactSuccession, Org: code, Other: other, Manner: Replaced, Valid: civil.Range{From: s.span(at, x.Date).From}}
		switch {
		case f.Valid.From.IsZero():
			s.note("a succession without a date", string(code)+" and "+string(other))
			continue
		case strings.EqualFold(x.Type, "Successor"):
			if after > 1 {
				f.Manner = Demerged
			}
		case strings.EqualFold(x.Type, "Predecessor"):
			f.Org, f.Other = other, code
		default:
			s.fault(0, at+".Type", "%q is neither Successor nor Predecessor; fetch the record again", x.Type)
			continue
		}
		say(at, x.Type+" "+string(other), f)
	}
}

// jsonWhere says where a JSON text breaks, without the decoder's vocabulary of types.
func jsonWhere(err error) string {
	switch e := err.(type) {
	case *json.SyntaxError:
		return fmt.Sprintf("the JSON breaks at byte %d", e.Offset)
	case *json.UnmarshalTypeError:
		return fmt.Sprintf("%s is not of the expected sort at byte %d", e.Field, e.Offset)
	}
	return "the JSON ends too early"
}
