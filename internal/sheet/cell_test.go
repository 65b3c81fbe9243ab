package sheet

import (
	"slices"
	"testing"

	"headroom/internal/civil"
)

func TestTextsAreForPrograms(t *testing.T) {
	got := Texts([]Cell{NumberCell(1234567), NumberCell(1e-7), DateCell(civil.On(2023, 12, 24)), TextCell(" as it is "), {}})
	if want := []string{"1234567", "0.0000001", "2023-12-24", " as it is ", ""}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
