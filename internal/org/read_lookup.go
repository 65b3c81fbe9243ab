package org

import (
	"strings"

	"headroom/internal/civil"
)

// The columns by which each table is known. Columns beyond these are read where named, and ignored otherwise.
var (
	trustColumns         = []string{"ods", "name", "region_ods", "icb_ods", "open", "close"}
	councilColumns       = []string{"ons", "name", "english_region", "ods_la_code", "icb_shares_by_lsoa"}
	icbColumns           = []string{"ods", "ons_2022", "ons_2024", "region_ods", "name"}
	trustICBColumns      = []string{"nhs_trust22_code", "icb22_code", "proportion_trust_came_from_icb"}
	trustRegionColumns   = []string{"nhs_trust22_code", "nhs_trust22_name", "nhs_region21_nhs_code", "status"}
	trustCouncilColumns  = []string{"trust_code", "geo_code", "p_trust", "p_geo"}
	councilRegionColumns = []string{"utla23_code", "utla23_name", "region23_code"}
	districtColumns      = []string{"ltla23_code", "utla23_code"}
	districtICBColumns   = []string{"ltla22_code", "icb22_code", "lsoa_count"}
)

// The days that these tables' years stand for: ICBs began in July 2022, councils were reorganised in April 2023.
var (
	icbsBegan    = civil.MustDate("2022-07-01")
	councils2023 = civil.MustDate("2023-04-01")
)

// readTrusts reads the reference list of trusts, with its flags of which national collections each sends.
func readTrusts(s *source) (Reading, error) {
	r := Reading{Dated: true}
	flags := map[string]string{"acute_beds_sitrep_2023_24": MarkAcuteBeds, "type1_ae_2025_01": MarkType1, "nctr_sitrep_2024_01": MarkCriteria}
	s.each(nil, func(x row) {
		code, ok := x.code("ods")
		if !ok {
			return
		}
		r.trust(x, code, "region_ods", "icb_ods", "open", "close")
		for _, col := range []string{"acute_beds_sitrep_2023_24", "type1_ae_2025_01", "nctr_sitrep_2024_01"} {
			if x.text(col) == "1" {
				r.Says = append(r.Says, Said{Fact: Fact{What: FactMark, Org: code, Text: flags[col]}, Evidence: x.evidence(col)})
			}
		}
	})
	r.Notes = s.noted()
	return r, nil
}

// readCouncils reads the councils with social care duties: ADASS region, local-authority code, and shares by ICB.
func readCouncils(s *source) (Reading, error) {
	r := Reading{AsAt: councils2023}
	s.each(nil, func(x row) {
		code, ok := x.code("ons")
		if !ok {
			return
		}
		ev := x.evidence("name", "english_region", "icb_shares_by_lsoa")
		r.council(x, code, x.text("name"), x.text("english_region"), "english_region", ev)
		if la := x.text("ods_la_code"); la != "" {
			r.say(ev, Fact{What: FactCode, Org: code, Scheme: SchemeODSLA, Text: strings.ToUpper(la)})
		}
		if shares, ok := x.shares("icb_shares_by_lsoa"); ok {
			r.say(ev, Fact{What: FactShare, Org: code, Basis: AreasByICB, Shares: shares})
		}
	})
	r.Notes = s.noted()
	return r, nil
}

func (r *Reading) say(ev Evidence, f Fact) { r.Says = append(r.Says, Said{Fact: f, Evidence: ev}) }

func (r *Reading) council(x row, code Code, name, region, column string, ev Evidence) {
	if name == "" {
		x.s.fault(x.line, "name", "the council has no name; fill it in or remove the line")
		return
	}
	to, ok := RegionForLabel(ADASS, region)
	if !ok {
		x.s.fault(x.line, column, "%q is not one of the nine ADASS regions; correct it", region)
		return
	}
	r.say(ev, Fact{What: FactUnit, Org: code, Kind: KindCouncil})
	r.say(ev, Fact{What: FactName, Org: code, Text: name})
	r.say(ev, Fact{What: FactLink, Org: code, Tree: ADASS, Other: to})
	r.say(ev, Fact{What: FactCode, Org: code, Scheme: SchemeONS, Text: string(code)})
}

// shares reads "QHM:0.966;QE1:0.034", which must add up to one.
func (x row) shares(column string) ([]Share, bool) {
	var out []Share
	whole := 0.0
	for part := range strings.SplitSeq(x.text(column), ";") {
		id, n, _ := strings.Cut(part, ":")
		c, _, err := ParseCode(id)
		if err != nil {
			x.s.fault(x.line, column, "%s; write CODE:SHARE;CODE:SHARE", err.Error())
			return nil, false
		}
		cell := row{s: x.s, line: x.line, at: map[string]int{column: 0}, rec: []string{n}}
		of, ok := cell.share(column)
		if !ok {
			return nil, false
		}
		whole += of
		out = append(out, Share{Other: c, Of: of})
	}
	if whole < 0.98 || whole > 1.02 {
		x.s.fault(x.line, column, "the shares add up to %.3f, not to 1; correct them", whole)
		return nil, false
	}
	return out, true
}

// readICBs reads the list of the 42 ICBs of July 2022 to March 2026. Two of them changed their ONS code in April 2023.
func readICBs(s *source) (Reading, error) {
	r := Reading{AsAt: icbsBegan}
	s.each(nil, func(x row) {
		code, ok := x.code("ods")
		if !ok {
			return
		}
		ev := x.evidence("name", "region_ods", "ons_2022", "ons_2024")
		region, known := RegionForLabel(NHS, x.text("region_ods"))
		if !known {
			s.fault(x.line, "region_ods", "%q is not an NHS region; correct it", x.text("region_ods"))
			return
		}
		r.say(ev, Fact{What: FactUnit, Org: code, Kind: KindICB, Valid: civil.Range{From: icbsBegan}})
		r.say(ev, Fact{What: FactName, Org: code, Text: x.text("name")})
		r.say(ev, Fact{What: FactLink, Org: code, Tree: NHS, Other: region})
		was, is := x.text("ons_2022"), x.text("ons_2024")
		if was == is {
			r.say(ev, Fact{What: FactCode, Org: code, Scheme: SchemeONS, Text: is, Valid: civil.Range{From: icbsBegan}})
			return
		}
		r.say(ev, Fact{What: FactCode, Org: code, Scheme: SchemeONS, Text: was, Valid: civil.Range{From: icbsBegan, To: councils2023}})
		r.say(ev, Fact{What: FactCode, Org: code, Scheme: SchemeONS, Text: is, Valid: civil.Range{From: councils2023}})
	})
	return r, nil
}

// sets gathers rows of (owner, other, share) into one set of shares for each owner.
type sets struct {
	r     *Reading
	basis Basis
	at    map[Code]int
}

func (g *sets) add(owner, other Code, of float64, ev Evidence) {
	i, ok := g.at[owner]
	if !ok {
		i = len(g.r.Says)
		g.at[owner] = i
		g.r.say(ev, Fact{What: FactShare, Org: owner, Basis: g.basis})
	}
	g.r.Says[i].Fact.Shares = append(g.r.Says[i].Fact.Shares, Share{Other: other, Of: of})
}

// readTrustICB reads how much of each trust's patients came from each ICB.
func readTrustICB(s *source) (Reading, error) {
	r := Reading{AsAt: icbsBegan}
	g := sets{r: &r, basis: PatientsByICB, at: map[Code]int{}}
	s.each(nil, func(x row) {
		trust, ok1 := x.code("nhs_trust22_code")
		icb, ok2 := x.code("icb22_code")
		of, ok3 := x.share("proportion_trust_came_from_icb")
		if ok1 && ok2 && ok3 {
			g.add(trust, icb, of, x.evidence("nhs_trust22_code", "icb22_code", "proportion_trust_came_from_icb"))
		}
	})
	return r, nil
}

// readTrustCouncil reads patient flows between trusts and councils, in both directions.
func readTrustCouncil(s *source) (Reading, error) {
	r := Reading{AsAt: icbsBegan}
	from := sets{r: &r, basis: PatientsByCouncil, at: map[Code]int{}}
	to := sets{r: &r, basis: PatientsByTrust, at: map[Code]int{}}
	s.each(nil, func(x row) {
		trust, ok1 := x.code("trust_code")
		council, ok2 := x.code("geo_code")
		p, ok3 := x.share("p_trust")
		q, ok4 := x.share("p_geo")
		if ok1 && ok2 && ok3 && ok4 {
			ev := x.evidence("trust_code", "geo_code", "p_trust", "p_geo")
			from.add(trust, council, p, ev)
			to.add(council, trust, q, ev)
		}
	})
	return r, nil
}

// readTrustRegion reads a list of trusts with their NHS region and whether they are open, without dates.
func readTrustRegion(s *source) (Reading, error) {
	r := Reading{AsAt: icbsBegan}
	s.each(nil, func(x row) {
		code, ok := x.code("nhs_trust22_code")
		if !ok {
			return
		}
		if x.text("nhs_region21_nhs_code") == "W00" {
			s.note("national grouping W00 is Wales", string(code)+" "+x.text("nhs_trust22_name"))
			return
		}
		if x.text("status") != "open" {
			s.note("the list calls the trust closed and does not say since when", string(code)+" "+x.text("nhs_trust22_name"))
			return
		}
		ev := x.evidence("nhs_trust22_name", "nhs_region21_nhs_code", "status")
		r.say(ev, Fact{What: FactUnit, Org: code, Kind: KindOfTrust(code)})
		r.say(ev, Fact{What: FactName, Org: code, Text: x.text("nhs_trust22_name")})
		region, known := RegionForLabel(NHS, x.text("nhs_region21_nhs_code"))
		if !known {
			s.fault(x.line, "nhs_region21_nhs_code", "%q is not an NHS region; correct it", x.text("nhs_region21_nhs_code"))
			return
		}
		r.say(ev, Fact{What: FactLink, Org: code, Tree: NHS, Other: region})
	})
	r.Notes = s.noted()
	return r, nil
}

// readCouncilRegion reads a list of councils with their English region, which is their ADASS region.
func readCouncilRegion(s *source) (Reading, error) {
	r := Reading{AsAt: councils2023}
	s.each(nil, func(x row) {
		if code, ok := x.code("utla23_code"); ok {
			r.council(x, code, x.text("utla23_name"), x.text("region23_code"), "region23_code", x.evidence("utla23_name", "region23_code"))
		}
	})
	return r, nil
}

// readDistricts reads which lower-tier district lies in which council's area; a unitary council is its own district.
func readDistricts(s *source) (Reading, error) {
	r := Reading{AsAt: councils2023}
	s.each(nil, func(x row) {
		lower, ok1 := x.code("ltla23_code")
		council, ok2 := x.code("utla23_code")
		if ok1 && ok2 && lower != council {
			r.say(x.evidence("ltla23_code", "ltla23_name"), Fact{What: FactCode, Org: council, Scheme: SchemeDistrict, Text: string(lower)})
		}
	})
	return r, nil
}

// readDistrictICB reads how many small areas of each district lie in each ICB. Compare adds the districts of a county
// up, so the codes must have come first by the table of districts.
func readDistrictICB(s *source) (Reading, error) {
	r := Reading{AsAt: icbsBegan}
	g := sets{r: &r, basis: AreasByICB, at: map[Code]int{}}
	s.each(nil, func(x row) {
		lower, ok1 := x.code("ltla22_code")
		icb, ok2 := x.code("icb22_code")
		n, ok3 := x.number("lsoa_count", 1e6)
		if ok1 && ok2 && ok3 {
			g.add(lower, icb, n, x.evidence("ltla22_code", "icb22_code", "lsoa_count"))
		}
	})
	return r, nil
}
