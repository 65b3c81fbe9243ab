package app_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"headroom/internal/app"
	"headroom/internal/civil"
	"headroom/internal/db/dbtest"
	"headroom/internal/measure"
	"headroom/internal/sitrep/sitrepweb"
)

// vintage is one edition of the flu publication as a test sees it: its own reading of the file, not the importer's.
type vintage struct {
	path      string
	published string
	values    map[figure]string // as written; "-" where the file has no figure
}

type figure struct{ org, day, measure string }

var fluMeasures = map[string]measure.Code{"G&A flu beds": "flu_ga", "CC flu beds": "flu_cc"}

// readVintage reads an edition with nothing but the CSV reader.
func readVintage(t *testing.T, path string) vintage {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	v := vintage{path: path, published: strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), "published_"), ".csv"), values: map[figure]string{}}
	for _, r := range rows[1:] {
		v.values[figure{strings.TrimSuffix(r[1], "*"), r[3], string(fluMeasures[r[4]])}] = r[5]
	}
	return v
}

// writeVintage writes an edition of made-up figures: lines are "code date figure", all for general and acute beds.
func writeVintage(t *testing.T, dir, published string, lines ...string) vintage {
	t.Helper()
	var b strings.Builder
	b.WriteString("region,trust_code,trust_name,date,measure,value\n")
	for _, l := range lines {
		p := strings.Fields(l)
		code := strings.TrimSuffix(p[0], "*")
		fmt.Fprintf(&b, "South West,%s,%s NHS Foundation Trust,%s,G&A flu beds,%s\n", p[0], code, p[1], p[2])
	}
	path := filepath.Join(dir, "published_"+published+".csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return readVintage(t, path)
}

// orders are all the orders in which n things can be taken.
func orders(n int) [][]int {
	if n == 0 {
		return [][]int{{}}
	}
	var out [][]int
	for _, o := range orders(n - 1) {
		for i := range n {
			out = append(out, slices.Insert(slices.Clone(o), i, n-1))
		}
	}
	return out
}

// onBoth runs f on an empty Headroom of SQLite and, for every other order of import, of PostgreSQL too: making a database
// there takes longer than all that is tested in it.
func onBoth(t *testing.T, order int, f func(t *testing.T, a *app.App)) {
	t.Helper()
	open := func(t *testing.T, where string) {
		a, err := app.Open(t.Context(), where)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = a.Close() }()
		f(t, a)
	}
	t.Run("sqlite", func(t *testing.T) { open(t, filepath.Join(t.TempDir(), "headroom.db")) })
	if order%2 == 1 {
		return
	}
	t.Run("postgres", func(t *testing.T) { open(t, dbtest.PostgresURL(t)) })
}

// took imports editions in an order and adds up what became of them.
func took(t *testing.T, a *app.App, list []vintage, order []int) (withdrawn, succeeded int) {
	t.Helper()
	for _, i := range order {
		res, err := a.ImportFile(t.Context(), list[i].path, time.Time{}, nil)
		if err != nil || len(res.Refusals) > 0 {
			t.Fatalf("%s: %v %v", list[i].path, err, res.Refusals)
		}
		withdrawn, succeeded = withdrawn+res.Withdrawn, succeeded+res.Succeeded
	}
	return withdrawn, succeeded
}

// points reads a series as of the end of a day, by date.
func points(t *testing.T, a *app.App, code, c, asOf string) map[string]sitrepweb.PointJSON {
	t.Helper()
	s, err := a.Series(t.Context(), app.SeriesQuery{Org: code, Measure: c, AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]sitrepweb.PointJSON{}
	for _, p := range s.Points {
		out[p.Date] = p
	}
	return out
}

// wantEdition compares every trust, measure and day of an edition, and England's sums, with what is read as of its
// publication. Trusts in but are left to the caller: they are no longer listed and stay readable.
func wantEdition(t *testing.T, a *app.App, v vintage, all []vintage, but ...string) {
	t.Helper()
	trusts := map[string]bool{}
	sum, given := map[figure]float64{}, map[figure]int{}
	for _, x := range all {
		for k := range x.values {
			trusts[k.org] = true
		}
	}
	covers := map[string]bool{}
	for k, text := range v.values {
		covers[k.day] = true
		if n, err := strconv.ParseFloat(text, 64); err == nil {
			e := figure{"ENG", k.day, k.measure}
			sum[e] += n
			given[e]++
		}
	}
	for _, c := range fluMeasures {
		for code := range trusts {
			if slices.Contains(but, code) {
				continue
			}
			got := points(t, a, code, string(c), v.published)
			for k, text := range v.values {
				if k.org != code || k.measure != string(c) {
					continue
				}
				p, ok := got[k.day]
				n, err := strconv.ParseFloat(text, 64)
				switch {
				case err != nil && ok && p.Value != nil:
					t.Errorf("%s as of %s: %v is %v; the file has %q", v.published, v.published, k, *p.Value, text)
				case err == nil && (!ok || p.Value == nil || *p.Value != n):
					t.Errorf("%s: %v is %+v; the file has %q", v.published, k, p, text)
				}
			}
			for day, p := range got {
				if _, ok := v.values[figure{code, day, string(c)}]; !ok && p.Value != nil || !covers[day] {
					t.Errorf("%s: %s %s on %s is %+v, which the file does not say", v.published, code, c, day, p)
				}
			}
		}
		england := points(t, a, "ENG", string(c), v.published)
		for k, want := range sum {
			if k.measure != string(c) {
				continue
			}
			p := england[k.day]
			if p.Value == nil || *p.Value != want || p.Due-len(p.Missing) < given[k] {
				t.Errorf("%s: England's %s on %s is %+v; the file adds up to %v of %d", v.published, c, k.day, p, want, given[k])
			}
		}
		for day, p := range england {
			if _, ok := sum[figure{"ENG", day, string(c)}]; !ok && p.Value != nil {
				t.Errorf("%s: England's %s on %s is %v, which the file does not say", v.published, c, day, *p.Value)
			}
		}
	}
}

func TestThePublishedFluVintagesInAnyOrder(t *testing.T) {
	folder := filepath.Join("..", "..", "..", "shared", "data", "flu_vintages")
	found, err := filepath.Glob(filepath.Join(folder, "published_*.csv"))
	if err != nil || len(found) == 0 {
		t.Skip("the published flu vintages are not beside the repository, so no real file is compared")
	}
	var list []vintage
	for _, path := range found {
		list = append(list, readVintage(t, path))
	}
	all := orders(len(list))
	if testing.Short() {
		all = all[:1]
	}
	for i, order := range all {
		t.Run(fmt.Sprint(order), func(t *testing.T) {
			onBoth(t, i, func(t *testing.T, a *app.App) {
				if withdrawn, succeeded := took(t, a, list, order); withdrawn != 0 || succeeded != 0 {
					t.Errorf("%d returns were withdrawn and %d moved on, though every edition lists every trust", withdrawn, succeeded)
				}
				for _, v := range list {
					wantEdition(t, a, v, list)
				}
				wantWhole(t, a)
			})
		})
	}
}

// wantWhole lets Headroom read everything again.
func wantWhole(t *testing.T, a *app.App) {
	t.Helper()
	if r, err := a.Check(t.Context(), nil); err != nil || !r.OK {
		t.Errorf("the check says %v %v", r.Problems, err)
	}
}

// wantSuccession: the merger is known, the star's line was proposed once at most, and figures stay readable.
func wantSuccession(t *testing.T, a *app.App, stars int, ra4 map[string]float64) {
	t.Helper()
	p, err := a.Orgs.Picture(t.Context(), civil.MustDate("2023-05-01"), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if h := p.Heir("RA4"); h.Code != "RH5" || !h.Sure() {
		t.Errorf("the heir of RA4 is %+v", h)
	}
	if before := p.Predecessors("RH5"); len(before) != 1 || before[0].Org != "RA4" {
		t.Errorf("RH5's page leads to %+v", before)
	}
	sets, err := a.Orgs.ChangeSets(t.Context(), 50)
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for _, s := range sets {
		for _, l := range s.Lines {
			if l.Org == "RA4" && l.Verb == "mark" {
				lines++
				if !strings.Contains(l.Words, "merged into RH5 on 2023-04-01") {
					t.Errorf("the line does not name the successor: %s", l.Words)
				}
			}
		}
	}
	if lines != stars {
		t.Errorf("the star was proposed %d times; want %d", lines, stars)
	}
	got := points(t, a, "RA4", "flu_ga", "")
	for day, want := range ra4 {
		if q := got[day]; q.Value == nil || *q.Value != want {
			t.Errorf("RA4 on %s is %+v; want %v", day, q, want)
		}
	}
}

// TestTheMergedTrustInAnyOrder: however editions carry the code of a trust that merged, in every order of import each
// is read back as it was published and nothing reads as a deletion.
func TestTheMergedTrustInAnyOrder(t *testing.T) {
	plain := []string{"RA4 2022-12-01 2", "RA4 2022-12-02 3", "RH5 2022-12-01 10", "RH5 2022-12-02 20", "RZZ 2022-12-01 5", "RZZ 2022-12-02 5"}
	star := []string{"RA4* 2022-12-01 2", "RA4* 2022-12-02 4", "RH5 2022-12-01 10", "RH5 2022-12-02 20", "RZZ 2022-12-01 5", "RZZ 2022-12-02 7"}
	gone := []string{"RH5 2022-12-01 10", "RH5 2022-12-02 20", "RZZ 2022-12-01 5", "RZZ 2022-12-02 5"}
	joined := []string{"RH5 2022-12-01 12", "RH5 2022-12-02 23", "RZZ 2022-12-01 5", "RZZ 2022-12-02 5"}
	first := map[string]float64{"2022-12-01": 2, "2022-12-02": 3}
	starred := map[string]float64{"2022-12-01": 2, "2022-12-02": 4}
	for name, c := range map[string]struct {
		editions [3][]string
		stars    int
		ra4      map[string]float64 // its figures at the end
		unlisted []int              // editions after one that listed it
	}{
		"starred all along":              {[3][]string{star, star, star}, 1, starred, nil},
		"starred later":                  {[3][]string{plain, plain, star}, 1, starred, nil},
		"starred and plain in turn":      {[3][]string{plain, star, plain}, 1, first, nil},
		"dropped":                        {[3][]string{plain, plain, gone}, 0, first, []int{2}},
		"starred, then dropped":          {[3][]string{plain, star, gone}, 1, starred, []int{2}},
		"its figures under the heir":     {[3][]string{plain, joined, joined}, 0, first, []int{1, 2}},
		"dropped and listed once more":   {[3][]string{plain, gone, star}, 1, starred, []int{1}},
		"under the heir and back again":  {[3][]string{plain, joined, plain}, 0, first, []int{1}},
		"unknown at first, then starred": {[3][]string{gone, gone, star}, 1, starred, nil},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			var list []vintage
			for i, day := range []string{"2022-12-15", "2023-05-11", "2023-06-08"} {
				list = append(list, writeVintage(t, dir, day, c.editions[i]...))
			}
			for o, order := range orders(3) {
				onBoth(t, o, func(t *testing.T, a *app.App) {
					withdrawn, succeeded := took(t, a, list, order)
					if withdrawn != 0 || (succeeded > 0) != (c.unlisted != nil) {
						t.Errorf("%v: %d returns were withdrawn and %d moved on", order, withdrawn, succeeded)
					}
					for i, v := range list {
						but := []string{}
						if slices.Contains(c.unlisted, i) {
							but = append(but, "RA4")
						}
						wantEdition(t, a, v, list, but...)
					}
					wantSuccession(t, a, c.stars, c.ra4)
					wantWhole(t, a)
				})
			}
		})
	}
}

// TestATrustThatIsDropped: an edition that no longer lists a trust which has not merged takes its figures back, and one
// that has a dash in their place does too; an edition that lists it again brings them back.
func TestATrustThatIsDropped(t *testing.T) {
	dir := t.TempDir()
	list := []vintage{
		writeVintage(t, dir, "2022-12-15", "RYY 2022-12-01 1", "RZZ 2022-12-01 5", "RXX 2022-12-01 8", "RXX 2022-12-02 8"),
		writeVintage(t, dir, "2022-12-22", "RYY 2022-12-01 1", "RXX 2022-12-01 -", "RXX 2022-12-02 -"),
		writeVintage(t, dir, "2022-12-29", "RYY 2022-12-01 2", "RZZ 2022-12-01 5", "RXX 2022-12-01 8", "RXX 2022-12-02 9"),
	}
	for o, order := range orders(3) {
		onBoth(t, o, func(t *testing.T, a *app.App) {
			if withdrawn, succeeded := took(t, a, list, order); withdrawn == 0 || succeeded != 0 {
				t.Errorf("%v: %d returns were withdrawn and %d moved on", order, withdrawn, succeeded)
			}
			for _, v := range list {
				wantEdition(t, a, v, list)
			}
			wantWhole(t, a)
		})
	}
}
