package sitrepweb

import (
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/org"
	"headroom/internal/web"
	"headroom/internal/web/ui"
)

func listCSVHead() []string {
	return []string{"form", "day", "code", "organisation", "icb", "region", "standing", "timing", "first_timing", "received", "version", "comments",
		"draft_saved", "waits_for_sign_off", "reminders", "last_reminder", "contact", "post", "phone", "email"}
}

// listCSV is the list as a file: the tab that is asked for, or everything.
func (m room) listCSV(w http.ResponseWriter, r *web.Request) error {
	a, err := listAskedOf(r, "day")
	if err != nil {
		return err
	}
	if a.state == "" {
		a.state = "all"
	}
	pic := listPicture(r, a.day)
	slips, err := m.listSlips(r, a, a.day, a.day, pic)
	if err != nil {
		return err
	}
	tab := listTabFor(a.state)
	var places []listPlace
	var orgs []org.Code
	for _, p := range listPlaced(slips, pic) {
		if tab.holds(p.slip) {
			places = append(places, p)
			orgs = append(orgs, p.slip.Org)
		}
	}
	contacts, err := m.listContacts(r, orgs)
	if err != nil {
		return err
	}
	return r.CSV(w, fmt.Sprintf("returns-%s-%s.csv", a.form.Code, a.day), listCSVHead(), listCSVRows(places, contacts))
}

func listCSVRows(places []listPlace, contacts map[org.Code][]Contact) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for _, p := range places {
			s := p.slip
			var c Contact
			if l := contacts[s.Org]; len(l) > 0 {
				c = l[0]
			}
			version := ""
			if s.Version > 0 {
				version = strconv.Itoa(s.Version)
			}
			row := []string{string(s.Form), s.Day.String(), string(s.Org), p.name, p.board, p.region, string(s.Standing), string(s.Timing), string(s.FirstTiming),
				listInstant(s.Recorded), version, strconv.Itoa(s.Comments), listInstant(s.Begun), listYes(s.Ready),
				strconv.Itoa(s.Reminder), listInstant(s.Reminded), c.Name, c.Post, c.Phone, c.Email}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// listInstant is an instant in a file: with its offset, so that no reader has to guess; empty when there is none.
func listInstant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(civil.London).Format(time.RFC3339)
}

func listYes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// listKeep is what the pickers send along besides their own fields: the tab, the narrowing and the as-of.
func listKeep(a listAsked, h listHelp) map[string]string {
	keep := map[string]string{}
	if a.state != "" {
		keep["state"] = a.state
	}
	if a.under != "" {
		keep["org"] = string(a.under)
	}
	return listKeepAsOf(keep, h.link)
}

// listKeepAsOf adds the as-of value to what a GET form sends along, as link would add it to an address.
func listKeepAsOf(keep map[string]string, link func(string) string) map[string]string {
	u, err := url.Parse(link("/"))
	if err != nil {
		return keep
	}
	for k := range u.Query() {
		keep[k] = u.Query().Get(k)
	}
	return keep
}

func listHeads(remind bool) []string {
	heads := []string{"Organisation", "Standing", "Received", "Under way", "Whom to ring"}
	if remind {
		heads = append(heads, "Remind")
	}
	return heads
}

func listMore(n int) string { return ui.Plural(n, "more person", "more people") }

// listContactPost is the post of a contact, with a word when somebody stands in.
func listContactPost(c Contact) string {
	if c.Deputy {
		return strings.TrimPrefix(c.Post+", deputy", ", ")
	}
	return c.Post
}
