package web

import (
	"errors"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"time"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
)

// Request is what a handler gets: the HTTP request and all that the shell has found out.
type Request struct {
	*http.Request
	Who     access.Principal // the person; zero on a public route with nobody signed in
	Now     time.Time        // the shell's clock, read once
	Today   civil.Date       // the London day of Now
	AsOf    time.Time        // the instant whose knowledge is asked for; Now unless Past
	Past    bool             // an as-of was asked for
	Picture *org.Picture     // the organisations on AsOf's London day as known at AsOf
	Present *org.Picture     // the organisations today as known now: what the policy is asked with
	On      org.Code         // the organisation that the policy was asked about
	Ref     string           // the reference a person can quote to whoever reads the log

	route  Route
	shell  *Shell
	notice string
}

// parseCode reads an organisation code from an address or a form; what is no code is not found.
func parseCode(s string) (org.Code, error) {
	c, _, err := org.ParseCode(clip(s, 20))
	if err != nil {
		return "", fault.Wrap(err, fault.NotFound, "%q is not an organisation code", clip(s, 20))
	}
	return c, nil
}

// Param is the value called name from the path, or else from the query or form, trimmed.
func (r *Request) Param(name string) string {
	if v := r.PathValue(name); v != "" {
		return strings.TrimSpace(v)
	}
	return strings.TrimSpace(r.FormValue(name))
}

// Org is the organisation whose code the value called name holds. It is a not-found fault when there was never one.
func (r *Request) Org(name string) (org.Code, error) {
	c, err := parseCode(r.Param(name))
	if err != nil {
		return "", err
	}
	return c, r.known(c)
}

// known lets closed organisations pass: their history stays open to those who may read it.
func (r *Request) known(c org.Code) error {
	if c == org.England || r.Picture != nil && r.Picture.Book().Holds(c) {
		return nil
	}
	return fault.New(fault.NotFound, "There is no organisation with the code %s", c)
}

// Day is the date, written YYYY-MM-DD, in the value called name; in a path anything else is not found, in a form it
// is invalid.
func (r *Request) Day(name string) (civil.Date, error) {
	inPath := r.PathValue(name) != ""
	d, err := civil.ParseDate(r.Param(name))
	switch {
	case err == nil:
		return d, nil
	case inPath:
		return d, fault.Wrap(err, fault.NotFound, "There is no such day")
	}
	var l fault.List
	l.Add(name, "", "Enter a date as 2025-12-21")
	return d, l.Err("The date cannot be read")
}

// DateBoxes reads the three boxes of a ui.DateInput called name. typed is what the person wrote, for showing it again;
// the date is zero when all three are empty.
func (r *Request) DateBoxes(name string) (d civil.Date, typed [3]string, err error) {
	for i, part := range []string{"-day", "-month", "-year"} {
		typed[i] = strings.TrimSpace(r.FormValue(name + part))
	}
	if typed == [3]string{} {
		return d, typed, nil
	}
	var n [3]int
	for i, s := range typed {
		if n[i], err = strconv.Atoi(s); err != nil {
			return d, typed, errors.New("the date must include a day, a month and a year, all as numbers")
		}
	}
	d = civil.On(n[2], time.Month(n[1]), n[0])
	if d.Day() != n[0] || d.Month() != time.Month(n[1]) || n[2] < 1900 || n[2] > 2199 {
		return civil.Date{}, typed, errors.New("there is no such date")
	}
	return d, typed, nil
}

// Int is the whole number in the value called name; in a path anything else is not found.
func (r *Request) Int(name string) (int64, error) {
	n, err := strconv.ParseInt(r.Param(name), 10, 64)
	if err == nil {
		return n, nil
	}
	if r.PathValue(name) != "" {
		return 0, fault.Wrap(err, fault.NotFound, "There is no such page")
	}
	var l fault.List
	l.Add(name, "", "Enter a whole number")
	return 0, l.Err("The number cannot be read")
}

// pagesMost is the last page that can be asked for: no list of ours is as long, and a number from the address must not
// become the length of one.
const pagesMost = 100_000

// PageNumber is ?page=, from 1; anything unreadable, and what no list can have, is 1.
func (r *Request) PageNumber() int {
	n, err := strconv.Atoi(r.FormValue("page"))
	if err != nil || n < 1 || n > pagesMost {
		return 1
	}
	return n
}

// Upload is the file sent under name; a missing one is an invalid fault on that field. The caller closes it.
func (r *Request) Upload(name string) (multipart.File, *multipart.FileHeader, error) {
	f, h, err := r.FormFile(name)
	var big *http.MaxBytesError
	switch {
	case err == nil:
		return f, h, nil
	case errors.As(err, &big):
		return nil, nil, tooLarge(big.Limit, err)
	}
	var l fault.List
	l.Add(name, "", "Choose a file to upload")
	return nil, nil, l.Err("No file was received")
}

// May asks the policy about one organisation, with the organisations as they are today.
func (r *Request) May(v access.Verb, on org.Code) bool {
	p := r.shell.cfg.Policy
	return p != nil && !r.Who.Nobody() && p.May(r.Who, v, on, r.Present, r.Today)
}

// MayAnywhere asks the policy whether there is any organisation on which the person may use the verb.
func (r *Request) MayAnywhere(v access.Verb) bool {
	p := r.shell.cfg.Policy
	return p != nil && !r.Who.Nobody() && p.MayAnywhere(r.Who, v, r.Present, r.Today)
}

// Scope is the organisations on which the person may use the verb, for lists.
func (r *Request) Scope(v access.Verb) access.Scope {
	if !r.MayAnywhere(v) {
		return access.Scope{}
	}
	return r.Who.Scope(v, r.Present, r.Today)
}

// Link keeps the as-of value on a local address, so that a person who looks back stays there.
func (r *Request) Link(href string) string {
	if !r.Past {
		return href
	}
	return withAsOf(href, asOfValue(r.AsOf))
}

// WantsJSON reports whether the answer should be JSON: an API route, or a client that accepts JSON and not HTML.
func (r *Request) WantsJSON() bool { return r.route.API || wantsJSON(r.Request) }

func wantsJSON(r *http.Request) bool {
	a := r.Header.Get("Accept")
	return strings.Contains(a, "json") && !strings.Contains(a, "text/html")
}
