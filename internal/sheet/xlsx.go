package sheet

import (
	"archive/zip"
	"path"
	"strings"
	"sync/atomic"
)

// xlsxBook is what all sheets of one workbook share.
type xlsxBook struct {
	*archive
	shared   sharedText
	dates    []bool // by style number: whether it shows a date
	from1904 bool

	ahead atomic.Int64 // bytes of the sheets that are unpacked ahead, as their entries claim

	formats  map[int]bool // while styles are read: number formats of the workbook's own, and whether each shows a date
	inStyles bool
}

// listed is a sheet as the workbook lists it.
type listed struct{ name, state, rel string }

// openXLSX reads everything but the sheets themselves.
func openXLSX(a *archive) (*Book, error) {
	b := &xlsxBook{archive: a, formats: map[int]bool{}}
	home, err := b.home()
	if err != nil {
		return nil, err
	}
	rels, err := b.relations(home)
	if err != nil {
		return nil, err
	}
	list, err := b.workbook(home)
	if err != nil {
		return nil, err
	}
	for _, r := range rels {
		switch {
		case strings.HasSuffix(r.kind, "/sharedStrings"):
			err = b.each(r.target, b.shared.reader(b))
		case strings.HasSuffix(r.kind, "/styles"):
			err = b.each(r.target, b.styles)
		}
		if err != nil {
			return nil, err
		}
	}
	book := &Book{File: a.file, Format: XLSX}
	for _, l := range list {
		r, ok := rels[l.rel]
		if !ok || !strings.HasSuffix(r.kind, "/worksheet") {
			continue // charts, dialogs and macro sheets hold no figures
		}
		at := a.place
		at.sheet = l.name
		if !b.has(r.target) {
			return nil, at.refuse(nil, saveAgain, "the workbook lists this sheet but does not hold it")
		}
		hidden := l.state == "hidden" || l.state == "veryHidden"
		book.Sheets = append(book.Sheets, &xlsxSheet{book: b, at: at, part: r.target, hidden: hidden})
	}
	if len(book.Sheets) == 0 {
		return nil, a.refuse(nil, saveAgain, "the workbook has no sheet with cells")
	}
	return book, nil
}

// relation says what another part of the workbook is and where it stands.
type relation struct{ kind, target string }

// home is the name of the workbook's main part.
func (b *xlsxBook) home() (string, error) {
	const usual, list = "xl/workbook.xml", "_rels/.rels"
	if !b.has(list) {
		return usual, nil
	}
	rels, err := b.readRelations(list, "")
	for _, r := range rels {
		if strings.HasSuffix(r.kind, "/officeDocument") {
			return r.target, err
		}
	}
	return usual, err
}

// relations are those of the workbook's main part, which stand in a folder beside it.
func (b *xlsxBook) relations(home string) (map[string]relation, error) {
	dir, file := path.Split(home)
	return b.readRelations(dir+"_rels/"+file+".rels", dir)
}

// readRelations reads a list of relations by their id. Targets are relative to dir unless they begin with a slash;
// links to places outside the file are left out, so nothing is ever fetched.
func (b *xlsxBook) readRelations(part, dir string) (map[string]relation, error) {
	rels := map[string]relation{}
	err := b.each(part, func(sc *scanner, t xmlToken) error {
		if t != xmlOpen || string(sc.name) != "Relationship" || sc.attr("TargetMode") == "External" {
			return nil
		}
		target := sc.attr("Target")
		if !strings.HasPrefix(target, "/") {
			target = dir + target
		}
		rels[sc.attr("Id")] = relation{sc.attr("Type"), partKey(target)}
		return nil
	})
	return rels, err
}

// workbook reads the list of sheets and the date system.
func (b *xlsxBook) workbook(home string) ([]listed, error) {
	var list []listed
	in := false
	err := b.each(home, func(sc *scanner, t xmlToken) error {
		switch {
		case string(sc.name) == "sheets":
			in = t == xmlOpen
		case t != xmlOpen:
		case string(sc.name) == "workbookPr":
			v := sc.attr("date1904")
			b.from1904 = v == "1" || v == "true"
		case in && string(sc.name) == "sheet":
			list = append(list, listed{sc.attr("name"), sc.attr("state"), sc.attr("id")})
			if len(list) > b.limits.Sheets {
				return b.tooLarge("send only the sheets that are asked for", "it has more than %d sheets", b.limits.Sheets)
			}
		}
		return nil
	})
	return list, err
}

// each hands every tag and text of a small part to f. The part must be complete.
func (b *xlsxBook) each(part string, f func(*scanner, xmlToken) error) error {
	rc, err := b.open(part)
	if err != nil {
		return err
	}
	defer rc.Close()
	sc := newScanner(rc)
	for t := sc.next(); t != xmlEnd; t = sc.next() {
		if err := f(sc, t); err != nil {
			return err
		}
	}
	if sc.err != nil {
		return b.broken(sc.err, "the part "+part)
	}
	return nil
}

// broken words a scanner's or an unpacker's error.
func (p place) broken(err error, what string) error {
	switch err {
	case errXML, errXMLLong, errXMLDTD, errXMLUTF16:
		return p.refuse(err, saveAgain, "%s cannot be understood (%v)", what, err)
	case errOverlong:
		return p.tooLarge(saveAgain, "%s unpacks to more than it claims", what)
	case zip.ErrAlgorithm:
		return p.refuse(err, saveAgain, "%s is packed in a way that workbooks do not use", what)
	}
	return p.cut(err, what)
}
