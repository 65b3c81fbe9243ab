package discharge

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// SignerOf is who acts when p uses the role g: a deputy is known by whom the grant stands for.
func SignerOf(p access.Principal, g access.Grant) Signer {
	return Signer{Actor: p.Actor(), Role: string(g.Role), Org: g.At, Deputy: g.StandsFor != 0}
}

// holds reports whether the signer acts in one of the roles.
func (s Signer) holds(roles ...access.Role) bool {
	return slices.Contains(roles, access.Role(s.Role))
}

// RoleWords is the role as people read it, with "deputy of" where one stands in.
func (s Signer) RoleWords() string {
	name := access.Role(s.Role).Name()
	if s.Deputy {
		return "deputy of the " + strings.ToLower(name[:1]) + name[1:]
	}
	return name
}

// Holder is the organisation that answers for a line and alone agrees or refuses it: its council, else its trust.
func (l Line) Holder() org.Code {
	if l.Council != "" {
		return l.Council
	}
	return l.Trust
}

// People reports whether the line's number is people, whom a sum may add.
func (l Line) People() bool { return l.Service != TransferHub && l.Service != EscalationBed }

// Unit is what the line's number counts, in the plural.
func (l Line) Unit() string {
	switch l.Service {
	case TransferHub:
		return "hundredths of a working day"
	case EscalationBed:
		return "beds"
	}
	return "people"
}

// AmountWords says a number of the line's unit for people: "4 people", "0.25 of a working day of hub staff".
func (l Line) AmountWords(n int) string {
	one := map[string]string{"people": "person", "beds": "bed"}[l.Unit()]
	switch {
	case l.Service == TransferHub:
		return HubWords(n) + " of a working day of hub staff"
	case n == 1:
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, l.Unit())
}

// HubWords writes hundredths of a working day as a number of working days: 25 is "0.25".
func HubWords(hundredths int) string {
	return strconv.FormatFloat(float64(hundredths)/100, 'f', -1, 64)
}

// Words says a line in a sentence's place: "4 people by home care, P1, of E10000006 from RA4 on 24 December 2023".
func (l Line) Words() string {
	w := l.AmountWords(l.Number)
	if l.Service != TransferHub {
		w += " by " + l.Service.Words()
	}
	if l.Pathway != "" {
		w += ", " + string(l.Pathway) + ","
	}
	if l.Council != "" {
		w += " of " + string(l.Council)
	}
	return fmt.Sprintf("%s from %s on %s", w, l.Trust, l.Date.Format("2 January 2006"))
}

// Words names the service in the middle of a sentence.
func (s Service) Words() string {
	switch s {
	case HomeCare:
		return "home care"
	case Reablement:
		return "reablement"
	case CommunityBed:
		return "community beds"
	case CareHomeBed:
		return "care home places"
	case WardDischarge:
		return "ward discharges"
	case TransferHub:
		return "the transfer hub"
	case UrgentCare:
		return "urgent community response"
	case EscalationBed:
		return "escalation beds"
	}
	return string(s)
}

// Standing is what has become of a line, worked out from its events.
type Standing struct {
	State     State
	Asked     int   // the line's own number
	Agreed    int   // what its holder agreed to; 0 before
	Delivered int   // what was done; counts only when Reported
	Reported  bool  // somebody said what was done, be it nothing; until then the number is missing, not nought
	Last      Event // the newest event; its At is zero while there is none
	AgreedBy  Event // the agreement that stands; its At is zero where there is none
}

// Counts is how many the line takes of its holder's capacity once it is agreed: what was agreed, and nothing after it
// failed, was refused or was withdrawn.
func (s Standing) Counts() int {
	if s.State == Agreed || s.State == Delivered {
		return s.Agreed
	}
	return 0
}

// Open is how many the line would still take if it were agreed as asked.
func (s Standing) Open() int {
	if s.State == Proposed {
		return s.Asked
	}
	return 0
}

// StateOf is the state of a line after its events, which must be in the order in which they happened.
func StateOf(l Line, events []Event) State { return StandingOf(l, events).State }

// StandingOf works out what has become of a line from those of the events that are about it, in their order. A line
// without any is proposed.
func StandingOf(l Line, events []Event) Standing {
	s := Standing{State: Proposed, Asked: l.Number}
	for _, e := range events {
		if e.Line != l.ID {
			continue
		}
		s.State, s.Last = e.State, e
		switch e.State {
		case Agreed:
			s.Agreed, s.AgreedBy, s.Delivered, s.Reported = e.Number, e, 0, false
		case Delivered:
			s.Delivered, s.Reported = e.Number, true
		case Failed:
			s.Delivered, s.Reported = 0, true
		case Proposed, Refused, Withdrawn:
			s.Agreed, s.AgreedBy, s.Delivered, s.Reported = 0, Event{}, 0, false
		}
	}
	return s
}

// moves lists what may follow each state. A delivery and a failure may each be corrected by the other.
var moves = map[State][]State{
	Proposed:  {Agreed, Refused, Withdrawn},
	Agreed:    {Agreed, Refused, Withdrawn, Delivered, Failed},
	Refused:   {Agreed, Withdrawn},
	Delivered: {Delivered, Failed},
	Failed:    {Delivered, Failed},
	Withdrawn: {},
}

// MayFollow lists the states that may follow s, in the order in which a page offers them.
func MayFollow(s State) []State { return slices.Clone(moves[s]) }

// Words says the state in a sentence.
func (s State) Words() string { return "is " + string(s) }

// CheckEvent judges one event about a line that stands as st, and gives it cleaned: the number filled in, the reason
// tidied. board is the board of the plan. It is Forbidden when the signer may not do this, Conflict when the line's state
// does not allow it, Invalid, with every field's problem, when a number or reason is wrong. At is when it happens.
func CheckEvent(l Line, st Standing, board org.Code, e Event) (Event, error) {
	e.Reason = strings.Join(strings.Fields(e.Reason), " ")
	if !slices.Contains(moves[st.State], e.State) {
		return e, fault.New(fault.Conflict, "%s", noMove(st, e.State))
	}
	if why := notFor(l, board, e); why != "" {
		return e, fault.New(fault.Forbidden, "%s", why)
	}
	if why := notNow(l, e); why != "" {
		return e, fault.New(fault.Conflict, "%s", why)
	}
	var bad fault.List
	e.Number = numberOf(l, st, e, &bad)
	if needsReason(l, st, e) && e.Reason == "" {
		bad.Add("reason", "", "Say in a sentence why %s", becauseOf(l, st, e))
	}
	return e, bad.Err("The line was left as it is")
}

// noMove says why a state cannot follow another.
func noMove(st Standing, to State) string {
	switch {
	case st.State == Withdrawn:
		return "This line was withdrawn; propose it again in a new version of the plan"
	case to == Delivered || to == Failed:
		return fmt.Sprintf("What was done can be said only of a line that was agreed; this one %s", st.State.Words())
	case st.Reported:
		return fmt.Sprintf("What was done on this line has been said: it %s. Correct the number instead", st.State.Words())
	case to == st.State:
		return fmt.Sprintf("This line %s already", st.State.Words())
	}
	return fmt.Sprintf("A line that %s cannot become %s", st.State.Words(), to)
}

// notFor says why the signer may not do this to the line; "" when he may.
func notFor(l Line, board org.Code, e Event) string {
	by, holder := e.By, l.Holder()
	switch e.State {
	case Agreed, Refused:
		if by.Org != holder {
			return fmt.Sprintf("Only %s answers for this line: nobody else can say it is %s", holder, e.State)
		}
		if l.Council != "" && !by.holds(access.CouncilDirector) {
			return "A council's line is answered by its director of adult social services, or a deputy named for that role"
		}
		if l.Council == "" && !by.holds(access.TrustDirector) {
			return "A trust's line is answered by its accountable director (the chief operating officer), or a deputy named for that role"
		}
	case Withdrawn:
		if by.Org == board && by.holds(access.ICBLead, access.ICBDirector) || by.Org == l.Trust && by.holds(access.TrustDirector) ||
			by.Org == l.Council && by.holds(access.CouncilDirector) {
			return ""
		}
		return fmt.Sprintf("A line is withdrawn by the director of %s, by the board's lead or by the holder's own director", l.Trust)
	case Delivered, Failed:
		if by.Org == l.Trust && by.holds(access.TrustSubmitter, access.TrustDirector) ||
			by.Org != "" && by.Org == l.Council && by.holds(access.CouncilLead, access.CouncilDirector) {
			return ""
		}
		return "What was done is entered by the line's trust or its council"
	}
	return ""
}

// notNow says why the day does not allow it: nobody agrees to a day that is over, nor tells what was done on one to come.
func notNow(l Line, e Event) string {
	today := civil.Today(e.At)
	switch {
	case (e.State == Agreed || e.State == Refused) && today.After(l.Date):
		return fmt.Sprintf("%s is over; what was not agreed by its end cannot be agreed or refused any more", l.Date.Format("2 January 2006"))
	case (e.State == Delivered || e.State == Failed) && today.Before(l.Date):
		return fmt.Sprintf("%s is still to come; say what was done on the day itself or the morning after", l.Date.Format("2 January 2006"))
	}
	return ""
}

// numberOf is the number that an event stands for; 0 in an agreement means all that the line asks.
func numberOf(l Line, st Standing, e Event, bad *fault.List) int {
	switch e.State {
	case Agreed:
		if e.Number == 0 {
			e.Number = l.Number
		}
		switch {
		case e.Number < 0 || e.Number > l.Number:
			bad.Add("number", "", "Enter no more than the %s that the line asks, and no less than %s; for more, propose a new version", l.AmountWords(l.Number), l.leastWords())
		case st.State == Agreed && e.Number == st.Agreed:
			bad.Add("number", "", "The line is agreed with %s already; enter another number", l.AmountWords(st.Agreed))
		}
	case Delivered:
		if e.Number < 1 || e.Number > 10*max(st.Agreed, 1) {
			bad.Add("number", "", "Enter how many were done, from %s; when nothing was, say that the line failed and why. Agreed: %s", l.leastWords(), l.AmountWords(st.Agreed))
		}
	case Proposed, Refused, Withdrawn, Failed:
		if e.Number != 0 {
			bad.Add("number", "", "%s", noNumber(l, e))
		}
		return 0
	}
	return e.Number
}

// leastWords is the least that can be agreed or done of a line.
func (l Line) leastWords() string {
	if l.Service == TransferHub {
		return HubWords(1)
	}
	return "1"
}

// lessThan says that a number is short of n.
func (l Line) lessThan(n int) string {
	if l.Service == TransferHub {
		return "less than the " + l.AmountWords(n)
	}
	return "fewer than the " + l.AmountWords(n)
}

// noNumber says what to do with a number beside a state that has none.
func noNumber(l Line, e Event) string {
	switch e.State {
	case Failed:
		return fmt.Sprintf("You entered %s and said that nothing was done: leave the number empty, or say that it was done", l.AmountWords(e.Number))
	case Refused:
		return fmt.Sprintf("You entered %s and refused the line: leave the number empty, or agree to fewer", l.AmountWords(e.Number))
	}
	return fmt.Sprintf("You entered %s, and a line that is %s has no number: leave it empty", l.AmountWords(e.Number), e.State)
}

// needsReason tells the events that say why.
func needsReason(l Line, st Standing, e Event) bool {
	switch e.State {
	case Refused, Withdrawn, Failed:
		return true
	case Agreed:
		return e.Number < l.Number
	case Delivered:
		return e.Number != st.Agreed
	}
	return false
}

// becauseOf is what a reason is asked for.
func becauseOf(l Line, st Standing, e Event) string {
	switch e.State {
	case Agreed:
		return "it is " + l.lessThan(st.Asked) + " asked"
	case Delivered:
		if e.Number > st.Agreed {
			return "it is more than the " + l.AmountWords(st.Agreed) + " agreed"
		}
		return "it is " + l.lessThan(st.Agreed) + " agreed"
	case Failed:
		return "nothing was done"
	}
	return "the line is " + string(e.State)
}

// Happening is one event of a plan for its history: about a line, about the version as a whole, or about what takes the
// place of lines that were refused or agreed in part.
type Happening struct {
	At      time.Time
	Version int
	By      Signer // without an Actor: Headroom itself
	Line    string // empty for what is not about one line
	Of      Line   // the line as it stood in that version; zero for what is not about one line
	What    string // HappenedProposed, HappenedSigned, HappenedAsked, HappenedMade or the line's new state
	Number  int    // the event's number; the lines proposed, or to be made good, or added in their place
	Reason  string
	Sketch  int64 // what was, or is to be, worked out; 0 for anything else
}

// What happens to a version as a whole, and to what is to take the place of its lines.
const (
	HappenedProposed = "proposed"
	HappenedSigned   = "signed"
	HappenedAsked    = "re-plan asked for"
	HappenedMade     = "re-plan worked out"
)
