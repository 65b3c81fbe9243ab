package org

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"headroom/internal/civil"
	"headroom/internal/fault"
)

const etr = `"RZZ","ZED AND WYE NHS FOUNDATION TRUST","Y56","QMJ","A","B","","LONDON","","NW1 0PE","20100401","","","","","","","","","","","0","","H","","",""
"RYA","ARROW AMBULANCE SERVICE NHS TRUST","Y60","QUA","A","B","","X","","B1 1AA","20060701","20240930","","","","","","","","","","0","","F","","",""
"RQF","VALE NHS TRUST","W00","Q99","A","","","CARDIFF","","CF1 1AA","19940401","","","","","","","","","","","0","","W","","",""
"G1H2J","NOWHERE NHS TRUST","Y56","QZZ","A","","","LONDON","","NW1 0PE","20241101","","","","","","","","","","","0","","H","","",""
`

func TestReadETR(t *testing.T) {
	facts := Builtin()
	set := take(t, &facts, "etr.csv", []byte(etr))
	if len(set.Lines) != 3 || set.AsAt != date("2024-11-01") {
		t.Fatalf("%d lines as at %s", len(set.Lines), set.AsAt)
	}
	if notes := strings.Join(set.Notes, "\n"); !strings.Contains(notes, "Wales") || !strings.Contains(notes, "region stands in") {
		t.Errorf("the notes are %q", set.Notes)
	}
	p := NewBook(facts).At(date("2024-01-01"))
	if u, _ := p.Unit("RZZ"); u.Name != "Zed and Wye NHS Foundation Trust" || u.Provisional || !p.Marked("RZZ", MarkFoundation) || u.Short != "Zed and Wye" {
		t.Errorf("RZZ is %+v", u)
	}
	if got := p.Ancestors(NHS, "RZZ"); fmt.Sprint(got) != "[QMJ Y56 ENG]" {
		t.Errorf("RZZ hangs from %v", got)
	}
	if u, _ := p.Unit("RYA"); u.Kind != KindAmbulance {
		t.Errorf("RYA is a %s", u.Kind)
	}
	after := NewBook(facts).At(date("2024-11-02"))
	if _, open := after.Unit("RYA"); open {
		t.Error("RYA is open after its closing")
	}
	if got, _ := after.Parent(NHS, "G1H2J"); got != "Y56" {
		t.Errorf("a trust of an unknown ICB hangs from %s", got)
	}
	if again := take(t, &facts, "etr.csv", []byte(etr)); len(again.Lines) != 0 {
		t.Errorf("the same file again proposes %+v", again.Lines)
	}
}

func TestRegisterConfirmsWhatFilesShowed(t *testing.T) {
	facts := Builtin()
	sight(t, &facts, Sighting{Code: "RZZ", Name: "Old Zed NHS Trust", RegionLabel: "London Commissioning Region", Seen: fromTo("2017-11-20", "2018-03-05")})
	set := take(t, &facts, "etr.csv", []byte(etr))
	if i := slices.IndexFunc(set.Lines, func(c Change) bool { return c.Org == "RZZ" }); set.Lines[i].Verb != "confirm" {
		t.Errorf("the line is %+v", set.Lines[i])
	}
	b := NewBook(facts)
	for day, want := range map[string]string{"2017-12-24": "Old Zed NHS Trust", "2024-12-01": "Zed and Wye NHS Foundation Trust"} {
		if got := b.Name("RZZ", date(day)); got != want {
			t.Errorf("%s: the name is %q; want %q", day, got, want)
		}
	}
	if u, _ := b.At(date("2015-01-01")).Unit("RZZ"); u.Provisional || u.Open.From != date("2010-04-01") {
		t.Errorf("the unit is %+v", u)
	}
}

func TestOlderRegisterDoesNotUndoANewer(t *testing.T) {
	facts := Builtin()
	take(t, &facts, "etr.csv", []byte(etr))
	old := strings.ReplaceAll(etr, "ZED AND WYE NHS", "OLD ZED NHS")
	set, err := NewBook(facts).Import("etr.csv", []byte(old), date("2020-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range set.Lines {
		facts = append(facts, l.Facts...)
	}
	b := NewBook(facts)
	for day, want := range map[string]string{"2021-01-01": "Old Zed NHS Foundation Trust", "2025-01-01": "Zed and Wye NHS Foundation Trust"} {
		if got := b.Name("RZZ", date(day)); got != want {
			t.Errorf("%s: the name is %q; want %q", day, got, want)
		}
	}
}

const ord = `{"Organisation":{"Name":"OLD ZED NHS TRUST","Date":[{"Type":"Operational","Start":"2001-04-01","End":"2015-09-30"},{"Type":"Legal","Start":"2001-04-01","End":"2015-09-30"}],
"OrgId":{"extension":"RYY"},"Status":"Inactive","LastChangeDate":"2021-04-23","Roles":{"Role":[{"id":"RO197","primaryRole":true}]},
"Rels":{"Rel":[{"id":"RE5","Date":[{"Type":"Operational","Start":"2001-04-01","End":"2013-03-31"}],"Target":{"OrgId":{"extension":"Q39"}}},{"id":"RE8","Target":{"OrgId":{"extension":"QMJ"}}}]},
"Succs":{"Succ":[{"Type":"Successor","Date":[{"Type":"Legal","Start":"2015-10-01"}],"Target":{"OrgId":{"extension":"RZZ"}}}]}}}`

func TestReadORD(t *testing.T) {
	facts := Builtin()
	take(t, &facts, "etr.csv", []byte(etr))
	set := take(t, &facts, "RYY.json", []byte(ord))
	if len(set.Lines) != 1 || set.Lines[0].Verb != "new" {
		t.Fatalf("the lines are %+v", set.Lines)
	}
	if h := NewBook(facts).Heir("RYY", date("2023-01-01")); h.Code != "RZZ" || !h.Sure() {
		t.Errorf("the heir is %+v", h)
	}
	other := `{"Organisation":{"Name":"ZED AND WYE NHS FOUNDATION TRUST","Date":[{"Type":"Operational","Start":"2010-04-01"}],"OrgId":{"extension":"RZZ"},"Status":"Active",
"LastChangeDate":"2024-12-01","Roles":{"Role":[{"id":"RO197","primaryRole":true},{"id":"RO57"}]},"Succs":{"Succ":[{"Type":"Predecessor","Date":[{"Start":"2015-09-30"}],"Target":{"OrgId":{"extension":"RYY"}}}]}}}`
	if set := take(t, &facts, "RZZ.json", []byte(other)); len(set.Lines) != 0 {
		t.Errorf("the other end of one succession, a day apart, proposes %+v", set.Lines)
	}
}

func TestCouncils(t *testing.T) {
	facts := Builtin()
	take(t, &facts, "utla.csv", []byte("ons,name,english_region,ods_la_code,icb_primary_ods,icb_shares_by_lsoa\n"+
		"E06000042,Milton Keynes,South East,613,QHG,QHG:1.000\nE06000063,Cumberland,North West,,QHM,QHM:0.966;QE1:0.034\nE10000012,Essex,East of England,620,QH8,QH8:0.573;QJG:0.222;QM7:0.205\n"))
	p := NewBook(facts).At(date("2023-12-20"))
	for _, c := range []struct {
		council, adass, icb, region Code
	}{{"E06000042", "E12000008", "QHG", "Y61"}, {"E06000063", "E12000002", "QHM", "Y63"}} {
		x := p.Cross(c.council)
		if x.ADASSRegion != c.adass || x.ICBs[0].Other != c.icb || x.NHSRegions[0].Other != c.region {
			t.Errorf("%s crosses to %+v", c.council, x)
		}
		if _, hangs := p.Parent(NHS, c.council); hangs {
			t.Errorf("%s has a parent in the NHS tree", c.council)
		}
	}
	if got := p.Sharing(AreasByICB, "QHM"); len(got) != 1 || got[0].Other != "E06000063" {
		t.Errorf("the councils of QHM are %v", got)
	}
	if u, ok := p.Lookup("613"); !ok || u.Code != "E06000042" {
		t.Errorf("613 is %+v", u)
	}
	after := NewBook(facts).At(date("2026-05-01")).Cross("E06000042")
	if len(after.NHSRegions) != 1 || after.NHSRegions[0].Other != "Y61" || after.ICBs[0].Other != "QHG" {
		t.Errorf("after the ICB closed, with an unconfirmed successor, the crossing is %+v", after)
	}
	take(t, &facts, "d.csv", []byte("ltla23_code,ltla23_name,utla23_code,utla23_name\nE07000067,Braintree,E10000012,Essex\nE07000068,Brentwood,E10000012,Essex\nW06000001,Anglesey,W06000001,Anglesey\n"))
	set := take(t, &facts, "s.csv", []byte("ltla22_code,icb22_code,lsoa_count\nE07000067,E54000026,30\nE07000068,E54000023,10\nE07000999,E54000026,5\n"))
	if len(set.Lines) != 1 || len(set.Notes) != 1 || !strings.Contains(set.Lines[0].After, "QH8 75.0%") {
		t.Errorf("the districts of Essex give %+v, %v", set.Lines, set.Notes)
	}
}

func TestFaultsNamePlaceAndRemedy(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		want []string
	}{
		"dates": {"ods,name,region_ods,icb_ods,open,close\nRZ1,A,Y56,QMJ,2010,\nR_,B,Y56,QMJ,20100101,\nRZ3,C,Y56,QMJ,20200101,20190101\nRZ4,,Y56,QMJ,,\n",
			[]string{"line 2, column open", "yyyymmdd", "line 3, column ods", "line 4, column close", "before the opening", "line 5, column name"}},
		"shares":  {"nhs_trust22_code,icb22_code,proportion_trust_came_from_icb\nRZ1,E54000008,1.5\nRZ1,E54000008,NaN\nRZ1,E54000008,x\n", []string{"line 2", "line 3", "line 4", "between 0 and 1"}},
		"sum":     {"ons,name,english_region,ods_la_code,icb_primary_ods,icb_shares_by_lsoa\nE1,X,London,,,QMJ:0.3;QMF:0.3\n", []string{"add up to 0.600"}},
		"region":  {"utla23_code,utla23_name,region23_code\nE1,X,E99\n", []string{"nine ADASS regions"}},
		"quotes":  {"ods,name,region_ods,icb_ods,open,close\nRZ1,\"A,Y56\n", []string{"not CSV", "quotation marks"}},
		"json":    {`{"Organisation": {"Name": 7}}`, []string{"expected sort"}},
		"cut":     {`{"Organisation": {"Name": "X"`, []string{"JSON"}},
		"unknown": {"a,b\n1,2\n", []string{"not an organisation file", "ods-etr"}},
	} {
		_, err := Read("x.csv", []byte(c.file), civil.Date{})
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, w := range c.want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %q does not say %q", name, err, w)
			}
		}
	}
}

func TestWorldMoved(t *testing.T) {
	facts := Builtin()
	take(t, &facts, "etr.csv", []byte(etr))
	b := NewBook(facts)
	set, err := b.Import("etr.csv", []byte(strings.Replace(etr, "QMJ", "QMF", 1)), date("2025-01-01"))
	if err != nil || len(set.Lines) != 1 || set.Lines[0].Verb != "parent" {
		t.Fatalf("%+v %v", set.Lines, err)
	}
	if why := b.Moved(set.Lines[0]); why != "" {
		t.Errorf("nothing has moved, yet %q", why)
	}
	moved := NewBook(append(facts, Fact{What: FactLink, Org: "RZZ", Tree: NHS, Other: "QKK", Valid: from("2024-12-01")}))
	if why := moved.Moved(set.Lines[0]); !strings.Contains(why, "QKK") {
		t.Errorf("the move is not seen: %q", why)
	}
}

func TestManyRowsAreNotQuadratic(t *testing.T) {
	var b strings.Builder
	b.WriteString("nhs_trust22_code,icb22_code,proportion_trust_came_from_icb\n")
	for i := range 300_000 {
		fmt.Fprintf(&b, "R%05d,E54000008,0.5\n", i%60_000)
	}
	set, err := NewBook(Builtin()).Import("x.csv", []byte(b.String()), civil.Date{})
	if err != nil || len(set.Lines) != 0 || len(set.Notes) != 1 {
		t.Errorf("%d lines, notes %v, %v", len(set.Lines), set.Notes, err)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{etr, ord, "ods,name,region_ods,icb_ods,open,close\nRZ1,A,Y56,QMJ,20100101,\n"} {
		f.Add([]byte(s))
	}
	b := NewBook(Builtin())
	f.Fuzz(func(_ *testing.T, data []byte) { _, _ = b.Import("f", data, civil.Date{}) })
}
