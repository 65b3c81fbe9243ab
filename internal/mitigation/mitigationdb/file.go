package mitigationdb

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode"

	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/mitigation"
)

// The most that one file of evidence, and all files of one request, may hold in bytes.
const (
	MaxFile  = 10 << 20
	MaxFiles = 100 << 20
)

// KeepFile keeps a piece of evidence of a request, with its digest. TooLarge above MaxFile, or when the request's files would
// hold more than MaxFiles.
func (s *Store) KeepFile(ctx context.Context, by mitigation.By, ref mitigation.Ref, name, media string, body []byte) (mitigation.Evidence, error) {
	var out mitigation.Evidence
	if err := person(by); err != nil {
		return out, err
	}
	switch {
	case len(body) == 0:
		return out, fault.New(fault.Invalid, "The file is empty")
	case len(body) > MaxFile:
		return out, fault.New(fault.TooLarge, "The file holds more than %d MB; keep the pages that matter", MaxFile>>20)
	}
	if err := mitigation.CheckName(name); err != nil {
		return out, err
	}
	sum := sha256.Sum256(body)
	err := s.d.Write(ctx, func(tx *db.Tx) error {
		k, err := lock(ctx, tx, ref)
		if err != nil {
			return err
		}
		n, size := 0, 0
		if err := tx.Get(ctx, queries.For(tx.Engine, "count-files"), []any{string(ref)}, &n, &size); err != nil {
			return err
		}
		if size+len(body) > MaxFiles {
			return fault.New(fault.TooLarge, "The request's files would hold more than %d MB", MaxFiles>>20)
		}
		_, at := standing(tx, k)
		out = mitigation.Evidence{ID: fmt.Sprintf("E%d", n+1), Request: ref, Name: plainName(name), Type: media, Size: len(body),
			SHA256: hex.EncodeToString(sum[:]), By: by.Account, Recorded: at}
		if _, err := tx.Exec(ctx, queries.For(tx.Engine, "insert-file"), string(ref), out.ID, out.Name, out.Type, out.Size, out.SHA256, body, out.By,
			db.At(out.Recorded)); err != nil {
			return err
		}
		return note(ctx, tx, by, k, "mitigation.evidence", string(ref)+"/"+out.ID, fmt.Sprintf("a file of %d bytes", out.Size), out.SHA256)
	})
	return out, err
}

// plainName is a file's name without folders and without what does not print.
func plainName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, name)
	const most = 120
	if r := []rune(name); len(r) > most {
		name = string(r[len(r)-most:])
	}
	if name == "" || name == "." || name == "/" {
		return "evidence"
	}
	return name
}

// File is a piece of evidence with its bytes; NotFound when the request has none of that number, and Internal when what is
// stored is not what was kept.
func (s *Store) File(ctx context.Context, ref mitigation.Ref, id string) (mitigation.Evidence, io.ReadCloser, error) {
	type held struct {
		mitigation.Evidence
		body []byte
	}
	var list []held
	err := s.d.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.Collect(ctx, tx, queries.For(tx.Engine, "file"), func(r db.Row) (h held, err error) {
			var at db.Instant
			err = r.Scan(&h.Request, &h.ID, &h.Name, &h.Type, &h.Size, &h.SHA256, &h.By, &at, &h.body)
			h.Recorded = at.Time
			return h, err
		}, string(ref), id)
		return err
	})
	if err != nil {
		return mitigation.Evidence{}, nil, err
	}
	if len(list) == 0 {
		return mitigation.Evidence{}, nil, fault.New(fault.NotFound, "The request has no such file")
	}
	if sum := sha256.Sum256(list[0].body); hex.EncodeToString(sum[:]) != list[0].SHA256 {
		return mitigation.Evidence{}, nil, fault.New(fault.Internal, "The kept file is damaged")
	}
	return list[0].Evidence, io.NopCloser(bytes.NewReader(list[0].body)), nil
}

func scanFile(r db.Row) (e mitigation.Evidence, err error) {
	var at db.Instant
	err = r.Scan(&e.Request, &e.ID, &e.Name, &e.Type, &e.Size, &e.SHA256, &e.By, &at)
	e.Recorded = at.Time
	return e, err
}
