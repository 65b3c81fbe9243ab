package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"time"

	"headroom/internal/importer"
	"headroom/internal/sitrep"
	"headroom/internal/sitrep/sitrepdb"
)

// mostAhead bounds the size in bytes of a file that is read while it is being kept; a larger one is read afterwards, so
// that its bytes are in memory once.
const mostAhead = 64 << 20

// reading is a file that is read while the database still keeps its bytes. What was read is used only when those very
// bytes are kept under the same name and day of publication.
type reading struct {
	content   []byte
	file      string
	sha256    string
	published time.Time

	stop  context.CancelFunc
	done  chan struct{}
	batch *sitrep.Batch
	err   error
}

// readAhead begins to read f. It gives nil for a file that is better read afterwards, and the place in f is then where
// it was.
func readAhead(ctx context.Context, f *os.File, name string, published time.Time, progress sitrepdb.Progress) *reading {
	info, err := f.Stat()
	if err != nil || info.Size() == 0 || info.Size() > mostAhead {
		return nil
	}
	content := make([]byte, info.Size())
	if _, err := io.ReadFull(io.NewSectionReader(f, 0, info.Size()), content); err != nil {
		return nil
	}
	sum := sha256.Sum256(content)
	r := &reading{content: content, file: name, sha256: hex.EncodeToString(sum[:]), published: published, done: make(chan struct{})}
	ctx, r.stop = context.WithCancel(ctx)
	go func() {
		defer close(r.done)
		r.batch, r.err = importer.Open(ctx, name, content, importer.Options{Published: published, SHA256: r.sha256, Progress: progress})
	}()
	return r
}

// bytes is what is to be kept: the bytes that are being read, or those of f.
func (r *reading) bytes(f *os.File) io.ReadSeeker {
	if r == nil {
		return f
	}
	return bytes.NewReader(r.content)
}

// of waits for the reading and gives it, if it is one of the import's kept file.
func (r *reading) of(i sitrep.Import) (batch *sitrep.Batch, ok bool, err error) {
	if r == nil || i.SHA256 != r.sha256 || i.File != r.file || !i.Published.Equal(r.published) {
		return nil, false, nil
	}
	<-r.done
	return r.batch, true, r.err
}

// end stops the reading and waits for it, so that nothing of it goes on behind the caller's back.
func (r *reading) end() {
	if r != nil {
		r.stop()
		<-r.done
	}
}
