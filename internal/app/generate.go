package app

import (
	"io"
	"os"
	"path/filepath"

	"headroom/internal/civil"
	"headroom/internal/fault"
	"headroom/internal/recovery"
)

// GenerateQuery is a request for a synthetic trust or board, as typed.
type GenerateQuery struct {
	Patients, Sessions int
	Seed               uint64
	From               string // the plan's first day
	Dir                string // the folder that gets the files
}

// GenerateJSON is what was made.
type GenerateJSON struct {
	Synthetic bool       `json:"synthetic"`
	From      civil.Date `json:"from"`
	Days      int        `json:"days"`
	Patients  int        `json:"patients"`
	Sessions  int        `json:"sessions"`
	Limits    int        `json:"limits"`
	Booked    int        `json:"booked"`
	Files     []string   `json:"files"`
}

// GenerateRecovery makes synthetic files of patients, sessions, limits and bookings. It overwrites nothing.
func GenerateRecovery(q GenerateQuery) (GenerateJSON, error) {
	var out GenerateJSON
	var bad fault.List
	if q.Patients < 1 || q.Patients > recovery.MostPatients {
		bad.Add("patients", "", "give --patients from 1 to %d", recovery.MostPatients)
	}
	if q.Sessions < 1 || q.Sessions > recovery.MostSessions {
		bad.Add("sessions", "", "give --sessions from 1 to %d; a trust has about 12 for 100 who wait", recovery.MostSessions)
	}
	from, err := civil.ParseDate(q.From)
	if err != nil {
		bad.Add("from", "", "--from: %v", err)
	}
	if q.Dir == "" {
		bad.Add("dir", "", "give --dir, the folder that gets the files")
	}
	if bad.Stops() {
		return out, bad.Err("Nothing was made")
	}
	if err := os.MkdirAll(q.Dir, 0o755); err != nil {
		return out, fault.Wrap(err, fault.Unavailable, "the folder %s cannot be made; give one that you may write to", filepath.Base(q.Dir))
	}
	a := recovery.Generate(recovery.Made{Patients: q.Patients, Sessions: q.Sessions, Seed: q.Seed, From: from})
	out = GenerateJSON{Synthetic: true, From: from, Days: a.Days, Patients: len(a.Patients), Sessions: len(a.Sessions), Limits: len(a.Limits)}
	for i := range a.Patients {
		if a.Patients[i].Booked != "" {
			out.Booked++
		}
	}
	for _, f := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{"patients.csv", func(w io.Writer) error { return recovery.WritePatients(w, a.Patients) }},
		{"sessions.csv", func(w io.Writer) error { return recovery.WriteSessions(w, a.Sessions) }},
		{"limits.csv", func(w io.Writer) error { return recovery.WriteLimits(w, a.Limits) }},
		{"booked.csv", func(w io.Writer) error { return recovery.WriteBooked(w, a.Patients) }},
	} {
		if err := writeNew(filepath.Join(q.Dir, f.name), f.write); err != nil {
			return out, err
		}
		out.Files = append(out.Files, f.name)
	}
	return out, nil
}

// writeNew writes a file that is not there yet.
func writeNew(path string, write func(io.Writer) error) error {
	name := filepath.Base(path)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if os.IsExist(err) {
		return fault.Wrap(err, fault.Conflict, "there is a file %s already; give another folder, or take it away", name)
	}
	if err == nil {
		if err = write(f); err == nil {
			err = f.Close()
		} else {
			_ = f.Close()
		}
	}
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "the file %s cannot be written; check the folder and the room on the disk", name)
	}
	return nil
}
