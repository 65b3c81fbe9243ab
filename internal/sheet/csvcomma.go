package sheet

import (
	"bytes"
	"io"
)

// sampleBytes and sampleRows are how much of a text is looked at to find its separator.
const (
	sampleBytes = 64 << 10
	sampleRows  = 60
)

// separator finds the byte between the fields: the one that Excel's "sep=" line names, else the one that most rows
// agree on, with the comma winning a draw.
func (s *csvSheet) separator() (byte, error) {
	rc, err := s.open()
	if err != nil {
		return 0, err
	}
	defer rc.Close()
	b := make([]byte, sampleBytes)
	n, err := io.ReadFull(s.script.decoder(rc), b)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return 0, s.at.broken(err, "the file")
	}
	b = bytes.TrimPrefix(b[:n], []byte("\xef\xbb\xbf"))
	if sep, n := sepLine(b); n > 0 {
		return sep, nil
	}
	best, most := byte(','), agreement(b, ',')
	for _, sep := range [...]byte{';', '\t'} {
		if n := agreement(b, sep); n > most {
			best, most = sep, n
		}
	}
	return best, nil
}

// sepLine reads a first line "sep=;" and gives its separator and its length with the line end; 0 where there is none.
func sepLine(b []byte) (sep byte, n int) {
	if len(b) < 5 || !bytes.EqualFold(b[:4], []byte("sep=")) {
		return 0, 0
	}
	if b[4] != ',' && b[4] != ';' && b[4] != '\t' {
		return 0, 0
	}
	n = 5
	if n < len(b) && b[n] == '\r' {
		n++
	}
	if n < len(b) && b[n] == '\n' {
		n++
	}
	return b[4], n
}

// agreement is how many of the first rows hold the same number of separators outside quotes, for the number that is
// shared most. Rows without any do not count.
func agreement(b []byte, sep byte) int {
	counts := map[int]int{}
	n, rows, open := 0, 0, false
	for _, c := range b {
		if rows == sampleRows {
			break
		}
		switch {
		case c == '"':
			open = !open
		case open:
		case c == sep:
			n++
		case c == '\n' || c == '\r':
			counts[n]++
			n, rows = 0, rows+1
		}
	}
	counts[n]++
	best := 0
	for k, v := range counts {
		if k > 0 {
			best = max(best, v)
		}
	}
	return best
}
