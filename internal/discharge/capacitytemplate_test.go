package discharge

import (
	"strings"
	"testing"
)

func TestEveryTemplateIsRead(t *testing.T) {
	at := clock("2023-12-20", 8, 0)
	all := Templates(on("2023-12-20"), "T1", "C1")
	if len(all) != 7 {
		t.Fatal(len(all))
	}
	for _, x := range all {
		if len(x.Headings) != len(x.Example) {
			t.Fatalf("%s: %d headings and %d cells", x.Words, len(x.Headings), len(x.Example))
		}
		b := bookOf(t, "template.csv", strings.Join(x.Headings, ","), strings.Join(x.Example, ","))
		n := 0
		var err error
		switch x.Kind {
		case ImportCapacity:
			var f CapacityFile
			f, err = ReadCapacity(t.Context(), b, finder, at)
			if n = len(f.Rows); f.Form != x.Form {
				t.Errorf("%s was read as %s", x.Form, f.Form)
			}
		case ImportReasons:
			var f ReasonFile
			f, err = ReadReasons(t.Context(), b, finder, finder, at)
			n = len(f.Counts)
		case ImportLeft:
			var f LeftFile
			f, err = ReadLeft(t.Context(), b, finder, finder, at)
			n = len(f.Counts)
		case ImportStays:
			var f StayFile
			f, err = ReadStays(t.Context(), b, "T1", StayColumns{}, finder, at)
			n = len(f.Stays)
		}
		if err != nil || n != 1 {
			t.Errorf("%s: %d rows, %v", x.Words, n, err)
		}
	}
}
