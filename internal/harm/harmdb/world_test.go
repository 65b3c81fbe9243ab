package harmdb_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/db/dbtest"
	"headroom/internal/fault"
	"headroom/internal/harm"
	"headroom/internal/harm/harmdb"
	"headroom/internal/org"
)

var (
	lead       = harm.By{Account: "account:1", Org: "T1"}
	nurse      = harm.By{Account: "account:2", Org: "T1", Clinician: true}
	consultant = harm.By{Account: "account:3", Org: "T1", Clinician: true, Consultant: true}
	elsewhere  = harm.By{Account: "account:4", Org: "T2", Clinician: true, Consultant: true}
)

// locked is a sealer whose texts show nothing: it keeps them.
type locked struct {
	mu   sync.Mutex
	text map[string][]byte
}

func (l *locked) Seal(room string, o org.Code, kind, name string, text []byte) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	k := audit.Digest(room, string(o), kind, name)
	l.text[k] = text
	return k, nil
}

func (l *locked) Unseal(room string, o org.Code, kind, name, sealed string) ([]byte, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	k := audit.Digest(room, string(o), kind, name)
	if k != sealed {
		return nil, fault.New(fault.Unavailable, "it does not open")
	}
	return l.text[k], nil
}

func (l *locked) Digest(o org.Code, which, text string) (string, error) {
	return audit.Digest("secret", string(o), which, text), nil
}

type world struct {
	d *db.DB
	s *harmdb.Store

	mu  sync.Mutex
	now time.Time
}

func (w *world) set(day string, clock civil.Clock) time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = civil.MustDate(day).At(clock)
	return w.now
}

func (w *world) read() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// planted are what must stand in no table and no line of the log.
var planted = []string{"943 476 5919", "9434765919", "PATHWAY-77", "pathway-77", "the drip was late", "rang twice"}

// each runs f on a store on each engine, then looks for a row that something else changed and for what must not stand in
// the clear.
func each(t *testing.T, f func(t *testing.T, w *world)) {
	dbtest.Each(t, []db.Migrations{audit.Migrations(), harmdb.Migrations()}, func(t *testing.T, d *db.DB) {
		w := &world{d: d, s: harmdb.New(d, &locked{text: map[string][]byte{}})}
		w.set("2024-01-10", 9*60)
		d.Clock = w.read
		f(t, w)
		w.nowhere(t)
		ok(t, d.Read(t.Context(), func(tx *db.Tx) error {
			if rep := d.VerifySeals(t.Context(), tx, nil); len(rep.Problems) > 0 {
				t.Errorf("%v", rep.Problems)
			}
			rep, err := audit.Verify(t.Context(), tx)
			if len(rep.Problems) > 0 {
				t.Errorf("%v", rep.Problems)
			}
			return err
		}))
	})
}

// nowhere looks for identifiers in every table, and for people's words in the log.
func (w *world) nowhere(t *testing.T) {
	t.Helper()
	for _, table := range w.d.Tables() {
		for _, column := range table.Columns {
			rows, err := w.d.Pool().QueryContext(t.Context(), "SELECT CAST("+column+" AS TEXT) FROM "+table.Name)
			ok(t, err)
			for rows.Next() {
				var text string
				ok(t, rows.Scan(&text))
				for i, s := range planted {
					words := i >= 4 && strings.HasPrefix(table.Name, "harm_")
					if strings.Contains(text, s) && !words {
						t.Errorf("%s.%s holds %s", table.Name, column, s)
					}
				}
			}
			ok(t, rows.Err())
			ok(t, rows.Close())
		}
	}
	rows, err := w.d.Pool().QueryContext(t.Context(), "SELECT key, reason, detail FROM audit_entry")
	ok(t, err)
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var a, b, c string
		ok(t, rows.Scan(&a, &b, &c))
		for _, s := range planted {
			if strings.Contains(a+b+c, s) {
				t.Errorf("the audit log holds %s", s)
			}
		}
	}
	ok(t, rows.Err())
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func kindIs(t *testing.T, err error, k fault.Kind) {
	t.Helper()
	if err == nil || fault.KindOf(err) != k {
		t.Fatalf("%v, want %s", err, k)
	}
	for _, s := range planted {
		if strings.Contains(err.Error(), s) {
			t.Errorf("the fault repeats %s", s)
		}
	}
}

func on(s string) civil.Date { return civil.MustDate(s) }

// late is an incident of a trust in the round of January 2024.
func late(trust org.Code) harm.Event {
	return harm.Event{Trust: trust, Kind: harm.Incident, Service: "ward 4", Occurred: on("2024-01-05"), Detected: on("2024-01-09"), What: "the drip was late",
		Grade: harm.Grade{Physical: harm.LowPhysical, Psychological: harm.NoPsychological, Basis: harm.Likely}, Patients: 1, Period: "JD-09"}
}

// hip is a pathway that was postponed.
func hip(pathway string) harm.Watched {
	return harm.Watched{Pathway: pathway, Period: "JD-09", Postponed: on("2023-12-20"), For: on("2024-01-04"), Specialty: "110", Priority: "P4", Waiting: 100, Times: 1,
		Group: harm.Group{Age: "60-69", Ethnicity: "A", Deprivation: "1"}.String()}
}
