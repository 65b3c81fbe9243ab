package badfile

import (
	"encoding/binary"
	"unicode/utf16"
)

// Stream is one stream of a compound file.
type Stream struct {
	Name  string
	Bytes []byte
}

const (
	sector     = 512
	noSector   = 0xffffffff
	endOfChain = 0xfffffffe
	fatSector  = 0xfffffffd
	miniCutoff = 4096 // smaller streams would have to stand in the mini stream, so they are padded to this
)

// Compound writes streams as an [MS-CFB] version 3 file. Streams are padded to at least 4,096 bytes.
func Compound(streams ...Stream) []byte {
	var fat []uint32
	chain := func(sectors int) (first uint32) {
		first = uint32(len(fat))
		for i := range sectors {
			next := uint32(len(fat)) + 1
			if i == sectors-1 {
				next = endOfChain
			}
			fat = append(fat, next)
		}
		return first
	}
	var body []byte
	dir := entry("Root Entry", 5, endOfChain, 0)
	binary.LittleEndian.PutUint32(dir[76:], 1) // child
	for i, s := range streams {
		data := append([]byte(nil), s.Bytes...)
		for len(data) < miniCutoff || len(data)%sector != 0 {
			data = append(data, 0)
		}
		e := entry(s.Name, 2, chain(len(data)/sector), uint32(max(len(s.Bytes), miniCutoff)))
		if i+1 < len(streams) {
			binary.LittleEndian.PutUint32(e[72:], uint32(i+2)) // right sibling
		}
		dir, body = append(dir, e...), append(body, data...)
	}
	for len(dir)%sector != 0 {
		dir = append(dir, entry("", 0, 0, 0)...)
	}
	dirAt := chain(len(dir) / sector)
	body = append(body, dir...)
	fats := (len(fat) + 127) / 128
	for (len(fat)+fats+127)/128 > fats {
		fats++
	}
	head := header(dirAt, len(fat), fats)
	for range fats {
		fat = append(fat, fatSector)
	}
	for _, v := range fat {
		body = binary.LittleEndian.AppendUint32(body, v)
	}
	for len(body)%sector != 0 {
		body = append(body, 0xff)
	}
	return append(head, body...)
}

// header is the first sector: the FAT stands in the last fats sectors, from sector at on.
func header(dirAt uint32, at, fats int) []byte {
	h := make([]byte, sector)
	copy(h, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	le := binary.LittleEndian
	le.PutUint16(h[24:], 0x3e)
	le.PutUint16(h[26:], 3)
	le.PutUint16(h[28:], 0xfffe)
	le.PutUint16(h[30:], 9)
	le.PutUint16(h[32:], 6)
	le.PutUint32(h[44:], uint32(fats))
	le.PutUint32(h[48:], dirAt)
	le.PutUint32(h[56:], miniCutoff)
	le.PutUint32(h[60:], endOfChain) // no mini FAT
	le.PutUint32(h[68:], endOfChain) // no more DIFAT
	for i := range 109 {
		v := uint32(noSector)
		if i < fats {
			v = uint32(at + i)
		}
		le.PutUint32(h[76+4*i:], v)
	}
	return h
}

// entry is one entry of the directory.
func entry(name string, kind byte, first, size uint32) []byte {
	e := make([]byte, 128)
	le := binary.LittleEndian
	for i, u := range utf16.Encode([]rune(name)) {
		le.PutUint16(e[2*i:], u)
	}
	if name != "" {
		le.PutUint16(e[64:], uint16(2*len(utf16.Encode([]rune(name)))+2))
	}
	e[66], e[67] = kind, 1
	for _, at := range [...]int{68, 72, 76} {
		le.PutUint32(e[at:], noSector)
	}
	le.PutUint32(e[116:], first)
	le.PutUint32(e[120:], size)
	return e
}
