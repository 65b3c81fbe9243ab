package sheet

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

// tokens is a document as the scanner sees it, and the error that ends it.
func tokens(r io.Reader) ([]string, error) {
	var out []string
	sc := newScanner(r)
	for t := sc.next(); t != xmlEnd; t = sc.next() {
		switch t {
		case xmlOpen:
			name := "<" + string(sc.name)
			if sc.void {
				name += "/"
			}
			for name2, value, rest, ok := sc.nextAttr(sc.attrs); ok; name2, value, rest, ok = sc.nextAttr(rest) {
				name += " " + string(name2) + "=" + string(sc.unescape(nil, value))
			}
			out = append(out, name)
		case xmlClose:
			out = append(out, ">"+string(sc.name))
		case xmlText:
			out = append(out, string(sc.appendText(nil)))
		}
	}
	return out, sc.err
}

func TestScannerTokens(t *testing.T) {
	const text = "\ufeff<?xml version=\"1.0\"?>\n<x:a b='1' c:d = \"&lt;2>\"><!-- <no> --><e/>t&amp;&#x41;<![CDATA[<&>]]></x:a >\n<!-- end --><?pi?>"
	want := []string{"\n", "<a b=1 d=<2>", "<e/", "t&A", "<&>", ">a", "\n"}
	for size := range 3 {
		r := []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text)), iotest.HalfReader(strings.NewReader(text))}[size]
		if got, err := tokens(r); err != nil || !slices.Equal(got, want) {
			t.Errorf("%d: got %q, %v", size, got, err)
		}
	}
}

func TestScannerErrors(t *testing.T) {
	for text, want := range map[string]error{
		"":                                      io.ErrUnexpectedEOF,
		"no tag":                                io.ErrUnexpectedEOF,
		"<a>":                                   io.ErrUnexpectedEOF,
		"<a><b></b>":                            io.ErrUnexpectedEOF,
		"<a":                                    io.ErrUnexpectedEOF,
		"<":                                     io.ErrUnexpectedEOF,
		"<a b=\">":                              io.ErrUnexpectedEOF,
		"<!-- ":                                 io.ErrUnexpectedEOF,
		"<a><![CDATA[x]]</a>":                   io.ErrUnexpectedEOF,
		"<?xml":                                 io.ErrUnexpectedEOF,
		"</a>":                                  errXML,
		"<a></b>":                               errXML,
		"<a/><b/>":                              errXML,
		"<a></a></a>":                           errXML,
		"<>":                                    errXML,
		"<a<b>":                                 errXML,
		"<a b>x</a>":                            errXML,
		"<a b=c/>":                              errXML,
		"<a b=\"1\" =\"/\"":                     io.ErrUnexpectedEOF,
		"<a>&nope;</a>":                         errXML,
		"<a>&amp</a>":                           errXML,
		"<a>&#xZZ;</a>":                         errXML,
		"<a>&#1114112;</a>":                     errXML,
		"<a>&#;</a>":                            errXML,
		"<a>&;</a>":                             errXML,
		"<!DOCTYPE a><a/>":                      errXMLDTD,
		"<!ELEMENT a><a/>":                      errXMLDTD,
		"<\x00a\x00":                            errXMLUTF16,
		"\xff\xfe<\x00":                         errXMLUTF16,
		"<a>" + strings.Repeat("<b>", maxDepth): errXML,
		"<a>" + strings.Repeat("x", maxToken+1): errXMLLong,
		"<a b=\"" + strings.Repeat("x", maxToken+1): errXMLLong,
	} {
		if _, err := tokens(strings.NewReader(text)); !errors.Is(err, want) {
			t.Errorf("%.40q: %v, want %v", text, err, want)
		}
	}
	if _, err := tokens(iotest.ErrReader(io.ErrClosedPipe)); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a failing reader: %v", err)
	}
}

// A token may lie anywhere across the blocks that are read at once.
func TestScannerAcrossBlocks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pad := strings.Repeat("p", rapid.IntRange(64<<10-60, 64<<10+4).Draw(t, "pad"))
		text := "<a>" + pad + "<b c='d>e'/><!-- - -- - --><![CDATA[]]]]>x&gt;y</a>"
		got, err := tokens(strings.NewReader(text))
		if err != nil || !slices.Equal(got, []string{"<a", pad, "<b/ c=d>e", "]]", "x>y", ">a"}) {
			t.Fatalf("%v %q", err, got[2:])
		}
	})
}

func TestSkipPast(t *testing.T) {
	for _, size := range []int{0, 10, 64<<10 - 30, 64<<10 - 12, 64 << 10, 200_000} {
		sc := newScanner(strings.NewReader("<w><sheetData>" + strings.Repeat("<c/>", size/4) + "</sheetData><m/></w>"))
		sc.next()
		sc.next()
		sc.skipPast("sheetData>")
		if tok := sc.next(); tok != xmlOpen || string(sc.name) != "m" {
			t.Errorf("%d: %v %q %v", size, tok, sc.name, sc.err)
		}
		if sc.next(); sc.next() != xmlEnd || sc.err != nil {
			t.Errorf("%d: %v", size, sc.err)
		}
	}
	sc := newScanner(strings.NewReader("<w><sheetData><c/>"))
	sc.next()
	sc.next()
	if sc.skipPast("sheetData>"); !errors.Is(sc.err, io.ErrUnexpectedEOF) {
		t.Errorf("a sheet without an end: %v", sc.err)
	}
}

func TestUnescapeExcel(t *testing.T) {
	for text, want := range map[string]string{
		"a_x000D_b": "a\rb", "_x000d__x000A_": "\r\n", "_x005F_x000D_": "_x000D_", "_x0000_": "_x0000_", "_xD83D_": "_xD83D_",
		"_x00": "_x00", "_xGGGG_": "_xGGGG_", "x_y": "x_y", "_x2013_": "–", "_x0041": "_x0041",
	} {
		if got := string(unescapeExcel([]byte(text))); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}
