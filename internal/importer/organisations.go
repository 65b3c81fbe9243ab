package importer

import (
	"strings"

	"headroom/internal/org"
	"headroom/internal/sheet"
)

func organisationsFormat() Format {
	return Format{
		Name: Organisations, Words: "Organisation registers and lookups",
		Recognised: "an ODS register without headings (code, name, region, ICB, address), or a lookup of two codes", Example: "etr.csv",
		Quirks: "Holds no figures: the organisations room imports it.",
		match:  isOrganisations,
	}
}

// isOrganisations matches ODS's etr.csv, which has no headings, and lookups that join codes and hold no figures.
func isOrganisations(p *peek) bool {
	for _, t := range p.sheets {
		if len(t.rows) == 0 {
			continue
		}
		if c := columnsOf(t.rows[0]); isLookup(c) {
			return true
		}
		n := 0
		for _, r := range t.rows {
			if len(r.Cells) < 11 {
				break
			}
			_, _, err := org.ParseCode(r.At(1).Text)
			if err == nil && sheet.Clean(r.At(2).Text) != "" && isStamp(r.At(11).String()) {
				n++
			}
		}
		if n > 0 && n >= len(t.rows)/2 {
			return true
		}
	}
	return false
}

// isLookup reports whether a row of headings joins codes of organisations or areas.
func isLookup(c columns) bool {
	codes := 0
	for l := range c.at {
		if has(l, "date", "value", "period") {
			return false
		}
		if strings.HasSuffix(l, "_code") || strings.HasSuffix(l, "_ods") || strings.HasSuffix(l, "cd") || l == "code" ||
			strings.HasSuffix(l, " code") || l == "ods" || l == "ons" {
			codes++
		}
	}
	return codes >= 2
}

func isStamp(s string) bool {
	return len(s) == 8 && strings.Trim(s, "0123456789") == ""
}
