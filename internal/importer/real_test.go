package importer

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"headroom/internal/sitrep"
)

// sharedData is the folder of real published files; the test is skipped, saying so, where it is absent.
func sharedData(t testing.TB, parts ...string) string {
	t.Helper()
	p := filepath.Join(append([]string{"..", "..", "..", "shared", "data"}, parts...)...)
	if _, err := os.Stat(p); err != nil {
		t.Skipf("the real published files are not here (%s), so this comparison is skipped", filepath.Join(parts...))
	}
	return p
}

// openReal reads a real file into a batch.
func openReal(t testing.TB, parts ...string) *sitrep.Batch {
	t.Helper()
	content, err := os.ReadFile(sharedData(t, parts...))
	if err != nil {
		t.Fatal(err)
	}
	b, err := Open(context.Background(), parts[len(parts)-1], content, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// realFiles are all of them, folder and name.
func realFiles() [][]string {
	return [][]string{
		{"sitrep", "Winter-data-timeseries-20180304.xlsx"}, {"sitrep", "tidy_sitrep1516.csv"}, {"sitrep", "tidy_sitrep1617.csv"},
		{"sitrep", "tidy_sitrep1718.csv"}, {"sitrep", "tidy_sitrep1819.csv"}, {"beds", "202501-January-2025-beds-sitrep-data-FINAL-revised.csv"},
		{"flu_vintages", "published_2022-12-20.csv"}, {"flu_vintages", "published_2023-01-06.csv"}, {"flu_vintages", "published_2023-01-12.csv"},
		{"ctr", "england_trust_criteria_to_reside_2022-04_to_2023-09.csv"}, {"ctr", "england_trust_discharged_patients_2022-04_to_2023-09.csv"},
		{"discharge", "england_delayed_discharge_reasons_2024-06_2024-07.csv"}, {"discharge", "national_discharge_destination_summary_2025_26.csv"},
		{"ae", "Monthly-AE-April-2024-revised.csv"}, {"ae", "Monthly-AE-December-2024.csv"}, {"ambulance", "ambsys_2024_trimmed.csv"},
		{"rtt", "Incomplete-Provider-Dec24-XLSX-9M-69130.csv"}, {"rtt", "rtt_2023-04_trimmed_full_extract.zip"},
		{"dm01", "Monthly-Diagnostics-Web-File-Provider-December-2024_WBJ074.csv"}, {"dm01", "Monthly-Diagnostics-Web-File-Provider-December-2024_WBJ074.xls"},
		{"cancer", "nhs_commissioner_wait_times_jul_2023.xlsx"},
	}
}
