package sheet

import (
	"testing"

	"pgregory.net/rapid"

	"headroom/internal/civil"
)

func TestDateOf(t *testing.T) {
	for _, c := range []struct {
		serial   float64
		from1904 bool
		want     string // empty: no day
	}{
		{1, false, "1900-01-01"}, {59, false, "1900-02-28"}, {60, false, ""}, {61, false, "1900-03-01"},
		{0, false, ""}, {0.75, false, ""}, {-1, false, ""}, {43159, false, "2018-02-28"}, {43159.99999, false, "2018-02-28"},
		{2958465, false, "9999-12-31"}, {2958465.5, false, "9999-12-31"}, {2958466, false, ""}, {1e308, false, ""},
		{0, true, "1904-01-01"}, {60, true, "1904-03-01"}, {41697, true, "2018-02-28"}, {-0.5, true, ""}, {2958465, true, ""},
	} {
		d, ok := dateOf(c.serial, c.from1904)
		if got := d.String(); ok != (c.want != "") || ok && got != c.want {
			t.Errorf("serial %v (1904: %v) is %q, %v; want %q", c.serial, c.from1904, got, ok, c.want)
		}
	}
}

func TestSerialOfUndoesDateOf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, lastSerial).Filter(func(n int) bool { return n != 60 }).Draw(t, "n")
		d, ok := dateOf(float64(n), false)
		if !ok || serialOf(d) != float64(n) {
			t.Fatalf("%d became %s, which is %v", n, d, serialOf(d))
		}
	})
}

func TestDateFormat(t *testing.T) {
	for _, code := range []string{
		"dd/mm/yy;@", "dd/mm/yyyy", "d-mmm-yy", "mmm-yy", "mmmm", "yyyy\\-mm\\-dd", "[$-809]dd mmmm yyyy", "[$-F800]dddd, mmmm dd, yyyy",
		"dd/mm/yyyy hh:mm", "m/d/yy h:mm AM/PM", "DD/MM/YYYY", `"Week of "dd mmm`, "yyyy", "ddd", "[Red]dd/mm;0", "d.m.yy", "yyyy-mm-ddThh:mm:ss",
	} {
		if !dateFormat(code) {
			t.Errorf("%q shows a date", code)
		}
	}
	for _, code := range []string{
		"General", "0", "0.00", "#,##0", "0.00%", "0.00E+00", "@", `0 "days"`, `#,##0" mmm"`, "[Red]0;[Blue]-0", "hh:mm", "h:mm:ss AM/PM", "mm:ss",
		"[h]:mm", "[mm]:ss", "[h]:mm:ss.00", "mm:ss.0", "# ?/?", `_-* #,##0_-;\-* #,##0_-;_-* "-"??_-;_-@_-`, "[$£-809]#,##0.00", "", ";;;", `0\d`,
		`[<=9999999]###\-####;0`, "GENERAL", "0_d", "A/P", `"dd/mm"`, `"unclosed dd`, `[dd`, `\`, "[$-409]h:mm AM/PM;@",
	} {
		if dateFormat(code) {
			t.Errorf("%q does not show a date", code)
		}
	}
}

func TestBuiltinDates(t *testing.T) {
	for id := range 60 {
		want := id >= 14 && id <= 17 || id == 22 || id >= 27 && id <= 31 || id == 36 || id >= 50 && id <= 54 || id == 57 || id == 58
		if builtinDate(id) != want {
			t.Errorf("format %d: %v", id, !want)
		}
	}
}

func TestDateCell(t *testing.T) {
	if c := DateCell(civil.MustDate("1900-01-01")); c.Kind != Date || c.Number != 1 {
		t.Errorf("got %v", c)
	}
	if c := DateCell(civil.Date{}); !c.IsBlank() {
		t.Errorf("no date is %v", c)
	}
}
