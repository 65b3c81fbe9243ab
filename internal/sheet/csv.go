package sheet

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"strconv"
)

// csvSheet is the one sheet of a CSV file.
type csvSheet struct {
	at     place
	open   func() (io.ReadCloser, error)
	script script
	comma  byte
	limits Limits
}

// openCSV reads the whole text once, to know its encoding and its separator and to refuse NUL characters at once.
func openCSV(ctx context.Context, at place, open func() (io.ReadCloser, error), limits Limits) (*Book, error) {
	rc, err := open()
	if err != nil {
		return nil, err
	}
	defer rc.Close()
	sc, err := detect(ctx, at, rc)
	if err != nil {
		return nil, err
	}
	s := &csvSheet{at: at, open: open, script: sc, comma: ',', limits: limits}
	if s.comma, err = s.separator(); err != nil {
		return nil, err
	}
	return &Book{File: at.file, Format: CSV, Sheets: []Sheet{s}, Encoding: string(sc), Comma: rune(s.comma)}, nil
}

// A CSV file is one sheet that nobody hid, without merged cells; only one in a ZIP has a name.
func (s *csvSheet) Name() string    { return s.at.sheet }
func (s *csvSheet) Hidden() bool    { return false }
func (s *csvSheet) Merges() []Merge { return nil }

// Rows opens the text anew and decodes it as it goes, so that a file of any length takes little memory.
func (s *csvSheet) Rows(ctx context.Context) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		rc, err := s.open()
		if err != nil {
			yield(Row{}, err)
			return
		}
		defer rc.Close()
		r := newCSVReader(s, rc)
		for n := 0; ; n++ {
			if n%ctxEvery == 0 && ctx.Err() != nil {
				yield(Row{}, ctx.Err())
				return
			}
			row, err := r.next()
			if err == io.EOF {
				return
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

// csvReader splits a decoded text into records (RFC 4180, with the licence that Excel takes: a quote inside an
// unquoted field is itself, and lines may end in LF, CR LF or CR).
type csvReader struct {
	s        *csvSheet
	r        io.Reader
	buf      []byte
	pos, end int
	eof      bool
	err      error

	row   int
	total int64
	cells []Cell
	spans []span // where the current record's fields stand in text
	text  []byte // the current record, unquoted
}

type span struct{ from, to int }

var (
	errQuoteOpen = errors.New("quote not closed")
	errQuoteTail = errors.New("text after a closing quote")
	errLongField = errors.New("field too long")
	errColumns   = errors.New("too many columns")
)

// newCSVReader reads r, still encoded, from its beginning.
func newCSVReader(s *csvSheet, r io.Reader) *csvReader {
	c := &csvReader{s: s, r: s.script.decoder(r), buf: make([]byte, 64<<10)}
	c.skipMark()
	return c
}

// skipMark drops a byte-order mark and Excel's own first line "sep=;".
func (c *csvReader) skipMark() {
	for c.end < 64 && c.more() {
	}
	if bytes.HasPrefix(c.buf[:c.end], []byte("\xef\xbb\xbf")) {
		c.pos = 3
	}
	if _, n := sepLine(c.buf[c.pos:c.end]); n > 0 {
		c.pos += n
		c.row = 1
	}
}

// more reads on, keeping what is not used up; false at the end.
func (c *csvReader) more() bool {
	if c.eof || c.err != nil {
		return false
	}
	if c.pos > 0 {
		c.end = copy(c.buf, c.buf[c.pos:c.end])
		c.pos = 0
	}
	if c.end == len(c.buf) {
		c.buf = append(c.buf, make([]byte, len(c.buf))...)
	}
	n, err := io.ReadAtLeast(c.r, c.buf[c.end:], 1)
	c.end += n
	if err == io.EOF {
		c.eof = true
	} else if err != nil {
		c.err = err
	}
	return n > 0
}

// next is the next record that is not an empty line; io.EOF at the end.
func (c *csvReader) next() (Row, error) {
	for {
		if c.pos == c.end && !c.more() {
			if c.err != nil {
				return Row{}, c.s.at.broken(c.err, "the file")
			}
			return Row{}, io.EOF
		}
		c.row++
		if c.row > c.s.limits.Rows {
			return Row{}, c.s.at.tooLarge("send it in smaller files", "it has more than %d rows", c.s.limits.Rows)
		}
		c.spans, c.text = c.spans[:0], c.text[:0]
		err := c.plain()
		if err == errNotPlain {
			c.spans, c.text = c.spans[:0], c.text[:0]
			err = c.quoted()
		}
		if err != nil {
			return Row{}, c.fault(err)
		}
		if len(c.spans) == 1 && len(c.text) == 0 {
			continue
		}
		return c.make()
	}
}

// make turns the record's fields into cells that share one string.
func (c *csvReader) make() (Row, error) {
	if c.total += int64(len(c.spans)); c.total > c.s.limits.Cells {
		return Row{}, c.s.at.tooLarge("send it in smaller files", "it has more than %d cells", c.s.limits.Cells)
	}
	text := string(c.text)
	c.cells = c.cells[:0]
	for _, f := range c.spans {
		c.cells = append(c.cells, TextCell(text[f.from:f.to]))
	}
	return Row{Index: c.row, Cells: c.cells}, nil
}

var errNotPlain = errors.New("the record holds a quote or does not end in the buffer")

// plain takes a record that stands in the buffer with its line end and has no quote in it: most do.
func (c *csvReader) plain() error {
	b := c.buf[c.pos:c.end]
	n := bytes.IndexByte(b, '\n')
	if n < 0 {
		return errNotPlain
	}
	line := b[:n]
	if n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	if bytes.IndexByte(line, '"') >= 0 || bytes.IndexByte(line, '\r') >= 0 {
		return errNotPlain
	}
	for from := 0; ; {
		i := bytes.IndexByte(line[from:], c.s.comma)
		to := from + i
		if i < 0 {
			to = len(line)
		}
		if err := c.field(span{from, to}, line); err != nil {
			return err
		}
		if i < 0 {
			break
		}
		from = to + 1
	}
	c.text = append(c.text, line...)
	c.pos += n + 1
	return nil
}

// field notes a finished field and holds it against the limits.
func (c *csvReader) field(f span, text []byte) error {
	c.spans = append(c.spans, f)
	if len(c.spans) > c.s.limits.Columns {
		return errColumns
	}
	if f.to-f.from > c.s.limits.Text && badText(text[f.from:f.to], c.s.limits.Text) != "" {
		return errLongField
	}
	return nil
}

// quoted takes any record, byte by byte.
func (c *csvReader) quoted() error {
	for {
		from := len(c.text)
		last, err := c.one()
		if err != nil {
			return err
		}
		if err := c.field(span{from, len(c.text)}, c.text); err != nil || last {
			return err
		}
	}
}

// peek is the next byte; ok is false at the end of the text.
func (c *csvReader) peek() (byte, bool) {
	if c.pos == c.end && !c.more() {
		return 0, false
	}
	return c.buf[c.pos], true
}

// one appends one field to text; last is true when the record ends with it.
func (c *csvReader) one() (last bool, err error) {
	from := len(c.text)
	quoted, open := false, false
	if b, ok := c.peek(); ok && b == '"' {
		quoted, open = true, true
		c.pos++
	}
	for {
		b, ok := c.peek()
		switch {
		case !ok && open && c.err == nil:
			return true, errQuoteOpen
		case !ok:
			return true, c.err
		case len(c.text)-from > 4*c.s.limits.Text:
			return true, errLongField
		}
		c.pos++
		switch {
		case open && b == '"':
			if n, ok := c.peek(); ok && n == '"' {
				c.pos++
				c.text = append(c.text, '"')
			} else {
				open = false
			}
		case open:
			c.text = append(c.text, b)
		case b == c.s.comma:
			return false, nil
		case b == '\n':
			return true, nil
		case b == '\r':
			if n, ok := c.peek(); ok && n == '\n' {
				c.pos++
			}
			return true, nil
		case quoted && b != ' ':
			return true, errQuoteTail
		default:
			c.text = append(c.text, b)
		}
	}
}

// fault words what is wrong with the current record.
func (c *csvReader) fault(err error) error {
	at := c.s.at.at("row " + strconv.Itoa(c.row))
	if len(c.spans) > 0 {
		at = at.at(Ref(len(c.spans), c.row))
	}
	switch err {
	case errQuoteOpen:
		return at.at("row "+strconv.Itoa(c.row)).refuse(err, "close it and send the file again",
			`a quotation mark (") opens a text in this row and is never closed`)
	case errQuoteTail:
		return at.at(Ref(len(c.spans)+1, c.row)).refuse(err, "write a quotation mark inside a text twice and send the file again",
			`a closing quotation mark (") is followed by more text`)
	case errLongField:
		return at.tooLarge("look for a quotation mark that is not closed, and send the file again",
			"the text is longer than %d characters", c.s.limits.Text)
	case errColumns:
		return at.tooLarge(saveAgain, "it has more than %d columns", c.s.limits.Columns)
	}
	return at.broken(err, "the file")
}
