package discharge

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// Answer is yes, no or not answered: three things.
type Answer string

// The answers.
const (
	Yes        Answer = "yes"
	No         Answer = "no"
	Unanswered Answer = ""
)

// Item is one thing that must be there on a day of rest for a plan to hold (R39).
type Item string

// The items, first those that a trust answers for, then a council's.
const (
	Consultants Item = "consultants"
	Therapy     Item = "therapy"
	Pharmacy    Item = "pharmacy"
	Transport   Item = "transport"
	Brokerage   Item = "brokerage"
	Providers   Item = "providers-accepting"
)

// Words is the question an item asks of an organisation.
func (i Item) Words() string {
	switch i {
	case Consultants:
		return "Consultants are there to decide on discharge"
	case Therapy:
		return "Therapists are there to assess"
	case Pharmacy:
		return "The pharmacy makes up medicines to take home"
	case Transport:
		return "Patient transport is booked"
	case Brokerage:
		return "Brokerage arranges packages of care"
	case Providers:
		return "Providers accept new people"
	}
	return string(i)
}

// ItemsOf lists what an organisation of a kind answers: a trust four things, a council two, any other none.
func ItemsOf(k org.Kind) []Item {
	switch k {
	case org.KindTrust:
		return []Item{Consultants, Therapy, Pharmacy, Transport}
	case org.KindCouncil:
		return []Item{Brokerage, Providers}
	}
	return nil
}

// ReadyCheck is one readiness check: when its answers are due and the days of rest it is about.
type ReadyCheck struct {
	On   civil.Date // a Thursday, or the last working day before when that is a bank holiday
	Due  time.Time  // noon, London
	Days []civil.Date
}

// readyNoon is when the answers are due (R39).
const readyNoon = civil.Clock(12 * 60)

// CheckFor is the readiness check of the week (Monday to Sunday) in which a day lies. The rule (R39): each Saturday, Sunday and
// bank holiday is asked about on the last Thursday before it. A Thursday's check is thus about the weekend after it and every
// bank holiday up to the next Thursday, and that Thursday too where it is one itself: its own check would come too late.
// Answers are due at noon on Thursday, or, where that is a bank holiday, at noon of the working day before.
func CheckFor(day civil.Date, holidays civil.Holidays) ReadyCheck {
	thursday := thursdayOf(day)
	on := thursday
	if !holidays.IsWorkingDay(on) {
		on = holidays.AddWorkingDays(on, -1)
	}
	c := ReadyCheck{On: on, Due: on.At(readyNoon)}
	for d := thursday.Add(1); !d.After(thursday.Add(7)); d = d.Add(1) {
		if !holidays.IsWorkingDay(d) {
			c.Days = append(c.Days, d)
		}
	}
	return c
}

// OpenCheck is the check that matters on a day: the earliest of which a day of rest is not over.
func OpenCheck(day civil.Date, holidays civil.Holidays) ReadyCheck {
	c := CheckFor(day.Add(-7), holidays)
	for c.Days[len(c.Days)-1].Before(day) {
		c = CheckFor(c.On.Add(7), holidays)
	}
	return c
}

// NextCheck is the first check whose answers are due at or after an instant.
func NextCheck(at time.Time, holidays civil.Holidays) ReadyCheck {
	c := CheckFor(civil.Today(at), holidays)
	if c.Due.Before(at) {
		c = CheckFor(c.On.Add(7), holidays)
	}
	return c
}

// thursdayOf is the Thursday of the week (Monday to Sunday) of a day.
func thursdayOf(day civil.Date) civil.Date {
	since := (int(day.Weekday()) + 6) % 7 // days since Monday
	return day.Add(3 - since)
}

// Answered is one answer of an organisation about one day. A later one takes the place of an earlier; both are kept.
type Answered struct {
	Org    org.Code
	Day    civil.Date
	Item   Item
	Answer Answer
	Note   string
	By     Signer
	At     time.Time
}

// CheckAnswer gives an answer cleaned, or says what is wrong with it and who may give it: the organisation's own people.
// kind is what sort of organisation it is. To take an answer back, answer Unanswered.
func CheckAnswer(a Answered, kind org.Kind, holidays civil.Holidays) (Answered, error) {
	a.Note = strings.Join(strings.Fields(a.Note), " ")
	if a.By.Org != a.Org || !a.By.holds(access.TrustSubmitter, access.TrustDirector, access.CouncilLead, access.CouncilDirector) {
		return a, fault.New(fault.Forbidden, "Only %s's own people say whether it is ready", a.Org)
	}
	var bad fault.List
	if !slices.Contains(ItemsOf(kind), a.Item) {
		bad.Add("item", "", "%s is not asked about %q", a.Org, a.Item)
	}
	if a.Answer != Yes && a.Answer != No && a.Answer != Unanswered {
		bad.Add("answer", "", "Choose yes or no, or leave it unanswered")
	}
	if a.Answer == No && a.Note == "" {
		bad.Add("note", "", "Say in a few words what is missing")
	}
	if len(a.Note) > 500 {
		bad.Add("note", "", "Keep the note to 500 characters")
	}
	if holidays.IsWorkingDay(a.Day) {
		bad.Add("day", "", "%s is a working day: the check is about Saturdays, Sundays and bank holidays", a.Day.Format("Monday 2 January 2006"))
	}
	return a, bad.Err("The answer was not kept")
}

// Light is what a check shows for an organisation or a day.
type Light string

// The lights.
const (
	Ready    Light = "ready"     // every answer is yes
	Awaited  Light = "awaited"   // answers are missing, and not due yet
	NotReady Light = "not-ready" // an answer is no, or is missing though due: red
	AfterDue Light = "after-due" // answers are missing, and the plan was made after they had fallen due
	NotAsked Light = "not-asked" // answers are missing, and no plan asks for them
)

// lights is the order in which lights count, the gravest first: that of a check is the gravest of its organisations'.
var lights = [...]Light{NotReady, Awaited, AfterDue, NotAsked, Ready}

// Rank is the light's place among the lights, the gravest first.
func (l Light) Rank() int { return slices.Index(lights[:], l) }

// Respondent is an organisation that a check asks.
type Respondent struct {
	Org  org.Code
	Kind org.Kind
	// Since is when it was first asked: when the first version that has a line of it on the check's days was proposed. Of a
	// check that had fallen due by then nothing is due any more. Zero where no live plan is about it on these days: it may
	// answer, and nothing is due.
	Since time.Time
}

// Readied is one organisation's answers about one day, one for each item that it is asked.
type Readied struct {
	Org     org.Code
	Kind    org.Kind
	Day     civil.Date
	Light   Light
	Missing int // not answered
	Noes    int
	Answers []Answered // in the order of ItemsOf; an item that nobody answered has an answer without At
}

// Readiness is a whole check at one instant.
type Readiness struct {
	ReadyCheck
	Light    Light
	Orgs     []Readied // by day, then in the order asked
	Missing  int
	Noes     int
	Expected int // answers in all
}

// ReadinessOf puts a check together from the newest answers known at an instant. From the time they are due on, an answer
// that is missing is red as a no is; before, it is awaited.
func ReadinessOf(c ReadyCheck, asked []Respondent, answers []Answered, at time.Time) Readiness {
	type key struct {
		org  org.Code
		day  civil.Date
		item Item
	}
	newest := map[key]Answered{}
	for _, a := range answers {
		k := key{a.Org, a.Day, a.Item}
		if had := newest[k]; !a.At.After(at) && !a.At.Before(had.At) {
			newest[k] = a
		}
	}
	r := Readiness{ReadyCheck: c}
	for _, day := range c.Days {
		for _, who := range asked {
			o := Readied{Org: who.Org, Kind: who.Kind, Day: day}
			for _, i := range ItemsOf(who.Kind) {
				a, ok := newest[key{who.Org, day, i}]
				if !ok {
					a = Answered{Org: who.Org, Day: day, Item: i}
				}
				switch a.Answer {
				case No:
					o.Noes++
				case Unanswered:
					o.Missing++
				}
				o.Answers = append(o.Answers, a)
			}
			if len(o.Answers) == 0 {
				continue
			}
			o.Light = lightOf(o.Noes, o.Missing, c.Due, who.Since, at)
			r.Orgs = append(r.Orgs, o)
			r.Missing, r.Noes, r.Expected = r.Missing+o.Missing, r.Noes+o.Noes, r.Expected+len(o.Answers)
			if r.Light == "" || o.Light.Rank() < r.Light.Rank() {
				r.Light = o.Light
			}
		}
	}
	if r.Light == "" {
		r.Light = Ready
	}
	return r
}

// lightOf is the light for so many noes and missing answers of one who was first asked at since (zero: never).
func lightOf(noes, missing int, due, since, at time.Time) Light {
	switch {
	case noes > 0:
		return NotReady
	case missing == 0:
		return Ready
	case since.IsZero():
		return NotAsked
	case !since.Before(due):
		return AfterDue
	case at.Before(due):
		return Awaited
	}
	return NotReady
}

// Wanted lists whose answers are missing and were or are due, and how many in all.
func (r Readiness) Wanted() (who []org.Code, answers int) {
	for _, o := range r.Orgs {
		if o.Missing == 0 || o.Light == AfterDue || o.Light == NotAsked {
			continue
		}
		if answers += o.Missing; !slices.Contains(who, o.Org) {
			who = append(who, o.Org)
		}
	}
	return who, answers
}

// Words says a check in a sentence.
func (r Readiness) Words() string {
	return fmt.Sprintf("%d of %d answers are in for %s; %d are no", r.Expected-r.Missing, r.Expected, daysWords(r.Days), r.Noes)
}

// daysWords lists days as "23, 24 and 25 December 2023".
func daysWords(days []civil.Date) string {
	var out []string
	for i, d := range days {
		layout := "2"
		if i == len(days)-1 || days[i+1].Month() != d.Month() {
			layout = "2 January"
		}
		if i == len(days)-1 || days[i+1].Year() != d.Year() {
			layout = "2 January 2006"
		}
		out = append(out, d.Format(layout))
	}
	if n := len(out); n > 1 {
		return strings.Join(out[:n-1], ", ") + " and " + out[n-1]
	}
	return strings.Join(out, "")
}

// Reminder is one step of what the agreement reminds of by the clock.
type Reminder struct {
	What Reminding
	Step string     // as stored: "due", "deadline", "late"
	Day  civil.Date // the day of the check, or the day whose delivery is to be entered
	Text string
}

// Reminding is what a reminder is about.
type Reminding string

// What is reminded of.
const (
	RemindReadiness Reminding = "readiness" // the answers to the check that is due at noon
	RemindDelivered Reminding = "delivered" // what was done yesterday, due at 09:00
)

// reminderLasts is how long a step can still be sent: after an outage nobody hears of this morning in the evening.
const reminderLasts = 2 * time.Hour

// RemindersAt lists what is to go out at an instant, at most the newest step of each kind whose time has come. Who is
// reminded, those whose answers or numbers are missing, is the caller's to find. The times are Headroom's proposal.
func RemindersAt(at time.Time, holidays civil.Holidays) []Reminder {
	var out []Reminder
	today := civil.Today(at)
	if c := CheckFor(today, holidays); c.On == today {
		words := daysWords(c.Days)
		if r, ok := stepAt(at, c.Due, []remindStep{
			{-2 * time.Hour, "due", "Say by 12:00 whether you are ready for " + words + "."},
			{-30 * time.Minute, "deadline", "The check for " + words + " is due at 12:00 and has answers missing."},
			{5 * time.Minute, "late", "The check for " + words + " was due at 12:00; what is missing shows red until it is answered."},
		}); ok {
			r.What, r.Day = RemindReadiness, c.On
			out = append(out, r)
		}
	}
	yesterday := today.Add(-1)
	day := yesterday.Format("2 January 2006")
	if r, ok := stepAt(at, VarianceDue(yesterday), []remindStep{
		{-45 * time.Minute, "due", "Say by 09:00 what was done on the plan's lines of " + day + "."},
		{5 * time.Minute, "late", "What was done on the plan's lines of " + day + " was due at 09:00; it is shown as missing until it is entered."},
	}); ok {
		r.What, r.Day = RemindDelivered, yesterday
		out = append(out, r)
	}
	return out
}

// remindStep is one step, counted from the deadline.
type remindStep struct {
	from       time.Duration
	step, text string
}

// stepAt is the newest step whose time has come and is not long past.
func stepAt(at, due time.Time, steps []remindStep) (Reminder, bool) {
	var got Reminder
	found := false
	for _, s := range steps {
		if since := at.Sub(due.Add(s.from)); since >= 0 && since <= reminderLasts {
			got, found = Reminder{Step: s.step, Text: s.text}, true
		}
	}
	return got, found
}
