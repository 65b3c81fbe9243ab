package importer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"headroom/internal/fault"
	"headroom/internal/sheet"
	"headroom/internal/sitrep"
)

// Format is one published layout.
type Format struct {
	Name       string          // its code, as "winter-workbook"; stored with every source
	Words      string          // what it is, for people
	Recognised string          // what it is recognised by
	Example    string          // a file name that such files have
	Form       sitrep.FormCode // the form that its returns fill; empty for organisations
	Expect     []string        // the sheets or columns that are read
	Quirks     string          // what is peculiar about it and what is done about that

	match func(*peek) bool
	read  func(context.Context, *sheet.Book, *builder) error
}

// Organisations is the name of the format of organisation registers and lookups, which the organisations room imports.
const Organisations = "organisations"

// Options say what is known of a file beside its bytes.
type Options struct {
	File   string // its name; a folder before it is dropped
	SHA256 string // of its bytes, lower-case hexadecimal
	// Published is when the figures were published, where the caller knows better than the file; zero means that the
	// file's own date is taken, at 09:30 London time. Source.Known stays zero when neither says.
	Published time.Time
	// Progress, when given, is told how far reading has come; total is 0 where it is not known beforehand.
	Progress func(done, total int, words string)
}

// Formats lists every format, in the order in which they are tried.
func Formats() []Format {
	return []Format{
		winterFormat(), tidyFormat(), bedsFormat(), fluFormat(), ctrFormat(), dischargedFormat(), reasonsFormat(),
		destinationsFormat(), aeFormat(), ambsysFormat(), rttFormat(), rttExtractFormat(), dm01Format(), cancerFormat(),
		organisationsFormat(),
	}
}

// Recognise says which format the book is in. A book in none is an Invalid fault that lists what is known; an error from
// reading the book is passed on.
func Recognise(book *sheet.Book, name string) (Format, error) {
	p, err := peekInto(context.Background(), book, baseName(name))
	if err != nil {
		return Format{}, err
	}
	for _, f := range Formats() {
		if f.match(p) {
			return f, nil
		}
	}
	return Format{}, unknownFormat(p)
}

func unknownFormat(p *peek) error {
	f := fault.New(fault.Invalid, "%s is not in a format that can be read here. %s Send the file as it was published, with its heading rows; "+
		"a copy that was sorted, cut or given other headings is not recognised. What is no return (councils' capacity, delay reasons, pathways, stays) is sent on its own page, capacity to headroom plan as well. Formats that are read: %s", p.name, p.found(), knownFormats())
	f.Fields = []fault.Field{{Message: "no known headings were found", File: p.name}}
	return f
}

func knownFormats() string {
	var words []string
	for _, f := range Formats() {
		words = append(words, f.Words+" ("+f.Recognised+")")
	}
	return strings.Join(words, "; ") + "."
}

// Read turns the book into a batch. Problems of single returns are in the batch; an error means that nothing of the file
// may be used: it is a fault that says why and what to do.
func Read(ctx context.Context, book *sheet.Book, opt Options) (*sitrep.Batch, error) {
	opt.File = baseName(opt.File)
	f, err := Recognise(book, opt.File)
	if err != nil {
		return nil, err
	}
	if f.Name == Organisations {
		return nil, fault.New(fault.Invalid, "%s lists organisations and holds no figures; import it in the organisations room", opt.File)
	}
	b := newBuilder(f, opt)
	if err := f.read(ctx, book, b); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return b.finish()
}

// Open opens, recognises and reads a file that is held in memory.
func Open(ctx context.Context, name string, content []byte, opt Options) (*sitrep.Batch, error) {
	book, err := sheet.Open(ctx, baseName(name), bytes.NewReader(content), int64(len(content)), sheet.Limits{})
	if err != nil {
		return nil, err
	}
	opt.File = name
	if opt.SHA256 == "" {
		sum := sha256.Sum256(content)
		opt.SHA256 = hex.EncodeToString(sum[:])
	}
	return Read(ctx, book, opt)
}

// baseName is a file's name without its folder, whichever way the slashes lean.
func baseName(name string) string {
	return path.Base(strings.ReplaceAll(name, `\`, "/"))
}

// listed is "a, b, c and 4 more", at most n of them.
func listed(all []string, n int) string {
	if len(all) <= n {
		return strings.Join(all, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(slices.Clone(all[:n]), ", "), len(all)-n)
}
