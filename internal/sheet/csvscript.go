package sheet

import (
	"bytes"
	"context"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// script is the encoding of a text file.
type script string

// The encodings that are read. A file without a byte-order mark is UTF-8 if all of it is valid UTF-8.
const (
	utf8Script    script = "UTF-8"
	windowsScript script = "Windows-1252"
	utf16LE       script = "UTF-16LE"
	utf16BE       script = "UTF-16BE"
)

// decoder makes UTF-8 of r. A UTF-8 byte-order mark is left in.
func (s script) decoder(r io.Reader) io.Reader {
	switch s {
	case windowsScript:
		return transform.NewReader(r, charmap.Windows1252.NewDecoder())
	case utf16LE:
		return transform.NewReader(r, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	case utf16BE:
		return transform.NewReader(r, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder())
	}
	return r
}

// detect reads a text to its end and tells its encoding, or refuses it: NUL characters, half a UTF-16 character, bytes
// that no encoding explains, two encodings in one file.
func detect(ctx context.Context, at place, r io.Reader) (script, error) {
	t := &tally{at: at, line: 1}
	buf, kept := make([]byte, 64<<10), 0
	for first := true; ; {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		n, err := io.ReadFull(r, buf[kept:])
		last := err == io.EOF || err == io.ErrUnexpectedEOF
		if err != nil && !last {
			return "", at.broken(err, "the file")
		}
		b := buf[:kept+n]
		if first {
			t.begin(b)
			first = false
		}
		used, err := t.take(b, last)
		if err != nil {
			return "", err
		}
		if last {
			return t.verdict()
		}
		kept = copy(buf, b[used:])
	}
}

// tally is what detect has seen so far.
type tally struct {
	at     place
	script script // "" until the end for texts that may be UTF-8 or Windows-1252
	marked bool   // a UTF-8 byte-order mark
	line   int

	valid, broken int // characters of several bytes; bytes that are not UTF-8
	brokenLine    int // the line of the first of them
	undefined     bool
}

// begin looks at the first bytes: marks, and the pattern of NULs that UTF-16 without a mark makes.
func (t *tally) begin(b []byte) {
	switch {
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		t.marked = true
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		t.script = utf16LE
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		t.script = utf16BE
	default:
		b = b[:min(len(b), 4096)]
		even, odd := 0, 0
		for i, c := range b {
			if c == 0 && i%2 == 0 {
				even++
			} else if c == 0 {
				odd++
			}
		}
		if half := len(b) / 2; half > 1 && odd > half*7/10 && even == 0 {
			t.script = utf16LE
		} else if half > 1 && even > half*7/10 && odd == 0 {
			t.script = utf16BE
		}
	}
}

// take looks at b and says how much of it is done with; the rest comes again at the front of the next call's b.
func (t *tally) take(b []byte, last bool) (int, error) {
	if t.script == utf16LE || t.script == utf16BE {
		return t.takePairs(b, last)
	}
	if i := bytes.IndexByte(b, 0); i >= 0 {
		t.line += bytes.Count(b[:i], []byte{'\n'})
		return 0, t.nul()
	}
	i := 0
	for i < len(b) {
		if b[i] < utf8.RuneSelf {
			j := ascii(b[i:])
			t.line += bytes.Count(b[i:i+j], []byte{'\n'})
			i += j
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		switch {
		case r != utf8.RuneError || n > 1:
			t.valid++
		case !last && len(b)-i < utf8.UTFMax && !utf8.FullRune(b[i:]):
			return i, nil
		default:
			t.bad(b[i])
		}
		i += n
	}
	return i, nil
}

// ascii is the length of the run of ASCII bytes that b begins with.
func ascii(b []byte) int {
	i := 0
	for len(b)-i >= 8 && (b[i]|b[i+1]|b[i+2]|b[i+3]|b[i+4]|b[i+5]|b[i+6]|b[i+7]) < utf8.RuneSelf {
		i += 8
	}
	for i < len(b) && b[i] < utf8.RuneSelf {
		i++
	}
	return i
}

// bad notes a byte that is not UTF-8. Five bytes mean nothing in Windows-1252 either.
func (t *tally) bad(c byte) {
	if t.broken == 0 {
		t.brokenLine = t.line
	}
	t.broken++
	switch c {
	case 0x81, 0x8d, 0x8f, 0x90, 0x9d:
		t.undefined = true
	}
}

// takePairs checks UTF-16: no NUL, and surrogates in pairs.
func (t *tally) takePairs(b []byte, last bool) (int, error) {
	unit := func(i int) uint16 {
		if t.script == utf16LE {
			return uint16(b[i]) | uint16(b[i+1])<<8
		}
		return uint16(b[i+1]) | uint16(b[i])<<8
	}
	i := 0
	for i+1 < len(b) {
		switch u := unit(i); {
		case u == 0:
			return 0, t.nul()
		case u == '\n':
			t.line++
		case u >= 0xdc00 && u <= 0xdfff:
			return 0, t.halved()
		case u >= 0xd800 && u <= 0xdbff:
			if i+3 >= len(b) {
				if last {
					return 0, t.halved()
				}
				return i, nil
			}
			if v := unit(i + 2); v < 0xdc00 || v > 0xdfff {
				return 0, t.halved()
			}
			i += 2
		}
		i += 2
	}
	if last && i < len(b) {
		return 0, t.halved()
	}
	return i, nil
}

// nul is the refusal of a NUL character: no text store keeps one, and binary files are full of them.
func (t *tally) nul() error {
	return t.at.refuse(nil, "save it again as CSV UTF-8 and send it", "line %d holds a NUL character", t.line)
}

// halved is the refusal of a UTF-16 text that breaks off inside a character or pairs its halves wrongly.
func (t *tally) halved() error {
	return t.at.refuse(nil, "save it again as CSV UTF-8 and send it", "line %d holds half a %s character", t.line, t.script)
}

// verdict is the encoding of the whole text. A text that is not UTF-8 is Windows-1252, unless it also holds sound
// UTF-8 characters: then it was put together from two encodings, and one reading of it would garble names.
func (t *tally) verdict() (script, error) {
	const remedy = "save it again as CSV UTF-8 and send it"
	switch {
	case t.script != "":
		return t.script, nil
	case t.broken == 0:
		return utf8Script, nil
	case t.marked || t.valid > t.broken:
		return "", t.at.refuse(nil, remedy, "line %d holds bytes that are not UTF-8, as the rest of the file is", t.brokenLine)
	case t.undefined:
		return "", t.at.refuse(nil, remedy, "line %d holds bytes that are neither UTF-8 nor Windows-1252", t.brokenLine)
	}
	return windowsScript, nil
}
