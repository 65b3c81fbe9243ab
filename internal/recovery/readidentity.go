package recovery

import (
	"context"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/sheet"
)

// Identity is who a pathway is about and how to reach them. It is kept apart from Patient, encrypted, inside the trust
// alone; it is in no plan, no log and no figure. Printed, logged or written as JSON it says nothing.
type Identity struct {
	Pathway   Pathway
	Trust     org.Code
	NHSNumber string // ten digits with a right check digit; "" when not known
	Local     string // the hospital's own number
	Title     string
	Given     string
	Family    string
	Born      civil.Date
	Address   []string // lines, without the postcode
	Postcode  string
	Phone     string
	Email     string
	Needs     string // how to communicate: language, large print, interpreter
}

const withheld = "identity withheld"

// String withholds everything.
func (Identity) String() string { return withheld }

// GoString withholds everything.
func (Identity) GoString() string { return withheld }

// MarshalText withholds everything, so that JSON does too. Stores encrypt the fields one by one.
func (Identity) MarshalText() ([]byte, error) { return []byte(withheld), nil }

// ReadIdentities reads who the pathways of a file are about, from the columns that the mapping names for that. It may be
// the same file as the patients', read a second time. Faults are as in ReadPatients, and none repeats what a cell holds.
func ReadIdentities(ctx context.Context, book *sheet.Book, m Mapping) ([]Identity, error) {
	var out []Identity
	seen := map[Pathway]int{}
	err := readRows(ctx, book, m, IdentityFile, identityColumns(), func(t *table, r sheet.Row, v *Identity) error {
		if v.Trust == "" {
			v.Trust = m.Trust
		}
		if v.Trust == "" {
			t.problem(r, "trust", "whose patient this is is missing; enter the trust's code, or name the trust in the mapping")
		}
		if first, twice := seen[v.Pathway]; twice && v.Pathway != "" {
			t.problem(r, "pathway", "the pathway stands in row %d already; leave one of the two", first)
		} else {
			seen[v.Pathway] = r.Index
		}
		out = append(out, *v)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func identityColumns() []column[Identity] {
	text := func(set func(*Identity, string)) func(*cell, *Identity) {
		return func(c *cell, v *Identity) { set(v, strings.Clone(c.text)) }
	}
	return []column[Identity]{
		{"pathway", true, "the pathway's number, which is not the person's", "pathway id|pathway identifier|patient pathway identifier|ppi|pathway number|ubrn",
			func(c *cell, v *Identity) { v.Pathway = Pathway(c.pathway()) }},
		{"trust", false, "the trust's code, as RA4", "provider|provider code|org code|organisation code|trust code", func(c *cell, v *Identity) { v.Trust = c.org() }},
		{"nhs_number", false, "the NHS number, ten digits", "nhs no|nhsnumber", func(c *cell, v *Identity) {
			n, ok := NHSNumber(c.text)
			if !ok {
				c.bad("it is no NHS number: ten digits with a check digit are needed; correct it or leave it empty")
			}
			v.NHSNumber = strings.Clone(n)
		}},
		{"local_number", false, "the hospital's own number", "hospital number|mrn|local patient identifier|unit number|district number", text(func(v *Identity, s string) { v.Local = s })},
		{"title", false, "title", "", text(func(v *Identity, s string) { v.Title = s })},
		{"given_name", false, "given name", "forename|first name|given name", text(func(v *Identity, s string) { v.Given = s })},
		{"family_name", false, "family name", "surname|last name|family name", text(func(v *Identity, s string) { v.Family = s })},
		{"born", false, "date of birth", "dob|date of birth|birth date|person birth date", func(c *cell, v *Identity) {
			before := c.t.problems()
			if v.Born = c.secretDay(); c.t.problems() == before && v.Born.IsZero() {
				c.bad("it is no date; write it as 1950-01-31, or leave it empty")
			}
		}},
		{"address_1", false, "first line of the address", "address|address line 1|address 1", text(func(v *Identity, s string) { v.Address = append(v.Address, s) })},
		{"address_2", false, "second line", "address line 2|address 2", text(func(v *Identity, s string) { v.Address = append(v.Address, s) })},
		{"address_3", false, "third line", "address line 3|address 3", text(func(v *Identity, s string) { v.Address = append(v.Address, s) })},
		{"address_4", false, "fourth line", "address line 4|address 4|town", text(func(v *Identity, s string) { v.Address = append(v.Address, s) })},
		{"postcode", false, "postcode", "post code|postcode of usual address", text(func(v *Identity, s string) { v.Postcode = s })},
		{"phone", false, "telephone number", "telephone|mobile|phone number|telephone number", text(func(v *Identity, s string) { v.Phone = s })},
		{"email", false, "address for electronic mail", "e mail|email address", text(func(v *Identity, s string) { v.Email = s })},
		{"needs", false, "how to communicate: language, large print, interpreter", "communication needs|language|interpreter|accessible information", text(func(v *Identity, s string) { v.Needs = s })},
	}
}

// secretDay is the cell as a day, without a message that repeats it.
func (c *cell) secretDay() civil.Date {
	if c.raw.Kind == sheet.Date {
		return c.raw.Date
	}
	d, _ := parseDay(c.text)
	return d
}

// PeopleOf counts the people among the pathways, by NHS number, as far as identities tell; pathways are not people (R26).
// unknown is how many pathways have no NHS number among the identities: they may be anybody.
func PeopleOf(pathways []Pathway, identities []Identity) (people, unknown int) {
	number := make(map[Pathway]string, len(identities))
	for i := range identities {
		number[identities[i].Pathway] = identities[i].NHSNumber
	}
	seen := map[string]bool{}
	for _, p := range pathways {
		if n := number[p]; n == "" {
			unknown++
		} else {
			seen[n] = true
		}
	}
	return len(seen), unknown
}

// refuseElsewhere is the fault of reaching for identities outside their trust.
func refuseElsewhere(trust org.Code) error {
	return fault.New(fault.Forbidden, "Who a patient is is known to %s alone; nothing that names a person leaves the trust", trust)
}
