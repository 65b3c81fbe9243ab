package sheet

import (
	"encoding/binary"
	"testing"

	"headroom/internal/sheet/badfile"
)

// seed adds generated bad files whose names end so, to start a fuzzer from.
func seed(f *testing.F, ends string) {
	for file := range badfile.Generate(7, 80) {
		if len(file.Bytes) < 64<<10 && len(file.Name) > len(ends) && file.Name[len(file.Name)-len(ends):] == ends {
			f.Add(file.Bytes)
		}
	}
}

// run reads the bytes: readAll panics where a promise is broken.
func run(f *testing.F, name string) {
	f.Fuzz(func(_ *testing.T, b []byte) {
		_, _ = readAll(name, b)
	})
}

func FuzzCSV(f *testing.F) {
	seed(f, ".csv")
	text := badfile.CSV(badfile.Winter(2, 2), ";")
	f.Add([]byte("sep=\t\r\n" + text))
	f.Add(badfile.UTF16(text, binary.BigEndian, true))
	f.Add([]byte("a,\"b\"\"c\"\r\r\n\n\"x\ny\",5\" z,\"\" \n"))
	run(f, "fuzz.csv")
}

// FuzzXLSX fuzzes the archive and, through page, the XML inside a sound archive.
func FuzzXLSX(f *testing.F) {
	seed(f, ".xlsx")
	f.Add([]byte(`<row r="1"><c r="A1" t="inlineStr"><is><t>a&amp;b</t></is></c><c><f>A1</f><v>1.5e3</v></c></row>`))
	f.Add([]byte(`<row><c s="1"><v>43159</v></c><c t="s"><v>0</v></c></row><!-- --><row r="9"/>`))
	f.Fuzz(func(_ *testing.T, b []byte) {
		_, _ = readAll("fuzz.xlsx", b)
		if len(b) < 32<<10 {
			_, _ = readAll("fuzz.xlsx", page(string(b), nil))
		}
	})
}

// FuzzXLS fuzzes the compound file and the BIFF8 stream inside a sound one.
func FuzzXLS(f *testing.F) {
	seed(f, ".xls")
	f.Add(badfile.BIFF8(badfile.BIFFOptions{Chunk: 40}, badfile.Winter(2, 2)))
	f.Fuzz(func(_ *testing.T, b []byte) {
		_, _ = readAll("fuzz.xls", b)
		_, _ = readAll("fuzz.xls", badfile.Compound(badfile.Stream{Name: "Workbook", Bytes: b}))
	})
}
