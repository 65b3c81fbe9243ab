package app_test

import (
	"encoding/csv"
	"math"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"headroom/internal/access"
	"headroom/internal/civil"
	"headroom/internal/discharge/dischargeweb"
	"headroom/internal/org"
)

// briefRows asks for a brief as a file and gives its rows without the head: part, of, name, day, value …
func briefRows(t *testing.T, v visitor, area org.Code) [][]string {
	t.Helper()
	rec := v.ask(http.MethodGet, dischargeweb.BriefOf(area)+"/export.csv?day="+demoDay, "")
	if rec.Code != http.StatusOK {
		t.Fatalf("the brief of %s: %d", area, rec.Code)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(rec.Body.String(), "\ufeff"))).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("the brief of %s has %d rows: %v", area, len(rows), err)
	}
	return rows[1:]
}

// TestBriefsAddUp: in the synthetic England the briefs of England, a region and a board each have a line for each of their
// parts, all of one morning, which add up to the whole; and those of one level are the totals of the next.
func TestBriefsAddUp(t *testing.T) {
	if testing.Short() {
		t.Skip("makes an England; run without -short")
	}
	d := openDemo(t, filepath.Join(t.TempDir(), "england.db"), fortnight())
	defer func() { _ = d.Close() }()
	v := visitor{site: d.Handler(false, nil), key: theirs(t, d, access.NationalLead)}
	pic, err := d.Orgs.Picture(t.Context(), civil.MustDate(demoDay), d.DB.Now())
	if err != nil {
		t.Fatal(err)
	}
	board, _ := pic.Above(org.NHS, written, org.KindICB)
	region, _ := pic.Above(org.NHS, written, org.KindRegion)
	totals := map[org.Code]map[string]float64{}
	for _, c := range []struct {
		area org.Code
		part org.Kind
	}{{org.England, org.KindRegion}, {region, org.KindICB}, {board, org.KindTrust}} {
		sum, whole, parts, days := map[string]float64{}, map[string]float64{}, 0, map[string]bool{}
		agreed, agreedBy := 0., 0.
		for _, r := range briefRows(t, v, c.area) {
			if n, err := strconv.ParseFloat(r[4], 64); err == nil && r[5] == "people" {
				if r[0] == "plan" && r[2] == "agreed" {
					agreed += n
				}
				if r[0] == "plan by organisation" && strings.HasPrefix(r[2], "agreed: ") {
					agreedBy += n
				}
			}
			if r[0] != "beds" || r[4] == "" || r[2] != "occupied" && r[2] != "usable" {
				continue
			}
			n, err := strconv.ParseFloat(r[4], 64)
			if err != nil {
				t.Fatal(err)
			}
			days[r[3]] = true
			if org.Code(r[1]) == c.area {
				whole[r[2]] = n
				continue
			}
			u, _ := pic.Unit(org.Code(r[1]))
			if u.Kind != c.part {
				t.Errorf("a line of the brief of %s is %s, %s", c.area, r[1], u.Kind)
			}
			if had, ok := totals[c.area]; ok && had[r[2]] == 0 {
				t.Errorf("%s has no %s in the brief above", c.area, r[2])
			}
			if totals[u.Code] == nil {
				totals[u.Code] = map[string]float64{}
			}
			totals[u.Code][r[2]] = n
			sum[r[2]] += n
			parts++
		}
		if parts < 4 || len(days) != 1 || whole["occupied"] == 0 || math.Abs(sum["occupied"]-whole["occupied"]) > 1e-6 || math.Abs(sum["usable"]-whole["usable"]) > 1e-6 {
			t.Errorf("%s: %d lines of the mornings %v add up to %v, in all %v", c.area, parts, days, sum, whole)
		}
		if agreed == 0 || agreedBy != agreed {
			t.Errorf("%s: %v people agreed for the day before, by its parts %v", c.area, agreed, agreedBy)
		}
		if had, ok := totals[c.area]; ok && had["occupied"] != whole["occupied"] {
			t.Errorf("%s has %v here and %v in the brief above it", c.area, whole, had)
		}
	}
	if rec := v.ask(http.MethodGet, dischargeweb.BriefOf(written), ""); rec.Code != http.StatusNotFound {
		t.Errorf("a trust's brief answers %d", rec.Code)
	}
}
