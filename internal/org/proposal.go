package org

import (
	"fmt"
	"slices"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// Step is what a person proposes by hand.
type Step string

// The steps, in the order in which a page offers them.
const (
	StepName       Step = "name"
	StepParent     Step = "parent"
	StepOpen       Step = "open"
	StepClose      Step = "close"
	StepSuccession Step = "succession"
	StepMark       Step = "mark"
	StepCode       Step = "code"
	StepShares     Step = "shares"
	StepWithdraw   Step = "withdraw"
)

// Steps lists the steps.
func Steps() []Step {
	return []Step{StepName, StepParent, StepOpen, StepClose, StepSuccession, StepMark, StepCode, StepShares, StepWithdraw}
}

// Words says what the step proposes.
func (s Step) Words() string {
	switch s {
	case StepName:
		return "a new name"
	case StepParent:
		return "a new place in a tree"
	case StepOpen:
		return "a new organisation below it"
	case StepClose:
		return "its closing"
	case StepSuccession:
		return "who came after it"
	case StepMark:
		return "which collections it owes"
	case StepCode:
		return "a code of another list"
	case StepShares:
		return "its shares"
	case StepWithdraw:
		return "taking back a statement entered by mistake"
	}
	return string(s)
}

// ByHand is the source of what a person entered.
const ByHand = "entered by hand"

// Proposal is what a person fills in. Which fields count depends on Step; codes and shares stand as typed. The names of
// a fault's fields are the lower-case names of the fields here.
type Proposal struct {
	Step   Step
	Org    Code // the organisation; for an opening the one below which the new one hangs
	From   civil.Date
	To     civil.Date // the last day; zero while it goes on
	Name   string
	Short  string
	Tree   Tree
	Parent string
	Kind   Kind
	Code   string // of the new organisation, or the code of another list
	Scheme Scheme
	Manner Manner
	Others string // the codes of those who came after
	Closes bool   // the succession also closes the organisation the day before
	Mark   string
	Owes   bool // for a mark: from the first day, or no more after the last
	Basis  Basis
	Shares string // a line for each: code and percentage
	Fact   string // the key of the statement to take back
	Reason string

	Unconfirmed bool // from memory or doubtful
}

// Propose makes the change set of what a person entered, or says everything that is wrong with it. today is the day on
// which it is entered. Nothing is changed: somebody who may accept for the place decides on it.
func (b *Book) Propose(p Proposal, today civil.Date) (ChangeSet, error) {
	c := &proposing{b: b, p: p, today: today}
	c.unit, c.held = b.unit(p.Org)
	c.p.Reason = strings.Join(strings.Fields(p.Reason), " ")
	if !c.held {
		c.bad("org", "There is no organisation with the code %s", p.Org)
	}
	check, ok := map[Step]func(){StepName: c.name, StepParent: c.parent, StepOpen: c.open, StepClose: c.closing, StepSuccession: c.succession,
		StepMark: c.mark, StepCode: c.code, StepShares: c.shares, StepWithdraw: c.withdraw}[p.Step]
	if !ok {
		c.bad("step", "Choose what is proposed")
	} else if c.held {
		check()
	}
	if c.p.Reason == "" {
		c.bad("reason", "Say in a sentence why this is proposed, and where it can be looked up")
	}
	if err := c.problems.Err("Nothing was proposed"); err != nil {
		return ChangeSet{}, err
	}
	c.set.Title = fmt.Sprintf("%s: %s", b.called(p.Org, today), p.Step.Words())
	c.set.File, c.set.AsAt = ByHand, today
	return c.set, nil
}

// proposing is one proposal being checked.
type proposing struct {
	b        *Book
	p        Proposal
	today    civil.Date
	unit     Fact
	held     bool
	problems fault.List
	set      ChangeSet
}

func (c *proposing) bad(field, message string, args ...any) {
	c.problems.Add(field, "ORG8", message, args...)
}

func (c *proposing) note(message string, args ...any) {
	c.set.Notes = append(c.set.Notes, fmt.Sprintf(message, args...))
}

// line adds facts that are accepted or rejected together, unless something is wrong.
func (c *proposing) line(verb string, facts ...Fact) {
	if len(c.problems) > 0 {
		return
	}
	for i := range facts {
		facts[i].Source, facts[i].AsAt = ByHand, c.today
		facts[i].Unconfirmed = facts[i].Unconfirmed || c.p.Unconfirmed && facts[i].Standing != Withdrawn
	}
	l := Change{Line: len(c.set.Lines) + 1, Org: facts[0].Org, Verb: verb, Facts: facts, Before: c.b.Held(facts), After: c.b.after(facts),
		Evidence: Evidence{File: ByHand, Text: c.p.Reason}}
	l.Words = c.b.sentence(l, c.today)
	c.set.Lines = append(c.set.Lines, l)
}

// span reads the first and last day; the first is needed.
func (c *proposing) span() civil.Range {
	r := civil.Range{From: c.p.From}
	if r.From.IsZero() {
		c.bad("from", "Enter the first day")
	}
	if c.p.To.IsZero() {
		return r
	}
	if c.p.To.Before(c.p.From) {
		c.bad("to", "The last day %s is before the first day %s; correct one of them", c.p.To, c.p.From)
	}
	r.To = c.p.To.Add(1)
	return r
}

// inside checks that a span lies within the organisation's own days.
func (c *proposing) inside(r civil.Range) {
	open := c.unit.Valid
	if c.unit.Standing == Seen {
		open.From = civil.Date{} // when it opened is not known
	}
	switch {
	case r.From.IsZero():
	case r.From.Before(open.From):
		c.bad("from", "%s opened on %s; choose that day or a later one", c.p.Org, open.From)
	case !open.To.IsZero() && !r.From.Before(open.To):
		c.bad("from", "%s closed after %s; choose an earlier day", c.p.Org, open.To.Add(-1))
	case !open.To.IsZero() && r.To.After(open.To):
		c.bad("to", "%s closed after %s; choose that day or an earlier one", c.p.Org, open.To.Add(-1))
	}
}

// apart checks that a span contests no stated fact of the same sort: not the same first day, and nothing that begins
// within it when it has an end. What begins later than an open span follows it, which is said in a note.
func (c *proposing) apart(facts []Fact, r civil.Range, what string) {
	for _, f := range facts {
		switch {
		case f.rank() == 0 || r.From.IsZero():
		case f.Valid.From == r.From:
			c.bad("from", "%s is held from that day already (%s); take it back first, or choose another day", what, c.b.Says(f))
		case f.Valid.From.After(r.From) && !r.To.IsZero() && f.Valid.From.Before(r.To):
			c.bad("to", "%s begins on %s (%s); let this one end the day before", what, f.Valid.From, c.b.Says(f))
		case f.Valid.From.After(r.From) && r.To.IsZero():
			c.note("It holds until %s: from the day after, the record has “%s”.", f.Valid.From.Add(-1), c.b.Says(f))
		}
	}
}

// other reads a typed code of any list as an organisation that is open on the first day.
func (c *proposing) other(field, typed string) (Code, Fact, bool) {
	if strings.TrimSpace(typed) == "" {
		c.bad(field, "Enter the code of an organisation")
		return "", Fact{}, false
	}
	id, _, err := ParseCode(typed)
	if err != nil {
		c.bad(field, "%s", err.Error())
		return "", Fact{}, false
	}
	code, ok := c.b.Lookup(string(id), c.p.From)
	u, known := c.b.unit(code)
	if !ok || !known {
		c.bad(field, "There is no organisation with the code %s; open it first", id)
		return "", Fact{}, false
	}
	if day := c.p.From; !day.IsZero() && !u.Valid.Contains(day) {
		c.bad(field, "%s is not open on %s (%s)", code, day, unitWords(u))
		return code, u, false
	}
	return code, u, true
}

// subject is what is held of the organisation.
func (c *proposing) subject() *subject {
	if s := c.b.subjects[c.p.Org]; s != nil {
		return s
	}
	return &subject{}
}

// stated leaves out what only data files showed.
func stated(facts []Fact) []Fact {
	return slices.DeleteFunc(slices.Clone(facts), func(f Fact) bool { return f.rank() == 0 })
}
