package web

import (
	"headroom/internal/fault"
	"headroom/internal/org"
)

// guard asks the policy whether this request may go on. Without a policy nothing may.
func (s *Shell) guard(r *Request) error {
	rt := r.route
	if rt.On != nil {
		on, err := rt.On(r.Request)
		if rt.Hide && fault.KindOf(err) == fault.NotFound {
			return noPage() // what is hidden and what is not there are answered alike
		}
		if err != nil {
			return err
		}
		if err := r.known(on); err != nil {
			return err
		}
		r.On = on
	}
	if r.May(rt.Verb, r.On) || rt.Anywhere && r.MayAnywhere(rt.Verb) {
		return nil
	}
	if rt.Hide {
		return noPage()
	}
	whom := r.orgName(r.On)
	if rt.On == nil && rt.Anywhere { // it was not England that was asked about
		whom = "any organisation"
	}
	return fault.New(fault.Forbidden, "Your account does not cover this for %s. Ask the person who looks after Headroom accounts in your organisation; "+
		"they can give you a role that does", whom)
}

func noPage() error {
	return fault.New(fault.NotFound, "There is no page at this address. If you typed it, check it; if you followed a link, the page may have moved")
}

// orgName is the organisation's name as at the request, or its code.
func (r *Request) orgName(c org.Code) string {
	if r.Picture == nil {
		return string(c)
	}
	if n := r.Picture.Name(c); n != "" {
		return n
	}
	return string(c)
}

// navFor is the navigation that this person may use: an item appears when its page exists and its verb is allowed
// somewhere.
func (s *Shell) navFor(r *Request, current string) []navLink {
	var out []navLink
	for _, n := range s.cfg.Nav {
		rt, ok := s.verbs["GET "+n.Href]
		if !ok || !rt.Public && !r.MayAnywhere(rt.Verb) {
			continue
		}
		out = append(out, navLink{Text: n.Text, Href: r.Link(n.Href), Current: n.Key == current})
	}
	return out
}

// mayOpen reports whether a page of ours exists and the person may open it.
func (s *Shell) mayOpen(r *Request, path string) bool {
	rt, ok := s.verbs["GET "+path]
	return ok && (rt.Public || r.MayAnywhere(rt.Verb))
}
