package sitrep

import (
	"fmt"
	"math"
	"sort"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/org"
)

// Rule is one check of a return. Its words are shown in the register of rules; Source says where it comes from.
type Rule struct {
	ID     string // V01…
	Stops  bool   // true: the return is refused; false: it needs a comment
	Words  string
	Source string
	From   civil.Date // reporting dates from which it is in force; zero is always
	Always bool       // also run on nil and not-applicable returns

	check func(s *subject, id string, l *fault.List)
}

func (r Rule) inForce(day civil.Date) bool { return r.From.IsZero() || !day.Before(r.From) }

// sum says that parts add up to a whole.
type sum struct {
	whole measure.Code
	parts []measure.Code
}

var sums = []sum{
	{"ga_open", []measure.Code{"ga_core_open", "ga_esc_open"}},
	{"adult_open", []measure.Code{"adult_core_open", "adult_esc_open"}},
	{"paed_open", []measure.Code{"paed_core_open", "paed_esc_open"}},
	{"ga_open", []measure.Code{"adult_open", "paed_open"}},
	{"ga_occ", []measure.Code{"adult_occ", "paed_occ"}},
	{"nctr_not_meeting", []measure.Code{"nctr_discharged", "nctr_remaining"}},
}

// chain lists measures of which each may be at most the next.
type chain struct {
	id    string
	links []measure.Code
}

var chains = []chain{
	{"V06", []measure.Code{"dv_adult_closed_unocc", "dv_adult_closed"}},
	{"V06", []measure.Code{"dv_paed_closed_unocc", "dv_paed_closed"}},
	{"V06", []measure.Code{"dv_closed_unocc", "dv_closed"}},
	{"V06", []measure.Code{"rsv_paed_closed_unocc", "rsv_paed_closed"}},
	{"V07", []measure.Code{"los21", "los14", "los7", "ga_occ"}},
	{"V08", []measure.Code{"flu_ga", "ga_occ"}},
	{"V08", []measure.Code{"flu_cc", "cc_adult_occ"}},
	{"V09", []measure.Code{"amb_over60", "amb_over30", "amb_over15", "amb_handovers_known", "amb_arr"}},
	{"V10", []measure.Code{"nctr_discharged", "nctr_not_meeting"}},
	{"V20", []measure.Code{"nctr_remaining", "adult_occ"}},
}

// occupancy pairs: beds occupied and beds open of one kind.
var occupancy = [][2]measure.Code{
	{"ga_occ", "ga_open"}, {"adult_occ", "adult_open"}, {"paed_occ", "paed_open"},
	{"cc_adult_occ", "cc_adult_open"}, {"picu_occ", "picu_open"}, {"nicu_occ", "nicu_open"},
}

const proposed = "Headroom's proposal after the collection's published practice; a V-number of the domain notes (a.4)"

// Rules is every check, in the order in which a reader meets the problems.
func Rules() []Rule {
	return []Rule{
		{ID: "V01", Stops: true, Words: "Counts are whole numbers of nought or more; a blank is not a nought.", Source: proposed, check: checkValues},
		{ID: "V02", Stops: true, Words: "The organisation exists on the reporting date.", Source: proposed, Always: true, check: checkOrg},
		{ID: "V03", Stops: true, Words: "The span covered ends on the reporting date and follows the previous return without gap or overlap, or is marked as combined.", Source: proposed, Always: true, check: checkSpan},
		{ID: "V04", Stops: true, Words: "Core and escalation beds add up to beds open; adult and paediatric add up to the total.", Source: proposed, check: checkSums},
		{ID: "V05", Words: "More beds occupied than open happens (corridor and boarding care) and needs a comment.", Source: proposed, check: checkOver},
		{ID: "V06–V10, V20", Stops: true, Words: "A part is at most its whole: unoccupied of closed, 21 of 14 of 7 days, flu of occupied, over 60 of over 30 of over 15 minutes, discharged of not meeting, remaining of adult beds occupied.", Source: proposed, check: checkChains},
		{ID: "V11", Words: "Two or more bed figures the same as yesterday's, none of them nought, need a comment.", Source: proposed, check: checkRepeat},
		{ID: "V12", Words: "A figure more than a quarter and four median deviations from the same weekday of the last four weeks needs a comment.", Source: proposed, check: checkUnusual},
		{ID: "V13", Words: "Core beds that changed by more than 2% since yesterday need a comment.", Source: proposed, check: checkCore},
		{ID: "V14", Words: "No escalation beds open at 98% occupancy or above needs a comment.", Source: proposed, check: checkEscalation},
		{ID: "V15", Words: "A return of noughts alone needs a comment; send a nil return if that is meant.", Source: proposed, check: checkZeros},
		{ID: "V16", Words: "Patients remaining outside 2% to 31% of adult beds occupied need a comment.", Source: proposed, check: checkRemaining},
		{ID: "V17", Words: "Discharges outside 4% to 25% of adult beds occupied need a comment.", Source: proposed, check: checkDischarges},
		{ID: "V23", Words: "A figure that the version in force gives and this one leaves out needs a comment: a total falls, and nobody sees why.", Source: "Headroom", check: checkLeftOut},
		{ID: "V19", Stops: true, Words: "A change after the amendment window needs the region's approval.", Source: "amendment window of the collection's guidance", Always: true, check: checkWindow},
		{ID: "H01", Stops: true, Words: "Every required line is filled in, or says nil or not applicable.", Source: "Headroom", check: checkRequired},
		{ID: "H02", Stops: true, Words: "A return names an accountable person; a feed cannot approve itself.", Source: "sign-off rule of the collection's guidance (a.1)", Always: true, check: checkSigned},
		{ID: "H03", Stops: true, Words: "A return cannot be sent before it opens.", Source: "Headroom", Always: true, check: checkOpened},
		{ID: "H04", Stops: true, Words: "A return that was sent before is sent again with a reason.", Source: "Headroom, after the collection's rule that a revision is explained", Always: true, check: checkReason},
		{ID: "H05", Stops: true, Words: "Only an organisation that gives care sends a return; those above it are added up from theirs.", Source: "Headroom: a region's own figure would be counted twice", Always: true, check: checkKind},
		{ID: "H06", Words: "A return that holds no figures, nil or not applicable, needs a comment that says why.", Source: "Headroom, after the collection's warnings of high numbers of nil returns (letters on the action of April and May 2023)", Always: true, check: checkEmpty},
	}
}

func checkValues(s *subject, id string, l *fault.List) {
	seen := map[measure.Code]bool{}
	for _, it := range s.Items {
		m, ok := measure.Find(it.Measure)
		if _, on := s.Definition.Item(it.Measure); !ok || !on {
			addAt(l, it, id, fmt.Sprintf("%s is not a line of this form; remove it", it.Measure))
			continue
		}
		if seen[it.Measure] {
			addAt(l, it, id, m.Name+" is given twice; keep one")
		}
		seen[it.Measure] = true
		if words := m.Problem(it.Value); words != "" {
			addAt(l, it, id, words)
		}
	}
}

func addAt(l *fault.List, it Item, id, words string) {
	*l = append(*l, fault.Field{Name: string(it.Measure), Rule: id, Message: words, Sheet: it.At.Sheet, Cell: it.At.Ref})
}

func checkOrg(s *subject, id string, l *fault.List) {
	if !s.OrgOpen {
		l.Add("org", id, "%s is not an open organisation on %s; check the code and the date", s.Org, dayWords(s.Day))
	}
}

func checkSpan(s *subject, id string, l *fault.List) {
	usual := s.Definition.Flows(s.Day)
	if s.Covers.To != usual.To {
		l.Add("covers", id, "The span covered must end at the start of %s", dayWords(usual.To))
	}
	if !s.Covers.From.Before(s.Covers.To) {
		l.Add("covers", id, "The span covered ends before it starts")
		return
	}
	if s.Definition.Period != measure.Day {
		return
	}
	for i := len(s.Past) - 1; i >= 0; i-- {
		p := s.Past[i]
		if p.State.Gone() || p.Day == s.Day {
			continue
		}
		if p.Covers.To.After(s.Covers.From) {
			l.Add("covers", id, "The return for %s already covers days up to %s; this one may start on the day after at the earliest", dayWords(p.Day), dayWords(p.Covers.To.Add(-1)))
		}
		return
	}
}

// checkSums tells of each total once, though several ways of adding it up may clash with it.
func checkSums(s *subject, id string, l *fault.List) {
	clashes := map[measure.Code][]string{}
	for _, t := range sums {
		whole := s.Value(t.whole)
		total, ok := 0.0, whole.Given()
		names := make([]string, 0, len(t.parts))
		for _, p := range t.parts {
			v := s.Value(p)
			ok = ok && v.Given()
			total += v.Amount()
			names = append(names, label(p))
		}
		if ok && total != whole.Amount() {
			clashes[t.whole] = append(clashes[t.whole], fmt.Sprintf("%s add up to %s", strings.Join(names, " and "), measure.Grouped(total)))
		}
	}
	for _, t := range sums {
		if found := clashes[t.whole]; len(found) > 0 {
			l.Add(string(t.whole), id, "%s is %s, but %s; correct one of them", label(t.whole), measure.Grouped(s.Value(t.whole).Amount()), strings.Join(found, ", and "))
			delete(clashes, t.whole)
		}
	}
}

func checkOver(s *subject, id string, l *fault.List) {
	for _, p := range occupancy {
		if occ, open, ok := s.both(p[0], p[1]); ok && occ > open {
			l.Warn(string(p[0]), id, "%s (%s) is more than %s (%s); say why, for example patients in corridors", label(p[0]), measure.Grouped(occ), label(p[1]), measure.Grouped(open))
		}
	}
}

func checkChains(s *subject, _ string, l *fault.List) {
	for _, c := range chains {
		last := measure.Code("")
		for _, code := range c.links {
			if !s.Value(code).Given() {
				continue
			}
			if last != "" && s.Value(last).Amount() > s.Value(code).Amount() {
				l.Add(string(last), c.id, "%s (%s) cannot be more than %s (%s)", label(last), measure.Grouped(s.Value(last).Amount()), label(code), measure.Grouped(s.Value(code).Amount()))
			}
			last = code
		}
	}
}

func checkRepeat(s *subject, id string, l *fault.List) {
	if s.yesterday == nil {
		return
	}
	same, differ := 0, 0
	for _, it := range s.Items {
		fi, on := s.Definition.Item(it.Measure)
		if !on || fi.Basis != Snapshot || it.Value.Amount() == 0 {
			continue
		}
		if s.yesterday.Value(it.Measure) == it.Value {
			same++
		} else {
			differ++
		}
	}
	if same >= 2 && differ == 0 {
		l.Warn("", id, "All %d bed figures are exactly yesterday's; say that they were counted again", same)
	}
}

func checkUnusual(s *subject, id string, l *fault.List) {
	var alike []*Version // the same weekday of the weeks before
	for _, p := range s.Past {
		if p.Day.Weekday() == s.Day.Weekday() && p.Day != s.Day {
			alike = append(alike, p)
		}
	}
	for _, it := range s.Items {
		if !it.Value.Given() || len(alike) < 3 {
			continue
		}
		var past []float64
		for _, p := range alike {
			if v := p.Value(it.Measure); v.Given() {
				past = append(past, v.Amount())
			}
		}
		if len(past) < 3 {
			continue
		}
		med := median(past)
		gaps := make([]float64, len(past))
		for i, x := range past {
			gaps[i] = math.Abs(x - med)
		}
		off := math.Abs(it.Value.Amount() - med)
		if med >= 20 && off > 4*median(gaps) && off > 0.25*med {
			l.Warn(string(it.Measure), id, "%s is %s; the last four %ss were about %s. Correct it, or say what happened", label(it.Measure), measure.Grouped(it.Value.Amount()), s.Day.Weekday(), measure.Grouped(med))
		}
	}
}

func median(x []float64) float64 {
	x = append([]float64(nil), x...)
	sort.Float64s(x)
	if n := len(x); n%2 == 0 {
		return (x[n/2-1] + x[n/2]) / 2
	}
	return x[len(x)/2]
}

func checkCore(s *subject, id string, l *fault.List) {
	if s.yesterday == nil {
		return
	}
	was, is := s.yesterday.Value("ga_core_open"), s.Value("ga_core_open")
	if was.Given() && is.Given() && math.Abs(is.Amount()-was.Amount()) > 0.02*was.Amount() {
		l.Warn("ga_core_open", id, "Core beds changed from %s to %s since yesterday; say why", measure.Grouped(was.N), measure.Grouped(is.N))
	}
}

func checkEscalation(s *subject, id string, l *fault.List) {
	occ, open, ok := s.both("ga_occ", "ga_open")
	esc := s.Value("ga_esc_open")
	if ok && open > 0 && occ/open >= 0.98 && esc.Given() && esc.Amount() == 0 {
		l.Warn("ga_esc_open", id, "Occupancy is %.1f%% and no escalation bed is open; say why", 100*occ/open)
	}
}

func checkZeros(s *subject, id string, l *fault.List) {
	for _, it := range s.Items {
		if it.Value.Amount() != 0 {
			return
		}
	}
	if len(s.Items) > 0 {
		l.Warn("", id, "Every figure is nought; send a nil return if that is meant, or say why")
	}
}

func checkRemaining(s *subject, id string, l *fault.List) {
	within(s, id, l, "nctr_remaining", 0.02, 0.31)
}

func checkDischarges(s *subject, id string, l *fault.List) {
	within(s, id, l, "nctr_discharged", 0.04, 0.25)
}

func within(s *subject, id string, l *fault.List, c measure.Code, low, high float64) {
	x, beds, ok := s.both(c, "adult_occ")
	if ok && beds > 0 && (x/beds < low || x/beds > high) {
		l.Warn(string(c), id, "%s is %.1f%% of adult beds occupied, outside the usual %.0f%% to %.0f%%; correct it, or say why", label(c), 100*x/beds, 100*low, 100*high)
	}
}

// checkLeftOut asks about figures that were given and are blank, or do not apply, in the amendment.
func checkLeftOut(s *subject, id string, l *fault.List) {
	if len(s.Own) == 0 {
		return
	}
	before := s.Own[len(s.Own)-1]
	for _, it := range before.Items {
		if _, on := s.Definition.Item(it.Measure); on && it.Value.Given() && !s.Value(it.Measure).Given() {
			l.Warn(string(it.Measure), id, "%s was %s in version %d and is left out now; give it, or say why", label(it.Measure), measure.Plain(it.Value.Amount()), before.N)
		}
	}
}

func checkWindow(s *subject, id string, l *fault.List) {
	if !s.Definition.Publication && !s.Reopened && s.Now.After(s.Definition.AmendableUntil(s.Day)) {
		l.Add("", id, "The window to send or amend the return for %s closed at the end of %s; ask the region to reopen it", dayWords(s.Day), dayWords(s.Day.Add(s.Definition.AmendDays)))
	}
}

func checkRequired(s *subject, id string, l *fault.List) {
	for _, fi := range s.Definition.Items {
		if fi.Required && s.Value(fi.Measure).IsMissing() && !s.unread(fi.Measure) {
			l.Add(string(fi.Measure), id, "%s is blank; give a number, nil or not applicable", label(fi.Measure))
		}
	}
}

// unread reports whether a line was filled in with something that could not be read: it is told once, and not as blank.
func (s *subject) unread(c measure.Code) bool {
	for _, p := range s.Problems {
		if p.Name == string(c) {
			return true
		}
	}
	return false
}

func checkSigned(s *subject, id string, l *fault.List) {
	if s.Automated {
		l.Add("", id, "No accountable person is named for this return; ask one to sign it, or have an administrator name one on the feed's token")
	}
}

func checkReason(s *subject, id string, l *fault.List) {
	if len(s.Own) > 0 && !s.Definition.Publication && !said(s.Reason) {
		l.Add("reason", id, "Version %d of this return is in already; say why it changes%s", s.Own[len(s.Own)-1].N, tooShort(s.Reason))
	}
}

// checkEmpty asks why a whole return holds no figures: one choice in a form would else take an organisation out of every
// sum. A reason for sending it again answers as well.
func checkEmpty(s *subject, id string, l *fault.List) {
	if s.Definition.Publication || said(s.Reason) {
		return
	}
	switch s.State {
	case Nil:
		l.Warn("", id, "The return says that there is nothing to report; say why in a comment on the whole return")
	case NotApplicable:
		l.Warn("", id, "The return says that the form does not apply on this day; say why in a comment on the whole return")
	}
}

func checkKind(s *subject, id string, l *fault.List) {
	switch s.Kind {
	case org.KindEngland, org.KindNational, org.KindRegion, org.KindICB, org.KindADASSRegion:
		l.Add("org", id, "%s does not send returns: its figures are added up from those of the organisations below it", s.Org)
	}
}

func checkOpened(s *subject, id string, l *fault.List) {
	if !s.Definition.Publication && s.Now.Before(s.Definition.OpensAt(s.Day)) {
		l.Add("", id, "The return for %s opens at %s that morning", dayWords(s.Day), s.Definition.Opens)
	}
}

// dayWords is a date as people read it.
func dayWords(d civil.Date) string { return d.Format("2 January 2006") }

func label(c measure.Code) string {
	if m, ok := measure.Find(c); ok {
		return m.Name
	}
	return string(c)
}
