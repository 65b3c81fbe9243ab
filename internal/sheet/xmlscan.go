package sheet

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

// xmlToken is what scanner.next found.
type xmlToken uint8

const (
	xmlEnd   xmlToken = iota // the end of the input, or scanner.err
	xmlOpen                  // <name attrs> or <name attrs/>
	xmlClose                 // </name>
	xmlText                  // characters, still escaped unless cdata
)

// maxToken bounds one tag or one run of characters; the longest lawful ones are lists of ranges in attributes.
const maxToken = 4 << 20

var (
	errXML      = errors.New("the XML is not well formed")
	errXMLLong  = errors.New("an XML tag or text is longer than 4 MiB")
	errXMLDTD   = errors.New("the XML holds a document type declaration")
	errXMLUTF16 = errors.New("the XML is not UTF-8")
)

// maxDepth bounds how deep tags may nest.
const maxDepth = 200

// scanner splits XML into tags and text, fast: no copies, no namespaces (a prefix is dropped). It checks that tags
// nest and that the input ends when its root does. The slices it shows are overwritten by the next call of next.
type scanner struct {
	r        io.Reader
	buf      []byte
	pos, end int
	eof      bool
	err      error

	name  []byte // the tag's local name
	attrs []byte // the rest of an opening tag
	void  bool   // <name/>: no closing tag follows
	text  []byte
	cdata bool

	open []uint32 // a hash of each open tag's name, the root's first
	done bool     // the root was closed
}

// newScanner reads r from its beginning. Every workbook that Excel writes is UTF-8; UTF-16 is refused, not guessed.
func newScanner(r io.Reader) *scanner {
	s := &scanner{r: r, buf: make([]byte, 64<<10)}
	for s.end < 3 && s.more() {
	}
	switch head := s.buf[:s.end]; {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		s.pos = 3
	case len(head) > 1 && (head[0] == 0 || head[1] == 0 || head[0] >= 0xfe):
		s.fail(errXMLUTF16)
	}
	return s
}

// more reads more bytes behind those that are not used up yet; false at the end of the input.
func (s *scanner) more() bool {
	if s.eof || s.err != nil {
		return false
	}
	if s.pos > 0 {
		s.end = copy(s.buf, s.buf[s.pos:s.end])
		s.pos = 0
	}
	if s.end == len(s.buf) {
		if len(s.buf) >= maxToken {
			s.fail(errXMLLong)
			return false
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	n, err := io.ReadAtLeast(s.r, s.buf[s.end:], 1)
	s.end += n
	switch {
	case err == io.EOF:
		s.eof = true
	case err != nil:
		s.fail(err)
	}
	return n > 0
}

// fail keeps the first error and gives the token to return with it.
func (s *scanner) fail(err error) xmlToken {
	if s.err == nil {
		s.err = err
	}
	return xmlEnd
}

// next finds the next tag or text.
func (s *scanner) next() xmlToken {
	for s.err == nil {
		if s.pos == s.end && !s.more() {
			if !s.done {
				s.fail(io.ErrUnexpectedEOF)
			}
			return xmlEnd
		}
		if s.buf[s.pos] != '<' {
			return s.nextText()
		}
		for s.end-s.pos < 2 {
			if !s.more() {
				return s.fail(io.ErrUnexpectedEOF)
			}
		}
		switch s.buf[s.pos+1] {
		case '?':
			s.upTo("<?", "?>")
		case '!':
			if s.starts("<![CDATA[") {
				s.text, s.cdata = s.upTo("<![CDATA[", "]]>"), true
				return s.or(xmlText)
			}
			if !s.starts("<!--") {
				return s.fail(errXMLDTD)
			}
			s.upTo("<!--", "-->")
		default:
			return s.nextTag()
		}
	}
	return xmlEnd
}

// or is t, or the end where there is an error.
func (s *scanner) or(t xmlToken) xmlToken {
	if s.err != nil {
		return xmlEnd
	}
	return t
}

// starts reports whether the unread input begins with mark.
func (s *scanner) starts(mark string) bool {
	for s.end-s.pos < len(mark) {
		if !s.more() {
			return false
		}
	}
	return string(s.buf[s.pos:s.pos+len(mark)]) == mark
}

// upTo takes the input from opening to closing mark and gives what stands between.
func (s *scanner) upTo(opening, closing string) []byte {
	from := len(opening)
	for {
		if s.pos+from <= s.end {
			if i := bytes.Index(s.buf[s.pos+from:s.end], []byte(closing)); i >= 0 {
				in := s.buf[s.pos+len(opening) : s.pos+from+i]
				s.pos += from + i + len(closing)
				return in
			}
			from = max(len(opening), s.end-s.pos-len(closing)+1)
		}
		if !s.more() {
			s.fail(io.ErrUnexpectedEOF)
			return nil
		}
	}
}

// nextText takes the characters up to the next tag, all in one piece.
func (s *scanner) nextText() xmlToken {
	from := 0
	for {
		i := bytes.IndexByte(s.buf[s.pos+from:s.end], '<')
		if i >= 0 || s.eof {
			stop := s.end
			if i >= 0 {
				stop = s.pos + from + i
			}
			s.text, s.cdata, s.pos = s.buf[s.pos:stop], false, stop
			return xmlText
		}
		from = s.end - s.pos
		if !s.more() && s.err != nil {
			return xmlEnd
		}
	}
}

// nextTag takes <name …>, <name …/> or </name>. A > inside quotes does not end it.
func (s *scanner) nextTag() xmlToken {
	i, quote := s.pos+1, byte(0)
	for {
		buf := s.buf[:s.end]
		for ; i < len(buf); i++ {
			c := buf[i]
			if quote != 0 {
				if c == quote {
					quote = 0
				}
				continue
			}
			if c == '>' {
				return s.tag(s.pos+1, i)
			}
			if c == '"' || c == '\'' {
				quote = c
			} else if c == '<' {
				return s.fail(errXML)
			}
		}
		i -= s.pos
		if !s.more() {
			return s.fail(io.ErrUnexpectedEOF)
		}
		i += s.pos
	}
}

// tag splits the tag whose inside is buf[from:to]. Prefixes are dropped: all that we read is in one namespace, and the
// few names that other ones share with it stand where we do not look.
func (s *scanner) tag(from, to int) xmlToken {
	b := s.buf[from:to]
	s.pos = to + 1
	closing := len(b) > 0 && b[0] == '/'
	if closing {
		b = b[1:]
	}
	s.void = !closing && len(b) > 0 && b[len(b)-1] == '/'
	if s.void {
		b = b[:len(b)-1]
	}
	n, hash := 0, uint32(2166136261)
	for n < len(b) && b[n] > ' ' {
		hash = (hash ^ uint32(b[n])) * 16777619 // FNV-1a
		if b[n] == ':' {
			b, n = b[n+1:], -1
		}
		n++
	}
	if n == 0 || !s.nest(hash, closing) {
		return s.fail(errXML)
	}
	s.name, s.attrs = b[:n], b[n:]
	if closing {
		return xmlClose
	}
	return xmlOpen
}

// nest keeps account of the open tags; false where a tag cannot stand.
func (s *scanner) nest(hash uint32, closing bool) bool {
	depth := len(s.open)
	switch {
	case s.done:
		return false
	case closing:
		if depth == 0 || s.open[depth-1] != hash {
			return false
		}
		s.open = s.open[:depth-1]
		s.done = depth == 1
	case s.void:
		s.done = depth == 0
	default:
		s.open = append(s.open, hash)
		return depth < maxDepth
	}
	return true
}

// cellHash is the hash of the name of an open tag <c>.
const cellHash = (2166136261 ^ 'c') * 16777619 & 0xffffffff

// plainValue takes the rest of an opened cell that holds a value and nothing else, which is how almost all are written:
// <v>text</v></c>, without an entity, whole in the buffer. Anything else is left to next.
func (s *scanner) plainValue() ([]byte, bool) {
	const before, after = "<v>", "</v></c>"
	depth := len(s.open)
	b := s.buf[s.pos:s.end]
	if len(b) < len(before)+len(after) || string(b[:len(before)]) != before || depth == 0 || s.open[depth-1] != cellHash {
		return nil, false
	}
	n := bytes.IndexByte(b[len(before):], '<')
	if n < 0 || len(b) < len(before)+n+len(after) || string(b[len(before)+n:len(before)+n+len(after)]) != after {
		return nil, false
	}
	text := b[len(before) : len(before)+n]
	if bytes.IndexByte(text, '&') >= 0 || bytes.IndexByte(text, '\r') >= 0 {
		return nil, false
	}
	s.pos += len(before) + n + len(after)
	s.open = s.open[:depth-1]
	s.done = depth == 1
	return text, true
}

// nextAttr takes the first attribute off attrs: its local name and its value, still escaped. ok is false at the end;
// a malformed attribute also sets the scanner's error.
func (s *scanner) nextAttr(attrs []byte) (name, value, rest []byte, ok bool) {
	i := 0
	for i < len(attrs) && attrs[i] <= ' ' {
		i++
	}
	if i == len(attrs) {
		return nil, nil, nil, false
	}
	from := i
	for i < len(attrs) && attrs[i] != '=' && attrs[i] > ' ' {
		if attrs[i] == ':' {
			from = i + 1
		}
		i++
	}
	name = attrs[from:i]
	for i < len(attrs) && attrs[i] <= ' ' {
		i++
	}
	if i == len(attrs) || attrs[i] != '=' {
		s.fail(errXML)
		return nil, nil, nil, false
	}
	for i++; i < len(attrs) && attrs[i] <= ' '; i++ {
	}
	if i == len(attrs) || (attrs[i] != '"' && attrs[i] != '\'') {
		s.fail(errXML)
		return nil, nil, nil, false
	}
	n := bytes.IndexByte(attrs[i+1:], attrs[i])
	if n < 0 {
		s.fail(errXML)
		return nil, nil, nil, false
	}
	return name, attrs[i+1 : i+1+n], attrs[i+n+2:], true
}

// attr is the value of one attribute of the current tag, unescaped; empty where it is absent.
func (s *scanner) attr(want string) string {
	for rest := s.attrs; ; {
		name, value, tail, ok := s.nextAttr(rest)
		if !ok {
			return ""
		}
		if string(name) == want {
			return string(s.unescape(nil, value))
		}
		rest = tail
	}
}

// appendText appends the current text, unescaped; a line break in any form becomes LF, as XML 1.0 (2.11) asks.
func (s *scanner) appendText(b []byte) []byte {
	if bytes.IndexByte(s.text, '\r') >= 0 {
		s.text = bytes.ReplaceAll(bytes.ReplaceAll(s.text, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
	}
	if s.cdata || bytes.IndexByte(s.text, '&') < 0 {
		return append(b, s.text...)
	}
	return s.unescape(b, s.text)
}

// unescape appends text with its entities replaced. XML knows five names; anything else is malformed.
func (s *scanner) unescape(b, text []byte) []byte {
	for {
		i := bytes.IndexByte(text, '&')
		if i < 0 {
			return append(b, text...)
		}
		b = append(b, text[:i]...)
		n := bytes.IndexByte(text[i:], ';')
		if n < 0 || n > 12 {
			s.fail(errXML)
			return b
		}
		r, ok := entity(text[i+1 : i+n])
		if !ok {
			s.fail(errXML)
			return b
		}
		b = utf8.AppendRune(b, r)
		text = text[i+n+1:]
	}
}

// entity is the character that &name; stands for. Characters that XML 1.0 forbids are none.
func entity(name []byte) (rune, bool) {
	switch string(name) {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], rune(10)
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	r := rune(0)
	for _, c := range digits {
		d := hexDigit(c)
		if d < 0 || d >= base {
			return 0, false
		}
		if r = r*base + d; r > utf8.MaxRune {
			return 0, false
		}
	}
	lawful := r >= 0x20 || r == '\t' || r == '\n' || r == '\r'
	return r, len(digits) > 0 && lawful && utf8.ValidRune(r)
}

// hexDigit is the value of a hexadecimal digit, or -1.
func hexDigit(c byte) rune {
	switch {
	case c >= '0' && c <= '9':
		return rune(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return rune(c|0x20-'a') + 10
	}
	return -1
}

// unescapeExcel replaces _xHHHH_, which is how Excel writes characters that XML cannot hold (ECMA-376 22.9.2.19). It
// leaves control characters other than tab and line breaks as they are written, for no store takes them.
func unescapeExcel(b []byte) []byte {
	if !bytes.Contains(b, []byte("_x")) {
		return b
	}
	out := b[:0]
	for i := 0; i < len(b); i++ {
		if b[i] == '_' && len(b)-i >= 7 && b[i+1] == 'x' && b[i+6] == '_' {
			r := rune(0)
			for _, c := range b[i+2 : i+6] {
				d := hexDigit(c)
				if d < 0 {
					r = -1
					break
				}
				r = r<<4 | d
			}
			if r >= 0x20 && utf8.ValidRune(r) || r == '\t' || r == '\n' || r == '\r' {
				out = utf8.AppendRune(out, r) // at most three bytes for the seven it replaces
				i += 6
				continue
			}
		}
		out = append(out, b[i])
	}
	return out
}

// skipPast drops the input up to and including mark, the end of the closing tag of the innermost open element.
func (s *scanner) skipPast(mark string) {
	for {
		if i := bytes.Index(s.buf[s.pos:s.end], []byte(mark)); i >= 0 {
			s.pos += i + len(mark)
			s.open = s.open[:len(s.open)-1]
			return
		}
		s.pos = max(s.pos, s.end-len(mark)+1)
		if !s.more() {
			s.fail(io.ErrUnexpectedEOF)
			return
		}
	}
}
