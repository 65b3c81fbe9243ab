package sheet

import (
	"bytes"
	"context"
	"io"
	"path"
	"strings"

	"headroom/internal/fault"
)

// Open looks at a file's bytes (its name is for messages and one hint only) and opens it as CSV, XLSX, XLS or a ZIP
// that holds one CSV. r must stay readable as long as the book is used. Every refusal is a *fault.Error, Invalid or
// TooLarge, that names the file and the remedy.
func Open(ctx context.Context, name string, r io.ReaderAt, size int64, limits Limits) (*Book, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	limits = limits.orDefault()
	at := place{file: baseName(name)}
	if size <= 0 {
		return nil, at.refuse(nil, "check the file and send it again", "the file is empty")
	}
	head := make([]byte, min(size, 4096))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return nil, at.cut(err, "the file")
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		a, err := unzip(at, r, size, limits)
		if err != nil {
			return nil, err
		}
		return openArchive(ctx, a)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return openXLS(at, r, size, limits)
	}
	if what, remedy := foreign(head, at.file); what != "" {
		return nil, at.refuse(nil, remedy, "it is %s, not a workbook or CSV file", what)
	}
	if size > limits.Unpacked {
		return nil, at.tooLarge("send the figures in smaller files", "it is larger than %d MiB", limits.Unpacked>>20)
	}
	open := func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(r, 0, size)), nil }
	return openCSV(ctx, at, open, limits)
}

// baseName is the file's own name without folders of either sort, and without control characters or other bytes
// that a message could not show.
func baseName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, "?"))
	if name == "." || name == "/" || name == "" {
		return "(no name)"
	}
	return name
}

// openArchive tells what a ZIP is from its parts.
func openArchive(ctx context.Context, a *archive) (*Book, error) {
	switch {
	case a.has("xl/workbook.bin"):
		return nil, a.refuse(nil, saveAgain, "it is a binary workbook (.xlsb)")
	case a.has("content.xml") && a.has("mimetype"):
		return nil, a.refuse(nil, "open it, save it as .xlsx and send it again", "it is an OpenDocument file (.ods)")
	case a.has("word/document.xml"):
		return nil, a.refuse(nil, "send the workbook or CSV file itself", "it is a Word document")
	case a.has("ppt/presentation.xml"):
		return nil, a.refuse(nil, "send the workbook or CSV file itself", "it is a PowerPoint presentation")
	case a.has("[Content_Types].xml"), a.has("xl/workbook.xml"):
		return openXLSX(a)
	}
	return openZippedCSV(ctx, a)
}

// openZippedCSV opens the one file that an ordinary ZIP may hold.
func openZippedCSV(ctx context.Context, a *archive) (*Book, error) {
	const remedy = "send the workbook or CSV file itself"
	var only string
	for key, f := range a.parts {
		if strings.HasPrefix(key, "__macosx/") || strings.HasPrefix(path.Base(key), ".") {
			continue
		}
		if only != "" {
			return nil, a.refuse(nil, "send the files one by one", "the ZIP archive holds more than one file")
		}
		only = f.Name
	}
	if only == "" {
		return nil, a.refuse(nil, remedy, "the ZIP archive holds no file")
	}
	inner := baseName(only)
	head, err := a.head(only)
	if err != nil {
		return nil, err
	}
	if what, _ := foreign(head, inner); what != "" {
		return nil, a.refuse(nil, remedy, "the ZIP archive holds %s, which is %s and not a CSV file", inner, what)
	}
	at := a.place
	at.sheet = inner
	b, err := openCSV(ctx, at, func() (io.ReadCloser, error) { return a.open(only) }, a.limits)
	if b != nil {
		b.Archived = inner
	}
	return b, err
}

// head is the first bytes of a part.
func (a *archive) head(name string) ([]byte, error) {
	rc, err := a.open(name)
	if err != nil {
		return nil, err
	}
	defer rc.Close()
	head := make([]byte, 4096)
	n, err := io.ReadFull(rc, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, a.broken(err, "the part "+name)
	}
	return head[:n], nil
}

// signature is how a file of another kind begins.
type signature struct{ start, what string }

// foreign recognises files that are no tables, or tables in a form that is not read; it gives words and the remedy.
func foreign(head []byte, name string) (what, remedy string) {
	const other = "send the workbook or CSV file itself"
	for _, s := range [...]signature{
		{"%PDF", "a PDF"}, {"PK\x03\x04", "a ZIP archive or .xlsx workbook"}, {"\xd0\xcf\x11\xe0", "an .xls workbook"},
		{"\x89PNG", "a picture"}, {"\xff\xd8\xff", "a picture"}, {"GIF8", "a picture"}, {"\x1f\x8b", "a gzip archive"},
		{"7z\xbc\xaf", "a 7z archive"}, {"Rar!", "a RAR archive"}, {`{\rtf`, "an RTF document"}, {"PAR1", "a Parquet file"},
		{"SQLite format 3", "a database"}, {"\x7fELF", "a program"}, {"MZ\x90", "a program"},
	} {
		if bytes.HasPrefix(head, []byte(s.start)) {
			return s.what, other
		}
	}
	// BIFF2 to BIFF5 workbooks may stand in the file without a container.
	if len(head) > 4 && head[0] == 0x09 && head[1]&^0x06 == 0 && head[2] <= 0x10 && head[3] == 0 {
		return "a workbook older than Excel 97", saveAgain
	}
	text := strings.ToLower(string(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")))
	switch {
	case strings.HasPrefix(text, "<?xml") && strings.Contains(text, "schemas-microsoft-com:office:spreadsheet"):
		return "an XML spreadsheet of 2003", saveAgain
	case strings.HasPrefix(text, "<!doctype html"), strings.HasPrefix(text, "<html"), strings.HasPrefix(text, "<table"),
		strings.HasPrefix(text, "<head"), strings.HasPrefix(text, "<body"), strings.HasPrefix(text, "<meta"):
		return "a web page", saveAgain
	case strings.HasPrefix(text, "<?xml"):
		return "an XML file", other
	case strings.HasPrefix(text, "mime-version:"):
		return "a web archive", saveAgain
	case strings.HasSuffix(strings.ToLower(name), ".json") && (text[:min(1, len(text))] == "{" || text[:min(1, len(text))] == "["):
		return "a JSON file", other
	}
	return "", ""
}

// guard runs f, which calls a library on untrusted bytes, and turns a panic of the library into a fault.
func (p place) guard(what string, f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = p.refuse(fault.New(fault.Internal, "panic: %v", v), sendAgain, "%s is damaged", what)
		}
	}()
	return f()
}
