package recoverydb

import (
	"context"
	"slices"
	"time"

	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/org"
	"headroom/internal/recovery"
)

// heldPatient is a pathway's row.
type heldPatient struct {
	recovery.Patient
	number       int64
	state        string
	body, digest string
	at           time.Time
}

func scanPatient(r db.Row) (h heldPatient, err error) {
	var when db.Instant
	var pathway string
	if err := r.Scan(&pathway, &h.number, &h.state, &h.body, &h.digest, &when); err != nil {
		return h, err
	}
	h.at = when.Time
	return h, unpack(h.body, h.digest, &h.Patient)
}

func patientsIn(ctx context.Context, tx *db.Tx, o org.Code, asOf time.Time) (map[recovery.Pathway]heldPatient, error) {
	out := map[recovery.Pathway]heldPatient{}
	list, err := db.Collect(ctx, tx, queries.For(tx.Engine, "patients"), scanPatient, string(o), at(asOf))
	for _, h := range list {
		out[h.Pathway] = h
	}
	return out, err
}

type heldSession struct {
	recovery.Session
	number       int64
	state        string
	body, digest string
}

func scanSession(r db.Row) (h heldSession, err error) {
	var when db.Instant
	var id string
	if err := r.Scan(&id, &h.number, &h.state, &h.body, &h.digest, &when); err != nil {
		return h, err
	}
	return h, unpack(h.body, h.digest, &h.Session)
}

func sessionsIn(ctx context.Context, tx *db.Tx, o org.Code, asOf time.Time) (map[recovery.SessionID]heldSession, error) {
	out := map[recovery.SessionID]heldSession{}
	list, err := db.Collect(ctx, tx, queries.For(tx.Engine, "sessions"), scanSession, string(o), at(asOf))
	for _, h := range list {
		out[h.ID] = h
	}
	return out, err
}

// Ground reads a trust's ground as known at asOf (zero: now).
func (s *Store) Ground(ctx context.Context, o org.Code, asOf time.Time) (g recovery.Ground, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		g, err = groundIn(ctx, tx, o, asOf)
		return err
	})
	return g, err
}

// desk is everything of a trust as it was read once: what its lists told, and what people said. What people say in the same transaction is
// laid over it without reading again.
type desk struct {
	told   []heldPatient
	said   recovery.Said
	ground recovery.Ground // without its patients
}

func deskIn(ctx context.Context, tx *db.Tx, o org.Code, asOf time.Time) (d desk, err error) {
	if d.told, err = db.Collect(ctx, tx, queries.For(tx.Engine, "patients"), scanPatient, string(o), at(asOf)); err != nil {
		return d, err
	}
	if d.said, err = saidIn(ctx, tx, o, asOf); err != nil {
		return d, err
	}
	sessions, err := db.Collect(ctx, tx, queries.For(tx.Engine, "sessions"), scanSession, string(o), at(asOf))
	if err != nil {
		return d, err
	}
	g := &d.ground
	for _, h := range sessions {
		if h.state == on {
			g.Sessions = append(g.Sessions, h.Session)
		}
	}
	slices.SortStableFunc(g.Sessions, func(a, b recovery.Session) int { return a.Date.Compare(b.Date) })
	if err := readGround(ctx, tx, o, "limits", asOf, &g.Limits); err != nil {
		return d, err
	}
	if err := readGround(ctx, tx, o, "beds", asOf, &g.Beds.Rule); err != nil {
		return d, err
	}
	g.Beds.Stated = g.Beds.Rule.Confidence > 0
	return d, readGround(ctx, tx, o, "blocks", asOf, &g.Blocks)
}

// laid is the ground with what people said laid over what the lists told.
func (d desk) laid() recovery.Ground {
	g, of := d.ground, d.said.ByPathway()
	for _, h := range d.told {
		if h.at.After(g.Told) {
			g.Told = h.at
		}
		if h.state == on {
			g.Patients = append(g.Patients, h.Patient.After(of[h.Pathway], h.at))
		}
	}
	return g
}

func groundIn(ctx context.Context, tx *db.Tx, o org.Code, asOf time.Time) (recovery.Ground, error) {
	d, err := deskIn(ctx, tx, o, asOf)
	return d.laid(), err
}

func readGround(ctx context.Context, tx *db.Tx, o org.Code, kind string, asOf time.Time, into any) error {
	rows, err := db.Collect(ctx, tx, queries.For(tx.Engine, "ground"), scanGround, string(o), kind, at(asOf))
	if err != nil || len(rows) == 0 {
		return err
	}
	return unpack(rows[0].body, rows[0].digest, into)
}

// Mapping is how a trust's files of a kind were last read; the zero Mapping when none was kept.
func (s *Store) Mapping(ctx context.Context, o org.Code, kind recovery.FileKind, asOf time.Time) (m recovery.Mapping, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) error { return readGround(ctx, tx, o, "mapping/"+string(kind), asOf, &m) })
	return m, err
}

// Patient is the story of one pathway as known at asOf (zero: now). NotFound when the trust never had it.
func (s *Store) Patient(ctx context.Context, o org.Code, pathway recovery.Pathway, asOf time.Time) (out recovery.Story, err error) {
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		out = recovery.Story{}
		rows, err := db.Collect(ctx, tx, queries.For(tx.Engine, "patient-rows"), scanPatient, string(o), string(pathway), at(asOf))
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return fault.New(fault.NotFound, "There is no pathway %s on this trust's list", pathway)
		}
		said, err := saidIn(ctx, tx, o, asOf)
		if err != nil {
			return err
		}
		for _, h := range rows {
			out.Told = append(out.Told, recovery.Told{Patient: h.Patient, Off: h.state == off, At: h.at})
		}
		last := out.Told[len(out.Told)-1]
		out.Said, out.Off = said.Of(pathway), last.Off
		out.Patient = last.Patient.After(out.Said, last.At)
		return nil
	})
	return out, err
}
