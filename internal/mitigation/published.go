package mitigation

import (
	_ "embed" // the published counts
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

// PublishedCount is a count of requests that somebody published. Counts of several counters at several instants stand beside
// one another; none is ever made to fit another (B3). A nil number was not published, which is not none.
type PublishedCount struct {
	Periods   string // as RD-12, or JD-01..JD-09
	CountedBy string
	AsAt      time.Time
	Asked     *int // organisations asked for their numbers
	Responded *int
	NoneMade  *int // of these, that had made no request
	Trusts    *int // of these, that had made some
	Requests  *int
	Doctors   *int
	Approved  *int
	Rejected  *int
	Withdrawn *int
	Pending   *int
	Exactness string
	Mark      Mark
	Note      string
	Source    string
}

// Rest is how many requests are in none of the published columns; nil where it cannot be told.
func (p PublishedCount) Rest() *int {
	if p.Requests == nil || p.Approved == nil || p.Rejected == nil {
		return nil
	}
	n := *p.Requests - *p.Approved - *p.Rejected
	for _, k := range []*int{p.Withdrawn, p.Pending} {
		if k != nil {
			n -= *k
		}
	}
	return &n
}

// Responses is the share of organisations asked that answered; false where it cannot be told.
func (p PublishedCount) Responses() (share float64, ok bool) {
	if p.Asked == nil || p.Responded == nil || *p.Asked == 0 {
		return 0, false
	}
	return float64(*p.Responded) / float64(*p.Asked), true
}

// Check names everything for which a count cannot be kept; nil when it can. Its numbers need not add up: they are kept as
// they were published.
func (p PublishedCount) Check() error {
	var bad fault.List
	for _, m := range []struct{ name, value, words string }{
		{"periods", p.Periods, "Say for which period or periods"},
		{"counted-by", p.CountedBy, "Say who counted"},
		{"source", p.Source, "Say where it was published"},
	} {
		if strings.TrimSpace(m.value) == "" {
			bad.Add(m.name, "B3", "%s", m.words)
		}
	}
	if p.AsAt.IsZero() {
		bad.Add("as-at", "B3", "Say as at which instant it was counted")
	}
	for name, n := range map[string]*int{"asked": p.Asked, "responded": p.Responded, "none-made": p.NoneMade, "trusts": p.Trusts, "requests": p.Requests,
		"doctors": p.Doctors, "approved": p.Approved, "rejected": p.Rejected, "withdrawn": p.Withdrawn, "pending": p.Pending} {
		if n != nil && *n < 0 {
			bad.Add(name, "B3", "A count cannot be below nothing; leave it empty where none was published")
		}
	}
	return bad.Err("the published count cannot be kept yet")
}

//go:embed published.csv
var publishedCSV string

// builtInPublished is read once and never changed.
var builtInPublished = mustPublished(publishedCSV)

// PublishedCounts lists the built-in published counts.
func PublishedCounts() []PublishedCount { return slices.Clone(builtInPublished) }

func mustPublished(text string) []PublishedCount {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		panic(err)
	}
	var out []PublishedCount
	for n, r := range rows[1:] {
		p, err := publishedOf(r)
		if err != nil {
			panic(fmt.Sprintf("published.csv, row %d: %v", n+2, err))
		}
		out = append(out, p)
	}
	return out
}

func publishedOf(r []string) (PublishedCount, error) {
	p := PublishedCount{Periods: r[0], CountedBy: r[1], Exactness: r[13], Mark: Mark(r[14]), Note: r[15], Source: r[16]}
	var err error
	if p.AsAt, err = civil.ParseInstant(r[2]); err != nil {
		return p, err
	}
	for i, into := range []**int{&p.Asked, &p.Responded, &p.NoneMade, &p.Trusts, &p.Requests, &p.Doctors, &p.Approved, &p.Rejected, &p.Withdrawn, &p.Pending} {
		if r[3+i] == "" {
			continue
		}
		n, err := strconv.Atoi(r[3+i])
		if err != nil {
			return p, err
		}
		*into = &n
	}
	return p, nil
}
