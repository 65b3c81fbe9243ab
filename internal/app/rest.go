package app

import (
	"bytes"
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/rest"
	"headroom/internal/sheet"
)

// RestQuery is a request to judge duties, as typed.
type RestQuery struct {
	Duties    string // a file of duties, CSV or XLSX
	Contracts string // a file of contracts; empty: none is known
	Rules     string // by which rules; empty: those of each contract
	At        string // by when deadlines are counted; empty: the end of each person's last duty
	Recovery  string // the first day of recovery; empty: no recovery rest is estimated
	Strict    bool   // compensatory rest counts in the very next rest alone
}

// RestJSON is what the rules say of a file of duties. Times are UTC; hours are elapsed ones.
type RestJSON struct {
	Rules  string           `json:"rules"`
	Strict bool             `json:"strict"`
	Policy string           `json:"policy"` // how recovery rest is worked out
	Notes  []string         `json:"notes"`
	People []RestPersonJSON `json:"people"`
}

// RestPersonJSON is one person. The ledgers are never added up.
type RestPersonJSON struct {
	Person   string            `json:"person"`
	Standing string            `json:"standing"`
	Unknown  []string          `json:"unknown"`
	Most168  float64           `json:"most_in_168_hours"`
	Gaps     []RestGapJSON     `json:"gaps"`
	Breaches []RestBreachJSON  `json:"breaches"`
	Ledgers  []RestLedgerJSON  `json:"ledgers"`
	Blocks   []RestBlockJSON   `json:"blocks"`
	Extra    []RestCountedJSON `json:"extra_duties"`
	Notes    []string          `json:"notes"`
}

// RestGapJSON is the rest between two stretches of work.
type RestGapJSON struct {
	From  time.Time `json:"from"`
	To    time.Time `json:"to"`
	Hours float64   `json:"hours"`
}

// RestBreachJSON is one breach. Certain is false where the rule, or the hours, are unconfirmed.
type RestBreachJSON struct {
	Rule     string    `json:"rule"`
	Set      string    `json:"set"`
	From     time.Time `json:"from"`
	To       time.Time `json:"to"`
	Observed float64   `json:"observed"`
	Limit    float64   `json:"limit"`
	Excess   float64   `json:"excess"`
	Unit     string    `json:"unit"`
	Certain  bool      `json:"certain"`
}

// RestLedgerJSON is one of the three.
type RestLedgerJSON struct {
	Ledger string         `json:"ledger"`
	Name   string         `json:"name"`
	Label  string         `json:"label,omitempty"`
	Owed   float64        `json:"owed"`
	Taken  float64        `json:"taken"`
	Booked float64        `json:"booked"`
	Paid   float64        `json:"paid"`
	Left   float64        `json:"left"`
	Spare  float64        `json:"spare"`
	Lines  []RestLineJSON `json:"lines"`
}

// RestLineJSON is one thing that is owed.
type RestLineJSON struct {
	Number int        `json:"number"`
	Rule   string     `json:"rule"`
	Set    string     `json:"set"`
	Words  string     `json:"words"`
	At     time.Time  `json:"at"`
	Due    *time.Time `json:"due"` // null where no date is set
	Hours  float64    `json:"hours"`
	Taken  float64    `json:"taken"`
	Booked float64    `json:"booked"`
	Paid   float64    `json:"paid"`
	Left   float64    `json:"left"`
	State  string     `json:"state"`
	With   string     `json:"with,omitempty"`
	Given  []string   `json:"given"` // when it was given, or how it was paid
}

// RestBlockJSON is a stretch in which the person may not be booked.
type RestBlockJSON struct {
	Rule  string    `json:"rule"`
	Set   string    `json:"set"`
	From  time.Time `json:"from"`
	To    time.Time `json:"to"`
	Words string    `json:"words"`
}

// RestCountedJSON is an extra duty of a consultant or specialist in programmed activities, by each way of counting.
type RestCountedJSON struct {
	From time.Time          `json:"from"`
	To   time.Time          `json:"to"`
	PA   map[string]float64 `json:"activities"`
}

// Rest judges a file of duties. It needs no database, and keeps nothing.
func Rest(ctx context.Context, q RestQuery) (RestJSON, error) {
	policy := rest.DefaultPolicy()
	policy.Strict = q.Strict
	out := RestJSON{Rules: cmp.Or(q.Rules, "each contract's"), Strict: q.Strict, Policy: policy.Formula(), Notes: []string{}, People: []RestPersonJSON{}}
	base := rest.Ask{Rules: rest.BuiltIn(), Policy: policy, Holidays: civil.England()}
	var err error
	if base.At, err = ParseAsOf(q.At); err != nil {
		return out, err
	}
	if err := base.Recovery.UnmarshalText([]byte(q.Recovery)); err != nil {
		return out, fault.Wrap(err, fault.Invalid, "%q is no date; write the first day of recovery as 2024-01-09", q.Recovery)
	}
	if q.Rules != "" {
		code, err := base.Rules.Named(q.Rules)
		if err != nil {
			return out, err
		}
		base.Code = &code
	} else if q.Contracts == "" {
		return out, fault.New(fault.Invalid, "say by which rules, as --rules resident-2016, or give --contracts FILE")
	}
	duties, contracts, notes, err := readRest(ctx, q)
	if err != nil {
		return out, err
	}
	out.Notes = append(out.Notes, notes...)
	for _, p := range inOrder(duties) {
		a := base
		a.Person, a.Duties, a.Contracts = p, duties[p], contracts[p]
		out.People = append(out.People, restPerson(a))
	}
	return out, nil
}

// readRest reads the two files, by person.
func readRest(ctx context.Context, q RestQuery) (map[rest.Person][]rest.Duty, map[rest.Person][]rest.Contract, []string, error) {
	if q.Duties == "" {
		return nil, nil, nil, fault.New(fault.Invalid, "no file of duties is named; give --duties FILE")
	}
	open := func(path string) (*sheet.Book, error) {
		content, err := os.ReadFile(path) //nolint:gosec // the operator names the file
		if err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "%s cannot be read; give the path of a CSV or XLSX file", filepath.Base(path))
		}
		return sheet.Open(ctx, filepath.Base(path), bytes.NewReader(content), int64(len(content)), sheet.Limits{})
	}
	duties, contracts := map[rest.Person][]rest.Duty{}, map[rest.Person][]rest.Contract{}
	book, err := open(q.Duties)
	if err != nil {
		return nil, nil, nil, err
	}
	read, err := rest.ReadDuties(ctx, book, "")
	if err != nil {
		return nil, nil, nil, err
	}
	notes := read.Notes
	for _, d := range read.Duties {
		duties[d.Person] = append(duties[d.Person], d)
	}
	if q.Contracts != "" {
		if book, err = open(q.Contracts); err != nil {
			return nil, nil, nil, err
		}
		f, err := rest.ReadContracts(ctx, book, "")
		if err != nil {
			return nil, nil, nil, err
		}
		notes = append(notes, f.Notes...)
		for _, c := range f.Contracts {
			contracts[c.Person] = append(contracts[c.Person], c)
		}
	}
	return duties, contracts, notes, nil
}

func restPerson(a rest.Ask) RestPersonJSON {
	j := rest.Judge(a)
	out := RestPersonJSON{Person: string(j.Person), Standing: string(j.Standing), Unknown: append([]string{}, j.Unknown...), Notes: append([]string{}, j.Notes...),
		Gaps: []RestGapJSON{}, Breaches: []RestBreachJSON{}, Blocks: []RestBlockJSON{}, Extra: []RestCountedJSON{}}
	out.Most168, _ = rest.MostIn(a.Duties, 168*time.Hour)
	for _, g := range j.Gaps {
		out.Gaps = append(out.Gaps, RestGapJSON{From: g.From.UTC(), To: g.To.UTC(), Hours: g.Hours})
	}
	for _, b := range j.Breaches {
		out.Breaches = append(out.Breaches, RestBreachJSON{Rule: string(b.Rule), Set: b.Set, From: b.From.UTC(), To: b.To.UTC(), Observed: b.Observed, Limit: b.Limit,
			Excess: b.Excess, Unit: b.Unit, Certain: b.Certain})
	}
	for _, b := range j.Blocks {
		out.Blocks = append(out.Blocks, RestBlockJSON{Rule: string(b.Rule), Set: b.Set, From: b.From.UTC(), To: b.To.UTC(), Words: b.Words})
	}
	for _, b := range j.Balances {
		out.Ledgers = append(out.Ledgers, restLedger(b, j.Entries))
	}
	duties := slices.SortedFunc(slices.Values(a.Duties), func(x, y rest.Duty) int { return x.Start.Compare(y.Start) })
	for _, d := range duties {
		if d.Extra == rest.NotExtra || !rest.Counted(d, a.Contracts, a.Code) {
			continue
		}
		c := RestCountedJSON{From: d.Start.UTC(), To: d.End.UTC(), PA: map[string]float64{}}
		for _, v := range rest.CountedAs(d.Start, d.End, a.Holidays) {
			c.PA[string(v.View)] = v.PA
		}
		out.Extra = append(out.Extra, c)
	}
	return out
}

func restLedger(b rest.Balance, entries []rest.Entry) RestLedgerJSON {
	out := RestLedgerJSON{Ledger: string(b.Ledger), Name: b.Ledger.Words(), Label: b.Label(), Owed: b.Owed, Taken: b.Taken, Booked: b.Booked, Paid: b.Paid, Left: b.Left,
		Spare: b.Spare, Lines: []RestLineJSON{}}
	for _, l := range b.Lines {
		x := RestLineJSON{Number: l.Number, Rule: string(l.Owed.Rule), Set: l.Owed.Set, Words: l.Owed.Words, At: l.Owed.At.UTC(), Hours: l.Owed.Hours, Taken: l.Taken,
			Booked: l.Booked, Paid: l.Paid, Left: l.Left, State: string(l.State), With: l.With, Given: []string{}}
		if !l.Owed.Due.IsZero() {
			due := l.Owed.Due.UTC()
			x.Due = &due
		}
		for _, e := range entries {
			if e.Ledger == b.Ledger && e.Against == l.Number && e.Kind != rest.Owed {
				x.Given = append(x.Given, e.Told())
			}
		}
		out.Lines = append(out.Lines, x)
	}
	return out
}

// OnLondonsClocks is an instant as the command prints it, with the zone, since an hour repeats in October.
func OnLondonsClocks(t time.Time) string { return t.In(civil.London).Format("2 Jan 2006 15:04 MST") }
