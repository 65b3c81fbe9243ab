package importer

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"headroom/internal/fault"
	"headroom/internal/measure"
	"headroom/internal/sheet/badfile"
	"headroom/internal/sitrep"
)

// fixtures are small sound files of every format, by a name that gives the month or the day of publication.
func fixtures() map[string]string {
	cancerCSV := ",62-DAY COMBINED\nPERIOD: JAN 2023/24\n,ODS CODE,PROVIDER,CARE SETTING,CANCER TYPE,TOTAL,WITHIN 62 DAYS,AFTER 62 DAYS\n,R1H,BARTS NHS TRUST,ALL CARE,ALL CANCERS,10.5,8,2.5\n"
	winter := ",Title:,Daily Hospital Situation Report - Flu\n,Published:,08 March 2018\n,,,,,20/11/2017,,21/11/2017,\n,NHS England Region,,Code,Name,G&A flu beds,CC flu beds,G&A flu beds,CC flu beds\n" +
		",-,,-,ENGLAND,9,9,9,9\n,,,,,3,4,3,4\n,London,,R1H,Barts NHS Trust,1,2,3,4\n,London,,R1K,LNW NHS Trust,5,6,-,8\n"
	return map[string]string{
		"winter.csv":               winter,
		"tidy.csv":                 tidyHead + "\n-,ENGLAND,2017-11-20,4,0,95593,91001,0\nRF4,Barking,2017-11-20,0,0,911,900,0\nRF4,Barking,2017-11-21,0,0,911,900,0\n",
		"published_2023-01-06.csv": fluHead + "\nLondon,R1H,Barts,2022-11-14,G&A flu beds,3\nLondon,R1H,Barts,2022-11-14,CC flu beds,1\nSouth West,RA4*,Yeovil,2022-11-14,CC flu beds,-\n",
		"criteria.csv":             "nhs_trust22_code,date,do_not_meet_criteria_to_reside\nRAJ,2022-04-01,0\nRAJ,2022-04-02,7\n",
		"discharged.csv":           "nhs_trust22_code,date,discharged_by_1700,discharged_between_1701_2359,discharged_total\nRAJ,2022-04-01,0,0,0\nRAJ,2022-04-03,19,5,24\n",
		"reasons.csv":              "nhs_trust22_name,nhs_trust22_code,date,delay_reason,delay_count\nMid,RAJ,2024-06-01,Ongoing safeguarding concern,11\n",
		"summary_2025_26.csv":      "metric,total_value,reporting_months\nPathway 3: Discharge to a care home as a new admission,44435.0,9\n",
		"ae.csv":                   "Period,Org Code,Parent Org,Org name,A&E attendances Type 1,Attendances over 4hrs Type 1\nMSitAE-MAY-2024,RAJ,X,MID,100,4\nTOTAL,TOTAL,TOTAL,TOTAL,100,4\n",
		"ambsys.csv":               "Year,Month,Region,Org Code,Org Name,A7,A10,A30,A31,A32\n2024,1,Eng,Eng,England,100,50,90000,1800,3600\n2024,1,Y59,R1F,ISLE,100,50,90000,1800,3600\n",
		"rtt-Dec24.csv":            rttHead() + "\n" + rttLine("R1H", "C_100", "3", "6", "6") + "\n" + rttLine("R1H", "C_999", "3", "6", "6") + "\n",
		"extract.csv":              "Period,Provider Org Code,Provider Org Name,Commissioner Org Code,RTT Part Type,Treatment Function Code,Gt 00 To 01 Weeks SUM 1,Gt 104 Weeks SUM 1,Total All\nRTT-April-2023,AAV,CARE,00X,Part_2,C_130,5,1,6\nRTT-April-2023,AAV,CARE,00X,Part_2,C_999,5,1,6\n",
		"dm01-December-2024.csv":   dm01Head + "\nY56,London,RF4,Barking NHS Trust,1,MRI,25,14,7,7.20%,4,7,,2\nY56,London,RF4,Barking NHS Trust,16,Total,25,14,7,7.20%,4,7,,2\n",
		"cancer-January-2024.csv":  cancerCSV,
		"beds.csv":                 "Period,Level,Region,ICB,Org Code,Org Name,Metric,Type,Value\n01/02/2025,National,[z],[z],ENG,England,G&A beds available,All Type,300\n01/02/2025,Provider,EAST,X,RAJ,Mid,G&A beds available,Type 1,200\n",
	}
}

// wantUnderstood checks the promise of the package: whatever is in a draft is a clean figure within its bounds, or the
// draft says what is wrong.
func wantUnderstood(t *testing.T, what string, b *sitrep.Batch, err error) {
	t.Helper()
	if err != nil {
		if f := fault.As(err); f == nil || f.Kind == fault.Internal || f.Message == "" {
			t.Errorf("%s: not a fault with words: %v", what, err)
		}
		return
	}
	for _, list := range [][]sitrep.Draft{b.Drafts, b.Published} {
		for _, d := range list {
			if len(d.Problems) > 0 {
				for _, p := range d.Problems {
					if p.File == "" || p.Cell == "" || p.Message == "" {
						t.Errorf("%s: a problem without its place: %+v", what, p)
					}
				}
				continue
			}
			wantCleanDraft(t, what, &d)
		}
	}
	for _, f := range b.Refusals {
		if f.File == "" || f.Message == "" {
			t.Errorf("%s: a refusal without its place: %+v", what, f)
		}
	}
}

func wantCleanDraft(t *testing.T, what string, d *sitrep.Draft) {
	t.Helper()
	if d.Day.Year() < 1900 || d.Day.Year() > 2199 || len(d.Org) < 2 {
		t.Errorf("%s: a return of %q for %s", what, d.Org, d.Day)
	}
	seen := map[measure.Code]bool{}
	for _, it := range d.Items {
		m, ok := measure.Find(it.Measure)
		if words := m.Problem(it.Value); !ok || words != "" || seen[it.Measure] || it.At.Ref == "" {
			t.Errorf("%s: %s %s %s = %s at %q: %s", what, d.Org, d.Day, it.Measure, it.Value, it.At.Ref, words)
		}
		seen[it.Measure] = true
	}
}

func FuzzRead(f *testing.F) {
	for name, text := range fixtures() {
		f.Add(name, []byte(text))
	}
	f.Add("winter.xlsx", badfile.XLSX(badfile.Winter(3, 4)))
	f.Add("winter.xls", badfile.XLS(badfile.Winter(3, 4)))
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		b, err := Open(context.Background(), name, content, Options{})
		wantUnderstood(t, name, b, err)
	})
}

// nasty is what stands in a cell where people and machines go wrong.
func nasty() []string {
	return []string{"", "-", "1e308", "-1", "0.5", "NaN", "inf", "#REF!", "N/A", "TOTAL", "England", "1900-01-01", "31/12/9999", "2024-02-30", "1,23", "“quoted”", strings.Repeat("9", 40),
		"R1H", "\u00a0", "=1+1", "0x1F", "１２", "TRUE", "a,b", "\"", "Code", "[z]", "RA4*", "Y56", "32/13/2022"}
}

// No bad file brings the reader down, nothing unclear gets through. HEADROOM_BADFILES=10000 makes the long run.
func TestBadFiles(t *testing.T) {
	n := 2_000
	if long, err := strconv.Atoi(os.Getenv("HEADROOM_BADFILES")); err == nil {
		n = long
	} else if testing.Short() {
		n = 500
	}
	read := 0
	for f := range badfile.Generate(11, n/2) {
		b, err := Open(context.Background(), f.Name, f.Bytes, Options{})
		wantUnderstood(t, f.Name+" ("+f.Why+")", b, err)
		if err == nil {
			read++
		}
	}
	r := rand.New(rand.NewPCG(11, 7))
	all := fixtures()
	names := slices.Sorted(maps.Keys(all))
	for i := range n / 2 {
		name := names[r.IntN(len(names))]
		text := mutated(r, all[name])
		b, err := Open(context.Background(), name, []byte(text), Options{})
		wantUnderstood(t, fmt.Sprintf("%s, mutation %d", name, i), b, err)
		if err == nil {
			read++
		}
	}
	t.Logf("of %d bad files %d could be read at least in part", n, read)
}

// mutated changes a few cells, doubles or drops a line or a field.
func mutated(r *rand.Rand, text string) string {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for range 1 + r.IntN(3) {
		i := r.IntN(len(lines))
		fields := strings.Split(lines[i], ",")
		j := r.IntN(len(fields))
		switch r.IntN(6) {
		case 0:
			lines = append(lines, lines[i])
		case 1:
			lines = append(lines[:i:i], lines[i+1:]...)
		case 2:
			fields = append(fields[:j:j], fields[j+1:]...)
			lines[i] = strings.Join(fields, ",")
		default:
			fields[j] = nasty()[r.IntN(len(nasty()))]
			lines[i] = strings.Join(fields, ",")
		}
		if len(lines) == 0 {
			return ""
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

// Every fixture is itself read without a complaint.
func TestFixturesAreSound(t *testing.T) {
	for name, text := range fixtures() {
		b, err := Open(context.Background(), name, []byte(text), Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		wantUnderstood(t, name, b, err)
		for _, d := range b.Drafts {
			if len(d.Problems) > 0 {
				t.Errorf("%s: %v", name, d.Problems)
			}
		}
		if len(b.Refusals) > 0 || len(b.Drafts)+len(b.Published) == 0 {
			t.Errorf("%s: refusals %v, %d drafts", name, b.Refusals, len(b.Drafts))
		}
	}
}
