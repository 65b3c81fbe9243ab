package sitrepdb

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"headroom/internal/civil"
	"headroom/internal/db"
	"headroom/internal/fault"
	"headroom/internal/jobs"
	"headroom/internal/sitrep"
)

// pieceSize is how much of a file one row holds, in bytes. Each piece is written in a transaction of its own, so that a
// large file never keeps other writers waiting.
const pieceSize = 4 << 20

// upload is a kept file.
type upload struct {
	id     int64
	sha256 string
	file   string
	bytes  int64
	pieces int
}

func scanUpload(r db.Row) (u upload, err error) {
	return u, r.Scan(&u.id, &u.sha256, &u.file, &u.bytes, &u.pieces)
}

// Receive keeps a file: when it returns, the bytes are on disk. It gives the import that they belong to. The same file
// is told at once to be held already when an earlier import stored it, and is that import while one is on the way;
// otherwise, a queued upload's work is in the queue.
func (s *Store) Receive(ctx context.Context, u sitrep.Upload) (sitrep.Import, error) {
	u.File = path.Base(strings.ReplaceAll(u.File, `\`, "/"))
	if !u.Published.IsZero() && civil.Today(u.Published).After(civil.Today(s.d.Now())) {
		return sitrep.Import{}, fault.New(fault.Invalid, "%s cannot have been published on %s, which is still to come; give the day on which its figures became known, or leave it out",
			u.File, civil.Today(u.Published))
	}
	kept, err := digestOf(u)
	if err != nil {
		return sitrep.Import{}, err
	}
	if err := s.keep(ctx, u, &kept); err != nil {
		return sitrep.Import{}, err
	}
	var out sitrep.Import
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		id, err := s.enter(ctx, tx, u, kept)
		if err == nil {
			out, err = imported(ctx, tx, id, farOff)
		}
		return err
	})
	return out, err
}

// digestOf reads the file once for its digest and size.
func digestOf(u sitrep.Upload) (upload, error) {
	h := sha256.New()
	n, err := io.Copy(h, u.Content)
	if err == nil {
		_, err = u.Content.Seek(0, io.SeekStart)
	}
	if err != nil {
		return upload{}, fault.Wrap(err, fault.Invalid, "%s did not arrive whole; send it again", u.File)
	}
	if n == 0 {
		return upload{}, fault.New(fault.Invalid, "%s is empty; send the file as it was published", u.File)
	}
	return upload{sha256: hex.EncodeToString(h.Sum(nil)), file: u.File, bytes: n, pieces: int((n + pieceSize - 1) / pieceSize)}, nil
}

// keep writes the bytes, unless they are kept already.
func (s *Store) keep(ctx context.Context, u sitrep.Upload, kept *upload) error {
	err := s.d.Read(ctx, func(tx *db.Tx) error {
		return tx.Get(ctx, queries.For(tx.Engine, "upload-of"), []any{kept.sha256}, &kept.id)
	})
	if !errors.Is(err, db.ErrNoRows) {
		return err
	}
	buf := make([]byte, min(pieceSize, kept.bytes))
	for n := range kept.pieces {
		got, err := io.ReadFull(u.Content, buf)
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			return fault.Wrap(err, fault.Invalid, "%s did not arrive whole; send it again", u.File)
		}
		err = s.d.Write(ctx, func(tx *db.Tx) error {
			return tx.RepeatAll(ctx, queries.For(tx.Engine, "insert-piece"), [][]any{{kept.sha256, n, buf[:got]}})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// enter notes the upload, when it is new, and the import, when none is on the way for the same bytes.
func (s *Store) enter(ctx context.Context, tx *db.Tx, u sitrep.Upload, kept upload) (int64, error) {
	if err := tx.Lock(ctx, "sitrep-upload"); err != nil {
		return 0, err
	}
	err := tx.Get(ctx, queries.For(tx.Engine, "upload-of"), []any{kept.sha256}, &kept.id)
	if errors.Is(err, db.ErrNoRows) {
		err = tx.Get(ctx, queries.For(tx.Engine, "last-upload"), nil, &kept.id)
		kept.id++
		if err == nil {
			_, err = tx.Exec(ctx, queries.For(tx.Engine, "insert-upload"), kept.id, kept.sha256, kept.file, kept.bytes, kept.pieces, db.At(tx.Now), u.By)
		}
	}
	if err != nil {
		return 0, err
	}
	twin, state, err := twinOf(ctx, tx, kept.id, u)
	if err != nil {
		return 0, err
	}
	if twin != 0 && !state.Over() {
		return twin, s.queue(ctx, tx, twin, u.Queue)
	}
	return s.begin(ctx, tx, u, kept, twin)
}

// begin notes a new import; earlier is the one that stored the same bytes already, or 0.
func (s *Store) begin(ctx context.Context, tx *db.Tx, u sitrep.Upload, kept upload, earlier int64) (int64, error) {
	var id int64
	if err := tx.Get(ctx, queries.For(tx.Engine, "last-import"), nil, &id); err != nil {
		return 0, err
	}
	id++
	state, ended, result := sitrep.ImportReceived, db.Instant{}, ""
	if earlier != 0 {
		text, err := json.Marshal(sitrep.ImportResult{Import: id, File: u.File, Held: true, Earlier: earlier})
		if err != nil {
			return 0, err
		}
		state, ended, result = sitrep.ImportHeld, db.At(tx.Now), string(text)
	}
	_, err := tx.Exec(ctx, queries.For(tx.Engine, "insert-import"), id, kept.id, u.File, db.At(u.Published), db.At(tx.Now), u.By, string(state),
		ended, 0, result)
	if err != nil {
		return 0, err
	}
	if err := s.queue(ctx, tx, id, u.Queue && earlier == 0); err != nil {
		return 0, err
	}
	return id, s.note(ctx, tx, u.By, id, kept.sha256, "%s", state)
}

// twinOf finds an import of the same bytes that is on the way or stored. Its name and the sender's word must be the same
// too: both may say when the figures were published, which makes another edition of the same bytes.
func twinOf(ctx context.Context, tx *db.Tx, upload int64, u sitrep.Upload) (id int64, state sitrep.ImportState, err error) {
	err = tx.Get(ctx, queries.For(tx.Engine, "import-twins"), []any{upload, u.File, db.At(u.Published)}, &id, &state)
	if errors.Is(err, db.ErrNoRows) {
		err = nil
	}
	return id, state, err
}

// queue puts the work of an import in the queue, unless it is there already.
func (s *Store) queue(ctx context.Context, tx *db.Tx, id int64, wanted bool) error {
	if !wanted {
		return nil
	}
	e, err := jobs.Enqueue(ctx, tx, ImportJob, ImportArgs{Import: id}, jobs.Options{UniqueKey: fmt.Sprint("import/", id)})
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, queries.For(tx.Engine, "set-job"), e.ID, id)
	return err
}

// Resume puts the work of an import that was cancelled, failed or interrupted in the queue again. A conflict fault when
// the import is over.
func (s *Store) Resume(ctx context.Context, id int64, by string) error {
	return s.d.Write(ctx, func(tx *db.Tx) error {
		i, err := imported(ctx, tx, id, farOff)
		if errors.Is(err, db.ErrNoRows) {
			return fault.Wrap(err, fault.NotFound, "There is no import %d", id)
		}
		if err != nil {
			return err
		}
		if i.State.Over() {
			return fault.New(fault.Conflict, "Import %d is over: it is %s", id, i.State)
		}
		if err := s.queue(ctx, tx, id, true); err != nil {
			return err
		}
		return s.note(ctx, tx, by, id, i.SHA256, "to be done again")
	})
}

// Content is the bytes of a kept file, whose digest is looked at again.
func (s *Store) Content(ctx context.Context, upload int64) ([]byte, error) {
	var out []byte
	err := s.d.Read(ctx, func(tx *db.Tx) error {
		list, err := db.Collect(ctx, tx, queries.For(tx.Engine, "upload"), scanUpload, upload)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return fault.New(fault.NotFound, "There is no file %d", upload)
		}
		out, err = content(ctx, tx, list[0])
		return err
	})
	return out, err
}

// content puts the pieces together; an internal fault when they are not what was received.
func content(ctx context.Context, tx *db.Tx, u upload) ([]byte, error) {
	var buf bytes.Buffer
	buf.Grow(int(u.bytes))
	for n := range u.pieces {
		var b []byte
		err := tx.Get(ctx, queries.For(tx.Engine, "piece"), []any{u.sha256, n}, &b)
		if err != nil && !errors.Is(err, db.ErrNoRows) {
			return nil, err
		}
		buf.Write(b)
	}
	sum := sha256.Sum256(buf.Bytes())
	if hex.EncodeToString(sum[:]) != u.sha256 {
		return nil, fault.New(fault.Internal, "the kept bytes of %s are not those that were received", u.file)
	}
	return buf.Bytes(), nil
}

// uploads names every kept file whose bytes are not those that were received.
func (v *verifier) uploads(ctx context.Context) error {
	list, err := db.Collect(ctx, v.tx, queries.For(v.tx.Engine, "uploads"), scanUpload)
	if err != nil {
		return err
	}
	for _, u := range list {
		if _, err := content(ctx, v.tx, u); fault.As(err) != nil {
			v.note("%v", err)
		} else if err != nil {
			return err
		}
	}
	return nil
}
