package org

import (
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// RoleCode names a role, as "nursing-director".
type RoleCode string

// Role is a named post that letters and rotas address. Roles are dated data: posts come and go.
type Role struct {
	Code        RoleCode
	Name        string
	Kinds       []Kind   // where the post exists
	Aliases     []string // other spellings of the same post
	Valid       civil.Range
	Unconfirmed bool
	Source      string
}

// At reports whether the post exists at organisations of kind k.
func (r Role) At(k Kind) bool { return slices.Contains(r.Kinds, k) }

// BuiltinRoles is the role dictionary that comes with the program.
func BuiltinRoles() []Role {
	var out []Role
	for _, r := range table("roles.csv") {
		role := Role{Code: RoleCode(r["code"]), Name: r["name"], Valid: civil.Range{From: day(r["from"]), To: day(r["to"])},
			Unconfirmed: r["unconfirmed"] == "yes", Source: r["source"], Aliases: strings.Split(r["aliases"], ";")}
		for _, k := range strings.Fields(r["kinds"]) {
			role.Kinds = append(role.Kinds, Kind(k))
		}
		out = append(out, role)
	}
	return out
}

// Dictionary finds roles by any of their spellings. It is immutable; make one with NewDictionary.
type Dictionary struct {
	roles []Role
	spelt map[string]int
}

// NewDictionary arranges roles. A spelling that two roles claim belongs to the first.
func NewDictionary(roles []Role) *Dictionary {
	d := &Dictionary{roles: roles, spelt: map[string]int{}}
	for i, r := range roles {
		for _, s := range append([]string{string(r.Code), r.Name}, r.Aliases...) {
			if _, taken := d.spelt[postKey(s)]; !taken {
				d.spelt[postKey(s)] = i
			}
		}
	}
	return d
}

// postKey makes spellings of a post comparable: letters write "directors of nursing" for many directors of nursing.
func postKey(s string) string {
	words := strings.Fields(fold(s))
	for i, w := range words {
		if len(w) > 3 && !strings.HasSuffix(w, "SS") {
			words[i] = strings.TrimSuffix(w, "S")
		}
	}
	return strings.Join(words, " ")
}

// Roles lists every role in the dictionary's order.
func (d *Dictionary) Roles() []Role { return d.roles }

// Find is the role that a spelling means, in the singular or the plural: "CEO", "chief nurses", "heads of EPRR".
func (d *Dictionary) Find(spelling string) (Role, bool) {
	i, ok := d.spelt[postKey(spelling)]
	if !ok {
		return Role{}, false
	}
	return d.roles[i], true
}

// Capacity says whether somebody holds a post or stands in for its holder.
type Capacity string

// The capacities.
const (
	Holds   Capacity = "holder"
	Deputes Capacity = "deputy"
)

// Holder is one person in one post for a span of days. ID is the holding's lasting number; each version of it is a row.
type Holder struct {
	ID        int64
	Org       Code
	Role      RoleCode
	Name      string
	Email     string
	Phone     string
	Capacity  Capacity
	Valid     civil.Range
	Synthetic bool // an invented person, who says so in the name
	Withdrawn bool // entered by mistake
	Source    string
	Recorded  time.Time
	By        string
}

// syntheticMark stands in the name of every invented person.
const syntheticMark = "(synthetic)"

// SyntheticHolder is the name of the nth invented person: nobody can take it for a real one.
func SyntheticHolder(n int) string { return fmt.Sprintf("Role holder %03d %s", n, syntheticMark) }

// CheckHolder returns the holding cleaned, and all that is wrong with it at once.
func CheckHolder(h Holder, d *Dictionary, unit Unit) (Holder, error) {
	var bad fault.List
	h.Name = strings.Join(strings.Fields(h.Name), " ")
	h.Email, h.Phone = strings.TrimSpace(h.Email), strings.Join(strings.Fields(h.Phone), " ")
	if h.Capacity == "" {
		h.Capacity = Holds
	}
	if h.Name == "" {
		bad.Add("name", "ORG3", "Enter the name of the person who holds the post")
	}
	if h.Synthetic != strings.Contains(h.Name, syntheticMark) {
		bad.Add("name", "ORG4", "An invented person's name must end with %s, and only an invented person's", syntheticMark)
	}
	if h.Capacity != Holds && h.Capacity != Deputes {
		bad.Add("capacity", "ORG3", "Choose holder or deputy")
	}
	if h.Email != "" {
		if a, err := mail.ParseAddress(h.Email); err != nil || a.Address != h.Email {
			bad.Add("email", "ORG3", "Enter an email address in the form name@example.nhs.uk")
		}
	}
	if h.Valid.From.IsZero() {
		bad.Add("from", "ORG3", "Enter the first day in the post")
	}
	if !h.Valid.To.IsZero() && !h.Valid.From.Before(h.Valid.To) {
		bad.Add("to", "ORG3", "The last day in the post must not be before the first")
	}
	role, ok := d.Find(string(h.Role))
	switch {
	case !ok:
		bad.Add("role", "ORG3", "Choose a role from the list")
	case unit.Kind != "" && !role.At(unit.Kind):
		bad.Add("role", "ORG3", "The post of %s does not exist at an organisation of the kind %s", strings.ToLower(role.Name), unit.Kind.Words())
	}
	h.Role = role.Code
	return h, bad.Err("The role holder was not saved")
}

// PostState says who answers for a post.
type PostState string

// The states of a post on a day.
const (
	PostHeld   PostState = "held"
	PostDeputy PostState = "deputy"
	PostVacant PostState = "vacant"
)

// Post is a role at an organisation on a day, resolved.
type Post struct {
	Org    Code
	Role   RoleCode
	On     civil.Date
	State  PostState
	Who    Holder   // the one to address; zero when vacant
	Others []Holder // job shares and deputies beside that one
	Words  string
}

// Roster is every holding known at one instant. It is immutable; make one with NewRoster.
type Roster struct{ posts map[Code][]Holder }

// NewRoster arranges the newest version of each holding.
func NewRoster(holders []Holder) *Roster {
	r := &Roster{posts: map[Code][]Holder{}}
	for _, h := range holders {
		if !h.Withdrawn {
			r.posts[h.Org] = append(r.posts[h.Org], h)
		}
	}
	for _, l := range r.posts {
		slices.SortStableFunc(l, func(a, b Holder) int {
			if n := strings.Compare(string(a.Role), string(b.Role)); n != 0 {
				return n
			}
			return b.Valid.From.Compare(a.Valid.From)
		})
	}
	return r
}

// Of lists the holdings at an organisation, by role, the newest first.
func (r *Roster) Of(c Code) []Holder { return r.posts[c] }

// Resolve finds who answers for a role at an organisation on a day: its holder, else a deputy, else nobody. Of several
// holders (a job share) the one who began last is addressed and the others are named.
func (r *Roster) Resolve(role Role, c Code, d civil.Date) Post {
	p := Post{Org: c, Role: role.Code, On: d, State: PostVacant}
	var holders, deputies []Holder
	var last civil.Date
	for _, h := range r.posts[c] {
		if h.Role != role.Code {
			continue
		}
		switch {
		case h.Valid.Contains(d) && h.Capacity == Deputes:
			deputies = append(deputies, h)
		case h.Valid.Contains(d):
			holders = append(holders, h)
		case h.Capacity == Holds && !h.Valid.To.IsZero() && !h.Valid.To.After(d) && h.Valid.To.After(last):
			last = h.Valid.To
		}
	}
	name := strings.ToLower(role.Name[:1]) + role.Name[1:]
	switch {
	case len(holders) > 0:
		p.State, p.Who, p.Others = PostHeld, holders[0], append(holders[1:], deputies...)
		p.Words = fmt.Sprintf("%s holds the post of %s", p.Who.Name, name)
	case len(deputies) > 0:
		p.State, p.Who, p.Others = PostDeputy, deputies[0], deputies[1:]
		p.Words = fmt.Sprintf("no holder of the post of %s is recorded for %s; %s deputises", name, d, p.Who.Name)
	case !last.IsZero():
		p.Words = fmt.Sprintf("vacant: no holder or deputy of the post of %s is recorded for %s; the last holder left after %s", name, d, last.Add(-1))
	default:
		p.Words = fmt.Sprintf("vacant: no holder or deputy of the post of %s is recorded for %s", name, d)
	}
	return p
}
