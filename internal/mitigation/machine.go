package mitigation

import "slices"

// State is where a request is. Stored as its word, in events alone.
type State string

// The states (B6). What came of impact returns is kept apart from them, as timeliness is.
const (
	Draft            State = "draft"
	TrustReview      State = "trust-review"
	WithSystem       State = "with-system"
	WithRegion       State = "with-region"
	WithNational     State = "with-national"
	Returned         State = "returned"
	NotSupported     State = "not-supported"
	WithUnion        State = "with-union"
	UnionQuery       State = "union-query"
	Approved         State = "approved"
	ApprovedPart     State = "approved-in-part"
	Rejected         State = "rejected"
	NoTimelyDecision State = "no-timely-decision"
	Lapsed           State = "lapsed"
	Withdrawn        State = "withdrawn"
	Active           State = "active"
	StoodDown        State = "stood-down"
	Revoked          State = "revoked"
	Completed        State = "completed"
	BypassActive     State = "bypass-active"
	Closed           State = "closed"
)

// States lists the states in the order in which a request meets them.
func States() []State {
	return []State{Draft, TrustReview, WithSystem, WithRegion, WithNational, Returned, NotSupported, WithUnion, UnionQuery, Approved,
		ApprovedPart, Rejected, NoTimelyDecision, Lapsed, Withdrawn, Active, StoodDown, Revoked, Completed, BypassActive, Closed}
}

// Awaited reports whether a decision of the union body is awaited.
func (s State) Awaited() bool { return s == WithUnion || s == UnionQuery || s == NoTimelyDecision }

// Step is something that happens to a request. Stored as its word.
type Step string

// The steps.
const (
	Begin       Step = "begin"     // a draft is begun, or a returned request taken up again: a new version of the form
	Write       Step = "write"     // the draft's form is written anew; the version stays
	Send        Step = "send"      // to the medical director
	SendBack    Step = "send-back" // by the medical director, to the drafter
	Sign        Step = "sign"
	Forward     Step = "forward" // supported, to the next
	Return      Step = "return"  // to the trust, for more
	Decline     Step = "decline" // not supported: goes no further
	Acknowledge Step = "acknowledge"
	Query       Step = "query"
	Answer      Step = "answer"
	Approve     Step = "approve"
	ApproveIn   Step = "approve-in-part"
	Reject      Step = "reject"
	Confirm     Step = "confirm" // a second person has read the decision as written down against its source
	Deadline    Step = "deadline-passes"
	WindowEnds  Step = "window-ends"
	Withdraw    Step = "withdraw"
	Activate    Step = "activate" // the first doctor has come
	Used        Step = "use"      // counts of a shift
	StandDown   Step = "stand-down"
	Revoke      Step = "revoke"
	Told        Step = "told" // the trust was told of the decision
	Bypass      Step = "bypass"
	Escalated   Step = "escalated"   // a bypass was reported upwards
	Countersign Step = "countersign" // a second person at the trust stands for the recall afterwards
	Correct     Step = "correct"
	Close       Step = "close"
)

// Actor is who may take a step; the access rules name the roles.
type Actor string

// The actors.
const (
	Drafter  Actor = "drafter"
	Director Actor = "medical-director"
	System   Actor = "system"
	Region   Actor = "region"
	National Actor = "national"
	Clock    Actor = "clock"
)

// Move is one row of the table of transitions.
type Move struct {
	From  State
	Step  Step
	To    State
	Actor []Actor
}

var (
	trustActs = []Actor{Drafter, Director}
	external  = []Actor{National} // the union body's acts are written down by the national team
)

// moves is the whole table, built once and never changed: what is not in it cannot happen.
var moves = buildMoves()

func buildMoves() []Move {
	var out []Move
	add := func(step Step, to State, who []Actor, from ...State) {
		for _, f := range from {
			t := to
			if t == "" {
				t = f
			}
			out = append(out, Move{f, step, t, who})
		}
	}
	add(Begin, Draft, trustActs, "", Returned)
	add(Write, "", trustActs, Draft)
	add(Send, TrustReview, trustActs, Draft)
	add(SendBack, Draft, []Actor{Director}, TrustReview)
	add(Sign, WithSystem, []Actor{Director}, TrustReview)
	add(Forward, WithRegion, []Actor{System}, WithSystem)
	add(Forward, WithNational, []Actor{Region}, WithRegion)
	add(Forward, WithUnion, []Actor{National}, WithNational)
	for _, r := range []struct {
		at  State
		who Actor
	}{{WithSystem, System}, {WithRegion, Region}, {WithNational, National}} {
		add(Return, Returned, []Actor{r.who}, r.at)
		add(Decline, NotSupported, []Actor{r.who}, r.at)
	}
	add(Acknowledge, "", external, WithUnion)
	add(Query, UnionQuery, external, WithUnion)
	add(Answer, WithUnion, []Actor{Director, National}, UnionQuery)
	undecided := []State{WithUnion, UnionQuery, NoTimelyDecision}
	add(Approve, Approved, external, undecided...)
	add(ApproveIn, ApprovedPart, external, undecided...)
	add(Reject, Rejected, external, undecided...)
	add(Deadline, NoTimelyDecision, []Actor{Clock}, WithUnion, UnionQuery)
	granted := []State{Approved, ApprovedPart}
	decided := []State{Approved, ApprovedPart, Rejected, Active, StoodDown, Revoked, Completed, Closed}
	add(Confirm, "", external, decided...)
	add(Told, "", external, decided...)
	add(WindowEnds, Lapsed, []Actor{Clock}, Returned, WithSystem, WithRegion, WithNational, WithUnion, UnionQuery, NoTimelyDecision)
	add(WindowEnds, Completed, []Actor{Clock}, Approved, ApprovedPart, Active, BypassActive)
	add(Withdraw, Withdrawn, []Actor{Director}, Draft, TrustReview, Returned, WithSystem, WithRegion, WithNational, WithUnion, UnionQuery, NoTimelyDecision)
	add(Activate, Active, trustActs, granted...)
	add(StandDown, StoodDown, []Actor{Director}, append(granted, Active, BypassActive)...)
	add(Revoke, Revoked, external, append(granted, Active)...)
	add(Used, "", trustActs, Active, StoodDown, Revoked, Completed, BypassActive)
	add(Bypass, BypassActive, []Actor{Director}, Draft, TrustReview)
	add(Escalated, "", []Actor{Director}, BypassActive, Completed, StoodDown)
	add(Countersign, "", trustActs, BypassActive, Completed, StoodDown)
	add(Close, Closed, []Actor{National}, NotSupported, Rejected, Lapsed, Withdrawn, StoodDown, Revoked, Completed)
	everyone := []Actor{Drafter, Director, System, Region, National}
	unsigned := []State{Draft, TrustReview}
	add(Correct, "", trustActs, unsigned...) // nobody above reads what is not signed yet
	add(Correct, "", everyone, slices.DeleteFunc(States(), func(s State) bool { return slices.Contains(unsigned, s) })...)
	return out
}

// Moves lists the table of transitions. The empty From is a request that does not exist yet.
func Moves() []Move { return slices.Clone(moves) }

// Next is the state that a step leads to from another; false when the table has no such move.
func Next(from State, step Step) (State, bool) {
	for _, m := range moves {
		if m.From == from && m.Step == step {
			return m.To, true
		}
	}
	return "", false
}

// StepsOf lists the steps that an actor may take from a state, in the table's order.
func StepsOf(from State, who Actor) []Step {
	var out []Step
	for _, m := range moves {
		if m.From == from && slices.Contains(m.Actor, who) {
			out = append(out, m.Step)
		}
	}
	return out
}
