package occupancy

import (
	"encoding/json"
	"testing"
)

func TestKindsInWords(t *testing.T) {
	in := Setting{Code: "strike", Of: Open, Value: -.01, SE: .005, Reason: "wards stay open"}
	b, err := json.Marshal(in)
	if err != nil || string(b) != `{"code":"strike","of":"open","value":-0.01,"se":0.005,"reason":"wards stay open"}` {
		t.Fatalf("%s, %v", b, err)
	}
	var out Setting
	if err := json.Unmarshal(b, &out); err != nil || out != in {
		t.Errorf("%+v, %v", out, err)
	}
	if err := json.Unmarshal([]byte(`{"of":"closed"}`), &out); err == nil {
		t.Error("a number that is not known is taken")
	}
	if Occupied.String() != "beds occupied" || Open.String() != "beds open" {
		t.Error(Occupied, Open)
	}
}
