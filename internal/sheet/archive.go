package sheet

import (
	"archive/zip"
	"errors"
	"io"
	"path"
	"strings"
)

// ratioFloor is the unpacked size below which a part's compression ratio does not matter.
const ratioFloor = 16 << 20

// maxEntries bounds the parts of an archive; the busiest workbooks have some hundreds.
const maxEntries = 20_000

// archive is a ZIP file whose claims have been checked against the limits.
type archive struct {
	place
	parts  map[string]*zip.File // by lower-case name with forward slashes and no leading one
	twice  map[string]bool
	limits Limits
}

// unzip reads a ZIP's directory and refuses what promises to unpack to too much, or is locked.
func unzip(at place, r io.ReaderAt, size int64, limits Limits) (*archive, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, at.cut(err, "the ZIP archive (every .xlsx is one)")
	}
	if len(z.File) > maxEntries {
		return nil, at.tooLarge(saveAgain, "it holds %d parts, more than %d", len(z.File), maxEntries)
	}
	a := &archive{place: at, parts: make(map[string]*zip.File, len(z.File)), twice: map[string]bool{}, limits: limits}
	total := uint64(0)
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		key := partKey(f.Name)
		if _, ok := a.parts[key]; ok {
			a.twice[key] = true
		}
		a.parts[key] = f
		if f.Flags&1 != 0 {
			return nil, at.refuse(nil, "remove the password and send it again", "the ZIP archive is protected by a password")
		}
		total += f.UncompressedSize64
		if f.UncompressedSize64 > uint64(limits.Unpacked) || total > uint64(limits.Unpacked) {
			return nil, at.tooLarge("send the figures in smaller files", "it unpacks to more than %d MiB",
				limits.Unpacked>>20)
		}
		if f.UncompressedSize64 > ratioFloor && f.UncompressedSize64/max(f.CompressedSize64, 1) > uint64(limits.Ratio) {
			return nil, at.tooLarge(saveAgain, "the part %s unpacks to more than %d times its size", f.Name, limits.Ratio)
		}
	}
	return a, nil
}

// partKey makes part names comparable: some programs write backslashes, a leading slash or another case.
func partKey(name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+name), "/"))
}

// claimed is the size in bytes that a part's entry claims, nought for a part that is not there.
func (a *archive) claimed(name string) int64 {
	if f := a.parts[partKey(name)]; f != nil {
		return int64(min(f.UncompressedSize64, 1<<62))
	}
	return 0
}

// has reports whether the archive holds a part.
func (a *archive) has(name string) bool { return a.parts[partKey(name)] != nil }

// open unpacks one part as it is read, never beyond the size that its entry claims.
func (a *archive) open(name string) (io.ReadCloser, error) {
	key := partKey(name)
	f := a.parts[key]
	if f == nil {
		return nil, a.refuse(nil, saveAgain, "the workbook has no part %s", name)
	}
	if a.twice[key] {
		return nil, a.refuse(nil, saveAgain, "the part %s is in it twice, and they may differ", name)
	}
	rc, err := f.Open()
	if err != nil {
		return nil, a.cut(err, "the part "+name)
	}
	return &bounded{ReadCloser: rc, left: int64(min(f.UncompressedSize64, 1<<62))}, nil
}

// bounded stops a part that unpacks to more than its entry claims.
type bounded struct {
	io.ReadCloser
	left int64
}

var errOverlong = errors.New("the part is longer than its entry in the archive claims")

// Read counts what it hands on; one byte too many ends it, so a lying entry costs no more than it claims.
func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, errOverlong
	}
	return n, err
}
