package restweb

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/rest"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

// form is what a manager can do: note rest as booked, taken or, of L2, paid; and confirm or let go what is booked.
func (v personView) form() parts {
	field := func(name, label, hint string) ui.Field {
		return ui.Field{Name: name, Label: label, Hint: hint}.WithErrors(v.bad)
	}
	t := v.typed
	body := parts{
		ui.Radios{Field: field("ledger", "Which ledger", ""), Inline: true, Options: ui.Options(t.ledger, string(rest.Statutory), "L1 compensatory rest", string(rest.Contractual), "L2 time off in lieu", string(rest.Recovery), "L3 recovery rest")},
		ui.Radios{Field: field("kind", "What", "Compensatory rest and recovery rest cannot be paid."), Inline: true, Options: ui.Options(t.kind, string(rest.Booked), "Book", string(rest.Taken), "Was taken", string(rest.Paid), "Was paid (L2)")},
		row(ui.Input{Field: field("at", "From, day", "As 2024-01-15"), Value: t.fromDay, Width: 10}, ui.Input{Field: field("at-clock", "Time", "As 08:00"), Value: t.fromClock, Width: 5}),
		row(ui.Input{Field: field("until", "To, day", "As 2024-01-15"), Value: t.toDay, Width: 10}, ui.Input{Field: field("until-clock", "Time", "As 16:00"), Value: t.toClock, Width: 5},
			ui.Input{Field: field("hours", "Hours", "Empty for all of them"), Value: t.hours, Width: 5, Decimal: true}),
		ui.Input{Field: field("words", "Note", "Nothing about health or about action"), Value: t.words, Width: 30},
	}
	action := PersonPath(v.on, v.person) + "/record"
	out := parts{ui.Details{Summary: "Book rest, or note it as taken", ID: "book", Open: len(v.bad) > 0, Body: ui.Form{Action: action, Submit: "Note it", Body: body}}}
	return append(out, v.bookings(action, true)...)
}

// small is a form of one small button.
func small(action, text string, hidden map[string]string) templ.Component {
	return ui.Form{Action: action, Hidden: hidden, Body: ui.Button{Text: text, Small: true, Secondary: true}}
}

func row(list ...templ.Component) templ.Component { return boxes(list) }

// confirm is what a person can say of their own bookings.
func (v personView) confirm() parts { return v.bookings(OwnPath+"/taken", false) }

// bookings lists what is booked, each with what can be said of it.
func (v personView) bookings(action string, release bool) parts {
	t := ui.Table{ID: "bookings", Caption: "Booked rest", Stack: true, Columns: []ui.Column{{Head: "From", Tight: true}, {Head: "To", Tight: true}, {Head: "Hours", Numeric: true}, {Head: "Ledger"}, {Head: "What became of it", Words: true}}}
	for _, e := range rest.LiveRecords(v.kept.Records) {
		if e.Kind != rest.Booked {
			continue
		}
		var said parts
		hidden := func(kind rest.EntryKind) map[string]string {
			return map[string]string{"booking": strconv.FormatInt(e.ID, 10), "kind": string(kind), "ledger": string(e.Ledger), "org": string(v.employer), "person": string(v.person)}
		}
		if !e.Until.After(v.now) {
			said.add(small(action, "It was taken", hidden(rest.Taken)))
		} else {
			said.add(ui.Para("Not over yet"))
		}
		if release {
			said.add(small(action, "Let it go", hidden(rest.Released)))
		}
		if v.past {
			said = parts{ui.Para("–")}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.Text(clock(e.At)), ui.Text(clock(e.Until)), ui.Text(hours(e.Hours)), ui.Text(string(e.Ledger)), {Body: pile(said)}}})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return parts{t}
}

// readBooking reads the form into a record; problems are noted by field.
func readBooking(r *web.Request, p rest.Person) (rest.Entry, booking, error) {
	b := booking{ledger: r.PostFormValue("ledger"), kind: r.PostFormValue("kind"), fromDay: r.PostFormValue("at"), fromClock: r.PostFormValue("at-clock"), toDay: r.PostFormValue("until"),
		toClock: r.PostFormValue("until-clock"), hours: strings.TrimSpace(r.PostFormValue("hours")), words: strings.TrimSpace(r.PostFormValue("words"))}
	e := rest.Entry{Person: p, Ledger: rest.Ledger(b.ledger), Kind: rest.EntryKind(b.kind), Words: b.words}
	if n, err := strconv.ParseInt(r.PostFormValue("booking"), 10, 64); err == nil && n > 0 {
		e.Booking = n
		return e, b, nil
	}
	var bad fault.List
	e.At = moment(&bad, "at", b.fromDay, b.fromClock)
	if e.Kind == rest.Paid && b.toDay == "" {
		e.Until = e.At
	} else {
		e.Until = moment(&bad, "until", b.toDay, b.toClock)
	}
	if b.hours == "" {
		e.Hours = e.Until.Sub(e.At).Minutes() / 60
	} else {
		h, err := strconv.ParseFloat(b.hours, 64)
		if err != nil {
			bad.Add("hours", "", "Enter a number of hours, as 7.5")
		}
		e.Hours = h
	}
	if len(b.words) > 200 {
		bad.Add("words", "", "Write at most 200 characters")
	}
	return e, b, bad.Err("The rest was not noted")
}

// moment reads a day and a time of day on London's clocks.
func moment(bad *fault.List, name, day, at string) time.Time {
	d, err := civil.ParseDate(strings.TrimSpace(day))
	if err != nil {
		bad.Add(name, "", "Enter the day as 2024-01-15")
		return time.Time{}
	}
	text, zone, _ := strings.Cut(strings.TrimSpace(at), " ")
	c, err := civil.ParseClock(text)
	if err != nil {
		bad.Add(name+"-clock", "", "Enter the time of day as 08:00")
		return time.Time{}
	}
	t, err := rest.InstantOf(d, c, zone)
	if err != nil {
		bad.Add(name+"-clock", "", "%s", capital(err.Error()))
	}
	return t
}

// record notes rest for a person of a team that the reader sees.
func (m room) record(w http.ResponseWriter, r *web.Request) error {
	p, err := rest.ParsePerson(r.PathValue("person"))
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "There is no such person here")
	}
	if _, err := m.seen(r, p); err != nil {
		return err
	}
	by, err := signer(r, access.RestBook)
	if err != nil {
		return err
	}
	e, typed, err := readBooking(r, p)
	if err == nil {
		if e, err = m.Store.Record(r.Context(), by, e); err == nil {
			return r.Redirect(w, PersonPath(r.On, p), noted(e))
		}
	}
	status, bad, ok := refused(err)
	if !ok {
		return err
	}
	v, err := m.one(r)
	if err != nil {
		return err
	}
	v.typed, v.bad = typed, bad
	page, body := v.made()
	return render(w, r, status, page, body)
}

func noted(e rest.Entry) string {
	switch e.Kind {
	case rest.Booked:
		return hours(e.Hours) + " hours of rest are booked. Nothing else can be booked in them."
	case rest.Taken:
		return hours(e.Hours) + " hours of rest were noted as taken."
	case rest.Paid:
		return hours(e.Hours) + " hours of time off were noted as paid. That settles nothing of the other ledgers."
	}
	return "The booking was let go."
}

// ownTaken says that one's own booked rest was taken. Nothing else of one's ledger can be written by oneself.
func (m room) ownTaken(w http.ResponseWriter, r *web.Request) error {
	mine, err := m.mine(r)
	if err != nil {
		return err
	}
	e, _, err := readBooking(r, "")
	if err != nil {
		return err
	}
	for _, x := range mine {
		if string(x.Org) != r.PostFormValue("org") || string(x.Person) != r.PostFormValue("person") || e.Booking == 0 {
			continue
		}
		g, ok := r.Who.Allowing(access.RestTake, x.Org, r.Present, r.Today)
		if !ok {
			break
		}
		e.Person, e.Kind = x.Person, rest.Taken
		if e, err = m.Store.Record(r.Context(), rest.SignerOf(r.Who, g, x.Org), e); err != nil {
			return err
		}
		return r.Redirect(w, OwnPath, noted(e))
	}
	return fault.New(fault.Forbidden, "That booking is not one of yours")
}
