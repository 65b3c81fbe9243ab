package restdb_test

import (
	"fmt"
	"testing"
	"time"

	"headroom/internal/audit"
	"headroom/internal/civil"
	"headroom/internal/db/dbtest"
	"headroom/internal/rest"
	"headroom/internal/rest/restdb"
)

// trustOf makes a trust of so many people in teams of 25, each with three months of duties: days, and a week of nights in
// every five.
func trustOf(t testing.TB, people int) (*restdb.Store, time.Time) {
	t.Helper()
	d := dbtest.SQLite(t, audit.Migrations(), restdb.Migrations())
	last := civil.MustDate("2024-01-10")
	now := last.At(9 * 60)
	d.Clock = func() time.Time { return now }
	s := restdb.New(d)
	var duties []rest.Duty
	var f rest.ContractFile
	terms := rest.AllTerms()
	for i := range people {
		p := rest.Person(fmt.Sprintf("S-%04d", i))
		f.Contracts = append(f.Contracts, rest.Contract{Person: p, Terms: terms[i%len(terms)], Hours: 40, Day: 8, Other: rest.OtherNone, From: last.Add(-800)})
		f.People = append(f.People, rest.Known{Person: p, Team: fmt.Sprintf("Team %03d", i/25)})
		for day := last.Add(-91); day.Before(last.Add(14)); day = day.Add(1) {
			n := day.Sub(last) + 200 + i
			if w := day.Weekday(); w == time.Saturday || w == time.Sunday {
				continue
			}
			x := rest.Duty{Person: p, Start: day.At(8 * 60), End: day.At(18*60 + civil.Clock(n%3)*60), State: rest.Worked, Kind: rest.Shift, Breaks: 30 * time.Minute}
			if n/7%5 == 0 {
				x.Start, x.End = day.At(20*60+30), day.Add(1).At(9*60)
			}
			if x.End.After(now) {
				x.State = rest.Planned
			}
			duties = append(duties, x)
		}
	}
	_, err := s.KeepContracts(t.Context(), rota, rest.File{SHA256: "c"}, f, nil)
	ok(t, err)
	_, err = s.KeepDuties(t.Context(), rota, rest.File{SHA256: "d"}, rest.DutyFile{Duties: duties, Read: len(duties)}, rest.Entering{New: true, Anyway: true}, civil.England())
	ok(t, err)
	return s, now
}

// BenchmarkJudgeTrust judges a trust of 3,000 people with three months of duties.
func BenchmarkJudgeTrust(b *testing.B) {
	s, now := trustOf(b, 3000)
	b.ReportAllocs()
	for b.Loop() {
		list, err := s.Judged(b.Context(), "T1", "", now, civil.MustDate("2024-01-09"), civil.England(), time.Time{})
		if err != nil || len(list) != 3000 {
			b.Fatal(len(list), err)
		}
	}
}

// BenchmarkJudgeTeam judges a team of 25 of that trust.
func BenchmarkJudgeTeam(b *testing.B) {
	s, now := trustOf(b, 3000)
	var team []rest.Person
	for i := range 25 {
		team = append(team, rest.Person(fmt.Sprintf("S-%04d", i)))
	}
	b.ReportAllocs()
	for b.Loop() {
		list, err := s.JudgedOf(b.Context(), "T1", team, now, civil.MustDate("2024-01-09"), civil.England(), time.Time{})
		if err != nil || len(list) != 25 {
			b.Fatal(len(list), err)
		}
	}
}
