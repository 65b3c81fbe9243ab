package org

import (
	"slices"
	"strings"
	"testing"

	"headroom/internal/fault"
)

// handFacts is a small world: two trusts, a council, a closed trust and a provisional one.
func handFacts() []Fact {
	return slices.Concat(Builtin(), trust("RAA", "QMJ", from("2012-04-01")), trust("RBB", "QMF", from("2012-04-01")),
		trust("ROO", "QMJ", fromTo("2005-04-01", "2020-04-01")),
		[]Fact{
			{What: FactUnit, Org: "Z-COU", Kind: KindCouncil, Valid: from("2009-04-01")},
			{What: FactName, Org: "Z-COU", Text: "Borderland"},
			{What: FactLink, Org: "Z-COU", Tree: ADASS, Other: "E12000008", Valid: from("2009-04-01")},
			{What: FactUnit, Org: "RSS", Kind: KindTrust, Valid: fromTo("2023-12-01", "2024-01-02"), Standing: Seen},
			{What: FactCode, Org: "RBB", Scheme: SchemeONS, Text: "Z99", Valid: from("2020-01-01")},
			{What: FactMark, Org: "RAA", Text: MarkAcuteBeds},
			{What: FactSuccession, Org: "ROO", Other: "RBB", Manner: Merged, Valid: from("2020-04-01")},
		})
}

func hand(facts []Fact, p Proposal) (ChangeSet, error) {
	p.Reason = "the order of 1 May"
	return NewBook(facts).Propose(p, date("2024-05-01"))
}

// proposeAccepted proposes and accepts, and gives the book afterwards.
func proposeAccepted(t *testing.T, facts *[]Fact, p Proposal, says ...string) *Book {
	t.Helper()
	set, err := hand(*facts, p)
	if err != nil {
		t.Fatalf("%s: %v", p.Step, err)
	}
	var words []string
	for _, l := range set.Lines {
		words = append(words, l.Words, l.Before, l.After)
		if b := NewBook(*facts); b.Moved(l) != "" {
			t.Errorf("%s: the line has moved at once: %s", p.Step, b.Moved(l))
		}
		*facts = append(*facts, l.Facts...)
	}
	for _, s := range says {
		if all := strings.Join(append(words, set.Notes...), " | "); !strings.Contains(all, s) {
			t.Errorf("%s: %q is not said in %s", p.Step, s, all)
		}
	}
	return NewBook(*facts)
}

func TestProposalsChangeTheRecordFromTheirDay(t *testing.T) {
	facts := handFacts()
	may := date("2024-05-01")
	b := proposeAccepted(t, &facts, Proposal{Step: StepName, Org: "RAA", From: may, Name: " Aa  University Trust "}, "named Aa University Trust from 2024-05-01")
	if b.Name("RAA", date("2024-04-30")) != "Trust RAA" || b.Name("RAA", may) != "Aa University Trust" {
		t.Error("the name does not change on its day")
	}
	b = proposeAccepted(t, &facts, Proposal{Step: StepParent, Org: "RAA", Tree: NHS, Parent: "qkk", From: may}, "NHS North Central London", "under NHS South East London")
	if p, _ := b.At(may).Parent(NHS, "RAA"); p != "QKK" {
		t.Errorf("RAA hangs from %s", p)
	}
	if p, _ := b.At(may.Add(-1)).Parent(NHS, "RAA"); p != "QMJ" {
		t.Errorf("the day before it hangs from %s", p)
	}
	b = proposeAccepted(t, &facts, Proposal{Step: StepOpen, Org: "Z-COU", Kind: KindCareProvider, Code: "z-care1", Name: "Rose House", From: may}, "New care provider: Rose House (Z-CARE1)")
	if u, ok := b.At(may).Unit("Z-CARE1"); !ok || u.Kind != KindCareProvider || !b.At(may).Within("Z-CARE1", "E12000008") {
		t.Errorf("the care provider is %+v", u)
	}
	b = proposeAccepted(t, &facts, Proposal{Step: StepOpen, Org: "QMJ", Kind: KindTrust, Code: "RSS", Name: "Seen Trust", From: date("2015-04-01").Add(2700)}, "Confirm the NHS trust")
	if u, _ := b.At(may).Unit("RSS"); u.Provisional {
		t.Error("the trust that data files showed is still provisional")
	}
	b = proposeAccepted(t, &facts, Proposal{Step: StepCode, Org: "RAA", Scheme: SchemeONS, Code: "e99", From: may}, "ons code E99 from 2024-05-01")
	if c, _ := b.Lookup("E99", may); c != "RAA" {
		t.Errorf("E99 means %s", c)
	}
	b = proposeAccepted(t, &facts, Proposal{Step: StepShares, Org: "Z-COU", Basis: AreasByICB, Shares: "QHG 90\nQU9: 10%", From: may}, "QHG 90.0%, QU9 10.0%")
	if x := b.At(may).Cross("Z-COU"); len(x.NHSRegions) != 2 || x.ADASSRegion != "E12000008" {
		t.Errorf("the council crosses to %+v", x)
	}
	b = proposeAccepted(t, &facts, Proposal{Step: StepMark, Org: "RBB", Mark: MarkCriteria, Owes: true, From: may}, "owes the criteria-to-reside sitrep from 2024-05-01")
	if b.At(may.Add(-1)).Marked("RBB", MarkCriteria) || !b.At(may).Marked("RBB", MarkCriteria) {
		t.Error("the mark does not begin on its day")
	}
	b = proposeAccepted(t, &facts, Proposal{Step: StepMark, Org: "RAA", Mark: MarkAcuteBeds, To: may}, "until 2024-05-01")
	if !b.At(may).Marked("RAA", MarkAcuteBeds) || b.At(may.Add(1)).Marked("RAA", MarkAcuteBeds) {
		t.Error("the mark does not end on its day")
	}
	b = proposeAccepted(t, &facts, Proposal{Step: StepSuccession, Org: "RAA", Manner: Demerged, Others: "RBB, RSS", From: date("2024-06-01"), Closes: true},
		"RAA split off to RBB on 2024-06-01; RAA split off to RSS", "closed after 2024-05-31")
	if h := b.Heir("RAA", date("2024-06-01")); len(h.Choices) != 2 {
		t.Errorf("the heirs of RAA are %+v", h)
	}
	b = proposeAccepted(t, &facts, Proposal{Step: StepClose, Org: "RBB", To: date("2025-03-31")}, "closed after 2025-03-31")
	if _, open := b.At(date("2025-04-01")).Unit("RBB"); open {
		t.Error("RBB is open after its last day")
	}
}

func TestAStatementIsTakenBack(t *testing.T) {
	facts := handFacts()
	proposeAccepted(t, &facts, Proposal{Step: StepName, Org: "RAA", From: date("2024-05-01"), Name: "Wrong Name"})
	var key string
	for _, f := range NewBook(facts).Statements("RAA") {
		if f.Text == "Wrong Name" {
			key = f.Key()
		}
	}
	p := Proposal{Step: StepWithdraw, Org: "RAA", Fact: key}
	if b := proposeAccepted(t, &facts, p, "taken back: named Wrong Name from 2024-05-01"); b.Name("RAA", date("2024-06-01")) != "Trust RAA" {
		t.Errorf("the name is %s", b.Name("RAA", date("2024-06-01")))
	}
	if _, err := hand(facts, p); !strings.Contains(words(err), "not held any more") {
		t.Errorf("taking it back twice says %v", err)
	}
	unit := slices.IndexFunc(NewBook(facts).Statements("QMJ"), func(f Fact) bool { return f.What == FactUnit })
	if _, err := hand(facts, Proposal{Step: StepWithdraw, Org: "QMJ", Fact: NewBook(facts).Statements("QMJ")[unit].Key()}); !strings.Contains(words(err), "hang below it") {
		t.Errorf("taking a board back says %v", err)
	}
}

// words is every message of a fault with its field.
func words(err error) string {
	f := fault.As(err)
	if f == nil {
		return ""
	}
	var out []string
	for _, p := range f.Fields {
		out = append(out, p.Name+": "+p.Message)
	}
	return strings.Join(out, "\n")
}

func TestProposalsAreRefusedWithWords(t *testing.T) {
	day := date("2024-05-01")
	for name, c := range map[string]struct {
		p    Proposal
		says []string
	}{
		"nobody":                 {Proposal{Step: StepName, Org: "NONE"}, []string{"org: There is no organisation"}},
		"nothing":                {Proposal{Org: "RAA"}, []string{"step: Choose"}},
		"everything at once":     {Proposal{Step: StepName, Org: "RAA", To: date("2024-04-01")}, []string{"from: Enter the first day", "name: Enter the name"}},
		"before opening":         {Proposal{Step: StepName, Org: "RAA", From: date("2001-01-01"), Name: "X"}, []string{"from: RAA opened on 2012-04-01"}},
		"after closing":          {Proposal{Step: StepName, Org: "ROO", From: day, Name: "X"}, []string{"from: ROO closed after 2020-03-31"}},
		"backwards":              {Proposal{Step: StepName, Org: "RAA", From: day, To: day.Add(-1), Name: "X"}, []string{"to: The last day"}},
		"same first day":         {Proposal{Step: StepName, Org: "RAA", From: date("2012-04-01"), Name: "X"}, []string{"from: A name is held from that day already"}},
		"over a later one":       {Proposal{Step: StepName, Org: "Y56", From: date("2013-01-01"), To: date("2014-01-01"), Name: "X"}, []string{"to: A name begins on 2013-04-01"}},
		"same name":              {Proposal{Step: StepName, Org: "RAA", From: day, Name: "Trust RAA"}, []string{"name: It is called that"}},
		"unknown parent":         {Proposal{Step: StepParent, Org: "RAA", Tree: NHS, Parent: "QZZ", From: day}, []string{"parent: There is no organisation with the code QZZ"}},
		"wrong kind of parent":   {Proposal{Step: StepParent, Org: "RAA", Tree: NHS, Parent: "RBB", From: day}, []string{"parent: RBB is an NHS trust: an NHS trust hangs from integrated care board, NHS region"}},
		"wrong tree":             {Proposal{Step: StepParent, Org: "Z-COU", Tree: NHS, Parent: "QMJ", From: day}, []string{"tree: "}},
		"ring":                   {Proposal{Step: StepParent, Org: "QMJ", Tree: NHS, Parent: "RAA", From: day}, []string{"parent: RAA hangs below QMJ itself"}},
		"closed parent":          {Proposal{Step: StepParent, Org: "RAA", Tree: NHS, Parent: "QMJ", From: date("2026-05-01")}, []string{"parent: QMJ is not open on 2026-05-01"}},
		"same parent":            {Proposal{Step: StepParent, Org: "RAA", Tree: NHS, Parent: "QMJ", From: day}, []string{"parent: It hangs there"}},
		"open what is held":      {Proposal{Step: StepOpen, Org: "QMJ", Kind: KindTrust, Code: "RAA", Name: "X", From: day}, []string{"code: Trust RAA (RAA) is held already"}},
		"open the wrong kind":    {Proposal{Step: StepOpen, Org: "Z-COU", Kind: KindTrust, Code: "R9", Name: "", From: day}, []string{"kind: ", "name: Enter its name"}},
		"open under a closed":    {Proposal{Step: StepOpen, Org: "QMJ", Kind: KindTrust, Code: "A1B2C", Name: "X", From: date("2026-05-01")}, []string{"from: QMJ is not open"}},
		"open a code in use":     {Proposal{Step: StepOpen, Org: "QMJ", Kind: KindTrust, Code: "Z99", Name: "X", From: day}, []string{"code: Z99 is a code of"}},
		"open a bad code":        {Proposal{Step: StepOpen, Org: "QMJ", Kind: KindTrust, Code: "R A", Name: "X", From: day}, []string{"code: "}},
		"open and close":         {Proposal{Step: StepOpen, Org: "QMJ", Kind: KindTrust, Code: "A1B2C", Name: "X", From: day, To: day.Add(-9)}, []string{"to: The last day"}},
		"closed before opening":  {Proposal{Step: StepClose, Org: "RAA", To: date("2011-01-01")}, []string{"to: The closing 2011-01-01 is before the opening 2012-04-01"}},
		"closed already":         {Proposal{Step: StepClose, Org: "ROO", To: date("2020-03-31")}, []string{"to: That closing is held already"}},
		"no closing day":         {Proposal{Step: StepClose, Org: "RAA"}, []string{"to: Enter the last day"}},
		"close the provisional":  {Proposal{Step: StepClose, Org: "RSS", To: day}, []string{"to: RSS was only seen"}},
		"followed by nobody":     {Proposal{Step: StepSuccession, Org: "RAA", Manner: Merged, From: day}, []string{"others: Enter the code"}},
		"no manner":              {Proposal{Step: StepSuccession, Org: "RAA", Others: "RBB", From: day}, []string{"manner: "}},
		"merged into two":        {Proposal{Step: StepSuccession, Org: "RAA", Manner: Merged, Others: "RBB QKK", From: day}, []string{"others: Only a split"}},
		"merged into itself":     {Proposal{Step: StepSuccession, Org: "RAA", Manner: Merged, Others: "RAA", From: day}, []string{"others: RAA cannot come after itself"}},
		"twice":                  {Proposal{Step: StepSuccession, Org: "RAA", Manner: Demerged, Others: "RBB RBB", From: day}, []string{"others: RBB stands twice"}},
		"ring of successions":    {Proposal{Step: StepSuccession, Org: "RBB", Manner: Merged, Others: "ROO", From: date("2019-01-01")}, []string{"others: ROO came before RBB"}},
		"recorded already":       {Proposal{Step: StepSuccession, Org: "ROO", Manner: Merged, Others: "RBB", From: date("2020-04-01")}, []string{"others: That is recorded already"}},
		"another heir":           {Proposal{Step: StepSuccession, Org: "ROO", Manner: Merged, Others: "RAA", From: date("2020-04-01")}, []string{"others: The record has"}},
		"followed before it was": {Proposal{Step: StepSuccession, Org: "RAA", Manner: Merged, Others: "ROO", From: date("2010-01-01")}, []string{"from: RAA opened on"}},
		"no such mark":           {Proposal{Step: StepMark, Org: "RAA", Mark: "x", Owes: true, From: day}, []string{"mark: Choose"}},
		"marked already":         {Proposal{Step: StepMark, Org: "RAA", Mark: MarkAcuteBeds, Owes: true, From: day}, []string{"mark: It carries that mark"}},
		"a council's mark":       {Proposal{Step: StepMark, Org: "Z-COU", Mark: MarkAcuteBeds, Owes: true, From: day}, []string{"mark: Only trusts"}},
		"not marked":             {Proposal{Step: StepMark, Org: "RBB", Mark: MarkAcuteBeds, To: day}, []string{"to: It does not carry"}},
		"another's code":         {Proposal{Step: StepCode, Org: "RAA", Scheme: SchemeONS, Code: "Z99", From: day}, []string{"code: Z99 means Trust RBB"}},
		"its code already":       {Proposal{Step: StepCode, Org: "RBB", Scheme: SchemeONS, Code: "Z99", From: day}, []string{"code: It holds that code already"}},
		"the code of a unit":     {Proposal{Step: StepCode, Org: "RAA", Scheme: "x", Code: "RBB", From: day}, []string{"code: RBB is the code of", "scheme: "}},
		"too little":             {Proposal{Step: StepShares, Org: "Z-COU", Basis: AreasByICB, Shares: "QHG 40\nQHG 10\nQZZ 20\nQU9 much\nRAA 5", From: day}, []string{"QHG stands twice", "no organisation with the code QZZ", "“QU9 much”", "RAA is an NHS trust", "add up to"}},
		"another's shares":       {Proposal{Step: StepShares, Org: "Z-COU", Basis: PatientsByICB, Shares: "QHG 100", From: day}, []string{"basis: "}},
		"no statement":           {Proposal{Step: StepWithdraw, Org: "RAA"}, []string{"fact: Choose"}},
	} {
		set, err := hand(handFacts(), c.p)
		if err == nil {
			t.Errorf("%s: proposed %+v", name, set.Lines)
			continue
		}
		for _, s := range c.says {
			if !strings.Contains(words(err), s) {
				t.Errorf("%s: does not say %q but\n%s", name, s, words(err))
			}
		}
	}
	if _, err := NewBook(handFacts()).Propose(Proposal{Step: StepClose, Org: "RAA", To: day}, day); !strings.Contains(words(err), "reason: ") {
		t.Errorf("no reason says %v", err)
	}
}
