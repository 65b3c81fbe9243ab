package sheet

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"headroom/internal/fault"
	"headroom/internal/sheet/badfile"
)

// open opens bytes with limits and fails the test where it cannot.
func open(t testing.TB, name string, b []byte, limits Limits) *Book {
	t.Helper()
	book, err := Open(context.Background(), name, bytes.NewReader(b), int64(len(b)), limits)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return book
}

// rows reads a sheet into rows of their own.
func rows(t testing.TB, s Sheet) []Row {
	t.Helper()
	var out []Row
	for r, err := range s.Rows(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, r.Clone())
	}
	return out
}

// refusal is the fault that bytes are refused with, at Open or later.
func refusal(t testing.TB, name string, b []byte, limits Limits) *fault.Error {
	t.Helper()
	ctx := context.Background()
	book, err := Open(ctx, name, bytes.NewReader(b), int64(len(b)), limits)
	if err == nil {
		for _, s := range book.Sheets {
			for _, e := range s.Rows(ctx) {
				err = e
			}
			if err != nil {
				break
			}
		}
	}
	if fault.As(err) == nil {
		t.Fatalf("%s was not refused with a fault: %v", name, err)
	}
	return fault.As(checkFault(name, err))
}

func TestRefusalsSayWhatAndWhatToDo(t *testing.T) {
	small := badfile.Small()
	biff := badfile.BIFF8(badfile.BIFFOptions{}, small...)
	old := append([]byte(nil), biff...)
	old[5] = 5
	locked := badfile.BIFF8(badfile.BIFFOptions{Locked: true}, small...)
	stream := func(name string, b []byte) []byte { return badfile.Compound(badfile.Stream{Name: name, Bytes: b}) }
	zipped := func(names ...string) []byte {
		var parts []badfile.Part
		for _, n := range names {
			parts = append(parts, badfile.Part{Name: n, Text: "a,b\n"})
		}
		return badfile.Zip(parts...)
	}
	for _, c := range []struct {
		name string
		b    []byte
		want string
	}{
		{"empty.csv", nil, "is empty"},
		{"page.xls", []byte(" \r\n<HTML><body>"), "a web page"},
		{"page2.xls", []byte("\xef\xbb\xbf<!DOCTYPE html>"), "a web page"},
		{"mht.xls", []byte("MIME-Version: 1.0\r\n"), "a web archive"},
		{"2003.xls", []byte(`<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">`), "XML spreadsheet of 2003"},
		{"some.xml", []byte(`<?xml version="1.0"?><a/>`), "an XML file"},
		{"scan.xlsx", []byte("%PDF-1.4"), "a PDF"},
		{"data.json", []byte(` {"a":1}`), "a JSON file"},
		{"data.gz", []byte("\x1f\x8b\x08"), "a gzip archive"},
		{"bare.xls", biffBare(5), "older than Excel 97"},
		{"x.xlsb", zipped("[Content_Types].xml", "xl/workbook.bin"), "binary workbook"},
		{"x.ods", zipped("mimetype", "content.xml"), "OpenDocument"},
		{"x.docx", zipped("[Content_Types].xml", "word/document.xml"), "Word document"},
		{"x.pptx", zipped("[Content_Types].xml", "ppt/presentation.xml"), "PowerPoint"},
		{"two.zip", zipped("a.csv", "b.csv"), "more than one file"},
		{"none.zip", zipped("__MACOSX/a.csv"), "no file"},
		{"book.zip", badfile.Zip(badfile.Part{Name: "in.xlsx", Text: string(badfile.XLSX(small...))}), "in.xlsx, which is a ZIP archive or .xlsx"},
		{"old.xls", stream("Book", old), "older than Excel 97"},
		{"old2.xls", stream("Workbook", old), "older than Excel 97"},
		{"locked.xls", stream("Workbook", locked), "password"},
		{"locked.xlsx", stream("EncryptedPackage", nil), "password"},
		{"letter.doc", stream("WordDocument", nil), "Word document"},
		{"thing.msi", stream("Thing", nil), "not an Excel workbook"},
		{"cut.xls", badfile.XLS(small...)[:2000], "damaged"},
		{"cut.xlsx", badfile.XLSX(small...)[:2000], "damaged"},
		{"head.xls", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "damaged"},
	} {
		f := refusal(t, "/some/folder/"+c.name, c.b, Limits{})
		if !strings.Contains(f.Error(), c.want) || strings.Contains(f.Error(), "folder") {
			t.Errorf("%s: %v, want %q", c.name, f, c.want)
		}
	}
}

// biffBare is the beginning of a workbook of Excel 2 to 4, which has no container.
func biffBare(version byte) []byte { return []byte{0x09, version &^ 0x01, 0x06, 0x00, 0, 0, 0x10, 0} }

func TestBaseName(t *testing.T) {
	for name, want := range map[string]string{
		`C:\Users\x\beds.xlsx`: "beds.xlsx", "/a/b.csv": "b.csv", "c.csv": "c.csv", "": "(no name)", "/": "(no name)",
		"a\nb\x1b[31m.csv": "ab[31m.csv", "\xff.csv": "?.csv",
	} {
		if got := baseName(name); got != want {
			t.Errorf("baseName(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestCancelledContextEndsReading(t *testing.T) {
	var big strings.Builder
	for range 5000 {
		big.WriteString("a,b,c\n")
	}
	sheets := badfile.Sheet{Name: "s"}
	for range 5000 {
		sheets.Rows = append(sheets.Rows, []any{"x", 1})
	}
	for name, b := range map[string][]byte{
		"a.csv": []byte(big.String()), "a.xlsx": badfile.XLSX(sheets), "a.xls": badfile.XLS(sheets),
	} {
		book := open(t, name, b, Limits{})
		ctx, cancel := context.WithCancel(context.Background())
		n, last := 0, error(nil)
		for _, err := range book.Sheets[0].Rows(ctx) {
			n++
			last = err
			if n == 1500 {
				cancel()
			}
		}
		cancel()
		if !errors.Is(last, context.Canceled) || n > 2501 {
			t.Errorf("%s: %d rows, then %v", name, n, last)
		}
		if _, err := Open(ctx, name, bytes.NewReader(b), int64(len(b)), Limits{}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: Open on a cancelled context gave %v", name, err)
		}
	}
}

func TestStoppingEarlyIsFine(t *testing.T) {
	for name, b := range map[string][]byte{
		"a.csv": []byte("a\nb\nc\n"), "a.xlsx": badfile.XLSX(badfile.Small()...), "a.xls": badfile.XLS(badfile.Small()...),
	} {
		for range open(t, name, b, Limits{}).Sheets[0].Rows(context.Background()) {
			break
		}
	}
}

func TestLimits(t *testing.T) {
	s := badfile.Sheet{Name: "s", Rows: [][]any{{"long text here", 1, 2, 3}, {4, 5, 6, 7}, {8, "x", 9, 10}}}
	files := map[string][]byte{
		"a.xlsx": badfile.XLSX(s, s, s), "a.xls": badfile.XLS(s, s, s), "a.csv": []byte(badfile.CSV(s, ",")),
		"q.csv": []byte(`"` + strings.Repeat("ab\r\n", 9) + `",1,2,3` + "\n\n\n1,2,3,4"),
	}
	for name, b := range files {
		open(t, name, b, Limits{Rows: 4, Columns: 4, Cells: 12, Text: 36, Sheets: 3})
		for what, l := range map[string]Limits{
			"rows": {Rows: 2}, "columns": {Columns: 3}, "cells": {Cells: 7}, "characters": {Text: 8}, "MiB": {Unpacked: 30},
		} {
			if f := refusal(t, name, b, l); !strings.Contains(f.Error(), what) {
				t.Errorf("%s: over the limit of %s: %v", name, what, f)
			}
		}
	}
	for _, name := range []string{"a.xlsx", "a.xls"} {
		for what, l := range map[string]Limits{"2 sheets": {Sheets: 2}, "texts": {Shared: 10}} {
			if f := refusal(t, name, files[name], l); f.Kind != fault.TooLarge || !strings.Contains(f.Error(), what) {
				t.Errorf("%s: over the limit of %s: %v", name, what, f)
			}
		}
	}
}

// failing is a file whose disk fails.
type failing struct{}

func (failing) ReadAt([]byte, int64) (int, error) { return 0, io.ErrClosedPipe }

func TestUnreadableFile(t *testing.T) {
	_, err := Open(context.Background(), "a.csv", failing{}, 100, Limits{})
	if fault.KindOf(err) != fault.Invalid || !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v", err)
	}
}

func TestGuardTurnsAPanicIntoAFault(t *testing.T) {
	err := place{file: "a.xls"}.guard("the workbook", func() error { panic("index out of range") })
	if fault.KindOf(err) != fault.Invalid || strings.Contains(err.Error(), "index") {
		t.Errorf("got %v", err)
	}
}
