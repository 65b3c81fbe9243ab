package org

import (
	"bytes"
	"encoding/csv"
	"strings"
	"time"

	"headroom/internal/civil"
)

// The columns of ODS's etr.csv ("NHS trusts"), which has no header line.
var etrColumns = []string{"code", "name", "national grouping", "high-level geography", "address 1", "address 2",
	"address 3", "address 4", "address 5", "postcode", "open date", "close date"}

// isETR knows the file by its shape: no header, at least twelve columns, a date of eight digits in the eleventh and
// nothing or such a date in the twelfth.
func isETR(head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	rec, err := csv.NewReader(bytes.NewReader(line)).Read()
	if err != nil || len(rec) < 12 {
		return false
	}
	if _, _, err := ParseCode(rec[0]); err != nil {
		return false
	}
	_, open := compact(rec[10])
	_, shut := compact(rec[11])
	return open && (rec[11] == "" || shut)
}

// compact reads yyyymmdd.
func compact(s string) (civil.Date, bool) {
	t, err := time.Parse("20060102", strings.TrimSpace(s))
	if err != nil {
		return civil.Date{}, false
	}
	return civil.DateOf(t), true
}

// dates reads an opening and a closing date, both yyyymmdd; the closing date is the last day.
func (r row) dates(open, shut string) (valid civil.Range, newest civil.Date) {
	if t := r.text(open); t != "" {
		d, ok := compact(t)
		if !ok {
			r.s.fault(r.line, open, "%q is not a date written yyyymmdd; correct it or leave it empty", t)
		}
		valid.From, newest = d, d
	}
	if t := r.text(shut); t != "" {
		d, ok := compact(t)
		switch {
		case !ok:
			r.s.fault(r.line, shut, "%q is not a date written yyyymmdd; correct it or leave it empty", t)
		case d.Before(valid.From):
			r.s.fault(r.line, shut, "the closing date %s is before the opening date %s; correct one of them", d, valid.From)
		default:
			valid.To, newest = d.Add(1), d.Add(1)
		}
	}
	return valid, newest
}

// readETR reads ODS's register of NHS trusts. Rows of the national grouping W00 are Welsh and stay out.
func readETR(s *source) (Reading, error) {
	r := Reading{Dated: true}
	s.each(etrColumns, func(x row) {
		code, ok := x.code("code")
		if !ok {
			return
		}
		if g := x.text("national grouping"); g == "W00" {
			s.note("national grouping W00 is Wales", string(code)+" "+MixedCase(x.text("name")))
			return
		}
		r.trust(x, code, "national grouping", "high-level geography", "open date", "close date")
	})
	r.Notes = s.noted()
	return r, nil
}

// trust makes the statements of one line of a trust register.
func (r *Reading) trust(x row, code Code, region, icb, open, shut string) {
	valid, newest := x.dates(open, shut)
	r.AsAt = laterOf(r.AsAt, newest)
	name := x.text("name")
	if name == "" {
		x.s.fault(x.line, "name", "the organisation has no name; fill it in or remove the line")
		return
	}
	ev := x.evidence("name", region, icb, open, shut)
	say := func(f Fact, other Code) {
		f.Org = code
		r.Says = append(r.Says, Said{Fact: f, Else: other, Evidence: ev})
	}
	say(Fact{What: FactUnit, Kind: KindOfTrust(code), Valid: valid}, "")
	say(Fact{What: FactName, Text: MixedCase(name)}, "")
	if strings.Contains(fold(name), "NHS FOUNDATION TRUST") {
		say(Fact{What: FactMark, Text: MarkFoundation}, "")
	}
	reg, known := RegionForLabel(NHS, x.text(region))
	if !known && x.text(region) != "" {
		x.s.note("the region is not one that Headroom knows", string(code)+" in "+x.text(region))
	}
	switch {
	case x.text(icb) != "":
		if to, ok := x.code(icb); ok {
			say(Fact{What: FactLink, Tree: NHS, Other: to}, reg)
		}
	case known:
		say(Fact{What: FactLink, Tree: NHS, Other: reg}, "")
	}
}
