package sheet

import (
	"io"
	"strings"

	"github.com/richardlehane/mscfb"
)

// xlsBook is what all sheets of one BIFF8 workbook share.
type xlsBook struct {
	place
	limits   Limits
	stream   []byte
	shared   sharedText
	dates    []bool // by XF number: whether it shows a date
	from1904 bool
	formats  map[int]bool
	list     []xlsListed
}

// xlsListed is a BOUNDSHEET record.
type xlsListed struct {
	name   string
	offset int
	hidden bool
	sheet  bool // not a chart, macro sheet or module
}

// openXLS opens the compound file that an .xls workbook is, and refuses the other things that compound files are.
func openXLS(at place, r io.ReaderAt, size int64, limits Limits) (*Book, error) {
	if most := min(limits.Unpacked, 1<<31); size > most { // offsets in the stream have 32 bits
		return nil, at.tooLarge("send the figures in smaller files", "it is larger than %d MiB", most>>20)
	}
	b := &xlsBook{place: at, limits: limits, formats: map[int]bool{}}
	var err error
	if fail := at.guard("the workbook", func() error { err = b.load(r, size); return nil }); fail != nil {
		return nil, fail
	}
	if err != nil {
		return nil, err
	}
	if err := b.globals(); err != nil {
		return nil, err
	}
	book := &Book{File: at.file, Format: XLS}
	for _, l := range b.list {
		if !l.sheet {
			continue
		}
		at := at
		at.sheet = l.name
		book.Sheets = append(book.Sheets, &xlsSheet{book: b, at: at, offset: l.offset, hidden: l.hidden})
	}
	if len(book.Sheets) == 0 {
		return nil, at.refuse(nil, saveAgain, "the workbook has no sheet with cells")
	}
	return book, nil
}

// load finds the workbook stream and reads it whole: its parts refer to one another by offset.
func (b *xlsBook) load(r io.ReaderAt, size int64) error {
	doc, err := mscfb.New(padded{r, size})
	if err != nil {
		return b.cut(err, "the workbook")
	}
	var found *mscfb.File
	for _, f := range doc.File {
		if len(f.Path) > 0 {
			continue
		}
		switch strings.ToLower(f.Name) {
		case "workbook":
			found = f
		case "encryptedpackage":
			return b.locked()
		case "book":
			if found == nil {
				err = b.refuse(nil, saveAgain, "it is a workbook older than Excel 97")
			}
		case "worddocument":
			err = b.refuse(nil, "send the workbook or CSV file itself", "it is a Word document")
		}
	}
	if found == nil {
		if err == nil {
			err = b.refuse(nil, saveAgain, "it is not an Excel workbook")
		}
		return err
	}
	if found.Size > size {
		return b.cut(nil, "the workbook")
	}
	b.stream = make([]byte, found.Size)
	if _, err := io.ReadFull(found, b.stream); err != nil {
		return b.cut(err, "the workbook")
	}
	return nil
}

// locked is the refusal of an encrypted workbook, whichever of the two ways it is encrypted.
func (b *xlsBook) locked() error {
	return b.refuse(nil, "open it, remove the password, save it as .xlsx and send it again", "it is protected by a password")
}

// padded gives zeros for up to one sector beyond the end of a file: some programs leave the last one unfilled.
type padded struct {
	r    io.ReaderAt
	size int64
}

// ReadAt reads as the file does and fills what its last sector lacks.
func (p padded) ReadAt(b []byte, off int64) (int, error) {
	n, err := p.r.ReadAt(b, off)
	if err == io.EOF && n < len(b) && off < p.size && off+int64(len(b)) < p.size+4096 {
		clear(b[n:])
		return len(b), nil
	}
	return n, err
}

// globals reads the first part of the stream: sheets, styles, texts, date system.
func (b *xlsBook) globals() error {
	r := &records{b: b.stream}
	if !r.next() || r.id != recBOF || len(r.data) < 4 {
		return b.cut(nil, "the workbook")
	}
	if le.Uint16(r.data) != 0x0600 {
		return b.refuse(nil, saveAgain, "it is a workbook older than Excel 97")
	}
	for r.next() {
		if r.id == recEOF {
			return nil
		}
		if err := b.global(r); err != nil {
			return err
		}
	}
	return b.cut(errBIFFEnd, "the workbook")
}

// global takes one record of the globals.
func (b *xlsBook) global(r *records) error {
	d := r.data
	switch r.id {
	case recFilePass:
		return b.locked()
	case recDate1904:
		b.from1904 = len(d) >= 2 && le.Uint16(d) == 1
	case recFormat:
		if len(d) < 2 {
			return b.cut(errBIFFShort, "the workbook")
		}
		t := biffText{parts: [][]byte{d[2:]}}
		code, err := t.text(nil, 2)
		if err != nil {
			return b.cut(err, "the workbook")
		}
		b.formats[int(le.Uint16(d))] = dateFormat(string(code))
	case recXF:
		if len(d) < 4 {
			return b.cut(errBIFFShort, "the workbook")
		}
		id := int(le.Uint16(d[2:]))
		date, own := b.formats[id]
		b.dates = append(b.dates, date || !own && builtinDate(id))
		if len(b.dates) > maxStyles {
			return b.cut(nil, "the workbook")
		}
	case recBoundSheet:
		return b.bound(d)
	case recSST:
		return b.texts(r)
	}
	return nil
}

// bound takes a sheet of the workbook's list.
func (b *xlsBook) bound(d []byte) error {
	if len(d) < 8 {
		return b.cut(errBIFFShort, "the list of sheets")
	}
	t := biffText{parts: [][]byte{d[6:]}}
	name, err := t.text(nil, 1)
	if err != nil || badText(name, 255) != "" {
		return b.cut(err, "the list of sheets")
	}
	b.list = append(b.list, xlsListed{
		name: string(name), offset: int(le.Uint32(d)), hidden: d[4]&3 != 0, sheet: d[5] == 0,
	})
	if len(b.list) > b.limits.Sheets {
		return b.tooLarge("send only the sheets that are asked for", "it has more than %d sheets", b.limits.Sheets)
	}
	return nil
}

// texts takes the table of shared texts.
func (b *xlsBook) texts(r *records) error {
	if len(r.data) < 8 {
		return b.cut(errBIFFShort, "the table of texts")
	}
	count := le.Uint32(r.data[4:])
	t := biffText{parts: r.continued(8)}
	var all strings.Builder
	var one []byte
	for i := range count {
		var err error
		if one, err = t.text(one[:0], 2); err != nil {
			return b.cut(err, "the table of texts")
		}
		if why := badText(one, b.limits.Text); why != "" {
			return b.refuse(nil, saveAgain, "shared text %d %s", i, why)
		}
		all.Write(one)
		b.shared.ends = append(b.shared.ends, uint32(all.Len()))
		if int64(all.Len())+8*int64(len(b.shared.ends)) > min(b.limits.Shared, 1<<31) {
			return b.tooLarge("send it in smaller files", "its texts are longer than %d MiB together", b.limits.Shared>>20)
		}
	}
	b.shared.all = all.String()
	return nil
}
