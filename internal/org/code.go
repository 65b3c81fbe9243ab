package org

import (
	"strings"

	"headroom/internal/fault"
)

// Code is the lasting code of a unit: ODS for NHS bodies, ONS for councils and statistical regions, or one of our own.
type Code string

// England is the root of both trees.
const England Code = "ENG"

// Kind is what sort of organisation a unit is.
type Kind string

// The kinds. National bodies (NHS England, the Department) stand outside both trees.
const (
	KindEngland      Kind = "england"
	KindNational     Kind = "national"
	KindRegion       Kind = "region"
	KindICB          Kind = "icb"
	KindTrust        Kind = "trust"
	KindSite         Kind = "site"
	KindAmbulance    Kind = "ambulance"
	KindIndependent  Kind = "independent"
	KindCouncil      Kind = "council"
	KindADASSRegion  Kind = "adass-region"
	KindCareProvider Kind = "care-provider"
	KindVoluntary    Kind = "voluntary"
)

// Kinds lists every kind from the top of the trees downwards.
func Kinds() []Kind {
	return []Kind{
		KindEngland, KindNational, KindRegion, KindICB, KindTrust, KindAmbulance, KindSite, KindIndependent,
		KindADASSRegion, KindCouncil, KindCareProvider, KindVoluntary,
	}
}

// Words names the kind for people.
func (k Kind) Words() string {
	switch k {
	case KindEngland:
		return "England"
	case KindNational:
		return "national body"
	case KindRegion:
		return "NHS region"
	case KindICB:
		return "integrated care board"
	case KindTrust:
		return "NHS trust"
	case KindSite:
		return "hospital site"
	case KindAmbulance:
		return "ambulance trust"
	case KindIndependent:
		return "independent provider"
	case KindCouncil:
		return "council with social care duties"
	case KindADASSRegion:
		return "ADASS region"
	case KindCareProvider:
		return "care provider"
	case KindVoluntary:
		return "voluntary sector organisation"
	}
	return string(k)
}

// Known reports whether k is one of Kinds.
func (k Kind) Known() bool {
	for _, x := range Kinds() {
		if x == k {
			return true
		}
	}
	return false
}

// Tree names one of the two hierarchies.
type Tree string

// The two trees.
const (
	NHS   Tree = "nhs"
	ADASS Tree = "adass"
)

// Trees lists both trees.
func Trees() []Tree { return []Tree{NHS, ADASS} }

// Home is the tree that units of this kind hang in; "" for a national body, which hangs in neither.
func (k Kind) Home() Tree {
	switch k {
	case KindNational, KindEngland:
		return ""
	case KindCouncil, KindADASSRegion, KindCareProvider, KindVoluntary:
		return ADASS
	}
	return NHS
}

// Scheme names the list that an alternative code comes from.
type Scheme string

// The schemes in use. A unit may hold several codes of one scheme, each for its span of days.
const (
	SchemeODS      Scheme = "ods"       // Organisation Data Service
	SchemeONS      Scheme = "ons"       // Office for National Statistics
	SchemeODSLA    Scheme = "ods-la"    // the ODS code of a local authority, not the same as its ONS code
	SchemeDistrict Scheme = "ons-lower" // the ONS code of a lower-tier district inside the council's area
)

// ParseCode reads a code as files write it: spaces around it go, letters become capitals, and "-", "England" and their
// kin mean ENG. The only rule of form is 2 to 12 characters of A–Z, 0–9 and "-"; nothing else is read from a code.
// starred is true for "RA4*", NHS England's mark for a trust that has merged since the figures were first published.
func ParseCode(raw string) (code Code, starred bool, err error) {
	s := strings.ToUpper(strings.TrimSpace(strings.ReplaceAll(raw, "\u00a0", " ")))
	if s == "-" || s == "ENGLAND" || s == "ENG" {
		return England, false, nil
	}
	if t := strings.TrimRight(s, "*"); t != s {
		s, starred = strings.TrimSpace(t), true
	}
	if len(s) < 2 || len(s) > 12 {
		return "", starred, fault.New(fault.Invalid, "%q is not an organisation code: a code has 2 to 12 characters", raw)
	}
	for _, c := range []byte(s) {
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' {
			return "", starred, fault.New(fault.Invalid, "%q is not an organisation code: only letters, digits and hyphens may stand in one", raw)
		}
	}
	return Code(s), starred, nil
}
