package importer

import (
	"strings"

	"headroom/internal/measure"
	"headroom/internal/sheet"
)

// topic is what a sheet is about. Names change case, gain spaces and are rephrased from winter to winter; these words in
// them do not.
type topic string

// The subjects. Where one names beds, it is also the stem of their measure codes.
const (
	topicNone     topic = ""
	topicClosures topic = "closures"
	topicDiverts  topic = "diverts"
	topicGA       topic = "ga"
	topicAdult    topic = "adult"
	topicPaed     topic = "paed"
	topicCC       topic = "cc_adult"
	topicPICU     topic = "picu"
	topicNICU     topic = "nicu"
	topicDV       topic = "dv"
	topicDVAdult  topic = "dv_adult"
	topicDVPaed   topic = "dv_paed"
	topicRSV      topic = "rsv_paed"
	topicFlu      topic = "flu"
	topicLOS      topic = "los"
	topicHandover topic = "handover"
)

// topicOf reads a sheet's name and, where that says nothing, its title.
func topicOf(name, title string) topic {
	if t := topicIn(sheet.Label(name)); t != topicNone {
		return t
	}
	return topicIn(sheet.Label(title))
}

// topicIn finds the subject that a label names. Infections come before beds: “G&A flu beds” is about flu.
func topicIn(s string) topic {
	adult, paed := strings.Contains(s, "adult"), strings.Contains(s, "paed")
	switch {
	case has(s, "closures", "closure"):
		return topicClosures
	case has(s, "divert"):
		return topicDiverts
	case has(s, "d&v", "norovirus", "diarrh"):
		return pick(adult, paed, topicDVAdult, topicDVPaed, topicDV)
	case has(s, "rsv"):
		return topicRSV
	case has(s, "flu"):
		return topicFlu
	case has(s, "long stay", "long-stay", "21 days", "length of stay", "stays of"):
		return topicLOS
	case has(s, "handover", "ambulance"):
		return topicHandover
	case has(s, "neonat", "neo int", "nicu"):
		return topicNICU
	case has(s, "intensive", "critical", "int care", "picu"):
		return pick(paed, adult, topicPICU, topicCC, topicCC)
	case has(s, "g&a", "general and acute", "general & acute"):
		return pick(adult, paed, topicAdult, topicPaed, topicGA)
	}
	return topicNone
}

// has reports whether any of the words is in s.
func has(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// pick chooses between the adult, the children's and the undivided subject.
func pick(a, b bool, ifA, ifB, neither topic) topic {
	switch {
	case a:
		return ifA
	case b:
		return ifB
	}
	return neither
}

// winterMeasure is the measure of a column: the sheet it stands on, the sheet's title, and the headings over it from the
// top down. computed is true for a rate, a mean or a time that the file works out; its code, when it has one, is kept for
// the file's totals.
func winterMeasure(name, title string, words []string) (code measure.Code, computed bool) {
	label := ""
	if len(words) > 0 {
		label = words[len(words)-1]
	}
	group := strings.Join(words, " ")
	t := topicOf(name, title)
	if own := topicIn(label); own != topicNone && !(t == topicHandover && own != topicHandover) {
		t = narrower(t, own)
	}
	rate := has(group, "rate", "%", "percent", "proportion", "mean", "average", "median")
	switch t {
	case topicClosures, topicDiverts:
		if rate {
			return "", true
		}
		return measure.Code("ae_" + string(t)), false
	case topicGA, topicAdult, topicPaed, topicCC, topicPICU, topicNICU:
		return bedMeasure(t, label, rate), rate
	case topicDV, topicDVAdult, topicDVPaed, topicRSV, topicFlu:
		switch {
		case rate:
			return "", true
		case t == topicFlu:
			return fluMeasure(label), false
		}
		return closedMeasure(t, label), false
	case topicLOS:
		return stayMeasure(label, rate), rate
	case topicHandover:
		if rate {
			return "", true
		}
		return handoverMeasure(label), false
	}
	return "", rate
}

// narrower lets a heading that says adult or paediatric, or that names another subject, overrule its sheet.
func narrower(sheetTopic, own topic) topic {
	switch {
	case own == topicGA && (sheetTopic == topicAdult || sheetTopic == topicPaed):
		return sheetTopic
	case own == topicDV && (sheetTopic == topicDVAdult || sheetTopic == topicDVPaed):
		return sheetTopic
	case own == topicFlu || sheetTopic == topicFlu, sheetTopic == topicLOS, sheetTopic == topicRSV:
		return either(sheetTopic, own)
	case own == topicCC && (sheetTopic == topicPICU || sheetTopic == topicNICU):
		return sheetTopic
	}
	return own
}

// either is a, or b when a says nothing.
func either(a, b topic) topic {
	if a != topicNone {
		return a
	}
	return b
}

// bedMeasure: “avail” until December 2017 and “open” after it are the same item. What is core and escalation together is
// what is open.
func bedMeasure(t topic, label string, rate bool) measure.Code {
	critical := t == topicCC || t == topicPICU || t == topicNICU
	p := string(t)
	switch {
	case rate && has(label, "void", "adjust"):
		return measure.Code(p + "_occ_rate_adj")
	case rate:
		return measure.Code(p + "_occ_rate")
	case has(label, "unocc", "unoccupied"):
		return ""
	case critical && has(label, "core", "esc", "void"):
		return ""
	case has(label, "void"):
		return measure.Code(p + "_void")
	case has(label, "core") && has(label, "esc"):
		return measure.Code(p + "_open")
	case has(label, "core"):
		return measure.Code(p + "_core_open")
	case has(label, "escalation", "esc "):
		return measure.Code(p + "_esc_open")
	case has(label, "occ"):
		return measure.Code(p + "_occ")
	case has(label, "open", "avail"):
		return measure.Code(p + "_open")
	}
	return ""
}

// closedMeasure: until winter 2020-21 adults and children stand together, then apart.
func closedMeasure(t topic, label string) measure.Code {
	p := string(t)
	switch {
	case !has(label, "closed", "unavailable"):
		return ""
	case has(label, "unocc"):
		return measure.Code(p + "_closed_unocc")
	}
	return measure.Code(p + "_closed")
}

// fluMeasure tells general and acute beds from critical care.
func fluMeasure(label string) measure.Code {
	switch {
	case !has(label, "flu"):
		return ""
	case has(label, "cc ", "critical", "hdu", "itu"):
		return "flu_cc"
	case has(label, "g&a", "general"):
		return "flu_ga"
	}
	return ""
}

// stayMeasure: "> 7 days" in weekly files and "7 or more days" in monthly ones are held as 7 nights or more (trap T5).
func stayMeasure(label string, rate bool) measure.Code {
	for _, n := range []string{"21", "14", "7"} {
		if has(label, n+" ", n+"+") && has(label, "day") {
			if rate {
				return measure.Code("los" + n + "_rate")
			}
			return measure.Code("los" + n)
		}
	}
	return ""
}

// handoverMeasure keeps the bands of the older winters and the cumulative counts of the newer ones apart (traps T3, T4).
func handoverMeasure(label string) measure.Code {
	flat := strings.ReplaceAll(label, " ", "")
	switch {
	case has(label, "unknown"), has(label, "non-ed", "non ed"):
		return ""
	case has(label, "arriving by ambulance", "arriving"):
		return "amb_arr"
	case has(label, "hours lost", "time lost"):
		return "amb_hours_lost"
	case has(flat, "delay30-60", "30-60min"):
		return "amb_30_60"
	case has(flat, "delay>60", "delay60"):
		return "amb_60"
	case has(label, "handover time known", "time known"):
		return "amb_handovers_known"
	case has(flat, "over15", ">15"):
		return "amb_over15"
	case has(flat, "over30", ">30"):
		return "amb_over30"
	case has(flat, "over60", ">60"):
		return "amb_over60"
	}
	return ""
}
