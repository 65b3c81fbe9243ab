package dischargedb_test

import (
	"fmt"
	"testing"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db/dbtest"
	"headroom/internal/discharge"
	"headroom/internal/discharge/dischargedb"
)

// england is 42 plans of 1,200 lines each: six weeks of boards with several trusts and councils.
func england(b *testing.B) *dischargedb.Store {
	b.Helper()
	d := dbtest.SQLite(b, audit.Migrations(), dischargedb.Migrations())
	d.Clock = func() time.Time { return on("2023-12-18").At(9 * 60) }
	s := dischargedb.New(d, newRegister(), civil.England())
	for p := range 42 {
		var lines []discharge.Line
		for i := range 1200 {
			lines = append(lines, starts(fmt.Sprintf("%s.T%d.home-care.C%d.%d", on("2023-12-20").Add(i/30), 1+i%2, 1+i%2, i), on("2023-12-20").Add(i/30).String(), "T1", "C1", 2))
		}
		_, err := s.Propose(b.Context(), plan(fmt.Sprintf("P-%02d", p), lead, 0, lines...), "first")
		ok(b, err)
	}
	return s
}

func BenchmarkConflictsOfEngland(b *testing.B) {
	s := england(b)
	for b.Loop() {
		_, unknown, err := s.Conflicts(b.Context(), on("2023-12-20"), on("2024-01-30"), nil, time.Time{})
		if err != nil || len(unknown) == 0 {
			b.Fatal(err)
		}
	}
}

func BenchmarkAgreeOneLine(b *testing.B) {
	s := england(b)
	line := fmt.Sprintf("%s.T1.home-care.C1.0", on("2023-12-20"))
	to := []discharge.State{discharge.Agreed, discharge.Refused}
	i := 0
	for b.Loop() {
		_, err := s.Act(b.Context(), discharge.Act{Plan: "P-07", Version: 1, By: dass, Moves: []discharge.Move{{Line: line, To: to[i%2], Reason: "r"}}})
		ok(b, err)
		i++
	}
}
