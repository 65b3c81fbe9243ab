package app

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"headroom/internal/fault"
)

func TestAFileOfAMillionPatientsIsRefusedAtItsRowInLittleMemory(t *testing.T) {
	dir := t.TempDir()
	sessions := filepath.Join(dir, "sessions.csv")
	if err := os.WriteFile(sessions, []byte("session,date,minutes,team,specialty\nL1,2024-01-15,240,T1,110\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	patients := filepath.Join(dir, "patients.csv")
	f, err := os.Create(patients)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	_, _ = w.WriteString("pathway,specialty,minutes,clock_start\n")
	for i := range 1_000_000 {
		_, _ = fmt.Fprintf(w, "P%07d,110,60,2023-06-01\n", i)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = Reschedule(context.Background(), RescheduleQuery{Patients: patients, Sessions: sessions, Seconds: 1}, nil)
	if fault.KindOf(err) != fault.TooLarge || !strings.Contains(err.Error(), "patients.csv has more than 250000 patients") || !strings.Contains(err.Error(), "row 250002 and those after it were not read") {
		t.Fatal(err)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if m.Sys > 1<<30 {
		t.Errorf("%d MB were asked for", m.Sys>>20)
	}
	t.Logf("%d MB, at most %.0f", m.Sys>>20, peakMB())
}
