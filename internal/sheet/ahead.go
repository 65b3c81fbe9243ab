package sheet

import (
	"io"
	"sync"
)

// maxAhead bounds what is unpacked ahead of a workbook's reader, in bytes of all sheets that are kept at one time, by what
// their entries claim. Daily workbooks are a third of it; a larger sheet is unpacked as it is read.
const maxAhead = 32 << 20

// aheadPiece is how many bytes are handed on at a time.
const aheadPiece = 64 << 10

// ahead is a part that is unpacked beside its readers and kept until one of them has come to its end: the top of a sheet
// is read before it is known what it is, and its merged blocks stand behind its rows.
type ahead struct {
	mu     sync.Mutex
	more   *sync.Cond
	pieces [][]byte
	err    error // what ended it; nil while it goes on
}

// unpackAhead begins to unpack rc, which it closes.
func unpackAhead(rc io.ReadCloser) *ahead {
	a := &ahead{}
	a.more = sync.NewCond(&a.mu)
	go a.fill(rc)
	return a
}

func (a *ahead) fill(rc io.ReadCloser) {
	defer func() { _ = rc.Close() }()
	for {
		piece, n := make([]byte, aheadPiece), 0
		var err error
		for n < len(piece) && err == nil {
			var got int
			got, err = rc.Read(piece[n:])
			n += got
		}
		a.mu.Lock()
		if n > 0 {
			a.pieces = append(a.pieces, piece[:n])
		}
		a.err = err
		a.more.Broadcast()
		a.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// reader reads from the beginning.
func (a *ahead) reader() io.ReadCloser { return &aheadReader{a: a} }

type aheadReader struct {
	a    *ahead
	next int    // the piece after rest
	rest []byte // what is left of the current piece
}

// Read waits for what is not unpacked yet. It gives the error that ended the part after all that came before it.
func (r *aheadReader) Read(p []byte) (int, error) {
	if len(r.rest) == 0 {
		r.a.mu.Lock()
		defer r.a.mu.Unlock()
		for r.next == len(r.a.pieces) {
			if r.a.err != nil {
				return 0, r.a.err
			}
			r.a.more.Wait()
		}
		r.rest = r.a.pieces[r.next]
		r.next++
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// Close leaves the part to other readers.
func (r *aheadReader) Close() error { return nil }
